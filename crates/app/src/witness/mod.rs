//! Witnesses, from both sides: the program they run ([`keeper`]), and what an installation asks of them ([`asking`]).
//!
//! What travels is a size, a hash and signatures: nothing about a person, an agency or an act. It needs no secrecy, so the
//! witness speaks plain HTTP; whoever changes a byte on the way makes a signature fail.

pub mod asking;
pub mod keeper;

use danbe_vault::{VerifyingKey, Witness, Witnesses};
use serde::{Deserialize, Serialize};

/// A witness of an installation, and where it listens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// Its name on notes.
    pub name: String,
    /// Its key.
    pub key: VerifyingKey,
    /// `host:port`.
    pub address: String,
}

/// The witnesses an installation has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Circle {
    /// How many of them devices demand.
    pub quorum: usize,
    /// Seconds after which a countersignature is too old.
    pub within: u64,
    /// All of them.
    pub list: Vec<Known>,
}

impl Circle {
    /// What devices pin.
    #[must_use]
    pub fn pinned(&self) -> Witnesses {
        let list =
            self.list.iter().map(|known| Witness { name: known.name.clone(), key: known.key }).collect();
        Witnesses { quorum: self.quorum, list, within: self.within }
    }
}

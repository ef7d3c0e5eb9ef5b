//! The word of one root for another, and the paper that is carried from one side to the other.

use danbe_vault::{AgencyCharter, Signed, VerifyingKey};
use danbe_words::Side;
use serde::{Deserialize, Serialize};

/// One's own root's word that this key is the root of the other side of the wall.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recognition {
    /// The other side.
    pub side: Side,
    /// Its root.
    pub root: VerifyingKey,
    /// When it was said, milliseconds UTC.
    pub at: i64,
}

impl Recognition {
    /// Domain of the root's signature.
    pub const DOMAIN: &'static str = "recognition";
}

/// What one side gives the other on paper: nothing secret, and nothing believed before its fingerprint was compared.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WallPaper {
    /// The side it comes from.
    pub side: Side,
    /// Its root.
    pub root: VerifyingKey,
    /// Its agencies that open packages, as that root chartered them.
    pub charters: Vec<Signed<AgencyCharter>>,
}

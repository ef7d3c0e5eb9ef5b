//! What is wrong with an agency's holders once it is in service: told to its officers and to the machine's keeper.
//!
//! Three holders on the day of the trial are not three holders a year later. Nobody is stopped by it: who is in danger is
//! served, and the page says what to do until it is done.

use serde::{Deserialize, Serialize};

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Alarm {
    /// Fewer than three holders can be reached: another is to be named.
    Holders,
    /// The key of the deposit is not in the hands of the holders there are now, or not the newest: to be shared anew.
    Unshared,
    /// A holder has not come in for twelve months: whether she still has her part is not known.
    Silent,
    /// One officer is left, or none.
    Alone,
}

impl Alarm {
    /// Every kind, the gravest first.
    pub const ALL: [Self; 4] = [Self::Alone, Self::Holders, Self::Unshared, Self::Silent];

    /// The word on screen.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Holders => "alarm-holders",
            Self::Unshared => "alarm-unshared",
            Self::Silent => "alarm-silent",
            Self::Alone => "alarm-alone",
        }
    }
}

/// An alarm about an agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alarmed {
    /// Name of the agency.
    pub name: String,
    /// What is wrong.
    pub alarm: Alarm,
    /// Posts of the holders it is about.
    pub posts: Vec<String>,
}

/// Twelve months without a word from a holder (the house's security page, 4.4).
#[cfg(feature = "server")]
pub(crate) const SILENT: i64 = 365 * 24 * 3_600_000;

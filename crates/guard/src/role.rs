//! A role: what an agency leaves of the duty of its posts.

use serde::{Deserialize, Serialize};

/// The verbs a post keeps of its work, by the decision of its own agency.
///
/// A role only narrows. What it does not name it withholds, so that a verb written after it is withheld too, until an officer
/// has read it and kept it. What it names and the matrix closes stays closed. Its name is the agency's affair, not the guard's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Role(String);

impl Role {
    /// A role that keeps these verbs; as text, their names with a space between.
    #[must_use]
    pub const fn of(verbs: String) -> Self {
        Self(verbs)
    }

    /// Names of the verbs kept, `cases.register`.
    pub fn verbs(&self) -> impl Iterator<Item = &str> {
        self.0.split_whitespace()
    }

    /// Whether it leaves a verb to the post.
    #[must_use]
    pub fn keeps(&self, verb: &str) -> bool {
        self.verbs().any(|kept| kept == verb)
    }
}

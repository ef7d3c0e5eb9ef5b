//! A role: what an agency leaves of the duty of its posts.

use serde::{Deserialize, Serialize};

/// The verbs a post keeps of its work, under a name its own agency chose.
///
/// A role only narrows. What it does not name it withholds, so that a verb written after it is withheld too, until an officer
/// has read it and kept it. What it names and the matrix closes stays closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    /// As the agency calls it, at most sixty characters.
    pub name: String,
    /// Names of the verbs kept, `cases.register`.
    pub keeps: Vec<String>,
}

impl Role {
    /// Whether it leaves a verb to the post.
    #[must_use]
    pub fn keeps(&self, verb: &str) -> bool {
        self.keeps.iter().any(|kept| kept == verb)
    }
}

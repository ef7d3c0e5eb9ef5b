//! Verb `notices.see`: what one's own agency is told, where, and whether it arrived.

use super::{Wanted, Way};
use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "notices.see",
    effect: Effect::Reads,
    allows: &[(Standing::Officer, Relation::Own)],
    says: "see the words and the addresses by which one's own agency hears that something came, and the last attempts",
};

/// Asks for them.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct See {}

/// One attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tried {
    /// By what.
    pub way: Way,
    /// When, milliseconds UTC.
    pub at: i64,
    /// How many addresses took it.
    pub sent: u32,
    /// How many did not.
    pub failed: u32,
}

/// What the agency wants, and what came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Nothing before an officer chose.
    pub wanted: Option<Wanted>,
    /// The newest attempts, newest first.
    pub tried: Vec<Tried>,
}

#[cfg(feature = "server")]
mod server {
    use super::{SPEC, See, Seen};
    use crate::notices::rows;
    use danbe_guard::{Actor, Relation, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::Problem;

    impl Verb for See {
        const SPEC: VerbSpec = SPEC;
        type Answer = Seen;

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<Seen>, Problem> {
            let grant = tx.may::<Self>(who, Relation::Own)?;
            let seen = Seen {
                wanted: rows::wanted(tx, who.agency).await?,
                tried: rows::tried(tx, who.agency).await?,
            };
            tx.done(&grant, Happening::bare().with("filter", "agency").with("count", seen.tried.len()), seen)
                .await
        }
    }
}

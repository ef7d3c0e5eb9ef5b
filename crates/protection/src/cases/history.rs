//! Verb `cases.history`: who did what with a file and when, from the ledger itself.

use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_words::FileId;
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "cases.history",
    effect: Effect::Reads,
    allows: &[(Standing::Caseworker, Relation::Team)],
    says: "see who opened or changed a file of one's own team, and when",
};

/// Asks for the history of a file.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HistoryOf {
    /// The file.
    pub file: FileId,
}

/// One line about the file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct HistoryLine {
    /// Index in the ledger.
    pub index: u64,
    /// The verb.
    pub kind: String,
    /// Pseudonym of who acted.
    pub actor: String,
    /// Milliseconds UTC.
    pub at: i64,
    /// The fact changed, what it was and what it became, when one was.
    pub change: Option<(String, String, String)>,
}

/// The newest lines about the file, newest first.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct History {
    /// At most two hundred.
    pub lines: Vec<HistoryLine>,
}

#[cfg(feature = "server")]
mod server {
    use super::{History, HistoryLine, HistoryOf, SPEC};
    use crate::cases::rows;
    use danbe_guard::{Actor, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::{Event, Line, Problem};

    impl Verb for HistoryOf {
        const SPEC: VerbSpec = SPEC;
        type Answer = History;

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<History>, Problem> {
            let (grant, found) = rows::granted::<Self>(tx, who, self.file).await?;
            let tag = rows::tag(tx, found.keyring.person).await?;
            let lines = tx.lines_about(&tag).await?.into_iter().map(read).collect();
            tx.done(&grant, Happening::about(tag), History { lines }).await
        }
    }

    fn read((index, line, event): (u64, Line, Event)) -> HistoryLine {
        let change = event.facts.get("fact").and_then(|name| {
            Some((name.clone(), event.facts.get("was")?.clone(), event.facts.get(name)?.clone()))
        });
        HistoryLine { index, kind: line.kind, actor: line.actor, at: line.at.0, change }
    }
}

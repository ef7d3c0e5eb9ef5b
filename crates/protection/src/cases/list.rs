//! Verb `cases.list`: the files of one's team, twenty at a time, newest first, under their codes.

use super::facts::Facts;
use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_words::{FileId, FileKind, FileState, Stage};
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "cases.list",
    effect: Effect::Reads,
    allows: &[(Standing::Caseworker, Relation::Own)],
    says: "list the files of one's own team under their codes, twenty at a time",
};

/// Files in one answer.
#[cfg(feature = "server")]
pub(crate) const PAGE: usize = 20;

/// Where a page ends: the next begins after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cursor {
    /// When the last file shown was received, milliseconds UTC.
    pub registered: i64,
    /// Its id.
    pub file: FileId,
}

/// What the device asks.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// Files older than this; the newest when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Cursor>,
}

/// One file in a list: a code and coded facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileLine {
    /// The file.
    pub file: FileId,
    /// How far recognition has gone.
    pub stage: Stage,
    /// When the server received it, milliseconds UTC.
    pub registered: i64,
    /// Coded facts.
    pub facts: Facts,
    /// What the file is about.
    pub kind: FileKind,
    /// What may still be done with it.
    pub state: FileState,
}

/// One page of files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// At most twenty.
    pub files: Vec<FileLine>,
    /// Where the next page begins, when there is one.
    pub next: Option<Cursor>,
    /// Whether some file of the team is found by no name yet.
    #[serde(default)]
    pub unfound: bool,
}

#[cfg(feature = "server")]
mod server {
    use super::{Cursor, List, Listed, PAGE, SPEC};
    use crate::cases::rows;
    use danbe_guard::{Actor, Relation, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::Problem;

    impl Verb for List {
        const SPEC: VerbSpec = SPEC;
        type Answer = Listed;

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<Listed>, Problem> {
            let grant = tx.may::<Self>(who, Relation::Own)?;
            let files = rows::list(tx, who, self.after).await?;
            let (files, next) =
                crate::page(files, PAGE, |line| Cursor { registered: line.registered, file: line.file });
            let unfound = rows::any_unfound(tx, who).await?;
            let happening = Happening::bare().with("filter", "team").with("count", files.len());
            tx.done(&grant, happening, Listed { files, next, unfound }).await
        }
    }
}

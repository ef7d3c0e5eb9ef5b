//! Verbs `cases.unfound`, `cases.index`: who no search finds yet is made findable by a device that reads her name card.
//!
//! Tokens are made with the key of one agency, on a device that has it. Files taken over from an agency that closed came
//! with tokens of another key, and a phone that only captures makes none: an office device of the team that holds them now
//! opens their cards, seals each to its own agency and makes its tokens. Nothing more of the person is opened for it.

use super::answer::Named;
use super::search::CardHit;
use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_words::FileId;
use serde::{Deserialize, Serialize};

pub(crate) const UNFOUND: VerbSpec = VerbSpec {
    name: "cases.unfound",
    effect: Effect::Reads,
    allows: &[(Standing::Caseworker, Relation::Own)],
    says: "receive the name cards of files of one's own team that no search finds yet",
};

pub(crate) const INDEX: VerbSpec = VerbSpec {
    name: "cases.index",
    effect: Effect::Writes,
    allows: &[(Standing::Caseworker, Relation::Team)],
    says: "make files of one's own team findable by name: new cards and tokens, no answer changed",
};

/// Cards in one answer, and in one envelope.
pub const CARDS: usize = 50;

/// Asks for the next cards.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unfound {
    /// Those after this file; the first when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<FileId>,
}

/// Cards nobody finds.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ToIndex {
    /// At most [`CARDS`], in the order of their files.
    pub cards: Vec<CardHit>,
}

/// How they are found from now on.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Index {
    /// Each file once.
    pub files: Vec<Indexed>,
}

/// How one is found from now on.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indexed {
    /// The file.
    pub file: FileId,
    /// Its card and tokens.
    pub named: Named,
}

#[cfg(feature = "server")]
mod server {
    use super::{CARDS, INDEX, Index, ToIndex, UNFOUND, Unfound};
    use crate::cases::card::check_tokens;
    use crate::cases::rows;
    use danbe_guard::{Actor, Relation, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::Problem;

    impl Verb for Unfound {
        const SPEC: VerbSpec = UNFOUND;
        type Answer = ToIndex;

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<ToIndex>, Problem> {
            let grant = tx.may::<Self>(who, Relation::Own)?;
            let cards = rows::unfound(tx, who, self.after).await?;
            let happening = Happening::bare().with("filter", "unfound").with("count", cards.len());
            tx.done(&grant, happening, ToIndex { cards }).await
        }
    }

    impl Verb for Index {
        const SPEC: VerbSpec = INDEX;
        type Answer = ();

        /// One file of another team among them, and all are as absent as that one.
        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let mut relation = Relation::Team;
            for indexed in &self.files {
                match who.at(&rows::place(tx, who, indexed.file).await?) {
                    Relation::Team => {}
                    other => relation = other,
                }
            }
            let grant = tx.may::<Self>(who, relation)?;
            if self.files.len() > CARDS {
                return Err(Problem::Invalid { field: "cards", reason: "long" });
            }
            for indexed in &self.files {
                check_tokens(&indexed.named.tokens)?;
                rows::rename(tx, who.agency, indexed.file, &indexed.named).await?;
            }
            tx.done(&grant, Happening::bare().with("count", self.files.len()), ()).await
        }
    }
}

//! Verb `bases.list`: on what the shares of a file rest, those that are over included.

use danbe_guard::{Effect, Relation, Standing, Terms, VerbSpec};
use danbe_words::{AgencyId, Evidence, FileId, Interpreter, RecordId, Tongue};
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "bases.list",
    effect: Effect::Reads,
    allows: &[(Standing::Caseworker, Relation::Team)],
    says: "see the consents and other grounds of a file of one's own team",
};

/// Asks for those of a file.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Of {
    /// The file.
    pub file: FileId,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BasisShown {
    /// What was agreed or decided.
    pub terms: Terms,
    /// The language it was explained in.
    pub tongue: Tongue,
    /// Who put it into that language.
    pub interpreter: Interpreter,
    /// How it was given.
    pub evidence: Evidence,
    /// Version of the words that were read to her.
    pub wording: u32,
    /// The words beside it, in the file.
    pub record: Option<RecordId>,
    /// Who reviews a decision on vital interest.
    pub reviewer: Option<AgencyId>,
    /// When the person was told, milliseconds UTC.
    pub told: Option<i64>,
}

/// All of a file's, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfFile {
    /// The bases.
    pub bases: Vec<BasisShown>,
}

#[cfg(feature = "server")]
mod server {
    use super::{Of, OfFile, SPEC};
    use crate::bases::rows;
    use crate::cases::rows as cases;
    use danbe_guard::{Actor, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::Problem;

    impl Verb for Of {
        const SPEC: VerbSpec = SPEC;
        type Answer = OfFile;

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<OfFile>, Problem> {
            let (grant, found) = cases::granted::<Self>(tx, who, self.file).await?;
            let bases = rows::of(tx, self.file).await?;
            let tag = cases::tag(tx, found.keyring.person).await?;
            tx.done(&grant, Happening::about(tag).with("count", bases.len()), OfFile { bases }).await
        }
    }
}

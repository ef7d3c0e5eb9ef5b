//! Verb `bases.look`: what was drawn or photographed for a consent is looked at again, as an act of its own.

use crate::cases::{Keyring, PersonKey, Record};
use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_words::BasisId;
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "bases.look",
    effect: Effect::Reads,
    allows: &[(Standing::Caseworker, Relation::Team)],
    says: "look at what was signed on the screen or on paper for a consent in a file of one's own team",
};

/// Asks for the mark of a basis.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Look {
    /// The basis.
    pub basis: BasisId,
}

/// What leaves the server: sealed, with its key wrapped to the agency.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Looked {
    /// The mark; none where the person said it aloud.
    pub mark: Option<SealedMark>,
}

/// A sealed mark, and what opens it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SealedMark {
    /// What the seal is bound to.
    pub keyring: Keyring,
    /// Its key.
    pub key: PersonKey,
    /// The record.
    pub record: Record,
}

#[cfg(feature = "server")]
mod server {
    use super::{Look, Looked, SPEC};
    use crate::bases::rows;
    use crate::cases::rows as cases;
    use danbe_guard::{Actor, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::Problem;

    impl Verb for Look {
        const SPEC: VerbSpec = SPEC;
        type Answer = Looked;

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<Looked>, Problem> {
            let (grant, found, person) = rows::granted::<Self>(tx, who, self.basis).await?;
            let mark = rows::mark(tx, &found).await?;
            let tag = cases::tag(tx, person).await?;
            tx.done(&grant, Happening::about(tag).with("basis", found.terms.id), Looked { mark }).await
        }
    }
}

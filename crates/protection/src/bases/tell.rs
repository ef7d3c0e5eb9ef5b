//! Verb `bases.tell`: the person was told of a share she had not agreed to beforehand.

use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_words::BasisId;
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "bases.tell",
    effect: Effect::Writes,
    allows: &[(Standing::Caseworker, Relation::Team)],
    says: "write down that the person was told of a share decided without her",
};

/// She was told.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tell {
    /// The basis.
    pub basis: BasisId,
}

#[cfg(feature = "server")]
mod server {
    use super::{SPEC, Tell};
    use crate::bases::rows;
    use crate::cases::rows as cases;
    use danbe_guard::{Actor, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::{Ground, Problem};

    impl Verb for Tell {
        const SPEC: VerbSpec = SPEC;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let (grant, found, person) = rows::granted::<Self>(tx, who, self.basis).await?;
            if found.told.is_some() || found.terms.ground == Ground::Consent {
                return Err(Problem::State("exists"));
            }
            rows::tell(tx, self.basis).await?;
            let tag = cases::tag(tx, person).await?;
            tx.done(&grant, Happening::about(tag).with("basis", self.basis), ()).await
        }
    }
}

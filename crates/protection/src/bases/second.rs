//! Verb `bases.second`: another worker signs a decision that takes two: a child's best interest, a legal order.

use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_words::BasisId;
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "bases.second",
    effect: Effect::Writes,
    allows: &[(Standing::Caseworker, Relation::Team)],
    says: "sign, as the second worker, a decision that takes two",
};

/// Signs as the second worker.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Second {
    /// The basis.
    pub basis: BasisId,
}

#[cfg(feature = "server")]
mod server {
    use super::{SPEC, Second};
    use crate::bases::rows;
    use crate::cases::rows as cases;
    use danbe_guard::{Actor, Lack, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::Problem;

    impl Verb for Second {
        const SPEC: VerbSpec = SPEC;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let (grant, found, person) = rows::granted::<Self>(tx, who, self.basis).await?;
            let mut terms = found.terms;
            if terms.alive(tx.now()).err() != Some(Lack::Second) {
                return Err(Problem::State("exists"));
            }
            if terms.first == who.member {
                return Err(Problem::State(Lack::Second.code()));
            }
            terms.second = Some(who.member);
            rows::update(tx, &terms).await?;
            let tag = cases::tag(tx, person).await?;
            tx.done(&grant, Happening::about(tag).with("basis", terms.id), ()).await
        }
    }
}

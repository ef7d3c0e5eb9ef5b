//! Verb `bases.withdraw`: she takes it back. Copies that wait leave the server with these words; what was opened is called
//! back, and whoever has it answers.

use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_words::BasisId;
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "bases.withdraw",
    effect: Effect::Writes,
    allows: &[(Standing::Caseworker, Relation::Team)],
    says: "take back a consent or a decision; copies that wait leave the server at once",
};

/// Takes a basis back.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withdraw {
    /// The basis.
    pub basis: BasisId,
}

#[cfg(feature = "server")]
mod server {
    use super::{SPEC, Withdraw};
    use crate::bases::rows;
    use crate::cases::rows as cases;
    use danbe_guard::{Actor, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::{Problem, Purpose};

    impl Verb for Withdraw {
        const SPEC: VerbSpec = SPEC;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let (grant, found, person) = rows::granted::<Self>(tx, who, self.basis).await?;
            let mut terms = found.terms;
            if terms.withdrawn.is_some() {
                return Err(Problem::State("exists"));
            }
            terms.withdrawn = Some(tx.now());
            rows::update(tx, &terms).await?;
            crate::referrals::rows::call_back(tx, terms.id).await?;
            crate::extracts::rows::call_back(tx, terms.id).await?;
            let tag = cases::tag(tx, person).await?;
            let happening = Happening::about(tag).with("basis", terms.id);
            // Nothing waits at a statistics office for an answer: what it may count it is handed when it asks.
            let happening = match terms.purpose {
                Purpose::Statistics => happening,
                _ => happening.ringing(terms.receiver),
            };
            tx.done(&grant, happening, ()).await
        }
    }
}

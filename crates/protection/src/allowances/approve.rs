//! Verb `allowances.approve`: a second officer signs what the first proposed; it is in force until its end.

use super::Widening;
use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "allowances.approve",
    effect: Effect::Writes,
    allows: &[(Standing::Officer, Relation::Own)],
    says: "approve more searches a day, as another officer of one's own agency proposed",
};

/// Approves what she read: something changed since is not what she signs.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approve {
    /// What.
    pub widening: Widening,
}

#[cfg(feature = "server")]
mod server {
    use super::{Approve, SPEC};
    use crate::allowances::rows;
    use danbe_guard::{Actor, Relation, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::Problem;

    impl Verb for Approve {
        const SPEC: VerbSpec = SPEC;
        type Answer = ();

        /// Of another agency, never proposed, replaced since, or over: one answer.
        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let grant = tx.may::<Self>(who, Relation::Own)?;
            let now = tx.now().0;
            let found = rows::find(tx, self.widening.id).await?;
            let found = found.filter(|it| it.agency == who.agency && it.widening == self.widening);
            let found =
                found.filter(|it| it.widening.until > now).ok_or(Problem::State("widening-changed"))?;
            if found.approved {
                return Err(Problem::State("exists"));
            }
            if found.proposer == who.member {
                return Err(Problem::State("widening-second"));
            }
            rows::approve(tx, who, self.widening.id).await?;
            tx.done(&grant, rows::told(Happening::bare(), &self.widening), ()).await
        }
    }
}

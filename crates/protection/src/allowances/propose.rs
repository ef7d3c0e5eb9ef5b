//! Verb `allowances.propose`: an officer proposes more searches a day, for a member or the whole agency, until a moment.

use super::Widening;
use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "allowances.propose",
    effect: Effect::Writes,
    allows: &[(Standing::Officer, Relation::Own)],
    says: "propose more searches a day for a member or the whole of one's own agency, until a moment",
};

/// Proposes; the next proposal for the same member, or for all, takes its place until one is approved.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Propose {
    /// What.
    pub widening: Widening,
}

#[cfg(feature = "server")]
mod server {
    use super::{Propose, SPEC};
    use crate::allowances::rows;
    use danbe_guard::{Actor, Relation, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::Problem;

    impl Verb for Propose {
        const SPEC: VerbSpec = SPEC;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let grant = tx.may::<Self>(who, Relation::Own)?;
            if !self.widening.is_well_formed(tx.now().0) {
                return Err(Problem::Invalid { field: "widening", reason: "widening" });
            }
            if rows::find(tx, self.widening.id).await?.is_some() {
                return Err(Problem::State("exists"));
            }
            rows::propose(tx, who, &self.widening).await?;
            tx.done(&grant, rows::told(Happening::bare(), &self.widening), ()).await
        }
    }
}

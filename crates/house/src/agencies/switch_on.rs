//! Verb `agencies.switch-on`: an officer says that her agency may be relied on; from then on files are handed out.
//!
//! Refused until three holders are named and somebody was brought back by two of them: what was never tried is not there
//! on the day it is needed (the trial is a recovery like any other, by the same code).

use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "agencies.switch-on",
    effect: Effect::Writes,
    allows: &[(Standing::Officer, Relation::Own)],
    says: "put one's own agency in service, once three holders are named and a recovery was tried",
};

/// Puts the agency in service.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SwitchOn {}

#[cfg(feature = "server")]
mod server {
    use super::{SPEC, SwitchOn};
    use crate::agencies::{Waits, rows};
    use danbe_guard::{Actor, Relation, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::Problem;

    impl Verb for SwitchOn {
        const SPEC: VerbSpec = SPEC;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let grant = tx.may::<Self>(who, Relation::Own)?;
            if rows::opening(tx, who.agency).await?.is_some() {
                return Err(Problem::State("exists"));
            }
            let holders = rows::holders(tx, who.agency).await?.len();
            let trial = rows::trial(tx, who.agency).await?;
            let (Waits::Officer, Some((recovery, _))) =
                (Waits::first(holders, trial.as_ref().map(|(_, at)| *at)), trial.as_ref())
            else {
                return Err(Problem::State(Waits::first(holders, trial.map(|(_, at)| at)).code()));
            };
            rows::insert_opening(tx, who, recovery).await?;
            let happening = Happening::bare().with("holders", holders).with("trial", recovery);
            tx.done(&grant, happening, ()).await
        }
    }
}

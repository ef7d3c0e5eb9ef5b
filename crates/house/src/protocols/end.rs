//! Verb `protocols.end`: one of the two ends what they agreed; from the next request nothing ordinary leaves by it.

use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_words::AgencyId;
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "protocols.end",
    effect: Effect::Writes,
    allows: &[(Standing::Officer, Relation::Own)],
    says: "end the protocol between one's own agency and another",
};

/// Ends the protocol in force with an agency.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct End {
    /// The other agency.
    pub with: AgencyId,
}

#[cfg(feature = "server")]
mod server {
    use super::{End, SPEC};
    use crate::protocols::rows;
    use danbe_guard::{Actor, Relation, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::Problem;

    impl Verb for End {
        const SPEC: VerbSpec = SPEC;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let grant = tx.may::<Self>(who, Relation::Own)?;
            let (one, other) = (who.agency.min(self.with), who.agency.max(self.with));
            if rows::end(tx, one, other).await? == 0 {
                return Err(Problem::State("protocol-changed"));
            }
            tx.done(&grant, Happening::bare().with("one", one).with("other", other), ()).await
        }
    }
}

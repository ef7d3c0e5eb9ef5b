//! Verb `reception.open`: the packages of a referral, for the unit they are sealed to. The line comes before them.

use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_packages::Package;
use danbe_words::ReferralId;
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "reception.open",
    effect: Effect::Reads,
    allows: &[(Standing::Investigator, Relation::Agency)],
    says: "open what was sealed to one's own unit on the other side of the wall, while its basis stands",
};

/// Asks for the packages of a referral.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenReceived {
    /// The referral.
    pub referral: ReferralId,
}

/// What leaves the server: sealed to the unit.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Handed {
    /// The packages, in order, from the first.
    pub packages: Vec<Package>,
}

#[cfg(feature = "server")]
mod server {
    use super::{Handed, OpenReceived, SPEC};
    use crate::reception::rows;
    use danbe_guard::{Actor, Relation, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::Problem;

    impl Verb for OpenReceived {
        const SPEC: VerbSpec = SPEC;
        type Answer = Handed;

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<Handed>, Problem> {
            let ours = rows::is_for(tx, self.referral, who.agency).await?;
            let grant = tx.may::<Self>(who, if ours { Relation::Agency } else { Relation::Stranger })?;
            let packages = rows::packages(tx, self.referral).await?;
            let first = packages.first().ok_or(Problem::NotFound)?.says().map_err(|_| Problem::StoreDown)?;
            first.terms.alive(tx.now()).map_err(|lack| Problem::State(lack.code()))?;
            rows::opened(tx, self.referral).await?;
            let happening = Happening::bare().with("referral", self.referral).with("count", packages.len());
            tx.done(&grant, happening, Handed { packages }).await
        }
    }
}

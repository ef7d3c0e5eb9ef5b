//! Verb `referrals.open`: the packages of a referral, for the agency they are sealed to. The line comes before them.

use super::package::Package;
use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_words::{FileId, Referral, ReferralId};
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "referrals.open",
    effect: Effect::Reads,
    allows: &[(Standing::Caseworker, Relation::Team), (Standing::Decider, Relation::Team)],
    says: "open what another agency referred to one's own, or to one's own team of it",
};

/// Asks for the packages of a referral.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenPackages {
    /// The referral.
    pub referral: ReferralId,
}

/// What leaves the server: sealed to the receiver.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handed {
    /// How far the referral has come, this opening included.
    pub state: Referral,
    /// The file kept here about the person, once somebody took her on.
    pub kept: Option<FileId>,
    /// Packages nobody has taken on yet, in order.
    pub packages: Vec<Package>,
    /// Number and digest of the package before the first of them, when there was one.
    pub after: Option<(u32, String)>,
}

#[cfg(feature = "server")]
mod server {
    use super::{Handed, OpenPackages, SPEC};
    use crate::bases::rows as bases;
    use crate::referrals::{Step, next, rows};
    use danbe_guard::{Actor, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::Problem;

    impl Verb for OpenPackages {
        const SPEC: VerbSpec = SPEC;
        type Answer = Handed;

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<Handed>, Problem> {
            let (grant, mut found) = rows::received::<Self>(tx, who, self.referral).await?;
            found.state = next(found.state, Step::Open)?;
            bases::still_stands(tx, found.basis).await?;
            rows::opened(tx, &found).await?;
            let packages = rows::packages(tx, found.id).await?;
            let after = rows::before(tx, found.id, &packages).await?;
            let handed = Handed { state: found.state, kept: found.kept, packages, after };
            let happening = Happening::bare().with("referral", found.id).with("count", handed.packages.len());
            tx.done(&grant, happening, handed).await
        }
    }
}

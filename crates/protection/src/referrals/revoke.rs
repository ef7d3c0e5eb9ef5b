//! Verb `referrals.revoke`: one referral is taken back, by who sent it or who leads there; the consent stands for others.

use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_words::ReferralId;
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "referrals.revoke",
    effect: Effect::Writes,
    allows: &[
        (Standing::Caseworker, Relation::Team),
        (Standing::Officer, Relation::Team),
        (Standing::Officer, Relation::Agency),
        (Standing::Sender, Relation::Team),
    ],
    says: "take a referral back: copies that wait leave the server at once, what was opened is called back",
};

/// Takes a referral back.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Revoke {
    /// The referral.
    pub referral: ReferralId,
}

#[cfg(feature = "server")]
mod server {
    use super::{Revoke, SPEC};
    use crate::referrals::{Step, next, rows};
    use danbe_guard::{Actor, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::Problem;

    impl Verb for Revoke {
        const SPEC: VerbSpec = SPEC;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let (grant, found) = rows::sent_by::<Self>(tx, who, self.referral).await?;
            next(found.state, Step::Withdraw)?;
            rows::take_back(tx, &found).await?;
            let tag = rows::tag(tx, &found).await?;
            let happening = tag.map_or_else(Happening::bare, Happening::about);
            tx.done(&grant, happening.with("referral", found.id).ringing(found.receiver), ()).await
        }
    }
}

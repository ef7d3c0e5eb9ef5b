//! Verb `referrals.decline`: the receiver says no, and why; the person is still the sender's.

use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_vault::Wrap;
use danbe_words::{Decline, ReferralId};
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "referrals.decline",
    effect: Effect::Writes,
    allows: &[(Standing::Caseworker, Relation::Team), (Standing::Decider, Relation::Team)],
    says: "decline what another agency referred, with a reason",
};

/// Declines.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclineBody {
    /// The referral.
    pub referral: ReferralId,
    /// Why.
    pub reason: Decline,
    /// A note, sealed to the sender's agency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Wrap>,
}

#[cfg(feature = "server")]
mod server {
    use super::{DeclineBody, SPEC};
    use crate::referrals::{Step, next, rows};
    use danbe_guard::{Actor, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::Problem;

    impl Verb for DeclineBody {
        const SPEC: VerbSpec = SPEC;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let (grant, mut found) = rows::received::<Self>(tx, who, self.referral).await?;
            found.state = next(found.state, Step::Decline)?;
            rows::check_note(self.note.as_ref())?;
            rows::answered(tx, who, &found, Some(self.reason), self.note.as_ref()).await?;
            rows::taken(tx, found.id).await?;
            let happening = Happening::bare().with("referral", found.id).with("reason", self.reason);
            let happening = happening.ringing(found.sender);
            tx.done(&grant, happening, ()).await
        }
    }
}

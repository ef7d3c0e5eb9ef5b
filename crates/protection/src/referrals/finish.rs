//! Verb `referrals.finish`: the receiver says that what was asked is done, with a note for the sender.

use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_vault::Wrap;
use danbe_words::ReferralId;
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "referrals.finish",
    effect: Effect::Writes,
    allows: &[(Standing::Caseworker, Relation::Team), (Standing::Decider, Relation::Team)],
    says: "say that what another agency asked for is done",
};

/// Says that it is done.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finish {
    /// The referral.
    pub referral: ReferralId,
    /// A note, sealed to the sender's agency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Wrap>,
}

#[cfg(feature = "server")]
mod server {
    use super::{Finish, SPEC};
    use crate::referrals::{Step, next, rows};
    use danbe_guard::{Actor, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::Problem;

    impl Verb for Finish {
        const SPEC: VerbSpec = SPEC;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let (grant, mut found) = rows::received::<Self>(tx, who, self.referral).await?;
            found.state = next(found.state, Step::Finish)?;
            rows::check_note(self.note.as_ref())?;
            rows::ended(tx, &found, self.note.as_ref()).await?;
            rows::taken(tx, found.id).await?;
            let happening = Happening::bare().with("referral", found.id).ringing(found.sender);
            tx.done(&grant, happening, ()).await
        }
    }
}

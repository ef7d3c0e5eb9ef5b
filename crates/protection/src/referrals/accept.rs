//! Verb `referrals.accept`: the receiver takes the person on. Its file begins with the same act, so that nobody is ever
//! accepted and nowhere; of a transfer, the sender's file ends with it.

use crate::cases::Registration;
use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_words::ReferralId;
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "referrals.accept",
    effect: Effect::Writes,
    allows: &[(Standing::Caseworker, Relation::Team), (Standing::Decider, Relation::Team)],
    says: "take on a person another agency referred",
};

/// Takes a person on.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accept {
    /// The referral.
    pub referral: ReferralId,
    /// The receiver's own file, sealed anew for it from what it was given; none for an authority that keeps no files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<Registration>,
}

#[cfg(feature = "server")]
mod server {
    use super::{Accept, SPEC};
    use crate::bases::rows as bases;
    use crate::cases::rows as cases;
    use crate::referrals::{Step, next, rows};
    use danbe_guard::{Actor, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::{Errand, FileState, Problem};

    impl Verb for Accept {
        const SPEC: VerbSpec = SPEC;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let (grant, mut found) = rows::received::<Self>(tx, who, self.referral).await?;
            if self.file.is_some() != who.class.assists() {
                return Err(Problem::Malformed);
            }
            found.state = next(found.state, Step::Accept)?;
            if found.errand == Errand::Transfer {
                found.state = next(found.state, Step::Finish)?;
            }
            bases::still_stands(tx, found.basis).await?;
            let mut happening = Happening::bare();
            if let Some(file) = &self.file {
                file.check()?;
                let tag = cases::begin(tx, who, file).await?;
                happening = Happening::about(tag);
                // Somebody sent her who keeps no files: nobody has counted her yet.
                if found.file.is_none() {
                    happening = file.counted(happening);
                }
            }
            found.kept = self.file.as_ref().map(|file| file.file);
            rows::answered(tx, who, &found, None, None).await?;
            rows::taken(tx, found.id).await?;
            if let Some(before) = rows::tag(tx, &found).await? {
                happening = happening.with("joins", before);
            }
            if let (Errand::Transfer, Some(file)) = (found.errand, found.file) {
                cases::set_state(tx, file, FileState::Transferred).await?;
            }
            let happening =
                happening.with("referral", found.id).with("errand", found.errand).ringing(found.sender);
            tx.done(&grant, happening, ()).await
        }
    }
}

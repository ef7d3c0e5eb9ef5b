//! Verb `referrals.answer-recall`: whoever was asked to give something back says what became of it.

use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_words::{Recall, ReferralId};
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "referrals.answer-recall",
    effect: Effect::Writes,
    allows: &[(Standing::Caseworker, Relation::Team), (Standing::Decider, Relation::Team)],
    says: "answer a recall: deleted, or held on a basis of one's own",
};

/// Answers a recall.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerRecall {
    /// The referral.
    pub referral: ReferralId,
    /// Deleted, or held.
    pub answer: Recall,
}

#[cfg(feature = "server")]
mod server {
    use super::{AnswerRecall, SPEC};
    use crate::cases::rows as cases;
    use crate::referrals::rows;
    use danbe_guard::{Actor, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::{Problem, Recall};

    impl Verb for AnswerRecall {
        const SPEC: VerbSpec = SPEC;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let (grant, found) = rows::received::<Self>(tx, who, self.referral).await?;
            if found.recall != Some(Recall::Asked) {
                return Err(Problem::State("exists"));
            }
            match (self.answer, found.kept) {
                (Recall::Asked, _) => return Err(Problem::Malformed),
                (Recall::Deleted, Some(kept)) => cases::erase(tx, kept).await?,
                (Recall::Deleted | Recall::Held, _) => {}
            }
            rows::recalled(tx, found.id, self.answer).await?;
            let happening = Happening::bare().with("referral", found.id).with("answer", self.answer);
            let happening = happening.ringing(found.sender);
            tx.done(&grant, happening, ()).await
        }
    }
}

//! Verbs `bases.reviews` and `bases.review`: another agency looks, within 72 hours, at what was shared on vital interest.
//!
//! It reads the reason, sealed to it alone, and no file. What it refuses is taken back at once.

use danbe_guard::{Effect, Relation, Standing, Terms, VerbSpec};
use danbe_vault::Wrap;
use danbe_words::{AgencyId, BasisId};
use serde::{Deserialize, Serialize};

pub(crate) const REVIEWS: VerbSpec = VerbSpec {
    name: "bases.reviews",
    effect: Effect::Reads,
    allows: &[(Standing::Caseworker, Relation::Own)],
    says: "see what other agencies shared on vital interest and asked one's own agency to review",
};

pub(crate) const REVIEW: VerbSpec = VerbSpec {
    name: "bases.review",
    effect: Effect::Writes,
    allows: &[(Standing::Caseworker, Relation::Agency)],
    says: "uphold or refuse what another agency shared on vital interest and asked one's own agency to review",
};

/// Asks for what waits.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reviews {}

/// Something that waits for a review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reviewing {
    /// Who shared.
    pub agency: AgencyId,
    /// With whom, what for, since when.
    pub terms: Terms,
    /// Why, for the reviewing agency alone.
    pub reason: Wrap,
}

/// What was found.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// The basis.
    pub basis: BasisId,
    /// Whether it stands.
    pub upheld: bool,
}

#[cfg(feature = "server")]
mod server {
    use super::{REVIEW, REVIEWS, Review, Reviewing, Reviews};
    use crate::bases::rows;
    use danbe_guard::{Actor, Relation, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::Problem;

    impl Verb for Reviews {
        const SPEC: VerbSpec = REVIEWS;
        type Answer = Vec<Reviewing>;

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<Vec<Reviewing>>, Problem> {
            let grant = tx.may::<Self>(who, Relation::Own)?;
            let waiting = rows::reviews(tx, who.agency).await?;
            let happening = Happening::bare().with("filter", "review").with("count", waiting.len());
            tx.done(&grant, happening, waiting).await
        }
    }

    impl Verb for Review {
        const SPEC: VerbSpec = REVIEW;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let (grant, mut terms) = rows::reviewing::<Self>(tx, who, self.basis).await?;
            if terms.review != danbe_words::Review::Awaited {
                return Err(Problem::State("exists"));
            }
            terms.review =
                if self.upheld { danbe_words::Review::Upheld } else { danbe_words::Review::Refused };
            rows::update(tx, &terms).await?;
            if !self.upheld {
                crate::referrals::rows::call_back(tx, terms.id).await?;
            }
            let happening = Happening::bare().with("basis", terms.id).with("review", terms.review);
            tx.done(&grant, happening, ()).await
        }
    }
}

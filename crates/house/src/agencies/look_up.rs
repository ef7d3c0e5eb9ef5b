//! Verb `agencies.look-up`: the papers of a holder of another agency, before an officer names her.
//!
//! Of nobody else: a post that is no holder's is answered as one that does not exist.

use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_vault::{AgencyCharter, MemberCard, Signed, VaultError, VerifyingKey, vouched_member};
use danbe_words::Duty;
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "agencies.look-up",
    effect: Effect::Reads,
    allows: &[(Standing::Officer, Relation::Own)],
    says: "read the papers of a holder of another agency, to name her for one's own",
};

/// Asks for a holder's papers.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LookUp {
    /// Her post.
    pub handle: String,
}

/// Papers that lead from the root to her.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Vouched {
    /// Her post.
    pub handle: String,
    /// The root's word for her agency.
    pub charter: Signed<AgencyCharter>,
    /// Her agency's word for her.
    pub card: Signed<MemberCard>,
}

/// What was found.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LookedUp {
    /// Nobody, when there is no such holder elsewhere.
    pub holder: Option<Vouched>,
}

impl Vouched {
    /// Her agency and herself, if the root vouches for one and it for the other, as a holder.
    ///
    /// # Errors
    /// As [`vouched_member`]; [`VaultError::WrongKey`] when she is no holder.
    pub fn holder(&self, root: &VerifyingKey) -> Result<(AgencyCharter, MemberCard), VaultError> {
        let (charter, card) = vouched_member(root, &self.charter, &self.card)?;
        if card.duties.contains(&Duty::Holder) { Ok((charter, card)) } else { Err(VaultError::WrongKey) }
    }
}

#[cfg(feature = "server")]
mod server {
    use super::{LookUp, LookedUp, SPEC};
    use crate::agencies::rows;
    use danbe_guard::{Actor, Relation, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::Problem;

    impl Verb for LookUp {
        const SPEC: VerbSpec = SPEC;
        type Answer = LookedUp;

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<LookedUp>, Problem> {
            let grant = tx.may::<Self>(who, Relation::Own)?;
            let holder = rows::holder_elsewhere(tx, who.agency, &self.handle).await?;
            let happening =
                Happening::bare().with("filter", "holder").with("count", usize::from(holder.is_some()));
            tx.done(&grant, happening, LookedUp { holder }).await
        }
    }
}

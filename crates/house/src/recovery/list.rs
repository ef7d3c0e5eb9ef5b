//! Verb `recovery.list`: the requests a holder or officer of the agency may act on.

use super::approve::Approve;
use super::ask::Request;
use crate::agencies::Named;
use crate::posts::Post;
use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_vault::{
    AgencyCharter, CHARTER, MEMBER_CARD, MemberCard, Signature, Signed, VerifyingKey, vouched_member,
};
use danbe_words::{Duty, MemberId};
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "recovery.list",
    effect: Effect::Reads,
    allows: &[(Standing::Holder, Relation::Own), (Standing::Officer, Relation::Own)],
    says: "see which members of one's own agency, or of one that named this holder, ask to be brought back",
};

/// Asks for the open requests.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecoveriesOf {}

/// An approval as the server kept it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Approved {
    /// The root's word for the holder's agency, when it is another than the member's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charter: Option<Signed<AgencyCharter>>,
    /// The agency's word for the holder's keys.
    pub card: Signed<MemberCard>,
    /// The holder's signature over the request.
    pub sig: Signature,
}

impl Pending {
    /// The post of the member, as her agency signed it with her present key.
    #[must_use]
    pub fn post(&self, agency: &VerifyingKey, handle: &str) -> Option<Post> {
        let card = self.card.verify(agency, MEMBER_CARD).ok()?;
        let hers = card.member == self.member.to_string() && card.epoch == self.epoch;
        hers.then(|| Post::of(&card, handle))
    }

    /// The holders who approved exactly this request, the one it is about left out, each once: of her agency, or of
    /// another when hers named them. None when the root does not vouch for the papers.
    #[must_use]
    pub fn approvers(&self, root: &VerifyingKey) -> Vec<MemberId> {
        let mut approvers = Vec::new();
        let Ok(hers) = self.charter.verify(root, CHARTER) else { return approvers };
        let named = self.named.as_ref().and_then(|word| word.verify(&hers.signing, Named::DOMAIN).ok());
        for approved in &self.approved {
            let charter = approved.charter.as_ref().unwrap_or(&self.charter);
            let Ok((agency, card)) = vouched_member(root, charter, &approved.card) else { continue };
            let Ok(member) = card.member.parse::<MemberId>() else { continue };
            // What her post is charged with stands under her agency's signature: no server makes a holder of her.
            let outside = || named.as_ref().is_some_and(|named| named.names(&agency.agency, &card.member));
            let counts = card.duties.contains(&Duty::Holder) && (agency.agency == hers.agency || outside());
            let holds = Approve::holds(&self.id, &self.request.text, &approved.sig, &card.signing);
            if counts && holds && member != self.member && !approvers.contains(&member) {
                approvers.push(member);
            }
        }
        approvers
    }
}

/// One open request.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Pending {
    /// Id of the request.
    pub id: String,
    /// The member it is about.
    pub member: MemberId,
    /// Epoch of the member's present key: the new card counts one more.
    pub epoch: u64,
    /// The agency's word for her present key and her post: duties, team and profile are read from it and nowhere else.
    pub card: Signed<MemberCard>,
    /// The root's word for her agency.
    pub charter: Signed<AgencyCharter>,
    /// Her agency's newest word about holders from outside.
    pub named: Option<Signed<Named>>,
    /// The request, as signed.
    pub request: Signed<Request>,
    /// When the server received it, milliseconds UTC.
    pub asked: i64,
    /// The holders who approved, each with her papers: the officer's device checks them itself.
    pub approved: Vec<Approved>,
    /// From when it may be finished, milliseconds UTC; none while approvals are missing.
    pub ready: Option<i64>,
}

/// The open requests an actor may act on.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Recoveries {
    /// Newest first, at most fifty: no heap of old ones hides hers.
    pub pending: Vec<Pending>,
}

#[cfg(feature = "server")]
mod server {
    use super::{Recoveries, RecoveriesOf, SPEC};
    use crate::recovery::rows;
    use danbe_guard::{Actor, Relation, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::Problem;

    impl Verb for RecoveriesOf {
        const SPEC: VerbSpec = SPEC;
        type Answer = Recoveries;

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<Recoveries>, Problem> {
            let grant = tx.may::<Self>(who, Relation::Own)?;
            let pending = rows::pending(tx, who).await?;
            let happening = Happening::bare().with("filter", "agency").with("count", pending.len());
            tx.done(&grant, happening, Recoveries { pending }).await
        }
    }
}

//! Verb `late.list`: what a member who is refused had signed, for her team to decide.

use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_vault::{Envelope, Json, MEMBER_CARD, MemberCard, Signed, VerifyingKey};
use danbe_words::MemberId;
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "late.list",
    effect: Effect::Reads,
    allows: &[(Standing::Caseworker, Relation::Own)],
    says: "see what a member of one's own team, suspended or gone, had signed and not sent",
};

/// Asks for what one's team has to decide.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LateOf {}

/// One envelope that came late.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Late {
    /// Id of the envelope.
    pub id: String,
    /// Who signed.
    pub member: MemberId,
    /// The agency's word for the key she signed with.
    pub card: Signed<MemberCard>,
    /// What it asks for.
    pub verb: String,
    /// When it was signed, as her device says, milliseconds UTC.
    pub claimed: i64,
    /// When her key ceased to count.
    pub ended: i64,
    /// When it arrived.
    pub arrived: i64,
    /// The envelope, as she signed it.
    pub envelope: String,
}

impl Late {
    /// What she signed, if the agency vouches for the key that did; the server's word is not enough.
    #[must_use]
    pub fn body(&self, agency: &VerifyingKey) -> Option<Json> {
        let card = self.card.verify(agency, MEMBER_CARD).ok()?;
        let envelope: Envelope = danbe_vault::text::from_text(&self.envelope).ok()?;
        let act = envelope.tree(&card.signing).ok()?;
        let same = |name: &str, value: &str| act.get(name).and_then(Json::as_text) == Some(value);
        let hers = card.member == self.member.to_string();
        (hers && same("member", &card.member) && same("verb", &self.verb) && same("id", &self.id))
            .then_some(())?;
        act.get("body").cloned()
    }
}

/// What the team has to decide.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Lates {
    /// Oldest first, at most twenty.
    pub late: Vec<Late>,
}

#[cfg(feature = "server")]
mod server {
    use super::{LateOf, Lates, SPEC};
    use crate::late::rows;
    use danbe_guard::{Actor, Relation, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::Problem;

    impl Verb for LateOf {
        const SPEC: VerbSpec = SPEC;
        type Answer = Lates;

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<Lates>, Problem> {
            let grant = tx.may::<Self>(who, Relation::Own)?;
            let late = rows::unsettled(tx, who.agency, &who.team).await?;
            let happening = Happening::bare().with("filter", "team").with("count", late.len());
            tx.done(&grant, happening, Lates { late }).await
        }
    }
}

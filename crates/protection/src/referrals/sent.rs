//! Verb `referrals.sent`: how far one's own team's referrals have come: no name, no content.

use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_vault::Wrap;
use danbe_words::{
    AgencyId, BasisId, Decline, Errand, FileId, PersonId, Purpose, Recall, Referral, ReferralId,
};
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "referrals.sent",
    effect: Effect::Reads,
    allows: &[(Standing::Caseworker, Relation::Own), (Standing::Sender, Relation::Own)],
    says: "follow the referrals of one's own team, without a name",
};

/// Where a page ends: the next begins after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    /// When the last referral shown was received, milliseconds UTC.
    pub sent: i64,
    /// Its id.
    pub id: ReferralId,
}

/// What the device asks.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SentOf {
    /// Older than this; the newest when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Mark>,
}

/// One referral, as its sender follows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentLine {
    /// The referral.
    pub id: ReferralId,
    /// The file it came from; none from a post that keeps none.
    pub file: Option<FileId>,
    /// On what it rests.
    pub basis: BasisId,
    /// Whom it went to.
    pub receiver: AgencyId,
    /// What for.
    pub purpose: Purpose,
    /// Beside the sender, or in its place.
    pub errand: Errand,
    /// How far it has come.
    pub state: Referral,
    /// When it was received, milliseconds UTC.
    pub sent: i64,
    /// When somebody opened it.
    pub opened: Option<i64>,
    /// When it was accepted or declined.
    pub answered: Option<i64>,
    /// When it was over.
    pub ended: Option<i64>,
    /// Why it was declined.
    pub decline: Option<Decline>,
    /// The receiver's note, sealed to one's own agency.
    pub note: Option<Wrap>,
    /// Whether it was called back, and what was answered.
    pub recall: Option<Recall>,
    /// The person, under the pseudonym this receiver knows: a later package is about her again.
    pub subject: PersonId,
    /// Packages so far, and the digest of the last: the next names it.
    pub last: (u32, String),
}

impl SentLine {
    /// Whether more of her file may follow: it is helped beside its sender, and goes on.
    #[must_use]
    pub const fn goes_on(&self) -> bool {
        self.file.is_some() && matches!(self.errand, Errand::Help) && !self.state.is_over()
    }
}

/// One page of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// At most twenty, newest first.
    pub lines: Vec<SentLine>,
    /// Where the next page begins, when there is one.
    pub next: Option<Mark>,
}

#[cfg(feature = "server")]
mod server {
    use super::{Mark, SPEC, Sent, SentOf};
    use crate::referrals::{inbox::PAGE, rows};
    use danbe_guard::{Actor, Relation, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::Problem;

    impl Verb for SentOf {
        const SPEC: VerbSpec = SPEC;
        type Answer = Sent;

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<Sent>, Problem> {
            let grant = tx.may::<Self>(who, Relation::Own)?;
            let lines = rows::sent(tx, who, self.after).await?;
            let (lines, next) = crate::page(lines, PAGE, |line| Mark { sent: line.sent, id: line.id });
            let happening = Happening::bare().with("filter", "sent").with("count", lines.len());
            tx.done(&grant, happening, Sent { lines, next }).await
        }
    }
}

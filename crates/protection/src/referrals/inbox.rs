//! Verb `referrals.inbox`: what other agencies sent to one's own, twenty at a time: no name, no content.

use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_words::{AgencyId, Errand, FileId, Purpose, Recall, Referral, ReferralId};
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "referrals.inbox",
    effect: Effect::Reads,
    allows: &[(Standing::Caseworker, Relation::Own), (Standing::Decider, Relation::Own)],
    says: "see what other agencies referred to one's own, without a name",
};

/// Referrals in one answer.
#[cfg(feature = "server")]
pub(crate) const PAGE: usize = 20;

/// What the device asks.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inbox {
    /// Those that are over; those that wait or go on when not.
    #[serde(default)]
    pub over: bool,
    /// Older than this; the newest when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<super::Mark>,
}

/// One referral, as its receiver sees it before opening.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxLine {
    /// The referral.
    pub id: ReferralId,
    /// Who sent it.
    pub sender: AgencyId,
    /// What for.
    pub purpose: Purpose,
    /// Beside the sender, or in its place.
    pub errand: Errand,
    /// How far it has come.
    pub state: Referral,
    /// The team it is for; empty for whoever is there.
    pub desk: String,
    /// When it came, milliseconds UTC.
    pub sent: i64,
    /// Packages so far.
    pub packages: u32,
    /// The file kept here about the person, once somebody took her on.
    pub kept: Option<FileId>,
    /// Whether it is called back, and what was answered.
    pub recall: Option<Recall>,
}

/// One page of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inboxed {
    /// At most twenty, newest first.
    pub lines: Vec<InboxLine>,
    /// Where the next page begins, when there is one.
    pub next: Option<super::Mark>,
}

#[cfg(feature = "server")]
mod server {
    use super::{Inbox, Inboxed, PAGE, SPEC};
    use crate::referrals::{Mark, rows};
    use danbe_guard::{Actor, Relation, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::Problem;

    impl Verb for Inbox {
        const SPEC: VerbSpec = SPEC;
        type Answer = Inboxed;

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<Inboxed>, Problem> {
            let grant = tx.may::<Self>(who, Relation::Own)?;
            let lines = rows::inbox(tx, who, self.over, self.after).await?;
            let (lines, next) = crate::page(lines, PAGE, |line| Mark { sent: line.sent, id: line.id });
            let happening = Happening::bare().with("filter", "inbox").with("count", lines.len());
            tx.done(&grant, happening, Inboxed { lines, next }).await
        }
    }
}

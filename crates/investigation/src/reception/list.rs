//! Verb `reception.list`: what came for one's own unit, twenty at a time: no name, no content.

use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_words::{AgencyId, Purpose, ReferralId};
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "reception.list",
    effect: Effect::Reads,
    allows: &[(Standing::Investigator, Relation::Own)],
    says: "see what came over the wall for one's own unit, without a name",
};

/// Lines in one answer.
#[cfg(feature = "server")]
pub(crate) const PAGE: usize = 20;

/// Where a page ends: the next begins after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    /// When the last one shown was taken in, milliseconds UTC.
    pub taken: i64,
    /// Its referral.
    pub referral: ReferralId,
}

/// What the device asks.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Received {
    /// Older than this; the newest when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Mark>,
}

/// What came of one referral, before it is opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceivedLine {
    /// The referral.
    pub referral: ReferralId,
    /// Who sent it, on the other side.
    pub sender: AgencyId,
    /// What for.
    pub purpose: Purpose,
    /// Until when its basis stands, milliseconds UTC.
    pub until: i64,
    /// When its first package was taken in, milliseconds UTC.
    pub taken: i64,
    /// When somebody of the unit opened it.
    pub opened: Option<i64>,
}

/// One page of them, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// At most twenty.
    pub lines: Vec<ReceivedLine>,
    /// Where the next page begins, when there is one.
    pub next: Option<Mark>,
}

#[cfg(feature = "server")]
mod server {
    use super::{Listed, Mark, PAGE, Received, SPEC};
    use crate::reception::rows;
    use danbe_guard::{Actor, Relation, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::Problem;

    impl Verb for Received {
        const SPEC: VerbSpec = SPEC;
        type Answer = Listed;

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<Listed>, Problem> {
            let grant = tx.may::<Self>(who, Relation::Own)?;
            let mut lines = rows::listed(tx, who.agency, self.after).await?;
            let more = lines.len() > PAGE;
            lines.truncate(PAGE);
            let mark = lines.last().map(|line| Mark { taken: line.taken, referral: line.referral });
            let happening = Happening::bare().with("filter", "received").with("count", lines.len());
            tx.done(&grant, happening, Listed { lines, next: mark.filter(|_| more) }).await
        }
    }
}

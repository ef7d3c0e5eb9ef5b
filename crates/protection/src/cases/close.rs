//! Verbs `cases.close`, `cases.approve-closing` and `cases.reopen`: a file is closed with a reason by two, and taken up
//! again by one; every step stays written down.

use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_words::{Ending, FileId};
use serde::{Deserialize, Serialize};

const TEAM: &[(Standing, Relation)] = &[(Standing::Caseworker, Relation::Team)];

pub(crate) const CLOSE: VerbSpec = VerbSpec {
    name: "cases.close",
    effect: Effect::Writes,
    allows: TEAM,
    says: "propose, with a reason, that a file of one's own team be closed",
};

pub(crate) const APPROVE: VerbSpec = VerbSpec {
    name: "cases.approve-closing",
    effect: Effect::Writes,
    allows: TEAM,
    says: "approve, as another worker, that a file of one's own team be closed",
};

pub(crate) const REOPEN: VerbSpec = VerbSpec {
    name: "cases.reopen",
    effect: Effect::Writes,
    allows: TEAM,
    says: "take up again a file of one's own team that was closed",
};

/// Proposes that a file be closed.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Close {
    /// The file.
    pub file: FileId,
    /// Why.
    pub reason: Ending,
}

/// Approves it.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApproveClosing {
    /// The file.
    pub file: FileId,
}

/// Takes a file up again.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reopen {
    /// The file.
    pub file: FileId,
}

#[cfg(feature = "server")]
mod server {
    use super::{APPROVE, ApproveClosing, CLOSE, Close, REOPEN, Reopen};
    use crate::cases::rows::{self, File};
    use danbe_guard::{Actor, Grant, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::{FileState, Problem};

    impl Verb for Close {
        const SPEC: VerbSpec = CLOSE;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let (grant, found) = rows::granted::<Self>(tx, who, self.file).await?;
            found.is_open()?;
            // Somebody elsewhere is deciding whether to take her on: she is this team's until then.
            if crate::referrals::rows::waits(tx, self.file).await? {
                return Err(Problem::State("referral-waits"));
            }
            step(who, tx, &grant, (&found, FileState::Closing), self.reason.code()).await
        }
    }

    impl Verb for ApproveClosing {
        const SPEC: VerbSpec = APPROVE;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let (grant, found) = rows::granted::<Self>(tx, who, self.file).await?;
            if found.state != FileState::Closing {
                return Err(Problem::State("exists"));
            }
            if rows::proposer(tx, self.file).await? == Some(who.member.to_string()) {
                return Err(Problem::State("closing-second"));
            }
            step(who, tx, &grant, (&found, FileState::Closed), "").await
        }
    }

    impl Verb for Reopen {
        const SPEC: VerbSpec = REOPEN;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let (grant, found) = rows::granted::<Self>(tx, who, self.file).await?;
            if !matches!(found.state, FileState::Closing | FileState::Closed) {
                return Err(Problem::State("exists"));
            }
            step(who, tx, &grant, (&found, FileState::Open), "").await
        }
    }

    async fn step(
        who: &Actor,
        tx: &mut Tx,
        grant: &Grant,
        (found, state): (&File, FileState),
        reason: &str,
    ) -> Result<Done<()>, Problem> {
        let file = found.keyring.file;
        rows::log_closing(tx, who, file, state, reason).await?;
        rows::set_state(tx, file, state).await?;
        let tag = rows::tag(tx, found.keyring.person).await?;
        let happening = Happening::about(tag).with("state", state).with("reason", reason);
        tx.done(grant, happening, ()).await
    }
}

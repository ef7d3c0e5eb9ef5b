//! Verbs `cases.put-on` and `cases.take-off`: a colleague of another team works on one file, as if it were her team's.
//!
//! Nothing is sealed anew for her: members of one agency hold its opening key, and what keeps her from a file is that the
//! server hands it to its team alone. From the next request after she was taken off it is to her a file that does not exist;
//! what she read, she read.

use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_words::{FileId, MemberId};
use serde::{Deserialize, Serialize};

pub(crate) const PUT_ON: VerbSpec = VerbSpec {
    name: "cases.put-on",
    effect: Effect::Writes,
    allows: &[(Standing::Caseworker, Relation::Team)],
    says: "put a colleague of one's own agency on the team of one file",
};

pub(crate) const TAKE_OFF: VerbSpec = VerbSpec {
    name: "cases.take-off",
    effect: Effect::Writes,
    allows: &[(Standing::Caseworker, Relation::Team)],
    says: "take a colleague off the team of one file again",
};

/// Puts a colleague on a file.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PutOn {
    /// The file.
    pub file: FileId,
    /// Who; somebody of another agency stays as far from it as before.
    pub member: MemberId,
}

/// Takes her off again.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakeOff {
    /// The file.
    pub file: FileId,
    /// Who.
    pub member: MemberId,
}

#[cfg(feature = "server")]
pub(crate) mod rows;

#[cfg(feature = "server")]
mod server {
    use super::{PUT_ON, PutOn, TAKE_OFF, TakeOff, rows};
    use crate::cases::rows as cases;
    use danbe_guard::{Actor, Grant, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::{FileId, MemberId, Problem};

    /// The grant to change who is on a file, and what its event says.
    async fn on<V: Verb>(
        tx: &mut Tx,
        who: &Actor,
        file: FileId,
        member: MemberId,
    ) -> Result<(Grant, Happening), Problem> {
        let (grant, found) = cases::granted::<V>(tx, who, file).await?;
        let tag = cases::tag(tx, found.keyring.person).await?;
        Ok((grant, Happening::about(tag).with("member", member)))
    }

    impl Verb for PutOn {
        const SPEC: VerbSpec = PUT_ON;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let (grant, happening) = on::<Self>(tx, who, self.file, self.member).await?;
            rows::put_on(tx, self.file, self.member).await?;
            tx.done(&grant, happening, ()).await
        }
    }

    impl Verb for TakeOff {
        const SPEC: VerbSpec = TAKE_OFF;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let (grant, happening) = on::<Self>(tx, who, self.file, self.member).await?;
            rows::take_off(tx, self.file, self.member).await?;
            tx.done(&grant, happening, ()).await
        }
    }
}

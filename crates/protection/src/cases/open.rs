//! Verbs `cases.open` and `cases.open-identity`: the sealed records of a file, account and identity apart.
//!
//! The line is durable before a byte of ciphertext leaves. Opening the identity is an act of its own: who
//! works on the account of a file does not thereby read a name.

use super::facts::Facts;
use super::record::{Keyring, PersonKey, Record};
use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_words::{FileId, FileKind, FileState, MemberId, Stage};
use serde::{Deserialize, Serialize};

pub(crate) const OPEN: VerbSpec = VerbSpec {
    name: "cases.open",
    effect: Effect::Reads,
    allows: &[(Standing::Caseworker, Relation::Team)],
    says: "open the account, answers and notes of a file of one's own team",
};

pub(crate) const OPEN_IDENTITY: VerbSpec = VerbSpec {
    name: "cases.open-identity",
    effect: Effect::Reads,
    allows: &[(Standing::Caseworker, Relation::Team)],
    says: "open the names and contacts of a file of one's own team, as an act of its own",
};

/// Opens the account.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Open {
    /// The file.
    pub file: FileId,
}

/// Opens the identity.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenIdentity {
    /// The file.
    pub file: FileId,
}

/// What leaves the server: sealed, with the keys wrapped to the agency.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Opened {
    /// What the seals are bound to.
    pub keyring: Keyring,
    /// How far recognition has gone.
    pub stage: Stage,
    /// When the server received the file, milliseconds UTC.
    pub registered: i64,
    /// Coded facts.
    pub facts: Facts,
    /// What the file is about.
    pub kind: FileKind,
    /// What may still be done with it.
    pub state: FileState,
    /// The file of the other kind over the same person, when whoever opens this one may open that one too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beside: Option<FileId>,
    /// Colleagues of other teams who were put on it.
    #[serde(default)]
    pub on: Vec<MemberId>,
    /// Keys of the tier asked for.
    pub keys: Vec<PersonKey>,
    /// Records of the tier asked for, oldest first.
    pub records: Vec<Record>,
}

#[cfg(feature = "server")]
mod server {
    use super::{OPEN, OPEN_IDENTITY, Open, OpenIdentity, Opened};
    use crate::cases::{beside, rows};
    use danbe_guard::{Actor, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::{FileId, Problem, Tier};

    impl Verb for Open {
        const SPEC: VerbSpec = OPEN;
        type Answer = Opened;

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<Opened>, Problem> {
            open::<Self>(self.file, Tier::Account, who, tx).await
        }
    }

    impl Verb for OpenIdentity {
        const SPEC: VerbSpec = OPEN_IDENTITY;
        type Answer = Opened;

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<Opened>, Problem> {
            open::<Self>(self.file, Tier::Identity, who, tx).await
        }
    }

    async fn beside(file: FileId, who: &Actor, tx: &mut Tx) -> Result<Option<FileId>, Problem> {
        let Some(other) = beside::rows::other(tx, file).await? else { return Ok(None) };
        let place = rows::place(tx, who, other).await?;
        Ok(tx.may::<Open>(who, who.at(&place)).ok().map(|_| other))
    }

    async fn open<V: Verb>(
        file: FileId,
        tier: Tier,
        who: &Actor,
        tx: &mut Tx,
    ) -> Result<Done<Opened>, Problem> {
        let (grant, found) = rows::granted::<V>(tx, who, file).await?;
        let opened = Opened {
            keyring: found.keyring,
            stage: found.stage,
            registered: found.registered,
            facts: found.facts,
            kind: found.kind,
            state: found.state,
            beside: beside(file, who, tx).await?,
            on: crate::cases::team::rows::on(tx, file).await?,
            keys: rows::keys(tx, file, tier).await?,
            records: rows::records(tx, file, tier).await?,
        };
        let tag = rows::tag(tx, found.keyring.person).await?;
        tx.done(&grant, Happening::about(tag), opened).await
    }
}

//! Verb `posts.welcome`: what a post works with, wrapped to the member's key by an officer of her agency.
//!
//! Asked for at each sign-in and kept in memory only: a phone that is locked holds no agency key.

use danbe_guard::{Actor, Effect, Relation, Standing, VerbSpec};
use danbe_vault::{
    AgencyCharter, Chance, Length, MemberCard, OpeningKey, SealingKey, SecretKey, Signed, SigningKey,
    VaultError, VerifyingKey, Wrap, unwrap, wrap,
};
use danbe_words::{Duty, MemberId};
use serde::{Deserialize, Serialize};

use super::Pins;

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "posts.welcome",
    effect: Effect::Reads,
    allows: &[
        (Standing::Caseworker, Relation::Own),
        (Standing::Officer, Relation::Own),
        (Standing::Holder, Relation::Own),
        (Standing::Sender, Relation::Own),
        (Standing::Administrator, Relation::Own),
    ],
    says: "receive what one's own post works with",
};

/// How much a device may keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Profile {
    /// Each answer is sealed at once; a restart resumes at the next question and shows nothing earlier.
    CaptureOnly,
    /// Drafts can be read again after the five words.
    Caseworker,
}

/// Asks for one's own welcome.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WelcomeMe {}

/// What an officer's device sealed for a member.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Welcome {
    /// Who the member is.
    pub actor: Actor,
    /// Her sign-in name, a pseudonym.
    pub handle: String,
    /// What her device may keep.
    pub profile: Profile,
    /// The root and ledger to believe.
    pub pins: Pins,
    /// The root's word for the agency.
    pub charter: Signed<AgencyCharter>,
    /// The agency's word for the member.
    pub card: Signed<MemberCard>,
    /// The agency's opening key; never for a post that works on no file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    opening: Option<String>,
    /// The key of the agency's search tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tokens: Option<String>,
    /// The agency's signing key, for officers alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    signing: Option<String>,
}

impl std::fmt::Debug for Welcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Welcome").field("handle", &self.handle).finish_non_exhaustive()
    }
}

/// The agency's secrets a post is trusted with.
#[derive(Debug, Default)]
pub struct Secrets {
    /// Opens the keys of persons.
    pub opening: Option<OpeningKey>,
    /// Makes search tokens.
    pub tokens: Option<SecretKey>,
    /// Signs members' cards.
    pub signing: Option<SigningKey>,
}

const INFO: &str = "danbe/v1/welcome";

impl Welcome {
    /// A welcome holding these secrets.
    #[must_use]
    pub fn new(
        actor: Actor,
        handle: String,
        profile: Profile,
        pins: Pins,
        papers: (Signed<AgencyCharter>, Signed<MemberCard>),
        secrets: &Secrets,
    ) -> Self {
        let text = |bytes: &[u8]| danbe_vault::text::write(bytes);
        Self {
            actor,
            handle,
            profile,
            pins,
            charter: papers.0,
            card: papers.1,
            opening: secrets.opening.as_ref().map(|key| text(&key.expose()[..])),
            tokens: secrets.tokens.as_ref().map(|key| text(&key.expose()[..])),
            signing: secrets.signing.as_ref().map(|key| text(&key.expose()[..])),
        }
    }

    /// The secrets inside.
    ///
    /// # Errors
    /// When one does not read as a key.
    pub fn secrets(&self) -> Result<Secrets, VaultError> {
        let bytes = |text: &String| danbe_vault::text::read(text);
        Ok(Secrets {
            opening: self.opening.as_ref().map(|t| OpeningKey::from_bytes(&bytes(t)?)).transpose()?,
            tokens: self.tokens.as_ref().map(|t| SecretKey::from_bytes(&bytes(t)?)).transpose()?,
            signing: self.signing.as_ref().map(|t| SigningKey::from_bytes(&bytes(t)?)).transpose()?,
        })
    }

    /// Seals the welcome for the member.
    pub fn seal(&self, to: &SealingKey, chance: &mut Chance) -> Wrap {
        let plain = serde_json::to_vec(self).unwrap_or_default();
        wrap(to, INFO, to.fingerprint().as_bytes(), &plain, Length::Hidden, chance)
    }

    /// Opens a welcome and follows the chain: the root vouches for the agency, the agency for these very keys.
    ///
    /// # Errors
    /// When it is not for this key, or the chain does not hold under `root` (the root pinned at enrolment;
    /// the one inside when a device is being brought back).
    pub fn open(welcome: &Wrap, key: &OpeningKey, root: Option<&VerifyingKey>) -> Result<Self, VaultError> {
        let mine = key.sealing();
        let plain = unwrap(key, INFO, mine.fingerprint().as_bytes(), welcome)?;
        let welcome: Self = danbe_vault::text::from_json(&plain)?;
        let root = root.copied().unwrap_or(welcome.pins.root);
        let (charter, card) = danbe_vault::vouched_member(&root, &welcome.charter, &welcome.card)?;
        let mine_indeed = card.opening == mine
            && card.member == welcome.actor.member.to_string()
            && charter.agency == welcome.actor.agency.to_string();
        if mine_indeed { Ok(welcome) } else { Err(VaultError::WrongKey) }
    }
}

/// A colleague, as the post's screens name her.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Colleague {
    /// Pseudonym.
    pub member: MemberId,
    /// Sign-in name.
    pub handle: String,
    /// What the post is charged with.
    pub duties: Vec<Duty>,
}

/// What the server hands over.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Welcomed {
    /// The sealed welcome.
    pub welcome: Wrap,
    /// The posts of the agency.
    pub colleagues: Vec<Colleague>,
}

#[cfg(feature = "server")]
mod server {
    use super::{SPEC, WelcomeMe, Welcomed};
    use crate::posts::rows;
    use danbe_guard::{Actor, Relation, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::Problem;

    impl Verb for WelcomeMe {
        const SPEC: VerbSpec = SPEC;
        type Answer = Welcomed;

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<Welcomed>, Problem> {
            let grant = tx.may::<Self>(who, Relation::Own)?;
            let welcome = rows::welcome(tx, who.member).await?;
            let colleagues = rows::colleagues(tx, who.agency).await?;
            tx.done(&grant, Happening::bare(), Welcomed { welcome, colleagues }).await
        }
    }
}

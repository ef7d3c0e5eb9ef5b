//! Signing in: five words open a key on the device, the key signs the server's challenge, the words stay.
//!
//! A reading account gives a passphrase and a one-time code instead, works without JavaScript and holds no key.

use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_vault::{OpeningKey, Signature, SigningKey, VaultError, VerifyingKey, Witnesses};
use danbe_words::MemberId;
use serde::{Deserialize, Serialize};

/// Opening a session.
pub const SIGN_IN: VerbSpec = VerbSpec {
    name: "posts.sign-in",
    effect: Effect::Writes,
    allows: &[
        (Standing::Caseworker, Relation::Own),
        (Standing::Officer, Relation::Own),
        (Standing::Holder, Relation::Own),
        (Standing::Sender, Relation::Own),
        (Standing::Administrator, Relation::Own),
        (Standing::Rehearsal, Relation::Own),
        (Standing::Decider, Relation::Own),
        (Standing::Tabulator, Relation::Own),
        (Standing::Investigator, Relation::Own),
        (Standing::Reader, Relation::Own),
        (Standing::Statistician, Relation::Own),
        (Standing::Typist, Relation::Own),
        (Standing::Regional, Relation::Own),
        (Standing::Approver, Relation::Own),
    ],
    says: "open a session of one's own",
};

/// What a device believes from its enrolment on: nothing the server says later replaces it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pins {
    /// The national root.
    pub root: VerifyingKey,
    /// The key that signs the ledger's checkpoints.
    pub ledger: VerifyingKey,
    /// The ledger's name.
    pub origin: String,
    /// Who must have countersigned its history, where the installation has witnesses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witnesses: Option<Witnesses>,
}

impl Pins {
    /// Pins without witnesses.
    #[must_use]
    pub const fn new(root: VerifyingKey, ledger: VerifyingKey, origin: String) -> Self {
        Self { root, ledger, origin, witnesses: None }
    }
}

/// Bytes of what is locked in a capsule: nobody learns by its length who has witnesses, or no account at all.
pub const CAPSULE: usize = 1_500;

/// What a capsule holds: a member's secret keys and what to believe. Opened by the five words alone.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enrolment {
    /// Sign-in name.
    pub handle: String,
    opening: String,
    signing: String,
    /// What to believe; unknown until the first welcome when a device is being brought back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pins: Option<Pins>,
}

impl std::fmt::Debug for Enrolment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Enrolment").field("handle", &self.handle).finish_non_exhaustive()
    }
}

impl Enrolment {
    /// A member's keys and pins.
    #[must_use]
    pub fn new(handle: &str, opening: &OpeningKey, signing: &SigningKey, pins: Option<Pins>) -> Self {
        let text = |bytes: &[u8]| danbe_vault::text::write(bytes);
        Self {
            handle: handle.to_owned(),
            opening: text(&opening.expose()[..]),
            signing: text(&signing.expose()[..]),
            pins,
        }
    }

    /// What is locked: JSON, with spaces up to [`CAPSULE`] bytes.
    #[must_use]
    pub fn plain(&self) -> Vec<u8> {
        let mut plain = serde_json::to_vec(self).unwrap_or_default();
        plain.resize(plain.len().max(CAPSULE), b' ');
        plain
    }

    /// The member's keys.
    ///
    /// # Errors
    /// When they do not read as keys.
    pub fn keys(&self) -> Result<(OpeningKey, SigningKey), VaultError> {
        let bytes = |text: &str| danbe_vault::text::read(text);
        Ok((OpeningKey::from_bytes(&bytes(&self.opening)?)?, SigningKey::from_bytes(&bytes(&self.signing)?)?))
    }
}

/// A number to sign, used once, good for two minutes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Challenge {
    /// 32 random bytes, base64url.
    pub challenge: String,
}

/// What the device signs: the challenge and who it says it is.
#[must_use]
pub fn challenge_text(handle: &str, challenge: &str) -> String {
    format!("{handle}\n{challenge}")
}

/// The device's answer to the challenge.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// Sign-in name.
    pub handle: String,
    /// The challenge.
    pub challenge: String,
    /// Signature over [`challenge_text`], domain [`SignIn::DOMAIN`].
    pub sig: Signature,
}

impl SignIn {
    /// Domain of the signature.
    pub const DOMAIN: &str = "sign-in";
}

/// An open session.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Opened {
    /// To be sent with every envelope; 32 random bytes, base64url.
    pub token: String,
    /// The member's pseudonym.
    pub member: MemberId,
    /// Told to administrators: when this server's certificate ends, in milliseconds since 1970, from a month before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<i64>,
}

#[cfg(feature = "server")]
mod server {
    use super::SIGN_IN;
    use crate::posts::rows;
    use danbe_guard::{Actor, Relation, Standing};
    use danbe_store::{Act, Done, Happening, Tx};
    use danbe_words::Problem;

    /// Opens an acting session for a member whose signature was checked.
    #[derive(Debug)]
    pub struct OpenSession {
        /// Who.
        pub actor: Actor,
        /// Epoch of the key that signed.
        pub epoch: i64,
        /// Digest of the token.
        pub token: [u8; 32],
    }

    impl Act for OpenSession {
        type Answer = ();

        async fn perform(self, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let grant = tx.policy().decide(&SIGN_IN, &self.actor, Relation::Own)?;
            rows::insert_session(tx, &self.token, "acting", &self.actor.member.to_string(), self.epoch)
                .await?;
            tx.done(&grant, Happening::bare().with("kind", "acting"), ()).await
        }
    }

    /// Closes a reading session: its cookie, kept or stolen, is worth nothing from here on.
    #[derive(Debug)]
    pub struct CloseReading {
        /// Digest of the token.
        pub token: [u8; 32],
        /// What the account is for.
        pub standing: Standing,
    }

    impl Act for CloseReading {
        type Answer = ();

        async fn perform(self, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let grant = tx.policy().decide_without_key(&SIGN_IN, self.standing)?;
            rows::delete_session(tx, &self.token).await?;
            tx.done(&grant, Happening::bare().with("kind", "closed"), ()).await
        }
    }

    /// Opens a reading session for an account whose passphrase and code were checked.
    #[derive(Debug)]
    pub struct OpenReading {
        /// The account.
        pub reader: String,
        /// What it is for.
        pub standing: Standing,
        /// Time step of the code, so that it is not used twice.
        pub step: i64,
        /// Digest of the token.
        pub token: [u8; 32],
    }

    impl Act for OpenReading {
        type Answer = ();

        async fn perform(self, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let grant = tx.policy().decide_without_key(&SIGN_IN, self.standing)?;
            if !rows::use_code(tx, &self.reader, self.step).await? {
                return Err(Problem::SignIn);
            }
            rows::insert_session(tx, &self.token, "reading", &self.reader, 0).await?;
            tx.done(&grant, Happening::bare().with("kind", "reading"), ()).await
        }
    }
}

#[cfg(feature = "server")]
pub use server::{CloseReading, OpenReading, OpenSession};

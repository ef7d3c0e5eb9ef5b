//! The phone's own lock beside the five words: a passkey whose secret opens the same container, on this device alone.
//!
//! ```text
//! words alone ──ask──► a credential is made ──ask again──► it gave its secret ──► both open ──remove──► words alone
//! ```
//!
//! A lock is kept only after the credential was tried. The server hears nothing of all this, and signing in stays what it
//! was: the key in the container signs the server's challenge.

use crate::container::Header;
use crate::core::{Kit, Turn};
use crate::entering::Entering;
use crate::notebook::Notebook;
use crate::step::Step;
use danbe_house::posts::pages::{Lock, unlock};
use danbe_vault::{Ceremony, Chance, Sealed, SecretKey, Touched, VaultError, open_local};
use serde::{Deserialize, Serialize};

/// The second lock of a container, in clear like the first: a credential, a salt, the sealed key.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Passkey {
    credential: Credential,
    origin: String,
    sealed: Sealed,
}

/// A credential of this device.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Credential {
    id: String,
    /// What it makes its secret from: 32 bytes, base64url.
    salt: String,
}

/// A question the authenticator has not answered yet, and the credential it is about; none while one is made.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    ceremony: Ceremony,
    #[cfg_attr(not(feature = "whole"), expect(dead_code, reason = "read where a lock is made"))]
    credential: Option<Credential>,
}

impl Credential {
    /// Asks for the secret; the answer must come from somebody the phone has verified.
    fn ask(&self, origin: &str, chance: &mut Chance, step: &mut Step) -> Asked {
        let ceremony = Ceremony::new(origin, chance);
        step.touch = Some(format!(
            r#"{{"get":{{"challenge":"{}","rpId":"{}","timeout":120000,"userVerification":"required","allowCredentials":[{{"type":"public-key","id":"{}","transports":["internal"]}}],"extensions":{{"prf":{{"eval":{{"first":"{}"}}}}}}}}}}"#,
            ceremony.challenge,
            ceremony.party(),
            self.id,
            self.salt
        ));
        Asked { ceremony, credential: Some(self.clone()) }
    }
}

impl Passkey {
    /// What the sealed key is bound to.
    fn label(origin: &str, credential: &Credential) -> String {
        format!("passkey/{origin}/{}/{}", credential.id, credential.salt)
    }

    /// Asks for what opens this lock.
    fn ask(&self, chance: &mut Chance, step: &mut Step) -> Asked {
        self.credential.ask(&self.origin, chance, step)
    }

    /// The container's key.
    fn open(&self, asked: &Asked, answer: &Touched, secret: &[u8; 32]) -> Result<SecretKey, VaultError> {
        let key = asked.ceremony.key(answer, &self.credential.id, secret)?;
        SecretKey::from_bytes(&open_local(&key, &Self::label(&self.origin, &self.credential), &self.sealed)?)
    }
}

/// An origin as browsers write it: it stands in the question as it is.
pub(crate) fn is_origin(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:/".contains(&byte))
}

impl Entering {
    /// Asks the phone to open a locked container.
    pub(crate) fn touch(&mut self, kit: &Kit, turn: &mut Turn<'_>, step: &mut Step) {
        let (Self::Locked(header) | Self::Unlocking(header) | Self::Touching(header, _)) = self else {
            return self.show(kit, "/a/", step);
        };
        let Some(passkey) = &header.passkey else { return self.show(kit, "/a/", step) };
        *self = Self::Touching(header.clone(), passkey.ask(turn.chance, step));
    }

    /// The phone answered: the container's key, or why it is none.
    pub(crate) fn touched(&mut self, kit: &Kit, answer: &Touched, step: &mut Step) -> Option<SecretKey> {
        let Self::Touching(header, asked) = self else { return None };
        let opened = match (&header.passkey, header.secret()) {
            (Some(passkey), Ok(secret)) => passkey.open(asked, answer, &secret),
            _ => Err(VaultError::Malformed),
        };
        // The question is used up, whatever the answer was.
        let header = header.clone();
        if opened.is_err() {
            let why = if answer.id.is_empty() { "passkey-none" } else { "passkey-wrong" };
            step.show(&kit.say, &unlock(&kit.say, &header.handle, header.lock_shown(), Some(why)), "/a/");
        }
        *self = Self::Locked(header);
        opened.ok()
    }
}

impl Header {
    /// Whether the phone's own lock stands beside the words.
    pub(crate) const fn lock_shown(&self) -> Lock {
        if self.passkey.is_some() { Lock::Both } else { Lock::Words }
    }
}

impl Notebook {
    /// Whether this platform may have a lock of its own, as far as anybody knows.
    pub(crate) fn may_touch(&self, kit: &Kit) -> bool {
        self.header.passkey.is_some() || !kit.origin.is_empty() && !self.header.unable
    }
}

#[cfg(feature = "whole")]
mod making;
#[cfg(test)]
#[cfg(feature = "whole")]
mod tests;

//! A phone in memory, for tests: what an authenticator answers, with the secret of those it has verified and another one
//! for those it has not (CTAP 2.1, `hmac-secret`).

use sha2::{Digest, Sha256};

use crate::passkey::VERIFIED;
use crate::{Ceremony, SecretKey, Touched, text, token};

/// An authenticator with one credential.
#[derive(Clone, Debug)]
pub struct Phone {
    /// Its credential.
    pub id: String,
    verified: bool,
    secret: SecretKey,
}

impl Phone {
    /// The phone of a number; the same one every time.
    #[must_use]
    pub fn new(number: u8) -> Self {
        let seed = [number; 32];
        Self { id: text::write(&[number; 16]), verified: true, secret: SecretKey::from(seed) }
    }

    /// The same phone in a hand it did not verify.
    #[must_use]
    pub fn unverified(&self) -> Self {
        Self { verified: false, ..self.clone() }
    }

    /// Makes its credential.
    #[must_use]
    pub fn make(&self, asked: &Ceremony) -> Touched {
        Touched { able: true, ..self.touched("webauthn.create", asked) }
    }

    /// Answers with the secret it has for `salt`.
    #[must_use]
    pub fn answer(&self, asked: &Ceremony, salt: &str) -> Touched {
        let mut touched = self.touched("webauthn.get", asked);
        touched.take(&mut self.secret_for(salt));
        touched
    }

    /// Its secret for a salt, as far as it has verified somebody.
    #[must_use]
    pub fn secret_for(&self, salt: &str) -> [u8; 32] {
        token::mac(&self.secret, if self.verified { "verified" } else { "not-verified" }, salt)
    }

    fn touched(&self, act: &str, asked: &Ceremony) -> Touched {
        let Ceremony { challenge, origin } = asked;
        let client = format!(
            r#"{{"type":"{act}","challenge":"{challenge}","origin":"{origin}","crossOrigin":false}}"#
        );
        let flags = if self.verified { VERIFIED } else { 1 };
        let party: [u8; 32] = Sha256::digest(asked.party()).into();
        let authenticator = [party.as_slice(), &[flags], &[0; 4]].concat();
        Touched { id: self.id.clone(), client: client.into_bytes(), authenticator, ..Touched::default() }
    }
}

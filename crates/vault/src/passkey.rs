//! A passkey's part in opening a device: what an authenticator answers is checked, what it gives becomes a key.
//!
//! The party an answer is meant for is the device itself, not a server. What opens is the secret that comes with the
//! answer: 32 bytes of the extension `prf` (WebAuthn Level 3 §10.1.4), which the authenticator computes from a salt of
//! ours after it has verified who holds it. Skipping that gives other bytes: it keeps another secret for those who were
//! not verified (CTAP 2.1, `hmac-secret`). So the cipher is the judge. The checks here refuse early, and by name, an
//! answer to another question, of another site, or of nobody.
//!
//! The signature is not checked: it would prove to a party far away what the secret proves here, and its curve weighs
//! 19 kB on every phone (ADR 0013).

use std::fmt;

use serde::Deserialize;
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, Zeroizing};

use crate::{Chance, SecretKey, VaultError, text};

/// A question put to an authenticator, good for one answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ceremony {
    /// 32 random bytes, base64url.
    pub challenge: String,
    /// The site that asks, as a browser writes it: `https://danbe.example`.
    pub origin: String,
}

/// What came back. Its secret is wiped when dropped, and never printed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Touched {
    /// Which credential, base64url.
    pub id: String,
    /// The credential can give a secret.
    pub able: bool,
    /// What the browser says it asked: JSON (§5.8.1).
    pub client: Vec<u8>,
    /// What the authenticator says: site, flags, count (§6.1).
    pub authenticator: Vec<u8>,
    /// Output of the extension `prf`, which travels apart from the rest.
    #[serde(skip)]
    pub(crate) secret: Zeroizing<Vec<u8>>,
}

impl fmt::Debug for Touched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Touched").field("able", &self.able).finish_non_exhaustive()
    }
}

/// What the browser says it asked, as far as it matters here.
#[derive(Deserialize)]
struct Client {
    r#type: String,
    challenge: String,
    origin: String,
    #[serde(default, rename = "crossOrigin")]
    crossed: bool,
}

/// Somebody was there, and was verified (§6.1, bits 0 and 2).
pub(crate) const VERIFIED: u8 = 0b101;

impl Ceremony {
    /// A new question of a site.
    pub fn new(origin: &str, chance: &mut Chance) -> Self {
        Self { challenge: text::write(&chance.bytes::<32>()), origin: origin.to_owned() }
    }

    /// The name credentials of this site go by: its host.
    #[must_use]
    pub fn party(&self) -> &str {
        let host = self.origin.split_once("://").map_or(self.origin.as_str(), |(_, host)| host);
        host.split(':').next().unwrap_or_default()
    }

    /// Whether a credential was made for this question.
    ///
    /// # Errors
    /// [`VaultError::WrongOrigin`] for an answer to another question or of another site, [`VaultError::Unverified`] when
    /// nobody was verified, [`VaultError::Malformed`] for what is no answer.
    pub fn made(&self, answer: &Touched) -> Result<(), VaultError> {
        text::read(&answer.id)?;
        self.answered("webauthn.create", answer)
    }

    /// The key that the answer of credential `id` opens a device with: HKDF-SHA256 of its secret, the device's own secret
    /// as salt. A credential copied elsewhere, by whoever keeps passkeys for the phone, opens nothing without the device.
    ///
    /// # Errors
    /// As [`Ceremony::made`]; [`VaultError::WrongKey`] for another credential, [`VaultError::Malformed`] unless the
    /// secret is 32 bytes, of which 32 times the same one is none.
    pub fn key(&self, answer: &Touched, id: &str, device_secret: &[u8; 32]) -> Result<SecretKey, VaultError> {
        self.answered("webauthn.get", answer)?;
        if answer.id != id {
            return Err(VaultError::WrongKey);
        }
        let secret = SecretKey::from_bytes(&answer.secret)?;
        if answer.secret.windows(2).all(|pair| matches!(pair, [one, next] if one == next)) {
            return Err(VaultError::Malformed);
        }
        Ok(secret.expand(Some(device_secret), &[b"danbe/v1/passkey"]))
    }

    fn answered(&self, act: &str, answer: &Touched) -> Result<(), VaultError> {
        let client: Client = text::from_json(&answer.client)?;
        let (party, rest) = answer.authenticator.split_first_chunk::<32>().ok_or(VaultError::Malformed)?;
        let flags = *rest.first().ok_or(VaultError::Malformed)?;
        let here = client.r#type == act && client.challenge == self.challenge && client.origin == self.origin;
        if !here || client.crossed || *party != <[u8; 32]>::from(Sha256::digest(self.party())) {
            return Err(VaultError::WrongOrigin);
        }
        if flags & VERIFIED == VERIFIED { Ok(()) } else { Err(VaultError::Unverified) }
    }
}

impl Touched {
    /// Takes the secret over, and wipes it where it was.
    pub fn take(&mut self, secret: &mut [u8]) {
        self.secret = Zeroizing::new(secret.to_vec());
        secret.zeroize();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::Phone;

    const ORIGIN: &str = "https://danbe.exemple.ml";

    fn asked(n: u64) -> Ceremony {
        Ceremony::new(ORIGIN, &mut Chance::for_test(n))
    }

    /// Frozen: a phone somewhere opens with it. HKDF with another library gave the same.
    #[test]
    fn the_key_is_what_it_always_was() {
        let mut answer = Phone::new(1).answer(&asked(1), "salt");
        answer.take(&mut std::array::from_fn::<u8, 32, _>(|place| place as u8));
        let key = asked(1).key(&answer, &Phone::new(1).id, &[2; 32]).unwrap();
        let frozen = "17e4d1b4c760a986329b4ba9a2f4d127b6b433cb8d3074cef33c4769e1205f73";
        assert_eq!(text::hex(key.expose().as_slice()), frozen);
    }

    #[test]
    fn the_same_phone_gives_one_device_one_key_and_another_another() {
        let phone = Phone::new(1);
        let key =
            |n, salt, secret| asked(n).key(&phone.answer(&asked(n), salt), &phone.id, &[secret; 32]).unwrap();
        assert_eq!(key(1, "a", 1), key(2, "a", 1), "whatever was asked");
        assert!(key(1, "a", 1) != key(1, "b", 1) && key(1, "a", 1) != key(1, "a", 2));
        asked(1).made(&phone.make(&asked(1))).unwrap();
        assert_eq!(asked(1).party(), "danbe.exemple.ml");
        let local = Ceremony { origin: "http://localhost:8080".to_owned(), ..asked(1) };
        assert_eq!(local.party(), "localhost");
    }

    #[test]
    fn a_secret_is_wiped_where_it_was_taken_from() {
        let mut secret = [7; 32];
        Touched::default().take(&mut secret);
        assert_eq!(secret, [0; 32]);
        assert!(!format!("{:?}", Phone::new(1).answer(&asked(1), "a")).contains("secret"));
    }

    #[test]
    fn an_answer_to_something_else_is_refused_by_name() {
        let (phone, other) = (Phone::new(1), Phone::new(2));
        let shy = phone.unverified();
        let site = Ceremony { origin: "https://autre.exemple.ml".to_owned(), ..asked(1) };
        let given = [
            (phone.answer(&asked(2), "a"), VaultError::WrongOrigin),
            (phone.answer(&site, "a"), VaultError::WrongOrigin),
            (phone.make(&asked(1)), VaultError::WrongOrigin),
            (shy.answer(&asked(1), "a"), VaultError::Unverified),
            (other.answer(&asked(1), "a"), VaultError::WrongKey),
            (Touched::default(), VaultError::Malformed),
        ];
        for (answer, error) in given {
            assert_eq!(asked(1).key(&answer, &phone.id, &[1; 32]).unwrap_err(), error, "{answer:?}");
        }
        for length in (0..=64).filter(|length| *length != 32) {
            let mut answer = phone.answer(&asked(1), "a");
            answer.take(&mut vec![7; length]);
            assert_eq!(asked(1).key(&answer, &phone.id, &[1; 32]).unwrap_err(), VaultError::Malformed);
        }
    }
}

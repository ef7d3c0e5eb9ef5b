//! The envelope: what a device signs, and the only form in which a write reaches the house.
//!
//! The signature covers the exact text of the act, byte for byte; nothing is ever serialised a second time to be checked.
//! (Canonical JSON was rejected: two programs that disagree on one escape would lose a week of registrations.)
//! Ed25519, RFC 8032, domain `envelope`.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use crate::{Json, Signature, SigningKey, VaultError, VerifyingKey};

const DOMAIN: &str = "envelope";

/// One act of one member on one device, as meant.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// Version of this structure: 1.
    pub v: u8,
    /// 128 random bits, chosen on the device: the same act sent twice is done once.
    pub id: String,
    /// The verb, as in the permission matrix: `cases.register`.
    pub verb: String,
    /// The member who acts (id).
    pub member: String,
    /// The device she acts on (id).
    pub device: String,
    /// Counts the writes of this member on this device, from 1, without a hole; 0 for a reading.
    pub seq: u64,
    /// When, as the device claims it: milliseconds since 1970-01-01T00:00:00Z.
    pub at: i64,
    /// The verb's own content, kept as the exact text that was signed.
    pub body: Box<RawValue>,
}

/// An act as text, and the device's signature over that text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Envelope {
    /// The exact JSON text that is signed.
    pub act: String,
    /// Over `act`, domain `envelope`.
    pub sig: Signature,
}

impl Envelope {
    /// The version of [`Act`] written and read.
    pub const VERSION: u8 = 1;

    /// Writes the act as text and signs it.
    #[expect(
        clippy::expect_used,
        reason = "strings, integers and a text that is already JSON always serialise"
    )]
    pub fn sign(act: &Act, key: &SigningKey) -> Envelope {
        let act = serde_json::to_string(act).expect("plain fields");
        let sig = key.sign(DOMAIN, act.as_bytes());
        Envelope { act, sig }
    }

    /// The act, unverified: to learn whose key to fetch. [`VaultError::Malformed`] or [`VaultError::UnknownVersion`].
    pub fn read(&self) -> Result<Act, VaultError> {
        #[derive(Deserialize)]
        struct Version {
            v: u8,
        }
        let version: Version = serde_json::from_str(&self.act).map_err(|_| VaultError::Malformed)?;
        if version.v != Self::VERSION {
            return Err(VaultError::UnknownVersion);
        }
        serde_json::from_str(&self.act).map_err(|_| VaultError::Malformed)
    }

    /// The act, once the signature is checked; [`VaultError::BadSignature`] before anything is parsed.
    pub fn verify(&self, key: &VerifyingKey) -> Result<Act, VaultError> {
        key.verify(DOMAIN, self.act.as_bytes(), &self.sig)?;
        self.read()
    }

    /// The act as a tree, once the signature is checked: for who did not sign it and looks before acting on it.
    pub fn tree(&self, key: &VerifyingKey) -> Result<Json, VaultError> {
        key.verify(DOMAIN, self.act.as_bytes(), &self.sig)?;
        Json::parse(&self.act).map_err(|_| VaultError::Malformed)
    }

    /// SHA-256 over signature and text: what the event, and so the receipt, names this envelope by.
    pub fn digest(&self) -> [u8; 32] {
        let hash = Sha256::new().chain_update(b"danbe/v1/envelope-digest\0");
        hash.chain_update(self.sig.to_bytes()).chain_update(self.act.as_bytes()).finalize().into()
    }
}

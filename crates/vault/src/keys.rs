//! The five kinds of key, and what each may do.
//!
//! Secret ones wipe themselves when dropped, cannot be printed or serialised, and leave only through `expose`.
//! Public ones are 32 bytes, checked when they enter: a point of small order, which would make any signature valid or
//! any shared secret known, is never constructed. Ed25519 follows RFC 8032 with strict verification
//! (canonical encodings only); X25519 follows RFC 7748.

use std::fmt;

use ed25519_dalek::Signer;
use hkdf::Hkdf;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::{Chance, VaultError, text, wrap};

/// Ed25519 secret: an agency's, a member's, a device's, the ledger's. Signs.
#[derive(Clone)]
pub struct SigningKey(ed25519_dalek::SigningKey);

/// Ed25519 public half, 32 bytes. Verifies.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VerifyingKey([u8; 32]);

/// X25519 secret: an agency's or a member's. Opens what was wrapped for its [`SealingKey`].
#[derive(Clone)]
pub struct OpeningKey(Zeroizing<[u8; 32]>);

/// X25519 public half, 32 bytes. Anyone can wrap for it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SealingKey([u8; 32]);

/// 256 random bits: an identity key, a file key, a token key, a container key.
#[derive(Clone)]
pub struct SecretKey(Zeroizing<[u8; 32]>);

/// Ed25519 signature, 64 bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Signature([u8; 64]);

fn exact<const N: usize>(bytes: &[u8]) -> Result<[u8; N], VaultError> {
    bytes.try_into().map_err(|_| VaultError::Malformed)
}

/// What is really signed: `danbe/v1/<domain>` NUL `message`. A signature made for one purpose serves no other.
fn in_domain(domain: &str, message: &[u8]) -> Vec<u8> {
    [b"danbe/v1/", domain.as_bytes(), b"\0", message].concat()
}

impl SigningKey {
    /// A new key.
    pub fn generate(chance: &mut Chance) -> Self {
        let seed = Zeroizing::new(chance.bytes::<32>());
        Self(ed25519_dalek::SigningKey::from_bytes(&seed))
    }

    /// From its 32-byte seed (RFC 8032 §5.1.5). [`VaultError::Malformed`] for another length.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, VaultError> {
        let seed = Zeroizing::new(exact::<32>(bytes)?);
        Ok(Self(ed25519_dalek::SigningKey::from_bytes(&seed)))
    }

    /// The 32-byte seed, to be sealed somewhere and nothing else.
    pub fn expose(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// The public half.
    pub fn verifying(&self) -> VerifyingKey {
        VerifyingKey(self.0.verifying_key().to_bytes())
    }

    /// Signs `message` for one purpose. `domain` is a constant of the program, without NUL, such as `"envelope"`.
    pub fn sign(&self, domain: &str, message: &[u8]) -> Signature {
        self.sign_bare(&in_domain(domain, message))
    }

    /// Signs without a domain, for the one format that is not ours to change: the C2SP signed note.
    pub(crate) fn sign_bare(&self, message: &[u8]) -> Signature {
        Signature(self.0.sign(message).to_bytes())
    }
}

impl VerifyingKey {
    /// From 32 bytes. [`VaultError::Malformed`] for another length, [`VaultError::BadKey`] if not on the curve or weak.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, VaultError> {
        let bytes = exact::<32>(bytes)?;
        let key = ed25519_dalek::VerifyingKey::from_bytes(&bytes).map_err(|_| VaultError::BadKey)?;
        if key.is_weak() { Err(VaultError::BadKey) } else { Ok(Self(bytes)) }
    }

    /// The 32 bytes.
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0
    }

    /// Checks a signature made by [`SigningKey::sign`] with the same domain; [`VaultError::BadSignature`] otherwise.
    pub fn verify(&self, domain: &str, message: &[u8], signature: &Signature) -> Result<(), VaultError> {
        self.verify_bare(&in_domain(domain, message), signature)
    }

    pub(crate) fn verify_bare(&self, message: &[u8], signature: &Signature) -> Result<(), VaultError> {
        let key = ed25519_dalek::VerifyingKey::from_bytes(&self.0).map_err(|_| VaultError::BadKey)?;
        let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
        key.verify_strict(message, &signature).map_err(|_| VaultError::BadSignature)
    }

    /// Six groups of four digits (about 2^79 values), read aloud at enrolment: `4821 0937 …`.
    pub fn fingerprint(&self) -> String {
        fingerprint("signing", &self.0)
    }
}

impl OpeningKey {
    /// A new key.
    pub fn generate(chance: &mut Chance) -> Self {
        Self(Zeroizing::new(chance.bytes()))
    }

    /// From its 32 bytes (RFC 7748 §5, any value). [`VaultError::Malformed`] for another length.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, VaultError> {
        Ok(Self(Zeroizing::new(exact(bytes)?)))
    }

    /// The 32 bytes, to be sealed or wrapped somewhere and nothing else.
    pub fn expose(&self) -> Zeroizing<[u8; 32]> {
        self.0.clone()
    }

    /// The public half.
    pub fn sealing(&self) -> SealingKey {
        SealingKey(wrap::public_half(self))
    }
}

impl SealingKey {
    /// From 32 bytes. [`VaultError::Malformed`] for another length, [`VaultError::BadKey`] for a point of small order
    /// (RFC 7748 §6.1: everybody would know the shared secret).
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, VaultError> {
        let key = Self(exact(bytes)?);
        if wrap::reaches_nobody(&key) { Err(VaultError::BadKey) } else { Ok(key) }
    }

    /// The 32 bytes.
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0
    }

    /// Six groups of four digits (about 2^79 values), read aloud at enrolment: `4821 0937 …`.
    pub fn fingerprint(&self) -> String {
        fingerprint("sealing", &self.0)
    }
}

impl From<[u8; 32]> for SecretKey {
    fn from(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }
}

impl SecretKey {
    /// A new key.
    pub fn generate(chance: &mut Chance) -> Self {
        Self(Zeroizing::new(chance.bytes()))
    }

    /// From 32 bytes. [`VaultError::Malformed`] for another length.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, VaultError> {
        Ok(Self(Zeroizing::new(exact(bytes)?)))
    }

    /// The 32 bytes, to be sealed or wrapped somewhere and nothing else.
    pub fn expose(&self) -> Zeroizing<[u8; 32]> {
        self.0.clone()
    }

    /// Another key for another purpose: HKDF-SHA256 (RFC 5869), `info` = `danbe/v1/<purpose>`.
    ///
    /// `purpose` is a constant of the program, such as `"tokens/telephone"`. Knowing the result tells nothing of `self`.
    pub fn derive(&self, purpose: &str) -> SecretKey {
        self.expand(None, &[b"danbe/v1/", purpose.as_bytes()])
    }

    #[expect(clippy::expect_used, reason = "HKDF-SHA256 gives up to 8,160 bytes; 32 are asked")]
    pub(crate) fn expand(&self, salt: Option<&[u8]>, info: &[&[u8]]) -> SecretKey {
        let mut out = Zeroizing::new([0; 32]);
        Hkdf::<Sha256>::new(salt, self.0.as_slice())
            .expand_multi_info(info, out.as_mut_slice())
            .expect("32 bytes");
        SecretKey(out)
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl Signature {
    /// From 64 bytes. [`VaultError::Malformed`] for another length; whether it is valid, only `verify` tells.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, VaultError> {
        Ok(Self(exact(bytes)?))
    }

    /// The 64 bytes.
    pub fn to_bytes(&self) -> [u8; 64] {
        self.0
    }
}

/// Decimal digits because they are read in French over a bad line; hashed because two keys must differ everywhere.
fn fingerprint(kind: &str, key: &[u8; 32]) -> String {
    let hash =
        Sha256::new().chain_update(in_domain("fingerprint", kind.as_bytes())).chain_update(key).finalize();
    let number = hash.iter().take(16).fold(0_u128, |number, byte| number << 8 | u128::from(*byte));
    let digits = format!("{:024}", number % 10_u128.pow(24));
    digits.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join(" ")
}

macro_rules! secret {
    ($key:ident) => {
        impl fmt::Debug for $key {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($key), "(..)"))
            }
        }

        impl PartialEq for $key {
            /// In constant time.
            fn eq(&self, other: &Self) -> bool {
                self.expose().ct_eq(other.expose().as_slice()).into()
            }
        }

        impl Eq for $key {}
    };
}

macro_rules! public {
    ($key:ident) => {
        impl fmt::Debug for $key {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($key), "({})"), text::write(&self.0))
            }
        }

        impl fmt::Display for $key {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&text::write(&self.0))
            }
        }

        impl std::str::FromStr for $key {
            type Err = VaultError;

            fn from_str(text: &str) -> Result<Self, VaultError> {
                Self::from_bytes(&text::read(text)?)
            }
        }

        impl Serialize for $key {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $key {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                String::deserialize(from)?.parse().map_err(D::Error::custom)
            }
        }
    };
}

secret!(SigningKey);
secret!(OpeningKey);
secret!(SecretKey);
public!(VerifyingKey);
public!(SealingKey);
public!(Signature);

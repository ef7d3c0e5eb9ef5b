//! Wrapping for somebody's public key: a key for a member, a package for an agency, an answer typed on a field phone.
//!
//! HPKE (RFC 9180), base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305: a fresh key pair per wrap, so
//! the sender herself cannot open what she has just sent. Base mode does not say who sent; a signature does
//! ([`crate::Envelope`], [`crate::Signed`]). The purpose goes in as `info`, the place as associated data.

use std::fmt;

use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::{Kem, X25519HkdfSha256};
use hpke::{Deserializable, OpModeR, OpModeS, Serializable, single_shot_open, single_shot_seal_with_rng};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::seal::{V1, class, pad, unpad};
use crate::{Chance, OpeningKey, SealingKey, VaultError, text};

const ENC: usize = 32;

/// What the length of a wrap may tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// As long as the content: for keys, whose length is public.
    Exact,
    /// Padded to the size classes of sealed records: for anything a person said.
    Hidden,
}

/// A wrap: version byte, 32-byte encapsulated key, ciphertext with its tag. In JSON, base64url.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Wrap(#[serde(with = "text::bytes")] pub Vec<u8>);

impl Wrap {
    /// The wrap as base64url text.
    pub fn to_text(&self) -> String {
        text::write(&self.0)
    }

    /// From base64url text; [`VaultError::Malformed`] if it is not.
    pub fn from_text(text: &str) -> Result<Self, VaultError> {
        Ok(Self(text::read(text)?))
    }
}

impl fmt::Debug for Wrap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Wrap({} bytes)", self.0.len())
    }
}

type PublicKey = <X25519HkdfSha256 as Kem>::PublicKey;
type PrivateKey = <X25519HkdfSha256 as Kem>::PrivateKey;
type Enc = <X25519HkdfSha256 as Kem>::EncappedKey;

/// Wraps `plain` for the holder of `to`. `info` says what for (a constant: `"member/agency-key"`), `aad` where it belongs.
#[expect(
    clippy::expect_used,
    reason = "a SealingKey of small order is never constructed, and one message is sent"
)]
pub fn wrap(
    to: &SealingKey,
    info: &str,
    aad: &[u8],
    plain: &[u8],
    length: Length,
    chance: &mut Chance,
) -> Wrap {
    let size = match length {
        Length::Exact => plain.len() + 1,
        Length::Hidden => class(plain.len() + 1),
    };
    let (enc, body) = encrypt(to, info, aad, &pad(plain, size), chance).expect("a checked key");
    Wrap([&[V1], enc.to_bytes().as_slice(), &body].concat())
}

/// Opens what [`wrap`] closed for this key, with the same `info` and `aad`.
///
/// [`VaultError::WrongKey`] if any of them or any bit differs; `Malformed`, `UnknownVersion` before that.
pub fn unwrap(
    key: &OpeningKey,
    info: &str,
    aad: &[u8],
    wrap: &Wrap,
) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let (version, rest) = wrap.0.split_first().ok_or(VaultError::Malformed)?;
    if *version != V1 {
        return Err(VaultError::UnknownVersion);
    }
    let (enc, body) = rest.split_first_chunk::<ENC>().ok_or(VaultError::Malformed)?;
    let enc = Enc::from_bytes(enc).map_err(|_| VaultError::Malformed)?;
    let key = PrivateKey::from_bytes(key.expose().as_slice()).map_err(|_| VaultError::Malformed)?;
    let mode = OpModeR::Base;
    let padded = single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &mode,
        &key,
        &enc,
        &purpose(info),
        body,
        aad,
    )
    .map_err(|_| VaultError::WrongKey)?;
    unpad(Zeroizing::new(padded))
}

fn encrypt(
    to: &SealingKey,
    info: &str,
    aad: &[u8],
    plain: &[u8],
    chance: &mut impl rand_core::CryptoRng,
) -> Result<(Enc, Vec<u8>), hpke::HpkeError> {
    let to = PublicKey::from_bytes(&to.to_bytes())?;
    let mode = OpModeS::Base;
    single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &mode,
        &to,
        &purpose(info),
        plain,
        aad,
        chance,
    )
}

fn purpose(info: &str) -> Vec<u8> {
    [b"danbe/v1/", info.as_bytes()].concat()
}

/// The public half of an opening key.
#[expect(clippy::expect_used, reason = "any 32 bytes are an X25519 secret (RFC 7748 §5)")]
pub(crate) fn public_half(key: &OpeningKey) -> [u8; 32] {
    let key = PrivateKey::from_bytes(key.expose().as_slice()).expect("32 bytes");
    X25519HkdfSha256::sk_to_pk(&key).to_bytes().into()
}

/// Whether a public key is of small order. X25519 then gives zero for every secret, so one trial settles it; its chance
/// needs no secrecy, nothing is sent.
pub(crate) fn reaches_nobody(key: &SealingKey) -> bool {
    encrypt(key, "trial", b"", b"", &mut ChaCha20Rng::from_seed([1; 32])).is_err()
}

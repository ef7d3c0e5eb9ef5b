//! Sealing a record: only the holder of the person's key opens it, and only where it belongs.
//!
//! XChaCha20-Poly1305 (RFC 8439 with the 192-bit nonce of draft-irtf-cfrg-xchacha), because random nonces are then safe
//! for ever. The place of the record (agency, person, file, table, …) goes in twice: into the derivation of the record
//! key from the person's key (HKDF-SHA256, RFC 5869), and into the associated data. A blob moved to another person,
//! an older version put back, a need shown as an account: none opens. Lengths are padded to classes (ISO/IEC 7816-4),
//! so that "nothing to report" and "two pages" are not told apart by size alone.

use std::fmt;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{Chance, SecretKey, VaultError, text};

/// The first byte of every blob of this suite.
pub(crate) const V1: u8 = 1;
const NONCE: usize = 24;
const SUITE: &str = "danbe/v1/XChaCha20-Poly1305";
const LOCAL: &str = "danbe/v1/local/XChaCha20-Poly1305";
const SMALLEST: usize = 64;
const STEP: usize = 64 * 1024;

/// Where a record belongs. All of it is authenticated, none of it is inside the blob.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Context<'a> {
    /// The agency that holds the file (id).
    pub agency: &'a str,
    /// The person's pseudonym.
    pub person: &'a str,
    /// The file (id); empty for what hangs on the person alone.
    pub file: &'a str,
    /// The table the blob lies in.
    pub table: &'a str,
    /// The record (id).
    pub record: &'a str,
    /// Version of the record, from 1.
    pub version: u64,
    /// Version of the form the plaintext follows.
    pub schema: u16,
    /// `"T2"` or `"T3"`.
    pub tier: &'a str,
}

impl Context<'_> {
    /// suite | agency | person | file | table | record | version | schema | tier, each after its length (u64, big endian).
    fn bytes(&self) -> Vec<u8> {
        let (version, schema) = (self.version.to_be_bytes(), self.schema.to_be_bytes());
        lengthed(&[
            SUITE.as_bytes(),
            self.agency.as_bytes(),
            self.person.as_bytes(),
            self.file.as_bytes(),
            self.table.as_bytes(),
            self.record.as_bytes(),
            &version,
            &schema,
            self.tier.as_bytes(),
        ])
    }
}

/// Concatenates parts, each after its length: two different lists never give the same bytes.
pub(crate) fn lengthed(parts: &[&[u8]]) -> Vec<u8> {
    let mut out = Vec::new();
    for part in parts {
        out.extend_from_slice(&(part.len() as u64).to_be_bytes());
        out.extend_from_slice(part);
    }
    out
}

/// A sealed blob: version byte, 24-byte nonce, ciphertext with its 16-byte tag. In JSON, base64url.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sealed(#[serde(with = "text::bytes")] pub Vec<u8>);

impl Sealed {
    /// The blob as base64url text.
    pub fn to_text(&self) -> String {
        text::write(&self.0)
    }

    /// From base64url text; [`VaultError::Malformed`] if it is not.
    pub fn from_text(text: &str) -> Result<Self, VaultError> {
        Ok(Self(text::read(text)?))
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed({} bytes)", self.0.len())
    }
}

/// Seals `plain` under a person's identity key or file key, for one place.
pub fn seal(key: &SecretKey, ctx: &Context<'_>, plain: &[u8], chance: &mut Chance) -> Sealed {
    let place = ctx.bytes();
    shut(&key.expand(None, &[&place]), &place, plain, chance)
}

/// Opens what [`seal`] closed for the same place.
///
/// [`VaultError::WrongKey`] if key, place or any bit differs; `Malformed`, `UnknownVersion` before that.
pub fn open(key: &SecretKey, ctx: &Context<'_>, sealed: &Sealed) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let place = ctx.bytes();
    unshut(&key.expand(None, &[&place]), &place, sealed)
}

/// Seals a part of the device's container. `label` says which: store, key and version, such as `"files/17/3"`.
pub fn seal_local(key: &SecretKey, label: &str, plain: &[u8], chance: &mut Chance) -> Sealed {
    let place = lengthed(&[LOCAL.as_bytes(), label.as_bytes()]);
    shut(&key.expand(None, &[&place]), &place, plain, chance)
}

/// Opens what [`seal_local`] closed under the same label; errors as [`open`].
pub fn open_local(key: &SecretKey, label: &str, sealed: &Sealed) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let place = lengthed(&[LOCAL.as_bytes(), label.as_bytes()]);
    unshut(&key.expand(None, &[&place]), &place, sealed)
}

#[expect(
    clippy::expect_used,
    reason = "the cipher refuses only above 256 GiB, more than a record can be in memory"
)]
fn shut(key: &SecretKey, place: &[u8], plain: &[u8], chance: &mut Chance) -> Sealed {
    let nonce = chance.bytes::<NONCE>();
    let padded = pad(plain, class(plain.len() + 1));
    let payload = Payload { msg: &padded, aad: place };
    let cipher = XChaCha20Poly1305::new(key.bytes().into());
    let body = cipher.encrypt(&XNonce::from(nonce), payload).expect("under 256 GiB");
    Sealed([&[V1], nonce.as_slice(), &body].concat())
}

fn unshut(key: &SecretKey, place: &[u8], sealed: &Sealed) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let (version, rest) = sealed.0.split_first().ok_or(VaultError::Malformed)?;
    if *version != V1 {
        return Err(VaultError::UnknownVersion);
    }
    let (nonce, body) = rest.split_first_chunk::<NONCE>().ok_or(VaultError::Malformed)?;
    let cipher = XChaCha20Poly1305::new(key.bytes().into());
    let payload = Payload { msg: body, aad: place };
    let padded = cipher.decrypt(&XNonce::from(*nonce), payload).map_err(|_| VaultError::WrongKey)?;
    unpad(Zeroizing::new(padded))
}

/// The length a padded text of `len` bytes takes: powers of two from 64 to 65,536, then whole multiples of 65,536.
pub(crate) fn class(len: usize) -> usize {
    if len <= STEP { len.next_power_of_two().max(SMALLEST) } else { len.div_ceil(STEP) * STEP }
}

/// ISO/IEC 7816-4: one byte 0x80, then zeros up to `size`.
pub(crate) fn pad(plain: &[u8], size: usize) -> Zeroizing<Vec<u8>> {
    let mut padded = Zeroizing::new(Vec::with_capacity(size));
    padded.extend_from_slice(plain);
    padded.push(0x80);
    padded.resize(size.max(plain.len() + 1), 0);
    padded
}

/// Takes [`pad`] off again. Only called on authenticated bytes, so its timing is nobody's oracle.
pub(crate) fn unpad(mut padded: Zeroizing<Vec<u8>>) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let end = padded.iter().rposition(|byte| *byte != 0).ok_or(VaultError::Malformed)?;
    if padded.get(end) != Some(&0x80) {
        return Err(VaultError::Malformed);
    }
    padded.truncate(end);
    Ok(padded)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn classes_grow_and_always_leave_room_for_the_mark() {
        let expected =
            [(0, 64), (63, 64), (64, 128), (127, 128), (1000, 1024), (1024, 2048), (65_535, 65_536)];
        for (plain, padded) in expected {
            assert_eq!(class(plain + 1), padded);
        }
        assert_eq!(class(65_537), 131_072);
        assert_eq!(class(200_000), 262_144);
    }

    #[test]
    fn padding_comes_off_whatever_the_text_ends_with() {
        for text in [b"".as_slice(), b"a", b"\x80", b"\x80\0\0", b"\0", &[0; 64], &[0x80; 130]] {
            let padded = pad(text, class(text.len() + 1));
            assert_eq!(padded.len(), class(text.len() + 1));
            assert_eq!(unpad(padded).unwrap().as_slice(), text);
        }
        assert_eq!(unpad(Zeroizing::new(vec![0; 64])).unwrap_err(), VaultError::Malformed);
        assert_eq!(unpad(Zeroizing::new(vec![1; 64])).unwrap_err(), VaultError::Malformed);
    }

    #[test]
    fn lists_never_run_into_each_other() {
        assert_ne!(lengthed(&[b"ab", b"c"]), lengthed(&[b"a", b"bc"]));
        assert_ne!(lengthed(&[b"", b"a"]), lengthed(&[b"a", b""]));
    }
}

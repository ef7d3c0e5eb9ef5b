//! The root of a country in five hands: any three of them rebuild it, two know nothing.
//!
//! Shamir's scheme over bytes (GF(2^8), `vsss-rs`). A share is the number of its place and 32 bytes: 33 bytes, so 24
//! words of the French list, written as six lines of four words and one more that checks them. A line copied wrong is
//! named by its number; a share of another ceremony, or a forged one, by the paper of the ceremony, which is public and
//! holds a digest of each share (a share is as random as a key: its digest tells nothing of it).

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use vsss_rs::Gf256;
use zeroize::{Zeroize, Zeroizing};

use crate::words5::{LIST, fold, parts};
use crate::{Chance, Signed, SigningKey, VaultError, VerifyingKey, text};

/// Custodians of the root.
pub const CUSTODIANS: usize = 5;
/// How many of them are needed.
pub const QUORUM: usize = 3;
/// Domain of a [`Signed<Ceremony>`], signed by the root it makes.
pub const CEREMONY: &str = "ceremony";

/// Words of a line: four that carry, one that checks.
const LINE: usize = 5;
const LINES: usize = 6;
const BYTES: usize = 33;

/// One custodian's share.
#[derive(Clone, PartialEq, Eq)]
pub struct Share(Zeroizing<[u8; BYTES]>);

/// The paper of a ceremony: public, kept with the installation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ceremony {
    /// Version of this structure: 1.
    pub v: u8,
    /// The root that was made.
    pub root: VerifyingKey,
    /// How many custodians are needed.
    pub quorum: usize,
    /// Digest of each share, in the order of their numbers.
    #[serde(with = "text::hashes")]
    pub shares: Vec<[u8; 32]>,
}

/// What is wrong with shares, so that its custodian can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShareError {
    /// Not thirty words; how many there are.
    Words(usize),
    /// A word that is not of the list: its line and place, from 1.
    Unknown(usize, usize),
    /// The fifth word of this line does not agree with the four before it.
    Line(usize),
    /// This share is not one of this ceremony.
    Foreign(u8),
    /// The same share twice.
    Twice(u8),
    /// Fewer than the quorum; how many there are.
    TooFew(usize),
    /// They do not give the root on the paper.
    OtherRoot,
}

impl fmt::Display for ShareError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(found) => write!(f, "{found} words instead of {}", LINES * LINE),
            Self::Unknown(line, word) => write!(f, "line {line}, word {word} is not in the list"),
            Self::Line(line) => write!(f, "line {line} is not as it was written"),
            Self::Foreign(number) => write!(f, "share {number} is not of this ceremony"),
            Self::Twice(number) => write!(f, "share {number} was given twice"),
            Self::TooFew(found) => write!(f, "{found} shares, {QUORUM} are needed"),
            Self::OtherRoot => f.write_str("these shares do not give the root of the paper"),
        }
    }
}

impl std::error::Error for ShareError {}

/// Splits a root; gives its shares, numbered from 1, and the paper of the ceremony, signed by the root itself.
///
/// # Errors
/// [`VaultError::Malformed`] if the scheme refuses, which it does for no key.
pub fn split(root: &SigningKey, chance: &mut Chance) -> Result<(Vec<Share>, Signed<Ceremony>), VaultError> {
    let secret = root.expose();
    let mut made =
        Gf256::split_bytes(QUORUM, CUSTODIANS, &secret[..], chance).map_err(|_| VaultError::Malformed)?;
    let shares: Result<Vec<Share>, VaultError> = made
        .iter()
        .map(|bytes| {
            Ok(Share(Zeroizing::new(bytes.as_slice().try_into().map_err(|_| VaultError::Malformed)?)))
        })
        .collect();
    made.iter_mut().for_each(Zeroize::zeroize);
    let shares = shares?;
    let digests = shares.iter().map(Share::digest).collect();
    let paper = Ceremony { v: 1, root: root.verifying(), quorum: QUORUM, shares: digests };
    let paper = Signed::sign(&paper, root, CEREMONY)?;
    Ok((shares, paper))
}

impl Ceremony {
    /// Reads a paper: the root on it must have signed it.
    ///
    /// # Errors
    /// [`VaultError::Malformed`], [`VaultError::BadSignature`], [`VaultError::UnknownVersion`].
    pub fn open(paper: &Signed<Self>) -> Result<Self, VaultError> {
        let said: Self = serde_json::from_str(&paper.text).map_err(|_| VaultError::Malformed)?;
        let checked = paper.verify(&said.root, CEREMONY)?;
        let known = checked.v == 1 && checked.quorum == QUORUM && checked.shares.len() == CUSTODIANS;
        if known { Ok(checked) } else { Err(VaultError::UnknownVersion) }
    }

    /// Whether a share is the one this ceremony gave under its number.
    ///
    /// # Errors
    /// [`ShareError::Foreign`].
    pub fn check(&self, share: &Share) -> Result<(), ShareError> {
        let place = usize::from(share.number()).checked_sub(1);
        let kept = place.and_then(|place| self.shares.get(place));
        if kept == Some(&share.digest()) { Ok(()) } else { Err(ShareError::Foreign(share.number())) }
    }

    /// The root, from any three shares or more.
    ///
    /// # Errors
    /// Names the share that is wrong, before anything is put together.
    pub fn rebuild(&self, shares: &[Share]) -> Result<SigningKey, ShareError> {
        let mut seen = BTreeSet::new();
        for share in shares {
            self.check(share)?;
            if !seen.insert(share.number()) {
                return Err(ShareError::Twice(share.number()));
            }
        }
        if shares.len() < QUORUM {
            return Err(ShareError::TooFew(shares.len()));
        }
        let mut bytes: Vec<Vec<u8>> = shares.iter().map(|share| share.0.to_vec()).collect();
        let joined = Gf256::combine_bytes(&bytes).map(Zeroizing::new);
        bytes.iter_mut().for_each(Zeroize::zeroize);
        let root = joined.map_err(|_| ShareError::OtherRoot)?;
        let root = SigningKey::from_bytes(&root).map_err(|_| ShareError::OtherRoot)?;
        if root.verifying() == self.root { Ok(root) } else { Err(ShareError::OtherRoot) }
    }
}

impl Share {
    /// The custodian's number, from 1.
    #[must_use]
    pub fn number(&self) -> u8 {
        let [number, ..] = *self.0;
        number
    }

    #[cfg(test)]
    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.0.to_vec()
    }

    /// SHA-256 of the share, for the paper of the ceremony.
    fn digest(&self) -> [u8; 32] {
        Sha256::new().chain_update(b"danbe/v1/share\0").chain_update(&self.0[..]).finalize().into()
    }

    /// Six lines of five words.
    #[must_use]
    pub fn to_words(&self) -> Zeroizing<String> {
        let lines = (0..LINES).map(|line| {
            let carried = self.line(line);
            let check = check(line, &carried);
            carried.into_iter().chain([check]).map(word).collect::<Vec<_>>().join(" ")
        });
        Zeroizing::new(lines.collect::<Vec<_>>().join("\n"))
    }

    /// Reads thirty words, with or without accents, on as many lines as one likes.
    ///
    /// # Errors
    /// The first thing that is wrong, and in which line.
    pub fn from_words(typed: &str) -> Result<Self, ShareError> {
        let folded: Zeroizing<String> = Zeroizing::new(fold(typed).collect());
        let words: Vec<&str> = folded.split(parts).filter(|word| !word.is_empty()).collect();
        if words.len() != LINES * LINE {
            return Err(ShareError::Words(words.len()));
        }
        let mut bits = Zeroizing::new(Vec::with_capacity(BYTES * 8));
        for (line, five) in words.chunks(LINE).enumerate() {
            let mut places = [0_u16; LINE];
            for (at, (place, word)) in places.iter_mut().zip(five).enumerate() {
                *place = place_of(word).ok_or(ShareError::Unknown(line + 1, at + 1))?;
            }
            let [a, b, c, d, checked] = places;
            let carried = [a, b, c, d];
            if check(line, &carried) != checked {
                return Err(ShareError::Line(line + 1));
            }
            carried.iter().for_each(|place| bits.extend((0..11).rev().map(|bit| place >> bit & 1 == 1)));
        }
        let mut bytes = Zeroizing::new([0; BYTES]);
        for (byte, bits) in bytes.iter_mut().zip(bits.chunks(8)) {
            *byte = bits.iter().fold(0, |byte, bit| byte << 1 | u8::from(*bit));
        }
        Ok(Self(bytes))
    }

    /// The four words of a line, as places in the list: 44 of the 264 bits.
    fn line(&self, line: usize) -> [u16; 4] {
        std::array::from_fn(|at| {
            let first = (line * 4 + at) * 11;
            (first..first + 11).fold(0, |place, bit| {
                let byte = self.0.get(bit / 8).copied().unwrap_or_default();
                place << 1 | u16::from(byte >> (7 - bit % 8) & 1)
            })
        })
    }
}

impl fmt::Debug for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Share({})", self.number())
    }
}

/// The checking word of a line: eleven bits of SHA-256 over its number and its words, so that two lines exchanged
/// are noticed too.
fn check(line: usize, carried: &[u16; 4]) -> u16 {
    let mut hash = Sha256::new().chain_update(b"danbe/v1/share-line\0").chain_update([line as u8]);
    for place in carried {
        hash.update(place.to_be_bytes());
    }
    let [a, b, ..]: [u8; 32] = hash.finalize().into();
    u16::from_be_bytes([a, b]) >> 5
}

/// A word of the list by its place; none beyond it.
pub(crate) fn word(place: u16) -> &'static str {
    LIST.lines().nth(usize::from(place)).unwrap_or_default()
}

fn place_of(word: &str) -> Option<u16> {
    let place = LIST.lines().position(|listed| fold(listed).eq(word.chars()))?;
    u16::try_from(place).ok()
}

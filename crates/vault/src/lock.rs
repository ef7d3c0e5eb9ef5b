//! Locking under five words: Argon2id (RFC 9106), with a floor nobody can talk a device under.
//!
//! The floor is 64 MiB, three passes, one lane: the RFC's second recommended choice with one lane, because the browser's
//! wasm has no threads and lanes would help only the guesser. A server that sends weaker parameters is refused before a
//! single word is tried; so is one that sends parameters meant to stop the phone.
//!
//! Deriving takes a few tenths of a second and 64 MiB, and linear memory in wasm never shrinks: it runs in a worker that
//! is thrown away. So [`derive`] stands apart from [`Capsule::lock_with`] and [`Capsule::open_with`], which are instant.

use std::hint::black_box;

use argon2::{Algorithm, Argon2, Block, Params, Version};
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::seal::{self, V1};
use crate::{Chance, Sealed, SecretKey, VaultError, check_words, open_local, seal_local, text, token};

/// Cost of Argon2id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KdfParams {
    /// Memory, KiB.
    pub m_kib: u32,
    /// Passes.
    pub t: u32,
    /// Lanes.
    pub p: u32,
}

impl KdfParams {
    /// The least a device accepts, and what it uses when the phone is slow: 64 MiB, t=3, p=1.
    pub const FLOOR: KdfParams = KdfParams { m_kib: 64 * 1024, t: 3, p: 1 };
    /// The most a device accepts: 1 GiB, t=16, p=4.
    pub const CEILING: KdfParams = KdfParams { m_kib: 1024 * 1024, t: 16, p: 4 };

    /// The cheapest that Argon2 allows, for tests; under feature `testing` these, and no other weak ones, are accepted.
    #[cfg(any(test, feature = "testing"))]
    pub fn for_test() -> KdfParams {
        KdfParams { m_kib: 8, t: 1, p: 1 }
    }

    /// [`VaultError::WeakParameters`] under the floor, [`VaultError::HeavyParameters`] over the ceiling.
    pub fn check(&self) -> Result<(), VaultError> {
        #[cfg(any(test, feature = "testing"))]
        if *self == Self::for_test() {
            return Ok(());
        }
        let (floor, ceiling) = (Self::FLOOR, Self::CEILING);
        if self.m_kib < floor.m_kib || self.t < floor.t || self.p < floor.p {
            return Err(VaultError::WeakParameters);
        }
        if self.m_kib > ceiling.m_kib || self.t > ceiling.t || self.p > ceiling.p {
            return Err(VaultError::HeavyParameters);
        }
        Ok(())
    }
}

/// A key from five words. Slow on purpose: 64 MiB and some tenths of a second at the floor.
///
/// `words` may be as typed ([`check_words`] tidies them); anything but five words of the list is
/// [`VaultError::NotFiveWords`], so a PIN cannot be used by mistake. Parameters are checked first.
pub fn derive(words: &str, salt: &[u8; 16], params: KdfParams) -> Result<SecretKey, VaultError> {
    params.check()?;
    let words = Zeroizing::new(check_words(words)?);
    let key = argon2id(words.as_bytes(), salt, params)?;
    SecretKey::from_bytes(key.as_slice())
}

/// Argon2id version 0x13, 32 bytes out; its memory is wiped (the crate would do so only under a feature).
pub(crate) fn argon2id(
    secret: &[u8],
    salt: &[u8],
    params: KdfParams,
) -> Result<Zeroizing<[u8; 32]>, VaultError> {
    let params =
        Params::new(params.m_kib, params.t, params.p, Some(32)).map_err(|_| VaultError::Malformed)?;
    let mut memory = vec![Block::default(); params.block_count()];
    let mut out = Zeroizing::new([0; 32]);
    let done = Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into_with_memory(
        secret,
        salt,
        out.as_mut_slice(),
        &mut memory,
    );
    memory.fill(Block::default());
    black_box(&memory);
    done.map_err(|_| VaultError::Malformed)?;
    Ok(out)
}

/// The key of a device's container, from the words and a secret that never leaves the device: HKDF-SHA256 (RFC 5869).
///
/// The words alone, overheard or filmed, open nothing without the device; nor does the device without the words.
pub fn container_key(from_words: &SecretKey, device_secret: &[u8; 32]) -> SecretKey {
    from_words.expand(Some(device_secret), &[b"danbe/v1/container"])
}

/// Bytes locked under five words: a member's keys, as the server keeps them for her next device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Capsule {
    /// Version of this structure: 1.
    pub v: u8,
    /// Random, 16 bytes.
    #[serde(with = "text::bytes")]
    pub salt: [u8; 16],
    /// Cost of one guess.
    pub params: KdfParams,
    /// The content, under the derived key.
    pub sealed: Sealed,
}

/// Zeros before the content. Poly1305 does not commit to its key, and a server could make a capsule that opens under
/// many words at once and learn from the device which were typed (Len, Grubbs, Ristenpart: partitioning oracle attacks,
/// USENIX Security 2021). Checked zeros are the fix proved in Albertini et al., USENIX Security 2022.
const COMMITMENT: [u8; 32] = [0; 32];

impl Capsule {
    /// Locks `plain` under five words. Slow; errors as [`derive`].
    pub fn lock(
        words: &str,
        plain: &[u8],
        params: KdfParams,
        chance: &mut Chance,
    ) -> Result<Capsule, VaultError> {
        let salt = chance.bytes();
        Ok(Self::lock_with(&derive(words, &salt, params)?, salt, params, plain, chance))
    }

    /// Locks under a key already derived with this salt and these parameters.
    pub fn lock_with(
        key: &SecretKey,
        salt: [u8; 16],
        params: KdfParams,
        plain: &[u8],
        chance: &mut Chance,
    ) -> Capsule {
        let committed = Zeroizing::new([COMMITMENT.as_slice(), plain].concat());
        let sealed = seal_local(key, &label(&salt, params), &committed, chance);
        Capsule { v: V1, salt, params, sealed }
    }

    /// The key that opens this capsule, if the words are right. Slow; errors as [`derive`], or `UnknownVersion`.
    pub fn key(&self, words: &str) -> Result<SecretKey, VaultError> {
        if self.v != V1 {
            return Err(VaultError::UnknownVersion);
        }
        derive(words, &self.salt, self.params)
    }

    /// Opens with a key from [`Capsule::key`] or [`derive`]. [`VaultError::WrongKey`] for other words.
    pub fn open_with(&self, key: &SecretKey) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        if self.v != V1 {
            return Err(VaultError::UnknownVersion);
        }
        self.params.check()?;
        let committed = open_local(key, &label(&self.salt, self.params), &self.sealed)?;
        let (zeros, plain) = committed.split_first_chunk::<32>().ok_or(VaultError::WrongKey)?;
        if !bool::from(zeros.ct_eq(&COMMITMENT)) {
            return Err(VaultError::WrongKey);
        }
        Ok(Zeroizing::new(plain.to_vec()))
    }
}

/// Salt and cost are authenticated with the content.
fn label(salt: &[u8; 16], KdfParams { m_kib, t, p }: KdfParams) -> String {
    format!("capsule/{}/{m_kib}/{t}/{p}", text::write(salt))
}

/// What is answered for a handle that does not exist: always the same for one handle, of the same form and length as a
/// real capsule holding `len` bytes at the floor, and opened by no words. So nobody learns who has an account.
pub fn decoy(server_secret: &SecretKey, handle: &str, len: usize) -> Capsule {
    // A generator seeded by a secret is right here and only here: the bytes stand for a ciphertext and protect nothing.
    let mut stream = ChaCha20Rng::from_seed(token::mac(server_secret, "decoy", handle));
    let mut salt = [0; 16];
    stream.fill_bytes(&mut salt);
    let mut sealed = vec![0; 1 + 24 + seal::class(COMMITMENT.len() + len + 1) + 16];
    stream.fill_bytes(&mut sealed);
    if let Some(version) = sealed.first_mut() {
        *version = V1;
    }
    Capsule { v: V1, salt, params: KdfParams::FLOOR, sealed: Sealed(sealed) }
}

//! Chance is an argument.
//!
//! The vault never asks the operating system for random bytes. The two hosts that may (the server's `app`, the
//! device's worker, and `xtask` for demonstrations) read 32 bytes from the system and hand them over as [`Entropy`];
//! [`Chance`] stretches them with ChaCha20 (RFC 8439) for one request. A repeatable generator exists in tests only,
//! so a seeded one in production does not compile.

use std::convert::Infallible;
use std::fmt;
use std::hint::black_box;

use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng, TryCryptoRng, TryRng};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// 32 bytes fresh from the operating system. Used once: it is consumed by [`Chance::new`].
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Entropy([u8; 32]);

impl Entropy {
    /// Takes 32 bytes that the operating system or `crypto.getRandomValues` has just produced.
    ///
    /// Only `app`, `device` and `xtask` call this; `cargo xtask tidy` looks for the name elsewhere.
    pub fn from_system(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl fmt::Debug for Entropy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Entropy(..)")
    }
}

/// A stream of unpredictable bytes, good for the keys and nonces of one request. Never cloned, never stored.
pub struct Chance(ChaCha20Rng);

impl Chance {
    /// A stream from 32 fresh bytes.
    pub fn new(entropy: Entropy) -> Self {
        Self(ChaCha20Rng::from_seed(entropy.0))
    }

    /// The next `N` bytes of the stream.
    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut out = [0; N];
        self.0.fill_bytes(&mut out);
        out
    }

    /// A repeatable stream, for tests: the same `n` gives the same bytes for ever.
    #[cfg(any(test, feature = "testing"))]
    pub fn for_test(n: u64) -> Self {
        let mut seed = [0x7e; 32];
        for (place, byte) in seed.iter_mut().zip(n.to_le_bytes()) {
            *place = byte;
        }
        Self(ChaCha20Rng::from_seed(seed))
    }
}

impl Drop for Chance {
    /// `rand_chacha` does not wipe itself: the state is written over, and the compiler told that it is still looked at.
    fn drop(&mut self) {
        self.0 = ChaCha20Rng::from_seed([0; 32]);
        black_box(&self.0);
    }
}

impl fmt::Debug for Chance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Chance(..)")
    }
}

impl TryRng for Chance {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.0.try_next_u32()
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        self.0.try_next_u64()
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        self.0.try_fill_bytes(out)
    }
}

impl TryCryptoRng for Chance {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn different_entropy_different_stream_and_no_byte_is_given_twice() {
        let mut one = Chance::new(Entropy::from_system([1; 32]));
        let mut two = Chance::new(Entropy::from_system([2; 32]));
        let first: [u8; 32] = one.bytes();
        assert_ne!(first, two.bytes());
        assert_ne!(first, one.bytes());
        assert_eq!(Chance::for_test(7).bytes::<32>(), Chance::for_test(7).bytes::<32>());
    }

    #[test]
    fn printing_shows_nothing() {
        let chance = Chance::for_test(7);
        assert_eq!(format!("{chance:?}"), "Chance(..)");
        assert_eq!(format!("{:?}", Entropy::from_system([1; 32])), "Entropy(..)");
    }
}

//! A key in several hands: any two of them give it back, one knows nothing.
//!
//! An agency's opening keys lie sealed under such a key, for the day when nobody of the agency is left. The scheme is that
//! of the root's shares (Shamir over GF(2^8), `vsss-rs`); here a part is sealed to a person's key and never written by
//! hand, so it needs no words. The digest of each part is public: a part is as random as a key.

use sha2::{Digest, Sha256};
use vsss_rs::Gf256;
use zeroize::{Zeroize, Zeroizing};

use crate::{Chance, OpeningKey, SealingKey, VaultError};

/// Hands that are needed.
pub const PAIR: usize = 2;

/// One hand's part of a key.
pub type Part = Zeroizing<Vec<u8>>;

/// Splits a key into `hands` parts.
///
/// # Errors
/// [`VaultError::Malformed`] for fewer than two hands, or more than 255.
pub fn deal(key: &OpeningKey, hands: usize, chance: &mut Chance) -> Result<Vec<Part>, VaultError> {
    let made = Gf256::split_bytes(PAIR, hands, &key.expose()[..], chance);
    Ok(made.map_err(|_| VaultError::Malformed)?.into_iter().map(Zeroizing::new).collect())
}

/// The key of which these are parts; `sealing` says which one it must be.
///
/// # Errors
/// [`VaultError::WrongKey`] when they are too few, or of another key.
pub fn join(parts: &[Part], sealing: &SealingKey) -> Result<OpeningKey, VaultError> {
    let mut bytes: Vec<Vec<u8>> = parts.iter().map(|part| part.to_vec()).collect();
    let joined = Gf256::combine_bytes(&bytes).map(Zeroizing::new);
    bytes.iter_mut().for_each(Zeroize::zeroize);
    let key = OpeningKey::from_bytes(&joined.map_err(|_| VaultError::WrongKey)?)?;
    if parts.len() >= PAIR && key.sealing() == *sealing { Ok(key) } else { Err(VaultError::WrongKey) }
}

/// SHA-256 of a part, to tell it from a forged one before anything is put together.
#[must_use]
pub fn part_digest(part: &[u8]) -> [u8; 32] {
    Sha256::new().chain_update(b"danbe/v1/part\0").chain_update(part).finalize().into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::Entropy;

    /// Every subset of the parts, for each number of holders an agency may have: two or more give the key, fewer none.
    #[test]
    fn every_two_parts_or_more_give_the_key_and_fewer_give_nothing() {
        let mut chance = Chance::new(Entropy::from_system([11; 32]));
        let key = OpeningKey::generate(&mut chance);
        let (mut given, mut refused) = (0, 0);
        for hands in 2..=8_usize {
            let parts = deal(&key, hands, &mut chance).unwrap();
            for subset in 0..1_u32 << hands {
                let held: Vec<_> = parts
                    .iter()
                    .enumerate()
                    .filter(|(at, _)| subset >> at & 1 == 1)
                    .map(|(_, p)| p.clone())
                    .collect();
                let joined = join(&held, &key.sealing());
                assert_eq!(joined.is_ok(), held.len() >= PAIR, "{hands} hands, subset {subset:b}");
                match joined {
                    Ok(joined) => {
                        assert_eq!(joined, key);
                        given += 1;
                    }
                    Err(_) => refused += 1,
                }
            }
        }
        println!("{given} subsets of parts gave the key, {refused} gave nothing");
    }

    #[test]
    fn a_part_of_another_key_or_changed_is_found() {
        let mut chance = Chance::new(Entropy::from_system([12; 32]));
        let (key, other) = (OpeningKey::generate(&mut chance), OpeningKey::generate(&mut chance));
        let (mine, theirs) = (deal(&key, 3, &mut chance).unwrap(), deal(&other, 3, &mut chance).unwrap());
        assert!(join(&[mine[0].clone(), theirs[1].clone()], &key.sealing()).is_err());
        assert!(
            join(&[mine[0].clone(), mine[0].clone()], &key.sealing()).is_err(),
            "one part twice is one part"
        );
        let mut changed = mine[1].clone();
        *changed.last_mut().unwrap() ^= 1;
        assert_ne!(part_digest(&changed), part_digest(&mine[1]));
        assert!(join(&[mine[0].clone(), changed], &key.sealing()).is_err());
        assert!(deal(&key, 1, &mut chance).is_err());
    }
}

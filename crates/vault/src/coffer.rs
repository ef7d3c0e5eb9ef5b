//! A coffer: bytes of any length sealed to keys that lie elsewhere, as a backup is before it leaves the machine.
//!
//! A fresh key is wrapped to each recipient (HPKE, [`crate::wrap`]); pieces follow, each sealed under that key at its
//! place (XChaCha20-Poly1305, [`crate::seal_local`]). The place holds the piece's number and whether it is the last, so
//! that pieces cannot be exchanged, left out, added or cut off (the property Hoang, Reyhanitabar, Rogaway and Vizár call
//! nOAE2, CRYPTO 2015). The machine that writes a coffer cannot open it again.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{
    Chance, Length, OpeningKey, Sealed, SealingKey, SecretKey, VaultError, Wrap, open_local, seal_local,
    unwrap, wrap,
};

/// Bytes of a piece: with the mark of padding, one mebibyte.
pub const PIECE: usize = (1 << 20) - 1;
/// Recipients of one coffer at most.
const RECIPIENTS: usize = 16;
const INFO: &str = "coffer";

/// What stands before the pieces; nothing secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lid {
    /// Version of this structure: 1.
    pub v: u8,
    /// What it holds, in clear and authenticated: `"data"`, `"keys"`.
    pub label: String,
    /// The coffer's key, once for each recipient.
    pub wraps: Vec<Wrap>,
}

/// Seals or opens the pieces of one coffer, in order.
pub struct Pieces {
    key: SecretKey,
    label: String,
    next: u64,
    done: bool,
}

impl std::fmt::Debug for Pieces {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pieces").field("label", &self.label).field("next", &self.next).finish_non_exhaustive()
    }
}

impl Lid {
    /// A new coffer for these recipients.
    ///
    /// # Errors
    /// [`VaultError::Malformed`] for nobody, or for more than sixteen.
    pub fn new(to: &[SealingKey], label: &str, chance: &mut Chance) -> Result<(Self, Pieces), VaultError> {
        if to.is_empty() || to.len() > RECIPIENTS {
            return Err(VaultError::Malformed);
        }
        let key = SecretKey::generate(chance);
        let wraps = to
            .iter()
            .map(|to| wrap(to, INFO, label.as_bytes(), &key.expose()[..], Length::Exact, chance))
            .collect();
        let lid = Self { v: 1, label: label.to_owned(), wraps };
        Ok((lid, Pieces { key, label: label.to_owned(), next: 0, done: false }))
    }

    /// Opens it with the secret half of a recipient.
    ///
    /// # Errors
    /// [`VaultError::WrongKey`] for somebody else's key, [`VaultError::UnknownVersion`], [`VaultError::Malformed`].
    pub fn open(&self, key: &OpeningKey) -> Result<Pieces, VaultError> {
        if self.v != 1 {
            return Err(VaultError::UnknownVersion);
        }
        if self.wraps.len() > RECIPIENTS {
            return Err(VaultError::Malformed);
        }
        let opened = self.wraps.iter().find_map(|wrap| unwrap(key, INFO, self.label.as_bytes(), wrap).ok());
        let key = SecretKey::from_bytes(&opened.ok_or(VaultError::WrongKey)?)?;
        Ok(Pieces { key, label: self.label.clone(), next: 0, done: false })
    }
}

/// Whether more pieces follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    /// There are more.
    More,
    /// This is the last.
    Last,
}

impl Pieces {
    /// The place of the next piece.
    fn place(&mut self, rest: Rest) -> Result<String, VaultError> {
        if self.done {
            return Err(VaultError::Malformed);
        }
        let number = self.next;
        self.next += 1;
        self.done = rest == Rest::Last;
        let rest = if self.done { "last" } else { "more" };
        Ok(format!("coffer/{}/{number}/{rest}", self.label))
    }

    /// Seals the next piece.
    ///
    /// # Errors
    /// [`VaultError::Malformed`] after the last.
    pub fn seal(&mut self, plain: &[u8], rest: Rest, chance: &mut Chance) -> Result<Sealed, VaultError> {
        let place = self.place(rest)?;
        Ok(seal_local(&self.key, &place, plain, chance))
    }

    /// Opens the next piece.
    ///
    /// # Errors
    /// [`VaultError::WrongKey`] for a piece altered or of another place; [`VaultError::Malformed`] after the last.
    pub fn open(&mut self, sealed: &Sealed, rest: Rest) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let place = self.place(rest)?;
        open_local(&self.key, &place, sealed)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

    use super::*;

    #[test]
    fn pieces_open_in_their_order_and_in_no_other() {
        let mut chance = Chance::for_test(1);
        let (mine, hers, other) = (
            OpeningKey::generate(&mut chance),
            OpeningKey::generate(&mut chance),
            OpeningKey::generate(&mut chance),
        );
        let (lid, mut pieces) = Lid::new(&[mine.sealing(), hers.sealing()], "data", &mut chance).unwrap();
        let mut sealed = Vec::new();
        for (text, rest) in [("one", Rest::More), ("two", Rest::More), ("three", Rest::Last)] {
            sealed.push((pieces.seal(text.as_bytes(), rest, &mut chance).unwrap(), rest));
        }
        assert_eq!(pieces.seal(b"four", Rest::Last, &mut chance).unwrap_err(), VaultError::Malformed);
        for key in [&mine, &hers] {
            let mut opening = lid.open(key).unwrap();
            for ((piece, rest), text) in sealed.iter().zip(["one", "two", "three"]) {
                assert_eq!(opening.open(piece, *rest).unwrap().as_slice(), text.as_bytes());
            }
            assert_eq!(opening.open(&sealed[2].0, Rest::Last).unwrap_err(), VaultError::Malformed);
        }
        assert_eq!(lid.open(&other).unwrap_err(), VaultError::WrongKey);
        // Any other order, any other rest.
        for (first, rest) in [(0, Rest::Last), (1, Rest::More), (2, Rest::More), (2, Rest::Last)] {
            assert_eq!(
                lid.open(&mine).unwrap().open(&sealed[first].0, rest).unwrap_err(),
                VaultError::WrongKey
            );
        }
        let renamed = Lid { label: "keys".into(), ..lid };
        assert_eq!(renamed.open(&mine).unwrap_err(), VaultError::WrongKey);
        assert_eq!(Lid::new(&[], "data", &mut chance).unwrap_err(), VaultError::Malformed);
    }
}

//! A code a person hands to another: twenty letters and digits, drawn at random, good once.
//!
//! A hundred bits, so that who keeps what it seals may guess for ever and finds nothing: no slow derivation is needed.
//! The server learns [`HandCode::lookup`], which finds what the code is for and says nothing of [`HandCode::key`].

use std::fmt;

use danbe_words::CROCKFORD;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::{Chance, SecretKey, text};

const SYMBOLS: usize = 20;

/// Twenty symbols of Crockford's base 32.
pub struct HandCode(Zeroizing<String>);

impl HandCode {
    /// A new code.
    pub fn draw(chance: &mut Chance) -> Self {
        // 32 divides 256: five bits of each byte are even.
        let symbol =
            |byte: u8| CROCKFORD.get(usize::from(byte % 32)).map_or('0', |symbol| char::from(*symbol));
        Self(Zeroizing::new(chance.bytes::<SYMBOLS>().into_iter().map(symbol).collect()))
    }

    /// The code as typed: small letters, spaces and hyphens do not count, and what is misread is read right.
    /// `None` when it has not twenty symbols of the alphabet.
    pub fn read(typed: &str) -> Option<Self> {
        let mut code = Zeroizing::new(String::with_capacity(SYMBOLS));
        for letter in typed.chars().filter(|letter| !letter.is_whitespace() && !"-–—.".contains(*letter))
        {
            let letter = match letter.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                letter => letter,
            };
            let known = CROCKFORD.iter().any(|symbol| char::from(*symbol) == letter);
            (known && code.len() < SYMBOLS).then(|| code.push(letter))?;
        }
        (code.len() == SYMBOLS).then_some(Self(code))
    }

    /// Five groups of four, to write down or read aloud.
    pub fn text(&self) -> String {
        let groups: Vec<_> = self.0.as_bytes().chunks(4).map(String::from_utf8_lossy).collect();
        groups.join("-")
    }

    fn secret(&self) -> SecretKey {
        let hash = Sha256::new().chain_update(b"danbe/v1/hand-code\0").chain_update(self.0.as_bytes());
        SecretKey::from(<[u8; 32]>::from(hash.finalize()))
    }

    /// What the server finds it by: 32 hexadecimal digits.
    pub fn lookup(&self) -> String {
        let found_by = self.secret().derive("hand-code/lookup");
        text::hex(found_by.expose().first_chunk::<16>().map_or(&[][..], |half| &half[..]))
    }

    /// What it opens.
    pub fn key(&self) -> SecretKey {
        self.secret().derive("hand-code/key")
    }
}

impl fmt::Debug for HandCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HandCode(..)")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn a_code_is_read_as_people_write_it_and_nothing_else_is() {
        let code = HandCode::draw(&mut Chance::for_test(3));
        let text = code.text();
        assert_eq!((text.len(), text.matches('-').count()), (24, 4));
        for typed in
            [text.to_lowercase(), text.replace('-', " "), format!("  {text} "), text.replace('0', "o")]
        {
            let read = HandCode::read(&typed).unwrap();
            assert_eq!((read.lookup(), read.key()), (code.lookup(), code.key()), "{typed}");
        }
        for wrong in ["", "K7QF", &text[1..], &format!("{text}0"), &text.replace('-', "_"), &"U".repeat(20)] {
            assert!(HandCode::read(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn what_finds_a_code_and_what_it_opens_are_apart_and_its_own() {
        let mut chance = Chance::for_test(4);
        let (one, other) = (HandCode::draw(&mut chance), HandCode::draw(&mut chance));
        assert_ne!(one.lookup(), other.lookup());
        assert_ne!(one.key(), other.key());
        assert_eq!(one.lookup().len(), 32);
        assert_ne!(one.lookup(), text::hex(&one.key().expose()[..16]));
        assert_eq!(format!("{one:?}"), "HandCode(..)");
    }
}

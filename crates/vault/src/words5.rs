//! Five words, said or written on paper, that open a device or an account.
//!
//! From the French list of BIP-39 (2,048 words, 11 bits each: 55 bits, guessed against Argon2id). A word may be typed
//! with or without accents, in capitals, with hyphens or spaces: a phone's keyboard must not lock anyone out.

use std::fmt;

use zeroize::Zeroizing;

use crate::{Chance, VaultError};

const COUNT: usize = 5;

/// The list, accents apart from their letters; a word a line, since a table would weigh twice as much on a phone.
pub(crate) const LIST: &str = include_str!(concat!(env!("OUT_DIR"), "/words.txt"));

/// Words in the list.
const LISTED: usize = 2048;

/// Five words drawn at random, as printed in the list (accents included).
pub fn five_words(chance: &mut Chance) -> [&'static str; COUNT] {
    // 2,048 divides 65,536: eleven bits of each pair of bytes are even.
    std::array::from_fn(|_| {
        let place = usize::from(u16::from_le_bytes(chance.bytes())) % LISTED;
        LIST.lines().nth(place).unwrap_or_default()
    })
}

/// What is wrong with words typed, so that the page can point at one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WordsError {
    /// Which word, from 1 to 6 (6: there is a sixth).
    pub position: usize,
    /// What is wrong with it.
    pub problem: WordsProblem,
}

/// See [`WordsError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WordsProblem {
    /// Not a word of the list.
    Unknown,
    /// Fewer than five words.
    Missing,
    /// More than five words.
    Extra,
}

impl fmt::Display for WordsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.problem {
            WordsProblem::Unknown => write!(f, "word {} is not in the list", self.position),
            WordsProblem::Missing => write!(f, "word {} is missing", self.position),
            WordsProblem::Extra => f.write_str("there are more than five words"),
        }
    }
}

impl std::error::Error for WordsError {}

impl From<WordsError> for VaultError {
    fn from(_: WordsError) -> Self {
        VaultError::NotFiveWords
    }
}

/// The canonical form of five words typed: small letters, no accents, single spaces. `None` if they are not five of the list.
pub fn tidy_words(typed: &str) -> Option<String> {
    check_words(typed).ok()
}

/// As [`tidy_words`], and says which word is wrong. It never says which word was meant.
pub fn check_words(typed: &str) -> Result<String, WordsError> {
    let folded: Zeroizing<String> = Zeroizing::new(fold(typed).collect());
    let mut words = folded.split(parts).filter(|word| !word.is_empty());
    let mut tidy = Vec::with_capacity(COUNT);
    for position in 1..=COUNT {
        let word = words.next().ok_or(WordsError { position, problem: WordsProblem::Missing })?;
        if !is_listed(word) {
            return Err(WordsError { position, problem: WordsProblem::Unknown });
        }
        tidy.push(word);
    }
    match words.next() {
        Some(_) => Err(WordsError { position: COUNT + 1, problem: WordsProblem::Extra }),
        None => Ok(tidy.join(" ")),
    }
}

/// Blanks and signs, of a keyboard or of a text editor. A letter of another script parts nothing: it is a fault.
pub(crate) fn parts(c: char) -> bool {
    !c.is_ascii_alphanumeric() && matches!(c, '\0'..'À' | '\u{2000}'..='\u{206f}' | '\u{3000}')
}

fn is_listed(word: &str) -> bool {
    LIST.lines().any(|listed| fold(listed).eq(word.chars()))
}

/// Small letters without accents. The list is decomposed (a letter, then its accent); keyboards send either form.
pub(crate) fn fold(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).map(|c| match c {
        'à' | 'â' | 'ä' | 'À' | 'Â' | 'Ä' => 'a',
        'ç' | 'Ç' => 'c',
        'é' | 'è' | 'ê' | 'ë' | 'É' | 'È' | 'Ê' | 'Ë' => 'e',
        'î' | 'ï' | 'Î' | 'Ï' => 'i',
        'ô' | 'ö' | 'Ô' | 'Ö' => 'o',
        'ù' | 'û' | 'ü' | 'Ù' | 'Û' | 'Ü' => 'u',
        other => other.to_ascii_lowercase(),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_two_words_of_the_list_differ_by_accents_only() {
        let folded: HashSet<String> = LIST.lines().map(|word| fold(word).collect()).collect();
        assert_eq!((folded.len(), LIST.lines().count()), (LISTED, LISTED));
        assert!(folded.iter().all(|word| word.bytes().all(|c| c.is_ascii_lowercase())));
    }

    #[test]
    fn drawn_words_are_tidied_to_the_same_text_however_typed() {
        for n in 0..200 {
            let words = five_words(&mut Chance::for_test(n));
            let tidy = tidy_words(&words.join(" ")).unwrap();
            assert_eq!(tidy_words(&tidy).unwrap(), tidy);
            assert_eq!(tidy_words(&format!("  {} ", words.join("-").to_uppercase())).unwrap(), tidy);
        }
    }

    #[test]
    fn accents_may_be_typed_composed_decomposed_or_not_at_all() {
        let tidy = "academie abaisser abandon abeille abolir";
        for first in ["académie", "acade\u{301}mie", "academie", "ACADÉMIE"] {
            assert_eq!(
                tidy_words(&format!("{first} abaisser, abandon\nabeille - abolir")).as_deref(),
                Some(tidy)
            );
        }
    }

    #[test]
    fn the_wrong_word_is_pointed_at() {
        let wrong = |typed: &str| check_words(typed).unwrap_err();
        let at = |position, problem| WordsError { position, problem };
        assert_eq!(wrong(""), at(1, WordsProblem::Missing));
        assert_eq!(wrong("abaisser abandon"), at(3, WordsProblem::Missing));
        assert_eq!(wrong("abaisser xyz abandon abeille abolir"), at(2, WordsProblem::Unknown));
        assert_eq!(wrong("1 2 3 4 5"), at(1, WordsProblem::Unknown));
        assert_eq!(wrong("abaisser abandon abeille abolir aborder aboyer"), at(6, WordsProblem::Extra));
    }
}

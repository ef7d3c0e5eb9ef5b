//! A form as typed: names and values in the order they came.

use serde::{Deserialize, Serialize};

/// Names and values of a posted form; a box ticked twice stands twice.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fields(pub Vec<(String, String)>);

impl Fields {
    /// The first value of a name, without spaces around it; empty when there is none.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }

    /// Every value of a name.
    pub fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.trim())
    }

    /// The same form with one value put in, or replaced.
    pub fn put(&mut self, name: &str, value: String) {
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, held)) => *held = value,
            None => self.0.push((name.to_owned(), value)),
        }
    }
}

/// A whole number as people type it, `5 481`; `None` when it is not one, or larger than a thousand million.
#[must_use]
pub fn whole(text: &str) -> Option<u64> {
    let digits: String =
        text.chars().filter(|letter| !matches!(letter, ' ' | '\u{a0}' | '\u{202f}')).collect();
    let plain = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    let number: u64 = if plain { digits.parse().ok()? } else { return None };
    (number <= 1_000_000_000).then_some(number)
}

/// Longest free text about figures, in bytes.
const LONG: usize = 2_000;

/// Free text about figures, or the stable reason why it is refused: too long, or it holds what looks like a
/// telephone, the number of a document, an address. A name cannot be recognised: the page asks for none.
///
/// # Errors
/// `long` or `private`.
pub fn words(text: &str) -> Result<String, &'static str> {
    let text = text.trim();
    if text.len() > LONG {
        return Err("long");
    }
    if looks_private(text) { Err("private") } else { Ok(text.to_owned()) }
}

/// Eight digits in a row, four pairs of digits, or an address of mail.
fn looks_private(text: &str) -> bool {
    let groups = || text.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty());
    let long = groups().any(|group| group.len() >= 8);
    let mut pairs = 0;
    let in_pairs = text.split([' ', '.', '-', '/', '\u{a0}', '\u{202f}']).any(|group| {
        let pair = group.len() == 2 && group.bytes().all(|digit| digit.is_ascii_digit());
        pairs = if pair { pairs + 1 } else { 0 };
        pairs >= 4
    });
    long || in_pairs || text.contains('@')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_typed_and_nothing_else_is() {
        for (text, number) in [("5481", 5_481), ("5 481", 5_481), ("36\u{202f}000", 36_000), ("0", 0)] {
            assert_eq!(whole(text), Some(number));
        }
        for wrong in ["", "-1", "1,5", "=1+1", "12a", "<5", "١٢", "99999999999"] {
            assert_eq!(whole(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_telephone_does_not_pass_and_a_sum_does() {
        for wrong in ["appeler le 76123456", "au 76 12 34 56", "76.12.34.56", "a@b.ml"] {
            assert_eq!(words(wrong), Err("private"), "{wrong}");
        }
        for right in
            ["291 + 113 = 404, le total dit 430", "36 000 personnes en 2024", "", "de 12 à 14 en 2 ans"]
        {
            assert!(words(right).is_ok(), "{right}");
        }
        assert_eq!(words(&"a".repeat(2_001)), Err("long"));
    }
}

//! A name taken apart: which words name the person, which only stand before a name, and what can be joined.
//!
//! People fill forms in every order, put a whole name in one field, and write "Ag", "Walet" or "El Hadj" in either.

use crate::{
    fold::fold,
    names::PersonName,
    sound::{by_ear, sound},
};

/// The words of a name, folded, particles taken off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Parts {
    pub(crate) family: Vec<String>,
    pub(crate) given: Vec<String>,
}

impl Parts {
    /// Fields as they were filled.
    pub(crate) fn typed(name: &PersonName<'_>) -> Self {
        Self { family: words(name.family), given: words(name.given) }
    }

    /// When one field holds several words and the other none, the last word is taken for the family name: the two
    /// sounds stand unordered, so it matters little which is which.
    pub(crate) fn split(mut self) -> Self {
        if self.given.is_empty() {
            std::mem::swap(&mut self.family, &mut self.given);
        }
        if self.family.is_empty() && self.given.len() > 1 {
            self.family.extend(self.given.pop());
        }
        self
    }

    /// The first two letters of both names, spelled by ear, and their last two.
    pub(crate) fn ends(&self) -> Option<Ends> {
        let (family_head, family_tail) = ends(&by_ear(self.family.first()?));
        let (given_head, given_tail) = ends(&by_ear(self.given.first()?));
        Some(Ends { heads: [family_head, given_head], tails: [family_tail, given_tail] })
    }

    /// What can be joined.
    pub(crate) fn sounds(&self) -> Sounds {
        let mut given = self.given.iter().map(|word| sound(word));
        match (self.family.first().map(|word| sound(word)), given.next()) {
            (None, None) => Sounds::Neither,
            (Some(known), None) | (None, Some(known)) => Sounds::One(known),
            (Some(family), Some(first)) => {
                Sounds::Both { second: given.find(|other| *other != first), family, given: first }
            }
        }
    }
}

/// The sounds of a name, as far as it is known.
pub(crate) enum Sounds {
    Neither,
    One(String),
    /// `second` is another given name that sounds unlike the first.
    Both {
        family: String,
        given: String,
        second: Option<String>,
    },
}

/// Both ends of both names.
pub(crate) struct Ends {
    pub(crate) heads: [String; 2],
    pub(crate) tails: [String; 2],
}

/// First and last letters of a name spelled by ear, two of each: anchored, so that a letter too many moves neither.
fn ends(spelled: &str) -> (String, String) {
    let letters: Vec<char> = spelled.chars().collect();
    let tail = letters.len().saturating_sub(2);
    (letters.iter().take(2).collect(), letters.iter().skip(tail).collect())
}

/// Words that stand before a name without naming, spelled by ear: ag, walet, ould, mint, ben, ibn (child of), the
/// article, and the pilgrim's titles (hadj, elhadji, hadja).
const PARTICLES: &[&str] = &[
    "ag", "walet", "welet", "uld", "wuld", "mint", "ben", "ibn", "el", "al", "aj", "aji", "elaj", "elaji",
    "aja",
];

/// The words of one field. A particle stays when it is all there is: some women are registered as "Hadja".
fn words(field: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut elided = String::new();
    for word in fold(field).split_whitespace() {
        // "N Diaye", "M Bodj": the apostrophe was typed as a blank.
        if matches!(word, "n" | "m") {
            elided.push_str(word);
        } else {
            words.push(std::mem::take(&mut elided) + word);
        }
    }
    if !elided.is_empty() {
        words.push(elided);
    }
    if words.iter().any(|word| !is_particle(word)) {
        words.retain(|word| !is_particle(word));
    }
    words
}

fn is_particle(word: &str) -> bool {
    PARTICLES.contains(&by_ear(word).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(family: &str, given: &str) -> Parts {
        Parts::typed(&PersonName { family, given, birth_year: None })
    }

    #[test]
    fn particles_and_elisions() {
        assert_eq!(words("Waleth Mohamed"), words("Oualet Mohamed"));
        assert_eq!(words("Hadja"), ["hadja"]);
        assert_eq!(words("N Diaye"), ["ndiaye"]);
        assert_eq!(words("M"), ["m"]);
        assert_eq!(words("Ag Ag Alhousseyni"), ["alhousseyni"]);
    }

    #[test]
    fn a_lone_field_is_split_once() {
        let whole = typed("Coulibaly", "Awa Mariam");
        assert_eq!(typed("", "Awa Mariam Coulibaly").split(), whole);
        assert_eq!(typed("Awa Mariam Coulibaly", "").split(), whole);
        assert_eq!(whole.clone().split(), whole);
        assert_eq!(typed("Coulibaly", "").split(), typed("", "Coulibaly"));
    }

    #[test]
    fn both_ends_of_a_name() {
        for (spelled, head, tail) in
            [("kulibali", "ku", "li"), ("ly", "ly", "ly"), ("h", "h", "h"), ("محمد", "مح", "مد")]
        {
            assert_eq!(ends(spelled), (head.to_owned(), tail.to_owned()));
        }
    }
}

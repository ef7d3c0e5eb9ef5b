//! From a name to the joint strings that are keyed, truncated and compared for equality.
//!
//! One name alone is never a key: a handful of family names covers a large share of the country, and a bucket that
//! says "Traoré" would say it to whoever holds the table. Each string joins the sound of the family name, the sound
//! of a given name and a five-year birth band; when a part is not known the string says so (`?`), which keeps those
//! cards in buckets of their own. The two sounds stand unordered, so a form filled in the other order is found.
//!
//! Two strings keep only both names' first letters, or only their last: a sound that one slip of the pen has changed
//! is met there. A card matched by more strings comes first, so whole names outrank these.

use crate::parts::{Parts, Sounds};

/// A person's name as typed. Any part may be empty; the year is the Gregorian year of birth, often an estimate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PersonName<'a> {
    /// Family name (*jamu*), or the father's name after Ag, Walet, Ould, Mint.
    pub family: &'a str,
    /// Given names, the usual one first when that is known.
    pub given: &'a str,
    /// Year of birth, when known or estimated.
    pub birth_year: Option<i16>,
}

/// Strings kept for a card at registration, each a row: at most 5, none when the name is empty.
///
/// Sorted, without repetition. Not secret by themselves and not to be stored: the vault keys and truncates them.
#[must_use]
pub fn index_keys(name: &PersonName<'_>) -> Vec<String> {
    let typed = Parts::typed(name);
    let one_field = typed.family.is_empty() || typed.given.is_empty();
    let parts = typed.split();
    let own = Band::of(name.birth_year);
    sorted(match parts.sounds() {
        Sounds::Neither => Vec::new(),
        Sounds::One(known) => [own, Band::Any].map(|band| whole(&known, "", band)).to_vec(),
        Sounds::Both { family, given, second } => {
            let mut keys = [own, Band::Any].map(|band| whole(&family, &given, band)).to_vec();
            keys.extend(ends(&parts, own));
            // "Yaya Ibrahima" and no family name: a full name in one field, or two given names? Both are kept.
            keys.push(if one_field {
                whole(&given, "", Band::Any)
            } else {
                whole(&family, &second.unwrap_or(given), own)
            });
            keys
        }
    })
}

/// Strings asked for at search: at most 8, none when the name is empty.
///
/// Sorted, without repetition. A card matches when it holds one of them; more in common, earlier in the answer.
#[must_use]
pub fn query_keys(name: &PersonName<'_>) -> Vec<String> {
    let parts = Parts::typed(name).split();
    let (own, beside) = (Band::of(name.birth_year), Band::beside(name.birth_year));
    sorted(match parts.sounds() {
        Sounds::Neither => Vec::new(),
        Sounds::One(known) => [own, beside, Band::Any].map(|band| whole(&known, "", band)).to_vec(),
        Sounds::Both { family, given, second } => {
            let mut keys =
                [own, beside, Band::Any, Band::Unknown].map(|band| whole(&family, &given, band)).to_vec();
            keys.extend(ends(&parts, own));
            // Cards on which a part is missing. With two given names typed, the second is worth more than a family name alone.
            keys.push(whole(&given, "", Band::Any));
            keys.push(
                second.map_or_else(|| whole(&family, "", Band::Any), |second| whole(&family, &second, own)),
            );
            keys
        }
    })
}

/// The string of both names whole, whatever the year, among those asked for: alone it says that somebody is called so.
#[must_use]
pub fn whole_key(name: &PersonName<'_>) -> Option<String> {
    match Parts::typed(name).split().sounds() {
        Sounds::Neither => None,
        Sounds::One(known) => Some(whole(&known, "", Band::Any)),
        Sounds::Both { family, given, .. } => Some(whole(&family, &given, Band::Any)),
    }
}

/// A five-year band of birth, or why there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Band {
    /// Years `5n` to `5n + 4`, by their `n`.
    Five(i16),
    /// The card has no year.
    Unknown,
    /// Whatever the year: cards with and without one.
    Any,
}

impl Band {
    fn of(year: Option<i16>) -> Self {
        year.map_or(Self::Unknown, |year| Self::Five(year.div_euclid(5)))
    }

    /// The neighbouring band that an estimate off by a year or two most likely fell in; from the middle, the earlier.
    fn beside(year: Option<i16>) -> Self {
        year.map_or(Self::Unknown, |year| {
            let n = year.div_euclid(5);
            Self::Five(if year.rem_euclid(5) < 3 { n.saturating_sub(1) } else { n.saturating_add(1) })
        })
    }
}

impl std::fmt::Display for Band {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Five(n) => write!(f, "{n}"),
            Self::Unknown => f.write_str("?"),
            Self::Any => f.write_str("*"),
        }
    }
}

/// Both sounds whole.
fn whole(one: &str, other: &str, band: Band) -> String {
    joint("whole", one, other, band)
}

/// The first letters of both names as one string, and their last letters as another.
fn ends(parts: &Parts, band: Band) -> Vec<String> {
    parts.ends().map_or_else(Vec::new, |ends| {
        let pair = |kind, [one, other]: &[String; 2]| joint(kind, one, other, band);
        vec![pair("heads", &ends.heads), pair("tails", &ends.tails)]
    })
}

/// One string of a kind, its two parts in no order; an empty part is one that is not known.
fn joint(kind: &str, one: &str, other: &str, band: Band) -> String {
    let (first, then) = if one <= other { (one, other) } else { (other, one) };
    let first = if first.is_empty() { "?" } else { first };
    format!("{VERSION}/{kind}/{first}/{then}/{band}")
}

/// Stands in every string: a change of sounds or variants is a new version, and devices key their cards again.
const VERSION: &str = "names-1";

/// A few things in order, without repetition, each put in its place: lighter on a phone than a sort of the library.
pub fn sorted<T: Ord>(few: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut sorted = Vec::new();
    for one in few {
        if let Err(place) = sorted.binary_search(&one) {
            sorted.insert(place, one);
        }
    }
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::fold;
    use proptest::prelude::*;

    fn person<'a>(family: &'a str, given: &'a str, birth_year: Option<i16>) -> PersonName<'a> {
        PersonName { family, given, birth_year }
    }

    fn common(card: &PersonName<'_>, query: &PersonName<'_>) -> usize {
        let kept = index_keys(card);
        query_keys(query).iter().filter(|key| kept.contains(key)).count()
    }

    #[test]
    fn a_misspelled_query_meets_the_card() {
        let card = person("Coulibaly", "Fatoumata", Some(2004));
        for (family, given, year) in [
            ("Kulibali", "Fatou", Some(2004)),
            ("Fatoumata", "Coulibaly", Some(2004)),
            ("Coulibaly", "Fatoumata", None),
            ("Coulibaly", "Fatoumata", Some(2007)),
            ("Coulibaly", "Fatoumata", Some(2002)),
            ("Toulibaly", "Fatoumata", Some(2004)),
            ("Coulibary", "Fatoumata", Some(2003)),
            ("Coulibaly", "Fatoumaka", Some(2004)),
            ("Coulibaly", "Ratoumata", Some(2004)),
            ("", "Fatoumata Coulibaly", Some(2004)),
            ("COULIBALY Fatoumata", "", Some(2000)),
            ("Coulibaly", "Fatoumata Bintou", Some(2004)),
        ] {
            assert!(common(&card, &person(family, given, year)) > 0, "{family} {given} {year:?}");
        }
    }

    #[test]
    fn another_person_does_not() {
        let card = person("Koné", "Fatoumata", Some(2004));
        assert_eq!(common(&card, &person("Koné", "", Some(2004))), 0);
        assert_eq!(common(&card, &person("", "Fatoumata", Some(2004))), 0);
        assert_eq!(common(&card, &person("Traoré", "Aminata", Some(2004))), 0);
    }

    #[test]
    fn the_exact_name_meets_more_strings_than_a_near_one() {
        let card = person("Koné", "Fatoumata", Some(2004));
        assert!(common(&card, &card) > common(&card, &person("Konaté", "Fatoumata", Some(2004))));
    }

    #[test]
    fn the_second_given_name_alone_is_found() {
        let card = person("Keïta", "Fatoumata Bintou", Some(2001));
        assert!(common(&card, &person("Keita", "Bintou", Some(2001))) > 0);
        assert!(common(&card, &person("Keita", "Bintou Fatoumata", Some(2001))) > 0);
    }

    #[test]
    fn a_card_with_a_part_missing_is_found_by_the_full_name() {
        let query = person("Diarra", "Awa", Some(2005));
        assert!(common(&person("Diarra", "Awa", None), &query) > 0);
        assert!(common(&person("", "Awa", Some(2005)), &query) > 0);
        assert!(common(&person("", "Awa", None), &person("", "Hawa", Some(2005))) > 0);
        assert!(common(&person("Diarra", "", None), &query) > 0);
        assert!(common(&person("", "Awa Mariam", Some(2005)), &query) > 0);
    }

    #[test]
    fn particles_do_not_name() {
        let card = person("Ag Ibrahim", "Mohamed", Some(1999));
        for same in [
            person("Ibrahim", "Mohamed Ag", Some(1999)),
            person("", "Mohamed ag Ibrahim", Some(1999)),
            person("Ibrahim", "El Hadj Mohamed", Some(1999)),
        ] {
            assert!(index_keys(&card).iter().all(|key| index_keys(&same).contains(key)), "{same:?}");
        }
    }

    #[test]
    fn bands_of_five_years() {
        assert_eq!(Band::of(Some(2004)), Band::of(Some(2000)));
        assert_ne!(Band::of(Some(2005)), Band::of(Some(2004)));
        assert_eq!(Band::beside(Some(2000)), Band::of(Some(1999)));
        assert_eq!(Band::beside(Some(2002)), Band::of(Some(1999)));
        assert_eq!(Band::beside(Some(2003)), Band::of(Some(2005)));
        assert_ne!(Band::of(Some(-1)), Band::of(Some(0)));
    }

    proptest! {
        #[test]
        fn few_joint_strings_whatever_is_typed(family in any::<String>(), given in any::<String>(), birth_year in any::<Option<i16>>()) {
            let name = PersonName { family: &family, given: &given, birth_year };
            let (kept, asked) = (index_keys(&name), query_keys(&name));
            prop_assert!(kept.len() <= 5 && asked.len() <= 8);
            prop_assert_eq!(kept.is_empty(), fold(&family).is_empty() && fold(&given).is_empty());
            prop_assert_eq!(common(&name, &name) > 0, !kept.is_empty());
            prop_assert_eq!(whole_key(&name).filter(|key| asked.contains(key)).is_some(), !kept.is_empty());
        }

        #[test]
        fn the_order_of_the_two_names_is_free(family in "[a-z]{3,8}", given in "[a-z]{3,8}", birth_year in any::<Option<i16>>()) {
            let (straight, crossed) = (person(&family, &given, birth_year), person(&given, &family, birth_year));
            prop_assert_eq!(index_keys(&straight), index_keys(&crossed));
        }
    }
}

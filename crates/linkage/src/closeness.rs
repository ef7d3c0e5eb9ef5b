//! How close an opened card is to what was typed, and in which order the device shows cards.
//!
//! The server ordered the cards by strings in common; here names are readable and letters count. The measure is a
//! grade for sorting five lines on a screen, read by a human. It is not a probability, not a decision that two
//! persons are one, and says nothing about the person.
//!
//! Jaro-Winkler (Winkler 1990) forgives vowels and endings, Damerau-Levenshtein (1964) counts slips; the larger of the
//! two is kept, because each is harsh where the other is fair (short names, swapped letters).

use crate::{
    names::PersonName,
    parts::Parts,
    sound::by_ear,
    variants::{Kinship, kinship},
};

/// A card opened on the device.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Candidate<'a> {
    /// Family name as registered; may be empty.
    pub family: &'a str,
    /// Given names as registered; may be empty.
    pub given: &'a str,
    /// Year of birth as registered.
    pub birth_year: Option<i16>,
}

/// Closeness from 0.0 (nothing in common) to 1.0 (same folded names, same year known or unknown).
///
/// Names weigh 0.86, the year 0.14. Variants of one name are close, never equal; two established names are held apart.
#[must_use]
pub fn closeness(query: &PersonName<'_>, card: &Candidate<'_>) -> f64 {
    Query::of(query).closeness(card)
}

/// Indices of `cards`, closest first, at most `limit`. Equally close cards keep the order in which they came.
#[must_use]
pub fn rank(query: &PersonName<'_>, cards: &[Candidate<'_>], limit: usize) -> Vec<usize> {
    let query = Query::of(query);
    let mut best: Vec<(usize, f64)> = Vec::new();
    for (at, card) in cards.iter().enumerate() {
        let grade = query.closeness(card);
        let place = best.partition_point(|(_, known)| known.total_cmp(&grade).is_ge());
        best.insert(place, (at, grade));
        best.truncate(limit);
    }
    best.into_iter().map(|(at, _)| at).collect()
}

/// What was typed, folded once for all cards: as the fields were filled, and with a lone field split in two names.
struct Query {
    readings: [Parts; 2],
    birth_year: Option<i16>,
}

impl Query {
    fn of(name: &PersonName<'_>) -> Self {
        Self { readings: readings(name), birth_year: name.birth_year }
    }

    fn closeness(&self, card: &Candidate<'_>) -> f64 {
        let cards =
            readings(&PersonName { family: card.family, given: card.given, birth_year: card.birth_year });
        let names =
            self.readings.iter().zip(&cards).map(|(query, card)| names(query, card)).fold(0.0, f64::max);
        (NAMES * names + (1.0 - NAMES) * names * years(self.birth_year, card.birth_year)).clamp(0.0, 1.0)
    }
}

fn readings(name: &PersonName<'_>) -> [Parts; 2] {
    let typed = Parts::typed(name);
    [typed.clone(), typed.split()]
}

/// Both names of two persons, in the same fields or crossed.
fn names(query: &Parts, card: &Parts) -> f64 {
    let straight = both(fields(&query.family, &card.family), fields(&query.given, &card.given));
    let crossed = both(fields(&query.family, &card.given), fields(&query.given, &card.family)) - CROSSED;
    straight.max(crossed)
}

const NAMES: f64 = 0.86;
/// Cost of family and given name in each other's place.
const CROSSED: f64 = 0.03;
/// Cost of each word that only one side has.
const EXTRA_WORD: f64 = 0.03;
/// A part known on one side only: neither for nor against.
const ONE_SIDED: f64 = 0.6;

/// Two names of a person as one grade; a name absent on both sides does not count.
fn both(family: Option<f64>, given: Option<f64>) -> f64 {
    match (family, given) {
        (Some(family), Some(given)) => f64::midpoint(family, given),
        (Some(known), None) | (None, Some(known)) => known,
        (None, None) => 0.0,
    }
}

/// Each word of the shorter field against its best in the longer.
fn fields(one: &[String], other: &[String]) -> Option<f64> {
    let (few, many) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if many.is_empty() {
        return None;
    }
    if few.is_empty() {
        return Some(ONE_SIDED);
    }
    let best = |word: &String| many.iter().map(|other| words(word, other)).fold(0.0, f64::max);
    let counted = |n: usize| f64::from(u16::try_from(n).unwrap_or(u16::MAX));
    let mean = few.iter().map(best).sum::<f64>() / counted(few.len());
    Some((mean - EXTRA_WORD * counted(many.len() - few.len())).max(0.0))
}

/// Two folded words.
fn words(one: &str, other: &str) -> f64 {
    if one == other {
        return 1.0;
    }
    let (one, other) = (by_ear(one), by_ear(other));
    if one == other {
        return 0.98;
    }
    let letters =
        strsim::jaro_winkler(&one, &other).max(strsim::normalized_damerau_levenshtein(&one, &other));
    match kinship(&one, &other) {
        Kinship::Variants => letters.clamp(0.88, 0.95),
        Kinship::Apart => letters * 0.7,
        Kinship::Unknown => letters * 0.97,
    }
}

/// 1.0 for the same year, falling gently for the three years an estimate may err, then faster.
fn years(one: Option<i16>, other: Option<i16>) -> f64 {
    match (one, other) {
        (None, None) => 1.0,
        (Some(one), Some(other)) => match one.abs_diff(other) {
            0 => 1.0,
            1 => 0.9,
            2 => 0.8,
            3 => 0.7,
            4 | 5 => 0.45,
            6..=10 => 0.2,
            _ => 0.0,
        },
        _ => ONE_SIDED,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn query<'a>(family: &'a str, given: &'a str, birth_year: Option<i16>) -> PersonName<'a> {
        PersonName { family, given, birth_year }
    }

    fn card<'a>(family: &'a str, given: &'a str, birth_year: Option<i16>) -> Candidate<'a> {
        Candidate { family, given, birth_year }
    }

    #[test]
    fn variants_are_close_and_never_equal() {
        let asked = query("Traoré", "Mohamed", Some(1990));
        let same = closeness(&asked, &card("TRAORE", "Mohamed", Some(1990)));
        let variant = closeness(&asked, &card("Traoré", "Mamadou", Some(1990)));
        let other = closeness(&asked, &card("Traoré", "Seydou", Some(1990)));
        assert!((same - 1.0).abs() < 1e-9);
        assert!(variant < 0.99 && variant > 0.9 && other < 0.85, "{variant} {other}");
    }

    #[test]
    fn kone_is_not_konate() {
        let asked = query("Koné", "Awa", None);
        assert!(
            closeness(&asked, &card("Kone", "Awa", None)) > closeness(&asked, &card("Kune", "Awa", None))
        );
        assert!(
            closeness(&asked, &card("Kune", "Awa", None))
                > closeness(&asked, &card("Konaté", "Awa", None)) + 0.03
        );
    }

    #[test]
    fn order_of_the_five_lines() {
        let cards = [
            card("Diallo", "Oumar", Some(1980)),
            card("Diallo", "Fatou", Some(2003)),
            card("Jallow", "Fatoumata", Some(2004)),
            card("Fatoumata", "Diallo", Some(2004)),
            card("Diallo", "Fatoumata Bintou", None),
            card("Diallo", "Fatoumata", Some(2004)),
        ];
        assert_eq!(rank(&query("Diallo", "Fatoumata", Some(2004)), &cards, 5), [5, 2, 3, 1, 4]);
        assert_eq!(rank(&query("Diallo", "Fatoumata", Some(2004)), &[], 5), Vec::<usize>::new());
    }

    #[test]
    fn ties_keep_the_order_of_the_answer() {
        let twins = [card("Ba", "Awa", None), card("Ba", "Awa", None)];
        assert_eq!(rank(&query("Ba", "Awa", None), &twins, 5), [0, 1]);
    }

    #[test]
    fn nothing_known_is_nothing_close() {
        assert!(closeness(&query("", "", None), &card("", "", None)).abs() < 1e-9);
        assert!(closeness(&query("Ba", "", None), &card("", "", None)) < 0.7);
    }

    #[test]
    fn years_fall_by_steps() {
        let off = |by: i16| years(Some(2000), Some(2000 + by));
        for (nearer, farther) in [(0, 1), (1, -2), (2, 3), (-3, 4), (5, 6), (-10, 11)] {
            assert!(off(nearer) > off(farther), "{nearer} {farther}");
        }
        assert!(years(None, Some(2000)) < years(Some(2000), Some(2003)));
    }

    proptest! {
        #[test]
        fn between_nothing_and_one(a in any::<String>(), b in any::<String>(), c in any::<String>(), d in any::<String>(), y in any::<Option<i16>>(), z in any::<Option<i16>>()) {
            let grade = closeness(&query(&a, &b, y), &card(&c, &d, z));
            prop_assert!((0.0..=1.0).contains(&grade));
        }

        #[test]
        fn the_same_name_is_one(a in "[a-zA-Zéï]{1,9}", b in "[a-zA-Zéï]{1,9}( [a-z]{2,6})?", y in any::<Option<i16>>()) {
            prop_assert!((closeness(&query(&a, &b, y), &card(&a, &b, y)) - 1.0).abs() < 1e-9);
        }

        #[test]
        fn rank_orders_each_card_once(names in prop::collection::vec("[a-z]{0,6}", 0..20), limit in 0_usize..25) {
            let cards: Vec<Candidate<'_>> = names.iter().map(|name| card(name, "awa", None)).collect();
            let order = rank(&query("diarra", "awa", None), &cards, limit);
            prop_assert_eq!(order.len(), limit.min(cards.len()));
            let mut once = order.clone();
            once.sort_unstable();
            once.dedup();
            prop_assert_eq!(once.len(), order.len());
        }
    }
}

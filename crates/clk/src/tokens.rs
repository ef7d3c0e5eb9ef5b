//! A value cut into the pieces that are hashed.

use crate::schema::{Comparison, Shape};
use danbe_linkage::{fold, sound};

/// A value as it is cut; `None` when its shape does not fit (an impossible number or date): nothing is hashed.
pub(crate) fn shaped(shape: Shape, value: &str) -> Option<String> {
    match shape {
        Shape::AsIs => Some(value.to_owned()),
        Shape::Number => value.trim().parse::<i64>().ok().map(|n| n.to_string()),
        Shape::Date => {
            let digits: String = value.chars().filter(char::is_ascii_digit).collect();
            let plain = value.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '/' | '.'));
            (plain && digits.len() == 8).then_some(digits)
        }
        Shape::Heard => Some(sound::by_ear(&fold(value))),
    }
}

/// The pieces of a value, in order; none of an empty one. `piece` hears each.
pub(crate) fn cut(comparison: Comparison, value: &str, mut piece: impl FnMut(&str)) {
    if value.is_empty() {
        return;
    }
    match comparison {
        Comparison::Exact => piece(value),
        Comparison::Grams { n, placed } => {
            let blanks = n - 1;
            let padded: Vec<char> = std::iter::repeat_n(' ', blanks)
                .chain(value.chars())
                .chain(std::iter::repeat_n(' ', blanks))
                .collect();
            let mut text = String::with_capacity(4 * n + 4);
            for (at, gram) in padded.windows(n).enumerate() {
                text.clear();
                if placed {
                    text.push_str(&(at + 1).to_string());
                    text.push(' ');
                }
                text.extend(gram);
                piece(&text);
            }
        }
    }
}

/// How many pieces [`cut`] makes.
pub(crate) fn number(comparison: Comparison, value: &str) -> usize {
    match comparison {
        _ if value.is_empty() => 0,
        Comparison::Exact => 1,
        Comparison::Grams { n, .. } => (value.chars().count() + n).saturating_sub(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(comparison: Comparison, value: &str) -> Vec<String> {
        let mut pieces = Vec::new();
        cut(comparison, value, |piece| pieces.push(piece.to_owned()));
        assert_eq!(pieces.len(), number(comparison, value));
        pieces
    }

    #[test]
    fn values_are_cut_as_published() {
        let grams = |n, placed| Comparison::Grams { n, placed };
        assert_eq!(pieces(grams(2, false), "été"), [" é", "ét", "té", "é "]);
        assert_eq!(pieces(grams(1, true), "19"), ["1 1", "2 9"]);
        assert_eq!(pieces(Comparison::Exact, "F"), ["F"]);
        assert!(pieces(grams(2, false), "").is_empty());
    }

    #[test]
    fn shapes_that_do_not_fit_say_nothing() {
        assert_eq!(shaped(Shape::Date, "2004-03-01").as_deref(), Some("20040301"));
        assert_eq!(shaped(Shape::Date, "2004-03"), None);
        assert_eq!(shaped(Shape::Number, " +7").as_deref(), Some("7"));
        assert_eq!(shaped(Shape::Number, "NaN"), None);
        assert_eq!(shaped(Shape::Heard, "Coulibaly").as_deref(), Some("kulibali"));
    }
}

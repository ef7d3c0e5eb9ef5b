//! Sentences as translators write them: the part of Fluent that pages need.
//!
//! A message is a key and a line of text; values stand between braces; a number chooses among forms, one a line:
//!
//! ```ftl
//! # a remark
//! hello = Bonjour { $who }
//! years = { $n ->
//!     [0] moins d’un an
//!     [one] { $n } an
//!    *[other] { $n } ans
//! }
//! ```
//!
//! The rest of Fluent (terms, attributes, functions, texts of several lines) is a fault here, and the message is
//! left out. Its library weighs as much on a phone as all cryptography; the tests keep it, and let it say every
//! sentence of the house beside this one.

use crate::Lang;

/// The pieces of a sentence, in order.
pub(crate) type Sentence = Vec<Piece>;

/// A piece of a sentence.
#[derive(Debug)]
pub(crate) enum Piece {
    /// Words.
    Text(&'static str),
    /// A value, by name.
    Value(&'static str),
    /// The first form that fits a value, or else the one marked with a star.
    Choice(&'static str, Vec<Form>),
}

/// One form of a choice.
#[derive(Debug)]
pub(crate) struct Form {
    /// A number, or a plural category.
    pub(crate) fits: &'static str,
    /// Marked with a star.
    pub(crate) otherwise: bool,
    /// What is said.
    pub(crate) says: Sentence,
}

/// The messages of a text, in order: key and pattern.
pub(crate) fn messages(source: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let mut rest = source;
    let entries = std::iter::from_fn(move || {
        let goes_on = |at: &usize| rest.get(*at..).is_some_and(|next| next.starts_with([' ', '}']));
        let end = rest.match_indices('\n').map(|(at, _)| at + 1).find(|at| !goes_on(at));
        let (entry, after) = rest.split_at_checked(end.unwrap_or(rest.len()))?;
        rest = after;
        (!entry.is_empty()).then_some(entry)
    });
    let named = entries.filter(|entry| entry.starts_with(|first: char| first.is_ascii_alphabetic()));
    named.filter_map(|entry| entry.split_once('=')).map(|(key, pattern)| (key.trim_end(), pattern))
}

/// Reads a pattern; `None` when it is more than this part of Fluent.
pub(crate) fn read(pattern: &'static str) -> Option<Sentence> {
    let (mut pieces, mut rest) = (Vec::new(), pattern.trim());
    while let Some((before, placed)) = rest.split_once('{') {
        pieces.push(Piece::Text(before));
        let (inside, after) = placed.split_at_checked(closing(placed)?)?;
        pieces.push(value(inside.trim())?);
        rest = after.strip_prefix('}')?;
    }
    pieces.push(Piece::Text(rest));
    pieces.retain(|piece| !matches!(piece, Piece::Text("")));
    let faulty = |piece: &Piece| matches!(piece, Piece::Text(words) if words.contains(['}', '\n']));
    (!pieces.is_empty() && !pieces.iter().any(faulty)).then_some(pieces)
}

/// Where the brace that is open closes.
fn closing(text: &str) -> Option<usize> {
    let mut open = 1;
    let end = text.char_indices().find(|(_, c)| {
        open += i32::from(*c == '{') - i32::from(*c == '}');
        open == 0
    });
    end.map(|(at, _)| at)
}

/// What stands between braces.
fn value(inside: &'static str) -> Option<Piece> {
    let value = inside.strip_prefix('$')?;
    match value.split_once("->") {
        None => name(value).map(Piece::Value),
        Some((of, forms)) => {
            let forms: Vec<Form> = forms.trim().lines().map(form).collect::<Option<_>>()?;
            let stars = forms.iter().filter(|form| form.otherwise).count();
            (stars == 1).then_some(Piece::Choice(name(of)?, forms))
        }
    }
}

fn name(text: &'static str) -> Option<&'static str> {
    let name = text.trim_end();
    let part = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    (!name.is_empty() && name.chars().all(part)).then_some(name)
}

fn form(line: &'static str) -> Option<Form> {
    let line = line.trim();
    let marked = line.strip_prefix('*');
    let (fits, says) = marked.unwrap_or(line).strip_prefix('[')?.split_once(']')?;
    Some(Form { fits: name(fits)?, otherwise: marked.is_some(), says: read(says)? })
}

/// The plural category of a whole number, as CLDR names it.
pub(crate) fn plural(lang: Lang, number: i64) -> &'static str {
    let number = number.unsigned_abs();
    match (lang, number, number % 100) {
        (Lang::French | Lang::Pseudo, 0 | 1, _) => "one",
        (Lang::French | Lang::Pseudo, ..) => "other",
        (Lang::Arabic, 0, _) => "zero",
        (Lang::Arabic, 1, _) => "one",
        (Lang::Arabic, 2, _) => "two",
        (Lang::Arabic, _, 3..=10) => "few",
        (Lang::Arabic, _, 11..=99) => "many",
        (Lang::Arabic, ..) => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_more_than_values_and_choices_is_a_fault() {
        for faulty in [
            "",
            "a { b }",
            "{ $ }",
            "{ $a",
            "a }",
            "one\n two",
            "{ $a -> [one] b }",
            "{ NUMBER($a) }",
            "{ $a.b }",
        ] {
            assert!(read(faulty).is_none(), "{faulty}");
        }
        assert!(read(" a { $b } {$c->\n *[other] d\n}").is_some());
    }

    #[test]
    fn messages_end_where_the_next_begins() {
        let read: Vec<_> = messages("a = 1\n# b = 2\n\n-c = 3\nd=4 = 5\n  6\n}\ne = 7").collect();
        assert_eq!(read, [("a", " 1\n"), ("d", "4 = 5\n  6\n}\n"), ("e", " 7")]);
    }

    #[test]
    fn plurals_are_those_of_cldr() {
        let categories =
            |lang, numbers: &[i64]| -> Vec<_> { numbers.iter().map(|n| plural(lang, *n)).collect() };
        assert_eq!(categories(Lang::French, &[0, 1, -1, 2, 100]), ["one", "one", "one", "other", "other"]);
        assert_eq!(categories(Lang::Arabic, &[0, 1, 2, 100, 102]), ["zero", "one", "two", "other", "other"]);
        assert_eq!(
            categories(Lang::Arabic, &[3, 10, 103, 11, 99, 111]),
            ["few", "few", "few", "many", "many", "many"]
        );
    }
}

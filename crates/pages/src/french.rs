//! How French is written: thin spaces, dates, numbers. Words themselves live in `words/*.ftl`.
//!
//! Authors type ordinary spaces; the screen gets the spaces French asks for, so that no question mark
//! starts a line on a narrow phone.

use crate::{Arg, Say};
use danbe_words::Moment;
use std::borrow::Cow;

const NARROW: char = '\u{202f}';
const FIRM: char = '\u{a0}';
const MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

/// A whole number as French writes it: `5 481`, with a narrow no-break space between thousands.
pub fn number_fr(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut shown = String::with_capacity(digits.len() + 8);
    if number < 0 {
        shown.push('-');
    }
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            shown.push(NARROW);
        }
        shown.push(digit);
    }
    shown
}

/// A day: `5 mai 2025`, `1er mai 2025`. A month outside 1–12 is shown in figures rather than guessed.
pub fn date_fr(year: i16, month: i8, day: i8) -> String {
    let first = if day == 1 { "er" } else { "" };
    match name_of(month) {
        Some(name) => format!("{day}{first} {name} {year}"),
        None => format!("{day}/{month}/{year}"),
    }
}

/// A moment, milliseconds UTC: `5 mai 2025 à 14:07`.
#[must_use]
pub fn moment(say: &Say, at: i64) -> String {
    let (year, month, day, hour, minute) = Moment(at).civil();
    let (day, time) = (date_fr(year, month, day), format!("{hour:02}:{minute:02}"));
    say.a("at-time", &[("day", Arg::Text(&day)), ("time", Arg::Text(&time))])
}

/// A month: `mai 2025`.
pub fn month_fr(year: i16, month: i8) -> String {
    match name_of(month) {
        Some(name) => format!("{name} {year}"),
        None => format!("{month}/{year}"),
    }
}

fn name_of(month: i8) -> Option<&'static str> {
    let place = usize::try_from(month).ok()?.checked_sub(1)?;
    MONTHS.get(place).copied()
}

/// Ordinary spaces before `? ! ; : »` and after `«` become no-break spaces.
pub fn typeset(text: &str) -> Cow<'_, str> {
    if !text.contains([':', ';', '?', '!', '«', '»']) {
        return Cow::Borrowed(text);
    }
    let mut set = String::with_capacity(text.len() + 8);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let next = letters.peek().copied();
        set.push(match (letter, next) {
            (' ', Some('?' | '!' | ';')) => NARROW,
            (' ', Some(':' | '»')) => FIRM,
            (' ', _) if set.ends_with('«') => FIRM,
            _ => letter,
        });
    }
    Cow::Owned(set)
}

/// French under glass: accents everywhere, so that a word that never went through [`crate::Say`] stands out.
pub(crate) fn accent(text: &str) -> Cow<'_, str> {
    Cow::Owned(typeset(text).chars().map(accented).collect())
}

fn accented(letter: char) -> char {
    match letter {
        'a' => 'å',
        'c' => 'ç',
        'd' => 'ð',
        'e' => 'é',
        'i' => 'ï',
        'n' => 'ñ',
        'o' => 'ø',
        's' => 'š',
        'u' => 'û',
        'y' => 'ÿ',
        'z' => 'ž',
        'A' => 'Å',
        'C' => 'Ç',
        'E' => 'É',
        'I' => 'Î',
        'N' => 'Ñ',
        'O' => 'Ø',
        'S' => 'Š',
        'U' => 'Û',
        other => other,
    }
}

/// Brackets and two fifths more length: shows cut text and glued sentences before a translator does.
pub(crate) fn stretch(text: &str) -> String {
    let more = (text.chars().count() * 2).div_ceil(5).saturating_sub(2);
    let mut long = String::with_capacity(text.len() + more + 2);
    long.push('[');
    long.push_str(text);
    for place in 0..more {
        long.push(if place % 8 == 0 { ' ' } else { '~' });
    }
    long.push(']');
    long
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_parted_by_a_narrow_space() {
        for (number, shown) in [
            (0, "0"),
            (11, "11"),
            (999, "999"),
            (5_481, "5\u{202f}481"),
            (1_000_000, "1\u{202f}000\u{202f}000"),
            (-1_234, "-1\u{202f}234"),
        ] {
            assert_eq!(number_fr(number), shown);
        }
        assert!(number_fr(i64::MIN).starts_with("-9"));
    }

    #[test]
    fn dates_are_written_the_french_way() {
        assert_eq!(date_fr(2025, 5, 5), "5 mai 2025");
        assert_eq!(date_fr(2025, 8, 1), "1er août 2025");
        assert_eq!(month_fr(2025, 12), "décembre 2025");
        assert_eq!(date_fr(2025, 13, 2), "2/13/2025");
        assert_eq!(month_fr(2025, 0), "0/2025");
        assert_eq!(month_fr(2025, -1), "-1/2025");
    }

    #[test]
    fn no_mark_starts_a_line() {
        assert_eq!(typeset("Où ? Ici : « là » !"), "Où\u{202f}? Ici\u{a0}: «\u{a0}là\u{a0}»\u{202f}!");
        assert!(matches!(typeset("rien à faire"), Cow::Borrowed(_)));
    }

    #[test]
    fn stretched_text_is_two_fifths_longer() {
        let long = stretch("dix lettres et plus encore");
        assert!(long.chars().count() * 10 >= 26 * 14);
        assert!(long.starts_with('[') && long.ends_with(']'));
    }
}

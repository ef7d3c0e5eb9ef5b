//! Dates of birth as they are written, also when they cannot be.

/// A date read from text: year, month and day, zero where not said. Impossible days are kept as written: a slip of
/// the pen in one record must still meet the date it slipped from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Date {
    pub(crate) year: u16,
    pub(crate) month: u8,
    pub(crate) day: u8,
}

impl Date {
    /// `2004-03-01`, `20040301`, `01/03/2004`, `2004-03`, `2004`; nothing else.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text
            .get(..10)
            .filter(|_| text.as_bytes().get(10).is_some_and(|b| matches!(b, b'T' | b' ')))
            .unwrap_or(text);
        let parts: Vec<&str> = text.split(['-', '/', '.']).collect();
        let (year, month, day) = match parts.as_slice() {
            [one] if one.len() == 8 => (one.get(..4)?, one.get(4..6)?, one.get(6..)?),
            [year] if year.len() == 4 => (*year, "0", "0"),
            [year, month] if year.len() == 4 => (*year, *month, "0"),
            [year, month, day] if year.len() == 4 => (*year, *month, *day),
            [day, month, year] if year.len() == 4 => (*year, *month, *day),
            _ => return None,
        };
        let number =
            |text: &str| text.parse::<u16>().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit()));
        let small = |text: &str| number(text).and_then(|n| u8::try_from(n).ok()).filter(|n| *n < 100);
        Some(Self { year: number(year)?, month: small(month)?, day: small(day)? })
    }

    /// First of January, or only a year: how an age that was guessed is written down.
    pub(crate) const fn guessed(self) -> bool {
        self.month <= 1 && self.day <= 1
    }

    /// Day and month in each other's place.
    pub(crate) const fn turned(self) -> Self {
        Self { year: self.year, month: self.day, day: self.month }
    }

    /// The eight digits.
    fn digits(self) -> [u8; 8] {
        let two = |n: u8| [n / 10, n % 10];
        let ([a, b], [c, d]) = (two((self.year / 100) as u8), two((self.year % 100) as u8));
        let ([e, f], [g, h]) = (two(self.month), two(self.day));
        [a, b, c, d, e, f, g, h]
    }

    /// Digits that differ; two neighbours in each other's place are one difference.
    pub(crate) fn slips(self, other: Self) -> u32 {
        let (one, other) = (self.digits(), other.digits());
        let apart: Vec<usize> =
            one.iter().zip(&other).enumerate().filter(|(_, (a, b))| a != b).map(|(at, _)| at).collect();
        match apart.as_slice() {
            [i, j] if i + 1 == *j && one.get(*i) == other.get(*j) && one.get(*j) == other.get(*i) => 1,
            all => u32::try_from(all.len()).unwrap_or(8),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn dates_are_read_as_written() {
        let date = |year, month, day| Some(Date { year, month, day });
        for text in
            ["2004-03-01", "20040301", "01/03/2004", "1.3.2004", "2004-03-01T00:00", "2004-03-01 00:00:00"]
        {
            assert_eq!(Date::read(text), date(2004, 3, 1), "{text}");
        }
        assert_eq!(Date::read("2004"), date(2004, 0, 0));
        assert_eq!(Date::read("19990231"), date(1999, 2, 31));
        for wrong in ["", "NaN", "12", "deux", "2004-3-x", "-2004", "+200-01-01", "1/2/04", "é004-03-01"] {
            assert_eq!(Date::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn slips_are_counted_in_digits() {
        let slips = |one, other| Some(Date::read(one)?.slips(Date::read(other)?));
        assert_eq!(slips("1999-02-03", "1999-02-03"), Some(0));
        assert_eq!(slips("1999-02-03", "1998-02-03"), Some(1));
        assert_eq!(slips("1989-02-03", "1998-02-03"), Some(1));
        assert_eq!(slips("1999-02-13", "1998-02-03"), Some(2));
    }

    proptest! {
        #[test]
        fn no_text_is_too_strange(text in "(?s).{0,14}|[0-9é/.-]{0,12}") {
            let _ = Date::read(&text);
        }
    }
}

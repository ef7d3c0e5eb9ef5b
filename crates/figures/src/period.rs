//! What stretch of time a figure is about: one month, or one whole year.

use danbe_words::Month;
use std::fmt;
use std::str::FromStr;

/// A month, written `2024-03`, or a year, written `2024`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// A whole calendar year.
    Year(i16),
    /// A calendar month.
    Month(Month),
}

impl Period {
    /// Whether a month falls in the period.
    #[must_use]
    pub const fn holds(self, month: Month) -> bool {
        match self {
            Self::Year(year) => month.year() == year,
            Self::Month(own) => own.year() == month.year() && own.number() == month.number(),
        }
    }

    /// The year, or the year of the month.
    #[must_use]
    pub const fn year(self) -> i16 {
        match self {
            Self::Year(year) => year,
            Self::Month(month) => month.year(),
        }
    }

    /// First and last month, as they are written: the period is every month from one to the other.
    #[must_use]
    pub fn bounds(self) -> (String, String) {
        match self {
            Self::Year(year) => (format!("{year:04}-01"), format!("{year:04}-12")),
            Self::Month(month) => (month.to_string(), month.to_string()),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Month(month) => month.fmt(f),
        }
    }
}

impl FromStr for Period {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = "a period is written 2024-03 or 2024";
        if text.contains('-') {
            return text.parse().map(Self::Month).map_err(|_| wrong);
        }
        let january: Month = format!("{text}-01").parse().map_err(|_| wrong)?;
        Ok(Self::Year(january.year()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_reads_back_and_nothing_else_does() {
        for text in ["2024", "2024-03", "2024-12"] {
            assert_eq!(text.parse::<Period>().map(|period| period.to_string()), Ok(text.to_owned()));
        }
        for wrong in ["", "24", "2024-13", "2024-", "-2024", "deux", "2024-03-01", "9999"] {
            assert!(wrong.parse::<Period>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_year_holds_its_twelve_months() {
        let holds = |period: &str, month: &str| {
            period.parse::<Period>().is_ok_and(|p| month.parse().is_ok_and(|month| p.holds(month)))
        };
        assert!(holds("2024", "2024-01") && holds("2024", "2024-12") && !holds("2024", "2025-01"));
        assert!(holds("2024-03", "2024-03") && !holds("2024-03", "2023-03") && !holds("2024-03", "2024-04"));
    }

    #[test]
    fn bounds_are_those_of_the_months_held() {
        let bounds = |text: &str| text.parse::<Period>().map(Period::bounds);
        assert_eq!(bounds("2024"), Ok(("2024-01".to_owned(), "2024-12".to_owned())));
        assert_eq!(bounds("2024-03"), Ok(("2024-03".to_owned(), "2024-03".to_owned())));
    }
}

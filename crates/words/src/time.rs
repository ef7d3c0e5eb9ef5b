//! Time as the house counts it: UTC milliseconds, given by whoever owns a clock; months for figures.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// A moment, in milliseconds since 1970-01-01 UTC. Mali lives at UTC+0 the whole year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(pub i64);

impl Moment {
    /// The moment `millis` later.
    #[must_use]
    pub const fn plus(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// Milliseconds from `earlier` to `self`, negative when the order is the other way.
    #[must_use]
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Year, month, day, hour and minute in Mali.
    #[must_use]
    pub fn civil(self) -> (i16, i8, i8, i8, i8) {
        let moment = jiff::Timestamp::from_millisecond(self.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        let civil = jiff::tz::Offset::UTC.to_datetime(moment);
        (civil.year(), civil.month(), civil.day(), civil.hour(), civil.minute())
    }

    /// The month the moment falls in, in Mali.
    #[must_use]
    pub fn month(self) -> Month {
        let (year, month, ..) = self.civil();
        Month { year, month }
    }
}

/// A day that exists, `2024-02-29`: stays sealed, only its month travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    year: i16,
    month: i8,
    day: i8,
}

impl Day {
    /// A day of the calendar between 1900 and 2199; `None` when there is no such day.
    #[must_use]
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        let exists = (1900..2200).contains(&year) && jiff::civil::Date::new(year, month, day).is_ok();
        exists.then_some(Self { year, month, day })
    }

    /// Year, month, day.
    #[must_use]
    pub const fn parts(self) -> (i16, i8, i8) {
        (self.year, self.month, self.day)
    }

    /// The last moment of the day, in Mali.
    #[must_use]
    pub fn end(self) -> Moment {
        let evening = jiff::civil::date(self.year, self.month, self.day).at(23, 59, 59, 999_000_000);
        Moment(jiff::tz::Offset::UTC.to_timestamp(evening).map_or(0, jiff::Timestamp::as_millisecond))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl FromStr for Day {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.splitn(3, '-').map(|part| part.parse::<i16>().ok());
        let mut next = || parts.next().flatten();
        let read = (|| Self::new(next()?, next()?.try_into().ok()?, next()?.try_into().ok()?))();
        read.filter(|day| day.to_string() == text).ok_or("a day is written 2024-02-29")
    }
}

/// A calendar month, `2024-03`: the finest date that leaves the device in clear about a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: i16,
    month: i8,
}

impl Month {
    /// A month of the years 1900 to 2199; `None` outside.
    #[must_use]
    pub const fn new(year: i16, month: i8) -> Option<Self> {
        if year >= 1900 && year < 2200 && month >= 1 && month <= 12 {
            Some(Self { year, month })
        } else {
            None
        }
    }

    /// The year.
    #[must_use]
    pub const fn year(self) -> i16 {
        self.year
    }

    /// The month, 1 to 12.
    #[must_use]
    pub const fn number(self) -> i8 {
        self.month
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Month {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let read = || -> Option<Self> {
            let (year, month) = text.split_once('-')?;
            (year.len() == 4 && month.len() == 2).then_some(())?;
            Self::new(year.parse().ok()?, month.parse().ok()?)
        };
        read().ok_or("a month is written 2024-03")
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_reads_back_and_refuses_the_rest() {
        assert_eq!("2024-03".parse::<Month>().map(|m| m.to_string()), Ok("2024-03".to_owned()));
        for wrong in ["2024-13", "2024-0", "24-03", "2024-3", "", "2024/03", "+024-03"] {
            assert!(wrong.parse::<Month>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_day_exists_or_is_refused() {
        assert_eq!("2024-02-29".parse::<Day>().map(|d| d.parts()), Ok((2024, 2, 29)));
        for wrong in ["2023-02-29", "2024-2-9", "2024-13-01", "", "2024-02", "2024-02-30", "99999-01-01"] {
            assert!(wrong.parse::<Day>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_moment_knows_its_day_in_mali() {
        assert_eq!(Moment(1_709_251_199_999).civil(), (2024, 2, 29, 23, 59));
        assert_eq!(Moment(1_709_251_200_000).month().to_string(), "2024-03");
    }
}

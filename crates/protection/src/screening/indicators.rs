//! What somebody at a post may see or hear: the eleven indicators of forced labour (ILO, 2012, WCMS_203832), in words of
//! our own. Each is answered yes, no or not known, or not at all; the source gives them no weights, and neither do we.

/// Which list was asked, in which version: it travels with the answers.
pub const LIST: &str = "ilo-forced-labour-2012";

/// An indicator: its name in forms and words (`seen-<name>`), and its number in the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Indicator {
    /// Name of the field.
    pub name: &'static str,
    /// Place in the list of the source, from 1.
    pub number: u8,
}

const fn one(name: &'static str, number: u8) -> Indicator {
    Indicator { name, number }
}

/// Coming and going: restriction of movement, isolation, retention of documents, debt bondage.
pub const FREEDOM: &[Indicator] =
    &[one("movement", 3), one("isolation", 4), one("documents", 7), one("debt", 9)];
/// Work: deception, wages withheld, conditions, overtime.
pub const WORK: &[Indicator] =
    &[one("deception", 2), one("wages", 8), one("conditions", 10), one("overtime", 11)];
/// Fear: abuse of vulnerability, violence, threats.
pub const FEAR: &[Indicator] = &[one("vulnerability", 1), one("violence", 5), one("threats", 6)];

/// All of them, in the order in which they are asked.
pub fn all() -> impl Iterator<Item = &'static Indicator> {
    FREEDOM.iter().chain(WORK).chain(FEAR)
}

/// What may be answered; not answering is the fourth, and says nothing.
pub const ANSWERS: [&str; 3] = ["yes", "no", "unknown"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_eleven_of_the_source_are_asked_once_each() {
        let mut numbers: Vec<_> = all().map(|it| it.number).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=11).collect::<Vec<_>>());
    }
}

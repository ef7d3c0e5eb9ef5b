//! Events as the room of case files writes them, for the tests of this figure.

use super::{ANSWER, Change, REGISTER};
use danbe_words::{AgeBand, AgencyId, Event, Sex};

pub(super) fn event(kind: &str, tag: Option<&str>, facts: &[(&str, &str)]) -> Event {
    Event {
        v: 1,
        kind: kind.to_owned(),
        agency: AgencyId::from_bytes([1; 16]).to_string(),
        tag: tag.map(str::to_owned),
        facts: facts.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        salt: "00".repeat(16),
    }
}

pub(super) fn registers(tag: &str, agency: u8, month: &str, sex: Sex, band: AgeBand) -> Event {
    let facts = [
        ("stage", "presumed"),
        ("month", month),
        ("region", "kayes"),
        ("manner", "came-alone"),
        ("sex", sex.code()),
        ("band", band.code()),
        ("form", "unknown"),
        ("nationality", "mali"),
    ];
    let agency = AgencyId::from_bytes([agency; 16]).to_string();
    Event { agency, ..event(REGISTER, Some(tag), &facts) }
}

pub(super) fn corrects(tag: &str, change: Change) -> Event {
    let (name, code) = match change {
        Change::Sex(sex) => ("sex", sex.to_string()),
        Change::Band(band) => ("band", band.to_string()),
        Change::Month(month) => ("month", month.to_string()),
    };
    event(ANSWER, Some(tag), &[("fact", name), ("was", "unknown"), (name, &code)])
}

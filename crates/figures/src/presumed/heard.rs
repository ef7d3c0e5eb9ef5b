//! What an event says about the figure, and what it changes: the one rule behind the page and the recount.

use super::table::Cell;
use super::{ACCEPT, ANSWER, BESIDE, DEFINITION, REGISTER};
use danbe_words::{AgeBand, Event, FileKind, Month, Sex};
use std::fmt;

/// An event that should be counted and cannot be read: never passed over in silence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreadable {
    /// The part that does not read: `version`, `tag`, `agency`, the name of a fact, `order`.
    pub part: &'static str,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the event's {} cannot be read", self.part)
    }
}

impl std::error::Error for Unreadable {}

/// A person as counted: one cell, one month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Person {
    /// Month of first contact.
    pub month: Month,
    /// Where she is counted.
    pub cell: Cell,
}

/// A fact that moves a person from one cell to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Another sex.
    Sex(Sex),
    /// Another age band.
    Band(AgeBand),
    /// Another month of first contact.
    Month(Month),
}

/// What an event says, when it is about the figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard<'e> {
    /// A person was registered as presumed.
    Registered {
        /// Keyed tag of her pseudonym.
        tag: &'e str,
        /// Where she is counted first.
        person: Person,
    },
    /// A fact about her was corrected.
    Corrected {
        /// Keyed tag of her pseudonym.
        tag: &'e str,
        /// The fact.
        change: Change,
    },
}

impl<'e> Heard<'e> {
    /// Whom it is about.
    #[must_use]
    pub const fn tag(&self) -> &'e str {
        match self {
            Self::Registered { tag, .. } | Self::Corrected { tag, .. } => tag,
        }
    }

    /// Where the person is counted after the event; nowhere when she was never registered.
    ///
    /// A second registration of the same pseudonym counts nobody: she is counted once, where she was first.
    #[must_use]
    pub const fn after(&self, before: Option<Person>) -> Option<Person> {
        match (self, before) {
            (Self::Registered { person, .. }, None) => Some(*person),
            (Self::Registered { .. }, Some(before)) => Some(before),
            (Self::Corrected { change, .. }, Some(before)) => Some(before.changed(*change)),
            (Self::Corrected { .. }, None) => None,
        }
    }
}

impl Person {
    const fn changed(mut self, change: Change) -> Self {
        match change {
            Change::Sex(sex) => self.cell.sex = sex,
            Change::Band(band) => self.cell.band = band,
            Change::Month(month) => self.month = month,
        }
        self
    }
}

/// One more or one less in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delta {
    /// The cell and month.
    pub person: Person,
    /// `1` or `-1`.
    pub by: i64,
}

/// What changes in the counts: nothing, one more, or one less here and one more there.
#[must_use]
pub fn deltas(before: Option<Person>, heard: &Heard<'_>) -> Vec<Delta> {
    let after = heard.after(before);
    if after == before {
        return Vec::new();
    }
    let less = before.map(|person| Delta { person, by: -1 });
    let more = after.map(|person| Delta { person, by: 1 });
    less.into_iter().chain(more).collect()
}

/// What an event says of the figure; `None` when it is about something else.
///
/// # Errors
/// [`Unreadable`] naming the part, when the event is about the figure and does not read.
pub fn read(event: &Event) -> Result<Option<Heard<'_>>, Unreadable> {
    match event.kind.as_str() {
        REGISTER | BESIDE => registered(event),
        ACCEPT if event.facts.contains_key("stage") => registered(event),
        ANSWER => corrected(event),
        _ => Ok(None),
    }
}

fn registered(event: &Event) -> Result<Option<Heard<'_>>, Unreadable> {
    first_version(event)?;
    if fact(event, "stage")? != DEFINITION.stage.code() {
        return Ok(None);
    }
    // A file of migrant smuggling is no presumed victim; before there were two kinds, every file was of trafficking.
    match event.facts.get("kind").map(|kind| FileKind::from_code(kind)) {
        None | Some(Ok(FileKind::Trafficking)) => {}
        Some(Ok(FileKind::Smuggling)) => return Ok(None),
        Some(Err(_)) => return Err(Unreadable { part: "kind" }),
    }
    let agency = event.agency.parse().map_err(|_| Unreadable { part: "agency" })?;
    let month = month(event)?;
    let cell = Cell { agency, sex: sex(event)?, band: band(event)? };
    Ok(Some(Heard::Registered { tag: tag(event)?, person: Person { month, cell } }))
}

fn corrected(event: &Event) -> Result<Option<Heard<'_>>, Unreadable> {
    let change = match event.facts.get("fact").map(String::as_str) {
        Some("sex") => Change::Sex(sex(event)?),
        Some("band") => Change::Band(band(event)?),
        Some("month") => Change::Month(month(event)?),
        _ => return Ok(None),
    };
    first_version(event)?;
    Ok(Some(Heard::Corrected { tag: tag(event)?, change }))
}

fn month(event: &Event) -> Result<Month, Unreadable> {
    fact(event, "month")?.parse().map_err(|_| Unreadable { part: "month" })
}

fn first_version(event: &Event) -> Result<(), Unreadable> {
    if event.v == 1 { Ok(()) } else { Err(Unreadable { part: "version" }) }
}

fn tag(event: &Event) -> Result<&str, Unreadable> {
    event.tag.as_deref().ok_or(Unreadable { part: "tag" })
}

fn fact<'e>(event: &'e Event, name: &'static str) -> Result<&'e str, Unreadable> {
    event.facts.get(name).map(String::as_str).ok_or(Unreadable { part: name })
}

fn sex(event: &Event) -> Result<Sex, Unreadable> {
    Sex::from_code(fact(event, "sex")?).map_err(|_| Unreadable { part: "sex" })
}

fn band(event: &Event) -> Result<AgeBand, Unreadable> {
    AgeBand::from_code(fact(event, "band")?).map_err(|_| Unreadable { part: "band" })
}

#[cfg(test)]
mod tests {
    use super::super::samples::{corrects, event, registers};
    use super::*;

    #[test]
    fn a_registration_is_read_whole_or_named_unreadable() {
        let good = registers("t", 1, "2024-03", Sex::Female, AgeBand::Y18);
        assert!(matches!(read(&good), Ok(Some(Heard::Registered { tag: "t", .. }))));
        for part in ["stage", "month", "sex", "band"] {
            let mut event = good.clone();
            event.facts.remove(part);
            assert_eq!(read(&event), Err(Unreadable { part }));
            event.facts.insert(part.into(), "2024-13".into());
            let expected = if part == "stage" { Ok(None) } else { Err(Unreadable { part }) };
            assert_eq!(read(&event), expected, "another stage is another figure");
        }
        assert_eq!(read(&Event { tag: None, ..good.clone() }), Err(Unreadable { part: "tag" }));
        assert_eq!(read(&Event { agency: "-".into(), ..good.clone() }), Err(Unreadable { part: "agency" }));
        assert_eq!(read(&Event { v: 2, ..good }), Err(Unreadable { part: "version" }));
    }

    #[test]
    fn only_sex_band_and_month_move_a_person() {
        let form =
            event("cases.answer", Some("t"), &[("fact", "form"), ("was", "other"), ("form", "unknown")]);
        assert_eq!(read(&form), Ok(None));
        assert_eq!(read(&event("cases.answer", Some("t"), &[])), Ok(None));
        assert_eq!(read(&event("cases.note", Some("t"), &[])), Ok(None));
        let sex = corrects("t", Change::Sex(Sex::Male));
        assert_eq!(read(&sex), Ok(Some(Heard::Corrected { tag: "t", change: Change::Sex(Sex::Male) })));
        let nothing = event("cases.answer", Some("t"), &[("fact", "band"), ("was", "0-8")]);
        assert_eq!(read(&nothing), Err(Unreadable { part: "band" }));
    }

    #[test]
    fn a_correction_takes_from_one_cell_what_it_gives_to_another() {
        let register = registers("t", 1, "2024-03", Sex::Unknown, AgeBand::Y18);
        let heard = read(&register).expect("it reads").expect("it is about the figure");
        let before = heard.after(None);
        assert_eq!(deltas(None, &heard).iter().map(|delta| delta.by).collect::<Vec<_>>(), [1]);
        assert_eq!(deltas(before, &heard), [], "registered twice, counted once");
        let moved = Heard::Corrected { tag: "t", change: Change::Sex(Sex::Female) };
        assert_eq!(deltas(before, &moved).iter().map(|delta| delta.by).collect::<Vec<_>>(), [-1, 1]);
        assert_eq!(deltas(moved.after(before), &moved), [], "said again, nothing moves");
        assert_eq!(deltas(None, &moved), [], "nobody to move");
    }
}

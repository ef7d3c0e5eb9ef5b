//! The figure "personnes présumées": persons registered as presumed, by agency and sex, and by group.
//!
//! ```text
//! cases.register (stage presumed) ──► one person in one cell (agency, sex, band) of her month of first contact
//! cases.answer (sex or band)      ──► the same person in another cell, from that line on
//! ```
//!
//! A cell is never left by a person without another taking her in: every table adds up to the persons heard of.
//! The count stands before any joining: a person two agencies know under two pseudonyms is counted twice.

mod heard;
mod table;
mod tally;

pub use heard::{Change, Delta, Heard, Person, Unreadable, deltas, read};
pub use table::{AgencyRow, BySex, Cell, Difference, Group, Table};
pub use tally::Tally;

use danbe_words::{Stage, Unit};

/// Which date puts a person in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DatedBy {
    /// The month of first contact, as registered; not the day the line was written.
    FirstContact,
}

/// What a figure is, as data: two numbers compare only under the same code and version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Definition {
    /// The stable name of the figure.
    pub code: &'static str,
    /// Raised by any change that could change a number.
    pub version: u16,
    /// What is counted.
    pub unit: Unit,
    /// How far the recognition has gone.
    pub stage: Stage,
    /// What puts a person in a period.
    pub dated_by: DatedBy,
    /// The kinds of events it is counted from.
    pub kinds: &'static [&'static str],
}

/// Kind of the event that registers a person.
pub const REGISTER: &str = "cases.register";
/// Kind of the event that opens a second file over a person, of the other kind; it registers her when the first was of
/// smuggling.
pub const BESIDE: &str = "cases.beside";
/// Kind of the event that takes on a person another agency sent; it registers her when its sender keeps no files.
pub const ACCEPT: &str = "referrals.accept";
/// Kind of the event that adds or changes an answer.
pub const ANSWER: &str = "cases.answer";

/// The definition in force.
pub const DEFINITION: Definition = Definition {
    code: "personnes-presumees",
    version: 1,
    unit: Unit::Person,
    stage: Stage::Presumed,
    dated_by: DatedBy::FirstContact,
    kinds: &[REGISTER, ACCEPT, ANSWER, BESIDE],
};

#[cfg(test)]
mod properties;
#[cfg(test)]
mod samples;

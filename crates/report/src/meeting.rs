//! What a meeting of the committee is given: approved numbers of some months, and what waits. No text about a person.

use crate::nouns::{Breakdown, Change, Data, Definition, Ledger, Returns};
use danbe_charts::Count;

/// The pack of a meeting.
#[derive(Debug, Clone)]
pub struct Meeting {
    /// Who meets, in full.
    pub committee: String,
    /// The months looked at, in words.
    pub span: String,
    /// The same months a year before, in words.
    pub before: String,
    /// The day it was made, in words.
    pub made: String,
    /// Whether it describes a country.
    pub data: Data,
    /// The checkpoint its counts were made at.
    pub ledger: Option<Ledger>,
    /// The points of the agenda, each with its figures; a point without figures stands here too.
    pub topics: Vec<Topic>,
    /// Every other approved figure.
    pub others: Vec<Item>,
    /// Which services sent their returns.
    pub returns: Option<Returns>,
    /// Returns nobody has finished with.
    pub waiting: Waiting,
    /// What was published or corrected in these months: code, figure, number, since when.
    pub published: Vec<(String, String, Count, String)>,
    /// Definitions that are not what they were a year before.
    pub changes: Vec<Change>,
    /// The definitions its figures go by.
    pub definitions: Vec<Definition>,
}

/// A point of the agenda.
#[derive(Debug, Clone)]
pub struct Topic {
    /// Stable name, for anchors and sheets.
    pub id: &'static str,
    /// Its words.
    pub title: String,
    /// Its figures.
    pub items: Vec<Item>,
}

/// An approved figure of these months.
#[derive(Debug, Clone)]
pub struct Item {
    /// What it says.
    pub label: String,
    /// Of what.
    pub unit: String,
    /// Code and version of its definition.
    pub definition: String,
    /// The number.
    pub count: i64,
    /// The same months a year before, under the same version.
    pub before: Option<i64>,
    /// Its partitions.
    pub breakdowns: Vec<Breakdown>,
    /// By region.
    pub regions: Vec<(String, i64)>,
}

/// Returns on their way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// For a region to approve.
    pub region: i64,
    /// For the committee to approve.
    pub committee: i64,
    /// For the service to answer a question.
    pub service: i64,
}

//! What the committee reports, as plain values: each number with what makes it one.
//!
//! Whoever fills these has counted, approved and hidden already; nothing here adds two figures, or a part nobody
//! counted.

use danbe_charts::Count;

/// A year's report.
#[derive(Debug, Clone)]
pub struct Report {
    /// The year reported on.
    pub year: i16,
    /// Who reports, in full.
    pub committee: String,
    /// The day it was made, in words.
    pub made: String,
    /// Whether anybody stands for it.
    pub approval: Approval,
    /// Whether it describes a country.
    pub data: Data,
    /// The checkpoint its counts were made at.
    pub ledger: Option<Ledger>,
    /// Its figures, in the order printed.
    pub figures: Vec<Figure>,
    /// One figure by region.
    pub regions: Option<ByRegion>,
    /// Which services sent their returns.
    pub returns: Option<Returns>,
    /// What was published of other years, as published.
    pub series: Vec<Series>,
    /// How many more series were published, and are not printed here.
    pub more_series: usize,
    /// What is not the same as in the report before.
    pub changes: Vec<Change>,
    /// What the reader must know before using a number.
    pub doubts: Vec<Doubt>,
    /// The definitions its figures go by.
    pub definitions: Vec<Definition>,
}

/// Who stands for a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Approval {
    /// Nobody yet.
    Draft,
    /// An authority did, and a figure was published or corrected since.
    Overtaken {
        /// The day it was approved, in words.
        on: String,
    },
    /// An authority, on a day.
    Approved {
        /// Its office, never a person's name.
        by: String,
        /// The day, in words.
        on: String,
    },
}

/// What the counts describe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Data {
    /// A country.
    Real,
    /// Invented people; every page says so.
    Invented,
}

/// A signed checkpoint of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger {
    /// Name of the ledger.
    pub origin: String,
    /// Lines it covers.
    pub size: u64,
    /// When it was signed, in words.
    pub at: String,
}

/// How a number came to be. Numbers of two kinds are never added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Persons counted one by one, from the events of files.
    Counted,
    /// Typed by services as totals.
    Declared,
    /// People a training or a campaign is said to have reached.
    Reached,
}

/// One published number.
#[derive(Debug, Clone)]
pub struct Figure {
    /// Its code in the register; empty when it can be recounted instead.
    pub code: String,
    /// How it came to be.
    pub kind: Kind,
    /// What it says, in words.
    pub label: String,
    /// The number.
    pub count: Count,
    /// Of what: persons, files, sessions…
    pub unit: String,
    /// From when to when, in words.
    pub period: String,
    /// Code and version of its [`Definition`].
    pub definition: String,
    /// Who gave it.
    pub source: String,
    /// Lines of the ledger it was counted at; none for what was typed.
    pub checkpoint: Option<u64>,
    /// Who approved it, and when.
    pub approved: String,
    /// Its partitions; each adds up to the number, "inconnu" among its parts.
    pub breakdowns: Vec<Breakdown>,
    /// What was published of it before, and corrected since.
    pub corrections: Vec<Correction>,
    /// The year before, when there is one.
    pub before: Option<Before>,
    /// Of people touched: by which rule, and what a spot survey found.
    pub reach: Option<Reach>,
    /// Of persons counted: pseudonyms before joining, joins, open matches, who took no part, each with its words.
    pub beside: Vec<(String, String)>,
}

/// What stands behind a number of people touched.
#[derive(Debug, Clone)]
pub struct Reach {
    /// How it was counted.
    pub rule: String,
    /// The spot surveys that check it; mostly none.
    pub surveys: Vec<Survey>,
}

/// A spot survey: how many of those asked remember.
#[derive(Debug, Clone)]
pub struct Survey {
    /// Its code in the register.
    pub code: String,
    /// Where, when, and how people were chosen.
    pub rule: String,
    /// Everybody asked.
    pub asked: Count,
    /// Those who remember.
    pub remembers: Count,
    /// Their share among those who answered and the ends of its interval of 95 %, in tenths of a percent; none when a
    /// part is hidden or nobody answered.
    pub share: Option<[u32; 3]>,
}

/// A partition of a figure.
#[derive(Debug, Clone)]
pub struct Breakdown {
    /// What the parts are: sex, group, form.
    pub name: String,
    /// Name and count of each part.
    pub parts: Vec<(String, Count)>,
}

/// A published number that was corrected.
#[derive(Debug, Clone)]
pub struct Correction {
    /// The day, in words.
    pub on: String,
    /// What it said.
    pub from: Count,
    /// Why it changed.
    pub why: String,
}

/// The same figure a year earlier.
#[derive(Debug, Clone)]
pub struct Before {
    /// The number.
    pub count: Count,
    /// Whether the two may be compared.
    pub comparable: Comparable,
}

/// Whether two numbers go by one definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Comparable {
    /// The same definition and version.
    Yes,
    /// Something changed, said in a few words.
    No(String),
}

/// A figure by region.
#[derive(Debug, Clone)]
pub struct ByRegion {
    /// What the map shows.
    pub label: String,
    /// Of what.
    pub unit: String,
    /// Code of the figure it is part of.
    pub figure: String,
    /// Code of the region (`words::Region`) and its count; a region left out sent nothing.
    pub counts: Vec<(String, Count)>,
    /// Counts without a region.
    pub nowhere: Count,
    /// How many persons the hidden cells hold together, so that nothing is lost in silence.
    pub hidden: i64,
}

/// Monthly returns: expected and received.
#[derive(Debug, Clone)]
pub struct Returns {
    /// How many were expected.
    pub expected: i64,
    /// How many came and were approved.
    pub approved: i64,
    /// A service and the months it owes, in words.
    pub missing: Vec<(String, String)>,
}

/// Numbers published elsewhere under one definition.
#[derive(Debug, Clone)]
pub struct Series {
    /// Who published.
    pub publisher: String,
    /// What, in the publisher's words.
    pub label: String,
    /// The unit as printed.
    pub unit: String,
    /// Series of one theme are drawn on one axis, each a run of its own.
    pub theme: String,
    /// The numbers, by year.
    pub points: Vec<Point>,
}

/// One number as published.
#[derive(Debug, Clone)]
pub struct Point {
    /// The year.
    pub year: i16,
    /// The number; hidden when the publisher hid it.
    pub count: Count,
    /// As it was printed there: `430`, `<5`, `plus de 36 000`.
    pub printed: String,
    /// Where it was published.
    pub source: String,
    /// Why one may doubt it; empty when nothing is known against it.
    pub doubt: String,
}

/// What is not as it was last year.
#[derive(Debug, Clone)]
pub struct Change {
    /// What: a definition, a source, a rule.
    pub what: String,
    /// How it was.
    pub before: String,
    /// How it is.
    pub after: String,
    /// What it does to the numbers.
    pub effect: String,
}

/// A reservation.
#[derive(Debug, Clone)]
pub struct Doubt {
    /// Code of the figure, or what it is about.
    pub about: String,
    /// The reservation.
    pub text: String,
    /// What would settle it.
    pub settled_by: String,
}

/// A definition in force.
#[derive(Debug, Clone)]
pub struct Definition {
    /// Code and version.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What is counted.
    pub unit: String,
    /// In force since, in words.
    pub since: String,
    /// What it says.
    pub text: String,
    /// Its partitions and their categories, in words.
    pub breakdowns: Vec<String>,
}

//! The returns of a year counted again from their events, and compared with everything the pages read.
//!
//! Events are found by their tag, so that a year among millions costs a year. Each is checked against the digest in
//! its line; that the lines are the ledger's is `danbe ledger verify`, which reads them all.

use super::{State, rows, tag};
use danbe_store::Reachable;
use danbe_vault::{event_digest, text::hex};
use danbe_words::{Event, Line, Problem};
use std::collections::{BTreeMap, BTreeSet};

/// Something that is not as its event says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Altered {
    /// The event is not the one its line proves.
    Event {
        /// Number of the line.
        line: u64,
    },
    /// A form typed by a service is not the one its event names.
    Saved {
        /// Id of the agency.
        agency: String,
        /// The month.
        month: String,
    },
    /// A typed count.
    Cell {
        /// Id of the agency.
        agency: String,
        /// The month.
        month: String,
        /// `definition.version.breakdown.category`.
        cell: String,
        /// By the event; `None` when the event has none.
        event: Option<i64>,
        /// As it stands; `None` when it is gone.
        stands: Option<i64>,
    },
    /// How far a return has come, for which region, since when.
    State {
        /// Id of the agency.
        agency: String,
        /// The month.
        month: String,
    },
    /// A step of a return: who, when, a question, a reason.
    Step {
        /// Id of the agency.
        agency: String,
        /// The month.
        month: String,
    },
    /// A joint operation named in a return.
    Operation {
        /// Id of the agency.
        agency: String,
        /// The month.
        month: String,
    },
    /// A sum a page shows.
    Sum {
        /// The period.
        period: String,
        /// `region.level.definition.version.breakdown.category`.
        cell: String,
        /// Recounted.
        event: i64,
        /// As it stands.
        stands: i64,
    },
    /// A definition is not as written.
    Definition {
        /// Its code.
        code: String,
        /// Its version.
        version: i64,
    },
    /// What a service is said to be, and since when it types.
    Service {
        /// Id of the agency.
        agency: String,
    },
    /// A statement about joining.
    Joining {
        /// The year it is about.
        year: i64,
    },
    /// A batch of figures published elsewhere, or its withdrawal.
    Batch {
        /// Its number.
        batch: u64,
    },
    /// An entry of the register.
    Entry {
        /// Its citation code.
        code: String,
    },
    /// The approval of a year's report.
    Report {
        /// The year.
        year: i16,
    },
}

/// What was counted again, and what is altered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recount {
    /// Events read.
    pub events: usize,
    /// Cells compared.
    pub cells: usize,
    /// What is not as it was written, none when all is equal.
    pub altered: Vec<Altered>,
}

impl Recount {
    /// Adds what another recount found.
    #[must_use]
    pub fn with(mut self, other: Self) -> Self {
        self.events += other.events;
        self.cells += other.cells;
        self.altered.extend(other.altered);
        self
    }
}

/// An event that is what its line proves.
pub(crate) struct Proven {
    /// Number of the line.
    pub(crate) index: i64,
    /// When the line was written.
    pub(crate) at: i64,
    event: Event,
}

impl Proven {
    /// A fact, empty when the event has none of that name.
    pub(crate) fn fact(&self, name: &str) -> &str {
        self.event.facts.get(name).map_or("", String::as_str)
    }
}

/// The events under a tag that are what their lines prove; the others are named.
pub(crate) async fn proven<C: Reachable + Send>(
    conn: &mut C,
    tag: &str,
    size: u64,
    found: &mut Recount,
) -> Result<Vec<Proven>, Problem> {
    let mut events = Vec::new();
    for (index, text, line) in rows::heard(conn, tag, size).await? {
        found.events += 1;
        let digest = hex(&event_digest(&text));
        let line = Line::parse(&line).filter(|line| line.digest == digest);
        match (serde_json::from_str(&text), line) {
            (Ok(event), Some(line)) => events.push(Proven { index, at: line.at.0, event }),
            _ => found.altered.push(Altered::Event { line: index.unsigned_abs() }),
        }
    }
    Ok(events)
}

/// Agency and month.
type Key = (String, String);

/// What the events say of one sending.
#[derive(Default)]
struct Sending {
    cells: BTreeMap<String, i64>,
    operations: BTreeMap<i64, String>,
}

/// What the events say of where a return stands.
#[derive(Debug, PartialEq, Eq)]
struct Standing {
    state: State,
    region: String,
    sent: i64,
    at: i64,
    first: i64,
}

/// A step: when, who, what, of which sending, with the digest of its words.
type Stepped = (i64, String, String, i64, String);

/// A year by its events.
#[derive(Default)]
struct Said {
    /// Digests of forms, by line.
    forms: BTreeMap<i64, (Key, String)>,
    sendings: BTreeMap<(Key, i64), Sending>,
    now: BTreeMap<Key, Standing>,
    steps: BTreeMap<i64, (Key, Stepped)>,
}

impl Said {
    fn hear(&mut self, it: &Proven) {
        let key = (it.fact("service").to_owned(), it.fact("month").to_owned());
        if !it.fact("digest").is_empty() {
            self.forms.insert(it.index, (key.clone(), it.fact("digest").to_owned()));
        }
        let Some(state) = State::from_code(it.fact("step")) else { return };
        let sent = if state == State::Sent { it.index } else { it.fact("sent").parse().unwrap_or(-1) };
        let step = (
            it.at,
            it.fact("account").to_owned(),
            state.code().to_owned(),
            sent,
            it.fact("words").to_owned(),
        );
        self.steps.insert(it.index, (key.clone(), step));
        if state == State::Sent {
            let sending = self.sendings.entry((key.clone(), sent)).or_default();
            for (name, fact) in it.event.facts.iter() {
                if let (Some(cell), Ok(count)) = (name.strip_prefix("n."), fact.parse()) {
                    sending.cells.insert(whole_name(cell), count);
                } else if let Some(Ok(place)) = name.strip_prefix("op.").map(str::parse) {
                    sending.operations.insert(place, fact.clone());
                }
            }
            let first = self.now.get(&key).map_or(it.at, |held| held.first);
            let region = it.fact("region").to_owned();
            self.now.insert(key, Standing { state, region, sent, at: it.at, first });
        } else if let Some(standing) = self.now.get_mut(&key) {
            (standing.state, standing.at) = (state, it.at);
        }
    }
}

/// Recounts the returns of a year over the lines before `size`.
///
/// # Errors
/// The database's failure; what is altered is in the answer.
pub async fn recount<C: Reachable + Send>(conn: &mut C, year: i16, size: u64) -> Result<Recount, Problem> {
    let mut found = Recount::default();
    let mut said = Said::default();
    for it in proven(conn, &tag(year), size, &mut found).await? {
        said.hear(&it);
    }
    saved(conn, year, size, &said, &mut found).await?;
    cells(conn, year, size, &said, &mut found).await?;
    operations(conn, year, size, &said, &mut found).await?;
    steps(conn, year, size, &said, &mut found).await?;
    standings(conn, year, &said, &mut found).await?;
    sums(conn, year, &said, &mut found).await?;
    Ok(found)
}

/// `victimes.1.total` is the cell without breakdown or category.
fn whole_name(cell: &str) -> String {
    cell.strip_suffix(".total").map_or_else(|| cell.to_owned(), |start| format!("{start}.."))
}

/// A joint operation as its event names it: who leads, what is counted, and the digest of its reference.
pub(super) fn operation_fact(
    role: &str,
    definition: &str,
    count: impl std::fmt::Display,
    reference: &str,
) -> String {
    format!("{role} {definition} {count} {}", hex(&event_digest(reference)))
}

async fn saved<C: Reachable + Send>(
    conn: &mut C,
    year: i16,
    size: u64,
    said: &Said,
    found: &mut Recount,
) -> Result<(), Problem> {
    let stand = rows::saved_of(conn, year).await?.into_iter();
    let stand =
        stand.map(|(agency, month, index, text)| (index, ((agency, month), hex(&event_digest(&text)))));
    let altered = by_line(&said.forms, stand, size).into_iter();
    found.altered.extend(altered.map(|(agency, month)| Altered::Saved { agency, month }));
    Ok(())
}

/// Keys of rows that stand otherwise than the events say, line by line before `size`; then of those that are gone.
fn by_line<T: PartialEq>(
    said: &BTreeMap<i64, (Key, T)>,
    stand: impl Iterator<Item = (i64, (Key, T))>,
    size: u64,
) -> Vec<Key> {
    let mut gone: BTreeMap<i64, &Key> = said.iter().map(|(index, (key, _))| (*index, key)).collect();
    let mut altered = Vec::new();
    for (index, row) in stand.filter(|(index, _)| index.unsigned_abs() < size) {
        gone.remove(&index);
        if said.get(&index) != Some(&row) {
            altered.push(row.0);
        }
    }
    altered.extend(gone.into_values().cloned());
    altered
}

async fn operations<C: Reachable + Send>(
    conn: &mut C,
    year: i16,
    size: u64,
    said: &Said,
    found: &mut Recount,
) -> Result<(), Problem> {
    let mut named: BTreeMap<&(Key, i64), usize> = BTreeMap::new();
    for (agency, month, sent, place, reference, role, definition, count) in
        rows::operations_of(conn, year).await?
    {
        if sent.unsigned_abs() >= size {
            continue;
        }
        found.cells += 1;
        let held = said.sendings.get_key_value(&((agency.clone(), month.clone()), sent));
        let fact = held.and_then(|(_, it)| it.operations.get(&place));
        if fact != Some(&operation_fact(&role, &definition, count, &reference)) {
            found.altered.push(Altered::Operation { agency, month });
        }
        if let Some((sending, _)) = held {
            *named.entry(sending).or_insert(0) += 1;
        }
    }
    for (sending, it) in &said.sendings {
        if named.get(sending).copied().unwrap_or(0) < it.operations.len() {
            let ((agency, month), _) = sending.clone();
            found.altered.push(Altered::Operation { agency, month });
        }
    }
    Ok(())
}

async fn steps<C: Reachable + Send>(
    conn: &mut C,
    year: i16,
    size: u64,
    said: &Said,
    found: &mut Recount,
) -> Result<(), Problem> {
    let stand = rows::steps_of(conn, year).await?.into_iter();
    let stand = stand.map(|(agency, month, index, at, account, step, sent, words)| {
        (index, ((agency, month), (at, account, step, sent, hex(&event_digest(&words)))))
    });
    let altered = by_line(&said.steps, stand, size).into_iter();
    found.altered.extend(altered.map(|(agency, month)| Altered::Step { agency, month }));
    Ok(())
}

async fn cells<C: Reachable + Send>(
    conn: &mut C,
    year: i16,
    size: u64,
    said: &Said,
    found: &mut Recount,
) -> Result<(), Problem> {
    let mut seen: BTreeMap<&(Key, i64), usize> = BTreeMap::new();
    for (agency, month, sent, definition, version, breakdown, category, count) in
        rows::cells_of(conn, year).await?
    {
        if sent.unsigned_abs() >= size {
            continue;
        }
        found.cells += 1;
        let cell = format!("{definition}.{version}.{breakdown}.{category}");
        let held = said.sendings.get_key_value(&((agency.clone(), month.clone()), sent));
        let event = held.and_then(|(_, it)| it.cells.get(&cell).copied());
        if event != Some(count) {
            found.altered.push(Altered::Cell { agency, month, cell, event, stands: Some(count) });
        }
        if let Some((sending, _)) = held {
            *seen.entry(sending).or_insert(0) += 1;
        }
    }
    for (sending, it) in &said.sendings {
        if seen.get(sending).copied().unwrap_or(0) < it.cells.len() {
            let ((agency, month), _) = sending.clone();
            let first = it.cells.first_key_value();
            let (cell, event) = first.map_or((String::new(), None), |(c, n)| (c.clone(), Some(*n)));
            found.altered.push(Altered::Cell { agency, month, cell, event, stands: None });
        }
    }
    Ok(())
}

async fn standings<C: Reachable + Send>(
    conn: &mut C,
    year: i16,
    said: &Said,
    found: &mut Recount,
) -> Result<(), Problem> {
    let mut stands: BTreeMap<Key, Standing> = BTreeMap::new();
    for it in rows::standings(conn, year).await? {
        let region = it.region.code().to_owned();
        let standing = Standing { state: it.state, region, sent: it.sent, at: it.at.0, first: it.first.0 };
        stands.insert((it.agency.to_string(), it.month.to_string()), standing);
    }
    let keys: BTreeSet<&Key> = stands.keys().chain(said.now.keys()).collect();
    for key in keys {
        if stands.get(key) != said.now.get(key) {
            let (agency, month) = key.clone();
            found.altered.push(Altered::State { agency, month });
        }
    }
    Ok(())
}

async fn sums<C: Reachable + Send>(
    conn: &mut C,
    year: i16,
    said: &Said,
    found: &mut Recount,
) -> Result<(), Problem> {
    let mut periods: BTreeMap<String, BTreeMap<String, (i64, i64)>> = BTreeMap::new();
    for (key, standing) in &said.now {
        let Some(sending) = said.sendings.get(&(key.clone(), standing.sent)) else { continue };
        for period in [key.1.clone(), format!("{year:04}")] {
            let sums = periods.entry(period).or_default();
            for (cell, count) in &sending.cells {
                for region in [standing.region.as_str(), rows::COUNTRY] {
                    let name = format!("{region}.{}.{cell}", standing.state.level());
                    sums.entry(name).or_default().0 += count;
                }
            }
        }
    }
    let months = (1..=12).map(|month| format!("{year:04}-{month:02}"));
    for period in std::iter::once(format!("{year:04}")).chain(months) {
        let sums = periods.entry(period.clone()).or_default();
        for (region, level, definition, version, breakdown, category, count) in
            rows::all_sums(conn, &period).await?
        {
            let name = format!("{region}.{level}.{definition}.{version}.{breakdown}.{category}");
            sums.entry(name).or_default().1 += count;
        }
    }
    for (period, sums) in periods {
        for (cell, (event, stands)) in sums {
            found.cells += 1;
            if event != stands {
                found.altered.push(Altered::Sum { period: period.clone(), cell, event, stands });
            }
        }
    }
    Ok(())
}

//! The returns of a year counted again from their events, and compared with everything the pages read.
//!
//! Events are found by their tag, so that a year among millions costs a year. Each is checked against the digest in
//! its line; that the lines are the ledger's is `danbe ledger verify`, which reads them all.

use super::{State, rows, tag};
use danbe_store::Reachable;
use danbe_vault::{event_digest, text::hex};
use danbe_words::{Event, Line, Problem};
use std::collections::BTreeMap;

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
    /// How far a return has come.
    State {
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
    /// A batch of figures published elsewhere.
    Batch {
        /// Its number.
        batch: u64,
    },
    /// An entry of the register.
    Entry {
        /// Its citation code.
        code: String,
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

/// The events under a tag that are what their lines prove; the others are named.
pub(crate) async fn proven<C: Reachable + Send>(
    conn: &mut C,
    tag: &str,
    size: u64,
    found: &mut Recount,
) -> Result<Vec<(i64, Event)>, Problem> {
    let mut events = Vec::new();
    for (index, text, line) in rows::heard(conn, tag, size).await? {
        found.events += 1;
        let digest = hex(&event_digest(&text));
        let proved = Line::parse(&line).is_some_and(|line| line.digest == digest);
        match serde_json::from_str(&text) {
            Ok(event) if proved => events.push((index, event)),
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
    region: String,
}

/// Recounts the returns of a year over the lines before `size`.
///
/// # Errors
/// The database's failure; what is altered is in the answer.
pub async fn recount<C: Reachable + Send>(conn: &mut C, year: i16, size: u64) -> Result<Recount, Problem> {
    let mut found = Recount::default();
    let mut digests: BTreeMap<i64, (Key, String)> = BTreeMap::new();
    let mut sendings: BTreeMap<(Key, i64), Sending> = BTreeMap::new();
    let mut now: BTreeMap<Key, (State, i64)> = BTreeMap::new();
    for (index, event) in proven(conn, &tag(year), size, &mut found).await? {
        let fact = |name: &str| event.facts.get(name).cloned().unwrap_or_default();
        let key = (fact("service"), fact("month"));
        if event.facts.contains_key("digest") {
            digests.insert(index, (key.clone(), fact("digest")));
        }
        let Some(state) = State::from_code(&fact("step")) else { continue };
        if state == State::Sent {
            let sending = sendings.entry((key.clone(), index)).or_default();
            sending.region = fact("region");
            for (name, count) in event.facts.iter() {
                if let (Some(cell), Ok(count)) = (name.strip_prefix("n."), count.parse()) {
                    sending.cells.insert(whole_name(cell), count);
                }
            }
            now.insert(key, (state, index));
        } else if let Some(standing) = now.get_mut(&key) {
            standing.0 = state;
        }
    }
    saved(conn, year, size, &digests, &mut found).await?;
    cells(conn, year, size, &sendings, &mut found).await?;
    standings(conn, year, &now, &mut found).await?;
    sums(conn, year, &sendings, &now, &mut found).await?;
    Ok(found)
}

/// `victimes.1.total` is the cell without breakdown or category.
fn whole_name(cell: &str) -> String {
    cell.strip_suffix(".total").map_or_else(|| cell.to_owned(), |start| format!("{start}.."))
}

async fn saved<C: Reachable + Send>(
    conn: &mut C,
    year: i16,
    size: u64,
    digests: &BTreeMap<i64, (Key, String)>,
    found: &mut Recount,
) -> Result<(), Problem> {
    let mut known = 0;
    for (agency, month, index, text) in rows::saved_of(conn, year).await? {
        if index.unsigned_abs() >= size {
            continue;
        }
        let right = digests.get(&index).is_some_and(|(key, digest)| {
            *key == (agency.clone(), month.clone()) && *digest == hex(&event_digest(&text))
        });
        known += 1;
        if !right {
            found.altered.push(Altered::Saved { agency, month });
        }
    }
    if known < digests.len() {
        let gone = digests.values().next_back().map(|(key, _)| key.clone()).unwrap_or_default();
        found.altered.push(Altered::Saved { agency: gone.0, month: gone.1 });
    }
    Ok(())
}

async fn cells<C: Reachable + Send>(
    conn: &mut C,
    year: i16,
    size: u64,
    sendings: &BTreeMap<(Key, i64), Sending>,
    found: &mut Recount,
) -> Result<(), Problem> {
    let mut seen: BTreeMap<(&Key, i64), usize> = BTreeMap::new();
    for (agency, month, sent, definition, version, breakdown, category, count) in
        rows::cells_of(conn, year).await?
    {
        if sent.unsigned_abs() >= size {
            continue;
        }
        found.cells += 1;
        let cell = format!("{definition}.{version}.{breakdown}.{category}");
        let held = sendings.get_key_value(&((agency.clone(), month.clone()), sent));
        let event = held.and_then(|(_, it)| it.cells.get(&cell).copied());
        if event != Some(count) {
            found.altered.push(Altered::Cell { agency, month, cell, event, stands: Some(count) });
        }
        if let Some(((key, sent), _)) = held {
            *seen.entry((key, *sent)).or_insert(0) += 1;
        }
    }
    for ((key, sent), sending) in sendings {
        if seen.get(&(key, *sent)).copied().unwrap_or(0) < sending.cells.len() {
            let (agency, month) = key.clone();
            let first = sending.cells.first_key_value();
            let (cell, event) = first.map_or((String::new(), None), |(c, n)| (c.clone(), Some(*n)));
            found.altered.push(Altered::Cell { agency, month, cell, event, stands: None });
        }
    }
    Ok(())
}

async fn standings<C: Reachable + Send>(
    conn: &mut C,
    year: i16,
    now: &BTreeMap<Key, (State, i64)>,
    found: &mut Recount,
) -> Result<(), Problem> {
    let mut stands: BTreeMap<Key, (State, i64)> = BTreeMap::new();
    for it in rows::standings(conn, year).await? {
        stands.insert((it.agency.to_string(), it.month.to_string()), (it.state, it.sent));
    }
    let keys: std::collections::BTreeSet<&Key> = stands.keys().chain(now.keys()).collect();
    for key in keys {
        if stands.get(key) != now.get(key) {
            let (agency, month) = key.clone();
            found.altered.push(Altered::State { agency, month });
        }
    }
    Ok(())
}

async fn sums<C: Reachable + Send>(
    conn: &mut C,
    year: i16,
    sendings: &BTreeMap<(Key, i64), Sending>,
    now: &BTreeMap<Key, (State, i64)>,
    found: &mut Recount,
) -> Result<(), Problem> {
    let mut periods: BTreeMap<String, BTreeMap<String, (i64, i64)>> = BTreeMap::new();
    for (key, (state, sent)) in now {
        let Some(sending) = sendings.get(&(key.clone(), *sent)) else { continue };
        for period in [key.1.clone(), format!("{year:04}")] {
            let sums = periods.entry(period).or_default();
            for (cell, count) in &sending.cells {
                let name = format!("{}.{}.{cell}", sending.region, state.level());
                sums.entry(name).or_default().0 += count;
            }
        }
    }
    let months = (1..=12).map(|month| format!("{year:04}-{month:02}"));
    for period in std::iter::once(format!("{year:04}")).chain(months) {
        let sums = periods.entry(period.clone()).or_default();
        for (region, level, definition, version, breakdown, category, count) in
            rows::sums(conn, &period).await?
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

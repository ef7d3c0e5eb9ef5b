//! Records as columns of small numbers: each distinct value is kept and prepared once.

use crate::date::Date;
use crate::index::{Key, planned};
use crate::kind::{Column, Kind};
use crate::pool::{Full, Pool, Strip};
use crate::rows::{HEAD, Lost, Rows, Shelf};
use danbe_linkage::{fold, sound, variants};
use rayon::prelude::*;
use std::fmt;

/// A row that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// A row without an id; counted from 1, the header not counted.
    NoId(u64),
    /// An id met before.
    Repeated(u64, String),
    /// Fewer or more values than columns.
    Fields(u64),
    /// More than the engine can number.
    TooMany,
    /// No column to compare by, or more than sixteen.
    Columns(usize),
    /// A column without a single value.
    NoValue(String),
    /// The shelf.
    Lost(Lost),
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoId(row) => write!(f, "enregistrement {row} : pas d’identifiant"),
            Self::Repeated(row, id) => {
                write!(f, "enregistrement {row} : l’identifiant « {id} » est déjà pris")
            }
            Self::Fields(row) => write!(f, "enregistrement {row} : pas le nombre de valeurs attendu"),
            Self::TooMany => f.write_str("trop de données pour une seule machine"),
            Self::Columns(n) => write!(f, "il faut de une à seize colonnes à comparer, il y en a {n}"),
            Self::Lost(why) => why.fmt(f),
            Self::NoValue(column) => write!(f, "la colonne « {column} » est vide partout : retirez-la"),
        }
    }
}

impl std::error::Error for Wrong {}

impl From<Full> for Wrong {
    fn from(_: Full) -> Self {
        Self::TooMany
    }
}

/// A name made ready.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Heard {
    /// The same number for the same spelling by ear.
    pub(crate) ear: u64,
    /// The same number for the same sound.
    pub(crate) sound: u64,
    /// Of a group of variants, or a name known to stand alone; 0 when unknown.
    pub(crate) known: u64,
    /// Letters at both ends, by ear.
    pub(crate) ends: (u64, u64),
    /// More than one word.
    pub(crate) several: bool,
}

/// What is prepared of each distinct value.
#[derive(Debug, Clone)]
pub(crate) enum Prepared {
    /// Folded texts stand in the pool itself.
    Plain,
    Names(Vec<Heard>),
    Dates(Vec<Option<Date>>),
}

/// One column.
#[derive(Debug, Clone)]
pub(crate) struct Values {
    pub(crate) column: Column,
    /// Which pool: given and family names share one, so that swapped names meet.
    pub(crate) pool: usize,
    /// How often each place occurs in this column.
    pub(crate) counts: Vec<u32>,
    /// Records with a value.
    pub(crate) known: u64,
}

/// Records ready to be linked.
#[derive(Debug)]
pub struct Table {
    pub(crate) ids: Pool,
    pub(crate) source: Vec<u8>,
    /// The person each record is known to speak of; empty when none is known.
    pub(crate) truth: Vec<u32>,
    pub(crate) columns: Vec<Values>,
    pub(crate) pools: Vec<Pool>,
    pub(crate) prepared: Vec<Prepared>,
    pub(crate) keys: Vec<Key>,
    pub(crate) rows: Rows,
}

impl Table {
    /// Number of records.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.source.len()
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.source.is_empty()
    }

    /// The id of a record by its place.
    #[must_use]
    pub fn id(&self, record: u32) -> &str {
        self.ids.text(record + 1)
    }

    /// The place of a record by its id, found by going through all: for a person who asks, not for a loop.
    #[must_use]
    pub fn record(&self, id: &str) -> Option<u32> {
        (0..u32::try_from(self.len()).ok()?).find(|record| self.id(*record) == id)
    }

    /// Columns compared, in order.
    pub fn columns(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter().map(|values| &values.column)
    }

    pub(crate) fn value(&self, column: usize, row: &[u32]) -> &str {
        let place = row.get(HEAD + column).copied().unwrap_or(0);
        let pool = self.columns.get(column).and_then(|values| self.pools.get(values.pool));
        pool.map_or("", |pool| pool.text(place))
    }

    /// The person a record is known to speak of; 0 when not known.
    pub(crate) fn person(&self, record: u32) -> u32 {
        self.truth.get(record as usize).copied().unwrap_or(0)
    }
}

/// Takes rows one after another.
#[derive(Debug)]
pub struct Builder {
    ids: Pool,
    persons: Pool,
    source: Vec<u8>,
    truth: Vec<u32>,
    columns: Vec<Values>,
    pools: Vec<Pool>,
    /// Sources, ids, persons and values of rows that wait for the others of their batch.
    waiting: Vec<u8>,
    strips: Vec<Strip>,
    /// Places of rows, a batch each.
    batches: Vec<Vec<u32>>,
}

/// Rows whose values are looked up together, a column a thread.
const BATCH: usize = 16_384;

impl Builder {
    /// An empty table with these columns.
    ///
    /// # Errors
    /// No column, or more than sixteen.
    pub fn new(columns: &[Column]) -> Result<Self, Wrong> {
        if columns.is_empty() || columns.len() > 16 {
            return Err(Wrong::Columns(columns.len()));
        }
        let (mut pools, mut made) = (Vec::new(), Vec::new());
        let mut names = None;
        for column in columns {
            let is_name = matches!(column.kind, Kind::Given | Kind::Family);
            let pool = names.filter(|_| is_name).unwrap_or(pools.len());
            if pool == pools.len() {
                pools.push(Pool::new());
            }
            if is_name {
                names = Some(pool);
            }
            made.push(Values { column: column.clone(), pool, counts: Vec::new(), known: 0 });
        }
        Ok(Self {
            ids: Pool::new(),
            persons: Pool::new(),
            source: Vec::new(),
            truth: Vec::new(),
            strips: vec![Strip::default(); columns.len() + 2],
            columns: made,
            pools,
            waiting: Vec::with_capacity(BATCH),
            batches: Vec::new(),
        })
    }

    /// Takes one row: its id, which file it is of, the person it is known to speak of (to measure with), and a value
    /// for each column; blank ones are missing. Rows are looked up a batch at a time: what is wrong with one may be
    /// said at a later one.
    ///
    /// # Errors
    /// No id, an id met before, too few or too many values.
    pub fn push<'a>(
        &mut self,
        id: &'a str,
        source: u8,
        truth: Option<&'a str>,
        values: impl IntoIterator<Item = Option<&'a str>>,
    ) -> Result<(), Wrong> {
        let row = self.len() as u64 + 1;
        if id.trim().is_empty() {
            return Err(Wrong::NoId(row));
        }
        let mut given = [Some(id), truth].into_iter().chain(values);
        for strip in &mut self.strips {
            strip.push(given.next().ok_or(Wrong::Fields(row))?.unwrap_or_default());
        }
        if given.next().is_some() {
            return Err(Wrong::Fields(row));
        }
        self.waiting.push(source);
        if self.waiting.len() < BATCH { Ok(()) } else { self.look_up() }
    }

    /// Looks up what waits, each pool on its own.
    fn look_up(&mut self) -> Result<(), Wrong> {
        let Some(([ids, persons], strips)) = self.strips.split_first_chunk_mut::<2>() else { return Ok(()) };
        let (columns, first) = (&self.columns, self.source.len() as u64);
        let own = |(at, pool): (usize, &mut Pool)| {
            let own = columns.iter().zip(&*strips).enumerate().filter(|(_, (column, _))| column.pool == at);
            let look = |(at, (values, strip)): (usize, (&Values, &Strip))| {
                let kind = values.column.kind;
                let places =
                    strip.texts().map(|text| place(pool, kind, text)).collect::<Result<Vec<u32>, Full>>();
                Ok((at, places?))
            };
            own.map(look).collect::<Result<Vec<(usize, Vec<u32>)>, Full>>()
        };
        let (one, (two, three)) = rayon::join(
            || new_ids(&mut self.ids, ids, first),
            || {
                rayon::join(
                    || {
                        persons
                            .texts()
                            .map(|text| known(&mut self.persons, text))
                            .collect::<Result<Vec<u32>, Full>>()
                    },
                    || self.pools.par_iter_mut().enumerate().map(own).collect::<Result<Vec<_>, Full>>(),
                )
            },
        );
        one?;
        let (people, found) = (two?, three?);
        let width = HEAD + self.columns.len();
        let mut batch = vec![0; width * self.waiting.len()];
        for ((row, source), person) in batch.chunks_exact_mut(width).zip(&self.waiting).zip(&people) {
            if let [first, second, ..] = row {
                (*first, *second) = (u32::from(*source), *person);
            }
        }
        for (at, places) in found.iter().flatten() {
            for (row, place) in batch.chunks_exact_mut(width).zip(places) {
                if let Some(to) = row.get_mut(HEAD + at) {
                    *to = *place;
                }
            }
        }
        self.batches.push(batch);
        self.truth.extend(people);
        self.source.append(&mut self.waiting);
        self.strips.iter_mut().for_each(Strip::clear);
        Ok(())
    }

    /// Prepares every distinct value and keeps the rows in memory.
    ///
    /// # Errors
    /// An id met before; a column without a single value.
    pub fn finish(self) -> Result<Table, Wrong> {
        self.finished(None)
    }

    /// The same with the rows on a shelf, of which `at_once` come into memory at a time.
    ///
    /// # Errors
    /// An id met before; a column without a single value; a shelf that does not take them.
    pub fn finish_on(self, shelf: impl Shelf + 'static, at_once: usize) -> Result<Table, Wrong> {
        self.finished(Some((Box::new(shelf), at_once)))
    }

    /// Rows taken.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.source.len() + self.waiting.len()
    }

    /// Whether none was taken.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes that the rows would take in memory.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        let width = row_width(self.columns.len(), planned(&self.columns).1.len());
        4 * (width * self.len()) as u64
    }

    fn finished(mut self, shelf: Option<(Box<dyn Shelf>, usize)>) -> Result<Table, Wrong> {
        self.look_up()?;
        let narrow = HEAD + self.columns.len();
        for (at, values) in self.columns.iter_mut().enumerate() {
            values.counts = vec![0; self.pools.get(values.pool).map_or(0, Pool::len)];
            let rows = self.batches.iter().flat_map(|batch| batch.chunks_exact(narrow));
            for place in rows.filter_map(|row| row.get(HEAD + at).filter(|place| **place != 0)) {
                values.known += 1;
                if let Some(count) = values.counts.get_mut(*place as usize) {
                    *count += 1;
                }
            }
            if values.known == 0 && !self.source.is_empty() {
                return Err(Wrong::NoValue(values.column.name.clone()));
            }
        }
        self.ids.close();
        self.pools.par_iter_mut().for_each(Pool::close);
        let kind = |at: usize| self.columns.iter().find(|values| values.pool == at).map(|it| it.column.kind);
        let prepared: Vec<Prepared> =
            self.pools.iter().enumerate().map(|(at, pool)| prepared(kind(at), pool)).collect();
        let (keys, pieces) = planned(&self.columns);
        let width = row_width(self.columns.len(), pieces.len());
        let mut rows = Rows::new(width, self.source.len(), shelf);
        for batch in self.batches {
            let mut wide = vec![0; batch.len() / narrow * width];
            wide.par_chunks_exact_mut(width).zip(batch.par_chunks_exact(narrow)).for_each(|(wide, row)| {
                wide.iter_mut().zip(row).for_each(|(to, from)| *to = *from);
                pieces.fill(&self.columns, &prepared, wide);
            });
            rows.put(&wide).map_err(Wrong::Lost)?;
        }
        let known = self.persons.len() > 1;
        let truth = if known { self.truth } else { Vec::new() };
        let (ids, source, columns, pools) = (self.ids, self.source, self.columns, self.pools);
        Ok(Table { ids, source, truth, columns, pools, prepared, keys, rows })
    }
}

/// Numbers of a row, in whole fours.
const fn row_width(columns: usize, pieces: usize) -> usize {
    (HEAD + columns + pieces).next_multiple_of(4)
}

fn new_ids(pool: &mut Pool, ids: &Strip, first: u64) -> Result<(), Wrong> {
    for (row, id) in (first + 1..).zip(ids.texts()) {
        let before = pool.len();
        pool.place(id)?;
        if pool.len() == before {
            return Err(Wrong::Repeated(row, id.to_owned()));
        }
    }
    Ok(())
}

/// The place of a text as it stands; 0 for none.
fn known(pool: &mut Pool, text: &str) -> Result<u32, Full> {
    if text.is_empty() { Ok(0) } else { pool.place(text) }
}

/// The place of a value as it is kept.
fn place(pool: &mut Pool, kind: Kind, value: &str) -> Result<u32, Full> {
    // Most values were met before in the very form in which they are kept.
    match pool.find(value) {
        _ if value.is_empty() => Ok(0),
        Some(known) => Ok(known),
        None => known(pool, &folded(kind, value)),
    }
}

fn prepared(kind: Option<Kind>, pool: &Pool) -> Prepared {
    let places = (0..u32::try_from(pool.len()).unwrap_or(u32::MAX)).into_par_iter();
    match kind {
        Some(Kind::Given | Kind::Family) => Prepared::Names(places.map(|at| heard(pool.text(at))).collect()),
        Some(Kind::Date) => Prepared::Dates(places.map(|at| Date::read(pool.text(at))).collect()),
        _ => Prepared::Plain,
    }
}

/// A value as it is kept: names and places by `fold`, numbers as their letters and digits, the rest trimmed.
fn folded(kind: Kind, value: &str) -> String {
    let value = value.trim();
    if ["nan", "null", "none", "na", "n/a", "-", "?"].contains(&value.to_ascii_lowercase().as_str()) {
        return String::new();
    }
    match kind {
        Kind::Given | Kind::Family | Kind::Place | Kind::Text | Kind::Code => fold(value),
        Kind::Number => value.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect(),
        Kind::Date => value.to_owned(),
    }
}

fn heard(name: &str) -> Heard {
    let hash = |text: &str| crate::pool::hash(text) | 1;
    let ear = sound::by_ear(name);
    let letters: Vec<char> = ear.chars().collect();
    let end = |of: &[char]| hash(&of.iter().collect::<String>());
    Heard {
        ear: hash(&ear),
        sound: hash(&sound::sound_of(&ear)),
        known: variants::established(&ear).map_or(0, hash),
        ends: (
            end(letters.get(..2).unwrap_or(&letters)),
            end(letters.get(letters.len().saturating_sub(2)..).unwrap_or_default()),
        ),
        several: name.contains(' '),
    }
}

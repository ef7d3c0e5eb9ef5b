//! Records as columns of small numbers: each distinct value is kept and prepared once.

use crate::date::Date;
use crate::kind::{Column, Kind};
use crate::pool::{Full, Pool};
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
    /// Place in the pool by record; 0 when missing.
    pub(crate) places: Vec<u32>,
    /// How often each place occurs in this column.
    pub(crate) counts: Vec<u32>,
    /// Records with a value.
    pub(crate) known: u64,
}

/// Records ready to be linked.
#[derive(Debug, Clone)]
pub struct Table {
    pub(crate) ids: Pool,
    pub(crate) source: Vec<u8>,
    pub(crate) truth: Vec<u32>,
    pub(crate) columns: Vec<Values>,
    pub(crate) pools: Vec<Pool>,
    pub(crate) prepared: Vec<Prepared>,
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

    pub(crate) fn value(&self, column: usize, record: u32) -> &str {
        self.columns.get(column).map_or("", |values| {
            let place = values.places.get(record as usize).copied().unwrap_or(0);
            self.pools.get(values.pool).map_or("", |pool| pool.text(place))
        })
    }
}

/// Takes rows one after another.
#[derive(Debug)]
pub struct Builder {
    table: Table,
    truths: Pool,
}

impl Builder {
    /// An empty table with these columns.
    ///
    /// # Errors
    /// No column, or more than sixteen.
    pub fn new(columns: &[Column]) -> Result<Self, Wrong> {
        if columns.is_empty() || columns.len() > 16 {
            return Err(Wrong::Columns(columns.len()));
        }
        let (mut pools, mut made, mut prepared) = (Vec::new(), Vec::new(), Vec::new());
        let mut names = None;
        for column in columns {
            let is_name = matches!(column.kind, Kind::Given | Kind::Family);
            let pool = match names.filter(|_| is_name) {
                Some(shared) => shared,
                None => {
                    pools.push(Pool::new());
                    prepared.push(Prepared::Plain);
                    if is_name {
                        names = Some(pools.len() - 1);
                    }
                    pools.len() - 1
                }
            };
            let (places, counts) = (Vec::new(), Vec::new());
            made.push(Values { column: column.clone(), pool, places, counts, known: 0 });
        }
        let table =
            Table { ids: Pool::new(), source: Vec::new(), truth: Vec::new(), columns: made, pools, prepared };
        Ok(Self { table, truths: Pool::new() })
    }

    /// Takes one row: its id, which file it is of, the person it is known to speak of (to measure with), and a value
    /// for each column; blank ones are missing.
    ///
    /// # Errors
    /// No id, an id met before in the same file, too few or too many values.
    pub fn push<'a>(
        &mut self,
        id: &str,
        source: u8,
        truth: Option<&str>,
        values: impl IntoIterator<Item = Option<&'a str>>,
    ) -> Result<(), Wrong> {
        let row = self.table.source.len() as u64 + 1;
        if id.trim().is_empty() {
            return Err(Wrong::NoId(row));
        }
        let before = self.table.ids.len();
        self.table.ids.place(id)?;
        if self.table.ids.len() == before {
            return Err(Wrong::Repeated(row, id.to_owned()));
        }
        let mut taken = 0;
        let mut values = values.into_iter();
        for column in &mut self.table.columns {
            let Some(value) = values.next() else { break };
            taken += 1;
            let folded = value.map(|value| folded(column.column.kind, value)).unwrap_or_default();
            let place = match (folded.is_empty(), self.table.pools.get_mut(column.pool)) {
                (false, Some(pool)) => pool.place(&folded)?,
                _ => 0,
            };
            column.places.push(place);
        }
        if taken != self.table.columns.len() || values.next().is_some() {
            return Err(Wrong::Fields(row));
        }
        self.table.source.push(source);
        self.table.truth.push(truth.map_or(Ok(0), |truth| self.truths.place(truth))?);
        Ok(())
    }

    /// Prepares every distinct value.
    ///
    /// # Errors
    /// A column without a single value.
    pub fn finish(mut self) -> Result<Table, Wrong> {
        let table = &mut self.table;
        for values in &mut table.columns {
            values.places.shrink_to_fit();
            values.counts = vec![0; table.pools.get(values.pool).map_or(0, Pool::len)];
            for place in values.places.iter().filter(|place| **place != 0) {
                values.known += 1;
                if let Some(count) = values.counts.get_mut(*place as usize) {
                    *count += 1;
                }
            }
            if values.known == 0 && !table.source.is_empty() {
                return Err(Wrong::NoValue(values.column.name.clone()));
            }
            let (Some(pool), Some(prepared)) =
                (table.pools.get_mut(values.pool), table.prepared.get_mut(values.pool))
            else {
                continue;
            };
            pool.close();
            let places = 0..u32::try_from(pool.len()).unwrap_or(u32::MAX);
            match (values.column.kind, &prepared) {
                (Kind::Given | Kind::Family, Prepared::Plain) => {
                    *prepared =
                        Prepared::Names(places.into_par_iter().map(|at| heard(pool.text(at))).collect());
                }
                (Kind::Date, _) => {
                    *prepared =
                        Prepared::Dates(places.into_par_iter().map(|at| Date::read(pool.text(at))).collect());
                }
                _ => {}
            }
        }
        table.ids.close();
        Ok(self.table)
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

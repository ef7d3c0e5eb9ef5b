//! Which pairs are worth comparing: several small indexes that fail on different mistakes.
//!
//! A true pair is lost when every index misses it. Exact rules all break on the same slip of the pen; these look at
//! sounds, at both ends of names, at the date and at the neighbourhood of the date, at the place, at numbers, and
//! each joins two or three of them so that its blocks stay small. The number of pairs is bounded: an index has its
//! share of a budget, its largest blocks are left out until it fits, and what one leaves unspent the next may use.

use crate::kind::Kind;
use crate::pool::mixed;
use crate::table::{Prepared, Table, Values};
use rayon::prelude::*;

/// A piece of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// The value itself.
    Whole(usize),
    /// A name as it is spelled by ear.
    Ear(usize),
    /// A name as it sounds.
    Sound(usize),
    /// Both names as they sound, in no order.
    Sounds(usize, usize),
    /// The first letters of both names by ear, in no order.
    Heads(usize, usize),
    /// The last letters of both names by ear, in no order.
    Tails(usize, usize),
    Year(usize),
    Month(usize),
    /// Month and day, whatever the year.
    Birthday(usize),
}

impl Part {
    /// Columns it looks at, as bits.
    const fn uses(self) -> u32 {
        match self {
            Self::Whole(c)
            | Self::Ear(c)
            | Self::Sound(c)
            | Self::Year(c)
            | Self::Month(c)
            | Self::Birthday(c) => 1 << c,
            Self::Sounds(a, b) | Self::Heads(a, b) | Self::Tails(a, b) => 1 << a | 1 << b,
        }
    }
}

/// One index: records with the same parts are compared.
#[derive(Debug, Clone)]
pub(crate) struct Key(Vec<Part>);

impl Key {
    /// Columns it looks at, as bits.
    pub(crate) fn uses(&self) -> u32 {
        self.0.iter().fold(0, |uses, part| uses | part.uses())
    }

    /// 0 when a part is missing.
    fn of(&self, table: &Table, record: usize) -> u32 {
        let mut key = 0x5bd1_e995_u64;
        for part in &self.0 {
            match piece(table, *part, record) {
                Some(piece) => key = mixed(key ^ piece),
                None => return 0,
            }
        }
        u32::try_from(key >> 32).unwrap_or(1).max(1)
    }
}

fn piece(table: &Table, part: Part, record: usize) -> Option<u64> {
    let values = |column: usize| table.columns.get(column);
    let place = |values: &Values| values.places.get(record).copied().filter(|place| *place != 0);
    let heard = |column: usize| {
        let values = values(column)?;
        match table.prepared.get(values.pool)? {
            Prepared::Names(names) => names.get(place(values)? as usize).copied(),
            _ => None,
        }
    };
    let date = |column: usize| {
        let values = values(column)?;
        match table.prepared.get(values.pool)? {
            Prepared::Dates(dates) => dates.get(place(values)? as usize).copied().flatten(),
            _ => None,
        }
    };
    // A sum does not know which came first.
    let both = |a: u64, b: u64| mixed(a).wrapping_add(mixed(b));
    Some(match part {
        Part::Whole(column) => u64::from(place(values(column)?)?),
        Part::Ear(column) => heard(column)?.ear,
        Part::Sound(column) => heard(column)?.sound,
        Part::Sounds(a, b) => both(heard(a)?.sound, heard(b)?.sound),
        Part::Heads(a, b) => both(heard(a)?.ends.0, heard(b)?.ends.0),
        Part::Tails(a, b) => both(heard(a)?.ends.1, heard(b)?.ends.1),
        Part::Year(column) => u64::from(date(column)?.year),
        Part::Month(column) => date(column).map(|date| u64::from(date.year) * 100 + u64::from(date.month))?,
        Part::Birthday(column) => {
            date(column).map(|date| u64::from(date.month) * 100 + u64::from(date.day))?
        }
    })
}

/// Indexes for the columns there are, those that find most with least first.
fn keys(table: &Table) -> Vec<Key> {
    use Part::{Birthday, Ear, Heads, Month, Sound, Sounds, Tails, Whole, Year};
    let of = |kind| {
        let columns = table.columns.iter().enumerate().filter(move |(_, it)| it.column.kind == kind);
        columns.map(|(column, _)| column).collect::<Vec<usize>>()
    };
    let (given, family) = (of(Kind::Given).first().copied(), of(Kind::Family).first().copied());
    let date = of(Kind::Date).first().copied();
    let (places, numbers, texts, codes) = (of(Kind::Place), of(Kind::Number), of(Kind::Text), of(Kind::Code));
    let coded: Vec<Part> = codes.iter().map(|column| Whole(*column)).collect();
    let also = |parts: &[Part]| parts.iter().chain(&coded).copied().collect::<Vec<Part>>();

    let mut keys: Vec<Vec<Part>> = numbers.iter().chain(&texts).map(|column| vec![Whole(*column)]).collect();
    if let Some(date) = date {
        for name in [given, family].into_iter().flatten() {
            keys.push(vec![Whole(date), Sound(name)]);
        }
        keys.extend(places.iter().map(|place| vec![Whole(date), Whole(*place)]));
        keys.extend(numbers.iter().map(|number| vec![Whole(date), Whole(*number)]));
        keys.push(also(&[Whole(date)]));
    }
    if let (Some(g), Some(f)) = (given, family) {
        if let Some(date) = date {
            keys.push(vec![Whole(date), Heads(g, f)]);
            keys.push(vec![Whole(date), Tails(g, f)]);
            keys.push(vec![Sounds(g, f), Year(date)]);
            keys.push(vec![Sounds(g, f), Birthday(date)]);
        }
        keys.extend(places.iter().map(|place| vec![Sounds(g, f), Whole(*place)]));
        keys.push(also(&[Sounds(g, f)]));
        keys.push(vec![Ear(g), Ear(f)]);
        keys.push(vec![Sounds(g, f)]);
    }
    for name in [family, given].into_iter().flatten() {
        for place in &places {
            keys.push(also(&[Sound(name), Whole(*place)]));
            keys.extend(date.map(|date| vec![Sound(name), Whole(*place), Year(date)]));
            keys.extend(date.map(|date| vec![Sound(name), Whole(*place), Birthday(date)]));
        }
        keys.extend(numbers.iter().map(|number| vec![Sound(name), Whole(*number)]));
        keys.extend(date.map(|date| also(&[Sound(name), Month(date)])));
        keys.extend(date.map(|date| also(&[Sound(name), Birthday(date)])));
    }
    if let (Some(g), Some(f)) = (given, family) {
        for place in &places {
            keys.push(also(&[Heads(g, f), Whole(*place)]));
            keys.push(also(&[Tails(g, f), Whole(*place)]));
            keys.extend(date.map(|date| vec![Heads(g, f), Whole(*place), Year(date)]));
        }
        keys.extend(date.map(|date| vec![Heads(g, f), Month(date)]));
        keys.extend(date.map(|date| vec![Heads(g, f), Tails(g, f), Year(date)]));
    }
    if keys.is_empty() {
        keys.push(coded);
    }
    keys.truncate(64);
    keys.into_iter().filter(|parts| !parts.is_empty()).map(Key).collect()
}

/// Keys of every record.
pub(crate) struct Index {
    keys: Vec<Key>,
    /// By record, then by key.
    marks: Vec<u32>,
}

impl Index {
    pub(crate) fn of(table: &Table) -> Self {
        let keys = keys(table);
        let mut marks = vec![0; keys.len() * table.len()];
        marks.par_chunks_mut(keys.len().max(1)).enumerate().for_each(|(record, marks)| {
            marks.iter_mut().zip(&keys).for_each(|(mark, key)| *mark = key.of(table, record));
        });
        Self { keys, marks }
    }

    pub(crate) fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// Mark and record of every record that has this key, in one number, sorted: records with the same mark stand
    /// together.
    pub(crate) fn sorted(&self, key: usize) -> Vec<u64> {
        let width = self.keys.len().max(1);
        let marks =
            self.marks.par_chunks_exact(width).zip(0..u32::try_from(self.marks.len() / width).unwrap_or(0));
        let marked = marks.filter_map(|(marks, record)| {
            let mark = marks.get(key).copied().filter(|mark| *mark != 0)?;
            Some(u64::from(mark) << 32 | u64::from(record))
        });
        let mut sorted: Vec<u64> = marked.collect();
        sorted.par_sort_unstable();
        sorted
    }

    /// Leaves out the largest blocks of a key until its pairs fit; returns the pairs left.
    pub(crate) fn fit(&mut self, key: usize, sorted: &[u64], most: u64) -> (usize, u64) {
        let mut sizes: Vec<usize> = blocks(sorted).map(<[u64]>::len).filter(|size| *size > 1).collect();
        sizes.sort_unstable();
        let (mut pairs, mut cap) = (0, 1);
        for size in sizes {
            let own = (size as u64) * (size as u64).saturating_sub(1) / 2;
            if pairs + own > most {
                break;
            }
            pairs += own;
            cap = size;
        }
        let width = self.keys.len();
        for block in blocks(sorted).filter(|block| block.len() > cap) {
            for record in block.iter().map(|it| record_of(*it)) {
                if let Some(mark) = self.marks.get_mut(record as usize * width + key) {
                    *mark = 0;
                }
            }
        }
        (cap, pairs)
    }

    /// Whether an earlier key has these two together already.
    #[inline]
    pub(crate) fn met_before(&self, key: usize, one: u32, other: u32) -> bool {
        let width = self.keys.len();
        let row = |record: u32| self.marks.get(record as usize * width..record as usize * width + key);
        match (row(one), row(other)) {
            (Some(one), Some(other)) => {
                one.iter().zip(other).fold(false, |met, (a, b)| met | ((a == b) & (*a != 0)))
            }
            _ => false,
        }
    }
}

/// Runs of one mark.
pub(crate) fn blocks(sorted: &[u64]) -> impl Iterator<Item = &[u64]> {
    sorted.chunk_by(|one, other| one >> 32 == other >> 32)
}

#[inline]
pub(crate) const fn record_of(marked: u64) -> u32 {
    // The low half is the record.
    marked as u32
}

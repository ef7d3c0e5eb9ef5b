//! Which pairs are worth comparing: several small indexes that fail on different mistakes.
//!
//! A true pair is lost when every index misses it. Exact rules all break on the same slip of the pen; these look at
//! sounds, at both ends of names, at the date and at the neighbourhood of the date, at the place, at numbers, and
//! each joins two or three of them so that its blocks stay small. The number of pairs is bounded: an index has its
//! share of a budget, its largest blocks are left out until it fits, and what one leaves unspent the next may use.

use crate::kind::Kind;
use crate::pool::mixed;
use crate::rows::{HEAD, Lost, Rows, View};
use crate::table::{Heard, Prepared, Values};
use hashbrown::HashSet;
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

/// Pieces of keys, worked out once for each record and kept in its row.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pieces(Vec<Part>);

impl Pieces {
    /// How many there are.
    pub(crate) const fn len(&self) -> usize {
        self.0.len()
    }

    /// Works out the pieces of a row whose places are known; 0 where a piece is missing.
    pub(crate) fn fill(&self, columns: &[Values], prepared: &[Prepared], row: &mut [u32]) {
        let (places, pieces) = row.split_at_mut_checked(HEAD + columns.len()).unwrap_or_default();
        for (piece, part) in pieces.iter_mut().zip(&self.0) {
            *piece = worked_out(columns, prepared, *part, places).unwrap_or(0);
        }
    }
}

fn worked_out(columns: &[Values], prepared: &[Prepared], part: Part, places: &[u32]) -> Option<u32> {
    let own = |column: usize| {
        let place = places.get(HEAD + column).copied().filter(|place| *place != 0)?;
        Some((prepared.get(columns.get(column)?.pool)?, place as usize))
    };
    let heard = |column: usize| match own(column)? {
        (Prepared::Names(names), place) => names.get(place),
        _ => None,
    };
    let date = |column: usize| match own(column)? {
        (Prepared::Dates(dates), place) => dates.get(place).copied().flatten(),
        _ => None,
    };
    let short = |long: u64| u32::try_from(long >> 32).unwrap_or(1).max(1);
    // A sum does not know which came first.
    let both = |a: usize, b: usize, of: fn(&Heard) -> u64| {
        Some(short(mixed(of(heard(a)?)).wrapping_add(mixed(of(heard(b)?)))))
    };
    match part {
        Part::Whole(column) => own(column).and_then(|(_, place)| u32::try_from(place).ok()),
        Part::Ear(column) => heard(column).map(|name| short(name.ear)),
        Part::Sound(column) => heard(column).map(|name| short(name.sound)),
        Part::Sounds(a, b) => both(a, b, |name| name.sound),
        Part::Heads(a, b) => both(a, b, |name| name.ends.0),
        Part::Tails(a, b) => both(a, b, |name| name.ends.1),
        Part::Year(column) => date(column).map(|date| u32::from(date.year) + 1),
        Part::Month(column) => {
            date(column).map(|date| u32::from(date.year) * 100 + u32::from(date.month) + 1)
        }
        Part::Birthday(column) => {
            date(column).map(|date| u32::from(date.month) * 100 + u32::from(date.day) + 1)
        }
    }
}

/// One index: records with the same pieces are compared.
#[derive(Debug, Clone)]
pub(crate) struct Key {
    /// Where its pieces stand in a row.
    at: Vec<usize>,
    /// The same places as bits.
    pieces: u64,
    /// Columns it looks at, as bits.
    pub(crate) uses: u32,
    /// Marks of the blocks that were too large.
    dropped: HashSet<u32>,
}

impl Key {
    /// One number for all pieces; 0 when one is missing.
    #[inline]
    fn mark(&self, row: &[u32]) -> u32 {
        let mut key = 0x5bd1_e995_u64;
        for at in &self.at {
            match row.get(*at) {
                Some(piece) if *piece != 0 => key = mixed(key ^ u64::from(*piece)),
                _ => return 0,
            }
        }
        u32::try_from(key >> 32).unwrap_or(1).max(1)
    }
}

/// Indexes for the columns there are, those that find most with least first.
fn keys(columns: &[Values]) -> Vec<Vec<Part>> {
    use Part::{Birthday, Ear, Heads, Month, Sound, Sounds, Tails, Whole, Year};
    let of = |kind| {
        let columns = columns.iter().enumerate().filter(move |(_, it)| it.column.kind == kind);
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
    keys.retain(|parts| !parts.is_empty());
    keys
}

/// Indexes of a table, and which pieces its rows must hold for them.
pub(crate) fn planned(columns: &[Values]) -> (Vec<Key>, Pieces) {
    let (mut made, mut pieces) = (Vec::new(), Pieces::default());
    for parts in keys(columns) {
        let mut key = Key { at: Vec::new(), pieces: 0, uses: 0, dropped: HashSet::new() };
        for part in parts {
            // A whole value needs no piece: its place is one.
            let at = match part {
                Part::Whole(column) => HEAD + column,
                _ => {
                    let known = pieces.0.iter().position(|it| *it == part);
                    let piece = known.unwrap_or(pieces.0.len());
                    if known.is_none() {
                        pieces.0.push(part);
                    }
                    HEAD + columns.len() + piece
                }
            };
            key.at.push(at);
            key.pieces |= 1 << at;
            key.uses |= part.uses();
        }
        made.push(key);
    }
    (made, pieces)
}

/// Where two rows hold the same number and it is not 0, as bits; source and person are not looked at.
#[inline]
pub(crate) fn shared(one: &[u32], other: &[u32]) -> u64 {
    // Four at a time, as the processor compares them.
    let (one, other) = (one.as_chunks::<4>().0, other.as_chunks::<4>().0);
    let mut bits = 0;
    for (at, (a, b)) in one.iter().zip(other).enumerate() {
        let ([a, b, c, d], [e, f, g, h]) = (a, b);
        let same = |one: &u32, other: &u32| u64::from((one == other) & (*one != 0));
        bits |= (same(a, e) | same(b, f) << 1 | same(c, g) << 2 | same(d, h) << 3) << (4 * at);
    }
    bits & !((1 << HEAD) - 1)
}

/// The indexes of a table under way.
pub(crate) struct Index<'a> {
    rows: &'a Rows,
    keys: Vec<Key>,
}

impl<'a> Index<'a> {
    pub(crate) const fn of(rows: &'a Rows, keys: Vec<Key>) -> Self {
        Self { rows, keys }
    }

    pub(crate) fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// Mark and record of every record that has this key, in one number, sorted: records with the same mark stand
    /// together.
    pub(crate) fn sorted(&self, key: usize) -> Result<Vec<u64>, Lost> {
        let mut sorted = Vec::new();
        let Some(key) = self.keys.get(key) else { return Ok(sorted) };
        self.rows.each(|first, numbers| {
            let marked = numbers.par_chunks_exact(self.rows.width()).enumerate().filter_map(|(at, row)| {
                let mark = key.mark(row);
                (mark != 0).then(|| u64::from(mark) << 32 | (u64::from(first) + at as u64))
            });
            sorted.par_extend(marked);
        })?;
        sorted.par_sort_unstable();
        Ok(sorted)
    }

    /// Leaves out the largest blocks of a key until its pairs fit; returns the largest size left, and the pairs.
    pub(crate) fn fit(&mut self, key: usize, sorted: &[u64], most: u64) -> (usize, u64) {
        let mut sizes: Vec<usize> = blocks(sorted).map(<[u64]>::len).filter(|size| *size > 1).collect();
        sizes.par_sort_unstable();
        let (mut pairs, mut cap) = (0, 1);
        for size in sizes {
            let own = (size as u64) * (size as u64).saturating_sub(1) / 2;
            if pairs + own > most {
                break;
            }
            pairs += own;
            cap = size;
        }
        if let Some(key) = self.keys.get_mut(key) {
            let large = blocks(sorted).filter(|block| block.len() > cap);
            key.dropped = large.filter_map(|block| Some(mark_of(*block.first()?))).collect();
        }
        (cap, pairs)
    }

    /// Whether an earlier key has two rows together already, given what they share.
    #[inline]
    pub(crate) fn met_before(&self, key: usize, shared: u64, row: &[u32]) -> bool {
        let earlier = self.keys.get(..key).unwrap_or_default();
        earlier.iter().any(|key| {
            key.pieces & shared == key.pieces
                && (key.dropped.is_empty() || !key.dropped.contains(&key.mark(row)))
        })
    }

    /// Lets `look` see sorted records with their rows, whole blocks together; records become slots of the view.
    /// Blocks of one, and of more than `most`, may be left out.
    pub(crate) fn each_view<T>(
        &self,
        sorted: &[u64],
        most: usize,
        mut look: impl FnMut(&[u64], View<'_>) -> T,
    ) -> Result<Vec<T>, Lost> {
        let Some(at_once) = self.rows.at_once() else {
            return Ok(vec![self.rows.view(&[], |view| look(sorted, view))?]);
        };
        let mut seen = Vec::new();
        let mut waiting: Vec<u64> = Vec::new();
        let mut blocks = blocks(sorted).filter(|block| block.len() > 1 && block.len() <= most).peekable();
        while let Some(block) = blocks.next() {
            waiting.extend_from_slice(block);
            if blocks.peek().is_some_and(|next| waiting.len() + next.len() <= at_once) {
                continue;
            }
            let mut records: Vec<u32> = waiting.iter().map(|it| record_of(*it)).collect();
            records.par_sort_unstable();
            records.dedup();
            seen.push(self.rows.view(&records, |view| {
                for marked in &mut waiting {
                    *marked = *marked >> 32 << 32 | u64::from(view.slot(record_of(*marked)));
                }
                look(&waiting, view)
            })?);
            waiting.clear();
        }
        Ok(seen)
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

const fn mark_of(marked: u64) -> u32 {
    (marked >> 32) as u32
}

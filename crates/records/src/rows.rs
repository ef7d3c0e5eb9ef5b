//! Records as rows of small numbers, in memory or, when they are too many for it, on a shelf.
//!
//! A row holds all that comparing needs: the source, the person known to be meant (0 when not known), the place of
//! each value in its pool, then the pieces that indexes are made of. Two rows stand in a few lines of the fastest
//! cache; columns side by side would cost a wait for memory each.

use std::fmt;

/// Numbers before the first column: source and person.
pub(crate) const HEAD: usize = 2;

/// What could not be written to the shelf, or read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost(pub String);

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "le fichier de travail ne se laisse pas écrire ou relire : {}", self.0)
    }
}

impl std::error::Error for Lost {}

/// A place outside memory for numbers: a file, in practice. What is put comes after what was put before.
pub trait Shelf: fmt::Debug + Send + Sync {
    /// Puts numbers at the end.
    ///
    /// # Errors
    /// They cannot be written.
    fn put(&mut self, numbers: &[u32]) -> Result<(), Lost>;

    /// Reads as many numbers as `numbers` holds, from the one at place `from`.
    ///
    /// # Errors
    /// They cannot be read back.
    fn take(&self, from: u64, numbers: &mut [u32]) -> Result<(), Lost>;
}

#[derive(Debug)]
enum Kept {
    Memory(Vec<u32>),
    /// With the number of rows held in memory at a time.
    Shelf(Box<dyn Shelf>, usize),
}

/// Rows of one width.
#[derive(Debug)]
pub(crate) struct Rows {
    width: usize,
    number: usize,
    kept: Kept,
}

/// Some rows in memory, found by their slot.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View<'a> {
    width: usize,
    numbers: &'a [u32],
    /// The record in each slot; where there is none, slots are records.
    records: Option<&'a [u32]>,
}

impl View<'_> {
    /// The row in a slot.
    #[inline]
    pub(crate) fn row(&self, slot: u32) -> &[u32] {
        let from = slot as usize * self.width;
        self.numbers.get(from..from + self.width).unwrap_or_default()
    }

    /// The record in a slot.
    #[inline]
    pub(crate) fn record(&self, slot: u32) -> u32 {
        self.records.map_or(slot, |records| records.get(slot as usize).copied().unwrap_or(0))
    }

    /// The slot of a record, where it is in view.
    pub(crate) fn slot(&self, record: u32) -> u32 {
        let place = |records: &[u32]| records.partition_point(|it| *it < record);
        self.records.map_or(record, |records| u32::try_from(place(records)).unwrap_or(u32::MAX))
    }
}

impl Rows {
    pub(crate) fn new(width: usize, number: usize, shelf: Option<(Box<dyn Shelf>, usize)>) -> Self {
        let kept = match shelf {
            None => Kept::Memory(Vec::with_capacity(width * number)),
            Some((shelf, at_once)) => Kept::Shelf(shelf, at_once.max(WINDOW)),
        };
        Self { width, number, kept }
    }

    pub(crate) const fn width(&self) -> usize {
        self.width
    }

    /// Adds whole rows.
    pub(crate) fn put(&mut self, numbers: &[u32]) -> Result<(), Lost> {
        match &mut self.kept {
            Kept::Memory(all) => {
                all.extend_from_slice(numbers);
                Ok(())
            }
            Kept::Shelf(shelf, _) => shelf.put(numbers),
        }
    }

    /// Most rows that one view should hold; `None` where all rows are in memory anyway.
    pub(crate) const fn at_once(&self) -> Option<usize> {
        match self.kept {
            Kept::Memory(_) => None,
            Kept::Shelf(_, at_once) => Some(at_once),
        }
    }

    /// Lets `look` see at least these records, which are in order and stand once.
    pub(crate) fn view<T>(&self, records: &[u32], look: impl FnOnce(View<'_>) -> T) -> Result<T, Lost> {
        let width = self.width;
        match &self.kept {
            Kept::Memory(numbers) => Ok(look(View { width, numbers, records: None })),
            Kept::Shelf(shelf, _) => {
                let mut numbers = Vec::with_capacity(records.len() * width);
                let mut window = Window { from: 0, to: 0, numbers: Vec::new() };
                for record in records {
                    let record = *record as usize;
                    if record >= window.to {
                        window.read(shelf.as_ref(), record, self)?;
                    }
                    let at = (record - window.from) * width;
                    numbers.extend_from_slice(window.numbers.get(at..at + width).unwrap_or_default());
                }
                Ok(look(View { width, numbers: &numbers, records: Some(records) }))
            }
        }
    }

    /// Lets `look` see all rows, some after others: the first record, then whole rows.
    pub(crate) fn each(&self, mut look: impl FnMut(u32, &[u32])) -> Result<(), Lost> {
        match &self.kept {
            Kept::Memory(numbers) => look(0, numbers),
            Kept::Shelf(shelf, _) => {
                let mut window = Window { from: 0, to: 0, numbers: Vec::new() };
                while window.to < self.number {
                    window.read(shelf.as_ref(), window.to, self)?;
                    look(u32::try_from(window.from).unwrap_or(u32::MAX), &window.numbers);
                }
            }
        }
        Ok(())
    }
}

/// Rows read from the shelf at once.
const WINDOW: usize = 8_192;

struct Window {
    from: usize,
    to: usize,
    numbers: Vec<u32>,
}

impl Window {
    fn read(&mut self, shelf: &dyn Shelf, from: usize, rows: &Rows) -> Result<(), Lost> {
        (self.from, self.to) = (from, (from + WINDOW).min(rows.number).max(from));
        self.numbers.resize((self.to - from) * rows.width, 0);
        shelf.take((from * rows.width) as u64, &mut self.numbers)
    }
}

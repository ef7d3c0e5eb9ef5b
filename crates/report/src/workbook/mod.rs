//! Tables filled offline come back: XLSX or CSV, read within limits, with line and column of what is wrong.
//!
//! ```text
//! bytes ─► packed  what is inside, unpacked once into nothing, counted   (XLSX only)
//!       └► sheets  cells by line; formulas, merged cells and long texts are faults
//!             └► filled  columns found by their heads, each value as meant, or a fault at its place
//! ```
//!
//! [`Monthly`] is the template of a month's return, made from the definitions in force.
//!
//! A fault of the file ends the reading; faults of cells are gathered, so that somebody repairs them in one go.
//! Whoever imports takes nothing of a table with a fault. Memory stays bounded whatever the file claims.

mod commas;
mod fault;
mod monthly;
mod packed;
mod sheets;
mod template;
#[cfg(test)]
mod tests;

pub use fault::{Fault, Place, Wrong};
pub use monthly::{Monthly, Number};
pub use template::{Column, Filled, Holds, Line, Template, Value};

use std::io::{self, Read, Seek, SeekFrom};

/// How much a table may be.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Lines of all sheets, heads included.
    pub lines: u32,
    /// Columns of a line.
    pub columns: u16,
    /// Cells of all sheets that hold something.
    pub cells: u32,
    /// Letters of a cell.
    pub letters: usize,
    /// Bytes of text of all sheets.
    pub text: usize,
    /// Bytes of all parts of an XLSX, unpacked.
    pub unpacked: u64,
    /// Bytes of its shared texts, unpacked, which are all in memory at once.
    pub shared: u64,
    /// Faults gathered before the reading stops.
    pub faults: usize,
}

impl Default for Limits {
    /// A return is a page; a country's series is some thousand lines; ten times that is not a table typed by hand.
    fn default() -> Self {
        Self {
            lines: 50_000,
            columns: 256,
            cells: 600_000,
            letters: 4_000,
            text: 16 << 20,
            unpacked: 64 << 20,
            shared: 12 << 20,
            faults: 50,
        }
    }
}

/// A cell as it stands.
#[derive(Debug, Clone, PartialEq)]
pub enum Field {
    /// Nothing.
    Empty,
    /// Words, without the spaces around them.
    Text(String),
    /// A number of a sheet.
    Number(f64),
}

impl Field {
    /// Whether there is nothing in it.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }
}

/// A line that holds something.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its number, as the program that filled it shows it: from 1.
    pub line: u32,
    /// Its cells, from the first column; empty ones at the end are left out.
    pub fields: Vec<Field>,
}

/// A sheet; a CSV is one, without a name.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Its lines, in order.
    pub rows: Vec<Row>,
}

/// A table as read.
#[derive(Debug, Clone, Default)]
pub struct Tables {
    /// Its sheets.
    pub sheets: Vec<Sheet>,
    /// What is wrong in its cells.
    pub faults: Vec<Fault>,
}

/// Reads a table: XLSX when it begins as one, CSV otherwise.
///
/// # Errors
/// A [`Fault`] of the whole file: neither format, truncated, too large in any way, unreadable.
pub fn read<R: Read + Seek>(mut source: R, limits: &Limits) -> Result<Tables, Fault> {
    let mut head = [0_u8; 8];
    let length = fill(&mut source, &mut head).map_err(|_| Fault::of_file(Wrong::Unreadable))?;
    source.seek(SeekFrom::Start(0)).map_err(|_| Fault::of_file(Wrong::Unreadable))?;
    match head.get(..length).unwrap_or_default() {
        [] => Err(Fault::of_file(Wrong::Empty)),
        [b'P', b'K', ..] => {
            packed::check(&mut source, limits)?;
            source.seek(SeekFrom::Start(0)).map_err(|_| Fault::of_file(Wrong::Unreadable))?;
            sheets::read(source, limits)
        }
        // the old format of Excel and every encrypted workbook
        [0xd0, 0xcf, 0x11, 0xe0, ..] => Err(Fault::of_file(Wrong::OldOrLocked)),
        [b'%', b'P', b'D', b'F', ..] => Err(Fault::of_file(Wrong::NotATable)),
        _ => commas::read(source, limits),
    }
}

fn fill(source: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut length = 0;
    while let Some(rest) = buffer.get_mut(length..).filter(|rest| !rest.is_empty()) {
        match source.read(rest)? {
            0 => break,
            more => length += more,
        }
    }
    Ok(length)
}

/// What is kept while reading, and when it is enough.
struct Kept<'a> {
    limits: &'a Limits,
    read: Tables,
    lines: u32,
    cells: u32,
    text: usize,
}

impl<'a> Kept<'a> {
    fn new(limits: &'a Limits) -> Self {
        Self { limits, read: Tables::default(), lines: 0, cells: 0, text: 0 }
    }

    fn sheet(&mut self, name: &str) {
        self.read.sheets.push(Sheet { name: name.to_owned(), rows: Vec::new() });
    }

    fn name(&self) -> String {
        self.read.sheets.last().map_or_else(String::new, |sheet| sheet.name.clone())
    }

    fn place(&self, line: u32, column: u32) -> Place {
        Place { sheet: self.name(), line, column }
    }

    /// Keeps a fault of a cell.
    ///
    /// # Errors
    /// The fault itself, when enough are gathered.
    fn fault(&mut self, line: u32, column: u32, wrong: Wrong) -> Result<(), Fault> {
        let fault = Fault { place: Some(self.place(line, column)), wrong };
        if self.read.faults.len() >= self.limits.faults {
            return Err(Fault {
                place: fault.place,
                wrong: Wrong::TooManyFaults { limit: self.limits.faults },
            });
        }
        self.read.faults.push(fault);
        Ok(())
    }

    /// Keeps a cell; line and column count from 1.
    ///
    /// # Errors
    /// When a limit is passed.
    fn cell(&mut self, line: u32, column: u32, field: Field) -> Result<(), Fault> {
        let over = |wrong| Fault { place: Some(self.place(line, column)), wrong };
        if field.is_empty() {
            return Ok(());
        }
        if column > u32::from(self.limits.columns) {
            return Err(over(Wrong::TooManyColumns { limit: self.limits.columns }));
        }
        let begins =
            self.read.sheets.last().and_then(|sheet| sheet.rows.last()).is_none_or(|row| row.line != line);
        if begins && self.lines >= self.limits.lines {
            return Err(over(Wrong::TooManyLines { limit: self.limits.lines }));
        }
        if self.cells >= self.limits.cells {
            return Err(over(Wrong::TooManyCells { limit: self.limits.cells }));
        }
        let field = match field {
            Field::Text(text) if text.chars().nth(self.limits.letters).is_some() => {
                return self.fault(line, column, Wrong::LongCell { limit: self.limits.letters });
            }
            Field::Text(text) if looks_computed(&text) => return self.fault(line, column, Wrong::Formula),
            field => field,
        };
        if let Field::Text(text) = &field {
            self.text += text.len();
            if self.text > self.limits.text {
                return Err(Fault::of_file(Wrong::TooMuchText { limit: self.limits.text }));
            }
        }
        self.cells += 1;
        let Some(sheet) = self.read.sheets.last_mut() else {
            return Ok(());
        };
        if begins {
            self.lines += 1;
            sheet.rows.push(Row { line, fields: Vec::new() });
        }
        if let Some(row) = sheet.rows.last_mut() {
            let before = usize::try_from(column).unwrap_or(1).saturating_sub(1);
            row.fields.resize(before.max(row.fields.len()), Field::Empty);
            row.fields.push(field);
        }
        Ok(())
    }
}

/// What a spreadsheet would run.
fn looks_computed(text: &str) -> bool {
    text.starts_with(['=', '@']) || (text.starts_with(['+', '-']) && text.contains(['(', '!', '|']))
}

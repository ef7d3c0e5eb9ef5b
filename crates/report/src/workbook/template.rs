//! A template: columns with heads, made as XLSX and as CSV, and read back by its heads.

use super::{Fault, Field, Place, Row, Sheet, Wrong};
use rust_xlsxwriter::{DataValidation, DataValidationRule, Format, FormatBorder, Workbook, XlsxError};
use std::collections::HashSet;

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holds {
    /// A whole number from zero.
    Count,
    /// Words.
    Text,
    /// One of these words.
    Choice(Vec<String>),
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its stable name, for who takes the values.
    pub code: String,
    /// Its head; case, accents and spaces do not matter when it is read back.
    pub head: String,
    /// What it holds.
    pub holds: Holds,
    /// Whether a line must have it.
    pub required: bool,
}

/// A table to be filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Name of its sheet.
    pub name: String,
    /// What it is for and under which definition and version: said above the heads.
    pub about: Vec<String>,
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// Lines already there: the first cells of each, in words.
    pub lines: Vec<Vec<String>>,
}

/// A value as meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A whole number from zero.
    Count(u64),
    /// Words, or the choice as the template writes it.
    Text(String),
}

/// A line as meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its number in the file, from 1.
    pub line: u32,
    /// One value a column of the template, in its order; none where nothing stands.
    pub values: Vec<Option<Value>>,
}

/// What a filled template says.
#[derive(Debug, Clone, Default)]
pub struct Filled {
    /// Its lines.
    pub lines: Vec<Line>,
    /// Where each column of the template stands in the sheet, from 1; none where it is missing.
    pub columns: Vec<Option<u32>>,
    /// What is wrong; take nothing when there is anything here.
    pub faults: Vec<Fault>,
}

/// Room for so many lines is made in the sheet.
const ROOM: u32 = 500;

impl Template {
    /// The sheet to fill: what it is about, the heads, then lines with their choices.
    ///
    /// # Errors
    /// When a name or a choice is more than the format takes.
    pub fn xlsx(&self) -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.set_name(&self.name)?;
        let (about, head) = (
            Format::new().set_italic().set_quote_prefix(),
            Format::new()
                .set_bold()
                .set_text_wrap()
                .set_border_bottom(FormatBorder::Medium)
                .set_quote_prefix(),
        );
        let mut row = 0;
        for line in &self.about {
            sheet.write_string_with_format(row, 0, line, &about)?;
            row += 1;
        }
        for (place, column) in (0_u16..).zip(&self.columns) {
            sheet.write_string_with_format(row, place, &column.head, &head)?;
            sheet.set_column_width(place, 18)?;
            let rule = match &column.holds {
                Holds::Count => Some(
                    DataValidation::new().allow_whole_number(DataValidationRule::GreaterThanOrEqualTo(0)),
                ),
                Holds::Choice(choices) => Some(DataValidation::new().allow_list_strings(choices)?),
                Holds::Text => None,
            };
            if let Some(rule) = rule {
                sheet.add_data_validation(row + 1, place, row + ROOM, place, &rule)?;
            }
        }
        sheet.set_freeze_panes(row + 1, 0)?;
        let given = Format::new().set_quote_prefix();
        for line in &self.lines {
            row += 1;
            for (place, words) in (0_u16..).zip(line) {
                sheet.write_string_with_format(row, place, words, &given)?;
            }
        }
        book.save_to_buffer()
    }

    /// The same as CSV: semicolons, UTF-8 with its mark, so that Excel in French opens it.
    #[must_use]
    pub fn csv(&self) -> String {
        let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let mut lines: Vec<String> = self.about.iter().map(|line| quoted(line)).collect();
        let heads: Vec<String> = self.columns.iter().map(|column| quoted(&column.head)).collect();
        lines.push(heads.join(";"));
        let given = self
            .lines
            .iter()
            .map(|line| line.iter().map(|words| quoted(words)).collect::<Vec<_>>().join(";"));
        lines.extend(given);
        format!("\u{feff}{}\r\n", lines.join("\r\n"))
    }

    /// Reads a sheet by its heads: they stand on the first line that holds two of them, or the only one.
    #[must_use]
    pub fn fill(&self, sheet: &Sheet) -> Filled {
        let mut filled = Filled::default();
        let enough = self.columns.len().min(2);
        let Some(at) = sheet.rows.iter().position(|row| self.known(row) >= enough) else {
            let missing = self.columns.iter().map(|column| Wrong::NoColumn { head: column.head.clone() });
            filled.faults.extend(missing.map(|wrong| Fault { place: Some(place(sheet, 1, 1)), wrong }));
            return filled;
        };
        let (head, rest) = sheet.rows.split_at(at + 1);
        let Some(head) = head.last() else { return filled };
        let found = self.heads(sheet, head, &mut filled.faults);
        let stands = |at: usize| {
            (1_u32..).zip(&found).find(|(_, known)| **known == Some(at)).map(|(column, _)| column)
        };
        filled.columns = (0..self.columns.len()).map(stands).collect();
        for row in rest {
            if let Some(line) = self.line(sheet, row, &found, &mut filled.faults) {
                filled.lines.push(line);
            }
        }
        filled
    }

    fn known(&self, row: &Row) -> usize {
        row.fields.iter().filter(|field| self.of(field).is_some()).count()
    }

    fn of(&self, field: &Field) -> Option<usize> {
        let Field::Text(text) = field else { return None };
        let typed = folded(text);
        self.columns.iter().position(|column| folded(&column.head) == typed || folded(&column.code) == typed)
    }

    /// Which column of the template each column of the sheet is.
    fn heads(&self, sheet: &Sheet, row: &Row, faults: &mut Vec<Fault>) -> Vec<Option<usize>> {
        let mut seen = HashSet::new();
        let mut found = Vec::new();
        for (column, field) in (1..).zip(&row.fields) {
            let known = self.of(field);
            let wrong = match (field, known) {
                (Field::Empty, _) => None,
                (field, None) => Some(Wrong::UnknownColumn { head: shown(field) }),
                (field, Some(known)) if !seen.insert(known) => {
                    Some(Wrong::ColumnTwice { head: shown(field) })
                }
                (_, Some(_)) => None,
            };
            faults.extend(wrong.map(|wrong| Fault { place: Some(place(sheet, row.line, column)), wrong }));
            found.push(known);
        }
        for (at, column) in self.columns.iter().enumerate() {
            if column.required && !seen.contains(&at) {
                let wrong = Wrong::NoColumn { head: column.head.clone() };
                faults.push(Fault { place: Some(place(sheet, row.line, 1)), wrong });
            }
        }
        found
    }

    fn line(
        &self,
        sheet: &Sheet,
        row: &Row,
        found: &[Option<usize>],
        faults: &mut Vec<Fault>,
    ) -> Option<Line> {
        if row.fields.iter().all(Field::is_empty) {
            return None;
        }
        let mut values: Vec<Option<Value>> = vec![None; self.columns.len()];
        let before = faults.len();
        for (column, field) in (1_u32..).zip(&row.fields) {
            let at = usize::try_from(column).ok().and_then(|column| found.get(column - 1).copied());
            let meant = match (at.flatten(), field) {
                (_, Field::Empty) => continue,
                (None, _) => Err(Wrong::NoHead),
                (Some(at), field) => self
                    .columns
                    .get(at)
                    .map_or(Err(Wrong::NoHead), |it| meant(&it.holds, field).map(|value| (at, value))),
            };
            match meant {
                Ok((at, value)) => {
                    values.iter_mut().skip(at).take(1).for_each(|it| *it = Some(value.clone()))
                }
                Err(wrong) => faults.push(Fault { place: Some(place(sheet, row.line, column)), wrong }),
            }
        }
        if faults.len() == before {
            for (at, column) in self.columns.iter().enumerate() {
                let empty = values.get(at).is_none_or(Option::is_none);
                let shown = found.iter().position(|it| *it == Some(at));
                if let (true, true, Some(shown)) = (column.required, empty, shown) {
                    let wrong = Wrong::Missing { head: column.head.clone() };
                    let column = u32::try_from(shown).unwrap_or(u32::MAX).saturating_add(1);
                    faults.push(Fault { place: Some(place(sheet, row.line, column)), wrong });
                }
            }
        }
        Some(Line { line: row.line, values })
    }
}

fn place(sheet: &Sheet, line: u32, column: u32) -> Place {
    Place { sheet: sheet.name.clone(), line, column }
}

fn shown(field: &Field) -> String {
    match field {
        Field::Empty => String::new(),
        Field::Text(text) => text.clone(),
        Field::Number(number) => number.to_string(),
    }
}

fn meant(holds: &Holds, field: &Field) -> Result<Value, Wrong> {
    match holds {
        Holds::Text => Ok(Value::Text(shown(field))),
        Holds::Count => {
            count(field).map(Value::Count).ok_or_else(|| Wrong::NotACount { typed: shown(field) })
        }
        Holds::Choice(choices) => {
            let typed = folded(&shown(field));
            let chosen = choices.iter().find(|choice| folded(choice) == typed);
            chosen.cloned().map(Value::Text).ok_or_else(|| Wrong::NotAChoice { typed: shown(field) })
        }
    }
}

/// A whole number from zero, as a sheet keeps it or as somebody writes it: `5 481`, `5481`, never `5,481` or `5.0`.
fn count(field: &Field) -> Option<u64> {
    match field {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "whole, from zero, and exact below 2^53"
        )]
        Field::Number(number) => {
            let whole = number.fract() == 0.0 && *number >= 0.0 && *number < 9e15;
            whole.then_some(*number as u64)
        }
        Field::Text(text) => {
            let digits: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
            let plain = digits.len() <= 15 && digits.chars().all(|letter| letter.is_ascii_digit());
            digits.parse().ok().filter(|_| plain)
        }
        Field::Empty => None,
    }
}

/// Case, accents, spaces and marks put aside.
pub(super) fn folded(text: &str) -> String {
    let plain = |letter: char| match letter {
        'à' | 'â' | 'ä' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'î' | 'ï' => 'i',
        'ô' | 'ö' => 'o',
        'û' | 'ù' | 'ü' => 'u',
        'ç' => 'c',
        other => other,
    };
    text.chars().flat_map(char::to_lowercase).map(plain).filter(|letter| letter.is_alphanumeric()).collect()
}

//! XLSX, by calamine: cell by cell, so that a sheet of a million lines is never in memory.

use super::{Fault, Field, Kept, Limits, Tables, Wrong};
use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use std::io::{Read, Seek};

/// Reads every sheet one sees.
///
/// # Errors
/// A [`Fault`] of the file.
pub(super) fn read<R: Read + Seek>(source: R, limits: &Limits) -> Result<Tables, Fault> {
    let mut book: Xlsx<R> = Xlsx::new(source).map_err(|why| of(&why))?;
    let names: Vec<String> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect();
    let mut kept = Kept::new(limits);
    for name in names {
        kept.sheet(&name);
        walk(&mut book, &name, &mut kept)?;
        merged(&mut book, &name, &mut kept)?;
    }
    if kept.cells == 0 && kept.read.faults.is_empty() {
        return Err(Fault::of_file(Wrong::Empty));
    }
    Ok(kept.read)
}

fn of(why: &XlsxError) -> Fault {
    Fault::of_file(match why {
        XlsxError::Password => Wrong::OldOrLocked,
        _ => Wrong::Damaged,
    })
}

fn walk<R: Read + Seek>(book: &mut Xlsx<R>, name: &str, kept: &mut Kept) -> Result<(), Fault> {
    let mut cells = book.worksheet_cells_reader(name).map_err(|why| of(&why))?;
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(|why| of(&why))? {
        let (line, column) = (cell.pos.0.saturating_add(1), cell.pos.1.saturating_add(1));
        if cell.formula.is_some() {
            kept.fault(line, column, Wrong::Formula)?;
            continue;
        }
        match field(&cell.value) {
            Some(field) => kept.cell(line, column, field)?,
            None => kept.fault(line, column, Wrong::SheetError)?,
        }
    }
    Ok(())
}

/// A cell as it stands; `None` for an error of the spreadsheet.
fn field(value: &DataRef) -> Option<Field> {
    let text = |text: &str| match text.trim() {
        "" => Field::Empty,
        words => Field::Text(words.to_owned()),
    };
    Some(match value {
        DataRef::Empty => Field::Empty,
        #[expect(clippy::cast_precision_loss, reason = "a sheet keeps every number so")]
        DataRef::Int(number) => Field::Number(*number as f64),
        DataRef::Float(number) => Field::Number(*number),
        DataRef::String(words) => text(words),
        DataRef::SharedString(words) => text(words),
        DataRef::Bool(value) => Field::Text(if *value { "vrai" } else { "faux" }.to_owned()),
        DataRef::DateTime(date) => Field::Number(date.as_f64()),
        DataRef::DateTimeIso(words) | DataRef::DurationIso(words) => text(words),
        DataRef::Error(_) => return None,
    })
}

/// A merged cell hides which column a value belongs to.
fn merged<R: Read + Seek>(book: &mut Xlsx<R>, name: &str, kept: &mut Kept) -> Result<(), Fault> {
    for range in book.merge_cells_by_sheet_name(name).map_err(|why| of(&why))? {
        let (from, to) = (range.start, range.end);
        let end = kept.place(to.0.saturating_add(1), to.1.saturating_add(1));
        let start = kept.place(from.0.saturating_add(1), from.1.saturating_add(1));
        let words = format!("{}{}:{}{}", start.letters(), start.line, end.letters(), end.line);
        kept.fault(start.line, start.column, Wrong::Merged { range: words })?;
    }
    Ok(())
}

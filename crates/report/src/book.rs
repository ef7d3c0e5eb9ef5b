//! The report as a workbook: a sheet a table, each with its caption and notes, nothing that computes.
//!
//! Texts are written as texts and marked as such: a label that looks like a formula is shown, never run, also after
//! somebody saves the sheet anew.

use crate::document::{Block, Cell, Document, Table, Total};
use danbe_charts::Count;
use rust_xlsxwriter::{DocProperties, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

/// The looks of the sheets.
struct Looks {
    title: Format,
    text: Format,
    head: Format,
    number: Format,
    sign: Format,
    total: Format,
    note: Format,
}

impl Looks {
    fn new() -> Self {
        let text = Format::new().set_text_wrap().set_align(FormatAlign::Top).set_quote_prefix();
        let number = Format::new().set_num_format("#,##0").set_align(FormatAlign::Top);
        Self {
            title: Format::new().set_bold().set_font_size(14).set_quote_prefix(),
            head: text.clone().set_bold().set_border_bottom(FormatBorder::Medium),
            sign: text.clone().set_align(FormatAlign::Right),
            total: text.clone().set_bold().set_border_top(FormatBorder::Thin),
            note: Format::new().set_italic().set_quote_prefix(),
            number,
            text,
        }
    }
}

/// The whole workbook, XLSX.
///
/// # Errors
/// When a sheet outgrows the format, which no report does.
pub fn book(document: &Document) -> Result<Vec<u8>, XlsxError> {
    let looks = Looks::new();
    let mut book = Workbook::new();
    let cover = &document.cover;
    let about = DocProperties::new()
        .set_title(&cover.title)
        .set_subject(&cover.subtitle)
        .set_author(&cover.committee);
    book.set_properties(&about);
    first(book.add_worksheet(), document, &looks)?;
    for table in document.tables() {
        sheet(book.add_worksheet(), table, document, &looks)?;
    }
    book.save_to_buffer()
}

/// The first sheet: the cover, then what the sections say in words and numbers of the summary.
fn first(sheet: &mut Worksheet, document: &Document, looks: &Looks) -> Result<(), XlsxError> {
    let cover = &document.cover;
    sheet.set_name(name(&document.words.contents))?;
    sheet.set_column_width(0, FIRST)?;
    sheet.set_print_fit_to_pages(1, 0);
    let lines = cover.state.iter().chain([&cover.committee, &cover.subtitle, &cover.status, &cover.invented]);
    let lines = lines.chain(&cover.made).filter(|line| !line.is_empty());
    sheet.write_string_with_format(0, 0, &cover.title, &looks.title)?;
    let mut row = 1;
    for line in lines {
        sheet.write_string_with_format(row, 0, line, &looks.text)?;
        row += 1;
    }
    for section in &document.sections {
        row += 1;
        sheet.write_string_with_format(row, 0, &section.title, &looks.head)?;
        row += 1;
        for line in section.blocks.iter().flat_map(said) {
            sheet.set_row_height(row, tall(&line, FIRST))?;
            sheet.write_string_with_format(row, 0, line, &looks.text)?;
            row += 1;
        }
    }
    Ok(())
}

/// Width of the first sheet, and of a table, in letters.
const FIRST: f64 = 100.0;
const WIDE: f64 = 125.0;
/// Height of a line, in points.
const LINE: f64 = 15.0;

/// Height of a text in a column: a program that only opens a sheet does not measure it.
fn tall(text: &str, width: f64) -> f64 {
    let letters = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    LINE * (f64::from(letters) * 1.1 / width).ceil().clamp(1.0, 20.0)
}

/// A block in lines; a table says where it is.
fn said(block: &Block) -> Vec<String> {
    match block {
        Block::Text { text } | Block::Note { text } | Block::Heading { text } => vec![text.clone()],
        Block::Points { points } => points.iter().map(|point| format!("– {point}")).collect(),
        Block::Cards { cards } => cards
            .iter()
            .map(|card| {
                format!("{} : {} {} ({}) {}", card.label, card.value, card.unit, card.note, card.code)
            })
            .collect(),
        Block::Table(table) => vec![format!("→ {} : {}", name(&table.id), table.caption)],
        Block::Picture(_) => Vec::new(),
    }
}

/// A name a sheet may have: 31 characters, none of those the format keeps for itself.
fn name(words: &str) -> String {
    words.chars().filter(|letter| !"[]:*?/\\'".contains(*letter)).take(31).collect()
}

fn sheet(sheet: &mut Worksheet, table: &Table, document: &Document, looks: &Looks) -> Result<(), XlsxError> {
    sheet.set_name(name(&table.id))?;
    sheet.write_string_with_format(0, 0, &table.caption, &looks.title)?;
    let mut row = 1;
    let invented =
        [&document.cover.status, &document.cover.invented].into_iter().filter(|line| !line.is_empty());
    for note in table.notes.iter().chain(invented) {
        sheet.write_string_with_format(row, 0, note, &looks.note)?;
        row += 1;
    }
    row += 1;
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    let mut widths = Vec::new();
    let shares: f64 = table.widths.iter().copied().map(f64::from).sum();
    for ((column, head), share) in (0..).zip(&table.heads).zip(&table.widths) {
        sheet.write_string_with_format(row, column, head, &looks.head)?;
        let width = (f64::from(*share) / shares * WIDE).max(12.0);
        sheet.set_column_width(column, width)?;
        widths.push(width);
    }
    sheet.set_freeze_panes(row + 1, 0)?;
    for (place, cells) in table.rows.iter().enumerate() {
        row += 1;
        let last = table.total == Total::Last && place + 1 == table.rows.len();
        let heights = cells.iter().zip(&widths).map(|(cell, width)| tall(&cell.shown(), *width));
        sheet.set_row_height(row, heights.fold(LINE, f64::max))?;
        for (column, cell) in (0..).zip(cells) {
            write(sheet, row, column, cell, looks, last)?;
        }
    }
    Ok(())
}

fn write(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    looks: &Looks,
    last: bool,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Count(Count::Known(count)) => {
            let number = if last {
                looks.number.clone().set_bold().set_border_top(FormatBorder::Thin)
            } else {
                looks.number.clone()
            };
            #[expect(
                clippy::cast_precision_loss,
                reason = "a sheet keeps numbers so, exact to nine thousand billion"
            )]
            let count = *count as f64;
            sheet.write_number_with_format(row, column, count, &number)?
        }
        Cell::Count(sign) => sheet.write_string_with_format(row, column, sign.shown(), &looks.sign)?,
        Cell::Text(text) => {
            let look = if last { &looks.total } else { &looks.text };
            sheet.write_string_with_format(row, column, text, look)?
        }
    };
    Ok(())
}

//! Page and workbook say what the document says.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at a surprise")]

use calamine::{Data, Reader, Xlsx};
use danbe_charts::Count;
use danbe_pages::{Lang, Say};
use danbe_report::{Cell, Document, Report, WORDS_FR, book, document, page, samples};
use std::io::Cursor;

fn french() -> Say {
    Say::new(Lang::French, &[WORDS_FR])
}

fn of(report: &Report) -> Document {
    document(&french(), report)
}

fn opened(document: &Document) -> Xlsx<Cursor<Vec<u8>>> {
    calamine::open_workbook_from_rs(Cursor::new(book(document).unwrap())).unwrap()
}

#[test]
fn the_page_holds_every_cell_and_no_script() {
    for report in [samples::year(), samples::empty()] {
        let document = of(&report);
        let html = page(&french(), &document);
        assert_eq!(html.matches("<h1").count(), 1);
        assert_eq!(html.matches("<h2 id=").count(), document.sections.len());
        assert!(!html.contains("<script") && !html.contains("javascript:") && !html.contains("⟨"), "{html}");
        for cell in document.tables().flat_map(|table| table.rows.iter().flatten()) {
            let shown = maud::html! { (cell.shown()) }.into_string();
            assert!(html.contains(&format!(">{shown}<")), "{shown}");
        }
        for picture in document.pictures() {
            assert!(html.contains(&format!("<desc id=\"{}-d\">", picture.id)));
        }
    }
}

#[test]
fn the_workbook_keeps_numbers_as_numbers_and_signs_as_signs() {
    let document = of(&samples::year());
    let mut book = opened(&document);
    let names = book.sheet_names();
    assert_eq!(names.len(), 1 + document.tables().count());
    for (table, name) in document.tables().zip(names.iter().skip(1)) {
        let sheet = book.worksheet_range(name).unwrap();
        let rows: Vec<&[Data]> = sheet.rows().skip(sheet.height() - table.rows.len()).collect();
        for (expected, found) in table.rows.iter().zip(rows) {
            for (cell, found) in expected.iter().zip(found) {
                match (cell, found) {
                    (Cell::Count(Count::Known(count)), Data::Float(value)) => {
                        assert!((*count as f64 - value).abs() < 0.1)
                    }
                    (other, Data::String(text)) => assert_eq!(&other.shown(), text),
                    (cell, found) => panic!("{cell:?} became {found:?}"),
                }
            }
        }
    }
}

#[test]
fn what_looks_like_a_formula_is_words() {
    let mut report = samples::year();
    let labels = ["=1+1", "+33 1", "-2", "@SUM(A1)", "=cmd|'/c calc'!A0", "\t=1"];
    for (figure, label) in report.figures.iter_mut().zip(labels) {
        figure.label = label.to_owned();
    }
    let document = of(&report);
    let mut book = opened(&document);
    for name in book.sheet_names() {
        assert!(book.worksheet_formula(&name).unwrap().is_empty(), "{name}");
    }
    let all: Vec<String> = book
        .worksheets()
        .iter()
        .flat_map(|(_, sheet)| sheet.rows().flatten().map(ToString::to_string).collect::<Vec<_>>())
        .collect();
    for label in labels {
        assert!(all.iter().any(|cell| cell == label), "{label}");
    }
}

//! From the nouns to the document: one file per part of the report, in the order they are read.

mod about;
mod counted;
mod meeting;
mod past;
mod places;
mod summary;

use crate::document::{Block, Cell, Cover, Document, Fixed, Table, Total};
use crate::nouns::{Approval, Data, Figure, Ledger, Report};
use danbe_charts::{Count, HIDDEN, UNKNOWN};
use danbe_pages::{Arg, Say};

pub use meeting::pack;

/// The document of a report, in the language of `say`.
#[must_use]
pub fn document(say: &Say, report: &Report) -> Document {
    let sections = vec![
        summary::section(say, report),
        counted::persons(say, report),
        counted::declared(say, report),
        places::section(say, report),
        counted::reached(say, report),
        past::section(say, report),
        about::changes(say, said(say, "report-changes-caption", report), &report.changes),
        about::doubts(say, report),
        about::definitions(say, &report.definitions),
        about::register(say, report),
        about::method(say, report),
    ];
    Document {
        cover: cover(say, report),
        sections,
        signature: ["report-sign-read", "report-sign-place", "report-sign-office", "report-sign-hand"]
            .map(|key| say.t(key))
            .to_vec(),
        words: Fixed {
            running: said(say, "report-running", report),
            contents: say.t("report-contents"),
            page: say.t("report-page"),
            of: say.t("report-page-of"),
            table: say.t("report-table"),
            picture: say.t("report-picture"),
        },
    }
}

fn cover(say: &Say, report: &Report) -> Cover {
    let status = match &report.approval {
        Approval::Draft => say.t("report-draft"),
        Approval::Overtaken { on } => say.a("report-overtaken", &[("on", Arg::Text(on))]),
        Approval::Approved { by, on } => {
            say.a("report-approved", &[("by", Arg::Text(by)), ("on", Arg::Text(on))])
        }
    };
    let invented = match report.data {
        Data::Real => String::new(),
        Data::Invented => say.t("report-invented"),
    };
    Cover {
        state: vec![say.t("report-state"), say.t("report-motto")],
        committee: report.committee.clone(),
        title: said(say, "report-title", report),
        subtitle: say.t("report-subtitle"),
        status,
        invented,
        made: made(say, &report.made, report.ledger.as_ref()),
    }
}

/// When a document was made, and from which lines.
fn made(say: &Say, on: &str, ledger: Option<&Ledger>) -> Vec<String> {
    let at = match ledger {
        Some(ledger) => say.a(
            "report-made-at",
            &[
                ("size", Arg::Number(i64::try_from(ledger.size).unwrap_or(i64::MAX))),
                ("at", Arg::Text(&ledger.at)),
                ("origin", Arg::Text(&ledger.origin)),
            ],
        ),
        None => say.t("report-made-without"),
    };
    vec![say.a("report-made", &[("on", Arg::Text(on))]), at]
}

/// A sentence about the year.
fn said(say: &Say, key: &str, report: &Report) -> String {
    say.a(key, &[("year", Arg::Text(&report.year.to_string()))])
}

fn text(text: String) -> Block {
    Block::Text { text }
}

fn note(text: String) -> Block {
    Block::Note { text }
}

fn words(text: impl Into<String>) -> Cell {
    Cell::Text(text.into())
}

/// How a figure is cited: by its code, or by the line at which it can be counted again.
fn cited(say: &Say, figure: &Figure) -> String {
    let line = figure.checkpoint.map(|size| i64::try_from(size).unwrap_or(i64::MAX));
    match (figure.code.as_str(), line) {
        ("", Some(line)) => say.a("report-recount-at", &[("n", Arg::Number(line))]),
        ("", None) => "–".to_owned(),
        (code, _) => code.to_owned(),
    }
}

/// The signs a table uses, explained under it, and nothing about those it does not use.
fn signs(say: &Say, rows: &[Vec<Cell>]) -> Vec<String> {
    let used =
        |sign: &str| rows.iter().flatten().any(|cell| matches!(cell, Cell::Count(_)) && cell.shown() == sign);
    let mut notes = Vec::new();
    if used(HIDDEN) {
        notes.push(say.t("report-sign-hidden"));
    }
    if used(UNKNOWN) {
        notes.push(say.t("report-sign-unknown"));
    }
    notes
}

/// A table of words.
fn plain(id: &str, caption: String, heads: Vec<String>, widths: &[u8], rows: Vec<Vec<Cell>>) -> Table {
    Table {
        id: id.to_owned(),
        caption,
        heads,
        widths: widths.to_vec(),
        rows,
        notes: Vec::new(),
        total: Total::None,
    }
}

/// Counts that may stand in one table: the same unit, the same partition.
fn same(a: &[(String, Count)], b: &[(String, Count)]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|((a, _), (b, _))| a == b)
}

/// A sentence begins with a capital, whatever the name it begins with.
fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

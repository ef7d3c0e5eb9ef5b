//! The committee's report: from plain values to a document, and from the document to paper, a page, a workbook.
//!
//! ```text
//! Report (nouns) ──document──► sections of blocks ──┬─ paper  PDF, tagged, by Typst (feature `pdf`)
//!    │  definitions first, doubts printed           ├─ page   one HTML file, no script
//!    └─ words.fr.ftl                                └─ book   XLSX, nothing in it computes
//!
//! workbook: templates filled offline ──► rows with their line and column, or what is wrong where
//! ```
//!
//! Numbers arrive counted, approved and hidden; nothing here adds two figures. A year without data makes a report
//! that says so.

mod book;
mod document;
mod meeting;
mod nouns;
mod page;
mod paper;
#[cfg(feature = "pdf")]
mod pdf;
pub mod samples;
mod sections;
pub mod workbook;

pub use book::book;
pub use document::{Block, Card, Cell, Cover, Document, Fixed, Picture, Section, Table, Total};
pub use meeting::{Item, Meeting, Topic, Waiting};
pub use nouns::*;
pub use page::page;
pub use paper::{Part, parts};
#[cfg(feature = "pdf")]
pub use pdf::{Unset, pdf};
pub use sections::{document, pack};

/// The report's words, French.
pub const WORDS_FR: &str = include_str!("words.fr.ftl");

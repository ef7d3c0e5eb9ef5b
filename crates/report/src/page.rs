//! The report as one HTML page: no script, its few rules of style inside, to be kept and read without a network.
//!
//! The server's pages forbid style of their own, so this page is handed out as a file, never shown by the server.

use crate::document::{Block, Cell, Document, Section, Table, Total};
use danbe_pages::Say;
use maud::{DOCTYPE, Markup, html};

/// Rules of style: no character that HTML would have to escape.
const STYLE: &str = include_str!("page.css");

/// The whole file.
#[must_use]
pub fn page(say: &Say, document: &Document) -> String {
    let cover = &document.cover;
    let whole = html! {
        (DOCTYPE)
        html lang=(say.lang().code()) dir=(say.lang().dir()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { (cover.title) " – " (cover.subtitle) }
                style { (STYLE) }
            }
            body {
                header {
                    @for line in &cover.state { p.state { (line) } }
                    p { (cover.committee) }
                    h1 { (cover.title) }
                    p.subtitle { (cover.subtitle) }
                    p.status { strong { (cover.status) } }
                    @if !cover.invented.is_empty() { p.invented { strong { (cover.invented) } } }
                    @for line in &cover.made { p.made { (line) } }
                }
                nav aria-label=(document.words.contents) {
                    h2 { (document.words.contents) }
                    ol { @for section in &document.sections { li { a href={ "#" (section.id) } { (section.title) } } } }
                }
                main { @for section in &document.sections { (part(section)) } }
                footer { @for line in &document.signature { p { (line) } } }
            }
        }
    };
    whole.into_string()
}

fn part(section: &Section) -> Markup {
    html! {
        section aria-labelledby=(section.id) {
            h2 id=(section.id) { (section.title) }
            @for block in &section.blocks { (set(block)) }
        }
    }
}

fn set(block: &Block) -> Markup {
    html! {
        @match block {
            Block::Text { text } => p { (text) },
            Block::Heading { text } => h3 { (text) },
            Block::Note { text } => p.note { (text) },
            Block::Points { points } => ul { @for point in points { li { (point) } } },
            Block::Cards { cards } => ul.cards {
                @for card in cards {
                    li {
                        p.value { strong { (card.value) } " " (card.unit) }
                        p { (card.label) }
                        p.code { (card.note) br; (card.code) }
                    }
                }
            },
            Block::Table(table) => (sheet(table)),
            Block::Picture(picture) => figure {
                (picture.svg)
                figcaption { (picture.title) @if !picture.credit.is_empty() { br; small { (picture.credit) } } }
            },
        }
    }
}

fn sheet(table: &Table) -> Markup {
    let last = |place: usize| table.total == Total::Last && place + 1 == table.rows.len();
    html! {
        div.wide tabindex="0" role="region" aria-labelledby=(format!("{}-nom", table.id)) {
            table id=(table.id) {
                caption id=(format!("{}-nom", table.id)) { (table.caption) }
                thead {
                    tr {
                        @for (column, head) in table.heads.iter().enumerate() {
                            th scope="col" class=[of_numbers(table, column)] { (head) }
                        }
                    }
                }
                tbody {
                    @for (place, row) in table.rows.iter().enumerate() {
                        tr class=[last(place).then_some("total")] {
                            @for (column, cell) in row.iter().enumerate() { (placed(column, cell)) }
                        }
                    }
                }
            }
        }
        @for note in &table.notes { p.sign { (note) } }
    }
}

/// The class of a head over numbers.
fn of_numbers(table: &Table, column: usize) -> Option<&'static str> {
    let cell = table.rows.first().and_then(|row| row.get(column));
    matches!(cell, Some(Cell::Count(_))).then_some("number")
}

fn placed(column: usize, cell: &Cell) -> Markup {
    let number = matches!(cell, Cell::Count(_)).then_some("number");
    html! {
        @if column == 0 { th scope="row" { (cell.shown()) } } @else { td class=[number] { (cell.shown()) } }
    }
}

//! What a page shows besides questions: answers to check, notices, states, tables, the bar of the device.
//!
//! Nothing is told by colour alone: every state has a word, every notice a shape.

use maud::{Markup, html};

use crate::say::{Arg, Say};

/// What was answered to a question, the three silences apart: a field nobody asked about is not an "unknown".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer<'a> {
    /// Answered.
    Given(&'a str),
    /// Nobody answered.
    Missing,
    /// Asked, and the person does not know.
    Unknown,
    /// Asked, and the person does not wish to say.
    Refused,
}

impl Answer<'_> {
    /// The words on screen.
    pub fn say(self, say: &Say) -> String {
        match self {
            Answer::Given(words) => words.to_owned(),
            Answer::Missing => say.t("missing"),
            Answer::Unknown => say.t("unknown"),
            Answer::Refused => say.t("refused"),
        }
    }
}

/// One line of "check your answers".
#[derive(Clone, Debug, Default)]
pub struct SummaryRow {
    /// The question, short.
    pub key: String,
    /// The answer; line breaks are kept.
    pub value: String,
    /// Where "Modifier" leads.
    pub change: Option<String>,
    /// Under the answer: who said it, since when.
    pub note: Option<String>,
}

impl SummaryRow {
    /// A line that cannot be changed.
    pub fn new(key: impl Into<String>, value: impl Into<String>) -> Self {
        SummaryRow { key: key.into(), value: value.into(), ..SummaryRow::default() }
    }

    /// The same, with a link to change the answer.
    pub fn change(self, href: impl Into<String>) -> Self {
        SummaryRow { change: Some(href.into()), ..self }
    }

    /// The same, with a note.
    pub fn note(self, note: impl Into<String>) -> Self {
        SummaryRow { note: Some(note.into()), ..self }
    }
}

/// Questions and answers, to read or to check.
pub fn summary_list(say: &Say, rows: &[SummaryRow]) -> Markup {
    html! {
        dl.summary {
            @for row in rows {
                div {
                    dt { (row.key) }
                    dd {
                        span.value { (row.value) }
                        @if let Some(note) = &row.note { span.note { (note) } }
                    }
                    @if let Some(href) = &row.change {
                        dd.change { a href=(href) { (say.t("change")) span.unseen { " : " (row.key) } } }
                    }
                }
            }
        }
    }
}

/// What a button is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// The one thing to do on this page.
    #[default]
    Primary,
    /// Another possible thing.
    Secondary,
    /// What cannot be undone.
    Grave,
}

impl ButtonKind {
    fn class(self) -> &'static str {
        match self {
            ButtonKind::Primary => "button",
            ButtonKind::Secondary => "button second",
            ButtonKind::Grave => "button grave",
        }
    }
}

/// A button that posts its form.
pub fn button(kind: ButtonKind, words: &str) -> Markup {
    html! { button type="submit" class=(kind.class()) { (words) } }
}

/// A button that posts its form and says which button it was.
pub fn button_named(kind: ButtonKind, words: &str, name: &str, value: &str) -> Markup {
    html! { button type="submit" name=(name) value=(value) class=(kind.class()) { (words) } }
}

/// A link that looks like a button, to start something.
pub fn button_link(kind: ButtonKind, words: &str, href: &str) -> Markup {
    html! { a href=(href) class=(kind.class()) { (words) } }
}

/// How a notice is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Worth knowing.
    Inset,
    /// May do harm if missed.
    Warning,
    /// Done.
    Success,
}

/// A short text set apart.
pub fn notice(say: &Say, kind: Notice, body: Markup) -> Markup {
    match kind {
        Notice::Inset => html! { div.notice { (body) } },
        Notice::Warning => html! { div.notice.warning { strong.sign { (say.t("warning")) } " " (body) } },
        Notice::Success => {
            html! { div.notice.success role="status" { strong.sign { (say.t("done")) } " " (body) } }
        }
    }
}

/// The state of something, besides its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nothing to do.
    Quiet,
    /// Somebody is expected to act.
    Waiting,
    /// Under way.
    Active,
    /// Finished.
    Done,
    /// Late, or refused.
    Alert,
}

/// A state as a small label.
pub fn tag(state: State, words: &str) -> Markup {
    let class = match state {
        State::Quiet => "tag",
        State::Waiting => "tag waiting",
        State::Active => "tag active",
        State::Done => "tag done",
        State::Alert => "tag alert",
    };
    html! { strong class=(class) { (words) } }
}

/// A table. The first cell of a row names the row.
pub struct Table<'a> {
    /// Identifier, one per page.
    pub id: &'a str,
    /// What the table shows: unit, period, source.
    pub caption: &'a str,
    /// Heads of columns.
    pub headers: &'a [String],
    /// Cells, row by row.
    pub rows: &'a [Vec<Markup>],
    /// Which columns hold numbers, counted from 0.
    pub numeric: &'a [usize],
}

/// A table that scrolls by itself on a narrow screen, or the words for none.
pub fn table(say: &Say, table: &Table) -> Markup {
    let number = |column: usize| table.numeric.contains(&column);
    html! {
        div.scroll role="region" tabindex="0" aria-labelledby=(table.id) {
            table {
                caption id=(table.id) { span { (table.caption) } }
                thead { tr { @for (column, head) in table.headers.iter().enumerate() { th.number[number(column)] scope="col" { (head) } } } }
                tbody {
                    @for row in table.rows {
                        tr {
                            @for (column, cell) in row.iter().enumerate() {
                                @if column == 0 { th scope="row" { (cell) } }
                                @else { td.number[number(column)] { (cell) } }
                            }
                        }
                    }
                    @if table.rows.is_empty() { tr { td colspan=(table.headers.len().max(1)) { (say.t("none")) } } }
                }
            }
        }
    }
}

/// One line of a list of things to open.
pub struct Item {
    /// Where it leads.
    pub href: String,
    /// What it is called.
    pub title: String,
    /// Under it.
    pub note: Option<String>,
    /// Its state.
    pub tag: Option<Markup>,
}

/// A list to open things from, large enough for a thumb; `empty` is said when there is nothing.
pub fn listing(items: &[Item], empty: &str) -> Markup {
    html! {
        @if items.is_empty() { p.empty { (empty) } }
        @else {
            ul.listing {
                @for item in items {
                    li {
                        a href=(item.href) { (item.title) }
                        @if let Some(tag) = &item.tag { (tag) }
                        @if let Some(note) = &item.note { span.note { (note) } }
                    }
                }
            }
        }
    }
}

/// More, for who asks.
pub fn details(summary: &str, body: Markup) -> Markup {
    html! { details { summary { (summary) } div { (body) } } }
}

/// It is done, with a number to note.
pub fn panel(title: &str, number: Option<(&str, &str)>, body: Markup) -> Markup {
    html! {
        div.panel {
            h1 tabindex="-1" { (title) }
            @if let Some((label, number)) = number { p { (label) br; strong.receipt translate="no" { (number) } } }
            (body)
        }
    }
}

/// What has not left the device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bar<'a> {
    /// Records kept here and not yet received by the server.
    pub unsent: i64,
    /// Age of the oldest of them, in minutes.
    pub oldest: Option<i64>,
    /// Registrations begun here and not finished.
    pub drafts: usize,
    /// There is no network.
    pub offline: bool,
    /// Where the list of them is.
    pub href: Option<&'a str>,
    /// Something came for the agency.
    pub news: bool,
}

/// The strip that always says what has not been sent.
pub fn bar(say: &Say, bar: &Bar) -> Markup {
    let words = match (bar.unsent, bar.oldest) {
        (..=0, _) if bar.drafts > 0 => say.t("bar-draft"),
        (..=0, _) if bar.offline => say.t("bar-offline-more"),
        (..=0, _) => say.t("bar-empty"),
        (n, None) => say.a("bar-unsent", &[("n", Arg::Number(n))]),
        (n, Some(minutes)) => {
            say.a("bar-unsent-since", &[("n", Arg::Number(n)), ("ago", Arg::Text(&ago(say, minutes)))])
        }
    };
    html! {
        p.bar.waiting[bar.unsent > 0 || bar.drafts > 0] role="status" {
            @if bar.offline { (say.t("bar-offline")) " " }
            @if let Some(href) = bar.href { a href=(href) { (words) } } @else { (words) }
            @if bar.news { " " a href="/a/" { (say.t("bar-news")) } }
        }
    }
}

/// How long ago, in the coarsest unit that still helps: minutes, hours, then days from two days on.
pub fn ago(say: &Say, minutes: i64) -> String {
    let (key, n) = match minutes {
        ..1 => ("ago-now", 0),
        1..60 => ("ago-minutes", minutes),
        60..2880 => ("ago-hours", minutes / 60),
        _ => ("ago-days", minutes / 1440),
    };
    say.a(key, &[("n", Arg::Number(n))])
}

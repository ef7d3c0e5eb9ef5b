//! The pack of a meeting: the points of its agenda first, then the other figures, what waits, what was published.

use super::{about, note, plain, text, words};
use crate::document::{Block, Cell, Cover, Document, Fixed, Section, Table, Total};
use crate::meeting::{Item, Meeting, Topic};
use crate::nouns::Data;
use danbe_charts::Count;
use danbe_pages::{Arg, Say};

/// The document of a meeting, in the language of `say`.
#[must_use]
pub fn pack(say: &Say, meeting: &Meeting) -> Document {
    let caption = said(say, "meeting-changes-caption", meeting);
    let mut sections: Vec<Section> = meeting.topics.iter().map(|it| topic(say, meeting, it)).collect();
    sections.extend([
        others(say, meeting),
        returns(say, meeting),
        published(say, meeting),
        about::changes(say, caption, &meeting.changes),
        about::definitions(say, &meeting.definitions),
    ]);
    Document {
        cover: cover(say, meeting),
        sections,
        signature: vec![say.t("meeting-sign")],
        words: Fixed {
            running: said(say, "meeting-running", meeting),
            contents: say.t("report-contents"),
            page: say.t("report-page"),
            of: say.t("report-page-of"),
            table: say.t("report-table"),
            picture: say.t("report-picture"),
        },
    }
}

fn said(say: &Say, key: &str, meeting: &Meeting) -> String {
    say.a(key, &[("span", Arg::Text(&meeting.span)), ("before", Arg::Text(&meeting.before))])
}

fn cover(say: &Say, meeting: &Meeting) -> Cover {
    let invented = match meeting.data {
        Data::Real => String::new(),
        Data::Invented => say.t("report-invented"),
    };
    Cover {
        state: vec![say.t("report-state"), say.t("report-motto")],
        committee: meeting.committee.clone(),
        title: said(say, "meeting-title", meeting),
        subtitle: say.t("meeting-subtitle"),
        status: say.t("meeting-status"),
        invented,
        made: super::made(say, &meeting.made, meeting.ledger.as_ref()),
    }
}

fn topic(say: &Say, meeting: &Meeting, topic: &Topic) -> Section {
    let mut blocks = Vec::new();
    if topic.items.is_empty() {
        blocks.push(note(say.t("meeting-undefined")));
    } else {
        let caption = said(say, "meeting-caption", meeting);
        blocks.push(Block::Table(totals(
            say,
            meeting,
            topic.id,
            format!("{} : {caption}", topic.title),
            &topic.items,
        )));
        for (place, item) in topic.items.iter().enumerate() {
            blocks.extend(parts(say, &format!("{}-{}", topic.id, place + 1), item));
        }
    }
    Section { id: topic.id, title: topic.title.clone(), blocks }
}

fn others(say: &Say, meeting: &Meeting) -> Section {
    let title = say.t("meeting-others");
    let block = if meeting.others.is_empty() {
        note(say.t("meeting-nothing"))
    } else {
        let caption = said(say, "meeting-caption", meeting);
        Block::Table(totals(say, meeting, "autres", format!("{title} : {caption}"), &meeting.others))
    };
    Section { id: "autres-chiffres", title, blocks: vec![block] }
}

/// Number, the same months a year before, and the difference where the two compare.
fn totals(say: &Say, meeting: &Meeting, id: &str, caption: String, items: &[Item]) -> Table {
    let row = |it: &Item| {
        let known = |count: Option<i64>| Cell::Count(count.map_or(Count::Unknown, Count::Known));
        vec![
            words(&it.label),
            Cell::Count(Count::Known(it.count)),
            known(it.before),
            known(it.before.map(|before| it.count - before)),
            words(&it.unit),
            words(&it.definition),
        ]
    };
    let rows: Vec<Vec<Cell>> = items.iter().map(row).collect();
    let heads = vec![
        say.t("report-figure"),
        meeting.span.clone(),
        meeting.before.clone(),
        say.t("meeting-difference"),
        say.t("report-unit"),
        say.t("meeting-definition"),
    ];
    let mut notes = super::signs(say, &rows);
    notes.push(say.t("report-totals-apart"));
    Table {
        id: format!("reunion-{id}"),
        caption,
        heads,
        widths: vec![30, 13, 13, 11, 12, 21],
        rows,
        notes,
        total: Total::None,
    }
}

/// A figure by its partitions and by region.
fn parts(say: &Say, id: &str, item: &Item) -> Vec<Block> {
    let table = |name: &str, by: &str, mut rows: Vec<Vec<Cell>>| {
        rows.push(vec![words(say.t("report-total")), Cell::Count(Count::Known(item.count))]);
        Block::Table(Table {
            id: format!("{id}-{name}"),
            caption: say.a("meeting-by", &[("label", Arg::Text(&item.label)), ("by", Arg::Text(by))]),
            heads: vec![super::capital(by), item.unit.clone()],
            widths: vec![3, 1],
            rows,
            notes: Vec::new(),
            total: Total::Last,
        })
    };
    let mut blocks = Vec::new();
    for (place, breakdown) in item.breakdowns.iter().enumerate() {
        let rows = breakdown.parts.iter().map(|(name, count)| vec![words(name), Cell::Count(*count)]);
        blocks.push(table(&format!("partie-{}", place + 1), &breakdown.name, rows.collect()));
    }
    if !item.regions.is_empty() {
        let row = |(region, count): &(String, i64)| vec![words(region), Cell::Count(Count::Known(*count))];
        blocks.push(table("regions", &say.t("meeting-region"), item.regions.iter().map(row).collect()));
    }
    blocks
}

fn returns(say: &Say, meeting: &Meeting) -> Section {
    let mut blocks = Vec::new();
    match &meeting.returns {
        None => blocks.push(note(say.t("meeting-none-expected"))),
        Some(returns) => {
            let args =
                [("approved", Arg::Number(returns.approved)), ("expected", Arg::Number(returns.expected))];
            blocks.push(text(say.a("report-returns-lead", &args)));
        }
    }
    let waiting = meeting.waiting;
    let row = |key: &str, count: i64| vec![words(say.t(key)), Cell::Count(Count::Known(count))];
    let rows = vec![
        row("meeting-waiting-region", waiting.region),
        row("meeting-waiting-committee", waiting.committee),
        row("meeting-waiting-service", waiting.service),
    ];
    let heads = ["meeting-waiting", "meeting-returns"].map(|key| say.t(key)).to_vec();
    blocks.push(Block::Table(plain("en-attente", say.t("meeting-waiting-caption"), heads, &[3, 1], rows)));
    let missing = meeting.returns.iter().flat_map(|returns| &returns.missing);
    let rows: Vec<Vec<Cell>> = missing.map(|(service, months)| vec![words(service), words(months)]).collect();
    if !rows.is_empty() {
        let heads = ["report-service", "report-missing"].map(|key| say.t(key)).to_vec();
        let caption = said(say, "meeting-missing-caption", meeting);
        blocks.push(Block::Table(plain("manquants", caption, heads, &[2, 3], rows)));
        blocks.push(text(say.t("report-returns-silence")));
    }
    Section { id: "releves", title: say.t("report-returns"), blocks }
}

fn published(say: &Say, meeting: &Meeting) -> Section {
    let row = |(code, label, count, since): &(String, String, Count, String)| {
        vec![words(code), words(label), Cell::Count(*count), words(since)]
    };
    let rows: Vec<Vec<Cell>> = meeting.published.iter().map(row).collect();
    let block = if rows.is_empty() {
        note(say.t("meeting-published-none"))
    } else {
        let heads =
            ["report-code", "report-figure", "report-number", "report-on"].map(|key| say.t(key)).to_vec();
        let caption = said(say, "meeting-published-caption", meeting);
        Block::Table(plain("publies", caption, heads, &[3, 5, 2, 3], rows))
    };
    Section { id: "publies-corriges", title: say.t("meeting-published"), blocks: vec![block] }
}

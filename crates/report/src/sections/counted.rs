//! Figures and their partitions: persons counted one by one, totals typed by services, people reached. Never added.

use super::{capital, cited, note, said, same, signs, text, words};
use crate::document::{Block, Cell, Picture, Section, Table, Total};
use crate::nouns::{Breakdown, Figure, Kind, Report};
use danbe_charts::{Bar, Count, Stacked, percent};
use danbe_pages::{Arg, Say};

pub(super) fn persons(say: &Say, report: &Report) -> Section {
    let mut blocks = vec![text(say.t("report-counted-lead"))];
    figures(say, report, Kind::Counted, &mut blocks);
    blocks.extend(report.figures.iter().filter(|it| !it.beside.is_empty()).map(|it| beside(say, it)));
    if report.figures.iter().any(|figure| figure.kind == Kind::Counted) {
        blocks.push(note(say.t("report-counted-joining")));
    }
    Section { id: "personnes-comptees", title: say.t("report-counted"), blocks }
}

/// Pseudonyms, joins, open matches, who took no part.
fn beside(say: &Say, figure: &Figure) -> Block {
    let rows = figure.beside.iter().map(|(what, value)| vec![words(what), words(value)]).collect();
    let heads = ["report-beside-what", "report-beside-value"].map(|key| say.t(key)).to_vec();
    let caption = say.a("report-beside-caption", &[("figure", Arg::Text(&figure.label))]);
    Block::Table(super::plain("rapprochements", caption, heads, &[2, 3], rows))
}

pub(super) fn declared(say: &Say, report: &Report) -> Section {
    let mut blocks = vec![text(say.t("report-declared-lead"))];
    figures(say, report, Kind::Declared, &mut blocks);
    if let Some(returns) = &report.returns {
        let args = [("approved", Arg::Number(returns.approved)), ("expected", Arg::Number(returns.expected))];
        blocks.push(Block::Heading { text: say.t("report-returns") });
        blocks.push(text(say.a("report-returns-lead", &args)));
        if !returns.missing.is_empty() {
            let rows =
                returns.missing.iter().map(|(service, months)| vec![words(service), words(months)]).collect();
            let heads = ["report-service", "report-missing"].map(|key| say.t(key)).to_vec();
            let caption = said(say, "report-returns-caption", report);
            blocks.push(Block::Table(super::plain("retours-manquants", caption, heads, &[2, 3], rows)));
            blocks.push(text(say.t("report-returns-silence")));
        }
    }
    Section { id: "nombres-declares", title: say.t("report-declared"), blocks }
}

pub(super) fn reached(say: &Say, report: &Report) -> Section {
    let mut blocks = vec![text(say.t("report-reached-lead"))];
    figures(say, report, Kind::Reached, &mut blocks);
    blocks.extend(reaches(say, report));
    Section { id: "formations-campagnes", title: say.t("report-reached"), blocks }
}

/// By which rule people touched were counted, and what spot surveys found: beside the number, never in it.
fn reaches(say: &Say, report: &Report) -> Vec<Block> {
    let percent = |tenths: u32| format!("{},{}\u{a0}%", tenths / 10, tenths % 10);
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for figure in &report.figures {
        let Some(reach) = &figure.reach else { continue };
        let named = [words(&figure.label), Cell::Count(figure.count), words(&reach.rule)];
        if reach.surveys.is_empty() {
            let none = [words(say.t("report-survey-none")), words("–"), words("–")];
            rows.push(named.iter().cloned().chain(none).collect());
        }
        for survey in &reach.surveys {
            let found = match survey.share {
                Some([share, low, high]) => {
                    let (share, low, high) = (percent(share), percent(low), percent(high));
                    let ends =
                        [("share", Arg::Text(&share)), ("low", Arg::Text(&low)), ("high", Arg::Text(&high))];
                    say.a("report-survey-share", &ends)
                }
                None => say.t("report-survey-no-share"),
            };
            let how = format!("{} [{}]", survey.rule, survey.code);
            rows.push(
                named.iter().cloned().chain([words(how), Cell::Count(survey.asked), words(found)]).collect(),
            );
        }
    }
    if rows.is_empty() {
        return Vec::new();
    }
    let heads = [
        "report-figure",
        "report-number",
        "report-reach-rule",
        "report-survey",
        "report-survey-asked",
        "report-survey-found",
    ];
    let heads = heads.map(|key| say.t(key)).to_vec();
    let caption = said(say, "report-survey-caption", report);
    let mut table = super::plain("portee", caption, heads, &[18, 10, 24, 24, 10, 18], rows);
    table.notes = signs(say, &table.rows);
    table.notes.push(say.t("report-survey-apart"));
    vec![Block::Heading { text: say.t("report-survey-title") }, Block::Table(table)]
}

/// Every figure of a kind: one table of totals, then each partition with its picture.
fn figures(say: &Say, report: &Report, kind: Kind, blocks: &mut Vec<Block>) {
    let of_kind: Vec<&Figure> = report.figures.iter().filter(|figure| figure.kind == kind).collect();
    if of_kind.is_empty() {
        blocks.push(note(said(say, "report-none", report)));
        return;
    }
    blocks.push(Block::Table(totals(say, report, kind, &of_kind)));
    for (place, together) in partitions(&of_kind).into_iter().enumerate() {
        blocks.extend(partition(say, kind, place, &together));
    }
}

const fn short(kind: Kind) -> &'static str {
    match kind {
        Kind::Counted => "comptes",
        Kind::Declared => "declares",
        Kind::Reached => "touches",
    }
}

fn totals(say: &Say, report: &Report, kind: Kind, figures: &[&Figure]) -> Table {
    let heads =
        ["report-figure", "report-number", "report-unit", "report-period", "report-source", "report-code"];
    let rows: Vec<Vec<Cell>> = figures
        .iter()
        .map(|figure| {
            vec![
                words(&figure.label),
                Cell::Count(figure.count),
                words(&figure.unit),
                words(&figure.period),
                words(&figure.source),
                words(cited(say, figure)),
            ]
        })
        .collect();
    let mut notes = signs(say, &rows);
    notes.push(say.t("report-totals-apart"));
    Table {
        id: format!("nombres-{}", short(kind)),
        caption: said(say, &format!("report-totals-{}", short(kind)), report),
        heads: heads.map(|key| say.t(key)).to_vec(),
        widths: vec![28, 10, 13, 15, 18, 18],
        rows,
        notes,
        total: Total::None,
    }
}

/// A figure and one of its partitions.
type Parted<'a> = (&'a Figure, &'a Breakdown);

/// Partitions put together when their unit, name and parts are the same.
fn partitions<'a>(figures: &[&'a Figure]) -> Vec<Vec<Parted<'a>>> {
    let mut groups: Vec<Vec<Parted<'a>>> = Vec::new();
    for figure in figures {
        for breakdown in &figure.breakdowns {
            let fits = |group: &&mut Vec<Parted>| {
                group.first().is_some_and(|(other, known)| {
                    other.unit == figure.unit
                        && known.name == breakdown.name
                        && same(&known.parts, &breakdown.parts)
                })
            };
            match groups.iter_mut().find(fits) {
                Some(group) => group.push((figure, breakdown)),
                None => groups.push(vec![(figure, breakdown)]),
            }
        }
    }
    groups
}

fn partition(say: &Say, kind: Kind, place: usize, together: &[Parted]) -> Vec<Block> {
    let Some((first, breakdown)) = together.first() else {
        return Vec::new();
    };
    let id = format!("{}-{}", short(kind), place + 1);
    let codes: Vec<String> = together.iter().map(|(figure, _)| cited(say, figure)).collect();
    let args = [
        ("by", Arg::Text(&breakdown.name)),
        ("unit", Arg::Text(&first.unit)),
        ("period", Arg::Text(&first.period)),
    ];
    let caption = capital(&say.a("report-partition", &args));
    let mut blocks = Vec::new();
    // six textures stay apart on paper, and a seventh part would be an eighth of a bar nobody reads
    if breakdown.parts.len() <= 6 {
        let drawn = stacked(say, breakdown, together);
        let description = say.a(
            "report-partition-described",
            &[
                ("caption", Arg::Text(&caption)),
                ("rows", Arg::Number(i64::try_from(together.len()).unwrap_or(0))),
            ],
        );
        blocks.push(Block::Picture(Picture::of(
            &format!("graphique-{id}"),
            caption.clone(),
            description,
            &drawn,
        )));
    }
    blocks.push(Block::Table(if together.len() == 1 || breakdown.parts.len() > 6 {
        upright(say, &id, &caption, together)
    } else {
        across(say, &id, &caption, breakdown, together)
    }));
    if let Some(Block::Table(table)) = blocks.last_mut() {
        table.notes.push(say.a("report-codes", &[("codes", Arg::Text(&codes.join(", ")))]));
    }
    blocks
}

fn stacked(say: &Say, breakdown: &Breakdown, together: &[Parted]) -> Stacked {
    let bar = |(figure, breakdown): &Parted| Bar {
        name: figure.label.clone(),
        parts: breakdown.parts.iter().map(|(_, count)| *count).collect(),
        whole: figure.count,
    };
    Stacked {
        of: say.t("report-figure"),
        unit: together.first().map_or_else(String::new, |(figure, _)| figure.unit.clone()),
        parts: breakdown.parts.iter().map(|(name, _)| name.clone()).collect(),
        bars: together.iter().map(bar).collect(),
        total: say.t("report-total"),
        rest: say.t("report-hidden-parts"),
    }
}

/// Several figures: a row each, a column for each part.
fn across(say: &Say, id: &str, caption: &str, breakdown: &Breakdown, together: &[Parted]) -> Table {
    let mut heads = vec![say.t("report-figure")];
    heads.extend(breakdown.parts.iter().map(|(name, _)| name.clone()));
    heads.push(say.t("report-total"));
    let row = |(figure, breakdown): &Parted| {
        let counts = breakdown.parts.iter().map(|(_, count)| Cell::Count(*count));
        std::iter::once(words(&figure.label)).chain(counts).chain([Cell::Count(figure.count)]).collect()
    };
    let rows: Vec<Vec<Cell>> = together.iter().map(row).collect();
    let mut widths = vec![30];
    widths.resize(heads.len(), 14);
    let notes = signs(say, &rows);
    Table {
        id: format!("tableau-{id}"),
        caption: caption.to_owned(),
        heads,
        widths,
        rows,
        notes,
        total: Total::None,
    }
}

/// One figure: a row for each part, with its share, and the whole last.
fn upright(say: &Say, id: &str, caption: &str, together: &[Parted]) -> Table {
    let mut heads =
        vec![together.first().map_or_else(String::new, |(_, breakdown)| capital(&breakdown.name))];
    for (figure, _) in together {
        heads.extend([figure.label.clone(), say.t("report-share")]);
    }
    let names = together.first().map(|(_, breakdown)| breakdown.parts.as_slice()).unwrap_or_default();
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for (place, (name, _)) in names.iter().enumerate() {
        let mut row = vec![words(name)];
        for (figure, breakdown) in together {
            let count = breakdown.parts.get(place).map_or(Count::Unknown, |(_, count)| *count);
            row.extend([Cell::Count(count), words(share(count, figure.count))]);
        }
        rows.push(row);
    }
    let mut last = vec![words(say.t("report-total"))];
    for (figure, _) in together {
        last.extend([Cell::Count(figure.count), words(share(figure.count, figure.count))]);
    }
    rows.push(last);
    let mut widths = vec![34];
    widths.resize(heads.len(), 16);
    let notes = signs(say, &rows);
    Table {
        id: format!("tableau-{id}"),
        caption: caption.to_owned(),
        heads,
        widths,
        rows,
        notes,
        total: Total::Last,
    }
}

fn share(part: Count, whole: Count) -> String {
    match (part, whole) {
        (Count::Known(part), Count::Known(whole)) => percent(part, whole),
        _ => "–".to_owned(),
    }
}

//! Other years, as they were published: side by side, never joined where the definition changed, never merged.

use super::{note, signs, text, words};
use crate::document::{Block, Cell, Picture, Section, Table, Total};
use crate::nouns::{Report, Series};
use danbe_charts::{Count, Lines, Multiples, Panel, Run};
use danbe_pages::{Arg, Say};

pub(super) fn section(say: &Say, report: &Report) -> Section {
    let mut blocks = vec![text(say.t("report-past-lead"))];
    if report.series.iter().all(|series| series.points.is_empty()) {
        blocks.push(note(say.t("report-past-none")));
    } else {
        for (place, theme) in themes(&report.series).into_iter().enumerate() {
            blocks.extend(broken(say, place, theme, &report.series));
        }
        blocks.push(Block::Picture(beside(say, &report.series)));
        blocks.push(Block::Table(as_published(say, &report.series)));
        if report.more_series > 0 {
            let more = i64::try_from(report.more_series).unwrap_or(i64::MAX);
            blocks.push(note(say.a("report-past-more", &[("n", Arg::Number(more))])));
        }
    }
    Section { id: "annees-precedentes", title: say.t("report-past"), blocks }
}

fn themes(series: &[Series]) -> Vec<&str> {
    let mut themes: Vec<&str> = Vec::new();
    for one in series.iter().filter(|one| !one.theme.is_empty()) {
        if !themes.contains(&one.theme.as_str()) {
            themes.push(&one.theme);
        }
    }
    themes
}

/// The years of an axis: every one between the first and the last.
fn years<'a>(series: impl Iterator<Item = &'a Series>) -> Vec<i16> {
    let all: Vec<i16> = series.flat_map(|one| &one.points).map(|point| point.year).collect();
    match (all.iter().min(), all.iter().max()) {
        (Some(first), Some(last)) => (*first..=*last).collect(),
        _ => Vec::new(),
    }
}

/// What the axis shows of a year; an axis of decades keeps the last ten.
const LONGEST: usize = 10;

fn recent(mut years: Vec<i16>) -> Vec<i16> {
    let over = years.len().saturating_sub(LONGEST);
    years.split_off(over)
}

/// Runs of one theme on one axis, with a break before each new definition of a publisher.
fn broken(say: &Say, place: usize, theme: &str, series: &[Series]) -> Option<Block> {
    let runs: Vec<&Series> = series.iter().filter(|one| one.theme == theme).collect();
    if runs.len() < 2 {
        return None;
    }
    let years = recent(years(runs.iter().copied()));
    let at = |year: i16| years.iter().position(|known| *known == year);
    let run = |one: &&Series| Run {
        name: format!("{} : {}", one.publisher, one.label),
        points: one.points.iter().filter_map(|point| Some((at(point.year)?, point.count))).collect(),
    };
    let first = |one: &Series| one.points.iter().map(|point| point.year).min();
    let earliest = runs.iter().filter_map(|one| first(one)).min();
    let mut starts: Vec<i16> =
        runs.iter().filter_map(|one| first(one)).filter(|year| Some(*year) > earliest).collect();
    starts.dedup();
    let breaks = starts.into_iter().filter_map(|year| Some((at(year)?, say.t("report-break"))));
    let lines = Lines {
        of: say.t("report-year"),
        unit: say.t("report-past-unit"),
        periods: years.iter().map(i16::to_string).collect(),
        runs: runs.iter().map(run).collect(),
        breaks: breaks.collect(),
    };
    let args = [("theme", Arg::Text(theme))];
    let (title, described) = (say.a("report-past-title", &args), say.a("report-past-described", &args));
    Some(Block::Picture(Picture::of(&format!("series-{}", place + 1), title, described, &lines)))
}

/// Small pictures on a page, at most.
const PANELS: usize = 10;

/// Every series in a small picture of its own.
fn beside(say: &Say, series: &[Series]) -> Picture {
    let years = recent(years(series.iter()));
    let panel = |one: &Series| Panel {
        name: one.publisher.clone(),
        unit: one.label.clone(),
        counts: years
            .iter()
            .map(|year| {
                one.points
                    .iter()
                    .find(|point| point.year == *year)
                    .map_or(Count::Unknown, |point| point.count)
            })
            .collect(),
    };
    let described = match i64::try_from(series.len().saturating_sub(PANELS)).unwrap_or(i64::MAX) {
        0 => say.t("report-beside-described"),
        more => say.a("report-beside-first", &[("n", Arg::Number(more))]),
    };
    let multiples = Multiples {
        of: say.t("report-series"),
        periods: years.iter().map(i16::to_string).collect(),
        panels: series.iter().take(PANELS).map(panel).collect(),
    };
    Picture::of("series-cote-a-cote", say.t("report-beside-title"), described, &multiples)
}

/// Each number with its source and what speaks against it.
fn as_published(say: &Say, series: &[Series]) -> Table {
    let heads = [
        "report-publisher",
        "report-year",
        "report-number",
        "report-unit-printed",
        "report-source",
        "report-doubt",
    ];
    let rows: Vec<Vec<Cell>> = series
        .iter()
        .flat_map(|one| one.points.iter().map(move |point| (one, point)))
        .map(|(one, point)| {
            vec![
                words(format!("{} : {}", one.publisher, one.label)),
                words(point.year.to_string()),
                words(&point.printed),
                words(&one.unit),
                words(&point.source),
                words(if point.doubt.is_empty() { "–" } else { &point.doubt }),
            ]
        })
        .collect();
    let mut notes = signs(say, &rows);
    notes.push(say.t("report-past-apart"));
    Table {
        id: "series-publiees".to_owned(),
        caption: say.t("report-past-caption"),
        heads: heads.map(|key| say.t(key)).to_vec(),
        widths: vec![24, 8, 10, 14, 20, 24],
        rows,
        notes,
        total: Total::None,
    }
}

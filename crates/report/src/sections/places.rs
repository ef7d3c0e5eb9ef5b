//! The map, with its table: a region that sent nothing is not a region where nothing happened.

use super::{note, said, signs, text, words};
use crate::document::{Block, Cell, Picture, Section, Table, Total};
use crate::nouns::{ByRegion, Report};
use danbe_charts::{ATTRIBUTION, Count, Map, MapWords, PLACES};
use danbe_pages::{Arg, Say};

pub(super) fn section(say: &Say, report: &Report) -> Section {
    let blocks = match &report.regions {
        Some(regions) => by_region(say, regions),
        None => vec![note(said(say, "report-none", report))],
    };
    Section { id: "regions", title: say.t("report-regions"), blocks }
}

fn by_region(say: &Say, regions: &ByRegion) -> Vec<Block> {
    let map = Map {
        of: say.t("report-region"),
        unit: regions.unit.clone(),
        counts: regions.counts.clone(),
        words: MapWords { unknown: say.t("report-map-unknown"), hidden: say.t("report-map-hidden") },
    };
    let args = [("label", Arg::Text(&regions.label)), ("unit", Arg::Text(&regions.unit))];
    let title = say.a("report-map-title", &args);
    let mut picture = Picture::of("carte-regions", title.clone(), say.a("report-map-described", &args), &map);
    picture.credit = ATTRIBUTION.to_owned();
    vec![
        text(say.t("report-regions-lead")),
        Block::Picture(picture),
        Block::Table(table(say, regions, title)),
    ]
}

fn table(say: &Say, regions: &ByRegion, caption: String) -> Table {
    let count = |code: &str| {
        let found = regions.counts.iter().find(|(known, _)| known == code);
        found.map_or(Count::Unknown, |(_, count)| *count)
    };
    let mut named: Vec<(&str, Count)> = PLACES.iter().map(|place| (place.name, count(place.code))).collect();
    named.sort_by_key(|(name, _)| danbe_charts::folded(name));
    let mut rows: Vec<Vec<Cell>> =
        named.iter().map(|(name, count)| vec![words(*name), Cell::Count(*count)]).collect();
    rows.push(vec![words(say.t("report-nowhere")), Cell::Count(regions.nowhere)]);
    let mut notes = signs(say, &rows);
    if regions.hidden > 0 {
        notes.push(say.a("report-hidden", &[("n", Arg::Number(regions.hidden))]));
    }
    notes.push(say.a("report-codes", &[("codes", Arg::Text(&regions.figure))]));
    let heads = vec![say.t("report-region"), regions.unit.clone()];
    Table {
        id: "tableau-regions".to_owned(),
        caption,
        heads,
        widths: vec![3, 2],
        rows,
        notes,
        total: Total::None,
    }
}

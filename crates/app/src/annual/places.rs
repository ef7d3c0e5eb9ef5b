//! One figure by region, through the gate: a region that sent nothing is left out, which is not zero.

use super::{Gathered, figures, shut};
use danbe_charts::Count;
use danbe_figures::counts::{Breakdown, Definition, Figure};
use danbe_figures::gate;
use danbe_pages::{Arg, Say};
use danbe_report::ByRegion;
use danbe_words::{Problem, Region, Unit};
use std::collections::BTreeMap;

/// What is drawn: a label, the code of its figure, and exact counts, which stay here.
struct Drawn {
    label: String,
    code: String,
    counts: BTreeMap<Region, i64>,
}

/// The identified persons of the register, or else the persons counted from files.
pub(super) fn by_region(say: &Say, gathered: &Gathered) -> Result<Option<ByRegion>, Problem> {
    let Some(drawn) = typed(gathered).or_else(|| counted(say, gathered)) else {
        return Ok(None);
    };
    let names: Vec<&str> = drawn.counts.keys().map(|region| region.name()).collect();
    if names.is_empty() {
        return Ok(None);
    }
    let breakdown = Breakdown::new(&say.t("report-region"), &names).map_err(shut)?;
    let definition = Definition { breakdowns: vec![breakdown.clone()], ..figures::like_a_typed_one(say)? };
    let mut figure = Figure::nothing(&definition);
    figure.total = drawn.counts.values().sum();
    let categories = || breakdown.categories().iter().zip(&drawn.counts);
    for (category, (_, count)) in categories() {
        figure.take(&breakdown.code, &category.code, *count);
    }
    let official = gate::official(&definition, &figure).map_err(shut)?;
    let shown = |code: &str| {
        let cell = official.cells.iter().find(|(b, c, _)| *b == breakdown.code && c == code);
        cell.and_then(|(_, _, number)| *number)
    };
    let counts: Vec<(String, Count)> = categories()
        .map(|(category, (region, _))| {
            let count =
                shown(&category.code).map_or(Count::Hidden, |number| Count::Known(figures::wide(number)));
            (region.code().to_owned(), count)
        })
        .collect();
    let hidden = categories()
        .filter(|(category, _)| shown(&category.code).is_none())
        .map(|(_, (_, count))| count)
        .sum();
    let year = gathered.year.year.to_string();
    Ok(Some(ByRegion {
        label: say.a("annual-by-region", &[("label", Arg::Text(&drawn.label)), ("year", Arg::Text(&year))]),
        unit: figures::unit(say, Unit::Person),
        figure: drawn.code,
        counts,
        nowhere: Count::Known(0),
        hidden,
    }))
}

/// Of the register's figures in persons the one whose recognition went furthest, with what each region approved.
fn typed(gathered: &Gathered) -> Option<Drawn> {
    let standing = gathered.year.register.iter().filter(|it| it.corrected_by.is_none());
    let entry = standing
        .filter(|it| it.definition.unit == Unit::Person && it.definition.stage.is_some())
        .max_by_key(|it| it.definition.stage)?;
    let definition = &entry.definition;
    let figure = gathered
        .year
        .figures
        .iter()
        .find(|it| it.written.definition.is_of(&definition.code, definition.version))?;
    let counts: BTreeMap<Region, i64> = figure.by_region.iter().copied().collect();
    // approved since it was published: the map would not be of the figure it names
    let same = entry.total().map(figures::wide) == Some(counts.values().sum());
    same.then(|| Drawn { label: definition.title.clone(), code: entry.code.clone(), counts })
}

/// Persons counted from files, in the region of the service that registered them.
fn counted(say: &Say, gathered: &Gathered) -> Option<Drawn> {
    let table = gathered.presumed.as_ref().filter(|table| table.total() > 0)?;
    let mut counts: BTreeMap<Region, i64> = BTreeMap::new();
    for row in table.by_agency() {
        let seat = gathered.seats.iter().find(|(id, ..)| *id == row.agency);
        // one agency without a seat, and the parts would not make the whole
        let (_, _, region) = seat?;
        *counts.entry(*region).or_default() += row.by_sex.total();
    }
    let size = i64::try_from(table.as_of()).unwrap_or(i64::MAX);
    Some(Drawn {
        label: say.t("annual-presumed"),
        code: say.a("report-recount-at", &[("n", Arg::Number(size))]),
        counts,
    })
}

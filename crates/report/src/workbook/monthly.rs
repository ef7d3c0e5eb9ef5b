//! The template of a month's return: a line a number, named in words, read back by those words.
//!
//! Words and not codes stand in the sheet, because somebody reads it; case, accents and spaces do not matter when it
//! comes back. A number left empty is not given, which is not zero.

use super::template::folded;
use super::{Column, Fault, Holds, Line, Place, Tables, Template, Value, Wrong};
use danbe_figures::counts::{Breakdown, Definition};
use danbe_pages::{Arg, Say};
use std::collections::HashSet;

/// The template of one service's month.
#[derive(Debug, Clone)]
pub struct Monthly {
    /// The sheet.
    pub template: Template,
    definitions: Vec<Definition>,
    total: String,
}

/// A number somebody gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// Code of the definition.
    pub definition: String,
    /// Code of the breakdown; empty for the total.
    pub breakdown: String,
    /// Code of the category; empty for the total.
    pub category: String,
    /// Line of the file it stood on.
    pub line: u32,
    /// The number.
    pub number: u64,
}

/// Columns, in the order of the template.
const FIGURE: usize = 0;
const BREAKDOWN: usize = 1;
const CATEGORY: usize = 2;
const NUMBER: usize = 4;

impl Monthly {
    /// The template of a month, for the definitions a service is given in it.
    #[must_use]
    pub fn new(say: &Say, month: &str, service: &str, definitions: Vec<Definition>) -> Self {
        let column = |code: &str, holds, required| Column {
            code: code.to_owned(),
            head: say.t(&format!("monthly-{code}")),
            holds,
            required,
        };
        let total = say.t("monthly-total");
        let mut lines = Vec::new();
        for definition in &definitions {
            let unit = say.t(&format!("monthly-unit-{}", definition.unit.code()));
            let line = |breakdown: &str, category: &str| {
                [&definition.title, breakdown, category, &unit].map(str::to_owned).to_vec()
            };
            lines.push(line(&total, ""));
            for breakdown in &definition.breakdowns {
                lines.extend(breakdown.categories().iter().map(|it| line(&breakdown.label, &it.label)));
            }
        }
        let about = [("month", Arg::Text(month)), ("service", Arg::Text(service))];
        let template = Template {
            name: say.t("monthly-sheet"),
            about: vec![say.a("monthly-about", &about), say.t("monthly-about-keep")],
            columns: vec![
                column("figure", Holds::Text, true),
                column("breakdown", Holds::Text, true),
                column("category", Holds::Text, false),
                column("unit", Holds::Text, false),
                column("number", Holds::Count, false),
            ],
            lines,
        };
        Self { template, definitions, total }
    }

    /// The numbers of a filled template, in the order of its lines.
    ///
    /// # Errors
    /// Everything that is wrong with it, in order; nothing of it is to be taken then.
    pub fn numbers(&self, tables: &Tables) -> Result<Vec<Number>, Vec<Fault>> {
        let mut faults = tables.faults.clone();
        let Some(sheet) = tables.sheets.iter().find(|sheet| !sheet.rows.is_empty()) else {
            return if faults.is_empty() { Ok(Vec::new()) } else { Err(faults) };
        };
        let filled = self.template.fill(sheet);
        faults.extend(filled.faults);
        let (mut numbers, mut seen) = (Vec::new(), HashSet::new());
        for line in &filled.lines {
            let read = self.number(line).and_then(|found| match found {
                Some(found)
                    if !seen.insert((
                        found.definition.clone(),
                        found.breakdown.clone(),
                        found.category.clone(),
                    )) =>
                {
                    Err((NUMBER, Wrong::NumberTwice))
                }
                found => Ok(found),
            });
            match read {
                Ok(found) => numbers.extend(found),
                Err((at, wrong)) => {
                    let column = filled.columns.get(at).copied().flatten().unwrap_or(1);
                    faults.push(Fault {
                        place: Some(Place { sheet: sheet.name.clone(), line: line.line, column }),
                        wrong,
                    });
                }
            }
        }
        if faults.is_empty() { Ok(numbers) } else { Err(faults) }
    }

    /// What a line says; nothing when it gives no number; the column and what is wrong with it.
    fn number(&self, line: &Line) -> Result<Option<Number>, (usize, Wrong)> {
        let Some(Some(Value::Count(number))) = line.values.get(NUMBER) else {
            return Ok(None);
        };
        let unknown = |at: usize| (at, Wrong::NotAChoice { typed: words(line, at).to_owned() });
        let titled = |it: &&Definition| folded(&it.title) == folded(words(line, FIGURE));
        let definition = self.definitions.iter().find(titled).ok_or_else(|| unknown(FIGURE))?;
        let given = |breakdown: &str, category: &str| Number {
            definition: definition.code.clone(),
            breakdown: breakdown.to_owned(),
            category: category.to_owned(),
            line: line.line,
            number: *number,
        };
        if folded(words(line, BREAKDOWN)) == folded(&self.total) {
            return Ok(Some(given("", "")));
        }
        let labelled = |it: &&Breakdown| folded(&it.label) == folded(words(line, BREAKDOWN));
        let breakdown = definition.breakdowns.iter().find(labelled).ok_or_else(|| unknown(BREAKDOWN))?;
        let mut categories = breakdown.categories().iter();
        let category = categories.find(|it| folded(&it.label) == folded(words(line, CATEGORY)));
        let category = category.ok_or_else(|| unknown(CATEGORY))?;
        Ok(Some(given(&breakdown.code, &category.code)))
    }
}

fn words(line: &Line, at: usize) -> &str {
    match line.values.get(at) {
        Some(Some(Value::Text(words))) => words,
        _ => "",
    }
}

//! The recount as the terminal says it, in French: what was checked, what was counted, whether it is the same.

use super::figure::name_of;
use super::pages::{moment_fr, period_fr};
use super::{Names, Recounted, WORDS_FR};
use crate::joining::Beside;
use danbe_figures::presumed::{BySex, DEFINITION, Difference, Table};
use danbe_pages::{Arg, Lang, Say, number_fr};
use danbe_words::AgeBand;

/// The whole report, ready to print, with what is known of joining; `names` are the agencies' by id.
#[must_use]
pub fn report_text(found: &Recounted, beside: &Beside, names: &Names) -> String {
    let say = Say::new(Lang::French, &[WORDS_FR, crate::joining::WORDS_FR]);
    let mut lines = head(&say, found);
    lines.extend(ledger(&say, found));
    lines.push(String::new());
    lines.extend(columns(&say, &found.recounted, names));
    lines.push(String::new());
    lines.extend(groups(&say, &found.recounted));
    lines.push(String::new());
    lines.extend(beside.lines(&say).map(|(label, value)| indented(&format!("{label} : {value}"))));
    lines.push(String::new());
    lines.extend(compared(&say, found, names));
    lines.join("\n") + "\n"
}

fn count(number: u64) -> Arg<'static> {
    Arg::Number(i64::try_from(number).unwrap_or(i64::MAX))
}

fn head(say: &Say, found: &Recounted) -> Vec<String> {
    let date = moment_fr(found.as_of.at);
    let period = period_fr(found.recounted.period());
    let title = [
        ("period", Arg::Text(&period)),
        ("code", Arg::Text(DEFINITION.code)),
        ("version", Arg::Number(DEFINITION.version.into())),
    ];
    vec![
        say.a("recount-title", &title),
        say.a("figure-known", &[("date", Arg::Text(&date)), ("size", count(found.as_of.size))]),
    ]
}

fn ledger(say: &Say, found: &Recounted) -> Vec<String> {
    let report = &found.ledger;
    let read = [
        ("lines", count(report.lines)),
        ("checkpoints", count(report.checkpoints)),
        ("root", Arg::Text(&report.root)),
    ];
    let mut lines = vec![say.a("recount-ledger", &read)];
    if report.findings.is_empty() && found.uncounted.is_empty() {
        lines.push(say.t("recount-ledger-holds"));
        return lines;
    }
    lines.push(say.t("recount-ledger-fails"));
    lines.extend(report.findings.iter().map(|finding| {
        let wrong = finding.wrong.to_string();
        indented(&say.a("recount-finding", &[("index", count(finding.index)), ("wrong", Arg::Text(&wrong))]))
    }));
    lines.extend(found.uncounted.iter().map(|(index, why)| {
        indented(&say.a("recount-uncounted", &[("index", count(*index)), ("part", Arg::Text(why.part))]))
    }));
    lines
}

/// The table by agency and sex, in columns.
fn columns(say: &Say, table: &Table, names: &Names) -> Vec<String> {
    let keys =
        ["figure-agency", "figure-sex-female", "figure-sex-male", "figure-sex-unknown", "figure-total"];
    let cells = |name: String, sums: BySex| {
        let [female, male, unknown, total] =
            [sums.female, sums.male, sums.unknown, sums.total()].map(number_fr);
        [name, female, male, unknown, total]
    };
    let mut rows: Vec<[String; 5]> =
        table.by_agency().into_iter().map(|row| cells(name_of(names, row.agency), row.by_sex)).collect();
    rows.sort();
    rows.push(cells(say.t("figure-all"), table.by_sex()));
    rows.insert(0, keys.map(|key| say.t(key)));
    aligned(&rows)
}

fn groups(say: &Say, table: &Table) -> Vec<String> {
    let named = |code: &str| say.t(&format!("figure-group-{code}"));
    let rows: Vec<[String; 2]> =
        table.by_group().into_iter().map(|(group, n)| [named(group.code()), number_fr(n)]).collect();
    aligned(&rows)
}

/// First column to the left, numbers to the right.
fn aligned<const N: usize>(rows: &[[String; N]]) -> Vec<String> {
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..N).map(width).collect();
    let line = |row: &[String; N]| {
        let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, width))| {
            if column == 0 { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
        });
        indented(&cells.collect::<Vec<_>>().join("  "))
    };
    rows.iter().map(line).collect()
}

fn compared(say: &Say, found: &Recounted, names: &Names) -> Vec<String> {
    let sums = [("n", Arg::Number(found.recounted.total())), ("page", Arg::Number(found.page_total))];
    let mut lines = vec![say.a("recount-total", &sums)];
    lines.extend(found.differences.iter().map(|it| indented(&difference(say, it, names))));
    lines.extend(found.damaged.iter().map(|it| {
        let codes = it.codes.join(", ");
        indented(&say.a("recount-damaged", &[("codes", Arg::Text(&codes)), ("n", Arg::Number(it.count))]))
    }));
    lines.push(say.t(match (found.equal(), found.holds()) {
        (false, _) => "recount-different",
        (true, false) => "recount-unproved",
        (true, true) => "recount-equal",
    }));
    lines
}

fn difference(say: &Say, it: &Difference, names: &Names) -> String {
    let agency = name_of(names, it.cell.agency);
    let sex = say.t(&format!("figure-sex-{}", it.cell.sex)).to_lowercase();
    let band = match it.cell.band {
        AgeBand::Unknown => say.t("figure-band-unknown"),
        band => say.a("figure-band-known", &[("band", Arg::Text(&band.code().replace('-', "–")))]),
    };
    let args = [
        ("agency", Arg::Text(&agency)),
        ("sex", Arg::Text(&sex)),
        ("band", Arg::Text(&band)),
        ("here", Arg::Number(it.here)),
        ("there", Arg::Number(it.there)),
    ];
    say.a("recount-difference", &args)
}

fn indented(text: &str) -> String {
    format!("  {text}")
}

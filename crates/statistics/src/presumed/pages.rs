//! The page of the figure: exact numbers for the committee, with everything needed to doubt them.
//!
//! A form by GET and nothing else: the address says what is shown, and a kept address says the same later.

use super::{AsOf, Row, Shown};
use danbe_figures::Period;
use danbe_figures::presumed::{BySex, Group};
use danbe_guard::View;
use danbe_pages::{
    Arg, ButtonKind, Choice, Markup, Notice, Page, Say, Select, SummaryRow, Table, button, date_fr, heading,
    html, month_fr, notice, number_fr, select, summary_list, table,
};
use danbe_words::Moment;

/// Path of the page.
pub const PATH: &str = "/lecture/personnes-presumees";

/// The figure with its form, its tables and where it comes from.
#[must_use]
pub fn page(say: &Say, view: &View<Shown>) -> Page {
    let shown = view.get();
    let period = period_fr(shown.period);
    let count = [("period", Arg::Text(&period)), ("n", Arg::Number(shown.total))];
    Page::new(
        say,
        "figure-presumed-title",
        html! {
            (heading(&say.t("figure-presumed-title")))
            (notice(say, Notice::Warning, html! { (say.t("figure-presumed-reserved")) }))
            p.lead { strong { (say.a("figure-presumed-count", &count)) } }
            (known(say, shown))
            (choose(say, shown))
            h2 { (say.t("figure-by-agency")) }
            (by_agency(say, shown, &period))
            p { (say.t("figure-unknown-column")) }
            h2 { (say.t("figure-by-group")) }
            (by_group(say, shown, &period))
            h2 { (say.t("figure-about")) }
            (about(say, shown, &period))
            (shown.beside.list(say))
            p { (say.t("figure-joining")) }
            p { (say.t("figure-verify")) }
        },
    )
}

/// A month or a year in words.
pub(super) fn period_fr(period: Period) -> String {
    match period {
        Period::Year(year) => year.to_string(),
        Period::Month(month) => month_fr(month.year(), month.number()),
    }
}

/// A moment to the minute, in Mali.
pub(crate) fn moment_fr(moment: Moment) -> String {
    let (year, month, day, hour, minute) = moment.civil();
    format!("{} à {hour}\u{a0}h\u{a0}{minute:02}", date_fr(year, month, day))
}

fn checkpoint(say: &Say, key: &str, as_of: AsOf) -> String {
    let size = i64::try_from(as_of.size).unwrap_or(i64::MAX);
    say.a(key, &[("date", Arg::Text(&moment_fr(as_of.at))), ("size", Arg::Number(size))])
}

fn known(say: &Say, shown: &Shown) -> Markup {
    let newest = shown.checkpoints.first() == Some(&shown.as_of);
    html! {
        p { (checkpoint(say, "figure-known", shown.as_of)) @if !newest { " " (say.t("figure-known-then")) } }
    }
}

fn choose(say: &Say, shown: &Shown) -> Markup {
    let periods: Vec<String> = shown.periods.iter().map(Period::to_string).collect();
    let sizes: Vec<String> = shown.checkpoints.iter().map(|checkpoint| checkpoint.size.to_string()).collect();
    let period_choices: Vec<Choice> = shown
        .periods
        .iter()
        .zip(&periods)
        .map(|(period, value)| Choice::new(value, period_choice(say, *period)))
        .collect();
    let as_of_choices: Vec<Choice> = shown
        .checkpoints
        .iter()
        .zip(&sizes)
        .enumerate()
        .map(|(place, (as_of, value))| {
            let key = if place == 0 { "figure-as-of-newest" } else { "figure-as-of-choice" };
            Choice::new(value, checkpoint(say, key, *as_of))
        })
        .collect();
    let list = |name, key: &str, value: String, choices: &[Choice]| {
        select(say, &Select { name, label: &say.t(key), value: &value, choices, ..Select::default() })
    };
    html! {
        form method="get" action=(PATH) autocomplete="off" {
            (list("period", "figure-period", shown.period.to_string(), &period_choices))
            (list("as_of", "figure-as-of", shown.as_of.size.to_string(), &as_of_choices))
            (button(ButtonKind::Secondary, &say.t("figure-show")))
        }
    }
}

fn period_choice(say: &Say, period: Period) -> String {
    let words = period_fr(period);
    match period {
        Period::Year(_) => say.a("figure-period-year", &[("year", Arg::Text(&words))]),
        Period::Month(_) => words,
    }
}

fn number(count: i64) -> Markup {
    html! { (number_fr(count)) }
}

fn sexes(name: &str, by_sex: BySex) -> Vec<Markup> {
    let counts = [by_sex.female, by_sex.male, by_sex.unknown, by_sex.total()];
    std::iter::once(html! { (name) }).chain(counts.map(number)).collect()
}

fn by_agency(say: &Say, shown: &Shown, period: &str) -> Markup {
    let keys =
        ["figure-agency", "figure-sex-female", "figure-sex-male", "figure-sex-unknown", "figure-total"];
    let agency = |row: &Row| sexes(&row.agency, row.by_sex);
    let mut rows: Vec<Vec<Markup>> = shown.rows.iter().map(agency).collect();
    rows.push(sexes(&say.t("figure-all"), shown.by_sex));
    let caption = say.a("figure-by-agency-caption", &[("period", Arg::Text(period))]);
    let headers = keys.map(|key| say.t(key));
    table(
        say,
        &Table { id: "by-agency", caption: &caption, headers: &headers, rows: &rows, numeric: &[1, 2, 3, 4] },
    )
}

fn by_group(say: &Say, shown: &Shown, period: &str) -> Markup {
    let named = |group: &Group| say.t(&format!("figure-group-{}", group.code()));
    let mut rows: Vec<Vec<Markup>> =
        shown.groups.iter().map(|(group, count)| vec![html! { (named(group)) }, number(*count)]).collect();
    rows.push(vec![html! { (say.t("figure-all")) }, number(shown.total)]);
    let caption = say.a("figure-by-group-caption", &[("period", Arg::Text(period))]);
    let headers = ["figure-group", "figure-persons"].map(|key| say.t(key));
    table(say, &Table { id: "by-group", caption: &caption, headers: &headers, rows: &rows, numeric: &[1] })
}

fn about(say: &Say, shown: &Shown, period: &str) -> Markup {
    let definition = shown.definition;
    let unit = say.t(&format!("figure-unit-{}", definition.unit));
    let version = i64::from(definition.version);
    let version = [("code", Arg::Text(definition.code)), ("version", Arg::Number(version))];
    let dated = say.a("figure-dated-first-contact", &[("period", Arg::Text(period))]);
    let row = |key: &str, value: String| SummaryRow::new(say.t(key), value);
    let rows = [
        row("figure-unit", unit),
        row("figure-definition", say.t(&format!("figure-definition-{}", definition.stage.code())))
            .note(say.a("figure-definition-version", &version)),
        row("figure-dated", dated),
        row("figure-source", say.t("figure-source-events")).note(definition.kinds.join(", ")),
        row("figure-checkpoint", checkpoint(say, "figure-checkpoint-value", shown.as_of)),
    ];
    summary_list(say, &rows)
}

//! A year at a glance: what waits for this account, the figures by level, who sent what and who did not.

use super::sheet::path;
use crate::definitions;
use crate::presumed::moment_fr;
use crate::register::labels;
use crate::returns::known::Overview;
use crate::returns::{Counted, Scope, ServiceYear, State, YearFigure};
use danbe_charts::{About, Bars, Count, Drawn};
use danbe_guard::{Account, Standing, View};
use danbe_pages::{
    Arg, ButtonKind, Choice, Item, Markup, Notice, Page, Say, Select, State as Mark, Table, button, details,
    heading, html, listing, month_fr, notice, number_fr, select, table, tag,
};
use danbe_words::{Month, Region};

/// Path of the page.
pub const HOME: &str = "/lecture/releves";

/// What the page shows.
#[derive(Debug, Clone)]
pub struct Home {
    /// The year within the account's scope.
    pub overview: Overview,
    /// Who looks.
    pub account: Account,
}

/// The page of a year.
#[must_use]
pub fn dashboard(say: &Say, view: &View<Home>) -> Page {
    let Home { overview, account } = view.get();
    let year = overview.year.to_string();
    let scope = match overview.scope {
        Scope::National => say.t("scope-national"),
        Scope::Region(region) => say.a("scope-region", &[("region", Arg::Text(region.name()))]),
        Scope::Service(_) => overview.services.first().map(|it| it.service.name.clone()).unwrap_or_default(),
    };
    let body = html! {
        (heading(&say.a("dashboard-heading", &[("year", Arg::Text(&year))])))
        p.lead { (scope) }
        (choose(say, overview))
        h2 { (say.t("todo-title")) }
        (todo(say, overview, account))
        h2 { (say.t("dashboard-figures")) }
        (notice(say, Notice::Inset, html! { (say.t("dashboard-typed")) }))
        (figures(say, overview, &year))
        (known(say, overview))
        @for figure in &overview.figures { (figure_parts(say, figure, &year)) }
        h2 { (say.t("dashboard-services")) }
        (services(say, overview, &year))
        p { (say.t("dashboard-late")) }
    };
    Page::new(say, "dashboard-title", body)
}

/// From which services, under which definitions, as known when.
fn known(say: &Say, overview: &Overview) -> Markup {
    let Some(as_of) = overview.as_of else { return html! {} };
    let services = overview.services.len();
    let args = [
        ("services", Arg::Number(i64::try_from(services).unwrap_or(i64::MAX))),
        ("size", Arg::Text(&as_of.size.to_string())),
        ("date", Arg::Text(&moment_fr(as_of.at))),
    ];
    html! { p { (say.a("dashboard-known", &args)) " " a href=(definitions::PATH) { (say.t("dashboard-definitions")) } } }
}

fn choose(say: &Say, overview: &Overview) -> Markup {
    let years: Vec<String> = overview.years.iter().map(i16::to_string).collect();
    let choices: Vec<Choice> = years.iter().map(|year| Choice::new(year, year.clone())).collect();
    let year = overview.year.to_string();
    let field = Select {
        name: "year",
        label: &say.t("dashboard-year"),
        value: &year,
        choices: &choices,
        ..Select::default()
    };
    html! {
        form method="get" action=(HOME) autocomplete="off" {
            (select(say, &field))
            (button(ButtonKind::Secondary, &say.t("figure-show")))
        }
    }
}

fn todo(say: &Say, overview: &Overview, account: &Account) -> Markup {
    let mut items = Vec::new();
    for year in &overview.services {
        for (month, counted) in &year.months {
            if let Some((key, mark)) = waits(account.standing, *counted) {
                let words = say.t(key);
                let title = title(say, year, *month, account);
                let href = path(year.service.agency, *month);
                items.push(Item { href, title, note: None, tag: Some(tag(mark, &words)) });
            }
        }
    }
    let more = items.len().saturating_sub(24);
    items.truncate(24);
    html! {
        (listing(&items, &say.t("todo-none")))
        @if more > 0 { p { (say.a("todo-more", &[("n", Arg::Number(i64::try_from(more).unwrap_or(i64::MAX)))])) } }
    }
}

fn title(_: &Say, year: &ServiceYear, month: Month, account: &Account) -> String {
    let month = month_fr(month.year(), month.number());
    if account.standing == Standing::Typist { month } else { format!("{}, {month}", year.service.name) }
}

/// What a month asks of an account.
const fn waits(standing: Standing, counted: Counted) -> Option<(&'static str, Mark)> {
    match (standing, counted) {
        (Standing::Typist, Counted::Missing) => Some(("month-missing", Mark::Alert)),
        (Standing::Typist, Counted::Expected) => Some(("month-expected", Mark::Waiting)),
        (Standing::Typist, Counted::Came { state: State::Asked, .. }) => Some(("month-asked", Mark::Alert)),
        (Standing::Regional, Counted::Came { state: State::Sent, .. })
        | (Standing::Approver, Counted::Came { state: State::Region, .. }) => {
            Some(("month-to-examine", Mark::Waiting))
        }
        _ => None,
    }
}

fn n(count: i64) -> Markup {
    html! { (number_fr(count)) }
}

fn figures(say: &Say, overview: &Overview, year: &str) -> Markup {
    let row = |figure: &YearFigure| {
        let definition = &figure.written.definition;
        let version = [("version", Arg::Number(i64::from(definition.version)))];
        vec![
            html! { (definition.title) " " span.note { (say.a("figure-version", &version)) } },
            html! { (say.a(&format!("units-{}", definition.unit), &[("n", Arg::Number(2))])) },
            n(figure.committee.total),
            n(figure.region.total),
            n(figure.service.total),
            match figure.year_before {
                Some(before) => n(before),
                None => html! { "—" },
            },
        ]
    };
    let rows: Vec<Vec<Markup>> = overview.figures.iter().map(row).collect();
    let caption = say.a("dashboard-caption", &[("year", Arg::Text(year))]);
    let headers = [
        "return-figure",
        "return-unit-head",
        "level-committee",
        "level-region",
        "level-service",
        "dashboard-year-before",
    ]
    .map(|key| say.t(key));
    let numeric = &[2, 3, 4, 5];
    table(say, &Table { id: "figures", caption: &caption, headers: &headers, rows: &rows, numeric })
}

/// The parts and the regions of one figure, for who asks.
fn figure_parts(say: &Say, figure: &YearFigure, year: &str) -> Markup {
    let definition = &figure.written.definition;
    if definition.breakdowns.is_empty() && figure.by_region.is_empty() {
        return html! {};
    }
    let mut rows: Vec<Vec<Markup>> = Vec::new();
    for breakdown in &definition.breakdowns {
        for category in breakdown.categories() {
            let (label, words) = labels(definition, &breakdown.code, &category.code);
            rows.push(vec![
                html! { (label) " : " (words) },
                n(figure.committee.cell(&breakdown.code, &category.code)),
            ]);
        }
    }
    for (region, own) in &figure.by_region {
        rows.push(vec![html! { (say.a("scope-region", &[("region", Arg::Text(region.name()))])) }, n(*own)]);
    }
    rows.push(vec![html! { strong { (say.t("register-total")) } }, n(figure.committee.total)]);
    let caption =
        say.a("figure-parts-caption", &[("title", Arg::Text(&definition.title)), ("year", Arg::Text(year))]);
    let headers = ["register-part", "level-committee"].map(|key| say.t(key));
    let id = format!("parts-{}-{}", definition.code, definition.version);
    let table = Table { id: &id, caption: &caption, headers: &headers, rows: &rows, numeric: &[1] };
    details(&definition.title, html! { (regions(say, figure, &id)) (self::table(say, &table)) })
}

/// What the committee approved in each region, as bars; a region that sent nothing is left out, which is not zero.
fn regions(say: &Say, figure: &YearFigure, id: &str) -> Markup {
    if figure.by_region.len() < 2 {
        return html! {};
    }
    let bar = |(region, total): &(Region, i64)| (region.name().to_owned(), Count::Known(*total));
    let unit = say.a(&format!("units-{}", figure.written.definition.unit), &[("n", Arg::Number(2))]);
    let bars = Bars { of: say.t("services-region"), unit, bars: figure.by_region.iter().map(bar).collect() };
    let id = format!("bars-{id}");
    let title = say.a("figure-regions", &[("title", Arg::Text(&figure.written.definition.title))]);
    let about = About { id: &id, title: &title, description: &say.t("figure-regions-described") };
    html! { div.scroll.chart role="region" tabindex="0" aria-label=(title) { (bars.svg(about)) } }
}

fn services(say: &Say, overview: &Overview, year: &str) -> Markup {
    // said once: a year of a hundred services has twelve hundred cells
    let words = Words::new(say);
    let row = |it: &ServiceYear| {
        let mut cells = vec![html! { (it.service.name) }];
        let agency = it.service.agency.to_string();
        cells.extend(it.months.iter().map(|(month, counted)| words.cell(&agency, *month, *counted)));
        let missing = it.count(|counted| counted == Counted::Missing);
        let late = it.count(|counted| matches!(counted, Counted::Came { late: true, .. }));
        cells.push(n(i64::try_from(missing).unwrap_or(0)));
        cells.push(n(i64::try_from(late).unwrap_or(0)));
        cells
    };
    let rows: Vec<Vec<Markup>> = overview.services.iter().map(row).collect();
    let mut headers = vec![say.t("dashboard-service")];
    headers.extend((1..=12).map(|month| say.t(&format!("month-{month}"))));
    headers.extend([say.t("dashboard-missing"), say.t("dashboard-late-head")]);
    let caption = say.a("dashboard-services-caption", &[("year", Arg::Text(year))]);
    table(
        say,
        &Table { id: "services", caption: &caption, headers: &headers, rows: &rows, numeric: &[13, 14] },
    )
}

/// The words of a month's cell.
struct Words {
    states: Vec<(State, String)>,
    expected: String,
    missing: String,
    late: String,
}

impl Words {
    fn new(say: &Say) -> Self {
        let word = |state: &State| (*state, say.t(&format!("month-{}", state.code())));
        Self {
            states: State::ALL.iter().map(word).collect(),
            expected: say.t("month-expected"),
            missing: say.t("month-missing"),
            late: say.t("month-late"),
        }
    }

    fn cell(&self, agency: &str, month: Month, counted: Counted) -> Markup {
        match counted {
            Counted::NotYet => html! { "—" },
            Counted::Expected => html! { (self.expected) },
            Counted::Missing => html! { strong { (self.missing) } },
            Counted::Came { state, late, .. } => html! {
                @if let Some((_, word)) = self.states.iter().find(|(known, _)| *known == state) {
                    a href=(path(agency, month)) { (word) }
                }
                @if late { " " (self.late) }
            },
        }
    }
}

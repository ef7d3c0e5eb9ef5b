//! The pages of figures published elsewhere: side by side with their breaks and doubts; one more, with its checks.

use super::{Meant, Series, Value};
use crate::fields::Fields;
use crate::presumed::moment_fr;
use crate::returns::{Unread, field_name, finding_fr, findings_list, unread_fr};
use danbe_figures::counts::{Definition, Finding, Weight};
use danbe_guard::{Account, Standing, View};
use danbe_pages::{
    Arg, ButtonKind, Choice, Markup, Notice, Number, Page, Radios, Say, Select, Table, TextArea, TextInput,
    Width, button, button_link, details, form, heading, html, notice, number, radios, select, table,
    text_area, text_input,
};
use danbe_words::Unit;

/// Path of the list.
pub const PATH: &str = "/lecture/publies";
/// Path of the form.
pub const ENTERING: &str = "/lecture/publies/saisir";
/// Where a withdrawal is posted.
pub const WITHDRAWING: &str = "/lecture/publies/retirer";

/// Series shown on one page at most; the rest is a file's, not a page's.
const MOST: usize = 60;

/// What the list shows.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Every series that stands.
    pub series: Vec<Series>,
    /// Who looks.
    pub account: Account,
}

/// The series, each in a table of its own: beside each other, never merged.
#[must_use]
pub fn page(say: &Say, view: &View<Shown>) -> Page {
    let Shown { series, account } = view.get();
    let writes = account.standing == Standing::Statistician;
    let more = series.len().saturating_sub(MOST);
    let body = html! {
        (heading(&say.t("published-title")))
        p.lead { (say.t("published-lead")) }
        @if writes { (button_link(ButtonKind::Primary, &say.t("published-enter"), ENTERING)) }
        @if !series.is_empty() { (beside(say, series)) }
        @for (place, one) in series.iter().take(MOST).enumerate() { (of_one(say, one, place, writes)) }
        @if more > 0 { p { (say.a("published-more", &[("n", Arg::Number(i64::try_from(more).unwrap_or(i64::MAX)))])) } }
        @if series.is_empty() { p.empty { (say.t("published-none")) } }
    };
    Page::new(say, "published-title", body)
}

/// Totals by year, a column a series: where wording, unit or source changes, the line breaks.
fn beside(say: &Say, series: &[Series]) -> Markup {
    let wide: Vec<&Series> =
        series.iter().filter(|it| it.values.iter().any(|value| value.category.is_empty())).take(8).collect();
    let mut years: Vec<i16> = wide.iter().flat_map(|it| it.values.iter().map(|value| value.year)).collect();
    years.sort_unstable();
    years.dedup();
    let mut headers = vec![say.t("dashboard-year")];
    headers.extend(wide.iter().map(|it| format!("{} ({}, {})", it.title, it.wording, it.source)));
    let cell = |it: &Series, year: i16| {
        let whole = |value: &&Value| value.year == year && value.category.is_empty();
        it.values.iter().find(whole).map_or_else(|| "—".to_owned(), |value| value.printed.clone())
    };
    let row = |year: &i16| {
        let mut cells = vec![html! { (year) }];
        cells.extend(wide.iter().map(|it| html! { (cell(it, *year)) }));
        cells
    };
    let rows: Vec<Vec<Markup>> = years.iter().map(row).collect();
    let numeric: Vec<usize> = (1..=wide.len()).collect();
    html! {
        h2 { (say.t("published-beside")) }
        p { (say.t("published-breaks")) }
        (super::chart::pictures(say, series))
        (table(say, &Table { id: "beside", caption: &say.t("published-beside-caption"), headers: &headers, rows: &rows, numeric: &numeric }))
    }
}

fn of_one(say: &Say, series: &Series, place: usize, writes: bool) -> Markup {
    let row = |value: &Value| {
        vec![
            html! { (value.year) },
            html! { @if value.category.is_empty() { (say.t("register-total")) } @else { (value.category) } },
            html! { (value.printed) },
            html! { (value.doubt) },
        ]
    };
    let rows: Vec<Vec<Markup>> = series.values.iter().take(200).map(row).collect();
    let unit = series.unit.map_or_else(|| say.t("published-unit-unknown"), |it| say.t(&format!("unit-{it}")));
    let stage = series.stage.map_or_else(|| "none".to_owned(), |it| it.to_string());
    let caption = say.a(
        "published-caption",
        &[
            ("wording", Arg::Text(&series.wording)),
            ("unit", Arg::Text(&unit)),
            ("stage", Arg::Text(&say.t(&format!("stage-{stage}")))),
        ],
    );
    let headers =
        ["dashboard-year", "register-part", "published-printed", "published-doubt"].map(|key| say.t(key));
    let id = format!("series-{place}");
    let dated = [("by", Arg::Text(&series.by)), ("date", Arg::Text(&moment_fr(series.at)))];
    let own = Table { id: &id, caption: &caption, headers: &headers, rows: &rows, numeric: &[2] };
    let body = html! {
        p { (say.t("published-source")) " : " (series.source) ". " (say.a("step-by", &dated)) }
        (table(say, &own))
        @if writes {
            (form(WITHDRAWING, html! {
                input type="hidden" name="batch" value=(series.batch);
                (button(ButtonKind::Grave, &say.t("published-withdraw")))
            }))
        }
    };
    details(&format!("{} — {}", series.title, series.source), body)
}

/// The form as typed, what the checks say, and what was just done.
#[derive(Debug, Clone)]
pub struct Entering {
    /// Definitions to choose from.
    pub definitions: Vec<Definition>,
    /// The one chosen.
    pub definition: Option<Definition>,
    /// The fields.
    pub fields: Fields,
    /// What the checks say; empty before anything was sent.
    pub findings: Vec<Finding>,
    /// What does not read.
    pub unread: Vec<Unread>,
    /// Whether something was just written, and kept under this number.
    pub written: Option<u64>,
    /// What was meant, when something was sent.
    pub meant: Option<Meant>,
}

/// The form of one figure published elsewhere.
#[must_use]
pub fn enter_page(say: &Say, view: &View<Entering>) -> Page {
    let entering = view.get();
    let body = html! {
        a.back href=(PATH) { (say.t("back")) }
        @if let Some(batch) = entering.written {
            (notice(say, Notice::Success, html! { (say.a("published-written", &[("batch", Arg::Number(i64::try_from(batch).unwrap_or(i64::MAX)))])) }))
        }
        (findings(say, entering))
        (heading(&say.t("published-enter")))
        @match &entering.definition {
            None => (choose(say, entering)),
            Some(definition) => (fields(say, entering, definition)),
        }
    };
    Page::new(say, "published-enter", body)
}

fn findings(say: &Say, entering: &Entering) -> Markup {
    let unit = entering.definition.as_ref().map_or(Unit::Person, |it| it.unit);
    let field = entering.definition.as_ref().map(|it| field_name(&it.code, "", "")).unwrap_or_default();
    let mut lines: Vec<(Weight, String, String)> = Vec::new();
    for unread in &entering.unread {
        lines.push((Weight::Refused, unread.field.clone(), unread_fr(say, unread)));
    }
    for finding in &entering.findings {
        lines.push((finding.weight, field.clone(), finding_fr(say, unit, finding)));
    }
    findings_list(say, &lines)
}

fn choose(say: &Say, entering: &Entering) -> Markup {
    let keys: Vec<String> =
        entering.definitions.iter().map(|it| format!("{}.{}", it.code, it.version)).collect();
    let named = |it: &Definition| {
        let version = [("version", Arg::Number(i64::from(it.version)))];
        let unit = say.t(&format!("unit-{}", it.unit));
        format!("{} ({unit}, {})", it.title, say.a("figure-version", &version))
    };
    let choices: Vec<Choice> =
        keys.iter().zip(&entering.definitions).map(|(key, it)| Choice::new(key, named(it))).collect();
    let hint = say.t("published-definition-hint");
    let field = Select {
        name: "definition",
        label: &say.t("published-definition"),
        hint: Some(&hint),
        choices: &choices,
        ..Select::default()
    };
    html! {
        form method="get" action=(ENTERING) autocomplete="off" {
            (select(say, &field))
            (button(ButtonKind::Primary, &say.t("continue")))
        }
    }
}

fn fields(say: &Say, entering: &Entering, definition: &Definition) -> Markup {
    let value = |name: &str| entering.fields.get(name).to_owned();
    let line = |name: &str, label: &str, hint: Option<&str>, width: Width| {
        text_input(say, &TextInput { name, label, hint, value: &value(name), width, ..TextInput::default() })
    };
    let digits = |name: &str, label: &str| {
        number(say, &Number { name, label, value: &value(name), ..Number::default() })
    };
    let units: Vec<Choice> =
        Unit::ALL.iter().map(|it| Choice::new(it.code(), say.t(&format!("unit-{it}")))).collect();
    let asked = entering.findings.iter().any(|it| it.weight == Weight::Asked);
    let doubt = TextArea {
        name: "doubt",
        label: &say.t(if asked { "published-doubt-asked" } else { "published-doubt" }),
        hint: Some(&say.t("words-hint")),
        value: &value("doubt"),
        rows: 3,
        ..TextArea::default()
    };
    let key = format!("{}.{}", definition.code, definition.version);
    let body = html! {
        input type="hidden" name="definition" value=(key);
        p.lead { (definition.title) }
        p.hint { (definition.says) ". " (definition.rule) "." }
        (digits("year", &say.t("dashboard-year")))
        (line("wording", &say.t("published-wording"), Some(&say.t("published-wording-hint")), Width::Medium))
        (radios(say, &Radios { name: "unit", label: &say.t("published-unit"), value: &value("unit"), choices: &units, ..Radios::default() }))
        (digits(&field_name(&definition.code, "", ""), &say.t("register-total")))
        @for breakdown in &definition.breakdowns {
            @for category in breakdown.categories() {
                @let name = field_name(&definition.code, &breakdown.code, &category.code);
                (digits(&name, &format!("{} : {}", breakdown.label, category.label)))
            }
            (details(&say.t("published-percents"), html! {
                @for category in breakdown.categories() {
                    @let name = format!("{}.percent", field_name(&definition.code, &breakdown.code, &category.code));
                    (line(&name, &say.a("published-percent", &[("category", Arg::Text(&category.label))]), None, Width::Short))
                }
            }))
        }
        (line("source", &say.t("published-source"), Some(&say.t("published-source-hint")), Width::Full))
        (text_area(say, &doubt))
        (button(ButtonKind::Primary, &say.t("published-button")))
    };
    form(ENTERING, body)
}

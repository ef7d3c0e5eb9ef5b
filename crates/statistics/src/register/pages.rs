//! The public page of the register: a code in, what was published under it out. For everybody, without JavaScript.

use super::Entry;
use crate::presumed::moment_fr;
use danbe_figures::counts::Definition;
use danbe_guard::View;
use danbe_pages::{
    Arg, ButtonKind, Markup, Notice, Page, Say, SummaryRow, Table, TextInput, Width, button, heading, html,
    notice, number_fr, summary_list, table, text_input,
};

/// Path of the public page.
pub const CODE: &str = "/chiffre";

/// What was found of a code.
#[derive(Debug, Clone)]
pub enum Found {
    /// Nobody asked yet.
    NothingAsked,
    /// There is no such code: as typed.
    Nothing(String),
    /// What was published.
    Entry(Box<Entry>),
}

/// The public page.
#[must_use]
pub fn code_page(say: &Say, view: &View<Found>) -> Page {
    let found = view.get();
    let typed = match found {
        Found::NothingAsked => "",
        Found::Nothing(typed) => typed,
        Found::Entry(entry) => &entry.code,
    };
    let error = matches!(found, Found::Nothing(_)).then(|| say.t("register-no-code"));
    let field = TextInput {
        name: "code",
        label: &say.t("register-code"),
        hint: Some(&say.t("register-code-hint")),
        value: typed,
        error: error.as_deref(),
        width: Width::Medium,
        ..TextInput::default()
    };
    let body = html! {
        (heading(&say.t("register-title")))
        p.lead { (say.t("register-lead")) }
        @if let Found::Entry(entry) = found { (shown(say, entry)) }
        form method="get" action=(CODE) autocomplete="off" {
            (text_input(say, &field))
            (button(ButtonKind::Secondary, &say.t("register-look-up")))
        }
    };
    Page::new(say, "register-title", body)
}

fn shown(say: &Say, entry: &Entry) -> Markup {
    html! {
        h2 { (entry.definition.title) ", " (entry.period) }
        @match &entry.corrected_by {
            Some(code) => (notice(say, Notice::Warning, html! {
                (say.t("register-corrected")) " "
                a href={ (CODE) "?code=" (code) } { (code) }
            })),
            None => (notice(say, Notice::Inset, html! { (say.t("register-stands")) })),
        }
        @if let Some(code) = &entry.corrects {
            p { (say.t("register-corrects")) " " a href={ (CODE) "?code=" (code) } { (code) } ". " (entry.reason) }
        }
        (cells_table(say, entry))
        (about(say, entry))
    }
}

/// The numbers of an entry, hidden ones marked.
#[must_use]
pub fn cells_table(say: &Say, entry: &Entry) -> Markup {
    let number = |number: Option<u64>| match number {
        Some(number) => html! { (number_fr(i64::try_from(number).unwrap_or(i64::MAX))) },
        None => html! { (say.t("register-hidden-cell")) },
    };
    let unit = say.t(&format!("unit-{}", entry.definition.unit));
    let mut rows = vec![vec![html! { strong { (say.t("register-total")) } }, number(entry.total())]];
    for cell in entry.cells.iter().filter(|cell| !cell.breakdown.is_empty()) {
        let (breakdown, category) = labels(&entry.definition, &cell.breakdown, &cell.category);
        rows.push(vec![html! { (breakdown) " : " (category) }, number(cell.number)]);
    }
    let caption = say.a(
        "register-caption",
        &[
            ("title", Arg::Text(&entry.definition.title)),
            ("period", Arg::Text(&entry.period)),
            ("unit", Arg::Text(&unit)),
        ],
    );
    let headers = [say.t("register-part"), say.t("register-number")];
    let hidden = i64::try_from(entry.hidden()).unwrap_or(i64::MAX);
    html! {
        (table(say, &Table { id: "cells", caption: &caption, headers: &headers, rows: &rows, numeric: &[1] }))
        @if hidden > 0 { p { (say.a("register-hidden", &[("n", Arg::Number(hidden))])) } }
    }
}

/// Words of a breakdown and of its category.
pub(crate) fn labels<'d>(
    definition: &'d Definition,
    breakdown: &'d str,
    category: &'d str,
) -> (&'d str, &'d str) {
    let known = definition.breakdown(breakdown);
    let label = known.and_then(|it| it.categories().iter().find(|it| it.code == category));
    (known.map_or(breakdown, |it| &it.label), label.map_or(category, |it| &it.label))
}

fn about(say: &Say, entry: &Entry) -> Markup {
    let definition = &entry.definition;
    let whole = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let stage = definition.stage.map_or_else(|| "none".to_owned(), |stage| stage.to_string());
    let version =
        [("code", Arg::Text(&definition.code)), ("version", Arg::Number(i64::from(definition.version)))];
    let made =
        [("returns", Arg::Number(whole(entry.returns))), ("services", Arg::Number(whole(entry.services)))];
    let as_of = entry.as_of.to_string();
    let row = |key: &str, value: String| SummaryRow::new(say.t(key), value);
    let rows = [
        row("register-code", entry.code.clone()),
        row("register-unit", say.t(&format!("unit-{}", definition.unit))),
        row("register-stage", say.t(&format!("stage-{stage}"))),
        row("register-definition", definition.says.clone()).note(say.a("register-version", &version)),
        row("register-rule", definition.rule.clone()),
        row("register-period", entry.period.clone()),
        row("register-sources", say.a("register-made-of", &made)).note(say.t("register-typed")),
        row("register-checkpoint", say.a("register-as-of", &[("size", Arg::Text(&as_of))])),
        row(
            "register-approved",
            say.a(
                "register-approved-by",
                &[("by", Arg::Text(&entry.by)), ("date", Arg::Text(&moment_fr(entry.at)))],
            ),
        ),
    ];
    summary_list(say, &rows)
}

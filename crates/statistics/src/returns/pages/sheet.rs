//! One return: the form its service types, or what was sent and the two answers to it.

use super::findings::{finding_fr, findings_list, unread_fr};
use crate::presumed::moment_fr;
use crate::returns::form::OPERATIONS;
use crate::returns::{State, Step, field_name, known::Opened};
use danbe_figures::counts::{Breakdown, Definition, Weight};
use danbe_guard::{Account, Standing, View};
use danbe_pages::{
    Arg, ButtonKind, Choice, Markup, Notice, Number, Page, Say, Select, Table, TextArea, TextInput, Width,
    button, button_named, details, form, heading, html, month_fr, notice, number, select, summary_list,
    table, text_area, text_input,
};
use danbe_words::{AgencyId, Month};

/// Path of a return, with the service and the month in their places.
pub const RETURN: &str = "/lecture/releves/{agency}/{month}";

/// The path of one return.
#[must_use]
pub fn path(agency: impl std::fmt::Display, month: Month) -> String {
    format!("/lecture/releves/{agency}/{month}")
}

/// Where a verdict is posted.
#[must_use]
pub fn verdict_path(agency: AgencyId, month: Month) -> String {
    format!("{}/avis", path(agency, month))
}

/// What was just done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// Nothing yet.
    Nothing,
    /// Saved as typed.
    Saved,
    /// Sent, under this number.
    Sent(u64),
    /// A file filled the form, which was saved.
    Filled,
    /// The version before the last saving stands again.
    Undone,
    /// Kept and not sent: the findings say why.
    Kept,
    /// Examined; it stands so.
    Examined(State),
}

/// What the page shows.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The return.
    pub opened: Opened,
    /// Who looks.
    pub account: Account,
    /// What was just done.
    pub told: Told,
}

/// The page of a return.
#[must_use]
pub fn return_page(say: &Say, view: &View<Sheet>) -> Page {
    let Sheet { opened, account, told } = view.get();
    let own = account.standing == Standing::Typist;
    let month = month_fr(opened.month.year(), opened.month.number());
    let body = html! {
        a.back href=(super::HOME) { (say.t("back")) }
        (heading(&say.a("return-heading", &[("month", Arg::Text(&month))])))
        p.lead { (opened.service.name) }
        (told_fr(say, told, opened))
        (standing_fr(say, opened))
        @if opened.definitions.is_empty() { p { (say.t("return-no-definition")) } }
        @else if own { (findings(say, opened)) (typing(say, opened)) (offline(say, opened)) }
        @else { (findings(say, opened)) (sent(say, opened)) (verdicts(say, opened, account)) }
        (steps(say, &opened.steps))
    };
    Page::new(say, "return-title", body)
}

fn told_fr(say: &Say, told: &Told, opened: &Opened) -> Markup {
    let success = |words: String| notice(say, Notice::Success, html! { (words) });
    match told {
        Told::Nothing => html! {},
        Told::Saved => success(say.t("return-saved")),
        Told::Filled => success(say.t("offline-filled")),
        Told::Undone => success(say.t("offline-undone")),
        Told::Sent(line) => {
            let line = i64::try_from(*line).unwrap_or(i64::MAX);
            success(say.a("return-sent", &[("line", Arg::Number(line))]))
        }
        Told::Kept => {
            let refused = opened.findings.iter().any(|it| it.weight == Weight::Refused);
            let key = if refused || !opened.unread.is_empty() { "return-kept" } else { "return-kept-why" };
            notice(say, Notice::Warning, html! { (say.t(key)) })
        }
        Told::Examined(state) => success(say.t(&format!("return-examined-{}", state.code()))),
    }
}

fn standing_fr(say: &Say, opened: &Opened) -> Markup {
    let key = opened
        .now
        .map_or("return-never-sent".to_owned(), |(state, _)| format!("return-stands-{}", state.code()));
    html! { p { (say.t(&key)) } }
}

fn findings(say: &Say, opened: &Opened) -> Markup {
    let mut lines: Vec<(Weight, String, String)> = Vec::new();
    for unread in &opened.unread {
        lines.push((Weight::Refused, unread.field.clone(), unread_fr(say, unread)));
    }
    for finding in &opened.findings {
        let Some(definition) = opened.definitions.iter().find(|it| it.code == finding.about) else {
            continue;
        };
        let sentence = finding_fr(say, definition.unit, finding);
        let field = field_name(&definition.code, "", "");
        lines.push((finding.weight, field, format!("{} : {sentence}", definition.title)));
    }
    findings_list(say, &lines)
}

fn typing(say: &Say, opened: &Opened) -> Markup {
    let fields = &opened.fields;
    let asked = opened.findings.iter().any(|it| it.weight == Weight::Asked);
    let why = TextArea {
        name: "why",
        label: &say.t(if asked { "return-why-asked" } else { "return-why" }),
        hint: Some(&say.t("words-hint")),
        value: fields.get("why"),
        rows: 3,
        ..TextArea::default()
    };
    let body = html! {
        @for definition in &opened.definitions { (figure(say, opened, definition)) }
        (operations(say, opened))
        (text_area(say, &why))
        p { (say.t("return-save-hint")) }
        (button_named(ButtonKind::Primary, &say.t("return-send"), "what", "send"))
        (button_named(ButtonKind::Secondary, &say.t("return-save"), "what", "save"))
    };
    form(&path(opened.service.agency, opened.month), body)
}

/// A template to fill without a network, the file that comes back, the version before.
fn offline(say: &Say, opened: &Opened) -> Markup {
    let own = path(opened.service.agency, opened.month);
    let template = format!("{own}/modele");
    html! {
        (details(&say.t("offline-title"), html! {
            p { (say.t("offline-lead")) }
            ul.points {
                li { a href={ (template) "?form=xlsx" } { (say.t("offline-xlsx")) } }
                li { a href={ (template) "?form=csv" } { (say.t("offline-csv")) } }
            }
            form method="post" action=(template) enctype="multipart/form-data" autocomplete="off" {
                div.field {
                    label for="table" { (say.t("offline-file")) }
                    input type="file" id="table" name="table" accept=".xlsx,.csv";
                }
                (button(ButtonKind::Secondary, &say.t("offline-button")))
            }
            (form(&format!("{own}/revenir"), html! {
                p { (say.t("offline-back-hint")) }
                (button(ButtonKind::Secondary, &say.t("offline-back")))
            }))
        }))
    }
}

fn figure(say: &Say, opened: &Opened, definition: &Definition) -> Markup {
    let unit = say.a(&format!("units-{}", definition.unit), &[("n", Arg::Number(2))]);
    let total = field_name(&definition.code, "", "");
    let field = |name: &str, label: &str| {
        number(say, &Number { name, label, value: opened.fields.get(name), ..Number::default() })
    };
    html! {
        fieldset.field {
            legend { (definition.title) }
            p.hint { (definition.says) ". " (definition.rule) ". " (say.a("return-unit", &[("unit", Arg::Text(&unit))])) }
            (field(&total, &say.a("return-total", &[("title", Arg::Text(&definition.title))])))
            @for breakdown in &definition.breakdowns { (parts(definition, breakdown, &field)) }
        }
    }
}

fn parts(definition: &Definition, breakdown: &Breakdown, field: &impl Fn(&str, &str) -> Markup) -> Markup {
    html! {
        @for category in breakdown.categories() {
            @let name = field_name(&definition.code, &breakdown.code, &category.code);
            (field(&name, &format!("{} : {} ({})", breakdown.label, category.label, definition.title)))
        }
    }
}

fn operations(say: &Say, opened: &Opened) -> Markup {
    let definitions: Vec<Choice> =
        opened.definitions.iter().map(|it| Choice::new(&it.code, it.title.clone())).collect();
    let roles = ["lead", "partner"].map(|role| Choice::new(role, say.t(&format!("operation-{role}"))));
    let one = |n: usize| {
        let name = |part: &str| format!("op.{n}.{part}");
        let label = |key: &str| say.a(key, &[("n", Arg::Number(i64::try_from(n).unwrap_or(0)))]);
        let value = |part: &str| opened.fields.get(&name(part)).to_owned();
        let list = |part: &str, key: &str, choices: &[Choice]| {
            let (name, value) = (name(part), value(part));
            select(
                say,
                &Select { name: &name, label: &label(key), value: &value, choices, ..Select::default() },
            )
        };
        let reference = TextInput {
            name: &name("reference"),
            label: &label("operation-reference"),
            value: &value("reference"),
            width: Width::Medium,
            ..TextInput::default()
        };
        html! {
            (text_input(say, &reference))
            (list("role", "operation-role", &roles))
            (list("definition", "operation-definition", &definitions))
            (number(say, &Number { name: &name("count"), label: &label("operation-count"), value: &value("count"), ..Number::default() }))
        }
    };
    let named = (1..=OPERATIONS).any(|n| !opened.fields.get(&format!("op.{n}.reference")).is_empty());
    html! {
        details open[named] {
            summary { (say.t("operations-title")) }
            div {
                p { (say.t("operations-rule")) }
                @for n in 1..=OPERATIONS { (one(n)) }
            }
        }
    }
}

/// What was sent, as a table: the total of each figure and its parts.
fn sent(say: &Say, opened: &Opened) -> Markup {
    let given = |name: &str| {
        let typed = opened.fields.get(name);
        if typed.is_empty() { "—".to_owned() } else { typed.to_owned() }
    };
    let mut rows: Vec<Vec<Markup>> = Vec::new();
    for definition in &opened.definitions {
        let unit = say.a(&format!("units-{}", definition.unit), &[("n", Arg::Number(2))]);
        let total = given(&field_name(&definition.code, "", ""));
        rows.push(vec![
            html! { strong { (definition.title) } },
            html! { (unit) },
            html! { strong { (total) } },
        ]);
        for breakdown in &definition.breakdowns {
            for category in breakdown.categories() {
                let name = field_name(&definition.code, &breakdown.code, &category.code);
                rows.push(vec![
                    html! { (breakdown.label) " : " (category.label) },
                    html! { (unit) },
                    html! { (given(&name)) },
                ]);
            }
        }
    }
    let month = month_fr(opened.month.year(), opened.month.number());
    let caption = say
        .a("return-caption", &[("service", Arg::Text(&opened.service.name)), ("month", Arg::Text(&month))]);
    let headers = ["return-figure", "return-unit-head", "return-count"].map(|key| say.t(key));
    html! { (table(say, &Table { id: "sent", caption: &caption, headers: &headers, rows: &rows, numeric: &[2] })) }
}

/// Approve, or ask: offered to whoever may decide about what stands.
fn verdicts(say: &Say, opened: &Opened, account: &Account) -> Markup {
    let Some((state, sent)) = opened.now else { return html! {} };
    let mine = match account.standing {
        Standing::Regional => state == State::Sent,
        Standing::Approver => state == State::Region,
        _ => false,
    };
    if !mine || account.agency == opened.service.agency {
        return html! {};
    }
    let action = verdict_path(opened.service.agency, opened.month);
    let question = TextArea {
        name: "question",
        label: &say.t("verdict-question"),
        hint: Some(&say.t("words-hint")),
        rows: 3,
        ..TextArea::default()
    };
    let sent = html! { input type="hidden" name="sent" value=(sent); };
    html! {
        h2 { (say.t("verdict-title")) }
        (form(&action, html! {
            (sent) input type="hidden" name="verdict" value="approve";
            (button(ButtonKind::Primary, &say.t(&format!("verdict-approve-{}", account.standing.code()))))
        }))
        (form(&action, html! {
            (sent) input type="hidden" name="verdict" value="ask";
            (text_area(say, &question))
            (button(ButtonKind::Secondary, &say.t("verdict-ask")))
        }))
    }
}

fn steps(say: &Say, steps: &[Step]) -> Markup {
    let row = |step: &Step| {
        let args = [("by", Arg::Text(&step.by)), ("date", Arg::Text(&moment_fr(step.at)))];
        let mut row = danbe_pages::SummaryRow::new(
            say.t(&format!("step-{}", step.took.code())),
            say.a("step-by", &args),
        );
        if !step.words.is_empty() {
            row = row.note(step.words.clone());
        }
        row
    };
    let rows: Vec<_> = steps.iter().map(row).collect();
    html! {
        @if !rows.is_empty() { h2 { (say.t("steps-title")) } (summary_list(say, &rows)) }
    }
}

//! The pages of definitions: what is in force and what was, the form of a next version, the services that type.

use super::{Seat, Service, Written};
use crate::fields::Fields;
use crate::presumed::moment_fr;
use danbe_figures::counts::Fault;
use danbe_guard::{Account, Standing, View};
use danbe_pages::{
    Arg, ButtonKind, Checkboxes, Choice, FieldError, Markup, Page, Question, Radios, Say, Select, SummaryRow,
    Table, TextArea, TextInput, Width, button, button_link, checkboxes, details, form, heading, html,
    question, radios, select, summary_list, table, text_area, text_input,
};
use danbe_words::{Agenda, ServiceKind, Stage, Unit};

/// Path of the list.
pub const PATH: &str = "/lecture/definitions";
/// Path of the form.
pub const WRITING: &str = "/lecture/definitions/ecrire";
/// Path of the services.
pub const SERVICES: &str = "/lecture/definitions/services";

/// What the list shows.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Every version.
    pub written: Vec<Written>,
    /// Who looks.
    pub account: Account,
}

/// The list of definitions, the newest version of each first.
#[must_use]
pub fn page(say: &Say, view: &View<Shown>) -> Page {
    let Shown { written, account } = view.get();
    let writes = account.standing == Standing::Statistician;
    let mut codes: Vec<&str> = written.iter().map(|it| it.definition.code.as_str()).collect();
    codes.dedup();
    let body = html! {
        (heading(&say.t("definitions-title")))
        p.lead { (say.t("definitions-lead")) }
        @if writes {
            (button_link(ButtonKind::Primary, &say.t("definitions-new"), WRITING))
            p { a href=(SERVICES) { (say.t("services-title")) } }
        }
        @for code in codes {
            @let versions: Vec<&Written> = written.iter().filter(|it| it.definition.code == code).rev().collect();
            @if let Some((last, older)) = versions.split_first() {
                h2 { (last.definition.title) }
                (one(say, last))
                @if writes { p { a href={ (WRITING) "?code=" (code) } { (say.t("definitions-next")) span.unseen { " : " (last.definition.title) } } } }
                @if !older.is_empty() {
                    (details(&say.t("definitions-older"), html! { @for it in older { (one(say, it)) } }))
                }
            }
        }
        @if written.is_empty() { p.empty { (say.t("definitions-none")) } }
    };
    Page::new(say, "definitions-title", body)
}

fn one(say: &Say, written: &Written) -> Markup {
    let definition = &written.definition;
    let version =
        [("code", Arg::Text(&definition.code)), ("version", Arg::Number(i64::from(definition.version)))];
    let dated = [("by", Arg::Text(&written.by)), ("date", Arg::Text(&moment_fr(written.at)))];
    let from = definition.from.to_string();
    let stage = definition.stage.map_or("none", Stage::code);
    let kinds: Vec<String> = definition.kinds.iter().map(|kind| say.t(&format!("kind-{kind}"))).collect();
    let row = |key: &str, value: String| SummaryRow::new(say.t(key), value);
    let mut rows = vec![
        row("register-unit", say.t(&format!("unit-{}", definition.unit))),
        row("register-stage", say.t(&format!("stage-{stage}"))),
        row("register-definition", definition.says.clone()).note(say.a("register-version", &version)),
        row("register-rule", definition.rule.clone()),
    ];
    for breakdown in &definition.breakdowns {
        let labels: Vec<&str> = breakdown.categories().iter().map(|it| it.label.as_str()).collect();
        rows.push(SummaryRow::new(breakdown.label.clone(), labels.join(", ")));
    }
    if let Some(reach) = &definition.measures {
        rows.push(row("definitions-measures", reach.clone()));
    }
    if let Some(point) = definition.agenda {
        rows.push(row("definitions-agenda", say.t(&format!("agenda-{point}"))));
    }
    rows.push(row("definitions-kinds", kinds.join(", ")));
    rows.push(row("definitions-from", from).note(say.a("step-by", &dated)));
    summary_list(say, &rows)
}

/// The form as typed, and what is wrong with it.
#[derive(Debug, Clone)]
pub struct Said {
    /// The fields.
    pub fields: Fields,
    /// The first fault.
    pub fault: Option<Fault>,
    /// Code and title of each reach a spot survey may check.
    reaches: Vec<(String, String)>,
}

impl Said {
    /// The form beside what is written already, in the order of codes and versions.
    #[must_use]
    pub fn new(fields: Fields, fault: Option<Fault>, written: &[Written]) -> Self {
        let mut reaches: Vec<(String, String)> = Vec::new();
        for Written { definition, .. } in written.iter().filter(|it| it.definition.unit == Unit::Listener) {
            reaches.retain(|(code, _)| *code != definition.code);
            reaches.push((definition.code.clone(), definition.title.clone()));
        }
        Self { fields, fault, reaches }
    }
}

/// The form of a definition.
#[must_use]
pub fn write_page(say: &Say, view: &View<Said>) -> Page {
    let Said { fields, fault, reaches } = view.get();
    let field_of = |fault: Fault| match fault {
        Fault::Category | Fault::Breakdown | Fault::NotPeople | Fault::Crossed => "breakdowns",
        other => other.code(),
    };
    let errors: Vec<FieldError> = fault
        .iter()
        .map(|it| FieldError::new(field_of(*it), say.t(&format!("fault-{}", it.code()))))
        .collect();
    let line = |name: &'static str, key: &str, width: Width| {
        let (label, hint) = (say.t(key), say.t(&format!("{key}-hint")));
        let hint = Some(hint.as_str());
        text_input(
            say,
            &TextInput { name, label: &label, hint, value: fields.get(name), width, ..TextInput::default() },
        )
    };
    let area = |name: &'static str, key: &str| {
        let (label, hint) = (say.t(key), say.t(&format!("{key}-hint")));
        let hint = Some(hint.as_str());
        text_area(
            say,
            &TextArea { name, label: &label, hint, value: fields.get(name), rows: 3, ..TextArea::default() },
        )
    };
    let units: Vec<Choice> =
        Unit::ALL.iter().map(|it| Choice::new(it.code(), say.t(&format!("unit-{it}")))).collect();
    let mut stages: Vec<Choice> =
        Stage::ALL.iter().map(|it| Choice::new(it.code(), say.t(&format!("stage-{it}")))).collect();
    stages.push(Choice::new("none", say.t("stage-none")).apart());
    let kinds: Vec<Choice> =
        ServiceKind::ALL.iter().map(|it| Choice::new(it.code(), say.t(&format!("kind-{it}")))).collect();
    let reaches: Vec<Choice> = reaches.iter().map(|(code, title)| Choice::new(code, title.clone())).collect();
    let points: Vec<Choice> =
        Agenda::ALL.iter().map(|it| Choice::new(it.code(), say.t(&format!("agenda-{it}")))).collect();
    let ticked: Vec<&str> = fields.all("kinds").collect();
    let body = html! {
        input type="hidden" name="code" value=(fields.get("code"));
        (line("title", "definitions-field-title", Width::Full))
        (radios(say, &Radios { name: "unit", label: &say.t("register-unit"), value: fields.get("unit"), choices: &units, ..Radios::default() }))
        (radios(say, &Radios { name: "stage", label: &say.t("register-stage"), value: fields.get("stage"), choices: &stages, ..Radios::default() }))
        (area("says", "definitions-says"))
        (area("rule", "definitions-rule"))
        (area("breakdowns", "definitions-breakdowns"))
        (select(say, &Select { name: "measures", label: &say.t("definitions-measures"), hint: Some(&say.t("definitions-measures-hint")), value: fields.get("measures"), choices: &reaches, ..Select::default() }))
        (select(say, &Select { name: "agenda", label: &say.t("definitions-agenda"), hint: Some(&say.t("definitions-agenda-hint")), value: fields.get("agenda"), choices: &points, ..Select::default() }))
        (checkboxes(say, &Checkboxes { name: "kinds", label: &say.t("definitions-kinds"), values: &ticked, choices: &kinds, ..Checkboxes::default() }))
        (line("from", "definitions-from", Width::Short))
    };
    let markup = question(
        say,
        Question {
            legend: &say.t("definitions-write"),
            hint: Some(&say.t("definitions-write-hint")),
            errors: &errors,
            action: WRITING,
            body,
            button: Some(&say.t("definitions-button")),
            back: Some(PATH),
            ..Question::default()
        },
    );
    Page::new(say, "definitions-write", markup)
}

/// The form filled with the newest version of a definition, to write the next.
#[must_use]
pub fn next_version(written: &Written) -> Fields {
    let definition = &written.definition;
    let breakdown = |it: &danbe_figures::counts::Breakdown| {
        let labels: Vec<&str> = it.categories().iter().map(|it| it.label.as_str()).collect();
        match it.code.as_str() {
            "sex" => "sexe".to_owned(),
            "group" => "groupe".to_owned(),
            "age" => "âge".to_owned(),
            "form" => "forme".to_owned(),
            "recall" => "souvenir".to_owned(),
            _ => format!("{} : {}", it.label, labels.join(", ")),
        }
    };
    let lines: Vec<String> = definition.breakdowns.iter().map(breakdown).collect();
    let mut fields = Fields::default();
    for (name, value) in [
        ("code", definition.code.clone()),
        ("title", definition.title.clone()),
        ("unit", definition.unit.to_string()),
        ("stage", definition.stage.map_or_else(|| "none".to_owned(), |it| it.to_string())),
        ("says", definition.says.clone()),
        ("rule", definition.rule.clone()),
        ("breakdowns", lines.join("\n")),
        ("from", String::new()),
        ("agenda", definition.agenda.map(|it| it.to_string()).unwrap_or_default()),
        ("measures", definition.measures.clone().unwrap_or_default()),
    ] {
        fields.put(name, value);
    }
    fields.0.extend(definition.kinds.iter().map(|kind| ("kinds".to_owned(), kind.to_string())));
    fields
}

/// The services that type a return, and the form to add one.
#[must_use]
pub fn services_page(say: &Say, view: &View<(Vec<Service>, Vec<Seat>)>) -> Page {
    let (services, seats) = view.get();
    let row = |it: &Service| {
        vec![
            html! { (it.name) },
            html! { (it.region.name()) },
            html! { (say.t(&format!("kind-{}", it.kind))) },
            html! { (it.since) },
        ]
    };
    let rows: Vec<Vec<Markup>> = services.iter().map(row).collect();
    let headers =
        ["dashboard-service", "services-region", "services-kind", "definitions-from"].map(|key| say.t(key));
    let ids: Vec<String> = seats.iter().map(|(id, ..)| id.to_string()).collect();
    let agencies: Vec<Choice> =
        ids.iter().zip(seats).map(|(id, (_, name, _))| Choice::new(id, name.clone())).collect();
    let kinds: Vec<Choice> =
        ServiceKind::ALL.iter().map(|it| Choice::new(it.code(), say.t(&format!("kind-{it}")))).collect();
    let hint = say.t("definitions-from-hint");
    let since = TextInput {
        name: "since",
        label: &say.t("definitions-from"),
        hint: Some(&hint),
        width: Width::Short,
        ..TextInput::default()
    };
    let body = html! {
        a.back href=(PATH) { (say.t("back")) }
        (heading(&say.t("services-title")))
        (table(say, &Table { id: "services", caption: &say.t("services-caption"), headers: &headers, rows: &rows, numeric: &[] }))
        h2 { (say.t("services-add")) }
        (form(SERVICES, html! {
            (select(say, &Select { name: "agency", label: &say.t("dashboard-service"), choices: &agencies, ..Select::default() }))
            (select(say, &Select { name: "kind", label: &say.t("services-kind"), choices: &kinds, ..Select::default() }))
            (text_input(say, &since))
            (button(ButtonKind::Primary, &say.t("services-button")))
        }))
    };
    Page::new(say, "services-title", body)
}

//! The page of joining: what was declared for each year, and the form of the next statement.

use super::{Declared, Fault};
use crate::definitions::Seat;
use crate::fields::Fields;
use crate::presumed::moment_fr;
use danbe_guard::{Account, Standing, View};
use danbe_pages::{
    Arg, ButtonKind, Checkboxes, Choice, FieldError, Markup, Page, Say, Table, TextInput, Width, button,
    checkboxes, error_summary, form, heading, html, number_fr, table, text_input,
};

/// Path of the page, and where the form is posted.
pub const PATH: &str = "/lecture/rapprochements";

/// The form as typed, and what is wrong with it.
#[derive(Debug, Clone, Default)]
pub struct Said {
    /// The fields.
    pub fields: Fields,
    /// The first fault.
    pub fault: Option<Fault>,
}

/// What the page shows.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Every statement, the newest first.
    pub declared: Vec<Declared>,
    /// Every agency.
    pub seats: Vec<Seat>,
    /// Who looks.
    pub account: Account,
    /// The form.
    pub said: Said,
}

fn number(count: u64) -> Markup {
    html! { (number_fr(i64::try_from(count).unwrap_or(i64::MAX))) }
}

/// The statements, and for the statistician the form of the next.
#[must_use]
pub fn page(say: &Say, view: &View<Shown>) -> Page {
    let Shown { declared, seats, account, said } = view.get();
    let row = |it: &Declared| {
        let seat = |id| seats.iter().find(|(known, ..)| known == id).map(|(_, name, _)| name.as_str());
        let names: Vec<&str> = it.statement.agencies.iter().filter_map(seat).collect();
        let dated = [("by", Arg::Text(&it.by)), ("date", Arg::Text(&moment_fr(it.at)))];
        vec![
            html! { (it.statement.year) },
            number(it.statement.possible),
            number(it.statement.joined),
            number(it.statement.apart),
            number(it.statement.open()),
            html! { (names.join(", ")) },
            html! { (say.a("step-by", &dated)) },
        ]
    };
    let rows: Vec<Vec<Markup>> = declared.iter().map(row).collect();
    let headers = ["year", "possible", "joined", "apart", "open", "agencies", "declared"]
        .map(|key| say.t(&format!("joining-{key}")));
    let errors = errors(say, said);
    let shown = Table {
        id: "joining",
        caption: &say.t("joining-caption"),
        headers: &headers,
        rows: &rows,
        numeric: &[1, 2, 3, 4],
    };
    let body = html! {
        (error_summary(say, &errors))
        (heading(&say.t("joining-title")))
        p.lead { (say.t("joining-lead")) }
        @if rows.is_empty() { p.empty { (say.t("joining-none")) } } @else { (table(say, &shown)) }
        @if account.standing == Standing::Statistician {
            h2 { (say.t("joining-new")) }
            p { (say.t("joining-new-hint")) }
            (form(PATH, fields(say, seats, said, &errors)))
        }
    };
    Page::new(say, "joining-title", body)
}

fn errors(say: &Say, said: &Said) -> Vec<FieldError> {
    let error = |it: &Fault| FieldError::new(it.field(), say.t(&format!("fault-joining-{}", it.code())));
    said.fault.iter().map(error).collect()
}

fn fields(say: &Say, seats: &[Seat], said: &Said, errors: &[FieldError]) -> Markup {
    let error = |name: &str| errors.iter().find(|it| it.field == name).map(|it| it.message.as_str());
    let line = |name: &'static str, hint: Option<&str>| {
        let label = say.t(&format!("joining-{name}"));
        let field = TextInput {
            name,
            label: &label,
            hint,
            value: said.fields.get(name),
            width: Width::Short,
            error: error(name),
            ..TextInput::default()
        };
        text_input(say, &field)
    };
    let ids: Vec<String> = seats.iter().map(|(id, ..)| id.to_string()).collect();
    let agencies: Vec<Choice> =
        ids.iter().zip(seats).map(|(id, (_, name, _))| Choice::new(id, name.clone())).collect();
    let ticked: Vec<&str> = said.fields.all("agencies").collect();
    let label = say.t("joining-agencies");
    let boxes = Checkboxes {
        name: "agencies",
        label: &label,
        values: &ticked,
        choices: &agencies,
        error: error("agencies"),
        ..Checkboxes::default()
    };
    html! {
        (line("year", None))
        (checkboxes(say, &boxes))
        (line("possible", None))
        (line("joined", Some(&say.t("joining-settled-hint"))))
        (line("apart", None))
        (button(ButtonKind::Primary, &say.t("joining-button")))
    }
}

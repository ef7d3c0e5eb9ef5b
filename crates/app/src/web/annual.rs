//! The door of the annual report: one form, one file, for who reads figures. No script.
//!
//! Everything in the file passed the gate or was published before; the page and the workbook are handed out as files,
//! because the server shows no style of another's.

use super::House;
use super::reader::{self, Reader, Refusal};
use super::returns::AskedYear;
use crate::annual::{Form, Unmade, gather};
use axum::extract::{Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use danbe_guard::{Account, Relation};
use danbe_pages::forms::FieldError;
use danbe_pages::{
    ButtonKind, Choice, Page, Select, TextInput, TextKind, Width, button, error_summary, heading, html,
    select, text_input,
};
use danbe_statistics::{presumed, register, returns};
use danbe_words::Problem;
use serde::Deserialize;
use std::sync::Arc;

/// Path of the form.
pub(super) const PATH: &str = "/lecture/rapport";
/// Path of the file.
pub(super) const FILE: &str = "/lecture/rapport/fichier";

/// What the address asks.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(flatten)]
    year: AskedYear,
    #[serde(default)]
    form: String,
}

/// Who may read the counts a report is made from, or must read it before approving it.
fn may_read(house: &House, account: &Account) -> Result<(), Problem> {
    let may = |verb| house.policy.decide_account(verb, account, Relation::Own).map(drop);
    may(&presumed::PRESUMED).or_else(|_| may(&register::APPROVE))
}

/// The form, at the newest year with figures.
pub(super) async fn form(
    State(house): State<Arc<House>>,
    Reader(account): Reader,
) -> Result<Response, Refusal> {
    may_read(&house, &account)?;
    let newest = returns::newest_year(&mut house.store.read().await?).await?;
    let year = newest.unwrap_or(house.clock.now().month().year());
    Ok(shown(&house, &account, &year.to_string(), Form::Pdf.code(), &[]))
}

fn shown(house: &House, account: &Account, year: &str, form: &str, errors: &[FieldError]) -> Response {
    let say = &house.say;
    let choices: Vec<Choice> = Form::ALL
        .iter()
        .filter(|form| form.at_hand())
        .map(|form| Choice::new(form.code(), say.t(&format!("annual-{}", form.code()))))
        .collect();
    let label = say.t("annual-year");
    let error = errors.first().map(|error| error.message.clone());
    let field = TextInput {
        name: "year",
        label: &label,
        kind: TextKind::Plain,
        value: year,
        width: Width::Short,
        error: error.as_deref(),
        ..TextInput::default()
    };
    let body = html! {
        (error_summary(say, errors))
        (heading(&say.t("annual-title")))
        p.lead { (say.t("annual-lead")) }
        p { (say.t("annual-draft")) }
        @if !Form::Pdf.at_hand() { p { (say.t("annual-no-pdf")) } }
        form method="get" action=(FILE) autocomplete="off" {
            (text_input(say, &field))
            (select(say, &Select { name: "form", label: &say.t("annual-form"), value: form, choices: &choices, ..Select::default() }))
            (button(ButtonKind::Primary, &say.t("annual-make")))
        }
    };
    let page = Page::new(say, "annual-title", body);
    reader::page(house, account, PATH, &page)
}

/// The file.
pub(super) async fn file(
    State(house): State<Arc<House>>,
    Reader(account): Reader,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    may_read(&house, &account)?;
    let form = Form::from_code(&asked.form).filter(|form| form.at_hand());
    let (Some(year), Some(form)) = (asked.year.meant(), form) else {
        let errors = [FieldError::new("year", house.say.t("annual-year-wrong"))];
        let page = shown(&house, &account, &asked.year.year, &asked.form, &errors);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    let bytes = made(&house, year, form).await?;
    let named = format!("attachment; filename=\"{}\"", form.file(year));
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(form.media()));
    headers.extend(HeaderValue::from_str(&named).ok().map(|named| (header::CONTENT_DISPOSITION, named)));
    Ok(response)
}

/// One at a time: a typesetter takes a processor and a hundred megabytes for a second.
async fn made(house: &Arc<House>, year: i16, form: Form) -> Result<Vec<u8>, Problem> {
    let place = Arc::clone(&house.typesetting).try_acquire_owned().map_err(|_| Problem::Busy)?;
    let mut conn = house.store.read().await?;
    let report = gather(&mut conn, &house.say, &house.folder, year, house.clock.now()).await?;
    drop(conn);
    let set = Arc::clone(house);
    let making = tokio::task::spawn_blocking(move || {
        let _place = place;
        form.make(&set.say, &danbe_report::document(&set.say, &report), year)
    });
    making.await.map_err(|_| Problem::Busy)?.map_err(|why| {
        let Unmade::Failed(why) = why else { return Problem::NotFound };
        tracing::error!(kind = "report", why);
        Problem::StoreDown
    })
}

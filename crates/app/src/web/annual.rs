//! The door of the annual report and of a meeting's pack: a form and a file each, for who reads figures. No script.
//!
//! Everything in the report passed the gate or was published before; the pack holds the exact numbers its readers see
//! on the pages of returns. Both are handed out as files, because the server shows no style of another's.

use super::House;
use super::reader::{self, Reader, Refusal};
use super::returns::AskedYear;
use crate::annual::{self, Form, Unmade, gather};
use crate::meeting;
use axum::extract::{Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use danbe_guard::{Account, Relation};
use danbe_pages::forms::FieldError;
use danbe_pages::{
    ButtonKind, Choice, Page, Select, TextInput, Width, button, error_summary, heading, html, select,
    text_input,
};
use danbe_report::Document;
use danbe_statistics::{presumed, register, returns};
use danbe_store::Reading;
use danbe_words::Problem;
use serde::Deserialize;
use std::sync::Arc;

/// Path of the form.
pub(super) const PATH: &str = "/lecture/rapport";
/// Path of the file.
pub(super) const FILE: &str = "/lecture/rapport/fichier";
/// Path of the pack of a meeting.
pub(super) const PACK: &str = "/lecture/rapport/reunion";

/// What the address asks.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(flatten)]
    year: AskedYear,
    #[serde(default)]
    form: String,
}

/// The months of a meeting, as typed.
#[derive(Deserialize)]
pub(super) struct AskedPack {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    shape: String,
}

impl AskedPack {
    /// The last quarter of a year, to begin with.
    fn of(year: i16) -> Self {
        let month = |number: u8| format!("{year:04}-{number:02}");
        Self { from: month(10), to: month(12), shape: first_form() }
    }
}

/// The form offered first: paper, where this program can set it.
fn first_form() -> String {
    Form::ALL.iter().find(|form| form.at_hand()).map_or("", |form| form.code()).to_owned()
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
    let asked = Asked { year: AskedYear { year: year.to_string() }, form: first_form() };
    Ok(shown(&house, &account, &asked, &AskedPack::of(year), &[]))
}

fn shown(
    house: &House,
    account: &Account,
    asked: &Asked,
    pack: &AskedPack,
    errors: &[FieldError],
) -> Response {
    let say = &house.say;
    let choices: Vec<Choice> = Form::ALL
        .iter()
        .filter(|form| form.at_hand())
        .map(|form| Choice::new(form.code(), say.t(&format!("annual-{}", form.code()))))
        .collect();
    let line = |name: &'static str, key: &str, hint: Option<&str>, value: &str| {
        let error = errors.iter().find(|error| error.field == name).map(|error| error.message.as_str());
        let label = say.t(key);
        let width = Width::Short;
        text_input(say, &TextInput { name, label: &label, hint, value, width, error, ..TextInput::default() })
    };
    let forms = |name: &'static str, value: &str| {
        let label = say.t("annual-form");
        select(say, &Select { name, label: &label, value, choices: &choices, ..Select::default() })
    };
    let hint = say.t("meeting-month-hint");
    let body = html! {
        (error_summary(say, errors))
        (heading(&say.t("annual-title")))
        p.lead { (say.t("annual-lead")) }
        p { (say.t("annual-draft")) }
        @if !Form::Pdf.at_hand() { p { (say.t("annual-no-pdf")) } }
        form method="get" action=(FILE) autocomplete="off" {
            (line("year", "annual-year", None, &asked.year.year))
            (forms("form", &asked.form))
            (button(ButtonKind::Primary, &say.t("annual-make")))
        }
        h2 { (say.t("meeting-form")) }
        p { (say.t("meeting-form-lead")) }
        form method="get" action=(PACK) autocomplete="off" {
            (line("from", "meeting-from", Some(&hint), &pack.from))
            (line("to", "meeting-to", Some(&hint), &pack.to))
            (forms("shape", &pack.shape))
            (button(ButtonKind::Primary, &say.t("meeting-make")))
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
        let pack = AskedPack::of(house.clock.now().month().year());
        let page = shown(&house, &account, &asked, &pack, &errors);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    let asked = Arc::clone(&house);
    let gathered = async move |conn: &mut Reading| {
        let report = gather(conn, &asked.say, &asked.folder, year, asked.clock.now()).await?;
        Ok(danbe_report::document(&asked.say, &report))
    };
    Ok(made(&house, form, annual::name(year), gathered).await?)
}

/// The pack's file.
pub(super) async fn pack(
    State(house): State<Arc<House>>,
    Reader(account): Reader,
    Query(asked): Query<AskedPack>,
) -> Result<Response, Refusal> {
    may_read(&house, &account)?;
    let form = Form::from_code(&asked.shape).filter(|form| form.at_hand());
    let months = asked.from.trim().parse().ok().zip(asked.to.trim().parse().ok());
    let refused = || {
        let year = AskedYear { year: house.clock.now().month().year().to_string() };
        let annual = Asked { year, form: first_form() };
        let errors = [FieldError::new("to", house.say.t("meeting-span-wrong"))];
        let page = shown(&house, &account, &annual, &asked, &errors);
        (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
    };
    let (Some(months), Some(form)) = (months, form) else { return Ok(refused()) };
    let gathering = Arc::clone(&house);
    let gathered = async move |conn: &mut Reading| {
        let (say, folder, now) = (&gathering.say, &gathering.folder, gathering.clock.now());
        let meeting = meeting::gather(conn, say, folder, months, now).await?;
        Ok(danbe_report::pack(say, &meeting))
    };
    match made(&house, form, meeting::name(months), gathered).await {
        Err(Problem::Invalid { .. }) => Ok(refused()),
        made => Ok(made?),
    }
}

/// A document as a file. One at a time: a typesetter takes a processor and a hundred megabytes for a second.
async fn made(
    house: &Arc<House>,
    form: Form,
    name: String,
    gathered: impl AsyncFnOnce(&mut Reading) -> Result<Document, Problem>,
) -> Result<Response, Problem> {
    let place = Arc::clone(&house.typesetting).try_acquire_owned().map_err(|_| Problem::Busy)?;
    let document = gathered(&mut house.store.read().await?).await?;
    let (set, named) = (Arc::clone(house), form.file(&name));
    let making = tokio::task::spawn_blocking(move || {
        let _place = place;
        form.make(&set.say, &document, &name)
    });
    let bytes = making.await.map_err(|_| Problem::Busy)?.map_err(|why| {
        let Unmade::Failed(why) = why else { return Problem::NotFound };
        tracing::error!(kind = "report", why);
        Problem::StoreDown
    })?;
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(form.media()));
    let attached = HeaderValue::from_str(&format!("attachment; filename=\"{named}\""));
    headers.extend(attached.ok().map(|attached| (header::CONTENT_DISPOSITION, attached)));
    Ok(response)
}

//! The door of the annual report: one form, one file, for who reads figures. No script.
//!
//! Everything in the file passed the gate or was published before; the page and the workbook are handed out as files,
//! because the server shows no style of another's.

use super::reading::{account, refused};
use super::{House, public};
use crate::annual::{Form, Unmade, gather};
use axum::extract::{Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::CookieJar;
use danbe_guard::{Account, Relation};
use danbe_pages::forms::FieldError;
use danbe_pages::{
    ButtonKind, Choice, Link, Page, Select, TextInput, TextKind, Width, button, document, error_summary,
    heading, html, select, text_input,
};
use danbe_statistics::presumed;
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
    #[serde(default)]
    year: String,
    #[serde(default)]
    form: String,
}

impl Asked {
    fn meant(&self) -> Option<(i16, Form)> {
        let year =
            self.year.parse().ok().filter(|year| (1900..2200).contains(year) && self.year.len() == 4)?;
        Some((year, Form::from_code(&self.form).filter(|form| form.at_hand())?))
    }
}

/// The reading account, when it may read the counts a report is made from.
async fn reader(house: &House, jar: &CookieJar) -> Result<Account, Problem> {
    let account = account(house, jar).await?;
    house.policy.decide_account(&presumed::PRESUMED, &account, Relation::Own)?;
    Ok(account)
}

/// The form.
pub(super) async fn form(State(house): State<Arc<House>>, jar: CookieJar) -> Response {
    let (year, month, ..) = house.clock.now().civil();
    // in January one writes about the year that has just ended
    let year = if month < 12 { year - 1 } else { year };
    match reader(&house, &jar).await {
        Ok(account) => shown(&house, &account, &year.to_string(), Form::Pdf.code(), &[]).into_response(),
        Err(problem) => elsewhere(house, &problem).await,
    }
}

async fn elsewhere(house: Arc<House>, problem: &Problem) -> Response {
    match problem {
        Problem::Session => Redirect::to("/lecture").into_response(),
        Problem::NotFound => public::not_found(State(house)).await,
        problem => refused(&house, problem),
    }
}

fn shown(house: &House, account: &Account, year: &str, form: &str, errors: &[FieldError]) -> Html<String> {
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
    let nav = [Link::to(presumed::PATH, say.t("nav-figures")), Link::to(PATH, say.t("annual-nav")).here()];
    Html(document(say, &page, &public::frame(house, &nav, Some(&account.handle))).into_string())
}

/// The file.
pub(super) async fn file(
    State(house): State<Arc<House>>,
    jar: CookieJar,
    Query(asked): Query<Asked>,
) -> Response {
    let account = match reader(&house, &jar).await {
        Ok(account) => account,
        Err(problem) => return elsewhere(house, &problem).await,
    };
    let Some((year, form)) = asked.meant() else {
        let errors = [FieldError::new("year", house.say.t("annual-year-wrong"))];
        let page = shown(&house, &account, &asked.year, &asked.form, &errors);
        return (StatusCode::UNPROCESSABLE_ENTITY, page).into_response();
    };
    match made(&house, year, form).await {
        Ok(bytes) => {
            let named = format!("attachment; filename=\"{}\"", form.file(year));
            let mut response = bytes.into_response();
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(form.media()));
            headers
                .extend(HeaderValue::from_str(&named).ok().map(|named| (header::CONTENT_DISPOSITION, named)));
            response
        }
        Err(problem) => refused(&house, &problem),
    }
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

//! A month filled offline: its template as XLSX or CSV, the file that comes back, the version before it.
//!
//! A file only fills the form and saves it as typed: what the checks say is read there, and nothing is sent without
//! the service's own button. Each saving is kept, so that a file taken by mistake is undone by the version before.

use super::reader::{self, Reader, Refusal};
use super::{House, returns};
use axum::extract::{Multipart, Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use danbe_guard::Account;
use danbe_pages::{Page, heading, html, month_fr};
use danbe_report::workbook::{self, Fault, Limits, Monthly};
use danbe_statistics::returns::{HOME, Opened, Type, What, earlier, field_name, open, path};
use danbe_store::Thread;
use danbe_words::Problem;
use serde::Deserialize;
use std::io::Cursor;
use std::sync::Arc;

/// Largest file of a month.
pub(super) const LARGEST: usize = 2 * 1024 * 1024;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Which form of template is asked for.
#[derive(Deserialize, Default)]
pub(super) struct AskedForm {
    #[serde(default)]
    form: String,
}

/// The return of the account's own service, opened.
async fn own(house: &House, account: &Account, asked: (String, String)) -> Result<Opened, Problem> {
    let asked = returns::meant(asked)?;
    if asked.0 != account.agency {
        return Err(Problem::NotFound);
    }
    let mut conn = house.store.read().await?;
    let services = reader::services(&mut conn).await?;
    let names = reader::names(&mut conn).await?;
    let (_, opened) = open(&mut conn, &house.policy, account, &services, asked, &names).await?;
    Ok(opened)
}

fn monthly(house: &House, opened: &Opened) -> Monthly {
    let month = month_fr(opened.month.year(), opened.month.number());
    Monthly::new(&house.say, &month, &opened.service.name, opened.definitions.clone())
}

/// The template of a month.
pub(super) async fn template(
    State(house): State<Arc<House>>,
    Reader(account): Reader,
    Path(asked): Path<(String, String)>,
    Query(form): Query<AskedForm>,
) -> Result<Response, Refusal> {
    let opened = own(&house, &account, asked).await?;
    let template = monthly(&house, &opened).template;
    let (bytes, kind, ending) = if form.form == "csv" {
        (template.csv().into_bytes(), "text/csv; charset=utf-8", "csv")
    } else {
        (template.xlsx().map_err(|_| Problem::StoreDown)?, XLSX, "xlsx")
    };
    let name = format!("attachment; filename=\"releve-{}.{ending}\"", opened.month);
    let name = HeaderValue::from_str(&name).map_err(|_| Problem::StoreDown)?;
    let headers =
        [(header::CONTENT_TYPE, HeaderValue::from_static(kind)), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, bytes).into_response())
}

/// A filled template: its numbers stand in the form, or each fault is named and nothing is taken.
pub(super) async fn filled(
    State(house): State<Arc<House>>,
    Reader(by): Reader,
    Path(asked): Path<(String, String)>,
    file: Multipart,
) -> Result<Response, Refusal> {
    let opened = own(&house, &by, asked).await?;
    let bytes = only_file(file).await?;
    let monthly = monthly(&house, &opened);
    let read = tokio::task::spawn_blocking(move || {
        let tables = workbook::read(Cursor::new(bytes), &Limits::default()).map_err(|fault| vec![fault])?;
        monthly.numbers(&tables)
    });
    match read.await.map_err(|_| Problem::Busy)? {
        Err(faults) => Ok(refused(&house, &by, &opened, &faults)),
        // An untouched template is no month: zero is a number too.
        Ok(numbers) if numbers.is_empty() => {
            Err(Problem::Invalid { field: "table", reason: "required" }.into())
        }
        Ok(numbers) => {
            let mut fields = opened.fields.clone();
            for number in numbers {
                let name = field_name(&number.definition, &number.breakdown, &number.category);
                fields.put(&name, number.number.to_string());
            }
            save(&house, by, opened, fields, "filled").await
        }
    }
}

/// The version before the last saving, saved again.
pub(super) async fn undone(
    State(house): State<Arc<House>>,
    Reader(by): Reader,
    Path(asked): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let opened = own(&house, &by, asked).await?;
    let mut conn = house.store.read().await?;
    let fields = earlier(&mut conn, opened.service.agency, opened.month).await?;
    drop(conn);
    save(&house, by, opened, fields, "undone").await
}

async fn save(
    house: &House,
    by: Account,
    opened: Opened,
    fields: danbe_statistics::fields::Fields,
    done: &str,
) -> Result<Response, Refusal> {
    let month = opened.month;
    let names = reader::names(&mut house.store.read().await?).await?;
    let act = Type { by, month, fields, what: What::Save, names };
    house.store.act(act, Thread::default()).await?;
    Ok(Redirect::to(&format!("{}?done={done}", path(opened.service.agency, month))).into_response())
}

async fn only_file(mut file: Multipart) -> Result<Vec<u8>, Problem> {
    while let Some(part) = file.next_field().await.map_err(|_| Problem::TooLarge)? {
        if part.name() == Some("table") {
            return Ok(part.bytes().await.map_err(|_| Problem::TooLarge)?.to_vec());
        }
    }
    Err(Problem::Invalid { field: "table", reason: "required" })
}

fn refused(house: &House, account: &Account, opened: &Opened, faults: &[Fault]) -> Response {
    let body = html! {
        a.back href=(path(opened.service.agency, opened.month)) { (house.say.t("back")) }
        div.errors role="alert" tabindex="-1" {
            h2 { (house.say.t("offline-refused")) }
            ul { @for fault in faults { li { (fault.said(&house.say)) } } }
        }
        (heading(&house.say.t("offline-title")))
        p { (house.say.t("offline-nothing-taken")) }
    };
    let page = Page::new(&house.say, "offline-title", body);
    (StatusCode::UNPROCESSABLE_ENTITY, reader::page(house, account, HOME, &page)).into_response()
}

//! Who reads figures: the account behind a request, the frame of its pages, and what stands in the place of a page.

use super::{House, public};
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::CookieJar;
use danbe_guard::{Account, Standing};
use danbe_house::posts::rows;
use danbe_pages::{Link, Page, document, html};
use danbe_statistics::definitions::{self, Service};
use danbe_statistics::presumed::Names;
use danbe_statistics::returns;
use danbe_store::Reading;
use danbe_vault::token_digest;
use danbe_words::Problem;
use std::sync::Arc;

/// Name of the cookie that holds the token of a reading session.
pub(super) const COOKIE: &str = "danbe_lecture";

/// The account whose reading session a request carries. What changes something must come from a page of ours, or it
/// meets what is absent.
pub(super) struct Reader(pub(super) Account);

impl FromRequestParts<Arc<House>> for Reader {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, house: &Arc<House>) -> Result<Self, Refusal> {
        if !parts.method.is_safe() && !same_site(&parts.headers) {
            return Err(Problem::NotFound.into());
        }
        let token = token(&CookieJar::from_headers(&parts.headers)).ok_or(Problem::Session)?;
        let mut conn = house.store.read().await?;
        let account = rows::reading(&mut conn, &token_digest(&token), house.clock.now()).await?;
        Ok(Self(account.ok_or(Problem::Session)?))
    }
}

/// The token of a reading session.
pub(super) fn token(jar: &CookieJar) -> Option<Vec<u8>> {
    data_encoding::BASE64URL_NOPAD.decode(jar.get(COOKIE)?.value().as_bytes()).ok()
}

/// A form of ours is posted from a page of ours: browsers say where a request comes from.
pub(super) fn same_site(headers: &HeaderMap) -> bool {
    match headers.get("sec-fetch-site").and_then(|value| value.to_str().ok()) {
        Some(site) => site == "same-origin" || site == "none",
        None => {
            let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
            let host = text(header::HOST);
            text(header::ORIGIN).is_none_or(|origin| origin.split("//").nth(1) == host)
        }
    }
}

/// A problem in the place of a page; [`told`] makes it the sign-in, the page for what is absent, or a sentence.
pub(super) struct Refusal(Problem);

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status()).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
        let mut response = status.into_response();
        response.extensions_mut().insert(self.0);
        response
    }
}

/// Layer of the pages of accounts: tells a [`Refusal`] in the words of the house.
pub(super) async fn told(State(house): State<Arc<House>>, mut response: Response) -> Response {
    match response.extensions_mut().remove::<Problem>() {
        None => response,
        Some(Problem::Session) => Redirect::to("/lecture").into_response(),
        Some(Problem::NotFound) => public::not_found(State(house)).await,
        Some(problem) => {
            let body = html! { h1 tabindex="-1" { (house.say.t(&problem.word())) } };
            let page = Page::new(&house.say, "problem-title", body);
            (response.status(), public::render(&house, &page, &[])).into_response()
        }
    }
}

/// Names of agencies, for accounts that may be told them.
pub(super) async fn names(conn: &mut Reading) -> Result<Names, Problem> {
    Ok(rows::agencies(conn).await?.into_iter().collect())
}

/// Services that type a return, with their names.
pub(super) async fn services(conn: &mut Reading) -> Result<Vec<Service>, Problem> {
    let seats = rows::seats(conn).await?;
    definitions::services(conn, &seats).await
}

/// A page for an account, with its doors.
pub(super) fn page(house: &House, account: &Account, here: &str, page: &Page) -> Response {
    let mut nav = returns::doors(&house.say, account, here);
    if matches!(account.standing, Standing::Reader | Standing::Approver) {
        let door = Link::to(super::annual::PATH, house.say.t("annual-nav"));
        nav.push(if here == super::annual::PATH { door.here() } else { door });
    }
    let frame = public::frame(house, &nav, Some(&account.handle));
    Html(document(&house.say, page, &frame).into_string()).into_response()
}

//! Sessions without a key: passphrase and one-time code, no JavaScript; the figure they read, and the frame of
//! every page about figures.

use super::{House, answers, public};
use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use danbe_figures::Period;
use danbe_guard::{Account, Relation, Standing};
use danbe_house::posts::{CloseReading, OpenReading, rows};
use danbe_pages::forms::{FieldError, Question, TextInput, TextKind, question, text_input};
use danbe_pages::{Link, Page, document, html};
use danbe_statistics::definitions::{self, Service};
use danbe_statistics::presumed::{self, Names};
use danbe_statistics::returns;
use danbe_store::{Reading, Thread};
use danbe_vault::{once, token_digest};
use danbe_words::Problem;
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;

const COOKIE: &str = "danbe_lecture";
/// Wrong passphrases before an account rests for a minute.
const TRIES: u32 = 5;
const REST: i64 = 60_000;

fn sign_in_page(house: &House, error: Option<&str>) -> Page {
    let say = &house.say;
    let field = |name: &'static str, label: &str, kind: TextKind| {
        text_input(say, &TextInput { name, label, kind, ..TextInput::default() })
    };
    let errors: Vec<_> = error.map(|key| FieldError::new("handle", say.t(key))).into_iter().collect();
    let body = html! {
        (field("handle", &say.t("reading-handle"), TextKind::Plain))
        (field("passphrase", &say.t("reading-passphrase"), TextKind::Secret))
        (field("code", &say.t("reading-code"), TextKind::Code))
    };
    let markup = question(
        say,
        Question {
            legend: &say.t("reading-title"),
            hint: Some(&say.t("reading-hint")),
            errors: &errors,
            action: "/lecture",
            body,
            button: Some(&say.t("reading-button")),
            back: Some("/"),
            ..Question::default()
        },
    );
    Page::new(say, "reading-title", markup)
}

pub(super) async fn form(State(house): State<Arc<House>>) -> Html<String> {
    public::render(&house, &sign_in_page(&house, None), &[])
}

/// What the form sends.
#[derive(Deserialize)]
pub(super) struct Given {
    handle: String,
    passphrase: String,
    code: String,
}

pub(super) async fn sign_in(
    State(house): State<Arc<House>>,
    headers: HeaderMap,
    jar: CookieJar,
    Form(given): Form<Given>,
) -> Response {
    if !same_site(&headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    match open(&house, given).await {
        Ok((token, standing)) => {
            let secure = headers.get("x-forwarded-proto").is_some_and(|proto| proto == "https");
            let cookie = Cookie::build((COOKIE, token))
                .http_only(true)
                .same_site(SameSite::Strict)
                .secure(secure)
                .path("/");
            let first = if standing == Standing::Reader { presumed::PATH } else { returns::HOME };
            (jar.add(cookie), Redirect::to(first)).into_response()
        }
        Err(problem) => {
            let key = if problem == Problem::Busy { "problem-busy" } else { "reading-refused" };
            let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::UNAUTHORIZED);
            (status, public::render(&house, &sign_in_page(&house, Some(key)), &[])).into_response()
        }
    }
}

/// A form of ours is posted from a page of ours: browsers say where a request comes from.
fn same_site(headers: &HeaderMap) -> bool {
    match headers.get("sec-fetch-site").and_then(|value| value.to_str().ok()) {
        Some(site) => site == "same-origin" || site == "none",
        None => {
            let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
            let host = text(header::HOST);
            text(header::ORIGIN).is_none_or(|origin| origin.split("//").nth(1) == host)
        }
    }
}

async fn open(house: &House, given: Given) -> Result<(String, Standing), Problem> {
    rest(house, &given.handle)?;
    let mut conn = house.store.read().await?;
    let found = rows::reader(&mut conn, &given.handle).await?;
    drop(conn);
    let place = tokio::time::timeout(Duration::from_secs(5), house.hashing.acquire());
    let _place = place.await.map_err(|_| Problem::Busy)?.map_err(|_| Problem::Busy)?;
    let seconds = house.clock.now().0.unsigned_abs() / 1000;
    let checked = tokio::task::spawn_blocking(move || check(found, &given, seconds).ok_or(given.handle));
    match checked.await.map_err(|_| Problem::Busy)? {
        Ok((reader, standing, step)) => {
            let token = house.random::<32>();
            let step = i64::try_from(step).map_err(|_| Problem::SignIn)?;
            let act = OpenReading { reader, standing, step, token: token_digest(&token) };
            house.store.act(act, Thread::default()).await?;
            Ok((data_encoding::BASE64URL_NOPAD.encode(&token), standing))
        }
        Err(handle) => {
            tire(house, handle);
            Err(Problem::SignIn)
        }
    }
}

/// Passphrase, then code; as much work for an account that does not exist.
fn check(found: Option<rows::Reader>, given: &Given, seconds: u64) -> Option<(String, Standing, u64)> {
    let Some(reader) = found else {
        let _ = once::check_nobody(&given.passphrase);
        return None;
    };
    once::check_passphrase(&given.passphrase, &reader.passphrase).ok()?;
    let secret = once::OnceSecret::from_bytes(&reader.code_secret).ok()?;
    let step = secret.check(given.code.trim(), seconds).ok()?;
    Some((reader.id, reader.standing, step))
}

fn rest(house: &House, handle: &str) -> Result<(), Problem> {
    let now = house.clock.now();
    let mut throttle = house.throttle.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    throttle.retain(|_, (_, since)| now.since(*since) < REST);
    let tired = throttle.get(handle).is_some_and(|(tries, _)| *tries >= TRIES);
    if tired { Err(Problem::Busy) } else { Ok(()) }
}

fn tire(house: &House, handle: String) {
    let now = house.clock.now();
    let mut throttle = house.throttle.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let entry = throttle.entry(handle).or_insert((0, now));
    *entry = (entry.0 + 1, now);
}

pub(super) async fn sign_out(
    State(house): State<Arc<House>>,
    headers: HeaderMap,
    jar: CookieJar,
) -> Response {
    if !same_site(&headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    if let (Some(token), Ok(account)) = (token(&jar), account(&house, &jar).await) {
        let closing = CloseReading { token: token_digest(&token), standing: account.standing };
        if let Err(problem) = house.store.act(closing, Thread::default()).await {
            return answers::refuse(&house, &problem);
        }
    }
    (jar.remove(Cookie::build(COOKIE).path("/")), Redirect::to("/")).into_response()
}

fn token(jar: &CookieJar) -> Option<Vec<u8>> {
    data_encoding::BASE64URL_NOPAD.decode(jar.get(COOKIE)?.value().as_bytes()).ok()
}

/// Who reads.
pub(super) async fn account(house: &House, jar: &CookieJar) -> Result<Account, Problem> {
    let token = token(jar).ok_or(Problem::Session)?;
    let mut conn = house.store.read().await?;
    rows::reading(&mut conn, &token_digest(&token), house.clock.now()).await?.ok_or(Problem::Session)
}

/// Who reads, and the names of agencies she may be told.
pub(super) struct Reader {
    pub(super) account: Account,
    pub(super) names: Names,
}

impl Reader {
    /// Whoever holds the session of a request.
    pub(super) async fn of(house: &House, jar: &CookieJar) -> Result<Self, Problem> {
        let account = account(house, jar).await?;
        let mut conn = house.store.read().await?;
        let names = rows::agencies(&mut conn).await?.into_iter().collect();
        Ok(Self { account, names })
    }

    /// The same for a form, which must come from a page of ours.
    pub(super) async fn posting(
        house: &House,
        headers: &HeaderMap,
        jar: &CookieJar,
    ) -> Result<Self, Problem> {
        if same_site(headers) { Self::of(house, jar).await } else { Err(Problem::NotFound) }
    }
}

/// Services that type a return, with their names.
pub(super) async fn services(conn: &mut Reading) -> Result<Vec<Service>, Problem> {
    let seats = rows::seats(conn).await?;
    definitions::services(conn, &seats).await
}

/// A page for an account, with its doors.
pub(super) fn page(house: &House, account: &Account, here: &str, page: &Page) -> Response {
    let mut nav = returns::doors(&house.say, account, here);
    if account.standing == Standing::Reader {
        nav.push(Link::to(super::annual::PATH, house.say.t("annual-nav")));
    }
    let frame = public::frame(house, &nav, Some(&account.handle));
    let mut response = Html(document(&house.say, page, &frame).into_string()).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A page, or what stands in its place: the sign-in, the page for what is absent, a sentence.
pub(super) async fn answer(house: &Arc<House>, shown: Result<Response, Problem>) -> Response {
    match shown {
        Ok(page) => page,
        Err(Problem::Session) => Redirect::to("/lecture").into_response(),
        Err(Problem::NotFound) => public::not_found(State(Arc::clone(house))).await,
        Err(problem) => refused(house, &problem),
    }
}

pub(super) async fn figures(
    State(house): State<Arc<House>>,
    jar: CookieJar,
    Query(asked): Query<presumed::Asked>,
) -> Response {
    let shown = show_figures(&house, &jar, &asked).await;
    answer(&house, shown).await
}

/// A page that says what went wrong, and what to do.
pub(super) fn refused(house: &House, problem: &Problem) -> Response {
    let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
    let body = html! { h1 tabindex="-1" { (house.say.t(&problem.word())) } };
    let page = Page::new(&house.say, "problem-title", body);
    (status, public::render(house, &page, &[])).into_response()
}

async fn show_figures(house: &House, jar: &CookieJar, asked: &presumed::Asked) -> Result<Response, Problem> {
    let Reader { account, names } = Reader::of(house, jar).await?;
    let grant = house.policy.decide_account(&presumed::PRESUMED, &account, Relation::Own)?;
    let (period, as_of) = asked.meant(Period::Month(house.clock.now().month()))?;
    let mut conn = house.store.read().await?;
    let shown = presumed::shown(&mut conn, &names, period, as_of).await?;
    Ok(page(house, &account, presumed::PATH, &presumed::page(&house.say, &grant.view(shown))))
}

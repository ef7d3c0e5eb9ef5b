//! Sessions without a key: passphrase and one-time code, no JavaScript; and the figure they read.

use super::reader::{self, COOKIE, Reader, Refusal, same_site};
use super::{House, answers, public};
use crate::installation::Https;
use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use danbe_figures::Period;
use danbe_guard::{Relation, Standing};
use danbe_house::posts::{CloseReading, OpenReading, rows};
use danbe_pages::forms::{FieldError, Question, TextInput, TextKind, question, text_input};
use danbe_pages::{Page, html};
use danbe_statistics::{presumed, returns};
use danbe_store::Thread;
use danbe_vault::{once, token_digest};
use danbe_words::Problem;
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;

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
            let behind = headers.get("x-forwarded-proto").is_some_and(|proto| proto == "https");
            let secure = behind || house.folder.paper.https != Https::Proxy;
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

/// Ends the session; whoever has none is only sent home.
pub(super) async fn sign_out(
    State(house): State<Arc<House>>,
    reader: Result<Reader, Refusal>,
    headers: HeaderMap,
    jar: CookieJar,
) -> Response {
    if !same_site(&headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    if let (Some(token), Ok(Reader(account))) = (reader::token(&jar), reader) {
        let closing = CloseReading { token: token_digest(&token), standing: account.standing };
        if let Err(problem) = house.store.act(closing, Thread::default()).await {
            return answers::refuse(&house, &problem);
        }
    }
    (jar.remove(Cookie::build(COOKIE).path("/")), Redirect::to("/")).into_response()
}

/// The figure of presumed victims, for a month or a year.
pub(super) async fn figures(
    State(house): State<Arc<House>>,
    Reader(account): Reader,
    Query(asked): Query<presumed::Asked>,
) -> Result<Response, Refusal> {
    let grant = house.policy.decide_account(&presumed::PRESUMED, &account, Relation::Own)?;
    let mut conn = house.store.read().await?;
    let newest = presumed::newest_month(&mut conn).await?;
    let (period, as_of) = asked.meant(Period::Month(newest.unwrap_or(house.clock.now().month())))?;
    let names = reader::names(&mut conn).await?;
    let shown = presumed::shown(&mut conn, &names, period, as_of).await?;
    Ok(reader::page(&house, &account, presumed::PATH, &presumed::page(&house.say, &grant.view(shown))))
}

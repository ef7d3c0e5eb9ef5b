//! Pages for everyone, without JavaScript, and what a machine's keeper asks: health, metrics.

use super::{House, pane};
use crate::installation::Kind;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use danbe_pages::{Data, Frame, Host, Link, Page, Say, document};
use danbe_store::Flushes;
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// The document around a page of the server.
pub(super) fn render(house: &House, page: &Page, nav: &[Link]) -> Html<String> {
    Html(document(&house.say, page, &frame(house, nav, None)).into_string())
}

/// What stands around a page.
pub(super) fn frame<'a>(house: &House, nav: &'a [Link], session: Option<&'a str>) -> Frame<'a> {
    let data = data(house.folder.paper.kind);
    Frame { nav, session, sign_out: session.map(|_| "/lecture/fermer"), version: pane::style_version(), data }
}

/// What pages say of the data an installation holds.
pub(super) const fn data(kind: Kind) -> Data {
    match kind {
        Kind::Training => Data::Training,
        Kind::Provisional => Data::Provisional,
        Kind::Real => Data::Real,
    }
}

pub(super) async fn home(State(house): State<Arc<House>>) -> Html<String> {
    render(&house, &danbe_pages::home(&house.say), &[])
}

pub(super) async fn about(State(house): State<Arc<House>>) -> Html<String> {
    render(&house, &danbe_pages::about(&house.say), &[])
}

pub(super) async fn about_arabic(State(house): State<Arc<House>>) -> Html<String> {
    let say: &Say = &house.arabic;
    Html(document(say, &danbe_pages::about(say), &frame(&house, &[], None)).into_string())
}

pub(super) async fn limits(State(house): State<Arc<House>>) -> Html<String> {
    render(&house, &danbe_pages::limits(&house.say), &[])
}

/// The one answer for what is not there, and for what is not for you.
pub(super) async fn not_found(State(house): State<Arc<House>>) -> Response {
    let page = danbe_pages::not_found(&house.say, Host::Server);
    (StatusCode::NOT_FOUND, render(&house, &page, &[])).into_response()
}

/// Alive when the database answers.
pub(super) async fn health(State(house): State<Arc<House>>) -> Response {
    match house.store.read().await {
        Ok(_) => "ok\n".into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "base de données\n").into_response(),
    }
}

/// How long the disk took, as a histogram of Prometheus; nothing where the database flushes by itself.
fn flushes(flushes: &Flushes) -> String {
    const NAME: &str = "danbe_flush_seconds";
    let (counts, micros) = flushes.read();
    let mut text =
        format!("# HELP {NAME} Flushes of the log, before anybody is answered\n# TYPE {NAME} histogram\n");
    let mut all = 0;
    for (place, count) in counts.iter().enumerate() {
        all += count;
        let end = Flushes::MICROS.get(place).map_or("+Inf".to_owned(), |end| (*end as f64 / 1e6).to_string());
        let _ = writeln!(text, "{NAME}_bucket{{le=\"{end}\"}} {all}");
    }
    let _ = writeln!(text, "{NAME}_sum {}\n{NAME}_count {all}", micros as f64 / 1e6);
    text
}

/// Counts for a monitor (Prometheus text format): numbers, no person, no agency.
pub(super) async fn metrics(State(house): State<Arc<House>>) -> Response {
    let figures = house.store.figures();
    let mut text = String::new();
    for (name, help, value) in [
        ("danbe_requests_total", "Requests answered", &house.requests),
        ("danbe_refusals_total", "Requests refused", &house.refusals),
        ("danbe_acts_total", "Acts made durable", &figures.acts),
        ("danbe_commits_total", "Commits", &figures.commits),
        ("danbe_commit_microseconds_total", "Time in commits", &figures.commit_micros),
        ("danbe_store_failures_total", "Batches undone by the database", &figures.failures),
    ] {
        let value = value.load(Ordering::Relaxed);
        let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} counter\n{name} {value}");
    }
    text.push_str(&flushes(&figures.flushes));
    if let Ok(Some(term)) = crate::tls::term(house.folder.path()) {
        let help = "Seconds since 1970 at which the certificate in use ends";
        let name = "danbe_certificate_end_seconds";
        let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} gauge\n{name} {}", term.end);
    }
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response()
}

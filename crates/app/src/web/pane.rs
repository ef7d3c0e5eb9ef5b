//! The pane: the shell and program of the device, from inside the binary, compressed once at build time.

use super::House;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use danbe_pages::html;
use std::sync::Arc;

/// One file of the pane, plain and packed (brotli).
pub(crate) struct Asset {
    name: &'static str,
    plain: &'static [u8],
    packed: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/pane.rs"));

fn find(name: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.name == name)
}

/// The style sheet's name carries its hash: pages of the server ask for it by that version.
pub(crate) fn style_version() -> &'static str {
    let style = ASSETS.iter().find(|a| a.name.starts_with("style.") && a.name.ends_with(".css"));
    style.and_then(|a| a.name.split('.').nth(1)).unwrap_or("0")
}

pub(super) async fn to_shell() -> Redirect {
    Redirect::permanent("/a/")
}

pub(super) async fn style(headers: HeaderMap) -> Response {
    match ASSETS.iter().find(|a| a.name.starts_with("style.") && a.name.ends_with(".css")) {
        Some(asset) => serve(asset, &headers),
        None => {
            let plain = include_str!("../../../../pane/style.css");
            ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], plain).into_response()
        }
    }
}

pub(super) async fn shell(State(house): State<Arc<House>>, headers: HeaderMap) -> Response {
    match find("index.html") {
        Some(asset) => serve(asset, &headers),
        None => missing(&house),
    }
}

/// A file of the pane; any other address under `/a/` is a page of the device, so the shell.
pub(super) async fn file(
    State(house): State<Arc<House>>,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Response {
    match find(&path) {
        Some(asset) => serve(asset, &headers),
        None if path.contains('.') => StatusCode::NOT_FOUND.into_response(),
        None => shell(State(house), headers).await,
    }
}

fn serve(asset: &Asset, headers: &HeaderMap) -> Response {
    let accepts = headers.get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let packed = accepts.split(',').any(|way| way.trim().starts_with("br"));
    let bytes = if packed { asset.packed } else { asset.plain };
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind(asset.name)));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if packed && asset.packed.len() != asset.plain.len() {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    let named_by_content = !matches!(asset.name, "index.html" | "sw.js" | "manifest.webmanifest");
    let keep = if named_by_content { "public, max-age=31536000, immutable" } else { "no-cache" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy(asset.name)));
    response
}

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("webmanifest") => "application/manifest+json",
        Some("json") => "application/json",
        _ => "application/octet-stream",
    }
}

/// No inline script, no foreign host, no native form: and in the page, no HTML but through the pane's one policy.
fn policy(name: &str) -> &'static str {
    if name == "index.html" {
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; \
         worker-src 'self'; img-src 'self'; manifest-src 'self'; form-action 'none'; base-uri 'none'; \
         frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types pane"
    } else {
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; \
         worker-src 'self'; img-src 'self'; manifest-src 'self'; form-action 'none'; base-uri 'none'; \
         frame-ancestors 'none'"
    }
}

fn missing(house: &House) -> Response {
    let body =
        html! { h1 tabindex="-1" { (house.say.t("pane-missing")) } p { (house.say.t("pane-missing-more")) } };
    let page = danbe_pages::Page::new(&house.say, "pane-missing", body);
    (StatusCode::SERVICE_UNAVAILABLE, super::public::render(house, &page, &[])).into_response()
}

//! The pane: the shell and program of the device, from inside the binary, compressed once at build time.
//!
//! On the networks it is meant for, a download is cut more often than not. The program can be asked for from any byte
//! on, `core.<hash>.wasm.<first byte>`, and that rest is packed when it is asked for. (`Range` would not do: browsers do
//! not resume what came packed, and the rest of a packed file cannot be unpacked alone.) Each file names its version
//! (`ETag`), so that what a browser still holds is not sent again.

use super::House;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use danbe_pages::html;
use std::io::Write as _;
use std::sync::Arc;

/// One file of the pane, plain and packed (brotli).
pub(crate) struct Asset {
    name: &'static str,
    version: &'static str,
    plain: &'static [u8],
    packed: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/pane.rs"));

fn find(name: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.name == name)
}

/// A file of the pane as text.
pub(crate) fn text(name: &str) -> Option<&'static str> {
    std::str::from_utf8(find(name)?.plain).ok()
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
        Some(asset) => marked(&house, asset, &headers).unwrap_or_else(|| serve(asset, &headers)),
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
        Some(asset) => marked(&house, asset, &headers).unwrap_or_else(|| serve(asset, &headers)),
        None if takes_brotli(&headers) && rest_of(&path).is_some() => rest(&house, &path).await,
        None if path.contains('.') => StatusCode::NOT_FOUND.into_response(),
        None => shell(State(house), headers).await,
    }
}

/// A file of the shell as it is where data are invented.
fn marked(house: &House, asset: &Asset, asked: &HeaderMap) -> Option<Response> {
    let file = house.shell.as_ref()?.file(asset.name)?;
    Some(answer(asset.name, &file.version, [file.plain.clone(), file.packed.clone()], asked))
}

/// The program from a byte on: `core.<hash>.wasm.<first byte>`.
fn rest_of(path: &str) -> Option<(&'static Asset, &'static [u8])> {
    let (name, from) = path.rsplit_once('.')?;
    let asset = find(name).filter(|asset| asset.name.ends_with(".wasm"))?;
    Some((asset, from_byte(asset, from)?))
}

fn from_byte(asset: &Asset, first: &str) -> Option<&'static [u8]> {
    asset.plain.get(first.parse().ok()?..)
}

/// Packed one at a time, in a thread of its own: some 60 ms of a processor, for somebody whose download was cut.
async fn rest(house: &House, path: &str) -> Response {
    let Some((asset, rest)) = rest_of(path) else { return StatusCode::NOT_FOUND.into_response() };
    let Ok(_place) = house.packing.acquire().await else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let Ok(packed) = tokio::task::spawn_blocking(move || pack(rest)).await else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let mut response = packed.into_response();
    response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
    dress(&mut response, asset.name);
    // Each cut has its own: nobody asks for this one again.
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

pub(super) fn pack(bytes: &[u8]) -> Vec<u8> {
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 1 << 16, 9, 22);
    // A vector takes what it is given.
    let _ = writer.write_all(bytes);
    writer.into_inner()
}

fn takes_brotli(asked: &HeaderMap) -> bool {
    said(asked, &header::ACCEPT_ENCODING).split(',').any(|way| way.trim().starts_with("br"))
}

fn serve(asset: &Asset, asked: &HeaderMap) -> Response {
    answer(asset.name, asset.version, [asset.plain, asset.packed].map(Bytes::from_static), asked)
}

/// Plain or packed, as the browser takes it; nothing but a word when it has this version.
fn answer(name: &str, version: &str, [plain, small]: [Bytes; 2], asked: &HeaderMap) -> Response {
    let packed = takes_brotli(asked) && small.len() != plain.len();
    let (bytes, tag) = match packed {
        true => (small, format!("\"{version}-br\"")),
        false => (plain, format!("\"{version}\"")),
    };
    let known = said(asked, &header::IF_NONE_MATCH).split(',').any(|known| known.trim() == tag);
    let mut response = if known { StatusCode::NOT_MODIFIED.into_response() } else { bytes.into_response() };
    let headers = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if packed {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    dress(&mut response, name);
    response
}

/// What every file of the pane says of itself.
fn dress(response: &mut Response, name: &str) {
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind(name)));
    let named_by_content = !matches!(name, "index.html" | "sw.js" | "manifest.webmanifest");
    let keep = if named_by_content { "public, max-age=31536000, immutable" } else { "no-cache" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy(name)));
}

fn said<'a>(asked: &'a HeaderMap, name: &HeaderName) -> &'a str {
    asked.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
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

/// No inline script, no foreign host, no native form, no picture but our own or one that stands in the page itself: and in
/// the page, no HTML but through the pane's one policy.
fn policy(name: &str) -> &'static str {
    if name == "index.html" {
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; \
         worker-src 'self'; img-src 'self' data:; manifest-src 'self'; form-action 'none'; base-uri 'none'; \
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

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::to_bytes;
    use std::io::Read as _;

    static PROGRAM: Asset =
        Asset { name: "core.0.wasm", version: "7", plain: b"the whole program", packed: b"program" };

    /// Status, encoding and body of an answer.
    async fn ask(asset: &Asset, headers: &[(HeaderName, &'static str)]) -> (u16, String, Vec<u8>) {
        let headers = headers.iter().cloned().map(|(name, text)| (name, HeaderValue::from_static(text)));
        let response = serve(asset, &headers.collect());
        let encoding = said(response.headers(), &header::CONTENT_ENCODING).to_owned();
        let status = response.status().as_u16();
        (status, encoding, to_bytes(response.into_body(), 99).await.unwrap().to_vec())
    }

    #[test]
    fn a_rest_begins_at_the_byte_asked_for_and_unpacks_to_it() {
        assert_eq!(from_byte(&PROGRAM, "4"), Some(&b"whole program"[..]));
        assert_eq!(from_byte(&PROGRAM, "17"), Some(&b""[..]));
        for wrong in ["18", "-1", "", "1e1", "x", "99999999999999999999999"] {
            assert_eq!(from_byte(&PROGRAM, wrong), None, "{wrong}");
        }
        let mut back = Vec::new();
        brotli::Decompressor::new(&pack(PROGRAM.plain)[..], 4096).read_to_end(&mut back).unwrap();
        assert_eq!(back, PROGRAM.plain);
    }

    #[tokio::test]
    async fn who_holds_this_version_is_not_sent_it_again() {
        let known = (header::IF_NONE_MATCH, "\"6\", \"7\"");
        assert_eq!(ask(&PROGRAM, std::slice::from_ref(&known)).await, (304, String::new(), Vec::new()));
        assert_eq!(ask(&PROGRAM, &[known, (header::ACCEPT_ENCODING, "br")]).await.0, 200);
        assert_eq!(ask(&PROGRAM, &[]).await, (200, String::new(), PROGRAM.plain.to_vec()));
    }
}

//! No other machine: what is served asks nobody else for a font, a map, a script, a challenge or a picture.
//!
//! Policies of content forbid it to the browser (`glass.rs`); here the pages and files themselves are read.

use crate::rig::Stage;
use crate::rig::http::send;
use crate::rig::people::{on_each_engine, reading};

/// Hosts named where a browser would follow: `http://…`, `https://…`, or `//…` at the beginning of a value.
fn foreign(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for mark in ["http://", "https://", "\"//", "'//", "(//", "=//"] {
        for (at, _) in text.match_indices(mark) {
            let rest = &text[at + mark.len()..];
            let host: String =
                rest.chars().take_while(|c| c.is_ascii_alphanumeric() || ".-_".contains(*c)).collect();
            // A name of a kind of document, which nobody fetches.
            if host.contains('.') && host != "www.w3.org" {
                found.push(host);
            }
        }
    }
    found
}

#[test]
fn no_page_and_no_file_asks_another_machine_for_anything() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let cookie = reading(&stage).await;
        let mut paths: Vec<String> = [
            "/",
            "/a-propos",
            "/a-propos/ar",
            "/limites",
            "/lecture",
            "/nulle-part",
            "/style.css",
            "/a/",
            "/a/sw.js",
        ]
        .map(str::to_owned)
        .into();
        let years =
            ["2024", "2025"].map(|year| format!("{}?period={year}", danbe_statistics::presumed::PATH));
        paths.extend(years);
        paths.push(danbe_statistics::register::PATH.to_owned());
        let (mut looked, mut bytes) = (0, 0);
        while let Some(path) = paths.pop() {
            let answer = send(stage.address(), "GET", &path, &[("cookie", cookie.as_str())], b"").await;
            let text = answer.text();
            assert_eq!(foreign(&text), Vec::<String>::new(), "{path}");
            (looked, bytes) = (looked + 1, bytes + text.len());
            if path == "/a/" {
                // Every file the shell names.
                let named =
                    text.split(['"', '\'']).filter(|word| word.starts_with("/a/") && word.contains('.'));
                paths.extend(named.filter(|word| !word.ends_with(".wasm")).map(str::to_owned));
            }
        }
        assert!(looked > 15 && bytes > 50_000, "{looked} pages and files, {bytes} bytes");
        println!("{engine:?}: {looked} pages and files, {bytes} bytes, 0 other machines");
    });
}

#[test]
fn a_planted_address_of_another_machine_is_found() {
    for planted in [
        "<link rel=\"stylesheet\" href=\"https://polices.exemple.org/a.css\">",
        "<img src=\"//cartes.exemple.org/1/2.png\">",
        "@font-face { src: url(//polices.exemple.org/a.woff2) }",
        "fetch('http://mesure.exemple.org')",
    ] {
        assert_eq!(foreign(planted).len(), 1, "{planted}");
    }
    assert!(foreign("<svg xmlns=\"http://www.w3.org/2000/svg\"> // a remark").is_empty());
}

//! The annual report of the demonstration: page and workbook hold what the register holds, through command and door.

use crate::rig::Stage;
use crate::rig::http::{Response, send};
use crate::rig::people::{on_each_engine, reading};
use calamine::{Data, Reader, Xlsx};
use danbe_statistics::register::{Entry, entries};
use std::io::Cursor;
use std::path::Path;
use std::process::{Command, Output};

fn annual(folder: &Path, out: &Path, rest: &[&str]) -> Output {
    let mut danbe = Command::new(env!("CARGO_BIN_EXE_danbe"));
    danbe.args(["report", "annual", "--data"]).arg(folder).arg("--out").arg(out).args(rest);
    danbe.output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

async fn published(stage: &Stage) -> Vec<Entry> {
    let mut conn = stage.served.house.store().read().await.unwrap();
    let mut found = entries(&mut conn, 2024).await.unwrap();
    found.retain(|entry| entry.corrected_by.is_none() && entry.period == "2024");
    found
}

/// Code and number of every line of the register's sheet.
fn register_of(bytes: Vec<u8>) -> Vec<(String, String)> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let sheet = book.worksheet_range("registre").unwrap();
    let row = |row: &[Data]| Some((row.first()?.to_string(), row.get(1)?.to_string()));
    sheet.rows().filter_map(row).collect()
}

async fn door(stage: &Stage, path: &str, cookie: &str) -> Response {
    send(stage.address(), "GET", path, &[("cookie", cookie)], b"").await
}

#[test]
fn the_report_holds_the_numbers_of_the_register_and_no_other() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let out = tempfile::tempdir().unwrap();
        let forms = ["--year", "2024", "--form", "html", "--form", "xlsx"];
        let output = annual(&stage.folder, out.path(), &forms);
        assert!(output.status.success(), "{}", said(&output));
        let html = std::fs::read_to_string(out.path().join("rapport-annuel-2024.html")).unwrap();
        let register = register_of(std::fs::read(out.path().join("rapport-annuel-2024.xlsx")).unwrap());
        let entries = published(&stage).await;
        assert!(!entries.is_empty(), "the demonstration publishes");
        for entry in &entries {
            let total = entry.total().map_or_else(|| "s".to_owned(), |total| total.to_string());
            assert!(register.contains(&(entry.code.clone(), total)), "{}: {register:?}", entry.code);
            assert!(html.contains(&entry.code), "{}", entry.code);
        }
        let codes = register.iter().filter(|(code, _)| code.starts_with("2024-")).count();
        assert_eq!(codes, entries.len(), "nothing is printed that is not in the register");
        // every person of the demonstration, counted from files and not added to what services typed
        assert!(
            register.iter().any(|(code, n)| code.starts_with("recomptable") && n == "629"),
            "{register:?}"
        );
        assert!(!html.contains('⟨') && !html.contains("<script"));
        assert!(html.contains("Données inventées"));
    });
}

#[test]
fn a_year_nobody_counted_is_reported_as_such_and_what_is_no_year_is_refused() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let out = tempfile::tempdir().unwrap();
        let output = annual(&stage.folder, out.path(), &["--year", "1999", "--form", "html"]);
        assert!(output.status.success(), "{}", said(&output));
        let html = std::fs::read_to_string(out.path().join("rapport-annuel-1999.html")).unwrap();
        assert!(html.contains("Aucun chiffre de 1999 n’est inscrit au registre"));
        let wrong = annual(&stage.folder, out.path(), &["--year", "20245"]);
        assert!(!wrong.status.success());
    });
}

#[test]
fn the_report_leaves_by_its_door_for_who_reads_figures() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let cookie = reading(&stage).await;
        let page = door(&stage, "/lecture/rapport", &cookie).await;
        assert_eq!(page.status, 200, "{}", page.text());
        assert!(page.text().contains("Rapport annuel") && !page.text().contains('⟨'), "{}", page.text());
        let file = door(&stage, "/lecture/rapport/fichier?year=2024&form=xlsx", &cookie).await;
        assert_eq!(file.status, 200);
        assert_eq!(
            file.header("content-disposition"),
            Some("attachment; filename=\"rapport-annuel-2024.xlsx\"")
        );
        let entries = published(&stage).await;
        let register = register_of(file.body);
        assert!(entries.iter().all(|entry| register.iter().any(|(code, _)| *code == entry.code)));
        for wrong in ["year=24&form=xlsx", "year=2024&form=doc", "form=xlsx", "year=99999&form=html"] {
            let refused = door(&stage, &format!("/lecture/rapport/fichier?{wrong}"), &cookie).await;
            assert_eq!(refused.status, 422, "{wrong}");
            assert!(refused.text().contains("quatre chiffres"), "{wrong}");
        }
        for path in ["/lecture/rapport", "/lecture/rapport/fichier?year=2024&form=xlsx"] {
            assert_eq!(door(&stage, path, "danbe_lecture=AAAA").await.status, 303, "{path}");
        }
    });
}

#[cfg(feature = "pdf")]
#[test]
fn the_paper_prints_the_numbers_of_the_register() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let out = tempfile::tempdir().unwrap();
        let output = annual(&stage.folder, out.path(), &["--year", "2024", "--form", "pdf"]);
        assert!(output.status.success(), "{}", said(&output));
        let paper = out.path().join("rapport-annuel-2024.pdf");
        let read = Command::new("pdftotext").arg("-layout").arg(&paper).arg("-").output();
        let read = read.expect("pdftotext, of Debian's poppler-utils, reads the paper back: install it");
        let text = String::from_utf8(read.stdout).unwrap();
        let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split_whitespace().collect()).collect();
        for entry in published(&stage).await {
            let total = entry.total().map_or_else(|| "s".to_owned(), |total| total.to_string());
            let whole = |line: &Vec<&str>| {
                line.first() == Some(&entry.code.as_str()) && line.get(1) == Some(&total.as_str())
            };
            assert!(lines.iter().any(whole), "{} {total}: {text}", entry.code);
        }
    });
}

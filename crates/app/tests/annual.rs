//! The annual report of the demonstration: page and workbook hold what the register holds, through command and door.

use crate::rig::http::{Response, send};
use crate::rig::people::{on_each_engine, reading};
use crate::rig::{Engine, Stage};
use calamine::{Data, Reader, Xlsx};
use danbe_statistics::published::{By, Enter, Value};
use danbe_statistics::register::{Entry, entries};
use danbe_store::Thread;
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

/// What a number leaves with, on the sheet of the register: unit, what and when, definition and source, checkpoint,
/// who approved.
#[test]
fn no_number_leaves_without_what_it_counts_when_from_whom_and_as_known_when() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let stage = Stage::open(Engine::Sqlite).await;
        let cookie = reading(&stage).await;
        let file = door(&stage, "/lecture/rapport/fichier?year=2024&form=xlsx", &cookie).await;
        let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(file.body)).unwrap();
        let sheet = book.worksheet_range("registre").unwrap();
        let entries = published(&stage).await;
        assert!(!entries.is_empty());
        for entry in entries {
            let row =
                sheet.rows().find(|row| row.first().is_some_and(|it| it.to_string() == entry.code)).unwrap();
            let cells: Vec<String> = row.iter().map(Data::to_string).collect();
            let definition = format!("{}, version {}", entry.definition.code, entry.definition.version);
            for (place, said) in [
                (2, "personnes"),
                (3, "année 2024"),
                (4, &definition),
                (4, "relevés mensuels"),
                (6, "comite-accord"),
            ] {
                assert!(cells[place].contains(said), "{said}: {cells:?}");
            }
            assert!(cells[5].chars().any(|it| it.is_ascii_digit()), "the checkpoint: {cells:?}");
        }
        let home = door(&stage, "/lecture/releves?year=2024", &cookie).await.text();
        assert!(home.contains("premières lignes du registre"), "the dashboard says as known when");
    });
}

/// Sheets of a workbook as LibreOffice writes them out again, one text a sheet; what it grumbles is a failure.
fn through_libreoffice(book: &[u8]) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("book.xlsx"), book).unwrap();
    let each_sheet = "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false,false,false,-1";
    let mut soffice = Command::new("soffice");
    soffice.arg(format!("-env:UserInstallation=file://{}/profile", dir.path().display()));
    soffice.args(["--headless", "--convert-to", each_sheet, "book.xlsx"]).current_dir(dir.path());
    let output = soffice.output().expect("soffice, of Debian's libreoffice-calc-nogui: install it");
    // that there is no Java is no word about the workbook
    let said: String =
        said(&output).to_lowercase().lines().filter(|line| !line.contains("javaldx")).collect();
    assert!(output.status.success() && !said.contains("warn") && !said.contains("error"), "{said}");
    let files = std::fs::read_dir(dir.path()).unwrap().map(|it| it.unwrap().path());
    let sheets = files.filter(|path| path.extension().is_some_and(|it| it == "csv"));
    sheets.map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

#[test]
#[ignore = "asks LibreOffice: cargo xtask prove workbook"]
fn libreoffice_opens_the_workbooks_as_they_are_and_computes_nothing() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let stage = Stage::open(Engine::Sqlite).await;
        let cell = |series: &str, year| Value {
            series: series.to_owned(),
            year,
            category: String::new(),
            printed: "12".to_owned(),
            number: Some(12),
            wording: "=6*7".to_owned(),
            unit: None,
            stage: None,
            definition: None,
            doubt: "@SUM(1;1)".to_owned(),
        };
        let values = vec![cell("+1+1", 2023), cell("+1+1", 2024)];
        let enter = Enter { by: By::Console, source: "=1+1".to_owned(), values };
        stage.served.house.store().act(enter, Thread::default()).await.unwrap();
        let cookie = reading(&stage).await;
        let report = door(&stage, "/lecture/rapport/fichier?year=2024&form=xlsx", &cookie).await;
        let sheets = through_libreoffice(&report.body);
        let whole = sheets.join("\n");
        for typed in ["=1+1", "=6*7", "@SUM(1;1)"] {
            assert!(whole.contains(typed), "{typed} is a text, as typed: {whole}");
        }
        for entry in published(&stage).await {
            let total = entry.total().map_or_else(|| "s".to_owned(), |total| total.to_string());
            assert!(whole.contains(&format!("{};{total};", entry.code)), "{}: {whole}", entry.code);
        }
        println!("trials={} failures=0", sheets.len());
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
            // thousands stand apart on paper: 15 700
            let whole = |line: &Vec<&str>| {
                let [code, rest @ ..] = line.as_slice() else { return false };
                let after = rest.concat().strip_prefix(&total).map(str::to_owned);
                *code == entry.code && after.is_some_and(|it| !it.starts_with(|c: char| c.is_ascii_digit()))
            };
            assert!(lines.iter().any(whole), "{} {total}: {text}", entry.code);
        }
    });
}

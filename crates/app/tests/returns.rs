//! Monthly returns over HTTP: a month filled offline, files that are not taken, forms from elsewhere, the public code.

use crate::rig::http::{self, Response, get, send};
use crate::rig::people::{on_each_engine, reading_as, try_reading_as};
use crate::rig::{Engine, Stage};
use danbe_house::posts::CloseAccount;
use danbe_store::{Clock, Thread};
use danbe_vault::once;
use std::process::Command;

/// Sends a form as a browser does, from a page of ours or of another's.
async fn post(stage: &Stage, path: &str, cookie: &str, site: &str, kind: &str, body: &[u8]) -> Response {
    let headers = [("cookie", cookie), ("sec-fetch-site", site), ("content-type", kind)];
    send(stage.address(), "POST", path, &headers, body).await
}

async fn page(stage: &Stage, path: &str, cookie: &str) -> Response {
    send(stage.address(), "GET", path, &[("cookie", cookie)], b"").await
}

/// The path of a return that waits for its service, from the list of what waits.
async fn asked_about(stage: &Stage, cookie: &str) -> String {
    let home = page(stage, "/lecture/releves?year=2024", cookie).await;
    assert_eq!(home.status, 200, "{}", home.text());
    let text = home.text();
    let start = text.find("/lecture/releves/").expect("a return that waits");
    text[start..].split('"').next().unwrap().to_owned()
}

/// One file in a form of several parts.
fn parts(file: &[u8]) -> Vec<u8> {
    let mut body = b"--border\r\nContent-Disposition: form-data; name=\"table\"; filename=\"releve\"\r\n\
        Content-Type: application/octet-stream\r\n\r\n"
        .to_vec();
    body.extend_from_slice(file);
    body.extend_from_slice(b"\r\n--border--\r\n");
    body
}

/// The same package, every part of which says it unfolds to four thousand megabytes.
fn unfolding(package: &[u8]) -> Vec<u8> {
    let mut bomb = package.to_vec();
    for (mark, size) in [(b"PK\x03\x04", 22), (b"PK\x01\x02", 24)] {
        let starts: Vec<usize> = (0..package.len() - 4).filter(|at| &package[*at..*at + 4] == mark).collect();
        assert!(!starts.is_empty(), "a package has parts");
        starts
            .iter()
            .for_each(|at| bomb[at + size..at + size + 4].copy_from_slice(&0xf000_0000_u32.to_le_bytes()));
    }
    bomb
}

const PARTS: &str = "multipart/form-data; boundary=border";

#[test]
fn a_month_filled_offline_fills_the_form_and_a_wrong_file_fills_nothing() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let cookie = reading_as(&stage, "gao-releve").await;
        let sheet = asked_about(&stage, &cookie).await;
        let before = page(&stage, &sheet, &cookie).await.text();
        let template = page(&stage, &format!("{sheet}/modele?form=csv"), &cookie).await;
        assert_eq!(template.status, 200);
        let xlsx = page(&stage, &format!("{sheet}/modele?form=xlsx"), &cookie).await;
        assert!(xlsx.body.starts_with(b"PK"), "a workbook");
        let filled = |number: &str| {
            let fill = |line: &str| {
                // The template leaves the column of numbers to whoever fills it.
                if line.split(';').count() == 4 { format!("{line};{number}") } else { line.to_owned() }
            };
            template.text().split("\r\n").map(fill).collect::<Vec<_>>().join("\r\n").into_bytes()
        };
        let upload = format!("{sheet}/modele");
        let truncated = &xlsx.body[..xlsx.body.len() / 2];
        let untouched = template.body.as_slice();
        let bomb = unfolding(&xlsx.body);
        let old: Vec<u8> =
            "Ann\u{e9}e;;Chiffre\r\n;Mois;\r\n2024;3;12\r\n".chars().map(|it| it as u8).collect();
        let long = "a;b;c;d;1\r\n".repeat(60_000).into_bytes();
        for wrong in [
            &filled("=1+1")[..],
            &filled("beaucoup"),
            truncated,
            b"",
            b"%PDF-1.4",
            untouched,
            &bomb,
            &old,
            &long,
        ] {
            let refused = post(&stage, &upload, &cookie, "same-origin", PARTS, &parts(wrong)).await;
            assert_eq!(refused.status, 422, "{}", refused.text());
            let named = ["Rien n’a été pris", "rien n’a été pris"];
            assert!(named.iter().any(|words| refused.text().contains(words)), "{}", refused.text());
        }
        let huge = post(&stage, &upload, &cookie, "same-origin", PARTS, &parts(&vec![b' '; 9 << 20])).await;
        assert!(matches!(huge.status, 413 | 422), "{}: {}", huge.status, huge.text());
        assert_eq!(page(&stage, &sheet, &cookie).await.text(), before, "nothing was taken");
        let taken = post(&stage, &upload, &cookie, "same-origin", PARTS, &parts(&filled("777"))).await;
        assert_eq!(taken.status, 303, "{}", taken.text());
        let after = page(&stage, &sheet, &cookie).await.text();
        assert!(after.contains("value=\"777\""), "the numbers stand in the form");
        assert!(after.contains("le total dit 777"), "and the checks say what is wrong with them");
        let back = post(&stage, &format!("{sheet}/revenir"), &cookie, "same-origin", FORM, b"").await;
        assert_eq!(back.status, 303, "{}", back.text());
        assert!(!page(&stage, &sheet, &cookie).await.text().contains("value=\"777\""), "undone");
        assert!(stage.intact().await);
    });
}

const FORM: &str = "application/x-www-form-urlencoded";

#[test]
fn a_form_from_elsewhere_and_a_return_of_another_service_are_absent() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let gao = reading_as(&stage, "gao-releve").await;
        let bamako = reading_as(&stage, "bamako-releve").await;
        let sheet = asked_about(&stage, &gao).await;
        let absent = page(&stage, "/lecture/releves/rien/2024-01", &gao).await;
        assert_eq!(absent.status, 404);
        let tried = [
            post(&stage, &sheet, &gao, "cross-site", FORM, b"what=send").await,
            post(&stage, &sheet, &bamako, "same-origin", FORM, b"what=send").await,
            page(&stage, &sheet, &bamako).await,
            page(&stage, &format!("{sheet}/modele?form=csv"), &bamako).await,
            page(&stage, "/lecture/definitions/ecrire", &gao).await,
            page(&stage, "/lecture/publies/saisir", &gao).await,
            page(&stage, "/lecture/registre/publier?year=2024&definition=personnes-identifiees.1", &gao)
                .await,
        ];
        for (place, response) in tried.iter().enumerate() {
            assert_eq!(response.status, 404, "{place}: {}", response.text());
        }
        for path in ["/lecture/releves", "/lecture/definitions", "/lecture/publies", "/lecture/registre"] {
            assert_eq!(page(&stage, path, &gao).await.status, 200, "{path}");
            assert_eq!(get(stage.address(), path).await.status, 303, "{path} without a session");
        }
    });
}

#[test]
fn the_report_says_draft_until_the_committee_approves_it_and_who_did() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let approver = reading_as(&stage, "comite-accord").await;
        let typist = reading_as(&stage, "gao-releve").await;
        let report = "/lecture/rapport/fichier?year=2024&form=html";
        let draft = page(&stage, report, &approver).await;
        assert_eq!(draft.status, 200, "who approves reads it first");
        assert!(draft.text().contains("aucune autorité n’a encore approuvé ce document"));
        assert!(
            page(&stage, "/lecture/registre?year=2024", &approver)
                .await
                .text()
                .contains("Approuver ce rapport")
        );
        let path = "/lecture/registre/approuver";
        for (cookie, site) in [(&typist, "same-origin"), (&approver, "cross-site")] {
            assert_eq!(post(&stage, path, cookie, site, FORM, b"year=2024").await.status, 404);
        }
        assert_eq!(post(&stage, path, &approver, "same-origin", FORM, b"year=2024").await.status, 303);
        let approved = page(&stage, report, &approver).await.text();
        assert!(
            approved.contains("Approuvé par le comité") && approved.contains("comite-accord"),
            "{approved}"
        );
        assert!(!approved.contains("aucune autorité n’a encore approuvé"));
        let twice = post(&stage, path, &approver, "same-origin", FORM, b"year=2024").await;
        assert!(twice.text().contains("déjà approuvé"), "{}", twice.text());
        let nothing = post(&stage, path, &approver, "same-origin", FORM, b"year=1999").await;
        assert!(nothing.text().contains("rien à approuver"), "{}", nothing.text());
        assert!(stage.intact().await);
    });
}

#[test]
fn a_closed_account_reads_no_more_from_the_next_page_on() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let cookie = reading_as(&stage, "statistique").await;
        assert_eq!(page(&stage, "/lecture/releves", &cookie).await.status, 200);
        let act = CloseAccount { handle: "statistique".to_owned() };
        stage.served.house.store().act(act, Thread::default()).await.unwrap();
        assert_eq!(page(&stage, "/lecture/releves", &cookie).await.status, 303, "its session is gone");
        stage.clock.forward(31_000);
        let again = try_reading_as(stage.address(), "statistique", stage.clock.now().0).await;
        assert_ne!(again.status, 303, "and it does not sign in again");
        assert!(stage.intact().await);
    });
}

fn danbe(stage: &Stage, rest: &[&str]) -> (bool, String) {
    let mut danbe = Command::new(env!("CARGO_BIN_EXE_danbe"));
    let output = danbe.args(rest).arg("--data").arg(&stage.folder).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}

/// Two lines of an invented country, in the columns of the mapping the program ships.
const TABLE: &str = "Country,Indicator,Dimension,Category,Sex,Age,Year,Unit of measurement,txtVALUE
Pays inventé,Detected trafficking victims,Total,Total,Total,Total,2017,Counts,44
Pays inventé,Detected trafficking victims,Total,Total,Female,0 to 17 years,2017,Counts,<5
";

#[test]
fn nothing_is_imported_while_a_server_writes_and_nothing_of_a_wrong_file() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let mut stage = Stage::open(Engine::Sqlite).await;
        let (table, wrong) = (stage.folder.join("table.csv"), stage.folder.join("faux.csv"));
        std::fs::write(&table, TABLE).unwrap();
        std::fs::write(&wrong, TABLE.replace("44", "=1+1")).unwrap();
        let [table, wrong] = [table, wrong].map(|path| path.display().to_string());
        let series = || async {
            let mut conn = stage.served.house.store().read().await.unwrap();
            danbe_statistics::published::series(&mut conn, None).await.unwrap().len()
        };
        let before = series().await;
        let working = danbe_app::installation::Folder::open(&stage.folder).unwrap().lock().unwrap();
        for verb in [&["published", "import", &table][..], &["account", "close", "--handle", "statistique"]] {
            let (done, said) = danbe(&stage, verb);
            assert!(!done && said.contains("déjà en service"), "{said}");
        }
        drop(working);
        let (done, said) = danbe(&stage, &["published", "import", &wrong]);
        assert!(!done && said.contains("ligne 2, colonne « txtVALUE » : « =1+1 »"), "{said}");
        let (done, said) = danbe(&stage, &["published", "import", "--dry-run", &table]);
        assert!(done && said.contains("rien n’est écrit"), "{said}");
        assert_eq!(series().await, before, "nothing was taken");
        let (done, said) = danbe(&stage, &["published", "import", &table]);
        assert!(done && said.contains("2 valeurs lues, dont 1 masquées"), "{said}");
        let peak =
            said.split("Mémoire au plus haut : ").nth(1).and_then(|it| it.split(' ').next()?.parse().ok());
        assert!(peak.is_some_and(|peak: u64| peak <= 150), "{said}");
        assert_eq!(series().await, before + 1);
        let (done, said) = danbe(
            &stage,
            &["account", "open", "--handle", "essai-9", "--standing", "approver", "--agency", "Rien"],
        );
        assert!(!done && said.contains("service inconnu ; inscrits : "), "{said}");
        let rest = [
            "account",
            "open",
            "--handle",
            "essai-9",
            "--standing",
            "approver",
            "--agency",
            "Maison du Figuier, Bamako",
        ];
        let (done, said) = danbe(&stage, &rest);
        assert!(done && said.contains("phrase de passe : "), "{said}");
        let after = |mark: &str| said.split(mark).nth(1).and_then(|it| it.lines().next()).unwrap().to_owned();
        let secret = once::OnceSecret::from_base32(&after("chiffres : ")).unwrap();
        // the server starts again over what the command wrote
        stage.under(danbe_app::installation::policy()).await;
        stage.clock.forward(31_000);
        let code = once::totp_code(&secret, stage.clock.now().0.unsigned_abs() / 1000);
        let fields = [("handle", "essai-9"), ("passphrase", &after("phrase de passe : ")), ("code", &code)];
        assert_eq!(http::form(stage.address(), "/lecture", &fields).await.status, 303, "it signs in");
    });
}

#[test]
fn anybody_looks_a_code_up_and_a_wrong_one_says_so() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let stage = Stage::open(Engine::Sqlite).await;
        let cookie = reading_as(&stage, "comite-accord").await;
        let register = page(&stage, "/lecture/registre?year=2024", &cookie).await.text();
        let start = register.find("/chiffre?code=").expect("a published figure");
        let path = register[start..].split('"').next().unwrap().to_owned();
        let found = get(stage.address(), &path).await;
        assert_eq!(found.status, 200);
        assert!(found.text().contains("n’a pas été corrigé") && found.text().contains("Règle de compte"));
        let wrong = get(stage.address(), "/chiffre?code=2024-0000-0000").await;
        assert_eq!(wrong.status, 404);
        assert!(wrong.text().contains("Aucun chiffre ne porte ce code"));
        assert_eq!(get(stage.address(), "/chiffre").await.status, 200);
    });
}

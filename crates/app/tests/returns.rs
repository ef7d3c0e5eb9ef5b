//! Monthly returns over HTTP: a month filled offline, files that are not taken, forms from elsewhere, the public code.

use crate::rig::http::{Response, get, send};
use crate::rig::people::{on_each_engine, reading_as};
use crate::rig::{Engine, Stage};

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
        for wrong in [&filled("=1+1")[..], &filled("beaucoup"), truncated, b"", b"%PDF-1.4", untouched] {
            let refused = post(&stage, &upload, &cookie, "same-origin", PARTS, &parts(wrong)).await;
            assert_eq!(refused.status, 422, "{}", refused.text());
            let named = ["Rien n’a été pris", "rien n’a été pris"];
            assert!(named.iter().any(|words| refused.text().contains(words)), "{}", refused.text());
        }
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

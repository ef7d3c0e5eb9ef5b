//! An upgrade tried on a copy, killed wherever it is, and taken back.

use crate::operate::{danbe, ill, text, well};
use crate::rig::binary::Serving;
use crate::rig::database::{counts, plant};
use crate::rig::people::{Replied, invented, sign_in_with};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

fn verified(data: &Path) -> String {
    well(&["ledger", "verify", "--data", text(data)])
}

fn names(data: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        std::fs::read_dir(data).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| !name.starts_with("danbe.db-") && name != "lock");
    names.sort();
    names
}

async fn rows(data: &Path) -> BTreeMap<String, i64> {
    counts(&format!("sqlite:{}", data.join("danbe.db").display())).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upgrade_is_tried_on_a_copy_and_taken_back_when_nothing_was_written() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    well(&["demo", "--only-make", "--data", text(&data)]);
    let (before, held, ledger) = (names(&data), rows(&data).await, verified(&data));
    let said = well(&["upgrade", "--trial", "--data", text(&data)]);
    let count = ledger.split("lignes : ").nth(1).unwrap().split(' ').next().unwrap();
    assert!(said.contains(&format!("Essai sur une copie : {count} lignes au registre, intact")), "{said}");
    assert_eq!((names(&data), rows(&data).await), (before, held.clone()), "a trial changes nothing");
    ill(2, &["upgrade", "--back", "--data", text(&data)], "aucune base d’avant");

    well(&["upgrade", "--data", text(&data)]);
    assert_eq!((rows(&data).await, verified(&data)), (held.clone(), ledger.clone()));
    well(&["upgrade", "--back", "--data", text(&data)]);
    assert_eq!((rows(&data).await, verified(&data)), (held, ledger));

    // While somebody works the trial may run; the upgrade may not; and what was written since is not thrown away.
    well(&["upgrade", "--data", text(&data)]);
    let serving = Serving::of(&data);
    let stage = crate::rig::Stage::open(crate::rig::Engine::Sqlite).await;
    let (opening, signing) = crate::rig::people::enrolment(stage.address(), "gao-1").await.keys().unwrap();
    let gao = sign_in_with(serving.address, "gao-1", &opening, &signing).await;
    let desk = gao.welcome(serving.address).await;
    let filed = desk.register(&invented(1), &invented(1));
    let _: Replied<()> = gao.done(serving.address, "cases.register", &filed.registration).await;
    well(&["upgrade", "--trial", "--data", text(&data)]);
    ill(2, &["upgrade", "--data", text(&data)], "déjà en service");
    drop(serving);
    ill(2, &["upgrade", "--back", "--data", text(&data)], "ligne(s) ont été écrites depuis");

    let url = format!("sqlite:{}", data.join("danbe.db").display());
    plant(&url, "UPDATE ledger_event SET text = REPLACE(text, '{\"v\":1', '{ \"v\":1') WHERE idx = 300")
        .await;
    ill(2, &["upgrade", "--data", text(&data)], "le registre a été touché : 300 : événement modifié");
}

/// Killed after every so many milliseconds: the next run finds everything, and finishes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upgrade_killed_at_any_moment_loses_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    well(&["demo", "--only-make", "--data", text(&data)]);
    let (held, ledger) = (rows(&data).await, verified(&data));
    let began = Instant::now();
    well(&["upgrade", "--data", text(&data)]);
    let whole = began.elapsed();
    let kills = 12;
    for kill in 0..kills {
        let back = if kill % 3 == 2 { &["--back"][..] } else { &[] };
        let mut child = Command::new(env!("CARGO_BIN_EXE_danbe"))
            .args([&["upgrade", "--data", text(&data)], back].concat())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(whole * kill / kills + Duration::from_millis(1));
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!((rows(&data).await, verified(&data)), (held.clone(), ledger.clone()), "kill {kill}");
    }
    let (code, said) = danbe(&["upgrade", "--data", text(&data)]);
    assert_eq!(code, 0, "{said}");
    assert_eq!((rows(&data).await, verified(&data)), (held, ledger));
}

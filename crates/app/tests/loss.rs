//! A copy put back: the ledger is shorter than devices know it. Real devices refuse it, two officers declare it on theirs,
//! every device shows their words and goes on; nothing less makes one go on.

use crate::agencies::declare;
use crate::rig::device::{Device, honest};
use crate::rig::house::{desk_post, enrol, officer};
use crate::rig::http::refused;
use crate::rig::people::{SignedIn, sign_in};
use crate::rig::{Engine, Stage, database};
use danbe_app::installation::Folder;
use danbe_device::{Event, Method};
use danbe_house::epochs::Told;
use danbe_house::posts::Post;
use danbe_store::{Clock, SystemClock};
use danbe_vault::{Checkpoint, Declaration};
use danbe_words::Duty;
use std::path::Path;
use tempfile::TempDir;

/// The installation put back from a copy, in another folder, and marked as the command marks it.
async fn put_back(stage: &mut Stage, copy: &Path) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for name in ["installation.json", "ledger.key", "server.key"] {
        std::fs::copy(stage.folder.join(name), dir.path().join(name)).unwrap();
    }
    std::fs::copy(copy, dir.path().join("danbe.db")).unwrap();
    stage.folder = dir.path().to_path_buf();
    stage.url = format!("sqlite:{}", dir.path().join("danbe.db").display());
    danbe_store::mark_restored(&stage.url, SystemClock.now()).await.unwrap();
    stage.under(danbe_app::installation::policy()).await;
    dir
}

async fn checkpoint(stage: &Stage) -> Checkpoint {
    let mut conn = stage.served.house.store().read().await.unwrap();
    let (_, note) = danbe_store::newest_checkpoint(&mut conn).await.unwrap().unwrap();
    let paper = Folder::open(&stage.folder).unwrap().paper;
    Checkpoint::open(&note, &paper.origin, &paper.ledger).unwrap()
}

/// The device tries once more, as it does every twenty seconds.
async fn tick(device: &mut Device) {
    device.event(Event::Tick { active: true }, &honest).await;
    device.event(Event::Tick { active: false }, &honest).await;
}

async fn second_officer(stage: &Stage) -> SignedIn {
    let (officer, desk) = officer(stage).await;
    let post = Post { duties: vec![Duty::Officer], ..desk_post("gao-7", "direction") };
    enrol(stage.address(), &officer, &desk, post).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ledger_that_lost_lines_is_gone_on_from_when_two_officers_say_so() {
    let mut stage = Stage::open(Engine::Sqlite).await;
    let second = second_officer(&stage).await;
    let mut worker = Device::enter(stage.address(), "gao-1", &honest).await;
    let copy = stage.folder.join("copie.db");
    danbe_store::copy_database(&stage.url, &copy).await.unwrap();
    let kept = checkpoint(&stage).await;

    // What the copy does not have: a terms text the officer published, and more.
    let mut first = Device::enter(stage.address(), "gao-3", &honest).await;
    worker.go(Method::Get, "/a/equipe", &[], &honest).await;
    first.go(Method::Get, "/a/personnes", &[], &honest).await;
    first.go(Method::Get, "/a/personnes/conditions", &[], &honest).await;
    first.go(Method::Post, "/a/personnes/conditions", &[("terms", "Charte.")], &honest).await;
    let lost = checkpoint(&stage).await;
    let _dir = put_back(&mut stage, &copy).await;
    first.moved(stage.address());
    worker.moved(stage.address());

    // Neither device takes the shorter ledger, whoever asks.
    worker.go(Method::Get, "/a/equipe", &[], &honest).await;
    tick(&mut worker).await;
    assert!(worker.page.contains("Le registre est plus court"), "{}", worker.page);
    assert!(worker.page.contains("Deux responsables doivent déclarer"), "{}", worker.page);
    assert!(!worker.page.contains("<textarea"), "a worker declares nothing");
    first.go(Method::Get, "/a/personnes", &[], &honest).await;
    tick(&mut first).await;
    assert!(first.page.contains("Déclarer la perte"), "{}", first.page);

    // Bad input: no reason; an officer's text of another ledger; somebody who is no officer; one officer alone.
    first.go(Method::Post, "/a/registre/declarer", &[("reason", "  ")], &honest).await;
    assert!(first.page.contains("Écrivez une phrase"), "{}", first.page);
    let elsewhere = Checkpoint { root: [9; 32], ..kept.clone() };
    let said = |kept: &Checkpoint| {
        let (lost, kept, reason) = (lost.clone(), kept.clone(), "essai".to_owned());
        Declaration { v: 1, lost, kept, reason, at: 1 }.to_text().unwrap()
    };
    let response = declare(&stage, &second, &said(&elsewhere)).await;
    refused(&response, 409, "state-epoch-elsewhere");
    let caseworker = sign_in(stage.address(), "gao-2").await;
    refused(&declare(&stage, &caseworker, &said(&kept)).await, 404, "not-found");
    first.go(Method::Post, "/a/registre/declarer", &[("reason", "Le disque a été remplacé.")], &honest).await;
    assert!(first.page.contains("Un autre responsable doit signer"), "{}", first.page);
    worker.go(Method::Post, "/a/registre", &[], &honest).await;
    assert!(worker.page.contains("Deux responsables doivent déclarer"), "one is not two: {}", worker.page);

    // The second officer signs the very text the first one signed.
    let known = danbe_house::epochs::Known::sign(second.handle.clone(), lost.clone(), &second.signing);
    let told: Told = crate::rig::http::post(stage.address(), "/session/epoch", &known).await.json();
    assert_eq!(told.declared.len(), 1);
    let text = told.declared[0].text.clone();
    assert_eq!(declare(&stage, &second, &text).await.status, 200);
    refused(&declare(&stage, &second, &text).await, 409, "state-exists");

    for device in [&mut worker, &mut first] {
        device.go(Method::Post, "/a/registre", &[], &honest).await;
        assert!(device.page.contains("Deux responsables déclarent une perte"), "{}", device.page);
        assert!(device.page.contains("Le disque a été remplacé."), "{}", device.page);
        device.go(Method::Post, "/a/registre/reprendre", &[], &honest).await;
        tick(device).await;
        assert!(!device.page.contains("Le registre est plus court"), "{}", device.page);
    }
    assert!(first.page.contains("à refaire"), "what was received and lost is named: {}", first.page);
    // Its count went on where nobody remembers it: what it writes next is taken.
    first.go(Method::Get, "/a/personnes", &[], &honest).await;
    first.go(Method::Get, "/a/personnes/conditions", &[], &honest).await;
    first.go(Method::Post, "/a/personnes/conditions", &[("terms", "Charte, de nouveau.")], &honest).await;
    assert!(first.bar.contains("Tout est envoyé"), "{}", first.bar);
    let written = database::number(&stage.url, "SELECT COUNT(*) FROM house_terms").await;
    assert_eq!(written, 1);
    assert!(stage.intact().await);
}

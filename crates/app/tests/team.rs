//! One file's team: a colleague of another team put on it works on it, nobody else does, and taken off she finds nothing.

use crate::rig::device::{Device, honest};
use crate::rig::http::Response;
use crate::rig::people::{Desk, Filed, Replied, SignedIn, invented, on_each_engine, sign_in};
use crate::rig::{Engine, Stage};
use danbe_device::Method;
use danbe_protection::cases::{Found, HistoryOf, List, Listed, Open, OpenIdentity, Opened, PutOn, TakeOff};
use danbe_words::{FileId, MemberId};

/// What somebody gets who asks for everything about a file.
async fn asked(stage: &Stage, who: &SignedIn, desk: &Desk, filed: &Filed) -> Vec<(&'static str, Response)> {
    let (address, file) = (stage.address(), filed.keyring.file);
    let other = MemberId::from_bytes([8; 16]);
    vec![
        ("cases.open", who.act(address, "cases.open", &Open { file }).await),
        ("cases.open-identity", who.act(address, "cases.open-identity", &OpenIdentity { file }).await),
        ("cases.history", who.act(address, "cases.history", &HistoryOf { file }).await),
        ("cases.note", who.act(address, "cases.note", &desk.note(filed, "note inventée")).await),
        ("cases.put-on", who.act(address, "cases.put-on", &PutOn { file, member: other }).await),
        ("cases.take-off", who.act(address, "cases.take-off", &TakeOff { file, member: other }).await),
    ]
}

async fn lists(stage: &Stage, who: &SignedIn, file: FileId) -> bool {
    let listed: Replied<Listed> = who.done(stage.address(), "cases.list", &List::default()).await;
    listed.answer.unwrap().files.iter().any(|line| line.file == file)
}

async fn finds(stage: &Stage, who: &SignedIn, desk: &Desk, number: u32, file: FileId) -> bool {
    let found: Replied<Found> =
        who.done(stage.address(), "cases.search", &desk.search(&invented(number))).await;
    found.answer.unwrap().cards.iter().any(|card| card.file == file)
}

#[test]
fn who_was_put_on_a_file_finds_it_and_works_on_it_until_she_is_taken_off() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let gao = sign_in(address, "gao-1").await;
        let desk = gao.welcome(address).await;
        let filed = desk.register(&invented(3), &invented(3));
        let file = filed.keyring.file;
        let _: Replied<()> = gao.done(address, "cases.register", &filed.registration).await;
        let (lawyer, stranger) = (sign_in(address, "gao-4").await, sign_in(address, "segou-1").await);
        let theirs = stranger.welcome(address).await;
        let absent = lawyer.act(address, "cases.open", &Open { file: FileId::from_bytes([9; 16]) }).await;
        let is_absent = |answers: &[(&'static str, Response)]| {
            for (verb, response) in answers {
                assert_eq!(response.bytes_but_date(), absent.bytes_but_date(), "{verb}");
            }
        };

        is_absent(&asked(&stage, &lawyer, &desk, &filed).await);
        let herself = PutOn { file, member: lawyer.member };
        is_absent(&[("cases.put-on", lawyer.act(address, "cases.put-on", &herself).await)]);
        assert!(!lists(&stage, &lawyer, file).await && !finds(&stage, &lawyer, &desk, 3, file).await);

        for member in [lawyer.member, stranger.member] {
            let _: Replied<()> = gao.done(address, "cases.put-on", &PutOn { file, member }).await;
        }
        for (verb, response) in asked(&stage, &lawyer, &desk, &filed).await {
            assert_eq!(response.status, 200, "{verb}: {}", response.text());
        }
        assert!(lists(&stage, &lawyer, file).await && finds(&stage, &lawyer, &desk, 3, file).await);
        let opened: Replied<Opened> = lawyer.done(address, "cases.open", &Open { file }).await;
        assert_eq!(opened.answer.unwrap().on.len(), 2, "who was put on it is shown");
        // Another agency is as far from it as before.
        is_absent(&asked(&stage, &stranger, &theirs, &filed).await);
        assert!(!lists(&stage, &stranger, file).await);

        let off = TakeOff { file, member: lawyer.member };
        let _: Replied<()> = gao.done(address, "cases.take-off", &off).await;
        is_absent(&asked(&stage, &lawyer, &desk, &filed).await);
        assert!(!lists(&stage, &lawyer, file).await && !finds(&stage, &lawyer, &desk, 3, file).await);
        assert!(stage.intact().await);
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_colleague_is_put_on_and_taken_off_from_the_page_of_the_file() {
    let stage = Stage::open(Engine::Sqlite).await;
    let address = stage.address();
    let gao = sign_in(address, "gao-1").await;
    let desk = gao.welcome(address).await;
    let filed = desk.register(&invented(3), &invented(3));
    let _: Replied<()> = gao.done(address, "cases.register", &filed.registration).await;
    let lawyer = sign_in(address, "gao-4").await;
    let mut device = Device::enter(address, "gao-1", &honest).await;
    let page = format!("/a/collegues/{}", filed.keyring.file);
    device.go(Method::Get, &page, &[], &honest).await;
    assert!(device.page.contains(&format!("{page}/mettre/{}", lawyer.member)), "{}", device.page);
    assert!(!device.page.contains(&gao.member.to_string()), "herself is on it");
    device.go(Method::Post, &format!("{page}/mettre/{}", lawyer.member), &[], &honest).await;
    assert!(device.page.contains(&format!("{page}/retirer/{}", lawyer.member)), "{}", device.page);

    let mut hers = Device::enter(address, "gao-4", &honest).await;
    hers.go(Method::Get, "/a/equipe", &[], &honest).await;
    let place = format!("/a/dossier/{}", filed.keyring.file);
    assert!(hers.page.contains(&place), "{}", hers.page);
    hers.go(Method::Get, &place, &[], &honest).await;
    assert!(hers.page.contains("récit inventé 3"), "{}", hers.page);
    device.go(Method::Post, &format!("{page}/retirer/{}", lawyer.member), &[], &honest).await;
    hers.go(Method::Get, &place, &[], &honest).await;
    assert!(!hers.page.contains("récit inventé 3"), "{}", hers.page);
}

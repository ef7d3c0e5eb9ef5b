//! The device's core against a server that answers what it likes: everything passes through the hands of somebody
//! who holds the machine and all its keys, and changes what comes back.
//!
//! `scripts` is the published list: each script is one attack, and a control shows that the honest server succeeds.

mod capsule;
mod directory;
mod recovery;
mod scripts;
mod succession;

use crate::rig;
use crate::rig::device::{Device, honest};
use crate::rig::people::{invented, on_each_engine, sign_in};
use crate::rig::{Stage, chance};
use danbe_device::Method;
use danbe_protection::cases::{Keyring, NoteBody};
use danbe_vault::{Act, Envelope};
use danbe_words::{FileId, KeyId, Tier};
use serde_json::json;

/// The act of an envelope on its way.
pub(super) fn act(envelope: &str) -> Option<Act> {
    serde_json::from_str::<Envelope>(envelope).ok()?.read().ok()
}

/// Another answer under the true receipt.
pub(super) fn answering(body: &str, change: impl FnOnce(&mut serde_json::Value)) -> String {
    let mut reply: serde_json::Value = serde_json::from_str(body).unwrap();
    change(&mut reply["answer"]);
    reply.to_string()
}

/// Anybody can wrap a key to the agency, whose sealing key is public: the server puts one of its own first among the
/// keys of a file. What is written next must not be sealed under it.
#[test]
fn a_key_the_server_put_into_a_file_seals_nothing() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let gao = sign_in(address, "gao-1").await;
        let desk = gao.welcome(address).await;
        let filed = desk.register(&invented(1), &invented(1));
        let _: rig::people::Replied<()> = gao.done(address, "cases.register", &filed.registration).await;

        let mut chance = chance();
        let (known, planted) = loop {
            // The lowest id of all, so that any order of ids takes it first.
            let (key, planted) = filed.keyring.new_key(Tier::Account, &desk.to, &mut chance);
            if planted.id < KeyId::from_bytes([2; 16]) {
                break (key, planted);
            }
        };
        let keyring: Keyring = filed.keyring;
        let hostile = |_: &str, request: &str, body: String| match act(request) {
            Some(act) if act.verb == "cases.open" => answering(&body, |answer| {
                answer["keys"].as_array_mut().unwrap().insert(0, serde_json::to_value(&planted).unwrap());
            }),
            _ => body,
        };
        let file = format!("/a/dossier/{}", keyring.file);
        let mut device = Device::enter(address, "gao-1", &hostile).await;
        device.go(Method::Get, &file, &[], &hostile).await;
        assert!(device.page.contains("récit inventé 1"), "{}", device.page);
        device.go(Method::Post, &format!("{file}/note"), &[("note", "Elle dort chez Awa.")], &hostile).await;

        let notes: Vec<_> = device.sent.iter().filter_map(|(_, body)| act(body)).collect();
        let note = notes.iter().find(|act| act.verb == "cases.note").expect("the note is sent");
        let note: NoteBody = serde_json::from_str(note.body.get()).unwrap();
        assert_ne!(note.record.key, planted.id);
        assert!(keyring.open(&note.record, &known).is_err(), "the server reads the note");

        device.go(Method::Get, &file, &[], &honest).await;
        assert!(device.page.contains("Elle dort chez Awa."), "a colleague reads it: {}", device.page);
    });
}

/// Asked for one file, the server answers with another of the same team.
#[test]
fn another_file_is_not_shown_in_the_place_of_the_one_asked_for() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let gao = sign_in(address, "gao-1").await;
        let desk = gao.welcome(address).await;
        let mut files: Vec<(FileId, serde_json::Value)> = Vec::new();
        for number in [1, 2] {
            let filed = desk.register(&invented(number), &invented(number));
            let file = filed.keyring.file;
            let _: rig::people::Replied<()> = gao.done(address, "cases.register", &filed.registration).await;
            let body = json!({ "file": file });
            let opened: rig::people::Replied<serde_json::Value> =
                gao.done(address, "cases.open", &body).await;
            files.push((file, opened.answer.unwrap()));
        }
        let swap = |_: &str, request: &str, body: String| match act(request) {
            Some(act) if act.verb == "cases.open" => answering(&body, |answer| *answer = files[1].1.clone()),
            _ => body,
        };
        let mut device = Device::enter(address, "gao-1", &honest).await;
        device.go(Method::Get, &format!("/a/dossier/{}", files[0].0), &[], &swap).await;
        assert!(!device.page.contains("récit inventé 2"), "{}", device.page);
        device.go(Method::Get, &format!("/a/dossier/{}", files[0].0), &[], &honest).await;
        assert!(device.page.contains("récit inventé 1"), "{}", device.page);
    });
}

/// Who is quicker than the network is no victim of it: the answer to what she left is checked as the answer to that,
/// and what she went to comes.
#[test]
fn a_link_followed_before_the_answer_came_leads_where_it_says() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let gao = sign_in(address, "gao-1").await;
        let filed = gao.welcome(address).await.register(&invented(1), &invented(1));
        let _: rig::people::Replied<()> = gao.done(address, "cases.register", &filed.registration).await;
        let file = format!("/a/dossier/{}", filed.keyring.file);
        let mut device = Device::enter(address, "gao-1", &honest).await;
        device.hurry("/a/equipe", &file, &honest).await;
        assert!(device.page.contains("récit inventé 1"), "{}", device.page);
        device.hurry("/a/equipe", &file, &honest).await; // now the list is in memory
        assert!(device.page.contains("récit inventé 1"), "{}", device.page);
        let absent = |_: &str, request: &str, body: String| match act(request) {
            Some(act) if act.verb == "cases.list" => {
                json!({ "problem": "not-found", "sentence": "-" }).to_string()
            }
            _ => body,
        };
        device.hurry("/a/equipe", &file, &absent).await;
        assert!(device.page.contains("récit inventé 1"), "{}", device.page);
    });
}

/// The list seen before is in front at once. When the server knows another, it is written again under the reader's eyes: what
/// has the focus, and how far she has come, stay.
#[test]
fn a_list_that_changed_is_written_again_where_the_reader_is() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let gao = sign_in(address, "gao-1").await;
        let desk = gao.welcome(address).await;
        let mut device = Device::enter(address, "gao-1", &honest).await;
        device.go(Method::Get, "/a/equipe", &[], &honest).await;
        assert_eq!(device.focus, "h1", "a page she comes to begins at its heading");
        let filed = desk.register(&invented(1), &invented(1));
        let _: rig::people::Replied<()> = gao.done(address, "cases.register", &filed.registration).await;
        let label = filed.keyring.file.label();
        assert!(!device.page.contains(&label));
        device.go(Method::Get, "/a/", &[], &honest).await;
        device.go(Method::Get, "/a/equipe", &[], &honest).await;
        assert!(device.page.contains(&label), "{}", device.page);
        assert_eq!(device.focus, "");
    });
}

/// Until her welcome came, the device of a member being brought back can prove no checkpoint: it must keep none, or
/// after its next start it holds every true one for a fork.
#[test]
fn a_device_brought_back_believes_the_ledger_after_a_restart() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let mut hers = Device::empty(address).await;
        hers.go(Method::Post, "/a/retrouver", &[("handle", "gao-1")], &honest).await;
        let shown = hers.page.split("translate=\"no\">").find_map(|part| {
            let words = part.split('<').next()?;
            danbe_vault::check_words(words).is_ok().then(|| words.to_owned())
        });
        let words = shown.expect("five new words");
        hers.go(Method::Post, "/a/retrouver/mots", &[("words", &words)], &honest).await;
        for (handle, act) in [("gao-2", "approuver"), ("gao-4", "approuver"), ("gao-3", "finir")] {
            let mut colleague = Device::enter(address, handle, &honest).await;
            colleague.go(Method::Get, "/a/retours", &[], &honest).await;
            let id =
                colleague.page.split("/a/retours/").nth(1).unwrap().split('/').next().unwrap().to_owned();
            colleague.go(Method::Post, &format!("/a/retours/{id}/{act}"), &[], &honest).await;
        }
        hers.go(Method::Post, "/a/retrouver/essayer", &[], &honest).await;
        assert!(hers.page.contains("/a/retrouver/croire"), "the root is compared first: {}", hers.page);
        hers.go(Method::Post, "/a/retrouver/croire", &[], &honest).await;
        assert!(hers.page.contains("/a/chercher"), "she is back: {}", hers.page);

        hers.restart().await;
        hers.go(Method::Post, "/a/ouvrir", &[("words", &words)], &honest).await;
        hers.go(Method::Get, "/a/equipe", &[], &honest).await;
        assert!(hers.page.contains("/a/dossier/"), "the team's list comes: {}", hers.page);
    });
}

/// Promise P12, to be tried again: a script that obtained something would have stopped here.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "the proof of a promise: cargo xtask prove P12"]
async fn proof_that_no_script_succeeds() {
    let played = scripts::play_all().await
        + capsule::play_all().await
        + recovery::play_all().await
        + succession::play_all().await
        + directory::play_all().await;
    println!("trials={played} failures=0");
}

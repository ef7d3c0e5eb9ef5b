//! Witnesses at work: three other people's machines, a device that demands two of them, and a server that forks.

use crate::operate::{danbe, ill, text, well};
use crate::rig::binary::Serving;
use crate::rig::device::{Device, honest};
use crate::rig::http::send;
use danbe_app::witness::keeper::{Answer, Keeper};
use danbe_device::Method;
use danbe_store::SystemClock;
use danbe_vault::{
    AddCheckpoint, AgencyCharter, CHARTER, Checkpoint, Consistency, Declaration, DeclaredEpoch, Declarer,
    MEMBER_CARD, MemberCard, OpeningKey, Signed, SigningKey,
};
use serde_json::Value;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A real installation with three witnesses, quorum two; gives the words of a worker.
fn country(root: &Path) -> (Vec<Serving>, Vec<Value>) {
    let path = |name: &str| root.join(name);
    let (paper, parts, data) = (path("ceremony.json"), path("parts"), path("data"));
    well(&["ceremony", "make", "--paper", text(&paper), "--shares-to", text(&parts)]);
    let init = [
        "init",
        "--data",
        text(&data),
        "--ceremony",
        text(&paper),
        "--name",
        "Essai",
        "--domain",
        "danbe.test",
    ];
    well(&[&init[..], &["--https", "mandataire", "--database", "sqlite", "--backup", "plus tard"]].concat());
    let installation = data.join("installation.json");
    let mut witnesses = Vec::new();
    for name in ["apdp.test", "cndh.test", "ong.test"] {
        let folder = path(name);
        let said = well(&[
            "witness",
            "init",
            "--data",
            text(&folder),
            "--name",
            name,
            "--installation",
            text(&installation),
        ]);
        let key = said.trim().rsplit(' ').next().unwrap();
        let running = Serving::witness(&folder);
        let address = running.address.to_string();
        let add =
            ["witness", "add", "--data", text(&data), "--name", name, "--key", key, "--address", &address];
        well(&[&add[..], &["--quorum", "2"]].concat());
        witnesses.push(running);
    }
    let out = path("agency.json");
    let mut found = vec!["ceremony", "found", "--paper", text(&paper), "--installation", text(&installation)];
    found.extend(["--name", "Maison", "--region", "gao", "--json", "--out", text(&out)]);
    let shares: Vec<_> = (1..=3).map(|n| parts.join(format!("part-{n}.txt"))).collect();
    shares.iter().for_each(|share| found.extend(["--share", text(share)]));
    let made: Value = serde_json::from_str(&well(&found)).unwrap();
    well(&["found", "--data", text(&data), "--paper", text(&out)]);
    (witnesses, made["accounts"].as_array().unwrap().clone())
}

async fn enter(serving: &Serving, account: &Value, hand: crate::rig::device::Hand<'_>) -> Device {
    let (handle, words) = (account["handle"].as_str().unwrap(), account["words"].as_str().unwrap());
    Device::enter_with(serving.address, handle, words, hand).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn devices_demand_two_witnesses_of_three() {
    let dir = tempfile::tempdir().unwrap();
    let (mut witnesses, accounts) = country(dir.path());
    let data = dir.path().join("data");
    let in_service = crate::rig::cast::in_service("(SELECT id FROM house_agency)");
    crate::rig::database::plant(&format!("sqlite:{}", data.join("danbe.db").display()), &in_service).await;
    let mut serving = Serving::of(&data);
    let note = data.join("temoins.note");
    until("the witnesses are asked", || note.exists()).await;
    let device = enter(&serving, &accounts[1], &honest).await;
    assert!(device.page.contains("/a/equipe"), "the control: {}", device.page);

    // The server leaves out what the witnesses saw, or keeps one of the two signatures.
    let strip = |keep: usize| {
        move |_: &str, _: &str, body: String| {
            let Ok(mut reply) = serde_json::from_str::<Value>(&body) else { return body };
            let Some(note) = reply.pointer("/receipt/witnessed/note").and_then(Value::as_str) else {
                return body;
            };
            let (checkpoint, lines) = note.split_once("\n\n").unwrap();
            let lines: String = lines.lines().take(1 + keep).map(|line| format!("{line}\n")).collect();
            reply["receipt"]["witnessed"]["note"] = Value::from(format!("{checkpoint}\n\n{lines}"));
            reply.to_string()
        }
    };
    let without = |_: &str, _: &str, body: String| {
        let Ok(mut reply) = serde_json::from_str::<Value>(&body) else { return body };
        if let Some(receipt) = reply.get_mut("receipt").and_then(Value::as_object_mut) {
            receipt.remove("witnessed");
        }
        reply.to_string()
    };
    for device in
        [enter(&serving, &accounts[1], &without).await, enter(&serving, &accounts[1], &strip(1)).await]
    {
        let mut device = device;
        device.go(Method::Get, "/a/equipe", &[], &without).await;
        assert!(device.page.contains("témoins"), "told in words: {}", device.page);
    }
    assert!(enter(&serving, &accounts[1], &strip(2)).await.page.contains("/a/equipe"), "two are enough");

    // One witness gone: two remain. Two gone: what they saw counts for a day.
    let places: Vec<_> = witnesses.iter().map(|witness| witness.address).collect();
    drop(witnesses.pop());
    let mut device = enter(&serving, &accounts[2], &honest).await;
    assert!(device.page.contains("/a/equipe"));
    witnesses.clear();
    device.go(Method::Get, "/a/equipe", &[], &honest).await;
    assert!(!device.page.contains("témoins ne l’ont pas"), "{}", device.page);
    device.ahead = 25 * 3_600_000;
    device.go(Method::Get, "/a/equipe", &[], &honest).await;
    assert!(device.page.contains("témoins"), "a day later: {}", device.page);

    // A server that kept nothing of them: one back is below the quorum, two are at it.
    drop(serving);
    std::fs::remove_file(&note).unwrap();
    let folders = ["apdp.test", "cndh.test"].map(|name| dir.path().join(name));
    witnesses.push(Serving::witness_at(&folders[0], places[0]));
    let before = held(&folders[0]);
    serving = Serving::of(&data);
    until("the one that is back has signed", || held(&folders[0]) > before).await;
    let refused = enter(&serving, &accounts[1], &honest).await;
    assert!(!note.exists() && !refused.page.contains("/a/equipe"), "below the quorum: {}", refused.page);
    drop(serving);
    witnesses.push(Serving::witness_at(&folders[1], places[1]));
    serving = Serving::of(&data);
    until("two have signed", || note.exists()).await;
    assert!(enter(&serving, &accounts[1], &honest).await.page.contains("/a/equipe"), "at the quorum again");
}

/// Asks until something is so: the witnesses are asked when the server starts, and every ten seconds.
async fn until(what: &str, is: impl Fn() -> bool) {
    let began = Instant::now();
    while !is() {
        assert!(began.elapsed() < Duration::from_secs(30), "{what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// How many lines a witness has countersigned.
fn held(folder: &Path) -> u64 {
    let keeper = Keeper::open(folder, Arc::new(SystemClock)).unwrap();
    keeper.held(&keeper.paper().ledgers[0]).unwrap().map_or(0, |(checkpoint, _)| checkpoint.size)
}

/// One line appended to a tree is its root when the tree has one line.
fn note(origin: &str, size: u64, root: [u8; 32], key: &SigningKey) -> String {
    Checkpoint { origin: origin.to_owned(), size, root }.sign(key)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_shows_two_histories_raises_an_alarm_in_words() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    well(&["demo", "--only-make", "--data", text(&data)]);
    let (folder, installation) = (dir.path().join("witness"), data.join("installation.json"));
    well(&[
        "witness",
        "init",
        "--data",
        text(&folder),
        "--name",
        "cndh.test",
        "--installation",
        text(&installation),
    ]);
    ill(
        2,
        &["witness", "init", "--data", text(&folder), "--name", "a b", "--installation", text(&installation)],
        "--name",
    );
    let key = SigningKey::from_bytes(&std::fs::read(data.join("ledger.key")).unwrap()).unwrap();
    let origin = "danbe.example/formation";
    let running = Serving::witness(&folder);
    let ask = async |from: u64, proof: Vec<[u8; 32]>, note: String| {
        let body = AddCheckpoint { old: Consistency { from, proof }, note }.write();
        send(running.address, "POST", "/add-checkpoint", &[], body.as_bytes()).await
    };
    let stranger = SigningKey::generate(&mut crate::rig::chance());
    assert_eq!(ask(0, vec![], note(origin, 5, [1; 32], &stranger)).await.status, 403);
    assert_eq!(ask(0, vec![], note("other.test/x", 5, [1; 32], &key)).await.status, 404);
    assert_eq!(ask(9, vec![], note(origin, 5, [1; 32], &key)).await.status, 400);
    assert_eq!(send(running.address, "POST", "/add-checkpoint", &[], b"nothing").await.status, 400);

    let signed = ask(0, vec![], note(origin, 5, [1; 32], &key)).await;
    assert!(signed.status == 200 && signed.text().starts_with("— cndh.test "), "{}", signed.text());
    assert_eq!(ask(5, vec![], note(origin, 5, [1; 32], &key)).await.status, 200, "the same again");
    let conflict = ask(4, vec![], note(origin, 6, [2; 32], &key)).await;
    assert_eq!((conflict.status, conflict.text().as_str()), (409, "5\n"));
    assert_eq!(send(running.address, "GET", "/health", &[], b"").await.text(), "ok\n");
    well(&["witness", "show", "--data", text(&folder)]);

    // As long and other; longer and not grown from it.
    assert_eq!(ask(5, vec![], note(origin, 5, [2; 32], &key)).await.status, 409);
    assert_eq!(ask(5, vec![[7; 32], [8; 32]], note(origin, 9, [3; 32], &key)).await.status, 422);
    assert_eq!(send(running.address, "GET", "/health", &[], b"").await.status, 503);
    let (code, said) = danbe(&["witness", "show", "--data", text(&folder)]);
    assert_eq!(code, 1);
    assert_eq!(
        said.matches("ALARME : le registre « danbe.example/formation » a montré deux histoires").count(),
        2
    );
    for word in ["N’effacez rien", "de vive voix", "autorité de protection des données", "déclaré"] {
        assert!(said.contains(word), "{word}: {said}");
    }
    // It still holds what it signed first, also after a restart.
    drop(running);
    let keeper = Keeper::open(&folder, Arc::new(SystemClock)).unwrap();
    let (held, _) = keeper.held(&keeper.paper().ledgers[0]).unwrap().unwrap();
    assert_eq!((held.size, held.root), (5, [1; 32]));
    let shorter =
        AddCheckpoint { old: Consistency { from: 5, proof: vec![] }, note: note(origin, 4, [1; 32], &key) };
    assert_eq!(keeper.answer(&shorter.write()).unwrap(), Answer::Malformed);
}

/// A restore that lost lines: refused beside the checkpoint kept elsewhere, unless two officers declared it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_declared_loss_is_told_from_tampering() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    well(&["demo", "--only-make", "--data", text(&data)]);
    let mut folder = danbe_app::installation::Folder::open(&data).unwrap();
    let key = folder.secrets().unwrap().ledger;
    // The root of this test founds: two officers under it.
    let mut chance = crate::rig::chance();
    let root = SigningKey::generate(&mut chance);
    folder.paper.root = root.verifying();
    std::fs::write(data.join("installation.json"), serde_json::to_string(&folder.paper).unwrap()).unwrap();
    let said = well(&["ledger", "verify", "--data", text(&data)]);
    let hex = said.split("racine : ").nth(1).unwrap().split_whitespace().next().unwrap();
    let size: u64 =
        said.split("lignes : ").nth(1).unwrap().split_whitespace().next().unwrap().parse().unwrap();
    let now = data_encoding::HEXLOWER.decode(hex.as_bytes()).unwrap().try_into().unwrap();
    let kept = Checkpoint { origin: folder.paper.origin.clone(), size, root: now };
    let lost = Checkpoint { size: size + 7, root: [9; 32], ..kept.clone() };
    let known = dir.path().join("known.note");
    std::fs::write(&known, lost.sign(&key)).unwrap();
    let verify = ["ledger", "verify", "--data", text(&data), "--known", text(&known)];
    ill(1, &verify, "les lignes ne donnent pas la racine signée");

    let declaration = Declaration { v: 1, lost, kept, reason: "disque perdu".into(), at: 1 };
    let signed = declaration.to_text().unwrap();
    let mut officers = Vec::new();
    let agency = SigningKey::generate(&mut chance);
    for member in ["m-1", "m-2"] {
        let (hers, opening) =
            (SigningKey::generate(&mut chance), OpeningKey::generate(&mut chance).sealing());
        let charter = AgencyCharter {
            agency: "A".into(),
            name: "Maison".into(),
            class: "protection-service".into(),
            opening,
            signing: agency.verifying(),
            epoch: 1,
        };
        let card = MemberCard {
            agency: "A".into(),
            member: member.into(),
            opening,
            signing: hers.verifying(),
            epoch: 1,
            duties: vec![danbe_words::Duty::Officer],
            team: "direction".into(),
            profile: "caseworker".into(),
        };
        let charter = Signed::sign(&charter, &root, CHARTER).unwrap();
        let card = Signed::sign(&card, &agency, MEMBER_CARD).unwrap();
        officers.push(Declarer::sign(&signed, charter, card, &hers));
    }
    let path = dir.path().join("epoch.json");
    let epoch = [&verify[..], &["--epoch", text(&path)]].concat();
    let one = DeclaredEpoch { text: signed.clone(), by: officers[..1].to_vec() };
    std::fs::write(&path, serde_json::to_string(&one).unwrap()).unwrap();
    ill(2, &epoch, "deux responsables");
    let both = DeclaredEpoch { text: signed, by: officers };
    std::fs::write(&path, serde_json::to_string(&both).unwrap()).unwrap();
    let said = well(&epoch);
    assert!(said.contains("disque perdu") && said.contains("Le registre est intact"), "{said}");
}

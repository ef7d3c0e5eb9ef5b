//! Sealed backups: another host comes for them, only an offline key opens them, a rehearsal says what came back.

use crate::operate::{danbe, ill, text, well};
use crate::rig::Engine;
use crate::rig::binary::{Binary, Serving};
use crate::rig::database::{as_many_rows, counts, fresh, number, plant};
use crate::rig::people::{Replied, invented, sign_in_with};
use danbe_protection::cases::{KEY_TABLES, Open, Opened};
use danbe_vault::{Chance, OpeningKey, SigningKey};
use std::path::Path;
use std::process::{Command, Stdio};

/// What `danbe backup --out -` writes: what another host pulls.
fn pulled(data: &Path, part: &str, to: &Path) {
    let file = std::fs::File::create(to).unwrap();
    let done = Command::new(env!("CARGO_BIN_EXE_danbe"))
        .args(["backup", "--data", text(data), "--part", part, "--out", "-"])
        .env("DANBE_LOG", "off")
        .stdout(Stdio::from(file))
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

/// An offline key; gives its public half.
fn offline(path: &Path) -> String {
    let said = well(&["backup", "key", "--out", text(path)]);
    said.lines().last().unwrap().to_owned()
}

/// Writes the public key into the paper, as `danbe init` would.
fn trust(data: &Path, key: &str) {
    let path = data.join("installation.json");
    let mut paper: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    paper["backup"] = serde_json::json!([key]);
    std::fs::write(path, paper.to_string()).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_another_host_pulled_comes_back_with_the_offline_key_and_no_other() {
    let binary = Binary::serve(None, "warn");
    let gao = binary.sign_in("gao-1").await;
    let desk = gao.welcome(binary.address).await;
    let filed = desk.register(&invented(1), &invented(1));
    let _: Replied<()> = gao.done(binary.address, "cases.register", &filed.registration).await;
    let root = binary.dir.path();
    let (data, away) = (root.join("data"), root.join("away"));
    std::fs::create_dir(&away).unwrap();
    let (key, main, keys) = (away.join("offline.key"), away.join("data.bak"), away.join("keys.bak"));
    ill(2, &["backup", "--data", text(&data), "--out", text(&main)], "aucune clé publique");
    trust(&data, &offline(&key));

    pulled(&data, "data", &main);
    pulled(&data, "keys", &keys);
    let left: Vec<_> = std::fs::read_dir(&data).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_str().unwrap().starts_with("copie-")), "{left:?}");
    // Neither a coded fact nor a word of the paper can be read in it.
    for coffer in [&main, &keys] {
        let bytes = std::fs::read(coffer).unwrap();
        for word in ["cases.register", "danbe.example/formation", "SQLite format", "Maison de la Dune"] {
            assert!(!bytes.windows(word.len()).any(|window| window == word.as_bytes()), "{word}");
        }
    }

    let (from, with) = (text(&main), text(&keys));
    let said = well(&["restore", "--rehearse", "--from", from, "--keys", with, "--key", text(&key)]);
    assert!(said.contains("Tout est revenu.") && said.contains("dossiers : 630"), "{said}");
    assert!(
        said.contains("dernière ligne : il y a 0 minute(s)") && said.contains(" 0 anomalie(s)"),
        "{said}"
    );
    ill(1, &["restore", "--rehearse", "--from", from, "--key", text(&key)], "sans le fichier des clés");
    ill(2, &["restore", "--rehearse", "--from", from, "--keys", with], "--key");
    ill(2, &["restore", "--rehearse", "--from", with, "--key", text(&key)], "ne contient que des clés");
    let (other, back) = (away.join("other.key"), root.join("back"));
    offline(&other);
    ill(
        2,
        &["restore", "--from", from, "--keys", with, "--key", text(&other), "--data", text(&back)],
        "autre clé",
    );
    for secret in ["ledger.key", "server.key"] {
        ill(
            2,
            &["restore", "--from", from, "--key", text(&data.join(secret)), "--data", text(&back)],
            "n’est pas une clé",
        );
    }
    assert!(!back.exists(), "nothing half put back");

    // The data alone hold no key of a person, nor a trace of one in the pages of the file.
    let alone = root.join("alone");
    well(&["backup", "open", "--from", from, "--key", text(&key), "--to", text(&alone)]);
    let url = format!("sqlite:{}", alone.join("danbe.db").display());
    for table in KEY_TABLES {
        assert_eq!(number(&url, &format!("SELECT COUNT(*) FROM {table}")).await, 0);
    }
    let bytes = std::fs::read(alone.join("danbe.db")).unwrap();
    for wrap in filed.registration.keys.iter().map(|key| &key.wrap.0) {
        let live = std::fs::read(data.join("danbe.db")).unwrap();
        let wal = std::fs::read(data.join("danbe.db-wal")).unwrap_or_default();
        let inside = |bytes: &[u8]| bytes.windows(40).any(|window| window == &wrap[..40]);
        assert!(inside(&live) || inside(&wal), "the wrap is looked for as it is stored");
        assert!(!inside(&bytes), "a key of a person stays in the file");
    }

    // Put back, it serves, and her keys are there.
    well(&["restore", "--from", from, "--keys", with, "--key", text(&key), "--data", text(&back)]);
    assert!(!well(&["doctor", "--data", text(&back)]).contains("À VOIR"));
    as_many_rows(&data.join("danbe.db"), &back.join("danbe.db")).await;
    let serving = Serving::of(&back);
    let there = sign_in_with(serving.address, "gao-1", &gao.opening, &gao.signing).await;
    let opened: Replied<Opened> =
        there.done(serving.address, "cases.open", &Open { file: filed.keyring.file }).await;
    assert!(!opened.answer.unwrap().keys.is_empty());
}

/// One key in sixty-four is written with a dash first, like an option.
#[test]
fn a_key_written_with_a_dash_first_is_a_key() {
    let dir = tempfile::tempdir().unwrap();
    let (data, coffer) = (dir.path().join("data"), dir.path().join("data.bak"));
    let mut chance = crate::rig::chance();
    let mut dashed = |make: fn(&mut Chance) -> serde_json::Value| {
        std::iter::repeat_with(|| make(&mut chance).as_str().unwrap().to_owned())
            .find(|key| key.starts_with('-'))
            .unwrap()
    };
    let key = dashed(|chance| serde_json::to_value(OpeningKey::generate(chance).sealing()).unwrap());
    let witness = dashed(|chance| serde_json::to_value(SigningKey::generate(chance).verifying()).unwrap());
    let init = ["init", "--data", text(&data), "--name", "Essai", "--domain", "danbe.test", "--https"];
    let rest = ["mandataire", "--service", "Maison", "--region", "gao", "--json", "--database", "sqlite"];
    well(&[&init[..], &rest, &["--backup", &key]].concat());
    well(&["backup", "--data", text(&data), "--out", text(&coffer), "--key", &key]);
    let add = ["witness", "add", "--data", text(&data), "--name", "apdp.test", "--address", "127.0.0.1:1"];
    well(&[&add[..], &["--quorum", "1", "--key", &witness]].concat());
}

#[test]
fn a_coffer_cut_or_changed_anywhere_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name);
    let (data, key, coffer) = (path("data"), path("key"), path("data.bak"));
    let service = ["--service", "Maison du Figuier", "--region", "gao", "--json", "--database", "sqlite"];
    let init =
        ["init", "--data", text(&data), "--name", "Essai", "--domain", "danbe.test", "--https", "mandataire"];
    let public = offline(&key);
    well(&[&init[..], &["--backup", &public], &service].concat());
    well(&["backup", "--data", text(&data), "--out", text(&coffer)]);
    let whole = std::fs::read(&coffer).unwrap();
    let (changed, to) = (path("changed.bak"), path("to"));
    let tries = |bytes: &[u8], what: &str| {
        std::fs::write(&changed, bytes).unwrap();
        let (code, said) =
            danbe(&["backup", "open", "--from", text(&changed), "--key", text(&key), "--to", text(&to)]);
        assert_eq!(code, 2, "{what}: {said}");
        assert!(said.contains("changed.bak : "), "{what}: {said}");
        std::fs::remove_dir_all(&to).unwrap();
    };
    let step = whole.len() / 40;
    for at in (0..whole.len()).step_by(step).chain(0..60) {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        tries(&bytes, &format!("bit at {at}"));
    }
    for at in (0..whole.len()).step_by(step * 2) {
        tries(&whole[..at], &format!("cut at {at}"));
    }
    tries(&[&whole[..], b"more"].concat(), "longer");
    // A backup of keys that goes with other data.
    let other = path("other");
    let init = [
        "init",
        "--data",
        text(&other),
        "--name",
        "Autre",
        "--domain",
        "autre.test",
        "--https",
        "mandataire",
    ];
    well(&[&init[..], &["--backup", &public], &service].concat());
    let keys = path("keys.bak");
    well(&["backup", "--data", text(&other), "--part", "keys", "--out", text(&keys)]);
    ill(
        2,
        &["restore", "--rehearse", "--from", text(&coffer), "--keys", text(&keys), "--key", text(&key)],
        "autre installation",
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rehearsal_says_what_did_not_come_back() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name);
    let data = path("data");
    well(&["demo", "--only-make", "--data", text(&data)]);
    let url = format!("sqlite:{}", data.join("danbe.db").display());
    plant(&url, "DELETE FROM ledger_event WHERE idx = 300").await;
    let key = path("key");
    let public = offline(&key);
    let (out, keys) = (path("data.bak"), path("keys.bak"));
    for (part, out) in [("data", &out), ("keys", &keys)] {
        well(&["backup", "--data", text(&data), "--part", part, "--out", text(out), "--key", &public]);
    }
    ill(
        1,
        &["restore", "--rehearse", "--from", text(&out), "--keys", text(&keys), "--key", text(&key)],
        "300 : événement absent",
    );
}

/// The same file, whatever the database: copied while somebody writes, checked without a database server, put back on
/// either engine.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sealed_backup_of_postgresql_comes_back_on_either_engine() {
    if !Engine::at_hand().contains(&Engine::Postgres) {
        return println!("DANBE_TEST_POSTGRES names no server: nothing was tried");
    }
    let live = fresh().await;
    let binary = Binary::serve(Some(&live), "warn");
    let gao = binary.sign_in("gao-1").await;
    let desk = gao.welcome(binary.address).await;
    let filed = desk.register(&invented(1), &invented(1));
    let _: Replied<()> = gao.done(binary.address, "cases.register", &filed.registration).await;
    let (data, away) = (binary.dir.path().join("data"), binary.dir.path().join("away"));
    std::fs::create_dir(&away).unwrap();
    let path = |name: &str| away.join(name);
    let (key, main, keys) = (path("offline.key"), path("data.bak"), path("keys.bak"));
    trust(&data, &offline(&key));

    // Somebody goes on working while it is copied: the copy is of one moment, and its ledger holds.
    let busy = async {
        for n in 2..12 {
            let more = desk.register(&invented(n), &invented(n)).registration;
            let _: Replied<()> = gao.done(binary.address, "cases.register", &more).await;
        }
    };
    let (folder, out) = (data.clone(), main.clone());
    let copying = tokio::task::spawn_blocking(move || pulled(&folder, "data", &out));
    busy.await;
    copying.await.unwrap();
    pulled(&data, "keys", &keys);
    let mut counted = counts(&live).await;
    // What comes back says that it came back, and from where its ledger may have lost lines.
    assert_eq!(counted.insert("ledger_restored".to_owned(), 1), Some(0));

    let sealed = ["--from", text(&main), "--keys", text(&keys), "--key", text(&key)];
    let all = |verb: &[&'static str], rest: &[&str]| {
        [verb, rest, &sealed[..]].concat().iter().map(|it| (*it).to_owned()).collect::<Vec<_>>()
    };
    let run = |arguments: Vec<String>| well(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    let said = run(all(&["restore", "--rehearse"], &[]));
    assert!(said.contains("Tout est revenu.") && said.contains(" 0 anomalie(s)"), "{said}");
    // A second one, of a moment when nobody works: every row of every table, on either engine.
    std::fs::remove_file(&main).unwrap();
    pulled(&data, "data", &main);
    let (file, server) = (path("file"), path("server"));
    run(all(&["restore", "--data"], &[text(&file)]));
    let url = format!("sqlite:{}", file.join("danbe.db").display());
    assert_eq!(counts(&url).await, counted);
    let paper = std::fs::read_to_string(file.join("installation.json")).unwrap();
    assert!(
        paper.contains("sqlite:danbe.db") && !paper.contains("postgres"),
        "no address of a server: {paper}"
    );
    let base = fresh().await;
    run(all(&["restore", "--data"], &[text(&server), "--database", &base]));
    assert_eq!(counts(&base).await, counted);
    assert!(!server.join("danbe.db").exists());
    ill(
        2,
        &[&["restore", "--data", text(&path("twice")), "--database", &base][..], &sealed].concat(),
        "donnez-en une vide",
    );
    assert!(!path("twice").exists(), "nothing half put back");

    let verified = well(&["ledger", "verify", "--data", text(&data)]);
    for back in [&file, &server] {
        assert_eq!(verified, well(&["ledger", "verify", "--data", text(back)]));
    }
    let serving = Serving::of(&server);
    let there = sign_in_with(serving.address, "gao-1", &gao.opening, &gao.signing).await;
    let opened: Replied<Opened> =
        there.done(serving.address, "cases.open", &Open { file: filed.keyring.file }).await;
    assert!(!opened.answer.unwrap().keys.is_empty());
    drop(serving);
    // An upgrade is tried on a copy, on this engine too, and the database is as it was.
    let held = counts(&base).await;
    assert!(well(&["upgrade", "--data", text(&server)]).contains("intact"));
    assert_eq!(counts(&base).await, held);
    ill(2, &["upgrade", "--back", "--data", text(&server)], "danbe-release revenir");
    for url in [live, base] {
        crate::rig::database::drop_later(url);
    }
}

//! The keeper's day, with the program alone: copy while it serves, check the copy, put it back, serve it; and what
//! each command says when something is wrong.

use crate::rig;
use crate::rig::binary::{Binary, Serving};
use crate::rig::database::as_many_rows;
use crate::rig::http::get;
use crate::rig::people::{Replied, invented, sign_in_with};
use danbe_protection::cases::{List, Listed};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

/// What a command said, and how it ended.
pub(crate) fn danbe(arguments: &[&str]) -> (i32, String) {
    let done =
        Command::new(env!("CARGO_BIN_EXE_danbe")).args(arguments).env("DANBE_LOG", "off").output().unwrap();
    let said = [done.stdout, done.stderr].concat();
    (done.status.code().unwrap(), String::from_utf8(said).unwrap())
}

/// A command that ends well.
pub(crate) fn well(arguments: &[&str]) -> String {
    let (code, said) = danbe(arguments);
    assert_eq!(code, 0, "{arguments:?}: {said}");
    said
}

/// A command that ends otherwise, and says why in a sentence that holds `why`.
pub(crate) fn ill(code: i32, arguments: &[&str], why: &str) {
    let (ended, said) = danbe(arguments);
    assert_eq!(ended, code, "{arguments:?}: {said}");
    assert!(said.contains(why), "{arguments:?} should say « {why} »: {said}");
}

pub(crate) fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_keeper_copies_checks_and_puts_back() {
    let binary = Binary::serve(None, "warn");
    let gao = binary.sign_in("gao-1").await;
    let desk = gao.welcome(binary.address).await;
    let filed = desk.register(&invented(1), &invented(1));
    let _: Replied<()> = gao.done(binary.address, "cases.register", &filed.registration).await;
    let root = binary.dir.path();
    let (data, copy, back) = (root.join("data"), root.join("copy"), root.join("back"));

    assert_eq!(well(&["policy", "print"]), include_str!("../../guard/policy.txt"));

    // While it serves; the keys stay where they are.
    well(&["backup", "--data", text(&data), "--to", text(&copy)]);
    assert!(!copy.join("server.key").exists() && !copy.join("ledger.key").exists());
    assert_eq!(std::fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o700);
    let verified = well(&["ledger", "verify", "--data", text(&copy)]);
    assert_eq!(verified, well(&["ledger", "verify", "--data", text(&data)]), "the same lines, the same root");
    let recount = ["figure", "verify", "--period", "2024", "--data"];
    let recounted = |folder: &Path| well(&[&recount[..], &[text(folder)]].concat());
    assert_eq!(recounted(&copy), recounted(&data));
    let said = recounted(&copy);
    assert!(
        said.matches("630.").count() == 2 && said.contains("ÉGAL"),
        "629 invented before, and she: {said}"
    );

    ill(2, &["restore", "--from", text(&copy), "--data", text(&back)], "il manque ledger.key");
    assert!(!back.exists(), "nothing half put back");
    well(&["restore", "--from", text(&copy), "--keys", text(&data), "--data", text(&back)]);
    let examined = well(&["doctor", "--data", text(&back)]);
    assert!(!examined.contains("À VOIR") && examined.contains("0 anomalie"), "{examined}");
    assert!(well(&["migrate", "--data", text(&back)]).contains("à jour"));

    as_many_rows(&data.join("danbe.db"), &copy.join("danbe.db")).await;

    // The copy serves, and she is in it.
    let serving = Serving::of(&back);
    let address = serving.address;
    assert_eq!(get(address, "/health").await.text(), "ok\n");
    let there = sign_in_with(address, "gao-1", &gao.opening, &gao.signing).await;
    let listed: Replied<Listed> = there.done(address, "cases.list", &List::default()).await;
    assert!(listed.answer.unwrap().files.iter().any(|line| line.file == filed.keyring.file));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_command_says_what_is_wrong() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    well(&["demo", "--only-make", "--data", text(&data)]);
    let nowhere = dir.path().join("nowhere");
    for command in
        [&["doctor"][..], &["migrate"], &["ledger", "verify"], &["serve", "--listen", "127.0.0.1:0"]]
    {
        ill(2, &[command, &["--data", text(&nowhere)]].concat(), text(&nowhere));
    }
    ill(2, &["backup", "--data", text(&data), "--to", text(dir.path())], "existe déjà");
    ill(2, &["restore", "--from", text(&data), "--data", text(dir.path())], "existe déjà");
    ill(2, &["figure", "verify", "--data", text(&data), "--period", "2024-13"], "2024-13");

    let key = data.join("server.key");
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
    ill(1, &["doctor", "--data", text(&data)], "À VOIR : server.key");
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
    well(&["doctor", "--data", text(&data)]);

    let url = format!("sqlite:{}", data.join("danbe.db").display());
    rig::database::plant(
        &url,
        "UPDATE ledger_event SET text = REPLACE(text, '{\"v\":1', '{ \"v\":1') WHERE idx = 300",
    )
    .await;
    ill(1, &["ledger", "verify", "--data", text(&data)], "300 :");
    ill(1, &["doctor", "--data", text(&data)], "1 anomalie");
    std::fs::write(&key, [7; 32]).unwrap();
    std::fs::write(data.join("ledger.key"), [7; 32]).unwrap();
    ill(1, &["doctor", "--data", text(&data)], "À VOIR : la clé du registre");
    std::fs::remove_file(data.join("installation.json")).unwrap();
    ill(2, &["doctor", "--data", text(&data)], "pas d’installation ici");
}

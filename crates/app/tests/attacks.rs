//! Attacks from outside that once worked: each must fail on the running server, on each engine there is.

use crate::rig::http::{form, post};
use crate::rig::people::{Replied, on_each_engine, sign_in};
use crate::rig::{Stage, chance};
use danbe_app::demo;
use danbe_house::recovery::{Ask, Recoveries, RecoveriesOf, Request};
use danbe_vault::{OpeningKey, Signed, SigningKey};
use std::os::unix::fs::PermissionsExt;

fn ask(handle: &str) -> Ask {
    let mut chance = chance();
    let signing = SigningKey::generate(&mut chance);
    let request = Request {
        id: danbe_words::EnvelopeId::from_bytes(chance.bytes()).to_string(),
        handle: handle.into(),
        opening: OpeningKey::generate(&mut chance).sealing(),
        signing: signing.verifying(),
        at: 0,
    };
    Ask { request: Signed::sign(&request, &signing, Request::DOMAIN).unwrap(), signing: signing.verifying() }
}

/// PostgreSQL refuses U+0000 in a text. Taken for a failure of the database, it undid the acts of everybody in the batch.
#[test]
fn a_value_no_database_takes_is_the_senders_fault_alone() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let failures = || {
            let figures = stage.served.house.store().figures();
            figures.failures.load(std::sync::atomic::Ordering::Relaxed)
        };
        assert_ne!(post(stage.address(), "/session/recover", &ask("x\0")).await.status, 503);
        assert_eq!(failures(), 0, "no batch was undone");
        assert_eq!(post(stage.address(), "/session/recover", &ask("gao-1")).await.status, 200);
    });
}

/// A handle that is refused is remembered for a minute: sixty of two megabytes took six hundred of the server's.
#[test]
fn the_form_of_a_reading_account_is_short() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let long = "x".repeat(5_000);
        let fields = [("handle", long.as_str()), ("passphrase", "a"), ("code", "1")];
        assert_eq!(form(stage.address(), "/lecture", &fields).await.status, 413);
    });
}

/// Three requests of anybody in a member's name, once, kept her own out for ever, and silently.
#[test]
fn requests_in_somebodys_name_keep_her_out_for_a_day_at_most() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        for _ in 0..3 {
            assert_eq!(post(stage.address(), "/session/recover", &ask("gao-1")).await.status, 200);
        }
        stage.clock.forward(24 * 3_600_000 + 1);
        let hers = ask("gao-1");
        assert_eq!(post(stage.address(), "/session/recover", &hers).await.status, 200);
        let holder = sign_in(stage.address(), "gao-2").await;
        let listed: Replied<Recoveries> =
            holder.done(stage.address(), "recovery.list", &RecoveriesOf {}).await;
        let pending = listed.answer.unwrap().pending;
        assert_eq!(
            pending.first().map(|pending| pending.request.text.as_str()),
            Some(hers.request.text.as_str())
        );
    });
}

/// Whatever the machine's umask says.
#[tokio::test]
async fn an_installation_is_readable_by_its_own_user_alone() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("installation");
    let made = demo::open(&folder, None).await.unwrap();
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    for name in ["danbe.db", "danbe.db-wal", "danbe.db-shm", "ledger.key", "server.key"] {
        assert_eq!(mode(&folder.join(name)), 0o600, "{name}");
    }
    drop(made);
}

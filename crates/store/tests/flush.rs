//! An answer means that the disk has it: where the log cannot be flushed, nobody is told that anything was done.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    unreachable_pub,
    missing_docs,
    reason = "tests"
)]

mod rig;

use danbe_words::Problem;
use rig::{Engine, Rig, Say};

#[tokio::test]
async fn where_the_log_cannot_be_flushed_nobody_is_answered_until_a_new_start() {
    let rig = Rig::open(Engine::Sqlite).await;
    let log = format!("{}-wal", rig.url().strip_prefix("sqlite:").unwrap());
    let elsewhere = format!("{log}-elsewhere");
    // SQLite holds the file open and goes on writing; the flusher looks for it at its first flush.
    std::fs::rename(&log, &elsewhere).unwrap();
    assert_eq!(rig.say(Say("not on the disk".into()), None).await.err(), Some(Problem::StoreDown));
    std::fs::rename(&elsewhere, &log).unwrap();
    assert_eq!(rig.say(Say("nor this".into()), None).await.err(), Some(Problem::StoreDown));
    assert!(rig.verify().await.findings.is_empty(), "what was written is whole");
    assert_eq!(rig.kinds().await.len(), 1, "and nothing was written after the first failure");
}

//! P15: tampering with the ledger shows, with the index of what was touched.
//!
//! One file of 300 lines is copied and damaged directly, once at every position for every kind of damage: a byte of a
//! line, of its event, of its checkpoint; a line dropped, swapped with the next, written in another's place; an event
//! dropped or invented; a checkpoint signed by another key. Then a second history signed by the same key: every line
//! of it holds under its own root, and only who kept a checkpoint sees that there are two. Receipts are verified by
//! the vault alone, without any database. A longer ledger is damaged at random places by `cargo xtask prove P15`.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    unreachable_pub,
    missing_docs,
    reason = "tests"
)]

mod rig;

use danbe_store::sqlx::{AssertSqlSafe, Connection, Executor, SqliteConnection};
use danbe_store::{Finding, Outcome, Reading, Thread, Wrong, open_reading, rows, verify};
use danbe_vault::frontier::leaf_place;
use danbe_vault::text::hex;
use danbe_vault::{Chance, Checkpoint, Receipt, VaultError, VerifyingKey, event_digest, leaf_hash};
use danbe_words::{Line, Moment};
use rig::{Engine, Rig, Say};
use std::path::PathBuf;

/// Lines of the ledger that is damaged at every position.
const LINES: u64 = 300;

/// A ledger whose server is gone, and the receipts it gave.
struct Ledger {
    dir: tempfile::TempDir,
    key: VerifyingKey,
    receipts: Vec<Receipt>,
}

impl Ledger {
    /// `word` is what every line says beside its number: another word is another history under the same key.
    async fn of(lines: u64, word: &str) -> Self {
        let rig = Rig::open(Engine::Sqlite).await;
        let mut receipts = Vec::new();
        let mut waiting = Vec::new();
        for number in 0..lines {
            let (store, word) = (rig.store.clone(), format!("{word} {number}"));
            waiting.push(tokio::spawn(async move { store.act(Say(word), Thread::default()).await }));
            // Now and then one line alone, otherwise several in a commit: checkpoints at uneven sizes.
            if number % 17 == 0 || number + 1 == lines {
                for act in waiting.drain(..) {
                    if let Outcome::New((), receipt) = act.await.unwrap().unwrap() {
                        receipts.push(receipt);
                    }
                }
            }
        }
        receipts.sort_by_key(|receipt| receipt.index);
        let dir = tempfile::tempdir().unwrap();
        danbe_store::copy_database(rig.url(), &dir.path().join("whole.db")).await.unwrap();
        Self { dir, key: rig.key, receipts }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    async fn reading(&self, name: &str) -> Reading {
        open_reading(&format!("sqlite:{}", self.path(name).display())).await.unwrap()
    }

    async fn findings(&self) -> Vec<Finding> {
        findings(&mut self.reading("whole.db").await, &self.key).await
    }

    async fn bench(&self) -> Bench<'_> {
        std::fs::copy(self.path("whole.db"), self.path("damaged.db")).unwrap();
        let mut forger = SqliteConnection::connect(self.path("damaged.db").to_str().unwrap()).await.unwrap();
        let whole =
            format!("PRAGMA synchronous = OFF; ATTACH '{}' AS whole", self.path("whole.db").display());
        forger.execute(AssertSqlSafe(whole)).await.unwrap();
        Bench { ledger: self, forger, reading: self.reading("damaged.db").await }
    }

    async fn sizes(&self) -> Vec<u64> {
        let mut reading = self.reading("whole.db").await;
        let found = rows!(&mut reading, (i64,), "SELECT size FROM ledger_checkpoint ORDER BY size");
        found.unwrap().into_iter().map(|(size,)| size.unsigned_abs()).collect()
    }
}

async fn findings(reading: &mut Reading, key: &VerifyingKey) -> Vec<Finding> {
    verify(reading, key, "test", None, |_, _, _| {}).await.unwrap().findings
}

/// A copy to damage, made whole again after each damage.
struct Bench<'a> {
    ledger: &'a Ledger,
    forger: SqliteConnection,
    reading: Reading,
}

impl Bench<'_> {
    /// Damages the copy and says what the verification finds.
    async fn damaged(&mut self, statements: &[String]) -> Vec<Finding> {
        for statement in statements {
            let done = self.forger.execute(AssertSqlSafe(statement.as_str())).await.unwrap();
            assert!(done.rows_affected() > 0, "no damage: {statement}");
        }
        let found = findings(&mut self.reading, &self.ledger.key).await;
        for table in ["ledger_line", "ledger_event", "ledger_node", "ledger_checkpoint"] {
            let whole = format!("DELETE FROM {table}; INSERT INTO {table} SELECT * FROM whole.{table}");
            self.forger.execute(AssertSqlSafe(whole)).await.unwrap();
        }
        found
    }
}

/// One byte of a text column changed, at a place that depends on `at` so that every part of the text is hit.
fn flip(table: &str, column: &str, key: &str, at: u64) -> String {
    // Another printable character is put in: the text stays text, as a careful forger would leave it.
    let place = format!("(1 + {at} * 7 % LENGTH({column}))");
    let old = format!("SUBSTR({column}, {place}, 1)");
    let new = format!("CASE WHEN {old} = 'a' THEN 'b' ELSE 'a' END");
    format!(
        "UPDATE {table} SET {column} = SUBSTR({column}, 1, {place} - 1) || {new} || SUBSTR({column}, {place} + 1)
         WHERE {key} = {at}"
    )
}

/// Every kind of damage to a line, and what must be reported there.
fn damages(at: u64, last: u64) -> Vec<(Vec<String>, Wrong)> {
    let other = if at == last { 0 } else { at + 1 };
    let line = |n: u64| format!("(SELECT text FROM ledger_line WHERE idx = {n})");
    vec![
        (vec![flip("ledger_line", "text", "idx", at)], Wrong::LineChanged),
        (vec![flip("ledger_event", "text", "idx", at)], Wrong::EventChanged),
        (vec![format!("DELETE FROM ledger_line WHERE idx = {at}")], Wrong::LineMissing),
        (vec![format!("DELETE FROM ledger_event WHERE idx = {at}")], Wrong::EventMissing),
        (vec![format!("UPDATE ledger_line SET text = {} WHERE idx = {at}", line(other))], Wrong::LineChanged),
        (
            vec![
                format!("UPDATE ledger_line SET idx = -1 WHERE idx = {at}"),
                format!("UPDATE ledger_line SET idx = {at} WHERE idx = {other}"),
                format!("UPDATE ledger_line SET idx = {other} WHERE idx = -1"),
            ],
            Wrong::LineChanged,
        ),
        (vec![format!("UPDATE ledger_event SET text = '{{}}' WHERE idx = {at}")], Wrong::EventChanged),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_damage_at_every_position_is_reported_there() {
    let ledger = Ledger::of(LINES, "word").await;
    assert!(ledger.findings().await.is_empty());
    let mut bench = ledger.bench().await;
    for at in 0..LINES {
        for (statements, wrong) in damages(at, LINES - 1) {
            let found = bench.damaged(&statements).await;
            assert!(
                found.contains(&Finding { index: at, wrong }),
                "{at}, {wrong}: {found:?}\n{statements:?}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_also_mends_event_and_stored_hash_is_caught_at_the_next_checkpoint() {
    let ledger = Ledger::of(LINES, "word").await;
    let (sizes, mut bench) = (ledger.sizes().await, ledger.bench().await);
    for at in 0..LINES {
        let event =
            format!("{{\"v\":1,\"kind\":\"test.say\",\"agency\":\"-\",\"facts\":{{}},\"salt\":\"{at}\"}}");
        let digest = hex(&event_digest(&event));
        let line = Line { kind: "test.say".into(), actor: "-".into(), digest, at: Moment(1_000) }.text();
        let (hash, place) = (hex(&leaf_hash(line.as_bytes())), leaf_place(at));
        let found = bench
            .damaged(&[
                format!("UPDATE ledger_event SET text = '{event}' WHERE idx = {at}"),
                format!("UPDATE ledger_line SET text = '{line}' WHERE idx = {at}"),
                format!("UPDATE ledger_node SET hash = x'{hash}' WHERE idx = {place}"),
            ])
            .await;
        let next = *sizes.iter().find(|size| **size > at).unwrap();
        assert_eq!(found.first(), Some(&Finding { index: next, wrong: Wrong::CheckpointRoot }), "{at}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_checkpoint_changed_or_taken_back_is_reported_by_its_size() {
    let ledger = Ledger::of(LINES, "word").await;
    let sizes = ledger.sizes().await;
    assert!(sizes.len() > 17, "{} checkpoints", sizes.len());
    let mut bench = ledger.bench().await;
    for size in &sizes {
        let found = bench.damaged(&[flip("ledger_checkpoint", "note", "size", *size)]).await;
        let there = |f: &Finding| {
            f.index == *size && matches!(f.wrong, Wrong::CheckpointSignature | Wrong::CheckpointRoot)
        };
        assert!(found.iter().any(there), "{size}: {found:?}");
    }
    // A checkpoint of another size in the place of this one: rightly signed, wrong here.
    let [.., before, last] = sizes.as_slice() else { panic!("two checkpoints") };
    let moved = format!(
        "UPDATE ledger_checkpoint SET note = (SELECT note FROM ledger_checkpoint WHERE size = {before}) WHERE size = {last}"
    );
    let found = bench.damaged(&[moved]).await;
    assert_eq!(found, [Finding { index: *last, wrong: Wrong::CheckpointRoot }]);
    // The newest commit taken back, lines left: they stand beyond what is signed.
    let taken = format!("DELETE FROM ledger_checkpoint WHERE size = {last}");
    let found = bench.damaged(&[taken]).await;
    assert_eq!(found.first(), Some(&Finding { index: *before, wrong: Wrong::LineUnsealed }));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receipt_proves_its_line_without_a_database_and_no_other() {
    let ledger = Ledger::of(LINES, "word").await;
    assert_eq!(ledger.receipts.len() as u64, LINES);
    for receipt in &ledger.receipts {
        receipt.verify("test", &ledger.key, None).expect("a receipt that holds");
        let other = &ledger.receipts[(receipt.index as usize + 1) % ledger.receipts.len()];
        let forged = Receipt { line: other.line.clone(), ..receipt.clone() };
        assert_eq!(forged.verify("test", &ledger.key, None).err(), Some(VaultError::NotIncluded));
        let moved = Receipt { index: other.index, ..receipt.clone() };
        assert!(moved.verify("test", &ledger.key, None).is_err(), "{} elsewhere", receipt.index);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_histories_under_one_key_are_refused_by_who_kept_a_checkpoint() {
    let (ours, theirs) = (Ledger::of(60, "word").await, Ledger::of(90, "other word").await);
    assert_eq!(ours.key, theirs.key, "the same key signs both");
    assert!(theirs.findings().await.is_empty(), "a fork is whole in itself");
    let kept = |receipt: &Receipt| Checkpoint::open(&receipt.checkpoint, "test", &ours.key).unwrap();
    for known in ours.receipts.iter().map(kept) {
        for receipt in &theirs.receipts {
            let refused = receipt.verify("test", &ours.key, Some(&known)).unwrap_err();
            let expected = [VaultError::Forked, VaultError::Rollback, VaultError::NoConsistency];
            assert!(expected.contains(&refused), "{refused}");
        }
    }
    // Even with the other history's own consistency proof, asked for at exactly the size that was kept.
    for place in [0, 20, 59] {
        let known = kept(&ours.receipts[place]);
        let rig = Rig::open(Engine::Sqlite).await;
        for number in 0..known.size {
            rig.say(Say(format!("third word {number}")), None).await.unwrap();
        }
        let (_, answered) = rig.say(Say("next".into()), Some(&known)).await.unwrap();
        assert_eq!(answered.verify("test", &ours.key, Some(&known)).err(), Some(VaultError::Forked));
    }
}

/// Random places of a longer ledger. `DANBE_PROVE_TRIALS` damages, from `DANBE_PROVE_SEED`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "the long version: cargo xtask prove P15"]
async fn random_damage_to_a_long_ledger_is_reported_where_it_is() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let (trials, seed) =
        (number("DANBE_PROVE_TRIALS").unwrap_or(300), number("DANBE_PROVE_SEED").unwrap_or(1));
    let lines = 10_000;
    let ledger = Ledger::of(lines, "word").await;
    let mut chance = Chance::for_test(seed);
    let mut bench = ledger.bench().await;
    let mut failures = 0;
    for _ in 0..trials {
        let at = u64::from_le_bytes(chance.bytes()) % lines;
        let mut damages = damages(at, lines - 1);
        let (statements, wrong) = damages.swap_remove(usize::from(chance.bytes::<1>()[0]) % damages.len());
        if !bench.damaged(&statements).await.contains(&Finding { index: at, wrong }) {
            println!("unseen at {at}: {statements:?}");
            failures += 1;
        }
    }
    println!("trials={trials} failures={failures}");
    assert_eq!(failures, 0);
}

//! The store's conformance ring: the same promises on both engines, always.
//!
//! SQLite runs everywhere; PostgreSQL runs when `DANBE_TEST_POSTGRES` names a server, as `./check` does.
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

use danbe_words::{Moment, Problem};
use rig::{Claim, Engine, Rig, Say, Touch, sent};

/// Runs a test on each engine there is.
macro_rules! on_both {
    ($($(#[$doc:meta])* async fn $name:ident($rig:ident: Rig) $body:block)+) => {$(
        mod $name {
            use super::*;
            async fn body($rig: Rig) $body
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() { body(Rig::open(Engine::Sqlite).await).await; }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                if let Some(rig) = Rig::postgres().await { body(rig).await; }
            }
        }
    )+};
}

on_both! {
    async fn a_line_is_proved_by_its_receipt(rig: Rig) {
        let mut known = None;
        for n in 0..40 {
            let (_, receipt) = rig.say(Say(format!("word {n}")), known.as_ref()).await.unwrap();
            assert_eq!(receipt.index, n);
            let checkpoint = receipt.verify("test", &rig.key, known.as_ref()).expect("a receipt that holds");
            assert_eq!(checkpoint.size, n + 1);
            known = Some(checkpoint);
        }
        let report = rig.verify().await;
        assert_eq!((report.lines, report.findings.len()), (40, 0));
    }

    async fn many_at_once_share_commits_and_none_is_lost(rig: Rig) {
        let store = rig.store.clone();
        let tasks: Vec<_> = (0..200)
            .map(|n| {
                let store = store.clone();
                tokio::spawn(async move { store.act(Say(format!("w{n}")), danbe_store::Thread::default()).await })
            })
            .collect();
        let mut indexes = Vec::new();
        for task in tasks {
            if let danbe_store::Outcome::New(_, receipt) = task.await.unwrap().unwrap() {
                receipt.verify("test", &rig.key, None).expect("a receipt that holds");
                indexes.push(receipt.index);
            }
        }
        indexes.sort_unstable();
        assert_eq!(indexes, (0..200).collect::<Vec<_>>());
        let commits = store.figures().commits.load(std::sync::atomic::Ordering::Relaxed);
        assert!(commits < 200, "{commits} commits for 200 acts");
    }

    async fn a_refusal_undoes_its_act_alone_and_leaves_a_line(rig: Rig) {
        rig.say(Say("before".into()), None).await.unwrap();
        let refused = rig.store.act(Touch { fail: Some(Problem::NotFound) }, sent("a", 1)).await;
        assert_eq!(refused.err(), Some(Problem::NotFound));
        rig.say(Say("after".into()), None).await.unwrap();
        assert_eq!(rig.kinds().await, ["test.say", "refused", "test.say"]);
        assert_eq!(rig.touched().await, 0, "nothing half-written");
    }

    async fn a_refusal_found_after_the_act_is_still_its_own(rig: Rig) {
        let mut tasks = Vec::new();
        for n in 0..60 {
            let (store, mut thread) = (rig.store.clone(), sent(&format!("e{n}"), 1));
            thread.sent.as_mut().unwrap().device = format!("d{n}");
            tasks.push(tokio::spawn(async move { store.act(Claim(format!("{}", n % 20)), thread).await }));
        }
        let (mut done, mut refused) = (Vec::new(), 0);
        for task in tasks {
            match task.await.unwrap() {
                Ok(danbe_store::Outcome::New((), receipt)) => {
                    receipt.verify("test", &rig.key, None).expect("a receipt that holds");
                    done.push(receipt.index);
                }
                Ok(again) => panic!("{again:?}"),
                Err(problem) => {
                    assert_eq!(problem, Problem::State("exists"));
                    refused += 1;
                }
            }
        }
        assert_eq!((done.len(), refused, rig.touched().await), (20, 40, 20));
        let kinds = rig.kinds().await;
        let said: Vec<u64> = (0..).zip(&kinds).filter(|(_, kind)| *kind == "test.say").map(|(n, _)| n).collect();
        done.sort_unstable();
        assert_eq!((kinds.len(), said), (60, done), "each act's line where its receipt says");
        assert!(rig.verify().await.findings.is_empty());
    }

    async fn the_same_envelope_is_done_once(rig: Rig) {
        let first = rig.store.act(Touch { fail: None }, sent("a", 1)).await.unwrap();
        let again = rig.store.act(Touch { fail: None }, sent("a", 1)).await.unwrap();
        let danbe_store::Outcome::New((), first) = first else { panic!("not new") };
        let danbe_store::Outcome::Again(again) = again else { panic!("done twice") };
        assert_eq!(first.index, again.index);
        assert_eq!(rig.touched().await, 1);
        let mut other = sent("a", 1);
        other.sent.as_mut().unwrap().digest = [9; 32];
        assert_eq!(rig.store.act(Touch { fail: None }, other).await.err(), Some(Problem::Replayed));
    }

    async fn a_gap_in_a_devices_order_is_refused_until_filled(rig: Rig) {
        assert_eq!(rig.store.act(Touch { fail: None }, sent("b", 2)).await.err(), Some(Problem::Gap));
        rig.store.act(Touch { fail: None }, sent("a", 1)).await.unwrap();
        rig.store.act(Touch { fail: None }, sent("b", 2)).await.unwrap();
        assert_eq!(rig.store.act(Touch { fail: None }, sent("c", 2)).await.err(), Some(Problem::Replayed));
    }

    async fn a_refused_envelope_keeps_its_place_in_the_order(rig: Rig) {
        let refused = rig.store.act(Touch { fail: Some(Problem::NotFound) }, sent("a", 1)).await;
        assert!(refused.is_err());
        rig.store.act(Touch { fail: None }, sent("b", 2)).await.unwrap();
        rig.store.act(Touch { fail: None }, sent("a", 1)).await.expect("tried again, done");
        assert_eq!(rig.touched().await, 2);
    }

    async fn a_reading_sent_twice_is_refused(rig: Rig) {
        let mut reading = sent("r", 1);
        reading.sent.as_mut().unwrap().seq = None;
        let mut again = sent("r", 1);
        again.sent.as_mut().unwrap().seq = None;
        rig.store.act(Touch { fail: None }, reading).await.unwrap();
        assert_eq!(rig.store.act(Touch { fail: None }, again).await.err(), Some(Problem::Replayed));
    }

    async fn the_clock_of_the_ledger_never_runs_backwards(rig: Rig) {
        rig.clock.set(Moment(5_000));
        rig.say(Say("later".into()), None).await.unwrap();
        rig.clock.set(Moment(1_000));
        rig.say(Say("earlier?".into()), None).await.unwrap();
        assert!(rig.verify().await.findings.is_empty());
    }

    async fn an_act_that_fails_for_the_database_undoes_the_batch(rig: Rig) {
        rig.say(Say("kept".into()), None).await.unwrap();
        let failed = rig.store.act(Touch { fail: Some(Problem::StoreDown) }, sent("a", 1)).await;
        assert_eq!(failed.err(), Some(Problem::StoreDown));
        rig.store.act(Touch { fail: None }, sent("a", 1)).await.expect("nothing remembers the failure");
        assert!(rig.verify().await.findings.is_empty());
    }

    async fn a_table_that_goes_away_and_comes_back_hangs_nobody(rig: Rig) {
        rig.say(Say("before".into()), None).await.unwrap();
        let patience = std::time::Duration::from_secs(40);
        for n in 0..3 {
            rig.plant("ALTER TABLE ledger_line RENAME TO gone").await;
            let failed = tokio::time::timeout(patience, rig.say(Say("lost".into()), None)).await;
            assert_eq!(failed.expect("an answer").err(), Some(Problem::StoreDown));
            rig.plant("ALTER TABLE gone RENAME TO ledger_line").await;
            let said = tokio::time::timeout(patience, rig.say(Say(format!("after {n}")), None)).await;
            said.expect("an answer").expect("as before");
        }
        assert!(rig.verify().await.findings.is_empty());
    }

    async fn who_hangs_up_leaves_nothing_behind(rig: Rig) {
        for n in 0..1_000 {
            let store = rig.store.clone();
            let task = tokio::spawn(async move {
                store.act(Say(format!("{n}")), danbe_store::Thread::default()).await.map(|_| ())
            });
            if n % 3 == 0 { tokio::task::yield_now().await; }
            task.abort();
        }
        rig.say(Say("still here".into()), None).await.expect("the sequencer goes on");
        assert!(rig.verify().await.findings.is_empty());
    }

    async fn every_tampering_is_reported_where_it_is(rig: Rig) {
        use danbe_store::Wrong;
        for n in 0..30 { rig.say(Say(format!("{n}")), None).await.unwrap(); }
        for (statement, index, wrong) in [
            ("UPDATE ledger_line SET text = REPLACE(text, 'test.say', 'test.sAy') WHERE idx = 7", 7, Wrong::LineChanged),
            ("DELETE FROM ledger_line WHERE idx = 12", 12, Wrong::LineMissing),
            ("UPDATE ledger_event SET text = REPLACE(text, 'word', 'w0rd') WHERE idx = 3", 3, Wrong::EventChanged),
            ("DELETE FROM ledger_event WHERE idx = 4", 4, Wrong::EventMissing),
            ("UPDATE ledger_line SET text = (SELECT l.text FROM ledger_line l WHERE l.idx = 20) WHERE idx = 21", 21, Wrong::LineChanged),
            ("UPDATE ledger_checkpoint SET note = REPLACE(note, 'test', 'tset') WHERE size = 9", 9, Wrong::CheckpointSignature),
        ] {
            let copy = rig.with_damage(statement).await;
            let report = copy.verify().await;
            let first = report.findings.first().copied().unwrap_or_else(|| panic!("unseen: {statement}"));
            assert!(report.findings.iter().any(|f| f.index == index && f.wrong == wrong), "{statement}: {first:?}");
            copy.undo_damage().await;
        }
        assert!(rig.verify().await.findings.is_empty());
    }
}

//! The agency's terms, read by version before access; and the doors that count how often one address knocks.

use crate::rig::Stage;
use crate::rig::http::{post, refused};
use crate::rig::people::{Replied, enrolment, invented, on_each_engine, sign_in};
use danbe_house::posts::{Acknowledge, SetTerms, Terms, WelcomeMe, Welcomed};
use danbe_protection::cases::List;
use std::collections::BTreeSet;

#[test]
fn nobody_is_handed_anything_before_she_has_read_the_newest_terms() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let (officer, worker) = (sign_in(address, "gao-3").await, sign_in(address, "gao-1").await);
        let stranger = sign_in(address, "segou-1").await;
        let terms = |welcomed: Replied<Welcomed>| welcomed.answer.unwrap().terms;
        let ask = |verb: &'static str| worker.act(address, verb, &WelcomeMe {});
        assert_eq!(
            terms(worker.done(address, "posts.welcome", &WelcomeMe {}).await),
            None,
            "no text, no barrier"
        );
        assert_eq!(worker.act(address, "cases.list", &List::default()).await.status, 200);
        refused(
            &worker.act(address, "posts.acknowledge", &Acknowledge { version: 1 }).await,
            409,
            "state-terms-unknown",
        );
        for wrong in ["", "  ", &"x".repeat(30_000)] {
            let body = SetTerms { text: wrong.to_owned() };
            refused(&officer.act(address, "posts.set-terms", &body).await, 422, "invalid-long-terms");
        }
        for version in 1..=2 {
            let text = format!("Conditions inventées, version {version}.");
            let _: Replied<()> =
                officer.done(address, "posts.set-terms", &SetTerms { text: text.clone() }).await;
            refused(&worker.act(address, "cases.list", &List::default()).await, 409, "state-terms");
            assert_eq!(ask("posts.welcome").await.status, 200);
            assert_eq!(
                terms(worker.done(address, "posts.welcome", &WelcomeMe {}).await),
                Some(Terms { version, text })
            );
            // Somebody may depend on what she had signed before.
            let desk = worker.welcome(address).await;
            let filed = desk.register(&invented(2), &invented(2));
            let _: Replied<()> = worker.done(address, "cases.register", &filed.registration).await;
            let _: Replied<()> = worker.done(address, "posts.acknowledge", &Acknowledge { version }).await;
            assert_eq!(worker.act(address, "cases.list", &List::default()).await.status, 200);
        }
        assert_eq!(
            officer.act(address, "recovery.list", &serde_json::json!({})).await.status,
            200,
            "who wrote has read"
        );
        assert_eq!(
            stranger.act(address, "cases.list", &List::default()).await.status,
            200,
            "another agency's are its own"
        );
    });
}

#[test]
fn who_knocks_too_often_waits_and_learns_nothing_of_who_has_an_account() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        // Her capsule is fetched before its door is knocked shut.
        enrolment(stage.address(), "gao-2").await;
        let mut last = BTreeSet::new();
        for handle in ["gao-1", "nobody-of-that-name"] {
            let body = serde_json::json!({ "handle": handle });
            let mut answers = Vec::new();
            for _ in 0..50 {
                answers.push(post(stage.address(), "/session/capsule", &body).await);
            }
            let braked = answers.last().unwrap();
            refused(braked, 503, "busy");
            last.insert(format!("{:?}", braked.bytes_but_date()));
            let let_in = answers.iter().filter(|answer| answer.status == 200).count();
            println!("{handle}: {let_in} capsules of 50 tries");
        }
        assert_eq!(last.len(), 1, "the same answer for an account and for none");
        // Other doors and later tries are open.
        sign_in(stage.address(), "gao-2").await;
        stage.clock.forward(11_000);
        let body = serde_json::json!({ "handle": "gao-1" });
        assert_eq!(post(stage.address(), "/session/capsule", &body).await.status, 200);
    });
}

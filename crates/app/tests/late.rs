//! What a member had signed before she was refused: never lost, never taken in silence.

use crate::rig::Stage;
use crate::rig::http::{Response, refused, send};
use crate::rig::people::{Draft, Filed, Replied, SignedIn, invented, on_each_engine, sign_in};
use danbe_house::late::{Late, LateOf, Lates, Outcome, Settle};
use danbe_house::posts::{Dismiss, Suspend};
use danbe_protection::cases::{Open, Opened};
use danbe_store::Clock;
use danbe_vault::Json;

async fn hand_over(stage: &Stage, envelope: &[u8]) -> Response {
    send(stage.address(), "POST", "/session/late", &[], envelope).await
}

async fn listed(stage: &Stage, who: &SignedIn) -> Vec<Late> {
    let listed: Replied<Lates> = who.done(stage.address(), "late.list", &LateOf {}).await;
    listed.answer.unwrap().late
}

async fn signed(stage: &Stage, who: &SignedIn) -> (Filed, Draft, Vec<u8>) {
    let desk = who.welcome(stage.address()).await;
    let filed = desk.register(&invented(8), &invented(8));
    let draft = Draft::new("cases.register", who.member, stage.clock.now().0, &filed.registration);
    let envelope = draft.sign(&who.signing);
    (filed, draft, envelope)
}

/// The act in a colleague's own name, and its settlement.
async fn adopt(stage: &Stage, who: &SignedIn, late: &Late, body: &Json) -> Response {
    let draft = who.draft(&late.verb, body);
    let sent = crate::rig::people::sync(stage.address(), &who.token, &draft.sign(&who.signing)).await;
    assert_eq!(sent.status, 200, "{}", sent.text());
    let settle = Settle { late: late.id.clone(), outcome: Outcome::Adopted(draft.act.id.clone()) };
    who.act(stage.address(), "late.settle", &settle).await
}

#[test]
fn what_a_suspended_worker_brings_is_decided_by_a_colleague_one_by_one() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let officer = sign_in(address, "gao-3").await;
        let (worker, colleague) = (sign_in(address, "gao-1").await, sign_in(address, "gao-2").await);
        let (filed, draft, envelope) = signed(&stage, &worker).await;
        let (_, _, second) = signed(&stage, &worker).await;
        // While she may sign in, this is no way in.
        refused(&hand_over(&stage, &envelope).await, 404, "not-found");
        stage.clock.forward(1_000);
        let members = vec![worker.member];
        let _: Replied<()> = officer.done(address, "posts.suspend", &Suspend { members }).await;
        refused(&crate::rig::people::sync(address, &worker.token, &envelope).await, 401, "session-closed");

        let before = stage.size().await;
        let taken = hand_over(&stage, &envelope).await;
        assert_eq!(taken.status, 200, "{}", taken.text());
        assert_eq!(hand_over(&stage, &envelope).await.status, 200, "sent twice, kept once");
        assert_eq!(hand_over(&stage, &second).await.status, 200);
        let line = &stage.lines_from(before).await[0];
        assert_eq!(line.0.kind, "late.take");
        let digest = danbe_vault::Envelope::sign(&draft.act, &worker.signing).digest();
        assert_eq!(line.1.facts.get("late"), Some(&danbe_vault::text::hex(&digest)), "her proof");
        let file = filed.keyring.file;
        refused(&colleague.act(address, "cases.open", &Open { file }).await, 404, "not-found");

        // Signed by another, altered, or a verb nobody could adopt.
        let mut altered = envelope.clone();
        let at = altered.windows(8).position(|window| window == b"register").unwrap();
        altered[at] = b'R';
        let forged = draft.sign(&colleague.signing);
        let reading = worker.draft("cases.open", &Open { file }).sign(&worker.signing);
        for wrong in [altered, forged, reading] {
            refused(&hand_over(&stage, &wrong).await, 404, "not-found");
        }

        let waiting = listed(&stage, &colleague).await;
        assert_eq!(waiting.len(), 2);
        assert!(listed(&stage, &sign_in(address, "gao-4").await).await.is_empty(), "another team sees none");
        let desk = colleague.welcome(address).await;
        let charter = desk.welcome.as_ref().unwrap().charter.clone();
        let root = desk.welcome.as_ref().unwrap().pins.root;
        let agency = charter.verify(&root, danbe_vault::CHARTER).unwrap().signing;
        let late = waiting.iter().find(|late| late.id == draft.act.id).unwrap();
        assert!(late.claimed < late.ended, "signed while her key counted, as her device says");
        let body = late.body(&agency).expect("the agency vouches for who signed");
        let mut lie = late.clone();
        lie.member = colleague.member;
        assert!(lie.body(&agency).is_none(), "the server cannot give it to another");

        let early = Settle { late: late.id.clone(), outcome: Outcome::Adopted(late.id.clone()) };
        refused(&colleague.act(address, "late.settle", &early).await, 409, "state-late-not-done");
        let done = adopt(&stage, &colleague, late, &body).await;
        assert_eq!(done.status, 200, "{}", done.text());
        let opened: Replied<Opened> = colleague.done(address, "cases.open", &Open { file }).await;
        let key = desk.secrets.opening.as_ref().unwrap();
        let opened = opened.answer.unwrap();
        assert!(opened.keys.iter().all(|wrapped| opened.keyring.open_key(wrapped, key).is_ok()));

        let other = waiting.iter().find(|late| late.id != draft.act.id).unwrap();
        let no = Settle { late: other.id.clone(), outcome: Outcome::Rejected };
        let _: Replied<()> = colleague.done(address, "late.settle", &no).await;
        refused(&colleague.act(address, "late.settle", &no).await, 409, "state-exists");
        assert!(listed(&stage, &colleague).await.is_empty());
        let kept = crate::rig::database::number(&stage.url, "SELECT COUNT(*) FROM house_late").await;
        assert_eq!(kept, 2, "what was decided stays, adopted or not");
        assert!(stage.intact().await);
    });
}

#[test]
fn what_was_signed_after_a_departure_comes_in_and_says_so() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let officer = sign_in(address, "gao-3").await;
        let worker = sign_in(address, "gao-1").await;
        let (_, mut draft, before) = signed(&stage, &worker).await;
        let _: Replied<()> = officer.done(address, "posts.dismiss", &Dismiss { member: worker.member }).await;
        draft.act.id = danbe_words::EnvelopeId::from_bytes([7; 16]).to_string();
        draft.act.at += 60_000;
        for envelope in [before, draft.sign(&worker.signing)] {
            assert_eq!(hand_over(&stage, &envelope).await.status, 200);
        }
        let waiting = listed(&stage, &sign_in(address, "gao-2").await).await;
        let after: Vec<_> = waiting.iter().map(|late| late.claimed >= late.ended).collect();
        assert_eq!(after, [false, true]);
    });
}

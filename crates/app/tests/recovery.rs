//! A member forgot her words and is brought back: by people who know her, never by a question, never by one alone.
//!
//! The whole way on the running server, with every wrong turn tried before the right one; at the end each step is a
//! line of the ledger, the old key is worth nothing, and what she could open she can open.

use crate::rig;
use crate::rig::Stage;
use crate::rig::cast::{Asked, Cast, ask, card, papers};
use crate::rig::http::{Response, post, refused};
use crate::rig::people::{
    Replied, SignedIn, invented, on_each_engine, open_capsule, sign_in, sign_in_with, try_sign_in,
};
use danbe_house::posts::{Enrolment, Welcome, WelcomeMe, Welcomed};
use danbe_house::recovery::{Approve, Finish, Recoveries, RecoveriesOf};
use danbe_protection::cases::{Content, Open, OpenIdentity, Opened};
use danbe_vault::Capsule;
use danbe_vault::shares::{CUSTODIANS, Ceremony, QUORUM as SHARES_NEEDED, split};
use danbe_words::Duty;

async fn approve(stage: &Stage, holder: &SignedIn, asked: &Asked) -> Response {
    let body = Approve::sign(asked.id.clone(), asked.text.clone(), &holder.signing);
    holder.act(stage.address(), "recovery.approve", &body).await
}

async fn finish(stage: &Stage, officer: &SignedIn, body: &Finish) -> Response {
    officer.act(stage.address(), "recovery.finish", body).await
}

async fn pending(stage: &Stage, officer: &SignedIn) -> Vec<danbe_house::recovery::Pending> {
    let list: Replied<Recoveries> = officer.done(stage.address(), "recovery.list", &RecoveriesOf {}).await;
    list.answer.unwrap().pending
}

/// Everything the file says, opened with the keys of a welcome.
async fn read_file(
    stage: &Stage,
    who: &SignedIn,
    welcome: &Welcome,
    file: danbe_words::FileId,
) -> Vec<String> {
    let opening = welcome.secrets().unwrap().opening.expect("the agency's opening key");
    let account: Replied<Opened> = who.done(stage.address(), "cases.open", &Open { file }).await;
    let identity: Replied<Opened> =
        who.done(stage.address(), "cases.open-identity", &OpenIdentity { file }).await;
    let mut values = Vec::new();
    for opened in [account.answer.unwrap(), identity.answer.unwrap()] {
        for record in &opened.records {
            let key = opened.keys.iter().find(|key| key.id == record.record.key).expect("its key");
            let secret = opened.keyring.open_key(key, &opening).expect("the key opens");
            match opened.keyring.open(&record.record, &secret).expect("the record opens") {
                Content::Answers(answers) => values.extend(answers.into_iter().map(|answer| answer.value)),
                Content::Note(text) => values.push(text),
                Content::Basis(words) => values.push(words.reason),
                Content::Mark(mark) => values.push(mark),
            }
        }
    }
    values.sort();
    values
}

#[test]
fn a_member_who_forgot_her_words_is_brought_back_by_two_holders_and_an_officer() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let gao = sign_in(address, "gao-1").await;
        let desk = gao.welcome(address).await;
        let filed = desk.register(&invented(3), &invented(3));
        let _: Replied<()> = gao.done(address, "cases.register", &filed.registration).await;
        let file = filed.keyring.file;
        let before = read_file(&stage, &gao, desk.welcome.as_ref().unwrap(), file).await;
        let holders = [sign_in(address, "gao-2").await, sign_in(address, "gao-4").await];
        let officer = sign_in(address, "gao-3").await;
        let officers_desk = officer.welcome(address).await;
        let begun = stage.size().await;

        let (asked, response) = ask(address, "gao-1").await;
        assert_eq!(response.status, 200);
        let listed = pending(&stage, &officer).await;
        assert_eq!((listed.len(), listed[0].id.as_str(), listed[0].ready), (1, asked.id.as_str(), None));
        let fingerprint = listed[0].request.verify(&asked.signing.verifying(), "recovery-request").unwrap();
        assert_eq!(fingerprint.fingerprint(), asked.signing.verifying().fingerprint(), "read aloud");

        let body = papers(address, &officer, &officers_desk, &asked).await;
        refused(&finish(&stage, &officer, &body).await, 409, "state-recovery-early");
        assert_eq!(approve(&stage, &holders[0], &asked).await.status, 200);
        refused(&finish(&stage, &officer, &body).await, 409, "state-recovery-early");
        assert_eq!(approve(&stage, &holders[1], &asked).await.status, 200);
        assert!(pending(&stage, &officer).await[0].ready.is_some());
        assert_eq!(finish(&stage, &officer, &body).await.status, 200);

        refused(&gao.act(address, "cases.open", &Open { file }).await, 401, "session-closed");
        refused(&try_sign_in(address, "gao-1", &gao.signing).await, 401, "sign-in-refused");
        let back = sign_in_with(address, "gao-1", &asked.opening, &asked.signing).await;
        assert_eq!(back.member, gao.member, "the same pseudonym");
        let new_desk = back.welcome(address).await;
        assert_eq!(new_desk.welcome.as_ref().unwrap().actor, desk.welcome.as_ref().unwrap().actor);
        let after = read_file(&stage, &back, new_desk.welcome.as_ref().unwrap(), file).await;
        assert_eq!(after, before, "what she could open she can open");
        assert!(before.contains(&"Nomdefamille3".to_owned()), "{before:?}");

        let kinds: Vec<_> = stage.lines_from(begun).await.into_iter().map(|(line, _)| line.kind).collect();
        let expected = [
            "recovery.ask",
            "recovery.list",
            "recovery.list",
            "refused",
            "recovery.approve",
            "refused",
            "recovery.approve",
            "recovery.list",
            "recovery.finish",
            "posts.sign-in",
            "posts.welcome",
            "cases.open",
            "cases.open-identity",
        ];
        assert_eq!(kinds, expected);
        assert!(stage.intact().await);
        println!("{engine:?}: {} lines, one a step: {}", kinds.len(), kinds.join(", "));
    });
}

/// A small agency, holders it chose outside, the delay an installation has when it has set none, and the notice to who is
/// at work: nothing is shortened here.
#[test]
fn two_holders_chosen_outside_bring_her_back_after_a_day_in_which_she_was_told() {
    on_each_engine(|engine| async move {
        let mut stage = Stage::open(engine).await;
        let folder = danbe_app::installation::Folder::open(&stage.folder).unwrap();
        let paper = danbe_app::installation::Paper { recovery_delay: None, ..folder.paper.clone() };
        folder.change(&paper).unwrap();
        stage.under(danbe_app::installation::policy()).await;
        let address = stage.address();
        let hour = 3_600_000;
        let (hers, officer) = (sign_in(address, "segou-1").await, sign_in(address, "segou-2").await);
        let desk = officer.welcome(address).await;
        let told = async || {
            let welcomed: Replied<danbe_house::posts::Welcomed> =
                hers.done(address, "posts.welcome", &danbe_house::posts::WelcomeMe {}).await;
            welcomed.answer.unwrap().asked.is_some()
        };
        assert!(!told().await);
        let (asked, _) = ask(address, "segou-1").await;
        assert!(told().await, "her other device says that somebody asks for her place");
        let own = sign_in(address, "bamako-1").await;
        refused(&approve(&stage, &own, &asked).await, 404, "not-found");
        for holder in ["gao-2", "gao-4"] {
            let holder = sign_in(address, holder).await;
            assert_eq!(approve(&stage, &holder, &asked).await.status, 200, "named by her small agency");
        }
        let body = papers(address, &officer, &desk, &asked).await;
        refused(&finish(&stage, &officer, &body).await, 409, "state-recovery-early");
        stage.clock.forward(23 * hour);
        let officer = sign_in(address, "segou-2").await;
        refused(&finish(&stage, &officer, &body).await, 409, "state-recovery-early");
        stage.clock.forward(2 * hour);
        let officer = sign_in(address, "segou-2").await;
        assert_eq!(finish(&stage, &officer, &body).await.status, 200);
        assert_eq!(try_sign_in(address, "segou-1", &hers.signing).await.status, 401);
        let back = sign_in_with(address, "segou-1", &asked.opening, &asked.signing).await;
        assert_eq!(back.member, hers.member);
    });
}

#[test]
fn nobody_but_two_different_holders_of_her_agency_counts() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let cast = Cast::enter(&stage).await;
        let who = |handle: &str| &cast.actor(handle).who;
        let (asked, _) = ask(address, "gao-2").await;
        refused(&approve(&stage, who("gao-2"), &asked).await, 409, "state-recovery-closed");
        for other in ["autre-holder-a", "essai-holder-a", "segou-1", "poste-1", "machine-1", "gao-1"] {
            refused(&approve(&stage, who(other), &asked).await, 404, "not-found");
        }
        assert_eq!(approve(&stage, who("gao-4"), &asked).await.status, 200);
        refused(&approve(&stage, who("gao-4"), &asked).await, 409, "state-exists");
        let body = papers(address, who("gao-3"), &cast.gao, &asked).await;
        refused(&finish(&stage, who("gao-3"), &body).await, 409, "state-recovery-early");
        assert_eq!(approve(&stage, who("gao-3"), &asked).await.status, 200);
        for other in ["gao-4", "autre-officer-a", "machine-1"] {
            refused(&finish(&stage, who(other), &body).await, 404, "not-found");
        }
        assert_eq!(finish(&stage, who("gao-3"), &body).await.status, 200);
        refused(&finish(&stage, who("gao-3"), &body).await, 409, "state-recovery-closed");
        refused(&approve(&stage, who("gao-3"), &asked).await, 409, "state-recovery-closed");
    });
}

#[test]
fn a_request_changed_since_it_was_read_is_not_approved_and_its_papers_are_not_taken() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let cast = Cast::enter(&stage).await;
        let who = |handle: &str| &cast.actor(handle).who;
        let (asked, _) = ask(address, "gao-1").await;
        let (thiefs, _) = ask(address, "gao-1").await;
        for changed in [
            asked.text.replace(&asked.id, &thiefs.id),
            format!("{} ", asked.text),
            thiefs.text.clone(),
            String::new(),
        ] {
            let body = Approve::sign(asked.id.clone(), changed, &who("gao-2").signing);
            let response = who("gao-2").act(address, "recovery.approve", &body).await;
            refused(&response, 409, "state-recovery-changed");
        }
        for holder in ["gao-2", "gao-4"] {
            assert_eq!(approve(&stage, who(holder), &asked).await.status, 200);
        }
        let right = papers(address, who("gao-3"), &cast.gao, &asked).await;
        let agency = cast.gao.agency;
        let own = cast.gao.secrets.signing.as_ref().unwrap();
        let foreign = &cast.essais[0].signing;
        let member = who("gao-1").member;
        let made = |member, keys: &Asked, epoch, by| {
            let post = rig::cast::post_of("gao-1", &[Duty::Caseworker], "accueil");
            let card = card(agency, member, (&keys.opening, &keys.signing), epoch, &post, by);
            Finish { recovery: asked.id.clone(), card, welcome: right.welcome.clone() }
        };
        for (what, papers, status, code) in [
            ("the keys of another", made(member, &thiefs, 2, own), 409, "state-recovery-changed"),
            ("another member", made(who("gao-5").member, &asked, 2, own), 409, "state-recovery-changed"),
            ("an epoch that is over", made(member, &asked, 1, own), 409, "state-recovery-changed"),
            ("an epoch too far", made(member, &asked, 3, own), 409, "state-recovery-changed"),
            ("another agency's signature", made(member, &asked, 2, foreign), 401, "envelope-signature"),
        ] {
            let response = finish(&stage, who("gao-3"), &papers).await;
            assert_eq!((response.status, response.code().as_str()), (status, code), "{what}");
        }
        let gao = who("gao-1").act(address, "posts.welcome", &WelcomeMe {}).await;
        assert_eq!(gao.status, 200, "nothing of this touched her session");
        assert_eq!(finish(&stage, who("gao-3"), &right).await.status, 200);
        refused(&finish(&stage, who("gao-3"), &right).await, 409, "state-recovery-closed");
        let approved = approve(&stage, who("gao-2"), &thiefs).await;
        refused(&approved, 409, "state-recovery-closed");
    });
}

#[test]
fn a_request_nobody_signed_or_signed_by_another_key_is_refused() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let (asked, _) = ask(address, "gao-1").await;
        let other = danbe_vault::SigningKey::generate(&mut rig::chance());
        let signed = danbe_vault::Signed::<danbe_house::recovery::Request>::from_parts(
            asked.text.clone(),
            other.sign("recovery-request", asked.text.as_bytes()),
        );
        let forged = |signing| danbe_house::recovery::Ask { request: signed.clone(), signing };
        let response = post(address, "/session/recover", &forged(asked.signing.verifying())).await;
        refused(&response, 401, "envelope-signature");
        let response = post(address, "/session/recover", &forged(other.verifying())).await;
        refused(&response, 400, "envelope-malformed");
        let count =
            rig::database::number(&stage.url, "SELECT COUNT(*) FROM house_recovery WHERE finished IS NULL")
                .await;
        assert_eq!(count, 1, "only the one she signed");
    });
}

#[test]
fn asking_again_and_again_wears_nobody_down() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        for _ in 0..10 {
            let (_, response) = ask(stage.address(), "gao-1").await;
            assert_eq!(response.status, 200, "the answer tells nothing");
        }
        let officer = sign_in(stage.address(), "gao-3").await;
        assert_eq!(pending(&stage, &officer).await.len(), 3);
    });
}

#[test]
fn an_old_capsule_opens_no_session_after_she_is_back() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let cast = Cast::enter(&stage).await;
        let who = |handle: &str| &cast.actor(handle).who;
        let handle = serde_json::json!({ "handle": "gao-1" });
        let kept: Capsule = post(address, "/session/capsule", &handle).await.json();
        let (asked, _) = ask(address, "gao-1").await;
        for holder in ["gao-2", "gao-4"] {
            assert_eq!(approve(&stage, who(holder), &asked).await.status, 200);
        }
        let body = papers(address, who("gao-3"), &cast.gao, &asked).await;
        assert_eq!(finish(&stage, who("gao-3"), &body).await.status, 200);
        let words = &rig::account("gao-1").words;
        let now: Capsule = post(address, "/session/capsule", &handle).await.json();
        assert!(open_capsule(&now, words).is_none(), "the server keeps it no more");
        let old: Enrolment = open_capsule(&kept, words).expect("a copy kept elsewhere still opens");
        let (opening, signing) = old.keys().unwrap();
        refused(&try_sign_in(address, "gao-1", &signing).await, 401, "sign-in-refused");
        let back = sign_in_with(address, "gao-1", &asked.opening, &asked.signing).await;
        let welcomed: Replied<Welcomed> = back.done(address, "posts.welcome", &WelcomeMe {}).await;
        let sealed = welcomed.answer.unwrap().welcome;
        assert!(Welcome::open(&sealed, &opening, None).is_err(), "sealed to the new key alone");
    });
}

/// Every subset of the three holders who may bring her back: who has two brings her back, who has fewer does not.
async fn subsets_of_holders() -> (usize, usize) {
    let holders = ["gao-2", "gao-3", "gao-4"];
    let (mut tried, mut wrong) = (0, 0);
    for subset in 0_u32..1 << holders.len() {
        let stage = Stage::open(rig::Engine::Sqlite).await;
        let address = stage.address();
        let officer = sign_in(address, "gao-3").await;
        let desk = officer.welcome(address).await;
        let (asked, _) = ask(address, "gao-1").await;
        for (place, holder) in holders.iter().enumerate().filter(|(place, _)| subset >> place & 1 == 1) {
            let response = approve(&stage, &sign_in(address, holder).await, &asked).await;
            assert_eq!(response.status, 200, "{place}");
        }
        let body = papers(address, &officer, &desk, &asked).await;
        let back = finish(&stage, &officer, &body).await.status == 200;
        let came = try_sign_in(address, "gao-1", &asked.signing).await.status == 200;
        tried += 1;
        wrong += usize::from((back, came) != (subset.count_ones() >= 2, subset.count_ones() >= 2));
    }
    (tried, wrong)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_two_of_three_holders_bring_her_back_and_no_fewer() {
    assert_eq!(subsets_of_holders().await, (8, 0));
}

/// Promise P20, to be tried again: every subset of holders, and every subset of the shares of many ceremonies.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "the proof of a promise: cargo xtask prove P20"]
async fn proof_of_every_subset() {
    let ceremonies = std::env::var("DANBE_PROVE_TRIALS").ok().and_then(|it| it.parse().ok()).unwrap_or(1000);
    let (mut tried, mut wrong) = subsets_of_holders().await;
    for _ in 0..ceremonies {
        let mut chance = rig::chance();
        let root = danbe_vault::SigningKey::generate(&mut chance);
        let (shares, paper) = split(&root, &mut chance).unwrap();
        let paper = Ceremony::open(&paper).unwrap();
        for subset in 0_u32..1 << CUSTODIANS {
            let given: Vec<_> =
                (0..CUSTODIANS).filter(|it| subset >> it & 1 == 1).map(|it| shares[it].clone()).collect();
            let rebuilt = paper.rebuild(&given).is_ok_and(|it| it.expose() == root.expose());
            tried += 1;
            wrong += usize::from(rebuilt != (given.len() >= SHARES_NEEDED));
        }
    }
    println!("trials={tried} failures={wrong}");
}

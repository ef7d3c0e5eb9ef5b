//! Somebody new takes a post: by a code handed over and digits compared, never by a key the server chose.
//!
//! With every wrong turn: expired, used, withdrawn, another's; papers changed; the voice heard by one officer alone.

use crate::rig::Stage;
use crate::rig::house::{
    Newcomer, Offer, ask_again, ask_for_post, desk_post, enrol, hand_over, officer, people,
};
use crate::rig::http::{Response, post, refused};
use crate::rig::people::{
    Desk, Replied, SignedIn, invented, on_each_engine, sign_in, sign_in_with, try_sign_in,
};
use danbe_house::enrolment::{Finding, Found, Introduction, Manner};
use danbe_house::posts::{Post, Profile, WelcomeMe};
use danbe_vault::HandCode;
use danbe_words::Duty;

fn draw(desk: &Desk, post: Post) -> Offer {
    let mine = desk.welcome.as_ref().unwrap();
    Offer::draw(post, mine.pins.clone(), mine.charter.clone())
}

async fn find(stage: &Stage, lookup: &str) -> Response {
    post(stage.address(), "/session/invitation", &Finding { lookup: lookup.to_owned() }).await
}

async fn invited(stage: &Stage, officer: &SignedIn, desk: &Desk, post: Post) -> (Offer, Newcomer) {
    let offer = draw(desk, post);
    let _: Replied<()> = officer.done(stage.address(), "enrolment.invite", &offer.body()).await;
    let (newcomer, response) = ask_for_post(stage.address(), &offer.code.lookup(), &offer.post.handle).await;
    assert_eq!(response.status, 200, "{}", response.text());
    (offer, newcomer)
}

#[test]
fn a_new_worker_registers_and_finds_what_her_team_has() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let (officer, desk) = officer(&stage).await;
        let offer = draw(&desk, desk_post("gao-6", "accueil"));
        let begun = stage.size().await;
        let _: Replied<()> = officer.done(address, "enrolment.invite", &offer.body()).await;

        // Her device opens the note with the code alone: root, agency, post.
        let typed = HandCode::read(&offer.code.text().to_lowercase()).unwrap();
        let found: Found = find(&stage, &typed.lookup()).await.json();
        let (note, agency) = Introduction::open(&found.note, &typed).unwrap();
        assert_eq!((note.post, agency.name.as_str()), (offer.post.clone(), "Maison de la Dune, Gao"));
        assert_eq!(note.pins, desk.welcome.as_ref().unwrap().pins);

        let (newcomer, response) = ask_for_post(address, &typed.lookup(), "gao-6").await;
        assert_eq!(response.status, 200);
        refused(&try_sign_in(address, "gao-6", &newcomer.signing).await, 401, "sign-in-refused");
        let listed = people(address, &officer).await;
        let waiting = listed.offers.iter().find(|o| o.lookup == newcomer.lookup).unwrap();
        let request = waiting.request.as_ref().unwrap();
        let read = request.verify(&newcomer.signing.verifying(), "recovery-request").unwrap();
        assert_eq!(read.fingerprint(), newcomer.signing.verifying().fingerprint(), "the digits compared");

        let papers = newcomer.papers(&desk, &offer.post, Manner::FaceToFace);
        let _: Replied<()> = officer.done(address, "enrolment.confirm", &papers).await;
        let new = newcomer.sign_in(address).await;
        let new_desk = new.welcome(address).await;
        let filed = new_desk.register(&invented(4), &invented(4));
        let _: Replied<()> = new.done(address, "cases.register", &filed.registration).await;

        // She works on the same files with the same keys as her colleague.
        let colleague = sign_in(address, "gao-1").await;
        let file = filed.keyring.file;
        for who in [&colleague, &new] {
            let opened: Replied<danbe_protection::cases::Opened> =
                who.done(address, "cases.open", &danbe_protection::cases::Open { file }).await;
            let opened = opened.answer.unwrap();
            let key = new_desk.secrets.opening.as_ref().unwrap();
            assert!(opened.keys.iter().all(|wrapped| opened.keyring.open_key(wrapped, key).is_ok()));
        }
        let kinds: Vec<_> = stage.lines_from(begun).await.into_iter().map(|(line, _)| line.kind).collect();
        let way = ["enrolment.invite", "enrolment.ask", "posts.people", "enrolment.confirm", "posts.sign-in"];
        assert_eq!(kinds[..5], way, "each step is a line");
        assert!(stage.intact().await);
    });
}

#[test]
fn a_code_serves_once_for_a_time_and_only_its_own_post() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let (officer, desk) = officer(&stage).await;
        let absent = find(&stage, &HandCode::draw(&mut crate::rig::chance()).lookup()).await;
        refused(&absent, 404, "not-found");
        let (offer, newcomer) = invited(&stage, &officer, &desk, desk_post("gao-6", "accueil")).await;
        // Used: to find it, and to ask with it, is as if it had never been.
        let lookup = offer.code.lookup();
        assert_eq!(find(&stage, &lookup).await.bytes_but_date(), absent.bytes_but_date());
        let (_, second) = ask_for_post(address, &lookup, "gao-6").await;
        assert_eq!(second.bytes_but_date(), absent.bytes_but_date());
        // Her own request sent twice, since the first answer was lost, is taken twice as one.
        assert_eq!(ask_again(address, &newcomer).await.status, 200);

        let other = draw(&desk, desk_post("gao-7", "accueil"));
        let _: Replied<()> = officer.done(address, "enrolment.invite", &other.body()).await;
        let (_, wrong_post) = ask_for_post(address, &other.code.lookup(), "gao-1").await;
        assert_eq!(wrong_post.bytes_but_date(), absent.bytes_but_date());
        stage.clock.forward(3 * 24 * 3_600_000 + 1);
        assert_eq!(find(&stage, &other.code.lookup()).await.bytes_but_date(), absent.bytes_but_date());
        let (_, expired) = ask_for_post(address, &other.code.lookup(), "gao-7").await;
        assert_eq!(expired.bytes_but_date(), absent.bytes_but_date());

        // Withdrawn.
        let officer = sign_in(address, "gao-3").await;
        let third = draw(&desk, desk_post("gao-7", "accueil"));
        let _: Replied<()> = officer.done(address, "enrolment.invite", &third.body()).await;
        let body = danbe_house::enrolment::Withdraw { lookup: third.code.lookup() };
        let _: Replied<()> = officer.done(address, "enrolment.withdraw", &body).await;
        assert_eq!(find(&stage, &third.code.lookup()).await.bytes_but_date(), absent.bytes_but_date());
        refused(&officer.act(address, "enrolment.withdraw", &body).await, 409, "state-invitation-closed");
    });
}

#[test]
fn papers_that_are_not_what_was_compared_are_refused() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let (officer, desk) = officer(&stage).await;
        let post = desk_post("gao-6", "accueil");
        let (_, newcomer) = invited(&stage, &officer, &desk, post.clone()).await;
        let (_, thief) = invited(&stage, &officer, &desk, desk_post("gao-7", "accueil")).await;
        let right = newcomer.papers(&desk, &post, Manner::FaceToFace);
        let raised = Post { duties: vec![Duty::Caseworker, Duty::Officer], ..post.clone() };
        let moved = Post { team: "juridique".into(), ..post.clone() };
        let opened = Post { profile: Profile::CaptureOnly, ..post.clone() };
        let mut all = vec![];
        for charged in [raised, moved, opened] {
            all.push((newcomer.papers(&desk, &charged, Manner::FaceToFace), 409, "state-enrolment-changed"));
        }
        let mut others_keys = thief.papers(&desk, &post, Manner::FaceToFace);
        others_keys.lookup.clone_from(&newcomer.lookup);
        all.push((others_keys.clone(), 409, "state-enrolment-changed"));
        others_keys.request.clone_from(&newcomer.request);
        all.push((others_keys, 409, "state-enrolment-changed"));
        let mut unsigned = right.clone();
        unsigned.card = danbe_vault::Signed::from_parts(
            right.card.text.clone(),
            newcomer.signing.sign("member-card", right.card.text.as_bytes()),
        );
        all.push((unsigned, 401, "envelope-signature"));
        all.push((newcomer.papers(&desk, &post, Manner::Aloud), 409, "state-enrolment-heard"));
        for (body, status, code) in &all {
            refused(&officer.act(address, "enrolment.confirm", body).await, *status, code);
        }
        refused(&try_sign_in(address, "gao-6", &newcomer.signing).await, 401, "sign-in-refused");
        let _: Replied<()> = officer.done(address, "enrolment.confirm", &right).await;
        refused(&officer.act(address, "enrolment.confirm", &right).await, 409, "state-invitation-closed");
        println!("{engine:?}: {} papers refused", all.len() + 1);
    });
}

#[test]
fn at_a_distance_a_second_officer_hears_her_too() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let (first, desk) = officer(&stage).await;
        let lead = Post {
            handle: "gao-9".into(),
            duties: vec![Duty::Officer],
            team: "direction".into(),
            profile: Profile::Caseworker,
        };
        let second = enrol(address, &first, &desk, lead).await;
        let second_desk = second.welcome(address).await;
        assert!(second_desk.secrets.signing.is_some(), "a post that leads signs members");
        let post = desk_post("gao-6", "accueil");
        let (_, newcomer) = invited(&stage, &first, &desk, post.clone()).await;
        let heard = newcomer.heard(&first.signing);
        let mut forged = newcomer.heard(&second.signing);
        refused(&first.act(address, "enrolment.hear", &forged).await, 401, "envelope-signature");
        forged.request.push(' ');
        refused(&second.act(address, "enrolment.hear", &forged).await, 409, "state-enrolment-changed");
        let _: Replied<()> = first.done(address, "enrolment.hear", &heard).await;
        // The same officer twice is one officer.
        let alone = newcomer.papers(&desk, &post, Manner::Aloud);
        refused(&first.act(address, "enrolment.confirm", &alone).await, 409, "state-enrolment-heard");
        let _: Replied<()> = second
            .done(address, "enrolment.confirm", &newcomer.papers(&second_desk, &post, Manner::Aloud))
            .await;
        newcomer.sign_in(address).await;
    });
}

#[test]
fn who_takes_a_held_post_finds_it_as_it_is_and_who_held_it_is_out() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let (officer, desk) = officer(&stage).await;
        let before = sign_in(address, "gao-1").await;
        let her_desk = before.welcome(address).await;
        let filed = her_desk.register(&invented(5), &invented(5));
        let _: Replied<()> = before.done(address, "cases.register", &filed.registration).await;
        let differing = draw(&desk, desk_post("gao-1", "juridique"));
        refused(&officer.act(address, "enrolment.invite", &differing.body()).await, 409, "state-post-taken");
        let foreign = draw(&desk, desk_post("segou-1", "accueil"));
        refused(&officer.act(address, "enrolment.invite", &foreign.body()).await, 409, "state-post-taken");

        let new = enrol(address, &officer, &desk, desk_post("gao-1", "accueil")).await;
        assert_ne!(new.member, before.member, "another person, another pseudonym");
        let file = filed.keyring.file;
        let open = danbe_protection::cases::Open { file };
        assert_eq!(new.act(address, "cases.open", &open).await.status, 200);
        refused(&before.act(address, "posts.welcome", &WelcomeMe {}).await, 401, "session-closed");
        refused(&try_sign_in(address, "gao-1", &before.signing).await, 401, "sign-in-refused");
        sign_in_with(address, "gao-1", &new.opening, &new.signing).await;
        // What waits for the post waits for whoever holds it: here, what a colleague who is refused had signed.
        let gone = sign_in(address, "gao-2").await;
        let suspend = danbe_house::posts::Suspend { members: vec![gone.member] };
        let _: Replied<()> = officer.done(address, "posts.suspend", &suspend).await;
        assert_eq!(hand_over(address, &gone).await.status, 200);
        let waiting: Replied<danbe_house::late::Lates> =
            new.done(address, "late.list", &danbe_house::late::LateOf {}).await;
        assert_eq!(waiting.answer.unwrap().late.len(), 1, "the inbox of the post");
        // Old notes still name who wrote them, apart from who holds the post now.
        let welcomed: Replied<danbe_house::posts::Welcomed> =
            new.done(address, "posts.welcome", &WelcomeMe {}).await;
        let names = welcomed.answer.unwrap().colleagues;
        let named = |member| names.iter().find(|c| c.member == member).map(|c| c.handle.clone());
        assert_eq!((named(new.member), named(before.member)), (Some("gao-1".into()), Some("gao-1~1".into())));
    });
}

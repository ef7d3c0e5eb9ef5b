//! What an officer allows in her own agency, and until when somebody is in.

use crate::rig::Stage;
use crate::rig::device::{Device, honest};
use crate::rig::house::{Offer, ask_for_post, desk_post, officer, people};
use crate::rig::http::refused;
use crate::rig::people::{Desk, Replied, SignedIn, on_each_engine, sign_in, try_sign_in};
use danbe_device::Method;
use danbe_house::enrolment::Manner;
use danbe_house::posts::{Limits, SetEnd, SetLimits, WelcomeMe};
use danbe_store::Clock;

const HOUR: i64 = 3_600_000;

async fn set(stage: &Stage, lead: &SignedIn, limits: Limits) {
    let _: Replied<()> = lead.done(stage.address(), "posts.set-limits", &SetLimits { limits }).await;
}

fn draw(desk: &Desk, handle: &str) -> Offer {
    let mine = desk.welcome.as_ref().unwrap();
    Offer::draw(desk_post(handle, "accueil"), mine.pins.clone(), mine.charter.clone())
}

#[test]
fn an_officer_limits_posts_invitations_and_sessions_of_her_own_agency_alone() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let (lead, desk) = officer(&stage).await;
        for (limits, field) in [
            (Limits { hours: Some(13), ..Limits::default() }, "hours"),
            (Limits { posts: Some(0), ..Limits::default() }, "posts"),
        ] {
            let answer = lead.act(address, "posts.set-limits", &SetLimits { limits }).await;
            assert!(answer.status == 400 || answer.status == 422, "{field}: {}", answer.text());
        }

        // Invitations.
        let waiting = i64::try_from(people(address, &lead).await.offers.len()).unwrap();
        set(&stage, &lead, Limits { invitations: Some(waiting + 1), ..Limits::default() }).await;
        let first = draw(&desk, "gao-6");
        let _: Replied<()> = lead.done(address, "enrolment.invite", &first.body()).await;
        let second = draw(&desk, "gao-7");
        let more = lead.act(address, "enrolment.invite", &second.body()).await;
        refused(&more, 409, "state-limit-invitations");

        // Posts.
        let listed = people(address, &lead).await.posts;
        let held = listed
            .iter()
            .filter(|it| it.holder.is_some() && !it.post.duties.contains(&danbe_words::Duty::Rehearsal));
        let held = i64::try_from(held.count()).unwrap();
        set(&stage, &lead, Limits { posts: Some(held), ..Limits::default() }).await;
        let (newcomer, _) = ask_for_post(address, &first.code.lookup(), "gao-6").await;
        let papers = newcomer.papers(&desk, &first.post, Manner::FaceToFace);
        refused(&lead.act(address, "enrolment.confirm", &papers).await, 409, "state-limit-posts");
        set(&stage, &lead, Limits { posts: Some(held + 1), ..Limits::default() }).await;
        let _: Replied<()> = lead.done(address, "enrolment.confirm", &papers).await;
        let _: Replied<()> = lead.done(address, "enrolment.invite", &second.body()).await;

        // Sessions: of this agency, from the next request on.
        let (hers, theirs) = (sign_in(address, "gao-1").await, sign_in(address, "segou-1").await);
        set(&stage, &lead, Limits { hours: Some(2), ..Limits::default() }).await;
        stage.clock.forward(2 * HOUR + 1);
        refused(&hers.act(address, "posts.welcome", &WelcomeMe {}).await, 401, "session-closed");
        assert_eq!(theirs.act(address, "posts.welcome", &WelcomeMe {}).await.status, 200);
        assert!(stage.intact().await);
    });
}

#[test]
fn several_accounts_end_on_a_day_and_a_stranger_among_them_ends_none() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let (lead, _) = officer(&stage).await;
        let (one, two) = (sign_in(address, "gao-1").await, sign_in(address, "gao-2").await);
        let stranger = sign_in(address, "segou-1").await;
        let end = Some(stage.clock.now().0 + HOUR);
        let members = |all: &[&SignedIn]| all.iter().map(|who| who.member).collect::<Vec<_>>();
        let mixed = SetEnd { members: members(&[&one, &stranger]), end };
        refused(&lead.act(address, "posts.set-end", &mixed).await, 404, "not-found");
        let own = SetEnd { members: members(&[&lead]), end };
        refused(&lead.act(address, "posts.set-end", &own).await, 409, "state-own-post");

        let both = members(&[&one, &two]);
        let body = SetEnd { members: both.clone(), end };
        let _: Replied<()> = lead.done(address, "posts.set-end", &body).await;
        assert_eq!(one.act(address, "posts.welcome", &WelcomeMe {}).await.status, 200, "not before its time");
        stage.clock.forward(HOUR + 1);
        for who in [&one, &two] {
            refused(&who.act(address, "posts.welcome", &WelcomeMe {}).await, 401, "session-closed");
            refused(&try_sign_in(address, &who.handle, &who.signing).await, 401, "sign-in-refused");
        }
        let lead = sign_in(address, "gao-3").await;
        let _: Replied<()> = lead.done(address, "posts.set-end", &SetEnd { members: both, end: None }).await;
        assert_eq!(try_sign_in(address, &one.handle, &one.signing).await.status, 200, "taken back");
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_officer_sets_limits_and_an_end_from_her_pages() {
    let stage = Stage::open(crate::rig::Engine::Sqlite).await;
    let mut device = Device::enter(stage.address(), "gao-3", &honest).await;
    device.go(Method::Get, "/a/personnes/limites", &[], &honest).await;
    let typed = [("posts", "9"), ("invitations", ""), ("hours", "13")];
    device.go(Method::Post, "/a/personnes/limites", &typed, &honest).await;
    assert!(device.page.contains("de 1 à 12"), "{}", device.page);
    let typed = [("posts", "9"), ("invitations", ""), ("hours", "4")];
    device.go(Method::Post, "/a/personnes/limites", &typed, &honest).await;
    let day = [("end_day", "31"), ("end_month", "12"), ("end_year", "2099")];
    device.go(Method::Get, "/a/personnes/poste/gao-1", &[], &honest).await;
    device.go(Method::Post, "/a/personnes/poste/gao-1/fin", &day, &honest).await;
    device.go(Method::Get, "/a/personnes/poste/gao-1", &[], &honest).await;
    assert!(
        device.page.contains("31\u{a0}décembre\u{a0}2099") || device.page.contains("31 décembre 2099"),
        "{}",
        device.page
    );
    let lead = sign_in(stage.address(), "gao-3").await;
    let kept = people(stage.address(), &lead).await.limits;
    assert_eq!(kept, Limits { posts: Some(9), invitations: None, hours: Some(4) });
}

//! A day's searches: counted with their lines, refused when they are spent, widened by two officers until an end.

use crate::rig::http::{Response, refused};
use crate::rig::people::{Desk, Replied, SignedIn, invented, on_each_engine, sign_in};
use crate::rig::{Engine, Stage, chance, database};
use danbe_app::installation::{self, Folder, Paper};
use danbe_protection::allowances::{Allowances, Approve, Propose, See, Widening};
use danbe_store::Clock;
use danbe_words::{MemberId, Occasion, WideningId};

const DAY: i64 = 24 * 3_600_000;
const SPENT: &str = "state-searches-spent";

/// A demonstration whose paper allows so many searches a day.
async fn allowing(engine: Engine, searches_a_day: u32) -> Stage {
    let mut stage = Stage::open(engine).await;
    let folder = Folder::open(&stage.folder).unwrap();
    folder.change(&Paper { searches_a_day, ..folder.paper.clone() }).unwrap();
    stage.under(installation::policy()).await;
    stage
}

async fn search(stage: &Stage, who: &SignedIn, desk: &Desk) -> Response {
    who.act(stage.address(), "cases.search", &desk.search(&invented(1))).await
}

/// Searches until it is refused; gives how many were not.
async fn searches(stage: &Stage, who: &SignedIn, desk: &Desk) -> usize {
    for made in 0..100 {
        let response = search(stage, who, desk).await;
        if response.status != 200 {
            refused(&response, 409, SPENT);
            return made;
        }
    }
    100
}

fn widening(stage: &Stage, member: Option<MemberId>, searches: u32, days: i64) -> Widening {
    let until = Widening::ending(stage.clock.now().0, days);
    let id = WideningId::from_bytes(chance().bytes());
    Widening { id, member, searches, until, occasion: Occasion::Operation }
}

#[test]
fn searches_are_counted_with_their_lines_refused_when_spent_and_new_tomorrow() {
    on_each_engine(async |engine| {
        let stage = allowing(engine, 3).await;
        let address = stage.address();
        let gao = sign_in(address, "gao-1").await;
        let desk = gao.welcome(address).await;
        let from = stage.size().await;
        assert_eq!(searches(&stage, &gao, &desk).await, 3);
        let too_many = danbe_protection::cases::Search { tokens: (0..9).collect(), whole: None };
        assert_eq!(
            gao.act(address, "cases.search", &too_many).await.status,
            422,
            "what is no search is not counted"
        );
        let lines = stage.lines_from(from).await;
        let kinds: Vec<_> = lines.iter().map(|(line, _)| line.kind.as_str()).collect();
        assert_eq!(kinds, ["cases.search", "cases.search", "cases.search", "refused", "refused"]);
        assert_eq!(lines[3].1.facts.get("problem").map(String::as_str), Some(SPENT));
        let spent = format!("SELECT spent FROM allowances_spent WHERE member = '{}'", gao.member);
        assert_eq!(database::number(&stage.url, &spent).await, 3, "as many as there are lines");

        // Whoever has no search left registers all the same, and a colleague's day is her own.
        let filed = desk.register(&invented(2), &invented(2));
        let _: Replied<()> = gao.done(address, "cases.register", &filed.registration).await;
        let colleague = sign_in(address, "gao-2").await;
        assert_eq!(search(&stage, &colleague, &desk).await.status, 200);

        stage.clock.forward(DAY);
        let gao = sign_in(address, "gao-1").await;
        assert_eq!(searches(&stage, &gao, &desk).await, 3, "a new day");
        assert!(stage.intact().await);
    });
}

#[test]
fn two_officers_widen_it_and_it_ends_by_itself() {
    on_each_engine(async |engine| {
        let stage = allowing(engine, 2).await;
        let address = stage.address();
        let (gao, other) = (sign_in(address, "gao-1").await, sign_in(address, "gao-2").await);
        let (first, second) = (sign_in(address, "gao-3").await, sign_in(address, "gao-12").await);
        let stranger = sign_in(address, "segou-2").await;
        let desk = gao.welcome(address).await;
        assert_eq!(searches(&stage, &gao, &desk).await, 2);

        let for_her = widening(&stage, Some(gao.member), 5, 2);
        let propose = Propose { widening: for_her.clone() };
        let _: Replied<()> = first.done(address, "allowances.propose", &propose).await;
        assert_eq!(search(&stage, &gao, &desk).await.status, 409, "one officer is not two");
        let approve = |widening: &Widening| Approve { widening: widening.clone() };
        refused(
            &first.act(address, "allowances.approve", &approve(&for_her)).await,
            409,
            "state-widening-second",
        );
        let more = Widening { searches: 50, ..for_her.clone() };
        for (who, what) in [(&second, &more), (&stranger, &for_her)] {
            let response = who.act(address, "allowances.approve", &approve(what)).await;
            refused(&response, 409, "state-widening-changed");
        }
        let _: Replied<()> = second.done(address, "allowances.approve", &approve(&for_her)).await;
        refused(&second.act(address, "allowances.approve", &approve(&for_her)).await, 409, "state-exists");
        assert_eq!(searches(&stage, &gao, &desk).await, 3, "five in all");
        assert_eq!(searches(&stage, &other, &desk).await, 2, "a colleague has as many as before");

        let for_all = widening(&stage, None, 4, 1);
        let _: Replied<()> =
            first.done(address, "allowances.propose", &Propose { widening: for_all.clone() }).await;
        let _: Replied<()> = second.done(address, "allowances.approve", &approve(&for_all)).await;
        assert_eq!(searches(&stage, &other, &desk).await, 2, "four in all, for everybody");
        let seen: Replied<Allowances> = first.done(address, "allowances.see", &See {}).await;
        let seen = seen.answer.unwrap();
        let of: Vec<_> =
            seen.widened.iter().map(|it| (it.widening.clone(), it.proposer, it.approved)).collect();
        assert_eq!(of, [(for_all, first.member, true), (for_her, first.member, true)]);
        assert_eq!(seen.searches, 2);

        stage.clock.forward(DAY + 60_000);
        let (gao, other) = (sign_in(address, "gao-1").await, sign_in(address, "gao-2").await);
        assert_eq!(searches(&stage, &other, &desk).await, 2, "the one for all is over");
        assert_eq!(searches(&stage, &gao, &desk).await, 5, "hers has a day left");
        stage.clock.forward(DAY);
        let gao = sign_in(address, "gao-1").await;
        assert_eq!(searches(&stage, &gao, &desk).await, 2, "and is over");
        assert!(stage.intact().await);
    });
}

#[test]
fn a_widening_has_bounds_and_what_is_over_is_not_approved() {
    on_each_engine(async |engine| {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let (first, second) = (sign_in(address, "gao-3").await, sign_in(address, "gao-12").await);
        for wrong in [
            widening(&stage, None, 0, 3),
            widening(&stage, None, Widening::MOST + 1, 3),
            widening(&stage, None, 9, 0),
            widening(&stage, None, 9, 40),
        ] {
            let response = first.act(address, "allowances.propose", &Propose { widening: wrong }).await;
            refused(&response, 422, "invalid-widening-widening");
        }
        // The newest proposal for the same people stands alone.
        let (old, new) = (widening(&stage, None, 70, 1), widening(&stage, None, 80, 1));
        for widening in [&old, &new] {
            let _: Replied<()> =
                first.done(address, "allowances.propose", &Propose { widening: widening.clone() }).await;
        }
        let again = first.act(address, "allowances.propose", &Propose { widening: new.clone() }).await;
        refused(&again, 409, "state-exists");
        let replaced = second.act(address, "allowances.approve", &Approve { widening: old }).await;
        refused(&replaced, 409, "state-widening-changed");
        stage.clock.forward(DAY + 60_000);
        let second = sign_in(address, "gao-12").await;
        let late = second.act(address, "allowances.approve", &Approve { widening: new }).await;
        refused(&late, 409, "state-widening-changed");
    });
}

#[test]
fn a_fresh_paper_and_an_old_one_allow_what_the_documents_say() {
    let text = |paper: &Paper| serde_json::to_value(paper).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let stage = runtime.block_on(Stage::open(Engine::Sqlite));
    let paper = Folder::open(&stage.folder).unwrap().paper;
    assert_eq!(text(&paper)["searches_a_day"], 60);
    let mut old = text(&paper);
    old.as_object_mut().unwrap().remove("searches_a_day");
    assert_eq!(serde_json::from_value::<Paper>(old).unwrap().searches_a_day, 60);
    drop(stage);
}

//! The matrix of the other side of the wall, executed in the same way: every verb by everybody towards everything there.

use super::{absence, execute, printed, turn_each};
use crate::oracle::{STANDINGS_BEYOND, VERBS, cells_beyond, oracle, reachable, verbs_beyond};
use crate::rig::cast::Cast;
use crate::rig::house::hand_over;
use crate::rig::people::on_each_engine;
use crate::rig::{Engine, Stage};
use danbe_app::installation;
use danbe_guard::Standing;
use danbe_house::posts::WelcomeMe;
use danbe_words::Side;
use std::collections::BTreeSet;

#[test]
fn the_oracle_agrees_with_the_policy_of_the_investigation_side() {
    let policy = installation::policy_of(Side::Investigation);
    let in_force = printed(&policy.print(Side::Investigation));
    for (verb, standing, relation) in cells_beyond() {
        let cell = (verb.to_owned(), standing.to_owned(), relation.to_owned());
        assert_eq!(in_force.contains(&cell), oracle(verb, standing, relation), "{cell:?}");
    }
    let known: BTreeSet<&str> = verbs_beyond().collect();
    assert_eq!(known, policy.verbs().iter().map(|verb| verb.name).collect::<BTreeSet<_>>());
    let columns = Standing::ALL.iter().filter(|standing| standing.is_on(Side::Investigation));
    assert_eq!(STANDINGS_BEYOND.to_vec(), columns.map(|it| it.code()).collect::<Vec<_>>());
    println!("{} cells compared, {} open", cells_beyond().count(), in_force.len());
}

/// Verbs an envelope may ask for there.
fn asked() -> impl Iterator<Item = &'static str> {
    verbs_beyond().filter(|verb| reachable(verb, "officer", "own") || reachable(verb, "officer", "agency"))
}

#[test]
fn beyond_the_wall_every_verb_is_for_whom_the_policy_says() {
    on_each_engine(|engine| async move {
        let stage = Stage::beyond(engine).await;
        let cast = Cast::beyond(&stage).await;
        let (mut executed, mut wrong) = (0, Vec::new());
        for verb in asked() {
            let (count, not_so) = execute(&stage, &cast, verb).await;
            executed += count;
            wrong.extend(not_so);
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        // What the protection side does, this one has never heard of.
        let absent = absence(&stage, &cast).await;
        let there: BTreeSet<&str> = verbs_beyond().collect();
        for (verb, _) in VERBS.iter().filter(|(verb, _)| !there.contains(verb)) {
            for standing in ["investigator", "officer"] {
                let who = cast.actors.iter().find(|actor| actor.standings == [standing]).unwrap();
                let answer = who.who.act(stage.address(), verb, &WelcomeMe {}).await;
                assert_eq!(answer.bytes_but_date(), absent.bytes_but_date(), "{verb} by {standing}");
                executed += 1;
            }
        }
        assert!(stage.intact().await, "the ledger holds after every refusal");
        println!("investigation side, {engine:?}: {executed} cells executed");
    });
}

#[test]
fn each_cell_turned_over_beyond_the_wall_changes_a_live_answer() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let mut stage = Stage::beyond(Engine::Sqlite).await;
        let cast = Cast::beyond(&stage).await;
        let policy = installation::policy_of(Side::Investigation);
        // What comes late is a colleague's to perform in a file, and there are no files: `late.take` is never answered here.
        let there = |(verb, standing, relation): &(&'static str, &str, &str)| {
            *verb != "late.take" && reachable(verb, standing, relation)
        };
        assert_eq!(hand_over(stage.address(), &cast.refused).await.status, 404);
        let noticed = turn_each(&mut stage, &cast, &policy, cells_beyond().filter(there)).await;
        println!("{noticed} cells turned beyond the wall, one at a time: each changed a live answer");
    });
}

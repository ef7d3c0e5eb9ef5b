//! The figure on a real database: page and recount agree, the past stays said, damage is found and placed.
//!
//! SQLite runs everywhere; PostgreSQL runs when `DANBE_TEST_POSTGRES` names a server.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    unreachable_pub,
    missing_docs,
    reason = "tests"
)]

mod rig;

use danbe_figures::presumed::{BySex, Cell, Difference, Group, Table};
use danbe_statistics::joining::Beside;
use danbe_statistics::presumed::{self, AsOf, Damaged, checkpoint_before, checkpoints, report_text, shown};
use danbe_words::{AgeBand, Moment, Problem, Sex};
use rig::{Rig, Writes, agency_id, band, names, register, sex};
use std::collections::BTreeSet;

/// The recount as the terminal says it, nobody having looked for persons known twice.
fn said(found: &presumed::Recounted) -> String {
    let (total, year) = (found.recounted.total(), found.recounted.period().year());
    report_text(found, &Beside::new(total, year, None, BTreeSet::new(), &names()), &names())
}

/// Runs a test on each engine there is.
macro_rules! on_both {
    ($(async fn $name:ident($rig:ident: Rig) $body:block)+) => {$(
        mod $name {
            use super::*;
            async fn body($rig: Rig) $body
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() { body(Rig::sqlite().await).await; }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                if let Some(rig) = Rig::postgres().await { body(rig).await; }
            }
        }
    )+};
}

fn group(table: &Table, wanted: Group) -> i64 {
    table.by_group().into_iter().find(|(group, _)| *group == wanted).unwrap().1
}

fn some_of(prefix: &str, count: usize, sexes: [Sex; 2], band: AgeBand) -> Vec<Writes> {
    let tag = |n: usize| format!("{prefix}{n}");
    (0..count).map(|n| register(&tag(n), "2024-03", sexes[n % 2], band)).collect()
}

/// Two agencies, two months, three corrections; gives the size of the ledger after each day.
async fn small_history(rig: &Rig) -> [u64; 4] {
    let first = rig
        .write(
            1,
            &[
                register("a", "2024-03", Sex::Unknown, AgeBand::Unknown),
                register("b", "2024-03", Sex::Male, AgeBand::Y30),
                register("c", "2024-02", Sex::Female, AgeBand::Y9),
            ],
        )
        .await;
    let second = rig.write(2, &[register("d", "2024-03", Sex::Female, AgeBand::Y18), Writes::Note]).await;
    let third = rig
        .write(
            1,
            &[
                sex("a", Sex::Unknown, Sex::Female),
                band("a", AgeBand::Unknown, AgeBand::Y15),
                sex("b", Sex::Male, Sex::Male),
            ],
        )
        .await;
    let fourth = rig.write(2, &[band("d", AgeBand::Y18, AgeBand::Y30), Writes::Note]).await;
    [first, second, third, fourth]
}

on_both! {
    async fn the_page_and_the_recount_agree_at_every_checkpoint(rig: Rig) {
        for size in small_history(&rig).await {
            for period in ["2024-03", "2024-02", "2024", "2023"] {
                let found = rig.recount(period, Some(size)).await;
                assert_eq!((found.differences.clone(), found.holds()), (vec![], true), "{period} at {size}");
                assert_eq!(found.page, rig.figure(period, Some(size)).await);
                assert_eq!((found.as_of.size, found.ledger.lines), (size, size));
            }
        }
    }

    async fn a_correction_moves_the_person_and_the_past_stays_said(rig: Rig) {
        let [_, before, after, _] = small_history(&rig).await;
        let then = rig.figure("2024-03", Some(before)).await;
        assert_eq!(then.by_sex(), BySex { female: 1, male: 1, unknown: 1 });
        assert_eq!((group(&then, Group::AgeUnknown), group(&then, Group::Children)), (1, 0));
        let since = rig.figure("2024-03", Some(after)).await;
        assert_eq!(since.by_sex(), BySex { female: 2, male: 1, unknown: 0 });
        assert_eq!((group(&since, Group::AgeUnknown), group(&since, Group::Children)), (0, 1));
        assert_eq!((then.total(), since.total()), (3, 3), "she is moved, not counted again");
    }

    async fn a_year_is_its_months(rig: Rig) {
        small_history(&rig).await;
        let (march, february, year) =
            (rig.figure("2024-03", None).await, rig.figure("2024-02", None).await, rig.figure("2024", None).await);
        assert_eq!((march.total(), february.total(), year.total()), (3, 1, 4));
        assert_eq!(rig.figure("2025", None).await.total(), 0);
    }

    async fn six_hundred_and_twenty_nine(rig: Rig) {
        rig.write(1, &some_of("m", 42, [Sex::Male; 2], AgeBand::Y30)).await;
        rig.write(2, &some_of("w", 250, [Sex::Female; 2], AgeBand::Y18)).await;
        rig.write(3, &some_of("c", 300, [Sex::Female, Sex::Male], AgeBand::Y9)).await;
        rig.write(3, &some_of("d", 37, [Sex::Female, Sex::Unknown], AgeBand::Y15)).await;
        let found = rig.recount("2024-03", None).await;
        assert!(found.holds());
        let groups = [Group::Men, Group::Women, Group::Children].map(|wanted| group(&found.page, wanted));
        assert_eq!((groups, found.page.total()), ([42, 250, 337], 629));
        assert!(found.page.adds_up_to(629));
        let text = said(&found);
        for said in ["629", "Service social de Kayes", "337", "ÉGAL"] {
            assert!(text.contains(said), "{said} in\n{text}");
        }
        assert!(!text.contains('⟨'), "{text}");
    }

    async fn an_altered_account_is_found_cell_by_cell(rig: Rig) {
        let [_, before, ..] = small_history(&rig).await;
        rig.tamper("UPDATE statistics_fact SET sex = 'female' WHERE tag = 'b'").await;
        let found = rig.recount("2024-03", None).await;
        assert!(!found.holds() && found.ledger.findings.is_empty() && found.recounted.total() == 3);
        let of = |sex| Cell { agency: agency_id(1), sex, band: AgeBand::Y30 };
        assert_eq!(found.differences, [
            Difference { cell: of(Sex::Female), here: 0, there: 1 },
            Difference { cell: of(Sex::Male), here: 1, there: 0 },
        ]);
        assert!(!rig.recount("2024", Some(before)).await.holds(), "the past of the account too");
        assert!(rig.recount("2024-02", None).await.holds(), "another month is another figure");
        let text = said(&found);
        assert!(text.contains("DIFFÉRENT"), "{text}");
        assert!(text.contains("Service social de Kayes, sexe masculin, 30–47 ans\u{a0}: recompté 1, la page dit 0"), "{text}");
    }

    async fn a_line_taken_out_of_the_account_is_found(rig: Rig) {
        small_history(&rig).await;
        rig.tamper("DELETE FROM statistics_fact WHERE tag = 'd' AND idx = 3").await;
        let found = rig.recount("2024-03", None).await;
        assert_eq!(found.differences.len(), 1);
        assert_eq!((found.differences[0].here, found.differences[0].there), (0, -1));
        assert!(!found.holds());
    }

    async fn a_person_added_to_the_account_is_found(rig: Rig) {
        small_history(&rig).await;
        rig.tamper("INSERT INTO statistics_fact (idx, tag, agency, month, sex, band, delta)
                    SELECT 4, 'x', agency, month, sex, band, 7 FROM statistics_fact WHERE idx = 1").await;
        let found = rig.recount("2024-03", None).await;
        assert_eq!((found.differences.len(), found.page_total, found.recounted.total()), (1, 10, 3));
        assert!(!found.holds());
    }

    async fn a_code_that_does_not_read_stops_the_page_and_is_reported(rig: Rig) {
        small_history(&rig).await;
        rig.tamper("UPDATE statistics_fact SET sex = 'x' WHERE tag = 'b'").await;
        let page = presumed::presumed(&mut rig.read().await, "2024-03".parse().unwrap(), None).await;
        assert_eq!(page, Err(Problem::StoreDown));
        let found = rig.recount("2024-03", None).await;
        let codes = [agency_id(1).to_string(), "x".into(), "30-47".into()];
        assert_eq!(found.damaged, [Damaged { codes, count: 1 }]);
        assert!(!found.holds() && said(&found).contains("illisible"));
    }

    async fn an_altered_event_is_reported_with_its_index(rig: Rig) {
        small_history(&rig).await;
        rig.tamper("UPDATE ledger_event SET text = replace(text, '\"male\"', '\"female\"') WHERE idx = 1").await;
        let found = rig.recount("2024-03", None).await;
        let findings: Vec<_> = found.ledger.findings.iter().map(|it| (it.index, it.wrong.to_string())).collect();
        assert_eq!(findings, [(1, "événement modifié".to_owned())]);
        assert_eq!((found.recounted.total(), found.page.total()), (2, 3), "what is not proved is not counted");
        assert!(!found.holds());
        let text = said(&found);
        assert!(text.contains("ligne ou point n° 1\u{a0}: événement modifié"), "{text}");
    }

    async fn equal_numbers_over_a_broken_ledger_prove_nothing(rig: Rig) {
        small_history(&rig).await;
        rig.tamper("UPDATE ledger_event SET text = 'gone' WHERE idx = 4").await;
        let found = rig.recount("2024-03", None).await;
        assert!(found.equal() && !found.holds());
        assert!(said(&found).contains("NON PROUVÉ"));
    }

    async fn an_event_forged_with_its_line_proves_nothing_either(rig: Rig) {
        small_history(&rig).await;
        rig.forge(3, "\"female\"", "\"male\"").await;
        rig.tamper("UPDATE statistics_fact SET sex = 'male' WHERE tag = 'd'").await;
        let found = rig.recount("2024-03", None).await;
        assert!(found.equal() && !found.holds(), "the account was altered alike, the tree was not");
        assert_eq!(found.ledger.findings[0].index, 3);
    }

    async fn only_checkpoints_that_are_there_can_be_asked_for(rig: Rig) {
        let mut reading = rig.read().await;
        assert_eq!(presumed::as_of(&mut reading, None).await, Err(Problem::NotFound), "an empty ledger");
        let [first, .., last] = small_history(&rig).await;
        assert_eq!(presumed::as_of(&mut reading, None).await.unwrap().size, last);
        assert_eq!(presumed::as_of(&mut reading, Some(first)).await.unwrap().size, first);
        for absent in [0, first - 1, last + 1, u64::MAX] {
            assert_eq!(presumed::as_of(&mut reading, Some(absent)).await, Err(Problem::NotFound), "{absent}");
        }
    }

    async fn the_last_checkpoint_of_each_month_can_be_chosen(rig: Rig) {
        let days = ["2024-03-10", "2024-03-31", "2024-05-01", "2024-05-02"];
        let moments = [1_710_057_600_000, 1_711_929_599_999, 1_714_521_600_000, 1_714_608_000_000];
        let mut sizes = Vec::new();
        for (day, moment) in days.iter().zip(moments) {
            rig.set_clock(moment);
            sizes.push(rig.write(1, &[register(day, "2024-03", Sex::Female, AgeBand::Y18)]).await);
        }
        let mut reading = rig.read().await;
        let of = |n: usize| AsOf { size: sizes[n], at: Moment(moments[n]) };
        assert_eq!(checkpoints(&mut reading).await.unwrap(), [of(3), of(1)]);
        for (before, found) in [(0, None), (1, Some(0)), (2, Some(1)), (3, Some(2))] {
            let last = checkpoint_before(&mut reading, Moment(moments[before])).await.unwrap();
            assert_eq!(last, found.map(of), "before {}", days[before]);
        }
    }

    async fn an_event_that_cannot_be_counted_is_refused_with_its_act(rig: Rig) {
        let nothing = Writes::Answer { tag: "a".into(), fact: "sex", was: "male".into(), is: "?".into() };
        assert_eq!(rig.try_write(1, &[nothing]).await, Err(Problem::Malformed));
        let size = rig.write(1, &[register("a", "2024-03", Sex::Female, AgeBand::Y18)]).await;
        assert_eq!(size, 1, "neither line nor row was left");
        assert!(rig.recount("2024-03", None).await.holds());
    }

    async fn what_is_shown_has_names_and_choices(rig: Rig) {
        let [_, before, _, last] = small_history(&rig).await;
        let mut reading = rig.read().await;
        let march = "2024-03".parse().unwrap();
        let now = shown(&mut reading, &names(), march, None).await.unwrap();
        let agencies: Vec<&str> = now.rows.iter().map(|row| row.agency.as_str()).collect();
        assert_eq!(agencies, ["Centre d’accueil de Ségou", "Service social de Kayes"]);
        let periods: Vec<String> = now.periods.iter().map(ToString::to_string).collect();
        assert_eq!(periods, ["2024", "2024-03", "2024-02"]);
        let sizes = |checkpoints: &[AsOf]| checkpoints.iter().map(|it| it.size).collect::<Vec<_>>();
        assert_eq!(sizes(&now.checkpoints), [last]);
        let then = shown(&mut reading, &names(), march, Some(before)).await.unwrap();
        assert_eq!(sizes(&then.checkpoints), [last, before], "the one shown can be seen in the list");
    }
}

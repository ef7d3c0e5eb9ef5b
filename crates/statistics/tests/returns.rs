//! Monthly returns on a real database: who may, in which order, what adds up, what two do at once, what is altered.
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

use danbe_figures::counts::Wrong;
use danbe_guard::{Account, Standing};
use danbe_statistics::definitions::{self, Enlist, Service, Write};
use danbe_statistics::fields::Fields;
use danbe_statistics::joining::{Declare, Statement};
use danbe_statistics::published::{self, By, Enter, EnterOne, Withdraw};
use danbe_statistics::recount::{recount, report_text};
use danbe_statistics::register::{self, Approval, Approve, Publish};
use danbe_statistics::returns::{self, Altered, Counted, Examine, Scope, Sent, State, Type, Verdict, What};
use danbe_store::{Act, Outcome, Thread};
use danbe_words::{AgencyId, Month, Problem, Region, ServiceKind};
use rig::{Rig, agency_id, names};

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

/// What harms, what heals it, and how it is named.
type Case = (&'static str, &'static str, fn(&Altered) -> bool);

/// May 2025: every month of 2024 is over.
const LATER: i64 = 1_746_400_000_000;

fn account(standing: Standing, agency: u8) -> Account {
    let handle = format!("{}-{agency}", standing.code());
    let region = if agency == 2 { Region::Segou } else { Region::Kayes };
    Account { handle, standing, agency: agency_id(agency), region }
}

async fn act<A: Act>(rig: &Rig, act: A) -> Result<A::Answer, Problem> {
    match rig.store.act(act, Thread::default()).await? {
        Outcome::New(answer, _) => Ok(answer),
        Outcome::Again(_) => panic!("no envelope, so never again"),
    }
}

fn fields(pairs: &[(&str, &str)]) -> Fields {
    Fields(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
}

fn draft(title: &str, unit: &str, breakdowns: &str) -> Fields {
    fields(&[
        ("title", title),
        ("unit", unit),
        ("stage", if unit == "person" { "identified" } else { "none" }),
        ("says", "Qui compte"),
        ("rule", "Une fois"),
        ("breakdowns", breakdowns),
        ("from", "2024-01"),
        ("kinds", "shelter"),
    ])
}

async fn define(rig: &Rig, fields: Fields) -> Result<danbe_figures::counts::Definition, Problem> {
    act(rig, Write { by: account(Standing::Statistician, 9), fields }).await
}

/// Two services that type victims by sex, and sessions.
async fn ready(rig: &Rig) {
    rig.set_clock(LATER);
    define(rig, draft("Victimes", "person", "sexe")).await.unwrap();
    define(rig, draft("Séances", "session", "")).await.unwrap();
    for agency in [1, 2] {
        let by = account(Standing::Statistician, 9);
        let since = "2024-01".parse().unwrap();
        let (agency, kind) = (agency_id(agency), ServiceKind::Shelter);
        act(rig, Enlist { by, agency, kind, since }).await.unwrap();
    }
}

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

fn typed(total: &str, male: &str, female: &str, unknown: &str) -> Fields {
    fields(&[
        ("victimes.total", total),
        ("victimes.sex.male", male),
        ("victimes.sex.female", female),
        ("victimes.sex.unknown", unknown),
        ("seances.total", "2"),
    ])
}

async fn send(rig: &Rig, agency: u8, in_month: &str, fields: Fields) -> Result<Sent, Problem> {
    let by = account(Standing::Typist, agency);
    act(rig, Type { by, month: month(in_month), fields, what: What::Send, names: names() }).await
}

async fn sent(rig: &Rig, agency: u8, in_month: &str, fields: Fields) -> i64 {
    match send(rig, agency, in_month, fields).await.unwrap() {
        Sent::Sent(line) => i64::try_from(line).unwrap(),
        other => panic!("{other:?}"),
    }
}

fn examine(by: Account, agency: u8, in_month: &str, sent: i64, verdict: Verdict) -> Examine {
    Examine { by, agency: agency_id(agency), month: month(in_month), sent, verdict }
}

async fn approve(rig: &Rig, by: Account, agency: u8, in_month: &str, sent: i64) -> Result<State, Problem> {
    act(rig, examine(by, agency, in_month, sent, Verdict::Approve)).await
}

async fn services(rig: &Rig) -> Vec<Service> {
    let seat = |n: u8, region| (agency_id(n), format!("Service {n}"), region);
    let seats = [seat(1, Region::Kayes), seat(2, Region::Segou)];
    definitions::services(&mut rig.read().await, &seats).await.unwrap()
}

async fn year(rig: &Rig) -> returns::Year {
    let services = services(rig).await;
    returns::year(&mut rig.read().await, &services, 2024, rig.month()).await.unwrap()
}

/// Total of the victims at each level: committee, region, service.
async fn victims(rig: &Rig) -> [i64; 3] {
    let year = year(rig).await;
    let figure = year.figures.iter().find(|it| it.written.definition.code == "victimes").unwrap();
    for level in [&figure.committee, &figure.region, &figure.service] {
        assert!(level.adds_up(), "{level:?}");
    }
    [figure.committee.total, figure.region.total, figure.service.total]
}

async fn altered(rig: &Rig) -> Vec<Altered> {
    recount(&mut rig.read().await, 2024, u64::MAX).await.unwrap().altered
}

on_both! {
    async fn a_month_climbs_level_by_level_and_its_sums_climb_with_it(rig: Rig) {
        ready(&rig).await;
        let line = sent(&rig, 1, "2024-03", typed("430", "291", "113", "26")).await;
        assert_eq!(victims(&rig).await, [0, 0, 430]);
        let committee = account(Standing::Approver, 9);
        let early = approve(&rig, committee.clone(), 1, "2024-03", line).await;
        assert_eq!(early, Err(Problem::State("return-moved")), "the region first");
        assert_eq!(approve(&rig, account(Standing::Regional, 3), 1, "2024-03", line).await, Ok(State::Region));
        assert_eq!(victims(&rig).await, [0, 430, 0]);
        assert_eq!(approve(&rig, committee, 1, "2024-03", line).await, Ok(State::Committee));
        assert_eq!(victims(&rig).await, [430, 0, 0]);
        assert_eq!(altered(&rig).await, []);
        let again = sent(&rig, 1, "2024-03", typed("12", "5", "7", "0")).await;
        assert_eq!(victims(&rig).await, [0, 0, 12], "a corrected return is approved again");
        assert!(again > line);
        assert_eq!(altered(&rig).await, []);
    }

    async fn a_service_cannot_approve_its_own_return_nor_a_region_anothers(rig: Rig) {
        ready(&rig).await;
        let line = sent(&rig, 1, "2024-03", typed("2", "1", "1", "")).await;
        for (standing, agency) in [
            (Standing::Regional, 1),
            (Standing::Approver, 1),
            (Standing::Typist, 1),
            (Standing::Typist, 2),
            (Standing::Statistician, 9),
            (Standing::Reader, 9),
        ] {
            let refused = approve(&rig, account(standing, agency), 1, "2024-03", line).await;
            assert_eq!(refused, Err(Problem::NotFound), "{standing:?} of {agency}");
        }
        let elsewhere = Account { region: Region::Segou, ..account(Standing::Regional, 3) };
        assert_eq!(approve(&rig, elsewhere, 1, "2024-03", line).await, Err(Problem::NotFound));
        assert_eq!(victims(&rig).await, [0, 0, 2]);
    }

    async fn of_two_who_decide_at_once_one_does(rig: Rig) {
        ready(&rig).await;
        let line = sent(&rig, 1, "2024-03", typed("2", "1", "1", "")).await;
        let one = Account { handle: "region-a".into(), ..account(Standing::Regional, 3) };
        let other = Account { handle: "region-b".into(), ..one.clone() };
        let ask = examine(other, 1, "2024-03", line, Verdict::Ask("Et avril ?".into()));
        let (approved, asked) = tokio::join!(approve(&rig, one, 1, "2024-03", line), act(&rig, ask));
        let outcomes = [approved, asked];
        let done = outcomes.iter().filter(|it| it.is_ok()).count();
        let moved = outcomes.iter().filter(|it| **it == Err(Problem::State("return-moved"))).count();
        assert_eq!((done, moved), (1, 1), "{outcomes:?}");
        assert_eq!(altered(&rig).await, []);
    }

    async fn a_question_goes_back_and_the_answer_is_another_sending(rig: Rig) {
        ready(&rig).await;
        let line = sent(&rig, 1, "2024-03", typed("2", "1", "1", "")).await;
        let region = account(Standing::Regional, 3);
        let ask = |words: &str| examine(region.clone(), 1, "2024-03", line, Verdict::Ask(words.into()));
        assert_eq!(act(&rig, ask(" ")).await, Err(Problem::Invalid { field: "question", reason: "required" }));
        let private = act(&rig, ask("Appeler le 76 12 34 56")).await;
        assert_eq!(private, Err(Problem::Invalid { field: "question", reason: "private" }));
        assert_eq!(act(&rig, ask("Deux ou douze ?")).await, Ok(State::Asked));
        let late = approve(&rig, region.clone(), 1, "2024-03", line).await;
        assert_eq!(late, Err(Problem::State("return-moved")));
        let answer = sent(&rig, 1, "2024-03", typed("12", "6", "6", "")).await;
        assert_eq!(approve(&rig, region.clone(), 1, "2024-03", line).await, Err(Problem::State("return-changed")));
        assert_eq!(approve(&rig, region, 1, "2024-03", answer).await, Ok(State::Region));
    }

    async fn what_contradicts_itself_is_kept_as_typed_and_not_sent(rig: Rig) {
        ready(&rig).await;
        let Sent::Kept(findings, unread) =
            send(&rig, 1, "2024-03", typed("430", "291", "113", "")).await.unwrap()
        else { panic!("it was sent") };
        assert!(matches!(findings[0].wrong, Wrong::PartsBelow { total: 430, .. }));
        assert_eq!(unread, []);
        let Sent::Kept(_, unread) = send(&rig, 1, "2024-03", typed("=1+1", "", "", "")).await.unwrap()
        else { panic!("a formula was read") };
        assert_eq!((unread[0].field.as_str(), unread[0].typed.as_str()), ("victimes.total", "=1+1"));
        assert_eq!(victims(&rig).await, [0; 3], "nothing stands of what was not sent");
        let seen = services(&rig).await;
        let (_, opened) = returns::open(
            &mut rig.read().await,
            &danbe_guard::Policy::new(&danbe_statistics::ways()),
            &account(Standing::Typist, 1),
            &seen,
            (agency_id(1), month("2024-03")),
            &names(),
        ).await.unwrap();
        assert_eq!(opened.fields.get("victimes.total"), "=1+1", "the form shows what was typed");
        assert_eq!(altered(&rig).await, []);
    }

    async fn an_operation_two_services_count_is_refused_to_the_second(rig: Rig) {
        ready(&rig).await;
        let with = |role: &str| {
            let mut fields = typed("20", "12", "8", "");
            for (name, value) in [("reference", "Opération 7"), ("role", role), ("definition", "victimes"), ("count", "12")] {
                fields.put(&format!("op.1.{name}"), value.to_owned());
            }
            fields
        };
        sent(&rig, 1, "2024-03", with("lead")).await;
        let Sent::Kept(findings, _) = send(&rig, 2, "2024-03", with("lead")).await.unwrap()
        else { panic!("counted twice") };
        let Wrong::Twice(twice) = &findings[0].wrong else { panic!("{findings:?}") };
        assert_eq!((twice.service.as_str(), twice.count, twice.other), ("Service social de Kayes", 12, 12));
        sent(&rig, 2, "2024-03", with("partner")).await;
        sent(&rig, 2, "2024-04", {
            let mut fields = with("lead");
            fields.put("why", "Autre mois".into());
            fields
        }).await;
    }

    async fn a_month_that_is_not_open_and_a_service_nobody_enlisted_type_nothing(rig: Rig) {
        ready(&rig).await;
        let closed = Err(Problem::Invalid { field: "month", reason: "month" });
        for wrong in ["2023-12", "2025-06", "2199-12"] {
            assert_eq!(send(&rig, 1, wrong, typed("1", "1", "", "")).await, closed, "{wrong}");
        }
        assert_eq!(send(&rig, 7, "2024-03", Fields::default()).await, Err(Problem::NotFound));
    }

    async fn late_missing_and_expected_returns_are_told_apart(rig: Rig) {
        ready(&rig).await;
        sent(&rig, 1, "2024-03", typed("2", "1", "1", "")).await;
        let years = year(&rig).await.services;
        assert_eq!(years[0].count(|it| it == Counted::Missing), 11);
        assert_eq!(years[0].count(|it| matches!(it, Counted::Came { late: true, .. })), 1);
        assert_eq!(years[1].count(|it| it == Counted::Missing), 12);
        let this = returns::overview(&mut rig.read().await, &services(&rig).await, 2025, Scope::National, month("2025-05")).await.unwrap();
        let expected = this.services[0].count(|it| it == Counted::Expected);
        let not_yet = this.services[0].count(|it| it == Counted::NotYet);
        assert_eq!((expected, not_yet), (1, 8), "April may still come; May is not over");
    }

    async fn an_empty_year_is_an_honest_year(rig: Rig) {
        rig.set_clock(LATER);
        let nothing = year(&rig).await;
        assert!(nothing.figures.is_empty() && nothing.services.is_empty() && nothing.register.is_empty());
        ready(&rig).await;
        let year = year(&rig).await;
        assert_eq!(year.figures.len(), 2, "definitions in force, with nothing under them");
        assert_eq!(altered(&rig).await, []);
    }

    async fn a_definition_is_never_overwritten(rig: Rig) {
        ready(&rig).await;
        let second = define(&rig, draft("Victimes", "person", "groupe")).await.unwrap();
        assert_eq!((second.code.as_str(), second.version), ("victimes", 2));
        let all = definitions::all(&mut rig.read().await).await.unwrap();
        let versions: Vec<u16> = all.iter().filter(|it| it.definition.code == "victimes").map(|it| it.definition.version).collect();
        assert_eq!(versions, [1, 2]);
        let wrong = define(&rig, draft("Dossiers", "file", "sexe")).await;
        assert_eq!(wrong, Err(Problem::Invalid { field: "not-people", reason: "code" }));
        let by = account(Standing::Approver, 9);
        let stranger = act(&rig, Write { by, fields: draft("Autre", "file", "") }).await;
        assert_eq!(stranger, Err(Problem::NotFound));
    }

    async fn a_published_number_keeps_its_code_and_its_correction(rig: Rig) {
        ready(&rig).await;
        let line = sent(&rig, 1, "2024-03", typed("430", "291", "113", "26")).await;
        let publish = |corrects: Option<(String, String)>| Publish {
            by: account(Standing::Approver, 9), year: 2024, definition: "victimes".into(), version: 1, corrects,
        };
        assert_eq!(act(&rig, publish(None)).await, Err(Problem::State("register-nothing")));
        approve(&rig, account(Standing::Regional, 3), 1, "2024-03", line).await.unwrap();
        approve(&rig, account(Standing::Approver, 9), 1, "2024-03", line).await.unwrap();
        let first = act(&rig, publish(None)).await.unwrap();
        assert_eq!((first.total(), first.cell("sex", "male"), first.hidden()), (Some(430), Some(291), 0));
        assert_eq!(act(&rig, publish(None)).await, Err(Problem::State("register-stands")));
        let again = sent(&rig, 1, "2024-03", typed("36", "3", "30", "3")).await;
        approve(&rig, account(Standing::Regional, 3), 1, "2024-03", again).await.unwrap();
        approve(&rig, account(Standing::Approver, 9), 1, "2024-03", again).await.unwrap();
        let nothing_said = act(&rig, publish(Some((first.code.clone(), " ".into())))).await;
        assert_eq!(nothing_said, Err(Problem::Invalid { field: "reason", reason: "required" }));
        let second = act(&rig, publish(Some((first.code.clone(), "Un zéro de trop".into())))).await.unwrap();
        assert_eq!(second.cell("sex", "male"), None, "three men are not shown");
        assert!(second.hidden() >= 2, "nor is what would give them away");
        let stale = act(&rig, publish(Some((first.code.clone(), "Encore".into())))).await;
        assert_eq!(stale, Err(Problem::State("register-moved")));
        let mut conn = rig.read().await;
        let old = register::look_up(&mut conn, &first.code.to_lowercase()).await.unwrap().unwrap();
        assert_eq!((old.total(), old.corrected_by.as_deref()), (Some(430), Some(second.code.as_str())));
        assert_eq!(register::look_up(&mut conn, "2024-0000-0000").await, Ok(None));
        assert_eq!(year(&rig).await.register.len(), 2);
        assert_eq!(altered(&rig).await, []);
    }

    async fn a_correction_says_how_many_were_added_and_not_who(rig: Rig) {
        ready(&rig).await;
        let approved = async |fields| {
            let line = sent(&rig, 1, "2024-03", fields).await;
            approve(&rig, account(Standing::Regional, 3), 1, "2024-03", line).await.unwrap();
            approve(&rig, account(Standing::Approver, 9), 1, "2024-03", line).await.unwrap();
        };
        let publish = |corrects: Option<(String, String)>| Publish {
            by: account(Standing::Approver, 9), year: 2024, definition: "victimes".into(), version: 1, corrects,
        };
        approved(typed("430", "291", "113", "26")).await;
        let first = act(&rig, publish(None)).await.unwrap();
        approved(typed("433", "292", "115", "26")).await;
        let second = act(&rig, publish(Some((first.code.clone(), "Relevé tardif".into())))).await.unwrap();
        assert_eq!((second.total(), second.cell("sex", "female"), second.hidden()), (Some(433), None, 3));
        approved(typed("434", "292", "116", "26")).await;
        let third = act(&rig, publish(Some((second.code.clone(), "Encore".into())))).await.unwrap();
        assert_eq!(third.cell("sex", "female"), None, "beside the first entry, which readers kept, three women");
        assert_eq!(altered(&rig).await, []);
    }

    async fn a_second_table_of_the_same_persons_leaves_without_what_would_tell(rig: Rig) {
        ready(&rig).await;
        define(&rig, draft("Personnes", "person", "groupe")).await.unwrap();
        // 20 females of whom 19 women: one girl, as in UNODC's table for 2017
        let mut form = typed("44", "24", "20", "0");
        for (name, value) in [("total", "44"), ("group.men", "0"), ("group.women", "19"), ("group.children", "25"), ("group.unknown", "0")] {
            form.put(&format!("personnes.{name}"), value.to_owned());
        }
        let line = sent(&rig, 1, "2024-03", form).await;
        approve(&rig, account(Standing::Regional, 3), 1, "2024-03", line).await.unwrap();
        approve(&rig, account(Standing::Approver, 9), 1, "2024-03", line).await.unwrap();
        let publish = |definition: &str| Publish {
            by: account(Standing::Approver, 9), year: 2024, definition: definition.into(), version: 1, corrects: None,
        };
        let first = act(&rig, publish("victimes")).await.unwrap();
        assert_eq!((first.cell("sex", "female"), first.hidden()), (Some(20), 0));
        let look = register::preview(&mut rig.read().await, 2024, "personnes", 1).await.unwrap();
        assert_eq!(look.withheld, ["Groupe"]);
        let second = act(&rig, publish("personnes")).await.unwrap();
        assert_eq!((second.total(), second.cell("group", "women"), second.hidden()), (Some(44), None, 4));
        assert_eq!(altered(&rig).await, []);
    }

    async fn a_report_is_a_draft_until_it_is_approved_and_again_after_a_correction(rig: Rig) {
        ready(&rig).await;
        let by = || account(Standing::Approver, 9);
        let nothing = act(&rig, Approve { by: by(), year: 2024 }).await;
        assert_eq!(nothing, Err(Problem::State("report-nothing")));
        let publish = |corrects| Publish { by: by(), year: 2024, definition: "victimes".into(), version: 1, corrects };
        for (month, total) in [("2024-03", "430"), ("2024-04", "50")] {
            let line = sent(&rig, 1, month, {
                let mut fields = typed(total, total, "", "");
                fields.put("why", "Opération du mois".into());
                fields
            }).await;
            approve(&rig, account(Standing::Regional, 3), 1, month, line).await.unwrap();
            approve(&rig, by(), 1, month, line).await.unwrap();
        }
        let code = act(&rig, publish(None)).await.unwrap().code;
        let stands = |it: &Approval| matches!(it, Approval::Stands { by, .. } if by == "approver-9");
        assert_eq!(register::approval(&mut rig.read().await, 2024).await, Ok(Approval::Draft));
        for standing in [Standing::Reader, Standing::Statistician, Standing::Regional, Standing::Typist] {
            let refused = act(&rig, Approve { by: account(standing, 9), year: 2024 }).await;
            assert_eq!(refused, Err(Problem::NotFound), "{standing:?}");
        }
        act(&rig, Approve { by: by(), year: 2024 }).await.unwrap();
        assert!(stands(&register::approval(&mut rig.read().await, 2024).await.unwrap()));
        let again = act(&rig, Approve { by: by(), year: 2024 }).await;
        assert_eq!(again, Err(Problem::State("report-approved")));
        act(&rig, publish(Some((code, "Relevé tardif".into())))).await.unwrap();
        let overtaken = register::approval(&mut rig.read().await, 2024).await.unwrap();
        assert!(matches!(overtaken, Approval::Overtaken { .. }), "{overtaken:?}");
        act(&rig, Approve { by: by(), year: 2024 }).await.unwrap();
        assert!(stands(&register::approval(&mut rig.read().await, 2024).await.unwrap()));
        assert_eq!(altered(&rig).await, []);
        rig.tamper("UPDATE register_report SET account = 'approver-8'").await;
        let found = altered(&rig).await;
        assert_eq!(found, [Altered::Report { year: 2024 }, Altered::Report { year: 2024 }]);
    }

    async fn joining_is_declared_by_the_statistician_alone_and_altered_is_seen(rig: Rig) {
        ready(&rig).await;
        let agencies = [agency_id(1), agency_id(2)].into();
        let found = Statement { year: 2024, agencies, possible: 9, joined: 0, apart: 3 };
        for standing in [Standing::Reader, Standing::Approver, Standing::Regional, Standing::Typist] {
            let refused = act(&rig, Declare { by: account(standing, 9), statement: found.clone() }).await;
            assert_eq!(refused, Err(Problem::NotFound), "{standing:?}");
        }
        let declare = |statement| Declare { by: account(Standing::Statistician, 9), statement };
        let nobody = act(&rig, declare(Statement { joined: 1, ..found.clone() })).await;
        assert_eq!(nobody, Err(Problem::Invalid { field: "joined", reason: "code" }), "no pseudonym is counted");
        act(&rig, declare(found)).await.unwrap();
        assert_eq!(altered(&rig).await, []);
        rig.tamper("UPDATE joining_statement SET text = REPLACE(text, '9', '8')").await;
        assert_eq!(altered(&rig).await, [Altered::Joining { year: 2024 }]);
        rig.tamper("DELETE FROM joining_statement").await;
        assert!(matches!(altered(&rig).await.as_slice(), [Altered::Event { .. }]));
    }

    async fn what_was_published_elsewhere_stands_beside_and_can_be_withdrawn(rig: Rig) {
        ready(&rig).await;
        let all = definitions::all(&mut rig.read().await).await.unwrap();
        let victims = all.into_iter().find(|it| it.definition.code == "victimes").unwrap().definition;
        let one = |year: &str, total: &str, doubt: &str| EnterOne {
            by: account(Standing::Statistician, 9),
            definition: victims.clone(),
            fields: fields(&[
                ("year", year), ("victimes.total", total), ("wording", "victimes"), ("unit", "person"),
                ("source", "Journal inventé"), ("doubt", doubt),
            ]),
        };
        act(&rig, one("2023", "5481", "")).await.unwrap();
        let jump = act(&rig, one("2024", "629", "")).await;
        assert_eq!(jump, Err(Problem::State("published-refused")), "a ninefold fall without a word");
        let batch = act(&rig, one("2024", "629", "Définition inconnue")).await.unwrap();
        let series = published::series(&mut rig.read().await, None).await.unwrap();
        assert_eq!(series.len(), 2, "two batches are two series");
        let by = || By::Account(account(Standing::Statistician, 9));
        act(&rig, Withdraw { by: by(), batch }).await.unwrap();
        assert_eq!(act(&rig, Withdraw { by: by(), batch }).await, Err(Problem::State("exists")));
        assert_eq!(act(&rig, Withdraw { by: by(), batch: 0 }).await, Err(Problem::NotFound));
        assert_eq!(published::series(&mut rig.read().await, None).await.unwrap().len(), 1);
        let empty = act(&rig, Enter { by: by(), source: "x".into(), values: vec![] }).await;
        assert_eq!(empty, Err(Problem::Invalid { field: "values", reason: "long" }));
        assert_eq!(altered(&rig).await, []);
    }

    async fn whatever_is_altered_is_named(rig: Rig) {
        ready(&rig).await;
        let line = sent(&rig, 1, "2024-03", {
            let mut fields = typed("430", "291", "113", "26");
            for (name, value) in [("reference", "Opération 7"), ("role", "lead"), ("definition", "victimes"), ("count", "12")] {
                fields.put(&format!("op.1.{name}"), value.to_owned());
            }
            fields
        }).await;
        approve(&rig, account(Standing::Regional, 3), 1, "2024-03", line).await.unwrap();
        approve(&rig, account(Standing::Approver, 9), 1, "2024-03", line).await.unwrap();
        let publish = Publish { by: account(Standing::Approver, 9), year: 2024, definition: "victimes".into(), version: 1, corrects: None };
        let code = act(&rig, publish).await.unwrap().code;
        assert_eq!(altered(&rig).await, []);
        let agency: AgencyId = agency_id(1);
        let cases: [Case; 14] = [
            ("UPDATE returns_cell SET n = n + 1 WHERE category = 'male'", "UPDATE returns_cell SET n = n - 1 WHERE category = 'male'",
             |it| matches!(it, Altered::Cell { event: Some(291), stands: Some(292), .. })),
            ("UPDATE returns_sum SET n = 900 WHERE n = 430 AND region <> ''", "UPDATE returns_sum SET n = 430 WHERE n = 900",
             |it| matches!(it, Altered::Sum { event: 430, stands: 900, .. })),
            ("UPDATE returns_sum SET n = 900 WHERE n = 430 AND region = ''", "UPDATE returns_sum SET n = 430 WHERE n = 900",
             |it| matches!(it, Altered::Sum { event: 430, stands: 900, .. })),
            ("UPDATE returns_operation SET n = 11", "UPDATE returns_operation SET n = 12",
             |it| matches!(it, Altered::Operation { .. })),
            ("UPDATE returns_operation SET reference = reference || ' '", "UPDATE returns_operation SET reference = TRIM(reference)",
             |it| matches!(it, Altered::Operation { .. })),
            ("UPDATE returns_step SET account = account || ' ' WHERE step = 'region'", "UPDATE returns_step SET account = TRIM(account)",
             |it| matches!(it, Altered::Step { .. })),
            ("UPDATE returns_now SET first = first - 86400000", "UPDATE returns_now SET first = first + 86400000",
             |it| matches!(it, Altered::State { .. })),
            ("UPDATE definitions_service SET kind = 'police'", "UPDATE definitions_service SET kind = 'shelter'",
             |it| matches!(it, Altered::Service { .. })),
            ("UPDATE register_entry SET account = account || ' '", "UPDATE register_entry SET account = TRIM(account)",
             |it| matches!(it, Altered::Entry { .. })),
            ("UPDATE returns_now SET state = 'sent'", "UPDATE returns_now SET state = 'committee'",
             |it| matches!(it, Altered::State { .. })),
            ("UPDATE returns_saved SET account = account, text = text || ' '", "UPDATE returns_saved SET text = TRIM(text)",
             |it| matches!(it, Altered::Saved { .. })),
            ("UPDATE definitions_version SET text = text || ' '", "UPDATE definitions_version SET text = TRIM(text)",
             |it| matches!(it, Altered::Definition { version: 1, .. })),
            ("UPDATE register_entry SET text = text || ' '", "UPDATE register_entry SET text = TRIM(text)",
             |it| matches!(it, Altered::Entry { .. })),
            ("UPDATE ledger_event SET text = REPLACE(text, '\"430\"', '\"431\"')", "UPDATE ledger_event SET text = REPLACE(text, '\"431\"', '\"430\"')",
             |it| matches!(it, Altered::Event { .. })),
        ];
        for (harm, heal, named) in cases {
            rig.tamper(harm).await;
            let found = altered(&rig).await;
            assert!(found.iter().any(named), "{harm}: {found:?}");
            rig.tamper(heal).await;
            assert_eq!(altered(&rig).await, [], "healed: {heal}");
        }
        rig.tamper("DELETE FROM returns_operation").await;
        let gone = altered(&rig).await;
        assert!(gone.iter().any(|it| matches!(it, Altered::Operation { .. })), "{gone:?}");
        rig.tamper("DELETE FROM returns_cell WHERE category = 'male'").await;
        let gone = altered(&rig).await;
        assert!(gone.iter().any(|it| matches!(it, Altered::Cell { stands: None, .. })), "{gone:?}");
        let mut found = recount(&mut rig.read().await, 2024, u64::MAX).await.unwrap();
        found.altered.push(Altered::Entry { code: code.clone() });
        let text = report_text(&found, 2024, &names());
        assert!(text.contains("Service social de Kayes") && text.contains(&code) && text.contains("DIFFÉRENT"), "{text}");
        assert!(!text.contains(&agency.to_string()) && !text.contains('⟨'), "{text}");
    }
}

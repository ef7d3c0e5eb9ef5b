//! The contradictions that were published, one by one.

use super::*;
use danbe_words::{Month, ServiceKind, Stage, Unit};

fn definition(unit: Unit, breakdowns: &str) -> Result<Definition, Fault> {
    let drafted = Drafted {
        title: "Personnes mises en cause",
        unit,
        stage: None,
        says: "Personne entendue dans un dossier d’enquête",
        rule: "Une fois par dossier",
        breakdowns,
        kinds: vec![ServiceKind::Police],
        from: Month::new(2024, 1).unwrap(),
        measures: "",
        agenda: None,
    };
    Definition::meant(&drafted, "mises-en-cause", 1)
}

fn entry(total: u64, breakdown: &str, counts: &[Option<u64>]) -> Entry {
    let parts = Parts { breakdown: breakdown.into(), counts: counts.to_vec(), percents: Vec::new() };
    Entry { total: Some(total), parts: vec![parts] }
}

fn wrongs(findings: Vec<Finding>) -> Vec<Wrong> {
    findings.into_iter().map(|it| it.wrong).collect()
}

#[test]
fn men_and_women_that_make_404_are_not_430_until_26_are_of_unknown_sex() {
    let persons = definition(Unit::Person, "sexe").unwrap();
    let given = entry(430, "sex", &[Some(291), Some(113), None]);
    let found = check(&persons, Some(Unit::Person), &given, None);
    let below = Wrong::PartsBelow { breakdown: "Sexe".into(), counts: vec![291, 113], total: 430 };
    assert_eq!(found, [Finding { weight: Weight::Refused, about: "mises-en-cause".into(), wrong: below }]);
    let repaired = entry(430, "sex", &[Some(291), Some(113), Some(26)]);
    assert_eq!(check(&persons, Some(Unit::Person), &repaired, None), []);
    let above = check(&persons, Some(Unit::Person), &entry(400, "sex", &[Some(291), Some(113), None]), None);
    assert!(matches!(wrongs(above)[..], [Wrong::PartsAbove { total: 400, .. }]));
}

#[test]
fn investigations_that_were_persons_are_refused_by_their_unit() {
    let persons = definition(Unit::Person, "sexe").unwrap();
    let given = entry(430, "sex", &[Some(291), Some(113), Some(26)]);
    let found = wrongs(check(&persons, Some(Unit::File), &given, None));
    let not_people = Wrong::NotPeople { total: 430, unit: Unit::File, counts: vec![291, 113, 26] };
    let other = Wrong::OtherUnit { total: 430, said: Unit::File, expected: Unit::Person };
    assert_eq!(found, [not_people, other]);
    assert_eq!(wrongs(check(&persons, None, &given, None)), [Wrong::NoUnit { total: 430 }]);
}

#[test]
fn a_file_has_no_sex_and_a_session_no_stage() {
    assert_eq!(definition(Unit::File, "sexe").unwrap_err(), Fault::NotPeople);
    assert!(definition(Unit::File, "Issue : clos, ouvert").is_ok());
    let drafted = |unit, stage| {
        let draft = Drafted {
            title: "x",
            unit,
            stage,
            says: "x",
            rule: "x",
            breakdowns: "",
            kinds: vec![ServiceKind::Ngo],
            from: Month::new(2024, 1).unwrap(),
            measures: "",
            agenda: None,
        };
        Definition::meant(&draft, "x", 1)
    };
    assert_eq!(drafted(Unit::Session, Some(Stage::Presumed)).unwrap_err(), Fault::Stage);
    assert!(drafted(Unit::Person, Some(Stage::Presumed)).is_ok());
}

#[test]
fn unknown_ends_every_breakdown_once() {
    for typed in ["sexe", "groupe", "âge", "forme", "Métier : greffier, juge", "Métier : juge, inconnu"] {
        let made = definition(Unit::Person, typed).unwrap();
        let categories = made.breakdowns[0].categories();
        let unknown = categories.iter().filter(|it| it.code == UNKNOWN).count();
        assert_eq!((unknown, categories.last().unwrap().code.as_str()), (1, UNKNOWN), "{typed}");
    }
    for wrong in ["nom de rien", "Métier :", "Métier : juge, Juge", "sexe\nsexe", ": a, b"] {
        assert!(definition(Unit::Person, wrong).is_err(), "{wrong}");
    }
}

#[test]
fn two_breakdowns_whose_difference_would_tell_are_not_one_definition() {
    for typed in ["groupe\nsexe", "âge\ngroupe"] {
        assert_eq!(definition(Unit::Person, typed).unwrap_err(), Fault::Crossed, "{typed}");
    }
    assert!(definition(Unit::Person, "sexe\nâge\nforme").is_ok());
}

#[test]
fn a_percentage_follows_from_its_counts_or_is_refused() {
    let persons = definition(Unit::Person, "groupe").unwrap();
    let printed = |tenths: u32| {
        let mut given = entry(629, "group", &[Some(42), Some(250), Some(337), None]);
        given.parts[0].percents = vec![None, None, Some(tenths), None];
        check(&persons, Some(Unit::Person), &given, None)
    };
    let percent =
        |printed| Wrong::Percent { category: "Enfants".into(), count: 337, total: 629, printed, right: 536 };
    assert_eq!(wrongs(printed(500)), [percent(500)]);
    assert_eq!(printed(500)[0].weight, Weight::Refused);
    assert_eq!((wrongs(printed(530)), printed(530)[0].weight), (vec![percent(530)], Weight::Asked), "cut");
    assert_eq!(printed(540), []);
    assert_eq!(printed(536), []);
    let nobody = Parts {
        breakdown: "group".into(),
        counts: vec![Some(0); 4],
        percents: vec![Some(500), None, None, None],
    };
    let empty = Entry { total: Some(0), parts: vec![nobody] };
    assert_eq!(check(&persons, Some(Unit::Person), &empty, None), [], "no share of nothing, no panic");
}

#[test]
fn a_ninefold_fall_is_asked_about_and_a_small_service_may_leap() {
    let persons = definition(Unit::Person, "").unwrap();
    let jump = |before, now| {
        let before = Before { period: "2023".into(), total: before };
        wrongs(check(&persons, Some(Unit::Person), &Entry { total: Some(now), parts: vec![] }, Some(&before)))
    };
    assert_eq!(jump(5_481, 629), [Wrong::Jump { period: "2023".into(), before: 5_481, now: 629 }]);
    assert_eq!(jump(2, 12), []);
    assert_eq!(jump(0, 30).len(), 1);
    assert_eq!(jump(300, 629), []);
}

#[test]
fn nothing_given_is_not_zero() {
    let persons = definition(Unit::Person, "sexe").unwrap();
    let one = |total, counts: &[Option<u64>]| {
        let mut given = entry(0, "sex", counts);
        given.total = total;
        wrongs(check(&persons, Some(Unit::Person), &given, None))
    };
    assert_eq!(one(None, &[None, None, None]), [Wrong::Nothing]);
    assert_eq!(one(None, &[Some(3), None, None]), [Wrong::NoTotal { sum: 3 }]);
    assert_eq!(one(Some(0), &[None, None, None]), []);
    assert_eq!(one(Some(u64::MAX), &[Some(u64::MAX), Some(u64::MAX), None]), [], "no overflow");
}

#[test]
fn a_joint_operation_is_counted_by_one_service() {
    let op = |role, count| Operation {
        reference: "Opération 2024-03 A".into(),
        role,
        definition: "victimes".into(),
        count,
    };
    let other = Operation { reference: "operation  2024-03 a".into(), ..op(Role::Lead, 14) };
    let police = vec![("Brigade".to_owned(), other)];
    let led = twice(&[(op(Role::Lead, 12), Some(20))], &police);
    let said =
        Twice { reference: "Opération 2024-03 A".into(), count: 12, service: "Brigade".into(), other: 14 };
    assert_eq!(led.first().map(|it| it.weight), Some(Weight::Refused));
    assert_eq!(wrongs(led), [Wrong::Twice(said)]);
    assert_eq!(twice(&[(op(Role::Partner, 12), Some(20))], &police), []);
    assert_eq!(twice(&[(op(Role::Lead, 12), Some(20))], &[]), []);
    let alone = twice(&[(op(Role::Partner, 12), Some(0))], &[]);
    assert_eq!(alone.first().map(|it| it.weight), Some(Weight::Asked));
    assert!(matches!(
        wrongs(twice(&[(op(Role::Lead, 12), Some(5))], &[]))[..],
        [Wrong::OperationAbove { count: 12, total: 5, .. }]
    ));
}

#[test]
fn a_figure_adds_to_its_own_kind_alone() {
    let persons = definition(Unit::Person, "sexe").unwrap();
    let given = entry(430, "sex", &[Some(291), Some(113), Some(26)]);
    let mut sum = Figure::of(&persons, &given);
    sum.add(&Figure::of(&persons, &given)).unwrap();
    assert_eq!((sum.total, sum.cell("sex", "male"), sum.adds_up()), (860, 582, true));
    let later = Definition { version: 2, ..persons.clone() };
    let files = Definition { unit: Unit::File, ..persons.clone() };
    let listeners = Definition { code: "auditeurs".into(), ..persons };
    for other in [later, files, listeners] {
        let before = sum.clone();
        assert!(sum.add(&Figure::of(&other, &given)).is_err());
        assert_eq!(sum, before, "nothing was added");
    }
}

#[test]
fn a_label_becomes_a_stable_code() {
    assert_eq!(
        slug("Personnes touchées : écoute d’une émission"),
        "personnes-touchees-ecoute-d-une-emission"
    );
    assert_eq!(slug("  Œuvre N° 2 "), "oeuvre-n-2");
    assert_eq!(slug("…"), "");
}

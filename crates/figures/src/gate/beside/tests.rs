//! The subtraction across tables, on the numbers with which UNODC's table is undone.

use super::*;
use crate::counts::{Drafted, Figure};
use crate::gate::{Cell, official};
use danbe_words::{Month, ServiceKind, Stage};

fn definition(code: &str, stage: Option<Stage>, breakdowns: &str) -> Definition {
    let drafted = Drafted {
        title: code,
        unit: Unit::Person,
        stage,
        says: "x",
        rule: "x",
        breakdowns,
        kinds: vec![ServiceKind::Shelter],
        from: Month::new(2017, 1).unwrap(),
        measures: "",
        agenda: None,
    };
    Definition::meant(&drafted, code, 1).unwrap()
}

/// Girls, women, boys, men.
type People = [i64; 4];

/// Mali 2017, detected victims (dataunodc.un.org): 44 printed, of whom 25 children, 20 females, 19 women, "<5" girls.
const UNODC: People = [1, 19, 24, 0];

fn counted(definition: &Definition, [girls, women, boys, men]: People) -> Figure {
    let mut figure = Figure::nothing(definition);
    figure.total = girls + women + boys + men;
    for (breakdown, category, count) in [
        ("sex", "female", girls + women),
        ("sex", "male", boys + men),
        ("age", "children", girls + boys),
        ("age", "adults", women + men),
        ("group", "women", women),
        ("group", "men", men),
        ("group", "children", girls + boys),
    ] {
        if definition.breakdown(breakdown).is_some() {
            figure.take(breakdown, category, count);
        }
    }
    figure
}

fn out(definition: &Definition, people: People) -> Official {
    official(definition, &counted(definition, people)).unwrap()
}

fn shown(out: &Official, breakdown: &str, category: &str) -> Option<u64> {
    out.cells.iter().find(|(b, c, _)| b == breakdown && c == category).and_then(|(.., number)| *number)
}

/// Least and most girls a reader of these cells can compute; the attack of the gate, asked one thing.
fn girls(cells: &[&[Cell]]) -> (u64, Option<u64>) {
    let mut known: Vec<(Vec<usize>, u64)> = Vec::new();
    for (breakdown, category, number) in cells.iter().copied().flatten() {
        let Some(number) = number else { continue };
        let atoms =
            if breakdown.is_empty() { (0..KINDS).collect() } else { kinds(breakdown, category).unwrap() };
        known.push((atoms, *number));
    }
    // a threshold nothing reaches: every cell is then a finding, with its bounds
    let found = audit_sums(KINDS, &known, &[vec![3]], u64::MAX).unwrap().unwrap();
    let bounds = found.recovered.iter().chain(&found.narrowed).next().unwrap().bounds;
    (bounds.least, bounds.most)
}

#[test]
fn two_tables_without_a_gate_beside_them_tell_the_one_girl() {
    let by_sex = out(&definition("victimes", Some(Stage::Identified), "sexe"), UNODC);
    let by_group = out(&definition("personnes", Some(Stage::Identified), "groupe"), UNODC);
    assert_eq!((by_sex.hidden(), by_group.hidden()), (0, 0), "each alone passes");
    assert_eq!(girls(&[&by_sex.cells, &by_group.cells]), (1, Some(1)), "20 females less 19 women");
}

#[test]
fn the_second_table_of_one_population_leaves_without_what_would_tell_the_girl() {
    let (sex, group) = (
        definition("victimes", Some(Stage::Identified), "sexe"),
        definition("personnes", Some(Stage::Identified), "groupe\nIssue : retour, accueil"),
    );
    let by_sex = out(&sex, UNODC);
    let said = [Said { definition: &sex, cells: &by_sex.cells }];
    let by_group = beside(&group, out(&group, UNODC), &said).unwrap();
    assert_eq!(by_group.withheld, ["group"]);
    assert_eq!((by_group.cells[0].2, shown(&by_group, "group", "women")), (Some(44), None));
    let (least, most) = girls(&[&by_sex.cells, &by_group.cells[..5]]);
    assert!(least == 0 && most >= Some(MIN_CELL), "{least}..{most:?}");
    // and the other way round
    let first = out(&group, UNODC);
    let second = beside(&sex, out(&sex, UNODC), &[Said { definition: &group, cells: &first.cells }]).unwrap();
    assert_eq!(second.withheld, ["sex"]);
}

#[test]
fn three_tables_together_tell_what_no_two_do() {
    // 30 females, 30 males; 30 children: by age alone beside sex nothing follows; with 25 women, five girls do
    let people = [5, 25, 25, 5];
    let make = |code: &str, breakdowns: &str| definition(code, Some(Stage::Identified), breakdowns);
    let (sex, age) = (make("a", "sexe"), make("b", "âge"));
    let (by_sex, by_age) = (out(&sex, people), out(&age, people));
    let beside_sex = beside(&age, by_age, &[Said { definition: &sex, cells: &by_sex.cells }]).unwrap();
    assert!(beside_sex.withheld.is_empty(), "{beside_sex:?}");
    let both = [
        Said { definition: &sex, cells: &by_sex.cells },
        Said { definition: &age, cells: &beside_sex.cells },
    ];
    let group = make("c", "groupe");
    let by_group = beside(&group, out(&group, people), &both).unwrap();
    let (least, most) = girls(&[&by_sex.cells, &beside_sex.cells, &by_group.cells]);
    assert!(least == 0 && most >= Some(MIN_CELL), "{least}..{most:?}: {by_group:?}");
}

#[test]
fn large_groups_pass_beside_one_another() {
    let people = [120, 190, 240, 79];
    let (sex, group) = (
        definition("a", Some(Stage::Identified), "sexe"),
        definition("b", Some(Stage::Identified), "groupe"),
    );
    let by_sex = out(&sex, people);
    let by_group =
        beside(&group, out(&group, people), &[Said { definition: &sex, cells: &by_sex.cells }]).unwrap();
    assert_eq!((by_group.hidden(), by_group.withheld.len()), (0, 0));
}

#[test]
fn a_population_within_another_is_not_told_by_a_small_difference() {
    let stage = Some(Stage::Assisted);
    let (all, some) = (definition("a", stage, "groupe"), definition("b", stage, "groupe"));
    let first = out(&all, [100, 200, 100, 50]);
    let said = [Said { definition: &all, cells: &first.cells }];
    let apart = beside(&some, out(&some, [60, 197, 60, 20]), &said).unwrap();
    assert_eq!((apart.withheld, shown(&first, "group", "women")), (vec!["group".to_owned()], Some(200)));
    assert!(
        beside(&some, out(&some, [100, 200, 97, 50]), &said).is_err(),
        "447 beside 450 are three persons"
    );
    let other = definition("c", Some(Stage::Presumed), "groupe");
    assert!(
        beside(&other, out(&other, [100, 200, 97, 50]), &said).unwrap().withheld.is_empty(),
        "another stage"
    );
}

/// The correction of a figure, as it leaves beside the entry it replaces.
fn corrected(breakdowns: &str, before: People, after: People) -> (Official, Official) {
    let definition = definition("victimes", Some(Stage::Identified), breakdowns);
    let first = out(&definition, before);
    let said = [Said { definition: &definition, cells: &first.cells }];
    let second = beside(&definition, out(&definition, after), &said).unwrap();
    (first, second)
}

#[test]
fn a_correction_says_how_many_were_added_and_not_who_they_are() {
    let (_, second) = corrected("groupe", [120, 190, 240, 79], [120, 191, 240, 81]);
    assert_eq!(second.cells[0].2, Some(632), "three more persons are said: a figure is corrected for that");
    assert_eq!(second.withheld, ["group"], "one woman and two men are not");
    assert!(second.cells[1..].iter().all(|(.., number)| number.is_none()));
}

#[test]
fn a_correction_of_many_and_one_that_changes_nothing_keep_their_breakdowns() {
    let people = [120, 190, 240, 79];
    for after in [people, [140, 290, 260, 179]] {
        let (_, second) = corrected("groupe", people, after);
        assert!(second.withheld.is_empty(), "{after:?}: {second:?}");
    }
    // a hundred persons of whom two are women: the group tells the two; the sex does not, women and girls are 42
    let withheld = ["groupe", "sexe"].map(|it| corrected(it, people, [160, 192, 240, 137]).1.withheld);
    assert_eq!(withheld, [vec!["group".to_owned()], vec![]]);
}

#[test]
fn a_correction_does_not_complete_what_the_entry_before_it_hid() {
    // 45 women, 5 men, 3 children: the rest of the women would be eight, so that all three are hidden
    let (before, after) = ([3, 45, 0, 5], [12, 45, 0, 5]);
    let (first, second) = corrected("groupe", before, after);
    assert_eq!(shown(&first, "group", "women"), None);
    let alone = out(&definition("victimes", Some(Stage::Identified), "groupe"), after);
    assert_eq!(
        shown(&alone, "group", "women"),
        Some(45),
        "alone it would leave, and eight be known of the first"
    );
    assert_eq!(second.withheld, ["group"]);
}

#[test]
fn a_number_ten_times_too_large_is_corrected_with_its_breakdown() {
    let (_, second) = corrected("sexe", [130, 161, 0, 139], [0, 33, 0, 13]);
    assert!(second.withheld.is_empty() && shown(&second, "sex", "female") == Some(33), "{second:?}");
}

#[test]
fn another_version_of_a_figure_is_attacked_together_with_the_one_it_replaces() {
    let make = |breakdowns: &str| definition("victimes", Some(Stage::Identified), breakdowns);
    let (sex, group) = (make("sexe"), make("groupe"));
    let first = out(&sex, UNODC);
    let second =
        beside(&group, out(&group, UNODC), &[Said { definition: &sex, cells: &first.cells }]).unwrap();
    assert_eq!(second.withheld, ["group"], "20 females less 19 women");
}

#[test]
fn files_and_events_are_of_nobody() {
    let persons = definition("a", None, "sexe");
    let files = Definition { unit: Unit::File, ..definition("b", None, "") };
    let first = out(&persons, UNODC);
    let mut figure = Figure::nothing(&files);
    figure.total = 43;
    let out = beside(
        &files,
        official(&files, &figure).unwrap(),
        &[Said { definition: &persons, cells: &first.cells }],
    );
    assert_eq!(out.unwrap().cells[0].2, Some(43));
}

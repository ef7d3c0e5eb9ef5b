//! The protector against the auditor, on tables nobody chose.

use super::moves::holds;
use super::samples::{flat, random};
use super::*;
use crate::stream::Stream;

const RULE: Rule = Rule { min_cell: 11, zeros: Zeros::Hidden, keep_total: false };

fn protected(table: Table, rule: &Rule, effort: Effort) -> Protected {
    protect(table, rule, effort, &mut |_, _| {}).unwrap()
}

/// Recovered cells, and cells proven small.
fn attacked(release: &Release) -> (usize, usize) {
    let found = audit(release, &Knowledge::default(), RULE.min_cell, &mut |_, _| {}).unwrap();
    (found.recovered.len(), found.narrowed.len())
}

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|it| it.parse().ok()).unwrap_or(otherwise)
}

#[test]
fn nothing_is_recovered_from_random_hierarchical_tables() {
    for seed in 0..60 {
        let rule = if seed % 3 == 0 { Rule { zeros: Zeros::Shown, ..RULE } } else { RULE };
        let safe = protected(random(seed), &rule, Effort::Quick);
        assert!(safe.witnesses.iter().all(|it| holds(&safe.table, it)), "seed {seed}");
        let release = safe.release();
        assert!(release.adds_up());
        assert_eq!(attacked(&release), (0, 0), "seed {seed}");
    }
}

#[test]
fn primary_suppression_alone_is_undone() {
    let undone = (0..20).filter(|seed| {
        let mut safe = protected(random(*seed), &RULE, Effort::Quick);
        let (primary, table) = (safe.primary.clone(), &safe.table);
        safe.hidden = (0..table.size()).map(|cell| primary.contains(&cell)).collect();
        attacked(&safe.release()) != (0, 0)
    });
    assert!(undone.count() > 10, "an auditor that finds nothing here is blind");
}

#[test]
fn a_member_of_each_cell_proves_nothing_more() {
    for seed in 0..12 {
        let safe = protected(random(seed), &RULE, Effort::Quick);
        let release = safe.release();
        let members: Vec<usize> = release
            .hidden()
            .filter(|cell| safe.table.is_leaf(*cell) && safe.table.value(*cell) > 0)
            .collect();
        let knowledge = Knowledge { members, ..Knowledge::default() };
        let found = audit(&release, &knowledge, 0, &mut |_, _| {}).unwrap();
        // a margin made of lone persons is known to those persons, together
        let lone = |it: &Finding| safe.table.below(it.cell).iter().all(|leaf| safe.table.value(*leaf) < 2);
        assert!(found.recovered.iter().all(lone), "seed {seed}");
    }
}

#[test]
fn the_optimum_is_never_beaten_and_never_twice_as_cheap() {
    let (mut tried, mut seed) = (0, 0);
    while tried < 24 {
        seed += 1;
        let table = if seed % 2 == 0 { random(seed) } else { flat(seed, 3, 4) };
        if table.cells().count() > 30 {
            continue;
        }
        let Some(least) = optimum(&table, &RULE) else { continue };
        tried += 1;
        let cost = protected(table.clone(), &RULE, Effort::Best).cost();
        assert!(cost >= least, "seed {seed}: {cost} below the optimum {least}");
        assert!(cost <= 2 * least, "seed {seed}: {cost} over {least}");
    }
}

#[test]
fn linked_tables_of_the_unodc_shape_are_not_undone() {
    for seed in 0..10 {
        let (mut table, mut stream) = (unodc(), Stream(seed));
        samples::fill(&mut table, &mut stream);
        let safe = protected(table, &RULE, Effort::Quick);
        let release = safe.release();
        assert_eq!(attacked(&release), (0, 0), "seed {seed}");
    }
}

/// Form by sex by age, and citizenship, linked by their total.
fn unodc() -> Table {
    let make = |name: &str, labels: &[&str]| Dimension::new(name, labels.iter().copied());
    let mut table = Table::new(vec![
        make("form", &["sexual", "labour", "other"]),
        make("sex", &["female", "male", "unknown"]),
        make("age", &["0 to 17", "18 or over", "unknown"]),
        make("citizenship", &["national", "neighbour", "other"]),
    ])
    .unwrap();
    table.publish_only(&[vec![0, 1, 2], vec![3]]);
    table
}

#[test]
fn a_total_that_is_kept_is_shown_or_the_refusal_names_the_cell() {
    let rule = Rule { keep_total: true, ..RULE };
    let mut kept = 0;
    for seed in 0..20 {
        match protect(random(seed), &rule, Effort::Quick, &mut |_, _| {}) {
            Ok(safe) => {
                kept += 1;
                assert!(!safe.hides(0));
                assert_eq!(attacked(&safe.release()), (0, 0), "seed {seed}");
            }
            Err(error) => assert!(matches!(error, TableError::Unprotectable(_))),
        }
    }
    assert!(kept > 10);
}

#[test]
fn two_releases_of_the_same_persons_are_attacked_together() {
    let table = flat(4, 4, 4);
    let safe = protected(table.clone(), &RULE, Effort::Quick);
    let release = safe.release();
    let same = compare(&release, &release, Population::Same, 11, None, &mut |_, _| {}).unwrap();
    assert!(same.holds());
    let mut careless = release.clone();
    let hidden = release.hidden().find(|cell| table.is_leaf(*cell)).unwrap();
    careless.shown[hidden] = Shown::Count(table.value(hidden));
    let found = compare(&careless, &release, Population::Same, 11, None, &mut |_, _| {}).unwrap();
    assert_eq!(found.unmasked.len(), 1);
    assert!(!found.holds());
}

#[test]
fn rounding_keeps_sums_and_stays_close() {
    for seed in 0..30 {
        let rounded = round(random(seed), 5).unwrap();
        assert!(rounded.release().adds_up());
        let leaves = rounded.table.leaves();
        let mut far = leaves.map(|leaf| rounded.table.value(leaf).abs_diff(rounded.rounded.value(leaf)));
        assert!(far.all(|it| it < 5));
    }
}

#[test]
fn a_rounded_table_is_not_undone_by_its_sums_nor_by_a_total_known_from_elsewhere() {
    for seed in 0..20 {
        let rounded = round(random(seed), 5).unwrap();
        let release = rounded.release();
        let attacked = |knowledge: &Knowledge| audit(&release, knowledge, 0, &mut |_, _| {}).unwrap();
        let alone = Knowledge { rounded: Some(5), ..Knowledge::default() };
        assert_eq!(attacked(&alone).recovered, [], "seed {seed}");
        let total = Knowledge { known: vec![(0, rounded.table.value(0))], ..alone.clone() };
        assert_eq!(attacked(&total).recovered, [], "seed {seed}");
        // who knows every other cell knows this one: the auditor must say so
        let leaves: Vec<usize> = rounded.table.leaves().collect();
        let others = leaves[1..].iter().map(|leaf| (*leaf, rounded.table.value(*leaf)));
        let known = others.chain([(0, rounded.table.value(0))]).collect();
        let found = attacked(&Knowledge { known, ..alone }).recovered;
        let own = found.iter().find(|it| it.cell == leaves[0]).unwrap();
        assert_eq!(own.bounds.least, rounded.table.value(leaves[0]), "seed {seed}");
    }
}

#[test]
fn two_roundings_of_the_same_persons_are_attacked_together() {
    let shape = || Table::new(vec![Dimension::new("place", ["a", "b"])]).unwrap();
    let release = |numbers: [u64; 2]| {
        let mut table = shape();
        let leaves: Vec<usize> = table.leaves().collect();
        leaves.iter().zip(numbers).for_each(|(leaf, count)| table.add(*leaf, count));
        let shown = (0..table.size()).map(|cell| Shown::Count(table.value(cell))).collect();
        Release { shape: table.emptied(), shown }
    };
    // 4 was rounded to 0 in one and to 8 in the other, by other rules of base 5 and 4: only 4 fits both ways
    let series =
        compare(&release([0, 10]), &release([8, 10]), Population::Same, 11, Some(5), &mut |_, _| {}).unwrap();
    assert_eq!(series.audit.recovered.len(), 1, "{:?}", series.audit);
    assert_eq!(series.audit.recovered[0].bounds.least, 4);
    let close = compare(&release([5, 10]), &release([10, 10]), Population::Same, 11, Some(5), &mut |_, _| {})
        .unwrap();
    assert!(close.audit.recovered.is_empty());
}

/// The long trial: `cargo test --release -p danbe-figures --features publication trial -- --ignored --nocapture`.
#[test]
#[ignore = "ten thousand tables: minutes"]
fn trial_of_ten_thousand_tables() {
    let (trials, first) = (number("DANBE_PROVE_TRIALS", 10_000), number("DANBE_PROVE_SEED", 1_000_000));
    let (mut failures, mut hidden, mut cells) = (0, 0, 0);
    for seed in first..first + trials {
        let rule = if seed % 3 == 0 { Rule { zeros: Zeros::Shown, ..RULE } } else { RULE };
        let safe = protected(random(seed), &rule, Effort::Quick);
        let release = safe.release();
        hidden += release.hidden().count();
        cells += safe.table.cells().count();
        if attacked(&release) != (0, 0) || !release.adds_up() {
            println!("seed {seed}: {:?}", attacked(&release));
            failures += 1;
        }
    }
    println!("{hidden} hidden cells of {cells}");
    println!("trials={trials} failures={failures}");
    assert_eq!(failures, 0);
}

/// What hiding costs beside the least it could cost, of tables small enough for the integer programme: networks of
/// two dimensions, and hierarchies of up to three. `cargo xtask prove optimum`.
#[test]
#[ignore = "integer programmes: minutes"]
fn trial_of_the_optimum() {
    let (trials, first) = (number("DANBE_PROVE_TRIALS", 400), number("DANBE_PROVE_SEED", 1));
    let (mut quick, mut best, mut given_up, mut failures) = (Vec::new(), Vec::new(), 0, 0);
    let side = |seed: u64, range: u64| 3 + usize::try_from(seed % range).unwrap();
    let mut tables = (first..)
        .map(|seed| if seed % 2 == 0 { random(seed) } else { flat(seed, side(seed, 4), side(seed / 4, 5)) });
    while quick.len() < trials as usize {
        let table = tables.next().unwrap();
        if !exact::small(&table, &RULE) {
            continue;
        }
        let Some(least) = optimum(&table, &RULE) else {
            given_up += 1;
            continue;
        };
        let own = |effort| protected(table.clone(), &RULE, effort).cost() as f64 / least as f64;
        quick.push(own(Effort::Quick));
        best.push(own(Effort::Best));
        failures += usize::from(!(1.0..=2.0).contains(&own(Effort::Best)));
    }
    for (name, list) in [("moves alone", &mut quick), ("as protected", &mut best)] {
        list.sort_by(f64::total_cmp);
        let mean = list.iter().sum::<f64>() / list.len() as f64;
        println!(
            "{name}: mean {mean:.3}, median {:.3}, largest {:.3} of the optimum",
            list[list.len() / 2],
            list[list.len() - 1]
        );
    }
    println!("programmes given up: {given_up}");
    println!("trials={trials} failures={failures}");
    assert_eq!(failures, 0);
}

/// Ten thousand cells protected and attacked: flat, nested in two dimensions, and linked.
#[test]
#[ignore = "a minute on a busy machine"]
fn trial_of_ten_thousand_cells() {
    let paths = |name: &str, outer: usize, inner: usize| {
        let each = (0..outer).flat_map(|it| (0..inner).map(move |own| (it, own)));
        each.map(|(it, own)| format!("{name}{it}/{own}")).collect::<Vec<_>>()
    };
    let nested = |sets: &[Vec<usize>], inner: usize| {
        let regions = samples::dimension("region", &paths("r", 10, inner));
        let ages = samples::dimension("age", &paths("a", 3, 3));
        let sexes = Dimension::new("sex", ["f", "m", "u"]);
        let mut table = Table::new(vec![regions, ages, sexes]).unwrap();
        samples::fill(&mut table, &mut Stream(3));
        if !sets.is_empty() {
            table.publish_only(sets);
        }
        table
    };
    let tables = [
        ("flat, 99 x 100", flat(5, 99, 100)),
        ("region > cercle x age > band x sex", nested(&[], 18)),
        (
            "region > cercle x age > band and region > cercle x sex, linked",
            nested(&[vec![0, 1], vec![0, 2]], 60),
        ),
    ];
    for (name, table) in tables {
        let begun = std::time::Instant::now();
        let cells = table.cells().count();
        let safe = protected(table, &RULE, Effort::Best);
        println!("{name}: {cells} cells protected in {:?}: {:?}", begun.elapsed(), safe.loss());
        let begun = std::time::Instant::now();
        let found = audit(&safe.release(), &Knowledge::default(), 11, &mut |_, _| {}).unwrap();
        println!("attacked in {:?}, {} programmes", begun.elapsed(), found.programmes);
        assert_eq!((found.recovered.len(), found.narrowed.len()), (0, 0));
    }
}

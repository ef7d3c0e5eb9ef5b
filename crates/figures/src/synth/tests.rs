//! Synthesis on invented records: what is close, what is refused, and nothing that panics.

use super::*;
use crate::privacy::{Dice, PrivacyError};
use crate::stream::Stream;
use proptest::prelude::*;

fn read(rows: &[Vec<&str>]) -> Result<Records, SynthError> {
    let heading: Vec<String> = (0..rows.first().map_or(2, Vec::len)).map(|it| format!("c{it}")).collect();
    Records::read(&heading, (2..).zip(rows.iter().cloned()))
}

fn made(records: &Records, plan: &Plan, seed: u64) -> Result<Synthesis, SynthError> {
    synthesise(records, plan, &mut Dice::new(&mut Stream(seed)), &mut |_| {})
}

const PLAN: Plan =
    Plan { epsilon: 3.0, delta: 1e-6, domain: Domain::Private, method: Method::Tree, least: 4 };

/// Four columns: the second and third follow the first, the fourth is its own.
fn invented(rows: usize) -> Records {
    const A: [&str; 4] = ["a0", "a1", "a2", ""];
    const B: [&str; 3] = ["b0", "b1", "0"];
    let row = |it: usize| vec![A[it % 4], B[(it % 4 + it / 40 % 5 / 4) % 3], B[it % 4 % 3], A[it / 3 % 3]];
    read(&(0..rows).map(row).collect::<Vec<_>>()).unwrap()
}

#[test]
fn tables_of_two_and_three_columns_are_close() {
    let truth = invented(8000);
    for domain in [Domain::Private, Domain::Public] {
        let out = made(&truth, &Plan { domain, ..PLAN }, 1).unwrap();
        let found = quality(&truth, &out.records, 3);
        for order in &found.orders {
            assert!(order.variation < 0.04, "{order:?}");
            assert!(order.invented < 0.2, "{order:?}");
        }
        assert!(out.spent <= Plan { domain, ..PLAN }.loss().unwrap().rho, "never more than was entered");
    }
}

/// Seven columns of nine values, each leaning on the one before: most combinations of three are had by nobody or by few.
fn sparse(rows: usize) -> Records {
    let labels: Vec<String> = (0..9).map(|it| format!("v{it}")).collect();
    let mut chance = Stream(12);
    let mut row = || {
        let mut code = chance.below(9);
        let each = (0..7).map(|_| {
            code = (code + [0, 0, 0, 1, 1, 2, 3, chance.below(9)][chance.below(8)]) % 9;
            labels[code].as_str()
        });
        each.collect::<Vec<_>>()
    };
    let all: Vec<Vec<&str>> = (0..rows).map(|_| row()).collect();
    read(&all).unwrap()
}

#[test]
fn fewer_combinations_are_invented_and_no_count_of_a_column_pays_for_it() {
    let truth = sparse(4000);
    let plan = |least| Plan { domain: Domain::Public, least, ..PLAN };
    let [with, without] = [4, 0].map(|least| made(&truth, &plan(least), 6).unwrap());
    let [own, free] = [&with, &without].map(|it| quality(&truth, &it.records, 3).orders);
    assert!(own[2].invented < 0.3 * free[2].invented, "{own:?} beside {free:?}");
    assert!(own[0].variation < free[0].variation + 0.002, "{own:?} beside {free:?}");
    assert!(own[1].error < 1.6 * free[1].error, "{own:?} beside {free:?}");
    assert!(with.exchanged > without.exchanged);
}

#[test]
fn rows_add_up_to_the_counts_of_each_column_that_are_released() {
    let out = made(&sparse(4000), &Plan { domain: Domain::Public, ..PLAN }, 7).unwrap();
    for released in out.aggregates.iter().filter(|it| it.values.len() == 1) {
        let (column, code) = released.values[0];
        let rows = out.records.codes[column].iter().filter(|it| **it == code).count() as u64;
        assert!(rows.abs_diff(released.count) <= 6, "{rows} rows beside {} released", released.count);
    }
}

#[test]
fn the_seeded_way_releases_no_combination_it_did_not_count() {
    let truth = invented(8000);
    let out = made(&truth, &Plan { method: Method::Seeded, ..PLAN }, 2).unwrap();
    let found = quality(&truth, &out.records, 3);
    assert!(found.orders[2].invented < 0.05, "{:?}", found.orders[2]);
    assert!(found.orders[0].variation < 0.05);
}

#[test]
fn quality_is_what_one_counts_by_hand() {
    let truth = read(&[vec!["x", "p"], vec!["x", "p"], vec!["x", "0"], vec!["y", ""]]).unwrap();
    let other = read(&[vec!["x", "p"], vec!["y", "p"], vec!["x", ""], vec!["y", ""]]).unwrap();
    let found = quality(&truth, &other, 2);
    // x: 3 and 2; y: 1 and 2; p: 2 and 2
    assert!((found.orders[0].error - 2.0 / 3.0).abs() < 1e-12);
    // (x, p): 2 and 1; (y, p) is invented
    assert!((found.orders[1].error - 1.0).abs() < 1e-12);
    assert!((found.orders[1].invented - 0.5).abs() < 1e-12);
    // shares of (x,p), (x,-), (y,-), (y,p): 2,1,1,0 and 1,1,1,1 of four
    assert!((found.orders[1].variation - 0.25).abs() < 1e-12);
}

#[test]
fn what_cannot_be_is_refused() {
    let one = read(&[vec!["x", "y"]]).unwrap();
    assert_eq!(made(&one, &PLAN, 1).unwrap_err(), SynthError::NothingFound);
    let blank = read(&vec![vec!["", ""]; 500]).unwrap();
    assert_eq!(made(&blank, &PLAN, 1).unwrap_err(), SynthError::NothingFound);
    let wrong = made(&one, &Plan { epsilon: 0.0, ..PLAN }, 1).unwrap_err();
    assert_eq!(wrong, SynthError::Privacy(PrivacyError::Epsilon));
    let numbers: Vec<String> = (0..5000).map(|it| it.to_string()).collect();
    let rows: Vec<Vec<&str>> = numbers.iter().map(|it| vec![it.as_str(), "x"]).collect();
    assert_eq!(read(&rows).unwrap_err(), SynthError::TooManyLabels("c0".to_owned()));
}

#[test]
fn a_constant_column_stays_constant() {
    let rows: Vec<Vec<&str>> =
        (0..3000).map(|it| vec!["same", if it % 3 == 0 { "p" } else { "q" }]).collect();
    let out = made(&read(&rows).unwrap(), &PLAN, 3).unwrap();
    assert!((0..out.records.rows()).all(|row| out.records.labels(row).next() == Some("same")));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn no_file_makes_it_panic(
        rows in prop::collection::vec(prop::collection::vec("[ab01 \u{e9}]{0,2}", 0..5), 0..40),
        epsilon in prop::sample::select(vec![-1.0, 0.0, 1e-12, 0.01, 1.0, 40.0, f64::NAN]),
        public in any::<bool>(),
        seeded in any::<bool>(),
        seed in any::<u64>(),
    ) {
        let rows: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        if let Ok(records) = read(&rows) {
            let domain = if public { Domain::Public } else { Domain::Private };
            let method = if seeded { Method::Seeded } else { Method::Tree };
            // a tiny budget makes wild noise: the number of rows must stay within reason
            let out = made(&records, &Plan { epsilon, delta: 1e-6, domain, method, least: 2 }, seed);
            if let Ok(out) = out {
                prop_assert_eq!(out.records.columns.len(), records.columns.len());
            }
        }
    }
}

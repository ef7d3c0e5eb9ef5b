//! The strongest attacker against what is measured: she knows every record but one, sees every noisy count, and answers
//! by the likelihood ratio, which no attack can beat (Neyman and Pearson). She must learn as much as theory says, so
//! that she is no straw man; not more than was promised; and noise that is too small must be found out.

use super::domain::{Singles, named};
use super::pairs::{Pairs, place};
use super::records::Records;
use crate::privacy::{Dice, Rho, Scale, epsilon};
use crate::stream::Stream;

const RUNS: usize = 6_000;

/// Thirty alike and, as the last row, one who has a value of her own in each column.
fn world(with: bool) -> Records {
    let heading: Vec<String> = (0..4).map(|it| format!("c{it}")).collect();
    let alike = |row: usize| vec![["a", "b"][row % 2], ["c", "d"][row / 2 % 2], "e", ["f", "g"][row % 2]];
    let rows = (0..30).map(alike).chain([vec!["odd"; 4]]);
    let mut records = Records::read(&heading, (2..).zip(rows)).unwrap();
    if !with {
        records.codes.iter_mut().for_each(|codes| codes.truncate(30));
    }
    records
}

/// ln of how much more likely what was measured is with her than without.
fn ratio(records: &Records, scale: Scale, dice: &mut Dice<'_>) -> f64 {
    let counts = records.columns.iter().map(|it| vec![None; it.labels.len()]).collect();
    let pairs = Pairs::measured(records, &Singles { counts, sigma: 1.0 }, scale, dice);
    let square = scale.sigma().powi(2);
    let mut sum = 0.0;
    for one in 0..4 {
        for other in one + 1..4 {
            let table = &pairs.tables[place(4, one, other)];
            let cell = (pairs.sizes[one] - 1) * table.width + pairs.sizes[other] - 1;
            sum += (f64::from(table.noisy[cell]) - 0.5) / square;
        }
    }
    sum
}

/// δ(ε) as the attack shows it, P(in) − e^ε P(out), and four standard errors of it.
fn shown(seen: &[f64], unseen: &[f64], epsilon: f64) -> (f64, f64) {
    let share = |all: &[f64]| all.iter().filter(|it| **it > epsilon).count() as f64 / all.len() as f64;
    let (hit, slip, weight) = (share(seen), share(unseen), epsilon.exp());
    let error = (hit * (1.0 - hit) + weight * weight * (slip * (1.0 - slip)).max(1e-4)) / seen.len() as f64;
    (hit - weight * slip, 4.0 * error.sqrt())
}

fn normal(x: f64) -> f64 {
    0.5 * libm::erfc(-x / 2.0_f64.sqrt())
}

#[test]
fn the_best_attack_on_the_noisy_pairs_gains_what_was_promised_and_no_more() {
    let rho = Rho::from_billionths(300_000_000);
    let claimed = Scale::for_tables(6, rho).unwrap();
    let halved = Scale::for_tables(6, Rho::from_billionths(1_200_000_000)).unwrap();
    let (with, without) = (world(true), world(false));
    let mut source = Stream(21);
    let mut dice = Dice::new(&mut source);
    let mut attacked = |scale: Scale| -> (Vec<f64>, Vec<f64>) {
        (0..RUNS).map(|_| (ratio(&with, scale, &mut dice), ratio(&without, scale, &mut dice))).unzip()
    };
    let (honest, planted) = (attacked(claimed), attacked(halved));
    // six tables, each moved by one in one cell: two normals so far apart (Dong, Roth and Su 2022)
    let apart = (6.0_f64).sqrt() / claimed.sigma();
    for delta in [0.04, 0.1, 0.2] {
        let promised = epsilon(rho, delta).unwrap();
        let (gained, error) = shown(&honest.0, &honest.1, promised);
        let theory =
            normal(apart / 2.0 - promised / apart) - promised.exp() * normal(-apart / 2.0 - promised / apart);
        assert!((gained - theory).abs() < error + 0.005, "{gained} beside {theory} at ε = {promised}");
        assert!(gained < delta, "{gained} above the promise of {delta}");
        let (gained, error) = shown(&planted.0, &planted.1, promised);
        assert!(gained - error > delta, "half the noise passes for all of it: {gained}");
    }
    let (told_apart, _) = shown(&honest.0, &honest.1, 0.0);
    assert!(told_apart > 0.2, "an attacker who learns nothing proves nothing: {told_apart}");
}

#[test]
fn a_value_of_one_person_is_named_no_more_often_than_promised() {
    let (records, delta) = (world(true), 0.08);
    let scale = Scale::for_tables(4, Rho::from_billionths(100_000_000)).unwrap();
    let mut source = Stream(22);
    let mut dice = Dice::new(&mut source);
    let tells =
        |it: &Records| it.columns.iter().any(|column| column.labels.iter().any(|label| label == "odd"));
    let share = (0..RUNS).filter(|_| tells(&named(&records, scale, Some(delta), &mut dice).0)).count() as f64
        / RUNS as f64;
    assert!(share < delta, "{share}");
    assert!(share > delta / 4.0, "the threshold is far above what is needed: {share}");
}

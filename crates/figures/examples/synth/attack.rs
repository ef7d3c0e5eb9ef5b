//! Membership inference: whether a release betrays that one person was in the records.
//!
//! The worst case the bound allows: the attacker knows every record but whether one odd person is there, and runs the
//! whole way on both worlds. The person has a value of her own in every column, so that whatever names it betrays her.
//! From half of the runs the attacker learns a threshold for a score; the other half is judged. (ε, δ) promises that
//! the share of right answers on "in" is at most e^ε times the share of wrong ones on "out", and δ; the least ε that
//! the observed shares allow, with 95 % confidence, is printed beside the promise.

use danbe_figures::privacy::Dice;
use danbe_figures::synth::{Domain, Method, Plan, Records, Synthesis, synthesise};

use crate::machine::OfTheSystem;

const PERSONS: usize = 400;
const RUNS: usize = 300;

/// Attacks, and prints one line a promise.
pub(crate) fn membership(truth: &Records) {
    println!("\nMembership, the whole way, {RUNS} runs with her and as many without:\n");
    println!("| promised ε | domain | right | wrong | ε at least | |\n|---|---|---|---|---|---|");
    for (epsilon, domain) in
        [(0.5, Domain::Private), (1.0, Domain::Private), (1.0, Domain::Public), (4.0, Domain::Private)]
    {
        let plan = Plan { epsilon, delta: 1e-5, domain, method: Method::Tree, least: 0 };
        let (right, wrong, least) = attacked(truth, &plan);
        let holds = if least <= epsilon { "held" } else { "BROKEN" };
        println!("| {epsilon} | {domain:?} | {right:.3} | {wrong:.3} | {least:.2} | {holds} |");
    }
}

fn attacked(truth: &Records, plan: &Plan) -> (f64, f64, f64) {
    let (without, odd) = small(truth);
    let with = added(&without, &odd);
    let run = |records: &Records| {
        let mut source = OfTheSystem::default();
        synthesise(records, plan, &mut Dice::new(&mut source), &mut |_| {})
            .map_or(0.0, |it| score(&it, &with, &odd))
    };
    let (seen, unseen): (Vec<f64>, Vec<f64>) = (0..RUNS).map(|_| (run(&with), run(&without))).unzip();
    let half = RUNS / 2;
    let mut best = (0.0, 0.0);
    for threshold in seen[..half].iter().chain(&unseen[..half]) {
        let share =
            |all: &[f64]| all[..half].iter().filter(|it| *it >= threshold).count() as f64 / half as f64;
        if share(&seen) - share(&unseen) > best.0 {
            best = (share(&seen) - share(&unseen), *threshold);
        }
    }
    let share = |all: &[f64]| all[half..].iter().filter(|it| **it >= best.1).count() as f64 / half as f64;
    let (right, wrong) = (share(&seen), share(&unseen));
    // Hoeffding's bound at 95 % on either side
    let margin = ((2.0_f64 / 0.05).ln() / (2.0 * half as f64)).sqrt();
    let bound = |yes: f64, no: f64| {
        let (yes, no) = (yes - margin - plan.delta, (no + margin).min(1.0));
        if yes > no { (yes / no).ln() } else { 0.0 }
    };
    (right, wrong, bound(right, wrong).max(bound(1.0 - wrong, 1.0 - right)))
}

/// How much a release looks as if the odd person were in it: released counts that hold her values, and rows near her.
fn score(made: &Synthesis, with: &Records, odd: &[u16]) -> f64 {
    let label = |column: usize| with.columns[column].labels[usize::from(odd[column])].as_str();
    let own =
        |column: usize, code: u16| made.records.columns[column].labels[usize::from(code)] == label(column);
    let counts: f64 = made
        .aggregates
        .iter()
        .filter(|it| it.values.iter().all(|(column, code)| own(*column, *code)))
        .map(|it| it.count as f64)
        .sum();
    let near = (0..made.records.rows())
        .map(|row| (0..odd.len()).filter(|column| own(*column, made.records.code(*column, row))).count())
        .max()
        .unwrap_or(0);
    counts + 10.0 * near as f64
}

/// A few records of a few columns, and somebody unlike them: in each column the value fewest have.
fn small(truth: &Records) -> (Records, Vec<u16>) {
    let columns = truth.columns.len().min(5);
    let step = (truth.rows() / PERSONS).max(1);
    let codes: Vec<Vec<u16>> = truth.codes[..columns]
        .iter()
        .map(|codes| codes.iter().step_by(step).take(PERSONS).copied().collect())
        .collect();
    let odd = codes
        .iter()
        .zip(&truth.columns)
        .map(|(codes, column)| {
            let count = |code: u16| codes.iter().filter(|it| **it == code).count();
            (1..column.labels.len() as u16).min_by_key(|code| count(*code)).unwrap_or(0)
        })
        .collect();
    (Records { columns: truth.columns[..columns].to_vec(), codes }, odd)
}

fn added(without: &Records, odd: &[u16]) -> Records {
    let mut with = without.clone();
    with.codes.iter_mut().zip(odd).for_each(|(codes, code)| codes.push(*code));
    with
}

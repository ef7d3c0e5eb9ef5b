//! Tables of overlaps with characters changed at random: estimated, refused or named, never a panic.
#![allow(clippy::print_stdout, clippy::indexing_slicing, reason = "a trial speaks to a terminal")]

use danbe_figures::hidden::{Chance, Overlaps, Rule, Table};

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

fn below(chance: &mut Chance, most: usize) -> usize {
    ((chance.unit() * most as f64) as usize).min(most.saturating_sub(1))
}

#[test]
#[ignore = "a long trial: `cargo xtask prove readers-overlaps`"]
fn spoiled_tables_are_estimated_refused_or_named() {
    let trials = number("DANBE_PROVE_TRIALS").unwrap_or(200_000);
    let mut chance = Chance::seeded(number("DANBE_PROVE_SEED").unwrap_or(1));
    let tables = [
        include_str!("../src/hidden/published/uk-2013-five-lists.csv"),
        include_str!("../src/hidden/published/new-orleans-eight-lists.csv"),
    ];
    let (mut estimated, mut refused) = (0_u64, 0_u64);
    for _ in 0..trials {
        let mut text: Vec<char> = tables[below(&mut chance, 2)].chars().collect();
        for _ in 0..=below(&mut chance, 3) {
            let at = below(&mut chance, text.len());
            match below(&mut chance, 4) {
                0 => text[at] = ['0', '1', '9', ',', '\n', '-', 'é', '"'][below(&mut chance, 8)],
                1 => drop(text.remove(at)),
                2 => text.insert(at, ['0', '1', '9', ','][below(&mut chance, 4)]),
                _ => text.truncate(at.max(40)),
            }
        }
        match Overlaps::read(&text.into_iter().collect::<String>()) {
            Ok(Ok(table)) => {
                let found = Rule::Stepwise(0.02).choose(&Table::from(&table));
                estimated += u64::from(found.is_some_and(|(_, fit)| fit.total().is_finite()));
            }
            _ => refused += 1,
        }
    }
    println!("{estimated} estimated, {refused} refused or named");
    println!("trials={trials} failures=0");
}

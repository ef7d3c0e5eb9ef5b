//! Rows of strange values, many times: linked or refused, never a panic.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a trial speaks to a terminal"
)]

use danbe_records::{Builder, Column, Found, Options, clusters, link};

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

const STRANGE: [&str; 24] = [
    "",
    " ",
    "NaN",
    "null",
    "Awa",
    "AWA",
    "Koné",
    "Konaté",
    "n’diaye",
    "N'Diaye",
    "1990-13-45",
    "1990-01-01",
    "0000",
    "99999999",
    "31/12/1999",
    "2004-03",
    "é004-03-01",
    "\u{202e}abc",
    "🙂",
    "مالي",
    "ߒߞߏ",
    "a\u{0301}",
    "-",
    "0",
];

#[test]
#[ignore = "a long trial: `cargo xtask prove readers-records`"]
fn strange_rows_are_linked_or_refused() {
    let trials = number("DANBE_PROVE_TRIALS").unwrap_or(20_000);
    let mut state = number("DANBE_PROVE_SEED").unwrap_or(1);
    let mut below = |most: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % most
    };
    let kinds = ["given", "family", "date", "code", "place", "number", "text"];
    let mut linked = 0_u64;
    for _ in 0..trials {
        let columns: Vec<Column> =
            (0..=below(9)).map(|at| Column::typed(&format!("c{at}:{}", kinds[below(7)])).unwrap()).collect();
        let mut builder = Builder::new(&columns).unwrap();
        for row in 0..below(30) {
            let values: Vec<String> = columns
                .iter()
                .map(|_| (0..=below(2)).map(|_| STRANGE[below(STRANGE.len())]).collect::<String>())
                .collect();
            let told = values.iter().map(|value| (!value.is_empty()).then_some(value.as_str()));
            let truth = below(5).to_string();
            builder.push(&format!("r{row}"), (row % 2) as u8, Some(&truth), told).unwrap();
        }
        let Ok(table) = builder.finish() else { continue };
        let between = if below(2) == 0 { Found::Duplicates } else { Found::Between };
        let options = Options { budget: below(60) as u64, keep: -20.0, between, seed: 1 };
        let found = link(&table, options, |_, _| {}).unwrap();
        assert!(found.pairs.iter().all(|pair| pair.weight.is_finite() && pair.one < pair.other));
        assert_eq!(clusters(&table, &found.weights, &found.pairs, 0.0, -3.0).unwrap().len(), table.len());
        linked += 1;
    }
    println!("{linked} tables linked");
    println!("trials={trials} failures=0");
}

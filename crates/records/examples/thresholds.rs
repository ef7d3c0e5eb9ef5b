//! F1 by threshold on a file whose truth is known: how defaults were chosen, on other seeds than those reported.
//!
//! `thresholds FILE.csv ID TRUTH COLUMNS [OTHER.csv]`
#![allow(
    clippy::all,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a measurement speaks to a terminal and stops at a surprise"
)]

use danbe_records::*;
use std::time::Instant;

fn main() {
    let words: Vec<String> = std::env::args().collect();
    let columns: Vec<Column> = words[4].split(',').map(|text| Column::typed(text).unwrap()).collect();
    let start = Instant::now();
    let mut builder = Builder::new(&columns).unwrap();
    let files: Vec<&String> = std::iter::once(&words[1]).chain(words.get(5)).collect();
    for (source, file) in (0_u8..).zip(&files) {
        let mut reader = csv::Reader::from_path(file).unwrap();
        let header = reader.headers().unwrap().clone();
        let place = |name: &str| header.iter().position(|it| it == name).unwrap();
        let (id, truth) = (place(&words[2]), place(&words[3]));
        let places: Vec<usize> = columns.iter().map(|column| place(&column.name)).collect();
        for row in reader.records() {
            let row = row.unwrap();
            let values = places.iter().map(|at| row.get(*at).filter(|it| !it.is_empty()));
            builder.push(&row[id], source, row.get(truth), values).unwrap();
        }
    }
    let table = builder.finish().unwrap();
    println!("{} records, read {:.2} s", table.len(), start.elapsed().as_secs_f64());
    let between = if files.len() > 1 { Found::Between } else { Found::Duplicates };
    let options = Options { budget: 60, keep: -8.0, between, seed: 1 };
    println!("{:.2} CPU s", cpu());
    let timed = Instant::now();
    let linked = link(&table, options, |_, _| {}).unwrap();
    println!(
        "linked {:.2} s; {} compared, {:.1} a record",
        timed.elapsed().as_secs_f64(),
        linked.compared,
        linked.compared as f64 / table.len() as f64
    );
    println!("{:.2} CPU s", cpu());
    let all = of_pairs(&table, &linked.pairs, f64::NEG_INFINITY, between).there;
    println!("candidate recall {:.4} of {all}", linked.true_compared as f64 / all as f64);
    if std::env::var("WEIGHTS").is_ok() {
        println!("{:#?}", linked.weights);
    }
    let mut thresholds = vec![-6.0, -4.0, -3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0];
    if let Ok(one) = std::env::var("THRESHOLD") {
        thresholds = vec![one.parse().unwrap()];
    }
    for threshold in thresholds {
        let score = of_pairs(&table, &linked.pairs, threshold, between);
        print!("{threshold:>5}: p {:.4} r {:.4} f1 {:.4}", score.precision(), score.recall(), score.f1());
        if between == Found::Duplicates {
            for mean in [-6.0, -3.0, 0.0, 3.0] {
                let found = clusters(&table, &linked.weights, &linked.pairs, threshold, mean).unwrap();
                print!(" | {mean} {:.4}", of_clusters(&table, &found, between).f1());
            }
        } else {
            print!(
                " | 1:1 {:.4}",
                of_pairs(&table, &one_to_one(&table, &linked.pairs), threshold, between).f1()
            );
        }
        println!();
    }
    println!("{:.2} CPU s", cpu());
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    println!(
        "{} total {:.2} s",
        status.lines().find(|line| line.starts_with("VmHWM")).unwrap(),
        start.elapsed().as_secs_f64()
    );
}

/// Seconds of processor this process has had: what a loaded machine does not stretch.
fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let after = stat.rsplit(')').next().unwrap();
    let ticks: f64 = after.split_whitespace().skip(11).take(2).map(|n| n.parse::<f64>().unwrap()).sum();
    ticks / 100.0
}

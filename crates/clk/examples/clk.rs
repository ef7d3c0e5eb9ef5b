//! Speed and quality of encoding and comparing: `cargo xtask bench pprl`.
//!
//! `encode CSV SCHEMA KEY OUT` · `hardened CSV OUT` · `compare A B THRESHOLD N M` · `quality A B` (files of raw
//! filters of 128 bytes) · lines are `name<TAB>value<TAB>remark`; of `compare`: kernel, threads, million pairs a second
//! (median, least, most), the same by the processor's own clock of the first thread, candidates.
#![allow(
    clippy::all,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a measurement speaks to a terminal and stops at a surprise"
)]

use danbe_clk::*;
use std::time::Instant;

fn main() {
    let words: Vec<String> = std::env::args().collect();
    match words[1].as_str() {
        "encode" => {
            let schema = Schema::read(&std::fs::read_to_string(&words[3]).unwrap()).unwrap();
            encode(Coder::compatible(schema, words[4].as_bytes()), &words[2], &words[5]);
        }
        "hardened" => {
            encode(Coder::hardened(Schema::people(), b"campaign key of the bench"), &words[2], &words[3])
        }
        "compare" => compare(&words[2..]),
        _ => quality(&words[2..]),
    }
}

fn encode(coder: Coder, from: &str, to: &str) {
    let mut reader = csv::Reader::from_path(from).unwrap();
    let header = reader.headers().unwrap().clone();
    let other = |name: &str| match name {
        "first_name" => "given_name".to_owned(),
        "dob" => "date_of_birth".to_owned(),
        "town" => "suburb".to_owned(),
        name => name.to_owned(),
    };
    let places: Vec<Option<usize>> = coder
        .schema()
        .columns()
        .map(|name| header.iter().position(|it| it == name || it == other(name)))
        .collect();
    let records: Vec<Vec<String>> = reader
        .records()
        .map(|row| {
            let row = row.unwrap();
            places.iter().map(|at| at.map_or("", |at| &row[at]).to_owned()).collect()
        })
        .collect();
    let mut chance = [0; 32];
    chance[..8].copy_from_slice(&(from.len() as u64).to_le_bytes());
    chance[8..16].copy_from_slice(&from.bytes().map(u64::from).sum::<u64>().to_le_bytes());
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let mut rates: Vec<f64> = (0..5)
        .map(|_| {
            let start = Instant::now();
            std::hint::black_box(one.install(|| coder.encode(&records, &chance)));
            records.len() as f64 / start.elapsed().as_secs_f64()
        })
        .collect();
    rates.sort_by(f64::total_cmp);
    let filters = coder.encode(&records, &chance);
    let mean = filters.iter().map(Filter::ones).sum::<u32>() as f64 / filters.len() as f64;
    println!(
        "encode, records/s, one thread\t{:.0}\t{:.0} to {:.0}; {mean:.0} bits",
        rates[2], rates[0], rates[4]
    );
    let bytes: Vec<u8> = filters.iter().flat_map(|filter| filter.0).flat_map(u64::to_be_bytes).collect();
    std::fs::write(to, bytes).unwrap();
}

fn load(path: &str, number: usize) -> Vec<Filter> {
    let bytes = std::fs::read(path).unwrap();
    let word = |eight: &[u8]| u64::from_be_bytes(eight.try_into().unwrap());
    let filter = |row: &[u8]| Filter(std::array::from_fn(|at| word(&row[8 * at..8 * at + 8])));
    bytes.chunks_exact(128).take(number).map(filter).collect()
}

fn compare(words: &[String]) {
    let (threshold, n, m): (f64, usize, usize) =
        (words[2].parse().unwrap(), words[3].parse().unwrap(), words[4].parse().unwrap());
    let (a, b) = (load(&words[0], n), load(&words[1], m));
    let pairs = a.len() as f64 * b.len() as f64 / 1e6;
    for threads in [1, 2] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        for kernel in Kernel::available() {
            if threads > 1 && kernel != Kernel::best() {
                continue;
            }
            let part = if kernel == Kernel::Portable { a.len() / 8 } else { a.len() };
            let mut found = 0;
            let mut busy = Vec::new();
            let mut rates: Vec<f64> = (0..5)
                .map(|_| {
                    let (start, cpu) = (Instant::now(), pool.install(on_cpu));
                    found = pool.install(|| search(&a[..part], &b, Metric::Dice, threshold, kernel)).len();
                    let pairs = pairs * part as f64 / a.len() as f64;
                    busy.push(pairs / (pool.install(on_cpu) - cpu));
                    pairs / start.elapsed().as_secs_f64()
                })
                .collect();
            rates.sort_by(f64::total_cmp);
            busy.sort_by(f64::total_cmp);
            println!(
                "{kernel:?}\t{threads}\t{:.0}\t{:.0}\t{:.0}\t{:.0}\t{found}",
                rates[2], rates[0], rates[4], busy[2]
            );
        }
    }
}

/// F1 when row i of one file and row i of the other are the same person.
fn quality(words: &[String]) {
    let (a, b) = (load(&words[0], usize::MAX), load(&words[1], usize::MAX));
    for percent in [36, 40, 44, 47, 50, 55, 60, 65, 70, 75, 80, 85, 90] {
        let threshold = f64::from(percent) / 100.0;
        let found = search(&a, &b, Metric::Dice, threshold, Kernel::best());
        let said = one_to_one(&found);
        let right = said.iter().filter(|pair| pair.a == pair.b).count() as f64;
        let (precision, recall) = (right / said.len() as f64, right / a.len() as f64);
        let f1 = 2.0 * right / (said.len() + a.len()) as f64;
        println!(
            "threshold {threshold}\tF1 {f1:.4}\tprecision {precision:.4} recall {recall:.4} candidates {}",
            found.len()
        );
    }
}

/// Seconds this thread has had a processor: what a loaded machine does not stretch.
fn on_cpu() -> f64 {
    let said = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    said.split_whitespace().next().unwrap().parse::<f64>().unwrap() / 1e9
}

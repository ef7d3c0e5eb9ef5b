//! The benchmark of synthetic records: ours beside its peers, on the same tables, at the same ε and δ.
//!
//! `cargo xtask bench synth <folder of tables> [<python> <folder of peers' scripts>]`. Tables are `*.csv`, one line a
//! person. A peer's output that already lies in the folder as `<table>.<peer>.<seed>.csv`, with what the peer said of
//! itself in `.json` beside it, is judged and not made again, so that a long run can be taken up. Every output is judged
//! by the same code. Without data it says so and ends well.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    missing_docs,
    reason = "a measurement prints, and stops at the first surprise"
)]

mod attack;
mod machine;

use danbe_figures::privacy::Dice;
use danbe_figures::synth::{Domain, Method, Plan, Quality, Records, aggregate_error, quality, synthesise};
use machine::{OfTheSystem, cpu_seconds, peak_megabytes};
use std::path::{Path, PathBuf};
use std::process::Command;

const EPSILON: f64 = 4.0;
const SEEDS: usize = 5;

/// One output, judged.
#[derive(Clone)]
struct Judged {
    quality: Quality,
    aggregates: [f64; 3],
    cpu: f64,
    memory: f64,
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let Some(folder) = arguments.next().map(PathBuf::from) else {
        println!("no folder of tables was named: nothing is measured");
        return;
    };
    if folder.is_file() {
        // one run alone, so that its processor and memory are its own
        let (out, way) = (arguments.next().unwrap(), arguments.next().unwrap());
        return alone(&folder, Path::new(&out), &way);
    }
    let peers = arguments.next().zip(arguments.next());
    let mut tables: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|it| it.unwrap().path())
        .filter(|it| it.extension().is_some_and(|it| it == "csv"))
        .filter(|it| !it.file_stem().unwrap().to_string_lossy().contains('.'))
        .collect();
    tables.sort();
    for table in tables {
        let truth = load(&table);
        let name = table.file_stem().unwrap().to_string_lossy().into_owned();
        let n = truth.rows() as f64;
        println!("\n### {name}: {} x {}\n", truth.rows(), truth.columns.len());
        println!(
            "ε = {EPSILON}, δ = 1/(n ln n) = {:.3e}, {SEEDS} runs; median [least, most]\n",
            1.0 / (n * n.ln())
        );
        // seed after seed, ours and theirs in turn, so that the machine is as busy for one as for the other
        let (mut private, mut public) = (Vec::new(), Vec::new());
        let (mut pac, mut mst) = (Vec::new(), Vec::new());
        for seed in 0..SEEDS {
            eprintln!("{name}, run {} of {SEEDS}", seed + 1);
            private.push(ours(&table, &truth, seed, "private"));
            public.push(ours(&table, &truth, seed, "public"));
            pac.extend(theirs(&table, &truth, "pac", seed, peers.as_ref()));
            mst.extend(theirs(&table, &truth, "mst", seed, peers.as_ref()));
        }
        head();
        line("danbe, private domain", &private);
        line("danbe, public domain", &public);
        for way in ["least-0", "least-2", "least-6", "public-least-0"] {
            let runs: Vec<Judged> = (0..3).map(|seed| ours(&table, &truth, seed, way)).collect();
            let (domain, least) = way.split_at(way.len() - "least-0".len());
            let domain = if domain.is_empty() { "private" } else { "public" };
            line(&format!("danbe, {domain}, `--{}`", least.replace('-', " ")), &runs);
        }
        line("danbe, aggregate-seeded", &[ours(&table, &truth, 0, "seeded")]);
        for (peer, runs) in
            [("pac-synth 0.0.8, private", &pac), ("MST (smartnoise-synth 1.0.8), told its domain", &mst)]
        {
            if runs.is_empty() {
                println!("| {peer} | not run | | | | | | | | | |");
            } else {
                line(&format!("{peer}, {} runs", runs.len()), runs);
            }
        }
        if !pac.is_empty() {
            goals((&private, &public), &pac, &mst, truth.columns.len() > 12);
        }
        attack::membership(&truth);
    }
}

/// What was asked, beside what the medians of this run say: each beside a peer that knows its domain the same way.
fn goals((private, public): (&[Judged], &[Judged]), pac: &[Judged], mst: &[Judged], wide: bool) {
    let of = |runs: &[Judged], value: &dyn Fn(&Judged) -> f64| {
        let mut all: Vec<f64> = runs.iter().map(value).collect();
        all.sort_by(f64::total_cmp);
        all.get(all.len() / 2).copied().unwrap_or(f64::NAN)
    };
    let part = if wide { 0.5 } else { 1.0 / 3.0 };
    println!("\n| goal | danbe | peer | ratio | at most | |\n|---|---|---|---|---|---|");
    let say = |name: &str, ours: f64, peer: f64, most: f64| {
        let held = if ours <= most * peer { "held" } else { "NOT HELD" };
        println!("| {name} | {ours:.4} | {peer:.4} | {:.3} | {most:.3} | {held} |", ours / peer);
    };
    let both = |name: &str, most: f64, value: &dyn Fn(&Judged) -> f64| {
        say(&format!("{name}, pac-synth"), of(private, value), of(pac, value), most);
    };
    both("error of pairs", part, &|it| it.quality.orders[1].error);
    both("fabricated triples", 0.5, &|it| it.quality.orders[2].invented);
    both("error of triples", part, &|it| it.quality.orders[2].error);
    for order in 1..=3 {
        let value = |it: &Judged| it.quality.orders[order - 1].variation;
        both(&format!("variation of {order}, private domain"), 1.0, &value);
        if !mst.is_empty() {
            let peer = of(pac, &value).min(of(mst, &value));
            let name = format!("variation of {order}, public domain, the better of pac-synth and MST");
            say(&name, of(public, &value), peer, 1.0);
        }
    }
    for order in 1..=3 {
        both(&format!("released counts of {order}"), 0.8, &|it| it.aggregates[order - 1]);
    }
    both("CPU seconds", 0.05, &|it| it.cpu);
    both("memory", 1.0, &|it| it.memory);
}

fn head() {
    println!(
        "| | error 2 | error 3 | invented 3 | variation 1 | variation 2 | variation 3 | missing 3 | released 1, 2, 3 | CPU s | MB |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|");
}

fn line(label: &str, runs: &[Judged]) {
    let of = |value: &dyn Fn(&Judged) -> f64, places: usize| {
        let mut all: Vec<f64> = runs.iter().map(value).collect();
        all.sort_by(f64::total_cmp);
        let (least, most) = (all[0], all[all.len() - 1]);
        format!("{:.places$} [{least:.places$}, {most:.places$}]", all[all.len() / 2])
    };
    let order = |it: &Judged, order: usize| it.quality.orders[order - 1];
    let released: Vec<String> = (0..3)
        .map(|it| {
            let mut all: Vec<f64> = runs.iter().map(|run| run.aggregates[it]).collect();
            all.sort_by(f64::total_cmp);
            format!("{:.1}", all[all.len() / 2])
        })
        .collect();
    println!(
        "| {label} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
        of(&|it| order(it, 2).error, 1),
        of(&|it| order(it, 3).error, 1),
        of(&|it| order(it, 3).invented, 3),
        of(&|it| order(it, 1).variation, 4),
        of(&|it| order(it, 2).variation, 4),
        of(&|it| order(it, 3).variation, 4),
        of(&|it| order(it, 3).missing, 3),
        released.join(", "),
        of(&|it| it.cpu, 2),
        of(&|it| it.memory, 0),
    );
}

fn load(path: &Path) -> Records {
    let text = std::fs::read_to_string(path).unwrap();
    let mut lines = text.lines();
    let heading: Vec<String> = lines.next().unwrap().split(',').map(str::to_owned).collect();
    Records::read(&heading, (2..).zip(lines.map(|line| line.split(',').collect()))).unwrap()
}

fn plan(truth: &Records, way: &str) -> Plan {
    let n = truth.rows() as f64;
    let (domain, least) = match way.strip_prefix("public") {
        Some(rest) => (Domain::Public, rest.strip_prefix('-')),
        None => (Domain::Private, Some(way)),
    };
    let method = if way == "seeded" { Method::Seeded } else { Method::Tree };
    let least = least.and_then(|it| it.strip_prefix("least-")).map_or(4, |it| it.parse().unwrap());
    Plan { epsilon: EPSILON, delta: 1.0 / (n * n.ln()), domain, method, least }
}

/// Reads, makes and writes, in a process of its own, and says what it took.
fn alone(table: &Path, out: &Path, way: &str) {
    let truth = load(table);
    let mut source = OfTheSystem::default();
    let made = synthesise(&truth, &plan(&truth, way), &mut Dice::new(&mut source), &mut |_| {}).unwrap();
    let mut text = made.records.columns.iter().map(|it| it.name.as_str()).collect::<Vec<_>>().join(",");
    for row in 0..made.records.rows() {
        text.push('\n');
        text.push_str(&made.records.labels(row).collect::<Vec<_>>().join(","));
    }
    std::fs::write(out, text).unwrap();
    let names = |values: &[(usize, u16)]| {
        let name = |(column, code): &(usize, u16)| {
            let column = &made.records.columns[*column];
            format!("{}:{}", column.name, column.labels[usize::from(*code)])
        };
        values.iter().map(name).collect::<Vec<_>>().join(";")
    };
    let lines: Vec<String> =
        made.aggregates.iter().map(|it| format!("{}\t{}", it.count, names(&it.values))).collect();
    std::fs::write(out.with_extension("released"), lines.join("\n")).unwrap();
    println!("{} {}", cpu_seconds(), peak_megabytes());
}

fn ours(table: &Path, truth: &Records, seed: usize, way: &str) -> Judged {
    let out = std::env::temp_dir().join(format!("danbe-synth-{}-{seed}.csv", std::process::id()));
    let mut own = Command::new(std::env::current_exe().unwrap());
    own.arg(table).arg(&out).arg(way);
    let said = String::from_utf8(own.output().unwrap().stdout).unwrap();
    let mut numbers = said.split_whitespace().map(|it| it.parse::<f64>().unwrap());
    let (cpu, memory) = (numbers.next().unwrap(), numbers.next().unwrap());
    let released = std::fs::read_to_string(out.with_extension("released")).unwrap();
    let pairs = released.lines().filter_map(|it| it.split_once('\t'));
    let judged = judge(truth, &out, pairs.map(|(count, names)| (names, count.parse().unwrap())), cpu, memory);
    std::fs::remove_file(&out).unwrap();
    std::fs::remove_file(out.with_extension("released")).unwrap();
    judged
}

fn judge<'a>(
    truth: &Records,
    out: &Path,
    released: impl Iterator<Item = (&'a str, u64)>,
    cpu: f64,
    memory: f64,
) -> Judged {
    let made = load(out);
    let released: Vec<(Vec<(String, String)>, u64)> = released
        .map(|(names, count)| {
            let parts = names.split(';').filter_map(|it| it.split_once(':'));
            (parts.map(|(column, value)| (column.to_owned(), value.to_owned())).collect(), count)
        })
        .collect();
    let error =
        |order: usize| if released.is_empty() { f64::NAN } else { aggregate_error(truth, &released, order) };
    Judged { quality: quality(truth, &made, 3), aggregates: [error(1), error(2), error(3)], cpu, memory }
}

/// A peer's output, made when it can be and is not there yet.
fn theirs(
    table: &Path,
    truth: &Records,
    peer: &str,
    seed: usize,
    peers: Option<&(String, String)>,
) -> Option<Judged> {
    let out = table.with_extension(format!("{peer}.{seed}.csv"));
    let said = out.with_extension("json");
    if !said.is_file() {
        let (python, scripts) = peers?;
        let epsilon = EPSILON.to_string();
        let mut work = Command::new(python);
        match peer {
            "pac" => work.arg(format!("{scripts}/pac_bench.py")).arg(table).args([
                &epsilon,
                "uncontrolled",
                "2",
                "3",
            ]),
            _ => work.arg(format!("{scripts}/mst_bench.py")).arg(table).args([&epsilon, "mst"]),
        };
        let done = work.arg(&out).output().ok()?;
        if !done.status.success() {
            println!("{peer}, run {seed}: failed");
            return None;
        }
        std::fs::write(&said, done.stdout).unwrap();
    }
    let said = std::fs::read_to_string(&said).unwrap();
    let number = |name: &str| {
        let text = said.split(&format!("\"{name}\": ")).nth(1)?;
        text.split([',', '}']).next()?.trim().parse::<f64>().ok()
    };
    let released = std::fs::read_to_string(format!("{}.agg.json", out.display())).unwrap_or_default();
    let released = machine::flat_json(&released);
    let pairs = released.iter().map(|(names, count)| (names.as_str(), *count));
    Some(judge(truth, &out, pairs, number("cpu_s")?, number("peak_MB")?))
}

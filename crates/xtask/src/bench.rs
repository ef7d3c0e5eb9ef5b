//! `cargo xtask bench [part]`: builds in release, measures, prints one table with the limit of the run beside each figure.
//!
//! Parts: `rate` (registrations over HTTP beside a bare loop), `checks` (what each costs), `machine` (start and
//! memory), `list` (twenty files of a million), `inbox` (a hundred thousand referrals; how soon pages ring), `device` (first load, clicks, memory and search in a real browser,
//! also held to a quarter of a core): `crates/app/examples/bench`. Beside other programs: `linkage`, `pprl`, `mse`
//! (`peers.rs`); `returns [events]` (a million typed cells, the recount of a year: `crates/statistics/examples`); `report` (paper, page, workbook; tables read back), beside the limits promised; `synth <folder> [<python> <scripts>]` (`crates/figures/examples/synth`).
//! Nothing here is a test: a shared machine is noise, and a test that fails for noise is soon not believed.

use crate::peers;
use crate::shell::{self, Outcome, cargo, run as finish};
use clap::Args as ClapArgs;
use std::process::{Command, Stdio};

/// What to measure.
#[derive(ClapArgs)]
pub(crate) struct Args {
    /// One part; all of them when absent
    part: Option<String>,
    /// What the part asks for: `synth` a folder of tables, then a Python and the folder of its peers' scripts
    rest: Vec<String>,
}

/// Builds the program and the measurement, then measures.
///
/// # Errors
/// Something does not build, or the measurement stopped at a surprise.
pub(crate) fn run(args: &Args) -> Outcome {
    if args.part.as_deref() == Some("synth") {
        return synth(&args.rest);
    }
    if args.part.as_deref() == Some("report") {
        return report();
    }
    if args.part.as_deref() == Some("returns") {
        return returns(&args.rest);
    }
    if let Some(part) = args.part.as_deref().filter(|part| peers::PARTS.contains(part)) {
        return peers::run(part);
    }
    if args.part.as_deref().is_none_or(|part| part == "device") {
        crate::wasm::run()?;
        crate::test::packages_of_e2e()?;
    }
    finish(&mut cargo(&["build", "--release", "-p", "danbe-app", "--bin", "danbe", "--example", "bench"]))?;
    let built = shell::target().join("release");
    let mut bench = Command::new(built.join("examples/bench"));
    bench.arg(built.join("danbe")).args(&args.part);
    finish(&mut bench)
}

/// A million typed cells; a number after the part writes as many other events before the recount.
fn returns(rest: &[String]) -> Outcome {
    let build =
        ["build", "--release", "-p", "danbe-statistics", "--features", "server", "--example", "returns"];
    finish(&mut cargo(&build))?;
    finish(Command::new(shell::target().join("release/examples/returns")).args(rest))
}

fn synth(rest: &[String]) -> Outcome {
    let build =
        ["build", "--release", "-p", "danbe-figures", "--features", "publication", "--example", "synth"];
    finish(&mut cargo(&build))?;
    let mut bench = Command::new(shell::target().join("release/examples/synth"));
    // an hour and more with peers: which run it is at is said on the other channel
    let said = shell::output(bench.args(rest).stderr(Stdio::inherit()))?;
    print!("{said}");
    if said.contains("| danbe") { peers::write_down("synth", &said) } else { Ok(()) }
}

/// What is measured of the report: name, the most seconds and megabytes promised, the bare limit it is beside.
const REPORT: [(&str, f64, u64); 10] = [
    ("paper", 5.0, 300),
    ("page", 5.0, 300),
    ("book", 5.0, 300),
    ("csv", 5.0, 150),
    ("csv-bare", 5.0, 150),
    ("csv-5m", 5.0, 150),
    ("make", 10.0, 300),
    ("xlsx", 10.0, 150),
    ("xlsx-bare", 10.0, 150),
    ("bomb", 5.0, 150),
];

/// Each in a process of its own, which says its highest memory.
fn report() -> Outcome {
    let build = ["build", "--release", "-p", "danbe-report", "--features", "pdf", "--example", "measure"];
    finish(&mut cargo(&build))?;
    let program = shell::target().join("release/examples/measure");
    let file = shell::target().join("measure.xlsx");
    println!("{:<10} {:>8} {:>8} {:>6} {:>6}  remark", "what", "s", "≤ s", "MB", "≤ MB");
    let mut over = Vec::new();
    for (what, seconds, megabytes) in REPORT {
        let said = shell::output(Command::new(&program).arg(what).arg(&file))?;
        let parts: Vec<&str> = said.trim().splitn(4, ',').collect();
        let [_, took, peak, remark] = parts.as_slice() else {
            return Err(format!("{what} said: {said}").into());
        };
        println!("{what:<10} {took:>8} {seconds:>8.1} {peak:>6} {megabytes:>6}  {remark}");
        if took.parse::<f64>()? > seconds || peak.parse::<u64>()? > megabytes {
            over.push(what);
        }
    }
    if over.is_empty() { Ok(()) } else { Err(format!("above what was promised: {}", over.join(", ")).into()) }
}

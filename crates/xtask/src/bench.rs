//! `cargo xtask bench [part]`: builds in release, measures, prints one table with the limit of the run beside each figure.
//!
//! Parts: `rate` (registrations over HTTP beside a bare loop), `checks` (what each costs), `machine` (start and
//! memory), `list` (twenty files of a million), `device` (first load, clicks, memory and search in a real browser,
//! also held to a quarter of a core): `crates/app/examples/bench`. Beside other programs: `linkage`, `pprl`, `mse`
//! (`peers.rs`); `synth <folder> [<python> <scripts>]` (`crates/figures/examples/synth`).
//! Nothing here is a test: a shared machine is noise, and a test that fails for noise is soon not believed.

use crate::peers;
use crate::shell::{self, Outcome, cargo, run as finish};
use clap::Args as ClapArgs;
use std::process::Command;

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

fn synth(rest: &[String]) -> Outcome {
    let build =
        ["build", "--release", "-p", "danbe-figures", "--features", "publication", "--example", "synth"];
    finish(&mut cargo(&build))?;
    finish(Command::new(shell::target().join("release/examples/synth")).args(rest))
}

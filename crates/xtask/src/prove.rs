//! `cargo xtask prove <P> [trials] [--seed n]`: one promise tried again, and written down.
//!
//! A proof is a program or an ignored test. It finds the number of trials and the seed in
//! `DANBE_PROVE_TRIALS` and `DANBE_PROVE_SEED`, and prints a last line `trials=<n> failures=<n>`.
//! Each run is one line of `docs/evidence.csv`. No failure in N trials bounds the rate at 3/N
//! (95 %, the rule of three): that is what we quote, never "never".

use crate::package;
use crate::shell::{self, Outcome, cargo, command};
use clap::Args as ClapArgs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// A promise and what tries it.
struct Proof {
    promise: &'static str,
    what: &'static str,
    /// The file that must exist before it can be run.
    source: &'static str,
    /// Arguments of `cargo test`.
    arguments: &'static str,
}

/// Promises in the order of `docs`: name, what it says, where it is tried, and how. Whoever writes a proof keeps its row
/// true.
const PROOFS: &[Proof] = &[
    proof(
        "P1",
        "no acknowledged write is lost when the server is killed",
        "crates/app/tests/kill.rs",
        "--release -p danbe-app --test kill",
    ),
    proof(
        "P7",
        "the permission matrix is exact",
        "crates/app/tests/doors.rs",
        "-p danbe-app --test served doors::",
    ),
    proof(
        "P10",
        "nothing on the server names a person",
        "crates/app/tests/canaries.rs",
        "-p danbe-app --test served canaries::",
    ),
    proof(
        "P11",
        "a seized server opens nothing",
        "crates/app/tests/seized.rs",
        "-p danbe-app --test served seized::",
    ),
    proof(
        "P12",
        "a hostile server obtains nothing from a device",
        "crates/app/tests/hostile/mod.rs",
        "-p danbe-app --test served hostile::",
    ),
    proof(
        "P13",
        "a ciphertext is bound to its context",
        "crates/vault/tests/bound.rs",
        "--release -p danbe-vault --test bound",
    ),
    proof(
        "histories",
        "in no history of a referral has anybody two owners or none, nor does a copy outlive its basis",
        "crates/app/tests/histories.rs",
        "--release -p danbe-app --test served proof_of_random_histories",
    ),
    proof(
        "packages",
        "a package that was damaged, moved or rewritten does not open",
        "crates/packages/src/tests.rs",
        "--release -p danbe-packages proof_that_a_damaged_package_does_not_open",
    ),
    proof(
        "timing",
        "absent and forbidden take the same time",
        "crates/app/tests/timing.rs",
        "--release -p danbe-app --test served proof_of_equal_times",
    ),
    proof(
        "P15",
        "tampering with the ledger shows",
        "crates/store/tests/tamper.rs",
        "--release -p danbe-store --test tamper",
    ),
    proof(
        "P20",
        "every quorum brings the keys back, and no fewer",
        "crates/app/tests/recovery.rs",
        "-p danbe-app --test served recovery::",
    ),
    proof(
        "P30",
        "no altered ceremony signs in or opens a device",
        "crates/app/tests/ceremonies.rs",
        "-p danbe-app -p danbe-device --test served --lib proof_of_ceremonies",
    ),
    proof(
        "P32",
        "no cell hidden in a released table can be computed",
        "crates/figures/src/tables/tests.rs",
        "--release -p danbe-figures --features publication ten_thousand_tables",
    ),
    proof(
        "P37",
        "an upgrade between two packages, killed at each step, loses nothing",
        "packaging/prove",
        PACKAGES,
    ),
    proof(
        "mangled",
        "no table or file of records makes the program panic",
        "crates/figures/src/mangled/tests.rs",
        "--release -p danbe-figures --features publication trial_of_mangled_files",
    ),
    proof(
        "mangled-bytes",
        "no bytes make the reader of tables and records panic",
        "crates/app/src/commands/publication/file/tests.rs",
        "--release -p danbe-app trial_of_mangled_bytes",
    ),
    proof(
        "workbook",
        "LibreOffice opens every workbook as it is, and computes nothing in it",
        "crates/app/tests/annual.rs",
        "-p danbe-app --test served libreoffice",
    ),
    proof(
        "optimum",
        "a protected table hides no more than twice the least, where the least can be computed",
        "crates/figures/src/tables/tests.rs",
        "--release -p danbe-figures --features publication trial_of_the_optimum",
    ),
    proof(
        "readers-filters",
        "spoiled schemas and files of filters are read or named",
        "crates/clk/tests/readers.rs",
        "--release -p danbe-clk --test readers",
    ),
    proof(
        "readers-records",
        "strange rows are linked or refused",
        "crates/records/tests/readers.rs",
        "--release -p danbe-records --test readers",
    ),
    proof(
        "readers-overlaps",
        "spoiled tables of overlaps are estimated, refused or named",
        "crates/figures/tests/overlaps.rs",
        "--release -p danbe-figures --test overlaps",
    ),
];

/// In the place of arguments: the packages of two commits, in a clean Debian.
const PACKAGES: &str = "packages";

const fn proof(
    promise: &'static str,
    what: &'static str,
    source: &'static str,
    arguments: &'static str,
) -> Proof {
    Proof { promise, what, source, arguments }
}

const HEAD: &str = "promise,commit,seed,trials,failures,hours";

/// Which promise, how often, from which seed.
#[derive(ClapArgs)]
pub(crate) struct Args {
    /// The promise (P1 …); the list when none is named
    promise: Option<String>,
    /// How many trials; the proof decides when absent
    trials: Option<u64>,
    /// Where its chance begins; the clock decides when absent
    #[arg(long)]
    seed: Option<u64>,
}

/// What one run said.
#[derive(Debug, PartialEq, Eq)]
struct Said {
    trials: u64,
    failures: u64,
}

/// Runs a proof and appends what it said.
///
/// # Errors
/// The promise has no proof, the proof gave no result, or it found a failure.
#[expect(clippy::disallowed_methods, reason = "chores live in real time")]
pub(crate) fn run(args: &Args) -> Outcome {
    let root = shell::root();
    let Some(promise) = &args.promise else {
        return list(&root);
    };
    let proof = PROOFS.iter().find(|it| it.promise == promise.as_str());
    let proof = proof.ok_or_else(|| format!("{promise} has no proof; `prove` lists them"))?;
    if !root.join(proof.source).is_file() {
        return Err(format!("{promise}: {} is not written yet", proof.source).into());
    }
    let seed = match args.seed {
        Some(seed) => seed,
        None => SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs(),
    };
    let begun = Instant::now();
    let (said, well) = listen(proof, args.trials, seed)?;
    let said = said.ok_or_else(|| format!("{promise}: the proof printed no `trials=… failures=…`"))?;
    if !well && said.failures == 0 {
        return Err(format!("{promise}: the proof failed outside its trials").into());
    }
    let hours = begun.elapsed().as_secs_f64() / 3600.0;
    let line = format!("{promise},{},{seed},{},{},{hours:.3}", commit()?, said.trials, said.failures);
    let evidence = append(&root.join("docs/evidence.csv"), &line)?;
    println!("{}", sum(&evidence, promise));
    match said.failures {
        0 => Ok(()),
        failures => Err(format!("{promise}: {failures} failures, seed {seed}").into()),
    }
}

fn list(root: &Path) -> Outcome {
    let evidence = std::fs::read_to_string(root.join("docs/evidence.csv")).unwrap_or_default();
    for proof in PROOFS {
        let state = if root.join(proof.source).is_file() {
            sum(&evidence, proof.promise)
        } else {
            format!("{}: not written yet ({})", proof.promise, proof.source)
        };
        println!("{state}: {}", proof.what);
    }
    Ok(())
}

/// Runs the proof, passing on every line it prints.
fn listen(proof: &Proof, trials: Option<u64>, seed: u64) -> Outcome<(Option<Said>, bool)> {
    let mut work = if proof.arguments == PACKAGES { package::proof()? } else { test(proof.arguments) };
    work.env("DANBE_PROVE_SEED", seed.to_string());
    if let Some(trials) = trials {
        work.env("DANBE_PROVE_TRIALS", trials.to_string());
    }
    let mut child = work.stdout(Stdio::piped()).spawn()?;
    let mut said: Option<Said> = None;
    for line in BufReader::new(child.stdout.take().ok_or("no output")?).lines() {
        let line = line?;
        println!("{line}");
        if let Some(now) = read(&line) {
            let so_far = said.take().unwrap_or(Said { trials: 0, failures: 0 });
            said =
                Some(Said { trials: so_far.trials + now.trials, failures: so_far.failures + now.failures });
        }
    }
    Ok((said, child.wait()?.success()))
}

fn test(arguments: &str) -> Command {
    let mut work = cargo(&["test"]);
    work.args(arguments.split_whitespace());
    work.args(["--", "--ignored", "--nocapture", "--test-threads=1"]);
    work
}

fn read(line: &str) -> Option<Said> {
    let number = |mark: &str| {
        let digits = line.split(mark).nth(1)?;
        digits.split_whitespace().next()?.parse().ok()
    };
    Some(Said { trials: number("trials=")?, failures: number("failures=")? })
}

/// The commit, with a plus when the tree holds more than it.
fn commit() -> Outcome<String> {
    let hash = shell::output(&mut command("git", &["rev-parse", "--short=12", "HEAD"]))?;
    let changed = ["status", "--porcelain", "--", "crates", "pane", "Cargo.lock"];
    let changed = shell::output(&mut command("git", &changed))?;
    let mark = if changed.trim().is_empty() { "" } else { "+" };
    Ok(format!("{}{mark}", hash.trim()))
}

fn append(path: &Path, line: &str) -> Outcome<String> {
    let before = std::fs::read_to_string(path).unwrap_or_default();
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(path)?;
    if before.is_empty() {
        writeln!(file, "{HEAD}")?;
    }
    writeln!(file, "{line}")?;
    Ok(std::fs::read_to_string(path)?)
}

/// All that was ever tried of one promise, in a line.
fn sum(evidence: &str, promise: &str) -> String {
    let (mut trials, mut failures) = (0_u64, 0_u64);
    for line in evidence.lines() {
        let cells: Vec<&str> = line.split(',').collect();
        if let [own, _, _, tried, failed, _] = cells.as_slice()
            && *own == promise
        {
            trials += tried.parse().unwrap_or(0);
            failures += failed.parse().unwrap_or(0);
        }
    }
    match (trials, failures) {
        (0, _) => format!("{promise}: never tried"),
        (_, 0) => {
            let bound = 3.0 / trials as f64;
            format!("{promise}: 0 failures in {trials} trials, rate below {bound:.1e} (95 %)")
        }
        _ => format!("{promise}: {failures} failures in {trials} trials"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_of_a_proof_is_read() {
        let said = read("done: trials=300 failures=0");
        assert_eq!(said, Some(Said { trials: 300, failures: 0 }));
        assert_eq!(read("trials=many failures=0"), None);
        assert_eq!(read("test result: ok"), None);
    }

    #[test]
    fn trials_add_up_and_bound_the_rate() {
        let evidence = format!("{HEAD}\nP1,a,1,1000,0,0.1\nP2,a,1,5,1,0.1\nP1,b,2,2000,0,0.1\n");
        assert!(sum(&evidence, "P1").contains("3000 trials, rate below 1.0e-3"));
        assert!(sum(&evidence, "P2").contains("1 failures in 5"));
        assert!(sum(&evidence, "P3").contains("never tried"));
    }

    #[test]
    fn the_first_line_brings_the_head() -> Outcome {
        let path = std::env::temp_dir().join(format!("danbe-evidence-{}", std::process::id()));
        append(&path, "P1,a,1,10,0,0.0")?;
        let all = append(&path, "P1,a,2,10,0,0.0")?;
        std::fs::remove_file(&path)?;
        assert_eq!(all.lines().count(), 3);
        assert!(all.starts_with(HEAD));
        Ok(())
    }
}

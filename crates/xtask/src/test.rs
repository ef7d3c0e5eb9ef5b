//! `cargo xtask test [ring …]`: everything the tests need, then the tests.
//!
//! Rings, in order: `fmt`, `tidy`, `clippy`, `wasm`, `rust`, `doc`, `app`, `browser`. Without a name all of
//! them run, also after one has failed, and a summary ends the run. Missing Debian packages are
//! installed when we may; a private PostgreSQL cluster is started for `rust` and `browser` and its
//! address is in `DANBE_TEST_POSTGRES`. Each ring's time is appended to `target/ci-times.csv`.

use crate::cluster::{self, Cluster};
use crate::shell::{self, Outcome, cargo, command, exists, run as finish};
use crate::{demo, features, tidy, wasm};
use clap::{Args as ClapArgs, ValueEnum};
use std::fmt;
use std::io::Write;
use std::path::PathBuf;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Which rings to run.
#[derive(ClapArgs)]
pub(crate) struct Args {
    /// The rings; all of them when none is named
    #[arg(value_enum)]
    rings: Vec<Ring>,
    /// Install nothing, even as root
    #[arg(long)]
    no_install: bool,
}

/// One ring of the tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Ring {
    /// `cargo fmt --check`
    Fmt,
    /// The house rules, and the table of features
    Tidy,
    /// Every target of every crate, warnings are errors
    Clippy,
    /// The program of the device, alone so that unified features hide nothing, within its budget; before `rust`,
    /// whose servers hand it out
    Wasm,
    /// `cargo test --workspace`, without examples, on both database engines
    Rust,
    /// What must not compile: code in doc comments
    Doc,
    /// The binary the journeys run
    App,
    /// The journeys in a real browser
    Browser,
}

impl fmt::Display for Ring {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = self.to_possible_value();
        out.write_str(value.as_ref().map_or("?", |value| value.get_name()))
    }
}

impl Ring {
    fn needs_postgres(self) -> bool {
        matches!(self, Ring::Rust | Ring::Browser)
    }
}

/// Runs the rings.
///
/// # Errors
/// A package is missing and may not be installed, or at least one ring failed.
pub(crate) fn run(args: &Args) -> Outcome {
    let rings = if args.rings.is_empty() { Ring::value_variants() } else { &args.rings };
    provide(rings, !args.no_install)?;
    demo::target_of_the_device()?;
    let cluster = match rings.iter().any(|ring| ring.needs_postgres()) {
        true => Some(Cluster::start()?),
        false => None,
    };
    let mut results = Vec::new();
    for ring in rings {
        println!("\n── {ring} ──");
        let begun = Instant::now();
        let outcome = perform(*ring, cluster.as_ref());
        let took = begun.elapsed();
        if let Err(reason) = &outcome {
            eprintln!("{ring}: {reason}");
        }
        println!("── {ring}: {}", minutes(took));
        results.push((*ring, took, outcome.is_ok()));
    }
    drop(cluster);
    record(&results)?;
    summary(&results)
}

/// What makes the PDF: two minutes of compilation on two cores.
const PAPER: &str = "danbe-app/pdf,danbe-report/pdf";

/// What is built to be tested: a dozen examples would be linked for nothing, and rustdoc asked for each crate.
const TESTED: &[&str] = &["--lib", "--bins", "--tests"];

fn perform(ring: Ring, cluster: Option<&Cluster>) -> Outcome {
    let mut work = match ring {
        Ring::Fmt => cargo(&["fmt", "--all", "--", "--check", "-l"]),
        Ring::Tidy => return tidy::run().and_then(|()| features::run(&features::Args::default())),
        Ring::Clippy => cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]),
        Ring::Wasm => return wasm::run(),
        // The typesetter is compiled here and nowhere else: clippy would compile it a second time.
        // Examples are measurements, and clippy has compiled them; code in doc comments has a ring of its own.
        Ring::Rust => {
            cargo(&[&["test", "--workspace", "--features", PAPER], TESTED, &["--no-fail-fast"]].concat())
        }
        Ring::Doc => cargo(&["test", "--doc", "-p", "danbe-protection"]),
        // By way of the test that needs it: the features of `rust`, nothing is compiled again.
        Ring::App => cargo(&["test", "--workspace", "--features", PAPER, "--test", "served", "--no-run"]),
        Ring::Browser => return journeys(cluster),
    };
    if let Some(cluster) = cluster {
        work.env("DANBE_TEST_POSTGRES", cluster.url());
    }
    finish(&mut work)
}

/// The journeys: every `e2e/*.test.js`, in Debian's Chromium, no browser is downloaded.
fn journeys(cluster: Option<&Cluster>) -> Outcome {
    let folder = shell::root().join("e2e");
    let mut files: Vec<String> = std::fs::read_dir(&folder)?
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name.ends_with(".test.js"))
        .collect();
    files.sort();
    if files.is_empty() {
        println!("no journey is written yet");
        return Ok(());
    }
    packages_of_e2e()?;
    let mut node = command("node", &["--test", "--test-concurrency=2"]);
    node.args(files).current_dir(&folder);
    node.env("DANBE_BIN", shell::target().join("debug/danbe"));
    if let Some(cluster) = cluster {
        node.env("DANBE_TEST_POSTGRES", cluster.url());
    }
    finish(&mut node)
}

/// `npm ci`, when the packages are absent or older than the lock file.
///
/// # Errors
/// npm is missing or cannot reach its registry.
pub(crate) fn packages_of_e2e() -> Outcome {
    let folder = shell::root().join("e2e");
    let lock = folder.join("package-lock.json");
    let stamp = folder.join("node_modules/.danbe-lock");
    let wanted = std::fs::read(&lock)?;
    if std::fs::read(&stamp).is_ok_and(|have| have == wanted) {
        return Ok(());
    }
    let mut npm = command("npm", &["ci", "--no-audit", "--no-fund"]);
    finish(npm.current_dir(&folder))?;
    Ok(std::fs::write(stamp, wanted)?)
}

/// What Debian must give for these rings.
fn missing(rings: &[Ring]) -> Vec<&'static str> {
    let mut packages = Vec::new();
    if !exists("cc") {
        packages.push("build-essential");
    }
    if rings.iter().any(|ring| ring.needs_postgres()) && !cluster::installed() {
        packages.push("postgresql");
    }
    // reads the paper back, in the tests of `report`
    if rings.contains(&Ring::Rust) && !exists("pdftotext") {
        packages.push("poppler-utils");
    }
    // an authority that gives certificates by itself, in the tests of `app`
    if rings.contains(&Ring::Rust) && !exists("pebble") {
        packages.push("pebble");
    }
    if rings.contains(&Ring::Browser) {
        if !exists("chromium") {
            packages.push("chromium");
        }
        if !exists("node") {
            packages.push("nodejs");
        }
        if !exists("npm") {
            packages.push("npm");
        }
    }
    packages
}

fn provide(rings: &[Ring], may_install: bool) -> Outcome {
    let packages = missing(rings);
    if packages.is_empty() {
        return Ok(());
    }
    let said = format!("these Debian packages are missing: apt-get install {}", packages.join(" "));
    let prefix: &[&str] = match (may_install && exists("apt-get"), shell::is_root()) {
        (true, true) => &[],
        (true, false) if exists("sudo") => &["sudo", "-n"],
        _ => return Err(said.into()),
    };
    println!("installing: {}", packages.join(" "));
    let apt = |words: &[&str]| {
        let mut all = prefix.to_vec();
        all.extend(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]);
        all.extend(words);
        let (first, rest) = all.split_first().ok_or("nothing to run")?;
        finish(&mut command(first, rest)).map_err(|reason| format!("{said} ({reason})"))
    };
    apt(&["update"])?;
    let mut install = vec!["install", "-y", "--no-install-recommends"];
    install.extend(&packages);
    Ok(apt(&install)?)
}

/// The file `cargo xtask ci-time` reads: run, ring, seconds, result.
pub(crate) fn times() -> PathBuf {
    shell::target().join("ci-times.csv")
}

#[expect(clippy::disallowed_methods, reason = "chores live in real time")]
fn record(results: &[(Ring, Duration, bool)]) -> Outcome {
    let run = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(times())?;
    for (ring, took, good) in results {
        let result = if *good { "green" } else { "red" };
        writeln!(file, "{run},{ring},{:.1},{result}", took.as_secs_f64())?;
    }
    Ok(())
}

fn summary(results: &[(Ring, Duration, bool)]) -> Outcome {
    println!("\n── summary ──");
    for (ring, took, good) in results {
        let result = if *good { "green" } else { "RED" };
        println!("{:<12} {:>9}  {result}", ring.to_string(), minutes(*took));
    }
    let total = results.iter().map(|(_, took, _)| *took).sum();
    println!("{:<12} {:>9}", "all", minutes(total));
    match results.iter().filter(|(_, _, good)| !good).count() {
        0 => Ok(()),
        red => Err(format!("{red} of {} rings failed", results.len()).into()),
    }
}

fn minutes(took: Duration) -> String {
    format!("{:.1} min", took.as_secs_f64() / 60.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_red_ring_fails_the_run() {
        let second = Duration::from_secs(1);
        assert!(summary(&[(Ring::Fmt, second, true)]).is_ok());
        assert!(summary(&[(Ring::Fmt, second, true), (Ring::Rust, second, false)]).is_err());
    }

    #[test]
    fn the_rings_have_names() {
        let names: Vec<String> = Ring::value_variants().iter().map(ToString::to_string).collect();
        assert_eq!(names.first().map(String::as_str), Some("fmt"));
        assert_eq!(names.last().map(String::as_str), Some("browser"));
    }
}

//! `danbe link`: which records speak of one person, with names inside one service, without names between two.
//!
//! For an analyst alone: no installation, no server. With names: `dedupe`, `join`, `explain`. Without: `encode`,
//! `match`. Progress on standard error; a summary, or `--json`, on standard output.

mod filters;
mod records;
mod shelf;
mod tables;

use crate::installation::left_out;
use clap::Subcommand;
use filters::{Encode, Match};
use records::{Dedupe, Explain, Join};
use std::io;
use std::process::ExitCode;

#[derive(Subcommand)]
pub(super) enum Link {
    /// Trouver dans un fichier les fiches d’une même personne
    Dedupe(Dedupe),
    /// Trouver dans deux fichiers les fiches d’une même personne
    Join(Join),
    /// Expliquer une paire, poids par poids
    Explain(Explain),
    /// Changer des fiches en empreintes sans noms, sous la clé d’une campagne
    Encode(Encode),
    /// Rapprocher deux fichiers d’empreintes : « peut-être la même personne », jamais une note
    Match(Match),
}

impl Link {
    pub(super) fn run(self) -> io::Result<ExitCode> {
        match self {
            Self::Match(_) if left_out().as_deref() == Some("link.match") => {
                Err(io::Error::other("cette commande a été retirée"))
            }
            Self::Dedupe(dedupe) => dedupe.run(),
            Self::Join(join) => join.run(),
            Self::Explain(explain) => explain.run(),
            Self::Encode(encode) => encode.run(),
            Self::Match(matching) => matching.run(),
        }
    }
}

/// The most memory this process has held, in megabytes; 0 where the system does not say.
fn peak_megabytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok())
        .map_or(0, |kilobytes| kilobytes / 1024)
}

/// Seconds of processor this process has had, on all threads; 0 where the system does not say.
fn processor_seconds() -> f64 {
    let said = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let numbers = said.rsplit(')').next().unwrap_or_default().split_whitespace();
    // User and system time, in hundredths on every Linux.
    numbers.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

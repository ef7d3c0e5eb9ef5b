//! `danbe figures`: what a statistician publishes, alone, from files. No database, no network.

mod audit;
mod file;
mod protect;
mod register;
mod report;
mod synth;

use crate::installation;
use clap::Subcommand;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

#[derive(Subcommand)]
pub(super) enum Publication {
    /// Masquer ou arrondir ce qui est trop petit dans un tableau, et ce qui le trahirait
    Protect(protect::Protect),
    /// Attaquer un tableau publié, ou une série, et dire ce qui s’y retrouve
    Audit(audit::Audit),
    /// Faire des fiches synthétiques sous confidentialité différentielle
    Synth(synth::Synth),
    /// Ouvrir ou lire le registre du budget
    #[command(subcommand)]
    Register(register::Asked),
}

impl Publication {
    const fn name(&self) -> &'static str {
        match self {
            Self::Protect(_) => "protect",
            Self::Audit(_) => "audit",
            Self::Synth(_) => "synth",
            Self::Register(_) => "register",
        }
    }

    pub(super) fn run(self) -> io::Result<ExitCode> {
        if installation::left_out().is_some_and(|name| name == format!("figures.{}", self.name())) {
            return Err(io::Error::other("commande retirée pour un essai"));
        }
        match self {
            Self::Protect(protect) => protect.run(),
            Self::Audit(audit) => audit.run(),
            Self::Synth(synth) => synth.run(),
            Self::Register(register) => register.run(),
        }
    }
}

/// A line of progress on a terminal; silence elsewhere.
struct Progress {
    shown: bool,
    last: usize,
}

impl Progress {
    fn new() -> Self {
        Self { shown: io::stderr().is_terminal(), last: usize::MAX }
    }

    fn at(&mut self, what: &str, done: usize, all: usize) {
        let percent = done * 100 / all.max(1);
        if self.shown && percent != self.last {
            self.last = percent;
            let width = percent / 5;
            eprint!("\r{what:<24} [{:<20}] {percent:>3} %", "#".repeat(width));
            if percent == 100 {
                eprintln!();
            }
            // a bar that cannot be drawn is no reason to stop
            let _ = io::stderr().flush();
        }
    }

    fn step(&self, what: &str) {
        if self.shown {
            eprintln!("{what} …");
        }
    }
}

/// Any error as a sentence with the file it is about.
fn about(path: &std::path::Path, error: impl std::fmt::Display) -> io::Error {
    io::Error::other(format!("{} : {error}", path.display()))
}

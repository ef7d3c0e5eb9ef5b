//! `danbe link`: which records speak of one person, with names inside one service, without names between two.
//!
//! For an analyst alone: no installation, no server. With names: `dedupe`, `join`, `explain`. Without: `encode`,
//! `match`. Progress on standard error; a summary, or `--json`, on standard output.

use super::filters::{Encode, Match};
use super::records::{Dedupe, Explain, Join};
use clap::Subcommand;
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
            Self::Dedupe(dedupe) => dedupe.run(),
            Self::Join(join) => join.run(),
            Self::Explain(explain) => explain.run(),
            Self::Encode(encode) => encode.run(),
            Self::Match(matching) => matching.run(),
        }
    }
}

//! `danbe figures`: what an analyst computes alone, from tables without persons.

mod mse;

use super::publication;
use clap::Subcommand;
use std::io;
use std::process::ExitCode;

#[derive(Subcommand)]
#[expect(clippy::large_enum_variant, reason = "made once, from what was typed")]
pub(super) enum Figures {
    /// Estimer le nombre caché de personnes à partir de listes qui se recoupent
    Mse(mse::Mse),
    #[command(flatten)]
    Publication(publication::Publication),
}

impl Figures {
    pub(super) fn run(self) -> io::Result<ExitCode> {
        match self {
            Self::Mse(mse) => mse.run(),
            Self::Publication(publication) => publication.run(),
        }
    }
}

//! The commands of the machine's keeper. They speak French, end with a code, and never print a person.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command speaks to a terminal")]

mod backup;
mod doctor;
mod figure;
mod figures;
mod ledger;
mod link;
mod publication;
mod published;
mod report;
mod serve;

use clap::{Parser, Subcommand};
use std::future::Future;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

/// Danbé : le registre de la réponse nationale à la traite des personnes.
#[derive(Parser)]
#[command(name = "danbe", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Servir une installation
    Serve(serve::Serve),
    /// Préparer et servir une démonstration : agences et personnes inventées
    Demo(serve::Demo),
    /// Mettre la base de données au dernier schéma
    Migrate {
        /// Dossier de l’installation
        #[arg(long)]
        data: PathBuf,
    },
    /// Vérifier le registre
    #[command(subcommand)]
    Ledger(ledger::Ledger),
    /// Recompter un chiffre
    #[command(subcommand)]
    Figure(figure::Figure),
    /// Calculer et publier seul, sans installation : tableaux protégés, fiches synthétiques, nombre caché
    #[command(subcommand)]
    Figures(figures::Figures),
    /// Importer des chiffres publiés ailleurs, tels qu’imprimés
    #[command(subcommand)]
    Published(published::Published),
    /// Rapprocher des fiches, avec ou sans noms
    #[command(subcommand)]
    Link(link::Link),
    /// Composer un rapport
    #[command(subcommand)]
    Report(report::Report),
    /// Montrer qui peut faire quoi
    #[command(subcommand)]
    Policy(Policy),
    /// Copier une installation, en service ou non
    Backup(backup::Backup),
    /// Remettre une copie en place, dans un dossier vide
    Restore(backup::Restore),
    /// Examiner une installation
    Doctor {
        /// Dossier de l’installation
        #[arg(long)]
        data: PathBuf,
    },
}

#[derive(Subcommand)]
enum Policy {
    /// Écrire la matrice des droits
    Print,
}

/// Reads the command line and does what it says.
#[must_use]
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match arguments.command {
        Command::Serve(serve) => wait(serve.run()),
        Command::Demo(demo) => wait(demo.run()),
        Command::Migrate { data } => wait(serve::migrate(data)),
        Command::Ledger(ledger) => wait(ledger.run()),
        Command::Figure(figure) => wait(figure.run()),
        Command::Figures(figures) => figures.run(),
        Command::Published(published) => wait(published.run()),
        Command::Link(link) => link.run(),
        Command::Report(report) => wait(report.run()),
        Command::Policy(Policy::Print) => {
            print!("{}", crate::installation::policy().print());
            Ok(ExitCode::SUCCESS)
        }
        Command::Backup(backup) => wait(backup.run()),
        Command::Restore(restore) => restore.run(),
        Command::Doctor { data } => wait(doctor::run(data)),
    };
    done.unwrap_or_else(|error| {
        eprintln!("danbe : {error}");
        ExitCode::from(2)
    })
}

fn wait(work: impl Future<Output = io::Result<ExitCode>>) -> io::Result<ExitCode> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(work)
}

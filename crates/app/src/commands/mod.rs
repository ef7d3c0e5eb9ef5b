//! The commands of the machine's keeper. They speak French, end with a code, and never print a person.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command speaks to a terminal")]

mod account;
mod backup;
mod ceremony;
mod certificate;
mod closing;
mod doctor;
mod figure;
mod figures;
mod init;
mod ledger;
mod link;
mod notice;
mod publication;
mod published;
mod purpose;
mod report;
mod restore;
mod serve;
mod terminal;
mod upgrade;
mod wall;
mod witness;

use crate::installation::{self, Folder};
use clap::{Parser, Subcommand};
use danbe_store::Store;
use danbe_words::Side;
use std::fs::File;
use std::future::Future;
use std::io;
use std::path::{Path, PathBuf};
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
    /// Fonder une installation : sept questions
    Init(init::Init),
    /// La racine du pays et ses cinq gardiens ; hors réseau
    #[command(subcommand)]
    Ceremony(ceremony::Command),
    /// Inscrire un service fondé par une cérémonie
    Found(init::Take),
    /// Fermer un service qui ne peut plus le faire : sur la parole des gardiens ; sans papier, la liste des services
    Close(closing::Close),
    /// Le certificat HTTPS
    #[command(subcommand)]
    Certificate(certificate::Certificate),
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
    /// Les comptes qui lisent, saisissent ou approuvent des chiffres
    #[command(subcommand)]
    Account(account::Account),
    /// Ouvrir une finalité de partage, avec la référence de son autorisation
    Purpose(purpose::Purpose),
    /// Le mur : l’autre côté, sa racine, et les paquets que l’on porte
    #[command(subcommand)]
    Wall(wall::Wall),
    /// Par quels moyens un service apprend que quelque chose est arrivé : courrier électronique, SMS
    Notice(notice::Notice),
    /// Témoin : contresigner le registre d’une installation, depuis une autre maison
    #[command(subcommand)]
    Witness(witness::Witness),
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
    /// Remettre une copie en place, ou le répéter (--rehearse)
    Restore(restore::Restore),
    /// Mettre une installation au schéma de ce programme, après un essai sur une copie
    Upgrade(upgrade::Upgrade),
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
    Print {
        /// Côté du mur
        #[arg(long, value_parser = sides(), default_value = "protection")]
        side: String,
        /// Les rôles des services d’une installation : son dossier, en service ou non
        #[arg(long)]
        roles: Option<PathBuf>,
    },
}

/// Reads the command line and does what it says.
#[must_use]
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    if crate::installation::left_out().is_some_and(|name| std::env::args().nth(1) == Some(name)) {
        eprintln!("danbe : commande laissée de côté");
        return ExitCode::from(2);
    }
    let done = match arguments.command {
        Command::Init(init) => wait(init.run()),
        Command::Ceremony(ceremony) => ceremony.run(),
        Command::Found(take) => wait(take.run()),
        Command::Close(close) => wait(close.run()),
        Command::Certificate(certificate) => certificate.run(),
        Command::Serve(serve) => wait(serve.run()),
        Command::Demo(demo) => wait(demo.run()),
        Command::Migrate { data } => wait(serve::migrate(data)),
        Command::Account(account) => wait(account.run()),
        Command::Purpose(purpose) => wait(purpose.run()),
        Command::Wall(wall) => wait(wall.run()),
        Command::Notice(notice) => wait(notice.run()),
        Command::Witness(witness) => wait(witness.run()),
        Command::Ledger(ledger) => wait(ledger.run()),
        Command::Figure(figure) => wait(figure.run()),
        Command::Figures(figures) => figures.run(),
        Command::Published(published) => wait(published.run()),
        Command::Link(link) => link.run(),
        Command::Report(report) => wait(report.run()),
        Command::Policy(Policy::Print { roles: Some(data), .. }) => wait(print_roles(data)),
        Command::Policy(Policy::Print { side, roles: None }) => side_of(&side).map(|side| {
            print!("{}", installation::policy_of(side).print(side));
            ExitCode::SUCCESS
        }),
        Command::Backup(backup) => wait(backup.run()),
        Command::Restore(restore) => wait(restore.run()),
        Command::Upgrade(upgrade) => wait(upgrade.run()),
        Command::Doctor { data } => wait(doctor::run(data)),
    };
    done.unwrap_or_else(|error| {
        eprintln!("danbe : {error}");
        ExitCode::from(2)
    })
}

/// The two sides of the wall, as the command line lists them.
fn sides() -> clap::builder::PossibleValuesParser {
    clap::builder::PossibleValuesParser::new(Side::ALL.iter().map(|side| side.code()))
}

fn side_of(typed: &str) -> io::Result<Side> {
    Side::from_code(typed).map_err(io::Error::other)
}

async fn print_roles(data: PathBuf) -> io::Result<ExitCode> {
    print!("{}", installation::printed_roles(&Folder::open(&data)?).await?);
    Ok(ExitCode::SUCCESS)
}

fn wait(work: impl Future<Output = io::Result<ExitCode>>) -> io::Result<ExitCode> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(work)
}

/// The store, and the folder kept for this program alone: a server at work refuses it.
async fn store_alone(data: &Path) -> io::Result<(Store, File)> {
    let folder = Folder::open(data)?;
    let lock = folder.lock()?;
    let store = installation::open_alone(&folder).await?;
    Ok((store, lock))
}

//! `danbe certificate`: what phones see before they see anything else.

use crate::installation::{Folder, Https};
use crate::tls;
use clap::Subcommand;
use danbe_store::{Clock, SystemClock};
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Subcommand)]
pub(super) enum Certificate {
    /// Le certificat en service, sa fin, et les gestes sur les téléphones
    Show {
        /// Dossier de l’installation
        #[arg(long)]
        data: PathBuf,
    },
    /// Mettre en service un certificat reçu d’ailleurs ; le serveur le prend sans s’arrêter
    Install {
        /// Dossier de l’installation
        #[arg(long)]
        data: PathBuf,
        /// Chaîne (PEM), le certificat du serveur d’abord
        #[arg(long)]
        chain: PathBuf,
        /// Clé secrète (PEM)
        #[arg(long)]
        key: PathBuf,
    },
    /// Faire une autorité propre, pour une installation qui n’en a pas
    Own {
        /// Dossier de l’installation
        #[arg(long)]
        data: PathBuf,
    },
}

impl Certificate {
    pub(super) fn run(self) -> io::Result<ExitCode> {
        match self {
            Self::Show { data } => show(&data),
            Self::Install { data, chain, key } => {
                Folder::open(&data)?;
                tls::install(&data, &chain, &key)?;
                show(&data)
            }
            Self::Own { data } => {
                let folder = Folder::open(&data)?;
                let domain = folder.paper.domain.as_deref();
                let domain =
                    domain.ok_or_else(|| io::Error::other("l’installation n’a pas de nom de domaine"))?;
                tls::own::make(&data, domain)?;
                show(&data)
            }
        }
    }
}

fn show(data: &std::path::Path) -> io::Result<ExitCode> {
    let folder = Folder::open(data)?;
    match tls::term(data)? {
        None => println!("Aucun certificat en service."),
        Some(term) => {
            let days = term.days_left(SystemClock.now().0);
            println!("Certificat pour {} : {days} jour(s) restant(s).", term.names.join(", "));
        }
    }
    if folder.paper.https == Https::Own || tls::own::authority(data).exists() {
        println!("\n{}", tls::own::steps(data));
    }
    Ok(ExitCode::SUCCESS)
}

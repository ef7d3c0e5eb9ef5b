//! `danbe figure`: recount what a page says from the events themselves; one-time codes for a training account.

use crate::installation::Folder;
use clap::Subcommand;
use danbe_figures::Period;
use danbe_house::posts::rows;
use danbe_statistics::{joining, presumed, recount as typed};
use danbe_store::{Clock, SystemClock, open_reading};
use danbe_vault::once::OnceSecret;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Subcommand)]
pub(super) enum Figure {
    /// Recompter les personnes présumées d’un mois ou d’une année
    Verify {
        /// Dossier de l’installation
        #[arg(long)]
        data: PathBuf,
        /// Mois (2024-03) ou année (2024)
        #[arg(long)]
        period: Period,
        /// Tel que connu à ce point de contrôle (nombre de lignes)
        #[arg(long)]
        as_of: Option<u64>,
    },
    /// Le code à six chiffres du moment, pour une formation sans application d’authentification
    Code {
        /// La clé du compte de lecture
        #[arg(long)]
        secret: String,
    },
}

impl Figure {
    pub(super) async fn run(self) -> io::Result<ExitCode> {
        match self {
            Self::Verify { data, period, as_of } => recount(data, period, as_of).await,
            Self::Code { secret } => {
                let secret = OnceSecret::from_base32(&secret)
                    .map_err(|error| io::Error::other(format!("clé illisible : {error}")))?;
                println!("{}", secret.code(SystemClock.now().0.unsigned_abs() / 1000));
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}

async fn recount(data: PathBuf, period: Period, as_of: Option<u64>) -> io::Result<ExitCode> {
    let folder = Folder::open(&data)?;
    let down = |problem| io::Error::other(format!("base de données : {problem}"));
    let mut reading = open_reading(&folder.url()).await.map_err(down)?;
    let (key, origin) = (folder.paper.ledger, &folder.paper.origin);
    let found = presumed::recount(&mut reading, &key, origin, period, as_of).await.map_err(down)?;
    let names = rows::agencies(&mut reading).await.map_err(down)?.into_iter().collect();
    let beside = joining::beside(&mut reading, &found.recounted, &names).await.map_err(down)?;
    print!("{}", presumed::report_text(&found, &beside, &names));
    let year = period.year();
    let typed = typed::recount(&mut reading, year, found.as_of.size).await.map_err(down)?;
    println!();
    print!("{}", typed::report_text(&typed, year, &names));
    let holds = found.holds() && typed.altered.is_empty();
    Ok(if holds { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

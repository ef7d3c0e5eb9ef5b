//! `danbe published`: a file of figures published elsewhere, tried, imported whole, or withdrawn again.

use super::terminal;
use clap::Subcommand;
use danbe_statistics::published::{By, Enter, Mapping, Value, Withdraw, read};
use danbe_store::{Outcome, Thread};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Subcommand)]
pub(super) enum Published {
    /// Importer un fichier ; le serveur doit être arrêté, un seul programme écrit à la fois
    Import {
        /// Dossier de l’installation
        #[arg(long)]
        data: PathBuf,
        /// Correspondance des colonnes : unodc-glotip, ou un fichier JSON
        #[arg(long, default_value = "unodc-glotip")]
        mapping: String,
        /// Lire et vérifier sans rien écrire
        #[arg(long)]
        dry_run: bool,
        /// Le fichier : virgules, points-virgules ou tabulations, UTF-8 ou Latin-1
        file: PathBuf,
    },
    /// Retirer un lot importé ; ses valeurs restent lisibles dans la base
    Undo {
        /// Dossier de l’installation
        #[arg(long)]
        data: PathBuf,
        /// Numéro du lot
        #[arg(long)]
        batch: u64,
    },
}

impl Published {
    pub(super) async fn run(self) -> io::Result<ExitCode> {
        match self {
            Self::Import { data, mapping, dry_run, file } => {
                let mapping = chosen(&mapping)?;
                let values = read(File::open(&file).map_err(|error| about(&file, error))?, &mapping)
                    .map_err(|refused| about(&file, refused))?;
                tell(&values);
                if dry_run {
                    terminal::print_peak();
                    println!("essai : rien n’est écrit");
                    return Ok(ExitCode::SUCCESS);
                }
                let enter = Enter { by: By::Console, source: mapping.source, values };
                let (store, _lock) = super::store_alone(&data).await?;
                let batch = match store.act(enter, Thread::default()).await.map_err(down)? {
                    Outcome::New(batch, _) => batch,
                    Outcome::Again(receipt) => receipt.index,
                };
                terminal::print_peak();
                println!("importé : lot n° {batch} ; « danbe published undo --batch {batch} » le retire");
            }
            Self::Undo { data, batch } => {
                let withdraw = Withdraw { by: By::Console, batch };
                let (store, _lock) = super::store_alone(&data).await?;
                store.act(withdraw, Thread::default()).await.map_err(down)?;
                println!("retiré : lot n° {batch}");
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn chosen(mapping: &str) -> io::Result<Mapping> {
    if let Some(shipped) = Mapping::shipped(mapping) {
        return Ok(shipped);
    }
    let path = Path::new(mapping);
    let text = std::fs::read_to_string(path).map_err(|error| about(path, error))?;
    serde_json::from_str(&text).map_err(|error| about(path, error))
}

fn tell(values: &[Value]) {
    let marked = values.iter().filter(|it| it.number.is_none()).count();
    let doubtful = values.iter().filter(|it| !it.doubt.is_empty()).count();
    println!("{} valeurs lues, dont {marked} masquées par la source et {doubtful} douteuses", values.len());
}

fn about(path: &Path, error: impl std::fmt::Display) -> io::Error {
    io::Error::other(format!("{} : {error}", path.display()))
}

fn down(problem: danbe_words::Problem) -> io::Error {
    io::Error::other(match problem {
        danbe_words::Problem::NotFound => "il n’y a pas de lot de ce numéro".to_owned(),
        danbe_words::Problem::State("exists") => "ce lot est déjà retiré".to_owned(),
        problem => format!("base de données : {problem}"),
    })
}

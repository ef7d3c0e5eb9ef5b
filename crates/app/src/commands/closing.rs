//! `danbe close`: an agency that cannot close by itself ends by the root's word; without a paper, who is there.
//!
//! Under a ceremony the word is made where the custodians sit (`danbe ceremony succeed`) and only taken here. A provisional
//! installation has its root on this machine, and the demonstration's is public: they practise the same steps.

use super::ceremony::succession;
use crate::installation::{self, Folder, Kind, ROOT};
use clap::Args;
use danbe_house::posts::rows;
use danbe_house::successions::{Succeed, Succession};
use danbe_store::{Store, Thread};
use danbe_vault::{Signed, SigningKey};
use danbe_words::Problem;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Options of `close`.
#[derive(Args)]
pub(super) struct Close {
    /// Dossier de l’installation ; le serveur doit être arrêté
    #[arg(long)]
    data: PathBuf,
    /// Papier des gardiens, écrit par « danbe ceremony succeed »
    #[arg(long)]
    paper: Option<PathBuf>,
    /// Numéro du service qui ferme : installation provisoire ou démonstration, sans papier
    #[arg(long, conflicts_with = "paper")]
    agency: Option<String>,
    /// Numéro du service qui reprend ses dossiers
    #[arg(long, requires = "agency")]
    to: Option<String>,
}

impl Close {
    pub(super) async fn run(self) -> io::Result<ExitCode> {
        let folder = Folder::open(&self.data)?;
        let _lock = folder.lock()?;
        let store = installation::open_alone(&folder).await?;
        let word = match (&self.paper, &self.agency) {
            (Some(paper), _) => read(paper)?,
            (None, Some(agency)) => {
                let said = succession(agency, self.to.as_deref())?;
                Signed::sign(&said, &root(&folder)?, Succession::DOMAIN)
                    .map_err(|error| io::Error::other(error.to_string()))?
            }
            (None, None) => return list(&store).await,
        };
        let act = Succeed { root: folder.paper.root, word };
        store.act(act, Thread::default()).await.map_err(told)?;
        println!("C’est inscrit. Les détenteurs le voient à leur prochaine entrée.");
        Ok(ExitCode::SUCCESS)
    }
}

fn read(path: &Path) -> io::Result<Signed<Succession>> {
    serde_json::from_str(&std::fs::read_to_string(path)?)
        .map_err(|error| io::Error::other(format!("{} : {error}", path.display())))
}

/// The root of an installation that only practises.
fn root(folder: &Folder) -> io::Result<SigningKey> {
    match folder.paper.kind {
        Kind::Training => Ok(crate::demo::root()),
        Kind::Provisional => SigningKey::from_bytes(&std::fs::read(folder.path().join(ROOT))?)
            .map_err(|_| io::Error::other("fichier de clé endommagé")),
        Kind::Real => Err(io::Error::other(
            "installation réelle : seuls les gardiens le décident (danbe ceremony succeed, puis --paper)",
        )),
    }
}

async fn list(store: &Store) -> io::Result<ExitCode> {
    let mut conn = store.read().await.map_err(told)?;
    for (id, name) in rows::agencies(&mut conn).await.map_err(told)? {
        println!("{id}  {name}");
    }
    Ok(ExitCode::SUCCESS)
}

fn told(problem: Problem) -> io::Error {
    io::Error::other(match problem {
        Problem::NotFound => "ce service n’est pas inscrit ici, ou il est déjà fermé".to_owned(),
        Problem::Signature => "ce papier n’est pas signé par la racine de cette installation".to_owned(),
        Problem::State("successor-gone") => {
            "le service désigné n’est pas en service, ou il a fermé".to_owned()
        }
        problem => format!("base de données : {problem}"),
    })
}

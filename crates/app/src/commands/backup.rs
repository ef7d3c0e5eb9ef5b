//! `danbe backup` and `danbe restore`: a copy of an installation, taken while it serves, checked before it is trusted.
//!
//! What names a person is sealed above the database: the copy holds ciphertext. The keys of the server are copied
//! apart only when asked, since a copy that can sign checkpoints must not lie beside the data.

use crate::installation::{Folder, create_folder, create_secret};
use clap::Args;
use danbe_store::copy_database;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Options of `backup`.
#[derive(Args)]
pub(super) struct Backup {
    /// Dossier de l’installation
    #[arg(long)]
    data: PathBuf,
    /// Dossier de la copie ; ne doit pas exister
    #[arg(long)]
    to: PathBuf,
    /// Copier aussi les clés du serveur
    #[arg(long)]
    with_keys: bool,
}

impl Backup {
    pub(super) async fn run(self) -> io::Result<ExitCode> {
        let folder = Folder::open(&self.data)?;
        new_folder(&self.to)?;
        let database = self.to.join("danbe.db");
        create_secret(&database)?;
        copy_database(&folder.url(), &database)
            .await
            .map_err(|problem| io::Error::other(format!("copie : {problem}")))?;
        copy(&self.data, &self.to, "installation.json")?;
        if self.with_keys {
            copy(&self.data, &self.to, "ledger.key")?;
            copy(&self.data, &self.to, "server.key")?;
        }
        println!("Copie faite dans {}. Vérifiez-la : danbe ledger verify --data {0}", self.to.display());
        Ok(ExitCode::SUCCESS)
    }
}

/// Options of `restore`.
#[derive(Args)]
pub(super) struct Restore {
    /// Dossier de la copie
    #[arg(long)]
    from: PathBuf,
    /// Dossier de l’installation à remettre en place ; ne doit pas exister
    #[arg(long)]
    data: PathBuf,
    /// Dossier des clés du serveur, si elles ne sont pas dans la copie
    #[arg(long)]
    keys: Option<PathBuf>,
}

impl Restore {
    pub(super) fn run(self) -> io::Result<ExitCode> {
        let keys = self.keys.as_deref().unwrap_or(&self.from);
        for (folder, name) in [
            (self.from.as_path(), "installation.json"),
            (self.from.as_path(), "danbe.db"),
            (keys, "ledger.key"),
            (keys, "server.key"),
        ] {
            if !folder.join(name).exists() {
                return Err(io::Error::other(format!("il manque {} dans {}", name, folder.display())));
            }
        }
        new_folder(&self.data)?;
        copy(&self.from, &self.data, "installation.json")?;
        copy(&self.from, &self.data, "danbe.db")?;
        copy(keys, &self.data, "ledger.key")?;
        copy(keys, &self.data, "server.key")?;
        println!("Remis en place. Vérifiez avant de servir : danbe doctor --data {}", self.data.display());
        Ok(ExitCode::SUCCESS)
    }
}

/// A folder that was not there, for this user alone.
fn new_folder(path: &Path) -> io::Result<()> {
    if path.exists() {
        return Err(io::Error::other(format!("{} existe déjà", path.display())));
    }
    create_folder(path)
}

fn copy(from: &Path, to: &Path, name: &str) -> io::Result<()> {
    fs::copy(from.join(name), to.join(name)).map(|_| ())
}

//! `danbe backup`: a copy of an installation, taken while it serves.
//!
//! Two kinds. A folder (`--to`) on this machine, to look at or move. A sealed file (`--out`), for keys that lie on no
//! server: another host comes for it, by ssh, with an account that may run this one command and delete nothing.
//!
//! What opens or points to a person (`--part keys`) is a file apart, kept thirty days and no longer: an erasure would
//! never end if every old backup brought the keys back. The server's own keys go with it.

use crate::archive::{open_files, seal_files};
use crate::installation::{DATABASE, Folder, PAPER, create_folder, create_secret, key_tables, write_secret};
use crate::{chance, commands::init::public_key};
use clap::{Args, Subcommand, ValueEnum};
use danbe_store::{copy_database, take_apart};
use danbe_vault::{OpeningKey, SealingKey};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

pub(super) const APART: &str = "cles.db";
pub(super) const SERVER_KEYS: [&str; 2] = ["ledger.key", "server.key"];

/// Options of `backup`.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Backup {
    #[command(subcommand)]
    more: Option<More>,
    /// Dossier de l’installation
    #[arg(long)]
    data: Option<PathBuf>,
    /// Dossier de la copie en clair ; ne doit pas exister
    #[arg(long, conflicts_with = "out")]
    to: Option<PathBuf>,
    /// Copier aussi les clés du serveur (copie en clair)
    #[arg(long)]
    with_keys: bool,
    /// Fichier scellé ; « - » pour la sortie, quand une autre machine vient le chercher
    #[arg(long)]
    out: Option<PathBuf>,
    /// Ce que contient le fichier scellé
    #[arg(long, value_enum, default_value = "data")]
    part: Part,
    /// Clé publique à laquelle sceller, en plus de celles de l’installation
    #[arg(long, allow_hyphen_values = true)]
    key: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Tout, sauf ce qui ouvre ou désigne une personne
    Data,
    /// Ce qui ouvre ou désigne une personne, et les clés du serveur : trente jours, pas plus
    Keys,
}

#[derive(Subcommand)]
enum More {
    /// Faire une clé de sauvegarde, sur une machine qui n’est pas le serveur
    Key {
        /// Fichier de la clé secrète ; à garder hors ligne, en deux endroits
        #[arg(long)]
        out: PathBuf,
    },
    /// Ouvrir un fichier scellé dans un dossier
    Open {
        /// Le fichier
        #[arg(long)]
        from: PathBuf,
        /// Clé secrète
        #[arg(long)]
        key: PathBuf,
        /// Dossier ; ne doit pas exister
        #[arg(long)]
        to: PathBuf,
    },
}

impl Backup {
    pub(super) async fn run(self) -> io::Result<ExitCode> {
        match self.more {
            Some(More::Key { out }) => return make_key(&out),
            Some(More::Open { from, key, to }) => {
                new_folder(&to)?;
                let (label, names) = open_files(&from, &read_key(&key)?, &to)?;
                println!("Ouvert ({label}) : {}", names.join(", "));
                return Ok(ExitCode::SUCCESS);
            }
            None => {}
        }
        let data = self.data.ok_or_else(|| io::Error::other("--data : quelle installation ?"))?;
        let folder = Folder::open(&data)?;
        match (self.to, self.out) {
            (Some(to), _) => plain(&folder, &to, self.with_keys).await,
            (None, Some(out)) => {
                let mut keys = folder.paper.backup.clone();
                for key in &self.key {
                    keys.push(public_key(key).map_err(io::Error::other)?);
                }
                sealed(&folder, self.part, &keys, &out).await
            }
            (None, None) => Err(io::Error::other("--to pour un dossier, --out pour un fichier scellé")),
        }
    }
}

async fn plain(folder: &Folder, to: &Path, with_keys: bool) -> io::Result<ExitCode> {
    new_folder(to)?;
    copy_of(folder, &to.join(DATABASE)).await?;
    folder.paper_of_copy(to)?;
    for name in SERVER_KEYS.iter().filter(|_| with_keys) {
        copy(folder.path(), to, name)?;
    }
    println!("Copie faite dans {}. Vérifiez-la : danbe ledger verify --data {0}", to.display());
    Ok(ExitCode::SUCCESS)
}

/// A copy of the database, consistent at one moment, for this user alone.
pub(super) async fn copy_of(folder: &Folder, to: &Path) -> io::Result<()> {
    create_secret(to)?;
    copy_database(&folder.url(), to).await.map_err(|problem| io::Error::other(format!("copie : {problem}")))
}

async fn sealed(folder: &Folder, part: Part, keys: &[SealingKey], out: &Path) -> io::Result<ExitCode> {
    if keys.is_empty() {
        return Err(io::Error::other(
            "aucune clé publique de sauvegarde : danbe backup key, sur une autre machine, puis --key",
        ));
    }
    let scratch = Scratch::in_folder(folder.path())?;
    let (database, apart) = (scratch.0.join(DATABASE), scratch.0.join(APART));
    copy_of(folder, &database).await?;
    create_secret(&apart)?;
    take_apart(&format!("sqlite:{}", database.display()), &apart, &key_tables(folder.paper.side))
        .await
        .map_err(|problem| io::Error::other(format!("copie : {problem}")))?;
    folder.paper_of_copy(&scratch.0)?;
    let paper = (PAPER.to_owned(), scratch.0.join(PAPER));
    let here = |name: &str| (name.to_owned(), folder.path().join(name));
    let (label, files) = match part {
        Part::Data => ("data", vec![paper, (DATABASE.to_owned(), database)]),
        Part::Keys => {
            let mut files = vec![paper, (APART.to_owned(), apart)];
            files.extend(SERVER_KEYS.map(here));
            ("keys", files)
        }
    };
    let mut chance = chance::of_the_system()?;
    if out == Path::new("-") {
        seal_files(&files, keys, label, io::stdout().lock(), &mut chance)?;
        return Ok(ExitCode::SUCCESS);
    }
    // Written beside and renamed: who comes for it never finds half of it.
    let fresh = out.with_extension("en-cours");
    let _ = fs::remove_file(&fresh);
    let file = create_secret(&fresh)?;
    seal_files(&files, keys, label, io::BufWriter::new(&file), &mut chance)?;
    file.sync_all()?;
    fs::rename(&fresh, out)?;
    println!("Sauvegarde scellée à {} clé(s) : {}", keys.len(), out.display());
    Ok(ExitCode::SUCCESS)
}

/// A folder for what must not outlive the command.
pub(super) struct Scratch(pub(super) PathBuf);

impl Scratch {
    pub(super) fn in_folder(folder: &Path) -> io::Result<Self> {
        let name = danbe_vault::text::hex(&chance::of_the_system()?.bytes::<32>());
        let path = folder.join(format!("copie-{}", name.get(..12).unwrap_or_default()));
        new_folder(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed is still readable by this user alone.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn make_key(out: &Path) -> io::Result<ExitCode> {
    let key = OpeningKey::generate(&mut chance::of_the_system()?);
    write_secret(out, danbe_vault::text::write(&key.expose()[..]).as_bytes())?;
    println!(
        "Clé secrète : {} (hors ligne, en deux endroits ; sans elle, aucune sauvegarde ne s’ouvre)",
        out.display()
    );
    println!("Clé publique, à donner à l’installation :");
    println!("{}", danbe_vault::text::write(&key.sealing().to_bytes()));
    io::stdout().flush()?;
    Ok(ExitCode::SUCCESS)
}

/// The secret half of a backup key.
pub(super) fn read_key(path: &Path) -> io::Result<OpeningKey> {
    let bytes = fs::read(path)
        .map_err(|error| io::Error::new(error.kind(), format!("{} : {error}", path.display())))?;
    let text = String::from_utf8_lossy(&bytes);
    let key = danbe_vault::text::read(text.trim()).and_then(|bytes| OpeningKey::from_bytes(&bytes));
    key.map_err(|_| io::Error::other(format!("{} : ce n’est pas une clé de sauvegarde", path.display())))
}

/// A folder that was not there, for this user alone.
pub(super) fn new_folder(path: &Path) -> io::Result<()> {
    if path.exists() {
        return Err(io::Error::other(format!("{} existe déjà", path.display())));
    }
    create_folder(path)
}

pub(super) fn copy(from: &Path, to: &Path, name: &str) -> io::Result<()> {
    fs::copy(from.join(name), to.join(name)).map(|_| ())
}

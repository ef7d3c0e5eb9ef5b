//! `danbe wall`: what passes between the two sides, on paper or on a stick, by hand. No machine of one side ever speaks to one
//! of the other: there is no address to attack, and no request to answer.

use crate::demo;
use crate::installation::{Folder, ROOT, french};
use clap::Subcommand;
use danbe_house::beyond::{Recognise, Recognition, WallPaper, charters};
use danbe_investigation::reception::Take;
use danbe_packages::Package;
use danbe_protection::referrals::Carry;
use danbe_store::{Clock, Outcome, Store, SystemClock, Thread};
use danbe_vault::{Signed, SigningKey};
use danbe_words::{Problem, Side};
use serde::de::DeserializeOwned;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Subcommand)]
pub(super) enum Wall {
    /// Écrire le papier de ce côté, pour l’autre : sa racine, ses unités ; rien de secret
    Show {
        /// Dossier de l’installation ; le serveur doit être arrêté
        #[arg(long)]
        data: PathBuf,
        /// Papier à écrire
        #[arg(long)]
        out: PathBuf,
    },
    /// Inscrire l’autre côté, une fois son empreinte comparée
    Recognise {
        /// Dossier de l’installation ; le serveur doit être arrêté
        #[arg(long)]
        data: PathBuf,
        /// Papier de l’autre côté
        #[arg(long)]
        paper: PathBuf,
        /// Empreinte de l’autre racine, lue à voix haute par ceux de l’autre côté
        #[arg(long)]
        fingerprint: String,
        /// Référence du protocole entre les deux côtés
        #[arg(long)]
        reference: String,
        /// Parole de la racine (danbe ceremony recognise) ; une installation provisoire signe seule
        #[arg(long)]
        word: Option<PathBuf>,
    },
    /// Écrire les paquets scellés pour l’autre côté, à porter
    Out {
        /// Dossier de l’installation ; le serveur doit être arrêté
        #[arg(long)]
        data: PathBuf,
        /// Fichier à écrire
        #[arg(long)]
        to: PathBuf,
    },
    /// Prendre les paquets portés depuis l’autre côté
    In {
        /// Dossier de l’installation ; le serveur doit être arrêté
        #[arg(long)]
        data: PathBuf,
        /// Fichier porté
        #[arg(long)]
        from: PathBuf,
    },
}

impl Wall {
    pub(super) async fn run(self) -> io::Result<ExitCode> {
        match self {
            Self::Show { data, out } => show(&data, &out).await,
            Self::Recognise { data, paper, fingerprint, reference, word } => {
                let paper = read_paper(&paper, &fingerprint)?;
                recognise(&data, paper, reference, word.as_deref()).await
            }
            Self::Out { data, to } => out(&data, &to).await,
            Self::In { data, from } => take_in(&data, &from).await,
        }
    }
}

fn told(problem: Problem) -> io::Error {
    io::Error::other(format!("refusé : {problem}"))
}

fn read<T: DeserializeOwned>(path: &Path) -> io::Result<T> {
    let ill = |error: &dyn std::fmt::Display| io::Error::other(format!("{} : {error}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| ill(&error))?;
    serde_json::from_str(&text).map_err(|error| ill(&error))
}

/// The other side's paper, when its root has the fingerprint that was read aloud: spaces aside.
pub(super) fn read_paper(path: &Path, fingerprint: &str) -> io::Result<WallPaper> {
    let paper: WallPaper = read(path)?;
    let digits = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    if digits(&paper.root.fingerprint()) == digits(fingerprint) {
        return Ok(paper);
    }
    Err(io::Error::other(format!(
        "{} porte la racine {}, et non celle qui a été lue : n’inscrivez rien, appelez l’autre côté",
        path.display(),
        paper.root.fingerprint()
    )))
}

/// One root's word for the other.
pub(super) fn word_for(paper: &WallPaper, root: &SigningKey) -> io::Result<Signed<Recognition>> {
    let said = Recognition { side: paper.side, root: paper.root, at: SystemClock.now().0 };
    Signed::sign(&said, root, Recognition::DOMAIN).map_err(|error| io::Error::other(error.to_string()))
}

async fn show(data: &Path, out: &Path) -> io::Result<ExitCode> {
    let folder = Folder::open(data)?;
    let (store, _lock) = super::store_alone(data).await?;
    let mut conn = store.read().await.map_err(told)?;
    let charters = charters(&mut conn, folder.paper.side).await.map_err(told)?;
    let paper = WallPaper { side: folder.paper.side, root: folder.paper.root, charters };
    std::fs::write(out, serde_json::to_string(&paper).map_err(io::Error::other)?)?;
    println!("Papier du côté {}, {} unité(s) : {}", french(paper.side), paper.charters.len(), out.display());
    println!(
        "Empreinte de la racine, à lire à voix haute à ceux de l’autre côté : {}",
        paper.root.fingerprint()
    );
    Ok(ExitCode::SUCCESS)
}

async fn recognise(
    data: &Path,
    paper: WallPaper,
    reference: String,
    word: Option<&Path>,
) -> io::Result<ExitCode> {
    let folder = Folder::open(data)?;
    let word = match word {
        Some(path) => read(path)?,
        None => word_for(&paper, &own_root(&folder)?)?,
    };
    let (store, _lock) = super::store_alone(data).await?;
    let (side, units) = (french(paper.side), paper.charters.len());
    let own = (folder.paper.side, folder.paper.root);
    store.act(Recognise { own, word, paper, reference }, Thread::default()).await.map_err(told)?;
    println!("Côté {side} inscrit, {units} unité(s).");
    Ok(ExitCode::SUCCESS)
}

/// The root of an installation without a ceremony lies in its folder, a demonstration's in its source; a real one's is in
/// five hands.
fn own_root(folder: &Folder) -> io::Result<SigningKey> {
    let public = demo::root();
    if public.verifying() == folder.paper.root {
        return Ok(public);
    }
    let missing =
        "la racine n’est pas sur cette machine : faites signer ses gardiens (danbe ceremony recognise)";
    let bytes = std::fs::read(folder.path().join(ROOT)).map_err(|_| io::Error::other(missing))?;
    SigningKey::from_bytes(&bytes).map_err(|_| io::Error::other("fichier de clé endommagé"))
}

async fn out(data: &Path, to: &Path) -> io::Result<ExitCode> {
    Folder::open(data)?.on(Side::Protection)?;
    let (store, _lock) = super::store_alone(data).await?;
    let carried = match store.act(Carry, Thread::default()).await.map_err(told)? {
        Outcome::New(carried, _) => carried,
        Outcome::Again(_) => Vec::new(),
    };
    std::fs::write(to, serde_json::to_string(&carried).map_err(io::Error::other)?)?;
    println!("{} paquet(s) scellé(s) à porter : {}", carried.len(), to.display());
    Ok(ExitCode::SUCCESS)
}

async fn take_in(data: &Path, from: &Path) -> io::Result<ExitCode> {
    Folder::open(data)?.on(Side::Investigation)?;
    let packages: Vec<Package> = read(from)?;
    let (store, _lock) = super::store_alone(data).await?;
    let root = recognised(&store, &Folder::open(data)?).await?;
    let (mut taken, mut known) = (0, 0);
    let count = packages.len();
    for (package, place) in packages.into_iter().zip(1..) {
        match store.act(Take { root, package }, Thread::default()).await {
            Ok(_) => taken += 1,
            Err(Problem::State("exists")) => known += 1,
            Err(problem) => println!("paquet {place} sur {count} : laissé dehors ({problem})"),
        }
    }
    println!("{taken} paquet(s) pris, {known} déjà là, sur {count}.");
    Ok(if taken + known == count { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// The other side's root, by the word of one's own.
async fn recognised(store: &Store, folder: &Folder) -> io::Result<danbe_vault::VerifyingKey> {
    let mut conn = store.read().await.map_err(told)?;
    let word = danbe_house::beyond::recognised(&mut conn).await.map_err(told)?;
    let said = word.and_then(|word| word.verify(&folder.paper.root, Recognition::DOMAIN).ok());
    let said = said.filter(|said| said.side != folder.paper.side);
    said.map(|said| said.root)
        .ok_or_else(|| io::Error::other("l’autre côté n’est pas encore inscrit : danbe wall recognise"))
}

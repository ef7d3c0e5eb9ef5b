//! `danbe upgrade`: the schema of an installation brought to this program's, after a trial on a copy.
//!
//! The trial does the whole of it elsewhere: copy, schema, every line verified, every table counted before and after.
//! Only then is the copy from before kept beside (`avant/`), and each step of the schema done in its own transaction.
//! Whatever is interrupted is done again. Going back needs no data to go back: a schema only grows, and the program
//! before reads it; `--back` is for an installation nobody wrote to since.

use super::backup::{SERVER_KEYS, Scratch, copy, copy_of};
use crate::installation::{self, DATABASE, Folder, create_folder};
use clap::Args;
use danbe_store::{count_rows, open_reading, settle_file, tables, verify};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const BEFORE: &str = "avant";

/// Options of `upgrade`.
#[derive(Args)]
pub(super) struct Upgrade {
    /// Dossier de l’installation
    #[arg(long)]
    data: PathBuf,
    /// Tout faire sur une copie, ne rien changer ; l’installation peut être en service
    #[arg(long)]
    trial: bool,
    /// Reprendre la base d’avant, si rien n’a été écrit depuis
    #[arg(long, conflicts_with = "trial")]
    back: bool,
}

impl Upgrade {
    pub(super) async fn run(self) -> io::Result<ExitCode> {
        let folder = Folder::open(&self.data)?;
        if self.trial {
            println!("Essai sur une copie : {}", trial(&folder).await?);
            return Ok(ExitCode::SUCCESS);
        }
        let _lock = folder.lock()?;
        if self.back {
            return back(&folder).await;
        }
        let tried = trial(&folder).await?;
        keep(&folder).await?;
        open(&folder).await?;
        let state = State::of(&folder).await?;
        println!("Mise à jour faite : {state}. L’essai disait : {tried}.");
        Ok(ExitCode::SUCCESS)
    }
}

/// What must be the same before and after.
#[derive(PartialEq, Eq)]
struct State {
    lines: u64,
    root: String,
    rows: i64,
}

impl std::fmt::Display for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} lignes au registre, intact, {} rangées", self.lines, self.rows)
    }
}

impl State {
    /// Verifies and counts; a table this schema does not have yet holds nothing.
    async fn of(folder: &Folder) -> io::Result<Self> {
        let url = folder.url();
        let mut reading = open_reading(&url).await.map_err(down)?;
        let (key, origin) = (folder.paper.ledger, folder.paper.origin.clone());
        let report = verify(&mut reading, &key, &origin, None, |_, _, _| {}).await.map_err(down)?;
        if let Some(finding) = report.findings.first() {
            return Err(io::Error::other(format!(
                "le registre a été touché : {} : {}",
                finding.index, finding.wrong
            )));
        }
        let mut rows = 0;
        for table in tables() {
            rows += count_rows(&url, &[&table]).await.map_or(0, |counts| counts.iter().sum());
        }
        Ok(Self { lines: report.lines, root: report.root, rows })
    }
}

async fn trial(folder: &Folder) -> io::Result<State> {
    let scratch = Scratch::in_folder(folder.path())?;
    copy_of(folder, &scratch.0.join(DATABASE)).await?;
    folder.paper_of_copy(&scratch.0)?;
    for name in SERVER_KEYS {
        copy(folder.path(), &scratch.0, name)?;
    }
    let copied = Folder::open(&scratch.0)?;
    let before = State::of(&copied).await?;
    open(&copied).await?;
    let after = State::of(&copied).await?;
    if before == after {
        Ok(after)
    } else {
        Err(io::Error::other(format!("l’essai change ce qui est écrit : {before}, puis {after}")))
    }
}

/// Opens the store, which brings the schema up, and closes it again.
async fn open(folder: &Folder) -> io::Result<()> {
    installation::open_alone(folder).await.map(drop)
}

/// The copy from before, written beside and renamed: there is always a whole one or none.
async fn keep(folder: &Folder) -> io::Result<()> {
    let beside = folder.path().join(BEFORE);
    create_folder(&beside)?;
    let fresh = beside.join("en-cours.db");
    if fresh.exists() {
        fs::remove_file(&fresh)?;
    }
    copy_of(folder, &fresh).await?;
    fs::File::open(&fresh)?.sync_all()?;
    fs::rename(fresh, beside.join(DATABASE))
}

async fn back(folder: &Folder) -> io::Result<ExitCode> {
    if !folder.url().starts_with("sqlite:") {
        return Err(io::Error::other(
            "sur PostgreSQL la base d’avant ne se reprend pas ainsi : remettez le paquet d’avant (danbe-release revenir), \
             il lit cette base",
        ));
    }
    let kept = folder.path().join(BEFORE).join(DATABASE);
    if !kept.exists() {
        return Err(io::Error::other("aucune base d’avant n’est gardée"));
    }
    let scratch = Scratch::in_folder(folder.path())?;
    folder.paper_of_copy(&scratch.0)?;
    fs::copy(&kept, scratch.0.join(DATABASE))?;
    let (now, then) = (State::of(folder).await?, State::of(&Folder::open(&scratch.0)?).await?);
    if now.root != then.root {
        return Err(io::Error::other(format!(
            "{} ligne(s) ont été écrites depuis : la base d’avant les perdrait. Remettez le paquet d’avant \
             (danbe-release revenir) : il lit cette base.",
            now.lines.saturating_sub(then.lines)
        )));
    }
    let file = folder.path().join(DATABASE);
    // With its journal emptied first, the file can be exchanged at any moment.
    settle_file(&folder.url()).await.map_err(down)?;
    fs::rename(scratch.0.join(DATABASE), &file)?;
    for end in ["-wal", "-shm"] {
        remove(&file.with_file_name(format!("{DATABASE}{end}")))?;
    }
    println!("Base d’avant reprise : {then}.");
    Ok(ExitCode::SUCCESS)
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn down(problem: danbe_words::Problem) -> io::Error {
    io::Error::other(format!("base de données : {problem}"))
}

//! `danbe restore`: a copy put back, or only rehearsed, with a report of what came back.
//!
//! A rehearsal does everything a restore does, in a folder that is removed at the end: it opens the sealed files, puts
//! the keys of persons back, checks every line, counts every table, and says how old the newest line is.

use super::backup::{APART, SERVER_KEYS, Scratch, copy, new_folder, read_key};
use crate::archive::open_files;
use crate::installation::{DATABASE, Folder, PAPER, Paper, is_made_on, key_tables};
use clap::Args;
use danbe_store::{
    Clock, LedgerReport, SystemClock, count_rows, mark_restored, open_reading, pour, put_together, verify,
};
use danbe_words::Problem;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

/// Options of `restore`.
#[derive(Args)]
pub(super) struct Restore {
    /// Copie : un dossier en clair, ou un fichier scellé
    #[arg(long)]
    from: PathBuf,
    /// Dossier de l’installation à remettre en place ; ne doit pas exister
    #[arg(long, required_unless_present = "rehearse")]
    data: Option<PathBuf>,
    /// Clés : un dossier (copie en clair), ou le fichier scellé des clés
    #[arg(long)]
    keys: Option<PathBuf>,
    /// Clé secrète de sauvegarde, pour des fichiers scellés
    #[arg(long)]
    key: Option<PathBuf>,
    /// Base PostgreSQL vide où remettre les données, `postgres://…` ; sans elle, SQLite, dans le dossier
    #[arg(long, conflicts_with = "rehearse")]
    database: Option<String>,
    /// Tout faire dans un dossier d’essai, dire ce qui revient, ne rien garder
    #[arg(long, conflicts_with = "data")]
    rehearse: bool,
}

impl Restore {
    pub(super) async fn run(self) -> io::Result<ExitCode> {
        if !self.rehearse {
            let data = self.data.clone().unwrap_or_default();
            if self.from.is_dir() {
                self.check_folder()?;
            }
            new_folder(&data)?;
            let done = self.put_back_for_good(&data).await;
            if done.is_err() {
                std::fs::remove_dir_all(&data)?;
            }
            done?;
            let url = Folder::open(&data)?.url();
            mark_restored(&url, SystemClock.now())
                .await
                .map_err(|problem| io::Error::other(format!("base de données : {problem}")))?;
            println!(
                "Si des lignes manquent, deux responsables le déclarent sur leurs appareils : rien d’autre ne fera taire l’alarme."
            );
            println!("Remis en place. Vérifiez avant de servir : danbe doctor --data {}", data.display());
            return Ok(ExitCode::SUCCESS);
        }
        let began = Instant::now();
        let scratch = Scratch::in_folder(&std::env::temp_dir())?;
        let back = self.put_back(&scratch.0).await?;
        let came = Came::read(&scratch.0, back).await?;
        let sound = came.say(SystemClock.now().0);
        println!("durée : {} s ; le dossier d’essai est effacé", began.elapsed().as_secs().max(1));
        Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    async fn put_back_for_good(&self, data: &Path) -> io::Result<()> {
        self.put_back(data).await?;
        match &self.database {
            Some(url) => onto(data, url).await,
            None => Ok(()),
        }
    }

    fn check_folder(&self) -> io::Result<()> {
        let keys = self.keys.as_deref().unwrap_or(&self.from);
        let needed = [(self.from.as_path(), PAPER), (self.from.as_path(), DATABASE)];
        for (folder, name) in needed.into_iter().chain(SERVER_KEYS.map(|name| (keys, name))) {
            if !folder.join(name).exists() {
                return Err(io::Error::other(format!("il manque {} dans {}", name, folder.display())));
            }
        }
        Ok(())
    }

    async fn put_back(&self, data: &Path) -> io::Result<Keys> {
        if self.from.is_dir() {
            self.check_folder()?;
            let keys = self.keys.as_deref().unwrap_or(&self.from);
            copy(&self.from, data, PAPER)?;
            copy(&self.from, data, DATABASE)?;
            for name in SERVER_KEYS {
                copy(keys, data, name)?;
            }
            let folder = Folder::open(data)?;
            if folder.secrets()?.ledger.verifying() != folder.paper.ledger {
                return Err(another());
            }
            return Ok(Keys::There);
        }
        let key = self
            .key
            .as_deref()
            .ok_or_else(|| io::Error::other("un fichier scellé ne s’ouvre qu’avec la clé secrète : --key"))?;
        let key = read_key(key)?;
        let (label, _) = open_files(&self.from, &key, data)?;
        if label != "data" {
            return Err(io::Error::other(format!("{} ne contient que des clés", self.from.display())));
        }
        let Some(keys) = &self.keys else { return Ok(Keys::Absent) };
        let apart = Scratch::in_folder(data)?;
        let (label, _) = open_files(keys, &key, &apart.0)?;
        if label != "keys" {
            return Err(io::Error::other(format!("{} ne contient pas les clés", keys.display())));
        }
        let paper = |folder: &Path| Folder::open(folder).map(|folder| folder.paper.origin);
        if paper(data)? != paper(&apart.0)? {
            return Err(another());
        }
        for name in SERVER_KEYS {
            copy(&apart.0, data, name)?;
        }
        let url = format!("sqlite:{}", data.join(DATABASE).display());
        let tables = key_tables(Folder::open(data)?.paper.side);
        put_together(&url, &apart.0.join(APART), &tables).await.map_err(|problem| {
            io::Error::other(format!("les clés ne vont pas avec ces données : {problem}"))
        })?;
        Ok(Keys::There)
    }
}

/// The keys of one installation, or of one side of the wall, never serve another.
fn another() -> io::Error {
    io::Error::other("les clés sont celles d’une autre installation")
}

/// From the copy's own file into a database server; the paper says where it is from now on.
async fn onto(data: &Path, url: &str) -> io::Result<()> {
    let file = data.join(DATABASE);
    pour(&format!("sqlite:{}", file.display()), url).await.map_err(|problem| match problem {
        Problem::State("exists") => {
            io::Error::other("cette base contient déjà quelque chose : donnez-en une vide")
        }
        other => io::Error::other(format!("base de données : {other}")),
    })?;
    let folder = Folder::open(data)?;
    folder.change(&Paper { database: url.to_owned(), ..folder.paper.clone() })?;
    for end in ["", "-wal", "-shm"] {
        let beside = data.join(format!("{DATABASE}{end}"));
        if beside.exists() {
            std::fs::remove_file(beside)?;
        }
    }
    Ok(())
}

/// Whether the keys of persons came back.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keys {
    There,
    Absent,
}

/// What came back.
struct Came {
    origin: String,
    keys: Keys,
    report: LedgerReport,
    newest: i64,
    counts: Vec<(&'static str, i64)>,
}

const COUNTED: [(&str, &str); 8] = [
    ("services", "house_agency"),
    ("postes", "house_member"),
    ("dossiers", "cases_file"),
    ("pièces scellées", "cases_record"),
    ("clés de personnes et de dossiers", "cases_key"),
    ("clés de marque", "cases_tag"),
    ("paquets portés à travers le mur", "reception_package"),
    ("enveloppes reçues", "ledger_envelope"),
];

impl Came {
    async fn read(data: &Path, keys: Keys) -> io::Result<Self> {
        let folder = Folder::open(data)?;
        let down = |problem| io::Error::other(format!("base de données : {problem}"));
        let counted = COUNTED.iter().filter(|(_, table)| is_made_on(folder.paper.side, table));
        let (said, tables): (Vec<_>, Vec<_>) = counted.copied().unzip();
        let counts = count_rows(&folder.url(), &tables).await.map_err(down)?;
        let counts = said.into_iter().zip(counts).collect();
        let mut reading = open_reading(&folder.url()).await.map_err(down)?;
        let mut newest = 0;
        let (key, origin) = (folder.paper.ledger, folder.paper.origin.clone());
        let hear = |_, line: &danbe_words::Line, _: &danbe_words::Event| newest = line.at.0;
        let report = verify(&mut reading, &key, &origin, None, hear).await.map_err(down)?;
        Ok(Self { origin, keys, report, newest, counts })
    }

    /// Prints the report; says whether everything came back.
    fn say(&self, now: i64) -> bool {
        println!("Répétition de la remise en place : {}", self.origin);
        for (what, count) in &self.counts {
            println!("  {what} : {count}");
        }
        println!("  lignes du registre : {}, {} anomalie(s)", self.report.lines, self.report.findings.len());
        for finding in &self.report.findings {
            println!("    {} : {}", finding.index, finding.wrong);
        }
        if self.report.lines > 0 {
            let minutes = (now - self.newest).div_euclid(60_000);
            println!("  dernière ligne : il y a {minutes} minute(s) ; ce qui suit serait perdu");
        }
        if self.keys == Keys::Absent {
            println!("À VOIR : sans le fichier des clés, aucun dossier ne s’ouvrirait (--keys)");
        }
        let sound = self.report.findings.is_empty() && self.keys == Keys::There;
        println!("{}", if sound { "Tout est revenu." } else { "À VOIR : ce qui est dit plus haut." });
        sound
    }
}

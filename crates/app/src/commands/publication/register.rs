//! `danbe figures register`: the register of budget, a file beside the releases.

use super::{about, file};
use clap::{Args, Subcommand};
use danbe_figures::privacy::{Entry, Kind, Loss, Register, Rho, epsilon, rho};
use danbe_store::{Clock, SystemClock};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use time::OffsetDateTime;

/// Where a release is written down.
#[derive(Args)]
pub(super) struct Ledger {
    /// Le registre du budget
    #[arg(long, requires = "population", requires = "year", requires = "by")]
    register: Option<PathBuf>,
    /// De qui parle la publication
    #[arg(long)]
    population: Option<String>,
    /// L’année où ces personnes sont comptées
    #[arg(long)]
    year: Option<u16>,
    /// Qui publie, pour le registre
    #[arg(long)]
    by: Option<String>,
}

impl Ledger {
    pub(super) const fn is_kept(&self) -> bool {
        self.register.is_some()
    }

    /// Writes a release down before it is made; nothing when no register is kept.
    pub(super) fn enter(&self, out: &Path, kind: Kind) -> io::Result<()> {
        let (Some(path), Some(population), Some(year)) = (&self.register, &self.population, self.year) else {
            return Ok(());
        };
        let name = out.file_name().map_or_else(String::new, |it| it.to_string_lossy().into_owned());
        let (at, by) = (today()?, self.by.clone().unwrap_or_default());
        let entry = Entry { name, population: population.clone(), year, kind, at, by };
        locked(path, |register| register.enter(entry).map_err(|error| about(path, error)))
    }
}

/// The day, as it stands in the register.
fn today() -> io::Result<String> {
    let now = SystemClock.now().0.div_euclid(1000);
    Ok(OffsetDateTime::from_unix_timestamp(now).map_err(io::Error::other)?.date().to_string())
}

/// The command as typed.
#[derive(Subcommand)]
pub(in crate::commands) enum Asked {
    /// Ouvrir un registre, avec ce qui peut être perdu sur une personne et une année
    Open {
        /// Le registre à faire
        register: PathBuf,
        /// Le plus grand epsilon de toutes les publications ensemble
        #[arg(long, allow_negative_numbers = true)]
        epsilon: f64,
        /// Pour ce delta
        #[arg(long, allow_negative_numbers = true)]
        delta: f64,
    },
    /// Montrer les publications et ce qui reste
    Show {
        /// Le registre
        register: PathBuf,
        /// Delta pour lequel dire epsilon
        #[arg(long, default_value_t = 1e-6)]
        delta: f64,
        /// Dire le résultat en JSON
        #[arg(long)]
        json: bool,
    },
}

#[derive(Serialize, Deserialize)]
struct Written {
    /// Billionths of ρ.
    limit: u64,
    /// Trillionths of chance that it is more.
    slip: u64,
    entries: Vec<WrittenEntry>,
}

#[derive(Serialize, Deserialize)]
struct WrittenEntry {
    name: String,
    population: String,
    year: u16,
    /// Billionths of ρ; absent for an exact release.
    #[serde(default)]
    rho: Option<u64>,
    /// Trillionths of chance that it is more.
    #[serde(default)]
    slip: u64,
    /// The rule of an exact release.
    #[serde(default)]
    rule: Option<String>,
    #[serde(default)]
    at: String,
    #[serde(default)]
    by: String,
}

impl Asked {
    pub(super) fn run(self) -> io::Result<ExitCode> {
        match self {
            Self::Open { register, epsilon, delta } => {
                if register.exists() {
                    return Err(about(&register, "ce registre existe déjà ; on ne rouvre pas un budget"));
                }
                // half of δ for the noise, half for values that should not have been named
                let most = rho(epsilon, delta / 2.0).map_err(|error| about(&register, error))?;
                let limit = Loss::new(most, delta / 2.0);
                save(&register, &Register::new(limit))?;
                println!("registre ouvert : au plus {limit} par personne et par année");
            }
            Self::Show { register, delta, json } => show(&register, delta, json)?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn show(path: &Path, delta: f64, as_json: bool) -> io::Result<()> {
    let register = load(path)?;
    let mut groups: Vec<(&str, u16)> =
        register.entries().iter().map(|it| (it.population.as_str(), it.year)).collect();
    groups.sort_unstable();
    groups.dedup();
    let mut sums = Vec::new();
    for (population, year) in groups {
        let spent = register.spent(population, year);
        let left = register.left(population, year);
        let epsilon = epsilon(spent.rho, delta).map_err(|error| about(path, error))?;
        sums.push((population, year, spent, left, epsilon));
    }
    if as_json {
        let sums: Vec<_> = sums
            .iter()
            .map(|(population, year, spent, left, epsilon)| {
                json!({ "population": population, "year": year, "rho": spent.rho.value(), "slip": spent.chance(),
                        "left": left.rho.value(), "epsilon": epsilon, "delta": delta })
            })
            .collect();
        let entries: Vec<_> = register.entries().iter().map(written).collect();
        println!("{}", json!({ "limit": register.limit().rho.value(), "sums": sums, "entries": entries }));
        return Ok(());
    }
    println!("limite : {} par personne et par année", register.limit());
    for entry in register.entries() {
        let kind = match &entry.kind {
            Kind::Private(loss) => loss.to_string(),
            Kind::Exact(rule) => format!("sans bruit : {rule}"),
        };
        let Entry { year, population, name, at, by, .. } = entry;
        println!("{at} · {by} · {year} · {population} · {name} · {kind}");
    }
    for (population, year, spent, left, epsilon) in sums {
        println!("{population}, {year} : dépensé {spent}, soit ε ≤ {epsilon} à δ = {delta:e} ; reste {left}");
    }
    Ok(())
}

fn written(entry: &Entry) -> WrittenEntry {
    let (rho, slip, rule) = match &entry.kind {
        Kind::Private(loss) => (Some(loss.rho.billionths()), loss.slip, None),
        Kind::Exact(rule) => (None, 0, Some(rule.clone())),
    };
    let Entry { name, population, year, at, by, .. } = entry.clone();
    WrittenEntry { name, population, year, rho, slip, rule, at, by }
}

fn load(path: &Path) -> io::Result<Register> {
    let text = fs::read_to_string(path).map_err(|error| about(path, error))?;
    let read: Written = serde_json::from_str(&text).map_err(|error| {
        about(path, format!("ce n’est pas un registre (ligne {}, colonne {})", error.line(), error.column()))
    })?;
    let mut register = Register::new(Loss { rho: Rho::from_billionths(read.limit), slip: read.slip });
    for it in read.entries {
        let kind = match it.rho {
            Some(rho) => Kind::Private(Loss { rho: Rho::from_billionths(rho), slip: it.slip }),
            None => Kind::Exact(it.rule.unwrap_or_default()),
        };
        let entry =
            Entry { name: it.name, population: it.population, year: it.year, kind, at: it.at, by: it.by };
        register.enter(entry).map_err(|error| about(path, error))?;
    }
    Ok(register)
}

fn save(path: &Path, register: &Register) -> io::Result<()> {
    let entries = register.entries().iter().map(written).collect();
    let text = serde_json::to_string_pretty(&Written {
        limit: register.limit().rho.billionths(),
        slip: register.limit().slip,
        entries,
    })?;
    file::write(path, text.as_bytes())
}

/// Changes the register while nobody else does: a second command waits for nothing and is told so.
fn locked(path: &Path, change: impl FnOnce(&mut Register) -> io::Result<()>) -> io::Result<()> {
    let mut lock = path.as_os_str().to_owned();
    lock.push(".lock");
    let lock = PathBuf::from(lock);
    fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&lock)
        .map_err(|_| about(path, format!("le registre est pris ; sinon, supprimez {}", lock.display())))?;
    let done = load(path).and_then(|mut register| {
        change(&mut register)?;
        save(path, &register)
    });
    fs::remove_file(&lock)?;
    done
}

//! `danbe link encode` and `match`: records without names, between services.
//!
//! The service encodes and keeps its file; the matcher has filters and no key; what comes back are numbers of rows,
//! without a score: "possible match, ask X".

use super::tables::each_row;
use crate::chance::of_the_system;
use clap::{Args, ValueEnum};
use danbe_clk::{Coder, Encoded, Kernel, Metric, Schema, one_to_one, search};
use data_encoding::HEXLOWER;
use serde_json::json;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

#[derive(Args)]
pub(crate) struct Encode {
    /// Le fichier, CSV ou Parquet ; son ordre est la seule chose qui relie une empreinte à une fiche
    file: PathBuf,
    /// La clé de la campagne, la même pour tous les services et pour eux seuls
    #[arg(long)]
    key_file: PathBuf,
    /// Un schéma clkhash, version 3 ; sans lui : first_name, surname, dob, town, sex
    #[arg(long)]
    schema: Option<PathBuf>,
    /// Renforcé, ou bit pour bit comme clkhash (pour comparer seulement)
    #[arg(long, value_enum, default_value_t = Way::Hardened)]
    way: Way,
    /// À qui demander au sujet d’une correspondance : un poste ou un point focal, jamais le nom d’une personne aidée
    #[arg(long, default_value = "")]
    ask: String,
    /// Où écrire les empreintes
    #[arg(long)]
    out: PathBuf,
    /// Écrire le résumé en JSON
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Way {
    /// Salé par année de naissance, replié, avec du bruit
    Hardened,
    /// Celui de clkhash : les noms fréquents s’y devinent
    Compatible,
}

#[derive(Args)]
pub(crate) struct Match {
    /// Les empreintes d’un service
    one: PathBuf,
    /// Celles d’un autre
    other: PathBuf,
    /// Ressemblance à partir de laquelle une paire est proposée
    #[arg(long, default_value_t = 0.46)]
    threshold: f64,
    /// Mesure de ressemblance
    #[arg(long, value_enum, default_value_t = Likeness::Dice)]
    metric: Likeness,
    /// Proposer toutes les paires, et non une seule par fiche
    #[arg(long)]
    all: bool,
    /// Où écrire les paires : numéros de ligne, sans note
    #[arg(long)]
    out: PathBuf,
    /// Fils d’exécution
    #[arg(long, default_value_t = 2)]
    threads: usize,
    /// Écrire le résumé en JSON
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Likeness {
    /// Dice
    Dice,
    /// Jaccard
    Jaccard,
}

/// A key shorter than this can be guessed.
const SHORTEST_KEY: usize = 16;

impl Encode {
    pub(crate) fn run(self) -> io::Result<ExitCode> {
        let start = Instant::now();
        let place = |path: &Path, why: String| io::Error::other(format!("{} : {why}", path.display()));
        let read = |path: &PathBuf| fs::read(path).map_err(|why| place(path, why.to_string()));
        let key = read(&self.key_file)?;
        let key = key.trim_ascii();
        if key.len() < SHORTEST_KEY {
            return Err(place(&self.key_file, format!("la clé a moins de {SHORTEST_KEY} caractères")));
        }
        let schema = match &self.schema {
            None => Schema::people(),
            Some(path) => {
                let text = read(path)?;
                let said = String::from_utf8_lossy(&text);
                Schema::read(&said).map_err(|why| place(path, why.to_string()))?
            }
        };
        let columns: Vec<String> = schema.columns().map(str::to_owned).collect();
        let wanted: Vec<&str> = columns.iter().map(String::as_str).collect();
        let mut records: Vec<Vec<String>> = Vec::new();
        each_row(&self.file, &wanted, |_, values| {
            records.push(values.iter().map(|value| value.unwrap_or_default().to_owned()).collect());
            Ok(())
        })?;
        let (coder, way) = match self.way {
            Way::Hardened => (Coder::hardened(schema, key), "hardened"),
            Way::Compatible => (Coder::compatible(schema, key), "compatible"),
        };
        let filters = coder.encode(&records, &of_the_system()?.bytes());
        let made = HEXLOWER.encode(&coder.made());
        let sent = Encoded { made, key: HEXLOWER.encode(&coder.key_check()), ask: self.ask, filters };
        fs::File::create(&self.out)?.write_all(&sent.to_bytes())?;
        let (number, seconds) = (sent.filters.len(), start.elapsed().as_secs_f64());
        if self.json {
            println!("{:#}", json!({ "records": number, "way": way, "seconds": seconds }));
        } else {
            println!(
                "{number} empreintes en {seconds:.1} s. Gardez l’ordre de votre fichier : lui seul y ramène."
            );
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn load(path: &Path) -> io::Result<Encoded> {
    let said = |why: String| io::Error::other(format!("{} : {why}", path.display()));
    let bytes = fs::read(path).map_err(|why| said(why.to_string()))?;
    Encoded::from_bytes(&bytes).map_err(|why| said(why.to_string()))
}

impl Match {
    pub(crate) fn run(self) -> io::Result<ExitCode> {
        let start = Instant::now();
        let (one, other) = (load(&self.one)?, load(&self.other)?);
        if one.key != other.key {
            return Err(io::Error::other("les deux services n’ont pas employé la même clé"));
        }
        if one.made != other.made {
            return Err(io::Error::other("les deux services n’ont pas employé le même schéma"));
        }
        if !(self.threshold > 0.0 && self.threshold <= 1.0) {
            return Err(io::Error::other("le seuil doit être au-dessus de 0 et au plus 1"));
        }
        let metric = match self.metric {
            Likeness::Dice => Metric::Dice,
            Likeness::Jaccard => Metric::Jaccard,
        };
        let pool =
            rayon::ThreadPoolBuilder::new().num_threads(self.threads).build().map_err(io::Error::other)?;
        let kernel = Kernel::best();
        let found = pool.install(|| search(&one.filters, &other.filters, metric, self.threshold, kernel));
        let said = if self.all { found } else { one_to_one(&found) };
        let mut text = String::from("row_1,row_2\n");
        for pair in &said {
            text += &format!("{},{}\n", pair.a + 1, pair.b + 1);
        }
        fs::write(&self.out, text)?;
        let seconds = start.elapsed().as_secs_f64();
        if self.json {
            let kernel = format!("{kernel:?}");
            println!(
                "{:#}",
                json!({ "possible_matches": said.len(), "ask": [one.ask, other.ask],
                        "kernel": kernel, "seconds": seconds })
            );
        } else {
            let named =
                |ask: &str| if ask.is_empty() { "l’autre service".to_owned() } else { ask.to_owned() };
            println!(
                "{} paires : peut-être la même personne. Aucune note n’est donnée. Demandez : pour le premier fichier, \
                 à {} ; pour le second, à {}.",
                said.len(),
                named(&one.ask),
                named(&other.ask)
            );
        }
        Ok(ExitCode::SUCCESS)
    }
}

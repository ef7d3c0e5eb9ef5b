//! `danbe link dedupe`, `join`, `explain`: records with names, on one machine.

use super::shelf::OnDisk;
use super::tables::each_row;
use clap::Args;
use danbe_records::{
    Builder, Column, Explanation, Found, Linked, Options, Pair, Score, Table, clusters, learn, link,
    of_clusters, of_pairs, one_to_one, waterfall,
};
use serde_json::{Value, json};
use std::fmt::Write;
use std::fs::File;
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

/// What every way of linking is told.
#[derive(Args)]
struct Told {
    /// La colonne de l’identifiant des fiches
    #[arg(long)]
    id: String,
    /// Les colonnes à comparer ; `nom:sorte` dit la sorte (given, family, date, code, place, number, text)
    #[arg(long, value_delimiter = ',', required = true)]
    columns: Vec<String>,
    /// La colonne qui dit la vraie personne, pour mesurer
    #[arg(long)]
    truth: Option<String>,
    /// Garder les paires au moins aussi probables
    #[arg(long, default_value_t = 0.6)]
    threshold: f64,
    /// Paires comparées au plus, par fiche
    #[arg(long, default_value_t = 60)]
    budget: u64,
    /// Fils d’exécution
    #[arg(long, default_value_t = 2)]
    threads: usize,
    /// Mémoire pour les fiches, en mégaoctets ; au-delà, elles attendent dans un fichier de travail
    #[arg(long, default_value_t = 1_024)]
    memory: u64,
    /// Graine : la même graine redonne le même résultat
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Écrire le résumé en JSON
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub(crate) struct Dedupe {
    /// Le fichier, CSV ou Parquet
    file: PathBuf,
    #[command(flatten)]
    told: Told,
    /// Où écrire les paires
    #[arg(long)]
    pairs: PathBuf,
    /// Où écrire les groupes
    #[arg(long)]
    clusters: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct Join {
    /// Le premier fichier, CSV ou Parquet
    one: PathBuf,
    /// Le second
    other: PathBuf,
    #[command(flatten)]
    told: Told,
    /// Où écrire les paires
    #[arg(long)]
    pairs: PathBuf,
    /// Chaque fiche n’a qu’une partenaire
    #[arg(long)]
    one_to_one: bool,
}

#[derive(Args)]
pub(crate) struct Explain {
    /// Le fichier, CSV ou Parquet
    file: PathBuf,
    /// Le second fichier, pour une paire entre deux fichiers
    other: Option<PathBuf>,
    #[command(flatten)]
    told: Told,
    /// Les deux identifiants
    #[arg(long, num_args = 2, required = true)]
    pair: Vec<String>,
    /// Où dessiner les poids (SVG)
    #[arg(long)]
    chart: Option<PathBuf>,
}

/// Groups join when their records agree this much on average (log₂ odds); chosen on invented files of other seeds.
const MEAN: f64 = -3.0;

fn other(why: impl ToString) -> io::Error {
    io::Error::other(why.to_string())
}

impl Told {
    fn columns(&self) -> io::Result<Vec<Column>> {
        let typed = self.columns.iter().map(|text| Column::typed(text));
        typed
            .collect::<Result<_, _>>()
            .map_err(|kind| other(format!("« {kind} » n’est pas une sorte de colonne")))
    }

    fn read(&self, files: &[&Path]) -> io::Result<Table> {
        let columns = self.columns()?;
        let mut builder = Builder::new(&columns).map_err(other)?;
        let mut wanted = vec![self.id.as_str()];
        wanted.extend(columns.iter().map(|column| column.name.as_str()));
        wanted.extend(self.truth.as_deref());
        for (source, file) in (0_u8..).zip(files) {
            each_row(file, &wanted, |_, values| {
                let id = values.first().copied().flatten().unwrap_or_default();
                let own = values.get(1..=columns.len()).unwrap_or_default();
                let truth = self.truth.as_ref().and_then(|_| values.last().copied().flatten());
                builder.push(id, source, truth, own.iter().copied()).map_err(other)
            })?;
        }
        let (needed, most) = (builder.bytes(), self.memory.saturating_mul(1 << 20));
        if needed <= most {
            return builder.finish().map_err(other);
        }
        let records = builder.len() as u64;
        let at_once = usize::try_from(most / 2 / (needed / records.max(1)).max(1)).unwrap_or(usize::MAX);
        builder.finish_on(OnDisk::new()?, at_once).map_err(other)
    }

    /// Threads of the work under way.
    fn pool(&self) -> io::Result<rayon::ThreadPool> {
        rayon::ThreadPoolBuilder::new().num_threads(self.threads).build().map_err(other)
    }

    fn weight(&self) -> io::Result<f64> {
        let inside = self.threshold > 0.0 && self.threshold < 1.0;
        if inside {
            Ok((self.threshold / (1.0 - self.threshold)).log2())
        } else {
            Err(other("le seuil doit être entre 0 et 1"))
        }
    }

    fn link(&self, table: &Table, between: Found) -> io::Result<Linked> {
        let options = Options { budget: self.budget, keep: self.weight()?, between, seed: self.seed };
        let quiet = self.json;
        let linked = link(table, options, |at, all| {
            if !quiet {
                eprint!("\rindex {} sur {all}", at + 1);
            }
        });
        if !quiet {
            eprintln!();
        }
        linked.map_err(other)
    }
}

/// A table of its own, written field by field.
fn writer(path: &Path, header: &[&str]) -> io::Result<csv::Writer<BufWriter<File>>> {
    let mut table = csv::Writer::from_writer(BufWriter::new(File::create(path)?));
    table.write_record(header)?;
    Ok(table)
}

fn write_pairs(path: &Path, table: &Table, pairs: &[Pair]) -> io::Result<()> {
    let mut to = writer(path, &["id_1", "id_2", "weight", "probability"])?;
    let mut number = String::new();
    for pair in pairs {
        to.write_field(table.id(pair.one))?;
        to.write_field(table.id(pair.other))?;
        for (value, digits) in [(f64::from(pair.weight), 3), (pair.probability(), 6)] {
            number.clear();
            write!(number, "{value:.digits$}").map_err(other)?;
            to.write_field(&number)?;
        }
        to.write_record(None::<&[u8]>)?;
    }
    to.flush()
}

fn write_groups(path: &Path, table: &Table, groups: &[u32]) -> io::Result<()> {
    let mut to = writer(path, &["id", "cluster"])?;
    for (record, group) in (0_u32..).zip(groups) {
        to.write_record([table.id(record), table.id(*group)])?;
    }
    to.flush()
}

impl Dedupe {
    pub(crate) fn run(self) -> io::Result<ExitCode> {
        self.told.pool()?.install(|| self.found())
    }

    fn found(&self) -> io::Result<ExitCode> {
        let start = Instant::now();
        let table = self.told.read(&[&self.file])?;
        let read = start.elapsed().as_secs_f64();
        let linked = self.told.link(&table, Found::Duplicates)?;
        write_pairs(&self.pairs, &table, &linked.pairs)?;
        let groups =
            clusters(&table, &linked.weights, &linked.pairs, self.told.weight()?, MEAN).map_err(other)?;
        if let Some(path) = &self.clusters {
            write_groups(path, &table, &groups)?;
        }
        let mut summary = summary(&table, &linked, start.elapsed().as_secs_f64(), read);
        if self.told.truth.is_some() {
            let pairs = of_pairs(&table, &linked.pairs, f64::NEG_INFINITY, Found::Duplicates);
            measured(&mut summary, &linked, pairs);
            insert(&mut summary, "clusters", score(of_clusters(&table, &groups, Found::Duplicates)));
        }
        say(&summary, self.told.json);
        Ok(ExitCode::SUCCESS)
    }
}

impl Join {
    pub(crate) fn run(self) -> io::Result<ExitCode> {
        self.told.pool()?.install(|| self.found())
    }

    fn found(&self) -> io::Result<ExitCode> {
        let start = Instant::now();
        let table = self.told.read(&[&self.one, &self.other])?;
        let read = start.elapsed().as_secs_f64();
        let mut linked = self.told.link(&table, Found::Between)?;
        if self.one_to_one {
            linked.pairs = one_to_one(&table, &linked.pairs);
        }
        write_pairs(&self.pairs, &table, &linked.pairs)?;
        let mut summary = summary(&table, &linked, start.elapsed().as_secs_f64(), read);
        if self.told.truth.is_some() {
            let pairs = of_pairs(&table, &linked.pairs, f64::NEG_INFINITY, Found::Between);
            measured(&mut summary, &linked, pairs);
        }
        say(&summary, self.told.json);
        Ok(ExitCode::SUCCESS)
    }
}

impl Explain {
    pub(crate) fn run(self) -> io::Result<ExitCode> {
        self.told.pool()?.install(|| self.found())
    }

    fn found(&self) -> io::Result<ExitCode> {
        let files: Vec<&Path> =
            std::iter::once(&self.file).chain(&self.other).map(PathBuf::as_path).collect();
        let table = self.told.read(&files)?;
        let record = |id: &String| table.record(id).ok_or_else(|| other(format!("pas de fiche « {id} »")));
        let [one, two] = self.pair.as_slice() else { return Err(other("il faut deux identifiants")) };
        let (one, two) = (record(one)?, record(two)?);
        let weights = learn(&table, self.told.seed).map_err(other)?;
        let explanation = Explanation::of(&table, &weights, one, two).map_err(other)?;
        if let Some(path) = &self.chart {
            std::fs::write(path, waterfall(&explanation))?;
        }
        if self.told.json {
            let lines: Vec<Value> = explanation
                .lines
                .iter()
                .map(|line| {
                    json!({ "column": line.column, "one": line.one, "other": line.other,
                            "agreement": line.agreement, "weight": line.weight })
                })
                .collect();
            println!(
                "{:#}",
                json!({ "prior": explanation.prior, "columns": lines, "total": explanation.total })
            );
        } else {
            print!("{explanation}");
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn insert(summary: &mut Value, name: &str, value: Value) {
    if let Some(parts) = summary.as_object_mut() {
        parts.insert(name.to_owned(), value);
    }
}

fn summary(table: &Table, linked: &Linked, seconds: f64, read: f64) -> Value {
    json!({
        "records": table.len(),
        "compared": linked.compared,
        "pairs": linked.pairs.len(),
        "seconds": seconds,
        "seconds_reading": read,
        "processor_seconds": super::processor_seconds(),
        "peak_megabytes": super::peak_megabytes(),
    })
}

fn measured(summary: &mut Value, linked: &Linked, pairs: Score) {
    let found = linked.true_compared as f64 / (pairs.there as f64).max(1.0);
    insert(summary, "true_pairs", json!(pairs.there));
    insert(summary, "candidate_recall", json!(found));
    insert(summary, "pairwise", score(pairs));
}

fn score(score: Score) -> Value {
    json!({ "precision": score.precision(), "recall": score.recall(), "f1": score.f1() })
}

fn say(summary: &Value, as_json: bool) {
    if as_json {
        println!("{summary:#}");
        return;
    }
    let number = |name: &str| summary.get(name).and_then(Value::as_f64).unwrap_or(0.0);
    println!(
        "{} fiches, {} paires comparées, {} gardées ; {:.1} s, {:.0} Mo.",
        number("records"),
        number("compared"),
        number("pairs"),
        number("seconds"),
        number("peak_megabytes")
    );
    for (name, said) in [("pairwise", "paires"), ("clusters", "groupes")] {
        if let Some(score) = summary.get(name) {
            let part = |name: &str| score.get(name).and_then(Value::as_f64).unwrap_or(0.0);
            let (precision, recall, f1) = (part("precision"), part("recall"), part("f1"));
            println!("{said} : précision {precision:.4}, rappel {recall:.4}, F1 {f1:.4}");
        }
    }
    println!("Ce sont des propositions : une personne décide. « danbe link explain » dit pourquoi.");
}

//! `danbe figures synth`: invented records whose tables resemble the true ones.

use super::register::Ledger;
use super::{Progress, about, file, report};
use crate::chance;
use clap::{Args, ValueEnum};
use danbe_figures::privacy::{Dice, Kind, Source};
use danbe_figures::synth::{Domain, Method, Order, Plan, Quality, Records, Synthesis, quality, synthesise};
use danbe_vault::{Chance, Entropy};
use serde_json::json;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

/// How values are known, as typed.
#[derive(Clone, Copy, ValueEnum)]
enum DomainTyped {
    /// Trouvées dans les fiches, contre une part du budget
    Private,
    /// D’une liste publique
    Public,
}

/// How rows are made, as typed.
#[derive(Clone, Copy, ValueEnum)]
enum MethodTyped {
    /// Croisements, arbre et correction : la plus proche de la vérité
    Tree,
    /// Valeur par valeur à partir des effectifs publiés, comme le fait la CTDC
    Seeded,
}

/// The command as typed.
#[derive(Args)]
pub(in crate::commands) struct Synth {
    /// Les fiches : une ligne par personne
    records: PathBuf,
    /// Epsilon
    #[arg(long, allow_negative_numbers = true)]
    epsilon: f64,
    /// Delta
    #[arg(long, allow_negative_numbers = true)]
    delta: f64,
    /// Comment les modalités sont connues
    #[arg(long, value_enum)]
    domain: DomainTyped,
    /// Comment les fiches sont faites
    #[arg(long, value_enum, default_value = "tree")]
    method: MethodTyped,
    /// Une combinaison de trois valeurs que moins de fiches portent est évitée ; 0 pour n’en éviter aucune
    #[arg(long, default_value_t = 4)]
    least: u32,
    /// Les fiches synthétiques
    #[arg(long)]
    out: PathBuf,
    /// Les effectifs publiés avec elles, en JSON
    #[arg(long)]
    aggregates: Option<PathBuf>,
    /// Le rapport interne, en HTML : il compare aux vraies fiches ; le même en JSON est écrit à côté
    #[arg(long)]
    report: Option<PathBuf>,
    #[command(flatten)]
    ledger: Ledger,
    /// Tirage répétable, pour un essai : ne protège personne
    #[arg(long)]
    seed: Option<u64>,
    /// Dire le résultat en JSON
    #[arg(long)]
    json: bool,
}

/// What was made, for the report.
pub(super) struct Made {
    pub(super) plan: Plan,
    pub(super) synthesis: Synthesis,
    pub(super) quality: Option<Quality>,
    pub(super) rows: usize,
    pub(super) trial: bool,
}

struct OfTheVault(Chance);

impl Source for OfTheVault {
    fn fill(&mut self, bytes: &mut [u8]) {
        for part in bytes.chunks_mut(32) {
            let drawn: [u8; 32] = self.0.bytes();
            part.iter_mut().zip(drawn).for_each(|(byte, drawn)| *byte = drawn);
        }
    }
}

impl Synth {
    pub(super) fn run(self) -> io::Result<ExitCode> {
        let csv = file::read(&self.records)?;
        let wrong = |error| about(&self.records, error);
        let lines =
            csv.lines.iter().map(|(line, fields)| (*line, fields.iter().map(String::as_str).collect()));
        let records = Records::read(&csv.heading, lines).map_err(wrong)?;
        drop(csv);
        let domain = match self.domain {
            DomainTyped::Private => Domain::Private,
            DomainTyped::Public => Domain::Public,
        };
        let method = match self.method {
            MethodTyped::Tree => Method::Tree,
            MethodTyped::Seeded => Method::Seeded,
        };
        let plan = Plan { epsilon: self.epsilon, delta: self.delta, domain, method, least: self.least };
        // The budget is spent before anything is drawn: a release that fails half way has looked at the records.
        if self.seed.is_none() {
            let most = plan.loss().map_err(|error| about(&self.records, error))?;
            self.ledger.enter(&self.out, Kind::Private(most))?;
        } else if self.ledger.is_kept() {
            return Err(about(&self.out, "un essai à tirage répétable n’entre pas au registre"));
        }
        let progress = Progress::new();
        let mut source = OfTheVault(self.chance()?);
        let mut dice = Dice::new(&mut source);
        let synthesis =
            synthesise(&records, &plan, &mut dice, &mut |what| progress.step(what)).map_err(wrong)?;
        file::write(&self.out, &text(&synthesis.records)?)?;
        if let Some(path) = &self.aggregates {
            file::write(path, aggregates(&synthesis).to_string().as_bytes())?;
        }
        let quality = self.report.as_ref().map(|_| quality(&records, &synthesis.records, 3));
        let made = Made { plan, synthesis, quality, rows: records.rows(), trial: self.seed.is_some() };
        if let Some(path) = &self.report {
            report::of_records(&made).write(path)?;
        }
        self.say(&made);
        Ok(ExitCode::SUCCESS)
    }

    fn chance(&self) -> io::Result<Chance> {
        let Some(seed) = self.seed else { return chance::of_the_system() };
        let mut bytes = [0; 32];
        bytes.iter_mut().zip(seed.to_le_bytes()).for_each(|(byte, own)| *byte = own);
        Ok(Chance::new(Entropy::from_system(bytes)))
    }

    fn say(&self, made: &Made) {
        let Synthesis { records, spent, unnamed, exchanged, .. } = &made.synthesis;
        if self.json {
            println!("{}", made.json());
            return;
        }
        println!("{} fiches synthétiques, {} colonnes", records.rows(), records.columns.len());
        println!("ε = {}, δ = {:e} ; dépensé ρ = {spent}", made.plan.epsilon, made.plan.delta);
        println!(
            "{unnamed} modalités trop rares pour être nommées ; {exchanged} valeurs échangées contre de plus courantes"
        );
        if made.trial {
            println!("ESSAI : le tirage est répétable et ne protège personne. Ne publiez pas ce fichier.");
        }
    }
}

impl Made {
    /// What was done, for a program; compared with the true records where a report was asked for.
    pub(super) fn json(&self) -> serde_json::Value {
        let Synthesis { records, spent, noise, unnamed, exchanged, .. } = &self.synthesis;
        let order = |it: &Order| {
            json!({ "order": it.order, "mean_error": it.error, "variation": it.variation, "missing": it.missing,
                    "invented": it.invented, "combinations": it.combinations })
        };
        json!({
            "rows": records.rows(), "columns": records.columns.len(), "epsilon": self.plan.epsilon,
            "delta": self.plan.delta, "domain": if self.plan.domain == Domain::Private { "private" } else { "public" },
            "method": if self.plan.method == Method::Tree { "tree" } else { "seeded" }, "least": self.plan.least,
            "rho": spent.value(), "noise": noise, "unnamed": unnamed, "exchanged": exchanged, "trial": self.trial,
            "orders": self.quality.as_ref().map(|it| it.orders.iter().map(order).collect::<Vec<_>>()),
        })
    }
}

fn text(records: &Records) -> io::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(records.columns.iter().map(|it| &it.name)).map_err(io::Error::other)?;
    for row in 0..records.rows() {
        writer.write_record(records.labels(row)).map_err(io::Error::other)?;
    }
    writer.into_inner().map_err(|error| io::Error::other(error.to_string()))
}

fn aggregates(synthesis: &Synthesis) -> serde_json::Value {
    let name = |(column, code): &(usize, u16)| {
        let column = synthesis.records.columns.get(*column);
        let label = column.and_then(|it| it.labels.get(usize::from(*code)));
        format!("{}:{}", column.map_or("", |it| &it.name), label.map_or("", String::as_str))
    };
    let each = synthesis.aggregates.iter().map(|it| {
        let names: Vec<String> = it.values.iter().map(name).collect();
        (names.join(";"), serde_json::Value::from(it.count))
    });
    serde_json::Value::Object(each.collect())
}

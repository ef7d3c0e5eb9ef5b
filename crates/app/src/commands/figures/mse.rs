//! `danbe figures mse`: multiple systems estimation of a table of overlaps, with its assumptions, or a refusal.
//!
//! A refusal ends with code 1: it is an answer, not a failure of the program. What cannot be read ends with 2.

use crate::installation::left_out;
use clap::{Args, ValueEnum};
use danbe_figures::hidden::{Estimate, Options, Overlaps, Refusal, Select, Stage, Study, study};
use serde_json::{Value, json};
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args)]
pub(crate) struct Mse {
    /// Tableau CSV : une colonne de 0 et de 1 par liste, le nombre de personnes dans la dernière colonne
    table: PathBuf,
    /// La règle dont l’estimation reçoit l’intervalle
    #[arg(long, value_enum, default_value_t = Choice::Stepwise)]
    select: Choice,
    /// L’intervalle : tirages répétés, corrigés du biais et de l’asymétrie, le choix du modèle refait à chacun
    #[arg(long, value_enum, default_value_t = Kind::Bca)]
    interval: Kind,
    /// Nombre de tirages
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(100..=100_000))]
    replicates: u32,
    /// Graine : la même graine redonne le même résultat
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Écrire le résultat en JSON
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Choice {
    /// Pas à pas, paires de listes au seuil 0,02
    Stepwise,
    /// Le plus petit BIC parmi les modèles hiérarchiques
    Bic,
    /// Moyenne sur les graphes décomposables
    Dga,
    /// Classes latentes
    Lcm,
}

#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    /// Bootstrap BCa
    Bca,
}

const LEVEL: f64 = 0.95;

impl Mse {
    pub(crate) fn run(self) -> io::Result<ExitCode> {
        if left_out().as_deref() == Some("figures.mse") {
            return Err(io::Error::other("cette commande a été retirée"));
        }
        let place = self.table.display();
        let bytes = std::fs::read(&self.table).map_err(|why| io::Error::other(format!("{place} : {why}")))?;
        let text = String::from_utf8(bytes)
            .map_err(|_| io::Error::other(format!("{place} : le texte n’est pas en UTF-8")))?;
        let table = Overlaps::read(&text).map_err(|why| io::Error::other(format!("{place}, {why}")))?;
        let Kind::Bca = self.interval;
        let select = match self.select {
            Choice::Stepwise => Select::Stepwise,
            Choice::Bic => Select::Bic,
            Choice::Dga => Select::Graphs,
            Choice::Lcm => Select::Classes,
        };
        let replicates = usize::try_from(self.replicates).unwrap_or(1_000);
        let options = Options { select, replicates, level: LEVEL, seed: self.seed };
        match table.and_then(|table| study(&table, options, |stage| eprintln!("{}", doing(stage)))) {
            Ok(found) => {
                if self.json {
                    println!("{:#}", as_json(&found, self.seed));
                } else {
                    print!("{}", in_words(&found));
                }
                Ok(ExitCode::SUCCESS)
            }
            Err(refusal) => {
                refuse(&refusal, self.json);
                Ok(ExitCode::FAILURE)
            }
        }
    }
}

const fn doing(stage: Stage) -> &'static str {
    match stage {
        Stage::Rules => "Toutes les règles…",
        Stage::Classes => "Classes latentes…",
        Stage::Replicates => "Tirages, le choix du modèle refait à chacun…",
    }
}

fn refuse(refusal: &Refusal, json: bool) {
    if json {
        println!("{:#}", json!({ "refused": refusal.to_string() }));
    } else {
        println!("Pas de chiffre : {refusal}.");
    }
}

/// A whole number with thin groups, as a French reader expects it.
fn grouped(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    out
}

fn line(estimate: &Estimate) -> String {
    let interval = estimate.interval.map_or_else(String::new, |interval| {
        format!("  de {} à {}", grouped(interval.low), grouped(interval.high))
    });
    let model = if estimate.model.is_empty() { String::new() } else { format!("  [{}]", estimate.model) };
    format!("  {:<42} {:>10}{interval}{model}\n", estimate.rule, grouped(estimate.total))
}

fn in_words(study: &Study) -> String {
    let mut text = format!(
        "{} personnes comptées, dont {} sur deux listes ou plus.\n\nRègle demandée, intervalle à 95 % :\n{}",
        grouped_count(study.observed),
        grouped_count(study.shared),
        line(&study.chosen)
    );
    if let Some(same) = study.same_model {
        text += &format!("  Le même modèle est choisi dans {:.0} % des tirages.\n", 100.0 * same);
    }
    text += "\nToutes les règles, sur les mêmes listes :\n";
    text.extend(study.spread.iter().map(line));
    if !study.apart.is_empty() {
        let pairs: Vec<String> = study.apart.iter().map(|(one, other)| format!("{one} et {other}")).collect();
        text += &format!("\nListes qui ne se recoupent jamais : {}.\n", pairs.join(", "));
    }
    text += "\nÀ dire avec le chiffre :\n";
    text.extend(ASSUMED.iter().map(|assumed| format!("  - {assumed}\n")));
    text
}

fn grouped_count(n: u64) -> String {
    n.to_string().parse().map_or_else(|_| n.to_string(), grouped)
}

/// What must hold for any of the estimates to mean something.
const ASSUMED: [&str; 6] = [
    "La population ne change pas pendant la période : ni entrée, ni sortie.",
    "Une même personne sur deux listes a été reconnue ; deux personnes n’ont jamais été prises pour une.",
    "Chaque personne avait une chance d’être sur une liste au moins.",
    "Les listes parlent de la même population, avec la même définition.",
    "Le modèle choisi décrit comment les listes dépendent l’une de l’autre : rien dans les données ne le prouve.",
    "Publier l’intervalle, l’écart entre les règles, les listes et la période ; jamais un seul nombre.",
];

fn one(estimate: &Estimate) -> Value {
    json!({
        "rule": estimate.rule,
        "total": estimate.total,
        "low": estimate.interval.map(|interval| interval.low),
        "high": estimate.interval.map(|interval| interval.high),
        "model": estimate.model,
    })
}

fn as_json(study: &Study, seed: u64) -> Value {
    json!({
        "observed": study.observed,
        "on_two_lists_or_more": study.shared,
        "never_meet": study.apart,
        "chosen": one(&study.chosen),
        "level": LEVEL,
        "same_model": study.same_model,
        "spread": study.spread.iter().map(one).collect::<Vec<_>>(),
        "assumptions": ASSUMED,
        "seed": seed,
    })
}

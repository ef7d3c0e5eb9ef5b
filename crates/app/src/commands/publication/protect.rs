//! `danbe figures protect`: a table that cannot be undone, attacked before it is written.

use super::register::Ledger;
use super::{Progress, about, file, report};
use clap::{Args, ValueEnum};
use danbe_figures::privacy::Kind;
use danbe_figures::tables::{
    self, ByOrder, Effort, Knowledge, Loss, Release, Rule, Shape, Table, Zeros, audit, protect, round,
};
use serde_json::json;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

/// What becomes of empty cells, as typed.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum ZerosTyped {
    /// Masquer les zéros comme les autres petits effectifs
    Hide,
    /// Montrer les zéros
    Show,
}

/// How a file of a table is meant.
#[derive(Args)]
pub(super) struct ShapeTyped {
    /// Colonne des effectifs
    #[arg(long, default_value = "count")]
    count: String,
    /// Mot qui désigne « toutes les modalités »
    #[arg(long, default_value = "Total")]
    totals: String,
    /// Colonnes emboîtées, de la plus large à la plus fine : region>cercle
    #[arg(long)]
    hierarchy: Vec<String>,
    /// Tableaux liés à publier, au lieu de tous les croisements : "region*sexe,nationalite"
    #[arg(long)]
    tables: Option<String>,
}

impl ShapeTyped {
    pub(super) fn meant(&self) -> Shape {
        let split = |text: &str, mark: char| {
            text.split(mark).map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()).collect::<Vec<_>>()
        };
        let tables = self.tables.as_deref().map_or(Vec::new(), |text| split(text, ','));
        Shape {
            count: Some(self.count.clone()),
            total: self.totals.clone(),
            nests: self.hierarchy.iter().map(|it| split(it, '>')).collect(),
            tables: tables.iter().map(|it| split(it, '*')).collect(),
        }
    }
}

/// The command as typed.
#[derive(Args)]
pub(in crate::commands) struct Protect {
    /// Le tableau : une ligne par case, ses modalités, puis l’effectif
    table: PathBuf,
    /// Plus petit effectif affiché
    #[arg(long, default_value_t = 11)]
    min_cell: u64,
    #[command(flatten)]
    shape: ShapeTyped,
    /// Que faire des cases vides
    #[arg(long, value_enum, default_value = "hide")]
    zeros: ZerosTyped,
    /// Garder le total général affiché
    #[arg(long)]
    keep_total: bool,
    /// Arrondir à un multiple de ce nombre, sommes gardées, au lieu de masquer
    #[arg(long)]
    round: Option<u64>,
    /// Ne pas attaquer le résultat avant de l’écrire
    #[arg(long)]
    without_audit: bool,
    /// Le tableau publié
    #[arg(long)]
    out: PathBuf,
    /// Le rapport, en HTML ; le même en JSON est écrit à côté
    #[arg(long)]
    report: Option<PathBuf>,
    #[command(flatten)]
    ledger: Ledger,
    /// Dire le résultat en JSON
    #[arg(long)]
    json: bool,
}

/// What was made, for the terminal, the report and JSON.
pub(super) struct Made {
    pub(super) release: Release,
    pub(super) loss: Loss,
    pub(super) method: String,
    pub(super) largest_error: u64,
    pub(super) mean_error: f64,
    pub(super) orders: Vec<ByOrder>,
    pub(super) rounded: bool,
    pub(super) attacked: Option<tables::Audit>,
}

impl Protect {
    pub(super) fn run(self) -> io::Result<ExitCode> {
        let shape = self.shape.meant();
        let csv = file::read(&self.table)?;
        let wrong = |error| about(&self.table, error);
        let table = tables::read(&csv.heading, &csv.lines, &shape).map_err(wrong)?;
        let made = self.made(table).map_err(wrong)?;
        let recovered = made.attacked.as_ref().map_or(0, |it| it.recovered.len() + it.narrowed.len());
        if recovered > 0 {
            let text = format!("l’attaque retrouve {recovered} case(s) : rien n’est écrit");
            return Err(about(&self.table, text));
        }
        self.ledger.enter(&self.out, Kind::Exact(made.method.clone()))?;
        file::write(&self.out, &file::release_text(&made.release, &shape)?)?;
        if let Some(path) = &self.report {
            report::of_table(&made).write(path)?;
        }
        self.say(&made);
        Ok(ExitCode::SUCCESS)
    }

    fn made(&self, table: Table) -> Result<Made, tables::TableError> {
        let mut progress = Progress::new();
        if let Some(base) = self.round {
            let total = table.value(0);
            let rounded = round(table, base)?;
            let release = rounded.release();
            let attacked = self.attacked(&release, Some(base), &mut progress)?;
            let cells = rounded.table.cells().count();
            return Ok(Made {
                loss: Loss { cells, total, ..Loss::default() },
                method: format!("arrondi contrôlé à un multiple de {base}"),
                largest_error: rounded.largest_error(),
                mean_error: rounded.mean_error(),
                orders: rounded.by_order(),
                rounded: true,
                attacked,
                release,
            });
        }
        let zeros = match self.zeros {
            ZerosTyped::Hide => Zeros::Hidden,
            ZerosTyped::Show => Zeros::Shown,
        };
        let rule = Rule { min_cell: self.min_cell, zeros, keep_total: self.keep_total };
        let safe =
            protect(table, &rule, Effort::Best, &mut |done, all| progress.at("protection", done, all))?;
        let release = safe.release();
        let attacked = self.attacked(&release, None, &mut progress)?;
        let shown = if zeros == Zeros::Hidden { "zéros compris" } else { "zéros affichés" };
        let method = format!("masquage sous {}, {shown}", self.min_cell);
        let (loss, orders) = (safe.loss(), safe.by_order());
        Ok(Made {
            loss,
            orders,
            method,
            largest_error: 0,
            mean_error: 0.0,
            rounded: false,
            attacked,
            release,
        })
    }

    /// Attacks what would leave; a rounded number is a finding only when it is exact.
    fn attacked(
        &self,
        release: &Release,
        rounded: Option<u64>,
        progress: &mut Progress,
    ) -> Result<Option<tables::Audit>, tables::TableError> {
        if self.without_audit {
            return Ok(None);
        }
        let knowledge = Knowledge { rounded, ..Knowledge::default() };
        let min_cell = if rounded.is_some() { 0 } else { self.min_cell };
        let mut hear = |done, all| progress.at("attaque", done, all);
        audit(release, &knowledge, min_cell, &mut hear).map(Some)
    }

    fn say(&self, made: &Made) {
        let Loss { cells, small, complementary, persons, total } = made.loss;
        if self.json {
            println!("{}", made.json());
            return;
        }
        println!("{cells} cases, {total} personnes ; {}", made.method);
        if self.round.is_some() {
            println!("écart le plus grand : {} ; moyen : {:.2}", made.largest_error, made.mean_error);
        } else {
            println!("{small} petites cases masquées, {complementary} autres pour les couvrir");
            println!("personnes dans les cases fines masquées : {persons}");
        }
        match &made.attacked {
            Some(found) => println!("attaque : {} cases visées, aucune retrouvée", found.attacked),
            None => println!("le résultat n’a pas été attaqué"),
        }
    }
}

impl Made {
    /// What was done, for a program.
    pub(super) fn json(&self) -> serde_json::Value {
        let Loss { cells, small, complementary, persons, total } = self.loss;
        let order = |it: &ByOrder| json!({ "order": it.order, "cells": it.cells, "hidden": it.hidden, "largest_error": it.largest, "mean_error": it.mean });
        json!({
            "method": self.method, "cells": cells, "small": small, "complementary": complementary,
            "persons_hidden": persons, "persons": total, "adds_up": self.release.adds_up(),
            "largest_error": self.largest_error, "mean_error": self.mean_error,
            "orders": self.orders.iter().map(order).collect::<Vec<_>>(),
            "attacked": self.attacked.as_ref().map(|it| it.attacked), "recovered": 0,
        })
    }
}

//! `danbe figures audit`: what a reader of a release, or of two, can compute.

use super::protect::ShapeTyped;
use super::{Progress, about, file};
use clap::{Args, ValueEnum};
use danbe_figures::tables::{
    self, Finding, Knowledge, Population, Release, Series, Shown, audit, compare, read_release,
};
use serde_json::json;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// How an earlier release belongs to this one, as typed.
#[derive(Clone, Copy, ValueEnum)]
enum PopulationTyped {
    /// Les mêmes personnes, découpées ou masquées autrement
    Same,
    /// Les mêmes personnes et d’autres, venues depuis
    Later,
}

/// The command as typed.
#[derive(Args)]
pub(in crate::commands) struct Audit {
    /// Le tableau publié ; une case masquée est « * », vide, ou « <5 »
    release: PathBuf,
    /// Un tableau publié avant
    #[arg(long)]
    previous: Vec<PathBuf>,
    /// De qui parle le tableau publié avant
    #[arg(long, value_enum, default_value = "same")]
    population: PopulationTyped,
    /// Des effectifs connus d’ailleurs, dans un fichier de même forme
    #[arg(long)]
    known: Option<PathBuf>,
    /// Essayer aussi ce que sait une personne de chaque case masquée, une à la fois
    #[arg(long)]
    members: bool,
    /// Les nombres sont arrondis à un multiple de celui-ci, dans ce tableau et dans ceux d’avant
    #[arg(long)]
    rounded: Option<u64>,
    /// Sous quel effectif une certitude est une fuite
    #[arg(long, default_value_t = 11)]
    min_cell: u64,
    #[command(flatten)]
    shape: ShapeTyped,
    /// Dire le résultat en JSON
    #[arg(long)]
    json: bool,
}

impl Audit {
    pub(super) fn run(self) -> io::Result<ExitCode> {
        let release = self.load(&self.release)?;
        let mut progress = Progress::new();
        let mut hear = |done, all| progress.at("attaque", done, all);
        let mut knowledge = Knowledge { rounded: self.rounded, ..Knowledge::default() };
        // a rounded number below the threshold is meant to be seen: only an exact one is a finding
        let min_cell = if self.rounded.is_some() { 0 } else { self.min_cell };
        if let Some(path) = &self.known {
            knowledge.known = self.known_cells(&release, path)?;
        }
        let wrong = |error| about(&self.release, error);
        let mut found = audit(&release, &knowledge, min_cell, &mut hear).map_err(wrong)?;
        if self.members {
            let cells: Vec<usize> = release.hidden().collect();
            for cell in cells {
                let own = Knowledge { members: vec![cell], ..knowledge.clone() };
                // a member of a cell that must be empty: there is none
                let Ok(more) = audit(&release, &own, 0, &mut hear) else { continue };
                let new = more.recovered.into_iter().filter(|it| !found.recovered.contains(it));
                let new: Vec<Finding> = new.collect();
                found.recovered.extend(new);
            }
        }
        let population = match self.population {
            PopulationTyped::Same => Population::Same,
            PopulationTyped::Later => Population::Later,
        };
        let mut series = Vec::new();
        for path in &self.previous {
            let previous = self.load(path)?;
            let own = compare(&previous, &release, population, min_cell, self.rounded, &mut hear)
                .map_err(|error| about(path, error))?;
            series.push((path.clone(), own));
        }
        self.say(&release, &found, &series);
        let holds = found.recovered.is_empty() && found.narrowed.is_empty();
        let holds = holds && series.iter().all(|(_, it)| it.holds());
        Ok(if holds { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    fn load(&self, path: &Path) -> io::Result<Release> {
        let csv = file::read(path)?;
        read_release(&csv.heading, &csv.lines, &self.shape.meant()).map_err(|error| about(path, error))
    }

    fn known_cells(&self, release: &Release, path: &Path) -> io::Result<Vec<(usize, u64)>> {
        let known = self.load(path)?;
        let mut cells = Vec::new();
        for cell in 0..known.shape.size() {
            let Shown::Count(count) = known.shown(cell) else { continue };
            let labels = known.shape.labels(cell);
            let nodes: Option<Vec<usize>> = release
                .shape
                .dimensions()
                .iter()
                .map(|dimension| {
                    let mut names = known.shape.dimensions().iter().zip(&labels);
                    let own = names.find(|(it, _)| it.name() == dimension.name());
                    own.map_or(Some(0), |(_, label)| dimension.node(label))
                })
                .collect();
            cells.extend(nodes.map(|nodes| (release.shape.cell(&nodes), count)));
        }
        Ok(cells)
    }

    fn say(&self, release: &Release, found: &tables::Audit, series: &[(PathBuf, Series)]) {
        let name = |cell: usize| release.shape.name(cell);
        if self.json {
            let finding = |it: &Finding| json!({ "cell": name(it.cell), "least": it.bounds.least, "most": it.bounds.most });
            let list = |all: &[Finding]| all.iter().map(finding).collect::<Vec<_>>();
            let leak =
                |it: &tables::Leak| json!({ "cell": name(it.cell), "before": it.before, "now": it.now });
            let leaks = |all: &[tables::Leak]| all.iter().map(leak).collect::<Vec<_>>();
            let series: Vec<_> = series
                .iter()
                .map(|(path, it)| {
                    json!({ "previous": path.display().to_string(), "unmasked": leaks(&it.unmasked),
                            "differences": leaks(&it.differences), "recovered": list(&it.audit.recovered),
                            "narrowed": list(&it.audit.narrowed) })
                })
                .collect();
            let said = json!({ "attacked": found.attacked, "programmes": found.programmes,
                "recovered": list(&found.recovered), "narrowed": list(&found.narrowed), "series": series });
            println!("{said}");
            return;
        }
        println!("{} cases attaquées, {} programmes linéaires", found.attacked, found.programmes);
        for it in &found.recovered {
            println!("RETROUVÉE  {} = {}", name(it.cell), it.bounds.least);
        }
        for it in &found.narrowed {
            let most = it.bounds.most.unwrap_or_default();
            println!("CERNÉE     {} : entre {} et {most}", name(it.cell), it.bounds.least);
        }
        for (path, it) in series {
            println!("avec {} :", path.display());
            for leak in &it.unmasked {
                println!("DÉMASQUÉE  {} = {}", name(leak.cell), leak.before);
            }
            for leak in &it.differences {
                println!("DIFFÉRENCE {} : {} puis {}", name(leak.cell), leak.before, leak.now);
            }
            for it in &it.audit.recovered {
                println!("RETROUVÉE  {} = {}", name(it.cell), it.bounds.least);
            }
        }
        if found.recovered.is_empty() && found.narrowed.is_empty() {
            println!("seul, ce tableau ne livre aucune case");
        }
    }
}

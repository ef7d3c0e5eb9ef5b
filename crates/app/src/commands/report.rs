//! `danbe report`: the year's report and the pack of a meeting, as paper, page and workbook, from an installation. The server need not run.

use super::terminal;
use crate::installation::Folder;
use crate::{annual, meeting};
use clap::{Args, Subcommand, ValueEnum};
use danbe_pages::{Lang, Say};
use danbe_report::Document;
use danbe_store::{Clock, SystemClock, open_reading};
use danbe_words::{Month, Problem};
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

#[derive(Subcommand)]
pub(super) enum Report {
    /// Composer le rapport annuel : document PDF, page HTML et classeur XLSX
    Annual(Annual),
    /// Composer le dossier d’une réunion : retards, dossiers dormants, besoins non couverts, en nombres
    Meeting(Pack),
}

#[derive(Args)]
pub(super) struct Annual {
    /// Dossier de l’installation
    #[arg(long)]
    data: PathBuf,
    /// Année du rapport
    #[arg(long, value_parser = clap::value_parser!(i16).range(1900..2200))]
    year: i16,
    #[command(flatten)]
    files: Files,
}

#[derive(Args)]
pub(super) struct Pack {
    /// Dossier de l’installation
    #[arg(long)]
    data: PathBuf,
    /// Premier mois, par exemple 2024-04
    #[arg(long)]
    from: Month,
    /// Dernier mois ; douze au plus
    #[arg(long)]
    to: Month,
    #[command(flatten)]
    files: Files,
}

#[derive(Args)]
struct Files {
    /// Dossier où écrire
    #[arg(long, default_value = ".")]
    out: PathBuf,
    /// Les formes voulues ; toutes celles que ce programme sait faire quand rien n’est dit
    #[arg(long, value_enum)]
    form: Vec<annual::Form>,
}

impl ValueEnum for annual::Form {
    fn value_variants<'a>() -> &'a [Self] {
        Self::ALL
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(clap::builder::PossibleValue::new(self.code()))
    }
}

impl Report {
    pub(super) async fn run(self) -> io::Result<ExitCode> {
        match self {
            Self::Annual(annual) => annual.run().await,
            Self::Meeting(pack) => pack.run().await,
        }
    }
}

impl Annual {
    async fn run(self) -> io::Result<ExitCode> {
        let begun = Instant::now();
        let folder = Folder::open(&self.data)?;
        let down = |problem| io::Error::other(format!("base de données : {problem}"));
        let say = Say::new(Lang::French, &crate::web::words());
        let mut reading = open_reading(&folder.url()).await.map_err(down)?;
        let report =
            annual::gather(&mut reading, &say, &folder, self.year, SystemClock.now()).await.map_err(down)?;
        drop(reading);
        self.files.write(&say, &danbe_report::document(&say, &report), &annual::name(self.year))?;
        let codes = report.figures.iter().filter(|figure| !figure.code.is_empty()).count();
        println!(
            "Chiffres du registre : {codes}. Doutes : {}. Durée : {} ms.",
            report.doubts.len(),
            begun.elapsed().as_millis()
        );
        terminal::print_peak();
        Ok(ExitCode::SUCCESS)
    }
}

impl Pack {
    async fn run(self) -> io::Result<ExitCode> {
        let folder = Folder::open(&self.data)?;
        let say = Say::new(Lang::French, &crate::web::words());
        let wrong = |problem| match problem {
            Problem::Invalid { .. } => io::Error::other(say.t("meeting-span-wrong")),
            problem => io::Error::other(format!("base de données : {problem}")),
        };
        let mut reading = open_reading(&folder.url()).await.map_err(wrong)?;
        let (span, now) = ((self.from, self.to), SystemClock.now());
        let meeting = meeting::gather(&mut reading, &say, &folder, span, now).await.map_err(wrong)?;
        drop(reading);
        self.files.write(&say, &danbe_report::pack(&say, &meeting), &meeting::name(span))?;
        Ok(ExitCode::SUCCESS)
    }
}

impl Files {
    /// Every form asked for; when none was, every form this program can make.
    fn write(&self, say: &Say, document: &Document, name: &str) -> io::Result<()> {
        let (forms, whole) = match self.form.as_slice() {
            [] => (annual::Form::ALL, true),
            chosen => (chosen, false),
        };
        std::fs::create_dir_all(&self.out)?;
        for form in forms {
            match form.make(say, document, name) {
                Ok(bytes) => write(&self.out.join(form.file(name)), &bytes)?,
                Err(annual::Unmade::NoTypesetter) if whole => println!("{}", say.t("annual-no-pdf")),
                Err(annual::Unmade::NoTypesetter) => return Err(io::Error::other(say.t("annual-no-pdf"))),
                Err(annual::Unmade::Failed(why)) => return Err(io::Error::other(why)),
            }
        }
        Ok(())
    }
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let place = path.display();
    std::fs::write(path, bytes).map_err(|why| io::Error::other(format!("{place} : {why}")))?;
    println!("{place} : {} ko", bytes.len().div_ceil(1024));
    Ok(())
}

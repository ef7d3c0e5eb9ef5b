//! `danbe report`: the year's report, as paper, page and workbook, from an installation. The server need not run.

use super::terminal;
use crate::annual;
use crate::installation::Folder;
use clap::{Args, Subcommand, ValueEnum};
use danbe_pages::{Lang, Say};
use danbe_store::{Clock, SystemClock, open_reading};
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

#[derive(Subcommand)]
pub(super) enum Report {
    /// Composer le rapport annuel : document PDF, page HTML et classeur XLSX
    Annual(Annual),
}

#[derive(Args)]
pub(super) struct Annual {
    /// Dossier de l’installation
    #[arg(long)]
    data: PathBuf,
    /// Année du rapport
    #[arg(long, value_parser = clap::value_parser!(i16).range(1900..2200))]
    year: i16,
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
        let Self::Annual(annual) = self;
        annual.run().await
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
        let (forms, whole) = match self.form.as_slice() {
            [] => (annual::Form::ALL.to_vec(), true),
            chosen => (chosen.to_vec(), false),
        };
        std::fs::create_dir_all(&self.out)?;
        let document = danbe_report::document(&say, &report);
        for form in forms {
            match form.make(&say, &document, self.year) {
                Ok(bytes) => write(&self.out.join(form.file(self.year)), &bytes)?,
                Err(annual::Unmade::NoTypesetter) if whole => println!("{}", say.t("annual-no-pdf")),
                Err(annual::Unmade::NoTypesetter) => return Err(io::Error::other(say.t("annual-no-pdf"))),
                Err(annual::Unmade::Failed(why)) => return Err(io::Error::other(why)),
            }
        }
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

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let place = path.display();
    std::fs::write(path, bytes).map_err(|why| io::Error::other(format!("{place} : {why}")))?;
    println!("{place} : {} ko", bytes.len().div_ceil(1024));
    Ok(())
}

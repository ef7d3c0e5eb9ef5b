//! `danbe ledger verify`: the ledger checked apart from any server, against a key and a checkpoint of one's own.

use crate::installation::Folder;
use clap::Subcommand;
use danbe_store::{Finding, Wrong, open_reading, verify};
use danbe_vault::Checkpoint;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Subcommand)]
pub(super) enum Ledger {
    /// Vérifier chaque ligne, chaque événement, chaque point de contrôle
    Verify {
        /// Dossier de l’installation
        #[arg(long)]
        data: PathBuf,
        /// Point de contrôle gardé ailleurs (appareil, témoin, papier) : le registre doit le prolonger
        #[arg(long)]
        known: Option<PathBuf>,
    },
}

impl Ledger {
    pub(super) async fn run(self) -> io::Result<ExitCode> {
        let Self::Verify { data, known } = self;
        let folder = Folder::open(&data)?;
        let (key, origin) = (folder.paper.ledger, folder.paper.origin.clone());
        let down = |problem| io::Error::other(format!("base de données : {problem}"));
        let mut reading = open_reading(&folder.url()).await.map_err(down)?;
        let mut report = verify(&mut reading, &key, &origin, None, |_, _, _| {}).await.map_err(down)?;
        if let Some(path) = known {
            let note = std::fs::read_to_string(path)?;
            let kept = Checkpoint::open(&note, &origin, &key)
                .map_err(|error| io::Error::other(format!("point de contrôle gardé : {error}")))?;
            let then =
                verify(&mut reading, &key, &origin, Some(kept.size), |_, _, _| {}).await.map_err(down)?;
            let same = then.lines == kept.size && then.root == data_encoding::HEXLOWER.encode(&kept.root);
            if !same {
                report.findings.push(Finding { index: kept.size, wrong: Wrong::CheckpointRoot });
            }
        }
        println!("lignes : {}    points de contrôle : {}", report.lines, report.checkpoints);
        println!("racine : {}", report.root);
        for finding in &report.findings {
            println!("  {} : {}", finding.index, finding.wrong);
        }
        if report.findings.is_empty() {
            println!("Le registre est intact.");
            Ok(ExitCode::SUCCESS)
        } else {
            println!("Le registre a été touché : {} anomalie(s).", report.findings.len());
            Ok(ExitCode::FAILURE)
        }
    }
}

//! `danbe ledger verify`: the ledger checked apart from any server, against a key and a checkpoint of one's own.

use crate::installation::Folder;
use clap::Subcommand;
use danbe_store::{Finding, Wrong, open_reading, verify};
use danbe_vault::{Checkpoint, DeclaredEpoch};
use std::io;
use std::path::{Path, PathBuf};
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
        /// Déclaration signée de deux responsables, après une remise en place qui a perdu des lignes
        #[arg(long)]
        epoch: Option<PathBuf>,
    },
}

impl Ledger {
    pub(super) async fn run(self) -> io::Result<ExitCode> {
        let Self::Verify { data, known, epoch } = self;
        let folder = Folder::open(&data)?;
        let (key, origin) = (folder.paper.ledger, folder.paper.origin.clone());
        let down = |problem| io::Error::other(format!("base de données : {problem}"));
        let mut reading = open_reading(&folder.url()).await.map_err(down)?;
        let mut report = verify(&mut reading, &key, &origin, None, |_, _, _| {}).await.map_err(down)?;
        let kept = known.map(|path| -> io::Result<Checkpoint> {
            let note = std::fs::read_to_string(path)?;
            Checkpoint::open(&note, &origin, &key)
                .map_err(|error| io::Error::other(format!("point de contrôle gardé : {error}")))
        });
        let mut kept = kept.transpose()?;
        if let Some(path) = epoch {
            let said = declared(&path, &folder, kept.as_ref())?;
            // What the declaration keeps must be in this ledger, as anything kept elsewhere must.
            kept = Some(said);
        }
        if let Some(kept) = kept {
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

/// A declaration that two officers signed, and that speaks of the checkpoint kept elsewhere if there is one; gives
/// where the ledger stands again.
fn declared(path: &Path, folder: &Folder, known: Option<&Checkpoint>) -> io::Result<Checkpoint> {
    let ill = |why: &dyn std::fmt::Display| io::Error::other(format!("{} : {why}", path.display()));
    let epoch: DeclaredEpoch =
        serde_json::from_str(&std::fs::read_to_string(path)?).map_err(|error| ill(&error))?;
    let root = &folder.paper.root;
    let (said, [one, two]) = epoch
        .verify(root)
        .map_err(|_| ill(&"il faut la signature de deux responsables que la racine reconnaît"))?;
    if said.kept.origin != folder.paper.origin {
        return Err(ill(&"cette déclaration parle d’un autre registre"));
    }
    if let Some(known) = known {
        epoch
            .after(known, root)
            .map_err(|_| ill(&"cette déclaration ne dit rien du point de contrôle gardé"))?;
    }
    println!(
        "Déclaré par {} et {} : lignes {} à {} perdues. Motif : {}",
        one, two, said.kept.size, said.lost.size, said.reason
    );
    Ok(said.kept)
}

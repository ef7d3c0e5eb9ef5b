//! `danbe doctor`: what a keeper wants to know before calling for help.

use crate::installation::{Folder, Https, Kind};
use crate::remaining::remaining;
use crate::tls;
use danbe_store::{Clock, SystemClock, open_reading, verify};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::ExitCode;

pub(super) async fn run(data: PathBuf) -> io::Result<ExitCode> {
    let folder = Folder::open(&data)?;
    let mut sound = true;
    let mut say = |holds: bool, text: String| {
        println!("{} {text}", if holds { "bien :" } else { "À VOIR :" });
        sound &= holds;
    };
    for name in ["ledger.key", "server.key"] {
        let mode = std::fs::metadata(data.join(name)).map(|m| m.permissions().mode() & 0o777);
        say(mode.is_ok_and(|mode| mode == 0o600), format!("{name} n’est lisible que par le serveur"));
    }
    let secrets = folder.secrets();
    let same = secrets.as_ref().is_ok_and(|s| s.ledger.verifying() == folder.paper.ledger);
    say(same, "la clé du registre est celle du papier de l’installation".into());
    match tls::term(&data) {
        Err(error) => say(false, format!("le certificat ne se lit pas ({error})")),
        Ok(None) if matches!(folder.paper.https, Https::Own | Https::Files) => {
            say(false, "aucun certificat en service".into());
        }
        Ok(None) => {}
        Ok(Some(term)) => {
            let days = term.days_left(SystemClock.now().0);
            say(days > tls::WARNED, format!("le certificat : {days} jour(s) restant(s)"));
        }
    }
    match open_reading(&folder.url()).await {
        Err(problem) => say(false, format!("la base de données ne s’ouvre pas ({problem})")),
        Ok(mut reading) => {
            let (key, origin) = (folder.paper.ledger, folder.paper.origin.clone());
            match verify(&mut reading, &key, &origin, None, |_, _, _| {}).await {
                Ok(report) => say(
                    report.findings.is_empty(),
                    format!("le registre : {} lignes, {} anomalie(s)", report.lines, report.findings.len()),
                ),
                Err(problem) => say(false, format!("le registre ne se lit pas ({problem})")),
            }
        }
    }
    println!(
        "réglage : {} recherche(s) par personne et par jour (searches_a_day) ; deux responsables d’un service en permettent \
         davantage",
        folder.paper.searches_a_day
    );
    if folder.paper.kind != Kind::Training {
        remaining(&folder.paper).iter().for_each(|sentence| println!("reste à faire : {sentence}"));
    }
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

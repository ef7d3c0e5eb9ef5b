//! `danbe witness`: run by the data-protection authority, the human-rights commission or a federation, on its own machine.

use crate::commands::serve::{asked_to_stop, log_to_stderr};
use crate::installation::{Folder, Paper};
use crate::web::listen;
use crate::witness::keeper::{Keeper, Watched, router};
use crate::witness::{Circle, Known};
use clap::Subcommand;
use danbe_store::SystemClock;
use danbe_vault::VerifyingKey;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use tokio::net::TcpListener;

#[derive(Subcommand)]
pub(super) enum Witness {
    /// Faire un témoin pour une installation, d’après son papier (installation.json)
    Init {
        /// Dossier du témoin ; vide ou absent
        #[arg(long)]
        data: PathBuf,
        /// Nom du témoin, sans espace : cndh.exemple.ml/temoin
        #[arg(long)]
        name: String,
        /// Papier de l’installation à suivre
        #[arg(long)]
        installation: PathBuf,
    },
    /// Tenir le témoin
    Serve {
        /// Dossier du témoin
        #[arg(long)]
        data: PathBuf,
        /// Adresse d’écoute
        #[arg(long, default_value = "127.0.0.1:8090")]
        listen: SocketAddr,
    },
    /// Ce que le témoin a contresigné en dernier, à lire en réunion ; et les alarmes
    Show {
        /// Dossier du témoin
        #[arg(long)]
        data: PathBuf,
    },
    /// Suivre un registre remis en place, sur déclaration signée de deux responsables
    Accept {
        /// Dossier du témoin
        #[arg(long)]
        data: PathBuf,
        /// La déclaration
        #[arg(long)]
        epoch: PathBuf,
        /// Le point de contrôle signé que la déclaration garde
        #[arg(long)]
        note: PathBuf,
    },
    /// Donner un témoin à une installation : ses appareils l’exigeront dès qu’on y fonde un service
    Add {
        /// Dossier de l’installation
        #[arg(long)]
        data: PathBuf,
        /// Nom du témoin
        #[arg(long)]
        name: String,
        /// Clé du témoin
        #[arg(long, allow_hyphen_values = true)]
        key: String,
        /// Où il écoute, hôte:port
        #[arg(long)]
        address: String,
        /// Combien de témoins les appareils exigent
        #[arg(long)]
        quorum: usize,
        /// Heures après lesquelles une contresignature ne compte plus
        #[arg(long, default_value_t = 24)]
        within: u64,
    },
}

impl Witness {
    pub(super) async fn run(self) -> io::Result<ExitCode> {
        match self {
            Self::Init { data, name, installation } => init(&data, &name, &installation),
            Self::Serve { data, listen: address } => {
                log_to_stderr();
                let keeper = Arc::new(Keeper::open(&data, Arc::new(SystemClock))?);
                let listener = TcpListener::bind(address).await?;
                println!("Témoin {} : http://{}", keeper.paper().name, listener.local_addr()?);
                listen(listener, router(keeper), asked_to_stop()).await;
                Ok(ExitCode::SUCCESS)
            }
            Self::Show { data } => show(&data),
            Self::Accept { data, epoch, note } => {
                let keeper = Keeper::open(&data, Arc::new(SystemClock))?;
                let epoch =
                    serde_json::from_str(&std::fs::read_to_string(epoch)?).map_err(io::Error::other)?;
                let kept = keeper.accept(&epoch, &std::fs::read_to_string(note)?)?;
                println!("Le témoin suit de nouveau {} depuis la ligne {}.", kept.origin, kept.size);
                Ok(ExitCode::SUCCESS)
            }
            Self::Add { data, name, key, address, quorum, within } => {
                let key = danbe_vault::text::read(&key).and_then(|bytes| VerifyingKey::from_bytes(&bytes));
                let key = key.map_err(|_| io::Error::other("--key : ce n’est pas la clé d’un témoin"))?;
                add(&data, Known { name, key, address }, quorum, within)
            }
        }
    }
}

fn init(data: &Path, name: &str, installation: &Path) -> io::Result<ExitCode> {
    let ill =
        |error: &dyn std::fmt::Display| io::Error::other(format!("{} : {error}", installation.display()));
    let text = std::fs::read_to_string(installation).map_err(|error| ill(&error))?;
    let paper: Paper = serde_json::from_str(&text).map_err(|error| ill(&error))?;
    if name.contains(|c: char| c.is_whitespace() || c == '+') || name.is_empty() {
        return Err(io::Error::other("--name : un nom sans espace ni signe plus"));
    }
    let watched = Watched { origin: paper.origin, key: paper.ledger, root: paper.root };
    println!(
        "Registre suivi : {} ; empreinte de sa clé, à comparer : {}",
        watched.origin,
        watched.key.fingerprint()
    );
    let made = Keeper::create(data, name, vec![watched])?;
    println!("À donner à l’installation :");
    println!(
        "danbe witness add --name {} --key {}",
        made.name,
        danbe_vault::text::write(&made.key.to_bytes())
    );
    Ok(ExitCode::SUCCESS)
}

fn show(data: &Path) -> io::Result<ExitCode> {
    let keeper = Keeper::open(data, Arc::new(SystemClock))?;
    for ledger in &keeper.paper().ledgers {
        match keeper.held(ledger)? {
            None => println!("{} : rien vu encore.", ledger.origin),
            Some((checkpoint, note)) => {
                println!("{} : {} lignes, contresigné.\n\n{note}", ledger.origin, checkpoint.size);
            }
        }
    }
    let alarms = keeper.alarms()?;
    for path in &alarms {
        println!("\n{}", std::fs::read_to_string(path)?);
    }
    Ok(if alarms.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn add(data: &Path, known: Known, quorum: usize, hours: u64) -> io::Result<ExitCode> {
    let folder = Folder::open(data)?;
    let _lock = folder.lock()?;
    let mut paper = folder.paper.clone();
    let mut list = paper.witnesses.map(|circle| circle.list).unwrap_or_default();
    list.retain(|other| other.name != known.name);
    list.push(known);
    let circle = Circle { quorum, within: hours * 3600, list };
    let reached = circle.list.len();
    // A quorum of two is written with the first witness: it holds once the second is there.
    if quorum == 0 || (reached >= quorum && !circle.pinned().holds()) {
        return Err(io::Error::other(
            "ce témoin est déjà là sous un autre nom, ou le quorum n’a pas de sens",
        ));
    }
    paper.witnesses = Some(circle);
    folder.change(&paper)?;
    println!("Témoins : {reached}, quorum {quorum}. Les services fondés dès maintenant l’exigeront.");
    Ok(ExitCode::SUCCESS)
}

//! `danbe account`: accounts that read, type or approve figures, made and closed at the console.
//!
//! The passphrase and the key of the codes are drawn here, printed once, and kept nowhere in clear.

use crate::chance;
use clap::Subcommand;
use danbe_guard::Standing;
use danbe_house::posts::{CloseAccount, FoundedReader, OpenAccount, rows};
use danbe_store::{Store, Thread};
use danbe_vault::{five_words, once};
use danbe_words::{AgencyId, Problem};
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Subcommand)]
pub(super) enum Account {
    /// Ouvrir un compte ; le serveur doit être arrêté, un seul programme écrit à la fois
    Open {
        /// Dossier de l’installation
        #[arg(long)]
        data: PathBuf,
        /// Identifiant : lettres minuscules, chiffres et tirets
        #[arg(long)]
        handle: String,
        /// Nom public du service, tel qu’inscrit
        #[arg(long)]
        agency: String,
        /// À quoi sert le compte
        #[arg(long, value_parser = standings())]
        standing: String,
    },
    /// Fermer un compte et ses sessions ; son identifiant ne servira plus
    Close {
        /// Dossier de l’installation
        #[arg(long)]
        data: PathBuf,
        /// Identifiant
        #[arg(long)]
        handle: String,
    },
}

/// What an account may be for, as the command line lists it.
fn standings() -> clap::builder::PossibleValuesParser {
    clap::builder::PossibleValuesParser::new(Standing::ACCOUNTS.iter().map(|it| it.code()))
}

impl Account {
    pub(super) async fn run(self) -> io::Result<ExitCode> {
        match self {
            Self::Open { data, handle, agency, standing } => open(&data, handle, &agency, &standing).await,
            Self::Close { data, handle } => {
                let (store, _lock) = super::store_alone(&data).await?;
                store.act(CloseAccount { handle: handle.clone() }, Thread::default()).await.map_err(told)?;
                println!("compte « {handle} » fermé, ses sessions aussi");
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}

async fn open(data: &Path, handle: String, agency: &str, standing: &str) -> io::Result<ExitCode> {
    let (store, _lock) = super::store_alone(data).await?;
    let standing = Standing::ACCOUNTS.iter().find(|it| it.code() == standing).copied();
    let standing = standing.ok_or_else(|| io::Error::other("ce compte ne sert à rien de connu"))?;
    let agency = of_name(&store, agency).await?;
    let mut chance = chance::of_the_system()?;
    let words = five_words(&mut chance).join(" ");
    let passphrase = once::hash_passphrase(&words, &mut chance).map_err(|_| told(Problem::Malformed))?;
    let secret = once::OnceSecret::generate(&mut chance);
    let account =
        FoundedReader { handle: handle.clone(), passphrase, code_secret: secret.expose().to_vec(), standing };
    store.act(OpenAccount { agency, account }, Thread::default()).await.map_err(told)?;
    println!("compte « {handle} » ouvert ({})", standing.code());
    println!("phrase de passe : {words}");
    println!("clé des codes à six chiffres : {}", secret.base32().as_str());
    println!("Ces deux lignes ne seront plus montrées : remettez-les en main propre.");
    Ok(ExitCode::SUCCESS)
}

async fn of_name(store: &Store, name: &str) -> io::Result<AgencyId> {
    let mut conn = store.read().await.map_err(told)?;
    let agencies = rows::agencies(&mut conn).await.map_err(told)?;
    let found = agencies.iter().find(|(_, known)| known == name);
    let names = || agencies.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(" ; ");
    let (id, _) =
        found.ok_or_else(|| io::Error::other(format!("service inconnu ; inscrits : {}", names())))?;
    id.parse().map_err(|_| told(Problem::StoreDown))
}

fn told(problem: Problem) -> io::Error {
    io::Error::other(match problem {
        Problem::NotFound => "il n’y a pas de compte ouvert de ce nom".to_owned(),
        Problem::State("exists") => "cet identifiant est ou fut celui d’un autre compte".to_owned(),
        Problem::Invalid { .. } => {
            "un identifiant s’écrit en lettres minuscules, chiffres et tirets, quarante au plus".to_owned()
        }
        problem => format!("base de données : {problem}"),
    })
}

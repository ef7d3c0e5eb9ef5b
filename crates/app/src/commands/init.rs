//! `danbe init`: seven questions, then an installation that works, and the list of what remains.
//!
//! Without a ceremony the root's key is made here and stays here: the installation is *provisional*, its pages have a
//! red edge, and nothing in it becomes real. With the paper of a ceremony (`--ceremony`) the ledger starts empty under a
//! root that is nowhere on this machine; agencies come in by `danbe found`.

use super::terminal::ask;
use crate::founding::{Account, FoundingPaper, Plan, found};
use crate::installation::{self, Folder, Https, Kind, Paper, ROOT, Secrets, write_secret};
use crate::remaining::remaining;
use crate::{chance, tls};
use clap::{Args, ValueEnum};
use danbe_house::posts::Pins;
use danbe_store::{Store, Thread};
use danbe_vault::shares::Ceremony;
use danbe_vault::{Chance, SealingKey, SecretKey, Signed, SigningKey};
use danbe_words::{AgencyClass, Region, Side};
use serde::Deserialize;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Options of `init`. What is not given is asked.
#[derive(Args)]
pub(super) struct Init {
    /// Dossier de l’installation ; vide ou absent
    #[arg(long)]
    data: PathBuf,
    /// Réponses en JSON, mêmes noms que les options
    #[arg(long)]
    answers: Option<PathBuf>,
    /// Papier d’une cérémonie : installation réelle, registre vide
    #[arg(long)]
    ceremony: Option<PathBuf>,
    /// Côté du mur : dit une fois, et jamais changé
    #[arg(long, value_parser = super::sides(), default_value = "protection")]
    side: String,
    /// Écrire les comptes en JSON, sur une ligne
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    typed: Typed,
}

/// The seven answers, as typed.
#[derive(Args, Deserialize, Default, Clone)]
#[serde(deny_unknown_fields, default)]
struct Typed {
    /// 1. Nom de l’installation
    #[arg(long)]
    name: Option<String>,
    /// 2. Nom que les téléphones composeront
    #[arg(long)]
    domain: Option<String>,
    /// 3. HTTPS : mandataire, acme, autorite, fichiers
    #[arg(long)]
    https: Option<String>,
    /// 4. Base : sqlite, ou postgres://…
    #[arg(long)]
    database: Option<String>,
    /// 5. Premier service
    #[arg(long)]
    service: Option<String>,
    /// 6. Région de son siège
    #[arg(long)]
    region: Option<String>,
    /// 7. Clé publique des sauvegardes, ou « plus tard »
    #[arg(long, allow_hyphen_values = true)]
    backup: Option<String>,
}

impl Typed {
    fn or(self, other: Self) -> Self {
        Self {
            name: self.name.or(other.name),
            domain: self.domain.or(other.domain),
            https: self.https.or(other.https),
            database: self.database.or(other.database),
            service: self.service.or(other.service),
            region: self.region.or(other.region),
            backup: self.backup.or(other.backup),
        }
    }
}

impl Init {
    pub(super) async fn run(self) -> io::Result<ExitCode> {
        let file = match &self.answers {
            Some(path) => serde_json::from_str(&std::fs::read_to_string(path)?)
                .map_err(|error| io::Error::other(format!("{} : {error}", path.display())))?,
            None => Typed::default(),
        };
        let (typed, side) = (self.typed.or(file), super::side_of(&self.side)?);
        let ceremony = self.ceremony.as_deref().map(read_ceremony).transpose()?;
        let mut chance = chance::of_the_system()?;
        let root = SigningKey::generate(&mut chance);
        let ledger = SigningKey::generate(&mut chance);

        let name = meant("1. Nom de l’installation ?", typed.name, named)?;
        let domain = meant("2. Nom que les téléphones composeront (danbe.exemple.ml) ?", typed.domain, host)?;
        let https = meant(
            "3. HTTPS : acme (certificat public), autorite (la vôtre, sans Internet), fichiers, mandataire ?",
            typed.https,
            https,
        )?;
        let database =
            meant("4. Base : sqlite, ou l’adresse d’une base PostgreSQL vide ?", typed.database, database)?;
        let service = match ceremony {
            Some(_) => None,
            None => {
                let service = meant("5. Nom du premier service ?", typed.service, named)?;
                let question = format!("6. Région de son siège ({}) ?", regions());
                let region = meant(&question, typed.region, region)?;
                Some((service, region))
            }
        };
        let backup = meant("7. Clé publique des sauvegardes, ou « plus tard » ?", typed.backup, backup_key)?;

        let (kind, pinned, place) = match &ceremony {
            Some(ceremony) => (Kind::Real, ceremony.root, "national"),
            None => (Kind::Provisional, root.verifying(), "provisoire"),
        };
        let origin = match side {
            Side::Protection => format!("{domain}/{place}"),
            Side::Investigation => format!("{domain}/{place}/enquete"),
        };
        let pins = Pins::new(pinned, ledger.verifying(), origin);
        let (name, domain, https) = (Some(name), Some(domain), https);
        let paper = Paper { side, name, domain, https, backup, ..Paper::new(kind, &pins, database) };
        let secrets = Secrets { ledger, server: SecretKey::generate(&mut chance) };
        let folder = Folder::create(&self.data, paper, &secrets)?;
        let made = fill(&folder, service, &root, &mut chance).await;
        if made.is_err() {
            // What could not be filled is no installation: the next try starts from an empty folder again.
            empty(&self.data)?;
        }
        let accounts = made?;
        say(&folder, &accounts, self.json);
        Ok(ExitCode::SUCCESS)
    }
}

/// Everything beyond the folder: schema, certificate, root, first agencies.
async fn fill(
    folder: &Folder,
    service: Option<(String, Region)>,
    root: &SigningKey,
    chance: &mut Chance,
) -> io::Result<Vec<Account>> {
    let _lock = folder.lock()?;
    if let (Https::Own, Some(domain)) = (folder.paper.https, &folder.paper.domain) {
        tls::own::make(folder.path(), domain)?;
    }
    let store = open(folder).await?;
    let Some((name, region)) = service else { return Ok(Vec::new()) };
    write_secret(&folder.path().join(ROOT), &root.expose()[..])?;
    let machine = "Exploitation de la machine".to_owned();
    let class = match folder.paper.side {
        Side::Protection => AgencyClass::ProtectionService,
        Side::Investigation => AgencyClass::InvestigatingUnit,
    };
    let plans = [
        Plan { name, class, region, prefix: region.code().to_owned() },
        Plan { name: machine, class: AgencyClass::Operations, region, prefix: "machine".to_owned() },
    ];
    let mut all = Vec::new();
    for plan in &plans {
        let (paper, accounts) = found(plan, root, &folder.paper.pins(), chance)
            .map_err(|error| io::Error::other(error.to_string()))?;
        take(&store, folder, paper).await?;
        all.extend(accounts);
    }
    Ok(all)
}

async fn open(folder: &Folder) -> io::Result<Store> {
    installation::open_alone(folder).await
}

async fn take(store: &Store, folder: &Folder, paper: FoundingPaper) -> io::Result<()> {
    if !paper.agency.class.stands_on(folder.paper.side) {
        return Err(io::Error::other(format!(
            "{} est de l’autre côté du mur : un service n’est que d’un côté",
            paper.agency.name
        )));
    }
    let act = paper.into_act(&folder.paper.pins());
    store.act(act, Thread::default()).await.map(|_| ()).map_err(|problem| {
        io::Error::other(format!(
            "le service n’est pas pris : {problem} (sa charte vient-elle de cette racine ?)"
        ))
    })
}

/// Options of `found`.
#[derive(Args)]
pub(super) struct Take {
    /// Dossier de l’installation
    #[arg(long)]
    data: PathBuf,
    /// Papier du service, écrit par « danbe ceremony found »
    #[arg(long)]
    paper: PathBuf,
}

impl Take {
    pub(super) async fn run(self) -> io::Result<ExitCode> {
        let folder = Folder::open(&self.data)?;
        let _lock = folder.lock()?;
        let paper: FoundingPaper = serde_json::from_str(&std::fs::read_to_string(&self.paper)?)
            .map_err(|error| io::Error::other(format!("{} : {error}", self.paper.display())))?;
        let name = paper.agency.name.clone();
        take(&open(&folder).await?, &folder, paper).await?;
        println!("Service inscrit : {name}.");
        Ok(ExitCode::SUCCESS)
    }
}

/// The paper of a ceremony; its root must have signed it.
pub(super) fn read_ceremony(path: &Path) -> io::Result<Ceremony> {
    let ill = |error: &dyn std::fmt::Display| io::Error::other(format!("{} : {error}", path.display()));
    let paper: Signed<Ceremony> =
        serde_json::from_str(&std::fs::read_to_string(path).map_err(|error| ill(&error))?)
            .map_err(|error| ill(&error))?;
    Ceremony::open(&paper).map_err(|_| ill(&"ce papier n’est pas celui d’une cérémonie, ou a été modifié"))
}

fn say(folder: &Folder, accounts: &[Account], json: bool) {
    let paper = &folder.paper;
    if json {
        println!("{}", serde_json::json!({ "accounts": accounts, "remaining": remaining(paper) }));
        return;
    }
    println!("\nInstallation faite dans {}.", folder.path().display());
    if !accounts.is_empty() {
        println!("\nCinq mots par poste : notez-les maintenant, ils ne sont gardés nulle part.\n");
    }
    for account in accounts {
        println!("  {:<14} {}\n  {:<14} {}", account.handle, account.words, "", account.who);
    }
    if paper.kind == Kind::Provisional {
        println!(
            "\nElle est PROVISOIRE : bord rouge, données d’essai. N’y écrivez rien sur une personne réelle."
        );
    }
    println!("\nEmpreinte du registre, à comparer où l’on fonde : {}", paper.ledger.fingerprint());
    println!("\nReste à faire :");
    remaining(paper).iter().for_each(|sentence| println!("  – {sentence}"));
    let side = if paper.side == Side::default() { String::new() } else { format!(" --side {}", paper.side) };
    println!("\nServir : danbe serve --data {}{side}", folder.path().display());
}

fn empty(path: &Path) -> io::Result<()> {
    for entry in std::fs::read_dir(path)? {
        let path = entry?.path();
        if path.is_dir() { std::fs::remove_dir_all(path)? } else { std::fs::remove_file(path)? }
    }
    Ok(())
}

/// An answer given, or asked for.
fn meant<T>(
    question: &str,
    typed: Option<String>,
    read: impl Fn(&str) -> Result<T, String>,
) -> io::Result<T> {
    match typed {
        Some(typed) => {
            read(typed.trim()).map_err(|sentence| io::Error::other(format!("{question} {sentence}")))
        }
        None => ask(question, read),
    }
}

/// A name people read: not empty, one line, not endless.
pub(super) fn named(typed: &str) -> Result<String, String> {
    match typed.chars().count() {
        0 => Err("Un nom est nécessaire.".to_owned()),
        1..=120 if !typed.contains(char::is_control) => Ok(typed.to_owned()),
        _ => Err("Une ligne de 120 lettres au plus.".to_owned()),
    }
}

/// A host name (RFC 1123), in small letters.
fn host(typed: &str) -> Result<String, String> {
    let host = typed.to_lowercase();
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let well = host.len() <= 253 && host.split('.').all(label);
    if well { Ok(host) } else { Err("Un nom de domaine : lettres, chiffres, tirets, points.".to_owned()) }
}

fn https(typed: &str) -> Result<Https, String> {
    Https::from_str(typed, true).map_err(|_| "Répondez acme, autorite, fichiers ou mandataire.".to_owned())
}

fn database(typed: &str) -> Result<String, String> {
    match typed {
        "" | "sqlite" => Ok("sqlite:danbe.db".to_owned()),
        url if url.starts_with("postgres://") || url.starts_with("postgresql://") => Ok(url.to_owned()),
        _ => Err("Répondez sqlite, ou une adresse postgres://…".to_owned()),
    }
}

/// A region by its code, accents and capitals aside.
pub(super) fn region(typed: &str) -> Result<Region, String> {
    let code: String = typed
        .to_lowercase()
        .chars()
        .map(|c| match c {
            'é' | 'è' | 'ê' => 'e',
            'ï' => 'i',
            ' ' => '-',
            other => other,
        })
        .collect();
    Region::from_code(&code).map_err(|_| format!("Une de celles-ci : {}.", regions()))
}

fn regions() -> String {
    Region::ALL.iter().map(|region| region.code()).collect::<Vec<_>>().join(", ")
}

fn backup_key(typed: &str) -> Result<Vec<SealingKey>, String> {
    if matches!(typed, "" | "plus tard") {
        return Ok(Vec::new());
    }
    public_key(typed).map(|key| vec![key])
}

/// The public key of a backup, as `danbe backup key` prints it.
pub(super) fn public_key(typed: &str) -> Result<SealingKey, String> {
    let key = danbe_vault::text::read(typed).and_then(|bytes| SealingKey::from_bytes(&bytes));
    key.map_err(|_| "Ce n’est pas une clé publique de sauvegarde (danbe backup key).".to_owned())
}

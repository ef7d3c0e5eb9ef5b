//! An installation: a folder with its keys and database, the rooms it runs, the policy in force.

use crate::chance;
use crate::witness::Circle;
use danbe_guard::{Policy, Role, VerbSpec};
use danbe_house::posts::Pins;
use danbe_house::roles::rows as roles;
use danbe_protection::allowances;
use danbe_protection::cases::KEY_TABLES;
use danbe_store::{Clock, Door, LedgerKey, Opening, Store, SystemClock, open_reading};
use danbe_vault::{SealingKey, SecretKey, SigningKey, VerifyingKey, Witnesses};
use danbe_words::Side;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What an installation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Invented people; every page says so.
    Training,
    /// A ministry's own, before its ceremony: the root's key lies on this machine, so nothing in it can be trusted with
    /// a real person, and every page has a red edge.
    Provisional,
    /// Founded by a ceremony: the root is in five hands and nowhere else.
    Real,
}

/// How phones reach it by HTTPS.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Https {
    /// Something in front of this program brings it; the program speaks plain HTTP to it.
    #[default]
    #[value(name = "mandataire")]
    Proxy,
    /// A public authority gives a certificate by itself (ACME, RFC 8555): the machine must be reached from the Internet.
    #[value(name = "acme")]
    Acme,
    /// An authority of one's own, whose certificate each phone is given once; works without the Internet.
    #[value(name = "autorite")]
    Own,
    /// A certificate from elsewhere, put into the folder.
    #[value(name = "fichiers")]
    Files,
}

/// The installation's paper, `installation.json`: nothing secret.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    /// What it is.
    pub kind: Kind,
    /// On which side of the wall it stands: said when it is founded, and never changed.
    #[serde(default)]
    pub side: Side,
    /// Name of its ledger.
    pub origin: String,
    /// The root whose charters it takes.
    pub root: VerifyingKey,
    /// The key of its ledger.
    pub ledger: VerifyingKey,
    /// The database, `sqlite:danbe.db` beside this paper, or `postgres://…`.
    pub database: String,
    /// Delay between the last approval of a recovery and its end, in milliseconds; a day when not set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovery_delay: Option<i64>,
    /// How long the files of a closed agency are kept when nobody takes them over, in days; none are destroyed until the
    /// country says how long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_kept_days: Option<u32>,
    /// Searches of one member in one day, where two officers widened nothing.
    #[serde(default = "searches_a_day")]
    pub searches_a_day: u32,
    /// Its name, as people know it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The host name phones type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// Who brings HTTPS.
    #[serde(default)]
    pub https: Https,
    /// Public keys every backup is sealed to; their secret halves lie elsewhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub backup: Vec<SealingKey>,
    /// The hotline printed on pages; not set until the country says which.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hotline: Option<String>,
    /// References under which the authority of data protection allowed it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authorisations: Vec<String>,
    /// Who countersigns its ledger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witnesses: Option<Circle>,
}

/// What a fresh paper says, and one that was written before the number was in it.
const fn searches_a_day() -> u32 {
    allowances::SEARCHES
}

impl Paper {
    /// A paper that says no more than it must.
    #[must_use]
    pub fn new(kind: Kind, pins: &Pins, database: String) -> Self {
        Self {
            kind,
            side: Side::default(),
            origin: pins.origin.clone(),
            root: pins.root,
            ledger: pins.ledger,
            database,
            recovery_delay: None,
            closed_kept_days: None,
            searches_a_day: searches_a_day(),
            name: None,
            domain: None,
            https: Https::default(),
            backup: Vec::new(),
            hotline: None,
            authorisations: Vec::new(),
            witnesses: None,
        }
    }

    /// What devices of this installation pin.
    #[must_use]
    pub fn pins(&self) -> Pins {
        let witnesses = self.witnesses.as_ref().map(Circle::pinned).filter(Witnesses::holds);
        Pins { root: self.root, ledger: self.ledger, origin: self.origin.clone(), witnesses }
    }
}

/// An installation on disk.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
    /// Its paper.
    pub paper: Paper,
}

/// The secrets of the server: its ledger's key, and a key for what it must answer alike every time.
#[derive(Debug)]
pub struct Secrets {
    /// Signs checkpoints.
    pub ledger: SigningKey,
    /// Makes decoys.
    pub server: SecretKey,
}

/// The paper's name in the folder.
pub const PAPER: &str = "installation.json";
/// A database that is a file in the folder.
pub const DATABASE: &str = "danbe.db";
/// The provisional root; a real installation has no such file.
pub(crate) const ROOT: &str = "root.key";

impl Folder {
    /// Writes a new installation into a folder that holds none.
    ///
    /// # Errors
    /// When the folder already holds one, or cannot be written.
    pub fn create(path: &Path, paper: Paper, secrets: &Secrets) -> io::Result<Self> {
        create_folder(path)?;
        if path.join(PAPER).exists() {
            return Err(io::Error::other(format!("{} contient déjà une installation", path.display())));
        }
        write_secret(&path.join("ledger.key"), &secrets.ledger.expose()[..])?;
        write_secret(&path.join("server.key"), &secrets.server.expose()[..])?;
        let text = serde_json::to_string_pretty(&paper).map_err(io::Error::other)?;
        fs::write(path.join(PAPER), text)?;
        let folder = Self { path: path.to_path_buf(), paper };
        if let Some(file) = folder.url().strip_prefix("sqlite:") {
            create_secret(Path::new(file))?;
        }
        Ok(folder)
    }

    /// This installation's paper as a copy of it carries it: a copy's database is a file beside it, whatever the
    /// engine, and no address or password of a database server goes along.
    ///
    /// # Errors
    /// When `to` holds one already, or cannot be written.
    pub fn paper_of_copy(&self, to: &Path) -> io::Result<()> {
        let paper = Paper { database: format!("sqlite:{DATABASE}"), ..self.paper.clone() };
        let text = serde_json::to_string_pretty(&paper).map_err(io::Error::other)?;
        write_secret(&to.join(PAPER), text.as_bytes())
    }

    /// Writes another paper in the place of this one, at once or not at all.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn change(&self, paper: &Paper) -> io::Result<()> {
        let text = serde_json::to_string_pretty(paper).map_err(io::Error::other)?;
        self.replace(PAPER, text.as_bytes())
    }

    /// Writes a file of the folder anew, at once or not at all, for the machine's user alone.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub(crate) fn replace(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let fresh = self.path.join("en-cours");
        if fresh.exists() {
            fs::remove_file(&fresh)?;
        }
        write_secret(&fresh, bytes)?;
        fs::rename(fresh, self.path.join(name))
    }

    /// Whether a folder holds an installation.
    #[must_use]
    pub fn exists(path: &Path) -> bool {
        path.join(PAPER).exists()
    }

    /// Reads an installation.
    ///
    /// # Errors
    /// When there is none, or its paper does not read.
    pub fn open(path: &Path) -> io::Result<Self> {
        let text = fs::read_to_string(path.join(PAPER)).map_err(|error| {
            io::Error::other(format!("{} : pas d’installation ici ({error})", path.display()))
        })?;
        let paper = serde_json::from_str(&text).map_err(io::Error::other)?;
        Ok(Self { path: path.to_path_buf(), paper })
    }

    /// Refuses an installation of the other side of the wall.
    ///
    /// # Errors
    /// When it is one.
    pub fn on(self, side: Side) -> io::Result<Self> {
        if self.paper.side == side {
            return Ok(self);
        }
        Err(io::Error::other(format!(
            "{} est une installation du côté {} : chaque côté a son dossier, sa base et sa racine, et n’en change jamais",
            self.path.display(),
            french(self.paper.side)
        )))
    }

    /// Keeps the folder for one program that writes: the ledger has one author. Freed when the file is dropped,
    /// also by a kill.
    ///
    /// # Errors
    /// When another one holds it.
    pub fn lock(&self) -> io::Result<fs::File> {
        let path = self.path.join("lock");
        let file = fs::OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(path)?;
        file.try_lock().map_err(|_| {
            io::Error::other(format!(
                "{} est déjà en service : arrêtez d’abord le programme qui s’en sert",
                self.path.display()
            ))
        })?;
        Ok(file)
    }

    /// The folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The secrets of the server.
    ///
    /// # Errors
    /// When a key file is missing or damaged.
    pub fn secrets(&self) -> io::Result<Secrets> {
        let read = |name: &str| fs::read(self.path.join(name));
        let damaged = |_| io::Error::other("fichier de clé endommagé");
        Ok(Secrets {
            ledger: SigningKey::from_bytes(&read("ledger.key")?).map_err(damaged)?,
            server: SecretKey::from_bytes(&read("server.key")?).map_err(damaged)?,
        })
    }

    /// The database's address, with the folder's path filled in.
    #[must_use]
    pub fn url(&self) -> String {
        match self.paper.database.strip_prefix("sqlite:") {
            Some(name) => format!("sqlite:{}", self.path.join(name).display()),
            None => self.paper.database.clone(),
        }
    }
}

/// A side, as a terminal says it.
pub(crate) const fn french(side: Side) -> &'static str {
    match side {
        Side::Protection => "protection",
        Side::Investigation => "enquête",
    }
}

/// A folder only the server's own user enters: the paper may hold a database's password, a database codes of persons.
pub(crate) fn create_folder(path: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// An empty file for the server's own user alone; SQLite gives its log and index the rights of its database.
pub(crate) fn create_secret(path: &Path) -> io::Result<fs::File> {
    fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

pub(crate) fn write_secret(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = create_secret(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Verbs of a side that come in an envelope. The house stands on both; nothing of one side is known to the other.
fn verbs_of(side: Side) -> Vec<Door> {
    match side {
        Side::Protection => [danbe_house::doors(), danbe_protection::doors()].concat(),
        Side::Investigation => [danbe_house::doors(), danbe_investigation::doors()].concat(),
    }
}

/// Verbs of a side that have ways of their own.
fn ways_of(side: Side) -> Vec<VerbSpec> {
    match side {
        Side::Protection => [danbe_protection::ways(), danbe_statistics::ways()].concat(),
        Side::Investigation => danbe_investigation::ways(),
    }
}

/// Whether a table is made on a side of the wall.
pub(crate) fn is_made_on(side: Side, table: &str) -> bool {
    !elsewhere(side).iter().any(|first| table.starts_with(first))
}

/// What opens or points to a person, in a copy of a side: the other side keeps no file, and has no such table.
pub(crate) fn key_tables(side: Side) -> Vec<&'static str> {
    KEY_TABLES.into_iter().filter(|table| is_made_on(side, table)).collect()
}

/// First words of the tables the other side has, and this one has not.
const fn elsewhere(side: Side) -> &'static [&'static str] {
    match side {
        Side::Protection => danbe_investigation::TABLES,
        Side::Investigation => &[
            "allowances_",
            "bases_",
            "cases_",
            "definitions_",
            "extracts_",
            "joining_",
            "published_",
            "referrals_",
            "register_",
            "returns_",
            "statistics_",
        ],
    }
}

/// Every verb of the protection side that comes in an envelope.
#[must_use]
pub fn doors() -> Vec<Door> {
    doors_of(Side::Protection)
}

/// Every verb of a side that comes in an envelope.
#[must_use]
pub fn doors_of(side: Side) -> Vec<Door> {
    let mut doors = verbs_of(side);
    if let Some(without) = left_out() {
        doors.retain(|door| door.spec.name != without);
    }
    doors
}

/// The policy of the protection side.
#[must_use]
pub fn policy() -> Policy {
    policy_of(Side::Protection)
}

/// The policy of every verb and way of every room of a side.
#[must_use]
pub fn policy_of(side: Side) -> Policy {
    let mut verbs: Vec<VerbSpec> = danbe_house::ways();
    verbs.extend(verbs_of(side).iter().map(|door| door.spec));
    verbs.extend(ways_of(side));
    verbs.sort_by_key(|verb| verb.name);
    let policy = Policy::new(&verbs).sparing(&danbe_house::SPARED);
    match left_out() {
        Some(without) => policy.without(&without),
        None => policy,
    }
}

/// The matrix under every role of an installation's agencies, in the shape of the whole one.
///
/// # Errors
/// When the database cannot be read.
pub async fn printed_roles(folder: &Folder) -> io::Result<String> {
    let (side, policy) = (folder.paper.side, policy_of(folder.paper.side));
    let down = |problem| io::Error::other(format!("base de données : {problem}"));
    let mut conn = open_reading(&folder.url()).await.map_err(down)?;
    let mut text = String::new();
    for (agency, name, version, posts, keeps) in roles::every(&mut conn).await.map_err(down)? {
        let _ = writeln!(text, "## {agency}: {name}, version {version}, posts: {posts}");
        text.push_str(&policy.print_role(side, &Role::of(keeps)));
        text.push('\n');
    }
    Ok(text)
}

/// A verb left out on purpose, to prove that a test notices: debug builds only.
pub(crate) fn left_out() -> Option<String> {
    if cfg!(debug_assertions) { std::env::var("DANBE_WITHOUT").ok() } else { None }
}

/// Opens the store of an installation for a command, by the machine's clock and under the policy of its side.
///
/// # Errors
/// When the keys or the database cannot be opened.
pub(crate) async fn open_alone(folder: &Folder) -> io::Result<Store> {
    open_store(folder, Arc::new(SystemClock), policy_of(folder.paper.side)).await
}

/// Opens the store of an installation with every room listening.
///
/// # Errors
/// When the keys or the database cannot be opened.
pub async fn open_store(folder: &Folder, clock: Arc<dyn Clock>, policy: Policy) -> io::Result<Store> {
    let secrets = folder.secrets()?;
    let mut settings = BTreeMap::new();
    if let Some(delay) = folder.paper.recovery_delay {
        settings.insert("recovery-delay", delay);
    }
    if let Some(days) = folder.paper.closed_kept_days {
        settings.insert("closed-kept", i64::from(days) * 24 * 3_600_000);
    }
    settings.insert(allowances::SETTING, i64::from(folder.paper.searches_a_day));
    let opening = Opening {
        url: folder.url(),
        key: LedgerKey { origin: folder.paper.origin.clone(), signing: secrets.ledger },
        chance: chance::of_the_system()?,
        clock,
        policy: Arc::new(policy),
        subscribers: match folder.paper.side {
            Side::Protection => [
                vec![danbe_statistics::subscriber()],
                danbe_protection::subscribers(),
                danbe_house::subscribers(),
            ]
            .concat(),
            Side::Investigation => danbe_house::subscribers(),
        },
        settings,
        elsewhere: elsewhere(folder.paper.side),
    };
    Store::open(opening).await.map_err(|problem| io::Error::other(format!("base de données : {problem}")))
}

//! `danbe ceremony`: the root of a country, made on a machine without network, in front of five custodians.
//!
//! Three shares of five rebuild it, for as long as one signature takes. Each custodian copies thirty words by hand and
//! types them back before the next one comes; the machine keeps no share, and the paper it writes holds no secret.

use super::init::{named, read_ceremony, region};
use super::terminal::{line, wipe};
use crate::chance;
use crate::founding::{Plan, found};
use crate::installation::{PAPER, Paper, create_folder, write_secret};
use clap::{Args, Subcommand};
use danbe_house::successions::Succession;
use danbe_store::{Clock, SystemClock};
use danbe_vault::shares::{CUSTODIANS, Ceremony, QUORUM, Share, ShareError, split};
use danbe_vault::{Signed, SigningKey};
use danbe_words::{AgencyClass, AgencyId};
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Subcommand)]
pub(super) enum Command {
    /// Faire la racine et ses cinq parts
    Make {
        /// Papier à écrire : public, à garder avec l’installation
        #[arg(long)]
        paper: PathBuf,
        /// Écrire les parts dans ce dossier au lieu de les montrer (impression, répétition)
        #[arg(long)]
        shares_to: Option<PathBuf>,
    },
    /// Vérifier sa part
    Check {
        /// Papier de la cérémonie
        #[arg(long)]
        paper: PathBuf,
        /// Fichier de la part, au lieu de la taper
        #[arg(long)]
        share: Option<PathBuf>,
    },
    /// Fonder un service : trois parts, une charte, et la racine est oubliée
    Found(Founding),
    /// Reconnaître la racine de l’autre côté du mur : trois parts
    Recognise(Recognising),
    /// Dire qu’un service ferme et qui lui succède, quand il ne peut plus fermer lui-même : trois parts
    Succeed(Succeeding),
}

/// Options of `ceremony found`.
#[derive(Args)]
pub(super) struct Founding {
    /// Papier de la cérémonie
    #[arg(long)]
    paper: PathBuf,
    /// Papier de l’installation (installation.json) : rien de secret
    #[arg(long)]
    installation: PathBuf,
    /// Nom du service
    #[arg(long)]
    name: String,
    /// Classe : protection-service, child-protection, service-provider, deciding-authority, sender, committee, operations…
    #[arg(long, default_value = "protection-service")]
    class: String,
    /// Région de son siège
    #[arg(long)]
    region: String,
    /// Début des identifiants ; celui de la région si rien n’est dit
    #[arg(long)]
    prefix: Option<String>,
    /// Papier du service, à porter à l’installation
    #[arg(long)]
    out: PathBuf,
    /// Fichiers des parts, au lieu de les taper
    #[arg(long)]
    share: Vec<PathBuf>,
    /// Écrire les comptes en JSON, sur une ligne
    #[arg(long)]
    json: bool,
}

/// Options of `ceremony recognise`.
#[derive(Args)]
pub(super) struct Recognising {
    /// Papier de la cérémonie
    #[arg(long)]
    paper: PathBuf,
    /// Papier de l’autre côté (danbe wall show)
    #[arg(long)]
    wall: PathBuf,
    /// Empreinte de l’autre racine, lue à voix haute par ceux de l’autre côté
    #[arg(long)]
    fingerprint: String,
    /// Papier à porter à l’installation (danbe wall recognise --word)
    #[arg(long)]
    out: PathBuf,
    /// Fichiers des parts, au lieu de les taper
    #[arg(long)]
    share: Vec<PathBuf>,
}

impl Recognising {
    fn run(self) -> io::Result<ExitCode> {
        let ceremony = read_ceremony(&self.paper)?;
        let paper = super::wall::read_paper(&self.wall, &self.fingerprint)?;
        let root = rebuild(&ceremony, &self.share)?;
        let word = super::wall::word_for(&paper, &root)?;
        drop(root);
        std::fs::write(&self.out, serde_json::to_string(&word).map_err(io::Error::other)?)?;
        println!("À porter à l’installation : danbe wall recognise --word {}", self.out.display());
        Ok(ExitCode::SUCCESS)
    }
}

/// Options of `ceremony succeed`.
#[derive(Args)]
pub(super) struct Succeeding {
    /// Papier de la cérémonie
    #[arg(long)]
    paper: PathBuf,
    /// Numéro du service qui ferme (danbe close le montre)
    #[arg(long)]
    agency: String,
    /// Numéro du service qui reprend ses dossiers ; personne si rien n’est dit
    #[arg(long)]
    to: Option<String>,
    /// Papier à porter à l’installation
    #[arg(long)]
    out: PathBuf,
    /// Fichiers des parts, au lieu de les taper
    #[arg(long)]
    share: Vec<PathBuf>,
}

impl Command {
    pub(super) fn run(self) -> io::Result<ExitCode> {
        match self {
            Self::Make { paper, shares_to } => make(&paper, shares_to.as_deref()),
            Self::Check { paper, share } => check(&paper, share.as_deref()),
            Self::Found(founding) => founding.run(),
            Self::Recognise(recognising) => recognising.run(),
            Self::Succeed(succeeding) => succeeding.run(),
        }
    }
}

fn make(paper: &Path, shares_to: Option<&Path>) -> io::Result<ExitCode> {
    if paper.exists() {
        return Err(io::Error::other(format!(
            "{} existe déjà : une cérémonie ne se refait pas par-dessus une autre",
            paper.display()
        )));
    }
    let mut chance = chance::of_the_system()?;
    let root = SigningKey::generate(&mut chance);
    let (shares, signed) = split(&root, &mut chance).map_err(|error| io::Error::other(error.to_string()))?;
    let ceremony = Ceremony::open(&signed).map_err(|error| io::Error::other(error.to_string()))?;
    for share in &shares {
        match shares_to {
            Some(folder) => write_share(folder, share)?,
            None => hand_over(&ceremony, share)?,
        }
    }
    std::fs::write(paper, serde_json::to_string_pretty(&signed).map_err(io::Error::other)?)?;
    wipe()?;
    println!("Papier de la cérémonie : {}", paper.display());
    println!(
        "Empreinte de la racine, à lire à voix haute et à noter au procès-verbal :\n  {}",
        root.verifying().fingerprint()
    );
    println!("{CUSTODIANS} parts remises ; {QUORUM} suffisent, {} ne disent rien.", QUORUM - 1);
    Ok(ExitCode::SUCCESS)
}

fn write_share(folder: &Path, share: &Share) -> io::Result<()> {
    create_folder(folder)?;
    let path = folder.join(format!("part-{}.txt", share.number()));
    write_secret(&path, share.to_words().as_bytes())?;
    let back = Share::from_words(&std::fs::read_to_string(&path)?).map_err(|error| told(&error))?;
    if back == *share { Ok(()) } else { Err(io::Error::other("une part écrite ne se relit pas")) }
}

/// Shows a share to its custodian alone, and lets her go only when she has typed it back.
fn hand_over(ceremony: &Ceremony, share: &Share) -> io::Result<()> {
    loop {
        wipe()?;
        println!(
            "Part {} sur {CUSTODIANS}. Que seul son gardien regarde. Copiez ces six lignes :\n",
            share.number()
        );
        for (number, words) in share.to_words().lines().enumerate() {
            println!("  {}.  {words}", number + 1);
        }
        line("\nQuand c’est copié, Entrée ; les mots s’effacent.")?;
        wipe()?;
        println!("Part {}. Tapez les six lignes, telles que copiées.", share.number());
        match typed().and_then(|typed| ceremony.check(&typed).map(|()| typed).map_err(|error| told(&error))) {
            Ok(typed) if typed == *share => {
                println!("La part {} est bien copiée. Repliez le papier.", share.number());
                line("Entrée pour le gardien suivant.")?;
                return Ok(());
            }
            Ok(_) => println!("C’est la part d’un autre gardien."),
            Err(error) => println!("{error}"),
        }
        line("Entrée pour la revoir.")?;
    }
}

/// Lines until there are thirty words.
fn typed() -> io::Result<Share> {
    let mut words = String::new();
    while words.split_whitespace().count() < 30 {
        words.push_str(&line(" ")?);
        words.push('\n');
    }
    Share::from_words(&words).map_err(|error| told(&error))
}

fn read_share(path: Option<&Path>) -> io::Result<Share> {
    let Some(path) = path else { return typed() };
    Share::from_words(&std::fs::read_to_string(path)?)
        .map_err(|error| io::Error::other(format!("{} : {}", path.display(), told(&error))))
}

fn check(paper: &Path, share: Option<&Path>) -> io::Result<ExitCode> {
    let ceremony = read_ceremony(paper)?;
    let share = read_share(share)?;
    ceremony.check(&share).map_err(|error| told(&error))?;
    println!("La part {} est bien celle de la cérémonie.", share.number());
    println!("Racine : {}", ceremony.root.fingerprint());
    Ok(ExitCode::SUCCESS)
}

impl Founding {
    fn run(self) -> io::Result<ExitCode> {
        let ceremony = read_ceremony(&self.paper)?;
        let text = std::fs::read_to_string(&self.installation)?;
        let paper: Paper = serde_json::from_str(&text)
            .map_err(|error| io::Error::other(format!("{} : {error}", self.installation.display())))?;
        if paper.root != ceremony.root {
            return Err(io::Error::other(format!("{PAPER} nomme une autre racine que cette cérémonie")));
        }
        let region = region(&self.region).map_err(io::Error::other)?;
        let class = AgencyClass::from_code(&self.class)
            .map_err(|_| io::Error::other(format!("classe inconnue : {}", self.class)))?;
        if !class.stands_on(paper.side) {
            return Err(io::Error::other(format!(
                "{} : cette classe est de l’autre côté du mur",
                self.class
            )));
        }
        let prefix = self.prefix.unwrap_or_else(|| region.code().to_owned());
        let plan = Plan { name: named(&self.name).map_err(io::Error::other)?, class, region, prefix };
        let root = rebuild(&ceremony, &self.share)?;
        let mut chance = chance::of_the_system()?;
        let (founding, accounts) = found(&plan, &root, &paper.pins(), &mut chance)
            .map_err(|error| io::Error::other(error.to_string()))?;
        drop(root);
        std::fs::write(&self.out, serde_json::to_string(&founding).map_err(io::Error::other)?)?;
        if self.json {
            println!("{}", serde_json::json!({ "accounts": accounts }));
            return Ok(ExitCode::SUCCESS);
        }
        println!("Service fondé : {}. À porter à l’installation : {}", plan.name, self.out.display());
        println!("Registre que ces postes croiront : {}", paper.ledger.fingerprint());
        println!("Cinq mots par poste, à remettre en main propre ; ils ne sont gardés nulle part.\n");
        for account in accounts {
            println!("  {:<14} {}\n  {:<14} {}", account.handle, account.words, "", account.who);
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Succeeding {
    fn run(self) -> io::Result<ExitCode> {
        let ceremony = read_ceremony(&self.paper)?;
        let said = succession(&self.agency, self.to.as_deref())?;
        let root = rebuild(&ceremony, &self.share)?;
        let word = Signed::sign(&said, &root, Succession::DOMAIN)
            .map_err(|error| io::Error::other(error.to_string()))?;
        drop(root);
        std::fs::write(&self.out, serde_json::to_string(&word).map_err(io::Error::other)?)?;
        println!("À porter à l’installation : danbe close --paper {}", self.out.display());
        Ok(ExitCode::SUCCESS)
    }
}

/// The root's word, from the ids of two agencies.
pub(super) fn succession(agency: &str, to: Option<&str>) -> io::Result<Succession> {
    let read = |typed: &str| {
        let known = typed.trim().parse::<AgencyId>();
        known.map_err(|_| io::Error::other(format!("{typed} n’est pas le numéro d’un service")))
    };
    let (agency, successor) = (read(agency)?, to.map(read).transpose()?);
    if successor == Some(agency) {
        return Err(io::Error::other("un service ne se succède pas à lui-même"));
    }
    Ok(Succession { agency, successor, at: SystemClock.now().0 })
}

/// The root, from files or from three custodians in turn; a share that is not of this ceremony is refused at once.
fn rebuild(ceremony: &Ceremony, files: &[PathBuf]) -> io::Result<SigningKey> {
    let mut shares = Vec::new();
    for path in files {
        let share = read_share(Some(path))?;
        ceremony
            .check(&share)
            .map_err(|error| io::Error::other(format!("{} : {}", path.display(), told(&error))))?;
        shares.push(share);
    }
    while files.is_empty() && shares.len() < QUORUM {
        println!("Gardien {} sur {QUORUM} : tapez les six lignes de votre part.", shares.len() + 1);
        match typed().and_then(|share| ceremony.check(&share).map(|()| share).map_err(|error| told(&error))) {
            Ok(share) => shares.push(share),
            Err(error) => println!("{error}"),
        }
        wipe()?;
    }
    ceremony.rebuild(&shares).map_err(|error| told(&error))
}

/// What is wrong with a share, for who holds it.
fn told(error: &ShareError) -> io::Error {
    io::Error::other(match error {
        ShareError::Words(found) => format!("il y a {found} mots ; une part en a trente"),
        ShareError::Unknown(line, word) => format!("ligne {line}, mot {word} : ce mot n’est pas de la liste"),
        ShareError::Line(line) => format!("ligne {line} : un mot n’est pas celui qui a été écrit"),
        ShareError::Foreign(number) => format!("la part {number} n’est pas celle de cette cérémonie"),
        ShareError::Twice(number) => format!("la part {number} est donnée deux fois"),
        ShareError::TooFew(found) => format!("{found} part(s) ; il en faut {QUORUM}"),
        ShareError::OtherRoot => "ces parts ne donnent pas la racine du papier".to_owned(),
    })
}

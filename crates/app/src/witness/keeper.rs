//! The witness's side: one folder, one key, the last checkpoint of each ledger it watches.
//!
//! It signs a checkpoint only if it grew from the one it holds, and writes it down before it answers (C2SP tlog-witness).
//! When the server itself has signed two histories, it keeps both papers and says what to do, in words for whoever holds
//! the office and not the machine.

use crate::chance;
use crate::installation::{create_folder, write_secret};
use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use danbe_store::Clock;
use danbe_vault::{AddCheckpoint, Checkpoint, DeclaredEpoch, SigningKey, VaultError, VerifyingKey, cosign};
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

const PAPER: &str = "temoin.json";
const KEY: &str = "temoin.key";

/// A ledger to watch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Watched {
    /// Its name.
    pub origin: String,
    /// The key that signs its checkpoints.
    pub key: VerifyingKey,
    /// The national root, for declared epochs.
    pub root: VerifyingKey,
}

/// What a witness is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    /// Its name on notes.
    pub name: String,
    /// Its public key.
    pub key: VerifyingKey,
    /// What it watches.
    pub ledgers: Vec<Watched>,
}

/// A witness at work.
pub struct Keeper {
    folder: PathBuf,
    paper: Paper,
    key: SigningKey,
    clock: Arc<dyn Clock>,
    /// One answer at a time: what is held must not change between the question and the pen.
    pen: Mutex<()>,
}

impl std::fmt::Debug for Keeper {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keeper").field("name", &self.paper.name).finish_non_exhaustive()
    }
}

/// What a witness answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The line of its countersignature.
    Signed(String),
    /// It holds another size than the asker believes.
    Holds(u64),
    /// A request it cannot read.
    Malformed,
    /// A ledger it does not watch.
    Unknown,
    /// Not signed by the ledger's key.
    Unsigned,
    /// The ledger's own key has signed two histories: alarm.
    Forked,
}

impl Keeper {
    /// Makes a witness in an empty folder.
    ///
    /// # Errors
    /// When there is one already.
    pub fn create(folder: &Path, name: &str, ledgers: Vec<Watched>) -> io::Result<Paper> {
        create_folder(folder)?;
        let key = SigningKey::generate(&mut chance::of_the_system()?);
        write_secret(&folder.join(KEY), &key.expose()[..])?;
        let paper = Paper { name: name.to_owned(), key: key.verifying(), ledgers };
        fs::write(folder.join(PAPER), serde_json::to_string_pretty(&paper).map_err(io::Error::other)?)?;
        Ok(paper)
    }

    /// Opens a witness.
    ///
    /// # Errors
    /// When there is none.
    pub fn open(folder: &Path, clock: Arc<dyn Clock>) -> io::Result<Self> {
        let ill = |error: &dyn std::fmt::Display| {
            io::Error::other(format!("{} : pas de témoin ici ({error})", folder.display()))
        };
        let text = fs::read_to_string(folder.join(PAPER)).map_err(|error| ill(&error))?;
        let paper = serde_json::from_str(&text).map_err(|error| ill(&error))?;
        let key = SigningKey::from_bytes(&fs::read(folder.join(KEY))?).map_err(|error| ill(&error))?;
        Ok(Self { folder: folder.to_path_buf(), paper, key, clock, pen: Mutex::new(()) })
    }

    /// What it is.
    #[must_use]
    pub const fn paper(&self) -> &Paper {
        &self.paper
    }

    /// The last note it countersigned for a ledger.
    ///
    /// # Errors
    /// When what it wrote does not read: then it signs nothing more.
    pub fn held(&self, watched: &Watched) -> io::Result<Option<(Checkpoint, String)>> {
        let path = self.note(&watched.origin);
        if !path.exists() {
            return Ok(None);
        }
        let note = fs::read_to_string(&path)?;
        let checkpoint = Checkpoint::open(&note, &watched.origin, &watched.key)
            .map_err(|error| io::Error::other(format!("{} : {error}", path.display())))?;
        Ok(Some((checkpoint, note)))
    }

    /// Answers one request; what it signs is on disk before.
    ///
    /// # Errors
    /// The disk's failure: nothing is signed.
    pub fn answer(&self, body: &str) -> io::Result<Answer> {
        let Ok(asked) = AddCheckpoint::read(body) else { return Ok(Answer::Malformed) };
        let origin = asked.note.lines().next().unwrap_or_default();
        let Some(watched) = self.paper.ledgers.iter().find(|ledger| ledger.origin == origin) else {
            return Ok(Answer::Unknown);
        };
        let checkpoint = match Checkpoint::open(&asked.note, &watched.origin, &watched.key) {
            Ok(checkpoint) => checkpoint,
            Err(VaultError::BadSignature) => return Ok(Answer::Unsigned),
            Err(_) => return Ok(Answer::Malformed),
        };
        let _pen = self.pen.lock().unwrap_or_else(PoisonError::into_inner);
        let held = self.held(watched)?;
        let from = held.as_ref().map_or(0, |(held, _)| held.size);
        if asked.old.from > checkpoint.size {
            return Ok(Answer::Malformed);
        }
        if asked.old.from != from {
            return Ok(Answer::Holds(from));
        }
        if let Some((held, note)) = &held
            && let Err(error) = checkpoint.follows(held, Some(&asked.old))
        {
            // A proof that does not hold under the ledger's own signature: it says this follows what it cannot follow.
            self.raise(watched, note, &asked.note, error)?;
            return Ok(if held.size == checkpoint.size { Answer::Holds(from) } else { Answer::Forked });
        }
        self.write(&self.note(&watched.origin), asked.note.as_bytes())?;
        let at = u64::try_from(self.clock.now().0 / 1000).unwrap_or_default();
        Ok(Answer::Signed(cosign(&checkpoint, &self.paper.name, &self.key, at)))
    }

    /// Goes on from a shorter ledger, because two officers declared what was lost.
    ///
    /// # Errors
    /// When the declaration does not speak of what this witness holds.
    pub fn accept(&self, epoch: &DeclaredEpoch, note: &str) -> io::Result<Checkpoint> {
        let ill = |error: VaultError| io::Error::other(error.to_string());
        let origin = note.lines().next().unwrap_or_default();
        let watched = self.paper.ledgers.iter().find(|ledger| ledger.origin == origin);
        let watched = watched.ok_or_else(|| io::Error::other("ce témoin ne suit pas ce registre"))?;
        let shown = Checkpoint::open(note, &watched.origin, &watched.key).map_err(ill)?;
        let (held, _) =
            self.held(watched)?.ok_or_else(|| io::Error::other("ce témoin n’a encore rien vu"))?;
        let kept = epoch.after(&held, &watched.root).map_err(ill)?;
        if shown != kept {
            return Err(io::Error::other("ce point de contrôle n’est pas celui de la déclaration"));
        }
        self.write(&self.note(&watched.origin), note.as_bytes())?;
        Ok(kept)
    }

    /// Alarms raised so far, as files.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn alarms(&self) -> io::Result<Vec<PathBuf>> {
        let files = fs::read_dir(&self.folder)?.flatten().map(|entry| entry.path());
        let alarm = |path: &PathBuf| {
            path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("alarme-"))
        };
        let mut alarms: Vec<_> = files.filter(alarm).collect();
        alarms.sort();
        Ok(alarms)
    }

    fn raise(&self, watched: &Watched, held: &str, shown: &str, error: VaultError) -> io::Result<()> {
        let digest = danbe_vault::text::hex(&danbe_vault::token_digest(shown.as_bytes()));
        let path = self.folder.join(format!("alarme-{}.txt", digest.get(..12).unwrap_or_default()));
        tracing::error!(kind = "fork", origin = watched.origin, %error, "two histories under one signature");
        if path.exists() {
            return Ok(());
        }
        self.write(&path, alarm(&watched.origin, held, shown).as_bytes())
    }

    fn note(&self, origin: &str) -> PathBuf {
        self.folder.join(format!("{}.note", data_encoding::HEXLOWER.encode(origin.as_bytes())))
    }

    /// Whole or not at all, and there after a power cut.
    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let fresh = path.with_extension("en-cours");
        let mut file = fs::File::create(&fresh)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&fresh, path)?;
        fs::File::open(&self.folder)?.sync_all()
    }
}

/// What an official reads when it happens.
fn alarm(origin: &str, held: &str, shown: &str) -> String {
    format!(
        "ALARME : le registre « {origin} » a montré deux histoires.\n\n\
         Les deux papiers plus bas portent la signature du même serveur et se contredisent. L’un des deux cache ou change\n\
         ce qui a été fait. Ce n’est pas une panne, ni une erreur de ce programme.\n\n\
         Que faire, dans l’ordre :\n\
         1. N’effacez rien, ne redémarrez rien. Copiez ce fichier hors de cette machine.\n\
         2. Prévenez de vive voix les responsables des services : que personne n’enregistre plus par ce serveur.\n\
         3. Réunissez l’autorité de protection des données et qui tient le serveur ; comparez avec les autres témoins.\n\
         4. Une sauvegarde remise en place peut l’expliquer, mais alors deux responsables l’ont déclaré par écrit et signé.\n\
         \u{20}  Sans cette déclaration, tenez l’histoire la plus courte pour fausse.\n\n\
         --- Ce que ce témoin avait contresigné ---\n{held}\n--- Ce que le serveur a montré ensuite ---\n{shown}"
    )
}

/// The one door of a witness, and a page for its monitor.
pub fn router(keeper: Arc<Keeper>) -> Router {
    Router::new()
        .route("/add-checkpoint", post(add))
        .route("/health", get(health))
        .layer(DefaultBodyLimit::max(64 * 1024))
        .with_state(keeper)
}

async fn health(State(keeper): State<Arc<Keeper>>) -> Response {
    match keeper.alarms() {
        Ok(alarms) if alarms.is_empty() => "ok\n".into_response(),
        _ => (StatusCode::SERVICE_UNAVAILABLE, "ALARME\n").into_response(),
    }
}

async fn add(State(keeper): State<Arc<Keeper>>, body: String) -> Response {
    match keeper.answer(&body) {
        Ok(Answer::Signed(line)) => line.into_response(),
        Ok(Answer::Holds(size)) => {
            (StatusCode::CONFLICT, [(header::CONTENT_TYPE, "text/x.tlog.size")], format!("{size}\n"))
                .into_response()
        }
        Ok(Answer::Malformed) => StatusCode::BAD_REQUEST.into_response(),
        Ok(Answer::Unknown) => StatusCode::NOT_FOUND.into_response(),
        Ok(Answer::Unsigned) => StatusCode::FORBIDDEN.into_response(),
        Ok(Answer::Forked) => StatusCode::UNPROCESSABLE_ENTITY.into_response(),
        Err(error) => {
            tracing::error!(kind = "witness", %error, "nothing is signed");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

//! The installation's side: every few seconds the newest checkpoint goes to each witness, and what comes back stands
//! beside every receipt until the next one.

use super::{Circle, Known};
use crate::installation::Folder;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use danbe_store::{Store, consistency, newest_checkpoint};
use danbe_vault::{AddCheckpoint, Consistency, Receipt, VerifyingKey, Witnessed};
use danbe_words::{Moment, Problem};
use hyper_util::rt::TokioIo;
use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::{PoisonError, RwLock};
use std::time::Duration;
use tokio::net::TcpStream;

/// Between two rounds when the ledger grew.
const EVERY: Duration = Duration::from_secs(10);
/// For one witness to answer.
const PATIENCE: Duration = Duration::from_secs(10);
const LONGEST_ANSWER: usize = 16 * 1024;
const KEPT: &str = "temoins.note";

/// The newest note enough witnesses countersigned.
#[derive(Debug)]
pub struct Asking {
    circle: Circle,
    origin: String,
    key: VerifyingKey,
    path: PathBuf,
    seen: RwLock<Option<(u64, String)>>,
}

impl Asking {
    /// What an installation asks; nothing when it has no witnesses.
    ///
    /// # Errors
    /// When the list makes no sense.
    pub fn of(folder: &Folder) -> io::Result<Option<Self>> {
        let Some(circle) = folder.paper.witnesses.clone() else { return Ok(None) };
        if !circle.pinned().holds() {
            return Err(io::Error::other(
                "témoins : le quorum ne peut être atteint, ou un témoin est nommé deux fois",
            ));
        }
        let path = folder.path().join(KEPT);
        let seen = fs::read_to_string(&path).ok().and_then(|note| Some((size(&note)?, note)));
        let (origin, key) = (folder.paper.origin.clone(), folder.paper.ledger);
        Ok(Some(Self { circle, origin, key, path, seen: RwLock::new(seen) }))
    }

    /// Puts what the witnesses saw beside a receipt.
    ///
    /// # Errors
    /// The database's failure.
    pub async fn attest(&self, store: &Store, receipt: &mut Receipt) -> Result<(), Problem> {
        let seen = self.seen.read().unwrap_or_else(PoisonError::into_inner).clone();
        let (Some((from, note)), Some(to)) = (seen, size(&receipt.checkpoint)) else { return Ok(()) };
        // The round was quicker than this answer: the witnesses saw a newer one.
        if from > to {
            return Ok(());
        }
        let consistency = consistency(&mut store.read().await?, to, from).await?;
        receipt.witnessed = Some(Witnessed { note, consistency });
        Ok(())
    }

    /// Asks for ever.
    pub async fn keep(&self, store: &Store, now: impl Fn() -> Moment) {
        let mut held: HashMap<String, u64> = HashMap::new();
        loop {
            if let Err(error) = self.round(store, &mut held, now()).await {
                tracing::error!(kind = "witness", %error, "the witnesses could not be asked");
            }
            tokio::time::sleep(EVERY).await;
        }
    }

    /// One round: every witness, then a note if enough of them signed. Says whether there is a new one.
    ///
    /// # Errors
    /// The database's or the disk's failure; a witness that refuses is a line in the log.
    pub async fn round(
        &self,
        store: &Store,
        held: &mut HashMap<String, u64>,
        now: Moment,
    ) -> io::Result<bool> {
        let down = |problem: Problem| io::Error::other(problem.to_string());
        let newest = newest_checkpoint(&mut store.read().await.map_err(down)?).await.map_err(down)?;
        let Some((to, own)) = newest else { return Ok(false) };
        let mut note = own.clone();
        for witness in &self.circle.list {
            match self.ask(store, witness, held, to, &own).await {
                Ok(lines) => {
                    let own = format!("\u{2014} {} ", witness.name);
                    let line = lines.lines().find(|line| line.starts_with(&own));
                    line.iter().for_each(|line| note.extend([line, "\n"]));
                }
                Err(error) => {
                    tracing::warn!(kind = "witness", witness = witness.name, %error, "a witness did not sign");
                }
            }
        }
        let now = u64::try_from(now.0 / 1000).unwrap_or_default();
        if self.circle.pinned().check(&note, &self.origin, &self.key, now).is_err() {
            return Ok(false);
        }
        let fresh = self.path.with_extension("en-cours");
        fs::write(&fresh, &note)?;
        fs::rename(&fresh, &self.path)?;
        *self.seen.write().unwrap_or_else(PoisonError::into_inner) = Some((to, note));
        Ok(true)
    }

    /// Asks one witness, once more when it holds another size than believed.
    async fn ask(
        &self,
        store: &Store,
        witness: &Known,
        held: &mut HashMap<String, u64>,
        to: u64,
        note: &str,
    ) -> io::Result<String> {
        for _ in 0..2 {
            let from = held.get(&witness.name).copied().unwrap_or(0);
            let down = |problem: Problem| io::Error::other(problem.to_string());
            if from > to {
                return Err(io::Error::other(format!(
                    "ce témoin a vu {from} lignes ; il n’y en a ici que {to}"
                )));
            }
            let proof = consistency(&mut store.read().await.map_err(down)?, to, from).await.map_err(down)?;
            let old = proof.unwrap_or(Consistency { from, proof: Vec::new() });
            let body = AddCheckpoint { old, note: note.to_owned() }.write();
            let (status, answer) = post(&witness.address, body).await?;
            match status {
                StatusCode::OK => {
                    held.insert(witness.name.clone(), to);
                    return Ok(answer);
                }
                StatusCode::CONFLICT => {
                    let size = answer.trim().parse().map_err(io::Error::other)?;
                    held.insert(witness.name.clone(), size);
                }
                other => return Err(io::Error::other(format!("{other} : {answer}"))),
            }
        }
        Err(io::Error::other("ce témoin tient un autre point de contrôle"))
    }
}

/// One request to `add-checkpoint`.
async fn post(address: &str, body: String) -> io::Result<(StatusCode, String)> {
    let work = async {
        let stream = TcpStream::connect(address).await?;
        let (mut sender, connection) =
            hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(io::Error::other)?;
        tokio::spawn(async move { drop(connection.await) });
        let request = Request::post("/add-checkpoint").header("host", address).header("connection", "close");
        let request = request.body(Body::from(body)).map_err(io::Error::other)?;
        let answer = sender.send_request(request).await.map_err(io::Error::other)?;
        let status = answer.status();
        let bytes =
            to_bytes(Body::new(answer.into_body()), LONGEST_ANSWER).await.map_err(io::Error::other)?;
        Ok((status, String::from_utf8(bytes.to_vec()).map_err(io::Error::other)?))
    };
    tokio::time::timeout(PATIENCE, work).await.map_err(io::Error::other)?
}

/// The size a note speaks of: its second line.
fn size(note: &str) -> Option<u64> {
    note.lines().nth(1)?.parse().ok()
}

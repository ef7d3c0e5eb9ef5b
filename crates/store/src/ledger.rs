//! The ledger while it grows: stored Merkle hashes, checkpoints, proofs.
//!
//! Hashes are stored in the order of the transparency-log literature (`tlog_tiles`): appending reads at most
//! one hash a level, proving reads one a level. A small cache holds the tail; the rest stays in the database.

use crate::conn::Conn;
use crate::{put, row};
use danbe_vault::tree::{self, TreeError};
use danbe_vault::{Checkpoint, Consistency, Receipt, SigningKey, VerifyingKey};
use danbe_words::{Moment, Problem};
use std::collections::HashMap;
use std::fmt;

type Hash = [u8; 32];

/// The key that signs checkpoints, and the name of the ledger it signs for.
#[derive(Debug)]
pub struct LedgerKey {
    /// Name of the ledger, first line of every checkpoint (C2SP origin).
    pub origin: String,
    /// Ed25519 key of the installation's sequencer.
    pub signing: SigningKey,
}

impl LedgerKey {
    /// What devices and auditors check signatures with.
    #[must_use]
    pub fn verifying(&self) -> VerifyingKey {
        self.signing.verifying()
    }
}

/// Hashes kept in memory at most; beyond, the cache starts again from the database.
const CACHED: usize = 50_000;

/// State of the tree between two commits.
#[derive(Debug)]
pub(crate) struct Ledger {
    key: LedgerKey,
    size: u64,
    last: Moment,
    cache: HashMap<u64, Hash>,
    fresh: Vec<(u64, Hash)>,
}

impl Ledger {
    pub(crate) async fn load(conn: &mut Conn, key: LedgerKey) -> Result<Self, Problem> {
        let mut ledger = Self { key, size: 0, last: Moment(0), cache: HashMap::new(), fresh: Vec::new() };
        ledger.reload(conn).await?;
        Ok(ledger)
    }

    /// Forgets what was not committed.
    pub(crate) async fn reload(&mut self, conn: &mut Conn) -> Result<(), Problem> {
        let last =
            row!(conn, (i64, i64), "SELECT size, at FROM ledger_checkpoint ORDER BY size DESC LIMIT 1")?;
        let (size, at) = last.unwrap_or((0, 0));
        (self.size, self.last) = (size.unsigned_abs(), Moment(at));
        self.cache.clear();
        self.fresh.clear();
        Ok(())
    }

    /// Lines committed, plus those of the batch in hand.
    pub(crate) const fn size(&self) -> u64 {
        self.size
    }

    /// The latest time written: the clock of the ledger never runs backwards.
    pub(crate) const fn last(&self) -> Moment {
        self.last
    }

    /// Takes one more line into the tree.
    pub(crate) async fn append(&mut self, conn: &mut Conn, line: &str) -> Result<u64, Problem> {
        let index = self.size;
        let first = tree::stored_hash_count(index);
        self.fetch(conn, tree::needed_to_append(index)).await?;
        let hashes =
            tree::stored_hashes_for(index, line.as_bytes(), &|at: &[u64]| self.held(at)).map_err(broken)?;
        for (at, hash) in (first..).zip(hashes) {
            self.cache.insert(at, hash);
            self.fresh.push((at, hash));
        }
        self.size += 1;
        Ok(index)
    }

    /// Takes back the lines of an act that was undone.
    pub(crate) fn rewind(&mut self, size: u64) {
        if size == self.size {
            return;
        }
        self.size = size;
        let count = tree::stored_hash_count(size);
        self.fresh.retain(|(at, _)| *at < count);
        self.cache.retain(|at, _| *at < count);
    }

    /// Writes the new hashes and a signed checkpoint over everything so far.
    pub(crate) async fn seal(&mut self, conn: &mut Conn, now: Moment) -> Result<String, Problem> {
        self.store_fresh(conn).await?;
        let size = self.size;
        self.fetch(conn, tree::needed_for_root(size)).await?;
        let root = tree::root(size, &|at: &[u64]| self.held(at)).map_err(broken)?;
        let note = Checkpoint { origin: self.key.origin.clone(), size, root }.sign(&self.key.signing);
        put!(
            conn,
            "INSERT INTO ledger_checkpoint (size, at, note) VALUES ($1, $2, $3)",
            signed(size),
            now.0,
            &note
        )?;
        self.last = now;
        if self.cache.len() > CACHED {
            self.cache.clear();
        }
        Ok(note)
    }

    /// All new hashes in one statement: they stand side by side, so one run of bytes carries them.
    async fn store_fresh(&mut self, conn: &mut Conn) -> Result<(), Problem> {
        let Some((first, _)) = self.fresh.first() else { return Ok(()) };
        let (first, count) = (signed(*first), signed(self.fresh.len() as u64));
        let bytes: Vec<u8> = self.fresh.drain(..).flat_map(|(_, hash)| hash).collect();
        put!(
            conn,
            "WITH RECURSIVE place (n) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT n + 1 FROM place WHERE n + 1 < $3)
             INSERT INTO ledger_node (idx, hash)
             SELECT $1 + n, SUBSTR($2, CAST(n * 32 + 1 AS INTEGER), 32) FROM place",
            first,
            bytes,
            count
        )?;
        Ok(())
    }

    /// The receipt of a committed line and its event, under the newest checkpoint, consistent with the one the asker knows.
    pub(crate) async fn receipt(
        &mut self,
        conn: &mut Conn,
        index: u64,
        (line, event): (String, Option<String>),
        known: Option<u64>,
        note: &str,
    ) -> Result<Receipt, Problem> {
        let size = self.size;
        self.fetch(conn, tree::needed_for_inclusion(size, index)).await?;
        let proof = tree::prove_inclusion(size, index, &|at: &[u64]| self.held(at)).map_err(broken)?;
        let consistency = match known {
            Some(from) if from > 0 && from <= size => {
                self.fetch(conn, tree::needed_for_consistency(size, from)).await?;
                let read = |at: &[u64]| self.held(at);
                let proof = tree::prove_consistency(size, from, &read).map_err(broken)?;
                Some(Consistency { from, proof })
            }
            _ => None,
        };
        Ok(Receipt { index, line, proof, checkpoint: note.to_owned(), consistency, event, witnessed: None })
    }

    /// Reads a stored hash the cache was made to hold.
    fn held(&self, wanted: &[u64]) -> Result<Vec<Hash>, Absent> {
        wanted.iter().map(|at| self.cache.get(at).copied().ok_or(Absent(*at))).collect()
    }

    /// Brings the hashes an operation will read into the cache.
    async fn fetch(&mut self, conn: &mut Conn, wanted: Vec<u64>) -> Result<(), Problem> {
        for at in wanted {
            if self.cache.contains_key(&at) {
                continue;
            }
            let found = row!(conn, (Vec<u8>,), "SELECT hash FROM ledger_node WHERE idx = $1", signed(at))?;
            let hash = found.and_then(|(hash,)| Hash::try_from(hash).ok()).ok_or(Problem::StoreDown)?;
            self.cache.insert(at, hash);
        }
        Ok(())
    }
}

/// Sizes and indexes as the databases count them.
pub(crate) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A stored hash the database does not have.
#[derive(Debug)]
struct Absent(u64);

impl fmt::Display for Absent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no stored hash at {}", self.0)
    }
}

/// A tree that does not read back is damage: nothing is answered from it.
fn broken(error: TreeError<Absent>) -> Problem {
    tracing::error!(kind = "ledger-broken", %error, "the tree cannot be read");
    Problem::StoreDown
}

//! The ledger as its keeper sees it: which hashes to store, and the proofs made from them (feature `server`).
//!
//! A thin face over `tlog_tiles`, the port of Go's `sumdb/tlog`: RFC 6962 hashing, stored hashes in the dense order of
//! Crosby and Wallach (USENIX Security 2009, §3.3). The devices check these proofs with another crate (`ct-merkle`), so
//! that one mistake cannot both make and accept a wrong proof. `tlog_tiles` asserts on careless input; this face checks
//! sizes and lengths first.
//!
//! Hashes are read through a function of the caller, all at once. A store that reads asynchronously asks first which
//! ones are needed (`needed_…`), fetches them, then answers from memory.

use std::cell::{Cell, RefCell};
use std::fmt;

use tlog_tiles::{Error, Hash, HashReader};

use crate::ledger::LONGEST;

/// Why a tree question has no answer. `E` is the caller's own reading error.
#[derive(Debug, PartialEq, Eq)]
pub enum TreeError<E> {
    /// The caller could not read the stored hashes.
    Read(E),
    /// The caller answered with another number of hashes than asked.
    Short,
    /// No such place in a tree of that size, or a size beyond 2^48.
    Place,
}

impl<E: fmt::Display> fmt::Display for TreeError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(error) => write!(f, "the ledger's hashes could not be read: {error}"),
            Self::Short => f.write_str("the ledger's stored hashes are incomplete"),
            Self::Place => f.write_str("no such place in the ledger"),
        }
    }
}

impl<E: fmt::Debug + fmt::Display> std::error::Error for TreeError<E> {}

/// How many hashes are stored for a ledger of `size` lines (a little under twice as many).
pub fn stored_hash_count(size: u64) -> u64 {
    tlog_tiles::stored_hash_count(size.min(LONGEST))
}

/// The hashes to store, from position `stored_hash_count(index)` on, when `line` becomes line number `index`.
pub fn stored_hashes_for<E>(
    index: u64,
    line: &[u8],
    read: &impl Fn(&[u64]) -> Result<Vec<[u8; 32]>, E>,
) -> Result<Vec<[u8; 32]>, TreeError<E>> {
    if index >= LONGEST {
        return Err(TreeError::Place);
    }
    Shelf::new(read).ask(|shelf| tlog_tiles::stored_hashes(index, line, shelf))
}

/// The root over the first `size` lines; for 0 the hash of nothing (RFC 6962 §2.1).
pub fn root<E>(
    size: u64,
    read: &impl Fn(&[u64]) -> Result<Vec<[u8; 32]>, E>,
) -> Result<[u8; 32], TreeError<E>> {
    if size > LONGEST {
        return Err(TreeError::Place);
    }
    let root = Shelf::new(read).ask(|shelf| tlog_tiles::tree_hash(size, shelf).map(|root| vec![root]))?;
    root.first().copied().ok_or(TreeError::Short)
}

/// The proof that line `index` is under the root over the first `size` lines (RFC 6962 §2.1.1).
pub fn prove_inclusion<E>(
    size: u64,
    index: u64,
    read: &impl Fn(&[u64]) -> Result<Vec<[u8; 32]>, E>,
) -> Result<Vec<[u8; 32]>, TreeError<E>> {
    if size > LONGEST || index >= size {
        return Err(TreeError::Place);
    }
    Shelf::new(read).ask(|shelf| tlog_tiles::prove_record(size, index, shelf))
}

/// The proof that the first `from` lines are the beginning of the first `size` (RFC 6962 §2.1.2). 1 ≤ `from` ≤ `size`.
pub fn prove_consistency<E>(
    size: u64,
    from: u64,
    read: &impl Fn(&[u64]) -> Result<Vec<[u8; 32]>, E>,
) -> Result<Vec<[u8; 32]>, TreeError<E>> {
    if size > LONGEST || from == 0 || from > size {
        return Err(TreeError::Place);
    }
    Shelf::new(read).ask(|shelf| tlog_tiles::prove_tree(size, from, shelf))
}

/// The stored positions [`stored_hashes_for`] will read.
pub fn needed_to_append(index: u64) -> Vec<u64> {
    needed(|read| stored_hashes_for(index, b"", read).map(|_| ()))
}

/// The stored positions [`root`] will read.
pub fn needed_for_root(size: u64) -> Vec<u64> {
    needed(|read| root(size, read).map(|_| ()))
}

/// The stored positions [`prove_inclusion`] will read.
pub fn needed_for_inclusion(size: u64, index: u64) -> Vec<u64> {
    needed(|read| prove_inclusion(size, index, read).map(|_| ()))
}

/// The stored positions [`prove_consistency`] will read.
pub fn needed_for_consistency(size: u64, from: u64) -> Vec<u64> {
    needed(|read| prove_consistency(size, from, read).map(|_| ()))
}

type Listener<'a> = &'a dyn Fn(&[u64]) -> Result<Vec<[u8; 32]>, ()>;

/// Each question reads once, all its hashes together: listening to that one call and failing it gives the list.
fn needed(question: impl Fn(&Listener<'_>) -> Result<(), TreeError<()>>) -> Vec<u64> {
    let heard = RefCell::new(Vec::new());
    let listen = |wanted: &[u64]| {
        heard.borrow_mut().extend_from_slice(wanted);
        Err(())
    };
    let listener: Listener<'_> = &listen;
    question(&listener).ok();
    heard.take()
}

/// The caller's stored hashes behind `tlog_tiles`' trait. Its error type has no room for ours: it is kept aside here.
struct Shelf<'a, F, E> {
    read: &'a F,
    refused: Cell<Option<TreeError<E>>>,
}

impl<'a, F, E> Shelf<'a, F, E>
where
    F: Fn(&[u64]) -> Result<Vec<[u8; 32]>, E>,
{
    fn new(read: &'a F) -> Self {
        Self { read, refused: Cell::new(None) }
    }

    fn ask(
        self,
        question: impl Fn(&Self) -> Result<Vec<Hash>, Error>,
    ) -> Result<Vec<[u8; 32]>, TreeError<E>> {
        match question(&self) {
            Ok(hashes) => Ok(hashes.into_iter().map(|hash| hash.0).collect()),
            Err(_) => Err(self.refused.take().unwrap_or(TreeError::Place)),
        }
    }
}

impl<F, E> HashReader for Shelf<'_, F, E>
where
    F: Fn(&[u64]) -> Result<Vec<[u8; 32]>, E>,
{
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, Error> {
        let refuse = |why| {
            self.refused.set(Some(why));
            Error::IndexesNotInTree
        };
        let hashes = (self.read)(indexes).map_err(|error| refuse(TreeError::Read(error)))?;
        if hashes.len() != indexes.len() {
            return Err(refuse(TreeError::Short));
        }
        Ok(hashes.into_iter().map(Hash).collect())
    }
}

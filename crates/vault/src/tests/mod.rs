//! Proofs that cross several files.
//!
//! `published`: vectors of the standards. `vectors`: our own, frozen. `hostile`: every bit, every field, every length.
//! `receipts`: the ledger against an attacker who holds the server. `reference`: RFC 6962 word for word, to compare with.
//! `shares` (feature `server`): the root in five hands.
//! `witness`: countersignatures, quorums, declared epochs.
//! `tree` (feature `server`): what the keeper proves, the device accepts.
//!
//! All of them: `cargo test -p danbe-vault --all-features`.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod hostile;
mod locks;
mod published;
mod receipts;
mod reference;
#[cfg(feature = "server")]
mod shares;
#[cfg(feature = "server")]
mod tree;
mod vectors;
mod witness;

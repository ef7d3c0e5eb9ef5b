//! Digests of exact texts, each with its own domain, so that one kind is never taken for another.

use sha2::{Digest, Sha256};

/// SHA-256 of an event's text: what its line in the ledger proves.
#[must_use]
pub fn event_digest(text: &str) -> [u8; 32] {
    of("event", text.as_bytes())
}

/// SHA-256 of a session token: what the database keeps of it.
#[must_use]
pub fn token_digest(token: &[u8]) -> [u8; 32] {
    of("session", token)
}

/// SHA-256 of a sealed part of a package: what its manifest names it by.
#[must_use]
pub fn package_digest(part: &[u8]) -> [u8; 32] {
    of("package-part", part)
}

fn of(domain: &str, bytes: &[u8]) -> [u8; 32] {
    Sha256::new()
        .chain_update(b"danbe/v1/")
        .chain_update(domain)
        .chain_update([0])
        .chain_update(bytes)
        .finalize()
        .into()
}

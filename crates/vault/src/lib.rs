//! The vault: every cryptographic act of the house, and nothing else.
//!
//! Why one crate: a reviewer must be able to read all of it in an afternoon, and no other crate may name a cipher.
//! It is pure. It reads no file, no clock, no socket, and has no chance of its own: whoever seals hands in a [`Chance`].
//! The same code runs in the server, on the desk and in the browser's worker (wasm32, no `getrandom`).
//!
//! Nothing here is invented. One suite, version 1, never negotiated:
//!
//! | what | construction | source |
//! |---|---|---|
//! | records ([`seal`], [`open`]) | XChaCha20-Poly1305 under a key derived per record, the context as associated data | RFC 8439, draft-irtf-cfrg-xchacha, RFC 5869 |
//! | to somebody's key ([`wrap`], [`unwrap`]) | HPKE base mode, X25519, HKDF-SHA256, ChaCha20-Poly1305 | RFC 9180 |
//! | signatures ([`Envelope`], [`Signed`]) | Ed25519, strict verification, a domain before each message | RFC 8032 |
//! | keys from words ([`derive`], [`Capsule`]) | Argon2id | RFC 9106 |
//! | keys from a code handed over ([`HandCode`]) | SHA-256 of 100 random bits, HKDF | RFC 5869 |
//! | the phone's own lock ([`Ceremony`]) | HKDF of a passkey's `prf` output | WebAuthn Level 3, RFC 5869 |
//! | search tokens, tags ([`search_token`]) | HMAC-SHA256, truncated | RFC 2104 |
//! | the ledger ([`Receipt`], [`Checkpoint`]) | Merkle tree, checkpoint, signed note | RFC 6962, C2SP tlog-checkpoint and signed-note |
//! | countersignatures ([`Witnesses`]) | Ed25519 with a time | C2SP tlog-cosignature, tlog-witness |
//! | what leaves the machine ([`coffer`]) | HPKE for each recipient, numbered pieces of the first row | as above |
//! | the root in five hands ([`shares`]), an agency's recovery key in its holders' ([`deal`]) | Shamir over GF(2^8), three of five, two of all | Shamir 1979 |
//! | sizes | ISO/IEC 7816-4 padding up to a class | ISO/IEC 7816-4 |
//!
//! A change of any of these is a new version byte and a tool that seals anew, never a silent branch.
//! The vectors in `src/tests/vectors.rs` are frozen: a device sealed something with them.

mod certificate;
mod chance;
mod code;
#[cfg(feature = "server")]
pub mod coffer;
mod deal;
mod digest;
mod envelope;
mod epoch;
mod error;
#[cfg(feature = "server")]
pub mod frontier;
mod json;
mod keys;
mod ledger;
mod lock;
#[cfg(feature = "server")]
pub mod once;
mod passkey;
#[cfg(any(test, feature = "testing"))]
mod phone;
mod seal;
#[cfg(feature = "server")]
pub mod shares;
pub mod text;
mod token;
#[cfg(feature = "server")]
pub mod tree;
mod witness;
mod words5;
mod wrap;

pub use certificate::{
    AGENCY_KEY, AgencyCharter, AgencyKey, CHARTER, MEMBER_CARD, MemberCard, Signed, vouched_member,
};
pub use chance::{Chance, Entropy};
pub use code::HandCode;
pub use deal::{PAIR, Part, deal, join, part_digest};
pub use digest::{event_digest, package_digest, token_digest};
pub use envelope::{Act, Envelope};
pub use epoch::{Declaration, DeclaredEpoch, Declarer};
pub use error::VaultError;
pub use json::{Json, NotAsMeant};
pub use keys::{OpeningKey, SealingKey, SecretKey, Signature, SigningKey, VerifyingKey};
pub use ledger::{Checkpoint, Consistency, Receipt, leaf_hash};
pub use lock::{Capsule, KdfParams, container_key, decoy, derive};
pub use passkey::{Ceremony, Touched};
#[cfg(any(test, feature = "testing"))]
pub use phone::Phone;
pub use seal::{Context, Sealed, open, open_local, seal, seal_local};
pub use token::{TOKEN_BITS, person_tag, search_token, token_text};
pub use witness::{AddCheckpoint, Witness, Witnessed, Witnesses, cosign};
pub use words5::{WordsError, WordsProblem, check_words, five_words, tidy_words};
pub use wrap::{Length, Wrap, unwrap, wrap};

#[cfg(test)]
mod tests;

//! Linking without names: two services learn that they may both know a person, and neither learns who.
//!
//! Each service turns its records into filters of 1,024 bits under a key of the campaign (cryptographic long-term
//! keys, Schnell, Bachteler and Reiher 2009) and only filters meet. Two ways: [`Coder::compatible`], bit for bit
//! what clkhash makes of a version 3 schema, to be compared with; and [`Coder::hardened`], the one to use: names as
//! heard, n-grams salted by the year of birth, folded by XOR, and some bits turned by chance.
//!
//! A filter is not anonymous: whoever holds the key can try names. Keys live for one campaign, filters go to a
//! matcher who has no key, and the answer is "possible match, ask X", never a score. The constructions are published
//! ones from reviewed crates (BLAKE2b, HKDF); attacks are in `tests/attacks.rs`, limits and methods in
//! `docs/methods/linkage-without-names.md`. Pure: keys and chance are arguments.

mod encode;
mod file;
mod schema;
mod search;
mod solve;
mod tokens;

pub use danbe_popcount::{Filter, Kernel};
pub use encode::{Coder, Hardening};
pub use file::{Encoded, Unreadable};
pub use schema::{Schema, Unusable};
pub use search::{Candidate, Metric, search};
pub use solve::one_to_one;

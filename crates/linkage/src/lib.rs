//! Finding a person again when her name was written another way.
//!
//! The server never sees a name. A device turns a name into a few *joint strings* (sound of the family name with
//! sound of the given name with a five-year birth band); the vault keys and truncates them; the server compares
//! equalities and sends back sealed name cards; the device opens them and ranks them by spelling. This crate is
//! the part before the keying and the part after the opening: pure functions over strings, the same on a phone,
//! on a desk and in a test. It decides nothing: it proposes cards to a human.
//!
//! Choices and measurements: `docs/adr/0001-name-cards-by-joint-tokens.md`; `cargo run -p danbe-linkage
//! --example name_cards` prints them again.

pub mod closeness;
pub mod fold;
pub mod names;
mod parts;
pub mod sound;
pub mod variants;

pub use closeness::{Candidate, closeness, rank};
pub use fold::fold;
pub use names::{PersonName, index_keys, query_keys, whole_key};
pub use sound::sound;

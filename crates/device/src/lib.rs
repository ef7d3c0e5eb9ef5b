//! The core on the device: what a worker in the browser runs, and a desk natively.
//!
//! It does no input or output: an event comes in with the time and 32 random bytes, a step goes out with what
//! to write, what to send, what to show. Whoever hosts it writes first, then shows, then sends. So the same
//! core is driven by a browser, by tests against a real server, and later by a desk.

#[cfg(feature = "whole")]
mod agency;
#[cfg(feature = "whole")]
mod allowances;
mod arriving;
#[cfg(feature = "whole")]
mod bases;
mod bell;
#[cfg(feature = "whole")]
mod beside;
#[cfg(feature = "whole")]
mod closing;
mod container;
mod core;
#[cfg(feature = "whole")]
mod directory;
mod entering;
#[cfg(feature = "whole")]
mod epoch;
#[cfg(feature = "whole")]
mod extracts;
mod files;
#[cfg(feature = "whole")]
mod inbox;
#[cfg(feature = "whole")]
mod index;
mod journey;
#[cfg(feature = "whole")]
mod late;
mod notebook;
#[cfg(feature = "whole")]
mod notices;
mod outbox;
mod passkey;
#[cfg(feature = "whole")]
mod people;
#[cfg(feature = "whole")]
mod protocols;
#[cfg(feature = "whole")]
mod reception;
#[cfg(feature = "whole")]
mod recovery;
#[cfg(feature = "whole")]
mod refer;
#[cfg(feature = "whole")]
mod roles;
mod rooms;
#[cfg(feature = "whole")]
mod screening;
mod search;
mod session;
mod step;
#[cfg(feature = "whole")]
mod succession;
#[cfg(feature = "whole")]
mod team;

pub use crate::core::Core;
pub use step::{Event, Fetch, Kdf, Method, Resume, Shown, Step, Wish};

use danbe_vault::{Chance, Entropy, KdfParams, derive};
use wasm_bindgen::prelude::wasm_bindgen;

/// The core as JavaScript holds it.
#[wasm_bindgen(js_name = Core)]
#[derive(Debug)]
pub struct Face(Core);

#[wasm_bindgen(js_class = Core)]
impl Face {
    /// A core that knows nothing yet.
    #[wasm_bindgen(constructor)]
    #[must_use]
    #[expect(clippy::new_without_default, reason = "the constructor of a JavaScript class")]
    pub fn new() -> Self {
        Self(Core::new())
    }

    /// One event in, one step out, both as JSON. `chance`: 32 bytes from the browser's generator; `online`: what the
    /// browser knows of the network; `secret`: what the phone's own lock gave, or the key another core left, wiped here
    /// and where it came from.
    pub fn turn(
        &mut self,
        event: &str,
        now_ms: f64,
        chance: &[u8],
        online: bool,
        secret: &mut [u8],
    ) -> String {
        self.0.hear(online);
        #[expect(clippy::cast_possible_truncation, reason = "milliseconds fit 53 bits for 285,000 years")]
        let now = danbe_words::Moment(now_ms as i64);
        let seed: [u8; 32] = chance.try_into().unwrap_or_default();
        let mut event = Event::read(event);
        match &mut event {
            Some(Event::Touched(answer)) => answer.take(secret),
            Some(Event::Resume(left)) => left.take(secret),
            _ => {}
        }
        let step = match event {
            // Without 32 bytes of chance nothing may be sealed: the core stands still.
            Some(event) if chance.len() == 32 => {
                self.0.turn(event, now, &mut Chance::new(Entropy::from_system(seed)))
            }
            _ => Step::default(),
        };
        serde_json::to_string(&step).unwrap_or_default()
    }

    /// Ends this core, when a step said so: its key goes into `secret` (32 bytes), and what the whole program resumes
    /// with, its rows aside, is given as JSON. Empty when no container is open.
    #[must_use]
    pub fn leave(self, secret: &mut [u8]) -> String {
        self.0.leave().and_then(|left| left.give(secret)).unwrap_or_default()
    }
}

/// The key of five words: slow and heavy on purpose, for a worker of its own. Empty when the words are not five.
#[wasm_bindgen]
#[must_use]
pub fn kdf(params: &str, words: &str) -> String {
    key(params, words).unwrap_or_default()
}

fn key(params: &str, words: &str) -> Option<String> {
    let kdf: step::KdfCost = danbe_vault::text::from_text(params).ok()?;
    let salt = danbe_vault::text::read(&kdf.salt).ok()?;
    let params = KdfParams { m_kib: kdf.m_kib, t: kdf.t, p: kdf.p };
    let key = derive(words, &salt.try_into().ok()?, params).ok()?;
    Some(danbe_vault::text::write(&key.expose()[..]))
}

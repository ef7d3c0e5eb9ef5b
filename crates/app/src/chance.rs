//! The machine's chance: the one source of keys, nonces and ids of a running server.

use danbe_vault::{Chance, Entropy};
use std::io;

/// A generator seeded by the operating system.
///
/// # Errors
/// When the operating system has no entropy to give: nothing may go on without.
#[expect(clippy::disallowed_methods, reason = "this is the one place that asks the operating system")]
pub(crate) fn of_the_system() -> io::Result<Chance> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|error| io::Error::other(error.to_string()))?;
    Ok(Chance::new(Entropy::from_system(seed)))
}

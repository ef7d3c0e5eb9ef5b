//! Keeps the figure's account while lines are written, in the same transaction: both are there, or neither.

use super::rows;
use danbe_figures::presumed::{Heard, deltas, read};
use danbe_store::{Later, Subscriber, Tx};
use danbe_words::{Event, Problem};

/// Listens for registrations and corrections.
#[derive(Debug, Clone, Copy)]
pub struct Listening;

impl Subscriber for Listening {
    fn hear<'t>(&'t self, tx: &'t mut Tx, index: u64, event: &'t Event) -> Later<'t, Result<(), Problem>> {
        Box::pin(keep(tx, index, event))
    }
}

/// An event that should count and does not read is refused with its act, rather than silently left out.
async fn keep(tx: &mut Tx, index: u64, event: &Event) -> Result<(), Problem> {
    let Some(heard) = read(event).map_err(|_| Problem::Malformed)? else { return Ok(()) };
    let before = match &heard {
        // Her tag's key was made a moment ago, in this act: nothing stands under it yet.
        Heard::Registered { .. } => None,
        Heard::Corrected { tag, .. } => rows::person(tx, tag).await?,
    };
    for delta in deltas(before, &heard) {
        rows::insert(tx, index, heard.tag(), &delta).await?;
    }
    Ok(())
}

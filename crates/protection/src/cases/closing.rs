//! Hears that an agency closed: its files change hands, or are destroyed, in the transaction that says so.

use super::rows;
use danbe_store::{Later, Subscriber, Tx};
use danbe_words::{Event, Problem};

/// Listens for closings.
#[derive(Debug, Clone, Copy)]
pub struct Listening;

impl Subscriber for Listening {
    fn hear<'t>(&'t self, tx: &'t mut Tx, _index: u64, event: &'t Event) -> Later<'t, Result<(), Problem>> {
        Box::pin(async move {
            let fact = |name| event.facts.get(name).map(String::as_str);
            match (event.kind.as_str(), fact("closed"), fact("successor"), fact("team")) {
                ("agencies.close" | "agencies.take-over", Some(from), Some(to), Some(team)) => {
                    rows::hand_over(tx, from, to, team).await
                }
                ("agencies.destroy", Some(agency), ..) => rows::destroy(tx, agency).await,
                _ => Ok(()),
            }
        })
    }
}

//! Hears of agencies and of what two of them agreed, in the transaction that says so.

use super::channel::rows as channels;
use super::rows;
use danbe_store::{Later, Subscriber, Tx};
use danbe_words::{Event, Problem};

/// Listens to the house.
#[derive(Debug, Clone, Copy)]
pub struct Listening;

impl Subscriber for Listening {
    fn hear<'t>(&'t self, tx: &'t mut Tx, _index: u64, event: &'t Event) -> Later<'t, Result<(), Problem>> {
        Box::pin(async move {
            let fact = |name| event.facts.get(name).map(String::as_str);
            match (event.kind.as_str(), fact("one"), fact("other")) {
                ("posts.found", ..) => match (fact("agency"), fact("class")) {
                    (Some(agency), Some(class)) => channels::know_agency(tx, agency, class).await,
                    _ => Ok(()),
                },
                ("agencies.switch-on", ..) => channels::agency_opens(tx, &event.agency).await,
                // Whoever says that it closes: its own officers, or the root, and then who takes it over.
                ("agencies.close" | "agencies.take-over" | "successions.order", ..) => {
                    let Some(closed) = fact("closed") else { return Ok(()) };
                    rows::agency_closes(tx, closed, fact("successor").zip(fact("team"))).await
                }
                ("protocols.sign", Some(one), Some(other)) => {
                    let purposes: Vec<_> = fact("purposes").unwrap_or_default().split(' ').collect();
                    let kinds: Vec<_> = fact("kinds").unwrap_or_default().split_whitespace().collect();
                    channels::open_channel(tx, one, other, (&purposes, &kinds)).await
                }
                ("protocols.end", Some(one), Some(other)) => {
                    channels::open_channel(tx, one, other, (&[], &[])).await
                }
                ("beyond.recognise", ..) => {
                    for unit in fact("agencies").unwrap_or_default().split_whitespace() {
                        channels::know_unit(tx, unit).await?;
                    }
                    Ok(())
                }
                ("protocols.authorise", ..) => match fact("purpose") {
                    Some(purpose) => channels::authorise(tx, purpose).await,
                    None => Ok(()),
                },
                _ => Ok(()),
            }
        })
    }
}

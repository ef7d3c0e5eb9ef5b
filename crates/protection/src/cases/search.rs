//! Verb `cases.search`: find a person by her name without the server ever reading it.
//!
//! The device sends keyed joint tokens; the server answers with at most twenty sealed name cards of files of
//! the searcher's team, and one coded sentence when the agency holds others. One search, one line.

use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_vault::Wrap;
use danbe_words::FileId;
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "cases.search",
    effect: Effect::Reads,
    allows: &[(Standing::Caseworker, Relation::Own)],
    says: "look for a person among the files of one's own team, by name cards",
};

/// Tokens a search may bring.
#[cfg(feature = "server")]
pub(crate) const TOKENS: usize = 8;

/// What the device asks.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Search {
    /// Keyed joint tokens.
    pub tokens: Vec<u32>,
}

/// One sealed card.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CardHit {
    /// The file it stands for.
    pub file: FileId,
    /// The card, for the agency's opening key.
    pub card: Wrap,
}

/// What the server found.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Found {
    /// At most twenty cards, those sharing most tokens first.
    pub cards: Vec<CardHit>,
    /// Whether the buckets hold files of another team of the agency.
    pub others: bool,
    /// Whether some file of the team is found by no name yet.
    #[serde(default)]
    pub unfound: bool,
}

#[cfg(feature = "server")]
mod server {
    use super::{Found, SPEC, Search, TOKENS};
    use crate::cases::rows;
    use danbe_guard::{Actor, Relation, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::Problem;

    impl Verb for Search {
        const SPEC: VerbSpec = SPEC;
        type Answer = Found;

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<Found>, Problem> {
            let grant = tx.may::<Self>(who, Relation::Own)?;
            if self.tokens.len() > TOKENS {
                return Err(Problem::Invalid { field: "tokens", reason: "long" });
            }
            let cards = rows::cards(tx, who, &self.tokens).await?;
            let others = rows::others(tx, who, &self.tokens).await?;
            let unfound = rows::any_unfound(tx, who).await?;
            let happening = Happening::bare()
                .with("filter", "name")
                .with("tokens", self.tokens.len())
                .with("count", cards.len());
            tx.done(&grant, happening, Found { cards, others, unfound }).await
        }
    }
}

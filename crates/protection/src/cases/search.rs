//! Verb `cases.search`: find a person by her name or a number of hers, without the server ever reading it.
//!
//! The device sends keyed tokens; the server answers with at most twenty sealed name cards of files of the searcher's
//! team, and with the names of other teams to ask. One search, one line, one less of the day's allowance.

use super::card::NameCard;
use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_vault::{SecretKey, Wrap};
use danbe_words::FileId;
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "cases.search",
    effect: Effect::Reads,
    allows: &[(Standing::Caseworker, Relation::Own)],
    says: "look for a person among the files of one's own team, by name cards, within the day's allowance",
};

/// Teams of the agency that a search names at most.
#[cfg(feature = "server")]
pub(crate) const TEAMS: usize = 3;

/// What the device asks.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Search {
    /// Keyed tokens of a name, a telephone, a document: [`NameCard::asked_tokens`].
    pub tokens: Vec<u32>,
    /// Which of them stands for both names whole, whatever the year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whole: Option<u32>,
}

impl Search {
    /// Asks for somebody.
    #[must_use]
    pub fn of(card: &NameCard, key: &SecretKey) -> Self {
        Self { tokens: card.asked_tokens(key), whole: card.whole_token(key) }
    }
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
    /// At most twenty cards: those sharing a number, then those sharing most tokens first.
    pub cards: Vec<CardHit>,
    /// Other teams of the agency to ask, the nearest first, at most three; of what they hold nothing is said.
    #[serde(default)]
    pub teams: Vec<String>,
    /// Whether some file of the team is found by no name yet.
    #[serde(default)]
    pub unfound: bool,
}

#[cfg(feature = "server")]
mod server {
    use super::{Found, SPEC, Search};
    use crate::allowances;
    use crate::cases::card::check_tokens;
    use crate::cases::rows;
    use danbe_guard::{Actor, Relation, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::Problem;

    impl Verb for Search {
        const SPEC: VerbSpec = SPEC;
        type Answer = Found;

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<Found>, Problem> {
            let grant = tx.may::<Self>(who, Relation::Own)?;
            check_tokens(&self.tokens)?;
            allowances::spend(tx, who).await?;
            let cards = rows::cards(tx, who, &self.tokens).await?;
            let teams = rows::teams(tx, who, &self).await?;
            let unfound = rows::any_unfound(tx, who).await?;
            let happening = Happening::bare()
                .with("filter", "name")
                .with("tokens", self.tokens.len())
                .with("count", cards.len());
            tx.done(&grant, happening, Found { cards, teams, unfound }).await
        }
    }
}

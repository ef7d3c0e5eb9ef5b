//! Verbs `successions.endings`, `successions.give`: a holder gives her part of a deposit to the successor the root named.
//!
//! Her device shows both names before she decides, and checks the root's signature itself: no server gets a part by asking.

use super::succession::Ending;
use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_vault::Wrap;
use danbe_words::AgencyId;
use serde::{Deserialize, Serialize};

pub(crate) const ENDINGS: VerbSpec = VerbSpec {
    name: "successions.endings",
    effect: Effect::Reads,
    allows: &[(Standing::Holder, Relation::Own)],
    says: "see which agencies end by the root's word and wait for this holder's part of their key",
};

pub(crate) const GIVE: VerbSpec = VerbSpec {
    name: "successions.give",
    effect: Effect::Writes,
    allows: &[(Standing::Holder, Relation::Own)],
    says: "give one's part of an ending agency's key to the successor the root named",
};

/// Asks which agencies wait for this holder.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndingsOf {}

/// Agencies that wait for her part.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Endings {
    /// At most twenty, the oldest first.
    pub waiting: Vec<Ending>,
}

/// Gives her part.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GivePart {
    /// The agency that ends.
    pub agency: AgencyId,
    /// Her part, for the successor's key alone.
    pub part: Wrap,
}

#[cfg(feature = "server")]
mod server {
    use super::{ENDINGS, Endings, EndingsOf, GIVE, GivePart};
    use crate::successions::rows;
    use danbe_guard::{Actor, Relation, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::Problem;

    impl Verb for EndingsOf {
        const SPEC: VerbSpec = ENDINGS;
        type Answer = Endings;

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<Endings>, Problem> {
            let grant = tx.may::<Self>(who, Relation::Own)?;
            let waiting = rows::waiting_for(tx, who.member).await?;
            let happening = Happening::bare().with("filter", "endings").with("count", waiting.len());
            tx.done(&grant, happening, Endings { waiting }).await
        }
    }

    impl Verb for GivePart {
        const SPEC: VerbSpec = GIVE;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let grant = tx.may::<Self>(who, Relation::Own)?;
            if !rows::waits_for(tx, self.agency, who.member).await? {
                return Err(Problem::State("closing-changed"));
            }
            rows::insert_given(tx, self.agency, who.member, &self.part).await?;
            tx.done(&grant, Happening::bare().with("agency", self.agency), ()).await
        }
    }
}

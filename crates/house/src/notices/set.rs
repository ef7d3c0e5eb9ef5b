//! Verb `notices.set`: an officer says what her agency is told when something came, and where.

use super::Wanted;
use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "notices.set",
    effect: Effect::Writes,
    allows: &[(Standing::Officer, Relation::Own)],
    says: "choose the words and the addresses by which one's own agency hears that something came",
};

/// What the agency wants from now on.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Set {
    /// Words and addresses; no address, no notice.
    pub wanted: Wanted,
}

#[cfg(feature = "server")]
mod server {
    use super::{SPEC, Set};
    use crate::notices::rows;
    use danbe_guard::{Actor, Relation, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::Problem;

    impl Verb for Set {
        const SPEC: VerbSpec = SPEC;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let grant = tx.may::<Self>(who, Relation::Own)?;
            if let Some((field, reason)) = self.wanted.wrong() {
                return Err(Problem::Invalid { field, reason });
            }
            rows::set(tx, who.agency, &self.wanted).await?;
            let addresses = self.wanted.mails.len() + self.wanted.phones.len();
            tx.done(&grant, Happening::bare().with("count", addresses), ()).await
        }
    }
}

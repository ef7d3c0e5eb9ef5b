//! Verb `agencies.others`: the other agencies in service, with the keys to seal to them with.

use crate::beyond::Recognition;
use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_vault::{AgencyCharter, AgencyKey, CHARTER, SealingKey, Signed, VaultError, VerifyingKey};
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "agencies.others",
    effect: Effect::Reads,
    allows: &[
        (Standing::Caseworker, Relation::Own),
        (Standing::Officer, Relation::Own),
        (Standing::Sender, Relation::Own),
        (Standing::Decider, Relation::Own),
    ],
    says: "see which other agencies are in service, and the keys to seal to them with",
};

/// Asks for the other agencies.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Others {}

/// Another agency.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Other {
    /// The root's word for it.
    pub charter: Signed<AgencyCharter>,
    /// Its newest word for its opening key; the charter's until the first.
    pub key: Option<Signed<AgencyKey>>,
    /// Of an agency beyond the wall: one's own root's word for the root that chartered it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beyond: Option<Signed<Recognition>>,
}

impl Other {
    /// Who it is, and what to seal to it with.
    ///
    /// # Errors
    /// When the root or the agency does not vouch for it.
    pub fn read(&self, root: &VerifyingKey) -> Result<(AgencyCharter, SealingKey), VaultError> {
        let other = self.beyond.as_ref().map(|word| word.verify(root, Recognition::DOMAIN)).transpose()?;
        let charter = self.charter.verify(other.as_ref().map_or(root, |other| &other.root), CHARTER)?;
        let (to, _) = crate::posts::in_force(&charter, self.key.as_ref())?;
        Ok((charter, to))
    }
}

#[cfg(feature = "server")]
mod server {
    use super::{Other, Others, SPEC};
    use crate::agencies::rows;
    use danbe_guard::{Actor, Relation, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::Problem;

    impl Verb for Others {
        const SPEC: VerbSpec = SPEC;
        type Answer = Vec<Other>;

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<Vec<Other>>, Problem> {
            let grant = tx.may::<Self>(who, Relation::Own)?;
            let mut others = rows::others(tx, who.agency).await?;
            others.extend(crate::beyond::rows::units(tx).await?);
            let happening = Happening::bare().with("filter", "in-service").with("count", others.len());
            tx.done(&grant, happening, others).await
        }
    }
}

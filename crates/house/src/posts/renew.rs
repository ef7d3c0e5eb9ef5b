//! Verb `posts.renew`: the agency's opening key changes, because somebody who knew it has left.
//!
//! An officer's device draws the new key, signs the agency's word for it, and wraps it for each member who remains,
//! with the keys before it: what was sealed with those is still read. What is sealed from here on, who left cannot read.

use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_vault::{AgencyKey, Signed, Wrap};
use danbe_words::MemberId;
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "posts.renew",
    effect: Effect::Writes,
    allows: &[(Standing::Officer, Relation::Own)],
    says: "change the opening key of one's own agency, for every member who remains",
};

/// The new key, for everybody who remains.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Renew {
    /// The agency's word for the public half.
    pub key: Signed<AgencyKey>,
    /// What each member works with from now on: all of them, each once.
    pub welcomes: Vec<(MemberId, Wrap)>,
}

#[cfg(feature = "server")]
mod server {
    use super::{Renew, SPEC};
    use crate::directory::{name_of, rows as directory};
    use crate::posts::{in_force, rows};
    use danbe_guard::{Actor, Relation, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::Problem;

    impl Verb for Renew {
        const SPEC: VerbSpec = SPEC;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let grant = tx.may::<Self>(who, Relation::Own)?;
            let charter = rows::charter(tx, who.agency).await?;
            let (_, epoch) = in_force(&charter, Some(&self.key)).map_err(|_| Problem::Signature)?;
            let known = rows::agency_key(tx, who.agency).await?;
            let (_, before) = in_force(&charter, known.as_ref()).map_err(|_| Problem::StoreDown)?;
            let mut named: Vec<_> = self.welcomes.iter().map(|(member, _)| *member).collect();
            named.sort_unstable();
            // Somebody came or left since the officer's device looked: it looks again.
            if epoch != before + 1 || named != rows::members(tx, who.agency).await? {
                return Err(Problem::State("renewal-changed"));
            }
            rows::insert_agency_key(tx, who.agency, epoch, &self.key).await?;
            for (member, welcome) in &self.welcomes {
                rows::put_welcome(tx, *member, welcome).await?;
            }
            let happening = directory::inscribe(tx, Happening::bare(), &[name_of(&self.key)]).await?;
            let happening = happening.with("epoch", epoch).with("members", self.welcomes.len());
            tx.done(&grant, happening, ()).await
        }
    }
}

//! Verb `protocols.see`: what one's own agency agreed with others, and the purposes that are open.

use super::Protocol;
use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_vault::Signed;
use danbe_words::{AgencyId, Purpose};
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "protocols.see",
    effect: Effect::Reads,
    allows: &[
        (Standing::Caseworker, Relation::Own),
        (Standing::Officer, Relation::Own),
        (Standing::Sender, Relation::Own),
    ],
    says: "see with whom one's own agency may share, for what, and what is missing",
};

/// Asks for them.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct See {}

/// A protocol as it stands: the newest proposed, or in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProtocolShown {
    /// Who proposed it.
    pub by: AgencyId,
    /// Its word.
    pub proposed: Signed<Protocol>,
    /// The other's word, once it has signed.
    pub signed: Option<Signed<Protocol>>,
    /// Since when it is in force, milliseconds UTC.
    pub since: Option<i64>,
}

/// A purpose the installation was authorised for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authorised {
    /// Which.
    pub purpose: Purpose,
    /// Reference of the authorisation.
    pub reference: String,
}

/// With whom, and for what.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Protocols {
    /// Of one's own agency, not ended.
    pub protocols: Vec<ProtocolShown>,
    /// The newest version signed with each agency, ended or not: the next follows it.
    pub newest: Vec<(AgencyId, u64)>,
    /// Open in this installation.
    pub purposes: Vec<Authorised>,
}

#[cfg(feature = "server")]
mod server {
    use super::{Protocols, SPEC, See};
    use crate::protocols::rows;
    use danbe_guard::{Actor, Relation, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::Problem;

    impl Verb for See {
        const SPEC: VerbSpec = SPEC;
        type Answer = Protocols;

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<Protocols>, Problem> {
            let grant = tx.may::<Self>(who, Relation::Own)?;
            let protocols = rows::of(tx, who.agency).await?;
            let newest = rows::versions(tx, who.agency).await?;
            let purposes = rows::purposes(tx).await?;
            let happening = Happening::bare().with("filter", "agency").with("count", protocols.len());
            tx.done(&grant, happening, Protocols { protocols, newest, purposes }).await
        }
    }
}

//! Verb `protocols.propose`: an officer proposes to another agency what the two may share.

use super::Protocol;
use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_vault::Signed;
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "protocols.propose",
    effect: Effect::Writes,
    allows: &[(Standing::Officer, Relation::Own)],
    says: "propose to another agency what the two may share, and for what",
};

/// Proposes a protocol; the next proposal takes its place until the other agency has signed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Propose {
    /// The protocol, signed with one's own agency's key.
    pub word: Signed<Protocol>,
}

#[cfg(feature = "server")]
mod server {
    use super::{Propose, SPEC};
    use crate::protocols::{Protocol, rows};
    use danbe_guard::{Actor, Relation, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::Problem;

    impl Verb for Propose {
        const SPEC: VerbSpec = SPEC;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let grant = tx.may::<Self>(who, Relation::Own)?;
            let charter = crate::posts::rows::charter(tx, who.agency).await?;
            let said =
                self.word.verify(&charter.signing, Protocol::DOMAIN).map_err(|_| Problem::Signature)?;
            let partner = said.partner(who.agency).ok_or(Problem::NotFound)?;
            if !said.is_well_formed() {
                return Err(Problem::Malformed);
            }
            if !crate::agencies::rows::is_open(tx, partner).await? {
                return Err(Problem::State("partner-gone"));
            }
            if said.version != rows::newest(tx, said.one, said.other).await? + 1 {
                return Err(Problem::State("protocol-changed"));
            }
            rows::propose(tx, who, &said, &self.word).await?;
            let happening = Happening::bare().with("with", partner).with("version", said.version);
            tx.done(&grant, happening, ()).await
        }
    }
}

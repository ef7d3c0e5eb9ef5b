//! Verb `agencies.name-holders`: a small agency says which holders of others it trusts to vouch for its members.
//!
//! Under the agency's own signature: an officer's device counts no approval of somebody the server alone calls a holder.

use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_vault::Signed;
use danbe_words::{AgencyId, MemberId};
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "agencies.name-holders",
    effect: Effect::Writes,
    allows: &[(Standing::Officer, Relation::Own)],
    says: "say which holders of other agencies may vouch for members of one's own",
};

/// Holders an agency may name outside.
pub const MOST: usize = 5;

/// A holder of another agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outside {
    /// Her agency.
    pub agency: AgencyId,
    /// Pseudonym.
    pub member: MemberId,
    /// Her post, as it was read to the officer.
    pub handle: String,
}

/// An agency's word about holders from outside: all of them, in the place of the word before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// The agency that says so.
    pub agency: AgencyId,
    /// Counts its words, from 1.
    pub version: i64,
    /// Whom it names.
    pub outside: Vec<Outside>,
}

impl Named {
    /// Domain of the agency's signature.
    pub const DOMAIN: &str = "holders-outside";

    /// Whether it names somebody.
    #[must_use]
    pub fn names(&self, agency: &str, member: &str) -> bool {
        let same = |it: &Outside| it.agency.to_string() == agency && it.member.to_string() == member;
        self.outside.iter().any(same)
    }
}

/// Names them.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameHolders {
    /// Signed by the agency.
    pub word: Signed<Named>,
}

#[cfg(feature = "server")]
mod server {
    use super::{MOST, NameHolders, Named, SPEC};
    use crate::agencies::rows;
    use danbe_guard::{Actor, Relation, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_vault::MemberCard;
    use danbe_words::Problem;

    impl Verb for NameHolders {
        const SPEC: VerbSpec = SPEC;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let grant = tx.may::<Self>(who, Relation::Own)?;
            let charter = crate::posts::rows::charter(tx, who.agency).await?;
            let named = self.word.verify(&charter.signing, Named::DOMAIN).map_err(|_| Problem::Signature)?;
            let mut members: Vec<_> = named.outside.iter().map(|it| it.member).collect();
            members.sort_unstable();
            members.dedup();
            if named.agency != who.agency
                || named.outside.len() > MOST
                || members.len() != named.outside.len()
            {
                return Err(Problem::Malformed);
            }
            // Another officer named somebody meanwhile: this one looks again.
            if named.version != rows::version(tx, who.agency).await? + 1 {
                return Err(Problem::State("holders-changed"));
            }
            for outside in &named.outside {
                let found = rows::holder_elsewhere(tx, who.agency, &outside.handle).await?;
                let card = found.and_then(|it| serde_json::from_str::<MemberCard>(&it.card.text).ok());
                let hers = |card: &MemberCard| named.names(&card.agency, &card.member);
                if !card.as_ref().is_some_and(hers) {
                    return Err(Problem::State("holder-gone"));
                }
            }
            rows::insert_holders(tx, &named, &self.word).await?;
            let happening = Happening::bare().with("version", named.version).with("outside", members.len());
            tx.done(&grant, happening, ()).await
        }
    }
}

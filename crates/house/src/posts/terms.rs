//! Verbs `posts.set-terms` and `posts.acknowledge`: the agency's terms and code of conduct, read before access.
//!
//! The text is the agency's own, no other is invented for it. Until a member has said that she read the newest, she is
//! handed nothing to read; what she signed before still comes in, since somebody may depend on it.

use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use serde::{Deserialize, Serialize};

pub(crate) const SET: VerbSpec = VerbSpec {
    name: "posts.set-terms",
    effect: Effect::Writes,
    allows: &[(Standing::Officer, Relation::Own)],
    says: "write the terms and code of conduct of one's own agency, or their next version",
};

pub(crate) const ACKNOWLEDGE: VerbSpec = VerbSpec {
    name: "posts.acknowledge",
    effect: Effect::Writes,
    allows: super::MEMBERS,
    says: "say that one has read the terms and code of conduct of one's own agency",
};

/// Longest text, in bytes: some ten pages.
pub const LONGEST_TERMS: usize = 24 * 1024;

/// A text of terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// Counts the texts, from 1.
    pub version: i64,
    /// As written.
    pub text: String,
}

/// Writes the next text.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetTerms {
    /// As written, about no assisted person.
    pub text: String,
}

/// Says that a text was read.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Acknowledge {
    /// Which.
    pub version: i64,
}

#[cfg(feature = "server")]
mod server {
    use super::{ACKNOWLEDGE, Acknowledge, LONGEST_TERMS, SET, SetTerms};
    use crate::posts::rows;
    use danbe_guard::{Actor, Relation, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::Problem;

    impl Verb for SetTerms {
        const SPEC: VerbSpec = SET;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let grant = tx.may::<Self>(who, Relation::Own)?;
            if self.text.trim().is_empty() || self.text.len() > LONGEST_TERMS {
                return Err(Problem::Invalid { field: "terms", reason: "long" });
            }
            let version = rows::terms(tx, who.agency).await?.map_or(0, |terms| terms.version) + 1;
            rows::insert_terms(tx, who.agency, version, &self.text).await?;
            // Who wrote it has read it.
            rows::insert_acknowledgement(tx, who.member, version).await?;
            tx.done(&grant, Happening::bare().with("version", version), ()).await
        }
    }

    impl Verb for Acknowledge {
        const SPEC: VerbSpec = ACKNOWLEDGE;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let grant = tx.may::<Self>(who, Relation::Own)?;
            let newest = rows::terms(tx, who.agency).await?.map_or(0, |terms| terms.version);
            if !(1..=newest).contains(&self.version) {
                return Err(Problem::State("terms-unknown"));
            }
            rows::insert_acknowledgement(tx, who.member, self.version).await?;
            tx.done(&grant, Happening::bare().with("version", self.version), ()).await
        }
    }
}

//! Verbs `posts.suspend` and `posts.reinstate`: members refused from their next request, and taken back.
//!
//! Several at once: when a telephone list is lost nobody has time for one after the other. One stranger among them, and
//! none is touched. What a suspended member's device still holds comes in by the list "à reprendre".

use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_words::MemberId;
use serde::{Deserialize, Serialize};

pub(crate) const SUSPEND: VerbSpec = VerbSpec {
    name: "posts.suspend",
    effect: Effect::Writes,
    allows: &[(Standing::Officer, Relation::Agency), (Standing::Administrator, Relation::Agency)],
    says: "refuse members of one's own agency from their next request on, several at once",
};

pub(crate) const REINSTATE: VerbSpec = VerbSpec {
    name: "posts.reinstate",
    effect: Effect::Writes,
    allows: &[(Standing::Officer, Relation::Agency), (Standing::Administrator, Relation::Agency)],
    says: "take suspended members of one's own agency back",
};

/// Refuses these members from now on.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suspend {
    /// At least one, at most a hundred.
    pub members: Vec<MemberId>,
}

/// Takes these members back.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reinstate {
    /// At least one, at most a hundred.
    pub members: Vec<MemberId>,
}

#[cfg(feature = "server")]
mod server {
    use super::{REINSTATE, Reinstate, SUSPEND, Suspend};
    use crate::posts::rows;
    use danbe_guard::{Actor, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::{MemberId, Problem};

    const AT_ONCE: usize = 100;

    /// Several members at once, as the line names them.
    fn named(members: &[MemberId]) -> Result<String, Problem> {
        if members.is_empty() || members.len() > AT_ONCE {
            return Err(Problem::Malformed);
        }
        Ok(members.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))
    }

    /// The same, when nobody may do it to herself.
    pub(in crate::posts) fn others(who: &Actor, members: &[MemberId]) -> Result<String, Problem> {
        let named = named(members)?;
        if members.contains(&who.member) { Err(Problem::State("own-post")) } else { Ok(named) }
    }

    impl Verb for Suspend {
        const SPEC: VerbSpec = SUSPEND;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let relation = rows::relation(tx, who, &self.members).await?;
            let grant = tx.may::<Self>(who, relation)?;
            let named = others(who, &self.members)?;
            for member in &self.members {
                rows::suspend(tx, *member).await?;
            }
            tx.done(&grant, Happening::bare().with("members", named), ()).await
        }
    }

    impl Verb for Reinstate {
        const SPEC: VerbSpec = REINSTATE;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let relation = rows::relation(tx, who, &self.members).await?;
            let grant = tx.may::<Self>(who, relation)?;
            let named = named(&self.members)?;
            for member in &self.members {
                rows::reinstate(tx, *member).await?;
            }
            tx.done(&grant, Happening::bare().with("members", named), ()).await
        }
    }
}

#[cfg(feature = "server")]
pub(super) use server::others;

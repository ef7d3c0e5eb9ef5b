//! Verb `posts.dismiss`: a member leaves, and her post is vacant.
//!
//! Her key is worth nothing from the next request on, and the agency's own key is due to change: she has seen it.

use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_words::MemberId;
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "posts.dismiss",
    effect: Effect::Writes,
    allows: &[(Standing::Officer, Relation::Agency)],
    says: "note that a member of one's own agency has left: her key is worth nothing, her post is vacant",
};

/// This member has left.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dismiss {
    /// Who.
    pub member: MemberId,
}

#[cfg(feature = "server")]
mod server {
    use super::{Dismiss, SPEC};
    use crate::posts::rows;
    use danbe_guard::{Actor, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::Problem;

    impl Verb for Dismiss {
        const SPEC: VerbSpec = SPEC;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let relation = rows::relation(tx, who, &[self.member]).await?;
            let grant = tx.may::<Self>(who, relation)?;
            if self.member == who.member {
                return Err(Problem::State("own-post"));
            }
            let post = rows::post_held(tx, self.member).await?.ok_or(Problem::State("departed"))?;
            rows::depart(tx, self.member, &post).await?;
            tx.done(&grant, Happening::bare().with("member", self.member).with("post", post), ()).await
        }
    }
}

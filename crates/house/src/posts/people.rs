//! Verb `posts.people`: the posts of the agency, who holds them, who is invited.
//!
//! With the papers an officer's device needs to check everything itself: cards, requests, who heard what.

use super::{Limits, Post, Terms};
use crate::recovery::{Approved, Request};
use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_vault::{AgencyKey, MemberCard, Signed};
use danbe_words::MemberId;
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "posts.people",
    effect: Effect::Reads,
    allows: &[(Standing::Officer, Relation::Own), (Standing::Administrator, Relation::Own)],
    says: "see the posts of one's own agency, who holds them, and who is invited",
};

/// Asks for the posts and people of one's agency.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeopleOf {}

/// Who holds a post.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Holding {
    /// Pseudonym.
    pub member: MemberId,
    /// Since when she is suspended, milliseconds UTC.
    pub suspended: Option<i64>,
    /// From when she is refused, milliseconds UTC; never, where nobody said so.
    #[serde(default)]
    pub end: Option<i64>,
    /// The agency's word for her keys and post.
    pub card: Signed<MemberCard>,
}

/// A post and its holder.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Held {
    /// The post.
    pub post: Post,
    /// Nobody, while it is vacant.
    pub holder: Option<Holding>,
}

/// An invitation that waits.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Offered {
    /// What finds it.
    pub lookup: String,
    /// The post.
    pub post: Post,
    /// From when the code is worth nothing, milliseconds UTC.
    pub expires: i64,
    /// The new device's request, once it has come.
    pub request: Option<Signed<Request>>,
    /// Officers who heard the digits, with their papers.
    pub heard: Vec<Approved>,
}

/// The agency's people.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct People {
    /// Its posts, by name.
    pub posts: Vec<Held>,
    /// Its invitations.
    pub offers: Vec<Offered>,
    /// The agency's newest word for its opening key; the charter's until the first.
    pub key: Option<Signed<AgencyKey>>,
    /// Since when a change of that key is due.
    pub due: Option<i64>,
    /// The agency's terms; nobody has written any while there are none.
    pub terms: Option<Terms>,
    /// What it allows itself.
    #[serde(default)]
    pub limits: Limits,
}

#[cfg(feature = "server")]
mod server {
    use super::{Offered, People, PeopleOf, SPEC};
    use crate::enrolment::rows as enrolment;
    use crate::posts::limits::rows as limits;
    use crate::posts::rows;
    use danbe_guard::{Actor, Relation, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::Problem;

    impl Verb for PeopleOf {
        const SPEC: VerbSpec = SPEC;
        type Answer = People;

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<People>, Problem> {
            let grant = tx.may::<Self>(who, Relation::Own)?;
            let mut posts = rows::held(tx, who.agency).await?;
            for holding in posts.iter_mut().filter_map(|held| held.holder.as_mut()) {
                holding.end = limits::end(tx, holding.member).await?;
            }
            let mut offers = Vec::new();
            for (lookup, found) in enrolment::waiting(tx, who.agency).await? {
                let heard =
                    enrolment::heard(tx, &lookup).await?.into_iter().map(|(_, heard)| heard).collect();
                let (post, request, expires) = (found.post, found.request, found.expires.0);
                offers.push(Offered { lookup, post, expires, request, heard });
            }
            let key = rows::agency_key(tx, who.agency).await?;
            let due = rows::key_change_due(tx, who.agency).await?;
            let terms = rows::terms(tx, who.agency).await?;
            let limits = limits::limits(tx, who.agency).await?;
            let happening = Happening::bare().with("filter", "agency").with("count", posts.len());
            tx.done(&grant, happening, People { posts, offers, key, due, terms, limits }).await
        }
    }
}

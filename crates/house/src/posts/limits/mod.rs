//! Verbs `posts.set-limits` and `posts.set-end`: what an officer allows in her own agency, and until when somebody is in.
//!
//! Nothing is limited that nobody limited: where an officer says nothing, the program's own bounds hold (half a day for a
//! session, three days for an invitation). A limit lowered sends nobody away; it keeps the next one out.

use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_words::MemberId;
use serde::{Deserialize, Serialize};

pub(crate) const SET: VerbSpec = VerbSpec {
    name: "posts.set-limits",
    effect: Effect::Writes,
    allows: &[(Standing::Officer, Relation::Own)],
    says: "limit, in one's own agency, how many posts are held, how many invitations wait, how long a session lasts",
};

pub(crate) const END: VerbSpec = VerbSpec {
    name: "posts.set-end",
    effect: Effect::Writes,
    allows: &[(Standing::Officer, Relation::Agency), (Standing::Administrator, Relation::Agency)],
    says: "say until when members of one's own agency come in, several at once",
};

/// Longest session, in hours.
pub const HOURS: i64 = 12;
/// What an agency may allow itself at most, of posts and of invitations.
pub const MOST: i64 = 500;

/// What an agency allows itself; nothing where nobody said anything.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Posts held at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub posts: Option<i64>,
    /// Invitations that wait at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invitations: Option<i64>,
    /// Hours a session lasts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<i64>,
}

impl Limits {
    /// Name of the first that cannot be meant.
    #[must_use]
    pub fn wrong(&self) -> Option<&'static str> {
        let beyond = |limit: Option<i64>, most| limit.is_some_and(|n| !(1..=most).contains(&n));
        [("posts", self.posts, MOST), ("invitations", self.invitations, MOST), ("hours", self.hours, HOURS)]
            .into_iter()
            .find_map(|(name, limit, most)| beyond(limit, most).then_some(name))
    }
}

/// Sets all of them, in the place of those before.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetLimits {
    /// From now on.
    pub limits: Limits,
}

/// Says until when these members come in.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetEnd {
    /// At least one, at most a hundred.
    pub members: Vec<MemberId>,
    /// From when they are refused, milliseconds UTC; never, when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<i64>,
}

#[cfg(feature = "server")]
pub(crate) mod rows;

#[cfg(feature = "server")]
mod server {
    use super::{END, SET, SetEnd, SetLimits, rows};
    use crate::posts::rows as posts;
    use crate::posts::suspend::others;
    use danbe_guard::{Actor, Relation, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::Problem;

    impl Verb for SetLimits {
        const SPEC: VerbSpec = SET;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let grant = tx.may::<Self>(who, Relation::Own)?;
            if let Some(field) = self.limits.wrong() {
                return Err(Problem::Invalid { field, reason: "limit" });
            }
            rows::set(tx, who.agency, self.limits).await?;
            let said = |limit: Option<i64>| limit.map_or_else(|| "-".to_owned(), |n| n.to_string());
            let happening = Happening::bare()
                .with("posts", said(self.limits.posts))
                .with("invitations", said(self.limits.invitations))
                .with("hours", said(self.limits.hours));
            tx.done(&grant, happening, ()).await
        }
    }

    impl Verb for SetEnd {
        const SPEC: VerbSpec = END;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let relation = posts::relation(tx, who, &self.members).await?;
            let grant = tx.may::<Self>(who, relation)?;
            let named = others(who, &self.members)?;
            for member in &self.members {
                rows::set_end(tx, *member, self.end).await?;
            }
            let end = self.end.map_or_else(|| "-".to_owned(), |at| at.to_string());
            tx.done(&grant, Happening::bare().with("members", named).with("end", end), ()).await
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_a_number_somebody_can_mean_or_none() {
        assert_eq!(Limits::default().wrong(), None);
        let limits = |posts, invitations, hours| Limits { posts, invitations, hours };
        assert_eq!(limits(Some(1), Some(MOST), Some(HOURS)).wrong(), None);
        assert_eq!(limits(Some(0), None, None).wrong(), Some("posts"));
        assert_eq!(limits(None, Some(MOST + 1), None).wrong(), Some("invitations"));
        assert_eq!(
            limits(None, None, Some(HOURS + 1)).wrong(),
            Some("hours"),
            "no agency outlasts the country"
        );
    }
}

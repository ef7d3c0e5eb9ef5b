//! Verb `roles.list`: the roles of one's own agency, and which post has which.

use danbe_guard::{Effect, Relation, Role, Standing, VerbSpec};
use danbe_words::{Duty, RoleId};
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "roles.list",
    effect: Effect::Reads,
    allows: &[(Standing::Officer, Relation::Own)],
    says: "see the roles of one's own agency, and which post has which",
};

/// Asks for them.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RolesOf {}

/// A role as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleShown {
    /// Id.
    pub id: RoleId,
    /// How often it was written.
    pub version: i64,
    /// Since when it is as it is, milliseconds UTC.
    pub since: i64,
    /// What the agency calls it.
    pub name: String,
    /// The verbs it keeps.
    pub keeps: Role,
}

/// A post, and the role it has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostShown {
    /// Sign-in name.
    pub post: String,
    /// What it is charged with.
    pub duties: Vec<Duty>,
    /// None: its whole duty.
    pub role: Option<RoleId>,
}

/// The roles of an agency.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Roles {
    /// By name.
    pub roles: Vec<RoleShown>,
    /// Its posts, by name.
    pub posts: Vec<PostShown>,
}

#[cfg(feature = "server")]
mod server {
    use super::{Roles, RolesOf, SPEC};
    use crate::roles::rows;
    use danbe_guard::{Actor, Relation, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::Problem;

    impl Verb for RolesOf {
        const SPEC: VerbSpec = SPEC;
        type Answer = Roles;

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<Roles>, Problem> {
            let grant = tx.may::<Self>(who, Relation::Own)?;
            let seen = Roles {
                roles: rows::roles(tx, who.agency).await?,
                posts: rows::posts(tx, who.agency).await?,
            };
            let happening = Happening::bare().with("filter", "agency").with("count", seen.roles.len());
            tx.done(&grant, happening, seen).await
        }
    }
}

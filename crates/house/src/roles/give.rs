//! Verb `roles.give`: a post of the agency gets a role, another, or none. It counts from the next envelope on.

use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_words::RoleId;
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "roles.give",
    effect: Effect::Writes,
    allows: &[(Standing::Officer, Relation::Agency)],
    says: "give a post of one's own agency a role, or its whole duty again",
};

/// Gives a post a role.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Give {
    /// Name of the post, held or vacant.
    pub post: String,
    /// The role; its whole duty, when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<RoleId>,
}

#[cfg(feature = "server")]
mod server {
    use super::{Give, SPEC};
    use crate::roles::rows;
    use danbe_guard::{Actor, Relation, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::Problem;

    impl Verb for Give {
        const SPEC: VerbSpec = SPEC;
        type Answer = ();

        /// A post or a role of another agency is none.
        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let post = rows::agency_of(tx, &self.post).await?;
            let role = match self.role {
                Some(role) => rows::of(tx, role).await?.map(|(agency, _)| agency),
                None => Some(who.agency),
            };
            let own = post == Some(who.agency) && role == Some(who.agency);
            let grant = tx.may::<Self>(who, if own { Relation::Agency } else { Relation::Stranger })?;
            rows::give(tx, &self.post, self.role).await?;
            let role = self.role.map_or_else(|| "-".to_owned(), |role| role.to_string());
            tx.done(&grant, Happening::bare().with("post", &self.post).with("role", role), ()).await
        }
    }
}

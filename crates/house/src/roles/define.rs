//! Verb `roles.define`: an officer writes a role of her agency, or its next version.
//!
//! The event carries the verbs kept, never the name: the name is free text.

use danbe_guard::{Effect, Relation, Role, Standing, VerbSpec};
use danbe_words::RoleId;
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "roles.define",
    effect: Effect::Writes,
    allows: &[(Standing::Officer, Relation::Own)],
    says: "build a role of one's own agency: what it leaves of a post's work on files, verb by verb",
};

/// Characters of a name, at most.
pub const LONGEST: usize = 60;
/// Roles of one agency, at most.
pub const MOST: i64 = 50;

/// Writes a role.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Define {
    /// Drawn by the officer's device; the same from version to version.
    pub id: RoleId,
    /// The version it starts from; 0 for a new role.
    pub from: i64,
    /// What the agency calls it, about no assisted person.
    pub name: String,
    /// The verbs it keeps.
    pub keeps: Role,
}

impl Define {
    /// Whether the name can be one.
    #[must_use]
    pub fn is_named(&self) -> bool {
        let name = self.name.trim();
        (1..=LONGEST).contains(&name.chars().count()) && !name.chars().any(char::is_control)
    }
}

#[cfg(feature = "server")]
mod server {
    use super::{Define, MOST, SPEC};
    use crate::roles::rows;
    use danbe_guard::{Actor, Policy, Relation, Role, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::{AgencyClass, Problem};
    use std::collections::BTreeSet;

    impl Verb for Define {
        const SPEC: VerbSpec = SPEC;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let before = rows::of(tx, self.id).await?;
            let anothers = before.as_ref().is_some_and(|(agency, _)| *agency != who.agency);
            let grant = tx.may::<Self>(who, if anothers { Relation::Stranger } else { Relation::Own })?;
            if !self.is_named() {
                return Err(Problem::Invalid { field: "name", reason: "role-name" });
            }
            let keeps = kept(&tx.policy(), who.class, &self.keeps)?;
            let version = before.map_or(0, |(_, version)| version);
            if version != self.from {
                return Err(Problem::State("role-changed"));
            }
            if version == 0 && rows::count(tx, who.agency).await? >= MOST {
                return Err(Problem::State("roles-many"));
            }
            if rows::is_named(tx, who.agency, self.id, self.name.trim()).await? {
                return Err(Problem::State("role-named"));
            }
            rows::put(tx, who.agency, &self, (version + 1, &keeps)).await?;
            let happening =
                Happening::bare().with("role", self.id).with("version", version + 1).with("keeps", keeps);
            tx.done(&grant, happening, ()).await
        }
    }

    /// The verbs named, each once and in order.
    fn kept(policy: &Policy, class: AgencyClass, keeps: &Role) -> Result<String, Problem> {
        let named: BTreeSet<&str> = keeps.verbs().collect();
        for verb in &named {
            match policy.verb(verb) {
                None => return Err(Problem::Invalid { field: "keeps", reason: "role-verb" }),
                Some(_) if !policy.is_narrowable(verb, class) => {
                    return Err(Problem::Invalid { field: "keeps", reason: "role-spared" });
                }
                Some(_) => {}
            }
        }
        Ok(named.into_iter().collect::<Vec<_>>().join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_short_line() {
        let named = |name: &str| {
            let id = RoleId::from_bytes([1; 16]);
            Define { id, from: 0, name: name.into(), keeps: Role::default() }.is_named()
        };
        assert!(named("accueil") && named(&"é".repeat(LONGEST)));
        assert!(!named("  ") && !named("deux\nlignes") && !named(&"a".repeat(LONGEST + 1)));
    }
}

//! Verb `cases.beside`: a second file over the same person, of the other kind. Who was smuggled turns out to be a victim of
//! trafficking, or the other way round: both files stay, each with its own questions and its own mechanism, and the
//! person is one.

#[cfg(feature = "server")]
pub(super) mod rows;

use super::register::Registration;
use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_words::FileId;
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "cases.beside",
    effect: Effect::Writes,
    allows: &[(Standing::Caseworker, Relation::Team)],
    says: "open a file of the other kind, trafficking or smuggling, over the person of a file of one's own team",
};

/// A second file on its way in.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Beside {
    /// The file there is.
    pub of: FileId,
    /// The new one: the same person, the other kind.
    pub file: Registration,
}

#[cfg(feature = "server")]
mod server {
    use super::{Beside, SPEC, rows as own};
    use crate::cases::rows;
    use danbe_guard::{Actor, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::Problem;

    impl Verb for Beside {
        const SPEC: VerbSpec = SPEC;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let (grant, found) = rows::granted::<Self>(tx, who, self.of).await?;
            self.file.check()?;
            if self.file.person != found.keyring.person || self.file.kind == found.kind {
                return Err(Problem::Invalid { field: "kind", reason: "kind" });
            }
            if own::other(tx, self.of).await?.is_some() {
                return Err(Problem::State("exists"));
            }
            rows::insert(tx, who, &self.file).await?;
            own::join(tx, self.of, self.file.file).await?;
            let tag = rows::tag(tx, found.keyring.person).await?;
            tx.done(&grant, self.file.counted(Happening::about(tag)), ()).await
        }
    }
}

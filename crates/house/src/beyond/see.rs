//! Verb `beyond.see`: which root of the other side of the wall one's own root recognised; a device reads nothing from over
//! there before it has it.

use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "beyond.see",
    effect: Effect::Reads,
    allows: &[(Standing::Officer, Relation::Own), (Standing::Investigator, Relation::Own)],
    says: "see which root of the other side of the wall one's own root recognised",
};

/// Asks for it.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct See {}

#[cfg(feature = "server")]
mod server {
    use super::{SPEC, See};
    use crate::beyond::{Recognition, rows};
    use danbe_guard::{Actor, Relation, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_vault::Signed;
    use danbe_words::Problem;

    impl Verb for See {
        const SPEC: VerbSpec = SPEC;
        type Answer = Option<Signed<Recognition>>;

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<Self::Answer>, Problem> {
            let grant = tx.may::<Self>(who, Relation::Own)?;
            let word = rows::recognised(tx).await?;
            let happening =
                Happening::bare().with("filter", "beyond").with("count", i64::from(word.is_some()));
            tx.done(&grant, happening, word).await
        }
    }
}

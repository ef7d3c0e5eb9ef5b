//! Verb `posts.keep-capsule`: what her five words open on another device, locked by her own device.
//!
//! A founded post has its capsule from the first day. Who was invited or brought back drew her words alone, on her own
//! device: it locks her keys under them the next time they are typed, at a cost no server chooses.

use danbe_guard::{Effect, VerbSpec};
use danbe_vault::Capsule;
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "posts.keep-capsule",
    effect: Effect::Writes,
    allows: super::MEMBERS,
    says: "leave one's own keys with the server, locked under one's five words, for another device",
};

/// Her keys under her words.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeepCapsule {
    /// It replaces the one before.
    pub capsule: Capsule,
}

#[cfg(feature = "server")]
pub mod rows;

#[cfg(feature = "server")]
mod server {
    use super::{KeepCapsule, SPEC, rows};
    use danbe_guard::{Actor, Relation, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::Problem;

    /// Longest capsule, in bytes of its text: two secret keys, and pins with a dozen witnesses.
    const LONGEST: usize = 8 * 1024;

    impl Verb for KeepCapsule {
        const SPEC: VerbSpec = SPEC;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let grant = tx.may::<Self>(who, Relation::Own)?;
            let text = serde_json::to_string(&self.capsule).map_err(|_| Problem::Malformed)?;
            if self.capsule.params.check().is_err() || text.len() > LONGEST {
                return Err(Problem::Malformed);
            }
            rows::put_capsule(tx, who.member, &text).await?;
            tx.done(&grant, Happening::bare(), ()).await
        }
    }
}

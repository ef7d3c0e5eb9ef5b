//! Verb `cases.note`: a dated note is added to a file, sealed with the account.

use super::record::{PersonKey, SealedRecord};
use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_words::FileId;
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "cases.note",
    effect: Effect::Writes,
    allows: &[(Standing::Caseworker, Relation::Team)],
    says: "add a note to a file of one's own team",
};

/// A note on its way in.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoteBody {
    /// The file.
    pub file: FileId,
    /// The sealed note.
    pub record: SealedRecord,
    /// The record's own key; none when it is sealed under one of the file's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<PersonKey>,
}

#[cfg(feature = "server")]
mod server {
    use super::{NoteBody, SPEC};
    use crate::cases::rows;
    use danbe_guard::{Actor, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::Problem;

    impl Verb for NoteBody {
        const SPEC: VerbSpec = SPEC;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let (grant, found) = rows::granted::<Self>(tx, who, self.file).await?;
            found.is_open()?;
            rows::take_key(tx, self.file, &self.record, self.key.as_ref()).await?;
            rows::insert_record(tx, self.file, "note", who, &self.record).await?;
            let tag = rows::tag(tx, found.keyring.person).await?;
            tx.done(&grant, Happening::about(tag), ()).await
        }
    }
}

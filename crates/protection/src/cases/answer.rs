//! Verb `cases.answer`: one answer is added to a file; nothing is overwritten.
//!
//! Two colleagues may answer the same question from the same version, even without a network: both records
//! are kept, both are shown, and a person chooses. An answer that is also a coded fact carries its code in
//! clear; the event says what it was, so that every figure can be recounted.

use super::record::{PersonKey, SealedRecord};
use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_words::{AgeBand, FileId, Form, Nationality, Sex};
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "cases.answer",
    effect: Effect::Writes,
    allows: &[(Standing::Caseworker, Relation::Team)],
    says: "add or change an answer in a file of one's own team",
};

/// A coded fact that changes with the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FactChange {
    /// Sex.
    Sex(Sex),
    /// Age band.
    Band(AgeBand),
    /// Presumed form of exploitation.
    Form(Form),
    /// Nationality.
    Nationality(Nationality),
}

/// An answer on its way in.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerBody {
    /// The file.
    pub file: FileId,
    /// The sealed answer.
    pub record: SealedRecord,
    /// The record's own key; none when it is sealed under one of the file's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<PersonKey>,
    /// The fact it changes, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fact: Option<FactChange>,
}

#[cfg(feature = "server")]
mod server {
    use super::{AnswerBody, FactChange, SPEC};
    use crate::cases::{Facts, rows};
    use danbe_guard::{Actor, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::Problem;

    impl Verb for AnswerBody {
        const SPEC: VerbSpec = SPEC;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let found = rows::file(tx, self.file).await?;
            let grant = tx.may::<Self>(who, who.towards(found.as_ref().map(rows::File::place)))?;
            let found = found.ok_or(Problem::NotFound)?;
            rows::take_key(tx, self.file, &self.record, self.key.as_ref()).await?;
            rows::insert_record(tx, self.file, "answer", who, &self.record).await?;
            let tag = rows::tag(tx, found.keyring.person).await?;
            let mut happening = Happening::about(tag);
            if let Some(change) = self.fact {
                let (name, was, is, facts) = changed(found.facts, change);
                rows::update_facts(tx, self.file, &facts).await?;
                happening = happening.with("fact", name).with("was", was).with(name, is);
            }
            tx.done(&grant, happening, ()).await
        }
    }

    fn changed(mut facts: Facts, change: FactChange) -> (&'static str, String, String, Facts) {
        let (name, was, is) = match change {
            FactChange::Sex(sex) => {
                ("sex", std::mem::replace(&mut facts.sex, sex).to_string(), sex.to_string())
            }
            FactChange::Band(band) => {
                ("band", std::mem::replace(&mut facts.band, band).to_string(), band.to_string())
            }
            FactChange::Form(form) => {
                ("form", std::mem::replace(&mut facts.form, form).to_string(), form.to_string())
            }
            FactChange::Nationality(to) => {
                ("nationality", std::mem::replace(&mut facts.nationality, to).to_string(), to.to_string())
            }
        };
        (name, was, is, facts)
    }
}

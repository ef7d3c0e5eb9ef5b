//! Verb `cases.answer`: one answer is added to a file; nothing is overwritten.
//!
//! Two colleagues may answer the same question from the same version, even without a network: both records
//! are kept, both are shown, and a person chooses. An answer that is also a coded fact carries its code in
//! clear; the event says what it was, so that every figure can be recounted.

use super::record::{PersonKey, SealedRecord};
use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_vault::Wrap;
use danbe_words::{AgeBand, FileId, Form, Manner, Month, Nationality, Region, Sex};
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
    /// Month of first contact.
    Month(Month),
    /// Region of first contact.
    Region(Region),
    /// How the service met the person.
    Manner(Manner),
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
    /// How she is found from now on, if the answer is her name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub named: Option<Named>,
}

/// The card and tokens of a corrected name: the old ones go, so that she is found as she is called.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// The name card, for the agency alone.
    pub card: Wrap,
    /// Tokens of the name and the numbers.
    pub tokens: Vec<u32>,
}

#[cfg(feature = "server")]
mod server {
    use super::{AnswerBody, FactChange, SPEC};
    use crate::cases::card::check_tokens;
    use crate::cases::{Facts, rows};
    use danbe_guard::{Actor, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::{FileKind, Problem};

    impl Verb for AnswerBody {
        const SPEC: VerbSpec = SPEC;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let (grant, found) = rows::granted::<Self>(tx, who, self.file).await?;
            found.is_open()?;
            if found.kind == FileKind::Smuggling && matches!(self.fact, Some(FactChange::Form(_))) {
                return Err(Problem::Invalid { field: "form", reason: "kind" });
            }
            rows::take_key(tx, self.file, &self.record, self.key.as_ref()).await?;
            rows::insert_record(tx, self.file, "answer", who, &self.record).await?;
            if let Some(named) = &self.named {
                check_tokens(&named.tokens)?;
                rows::rename(tx, who.agency, self.file, named).await?;
            }
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

    /// Name of the fact, what it was, what it becomes, and the facts with it.
    fn changed(facts: Facts, change: FactChange) -> (&'static str, String, String, Facts) {
        let mut after = facts;
        let name = match change {
            FactChange::Sex(sex) => put(&mut after.sex, sex, "sex"),
            FactChange::Band(band) => put(&mut after.band, band, "band"),
            FactChange::Form(form) => put(&mut after.form, form, "form"),
            FactChange::Nationality(nationality) => put(&mut after.nationality, nationality, "nationality"),
            FactChange::Month(month) => put(&mut after.month, month, "month"),
            FactChange::Region(region) => put(&mut after.region, region, "region"),
            FactChange::Manner(manner) => put(&mut after.manner, manner, "manner"),
        };
        let code = |facts: &Facts| {
            facts
                .coded()
                .into_iter()
                .find(|(fact, _)| *fact == name)
                .map(|(_, code)| code)
                .unwrap_or_default()
        };
        (name, code(&facts), code(&after), after)
    }

    fn put<T>(place: &mut T, value: T, name: &'static str) -> &'static str {
        *place = value;
        name
    }
}

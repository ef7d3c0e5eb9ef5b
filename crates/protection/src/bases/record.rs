//! Verb `bases.record`: a consent is written down, or a decision taken on another ground.

use super::Said;
use crate::cases::{PersonKey, SealedRecord};
use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_vault::Wrap;
use danbe_words::{AgencyId, FileId};
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "bases.record",
    effect: Effect::Writes,
    allows: &[(Standing::Caseworker, Relation::Team)],
    says: "write down a consent, or a decision on another ground, in a file of one's own team",
};

/// A basis on its way in.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recorded {
    /// The file.
    pub file: FileId,
    /// What was agreed or decided.
    pub said: Said,
    /// The words beside it, sealed in the file.
    pub record: SealedRecord,
    /// The record's own key; none when it is sealed under one of the file's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<PersonKey>,
    /// What was signed on the screen or on paper, where it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<Attached>,
    /// The agency that reviews a decision on vital interest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reviewer: Option<AgencyId>,
    /// The reason, for the reviewing agency alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Wrap>,
}

/// A sealed record beside another one, under a key of its own or under one of the file's.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attached {
    /// The record, of the account's tier.
    pub record: SealedRecord,
    /// Its key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<PersonKey>,
}

#[cfg(feature = "server")]
mod server {
    use super::{Recorded, SPEC};
    use crate::bases::rows;
    use crate::cases::rows as cases;
    use danbe_guard::{Actor, Lack, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::{Ground, Problem, Tier};

    impl Verb for Recorded {
        const SPEC: VerbSpec = SPEC;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let (grant, found) = cases::granted::<Self>(tx, who, self.file).await?;
            let terms = self.said.terms(tx.now(), who.member, found.facts.band);
            let vital = self.said.ground == Ground::VitalInterest;
            let reviewed = self.reviewer.is_some_and(|by| by != who.agency) && self.reason.is_some();
            let marked = self.mark.as_ref().is_none_or(|mark| mark.record.tier == Tier::Account)
                && self.mark.is_some() == self.said.evidence.leaves_a_mark();
            if !marked || !self.said.is_coherent() || self.record.tier != Tier::Account || vital != reviewed {
                return Err(Problem::Malformed);
            }
            match terms.alive(tx.now()) {
                // It waits for the other worker: nothing leaves by it until she has signed.
                Ok(()) | Err(Lack::Second) => {}
                Err(lack) => return Err(Problem::State(lack.code())),
            }
            cases::take_key(tx, self.file, &self.record, self.key.as_ref()).await?;
            cases::insert_record(tx, self.file, "basis", who, &self.record).await?;
            rows::insert(tx, who.agency, Some((self.file, self.record.id)), &terms, &self.said).await?;
            if let Some(mark) = &self.mark {
                cases::take_key(tx, self.file, &mark.record, mark.key.as_ref()).await?;
                cases::insert_record(tx, self.file, rows::MARK, who, &mark.record).await?;
                rows::keep_mark(tx, terms.id, mark.record.id).await?;
            }
            if let (Some(reviewer), Some(reason)) = (self.reviewer, &self.reason) {
                rows::ask_review(tx, terms.id, reviewer, reason).await?;
            }
            let tag = cases::tag(tx, found.keyring.person).await?;
            let happening = Happening::about(tag)
                .with("basis", terms.id)
                .with("ground", terms.ground)
                .with("purpose", terms.purpose)
                .with("receiver", terms.receiver);
            tx.done(&grant, happening, ()).await
        }
    }
}

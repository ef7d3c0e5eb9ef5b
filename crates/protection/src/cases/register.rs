//! Verb `cases.register`: a presumed victim is registered.
//!
//! Three facts are required, place, date and manner of contact; every other answer may stay unknown, and no
//! document is ever required. As typed it is a draft ([`super::steps`]); as meant it is a [`Registration`],
//! sealed on the device by [`Sealing`]; the server checks shapes it can see and stores what it cannot read.

use super::card::check_tokens;
use super::facts::Facts;
use super::record::{Answer, Content, Keyring, PersonKey, SealedRecord};
use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_vault::{Chance, SealingKey, SecretKey, Wrap};
use danbe_words::{AgencyId, FileId, FileKind, Form, PersonId, Problem, Tier};
use serde::{Deserialize, Serialize};

/// Who may: a caseworker of an agency that assists.
pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "cases.register",
    effect: Effect::Writes,
    allows: &[(Standing::Caseworker, Relation::Own)],
    says: "register a presumed victim for one's own team",
};

/// Keys a registration may bring: a capture-only phone makes new ones for each page of answers.
const KEYS: usize = 32;
/// Sealed records a registration may bring.
const RECORDS: usize = 64;

/// A presumed victim, as the server receives her.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registration {
    /// The file's id, made on the device.
    pub file: FileId,
    /// The person's pseudonym in the agency, made on the device.
    pub person: PersonId,
    /// What the file is about.
    #[serde(default, skip_serializing_if = "FileKind::is_trafficking")]
    pub kind: FileKind,
    /// Coded facts.
    pub facts: Facts,
    /// The person's keys, wrapped to the agency.
    pub keys: Vec<PersonKey>,
    /// Identity and account, sealed.
    pub records: Vec<SealedRecord>,
    /// The name card, for the agency alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<Wrap>,
    /// Tokens of the name and of the numbers, truncated so that several persons share each.
    #[serde(default)]
    pub tokens: Vec<u32>,
}

impl Registration {
    /// Checks what can be seen: that records name keys that came with them, and that nothing is oversized.
    ///
    /// # Errors
    /// [`Problem::Invalid`] naming the part.
    pub fn check(&self) -> Result<(), Problem> {
        let limit =
            |field, fits: bool| if fits { Ok(()) } else { Err(Problem::Invalid { field, reason: "long" }) };
        limit("keys", self.keys.len() <= KEYS)?;
        limit("records", self.records.len() <= RECORDS)?;
        check_tokens(&self.tokens)?;
        if self.kind == FileKind::Smuggling && self.facts.form != Form::Unknown {
            return Err(Problem::Invalid { field: "form", reason: "kind" });
        }
        let keyed = |record: &SealedRecord| {
            self.keys.iter().any(|key| key.id == record.key && key.tier == record.tier)
        };
        if self.records.iter().all(keyed) {
            Ok(())
        } else {
            Err(Problem::Invalid { field: "records", reason: "key" })
        }
    }
}

/// The device's side of a registration: seals answers as they come, under keys it may forget.
#[derive(Debug)]
pub struct Sealing {
    keyring: Keyring,
    to: SealingKey,
    keys: Vec<PersonKey>,
    records: Vec<SealedRecord>,
    open: Vec<(Tier, SecretKey, danbe_words::KeyId)>,
}

impl Sealing {
    /// Begins a file for an agency.
    pub fn begin(agency: AgencyId, to: SealingKey, chance: &mut Chance) -> Self {
        let keyring = Keyring {
            agency,
            person: PersonId::from_bytes(chance.bytes()),
            file: FileId::from_bytes(chance.bytes()),
        };
        Self { keyring, to, keys: Vec::new(), records: Vec::new(), open: Vec::new() }
    }

    /// Begins a second file over the person of one there is already.
    pub fn beside(known: Keyring, agency: AgencyId, to: SealingKey, chance: &mut Chance) -> Self {
        let new = Self::begin(agency, to, chance);
        Self { keyring: Keyring { person: known.person, ..new.keyring }, ..new }
    }

    /// Takes up a file whose earlier answers are sealed and can no longer be read here.
    #[must_use]
    pub const fn resume(
        keyring: Keyring,
        to: SealingKey,
        keys: Vec<PersonKey>,
        records: Vec<SealedRecord>,
    ) -> Self {
        Self { keyring, to, keys, records, open: Vec::new() }
    }

    /// What the file is.
    #[must_use]
    pub const fn keyring(&self) -> Keyring {
        self.keyring
    }

    /// Whom it is sealed to.
    #[must_use]
    pub const fn to(&self) -> &SealingKey {
        &self.to
    }

    /// What is sealed so far: all a capture-only phone keeps.
    #[must_use]
    pub fn sealed(&self) -> (&[PersonKey], &[SealedRecord]) {
        (&self.keys, &self.records)
    }

    /// Seals answers of one tier as one record; nothing when there are none.
    pub fn answers(&mut self, tier: Tier, answers: Vec<Answer>, chance: &mut Chance) {
        if !answers.is_empty() {
            self.content(tier, &Content::Answers(answers), chance);
        }
    }

    fn content(&mut self, tier: Tier, content: &Content, chance: &mut Chance) {
        if !self.open.iter().any(|(held, ..)| *held == tier) {
            let (key, wrapped) = self.keyring.new_key(tier, &self.to, chance);
            self.open.push((tier, key, wrapped.id));
            self.keys.push(wrapped);
        }
        if let Some((_, key, id)) = self.open.iter().find(|(held, ..)| *held == tier) {
            let record = self.keyring.seal(content, tier, (key, *id), chance);
            self.records.push(record);
        }
    }

    /// Seals a note beside the answers.
    pub fn note(&mut self, text: String, chance: &mut Chance) {
        self.content(Tier::Account, &Content::Note(text), chance);
    }

    /// The registration, ready to be signed.
    #[must_use]
    pub fn finish(self, kind: FileKind, facts: Facts, card: Option<Wrap>, tokens: Vec<u32>) -> Registration {
        Registration {
            file: self.keyring.file,
            person: self.keyring.person,
            kind,
            facts,
            keys: self.keys,
            records: self.records,
            card,
            tokens,
        }
    }
}

#[cfg(feature = "server")]
mod server {
    use super::{Registration, SPEC};
    use crate::cases::rows;
    use danbe_guard::{Actor, Relation, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::{Problem, Stage};

    impl Verb for Registration {
        const SPEC: VerbSpec = SPEC;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let grant = tx.may::<Self>(who, Relation::Own)?;
            self.check()?;
            let tag = rows::begin(tx, who, &self).await?;
            tx.done(&grant, self.counted(Happening::about(tag)), ()).await
        }
    }

    impl Registration {
        /// What figures hear of a person who is registered for the first time.
        pub(crate) fn counted(&self, happening: Happening) -> Happening {
            let mut happening = happening.with("stage", Stage::Presumed).with("kind", self.kind);
            for (name, code) in self.facts.coded() {
                happening = happening.with(name, code);
            }
            happening
        }
    }
}

//! Sealed records: the unit the server stores, orders and cannot read.
//!
//! A record is a few answers (or a note) sealed under one of the person's keys; the key itself travels wrapped
//! to the agency. A capture-only phone seals each page of answers at once, under keys it forgets at once, so a file
//! may hold several keys of each tier.

use danbe_vault::{Chance, Context, Length, Sealed, SealingKey, SecretKey, VaultError, Wrap, seal, wrap};
use danbe_words::{AgencyId, FileId, KeyId, PersonId, RecordId, Tier};
use serde::{Deserialize, Serialize};

/// Schema of the sealed content; readers of every older one are kept.
const SCHEMA: u16 = 1;

/// One answer to one question: nothing is overwritten, a later answer names those it started from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Name of the question.
    pub question: String,
    /// What was answered; codes for closed questions, empty when taken back.
    pub value: String,
    /// The records whose answer the author had before her when she wrote this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub from: Vec<RecordId>,
}

/// What a record holds when opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Content {
    /// Answers given together.
    Answers(Vec<Answer>),
    /// A note, in the author's words.
    Note(String),
    /// The words beside a consent, or another ground of a share.
    Basis(crate::bases::Words),
    /// What was signed for it, on the screen or on paper: see [`crate::bases::mark`].
    Mark(String),
}

/// One of the person's keys, wrapped to the agency that holds the file.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonKey {
    /// The key's id, named by the records it seals.
    pub id: KeyId,
    /// What it opens: account or identity.
    pub tier: Tier,
    /// The key, for the agency's opening key alone (RFC 9180).
    pub wrap: Wrap,
}

/// A record on its way in.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealedRecord {
    /// The record's id, bound inside the seal.
    pub id: RecordId,
    /// Account or identity.
    pub tier: Tier,
    /// Which of the person's keys.
    pub key: KeyId,
    /// XChaCha20-Poly1305 over the padded content.
    pub sealed: Sealed,
}

/// A record as the server hands it out.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Record {
    /// The sealed record.
    pub record: SealedRecord,
    /// Pseudonym of who wrote it.
    pub author: String,
    /// Order in the ledger.
    pub version: u64,
    /// When the server received it, milliseconds UTC.
    pub at: i64,
}

/// Which file of which person in which agency: what every seal is bound to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keyring {
    /// The agency that holds the file.
    pub agency: AgencyId,
    /// The person's pseudonym.
    pub person: PersonId,
    /// The file.
    pub file: FileId,
}

impl Keyring {
    /// Makes a new key of a tier and wraps it to the agency.
    pub fn new_key(
        &self,
        tier: Tier,
        agency_key: &SealingKey,
        chance: &mut Chance,
    ) -> (SecretKey, PersonKey) {
        let id = KeyId::from_bytes(chance.bytes());
        let key = SecretKey::generate(chance);
        let wrap =
            wrap(agency_key, KEY_INFO, &self.key_aad(id, tier), &key.expose()[..], Length::Exact, chance);
        (key, PersonKey { id, tier, wrap })
    }

    /// Opens a wrapped key with the agency's opening key.
    ///
    /// # Errors
    /// When the wrap is another agency's, file's, person's or tier's, or damaged.
    pub fn open_key(
        &self,
        key: &PersonKey,
        opening: &danbe_vault::OpeningKey,
    ) -> Result<SecretKey, VaultError> {
        let bytes = danbe_vault::unwrap(opening, KEY_INFO, &self.key_aad(key.id, key.tier), &key.wrap)?;
        SecretKey::from_bytes(&bytes)
    }

    /// Seals a content as a new record.
    pub fn seal(
        &self,
        content: &Content,
        tier: Tier,
        key: (&SecretKey, KeyId),
        chance: &mut Chance,
    ) -> SealedRecord {
        let id = RecordId::from_bytes(chance.bytes());
        let plain = serde_json::to_vec(content).unwrap_or_default();
        let sealed = self.with_context(id, tier, |context| seal(key.0, context, &plain, chance));
        SealedRecord { id, tier, key: key.1, sealed }
    }

    /// Opens a record.
    ///
    /// # Errors
    /// When key, file, person, tier or id are not those it was sealed for, or a byte changed.
    pub fn open(&self, record: &SealedRecord, key: &SecretKey) -> Result<Content, VaultError> {
        let plain = self.with_context(record.id, record.tier, |context| {
            danbe_vault::open(key, context, &record.sealed)
        })?;
        danbe_vault::text::from_json(&plain)
    }

    fn with_context<T>(&self, id: RecordId, tier: Tier, f: impl FnOnce(&Context<'_>) -> T) -> T {
        let (agency, person, file, record) =
            (self.agency.to_string(), self.person.to_string(), self.file.to_string(), id.to_string());
        f(&Context {
            agency: &agency,
            person: &person,
            file: &file,
            table: "cases_record",
            record: &record,
            version: 1,
            schema: SCHEMA,
            tier: tier.code(),
        })
    }

    fn key_aad(&self, id: KeyId, tier: Tier) -> Vec<u8> {
        format!("{}|{}|{}|{id}|{tier}", self.agency, self.person, self.file).into_bytes()
    }
}

const KEY_INFO: &str = "danbe/v1/person-key";

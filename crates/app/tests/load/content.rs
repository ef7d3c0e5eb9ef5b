//! What the database has of a registration, compared byte for byte with what its client sealed.

use super::Ready;
use danbe_store::{Reading, row, rows};
use danbe_vault::{Receipt, SecretKey, event_digest, person_tag};
use danbe_words::{Event, Line};

/// Persons of the demonstration, registered before the first client.
pub const INVENTED: usize = 629;

/// Files, counted persons, envelopes and lines of the verb that were done: each registration is one of each.
pub async fn counts(reading: &mut Reading) -> Vec<usize> {
    let found = row!(
        reading,
        (i64, i64, i64, i64),
        "SELECT (SELECT COUNT(*) FROM cases_file), (SELECT SUM(delta) FROM statistics_fact),
         (SELECT COUNT(*) FROM ledger_envelope e JOIN ledger_event v ON v.idx = e.idx
          WHERE e.outcome = 'done' AND v.text LIKE '%\"kind\":\"cases.register\"%'),
         (SELECT COUNT(*) FROM ledger_event WHERE text LIKE '%\"kind\":\"cases.register\"%')"
    );
    let (files, facts, envelopes, lines) = found.unwrap().unwrap();
    [files, facts, envelopes, lines].map(|count| usize::try_from(count).unwrap()).to_vec()
}

/// What the database has of a registration: each part absent, right or wrong.
pub struct Found {
    parts: Vec<(&'static str, Option<bool>)>,
    index: Option<u64>,
    line: Option<String>,
}

impl Found {
    /// What is missing or different beside the receipt.
    pub fn unlike(&self, receipt: &Receipt) -> Option<String> {
        let wrong: Vec<_> = self.parts.iter().filter(|(_, state)| *state != Some(true)).collect();
        if !wrong.is_empty() {
            return Some(format!("acknowledged, yet {wrong:?}"));
        }
        let same = self.index == Some(receipt.index) && self.line.as_ref() == Some(&receipt.line);
        (!same).then(|| format!("stands at {:?}, its receipt says {}", self.index, receipt.index))
    }

    /// Neither whole nor absent.
    pub fn half(&self) -> Option<String> {
        let whole = self.parts.iter().all(|(_, state)| *state == Some(true));
        let absent = self.parts.iter().all(|(_, state)| state.is_none());
        (!whole && !absent).then(|| format!("half written: {:?}", self.parts))
    }
}

/// Reads every row of a registration and compares bytes.
pub async fn found(reading: &mut Reading, ready: &Ready) -> Found {
    let (registration, file) = (&ready.registration, ready.registration.file.to_string());
    let person = registration.person.to_string();
    let mut parts = Vec::new();

    type FileRow = (String, String, String, String, String, String, String, String);
    let facts = row!(
        reading,
        FileRow,
        "SELECT person, month, region, manner, sex, band, form, nationality FROM cases_file WHERE id = $1",
        &file
    );
    let expected: Vec<_> = std::iter::once(person.clone())
        .chain(registration.facts.coded().into_iter().map(|(_, code)| code))
        .collect();
    let facts = facts.unwrap().map(|(a, b, c, d, e, f, g, h)| vec![a, b, c, d, e, f, g, h] == expected);
    parts.push(("facts", facts));

    let keys = rows!(
        reading,
        (String, String, Vec<u8>),
        "SELECT id, tier, wrap FROM cases_key WHERE file = $1",
        &file
    );
    let expected =
        registration.keys.iter().map(|k| (k.id.to_string(), k.tier.code().to_owned(), k.wrap.0.clone()));
    parts.push(("keys", all(keys.unwrap(), expected)));

    let records = rows!(
        reading,
        (String, String, String, Vec<u8>),
        "SELECT id, tier, key, sealed FROM cases_record WHERE file = $1",
        &file
    );
    let expected = registration.records.iter().map(|record| {
        (
            record.id.to_string(),
            record.tier.code().to_owned(),
            record.key.to_string(),
            record.sealed.0.clone(),
        )
    });
    parts.push(("records", all(records.unwrap(), expected)));

    let card = rows!(reading, (Vec<u8>,), "SELECT card FROM cases_card WHERE file = $1", &file);
    parts.push(("card", all(card.unwrap(), registration.card.iter().map(|card| (card.0.clone(),)))));

    let tokens = rows!(reading, (i64,), "SELECT token FROM cases_token WHERE file = $1", &file);
    let expected = registration.tokens.iter().map(|token| (i64::from(*token),));
    parts.push(("tokens", all(tokens.unwrap(), expected)));

    let key = row!(reading, (Vec<u8>,), "SELECT key FROM cases_tag WHERE person = $1", &person).unwrap();
    let tag = key.map(|(key,)| {
        let tag = person_tag(&SecretKey::from_bytes(&key).unwrap(), &person);
        data_encoding::BASE64URL_NOPAD.encode(&tag)
    });
    parts.push(("tag", tag.as_ref().map(|_| true)));

    let envelope = row!(
        reading,
        (Vec<u8>, i64, String),
        "SELECT digest, idx, outcome FROM ledger_envelope WHERE id = $1",
        ready.id.to_string()
    );
    let envelope = envelope.unwrap();
    let right = |(digest, _, outcome): &(Vec<u8>, i64, String)| {
        digest[..] == ready.envelope.digest() && outcome == "done"
    };
    parts.push(("envelope", envelope.as_ref().map(right)));
    let index = envelope.map(|(_, index, _)| index);

    let happened = row!(
        reading,
        (String, String, i64),
        "SELECT l.text, e.text, f.delta FROM ledger_event e JOIN ledger_line l ON l.idx = e.idx
         JOIN statistics_fact f ON f.idx = e.idx WHERE e.tag = $1",
        tag.clone().unwrap_or_default()
    );
    let happened = happened.unwrap();
    let right = |(line, event, delta): &(String, String, i64)| {
        let read: Event = serde_json::from_str(event).unwrap();
        let digest = data_encoding::HEXLOWER.encode(&event_digest(event));
        Line::parse(line).is_some_and(|line| line.digest == digest) && read.tag == tag && *delta == 1
    };
    parts.push(("line, event and count", happened.as_ref().map(right)));
    Found { parts, index: index.map(i64::unsigned_abs), line: happened.map(|(line, ..)| line) }
}

/// Absent, the same rows, or others.
fn all<T: Ord>(mut found: Vec<T>, expected: impl Iterator<Item = T>) -> Option<bool> {
    let mut expected: Vec<T> = expected.collect();
    found.sort();
    expected.sort();
    if found.is_empty() { None } else { Some(found == expected) }
}

//! P1: no acknowledged registration is lost when the server is killed, and none is half written.
//!
//! Eight clients send registrations to the real program, which is killed (SIGKILL) at swept and random moments and
//! started again on the same folder. Compared by content: what a client holds a receipt for is there byte for byte,
//! under the line the receipt proves; what was in flight is there whole or not at all, and sending it again does it
//! once. Each receipt extends the checkpoint its client held before the kill, so no history is replaced.
//! SIGKILL does not empty the machine's cache: a flush left out cannot be seen here, only a power cut shows it (P2).
//!
//! `DANBE_KILLS` sets how many (300); `cargo xtask prove P1` runs the long version.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs, reason = "tests")]

mod load;

use danbe_store::{Reading, open_reading, row, rows};
use danbe_vault::{Checkpoint, Receipt, SecretKey, event_digest, person_tag};
use danbe_words::{DeviceId, Event, Line};
use load::{Post, Prepared, Ready, Sealer, Server, Wire};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::Duration;
use tokio::runtime::Runtime;

const PROGRAM: &str = env!("CARGO_BIN_EXE_danbe");
const CLIENTS: usize = 8;
/// Registrations of one client in one life of a folder.
const EACH: usize = 300;
/// Kills in one life of a folder; then it is verified whole, and a fresh copy begins.
const KILLS: u64 = 25;

#[test]
fn what_was_acknowledged_survives_300_kills() {
    let kills = std::env::var("DANBE_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(300);
    let failures = try_kills(kills, 1);
    assert!(failures.is_empty(), "{failures:#?}");
}

#[test]
#[ignore = "the long version: cargo xtask prove P1"]
fn what_was_acknowledged_survives_every_kill() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let kills = number("DANBE_PROVE_TRIALS").unwrap_or(5_000);
    let failures = try_kills(kills, number("DANBE_PROVE_SEED").unwrap_or(1));
    failures.iter().for_each(|failure| println!("{failure}"));
    println!("trials={kills} failures={}", failures.len());
    assert!(failures.is_empty());
}

/// Kills the server so many times; gives everything that did not hold.
fn try_kills(kills: u64, seed: u64) -> Vec<String> {
    let prepared = load::prepare(Path::new(PROGRAM));
    let runtime = Runtime::new().unwrap();
    // Connections are given back inside it.
    let _inside = runtime.enter();
    let mut sealer = Sealer::new(seed);
    let clients = (0..CLIENTS).map(|_| Client::new(&prepared.post, &mut sealer)).collect::<Vec<_>>();
    let mut failures = Vec::new();
    let (mut done, mut acknowledged) = (0, 0);
    while done < kills {
        let mut life = Life::begin(&prepared, &clients, &runtime);
        for kill in 0..KILLS.min(kills - done) {
            life.until_killed(delay(done + kill, &mut sealer.chance));
        }
        done += KILLS.min(kills - done);
        acknowledged += life.end();
        failures.extend(life.failures);
    }
    println!("{kills} kills, {acknowledged} registrations acknowledged, seed {seed}");
    failures
}

/// Every other moment is swept, so that each is tried; the others are anywhere.
fn delay(kill: u64, chance: &mut danbe_vault::Chance) -> Duration {
    let micros = match kill % 2 {
        0 => kill / 2 % 100 * 1_000,
        _ => u64::from(u32::from_le_bytes(chance.bytes())) % 150_000,
    };
    Duration::from_micros(micros)
}

/// A client with all it will ever send, signed; lives start from a clone of nothing sent.
struct Client {
    ready: Vec<Ready>,
}

impl Client {
    fn new(post: &Post, sealer: &mut Sealer) -> Self {
        let device = DeviceId::from_bytes(sealer.chance.bytes());
        let sealed: Vec<_> = (0..EACH).map(|_| sealer.seal()).collect();
        let sign = |(registration, seq)| Ready::sign(post, device, seq, registration, &mut sealer.chance);
        Self { ready: sealed.into_iter().zip(1..).map(sign).collect() }
    }
}

/// What a client holds: receipts in the order of its registrations, and the newest checkpoint.
#[derive(Default)]
struct Held {
    receipts: Vec<Receipt>,
    known: Option<Checkpoint>,
    failures: Vec<String>,
}

impl Held {
    /// Sends one registration after the other until the server dies or `until` receipts are held.
    fn send(&mut self, client: &Client, post: &Post, address: std::net::SocketAddr, until: usize) {
        let Ok(mut wire) = Wire::open(address) else { return };
        while let Some(ready) = client.ready[..until].get(self.receipts.len()) {
            let request = ready.request(post, self.known.as_ref().map(|known| known.size));
            let Ok((status, body)) = wire.ask(&request) else { return };
            if status != 200 {
                return self.failures.push(format!(
                    "{}: {status} {}",
                    ready.id,
                    String::from_utf8_lossy(&body)
                ));
            }
            let receipt = load::receipt(&body);
            match receipt.verify(&post.pins.origin, &post.pins.ledger, self.known.as_ref()) {
                Ok(checkpoint) => self.known = Some(checkpoint),
                Err(error) => return self.failures.push(format!("receipt of {}: {error}", ready.id)),
            }
            self.receipts.push(receipt);
        }
    }
}

/// A copy of the folder, from its first registration to its last kill.
struct Life<'a> {
    folder: tempfile::TempDir,
    post: &'a Post,
    clients: &'a [Client],
    held: Vec<Held>,
    checked: Vec<usize>,
    failures: Vec<String>,
    runtime: &'a Runtime,
}

impl<'a> Life<'a> {
    fn begin(prepared: &'a Prepared, clients: &'a [Client], runtime: &'a Runtime) -> Self {
        let folder = tempfile::tempdir().unwrap();
        load::copy(prepared.folder.path(), folder.path());
        Self {
            folder,
            post: &prepared.post,
            clients,
            held: clients.iter().map(|_| Held::default()).collect(),
            checked: vec![0; clients.len()],
            failures: Vec::new(),
            runtime,
        }
    }

    /// Starts the server, checks what the kill before left, sends, and kills after `delay`.
    fn until_killed(&mut self, delay: Duration) {
        let mut server = Server::start(Path::new(PROGRAM), self.folder.path());
        self.check();
        self.send(&mut server, EACH, |server| {
            thread::sleep(delay);
            server.kill();
        });
    }

    fn send(&mut self, server: &mut Server, until: usize, meanwhile: impl FnOnce(&mut Server)) {
        let (post, clients, address) = (self.post, self.clients, server.address);
        thread::scope(|scope| {
            for (client, held) in clients.iter().zip(&mut self.held) {
                scope.spawn(move || held.send(client, post, address, until));
            }
            meanwhile(server);
        });
        for held in &mut self.held {
            self.failures.append(&mut held.failures);
        }
    }

    /// What was acknowledged since the last check is there; what was in flight is there or not, never half.
    fn check(&mut self) {
        let mut reading = self.reading();
        for (at, (client, held)) in self.clients.iter().zip(&self.held).enumerate() {
            let acknowledged = client.ready.iter().zip(&held.receipts).skip(self.checked[at]);
            for (ready, receipt) in acknowledged {
                let found = self.runtime.block_on(found(&mut reading, ready));
                self.failures.extend(found.unlike(receipt).map(|what| format!("{}: {what}", ready.id)));
            }
            self.checked[at] = held.receipts.len();
            if let Some(ready) = client.ready.get(held.receipts.len()) {
                let found = self.runtime.block_on(found(&mut reading, ready));
                self.failures.extend(found.half().map(|what| format!("{}: {what}", ready.id)));
            }
        }
    }

    /// Sends what was in flight again; then everything is there once, and the ledger is intact.
    fn end(&mut self) -> usize {
        let mut server = Server::start(Path::new(PROGRAM), self.folder.path());
        self.check();
        for at in 0..self.clients.len() {
            let until = (self.held[at].receipts.len() + 1).min(EACH);
            let (post, client, address) = (self.post, &self.clients[at], server.address);
            self.held[at].send(client, post, address, until);
            self.failures.append(&mut self.held[at].failures);
        }
        self.checked.fill(0);
        self.check();
        let sent: usize = self.held.iter().map(|held| held.receipts.len()).sum();
        let mut reading = self.reading();
        let counts = self.runtime.block_on(counts(&mut reading));
        drop(reading);
        if counts.iter().any(|count| *count != sent + INVENTED) {
            self.failures.push(format!("{sent} sent, files, facts, envelopes, lines: {counts:?}"));
        }
        server.kill();
        let verified = Command::new(PROGRAM)
            .args(["ledger", "verify", "--data"])
            .arg(self.folder.path())
            .output()
            .unwrap();
        if !verified.status.success() {
            self.failures.push(String::from_utf8_lossy(&verified.stdout).into_owned());
        }
        sent
    }

    fn reading(&self) -> Reading {
        let path: PathBuf = self.folder.path().join("danbe.db");
        self.runtime
            .block_on(open_reading(&format!("sqlite:{}", path.display())))
            .expect("the database opens")
    }
}

/// Persons of the demonstration, registered before the first client.
const INVENTED: usize = 629;

/// Files, counted persons, envelopes done and lines of the verb: each registration is one of each.
async fn counts(reading: &mut Reading) -> Vec<usize> {
    let found = row!(
        reading,
        (i64, i64, i64, i64),
        "SELECT (SELECT COUNT(*) FROM cases_file), (SELECT SUM(delta) FROM statistics_fact),
         (SELECT COUNT(*) FROM ledger_envelope WHERE outcome = 'done'),
         (SELECT COUNT(*) FROM ledger_event WHERE text LIKE '%\"kind\":\"cases.register\"%')"
    );
    let (files, facts, envelopes, lines) = found.unwrap().unwrap();
    [files, facts, envelopes, lines].map(|count| usize::try_from(count).unwrap()).to_vec()
}

/// What the database has of a registration: each part absent, right or wrong.
struct Found {
    parts: Vec<(&'static str, Option<bool>)>,
    index: Option<u64>,
    line: Option<String>,
}

impl Found {
    /// What is missing or different beside the receipt.
    fn unlike(&self, receipt: &Receipt) -> Option<String> {
        let wrong: Vec<_> = self.parts.iter().filter(|(_, state)| *state != Some(true)).collect();
        if !wrong.is_empty() {
            return Some(format!("acknowledged, yet {wrong:?}"));
        }
        let same = self.index == Some(receipt.index) && self.line.as_ref() == Some(&receipt.line);
        (!same).then(|| format!("stands at {:?}, its receipt says {}", self.index, receipt.index))
    }

    /// Neither whole nor absent.
    fn half(&self) -> Option<String> {
        let whole = self.parts.iter().all(|(_, state)| *state == Some(true));
        let absent = self.parts.iter().all(|(_, state)| state.is_none());
        (!whole && !absent).then(|| format!("half written: {:?}", self.parts))
    }
}

/// Reads every row of a registration and compares bytes.
async fn found(reading: &mut Reading, ready: &Ready) -> Found {
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
        "SELECT id, tier, wrap FROM cases_key WHERE file = $1 ORDER BY rowid",
        &file
    );
    let expected =
        registration.keys.iter().map(|k| (k.id.to_string(), k.tier.code().to_owned(), k.wrap.0.clone()));
    parts.push(("keys", all(keys.unwrap(), expected)));

    let records = rows!(
        reading,
        (String, String, String, Vec<u8>),
        "SELECT id, tier, key, sealed FROM cases_record WHERE file = $1 ORDER BY rowid",
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

    let tokens =
        rows!(reading, (i64,), "SELECT token FROM cases_token WHERE file = $1 ORDER BY token", &file);
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
fn all<T: PartialEq>(found: Vec<T>, expected: impl Iterator<Item = T>) -> Option<bool> {
    if found.is_empty() { None } else { Some(found == expected.collect::<Vec<_>>()) }
}

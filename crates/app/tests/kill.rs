//! P1: no acknowledged registration is lost when the server is killed, and none is half written.
//!
//! Eight clients send registrations to the real program, which is killed (SIGKILL) at swept and random moments and
//! started again on the same folder. Compared by content: what a client holds a receipt for is there byte for byte,
//! under the line the receipt proves; what was in flight is there whole or not at all, and sending it again does it
//! once. Each receipt extends the checkpoint its client held before the kill, so no history is replaced.
//! SIGKILL does not empty the machine's cache: a flush left out cannot be seen here, only a power cut shows it (P2).
//!
//! `DANBE_KILLS` sets how many (300); `cargo xtask prove P1` runs the long version.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    missing_docs,
    reason = "tests"
)]

mod load;

use danbe_store::{Reading, open_reading};
use load::content::{INVENTED, counts, found};
use load::{Client, Held, Post, Prepared, Sealer, Server};
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
    let clients = (0..CLIENTS).map(|_| Client::new(&prepared.post, &mut sealer, EACH)).collect::<Vec<_>>();
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
        self.collect();
    }

    /// A refusal is as wrong here as a receipt that does not hold.
    fn collect(&mut self) {
        for held in &mut self.held {
            self.failures.append(&mut held.failures);
            self.failures.extend(held.refused.take().map(|(status, body)| format!("{status} {body}")));
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
        }
        self.collect();
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

//! P4: the disk fills under load. The refusal is clear, reading goes on, nothing is half written, and freeing space
//! is all the repair there is.
//!
//! The folder lies on a small disk of its own (tmpfs; needs the superuser, otherwise the test says why it was left
//! out). A filler leaves a graded amount of space; four clients send until they are refused. Every other time the
//! server is also killed while the disk is full. `DANBE_FILLS` sets how many grades (24).
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

use danbe_store::open_reading;
use load::content::{INVENTED, counts, found};
use load::{Client, Held, Prepared, Sealer, Server, Wire};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

const PROGRAM: &str = env!("CARGO_BIN_EXE_danbe");
const CLIENTS: usize = 4;
/// Registrations of one client: more than the largest grade holds.
const EACH: usize = 300;
/// Space left beyond what the database already has, at most.
const MOST: u64 = 4 << 20;

/// A disk of its own, gone with the value.
struct Disk(PathBuf);

impl Disk {
    fn mount(path: &Path, bytes: u64) -> Result<Self, String> {
        let size = format!("size={bytes}");
        let done = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(path).output();
        match done {
            Ok(done) if done.status.success() => Ok(Self(path.to_owned())),
            Ok(done) => Err(String::from_utf8_lossy(&done.stderr).trim().to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }

    fn filler(&self) -> PathBuf {
        self.0.join("filler")
    }

    /// Takes everything, then gives `left` bytes back.
    fn fill(&self, left: u64) {
        let mut file = std::fs::File::create(self.filler()).unwrap();
        let page = [7; 4096];
        while file.write_all(&page).is_ok() {}
        let taken = file.metadata().unwrap().len();
        file.set_len(taken.saturating_sub(left)).unwrap();
    }

    fn free(&self) {
        std::fs::remove_file(self.filler()).unwrap();
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily: a server that is just dying may still hold it.
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_is_refused_clearly_and_needs_no_repair() {
    let place = tempfile::tempdir().unwrap();
    if let Err(reason) = Disk::mount(place.path(), 1 << 20) {
        println!("left out: no small disk can be mounted here ({reason})");
        return;
    }
    let grades = std::env::var("DANBE_FILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(24);
    let prepared = load::prepare(Path::new(PROGRAM));
    let mut sealer = Sealer::new(4);
    let clients: Vec<_> = (0..CLIENTS).map(|_| Client::new(&prepared.post, &mut sealer, EACH)).collect();
    for grade in 0..grades {
        fill_once(&prepared, &clients, MOST * grade / grades, grade % 2 == 1);
    }
    println!("{grades} grades");
}

/// Leaves so much space, sends until refused, frees it, and sends what was refused again.
fn fill_once(prepared: &Prepared, clients: &[Client], left: u64, killed: bool) {
    let place = tempfile::tempdir().unwrap();
    let disk = Disk::mount(place.path(), (24 << 20) + MOST).unwrap();
    load::copy(prepared.folder.path(), place.path());
    let mut server = Server::start(Path::new(PROGRAM), place.path());
    // One registration while there is space: the server is at work when the disk fills.
    let mut held: Vec<Held> = clients.iter().map(|_| Held::default()).collect();
    send(prepared, clients, &mut held, &server, 1);
    disk.fill(left);
    send(prepared, clients, &mut held, &server, EACH);
    for held in &mut held {
        let (status, body) =
            held.refused.take().unwrap_or_else(|| panic!("{left} bytes left: never refused"));
        assert_eq!(status, 507, "{left} bytes left: {body}");
        assert!(body.contains("\"store-full\"") && body.contains("Le disque du serveur est plein"), "{body}");
    }
    reading_goes_on(&server, &prepared.cookie);
    whole_or_absent(place.path(), clients, &held);
    if killed {
        server.kill();
    }
    disk.free();
    if killed {
        server = Server::start(Path::new(PROGRAM), place.path());
    }
    let until = held.iter().map(|held| held.receipts.len()).max().unwrap_or_default() + 2;
    send(prepared, clients, &mut held, &server, until);
    assert!(held.iter().all(|held| held.refused.is_none()), "{left} bytes left: refused with space freed");
    whole_or_absent(place.path(), clients, &held);
    server.kill();
    let sent: usize = held.iter().map(|held| held.receipts.len()).sum();
    assert_eq!(
        count(place.path()),
        vec![sent + INVENTED; 4],
        "{left} bytes left: files, facts, envelopes, lines"
    );
    let verified =
        Command::new(PROGRAM).args(["ledger", "verify", "--data"]).arg(place.path()).output().unwrap();
    assert!(verified.status.success(), "{left} bytes left: {}", String::from_utf8_lossy(&verified.stdout));
}

fn send(prepared: &Prepared, clients: &[Client], held: &mut [Held], server: &Server, until: usize) {
    thread::scope(|scope| {
        for (client, held) in clients.iter().zip(held) {
            scope.spawn(move || held.send(client, &prepared.post, server.address, until));
        }
    });
}

/// Public pages, health and the figures of an open reading session.
fn reading_goes_on(server: &Server, cookie: &str) {
    let mut wire = Wire::open(server.address).unwrap();
    let headers = format!("cookie: {cookie}\r\n");
    for path in ["/", "/health", danbe_statistics::presumed::PATH] {
        let (status, body) = wire.ask(&load::request("GET", path, &headers, b"")).unwrap();
        assert_eq!(status, 200, "{path}: {}", String::from_utf8_lossy(&body));
    }
}

/// Every receipt's registration is there; the one refused is not, or whole.
fn whole_or_absent(folder: &Path, clients: &[Client], held: &[Held]) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let mut reading = open_reading(&url(folder)).await.unwrap();
        for (client, held) in clients.iter().zip(held) {
            for (ready, receipt) in client.ready.iter().zip(&held.receipts) {
                assert_eq!(found(&mut reading, ready).await.unlike(receipt), None, "{}", ready.id);
            }
            if let Some(ready) = client.ready.get(held.receipts.len()) {
                assert_eq!(found(&mut reading, ready).await.half(), None, "{}", ready.id);
            }
        }
        drop(reading);
    });
    for held in held {
        assert_eq!(held.failures, Vec::<String>::new());
    }
}

fn count(folder: &Path) -> Vec<usize> {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let mut reading = open_reading(&url(folder)).await.unwrap();
        counts(&mut reading).await
    })
}

fn url(folder: &Path) -> String {
    format!("sqlite:{}", folder.join("danbe.db").display())
}

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

use danbe_store::{Reading, open_reading};
use danbe_vault::Receipt;
use load::content::{INVENTED, counts, found};
use load::{Client, Held, Prepared, Sealer, Server, Wire};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use tokio::runtime::Runtime;

const PROGRAM: &str = env!("CARGO_BIN_EXE_danbe");
const CLIENTS: usize = 4;
/// Registrations of one client: more than the largest grade holds.
const EACH: usize = 300;
/// Space left beyond what the database already has, at most.
const MOST: u64 = 4 << 20;
/// Bytes of a page in the log, and how many of them the first part of its index holds (SQLite's file format).
const FRAME: u64 = 24 + 4096;
const INDEXED: u64 = 4062;

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

/// The log has an index of its own, which grows in steps. Where that is what finds no room, the engine gives the lack
/// another name, and the answer is still the same.
#[test]
fn a_disk_that_fills_where_the_index_of_the_log_grows_is_full_too() {
    let place = tempfile::tempdir().unwrap();
    if let Err(reason) = Disk::mount(place.path(), 1 << 20) {
        println!("left out: no small disk can be mounted here ({reason})");
        return;
    }
    let prepared = load::prepare(Path::new(PROGRAM));
    let mut sealer = Sealer::new(5);
    let clients: Vec<_> = (0..2).map(|_| Client::new(&prepared.post, &mut sealer, EACH)).collect();
    let (long, receipts) = with_a_long_log(&prepared, &clients[0]);
    for left in (0..40).map(|grade| grade * 8192) {
        let place = tempfile::tempdir().unwrap();
        let disk = Disk::mount(place.path(), 32 << 20).unwrap();
        load::copy(long.path(), place.path());
        let slow = SlowReader::of(place.path());
        let mut server = Server::start(Path::new(PROGRAM), place.path());
        disk.fill(left);
        let mut held = vec![Held { receipts: receipts.clone(), ..Held::default() }, Held::default()];
        send(&prepared, &clients, &mut held, &server, EACH);
        refused_as_full(&mut held, left, &server);
        drop(slow);
        disk.free();
        let until = held.iter().map(|held| held.receipts.len()).max().unwrap_or_default() + 1;
        send(&prepared, &clients, &mut held, &server, until);
        assert!(
            held.iter().all(|held| held.refused.is_none()),
            "{left} bytes left: refused with space freed"
        );
        whole_or_absent(place.path(), &clients, &held);
        server.kill();
    }
}

/// A folder whose log fills the first part of its index, or nearly; and the receipts of the client who filled it.
fn with_a_long_log(prepared: &Prepared, client: &Client) -> (tempfile::TempDir, Vec<Receipt>) {
    let folder = tempfile::tempdir().unwrap();
    load::copy(prepared.folder.path(), folder.path());
    let slow = SlowReader::of(folder.path());
    let mut server = Server::start(Path::new(PROGRAM), folder.path());
    let mut held = vec![Held::default()];
    let log = folder.path().join("danbe.db-wal");
    while log.metadata().map_or(0, |log| log.len()) < (INDEXED - 60) * FRAME {
        let until = held[0].receipts.len() + 1;
        send(prepared, std::slice::from_ref(client), &mut held, &server, until);
        assert_eq!(held[0].receipts.len(), until);
    }
    server.kill();
    drop(slow);
    assert!(log.metadata().unwrap().len() < INDEXED * FRAME, "the first part is not full yet");
    (folder, held.remove(0).receipts)
}

/// Somebody reading all the while: the log cannot begin again from its start.
struct SlowReader {
    reading: Option<Reading>,
    runtime: Runtime,
}

impl SlowReader {
    fn of(folder: &Path) -> Self {
        let runtime = Runtime::new().unwrap();
        let reading = runtime.block_on(async {
            let mut reading = open_reading(&url(folder)).await.unwrap();
            danbe_store::execute!(&mut reading, "BEGIN").unwrap();
            counts(&mut reading).await;
            reading
        });
        Self { reading: Some(reading), runtime }
    }
}

impl Drop for SlowReader {
    fn drop(&mut self) {
        let _within = self.runtime.enter();
        drop(self.reading.take());
    }
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
    refused_as_full(&mut held, left, &server);
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

/// Each was refused at last, because the disk is full, in words.
fn refused_as_full(held: &mut [Held], left: u64, server: &Server) {
    for held in held {
        let (status, body) =
            held.refused.take().unwrap_or_else(|| panic!("{left} bytes left: never refused"));
        assert_eq!(status, 507, "{left} bytes left: {body}\n{}", server.errors());
        assert!(body.contains("\"store-full\"") && body.contains("Le disque du serveur est plein"), "{body}");
    }
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
    let runtime = Runtime::new().unwrap();
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
    let runtime = Runtime::new().unwrap();
    runtime.block_on(async {
        let mut reading = open_reading(&url(folder)).await.unwrap();
        counts(&mut reading).await
    })
}

fn url(folder: &Path) -> String {
    format!("sqlite:{}", folder.join("danbe.db").display())
}

//! Acknowledged sealed registrations a second over HTTP, beside the bare loop and the raw flush of the same run.

use crate::bare;
use crate::load::{Post, Prepared, Ready, Sealer, Server, Wire, chance, copy};
use crate::table::{Table, Times};
use danbe_protection::cases::Registration;
use danbe_words::DeviceId;
use std::io::Write;
use std::path::Path;
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// How long each number of clients sends.
const LASTS: Duration = Duration::from_secs(5);
/// Registrations sealed beforehand: the fastest run must not use them up.
const SEALED: usize = 24_000;
/// Between two flushes that ask what the disk gives while the server writes.
const PAUSE: Duration = Duration::from_millis(20);
/// Clients at once.
const CLIENTS: [usize; 3] = [1, 10, 50];

pub(crate) fn measure(program: &Path, prepared: &Prepared, table: &mut Table) {
    let rest = Instant::now() + Duration::from_secs(2);
    let flush =
        flushes(&prepared.folder.path().with_extension("flush"), Duration::ZERO, || Instant::now() < rest);
    table.known("raw 4 KiB write and fdatasync", flush.quantiles(), "the disk at rest");
    let mut sealer = Sealer::new(16);
    let sealed: Vec<_> = (0..SEALED).map(|_| sealer.seal()).collect();
    for clients in CLIENTS {
        let run = run(program, prepared, clients, &sealed);
        let (written, acts) = (run.rate(), run.times.1);
        let bare = bare::replay(prepared.folder.path(), run.folder.path(), acts, run.batch);
        let share = written / bare;
        let name = if clients == 1 { "1 client".to_owned() } else { format!("{clients} clients") };
        table.goal(
            &format!("{name}: acknowledged registrations"),
            format!("{written:.0}/s, {:.0} % of the bare loop", share * 100.0),
            format!("bare loop {bare:.0}/s in batches of {}; at least 30 %", run.batch),
            share >= 0.3 && (clients < 50 || written >= 1_000.0),
        );
        // "The flush of the run" can be read in two ways; both are said.
        for (whose, flush) in
            [("the server's own flushes", &run.flushed), ("a 4 KiB flush beside the server", &run.flush)]
        {
            let most = (4.0 * flush.at(0.99)).max(30.0);
            table.goal(
                &format!("{name}: time to the receipt"),
                run.times.0.quantiles(),
                format!("p99 at most {most:.1} ms; {whose} meanwhile: {}", flush.quantiles()),
                run.times.0.at(0.99) <= most,
            );
        }
        if clients == 50 {
            let highest = run.highest;
            table.goal(
                "memory under 50 clients",
                format!("{highest:.1} MB"),
                "at most 75 MB".into(),
                highest <= 75.0,
            );
        }
    }
}

struct Run {
    folder: tempfile::TempDir,
    times: (Times, usize),
    lasted: Duration,
    /// A probe of 4 KiB beside the server.
    flush: Times,
    /// What the server counted of its own.
    flushed: Times,
    batch: usize,
    highest: f64,
}

impl Run {
    fn rate(&self) -> f64 {
        self.times.1 as f64 / self.lasted.as_secs_f64()
    }
}

fn run(program: &Path, prepared: &Prepared, clients: usize, sealed: &[Registration]) -> Run {
    let folder = tempfile::tempdir().unwrap();
    copy(prepared.folder.path(), folder.path());
    let requests = sign(&prepared.post, clients, sealed);
    let server = Server::start(program, folder.path());
    let barrier = Barrier::new(clients + 1);
    let (probe, sending) = (folder.path().join("flush"), AtomicBool::new(true));
    let (times, lasted, flush) = thread::scope(|scope| {
        let threads: Vec<_> = requests
            .into_iter()
            .map(|mine| scope.spawn(|| client(mine, Wire::open(server.address).unwrap(), &barrier)))
            .collect();
        barrier.wait();
        let begun = Instant::now();
        let disk = scope.spawn(|| flushes(&probe, PAUSE, || sending.load(Ordering::Relaxed)));
        let times: Vec<f64> = threads.into_iter().flat_map(|it| it.join().unwrap()).collect();
        let lasted = begun.elapsed();
        sending.store(false, Ordering::Relaxed);
        (times, lasted, disk.join().unwrap())
    });
    let counted = metrics(&server);
    let (batch, flushed) = (mean_batch(&counted), flushed(&counted));
    let (_, highest) = crate::machine::memory(&server);
    let acts = times.len();
    Run { folder, times: (Times::of(times), acts), lasted, flush, flushed, batch, highest }
}

/// Sends until its time is up; every answer is a receipt.
fn client(requests: Vec<Vec<u8>>, mut wire: Wire, barrier: &Barrier) -> Vec<f64> {
    let mut times = Vec::with_capacity(requests.len());
    barrier.wait();
    let begun = Instant::now();
    for request in requests {
        let asked = Instant::now();
        let (status, body) = wire.ask(&request).unwrap();
        assert_eq!(status, 200, "{}", String::from_utf8_lossy(&body));
        times.push(asked.elapsed().as_secs_f64() * 1e3);
        if begun.elapsed() > LASTS {
            return times;
        }
    }
    panic!("every sealed registration was used: seal more");
}

fn sign(post: &Post, clients: usize, sealed: &[Registration]) -> Vec<Vec<Vec<u8>>> {
    let mut chance = chance(clients as u64);
    let each = sealed.len() / clients;
    sealed
        .chunks_exact(each)
        .take(clients)
        .map(|mine| {
            let device = DeviceId::from_bytes(chance.bytes());
            let sign = |(registration, seq): (&Registration, u64)| {
                Ready::sign(post, device, seq, registration.clone(), &mut chance).request(post, None)
            };
            mine.iter().zip(1..).map(sign).collect()
        })
        .collect()
}

/// What the server counts of itself.
fn metrics(server: &Server) -> String {
    let mut wire = Wire::open(server.address).unwrap();
    let (_, body) = wire.ask(&crate::load::request("GET", "/metrics", "", b"")).unwrap();
    String::from_utf8(body).unwrap()
}

/// Acts in a commit.
fn mean_batch(counted: &str) -> usize {
    let value = |name: &str| -> f64 {
        let line = counted.lines().find(|line| line.starts_with(name)).unwrap();
        line.rsplit(' ').next().unwrap().parse().unwrap()
    };
    (value("danbe_acts_total ") / value("danbe_commits_total ")).round().max(1.0) as usize
}

/// Flushes of the server: each as long as the lower end of its bucket, never longer than it was, so that a goal that is
/// a multiple of them is not made easier.
fn flushed(counted: &str) -> Times {
    let (mut times, mut before, mut begins) = (Vec::new(), 0, 0.0);
    for line in counted.lines().filter_map(|line| line.strip_prefix("danbe_flush_seconds_bucket{le=\"")) {
        let (end, all) = line.split_once("\"} ").unwrap();
        let (end, all): (f64, usize) = (end.parse().unwrap_or(f64::INFINITY), all.parse().unwrap());
        times.extend(std::iter::repeat_n(begins * 1e3, all - before));
        (before, begins) = (all, end);
    }
    Times::of(times)
}

/// Appends 4 KiB and flushes, with a pause between, while it may.
fn flushes(path: &Path, pause: Duration, mut goes_on: impl FnMut() -> bool) -> Times {
    let mut file = std::fs::File::create(path).unwrap();
    let mut times = Vec::new();
    while goes_on() {
        let asked = Instant::now();
        file.write_all(&[7; 4096]).unwrap();
        file.sync_data().unwrap();
        times.push(asked.elapsed().as_secs_f64() * 1e3);
        thread::sleep(pause);
    }
    std::fs::remove_file(path).unwrap();
    Times::of(times)
}

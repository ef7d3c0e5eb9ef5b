//! What the program asks of a machine: time to its first answer, memory at rest and at work.

use crate::load::{Prepared, Server, Wire, request};
use crate::table::{Table, Times};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

/// Starts measured.
const STARTS: usize = 15;

pub(crate) fn measure(program: &Path, prepared: &Prepared, table: &mut Table) {
    let starts = (0..STARTS).map(|_| start(program, prepared)).collect();
    let starts = Times::of(starts);
    let median = starts.at(0.5);
    table.goal(
        "start to the first /health",
        starts.quantiles(),
        "median at most 100 ms".into(),
        median <= 100.0,
    );
    let server = Server::start(program, prepared.folder.path());
    let mut wire = Wire::open(server.address).unwrap();
    wire.ask(&request("GET", "/health", "", b"")).unwrap();
    thread::sleep(Duration::from_secs(1));
    let (resident, _) = memory(&server);
    table.goal("memory at rest", format!("{resident:.1} MB"), "at most 40 MB".into(), resident <= 40.0);
}

fn start(program: &Path, prepared: &Prepared) -> f64 {
    let begun = Instant::now();
    let server = Server::start(program, prepared.folder.path());
    let mut wire = Wire::open(server.address).unwrap();
    let (status, _) = wire.ask(&request("GET", "/health", "", b"")).unwrap();
    assert_eq!(status, 200);
    begun.elapsed().as_secs_f64() * 1e3
}

/// Resident memory now and at its highest, in megabytes.
pub(crate) fn memory(server: &Server) -> (f64, f64) {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.pid())).unwrap();
    let value = |name: &str| -> f64 {
        let line = status.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
    };
    (value("VmRSS:"), value("VmHWM:"))
}

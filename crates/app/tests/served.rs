//! The running server, seen from outside: one program, so that the demonstration is made once for all of them.
//!
//! `cargo test -p danbe-app --test served doors::` runs one file. What kills servers or fills disks (`kill`, `full`)
//! stands apart: it wants the machine for itself.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    unreachable_pub,
    missing_docs,
    reason = "tests"
)]

mod rig;

mod acme;
mod agencies;
mod allowances;
mod annual;
mod attacks;
mod backup;
mod bells;
mod canaries;
mod ceremonies;
mod committee;
mod connections;
mod consents;
mod corrections;
mod country;
mod devices;
mod directory;
mod doors;
mod enrolment;
mod extracts;
mod faults;
mod foreign;
mod glass;
mod histories;
mod hostile;
mod https;
mod late;
mod limits;
mod line_first;
mod loss;
mod mechanisms;
mod operate;
mod oracle;
mod people;
mod recovery;
mod referral;
mod returns;
mod roles;
mod schema;
mod search;
mod seized;
mod sender;
mod stranger;
mod successions;
mod team;
mod terms;
mod timing;
mod upgrade;
mod wall;
mod witness;

//! The benchmark: one run, one table, each figure beside the limit of the same run. `cargo xtask bench`.
//!
//! A figure alone says nothing on a shared machine; a ratio within one run says something. The limit of writing
//! is a bare loop that writes the same rows into the same schema through the same driver and batch size, and
//! checks nothing. The first argument is the server's program, built in release; a second names one part.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    missing_docs,
    reason = "a measurement prints, and stops at the first surprise"
)]

mod bare;
mod checks;
mod device;
mod inbox;
mod list;
#[path = "../../tests/load/mod.rs"]
mod load;
mod machine;
#[allow(dead_code, reason = "the search by name is measured on the same invented people")]
#[path = "../../../linkage/examples/name_cards/people.rs"]
mod people;
mod rate;
#[allow(dead_code, reason = "the search by name is measured on the same invented people")]
#[path = "../../../linkage/examples/name_cards/slips.rs"]
mod slips;
mod table;

use std::path::PathBuf;
use table::Table;

fn main() {
    let mut arguments = std::env::args_os().skip(1);
    let program = PathBuf::from(arguments.next().expect("the path of the danbe program"));
    let only = arguments.next().map(|part| part.to_string_lossy().into_owned());
    let wanted = |part: &str| only.as_deref().is_none_or(|only| only == part);
    let mut table = Table::begin();
    let prepared = load::prepare(&program);
    if wanted("rate") {
        rate::measure(&program, &prepared, &mut table);
    }
    if wanted("checks") {
        checks::measure(&prepared, &mut table);
    }
    if wanted("machine") {
        machine::measure(&program, &prepared, &mut table);
    }
    if wanted("list") {
        list::measure(&program, &prepared, &mut table);
    }
    if wanted("inbox") {
        inbox::measure(&program, &prepared, &mut table);
    }
    if wanted("device") {
        device::measure(&program, &prepared, &mut table);
    }
    table.print();
}

//! `cargo xtask <command>`: what the project does to itself.
//!
//! One command, one file; the file's header is its manual. Nothing here runs in a country.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a tool of the terminal speaks on the terminal"
)]

mod cluster;
mod shell;
mod test;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// The tool as typed.
#[derive(Parser)]
#[command(name = "xtask", about = "What Danbé does to itself")]
struct Typed {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Everything the tests need, then every ring of them, or the named ones
    Test(test::Args),
}

fn main() -> ExitCode {
    let outcome = match Typed::parse().command {
        Command::Test(args) => test::run(&args),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("xtask: {reason}");
            ExitCode::FAILURE
        }
    }
}

//! `cargo xtask <command>`: what the project does to itself.
//!
//! One command, one file; the file's header is its manual. Nothing here runs in a country.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a tool of the terminal speaks on the terminal"
)]

mod bench;
mod budget;
mod ci_time;
mod cluster;
mod demo;
mod features;
mod lens;
mod package;
mod peers;
mod prove;
mod shell;
mod test;
mod tidy;
mod tree;
mod wasm;

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
    /// What the program does in a second, beside what the machine could
    Bench(bench::Args),
    /// The sizes of the house beside what was meant
    Budget,
    /// Where the minutes of the last run of the tests went
    CiTime,
    /// Builds everything and becomes `danbe demo`
    Demo {
        /// Arguments of `danbe demo`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Whether docs/features.md says the truth
    Features(features::Args),
    /// The Debian package
    Package(package::Args),
    /// Tries a promise again and writes it down
    Prove(prove::Args),
    /// Everything the tests need, then every ring of them, or the named ones
    Test(test::Args),
    /// The house rules
    Tidy,
    /// The program of the device, into target/pane
    Wasm,
}

fn main() -> ExitCode {
    let outcome = match Typed::parse().command {
        Command::Bench(args) => bench::run(&args),
        Command::Budget => budget::run(),
        Command::CiTime => ci_time::run(),
        Command::Demo { arguments } => demo::run(&arguments),
        Command::Features(args) => features::run(&args),
        Command::Package(args) => package::run(&args),
        Command::Prove(args) => prove::run(&args),
        Command::Test(args) => test::run(&args),
        Command::Tidy => tidy::run(),
        Command::Wasm => wasm::run(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("xtask: {reason}");
            ExitCode::FAILURE
        }
    }
}

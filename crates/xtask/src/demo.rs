//! `cargo xtask demo [arguments]`: builds what a visitor needs and becomes `danbe demo`.

use crate::shell::{self, Outcome, cargo, command, run as finish};
use crate::wasm;
use std::os::unix::process::CommandExt;
use std::process::Command;

/// The target of the device's program.
const WASM: &str = "wasm32-unknown-unknown";

/// Builds, then hands this process over to the program.
///
/// # Errors
/// Something does not build, or the program cannot be started; otherwise it does not return.
pub(crate) fn run(arguments: &[String]) -> Outcome {
    target_of_the_device()?;
    wasm::run()?;
    // The typesetter of the annual report takes longer to build than all the rest.
    let paper: &[&str] = if std::env::var_os("DANBE_PDF").is_some() { &["--features", "pdf"] } else { &[] };
    finish(&mut cargo(&[&["build", "--release", "-p", "danbe-app"], paper].concat()))?;
    let program = shell::target().join("release/danbe");
    let mut danbe = Command::new(&program);
    let reason = danbe.arg("demo").args(arguments).exec();
    Err(format!("{}: {reason}", program.display()).into())
}

/// Adds the target when rustup knows it is missing; without rustup it is the packager's matter.
pub(crate) fn target_of_the_device() -> Outcome {
    if !shell::exists("rustup") {
        return Ok(());
    }
    let installed = shell::output(&mut command("rustup", &["target", "list", "--installed"]))?;
    if installed.lines().any(|line| line.trim() == WASM) {
        return Ok(());
    }
    finish(&mut command("rustup", &["target", "add", WASM]))
}

//! Running other programs, and where things lie in the workspace.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What every command of this tool returns; the text is shown to the developer as it is.
pub(crate) type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// The root of the workspace this tool was built from.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

/// The folder cargo builds into.
pub(crate) fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// A command that starts at the root of the workspace.
pub(crate) fn command(program: &str, args: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(args).current_dir(root());
    command
}

/// The cargo that started this tool. The variables cargo set for this package are withheld: they
/// describe xtask, and would make the inner cargo rebuild what depends on them.
pub(crate) fn cargo(args: &[&str]) -> Command {
    let mut cargo = command("cargo", args);
    for (name, _) in std::env::vars_os() {
        let ours = name.to_str().is_some_and(|name| {
            name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST") || name == "CARGO_BIN_NAME"
        });
        if ours {
            cargo.env_remove(name);
        }
    }
    cargo
}

/// Runs to the end with our own terminal.
///
/// # Errors
/// The program could not start, or ended with another status than 0.
pub(crate) fn run(command: &mut Command) -> Outcome {
    let name = describe(command);
    let status = command.status().map_err(|reason| format!("{name}: {reason}"))?;
    if status.success() { Ok(()) } else { Err(format!("{name}: {status}").into()) }
}

/// Runs to the end and returns what was printed.
///
/// # Errors
/// The program could not start, failed (its complaint is part of the error), or printed no UTF-8.
pub(crate) fn output(command: &mut Command) -> Outcome<String> {
    let name = describe(command);
    let out = command.stdin(Stdio::null()).output().map_err(|reason| format!("{name}: {reason}"))?;
    if out.status.success() {
        Ok(String::from_utf8(out.stdout)?)
    } else {
        let said = String::from_utf8_lossy(&out.stderr);
        Err(format!("{name}: {} {}", out.status, said.trim()).into())
    }
}

/// Whether a program answers to this name on this machine.
pub(crate) fn exists(program: &str) -> bool {
    let Some(path) = std::env::var_os("PATH") else {
        return false;
    };
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// Whether we are the superuser, for whom initdb and Chromium make difficulties.
pub(crate) fn is_root() -> bool {
    output(&mut command("id", &["-u"])).is_ok_and(|id| id.trim() == "0")
}

fn describe(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().take(4).map(|word| word.to_string_lossy().into_owned()));
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_the_workspace() {
        assert!(root().join("Cargo.lock").is_file());
    }

    #[test]
    fn a_failure_carries_its_complaint() {
        let said = output(&mut command("sh", &["-c", "echo why >&2; exit 3"]));
        assert!(said.is_err_and(|reason| reason.to_string().contains("why")));
    }

    #[test]
    fn a_program_is_found_or_not() {
        assert!(exists("sh"));
        assert!(!exists("no-program-has-this-name"));
    }
}

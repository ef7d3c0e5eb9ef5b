//! Questions on the terminal, one a time; a script gives the answers as lines, or as options.

use std::io::{self, IsTerminal, Write};

/// Asks until the answer can be read; without a terminal, the first bad answer ends it.
pub(super) fn ask<T>(question: &str, read: impl Fn(&str) -> Result<T, String>) -> io::Result<T> {
    loop {
        match read(line(question)?.trim()) {
            Ok(meant) => return Ok(meant),
            Err(sentence) if io::stdin().is_terminal() => println!("  {sentence}"),
            Err(sentence) => return Err(io::Error::other(sentence)),
        }
    }
}

/// One line, after a question.
pub(super) fn line(question: &str) -> io::Result<String> {
    print!("{question} ");
    io::stdout().flush()?;
    let mut typed = String::new();
    match io::stdin().read_line(&mut typed)? {
        0 => Err(io::Error::other(format!("réponse attendue : {question}"))),
        _ => Ok(typed),
    }
}

/// Wipes the screen and what can be scrolled back to.
pub(super) fn wipe() -> io::Result<()> {
    if io::stdout().is_terminal() {
        print!("\x1b[2J\x1b[3J\x1b[H");
        io::stdout().flush()?;
    }
    Ok(())
}

/// Says the most memory this process held, in megabytes, where the system knows.
pub(super) fn print_peak() {
    if let Some(peak) = peak() {
        println!("Mémoire au plus haut : {peak} Mo.");
    }
}

fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().split(' ').next()?.parse().ok()?;
    Some(kilobytes.div_ceil(1024))
}

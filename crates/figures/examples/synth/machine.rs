//! What a run took from the machine, and chance from the operating system.

use danbe_figures::privacy::Source;
use std::fs::File;
use std::io::Read;

/// The operating system's generator.
pub(crate) struct OfTheSystem(File);

impl Default for OfTheSystem {
    fn default() -> Self {
        Self(File::open("/dev/urandom").unwrap())
    }
}

impl Source for OfTheSystem {
    fn fill(&mut self, bytes: &mut [u8]) {
        self.0.read_exact(bytes).unwrap();
    }
}

/// Processor seconds of this process so far, its own and the system's for it.
pub(crate) fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    // utime and stime, in hundredths of a second
    (fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap()) / 100.0
}

/// The most memory this process held, in megabytes.
pub(crate) fn peak_megabytes() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|it| it.starts_with("VmHWM")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
}

/// A flat object of counts: `{"a:b;c:d": 12, …}`.
pub(crate) fn flat_json(text: &str) -> Vec<(String, u64)> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('"') {
        let Some((name, after)) = after.split_once("\": ") else { break };
        let end = after.find([',', '}']).unwrap_or(after.len());
        found.push((name.to_owned(), after[..end].trim().parse().unwrap_or(0)));
        rest = &after[end..];
    }
    found.retain(|(name, _)| !name.is_empty());
    found
}

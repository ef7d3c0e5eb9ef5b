//! `cargo xtask ci-time`: where the minutes of the last run of the tests went.

use crate::shell::Outcome;
use crate::test;

/// One line of `target/ci-times.csv`.
#[derive(Clone, Debug, PartialEq)]
struct Time {
    run: u64,
    ring: String,
    seconds: f64,
    green: bool,
}

/// Prints the last run beside the one before it.
///
/// # Errors
/// No run has been recorded on this machine.
pub(crate) fn run() -> Outcome {
    let path = test::times();
    let text = std::fs::read_to_string(&path)
        .map_err(|reason| format!("{}: {reason}; run `cargo xtask test`", path.display()))?;
    for line in table(&parse(&text)).ok_or("no run is recorded")? {
        println!("{line}");
    }
    Ok(())
}

fn parse(text: &str) -> Vec<Time> {
    let parse = |line: &str| {
        let mut cells = line.split(',');
        Some(Time {
            run: cells.next()?.parse().ok()?,
            ring: cells.next()?.to_owned(),
            seconds: cells.next()?.parse().ok()?,
            green: cells.next()? == "green",
        })
    };
    text.lines().filter_map(parse).collect()
}

fn table(times: &[Time]) -> Option<Vec<String>> {
    let last = times.iter().map(|it| it.run).max()?;
    let of_last: Vec<&Time> = times.iter().filter(|it| it.run == last).collect();
    let total: f64 = of_last.iter().map(|it| it.seconds).sum();
    let mut lines = vec![format!("{:<12} {:>8} {:>6} {:>8}", "ring", "minutes", "share", "before")];
    for time in of_last {
        let earlier = times.iter().rev().find(|it| it.run < last && it.ring == time.ring);
        let earlier = earlier.map_or(String::new(), |it| format!("{:.1}", it.seconds / 60.0));
        let share = 100.0 * time.seconds / total.max(f64::MIN_POSITIVE);
        let red = if time.green { "" } else { "  RED" };
        lines.push(format!("{:<12} {:>8.1} {share:>5.0}% {earlier:>8}{red}", time.ring, time.seconds / 60.0));
    }
    lines.push(format!("{:<12} {:>8.1}", "all", total / 60.0));
    Some(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_run_is_shown_beside_the_one_before() -> Outcome {
        let times = parse("1,fmt,60.0,green\nbroken\n2,fmt,120.0,red\n2,rust,360.0,green\n");
        let lines = table(&times).ok_or("three lines were written")?;
        assert_eq!(lines.len(), 4);
        let fmt = lines.get(1).ok_or("fmt")?;
        assert!(fmt.contains("2.0") && fmt.contains("25%") && fmt.contains("1.0"));
        assert!(fmt.ends_with("RED"));
        assert!(table(&[]).is_none());
        Ok(())
    }
}

//! `cargo xtask features`: whether `docs/features.md` says the truth.
//!
//! Every id stands there exactly once, with one of the known owners, and is `later` or `yes`; a
//! `yes` names a test that is in the tree. `--prove ID` goes further: the test must pass as things
//! are, and fail when the program leaves out the verb or route the row names (`DANBE_WITHOUT`,
//! heard by debug builds only).

use crate::lens::Lens;
use crate::shell::{self, Outcome, cargo, command, run as finish};
use clap::Args as ClapArgs;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// How many features each group has; their ids count from 1.
const GROUPS: [(char, u16); 22] = [
    ('A', 25),
    ('B', 12),
    ('C', 22),
    ('D', 17),
    ('E', 9),
    ('F', 8),
    ('G', 9),
    ('H', 15),
    ('I', 19),
    ('J', 6),
    ('K', 9),
    ('L', 9),
    ('M', 13),
    ('N', 12),
    ('O', 12),
    ('P', 13),
    ('Q', 6),
    ('R', 24),
    ('S', 8),
    ('T', 7),
    ('U', 11),
    ('V', 13),
];
/// The pieces of work that close features.
const OWNERS: [&str; 20] = [
    "T",
    "K",
    "R",
    "F",
    "P",
    "L",
    "intake",
    "decision",
    "file",
    "services",
    "packages",
    "survivor",
    "field",
    "plan",
    "returns",
    "justice",
    "intelligence",
    "public",
    "ops",
    "admin",
];
const WITHOUT: &str = "DANBE_WITHOUT";

/// What to do with the table.
#[derive(ClapArgs, Default)]
pub(crate) struct Args {
    /// Take this feature away and expect its test to fail
    #[arg(long, value_name = "ID", num_args = 1..)]
    prove: Vec<String>,
}

/// One row of the table.
#[derive(Debug)]
struct Row {
    id: String,
    owner: String,
    state: String,
    /// `path::name`, empty when none is named.
    test: String,
    /// The verb or route to leave out.
    breaks: Option<String>,
}

/// Checks the table, or proves some of its rows.
///
/// # Errors
/// The table is wrong, or a test does not fail without its feature.
pub(crate) fn run(args: &Args) -> Outcome {
    let root = shell::root();
    let rows = parse(&std::fs::read_to_string(root.join("docs/features.md"))?);
    if args.prove.is_empty() {
        return check(&rows, &root);
    }
    for id in &args.prove {
        let row = rows.iter().find(|row| row.id == *id);
        prove(row.ok_or_else(|| format!("{id} is no feature"))?)?;
    }
    Ok(())
}

fn parse(text: &str) -> Vec<Row> {
    text.lines().filter_map(row).collect()
}

/// A line that begins with an id of ours is a row; the tables of the head are not.
fn row(line: &str) -> Option<Row> {
    let cells: Vec<&str> = line.strip_prefix('|')?.split('|').map(str::trim).collect();
    let [id, _statement, owner, state, test, ..] = cells.as_slice() else {
        return None;
    };
    let number = id.strip_prefix(|c: char| c.is_ascii_uppercase())?;
    number.parse::<u16>().ok()?;
    let test = test.replace('`', "");
    let (test, breaks) = match test.split_once("breaks:") {
        Some((test, breaks)) => {
            let what = breaks.split_once('=').map_or(breaks, |(_, what)| what);
            (test.trim().to_owned(), Some(what.trim().to_owned()))
        }
        None => (test, None),
    };
    Some(Row { id: (*id).to_owned(), owner: (*owner).to_owned(), state: (*state).to_owned(), test, breaks })
}

fn check(rows: &[Row], root: &Path) -> Outcome {
    let mut wrong = wrong_ids(rows);
    for row in rows {
        wrong.extend(wrong_row(row, root).map(|said| format!("{}: {said}", row.id)));
    }
    for said in &wrong {
        println!("{said}");
    }
    let yes = rows.iter().filter(|row| row.state == "yes").count();
    println!("features: {} rows, {yes} yes, {} findings", rows.len(), wrong.len());
    if wrong.is_empty() { Ok(()) } else { Err("docs/features.md does not say the truth".into()) }
}

fn wrong_ids(rows: &[Row]) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for row in rows {
        *seen.entry(row.id.clone()).or_default() += 1;
    }
    let mut wrong = Vec::new();
    for (group, last) in GROUPS {
        for number in 1..=last {
            let id = format!("{group}{number}");
            match seen.remove(&id) {
                Some(1) => {}
                Some(times) => wrong.push(format!("{id}: {times} rows")),
                None => wrong.push(format!("{id}: no row")),
            }
        }
    }
    wrong.extend(seen.keys().map(|id| format!("{id}: an id nobody knows")));
    wrong
}

fn wrong_row(row: &Row, root: &Path) -> Option<String> {
    if !OWNERS.contains(&row.owner.as_str()) {
        return Some(format!("`{}` owns nothing", row.owner));
    }
    match (row.state.as_str(), row.test.as_str()) {
        ("later", "") => None,
        ("later", _) => Some("`later` names a test: is it `yes`?".to_owned()),
        ("yes", "") => Some("`yes` without a test".to_owned()),
        ("yes", test) => find(root, test).err(),
        (other, _) => Some(format!("`{other}` is neither `yes` nor `later`")),
    }
}

/// Whether the file of a test is there and holds it.
fn find(root: &Path, test: &str) -> Result<(), String> {
    let (path, name) = test.split_once("::").ok_or_else(|| format!("`{test}` is not `path::name`"))?;
    let text = std::fs::read_to_string(root.join(path)).map_err(|reason| format!("{path}: {reason}"))?;
    let held = if path.ends_with(".rs") { holds_rust(&text, name) } else { holds_journey(&text, name) };
    if held { Ok(()) } else { Err(format!("{path} holds no test `{name}`")) }
}

/// A function of that name, an attribute with `test` among the lines right above it.
fn holds_rust(text: &str, name: &str) -> bool {
    let lens = Lens::of(text);
    let lines: Vec<&str> = lens.code.lines().map(str::trim).collect();
    let head = format!("fn {name}(");
    lines.iter().enumerate().any(|(number, line)| {
        let above = lines.iter().take(number).rev();
        let mut above = above.take_while(|line| line.starts_with('#') || line.is_empty());
        line.contains(&head) && above.any(|line| line.contains("test"))
    })
}

fn holds_journey(text: &str, name: &str) -> bool {
    let told = |way: &str| ['"', '\'', '`'].iter().any(|q| text.contains(&format!("{way}({q}{name}{q}")));
    told("test") || told("story")
}

/// Runs the test of a row with the feature and without.
fn prove(row: &Row) -> Outcome {
    let id = &row.id;
    if row.state != "yes" {
        return Err(format!("{id} is `{}`: nothing to prove yet", row.state).into());
    }
    find(&shell::root(), &row.test)?;
    let breaks = row.breaks.as_deref();
    let breaks = breaks.ok_or_else(|| format!("{id} does not say what breaks it"))?;
    let mut with = of_test(&row.test)?;
    if verdict(with.env_remove(WITHOUT), &row.test)? != Verdict::Passed {
        return Err(format!("{id}: {} does not pass as things are", row.test).into());
    }
    if let Some(planted) = breaks.strip_prefix("planted ") {
        let (path, _) = row.test.split_once("::").ok_or("no test")?;
        let planted = format!("{path}::{planted}");
        find(&shell::root(), &planted)?;
        return match verdict(&mut of_test(&planted)?, &planted)? {
            Verdict::Passed => {
                println!("{id}: proved: {planted}");
                Ok(())
            }
            _ => Err(format!("{id}: {planted} does not pass").into()),
        };
    }
    let mut without = of_test(&row.test)?;
    match verdict(without.env(WITHOUT, breaks), &row.test)? {
        Verdict::Failed => {
            println!("{id}: proved: {} fails without {breaks}", row.test);
            Ok(())
        }
        Verdict::Passed => Err(format!("{id}: {} passes without {breaks}", row.test).into()),
        Verdict::NotRun => Err(format!("{id}: {} did not run without {breaks}", row.test).into()),
    }
}

/// The command that runs one test.
fn of_test(test: &str) -> Outcome<Command> {
    let (path, name) = test.split_once("::").ok_or("no test")?;
    let parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        ["crates", own, "tests", ..] => {
            let package = format!("danbe-{own}");
            Ok(cargo(&["test", "-p", &package, "--tests", "--", name]))
        }
        ["crates", own, ..] => {
            let package = format!("danbe-{own}");
            Ok(cargo(&["test", "-p", &package, "--lib", "--bins", "--", name]))
        }
        ["e2e", ..] => {
            finish(&mut cargo(&["build", "--workspace", "--bin", "danbe"]))?;
            let pattern = format!("--test-name-pattern=^{}( \\(|$)", literally(name));
            let mut node = command("node", &["--test", "--test-reporter=tap", &pattern, path]);
            node.env("DANBE_BIN", shell::target().join("debug/danbe"));
            Ok(node)
        }
        _ => Err(format!("{path}: tests live in crates/ and e2e/").into()),
    }
}

/// A name as a pattern that means nothing else.
fn literally(name: &str) -> String {
    let mut pattern = String::new();
    for c in name.chars() {
        if r"\^$.|?*+()[]{}/".contains(c) {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern
}

#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Passed,
    Failed,
    /// Nothing ran: it did not compile, or no test had the name.
    NotRun,
}

fn verdict(command: &mut Command, test: &str) -> Outcome<Verdict> {
    let out = command.output()?;
    let said = String::from_utf8_lossy(&out.stdout);
    print!("{said}{}", String::from_utf8_lossy(&out.stderr));
    Ok(read_verdict(&said, test.rsplit("::").next().unwrap_or(test)))
}

/// Reads what Rust's harness says of the test of this name, whatever module it stands in, and the
/// sums of node, which was asked for this name alone.
fn read_verdict(said: &str, name: &str) -> Verdict {
    let (mut passed, mut failed) = (0_u32, 0_u32);
    for line in said.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        match words.as_slice() {
            ["test", path, .., "ok"] if path.rsplit("::").next() == Some(name) => passed += 1,
            ["test", path, .., "FAILED"] if path.rsplit("::").next() == Some(name) => failed += 1,
            ["#", "pass", number] => passed += number.parse().unwrap_or(0),
            ["#", "fail", number] => failed += number.parse().unwrap_or(0),
            _ => {}
        }
    }
    match (passed, failed) {
        (_, 1..) => Verdict::Failed,
        (1.., 0) => Verdict::Passed,
        (0, 0) => Verdict::NotRun,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(change: impl Fn(&str) -> Option<String>) -> Vec<Row> {
        let mut text = "| Owner | What | Rows |\n| T | thread | 14 |\n".to_owned();
        for (group, last) in GROUPS {
            for number in 1..=last {
                let id = format!("{group}{number}");
                let row = change(&id).unwrap_or(format!("| {id} | Do it | T | later | |"));
                text.push_str(&row);
                text.push('\n');
            }
        }
        parse(&text)
    }

    #[test]
    fn the_table_has_279_rows() {
        let rows = table(|_| None);
        assert_eq!(rows.len(), 279);
        assert!(check(&rows, Path::new("/")).is_ok());
    }

    #[test]
    fn the_committed_table_is_whole() -> Outcome {
        let text = std::fs::read_to_string(shell::root().join("docs/features.md"))?;
        assert_eq!(wrong_ids(&parse(&text)), Vec::<String>::new());
        Ok(())
    }

    #[test]
    fn a_missing_a_double_and_an_unknown_row_are_found() {
        let missing = table(|id| (id == "B3").then(String::new));
        assert_eq!(wrong_ids(&missing), ["B3: no row"]);
        let other = |row: &str| Some(row.to_owned());
        let double = table(|id| match id {
            "B3" => other("| B2 | Do it | T | later | |"),
            "V13" => other("| W1 | Do it | T | later | |"),
            _ => None,
        });
        assert_eq!(wrong_ids(&double).len(), 4);
    }

    #[test]
    fn a_yes_needs_a_test_that_is_there() -> Outcome {
        let root = shell::root();
        let judged = |line: &str| row(line).and_then(|it| wrong_row(&it, &root));
        let own = "crates/xtask/src/features.rs::a_yes_needs_a_test_that_is_there";
        assert_eq!(judged(&format!("| A1 | x | T | yes | `{own}` |")), None);
        assert!(judged(&format!("| A1 | x | T | yes | `{own}_not` |")).is_some());
        assert!(judged("| A1 | x | T | yes | |").is_some());
        assert!(judged("| A1 | x | nobody | later | |").is_some());
        assert!(judged("| A1 | x | T | soon | |").is_some());
        let helper = "crates/xtask/src/features.rs::literally";
        assert!(judged(&format!("| A1 | x | T | yes | {helper} |")).is_some());
        Ok(())
    }

    #[test]
    fn what_breaks_a_row_is_read() {
        let read = row("| A1 | x | T | yes | `a::b breaks: DANBE_WITHOUT=protection.register` |");
        assert_eq!(
            read.map(|it| (it.test, it.breaks)),
            Some(("a::b".to_owned(), Some("protection.register".to_owned())))
        );
    }

    #[test]
    fn only_the_named_test_decides() {
        let read = |said| read_verdict(said, "a");
        assert_eq!(read("test a ... FAILED"), Verdict::Failed);
        assert_eq!(read("test b::a ... ok\ntest a_b ... FAILED"), Verdict::Passed);
        assert_eq!(read("test a - should panic ... ok"), Verdict::Passed);
        assert_eq!(read("test result: ok. 0 passed; 0 failed"), Verdict::NotRun);
        assert_eq!(read("error: could not compile"), Verdict::NotRun);
        assert_eq!(read("# pass 0\n# fail 1\n"), Verdict::Failed);
    }

    #[test]
    fn a_journey_is_found_by_its_name() {
        assert!(holds_journey("test(\"a person goes\", async () => {", "a person goes"));
        assert!(!holds_journey("test(\"a person goes\")", "a person"));
        assert_eq!(literally("a (b)"), r"a \(b\)");
    }
}

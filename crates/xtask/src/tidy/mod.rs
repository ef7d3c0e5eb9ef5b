//! `cargo xtask tidy`: the house rules as a program.
//!
//! One rule, one small function, one test that plants a violation. A rule that finds nothing to
//! look at is itself a finding: a renamed folder must not silence it.

mod manifests;
mod places;
mod texts;

use crate::shell::{self, Outcome};
use crate::tree::{File, Tree};

/// What one rule saw.
#[derive(Default)]
pub(crate) struct Report {
    /// How many files were judged.
    looked: usize,
    /// `path:line: what is wrong`, one each.
    findings: Vec<String>,
}

impl Report {
    /// Judges each file; a judgement is the line, counted from 1, and what is wrong there.
    fn over<'a, Judgements>(
        files: impl Iterator<Item = &'a File>,
        judge: impl Fn(&'a File) -> Judgements,
    ) -> Report
    where
        Judgements: IntoIterator<Item = (usize, String)>,
    {
        let mut report = Report::default();
        for file in files {
            report.looked += 1;
            for (line, wrong) in judge(file) {
                report.findings.push(format!("{}:{line}: {wrong}", file.path));
            }
        }
        report
    }
}

/// A rule of the house.
struct Rule {
    name: &'static str,
    check: fn(&Tree) -> Report,
}

macro_rules! rules {
    ($($room:ident::$rule:ident),* $(,)?) => {
        const RULES: &[Rule] = &[$(Rule { name: stringify!($rule), check: $room::$rule }),*];
    };
}

rules![
    texts::opens_with_why,
    texts::nothing_unfinished,
    texts::short_files,
    texts::exceptions_say_why,
    texts::vocabulary,
    places::sql_in_rows,
    places::pure_floor,
    places::chance_from_outside,
    places::world_at_the_edge,
    places::escaped_pages,
    places::no_inline_style_or_script,
    manifests::cryptography_in_vault,
    manifests::arrows_point_down,
    manifests::testing_stays_in_tests,
    manifests::house_lints,
];

/// Checks the whole project.
///
/// # Errors
/// At least one finding; each is printed with its place.
pub(crate) fn run() -> Outcome {
    let tree = Tree::read(&shell::root())?;
    let findings = judge(&tree);
    for finding in &findings {
        println!("{finding}");
    }
    let (rules, files, found) = (RULES.len(), tree.files.len(), findings.len());
    println!("tidy: {rules} rules, {files} files, {found} findings");
    if findings.is_empty() { Ok(()) } else { Err("the house is not tidy".into()) }
}

fn judge(tree: &Tree) -> Vec<String> {
    let mut findings = Vec::new();
    for rule in RULES {
        let report = (rule.check)(tree);
        if report.looked == 0 {
            findings.push(format!("[{}] found nothing to look at", rule.name));
        }
        let named = |finding| format!("{finding} [{}]", rule.name);
        findings.extend(report.findings.into_iter().map(named));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::planted;

    #[test]
    fn a_rule_with_nothing_to_look_at_is_a_finding() -> Outcome {
        let findings = judge(&planted(&[("notes.md", "nothing of ours")])?);
        assert_eq!(findings.len(), RULES.len());
        Ok(())
    }

    #[test]
    fn a_tidy_house_has_no_finding() -> Outcome {
        let manifest = "[package]\nname = \"danbe-words\"\n[lints]\nworkspace = true\n";
        let findings = judge(&planted(&[
            ("crates/words/Cargo.toml", manifest),
            ("crates/words/src/lib.rs", "//! Words.\npub struct Word;\n"),
            ("crates/house/src/lib.rs", "//! The house.\n"),
        ])?);
        assert_eq!(findings, Vec::<String>::new());
        Ok(())
    }
}

//! Rules about how a file is written.

use super::Report;
use crate::lens::names;
use crate::tree::{File, Tree};

/// The words of unfinished work, cut in two so that this file does not hold them.
const UNFINISHED: [&str; 3] = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X")];
const UNFINISHED_MACROS: [&str; 2] = [concat!("to", "do!"), concat!("unimple", "mented!")];
const CODE: [&str; 8] = ["rs", "js", "css", "html", "sql", "toml", "ftl", "sh"];
const LONGEST: usize = 600;

/// Every Rust file says first why it exists.
pub(super) fn opens_with_why(tree: &Tree) -> Report {
    Report::over(tree.with(&["rs"]), |file| {
        let why = file
            .text
            .lines()
            .next()
            .and_then(|line| line.strip_prefix("//!"))
            .is_some_and(|why| !why.trim().is_empty());
        (!why).then(|| (1, "opens without `//!` and a reason".to_owned()))
    })
}

/// Nothing in main is announced and not done.
pub(super) fn nothing_unfinished(tree: &Tree) -> Report {
    Report::over(tree.with(&CODE), |file| {
        let words = names(&file.text)
            .filter(|(_, name)| UNFINISHED.contains(name))
            .map(|(line, name)| (line, name.to_owned()));
        let lines = file.text.lines().zip(1..);
        let macros = lines.filter_map(|(line, number)| {
            let found = UNFINISHED_MACROS.iter().find(|it| line.contains(**it))?;
            Some((number, (*found).to_owned()))
        });
        words
            .chain(macros)
            .map(|(line, what)| (line, format!("`{what}`: do it, or let an issue say it")))
            .collect::<Vec<_>>()
    })
}

/// A file one cannot hold in the head is two files.
pub(super) fn short_files(tree: &Tree) -> Report {
    let files = tree.with(&["rs", "js", "css", "html", "sql"]);
    Report::over(files, |file| {
        let lines = file.text.lines().count();
        (lines > LONGEST).then(|| (LONGEST, format!("{lines} lines, the limit is {LONGEST}")))
    })
}

/// An exception to a lint gives its reason, and is an `expect` in what runs in a country:
/// an `allow` would outlive what it was for. Tests may `allow`.
pub(super) fn exceptions_say_why(tree: &Tree) -> Report {
    Report::over(tree.with(&["rs"]), |file| {
        let Some(lens) = &file.lens else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for (line, attribute) in attributes(&lens.code, &["allow(", "expect("]) {
            if !attribute.contains("reason") {
                found.push((line, "an exception without a reason".to_owned()));
            }
        }
        if !file.is_scaffold() {
            let allowed = attributes(&lens.live, &["allow("]);
            let said = |(line, _)| (line, "`allow`: write `expect`".to_owned());
            found.extend(allowed.into_iter().map(said));
        }
        found
    })
}

/// The attributes that begin so, each with its line.
fn attributes<'a>(code: &'a str, heads: &[&str]) -> Vec<(usize, &'a str)> {
    let mut found = Vec::new();
    for head in heads {
        for mark in [format!("#[{head}"), format!("#![{head}")] {
            for (start, _) in code.match_indices(&mark) {
                let before = code.get(..start).unwrap_or_default();
                let rest = code.get(start..).unwrap_or_default();
                let attribute = rest.split(")]").next().unwrap_or_default();
                found.push((before.matches('\n').count() + 1, attribute));
            }
        }
    }
    found
}

/// Body measurements: no column may be able to hold one.
const OF_THE_BODY: [&str; 12] = [
    "fingerprint",
    "fingerprints",
    "iris",
    "retina",
    "faceprint",
    "voiceprint",
    "biometric",
    "biometrics",
    "biometrie",
    "empreintes",
    "facial",
    "dactyloscopy",
];
/// No class, verb or path serves immigration enforcement.
const OF_ENFORCEMENT: [&str; 4] = ["immigration", "deport", "expulsion", "refoulement"];

/// Words that must not become columns, classes or names.
///
/// Prose may say what is refused; names may not hold it. Tests may plant it.
pub(super) fn vocabulary(tree: &Tree) -> Report {
    let files = tree
        .with(&["rs", "sql", "toml", "txt"])
        .filter(|file| !file.is_scaffold() && !file.in_crates(&["xtask"]) && file.name() != "Cargo.lock");
    Report::over(files, |file| {
        let mut found = Vec::new();
        for (line, name) in said(file) {
            let name = name.to_lowercase();
            if name == "traffic" {
                found.push((line, "`traffic`: say trafficking, crossing or load".to_owned()));
            }
            for part in name.split('_') {
                if OF_ENFORCEMENT.iter().any(|word| part.starts_with(word)) {
                    found.push((line, format!("`{name}`: nothing serves enforcement")));
                }
            }
        }
        for (line, name) in columns(file) {
            let name = name.to_lowercase();
            let body = name.split('_').any(|part| OF_THE_BODY.contains(&part));
            if body || name.contains("face_template") {
                found.push((line, format!("`{name}`: no column holds a body")));
            }
        }
        found
    })
}

/// The names a file uses: of Rust its code and the literals that are one name.
fn said(file: &File) -> Vec<(usize, String)> {
    let Some(lens) = &file.lens else {
        return without_remarks(file);
    };
    let literals = lens.literals.iter().filter(|it| !it.in_test);
    let slugs = literals.filter(|it| !it.text.contains(char::is_whitespace));
    let slugs = slugs.flat_map(|it| names(&it.text).map(|(_, name)| (it.line, name)));
    names(&lens.live).chain(slugs).map(|(line, name)| (line, name.to_owned())).collect()
}

/// The names that could be columns: of Rust what its SQL says.
fn columns(file: &File) -> Vec<(usize, String)> {
    let Some(lens) = &file.lens else {
        return without_remarks(file);
    };
    if file.name() != "rows.rs" && !file.in_crates(&["store"]) {
        return Vec::new();
    }
    let literals = lens.literals.iter().filter(|it| !it.in_test);
    literals
        .flat_map(|it| names(&it.text).map(|(line, name)| (it.line + line - 1, name.to_owned())))
        .collect()
}

fn without_remarks(file: &File) -> Vec<(usize, String)> {
    let mark = if file.extension() == "sql" { "--" } else { "#" };
    let mut found = Vec::new();
    for (line, number) in file.text.lines().zip(1..) {
        let said = line.split(mark).next().unwrap_or_default();
        found.extend(names(said).map(|(_, name)| (number, name.to_owned())));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::Outcome;
    use crate::tree::planted;

    fn found(rule: fn(&Tree) -> Report, path: &str, text: &str) -> Outcome<usize> {
        let report = rule(&planted(&[(path, text)])?);
        assert_eq!(report.looked, 1, "{path} must be looked at");
        Ok(report.findings.len())
    }

    #[test]
    fn a_file_without_its_reason_is_found() -> Outcome {
        assert_eq!(found(opens_with_why, "crates/a/src/b.rs", "struct A;")?, 1);
        assert_eq!(found(opens_with_why, "crates/a/src/b.rs", "//!\n")?, 1);
        assert_eq!(found(opens_with_why, "crates/a/src/b.rs", "//! Why.")?, 0);
        Ok(())
    }

    #[test]
    fn unfinished_work_is_found() -> Outcome {
        for word in UNFINISHED.iter().chain(&UNFINISHED_MACROS) {
            let text = format!("//! Why.\n// {word} later\n");
            assert_eq!(found(nothing_unfinished, "crates/a/src/b.rs", &text)?, 1);
        }
        let phone = "const SAMPLE: &str = \"XXXXXX\";";
        assert_eq!(found(nothing_unfinished, "pane/pane.js", phone)?, 0);
        Ok(())
    }

    #[test]
    fn a_long_file_is_found() -> Outcome {
        let long = "//\n".repeat(LONGEST + 1);
        assert_eq!(found(short_files, "pane/worker.js", &long)?, 1);
        assert_eq!(found(short_files, "pane/worker.js", "//\n")?, 0);
        Ok(())
    }

    #[test]
    fn an_exception_without_reason_is_found() -> Outcome {
        let path = "crates/a/src/b.rs";
        let allowed = "#[allow(dead_code, reason = \"why\")]";
        assert_eq!(found(exceptions_say_why, path, allowed)?, 1);
        let in_test = format!("#[cfg(test)]\nmod tests {{ {allowed} fn a() {{}} }}");
        assert_eq!(found(exceptions_say_why, path, &in_test)?, 0);
        assert_eq!(found(exceptions_say_why, "crates/a/tests/b.rs", "#![allow(dead_code)]")?, 1);
        assert_eq!(found(exceptions_say_why, path, "#[expect(dead_code)]")?, 1);
        let good = "#[expect(\n    dead_code,\n    reason = \"why\"\n)]";
        assert_eq!(found(exceptions_say_why, path, good)?, 0);
        Ok(())
    }

    #[test]
    fn a_column_for_a_body_is_found() -> Outcome {
        let sql = "alter table person add column left_fingerprint blob;";
        assert_eq!(found(vocabulary, "crates/store/migrations/2.sql", sql)?, 1);
        let rows = "fn a() { \"select iris from person\"; }";
        assert_eq!(found(vocabulary, "crates/house/src/rows.rs", rows)?, 1);
        let key = "fn fingerprint(key: &Key) {}";
        assert_eq!(found(vocabulary, "crates/vault/src/keys.rs", key)?, 0);
        let remark = "-- no fingerprint, ever\ncreate table a (b text);";
        assert_eq!(found(vocabulary, "crates/store/1.sql", remark)?, 0);
        Ok(())
    }

    #[test]
    fn a_class_for_enforcement_is_found() -> Outcome {
        let path = "crates/words/src/codes.rs";
        let name = "enum Class { immigration_police }";
        assert_eq!(found(vocabulary, path, name)?, 1);
        let slug = "const CLASS: &str = \"immigration\";";
        assert_eq!(found(vocabulary, path, slug)?, 1);
        assert_eq!(found(vocabulary, "crates/guard/policy.txt", "deportation x")?, 1);
        let prose = "//! Nothing for immigration enforcement.\nstruct A;";
        assert_eq!(found(vocabulary, path, prose)?, 0);
        Ok(())
    }

    #[test]
    fn the_word_that_says_too_little_is_found() -> Outcome {
        let path = "crates/words/src/codes.rs";
        assert_eq!(found(vocabulary, path, "let traffic = 1;")?, 1);
        assert_eq!(found(vocabulary, path, "let trafficking = 1;")?, 0);
        Ok(())
    }
}

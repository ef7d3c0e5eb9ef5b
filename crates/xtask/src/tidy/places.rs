//! Rules about where things may stand.

use super::Report;
use crate::lens::{in_name, names, taken_from};
use crate::tree::{File, Tree};

/// The pure floor: no input or output, no waiting, no clock, no chance of its own.
pub(super) const PURE: [&str; 11] = [
    "words", "guard", "vault", "figures", "linkage", "pages", "packages", "records", "clk", "popcount",
    "charts",
];
/// Who may touch the machine it runs on.
const EDGE: [&str; 4] = ["app", "store", "device", "xtask"];

fn rust(tree: &Tree) -> impl Iterator<Item = &File> {
    tree.rust().map(|(file, _)| file)
}

fn live(file: &File) -> &str {
    file.lens.as_ref().map_or("", |lens| lens.live.as_str())
}

/// SQL stands in a room's `rows.rs`, where one person can read all a room asks of the database.
pub(super) fn sql_in_rows(tree: &Tree) -> Report {
    let files = rust(tree).filter(|file| {
        file.name() != "rows.rs" && !file.in_crates(&["store", "xtask"]) && !file.is_scaffold()
    });
    Report::over(files, |file| {
        let literals = file.lens.iter().flat_map(|lens| &lens.literals);
        literals
            .filter(|it| !it.in_test && is_sql(&it.text))
            .map(|it| (it.line, "SQL outside rows.rs".to_owned()))
            .collect::<Vec<_>>()
    })
}

/// Whether a literal is a statement and not a sentence that begins with its verb.
fn is_sql(text: &str) -> bool {
    let text = text.to_lowercase();
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c == '(' || c == '\\')
        .filter(|word| !word.is_empty())
        .collect();
    let after = |word: &str| words.iter().skip(1).any(|it| *it == word);
    match words.as_slice() {
        ["select", ..] => after("from") || words.len() == 2,
        ["insert", "into", _, ..] | ["delete", "from", _, ..] => true,
        ["insert", "or", _, "into", ..] => true,
        ["update", _, "set", ..] => true,
        ["with", _, "as", ..] | ["with", "recursive", ..] => after("select"),
        ["create" | "alter" | "drop", "table" | "index" | "view" | "trigger", ..] => true,
        ["pragma", ..] => true,
        _ => false,
    }
}

/// The lower floors take time, chance and bytes as arguments.
pub(super) fn pure_floor(tree: &Tree) -> Report {
    let files = rust(tree).filter(|file| file.in_crates(&PURE) && !file.is_scaffold());
    Report::over(files, |file| {
        let code = live(file);
        let taken = taken_from(code, "std")
            .into_iter()
            .filter(|(_, name)| ["fs", "net", "env", "process", "thread", "os"].contains(&name.as_str()));
        let named = names(code).filter(|(_, name)| {
            ["SystemTime", "Instant", "async", "await", "tokio", "getrandom", "OsRng", "SysRng", "thread_rng"]
                .contains(name)
        });
        let clocks = code.lines().zip(1..);
        let clocks = clocks.filter(|(line, _)| line.contains("::now("));
        taken
            .map(|(line, name)| (line, format!("std::{name}")))
            .chain(named.map(|(line, name)| (line, name.to_owned())))
            .chain(clocks.map(|(_, line)| (line, "a clock".to_owned())))
            .map(|(line, what)| (line, format!("{what} on the pure floor")))
            .collect::<Vec<_>>()
    })
}

/// Chance enters the house by three doors; elsewhere it is an argument.
pub(super) fn chance_from_outside(tree: &Tree) -> Report {
    let doors = ["app", "device", "xtask"];
    let files = rust(tree).filter(|file| !file.in_crates(&doors) && !file.is_scaffold());
    Report::over(files, |file| {
        lines_with(live(file), "Entropy::from_system")
            .map(|line| (line, "chance drawn outside app and device".to_owned()))
            .collect::<Vec<_>>()
    })
}

/// Environment, files, sockets and processes belong to the outermost crates.
pub(super) fn world_at_the_edge(tree: &Tree) -> Report {
    let files = rust(tree).filter(|file| !file.in_crates(&EDGE) && !file.is_scaffold());
    Report::over(files, |file| {
        let code = live(file);
        let mut found = Vec::new();
        for root in ["std", "tokio"] {
            for (line, name) in taken_from(code, root) {
                if ["fs", "net", "env", "process", "os"].contains(&name.as_str()) {
                    found.push((line, format!("{root}::{name} away from the edge")));
                }
            }
        }
        for (line, name) in names(code) {
            if ["TcpListener", "TcpStream", "UdpSocket", "UnixStream"].contains(&name) {
                found.push((line, format!("{name} away from the edge")));
            }
        }
        found
    })
}

/// Only the layout may put text on a page without escaping it.
pub(super) fn escaped_pages(tree: &Tree) -> Report {
    let files = rust(tree).filter(|file| {
        file.path != "crates/pages/src/layout.rs" && !file.in_crates(&["xtask"]) && !file.is_scaffold()
    });
    Report::over(files, |file| {
        names(live(file))
            .filter(|(_, name)| *name == "PreEscaped")
            .map(|(line, _)| (line, "PreEscaped outside the layout".to_owned()))
            .collect::<Vec<_>>()
    })
}

/// The pages' policy forbids inline style and script; an attribute would silently do nothing.
pub(super) fn no_inline_style_or_script(tree: &Tree) -> Report {
    let files = tree.with(&["rs", "html"]).filter(|file| !file.in_crates(&["xtask"]));
    Report::over(files, |file| {
        let texts: Vec<(usize, &str)> = match &file.lens {
            None => vec![(1, file.text.as_str())],
            Some(lens) => {
                let literals = lens.literals.iter();
                let pages = literals.filter(|it| !it.in_test && it.text.contains('<'));
                let pages = pages.map(|it| (it.line, it.text.as_str()));
                std::iter::once((1, lens.live.as_str())).chain(pages).collect()
            }
        };
        texts
            .into_iter()
            .flat_map(|(first, text)| {
                let lines = text.lines().zip(first..);
                lines.filter_map(|(line, number)| Some((number, attribute(line)?)))
            })
            .map(|(line, name)| (line, format!("attribute `{name}`")))
            .collect::<Vec<_>>()
    })
}

/// The first `style=` or `on…=` of a line that has no space before its value.
fn attribute(line: &str) -> Option<String> {
    for (at, _) in line.match_indices('=') {
        let before = line.get(..at)?;
        let value = line.get(at + 1..)?.chars().next()?;
        let name: String = before.chars().rev().take_while(|c| in_name(*c) || *c == '-').collect();
        let name: String = name.chars().rev().collect();
        let starts = before.strip_suffix(name.as_str())?.chars().next_back();
        let apart = starts.is_none_or(|c| c.is_whitespace() || c == '(' || c == '"');
        let forbidden = name == "style" || (name.starts_with("on") && name.len() > 4);
        if apart && forbidden && matches!(value, '"' | '\'' | '(' | '[' | '{' | '\\') {
            return Some(name);
        }
    }
    None
}

fn lines_with<'a>(code: &'a str, what: &'a str) -> impl Iterator<Item = usize> + 'a {
    code.lines().zip(1..).filter(move |(line, _)| line.contains(what)).map(|(_, number)| number)
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

    fn ignored(rule: fn(&Tree) -> Report, path: &str, text: &str) -> Outcome<bool> {
        Ok(rule(&planted(&[(path, text)])?).looked == 0)
    }

    #[test]
    fn sql_in_a_verb_is_found() -> Outcome {
        let verb = "crates/protection/src/cases/register.rs";
        for sql in [
            "Select a\nfrom b",
            "INSERT INTO a values (1)",
            "update a set b = 1",
            "delete from a",
            "with x as (select 1 from y) select * from x",
            "create table a (b text)",
        ] {
            assert_eq!(found(sql_in_rows, verb, &format!("f(r\"{sql}\");"))?, 1, "{sql}");
        }
        for prose in ["Update the file", "select a form", "With these keys"] {
            assert_eq!(found(sql_in_rows, verb, &format!("f(\"{prose}\");"))?, 0, "{prose}");
        }
        let planted = "#[cfg(test)]\nmod tests { fn a() { f(\"delete from a\"); } }";
        assert_eq!(found(sql_in_rows, verb, planted)?, 0);
        assert!(ignored(sql_in_rows, "crates/protection/src/cases/rows.rs", "")?);
        Ok(())
    }

    #[test]
    fn a_clock_or_a_file_on_the_pure_floor_is_found() -> Outcome {
        for wrong in [
            "use std::fs;",
            "use std::{fmt, net::TcpStream};",
            "std::env::var(\"A\");",
            "SystemTime::UNIX_EPOCH;",
            "jiff::Timestamp::now();",
            "async fn a() {}",
            "use tokio::sync::Mutex;",
        ] {
            assert!(found(pure_floor, "crates/guard/src/a.rs", wrong)? > 0, "{wrong}");
        }
        let good = "// std::fs\nuse std::fmt;\n#[cfg(test)]\nmod tests { use std::fs; }";
        assert_eq!(found(pure_floor, "crates/guard/src/a.rs", good)?, 0);
        Ok(())
    }

    #[test]
    fn chance_drawn_inside_is_found() -> Outcome {
        let wrong = "let chance = Entropy::from_system();";
        let rule = chance_from_outside;
        assert_eq!(found(rule, "crates/protection/src/a.rs", wrong)?, 1);
        assert!(ignored(rule, "crates/app/src/a.rs", wrong)?);
        Ok(())
    }

    #[test]
    fn the_world_inside_the_house_is_found() -> Outcome {
        for wrong in [
            "std::env::var(\"A\");",
            "use tokio::{net, sync};",
            "std::fs::read(a);",
            "fn a(b: TcpStream) {}",
            "std::process::exit(1);",
        ] {
            let path = "crates/statistics/src/a.rs";
            assert_eq!(found(world_at_the_edge, path, wrong)?, 1, "{wrong}");
        }
        assert!(ignored(world_at_the_edge, "crates/store/src/a.rs", "use std::fs;")?);
        assert!(ignored(world_at_the_edge, "crates/house/tests/a.rs", "use std::fs;")?);
        Ok(())
    }

    #[test]
    fn unescaped_text_is_found() -> Outcome {
        let wrong = "html! { (maud::PreEscaped(name)) }";
        assert_eq!(found(escaped_pages, "crates/pages/src/parts.rs", wrong)?, 1);
        assert!(ignored(escaped_pages, "crates/pages/src/layout.rs", wrong)?);
        Ok(())
    }

    #[test]
    fn inline_style_and_script_are_found() -> Outcome {
        let rule = no_inline_style_or_script;
        for wrong in [
            "html! { p style=\"color:red\" { } }",
            "html! { p style=(colour) { } }",
            "html! { button onclick=\"go()\" { } }",
            "f(\"<p onload='go()'>\");",
        ] {
            assert_eq!(found(rule, "crates/pages/src/a.rs", wrong)?, 1, "{wrong}");
        }
        assert_eq!(found(rule, "pane/index.html", "<p style=\"a\">")?, 1);
        for good in ["let style = \"a\";", "let once = (1, 2);", "html! { p class=\"on\" {} }"] {
            assert_eq!(found(rule, "crates/pages/src/a.rs", good)?, 0, "{good}");
        }
        Ok(())
    }
}

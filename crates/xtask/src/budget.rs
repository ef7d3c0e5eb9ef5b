//! `cargo xtask budget`: the sizes of the house beside what was meant.
//!
//! The numbers guide and judgement decides, so nothing here fails. Function lengths are counted by
//! braces, documentation by the line above an item: near enough to see a trend.

use crate::lens::{Lens, in_name};
use crate::shell::{self, Outcome};
use crate::tree::Tree;
use crate::wasm;

/// What was counted over the Rust files.
#[derive(Default)]
struct Counts {
    /// Code lines of each file without its tests.
    files: Vec<usize>,
    functions: Vec<usize>,
    opened: usize,
    public: usize,
    documented: usize,
    code: usize,
    tests: usize,
}

/// Prints the table.
///
/// # Errors
/// The project cannot be read.
pub(crate) fn run() -> Outcome {
    let tree = Tree::read(&shell::root())?;
    let counts = count(&tree);
    print(&counts);
    println!("{:<34} {:>8}   at most 340", "JavaScript by hand, lines", wasm::pane_lines()?);
    match std::fs::read_to_string(shell::target().join("pane/manifest.json")) {
        Ok(manifest) => print_pane(&manifest),
        Err(_) => {
            println!("{:<34} run `cargo xtask wasm`", "pane");
            Ok(())
        }
    }
}

fn count(tree: &Tree) -> Counts {
    let mut counts = Counts::default();
    for (file, lens) in tree.rust() {
        counts.opened += usize::from(file.text.starts_with("//!"));
        let all = written(&lens.code);
        if file.is_scaffold() {
            counts.tests += all;
            continue;
        }
        let live = written(&lens.live);
        counts.files.push(live);
        counts.code += live;
        counts.tests += all - live;
        counts.functions.extend(functions(&lens.live));
        let (public, documented) = public_items(&file.text, lens);
        counts.public += public;
        counts.documented += documented;
    }
    counts.files.sort_unstable();
    counts.functions.sort_unstable();
    counts
}

fn print(counts: &Counts) {
    let three = |of: &[usize]| {
        let (median, ninth) = (quantile(of, 50), quantile(of, 90));
        format!("{median} / {ninth} / {}", quantile(of, 100))
    };
    let share = |part: usize, all: usize| 100.0 * part as f64 / all.max(1) as f64;
    let files = three(&counts.files);
    println!("{:<34} {files:>14}   120 / 300 / 600", "code lines: median, p90, longest");
    let functions = three(&counts.functions);
    println!("{:<34} {functions:>14}   10 / 35", "function: median, p90, longest");
    let documented = share(counts.documented, counts.public);
    println!("{:<34} {documented:>12.1} %   at least 95 %", "public items documented");
    let ratio = share(counts.tests, counts.code) / 100.0;
    println!("{:<34} {ratio:>14.2}   at least 1", "test lines to code lines");
    let number = counts.files.len();
    println!("{:<34} {:>8} in {number} files", "code lines", counts.code);
    println!("{:<34} {:>8}", "files that open with //!", counts.opened);
}

fn print_pane(manifest: &str) -> Outcome {
    let manifest: serde_json::Value = serde_json::from_str(manifest)?;
    let files = manifest.get("files").and_then(|it| it.as_object());
    let mut total = 0;
    for (name, file) in files.into_iter().flatten() {
        let of = |key| file.get(key).and_then(serde_json::Value::as_u64);
        let (raw, small) = (of("size").unwrap_or(0), of("brotli").unwrap_or(0));
        total += small;
        println!("{name:<34} {raw:>8} {small:>8} brotli");
    }
    println!("{:<34} {total:>17} brotli, at most 256000", "first load");
    Ok(())
}

fn written(code: &str) -> usize {
    code.lines().filter(|line| !line.trim().is_empty()).count()
}

/// The value below which this share of a sorted list lies.
fn quantile(sorted: &[usize], percent: usize) -> usize {
    let last = sorted.len().saturating_sub(1);
    sorted.get(last * percent / 100).copied().unwrap_or(0)
}

/// The written lines between the braces of each function.
fn functions(code: &str) -> Vec<usize> {
    let mut lengths = Vec::new();
    for (start, _) in code.match_indices("fn ") {
        let before = code.get(..start).unwrap_or_default();
        let after = code.get(start + 3..).unwrap_or_default();
        let named = after.chars().next().is_some_and(in_name);
        if !named || before.chars().next_back().is_some_and(in_name) {
            continue;
        }
        if let Some(body) = body(after) {
            lengths.push(written(body));
        }
    }
    lengths
}

/// What stands between the first brace and its match, unless a semicolon comes first.
fn body(code: &str) -> Option<&str> {
    let open = code.find(['{', ';'])?;
    let inside = code.get(open..)?.strip_prefix('{')?;
    let mut depth = 1_usize;
    for (at, c) in inside.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return inside.get(..at);
        }
    }
    None
}

/// How many public items there are, and how many have words above them.
fn public_items(text: &str, lens: &Lens) -> (usize, usize) {
    const ITEMS: [&str; 10] = [
        "fn ",
        "async fn ",
        "const ",
        "enum ",
        "static ",
        "struct ",
        "trait ",
        "type ",
        "union ",
        "unsafe fn ",
    ];
    let (mut public, mut documented) = (0, 0);
    let written: Vec<&str> = text.lines().collect();
    for (number, line) in lens.live.lines().enumerate() {
        let Some(item) = line.trim_start().strip_prefix("pub ") else {
            continue;
        };
        if ITEMS.iter().any(|kind| item.starts_with(kind)) {
            public += 1;
            let above = written.iter().take(number).rev().map(|line| line.trim());
            let attribute =
                |line: &&str| line.starts_with("#[") || line.ends_with(")]") || line.ends_with(',');
            let mut above = above.skip_while(attribute);
            documented += usize::from(above.next().is_some_and(|it| it.starts_with("///")));
        }
    }
    (public, documented)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::planted;

    #[test]
    fn functions_are_measured_between_their_braces() {
        let code = "trait A { fn none(); }\nfn one() {\n    b();\n}\nfn three(a: B) -> C {\n    if a {\n        b();\n    }\n}\n";
        assert_eq!(functions(code), [1, 3]);
    }

    #[test]
    fn a_file_is_counted_without_its_tests() -> Outcome {
        let text = "//! Why.\n\n/// Said.\n#[derive(Debug)]\npub struct A;\npub struct B;\n\n#[cfg(test)]\nmod tests {\n    fn c() {}\n}\n";
        let counts = count(&planted(&[
            ("crates/a/src/lib.rs", text),
            ("crates/a/tests/b.rs", "//! Why.\nfn d() {}\n"),
        ])?);
        assert_eq!((counts.public, counts.documented), (2, 1));
        assert_eq!((counts.code, counts.tests), (3, 5));
        assert_eq!((counts.opened, counts.files.len()), (2, 1));
        Ok(())
    }

    #[test]
    fn quantiles_of_little_and_of_nothing() {
        assert_eq!(quantile(&[], 50), 0);
        assert_eq!(quantile(&[1, 2, 9], 50), 2);
        assert_eq!(quantile(&[1, 2, 9], 100), 9);
    }
}

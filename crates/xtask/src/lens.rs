//! A Rust file seen without its comments, its literals, or its tests.
//!
//! A scanner of a hundred lines instead of a parser: the house rules ask where words stand, not
//! what they mean. Lines keep their numbers, so a finding can be clicked.

/// A string literal: its first line and what stands between its quotes, escapes left as written.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Literal {
    /// Counted from 1.
    pub(crate) line: usize,
    /// Without prefix, hashes and quotes.
    pub(crate) text: String,
    /// Whether it stands under `#[cfg(test)]`.
    pub(crate) in_test: bool,
}

/// One file, four ways.
pub(crate) struct Lens {
    /// The text, comments and contents of literals replaced by spaces.
    pub(crate) code: String,
    /// `code` without the items under `#[cfg(test)]`.
    pub(crate) live: String,
    /// Every string literal.
    pub(crate) literals: Vec<Literal>,
}

impl Lens {
    /// Looks at a file.
    pub(crate) fn of(text: &str) -> Lens {
        let mut scan = Scan {
            chars: text.chars().collect(),
            at: 0,
            line: 1,
            code: String::with_capacity(text.len()),
            literals: Vec::new(),
        };
        scan.all();
        let (code, mut literals) = (scan.code, scan.literals);
        let (live, tests) = without_tests(&code);
        for literal in &mut literals {
            literal.in_test = tests.iter().any(|(first, last)| (*first..=*last).contains(&literal.line));
        }
        Lens { code, live, literals }
    }
}

/// Whether a character can be part of a name.
pub(crate) fn in_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The names of a text with their lines, counted from 1.
pub(crate) fn names(code: &str) -> impl Iterator<Item = (usize, &str)> {
    code.lines().enumerate().flat_map(|(index, line)| {
        line.split(|c| !in_name(c)).filter(|name| !name.is_empty()).map(move |name| (index + 1, name))
    })
}

/// What is taken from a root, directly (`std::fs::read`) or in a group (`use std::{fs, io}`).
pub(crate) fn taken_from(code: &str, root: &str) -> Vec<(usize, String)> {
    let wanted = format!("{root}::");
    let mut found = Vec::new();
    for (start, _) in code.match_indices(&wanted) {
        let before = code.get(..start).unwrap_or_default();
        if before.chars().next_back().is_some_and(in_name) {
            continue;
        }
        let line = before.matches('\n').count() + 1;
        let rest = code.get(start + wanted.len()..).unwrap_or_default();
        if let Some(group) = rest.strip_prefix('{') {
            found.extend(heads(group).into_iter().map(|name| (line, name)));
        } else {
            found.push((line, rest.chars().take_while(|c| in_name(*c)).collect()));
        }
    }
    found
}

/// The first name of each member of a group, whose opening brace is already passed.
fn heads(group: &str) -> Vec<String> {
    let (mut heads, mut depth, mut fresh) = (vec![String::new()], 0_usize, true);
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                heads.push(String::new());
                fresh = true;
            }
            ':' if depth == 0 => fresh = false,
            c if depth == 0 && fresh && in_name(c) => {
                if let Some(head) = heads.last_mut() {
                    head.push(c);
                }
            }
            _ => {}
        }
    }
    heads
}

struct Scan {
    chars: Vec<char>,
    at: usize,
    line: usize,
    code: String,
    literals: Vec<Literal>,
}

impl Scan {
    fn ahead(&self, by: usize) -> char {
        self.chars.get(self.at + by).copied().unwrap_or('\0')
    }

    fn done(&self) -> bool {
        self.at >= self.chars.len()
    }

    /// One character that counts as code.
    fn keep(&mut self) -> char {
        let c = self.ahead(0);
        self.push(c);
        c
    }

    /// One character that does not.
    fn blank(&mut self) -> char {
        let c = self.ahead(0);
        self.push(if c == '\n' { c } else { ' ' });
        c
    }

    fn push(&mut self, c: char) {
        if c == '\n' {
            self.line += 1;
        }
        self.code.push(c);
        self.at += 1;
    }

    fn all(&mut self) {
        let mut before = ' ';
        while !self.done() {
            before = match (self.ahead(0), self.ahead(1)) {
                ('/', '/') => self.line_comment(),
                ('/', '*') => self.block_comment(),
                ('"', _) => self.literal(),
                ('\'', _) => self.quote(),
                ('r', '"' | '#') if !in_name(before) || matches!(before, 'b' | 'c') => self.raw(),
                _ => self.keep(),
            };
        }
    }

    fn line_comment(&mut self) -> char {
        while !self.done() && self.ahead(0) != '\n' {
            self.blank();
        }
        ' '
    }

    fn block_comment(&mut self) -> char {
        let mut depth = 0_usize;
        while !self.done() {
            match (self.ahead(0), self.ahead(1)) {
                ('/', '*') => {
                    depth += 1;
                    self.blank();
                }
                ('*', '/') => {
                    depth -= 1;
                    self.blank();
                }
                _ => {}
            }
            self.blank();
            if depth == 0 {
                break;
            }
        }
        ' '
    }

    fn literal(&mut self) -> char {
        let line = self.line;
        let mut text = String::new();
        self.keep();
        while !self.done() && self.ahead(0) != '"' {
            if self.ahead(0) == '\\' {
                text.push(self.blank());
            }
            text.push(self.blank());
        }
        self.literals.push(Literal { line, text, in_test: false });
        self.keep()
    }

    /// A character, or the mark of a lifetime.
    fn quote(&mut self) -> char {
        if self.ahead(1) == '\\' {
            self.keep();
            self.blank();
            self.blank();
            while !self.done() && self.ahead(0) != '\'' {
                self.blank();
            }
        } else if self.ahead(2) == '\'' {
            self.keep();
            self.blank();
        }
        self.keep()
    }

    fn raw(&mut self) -> char {
        let mut hashes = 0;
        while self.ahead(1 + hashes) == '#' {
            hashes += 1;
        }
        if self.ahead(1 + hashes) != '"' {
            return self.keep();
        }
        let line = self.line;
        for _ in 0..hashes + 2 {
            self.keep();
        }
        let mut text = String::new();
        while !self.done() && !self.closes(hashes) {
            text.push(self.blank());
        }
        self.literals.push(Literal { line, text, in_test: false });
        for _ in 0..hashes + 1 {
            self.keep();
        }
        '"'
    }

    fn closes(&self, hashes: usize) -> bool {
        self.ahead(0) == '"' && (1..=hashes).all(|by| self.ahead(by) == '#')
    }
}

/// The code without what stands under `#[cfg(test)]`, and the lines taken out.
fn without_tests(code: &str) -> (String, Vec<(usize, usize)>) {
    let mut live = String::with_capacity(code.len());
    let mut lines = Vec::new();
    let mut rest = code;
    let number = |rest: &str| {
        let passed = code.len() - rest.len();
        code.get(..passed).map_or(1, |before| before.matches('\n').count() + 1)
    };
    if code.contains("#![cfg(test)]") {
        return (blanked(code), vec![(1, code.lines().count())]);
    }
    while let Some(start) = ["#[cfg(test)]", "#[cfg(all(test"].iter().filter_map(|mark| rest.find(mark)).min()
    {
        let (before, item) = rest.split_at(start);
        let (item, after) = item.split_at(length_of_item(item));
        live.push_str(before);
        live.push_str(&blanked(item));
        lines.push((number(rest) + before.matches('\n').count(), number(after)));
        rest = after;
    }
    live.push_str(rest);
    (live, lines)
}

fn blanked(code: &str) -> String {
    code.chars().map(|c| if c == '\n' { c } else { ' ' }).collect()
}

/// Up to the semicolon or the closing brace of the item that begins here.
fn length_of_item(code: &str) -> usize {
    let mut depth = 0_usize;
    for (at, c) in code.char_indices() {
        match c {
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => {
                depth = depth.saturating_sub(1);
                if c == '}' && depth == 0 {
                    return at + 1;
                }
            }
            ';' if depth == 0 => return at + 1,
            _ => {}
        }
    }
    code.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(code: &str) -> Vec<String> {
        let lens = Lens::of(code);
        lens.literals.into_iter().map(|it| it.text).collect()
    }

    #[test]
    fn comments_and_literals_are_not_code() {
        let lens = Lens::of("let a = \"x // y\"; // std::fs\n/* async /* fn */ */ let b: &'a str = c;");
        assert!(!lens.code.contains("std") && !lens.code.contains("async"));
        assert!(lens.code.contains("let b: &'a str = c;"));
        assert_eq!(lens.code.lines().count(), 2);
    }

    #[test]
    fn every_kind_of_literal_is_read() {
        let code = "f(\"a\\\"b\", r\"c\", r#\"d\"e\"#, b\"f\", br##\"g\"#h\"##, '\"', '\\'', \"i\", r#type)";
        assert_eq!(texts(code), ["a\\\"b", "c", "d\"e", "f", "g\"#h", "i"]);
    }

    #[test]
    fn tests_are_not_live() {
        let lens = Lens::of("a();\n#[cfg(test)]\nmod tests {\n  fn b() { \"lit\"; }\n}\nfn c() { \"x\" }\n");
        assert!(lens.live.contains("a()") && lens.live.contains("fn c"));
        assert!(!lens.live.contains("fn b"));
        let live: Vec<bool> = lens.literals.iter().map(|it| it.in_test).collect();
        assert_eq!(live, [true, false]);
    }

    #[test]
    fn what_is_taken_is_seen_alone_and_in_groups() {
        let code = "use std::{io, fs::{self, File}, net};\nstd::env::var(x); my_std::fs();";
        let taken: Vec<String> = taken_from(code, "std").into_iter().map(|(_, name)| name).collect();
        assert_eq!(taken, ["io", "fs", "net", "env"]);
    }
}

//! The paper, read back by a program that did not make it: poppler.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops at a surprise")]

use danbe_pages::{Lang, Say};
use danbe_report::{Block, Report, WORDS_FR, document, parts, pdf, samples};
use std::io::Write;
use std::process::{Command, Stdio};

fn set(report: &Report) -> Vec<u8> {
    let say = Say::new(Lang::French, &[WORDS_FR]);
    pdf(&parts(&document(&say, report)).unwrap(), "test").unwrap()
}

/// What poppler reads, one line a line; figures and words parted by single spaces.
fn read(paper: &[u8]) -> Vec<String> {
    let mut poppler = Command::new("pdftotext")
        .args(["-layout", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("pdftotext, of Debian's poppler-utils, reads the paper back: install it");
    poppler.stdin.take().unwrap().write_all(paper).unwrap();
    let text = String::from_utf8(poppler.wait_with_output().unwrap().stdout).unwrap();
    text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

/// A number as the paper prints it, with ordinary spaces.
fn plain(shown: &str) -> String {
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The register of figures as printed: lines that begin with a code, the number after it.
fn printed(lines: &[String]) -> Vec<(String, String)> {
    let line = |line: &String| {
        let (code, rest) = line.split_once(' ')?;
        let number: Vec<&str> =
            rest.split(' ').take_while(|it| it.chars().all(|c| c.is_ascii_digit())).collect();
        (code.starts_with("DB-") && !number.is_empty()).then(|| (code.to_owned(), number.join(" ")))
    };
    lines.iter().filter_map(line).collect()
}

#[test]
fn the_numbers_of_the_paper_are_those_of_the_register() {
    let mut report = samples::year();
    let found = printed(&read(&set(&report)));
    for figure in &report.figures {
        let expected = (figure.code.clone(), plain(&figure.count.shown()));
        assert!(found.contains(&expected), "{expected:?} not among {found:?}");
    }
    // another number in the register is another number on paper
    report.figures[3].count = danbe_charts::Count::Known(94);
    assert_ne!(printed(&read(&set(&report))), found);
}

#[test]
fn every_cell_of_every_table_is_on_paper() {
    let say = Say::new(Lang::French, &[WORDS_FR]);
    let report = samples::year();
    let whole = read(&set(&report)).join(" ");
    let document = document(&say, &report);
    let numbers: Vec<String> = document
        .tables()
        .flat_map(|table| table.rows.iter().flatten())
        .map(|cell| plain(&cell.shown()))
        .filter(|shown| {
            shown.starts_with(|c: char| c.is_ascii_digit()) && !shown.contains(char::is_alphabetic)
        })
        .collect();
    assert!(numbers.len() > 80, "{}", numbers.len());
    for number in numbers {
        assert!(whole.contains(&number), "{number}");
    }
}

#[test]
fn the_paper_is_tagged_titled_and_each_picture_says_what_it_shows() {
    let paper = set(&samples::year());
    let has = |words: &[u8]| paper.windows(words.len()).any(|window| window == words);
    assert!(paper.starts_with(b"%PDF-1.7"));
    assert!(has(b"/MarkInfo") && has(b"/StructTreeRoot") && has(b"/Lang"));
    assert!(has(b"pdfuaid:part"), "names the standard it keeps");
    assert_eq!(set(&samples::year()), paper, "the same report is the same bytes");
}

#[test]
fn a_year_nobody_counted_makes_an_honest_report() {
    let report = samples::empty();
    let say = Say::new(Lang::French, &[WORDS_FR]);
    let document = document(&say, &report);
    assert!(document.sections.iter().all(|section| {
        section.blocks.iter().any(|it| matches!(it, Block::Note { .. } | Block::Points { .. }))
    }));
    let whole = read(&set(&report)).join(" ");
    assert!(whole.contains("Cela ne veut pas dire qu’il n’y a pas eu de cas"), "{whole}");
    assert!(whole.contains("Ce n’est pas un zéro"));
}

#[test]
fn words_that_look_like_the_template_stay_words() {
    let mut report = samples::year();
    let hostile = "#panic() $x$ *a* _b_ `c` <d> @e \\ \"f\" \u{202e}";
    report.figures[0].label = hostile.to_owned();
    report.committee = hostile.to_owned();
    let whole = read(&set(&report)).join(" ");
    assert!(whole.contains("#panic() $x$ *a* _b_"), "{whole}");
}

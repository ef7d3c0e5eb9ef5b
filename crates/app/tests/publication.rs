//! What a statistician types, on the program itself: files in, files out, and a sentence when something is wrong.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, text).unwrap();
        path
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }
}

fn danbe(arguments: &[&str], paths: &[(&str, &Path)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_danbe"));
    command.arg("figures").args(arguments);
    for (option, path) in paths {
        if !option.is_empty() {
            command.arg(option);
        }
        command.arg(path);
    }
    command.output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

const TABLE: &str = "region,sexe,count\nGao,F,12\nGao,M,3\nMopti,F,40\nMopti,M,25\nSegou,F,7\nSegou,M,31\n";

/// Invented records: region decides much of the form.
fn records(rows: u64) -> String {
    let mut text = "region,forme,age\n".to_owned();
    for row in 0..rows {
        let (region, form) = (row % 3, (row % 3 + (row / 7) % 5 / 4) % 3);
        text.push_str(&format!("r{region},f{form},a{}\n", row / 3 % 4));
    }
    text
}

#[test]
fn a_release_says_what_was_hidden_and_how_many_persons() {
    let folder = Folder::new();
    let table = folder.file("t.csv", TABLE);
    let (out, report) = (folder.path("safe.csv"), folder.path("report.html"));
    let output = danbe(&["protect", "--json"], &[("", &table), ("--out", &out), ("--report", &report)]);
    assert!(output.status.success(), "{}", said(&output));
    let text = said(&output);
    for part in ["\"small\":2", "\"complementary\":2", "\"persons_hidden\":53", "\"adds_up\":true"] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let safe = folder.read("safe.csv");
    assert!(safe.contains("Gao,M,*") && safe.contains("Gao,F,*") && safe.contains("Total,Total,118"));
    assert!(folder.read("report.html").contains("Personnes dans les cases fines masquées"));
    assert!(danbe(&["audit"], &[("", &out)]).status.success());
}

#[test]
fn an_attack_with_an_earlier_release_finds_what_the_difference_gives_away() {
    let folder = Folder::new();
    let table = folder.file("t.csv", TABLE);
    let out = folder.path("safe.csv");
    assert!(danbe(&["protect"], &[("", &table), ("--out", &out)]).status.success());
    let earlier = folder.file("earlier.csv", "region,sexe,count\nGao,M,3\n");
    let output = danbe(&["audit"], &[("", &out), ("--previous", &earlier)]);
    assert!(!output.status.success());
    let text = said(&output);
    assert!(text.contains("DÉMASQUÉE") && text.contains("RETROUVÉE"), "{text}");
    let later = folder.file("later.csv", "region,sexe,count\nMopti,F,44\n");
    let now = folder.file("now.csv", "region,sexe,count\nMopti,F,45\n");
    let output = danbe(&["audit", "--population", "later"], &[("", &now), ("--previous", &later)]);
    assert!(said(&output).contains("DIFFÉRENCE Mopti · F : 44 puis 45"), "{}", said(&output));
}

#[test]
fn suppression_as_unodc_prints_it_is_undone_and_ours_is_not() {
    let folder = Folder::new();
    // the shape of a return, with invented numbers: "<5" alone, every total shown
    let printed = "age,sexe,count\nTotal,Total,44\nTotal,F,20\nTotal,M,24\nenfant,Total,25\nadulte,Total,19\n\
                   enfant,F,<5\nenfant,M,24\nadulte,F,19\nadulte,M,<5\n";
    let found = danbe(&["audit"], &[("", &folder.file("printed.csv", printed))]);
    assert!(said(&found).contains("RETROUVÉE  enfant · F = 1"), "{}", said(&found));
    assert!(said(&found).contains("RETROUVÉE  adulte · M = 0"));
    let truth = folder.file("t.csv", "age,sexe,count\nenfant,F,1\nenfant,M,24\nadulte,F,19\nadulte,M,0\n");
    let out = folder.path("safe.csv");
    assert!(danbe(&["protect", "--min-cell", "5"], &[("", &truth), ("--out", &out)]).status.success());
    assert!(danbe(&["audit", "--min-cell", "5"], &[("", &out)]).status.success());
}

#[test]
fn a_budget_that_is_spent_refuses_and_the_register_lists_exact_releases_too() {
    let folder = Folder::new();
    let (records, table) = (folder.file("r.csv", &records(3000)), folder.file("t.csv", TABLE));
    let register = folder.path("register.json");
    assert!(
        danbe(&["register", "open", "--epsilon", "2.5", "--delta", "1e-6"], &[("", &register)])
            .status
            .success()
    );
    let whom = ["--population", "présumées", "--year", "2024"];
    let synth = |out: &str| {
        let mut arguments = vec!["synth", "--epsilon", "2", "--delta", "1e-6", "--domain", "private"];
        arguments.extend(whom);
        danbe(&arguments, &[("", &records), ("--out", &folder.path(out)), ("--register", &register)])
    };
    assert!(synth("one.csv").status.success());
    let mut arguments = vec!["protect"];
    arguments.extend(whom);
    let exact =
        danbe(&arguments, &[("", &table), ("--out", &folder.path("safe.csv")), ("--register", &register)]);
    assert!(exact.status.success(), "{}", said(&exact));
    let refused = synth("two.csv");
    assert!(!refused.status.success() && said(&refused).contains("budget épuisé"), "{}", said(&refused));
    assert!(!folder.path("two.csv").exists(), "nothing is drawn from a budget that is spent");
    let shown = said(&danbe(&["register", "show"], &[("", &register)]));
    assert!(shown.contains("one.csv · ρ = ") && shown.contains("safe.csv · sans bruit"), "{shown}");
}

#[test]
fn synthetic_records_keep_what_is_common_and_name_nobody_alone() {
    let folder = Folder::new();
    let mut text = records(6000);
    text.push_str("unique,unique,unique\n");
    let input = folder.file("r.csv", &text);
    let (out, report) = (folder.path("out.csv"), folder.path("report.html"));
    let arguments = ["synth", "--epsilon", "2", "--delta", "1e-6", "--domain", "private", "--seed", "7"];
    let run = || danbe(&arguments, &[("", &input), ("--out", &out), ("--report", &report)]);
    let output = run();
    assert!(output.status.success() && said(&output).contains("ESSAI"), "{}", said(&output));
    let made = folder.read("out.csv");
    assert!(!made.contains("unique"));
    let lines = made.lines().count();
    assert!((5800..6200).contains(&lines), "{lines}");
    let of = |region: &str| made.lines().filter(|it| it.starts_with(region)).count();
    assert!(of("r0,").abs_diff(2000) < 120, "{}", of("r0,"));
    assert!(folder.read("report.html").contains("il reste dans la maison"));
    run();
    assert_eq!(made, folder.read("out.csv"), "the same seed gives the same rows");
}

#[test]
fn each_bad_file_is_refused_with_its_place_in_french() {
    let folder = Folder::new();
    let protect = |name: &str, bytes: &[u8]| {
        let path = folder.path(name);
        fs::write(&path, bytes).unwrap();
        let output = danbe(&["protect"], &[("", &path), ("--out", &folder.path("never.csv"))]);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        said(&output)
    };
    assert!(protect("negative.csv", b"a,count\nx,-3\n").contains("ligne 2, colonne « count »"));
    assert!(protect("twice.csv", b"a,a,count\nx,y,3\n").contains("deux colonnes portent le nom « a »"));
    assert!(protect("latin.csv", b"a,count\nS\xe9gou,3\n").contains("ligne 2 : le texte n’est pas en UTF-8"));
    assert!(protect("margin.csv", b"a,count\nx,3\nTotal,4\n").contains("la marge dit 4, la somme"));
    assert!(protect("empty.csv", b"").contains("n’est pas dans l’en-tête"));
    let synth = |name: &str, text: &str, epsilon: &str| {
        let path = folder.file(name, text);
        let arguments = ["synth", "--epsilon", epsilon, "--delta", "1e-6", "--domain", "private"];
        let output = danbe(&arguments, &[("", &path), ("--out", &folder.path("never.csv"))]);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        said(&output)
    };
    assert!(synth("zero.csv", "a,b\nx,y\n", "0").contains("epsilon doit être"));
    assert!(synth("one.csv", "a,b\nx,y\n", "1").contains("aucune modalité n’est assez fréquente"));
    assert!(synth("ragged.csv", "a,b\nx,y\nx\n", "1").contains("ligne 3"));
    let wide = (0..10_000).map(|it| format!("c{it}")).collect::<Vec<_>>().join(",");
    assert!(synth("wide.csv", &format!("{wide}\n{wide}\n"), "1").contains("10000 colonnes"));
    assert!(!folder.path("never.csv").exists());
}

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
    let page = folder.read("report.html");
    assert!(page.contains("Personnes dans les cases fines masquées") && page.contains("<svg"));
    let beside: serde_json::Value = serde_json::from_str(&folder.read("report.json")).unwrap();
    assert_eq!(
        (&beside["figures"]["persons_hidden"], &beside["figures"]["orders"][2]["hidden"]),
        (&53.into(), &4.into())
    );
    for part in ["may_conclude", "may_not_conclude"] {
        for sentence in beside[part].as_array().unwrap() {
            assert!(
                page.contains(sentence.as_str().unwrap()),
                "the page and the figures say the same: {sentence}"
            );
        }
    }
    assert!(danbe(&["audit"], &[("", &out)]).status.success());
}

/// Every line of a release: its categories, and its number where it is shown.
fn cells(text: &str) -> Vec<(Vec<String>, Option<u64>)> {
    let line = |line: &str| {
        let mut fields: Vec<String> = line.split(',').map(str::to_owned).collect();
        let number = fields.pop().unwrap();
        (fields, number.parse().ok())
    };
    text.lines().skip(1).map(line).collect()
}

#[test]
fn an_official_table_has_its_total_and_no_number_whose_complement_is_small() {
    let folder = Folder::new();
    let table = folder.file("t.csv", "sexe,count\nF,250\nM,337\nautre,4\n");
    let out = folder.path("safe.csv");
    let official = ["protect", "--keep-total", "--zeros", "show"];
    assert!(danbe(&official, &[("", &table), ("--out", &out)]).status.success());
    let all = cells(&folder.read("safe.csv"));
    assert_eq!(all.len(), 4);
    let total = all.iter().find(|it| it.0 == ["Total"]).unwrap().1;
    assert_eq!(total, Some(591), "the national total is exact");
    let shown: Vec<u64> = all.iter().filter(|it| it.0 != ["Total"]).filter_map(|it| it.1).collect();
    assert!(!shown.is_empty() && shown.iter().all(|it| *it >= 11 && 591 - it >= 11), "{shown:?}");
    // finer: rounded instead of hidden, every sum kept
    let fine = folder.file("fine.csv", TABLE);
    assert!(danbe(&["protect", "--round", "5"], &[("", &fine), ("--out", &out)]).status.success());
    let all = cells(&folder.read("safe.csv"));
    let sum = |place: usize, label: &str| -> u64 {
        let own = |it: &&(Vec<String>, Option<u64>)| it.0[place] == label && it.0[1 - place] != "Total";
        all.iter().filter(own).map(|it| it.1.unwrap()).sum()
    };
    for (names, number) in &all {
        let number = number.unwrap();
        assert_eq!(number % 5, 0);
        for place in [0, 1] {
            if names[1 - place] == "Total" && names[place] != "Total" {
                assert_eq!(sum(place, &names[place]), number, "{names:?}");
            }
        }
    }
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
    let whom = ["--population", "présumées", "--year", "2024", "--by", "Aminata"];
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
fn what_was_published_is_looked_up_with_its_day_its_author_and_its_protection() {
    let folder = Folder::new();
    let (table, register) = (folder.file("t.csv", TABLE), folder.path("register.json"));
    let open = ["register", "open", "--epsilon", "2", "--delta", "1e-6"];
    assert!(danbe(&open, &[("", &register)]).status.success());
    let whom = ["--population", "présumées", "--year", "2024"];
    let paths: [(&str, &Path); 3] =
        [("", &table), ("--out", &folder.path("safe.csv")), ("--register", &register)];
    let nobody = danbe(&[&["protect"][..], &whom].concat(), &paths);
    assert_eq!(nobody.status.code(), Some(2), "nothing is published by nobody: {}", said(&nobody));
    assert!(danbe(&[&["protect", "--by", "Aminata"][..], &whom].concat(), &paths).status.success());
    let shown = said(&danbe(&["register", "show"], &[("", &register)]));
    let line = shown.lines().find(|it| it.contains("safe.csv")).unwrap();
    let (day, rest) = line.split_once(" · ").unwrap();
    assert_eq!(rest, "Aminata · 2024 · présumées · safe.csv · sans bruit : masquage sous 11, zéros compris");
    let parts: Vec<u16> = day.split('-').map(|it| it.parse().unwrap()).collect();
    assert!(matches!(parts[..], [(2024..), 1..=12, 1..=31]), "{day}");
    let json = said(&danbe(&["register", "show", "--json"], &[("", &register)]));
    assert!(json.contains("\"by\":\"Aminata\"") && json.contains(&format!("\"at\":\"{day}\"")), "{json}");
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
    let beside: serde_json::Value = serde_json::from_str(&folder.read("report.json")).unwrap();
    assert!(beside["figures"]["orders"][2]["mean_error"].as_f64().unwrap() < 100.0);
    assert_eq!(beside["figures"]["domain"], "private");
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
    assert!(synth("twice.csv", "a,a\nx,y\n", "1").contains("deux colonnes portent le nom « a »"));
    assert!(synth("blank.csv", &format!("a,b\n{}", ",\n".repeat(500)), "1").contains("aucune modalité"));
    assert!(synth("heading.csv", "a,b\n", "1").contains("aucune fiche"));
    assert!(synth("less.csv", "a,b\nx,y\n", "-1").contains("epsilon doit être"));
    fs::write(folder.path("latin.csv"), b"a,b\nx,y\nS\xe9gou,z\n").unwrap();
    let latin = danbe(
        &["synth", "--epsilon", "1", "--delta", "1e-6", "--domain", "public"],
        &[("", &folder.path("latin.csv")), ("--out", &folder.path("never.csv"))],
    );
    assert!(said(&latin).contains("ligne 3 : le texte n’est pas en UTF-8"), "{}", said(&latin));
    assert!(synth("wide.csv", &format!("{wide}\n{wide}\n"), "1").contains("10000 colonnes"));
    assert!(!folder.path("never.csv").exists());
}

//! An analyst alone with `danbe`: the hidden number, records with names, records without.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test stops at a surprise"
)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn danbe(folder: &Path, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_danbe")).args(words).current_dir(folder).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn json(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|why| panic!("{why}: {}", said(output)))
}

/// Published counts of the United Kingdom, 2013, five lists (Silverman 2014); 11,313 by the stepwise rule.
const LISTS: &str = "LA,NG,PFNCA,GO,GP,count\n1,0,0,0,0,54\n0,1,0,0,0,463\n0,0,1,0,0,995\n0,0,0,1,0,695\n\
                     0,0,0,0,1,316\n1,1,0,0,0,15\n1,0,1,0,0,19\n1,0,0,1,0,3\n0,1,1,0,0,62\n0,1,0,1,0,19\n\
                     0,1,0,0,1,1\n0,0,1,1,0,76\n0,0,1,0,1,11\n0,0,0,1,1,8\n1,1,1,0,0,1\n1,1,0,1,0,1\n\
                     0,1,1,1,0,4\n1,1,1,1,0,1\n";

#[test]
fn the_hidden_number_comes_with_its_spread_and_its_assumptions_or_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("lists.csv", LISTS);
    let ask =
        ["figures", "mse", "lists.csv", "--select", "stepwise", "--interval", "bca", "--replicates", "200"];
    let found = danbe(folder.path(), &ask);
    assert!(found.status.success(), "{}", said(&found));
    let text = said(&found);
    for part in [
        "2\u{202f}744 personnes comptées",
        "11\u{202f}313",
        "listes indépendantes",
        "La population ne change pas",
    ] {
        assert!(text.contains(part), "{part} not in {text}");
    }
    let again = json(&danbe(folder.path(), &[&ask[..], &["--json"]].concat()));
    assert!(again["spread"].as_array().is_some_and(|spread| spread.len() == 5));
    assert!(again["chosen"]["low"].as_f64() < again["chosen"]["total"].as_f64());

    write("thin.csv", "A,B,C,n\n1,0,0,40\n0,1,0,30\n0,0,1,20\n1,1,0,3\n");
    let thin = danbe(folder.path(), &["figures", "mse", "thin.csv"]);
    assert_eq!(thin.status.code(), Some(1));
    assert!(said(&thin).contains("Pas de chiffre"), "{}", said(&thin));
    write("wrong.csv", "A,B,C,n\n1,0,2,40\n");
    let wrong = danbe(folder.path(), &["figures", "mse", "wrong.csv"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(said(&wrong).contains("ligne 2, liste « C »"), "{}", said(&wrong));
}

/// Invented persons, every third written twice.
fn register() -> String {
    let given = ["Mamadou", "Fatoumata", "Moussa", "Kadiatou", "Seydou", "Aminata", "Drissa"];
    let family = ["Coulibaly", "Traoré", "Diarra", "Keïta", "Touré"];
    let mut text = String::from("id;prenom;nom;naissance;sexe;ville;personne\n");
    for n in 0_u32..900 {
        let mixed = |salt: u32| (n.wrapping_mul(2_654_435_761).wrapping_add(salt * 40_503) >> 7) as usize;
        let (one, two) = (given[mixed(1) % 7], family[mixed(2) % 5]);
        let date = format!("{}-{:02}-{:02}", 1960 + mixed(3) % 47, 1 + mixed(4) % 12, 1 + mixed(5) % 28);
        let sex = if one.ends_with('a') || one.ends_with("ou") { "F" } else { "M" };
        text += &format!("{n};{one};{two};{date};{sex};ville {};{n}\n", mixed(6) % 31);
        if n % 3 == 0 {
            let heard = two.replace("Coulibaly", "Kulibali").replace("Traoré", "Traore");
            let (one, heard) = if n % 24 == 0 { (heard.as_str(), one) } else { (one, heard.as_str()) };
            text += &format!("{n}b;{one};{heard};{date};{sex};ville {};{n}\n", mixed(6) % 31);
        }
    }
    text
}

const COLUMNS: &str = "prenom,nom,naissance,sexe,ville";

#[test]
fn records_of_one_person_are_found_grouped_and_explained() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("r.csv"), register()).unwrap();
    let told = ["r.csv", "--id", "id", "--columns", COLUMNS, "--json"];
    let mut ask = vec!["link", "dedupe"];
    ask.extend(told);
    ask.extend(["--truth", "personne", "--pairs", "p.csv", "--clusters", "c.csv"]);
    let found = json(&danbe(folder.path(), &ask));
    assert!(found["pairwise"]["f1"].as_f64() > Some(0.95), "{found:#}");
    assert!(found["clusters"]["f1"].as_f64() > Some(0.95), "{found:#}");
    let pairs = fs::read_to_string(folder.path().join("p.csv")).unwrap();
    assert!(pairs.starts_with("id_1,id_2,weight,probability\n") && pairs.contains("0,0b,"));
    assert!(fs::read_to_string(folder.path().join("c.csv")).unwrap().contains("\n0b,0\n"));

    let mut ask = vec!["link", "explain"];
    ask.extend(&told[..5]);
    ask.extend(["--pair", "0", "0b", "--chart", "why.svg"]);
    let why = danbe(folder.path(), &ask);
    assert!(said(&why).contains("nom et prénom échangés"), "{}", said(&why));
    assert!(fs::read_to_string(folder.path().join("why.svg")).unwrap().starts_with("<svg"));

    fs::write(folder.path().join("twice.csv"), "id,nom\n1,a\n1,b\n").unwrap();
    let twice = ["link", "dedupe", "twice.csv", "--id", "id", "--columns", "nom", "--pairs", "p.csv"];
    let twice = danbe(folder.path(), &twice);
    assert_eq!(twice.status.code(), Some(2));
    assert!(said(&twice).contains("l’identifiant « 1 » est déjà pris"), "{}", said(&twice));
}

#[test]
fn two_services_find_a_possible_match_without_names_or_scores() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    let head = "first_name,surname,dob,town,sex\n";
    write("a.csv", &format!("{head}Awa,Diarra,1990-05-06,Gao,F\nMoussa,Cissé,1984-02-03,Ségou,M\n"));
    write("b.csv", &format!("{head}Fanta,Keïta,1999-01-01,Mopti,F\nMussa,Sissé,1984-02-03,Segou,M\n"));
    write("key", "a campaign key of this test\n");
    let encode = |from: &str, key: &str, to: &str| {
        let ask = format!("point focal du fichier {from}");
        danbe(folder.path(), &["link", "encode", from, "--key-file", key, "--out", to, "--ask", &ask])
    };
    assert!(encode("a.csv", "key", "a.bin").status.success());
    assert!(encode("b.csv", "key", "b.bin").status.success());
    let matched = danbe(folder.path(), &["link", "match", "a.bin", "b.bin", "--out", "m.csv"]);
    assert!(matched.status.success(), "{}", said(&matched));
    assert!(said(&matched).contains("pour le second, à point focal du fichier b.csv"), "{}", said(&matched));
    assert_eq!(fs::read_to_string(folder.path().join("m.csv")).unwrap(), "row_1,row_2\n2,2\n");
    let sent = fs::read(folder.path().join("a.bin")).unwrap();
    assert!(!String::from_utf8_lossy(&sent).contains("Moussa"));

    write("other", "a key of another campaign\n");
    assert!(encode("b.csv", "other", "c.bin").status.success());
    let refused = danbe(folder.path(), &["link", "match", "a.bin", "c.bin", "--out", "m.csv"]);
    assert!(said(&refused).contains("la même clé"), "{}", said(&refused));
    write("short", "abc");
    assert!(said(&encode("a.csv", "short", "d.bin")).contains("moins de 16"));
}

/// What the front page tells an analyst to type works as it is typed.
#[test]
fn the_tour_of_the_front_page_works_as_it_is_typed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let page = fs::read_to_string(root.join("README.md")).unwrap();
    let tour = page.split("## An analyst alone").nth(1).unwrap().split("\n## ").next().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().to_string_lossy();
    let program = Path::new(env!("CARGO_BIN_EXE_danbe")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    let typed = tour.lines().filter_map(|line| line.strip_prefix("    "));
    let typed: Vec<&str> =
        typed.filter(|line| line.starts_with("danbe ") || line.starts_with("echo ")).collect();
    assert!(typed.len() >= 7, "{typed:?}");
    for line in &typed {
        let line = line.replace("/tmp/", &format!("{own}/"));
        let mut shell = Command::new("sh");
        let ran =
            shell.args(["-c", &line]).current_dir(root.join("docs/samples")).env("PATH", &path).output();
        let ran = ran.unwrap();
        assert!(ran.status.success(), "{line}: {}", said(&ran));
    }
    for (file, least) in [("pairs.csv", 80), ("groups.csv", 400), ("possible.csv", 20), ("why.svg", 1)] {
        let lines = fs::read_to_string(folder.path().join(file)).unwrap().lines().count();
        assert!(lines >= least, "{file}: {lines} lines");
    }
}

//! The first hour of a ministry's engineer: seven questions, a ceremony, a real installation; and what is refused.

use crate::operate::{danbe, ill, text, well};
use crate::rig::binary::Serving;
use crate::rig::http::{get, post, refused};
use crate::rig::people::{
    Replied, SignedIn, enrolment, invented, open_capsule, sign_in_with, sync, try_sign_in,
};
use crate::rig::{Engine, Stage};
use danbe_app::founding::{FoundingPaper, Plan, found};
use danbe_app::installation::{Folder, Kind};
use danbe_protection::cases::List;
use danbe_vault::{Chance, Entropy, SigningKey};
use danbe_words::{AgencyClass, Region};
use serde_json::Value;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

const ANSWERS: [&str; 7] = [
    "Réponse nationale",
    "Danbe.exemple.ml",
    "mandataire",
    "sqlite",
    "Maison du Figuier",
    "Ségou",
    "plus tard",
];

/// `danbe init`, answered on the terminal.
fn typed(data: &Path, answers: &[&str], more: &[&str]) -> (i32, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_danbe"))
        .args(["init", "--data", text(data)])
        .args(more)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Who refuses the second answer does not wait for the seventh.
    let _ = child.stdin.take().unwrap().write_all((answers.join("\n") + "\n").as_bytes());
    let done = child.wait_with_output().unwrap();
    let said = String::from_utf8([done.stdout, done.stderr].concat()).unwrap();
    (done.status.code().unwrap(), said)
}

/// Options that answer everything, under a ceremony.
fn real(data: &Path, paper: &Path) -> Vec<String> {
    let (domain, name) = ("danbe.exemple.ml", "Réponse nationale");
    let all = ["init", "--data", text(data), "--ceremony", text(paper), "--name", name, "--domain", domain];
    let rest = ["--https", "mandataire", "--database", "sqlite", "--backup", "plus tard"];
    all.iter().chain(&rest).map(|word| (*word).to_owned()).collect()
}

fn words(line: &[String]) -> Vec<&str> {
    line.iter().map(String::as_str).collect()
}

/// Signs in with the words that were printed.
pub(crate) async fn enter(serving: &Serving, account: &Value) -> SignedIn {
    let handle = account["handle"].as_str().unwrap();
    let body = serde_json::json!({ "handle": handle });
    let capsule = post(serving.address, "/session/capsule", &body).await.json();
    let enrolment = open_capsule(&capsule, account["words"].as_str().unwrap()).expect("the words printed");
    let (opening, signing) = enrolment.keys().unwrap();
    sign_in_with(serving.address, handle, &opening, &signing).await
}

fn last_json(said: &str) -> Value {
    serde_json::from_str(said.rsplit(" ? ").next().unwrap().trim()).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn seven_answers_make_a_provisional_installation_that_works() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let (code, said) = typed(&data, &ANSWERS, &["--json"]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(said.matches(" ? ").count(), 7, "seven questions: {said}");
    let made = last_json(&said);
    let accounts = made["accounts"].as_array().unwrap();
    let handles: Vec<_> = accounts.iter().map(|account| account["handle"].as_str().unwrap()).collect();
    assert_eq!(handles, ["segou-1", "segou-2", "segou-3", "machine-1"]);
    let remaining = made["remaining"].to_string();
    for what in [
        "certificat",
        "gardiens (3 sur 5)",
        "Détenteurs",
        "Protocoles",
        "autorisation",
        "Ligne d’urgence : non défini",
    ] {
        assert!(remaining.contains(what), "{what}: {remaining}");
    }
    assert_eq!(Folder::open(&data).unwrap().paper.kind, Kind::Provisional);

    let serving = Serving::of(&data);
    for page in ["/", "/limites", "/lecture", "/a-propos/ar", "/not-there"] {
        let page = get(serving.address, page).await.text();
        assert!(page.contains("class=\"provisional\""), "a red edge on every page: {page}");
    }
    assert!(get(serving.address, "/").await.text().contains("Installation provisoire."));
    let worker = enter(&serving, &accounts[1]).await;
    let desk = worker.welcome(serving.address).await;
    let filed = desk.register(&invented(1), &invented(1));
    let _: Replied<()> = worker.done(serving.address, "cases.register", &filed.registration).await;
    // Registered, and kept until somebody has tried to bring back a colleague.
    let listed = worker.act(serving.address, "cases.list", &List::default()).await;
    refused(&listed, 409, "state-service-trial");

    // The ledger has one author at a time; the doctor may look.
    ill(2, &["migrate", "--data", text(&data)], "déjà en service");
    assert!(
        well(&["doctor", "--data", text(&data)]).contains("reste à faire : Ligne d’urgence : non défini")
    );
    let (code, said) = typed(&data, &ANSWERS, &[]);
    assert!(code == 2 && said.contains("contient déjà une installation"), "{said}");
}

#[test]
fn a_wrong_answer_says_which_and_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    for (place, wrong, why) in [
        (0, "", "Un nom est nécessaire"),
        (1, "danbe exemple", "nom de domaine"),
        (1, "-danbe.ml", "nom de domaine"),
        (2, "peut-être", "Répondez acme"),
        (3, "mysql://x", "Répondez sqlite"),
        (5, "Atlantide", "Une de celles-ci"),
        (6, "clé", "danbe backup key"),
    ] {
        let mut answers = ANSWERS;
        answers[place] = wrong;
        let (code, said) = typed(&data, &answers, &[]);
        assert!(code == 2 && said.contains(why), "{wrong}: {said}");
        assert!(!data.exists());
    }
    let (code, said) = typed(&data, &ANSWERS[..3], &[]);
    assert!(code == 2 && said.contains("réponse attendue : 4."), "{said}");
    // A database that is not there: the folder is left empty, the next try may begin.
    let mut answers = ANSWERS;
    answers[3] = "postgres://nobody@127.0.0.1:1/none";
    let (code, said) = typed(&data, &answers, &[]);
    assert!(code == 2 && said.contains("base de données"), "{said}");
    assert_eq!(std::fs::read_dir(&data).unwrap().count(), 0);
    assert_eq!(typed(&data, &ANSWERS, &[]).0, 0);
    // Answers from a file.
    let file = dir.path().join("answers.json");
    let names = ["name", "domain", "https", "database", "service", "region", "backup"];
    let answers: Value = names
        .iter()
        .zip(ANSWERS)
        .map(|(n, a)| ((*n).to_owned(), Value::from(a)))
        .collect::<serde_json::Map<_, _>>()
        .into();
    std::fs::write(&file, answers.to_string()).unwrap();
    well(&["init", "--data", text(&dir.path().join("other")), "--answers", text(&file)]);
    std::fs::write(&file, "{\"nom\": 1}").unwrap();
    ill(
        2,
        &["init", "--data", text(&dir.path().join("third")), "--answers", text(&file)],
        "answers.json : unknown field",
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ceremony_makes_a_real_installation_that_refuses_every_other_root() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name);
    let (paper, parts, data) = (path("ceremony.json"), path("parts"), path("data"));
    let said = well(&["ceremony", "make", "--paper", text(&paper), "--shares-to", text(&parts)]);
    assert!(said.contains("5 parts remises ; 3 suffisent"), "{said}");
    ill(2, &["ceremony", "make", "--paper", text(&paper), "--shares-to", text(&parts)], "existe déjà");
    well(&words(&real(&data, &paper)));
    assert!(!data.join("root.key").exists(), "the root is nowhere on this machine");
    assert_eq!(Folder::open(&data).unwrap().paper.kind, Kind::Real);
    assert!(well(&["ledger", "verify", "--data", text(&data)]).contains("lignes : 0 "));

    let (installation, out) = (data.join("installation.json"), path("agency.json"));
    let share = |number: u8| text(&parts.join(format!("part-{number}.txt"))).to_owned();
    let founding = |shares: &[String]| {
        let mut line =
            vec!["ceremony", "found", "--paper", text(&paper), "--installation", text(&installation)];
        line.extend(["--name", "Maison du Figuier", "--region", "segou", "--json", "--out", text(&out)]);
        shares.iter().for_each(|share| line.extend(["--share", share]));
        danbe(&line)
    };
    for two in [[1, 2], [2, 5], [4, 3]] {
        let (code, said) = founding(&two.map(share));
        assert!(code == 2 && said.contains("2 part(s) ; il en faut 3"), "{said}");
    }
    let (code, said) = founding(&[1, 2, 1].map(share));
    assert!(code == 2 && said.contains("la part 1 est donnée deux fois"), "{said}");
    let (_, other) = (path("other.json"), path("others"));
    well(&["ceremony", "make", "--paper", text(&path("other.json")), "--shares-to", text(&other)]);
    let foreign = text(&other.join("part-2.txt")).to_owned();
    let (code, said) = founding(&[share(1), foreign, share(3)]);
    assert!(
        code == 2 && said.contains("part-2.txt : la part 2 n’est pas celle de cette cérémonie"),
        "{said}"
    );
    assert!(!out.exists());

    let (code, said) = founding(&[5, 1, 3].map(share));
    assert_eq!(code, 0, "{said}");
    let accounts = last_json(&said)["accounts"].clone();

    // A charter under another root: the demonstration's, a provisional one's, anybody's.
    let mut chance = Chance::new(Entropy::from_system([9; 32]));
    let pins = Folder::open(&data).unwrap().paper.pins();
    let plan = Plan {
        name: "Fausse maison".into(),
        class: AgencyClass::ProtectionService,
        region: Region::Gao,
        prefix: "faux".into(),
    };
    let (false_paper, _) = found(&plan, &SigningKey::generate(&mut chance), &pins, &mut chance).unwrap();
    let genuine: FoundingPaper = serde_json::from_str(&std::fs::read_to_string(&out).unwrap()).unwrap();
    let mixed = FoundingPaper { agency: genuine.agency, ..false_paper.clone() };
    for (name, paper) in [("false.json", &false_paper), ("mixed.json", &mixed)] {
        std::fs::write(path(name), serde_json::to_string(paper).unwrap()).unwrap();
        ill(2, &["found", "--data", text(&data), "--paper", text(&path(name))], "le service n’est pas pris");
    }

    assert!(well(&["ledger", "verify", "--data", text(&data)]).contains("lignes : 0 "));
    well(&["found", "--data", text(&data), "--paper", text(&out)]);

    let serving = Serving::of(&data);
    let page = get(serving.address, "/").await.text();
    assert!(!page.contains("provisional") && !page.contains("Formation."), "{page}");
    let worker = enter(&serving, &accounts[2]).await;
    let desk = worker.welcome(serving.address).await;
    let filed = desk.register(&invented(1), &invented(1));
    let _: Replied<()> = worker.done(serving.address, "cases.register", &filed.registration).await;
    // Somebody of the demonstration, with her true keys and words, is nobody here.
    let training = Stage::open(Engine::Sqlite).await;
    let (_, demonstration) = enrolment(training.address(), "gao-1").await.keys().unwrap();
    assert_eq!(try_sign_in(serving.address, "gao-1", &demonstration).await.status, 401);
    let envelope = desk.register(&invented(2), &invented(2)).registration;
    let signed = worker.draft("cases.register", &envelope).sign(&demonstration);
    let refused = sync(serving.address, &worker.token, &signed).await;
    assert!(refused.status >= 400, "{}", refused.text());
    assert!(well(&["doctor", "--data", text(&data)]).contains("0 anomalie"));
}

#[test]
fn a_custodian_is_told_which_line_she_copied_wrong() {
    let dir = tempfile::tempdir().unwrap();
    let (paper, parts) = (dir.path().join("ceremony.json"), dir.path().join("parts"));
    well(&["ceremony", "make", "--paper", text(&paper), "--shares-to", text(&parts)]);
    let share = parts.join("part-3.txt");
    assert!(
        well(&["ceremony", "check", "--paper", text(&paper), "--share", text(&share)]).contains("La part 3")
    );
    let right = std::fs::read_to_string(&share).unwrap();
    let check = ["ceremony", "check", "--paper", text(&paper), "--share", text(&share)];
    let lines: Vec<&str> = right.lines().collect();
    let mut named = 0;
    for line in 0..6 {
        let mut wrong: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        let (first, rest) = lines[line].split_once(' ').unwrap();
        let (second, rest) = rest.split_once(' ').unwrap();
        wrong[line] = format!("{second} {first} {rest}");
        std::fs::write(&share, wrong.join("\n")).unwrap();
        // Once in two thousand times two words exchanged agree with the fifth: then the paper says whose share it is not.
        let (code, said) = danbe(&check);
        named += usize::from(said.contains(&format!("ligne {} : un mot", line + 1)));
        assert!(code == 2 || first == second, "{said}");
    }
    assert!(named >= 4, "{named} lines of six");
    std::fs::write(&share, right.replacen(' ', " bonjour-le-monde ", 1)).unwrap();
    ill(2, &check, "il y a 33 mots");
    let changed = std::fs::read_to_string(&paper).unwrap().replace("\\\"quorum\\\":3", "\\\"quorum\\\":2");
    std::fs::write(&paper, changed).unwrap();
    ill(2, &check, "ce papier n’est pas celui d’une cérémonie");
}

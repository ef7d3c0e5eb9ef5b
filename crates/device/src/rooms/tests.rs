//! The whole program takes the first one's place in the middle of the work, and goes on with it.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use super::{FIRST, REST};
use crate::container::{HEADER, Header, OWNER, Owner, lock};
use crate::notebook::Post;
use crate::{Core, Face};
use danbe_guard::{Actor, Role};
use danbe_house::posts::{Enrolment, Pins, Profile};
use danbe_vault::{
    AgencyCharter, CHARTER, Capsule, Chance, Entropy, KdfParams, OpeningKey, SecretKey, Signed, SigningKey,
};
use danbe_words::{AgencyClass, AgencyId, DeviceId, Duty, MemberId, Shelf};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const NOW: f64 = 1_000_000.0;

/// What a worker in a browser does, without the browser.
struct Host {
    core: Face,
    rows: BTreeMap<String, String>,
    turns: u8,
    step: Value,
}

impl Host {
    fn turn(&mut self, event: &Value, secret: &mut [u8]) {
        self.turns += 1;
        let said = self.core.turn(&event.to_string(), NOW, &[self.turns; 32], true, secret);
        self.step = serde_json::from_str(&said).unwrap();
        for list in ["puts", "notes"] {
            for row in self.step[list].as_array().unwrap() {
                let name = row[0].as_str().unwrap().to_owned();
                match row[1].as_str() {
                    Some(value) => drop(self.rows.insert(name, value.to_owned())),
                    None => drop(self.rows.remove(&name)),
                }
            }
        }
        assert!(!self.page().contains('⟨'), "a word is missing: {}", self.page());
    }

    fn go(&mut self, method: &str, path: &str, form: &[(&str, &str)]) {
        self.turn(&json!({"kind": "go", "method": method, "path": path, "form": form}), &mut []);
    }

    fn whole(&mut self, came: u16) {
        self.turn(&json!({"kind": "whole", "status": came}), &mut []);
    }

    fn resume(&mut self, core: Core, left: &str, secret: &mut [u8; 32]) {
        let mut event: Value = serde_json::from_str(left).unwrap();
        event["stored"] = json!(self.rows);
        self.core = Face(core);
        self.turn(&event, secret);
        assert_eq!(*secret, [0; 32], "the key is wiped where it came from");
    }

    /// The first program leaves, the whole one goes on.
    fn hand_over(&mut self) {
        let mut secret = [0; 32];
        let left = std::mem::replace(&mut self.core, Face(Core::first())).leave(&mut secret);
        assert_ne!(secret, [0; 32]);
        self.resume(Core::new(), &left, &mut secret);
    }

    fn page(&self) -> &str {
        self.step["page"]["html"].as_str().unwrap_or_default()
    }

    fn path(&self) -> &str {
        self.step["page"]["path"].as_str().unwrap_or_default()
    }

    fn sends(&self) -> Vec<&str> {
        self.step["fetch"].as_array().unwrap().iter().map(|fetch| fetch["tag"].as_str().unwrap()).collect()
    }

    fn leaves(&self) -> bool {
        self.step["leave"].as_bool().unwrap()
    }
}

/// A caseworker's device with its papers, opened by the first program at an address.
fn at_work(path: &str) -> Host {
    at_work_under(path, None)
}

/// The same, with what her agency leaves of her duty.
fn at_work_under(path: &str, role: Option<Role>) -> Host {
    let chance = &mut Chance::new(Entropy::from_system([7; 32]));
    let (root, ledger, agency_signs) =
        (SigningKey::generate(chance), SigningKey::generate(chance), SigningKey::generate(chance));
    let (agency, agency_opens) = (AgencyId::from_bytes([1; 16]), OpeningKey::generate(chance));
    let charter = AgencyCharter {
        agency: agency.to_string(),
        name: "Maison de la Dune, Gao".to_owned(),
        class: AgencyClass::ProtectionService.code().to_owned(),
        opening: agency_opens.sealing(),
        signing: agency_signs.verifying(),
        epoch: 1,
    };
    let pins = Pins::new(root.verifying(), ledger.verifying(), "exemple".to_owned());
    let (opening, signing) = (OpeningKey::generate(chance), SigningKey::generate(chance));
    let enrolment = Enrolment::new("gao-1", &opening, &signing, Some(pins.clone()));
    let device = DeviceId::from_bytes([2; 16]);
    let post = Post {
        actor: Actor {
            member: MemberId::from_bytes([3; 16]),
            agency,
            class: AgencyClass::ProtectionService,
            duties: vec![Duty::Caseworker],
            team: "gao".to_owned(),
            role,
        },
        profile: Profile::Caseworker,
        pins,
        charter: Signed::sign(&charter, &root, CHARTER).unwrap(),
        agency_key: None,
        card: None,
        names: Shelf::new(),
    };
    let words = SecretKey::generate(chance);
    let like = Capsule::lock_with(&words, [0; 16], KdfParams::FLOOR, b"", chance);
    let (header, key) = Header::create("gao-1", &like, &words, chance);
    let named = format!("post:{}:", device.label());
    let rows = BTreeMap::from([
        (HEADER.to_owned(), header.text()),
        (OWNER.to_owned(), lock(&key, OWNER, &Owner { enrolment, device }, chance)),
        (named.clone(), lock(&key, &named, &post, chance)),
    ]);
    let mut host = Host { core: Face(Core::first()), rows, turns: 0, step: Value::Null };
    let mut secret = *key.expose();
    host.resume(Core::first(), &json!({"kind": "resume", "path": path}).to_string(), &mut secret);
    host
}

/// The three answers that are required, then "Enregistrer".
fn begin(host: &mut Host) -> String {
    host.go("GET", "/a/enregistrer", &[]);
    let draft = host.path().split('/').nth(3).unwrap().to_owned();
    let answers: [&[(&str, &str)]; 3] = [
        &[("region", "gao")],
        &[("date_day", "1"), ("date_month", "2"), ("date_year", "2026")],
        &[("manner", "came-alone")],
    ];
    for (path, form) in ["lieu", "date", "maniere"].into_iter().zip(answers) {
        host.go("POST", &format!("/a/enregistrer/{draft}/{path}"), form);
    }
    assert!(host.path().ends_with("/recit"), "{}", host.page());
    draft
}

#[test]
fn what_is_begun_and_what_waits_goes_on_under_the_whole_program() {
    let mut host = at_work("/a/");
    assert!(host.page().contains("À reprendre"), "the doors of every room are there");
    let sent = begin(&mut host);
    host.go("POST", &format!("/a/enregistrer/{sent}/envoyer"), &[]);
    assert!(host.page().contains("pas encore envoyé"), "{}", host.page());
    let begun = begin(&mut host);
    let before = host.rows.clone();

    // Half-typed text is a row before the page is left; the page wanted is not in this program.
    let story = [("account", "Elle dort au marché.")];
    host.go("POST", &format!("/a/enregistrer/{begun}/recit/brouillon"), &story);
    assert_ne!(host.rows, before);
    host.go("GET", "/a/reprendre", &[]);
    assert_eq!((host.step["whole"].as_bool(), host.path()), (Some(true), "/a/reprendre"));
    host.whole(42);
    assert!(host.page().contains("value=\"42\""), "{}", host.page());
    host.whole(0);
    assert!(host.page().contains("demande le réseau une fois"), "{}", host.page());

    // A request is under way: its answer is taken first, and nothing new is sent.
    host.whole(100);
    assert!(!host.leaves() && host.sends().is_empty());
    host.turn(&json!({"kind": "fetched", "tag": "challenge", "status": 0}), &mut []);
    assert!(host.leaves() && host.sends().is_empty(), "{}", host.step);

    let rows = host.rows.clone();
    host.hand_over();
    assert_eq!(host.path(), "/a/reprendre", "what was asked for is asked again");
    assert_eq!(host.sends(), ["challenge"], "the whole program signs in by itself");
    assert!(host.step["bar"].as_str().unwrap().contains("1 enregistrement"), "{}", host.step["bar"]);
    assert_eq!(host.rows, rows, "not a row was lost or written again");
    host.go("GET", &format!("/a/enregistrer/{begun}/recit"), &[]);
    assert!(host.page().contains("Elle dort au marché."), "{}", host.page());
    host.go("POST", &format!("/a/enregistrer/{begun}/envoyer"), &[]);
    assert!(host.step["bar"].as_str().unwrap().contains("2 enregistrements"), "{}", host.step["bar"]);
}

#[test]
fn a_form_sent_to_a_room_of_the_whole_program_arrives_there_as_typed() {
    let mut host = at_work("/a/");
    host.turn(&json!({"kind": "fetched", "tag": "challenge", "status": 0}), &mut []);
    host.go("POST", "/a/reprendre/7/rejeter", &[("a", "é\"1"), ("a", "2")]);
    host.whole(100);
    assert!(host.leaves());
    let left = std::mem::replace(&mut host.core, Face(Core::new())).leave(&mut [0; 32]);
    let left: Value = serde_json::from_str(&left).unwrap();
    assert_eq!(left["method"], "POST");
    assert_eq!(left["form"], json!([["a", "é\"1"], ["a", "2"]]));
}

#[test]
fn who_goes_elsewhere_meanwhile_stays_there() {
    let mut host = at_work("/a/");
    host.turn(&json!({"kind": "fetched", "tag": "challenge", "status": 0}), &mut []);
    host.go("GET", "/a/personnes", &[]);
    host.go("GET", "/a/", &[]);
    host.whole(100);
    assert!(!host.leaves() && host.page().is_empty());
}

#[test]
fn a_closed_core_leaves_nothing_and_a_key_that_is_none_locks() {
    assert_eq!(Face(Core::first()).leave(&mut [0; 32]), "");
    let mut host = at_work("/a/");
    host.core = Face(Core::new());
    host.turn(&json!({"kind": "resume", "path": "/a/"}), &mut [1; 31]);
    assert!(host.step["lock"].as_bool().unwrap());
}

#[test]
fn every_room_has_an_address_of_its_own() {
    let mut names: Vec<_> = FIRST.iter().chain(REST).map(|room| room.name).collect();
    names.sort_unstable();
    let all = names.len();
    names.dedup();
    assert_eq!(names.len(), all);
}

#[test]
fn a_door_a_role_withholds_is_not_there_and_leads_nowhere() {
    let role = Role::of("cases.register".to_owned());
    let (mut whole, mut narrow) = (at_work("/a/"), at_work_under("/a/", Some(role)));
    assert!(whole.page().contains("/a/chercher") && whole.page().contains("/a/enregistrer"));
    assert!(!narrow.page().contains("/a/chercher") && narrow.page().contains("/a/enregistrer"));
    for (address, asked) in [("/a/chercher", false), ("/a/dossier/00000000000000000000000000000009", true)] {
        whole.go("GET", address, &[]);
        narrow.go("GET", address, &[]);
        assert!(!whole.page().contains("n’existe pas"), "{address}: {}", whole.page());
        assert!(narrow.page().contains("n’existe pas"), "{address}: {}", narrow.page());
        assert!(asked || narrow.sends().is_empty(), "nothing is asked of the server");
    }
}

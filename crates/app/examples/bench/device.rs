//! What a phone feels: first load, clicks, memory, a search by name among ten thousand. In a real Chromium, by
//! `e2e/bench.js`; this side makes the agency with ten thousand invented persons and the misspelled searches.

use crate::load::{Post, Prepared, Ready, Sealer, Server, Wire, chance, copy, request};
use crate::people::{self, Named};
use crate::slips::CLASSES;
use crate::table::Table;
use danbe_app::installation::{Folder, Paper};
use danbe_house::posts::{Welcome, WelcomeMe, Welcomed};
use danbe_protection::cases::{NameCard, Registration};
use danbe_vault::{Act, Envelope};
use danbe_words::{DeviceId, EnvelopeId};
use serde::{Deserialize, Serialize};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

/// Persons of the agency, as in ADR 0001.
const PERSONS: usize = 10_000;
/// Searches of each class of misspelling.
const SEARCHES: usize = 5;
/// Clients that register them.
const CLIENTS: usize = 10;

/// What is typed, and the file that should be found.
#[derive(Serialize)]
struct Sought {
    class: &'static str,
    family: String,
    given: String,
    year: String,
    file: String,
}

/// A line of the table, as the browser's side prints it.
#[derive(Deserialize)]
struct Figure {
    what: String,
    measured: String,
    beside: String,
    holds: Option<bool>,
}

pub(crate) fn measure(program: &Path, prepared: &Prepared, table: &mut Table) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    std::fs::create_dir(&data).unwrap();
    copy(prepared.folder.path(), &data);
    let installation = Folder::open(&data).unwrap();
    installation.change(&Paper { searches_a_day: 100_000, ..installation.paper.clone() }).unwrap();
    let searches = folder.path().join("searches.json");
    std::fs::write(&searches, serde_json::to_vec(&fill(program, &data, &prepared.post)).unwrap()).unwrap();
    let journeys = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../e2e");
    let mut node = Command::new("node")
        .arg("bench.js")
        .args([&data, &searches])
        .current_dir(journeys)
        .env("DANBE_BIN", program)
        .stdout(Stdio::piped())
        .spawn()
        .expect("node, to drive the browser");
    for line in BufReader::new(node.stdout.take().unwrap()).lines() {
        let Figure { what, measured, beside, holds } = serde_json::from_str(&line.unwrap()).unwrap();
        match holds {
            Some(holds) => table.goal(&what, measured, beside, holds),
            None => table.known(&what, measured, &beside),
        }
    }
    assert!(node.wait().unwrap().success(), "the browser's side stopped");
}

/// Registers everybody through the verb, for the agency's own keys, and says whom to look for.
fn fill(program: &Path, data: &Path, post: &Post) -> Vec<Sought> {
    let server = Server::start(program, data);
    let welcome = welcome(post, &mut Wire::open(server.address).unwrap());
    let mut names = people::Chance(1);
    let people: Vec<Named> = (0..PERSONS).map(|_| people::person(&mut names)).collect();
    let registered: Vec<String> = thread::scope(|scope| {
        let threads: Vec<_> = people
            .chunks(PERSONS / CLIENTS)
            .zip(100..)
            .map(|(mine, seed)| {
                let secrets = welcome.secrets().unwrap();
                let sealer = Sealer::of(
                    welcome.actor.agency,
                    secrets.opening.unwrap(),
                    secrets.tokens.unwrap(),
                    chance(seed),
                );
                scope.spawn(|| register(mine, sealer, post, Wire::open(server.address).unwrap()))
            })
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let sought = CLASSES.iter().zip(100..).flat_map(|((class, slip), seed)| {
        let mut chance = people::Chance(seed);
        let (people, registered) = (&people, &registered);
        let tries = std::iter::from_fn(move || {
            let at = chance.below(PERSONS);
            Some((at, slip(&mut chance, &people[at])))
        });
        let slipped = tries.filter(move |(at, typed)| *typed != people[*at]).take(SEARCHES);
        slipped.map(move |(at, Named { family, given, year })| {
            let year = year.map(|year| year.to_string()).unwrap_or_default();
            Sought { class, family, given, year, file: registered[at].clone() }
        })
    });
    sought.collect()
}

/// One client after its persons; gives their files.
fn register(people: &[Named], mut sealer: Sealer, post: &Post, mut wire: Wire) -> Vec<String> {
    let device = DeviceId::from_bytes(sealer.chance.bytes());
    let one = |(person, seq): (&Named, u64)| {
        let Named { family, given, year } = person.clone();
        let registration: Registration =
            sealer.seal_named(NameCard { family, given, year, ..NameCard::default() });
        let file = registration.file.to_string();
        let ready = Ready::sign(post, device, seq, registration, &mut sealer.chance);
        let (status, body) = wire.ask(&ready.request(post, None)).unwrap();
        assert_eq!(status, 200, "{}", String::from_utf8_lossy(&body));
        file
    };
    people.iter().zip(1..).map(one).collect()
}

/// The papers of the post: the agency's opening key and the key of its search tokens.
fn welcome(post: &Post, wire: &mut Wire) -> Welcome {
    #[derive(Deserialize)]
    struct Answered {
        answer: Welcomed,
    }
    let mut chance = chance(9);
    let act = Act {
        v: Envelope::VERSION,
        id: EnvelopeId::from_bytes(chance.bytes()).to_string(),
        verb: "posts.welcome".into(),
        member: post.member.to_string(),
        device: DeviceId::from_bytes(chance.bytes()).to_string(),
        seq: 0,
        at: 0,
        body: serde_json::value::to_raw_value(&WelcomeMe {}).unwrap(),
    };
    let envelope = serde_json::to_vec(&Envelope::sign(&act, &post.signing)).unwrap();
    let headers = format!("authorization: Bearer {}\r\n", post.token);
    let (status, body) = wire.ask(&request("POST", "/sync", &headers, &envelope)).unwrap();
    assert_eq!(status, 200, "{}", String::from_utf8_lossy(&body));
    let Answered { answer } = serde_json::from_slice(&body).unwrap();
    Welcome::open(&answer.welcome, &post.opening, Some(&post.pins)).unwrap()
}

//! A seized server: a program given the disk, the configuration and every secret the server holds tries each of them on
//! everything a device sealed, and opens nothing. Given the agency's opening key too, the same program opens it all.

use crate::rig::binary::Binary;
use crate::rig::people::{Desk, Replied, invented, sign_in};
use crate::rig::{Engine, Stage};
use danbe_protection::cases::steps::QUESTIONS;
use danbe_protection::cases::{Content, Keyring, Open, OpenIdentity, PersonKey, SealedRecord};
use danbe_store::sqlx::{self, AssertSqlSafe, Connection, Row, SqliteConnection};
use danbe_vault::{OpeningKey, Sealed, SecretKey, Wrap};
use danbe_words::Tier;
use std::collections::BTreeSet;
use std::path::Path;

mod keys;

/// Everything in the hands of whoever carried the machine away.
struct Loot {
    /// Anything that may be a key: files of 32 bytes, every value of 32 bytes in the database, what the program derives.
    candidates: BTreeSet<[u8; 32]>,
    keys: Vec<(Keyring, PersonKey)>,
    records: Vec<(Keyring, SealedRecord)>,
}

async fn text(conn: &mut SqliteConnection, sql: &str) -> Vec<sqlx::sqlite::SqliteRow> {
    sqlx::query(AssertSqlSafe(sql.to_owned())).fetch_all(conn).await.unwrap()
}

impl Loot {
    /// Reads a folder as it lies on the disk; nobody signs in.
    async fn carried_away(folder: &Path) -> Self {
        let mut candidates = BTreeSet::new();
        for path in crate::rig::canary::files(folder) {
            let bytes = std::fs::read(&path).unwrap();
            if let Ok(key) = <[u8; 32]>::try_from(bytes.as_slice()) {
                candidates.insert(key);
            }
            // Keys written as text: the paper, certificates, whatever else.
            for word in String::from_utf8_lossy(&bytes)
                .split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_')
            {
                if let Some(Ok(key)) = danbe_vault::text::read(word).ok().map(<[u8; 32]>::try_from) {
                    candidates.insert(key);
                }
            }
        }
        // What the program makes of its own keys, and what it might.
        for key in candidates.clone() {
            let key = SecretKey::from_bytes(&key).unwrap();
            for purpose in ["tokens", "tags", "decoy", "identity", "file", "record", "container"] {
                candidates.insert(*key.derive(purpose).expose());
            }
        }
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(folder.join("danbe.db"));
        let mut conn = SqliteConnection::connect_with(&options).await.unwrap();
        for table in crate::rig::database::tables() {
            for row in text(&mut conn, &format!("SELECT * FROM {table}")).await {
                for column in 0..row.len() {
                    // An id is thirty-two hexadecimal letters: a name, no key.
                    if let Ok(bytes) = row.try_get_unchecked::<Vec<u8>, _>(column)
                        && !bytes.iter().all(u8::is_ascii_hexdigit)
                        && let Ok(key) = <[u8; 32]>::try_from(bytes.as_slice())
                    {
                        candidates.insert(key);
                    }
                }
            }
        }
        let ring = "SELECT f.id, f.person, f.agency, ";
        let keyring = |row: &sqlx::sqlite::SqliteRow| Keyring {
            agency: row.get::<String, _>(2).parse().unwrap(),
            person: row.get::<String, _>(1).parse().unwrap(),
            file: row.get::<String, _>(0).parse().unwrap(),
        };
        let tier = |code: String| Tier::from_code(&code).unwrap();
        let newest = "ORDER BY f.registered DESC LIMIT 4";
        let keys = text(
            &mut conn,
            &format!(
                "{ring} k.id, k.tier, k.wrap FROM cases_key k JOIN cases_file f ON f.id = k.file {newest}"
            ),
        )
        .await;
        let records = text(&mut conn, &format!("{ring} r.id, r.tier, r.key, r.sealed FROM cases_record r JOIN cases_file f ON f.id = r.file {newest}")).await;
        let keys = keys.iter().map(|row| {
            let (id, wrap) = (row.get::<String, _>(3).parse().unwrap(), Wrap(row.get(5)));
            (keyring(row), PersonKey { id, tier: tier(row.get(4)), wrap })
        });
        let records = records.iter().map(|row| {
            let (id, key) =
                (row.get::<String, _>(3).parse().unwrap(), row.get::<String, _>(5).parse().unwrap());
            (keyring(row), SealedRecord { id, tier: tier(row.get(4)), key, sealed: Sealed(row.get(6)) })
        });
        Self { candidates, keys: keys.collect(), records: records.collect() }
    }

    /// Tries every candidate on every wrap and every record, of the right file or not; gives each answer it reads.
    fn recover(&self) -> BTreeSet<(String, String)> {
        let mut secrets: Vec<SecretKey> =
            self.candidates.iter().map(|bytes| SecretKey::from_bytes(bytes).unwrap()).collect();
        for bytes in &self.candidates {
            let opening = OpeningKey::from_bytes(bytes).unwrap();
            secrets.extend(self.keys.iter().filter_map(|(ring, key)| ring.open_key(key, &opening).ok()));
        }
        let mut found = BTreeSet::new();
        for (ring, record) in &self.records {
            for secret in &secrets {
                match ring.open(record, secret) {
                    Ok(Content::Answers(answers)) => {
                        found.extend(answers.into_iter().map(|answer| (answer.question, answer.value)));
                    }
                    Ok(Content::Note(note)) => drop(found.insert(("note".to_owned(), note))),
                    Ok(Content::Basis(words)) => drop(found.insert(("basis".to_owned(), words.witness))),
                    Ok(Content::Mark(mark)) => drop(found.insert(("mark".to_owned(), mark))),
                    Err(_) => {}
                }
            }
        }
        found
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_the_server_holds_opens_nothing_and_the_agencys_key_opens_all() {
    let stage = Stage::open(Engine::Sqlite).await;
    let gao = sign_in(stage.address(), "gao-1").await;
    let desk: Desk = gao.welcome(stage.address()).await;
    let filed = desk.register(&invented(1), &invented(1));
    let _: Replied<()> = gao.done(stage.address(), "cases.register", &filed.registration).await;
    let note = desk.note(&filed, "note inventée, scellée");
    let _: Replied<()> = gao.done(stage.address(), "cases.note", &note).await;

    let mut loot = Loot::carried_away(&stage.folder).await;
    assert!(loot.candidates.len() > 700, "the keys of tags alone are {}", loot.candidates.len());
    for file in ["ledger.key", "server.key"] {
        let key = <[u8; 32]>::try_from(std::fs::read(stage.folder.join(file)).unwrap()).unwrap();
        assert!(loot.candidates.contains(&key), "{file} is among what is tried");
    }
    assert_eq!(loot.recover(), BTreeSet::new(), "0 fields");

    // The control: one key that no server holds.
    let key = *desk.secrets.opening.as_ref().unwrap().expose();
    loot.candidates = BTreeSet::from([key]);
    let found = loot.recover();
    let planted = invented(1);
    for question in QUESTIONS.iter() {
        if let Some(value) = planted.get(question.name) {
            assert!(
                found.contains(&(question.name.to_owned(), value.clone())),
                "{}: {found:?}",
                question.name
            );
        }
    }
    assert!(found.contains(&("note".to_owned(), "note inventée, scellée".to_owned())));
}

/// Every place of a memory where a key may stand: thirty-two bytes on a boundary of eight that look drawn by chance.
fn drawn(memory: &[Vec<u8>]) -> BTreeSet<[u8; 32]> {
    let mut found = BTreeSet::new();
    for region in memory {
        for place in (0..region.len().saturating_sub(31)).step_by(8) {
            let window: [u8; 32] = region[place..place + 32].try_into().unwrap();
            let mut seen = [0_u64; 4];
            for byte in window {
                seen[usize::from(byte >> 6)] |= 1 << (byte & 63);
            }
            // Of thirty-two bytes drawn by chance thirty differ; fewer than twenty-four, less than once in a million.
            if seen.iter().map(|part| part.count_ones()).sum::<u32>() >= 24 {
                found.insert(window);
            }
        }
    }
    found
}

/// How much of the database each candidate of the memory is tried on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tried {
    /// The two keys and the records of the newest file.
    NewestFile,
    /// All of it.
    Everything,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_memory_of_a_server_at_work_opens_nothing_either() {
    at_work(Tried::NewestFile).await;
}

/// Promise P11, to be tried again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "the proof of a promise: cargo xtask prove P11"]
async fn proof_that_a_seized_server_is_unreadable() {
    let trials = at_work(Tried::Everything).await;
    println!("trials={trials} failures=0");
}

/// Everything from the disk of a server at work, and what its process held when it was carried away switched on. A member
/// signs in, registers, opens, searches meanwhile. Gives how many candidates were tried.
async fn at_work(tried: Tried) -> usize {
    let binary = Binary::serve(None, "warn");
    let gao = binary.sign_in("gao-1").await;
    let desk: Desk = gao.welcome(binary.address).await;
    let mut filed = desk.register(&invented(1), &invented(1));
    for round in 1..=10 {
        filed = desk.register(&invented(round), &invented(round));
        let _: Replied<()> = gao.done(binary.address, "cases.register", &filed.registration).await;
        let file = filed.keyring.file;
        for response in [
            gao.act(binary.address, "cases.open", &Open { file }).await,
            gao.act(binary.address, "cases.open-identity", &OpenIdentity { file }).await,
            gao.act(binary.address, "cases.search", &desk.search(&invented(round))).await,
        ] {
            assert_eq!(response.status, 200, "{}", response.text());
        }
    }
    let memory = crate::rig::canary::memory(binary.child.id());
    let bytes: usize = memory.iter().map(Vec::len).sum();
    let data = binary.dir.path().join("data");
    let mut loot = Loot::carried_away(&data).await;
    let drawn = drawn(&memory);
    // The control of the reading: what the process needs is in it, and found at its boundary.
    let ledger = <[u8; 32]>::try_from(std::fs::read(data.join("ledger.key")).unwrap()).unwrap();
    assert!(drawn.contains(&ledger), "the ledger's key is in the memory of who signs with it");
    let secrets = &desk.secrets;
    for (what, key) in [
        ("the agency's opening key", *secrets.opening.as_ref().unwrap().expose()),
        ("the key of its search tokens", *secrets.tokens.as_ref().unwrap().expose()),
        ("the member's opening key", *gao.opening.expose()),
        ("the member's signing key", *gao.signing.expose()),
    ] {
        let held = memory.iter().any(|region| region.windows(32).any(|window| window == key));
        assert!(!held, "{what} is in the memory of the server");
    }
    let (on_disk, in_memory) = (loot.candidates.len(), drawn.len());
    loot.candidates.extend(drawn);
    if tried == Tried::NewestFile {
        // One file more or less tells nothing new of a candidate: what opens one key opens the field behind it.
        let newest = filed.keyring.file;
        loot.keys.retain(|(ring, _)| ring.file == newest);
        loot.records.retain(|(ring, _)| ring.file == newest);
    }
    assert!(!loot.keys.is_empty() && !loot.records.is_empty());
    assert_eq!(loot.recover(), BTreeSet::new(), "0 fields");
    println!("{in_memory} candidates in {bytes} bytes of memory, {on_disk} on the disk: 0 fields");
    // The control of the attack, as above.
    loot.candidates = BTreeSet::from([*secrets.opening.as_ref().unwrap().expose()]);
    let found = loot.recover();
    let name = invented(10).get("family").unwrap().clone();
    assert!(found.contains(&("family".to_owned(), name)), "{found:?}");
    in_memory + on_disk
}

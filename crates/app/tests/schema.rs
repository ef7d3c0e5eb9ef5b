//! Every column of the database has a tier and a reason: `crates/store/visibility.toml`, compared with the schema.
//!
//! A column nobody placed, an entry whose column is gone, a sealed tier that is not bytes, or a name that speaks of a
//! body: each fails the build. Each rule is also tried on a planted schema, so that none is silent.

use crate::rig;
use crate::rig::people::on_each_engine;
use crate::rig::{Engine, Stage};
use danbe_store::sqlx::{self, AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use std::collections::{BTreeMap, BTreeSet};

const VISIBILITY: &str = include_str!("../../store/visibility.toml");
const TIERS: [&str; 8] = ["T0", "T1-house", "T1-flow", "T1", "T2", "T3", "keys", "ledger"];

/// No measure of a body is kept, under whatever name (R22): how no part of the name of a column may begin.
const OF_A_BODY: [&str; 17] = [
    "biometr",
    "fingerprint",
    "finger",
    "thumb",
    "empreinte",
    "iris",
    "retina",
    "face",
    "facial",
    "visage",
    "voice",
    "voix",
    "gait",
    "palm",
    "dna",
    "adn",
    "minutiae",
];

/// Type by table and column.
type Columns = BTreeMap<(String, String), String>;

/// Columns of a schema as it is written; a line nobody understands is a fault.
fn columns(schema: &str) -> Columns {
    let mut columns = BTreeMap::new();
    let mut table = None;
    for line in schema.lines().map(|line| line.split("--").next().unwrap_or_default().trim()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match (table.clone(), words.as_slice()) {
            (_, []) | (None, ["CREATE", "INDEX" | "UNIQUE", ..]) => {}
            (None, ["CREATE", "TABLE", name, "("]) => table = Some((*name).to_owned()),
            (None, ["ALTER", "TABLE", name, "ADD", "COLUMN", column, kind, ..]) => {
                let kind = kind.trim_end_matches(';').to_owned();
                columns.insert(((*name).to_owned(), (*column).to_owned()), kind);
            }
            (None, ["ALTER", "TABLE", name, "DROP", "COLUMN", column]) => {
                let column = column.trim_end_matches(';').to_owned();
                let gone = columns.remove(&((*name).to_owned(), column));
                assert!(gone.is_some(), "what is dropped was there: {line}");
            }
            // Rows carried over from one shape to the next.
            (None, ["INSERT", "INTO", ..] | ["UPDATE", ..]) => {}
            (Some(_), [");"] | [")", "ROWLESS;"]) => table = None,
            (Some(_), ["PRIMARY" | "UNIQUE" | "CHECK" | "FOREIGN", ..]) => {}
            (Some(name), [column, kind, ..]) => {
                let kind = kind.trim_end_matches(',').to_owned();
                columns.insert((name, (*column).to_owned()), kind);
            }
            _ => panic!("a line of the schema this test cannot read: {line}"),
        }
    }
    columns
}

/// Tier and reason by table and column.
fn entries_of(text: &str) -> BTreeMap<(String, String), (String, String)> {
    let mut entries = BTreeMap::new();
    let mut table = String::new();
    for line in text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            table = name.to_owned();
            continue;
        }
        let entry = || {
            let (column, rest) = line.split_once(" = { tier = \"")?;
            let (tier, rest) = rest.split_once("\", why = \"")?;
            let why = rest.strip_suffix("\" }")?;
            Some((column.to_owned(), tier.to_owned(), why.to_owned()))
        };
        let (column, tier, why) = entry().unwrap_or_else(|| panic!("an entry that does not read: {line}"));
        let twice = entries.insert((table.clone(), column), (tier, why));
        assert!(twice.is_none(), "placed twice: {line}");
    }
    entries
}

/// Everything wrong between a schema and its tiers.
fn faults(columns: &Columns, visibility: &str) -> Vec<String> {
    let entries = entries_of(visibility);
    let mut faults = Vec::new();
    for ((table, column), kind) in columns {
        let Some((tier, why)) = entries.get(&(table.clone(), column.clone())) else {
            faults.push(format!("{table}.{column}: no tier in crates/store/visibility.toml"));
            continue;
        };
        if !TIERS.contains(&tier.as_str()) {
            faults.push(format!("{table}.{column}: {tier} is no tier"));
        }
        if why.split_whitespace().count() < 2 && why != "coded" {
            faults.push(format!("{table}.{column}: no reason"));
        }
        if ["T2", "T3"].contains(&tier.as_str()) && kind != "BYTES" {
            faults.push(format!("{table}.{column}: {tier} in a column of type {kind}"));
        }
    }
    for (table, column) in entries.keys() {
        if !columns.contains_key(&(table.clone(), column.clone())) {
            faults.push(format!("{table}.{column}: placed, and not in the schema"));
        }
    }
    for (table, column) in columns.keys() {
        let name = format!("{table}.{column}").to_lowercase();
        let mut parts = name.split(['_', '.']);
        if let Some(word) = parts.find_map(|part| OF_A_BODY.iter().find(|word| part.starts_with(**word))) {
            faults.push(format!("{table}.{column}: `{word}`, no measure of a body is kept"));
        }
    }
    faults
}

/// The schema in the source, and the table the migrations keep their own count in.
fn schema() -> Columns {
    let mut columns = columns(&danbe_store::schema_text());
    for (column, kind) in [("number", "BIGINT"), ("name", "TEXT")] {
        columns.insert(("store_migration".to_owned(), column.to_owned()), kind.to_owned());
    }
    columns
}

#[test]
fn every_column_has_a_tier_and_every_tier_its_column() {
    let columns = schema();
    let faults = faults(&columns, VISIBILITY);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let sealed = entries_of(VISIBILITY).values().filter(|(tier, _)| tier == "T2" || tier == "T3").count();
    assert!(sealed > 0, "something is sealed");
    println!("{} columns placed, {sealed} of them sealed", columns.len());
}

/// Columns of the running database, as its engine lists them.
async fn live(engine: Engine, url: &str) -> BTreeSet<(String, String)> {
    let found: Vec<(String, String)> = if engine == Engine::Sqlite {
        let path = url.strip_prefix("sqlite:").unwrap();
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
        let mut conn = SqliteConnection::connect_with(&options).await.unwrap();
        let query = "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
                     WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'";
        sqlx::query_as(AssertSqlSafe(query)).fetch_all(&mut conn).await.unwrap()
    } else {
        let mut conn = PgConnection::connect(url).await.unwrap();
        let query = "SELECT table_name::text, column_name::text FROM information_schema.columns
                     WHERE table_schema = current_schema()";
        sqlx::query_as(AssertSqlSafe(query)).fetch_all(&mut conn).await.unwrap()
    };
    found.into_iter().collect()
}

#[test]
fn the_running_database_has_no_column_the_schema_does_not_say() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        // Of this side: what came over the wall is kept on the other one, and only there.
        let here = |(table, _): &(String, String)| !table.starts_with("reception_");
        let said: BTreeSet<_> = schema().into_keys().filter(here).collect();
        assert_eq!(live(engine, &stage.url).await, said);
        rig::database::plant(&stage.url, "CREATE TABLE beside (note TEXT)").await;
        let planted = live(engine, &stage.url).await;
        assert_eq!(planted.difference(&said).count(), 1, "a table made beside the migrations is seen");
    });
}

const PLANTED: &str = "CREATE TABLE room_thing (\n    id TEXT PRIMARY KEY,\n    told BYTES NOT NULL\n);\n";
const PLACED: &str = "[room_thing]\nid = { tier = \"T1\", why = \"random id\" }\n\
                      told = { tier = \"T2\", why = \"what she said\" }\n";

#[test]
fn a_planted_schema_without_fault_has_none() {
    assert_eq!(faults(&columns(PLANTED), PLACED), Vec::<String>::new());
}

#[test]
fn a_planted_column_without_tier_is_found() {
    for more in
        ["ALTER TABLE room_thing ADD COLUMN village TEXT;", "CREATE TABLE other (\n    village TEXT\n);"]
    {
        let found = faults(&columns(&format!("{PLANTED}{more}\n")), PLACED);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains("village: no tier"), "{found:?}");
    }
}

#[test]
fn a_planted_entry_without_column_is_found() {
    let stale = format!("{PLACED}gone = {{ tier = \"T1\", why = \"was there once\" }}\n");
    let found = faults(&columns(PLANTED), &stale);
    assert_eq!(found, ["room_thing.gone: placed, and not in the schema"]);
}

#[test]
fn a_planted_sealed_tier_that_is_not_bytes_is_found() {
    for tier in ["T2", "T3"] {
        let placed = PLACED.replace("tier = \"T2\"", &format!("tier = \"{tier}\""));
        let found = faults(&columns(&PLANTED.replace("told BYTES", "told TEXT")), &placed);
        assert_eq!(found, [format!("room_thing.told: {tier} in a column of type TEXT")]);
    }
}

#[test]
fn a_planted_tier_or_reason_that_is_none_is_found() {
    assert_eq!(
        faults(&columns(PLANTED), &PLACED.replace("\"T1\"", "\"T4\"")),
        ["room_thing.id: T4 is no tier"]
    );
    assert_eq!(faults(&columns(PLANTED), &PLACED.replace("random id", "x")), ["room_thing.id: no reason"]);
}

#[test]
fn a_planted_column_for_a_body_is_found() {
    for name in ["left_fingerprint", "iris_code", "face", "voiceprint", "thumb_ink", "empreinte_digitale"] {
        let placed = PLACED.replace("told =", &format!("{name} ="));
        let found = faults(&columns(&PLANTED.replace("told", name)), &placed);
        assert_eq!(found.len(), 1, "{name}: {found:?}");
        assert!(found[0].contains("no measure of a body"), "{found:?}");
    }
}

#[test]
#[should_panic(expected = "cannot read")]
fn a_line_of_the_schema_nobody_understands_is_a_fault() {
    columns("ALTER TABLE room_thing RENAME TO other;");
}

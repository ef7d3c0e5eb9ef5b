//! The bare loop: the rows of a run written again, same schema, same driver, same batch size, nothing checked.
//!
//! It sends the rows of an act as one text, as the store does: the driver keeps SQLite on a thread of its own, and a
//! journey there for each row would make the limit look three times lower than it is.

use danbe_store::sqlx::sqlite::{
    SqliteArguments, SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteRow, SqliteSynchronous,
};
use danbe_store::sqlx::{self, Arguments, AssertSqlSafe, Connection, Executor, Row, TypeInfo, ValueRef};
use std::fmt::Write;
use std::path::Path;
use std::time::Instant;

/// Tables in the order of their references, and what puts their rows in the order of the acts; the count of a device is
/// written over, the rest is added.
const TABLES: [(&str, &str); 12] = [
    ("cases_file", "registered"),
    ("cases_key", FILED),
    ("cases_record", "version"),
    ("cases_card", FILED),
    ("cases_token", FILED),
    ("cases_tag", "(SELECT nth FROM filed WHERE filed.person = new.person)"),
    ("ledger_line", "idx"),
    ("ledger_event", "idx"),
    ("statistics_fact", "idx"),
    ("ledger_envelope", "idx"),
    ("ledger_device", "device"),
    ("ledger_node", "idx"),
];
const FILED: &str = "(SELECT nth FROM filed WHERE filed.file = new.file)";
const FILES: &str = "CREATE TEMP TABLE filed AS SELECT id AS file, person, rowid AS nth FROM main.cases_file;
     CREATE UNIQUE INDEX temp.filed_file ON filed (file); CREATE INDEX temp.filed_person ON filed (person)";

enum Value {
    Number(i64),
    Text(String),
    Bytes(Vec<u8>),
    Null,
}

struct Rows {
    insert: String,
    rows: Vec<Vec<Value>>,
}

/// Writes what a run of `acts` acts wrote, into a copy of where it began; gives acts a second.
pub(crate) fn replay(began: &Path, ended: &Path, acts: usize, batch: usize) -> f64 {
    let folder = tempfile::tempdir().unwrap();
    crate::load::copy(began, folder.path());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut target = open(folder.path()).await;
        let mut source = open(ended).await;
        let mut tables = Vec::new();
        let began = format!("ATTACH '{}' AS began", folder.path().join("danbe.db").display());
        source.execute(AssertSqlSafe(began)).await.unwrap();
        source.execute(FILES).await.unwrap();
        for (table, order) in TABLES {
            tables.push(rows_since(&mut source, table, order).await);
        }
        source.execute("DETACH began").await.unwrap();
        let begun = Instant::now();
        let mut act = 0;
        while act < acts {
            let end = (act + batch).min(acts);
            target.execute("BEGIN IMMEDIATE").await.unwrap();
            for act in act..end {
                write(&mut target, &tables, act, acts).await;
            }
            sqlx::query("INSERT INTO ledger_checkpoint (size, at, note) VALUES (1000000 + $1, 0, $2)")
                .bind(i64::try_from(act).unwrap())
                .bind("n".repeat(250))
                .execute(&mut target)
                .await
                .unwrap();
            target.execute("COMMIT").await.unwrap();
            act = end;
        }
        acts as f64 / begun.elapsed().as_secs_f64()
    })
}

/// The server's own options, but for references: rows are written table by table, and nothing is checked.
async fn open(folder: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new()
        .filename(folder.join("danbe.db"))
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(false)
        .pragma("secure_delete", "ON")
        .pragma("wal_autocheckpoint", "4000")
        .pragma("temp_store", "MEMORY")
        .pragma("cache_size", "-8000");
    SqliteConnection::connect_with(&options).await.unwrap()
}

async fn rows_since(source: &mut SqliteConnection, table: &str, order: &str) -> Rows {
    let new = format!(
        "SELECT * FROM (SELECT * FROM main.{table} EXCEPT SELECT * FROM began.{table}) new ORDER BY {order}"
    );
    let found = sqlx::query(AssertSqlSafe(new)).fetch_all(source).await.unwrap();
    let verb = if table == "ledger_device" { "INSERT OR REPLACE" } else { "INSERT" };
    let insert = format!("{verb} INTO {table} VALUES ");
    Rows { insert, rows: found.iter().map(values).collect() }
}

fn values(row: &SqliteRow) -> Vec<Value> {
    (0..row.len())
        .map(|at| {
            let kind = row.try_get_raw(at).unwrap();
            match kind.type_info().name() {
                _ if kind.is_null() => Value::Null,
                "INTEGER" => Value::Number(row.get(at)),
                "TEXT" => Value::Text(row.get(at)),
                _ => Value::Bytes(row.get(at)),
            }
        })
        .collect()
}

/// The share of one act in the rows of every table; a device's count is one row for every act.
async fn write(conn: &mut SqliteConnection, tables: &[Rows], act: usize, acts: usize) {
    let (mut text, mut arguments) = (String::new(), SqliteArguments::default());
    for table in tables {
        let count = table.rows.len();
        let range = if count < acts / 2 {
            act % count..act % count + 1
        } else {
            act * count / acts..(act + 1) * count / acts
        };
        for row in &table.rows[range] {
            let places: Vec<_> = (1..=row.len()).map(|n| format!("${}", arguments.len() + n)).collect();
            write!(text, "{}({});", table.insert, places.join(",")).unwrap();
            for value in row {
                match value {
                    Value::Number(number) => arguments.add(*number).unwrap(),
                    Value::Text(text) => arguments.add(text.clone()).unwrap(),
                    Value::Bytes(bytes) => arguments.add(bytes.clone()).unwrap(),
                    Value::Null => arguments.add(None::<i64>).unwrap(),
                }
            }
        }
    }
    sqlx::query_with(AssertSqlSafe(text), arguments).execute(conn).await.unwrap();
}

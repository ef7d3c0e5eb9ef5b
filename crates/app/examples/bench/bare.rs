//! The bare loop: the rows of a run written again, same schema, same driver, same batch size, nothing checked.

use danbe_store::sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteRow, SqliteSynchronous,
};
use danbe_store::sqlx::{self, AssertSqlSafe, Connection, Executor, Row, TypeInfo, ValueRef};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

/// Tables in the order of their references; the count of a device is written over, the rest is added.
const TABLES: [&str; 12] = [
    "cases_file",
    "cases_key",
    "cases_record",
    "cases_card",
    "cases_token",
    "cases_tag",
    "ledger_line",
    "ledger_event",
    "statistics_fact",
    "ledger_envelope",
    "ledger_device",
    "ledger_node",
];

enum Value {
    Number(i64),
    Text(String),
    Bytes(Vec<u8>),
    Null,
}

struct Rows {
    insert: Arc<str>,
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
        for table in TABLES {
            tables.push(rows_since(&mut source, &mut target, table).await);
        }
        let begun = Instant::now();
        let mut act = 0;
        while act < acts {
            let end = (act + batch).min(acts);
            target.execute("BEGIN IMMEDIATE").await.unwrap();
            for act in act..end {
                for table in &tables {
                    write(&mut target, table, act, acts).await;
                }
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

/// The server's own options.
async fn open(folder: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new()
        .filename(folder.join("danbe.db"))
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .pragma("secure_delete", "ON")
        .pragma("temp_store", "MEMORY")
        .pragma("cache_size", "-4000");
    SqliteConnection::connect_with(&options).await.unwrap()
}

async fn rows_since(source: &mut SqliteConnection, target: &mut SqliteConnection, table: &str) -> Rows {
    let last = format!("SELECT COALESCE(MAX(rowid), -1) FROM {table}");
    let (last,): (i64,) = sqlx::query_as(AssertSqlSafe(last)).fetch_one(target).await.unwrap();
    let new = format!("SELECT * FROM {table} WHERE rowid > $1 ORDER BY rowid");
    let found = sqlx::query(AssertSqlSafe(new)).bind(last).fetch_all(source).await.unwrap();
    let width = found.first().map_or(0, Row::len);
    let places = vec!["?"; width].join(", ");
    let verb = if table == "ledger_device" { "INSERT OR REPLACE" } else { "INSERT" };
    let insert = format!("{verb} INTO {table} VALUES ({places})").into();
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

/// The share of one act in the rows of a table; a device's count is one row for every act.
async fn write(conn: &mut SqliteConnection, table: &Rows, act: usize, acts: usize) {
    let count = table.rows.len();
    let range = if count < acts / 2 {
        act % count..act % count + 1
    } else {
        act * count / acts..(act + 1) * count / acts
    };
    for row in &table.rows[range] {
        let mut query = sqlx::query(AssertSqlSafe(Arc::clone(&table.insert)));
        for value in row {
            query = match value {
                Value::Number(number) => query.bind(number),
                Value::Text(text) => query.bind(text),
                Value::Bytes(bytes) => query.bind(bytes),
                Value::Null => query.bind(None::<i64>),
            };
        }
        query.execute(&mut *conn).await.unwrap();
    }
}

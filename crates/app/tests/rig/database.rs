//! Databases of the tests, and statements no verb performs: what a test plants or counts behind the server's back.

use danbe_store::sqlx::{self, AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

static NAMES: AtomicU64 = AtomicU64::new(0);

fn server() -> String {
    std::env::var("DANBE_TEST_POSTGRES").expect("a PostgreSQL server")
}

fn name() -> String {
    format!("app_{}_{}", std::process::id(), NAMES.fetch_add(1, Ordering::SeqCst))
}

fn url_of(name: &str) -> String {
    let server = server();
    let (base, _) = server.rsplit_once('/').unwrap();
    format!("{base}/{name}")
}

/// A new, empty PostgreSQL database.
pub async fn fresh() -> String {
    let name = name();
    let mut conn = PgConnection::connect(&server()).await.unwrap();
    conn.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.unwrap();
    url_of(&name)
}

/// A copy of a PostgreSQL database nobody is connected to any more.
pub async fn copy_of(url: &str) -> String {
    let (_, template) = url.rsplit_once('/').unwrap();
    let name = name();
    let mut conn = PgConnection::connect(&server()).await.unwrap();
    let statement = format!("CREATE DATABASE {name} TEMPLATE {template}");
    for _ in 0..100 {
        // The connections of who made it close a moment after him; another copy may be under way.
        if conn.execute(AssertSqlSafe(statement.clone())).await.is_ok() {
            return url_of(&name);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{template} cannot be copied");
}

/// Drops a PostgreSQL database from another thread, whoever is still connected.
pub fn drop_later(url: String) {
    let work = move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async move {
            let (_, name) = url.rsplit_once('/').unwrap();
            let mut conn = PgConnection::connect(&server()).await.unwrap();
            // A database left behind harms no other test.
            let _ = conn.execute(AssertSqlSafe(format!("DROP DATABASE {name} WITH (FORCE)"))).await;
        });
    };
    let _ = std::thread::spawn(work).join();
}

/// Runs a statement of the test's own.
pub async fn plant(url: &str, statement: &str) {
    if let Some(path) = url.strip_prefix("sqlite:") {
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
        let mut conn = SqliteConnection::connect_with(&options).await.unwrap();
        conn.execute(AssertSqlSafe(statement.to_owned())).await.unwrap();
        conn.close().await.unwrap();
    } else {
        let mut conn = PgConnection::connect(url).await.unwrap();
        conn.execute(AssertSqlSafe(statement.to_owned())).await.unwrap();
        conn.close().await.unwrap();
    }
}

/// One number a statement gives.
/// Every table of one SQLite file has as many rows in another.
pub async fn as_many_rows(one: &Path, other: &Path) {
    // That a copy was put back is noted in the copy alone.
    for table in tables().into_iter().filter(|table| table != "ledger_restored") {
        let count = async |file: &Path| {
            number(&format!("sqlite:{}", file.display()), &format!("SELECT COUNT(*) FROM {table}")).await
        };
        assert_eq!(count(one).await, count(other).await, "{table}");
    }
}

pub async fn number(url: &str, statement: &str) -> i64 {
    let query = sqlx::query_as::<_, (i64,)>;
    if let Some(path) = url.strip_prefix("sqlite:") {
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
        let mut conn = SqliteConnection::connect_with(&options).await.unwrap();
        let found: (i64,) =
            sqlx::query_as(AssertSqlSafe(statement.to_owned())).fetch_one(&mut conn).await.unwrap();
        found.0
    } else {
        let mut conn = PgConnection::connect(url).await.unwrap();
        query(AssertSqlSafe(statement.to_owned())).fetch_one(&mut conn).await.unwrap().0
    }
}

/// Name of every table of the protection side.
pub fn tables() -> Vec<String> {
    danbe_store::tables().into_iter().filter(|table| !table.starts_with("reception_")).collect()
}

/// Rows of every table.
pub async fn counts(url: &str) -> BTreeMap<String, i64> {
    let mut counts = BTreeMap::new();
    for table in tables() {
        let count = number(url, &format!("SELECT CAST(COUNT(*) AS BIGINT) FROM {table}")).await;
        counts.insert(table, count);
    }
    counts
}

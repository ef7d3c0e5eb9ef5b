//! Migrations: one text for both engines, applied in order, each in its own transaction, never edited once released.

use crate::conn::{Conn, Reachable};
use crate::dialect::{self, Engine};
use crate::{Reach, execute, row};
use danbe_words::Problem;
use sqlx::{AssertSqlSafe, Executor};

/// Number, name and text of every migration.
const MIGRATIONS: &[(i64, &str, &str)] = &[(1, "thread", include_str!("../migrations/0001_thread.sql"))];

/// The schema as one text, for the test that compares every column with its tier.
#[must_use]
pub fn schema_text() -> String {
    MIGRATIONS.iter().map(|(_, _, text)| *text).collect::<Vec<_>>().join("\n")
}

/// Brings the database to the newest schema; gives how many steps it took.
pub(crate) async fn migrate(conn: &mut Conn) -> Result<usize, Problem> {
    let engine = conn.engine();
    run(conn, "CREATE TABLE IF NOT EXISTS store_migration (number BIGINT PRIMARY KEY, name TEXT NOT NULL)")
        .await?;
    let mut steps = 0;
    for (number, name, text) in MIGRATIONS {
        let known = row!(conn, (i64,), "SELECT number FROM store_migration WHERE number = $1", number)?;
        if known.is_none() {
            apply(conn, engine, *number, name, text).await?;
            steps += 1;
        }
    }
    Ok(steps)
}

async fn apply(conn: &mut Conn, engine: Engine, number: i64, name: &str, text: &str) -> Result<(), Problem> {
    dialect::begin(conn.reach()).await.map_err(crate::problem)?;
    run(conn, &dialect::schema_for(engine, text)).await?;
    execute!(conn, "INSERT INTO store_migration (number, name) VALUES ($1, $2)", number, name)?;
    run(conn, "COMMIT").await
}

/// Runs a text of our own, several statements at once.
pub(crate) async fn run(conn: &mut Conn, text: &str) -> Result<(), Problem> {
    match conn.reach() {
        Reach::Sqlite(c) => c.execute(AssertSqlSafe(text)).await.map(|_| ()),
        Reach::Postgres(c) => c.execute(AssertSqlSafe(text)).await.map(|_| ()),
    }
    .map_err(crate::problem)
}

//! A copy of the database, taken while it serves.

use crate::conn::{Conn, problem};
use crate::dialect::Engine;
use crate::pour::pour;
use crate::{Reach, Reachable, rows};
use danbe_words::Problem;
use std::path::Path;

/// Copies a database into a new SQLite file, consistent at one moment, whichever engine it stands on: a copy opens on any
/// machine, and one program seals, checks and rehearses it.
///
/// # Errors
/// As [`pour`]; the database's failure.
pub async fn copy_database(url: &str, to: &Path) -> Result<(), Problem> {
    let mut conn = Conn::open(url).await.map_err(problem)?;
    match conn.reach() {
        Reach::Sqlite(c, _) => sqlx::query("VACUUM INTO $1")
            .bind(to.display().to_string())
            .execute(c)
            .await
            .map(|_| ())
            .map_err(problem),
        Reach::Postgres(_) => pour(url, &format!("sqlite:{}", to.display())).await.map(|_| ()),
    }
}

/// Moves the rows of some tables from a copy into a file of their own, and leaves no trace of them in the copy.
///
/// # Errors
/// [`Problem::State`] for what is no copy (a copy is an SQLite file), [`Problem::Malformed`] for a name no table has; the database's failure.
pub async fn take_apart(url: &str, apart: &Path, tables: &[&str]) -> Result<(), Problem> {
    let mut conn = attached(url, apart, tables).await?;
    for table in tables {
        conn.run(&format!("CREATE TABLE apart.{table} AS SELECT * FROM main.{table}")).await?;
        conn.run(&format!("DELETE FROM main.{table}")).await?;
    }
    // Deleted rows stay in the file's free pages until it is written anew.
    conn.run("DETACH DATABASE apart; VACUUM; PRAGMA wal_checkpoint(TRUNCATE)").await
}

/// Puts rows taken apart back into a copy. What was taken later may speak of what this copy does not hold yet: such rows
/// are left out.
///
/// # Errors
/// As [`take_apart`]; [`Problem::State`] when a row is there already.
pub async fn put_together(url: &str, apart: &Path, tables: &[&str]) -> Result<(), Problem> {
    let mut conn = attached(url, apart, tables).await?;
    conn.run("PRAGMA foreign_keys = OFF").await?;
    for table in tables {
        conn.run(&format!("INSERT INTO main.{table} SELECT * FROM apart.{table}")).await?;
        for (known, own, its) in references(&mut conn, table).await? {
            conn.run(&format!(
                "DELETE FROM main.{table} WHERE {own} NOT IN (SELECT {its} FROM main.{known})"
            ))
            .await?;
        }
    }
    conn.run("DETACH DATABASE apart; PRAGMA wal_checkpoint(TRUNCATE)").await
}

/// What the rows of a table speak of: another table, the column here, the column there.
async fn references(conn: &mut Conn, table: &str) -> Result<Vec<(String, String, String)>, Problem> {
    let text = "SELECT \"table\", \"from\", \"to\" FROM pragma_foreign_key_list($1)";
    rows!(conn, (String, String, String), text, table)
}

/// Names of tables stand in these texts as they are: only those of the schema may.
fn known(tables: &[&str]) -> Result<(), Problem> {
    let all = crate::tables();
    let known = tables.iter().all(|table| all.iter().any(|known| known == table));
    if known { Ok(()) } else { Err(Problem::Malformed) }
}

async fn attached(url: &str, apart: &Path, tables: &[&str]) -> Result<Conn, Problem> {
    known(tables)?;
    let mut conn = Conn::open(url).await.map_err(problem)?;
    match conn.reach() {
        Reach::Postgres(_) => return Err(Problem::State("no-copy")),
        Reach::Sqlite(c, _) => sqlx::query("ATTACH DATABASE $1 AS apart")
            .bind(apart.display().to_string())
            .execute(c)
            .await
            .map_err(problem)?,
    };
    Ok(conn)
}

/// Brings everything written into the database's own file, so that it stands alone. Nothing to do for PostgreSQL.
///
/// # Errors
/// The database's failure.
pub async fn settle_file(url: &str) -> Result<(), Problem> {
    let mut conn = Conn::open(url).await.map_err(problem)?;
    match conn.engine() {
        Engine::Sqlite => conn.run("PRAGMA wal_checkpoint(TRUNCATE)").await,
        Engine::Postgres => Ok(()),
    }
}

/// How many rows some tables hold.
///
/// # Errors
/// [`Problem::Malformed`] for a name no table has; the database's failure.
pub async fn count_rows(url: &str, tables: &[&str]) -> Result<Vec<i64>, Problem> {
    known(tables)?;
    let mut conn = Conn::open(url).await.map_err(problem)?;
    let mut counts = Vec::with_capacity(tables.len());
    for table in tables {
        let sql = format!("SELECT CAST(COUNT(*) AS BIGINT) FROM {table}");
        let sql = || sqlx::AssertSqlSafe(sql.clone());
        let count: Result<(i64,), _> = match conn.reach() {
            Reach::Sqlite(c, _) => sqlx::query_as(sql()).fetch_one(c).await,
            Reach::Postgres(c) => sqlx::query_as(sql()).fetch_one(c).await,
        };
        counts.push(count.map_err(problem)?.0);
    }
    Ok(counts)
}

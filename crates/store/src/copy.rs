//! A copy of the database, taken while it serves.

use crate::conn::{Conn, problem};
use crate::{Reach, Reachable};
use danbe_words::Problem;
use std::path::Path;

/// Copies an SQLite database into a new file, consistent at one moment (`VACUUM INTO`).
///
/// # Errors
/// [`Problem::State`] for a PostgreSQL database, which has its own tool (`pg_dump`); the database's failure.
pub async fn copy_database(url: &str, to: &Path) -> Result<(), Problem> {
    let mut conn = Conn::open(url).await.map_err(problem)?;
    match conn.reach() {
        Reach::Sqlite(c, _) => sqlx::query("VACUUM INTO $1")
            .bind(to.display().to_string())
            .execute(c)
            .await
            .map(|_| ())
            .map_err(problem),
        Reach::Postgres(_) => Err(Problem::State("use-pg-dump")),
    }
}

//! Every difference between the two engines, and nothing else.

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use std::time::Duration;

/// The types a migration names, in the words of each engine.
pub(crate) fn schema_for(engine: Engine, text: &str) -> String {
    match engine {
        Engine::Sqlite => text
            .replace("KEY64", "INTEGER PRIMARY KEY")
            .replace("BYTES", "BLOB")
            .replace("ROWLESS", "WITHOUT ROWID"),
        Engine::Postgres => {
            text.replace("KEY64", "BIGINT PRIMARY KEY").replace("BYTES", "BYTEA").replace(" ROWLESS", "")
        }
    }
}

/// Which engine a connection speaks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    /// Embedded, the default.
    Sqlite,
    /// When one machine is not enough.
    Postgres,
}

/// When a commit reaches the disk; SQLite only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flushed {
    /// Before COMMIT returns.
    EachCommit,
    /// When the flusher has been: the sequencer answers nobody before.
    Beside,
}

/// A writer: write-ahead log, deleted bytes overwritten.
pub(crate) fn sqlite_writing(path: &str, flushed: Flushed) -> SqliteConnectOptions {
    let synchronous = match flushed {
        Flushed::EachCommit => SqliteSynchronous::Full,
        Flushed::Beside => SqliteSynchronous::Normal,
    };
    sqlite(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(synchronous)
        .pragma("secure_delete", "ON")
        // The tidier beside the writer copies the log back; the writer only ends what is left, at 16 MB.
        .pragma("wal_autocheckpoint", "4000")
}

/// Copies the write-ahead log back into the database while the writer goes on; SQLite only.
pub(crate) const TIDY: &str = "PRAGMA wal_checkpoint(PASSIVE)";

/// A reader changes nothing, not even how a copy keeps its journal: a backup can be verified as it lies.
pub(crate) fn sqlite_reading(path: &str) -> SqliteConnectOptions {
    sqlite(path).read_only(true)
}

fn sqlite(path: &str) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        // Rows come from another thread: with room for a page's worth, the two do not wait for each other row by row.
        .row_buffer_size(2048)
        .pragma("temp_store", "MEMORY")
        .pragma("cache_size", "-8000")
}

/// Begins a transaction that holds the writer's place from the first statement.
pub(crate) const fn begin(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "BEGIN IMMEDIATE",
        Engine::Postgres => "BEGIN",
    }
}

/// Begins a transaction that reads one moment of the database, whoever writes meanwhile.
pub(crate) const fn one_moment(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "BEGIN",
        Engine::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    }
}

/// Ends the making of a database: everything stands in its own file, which can be carried away alone.
pub(crate) const fn alone(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE",
        Engine::Postgres => "ANALYZE",
    }
}

/// A value the engine cannot hold: PostgreSQL class 22, such as U+0000 in a text. SQLite takes every value we send.
pub(crate) fn is_value(error: &sqlx::Error) -> bool {
    error
        .as_database_error()
        .and_then(|e| e.code())
        .is_some_and(|code| code.len() == 5 && code.starts_with("22"))
}

/// Undoes what a failure left, whether or not the engine ended the transaction itself, as SQLite does on a full disk.
pub(crate) const fn abandon(engine: Engine) -> &'static str {
    match engine {
        // Outside a transaction the savepoint begins one: there is always something to roll back.
        Engine::Sqlite => "SAVEPOINT left; ROLLBACK",
        Engine::Postgres => "ROLLBACK",
    }
}

/// The disk is full, in the engine's own codes: SQLite 13, and 4874 when it is the log's index that finds no room to
/// grow; PostgreSQL 53100.
pub(crate) fn is_full(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|e| e.code());
    code.is_some_and(|code| matches!(code.as_ref(), "13" | "4874" | "53100"))
}

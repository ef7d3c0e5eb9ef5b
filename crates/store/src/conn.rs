//! One SQL text, two drivers: the macros write each query once and compile it for both.
//!
//! Not sqlx's `Any`: both branches are the native driver, with native types and prepared statements. Rooms
//! keep to three types (i64, text, bytes) and `$1` placeholders, which both engines read alike.

use crate::dialect;
use danbe_words::Problem;
use sqlx::pool::PoolConnection;
use sqlx::{Connection, PgConnection, Postgres, Sqlite, SqliteConnection};

/// A connection within reach of a query.
#[derive(Debug)]
pub enum Reach<'c> {
    /// Embedded engine.
    Sqlite(&'c mut SqliteConnection),
    /// PostgreSQL.
    Postgres(&'c mut PgConnection),
}

/// What a query can be run on.
pub trait Reachable {
    /// The connection.
    fn reach(&mut self) -> Reach<'_>;
}

/// The writer's own connection.
#[derive(Debug)]
pub(crate) enum Conn {
    Sqlite(Box<SqliteConnection>),
    Postgres(Box<PgConnection>),
}

impl Conn {
    pub(crate) async fn open(url: &str) -> Result<Self, sqlx::Error> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            let options = dialect::sqlite_options(path);
            Ok(Self::Sqlite(Box::new(SqliteConnection::connect_with(&options).await?)))
        } else {
            Ok(Self::Postgres(Box::new(PgConnection::connect(url).await?)))
        }
    }

    pub(crate) const fn engine(&self) -> dialect::Engine {
        match self {
            Self::Sqlite(_) => dialect::Engine::Sqlite,
            Self::Postgres(_) => dialect::Engine::Postgres,
        }
    }
}

impl Reachable for Conn {
    fn reach(&mut self) -> Reach<'_> {
        match self {
            Self::Sqlite(c) => Reach::Sqlite(c),
            Self::Postgres(c) => Reach::Postgres(c),
        }
    }
}

/// A connection for reading pages: sees what is committed, writes nothing.
#[derive(Debug)]
pub enum Reading {
    /// Embedded engine.
    Sqlite(PoolConnection<Sqlite>),
    /// PostgreSQL.
    Postgres(PoolConnection<Postgres>),
}

impl Reachable for Reading {
    fn reach(&mut self) -> Reach<'_> {
        match self {
            Self::Sqlite(c) => Reach::Sqlite(c),
            Self::Postgres(c) => Reach::Postgres(c),
        }
    }
}

/// What a database error is for the person who waits: full, down, or already there.
#[must_use]
pub fn problem(error: sqlx::Error) -> Problem {
    if dialect::is_full(&error) {
        tracing::error!(kind = "store-full", "the disk is full");
        return Problem::StoreFull;
    }
    if error.as_database_error().is_some_and(|e| e.is_unique_violation()) {
        return Problem::State("exists");
    }
    // The text of a database error may quote values: only its code is logged.
    let code = error.as_database_error().and_then(|e| e.code()).unwrap_or_default().into_owned();
    let what = std::mem::discriminant(&error);
    tracing::error!(kind = "store-down", code, ?what, "the database refused");
    Problem::StoreDown
}

/// Runs a statement; gives the number of rows touched.
#[macro_export]
macro_rules! execute {
    ($conn:expr, $sql:expr $(, $arg:expr)* $(,)?) => {
        match $crate::Reachable::reach($conn) {
            $crate::Reach::Sqlite(c) => $crate::sqlx::query($sql)$(.bind($arg))*.execute(c).await
                .map(|done| done.rows_affected()),
            $crate::Reach::Postgres(c) => $crate::sqlx::query($sql)$(.bind($arg))*.execute(c).await
                .map(|done| done.rows_affected()),
        }
        .map_err($crate::problem)
    };
}

/// Fetches rows as values of a type: `rows!(tx, (String, i64), "…", arg)`.
#[macro_export]
macro_rules! rows {
    ($conn:expr, $row:ty, $sql:expr $(, $arg:expr)* $(,)?) => {
        match $crate::Reachable::reach($conn) {
            $crate::Reach::Sqlite(c) => {
                $crate::sqlx::query_as::<_, $row>($sql)$(.bind($arg))*.fetch_all(c).await
            }
            $crate::Reach::Postgres(c) => {
                $crate::sqlx::query_as::<_, $row>($sql)$(.bind($arg))*.fetch_all(c).await
            }
        }
        .map_err($crate::problem)
    };
}

/// Fetches at most one row as a value of a type.
#[macro_export]
macro_rules! row {
    ($conn:expr, $row:ty, $sql:expr $(, $arg:expr)* $(,)?) => {
        match $crate::Reachable::reach($conn) {
            $crate::Reach::Sqlite(c) => {
                $crate::sqlx::query_as::<_, $row>($sql)$(.bind($arg))*.fetch_optional(c).await
            }
            $crate::Reach::Postgres(c) => {
                $crate::sqlx::query_as::<_, $row>($sql)$(.bind($arg))*.fetch_optional(c).await
            }
        }
        .map_err($crate::problem)
    };
}

//! One SQL text, two drivers: the macros write each query once and compile it for both.
//!
//! Not sqlx's `Any`: both branches are the native driver, with native types and prepared statements. Rooms
//! keep to three types (i64, text, bytes) and `$1` placeholders, which both engines read alike.

use crate::dialect::{self, Flushed};
use crate::waiting::{Place, Waiting};
use danbe_words::Problem;
use sqlx::pool::PoolConnection;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, Postgres, Sqlite, SqliteConnection};
use std::future::Future;

/// A connection within reach of a query.
#[derive(Debug)]
pub enum Reach<'c> {
    /// Embedded engine, and the writes that go before the question.
    Sqlite(&'c mut SqliteConnection, Waiting),
    /// PostgreSQL.
    Postgres(&'c mut PgConnection),
}

/// What a query can be run on.
pub trait Reachable {
    /// The connection.
    fn reach(&mut self) -> Reach<'_>;
}

/// What can be written to.
pub trait Writing: Reachable {
    /// Where a statement goes, ready for its arguments.
    ///
    /// # Errors
    /// The database's failure, when what already waits must be sent first.
    fn place(&mut self, sql: &'static str) -> impl Future<Output = Result<Place<'_>, Problem>> + Send;
}

/// The writer's own connection.
#[derive(Debug)]
pub(crate) enum Conn {
    Sqlite(Box<SqliteConnection>, Waiting),
    Postgres(Box<PgConnection>),
}

impl Conn {
    /// A writer whose COMMIT is durable.
    pub(crate) async fn open(url: &str) -> Result<Self, sqlx::Error> {
        Self::flushed(url, Flushed::EachCommit).await
    }

    /// The sequencer's writer, whose COMMIT the flusher makes durable.
    pub(crate) async fn open_beside_flusher(url: &str) -> Result<Self, sqlx::Error> {
        Self::flushed(url, Flushed::Beside).await
    }

    async fn flushed(url: &str, flushed: Flushed) -> Result<Self, sqlx::Error> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            let options = dialect::sqlite_writing(path, flushed);
            let conn = SqliteConnection::connect_with(&options).await?;
            Ok(Self::Sqlite(Box::new(conn), Waiting::default()))
        } else {
            Ok(Self::Postgres(Box::new(PgConnection::connect(url).await?)))
        }
    }

    pub(crate) const fn engine(&self) -> dialect::Engine {
        match self {
            Self::Sqlite(..) => dialect::Engine::Sqlite,
            Self::Postgres(_) => dialect::Engine::Postgres,
        }
    }

    /// A word of the transaction itself, such as SAVEPOINT: it waits like any write.
    pub(crate) async fn say(&mut self, word: &'static str) -> Result<(), Problem> {
        match self {
            Self::Sqlite(_, waiting) => {
                waiting.push(word);
                Ok(())
            }
            Self::Postgres(c) => c.execute(word).await.map(|_| ()).map_err(problem),
        }
    }

    /// Sends what waits.
    pub(crate) async fn settle(&mut self) -> Result<(), Problem> {
        match self {
            Self::Sqlite(c, waiting) => std::mem::take(waiting).sent(c).await.map_err(problem),
            Self::Postgres(_) => Ok(()),
        }
    }

    /// Drops what waits: its act is undone.
    pub(crate) fn forget(&mut self) {
        if let Self::Sqlite(_, waiting) = self {
            *waiting = Waiting::default();
        }
    }

    /// Runs a text of our own, several statements at once, after what waits.
    pub(crate) async fn run(&mut self, text: &str) -> Result<(), Problem> {
        self.settle().await?;
        match self {
            Self::Sqlite(c, _) => c.execute(AssertSqlSafe(text)).await.map(|_| ()),
            Self::Postgres(c) => c.execute(AssertSqlSafe(text)).await.map(|_| ()),
        }
        .map_err(problem)
    }
}

impl Reachable for Conn {
    fn reach(&mut self) -> Reach<'_> {
        match self {
            Self::Sqlite(c, waiting) => Reach::Sqlite(c, std::mem::take(waiting)),
            Self::Postgres(c) => Reach::Postgres(c),
        }
    }
}

impl Writing for Conn {
    async fn place(&mut self, sql: &'static str) -> Result<Place<'_>, Problem> {
        if matches!(self, Self::Sqlite(_, waiting) if waiting.is_long()) {
            self.settle().await?;
        }
        Ok(match self {
            Self::Sqlite(_, waiting) => Place::Waits(waiting.push(sql)),
            Self::Postgres(c) => Place::Now(c),
        })
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
            Self::Sqlite(c) => Reach::Sqlite(c, Waiting::default()),
            Self::Postgres(c) => Reach::Postgres(c),
        }
    }
}

/// A row that does not read: nobody can use it, whatever it says.
pub fn damaged<E>(_: E) -> Problem {
    Problem::StoreDown
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
    // A value no column takes is the sender's: her act alone is refused, not the batch it shares.
    if dialect::is_value(&error) {
        return Problem::Malformed;
    }
    // The text of a database error may quote values: only its code is logged.
    let code = error.as_database_error().and_then(|e| e.code()).unwrap_or_default().into_owned();
    let what = std::mem::discriminant(&error);
    tracing::error!(kind = "store-down", code, ?what, "the database refused");
    Problem::StoreDown
}

/// Runs a statement now; gives the number of rows touched. A row whose answer nobody needs is [`put!`](crate::put).
#[macro_export]
macro_rules! execute {
    ($conn:expr, $sql:expr $(, $arg:expr)* $(,)?) => {
        match $crate::Reachable::reach($conn) {
            $crate::Reach::Sqlite(c, before) => match before.sent(c).await {
                Ok(()) => $crate::sqlx::query($sql)$(.bind($arg))*.execute(c).await
                    .map(|done| done.rows_affected()),
                Err(error) => Err(error),
            },
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
            $crate::Reach::Sqlite(c, before) => {
                let (sql, arguments) = before.then($sql);
                $crate::sqlx::query_as_with::<_, $row, _>(sql, arguments)$(.bind($arg))*.fetch_all(c).await
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
            $crate::Reach::Sqlite(c, before) => {
                let (sql, arguments) = before.then($sql);
                $crate::sqlx::query_as_with::<_, $row, _>(sql, arguments)$(.bind($arg))*.fetch_optional(c).await
            }
            $crate::Reach::Postgres(c) => {
                $crate::sqlx::query_as::<_, $row>($sql)$(.bind($arg))*.fetch_optional(c).await
            }
        }
        .map_err($crate::problem)
    };
}

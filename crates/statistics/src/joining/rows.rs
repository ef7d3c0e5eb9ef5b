//! All SQL of the room. Statements are inserted, never changed.

use super::Statement;
use danbe_store::{Reachable, Tx, put, rows};
use danbe_words::{Moment, Problem};

/// A statement with when and by whom it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// What was found.
    pub statement: Statement,
    /// When it was declared.
    pub at: Moment,
    /// The account.
    pub by: String,
    /// The line.
    pub line: u64,
}

pub(super) async fn insert(tx: &mut Tx, year: i16, by: &str, text: &str) -> Result<(), Problem> {
    let (idx, at) = (i64::try_from(tx.version()).unwrap_or(i64::MAX), tx.now().0);
    put!(
        tx,
        "INSERT INTO joining_statement (idx, at, account, year, text) VALUES ($1, $2, $3, $4, $5)",
        idx,
        at,
        by,
        i64::from(year),
        text
    )
}

/// A statement as it stands: line, when, account, year, text.
pub(crate) type TextRow = (i64, i64, String, i64, String);

/// Every statement as it stands, the oldest first.
pub(crate) async fn texts<C: Reachable + Send>(conn: &mut C) -> Result<Vec<TextRow>, Problem> {
    rows!(conn, TextRow, "SELECT idx, at, account, year, text FROM joining_statement ORDER BY idx")
}

/// Every statement, the oldest first.
pub(super) async fn all<C: Reachable + Send>(conn: &mut C) -> Result<Vec<Declared>, Problem> {
    let read = |(idx, at, by, _, text): TextRow| {
        let statement = serde_json::from_str(&text).map_err(|_| Problem::StoreDown)?;
        Ok(Declared { statement, at: Moment(at), by, line: idx.unsigned_abs() })
    };
    texts(conn).await?.into_iter().map(read).collect()
}

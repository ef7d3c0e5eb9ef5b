//! All SQL of the room.

use danbe_store::{Happening, Tx, damaged, execute, row, rows};
use danbe_words::Problem;

/// Names papers in the event of the act in hand, and remembers its line.
pub(crate) async fn inscribe(
    tx: &mut Tx,
    happening: Happening,
    papers: &[String],
) -> Result<Happening, Problem> {
    let idx = i64::try_from(tx.version()).map_err(damaged)?;
    for paper in papers {
        execute!(
            tx,
            "INSERT INTO house_paper (name, idx) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING",
            paper,
            idx
        )?;
    }
    Ok(happening.with("papers", papers.join(" ")))
}

/// The line a paper stands in.
pub(super) async fn place(tx: &mut Tx, paper: &str) -> Result<Option<u64>, Problem> {
    let found = row!(tx, (i64,), "SELECT idx FROM house_paper WHERE name = $1", paper)?;
    Ok(found.map(|(idx,)| idx.unsigned_abs()))
}

/// The texts of a line and of its event.
pub(super) async fn texts(tx: &mut Tx, index: u64) -> Result<Option<(String, String)>, Problem> {
    row!(
        tx,
        (String, String),
        "SELECT l.text, e.text FROM ledger_line l JOIN ledger_event e ON e.idx = l.idx
         WHERE l.idx = $1 AND e.text IS NOT NULL",
        i64::try_from(index).map_err(damaged)?
    )
}

/// Every charter, newest word for a key and card in force, as it is kept.
pub(super) async fn papers(tx: &mut Tx) -> Result<Vec<String>, Problem> {
    let found = rows!(
        tx,
        (String,),
        "SELECT charter FROM house_agency UNION ALL SELECT word FROM house_epoch
         UNION ALL SELECT card FROM house_key WHERE revoked IS NULL"
    )?;
    Ok(found.into_iter().map(|(text,)| text).collect())
}

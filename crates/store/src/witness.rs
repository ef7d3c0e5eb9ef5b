//! What witnesses ask of a ledger: its newest checkpoint, and the proof that it grew from the one they hold.

use crate::conn::{Conn, Reachable, Reading, problem};
use crate::ledger::signed;
use crate::migrate::migrate;
use crate::{execute, row};
use danbe_vault::Consistency;
use danbe_vault::tree;
use danbe_words::{Moment, Problem};
use std::collections::HashMap;

/// Size and signed note of the newest checkpoint; none for an empty ledger.
///
/// # Errors
/// The database's failure.
pub async fn newest_checkpoint(conn: &mut Reading) -> Result<Option<(u64, String)>, Problem> {
    let last =
        row!(conn, (i64, String), "SELECT size, note FROM ledger_checkpoint ORDER BY size DESC LIMIT 1")?;
    Ok(last.map(|(size, note)| (size.unsigned_abs(), note)))
}

/// Notes that what stands in a database was put back from a copy, so that a declaration can say from where.
///
/// # Errors
/// The database's failure.
pub async fn mark_restored(url: &str, now: Moment) -> Result<(), Problem> {
    let mut conn = Conn::open(url).await.map_err(problem)?;
    migrate(&mut conn, &[]).await?;
    execute!(
        &mut conn,
        "INSERT INTO ledger_restored (size, at) SELECT COALESCE(MAX(size), 0), $1 FROM ledger_checkpoint",
        now.0
    )?;
    conn.settle().await
}

/// The signed note at which the ledger was last put back from a copy; the newest one when it never was.
///
/// # Errors
/// The database's failure.
pub async fn restored_checkpoint(conn: &mut Reading) -> Result<Option<String>, Problem> {
    let note = row!(
        conn,
        (String,),
        "SELECT note FROM ledger_checkpoint WHERE size = (SELECT size FROM ledger_restored ORDER BY at DESC LIMIT 1)"
    )?;
    match note {
        Some((note,)) => Ok(Some(note)),
        None => Ok(newest_checkpoint(conn).await?.map(|(_, note)| note)),
    }
}

/// The signed note at a size.
///
/// # Errors
/// The database's failure.
pub async fn checkpoint_at(conn: &mut (impl Reachable + Send), size: u64) -> Result<Option<String>, Problem> {
    let found = row!(conn, (String,), "SELECT note FROM ledger_checkpoint WHERE size = $1", signed(size))?;
    Ok(found.map(|(note,)| note))
}

/// The proof that the tree of `size` lines begins with the tree of `from`; none when nothing has to be proved.
///
/// # Errors
/// [`Problem::Malformed`] for a tree longer than `size`; the database's failure.
pub async fn consistency(conn: &mut Reading, size: u64, from: u64) -> Result<Option<Consistency>, Problem> {
    if from == 0 || from == size {
        return Ok(None);
    }
    if from > size {
        return Err(Problem::Malformed);
    }
    let mut held: HashMap<u64, [u8; 32]> = HashMap::new();
    for at in tree::needed_for_consistency(size, from) {
        let found = row!(conn, (Vec<u8>,), "SELECT hash FROM ledger_node WHERE idx = $1", signed(at))?;
        let hash = found.and_then(|(hash,)| hash.try_into().ok()).ok_or(Problem::StoreDown)?;
        held.insert(at, hash);
    }
    let read = |wanted: &[u64]| wanted.iter().map(|at| held.get(at).copied().ok_or(())).collect();
    let proof = tree::prove_consistency(size, from, &read).map_err(|_| Problem::StoreDown)?;
    Ok(Some(Consistency { from, proof }))
}

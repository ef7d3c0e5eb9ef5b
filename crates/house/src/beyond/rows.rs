//! All SQL of the room.

use super::Recognition;
use crate::agencies::Other;
use danbe_store::{Reachable, Tx, damaged, put, row, rows};
use danbe_vault::{AgencyCharter, Signed, VerifyingKey};
use danbe_words::{AgencyClass, AgencyId, Problem, Side};

pub(crate) async fn recognise(
    tx: &mut Tx,
    root: &VerifyingKey,
    word: &Signed<Recognition>,
    reference: &str,
) -> Result<(), Problem> {
    let now = tx.now().0;
    put!(tx, "DELETE FROM house_beyond WHERE root = $1", root.fingerprint())?;
    put!(
        tx,
        "INSERT INTO house_beyond (root, word, reference, since) VALUES ($1, $2, $3, $4)",
        root.fingerprint(),
        serde_json::to_string(word).map_err(damaged)?,
        reference,
        now
    )
}

pub(crate) async fn know_agency(
    tx: &mut Tx,
    id: AgencyId,
    root: &VerifyingKey,
    charter: &Signed<AgencyCharter>,
) -> Result<(), Problem> {
    put!(tx, "DELETE FROM house_unit WHERE id = $1", id.to_string())?;
    put!(
        tx,
        "INSERT INTO house_unit (id, root, charter) VALUES ($1, $2, $3)",
        id.to_string(),
        root.fingerprint(),
        serde_json::to_string(charter).map_err(damaged)?
    )
}

/// The agencies beyond the wall, each with the word for its root.
pub(crate) async fn units(tx: &mut Tx) -> Result<Vec<Other>, Problem> {
    let found = rows!(
        tx,
        (String, String),
        "SELECT u.charter, b.word FROM house_unit u JOIN house_beyond b ON b.root = u.root ORDER BY u.id LIMIT 50"
    )?;
    let read = |(charter, word): (String, String)| {
        let charter = serde_json::from_str(&charter).map_err(damaged)?;
        Ok(Other { charter, key: None, beyond: Some(serde_json::from_str(&word).map_err(damaged)?) })
    };
    found.into_iter().map(read).collect()
}

/// One's own root's newest word for a root of the other side.
///
/// # Errors
/// The database's failure.
pub async fn recognised(conn: &mut (impl Reachable + Send)) -> Result<Option<Signed<Recognition>>, Problem> {
    let found = row!(conn, (String,), "SELECT word FROM house_beyond ORDER BY since DESC LIMIT 1")?;
    found.map(|(word,)| serde_json::from_str(&word).map_err(damaged)).transpose()
}

/// Charters of the agencies of a side that open packages from over the wall: units; none of the protection side, to which
/// nothing comes back.
///
/// # Errors
/// The database's failure.
pub async fn charters(
    conn: &mut (impl Reachable + Send),
    side: Side,
) -> Result<Vec<Signed<AgencyCharter>>, Problem> {
    if side == Side::Protection {
        return Ok(Vec::new());
    }
    let found = rows!(
        conn,
        (String,),
        "SELECT charter FROM house_agency WHERE class = $1
         AND id NOT IN (SELECT agency FROM house_closing WHERE closed IS NOT NULL) ORDER BY id",
        AgencyClass::InvestigatingUnit.code()
    )?;
    found.into_iter().map(|(charter,)| serde_json::from_str(&charter).map_err(damaged)).collect()
}

//! All SQL of the accounts about figures: made once, closed by a row with a date.

use crate::posts::FoundedReader;
use crate::posts::rows::damaged;
use danbe_store::{Tx, execute, row};
use danbe_words::{AgencyId, Problem};

/// Writes an account.
pub(crate) async fn insert_reader(tx: &mut Tx, agency: AgencyId, r: &FoundedReader) -> Result<(), Problem> {
    execute!(
        tx,
        "INSERT INTO house_reader (id, handle, agency, passphrase, code_secret, code_used, standing)
         VALUES ($1, $1, $2, $3, $4, 0, $5)",
        &r.handle,
        agency.to_string(),
        &r.passphrase,
        &r.code_secret[..],
        r.standing.code()
    )?;
    Ok(())
}

/// Whether an agency is inscribed.
pub(super) async fn has_agency(tx: &mut Tx, agency: AgencyId) -> Result<bool, Problem> {
    let found = row!(tx, (String,), "SELECT id FROM house_agency WHERE id = $1", agency.to_string())?;
    Ok(found.is_some())
}

/// Closes an account about figures and its sessions.
pub(super) async fn close_reader(tx: &mut Tx, handle: &str) -> Result<(), Problem> {
    let open = row!(
        tx,
        (String,),
        "SELECT id FROM house_reader WHERE handle = $1
         AND id NOT IN (SELECT reader FROM house_reader_closed)",
        handle
    )?;
    let (reader,) = open.ok_or(Problem::NotFound)?;
    let (idx, at) = (i64::try_from(tx.version()).map_err(damaged)?, tx.now().0);
    execute!(tx, "INSERT INTO house_reader_closed (reader, idx, at) VALUES ($1, $2, $3)", &reader, idx, at)?;
    execute!(tx, "DELETE FROM house_session WHERE kind = 'reading' AND holder = $1", &reader)?;
    Ok(())
}

//! SQL of two files over one person.

use crate::cases::Keyring;
use danbe_store::{Tx, row};
use danbe_words::{FileKind, Problem};

/// Whether a person has a file of a kind in an agency.
pub(crate) async fn has_file(tx: &mut Tx, keyring: &Keyring, kind: FileKind) -> Result<bool, Problem> {
    let found = row!(
        tx,
        (String,),
        "SELECT id FROM cases_file WHERE agency = $1 AND person = $2 AND kind = $3 LIMIT 1",
        keyring.agency.to_string(),
        keyring.person.to_string(),
        kind.code()
    )?;
    Ok(found.is_some())
}

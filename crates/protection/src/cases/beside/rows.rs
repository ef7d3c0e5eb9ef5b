//! SQL of two files over one person.

use danbe_store::{Tx, put, row};
use danbe_words::{FileId, Problem};

/// Two files over one person, from here on: each names the other.
pub(super) async fn join(tx: &mut Tx, one: FileId, two: FileId) -> Result<(), Problem> {
    put!(
        tx,
        "INSERT INTO cases_beside (file, other) VALUES ($1, $2), ($2, $1)",
        one.to_string(),
        two.to_string()
    )
}

/// The file of the other kind over the person of a file, whoever works on it.
pub(crate) async fn other(tx: &mut Tx, file: FileId) -> Result<Option<FileId>, Problem> {
    let found = row!(tx, (String,), "SELECT other FROM cases_beside WHERE file = $1", file.to_string())?;
    found.map(|(other,)| other.parse().map_err(|_| Problem::StoreDown)).transpose()
}

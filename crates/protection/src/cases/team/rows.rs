//! All SQL about who was put on a file.

use danbe_store::{Tx, put, rows};
use danbe_words::{FileId, MemberId, Problem};

/// Puts a member on a file; who is on it stays so since then.
pub(super) async fn put_on(tx: &mut Tx, file: FileId, member: MemberId) -> Result<(), Problem> {
    let now = tx.now().0;
    put!(
        tx,
        "INSERT INTO cases_team (file, member, since) VALUES ($1, $2, $3) ON CONFLICT (member, file) DO NOTHING",
        file.to_string(),
        member.to_string(),
        now
    )
}

/// Takes her off.
pub(super) async fn take_off(tx: &mut Tx, file: FileId, member: MemberId) -> Result<(), Problem> {
    put!(tx, "DELETE FROM cases_team WHERE file = $1 AND member = $2", file.to_string(), member.to_string())
}

/// Who was put on a file, by the order of their ids.
pub(crate) async fn on(tx: &mut Tx, file: FileId) -> Result<Vec<MemberId>, Problem> {
    let found = rows!(
        tx,
        (String,),
        "SELECT member FROM cases_team WHERE file = $1 ORDER BY member",
        file.to_string()
    )?;
    found.into_iter().map(|(member,)| member.parse().map_err(|_| Problem::StoreDown)).collect()
}

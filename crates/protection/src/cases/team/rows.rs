//! All SQL about who was put on a file.

use crate::cases::rows::LineRow;
use danbe_guard::Actor;
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

/// A page of files she was put on. Apart from the team's own page, which its index goes on serving.
pub(crate) async fn lines(
    tx: &mut Tx,
    who: &Actor,
    (registered, file): (i64, &str),
    limit: i64,
) -> Result<Vec<LineRow>, Problem> {
    rows!(
        tx,
        LineRow,
        "SELECT f.id, f.stage, f.month, f.region, f.manner, f.sex, f.band, f.form, f.nationality, f.registered,
         f.kind, f.state FROM cases_team o JOIN cases_file f ON f.id = o.file
         WHERE o.member = $6 AND f.agency = $1 AND f.team <> $2 AND (f.registered, f.id) < ($3, $4)
         ORDER BY f.registered DESC, f.id DESC LIMIT $5",
        who.agency.to_string(),
        &who.team,
        registered,
        file,
        limit,
        who.member.to_string()
    )
}

//! All SQL of the capsules: one for each sign-in name that has any.

use danbe_store::{Reading, Tx, execute, row};
use danbe_words::{MemberId, Moment, Problem};

pub(crate) async fn insert_capsule(tx: &mut Tx, handle: &str, capsule: &str) -> Result<(), Problem> {
    execute!(tx, "INSERT INTO house_capsule (handle, capsule) VALUES ($1, $2)", handle, capsule)?;
    Ok(())
}

/// Keeps a member's capsule, in the place of any before.
pub(crate) async fn put_capsule(tx: &mut Tx, member: MemberId, capsule: &str) -> Result<(), Problem> {
    execute!(
        tx,
        "INSERT INTO house_capsule (handle, capsule) SELECT handle, $2 FROM house_member WHERE id = $1
         ON CONFLICT (handle) DO UPDATE SET capsule = excluded.capsule",
        member.to_string(),
        capsule
    )?;
    Ok(())
}

/// Whether there is something her words open on another device.
pub(crate) async fn has_capsule(tx: &mut Tx, member: MemberId) -> Result<bool, Problem> {
    let found = row!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM house_capsule c JOIN house_member m ON m.handle = c.handle
         WHERE m.id = $1 AND c.capsule <> ''",
        member.to_string()
    )?;
    Ok(found.is_some_and(|(n,)| n > 0))
}

/// The capsule of a handle; none while who has it is suspended, or past her end.
///
/// # Errors
/// The database's failure.
pub async fn capsule(conn: &mut Reading, handle: &str, now: Moment) -> Result<Option<String>, Problem> {
    let found = row!(
        conn,
        (String,),
        "SELECT capsule FROM house_capsule WHERE handle = $1 AND handle NOT IN (SELECT m.handle
         FROM (SELECT member FROM house_suspension UNION ALL SELECT member FROM house_end WHERE at <= $2) x
         JOIN house_member m ON m.id = x.member)",
        handle,
        now.0
    )?;
    Ok(found.map(|(capsule,)| capsule))
}

//! All SQL of limits: one row an agency, one a member whose end was said.

use super::Limits;
use danbe_store::{Tx, execute, row};
use danbe_words::{AgencyId, MemberId, Problem};

/// Sets what an agency allows itself.
pub(super) async fn set(tx: &mut Tx, agency: AgencyId, limits: Limits) -> Result<(), Problem> {
    let now = tx.now().0;
    execute!(
        tx,
        "INSERT INTO house_limits (agency, posts, invitations, hours, since) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (agency) DO UPDATE SET posts = excluded.posts, invitations = excluded.invitations,
         hours = excluded.hours, since = excluded.since",
        agency.to_string(),
        limits.posts,
        limits.invitations,
        limits.hours,
        now
    )?;
    Ok(())
}

/// What an agency allows itself.
pub(crate) async fn limits(tx: &mut Tx, agency: AgencyId) -> Result<Limits, Problem> {
    let found = row!(
        tx,
        (Option<i64>, Option<i64>, Option<i64>),
        "SELECT posts, invitations, hours FROM house_limits WHERE agency = $1",
        agency.to_string()
    )?;
    let (posts, invitations, hours) = found.unwrap_or_default();
    Ok(Limits { posts, invitations, hours })
}

/// Says from when a member is refused.
pub(super) async fn set_end(tx: &mut Tx, member: MemberId, end: Option<i64>) -> Result<(), Problem> {
    let member = member.to_string();
    execute!(tx, "DELETE FROM house_end WHERE member = $1", &member)?;
    if let Some(end) = end {
        execute!(tx, "INSERT INTO house_end (member, at) VALUES ($1, $2)", &member, end)?;
    }
    Ok(())
}

/// From when a member is refused, if anybody said so.
pub(crate) async fn end(tx: &mut Tx, member: MemberId) -> Result<Option<i64>, Problem> {
    let found = row!(tx, (i64,), "SELECT at FROM house_end WHERE member = $1", member.to_string())?;
    Ok(found.map(|(at,)| at))
}

/// How many posts of an agency are held; who is there on trial does not count.
pub(crate) async fn held(tx: &mut Tx, agency: AgencyId) -> Result<i64, Problem> {
    let found = row!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM house_member m JOIN house_post p ON p.handle = m.post
         WHERE m.agency = $1 AND m.departed IS NULL AND p.duties <> 'rehearsal'",
        agency.to_string()
    )?;
    Ok(found.map_or(0, |(n,)| n))
}

/// How many of its invitations wait.
pub(crate) async fn waiting(tx: &mut Tx, agency: AgencyId) -> Result<i64, Problem> {
    let now = tx.now().0;
    let found = row!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM house_invitation
         WHERE agency = $1 AND finished IS NULL AND (expires > $2 OR request IS NOT NULL)",
        agency.to_string(),
        now
    )?;
    Ok(found.map_or(0, |(n,)| n))
}

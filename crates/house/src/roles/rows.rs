//! All SQL of the room; who acts is read with her role in `posts/rows.rs`, in one question.

use super::{Define, PostShown, RoleShown};
use crate::posts::rows::duties;
use danbe_guard::Role;
use danbe_store::{Reading, Tx, damaged, put, row, rows};
use danbe_words::{AgencyId, Problem, RoleId};

/// Whose a role is, and its version.
pub(crate) async fn of(tx: &mut Tx, id: RoleId) -> Result<Option<(AgencyId, i64)>, Problem> {
    let found =
        row!(tx, (String, i64), "SELECT agency, version FROM house_role WHERE id = $1", id.to_string())?;
    found.map(|(agency, version)| Ok((agency.parse().map_err(damaged)?, version))).transpose()
}

/// How many roles an agency has.
pub(crate) async fn count(tx: &mut Tx, agency: AgencyId) -> Result<i64, Problem> {
    let found = row!(tx, (i64,), "SELECT COUNT(*) FROM house_role WHERE agency = $1", agency.to_string())?;
    Ok(found.map_or(0, |(n,)| n))
}

/// Whether another role of the agency has this name.
pub(crate) async fn is_named(
    tx: &mut Tx,
    agency: AgencyId,
    but: RoleId,
    name: &str,
) -> Result<bool, Problem> {
    let found = row!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM house_role WHERE agency = $1 AND name = $2 AND id <> $3",
        agency.to_string(),
        name,
        but.to_string()
    )?;
    Ok(found.is_some_and(|(n,)| n > 0))
}

/// The role as it is from now on.
pub(crate) async fn put(
    tx: &mut Tx,
    agency: AgencyId,
    asked: &Define,
    (version, keeps): (i64, &str),
) -> Result<(), Problem> {
    let now = tx.now().0;
    put!(
        tx,
        "INSERT INTO house_role (id, agency, version, name, keeps, since) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (id) DO UPDATE SET version = excluded.version, name = excluded.name, keeps = excluded.keeps,
         since = excluded.since",
        asked.id.to_string(),
        agency.to_string(),
        version,
        asked.name.trim(),
        keeps,
        now
    )
}

/// Whose a post is.
pub(crate) async fn agency_of(tx: &mut Tx, post: &str) -> Result<Option<AgencyId>, Problem> {
    let found = row!(tx, (String,), "SELECT agency FROM house_post WHERE handle = $1", post)?;
    found.map(|(agency,)| agency.parse().map_err(damaged)).transpose()
}

/// What a post has from now on.
pub(crate) async fn give(tx: &mut Tx, post: &str, role: Option<RoleId>) -> Result<(), Problem> {
    let now = tx.now().0;
    let Some(role) = role else {
        return put!(tx, "DELETE FROM house_role_given WHERE post = $1", post);
    };
    put!(
        tx,
        "INSERT INTO house_role_given (post, role, since) VALUES ($1, $2, $3)
         ON CONFLICT (post) DO UPDATE SET role = excluded.role, since = excluded.since",
        post,
        role.to_string(),
        now
    )
}

/// The roles of an agency, by name.
pub(crate) async fn roles(tx: &mut Tx, agency: AgencyId) -> Result<Vec<RoleShown>, Problem> {
    let found = rows!(
        tx,
        (String, i64, i64, String, String),
        "SELECT id, version, since, name, keeps FROM house_role WHERE agency = $1 ORDER BY name, id",
        agency.to_string()
    )?;
    let read = |(id, version, since, name, keeps): (String, i64, i64, String, String)| {
        Ok(RoleShown { id: id.parse().map_err(damaged)?, version, since, name, keeps: Role::of(keeps) })
    };
    found.into_iter().map(read).collect()
}

/// The posts of an agency with the role each has.
pub(crate) async fn posts(tx: &mut Tx, agency: AgencyId) -> Result<Vec<PostShown>, Problem> {
    let found = rows!(
        tx,
        (String, String, Option<String>),
        "SELECT p.handle, p.duties, g.role FROM house_post p LEFT JOIN house_role_given g ON g.post = p.handle
         WHERE p.agency = $1 ORDER BY p.handle LIMIT 500",
        agency.to_string()
    )?;
    let read = |(post, text, role): (String, String, Option<String>)| {
        let role = role.map(|id| id.parse().map_err(damaged)).transpose()?;
        Ok(PostShown { post, duties: duties(&text)?, role })
    };
    found.into_iter().map(read).collect()
}

/// A role of an installation: its agency's name, its own, its version, how many posts have it, and what it keeps.
pub type Printed = (String, String, i64, i64, String);

/// Every role of the installation, for the printed policy.
///
/// # Errors
/// The database's failure.
pub async fn every(conn: &mut Reading) -> Result<Vec<Printed>, Problem> {
    rows!(
        conn,
        Printed,
        "SELECT a.name, r.name, r.version, (SELECT COUNT(*) FROM house_role_given g WHERE g.role = r.id), r.keeps
         FROM house_role r JOIN house_agency a ON a.id = r.agency ORDER BY a.name, r.name, r.id"
    )
}

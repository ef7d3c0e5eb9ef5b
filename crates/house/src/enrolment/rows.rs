//! All SQL of the room.

use crate::posts::{Post, rows as posts};
use crate::recovery::{Approved, Request};
use danbe_guard::{Actor, Relation};
use danbe_store::{Reading, Tx, damaged, execute, row, rows};
use danbe_vault::{Sealed, Signature, Signed};
use danbe_words::{AgencyId, MemberId, Moment, Problem};

/// An invitation as the database has it.
pub(crate) struct Invited {
    pub(crate) agency: AgencyId,
    pub(crate) post: Post,
    pub(crate) expires: Moment,
    pub(crate) request: Option<Signed<Request>>,
    pub(crate) finished: bool,
}

impl Invited {
    /// Whether exactly this request waits for an officer.
    pub(crate) fn waits_with(&self, request: &str) -> Result<(), Problem> {
        match &self.request {
            _ if self.finished => Err(Problem::State("invitation-closed")),
            Some(waiting) if waiting.text == request => Ok(()),
            _ => Err(Problem::State("enrolment-changed")),
        }
    }
}

/// Where an actor stands towards an invitation: in its agency, or a stranger.
pub(crate) fn relation(who: &Actor, found: Option<&Invited>) -> Relation {
    match found {
        Some(found) if found.agency == who.agency => Relation::Agency,
        _ => Relation::Stranger,
    }
}

/// The agency and shape of a post.
pub(crate) async fn post(tx: &mut Tx, handle: &str) -> Result<Option<(AgencyId, Post)>, Problem> {
    let found = row!(
        tx,
        (String, String, String, String),
        "SELECT agency, duties, team, profile FROM house_post WHERE handle = $1",
        handle
    )?;
    let Some((agency, duties, team, profile)) = found else { return Ok(None) };
    Ok(Some((agency.parse().map_err(damaged)?, posts::post((handle.to_owned(), duties, team, profile))?)))
}

pub(crate) async fn insert_invitation(
    tx: &mut Tx,
    agency: AgencyId,
    lookup: &str,
    post: &Post,
    note: &Sealed,
    expires: Moment,
) -> Result<(), Problem> {
    execute!(
        tx,
        "INSERT INTO house_invitation (lookup, agency, handle, duties, team, profile, note, expires)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        lookup,
        agency.to_string(),
        &post.handle,
        posts::duties_text(&post.duties),
        &post.team,
        post.profile.code(),
        &note.0,
        expires.0
    )?;
    Ok(())
}

type Row = (String, String, String, String, String, i64, Option<String>, Option<i64>);

pub(crate) async fn invitation(tx: &mut Tx, lookup: &str) -> Result<Option<Invited>, Problem> {
    let found = row!(
        tx,
        Row,
        "SELECT agency, handle, duties, team, profile, expires, request, finished
         FROM house_invitation WHERE lookup = $1",
        lookup
    )?;
    let Some((agency, handle, duties, team, profile, expires, request, finished)) = found else {
        return Ok(None);
    };
    Ok(Some(Invited {
        agency: agency.parse().map_err(damaged)?,
        post: posts::post((handle, duties, team, profile))?,
        expires: Moment(expires),
        request: request.map(|text| serde_json::from_str(&text).map_err(damaged)).transpose()?,
        finished: finished.is_some(),
    }))
}

/// The sealed note of an invitation nobody has used and whose time is not over.
///
/// # Errors
/// The database's failure.
pub async fn note(conn: &mut Reading, lookup: &str, now: Moment) -> Result<Option<Sealed>, Problem> {
    let found = row!(
        conn,
        (Vec<u8>,),
        "SELECT note FROM house_invitation
         WHERE lookup = $1 AND expires > $2 AND finished IS NULL AND request IS NULL",
        lookup,
        now.0
    )?;
    Ok(found.map(|(note,)| Sealed(note)))
}

pub(crate) async fn keep_request(
    tx: &mut Tx,
    lookup: &str,
    request: &Signed<Request>,
) -> Result<(), Problem> {
    let text = serde_json::to_string(request).map_err(damaged)?;
    execute!(
        tx,
        "UPDATE house_invitation SET request = $2 WHERE lookup = $1 AND request IS NULL",
        lookup,
        text
    )?;
    Ok(())
}

pub(crate) async fn finish(tx: &mut Tx, lookup: &str) -> Result<(), Problem> {
    let now = tx.now().0;
    execute!(tx, "UPDATE house_invitation SET finished = $2 WHERE lookup = $1", lookup, now)?;
    Ok(())
}

pub(crate) async fn insert_heard(
    tx: &mut Tx,
    lookup: &str,
    officer: MemberId,
    sig: &Signature,
) -> Result<(), Problem> {
    let now = tx.now().0;
    execute!(
        tx,
        "INSERT INTO house_heard (invitation, officer, at, sig) VALUES ($1, $2, $3, $4)",
        lookup,
        officer.to_string(),
        now,
        &sig.to_bytes()[..]
    )?;
    Ok(())
}

/// Whether an officer other than this one, still in her post, has heard the digits.
pub(crate) async fn heard_by_another(tx: &mut Tx, lookup: &str, me: MemberId) -> Result<bool, Problem> {
    let heard = heard(tx, lookup).await?;
    let me = me.to_string();
    Ok(heard.iter().any(|(officer, _)| *officer != me))
}

/// Who heard the digits, with the papers to check it by.
pub(crate) async fn heard(tx: &mut Tx, lookup: &str) -> Result<Vec<(String, Approved)>, Problem> {
    let found = rows!(
        tx,
        (String, String, Vec<u8>),
        "SELECT h.officer, k.card, h.sig FROM house_heard h JOIN house_key k ON k.member = h.officer
         LEFT JOIN house_suspension x ON x.member = h.officer
         WHERE h.invitation = $1 AND k.revoked IS NULL AND x.member IS NULL ORDER BY h.at, h.officer",
        lookup
    )?;
    let read = |(officer, card, sig): (String, String, Vec<u8>)| {
        let card = serde_json::from_str(&card).map_err(damaged)?;
        Ok((officer, Approved { charter: None, card, sig: Signature::from_bytes(&sig).map_err(damaged)? }))
    };
    found.into_iter().map(read).collect()
}

/// Invitations of an agency that wait for somebody: for the new member, or for an officer.
pub(crate) async fn waiting(tx: &mut Tx, agency: AgencyId) -> Result<Vec<(String, Invited)>, Problem> {
    let now = tx.now().0;
    let found = rows!(
        tx,
        (String,),
        "SELECT lookup FROM house_invitation
         WHERE agency = $1 AND finished IS NULL AND (expires > $2 OR request IS NOT NULL)
         ORDER BY expires DESC, lookup LIMIT 50",
        agency.to_string(),
        now
    )?;
    let mut waiting = Vec::with_capacity(found.len());
    for (lookup,) in found {
        if let Some(found) = invitation(tx, &lookup).await? {
            waiting.push((lookup, found));
        }
    }
    Ok(waiting)
}

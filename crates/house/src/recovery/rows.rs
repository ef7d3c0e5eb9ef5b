//! All SQL of the room.

use super::QUORUM;
use super::ask::Request;
use super::list::{Approved, Pending};
use crate::posts::Post;
use danbe_guard::{Actor, Relation};
use danbe_store::{Tx, damaged, execute, row, rows};
use danbe_vault::{MemberCard, Signature, Signed, Wrap};
use danbe_words::{AgencyId, Duty, MemberId, Moment, Problem};

/// A request as the database has it.
pub(crate) struct Found {
    pub(crate) member: MemberId,
    pub(crate) agency: AgencyId,
    pub(crate) epoch: u64,
    pub(crate) post: Post,
    pub(crate) request: Signed<Request>,
    pub(crate) finished: bool,
    approved: Vec<(String, i64)>,
}

impl Found {
    /// When it may be finished: the delay after the approval that made the quorum.
    pub(crate) fn ready(&self, tx: &Tx) -> Option<Moment> {
        ready(&self.approved, delay(tx, &self.post.duties))
    }
}

const DAY: i64 = 24 * 3_600_000;
/// The delay when the installation has set none.
const DELAY: i64 = DAY;

fn ready(approved: &[(String, i64)], delay: i64) -> Option<Moment> {
    let decisive = usize::try_from(QUORUM - 1).ok().and_then(|at| approved.get(at));
    decisive.map(|(_, at)| Moment(at + delay))
}

/// The delay leaves her who holds the post the time to say that it is not she who asks: nobody holds that of a rehearsal.
fn delay(tx: &Tx, duties: &[Duty]) -> i64 {
    if duties == [Duty::Rehearsal] { 0 } else { tx.setting("recovery-delay").unwrap_or(DELAY) }
}

/// Where a holder stands towards a request: in its agency, or named by it from outside; a stranger otherwise.
pub(crate) async fn vouching(tx: &mut Tx, who: &Actor, found: Option<&Found>) -> Result<Relation, Problem> {
    let Some(found) = found.filter(|found| found.agency != who.agency) else {
        return Ok(relation(who, found));
    };
    let named = row!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM house_outside o WHERE o.agency = $1 AND o.member = $2
         AND o.version = (SELECT MAX(h.version) FROM house_holders h WHERE h.agency = $1)",
        found.agency.to_string(),
        who.member.to_string()
    )?;
    Ok(if named.is_some_and(|(n,)| n > 0) { Relation::Agency } else { Relation::Stranger })
}

/// Where an actor stands towards a request: in its agency, or a stranger.
pub(crate) fn relation(who: &Actor, found: Option<&Found>) -> Relation {
    match found {
        Some(found) if found.agency == who.agency => Relation::Agency,
        _ => Relation::Stranger,
    }
}

pub(crate) async fn member_of(tx: &mut Tx, handle: &str) -> Result<Option<(String, String)>, Problem> {
    row!(
        tx,
        (String, String),
        "SELECT id, agency FROM house_member WHERE handle = $1 AND departed IS NULL",
        handle
    )
}

/// Open requests of the last day: older ones stay in sight, but what a stranger asked in a member's name last week
/// must not keep her own request out.
pub(crate) async fn open_requests(tx: &mut Tx, member: &str) -> Result<i64, Problem> {
    let yesterday = tx.now().plus(-DAY).0;
    let found = row!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM house_recovery WHERE member = $1 AND finished IS NULL AND asked > $2",
        member,
        yesterday
    )?;
    Ok(found.map_or(0, |(n,)| n))
}

/// When somebody last asked for a member's place, if the request is still open.
pub(crate) async fn asked(tx: &mut Tx, member: MemberId) -> Result<Option<i64>, Problem> {
    let found = row!(
        tx,
        (Option<i64>,),
        "SELECT MAX(asked) FROM house_recovery WHERE member = $1 AND finished IS NULL",
        member.to_string()
    )?;
    Ok(found.and_then(|(at,)| at))
}

/// Keeps a request; the first of an id stays, silently, so that sending one twice tells nothing of the account.
pub(crate) async fn insert_request(
    tx: &mut Tx,
    id: &str,
    member: &str,
    agency: &str,
    request: &Signed<Request>,
) -> Result<(), Problem> {
    let (text, now) = (serde_json::to_string(request).map_err(damaged)?, tx.now().0);
    execute!(
        tx,
        "INSERT INTO house_recovery (id, member, agency, request, asked) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (id) DO NOTHING",
        id,
        member,
        agency,
        text,
        now
    )?;
    Ok(())
}

type Row = (String, String, String, Option<i64>, i64, String, String, String, String);

pub(crate) async fn request(tx: &mut Tx, id: &str) -> Result<Option<Found>, Problem> {
    let found = row!(
        tx,
        Row,
        "SELECT r.member, r.agency, r.request, r.finished,
         (SELECT COALESCE(MAX(k.epoch), 0) FROM house_key k WHERE k.member = r.member),
         p.handle, p.duties, p.team, p.profile
         FROM house_recovery r JOIN house_member m ON m.id = r.member JOIN house_post p ON p.handle = m.post
         WHERE r.id = $1",
        id
    )?;
    let Some((member, agency, request, finished, epoch, handle, duties, team, profile)) = found else {
        return Ok(None);
    };
    Ok(Some(Found {
        member: member.parse().map_err(damaged)?,
        agency: agency.parse().map_err(damaged)?,
        epoch: epoch.unsigned_abs(),
        post: crate::posts::rows::post((handle, duties, team, profile))?,
        request: serde_json::from_str(&request).map_err(damaged)?,
        finished: finished.is_some(),
        approved: approvals(tx, id).await?,
    }))
}

async fn approvals(tx: &mut Tx, id: &str) -> Result<Vec<(String, i64)>, Problem> {
    rows!(
        tx,
        (String, i64),
        "SELECT holder, at FROM house_approval WHERE recovery = $1 ORDER BY at, holder",
        id
    )
}

/// The approvals of a request with the papers of who gave them.
async fn approved(tx: &mut Tx, id: &str) -> Result<Vec<Approved>, Problem> {
    let found = rows!(
        tx,
        (Option<String>, String, Vec<u8>),
        "SELECT CASE WHEN m.agency <> r.agency THEN o.charter END, k.card, a.sig
         FROM house_approval a JOIN house_recovery r ON r.id = a.recovery
         JOIN house_key k ON k.member = a.holder AND k.revoked IS NULL
         JOIN house_member m ON m.id = a.holder JOIN house_agency o ON o.id = m.agency
         WHERE a.recovery = $1 ORDER BY a.at, a.holder",
        id
    )?;
    let read = |(charter, card, sig): (Option<String>, String, Vec<u8>)| {
        let charter = charter.map(|text| serde_json::from_str(&text).map_err(damaged)).transpose()?;
        let card = serde_json::from_str(&card).map_err(damaged)?;
        Ok(Approved { charter, card, sig: Signature::from_bytes(&sig).map_err(damaged)? })
    };
    found.into_iter().map(read).collect()
}

pub(crate) async fn insert_approval(
    tx: &mut Tx,
    id: &str,
    holder: MemberId,
    sig: &Signature,
) -> Result<(), Problem> {
    let now = tx.now().0;
    execute!(
        tx,
        "INSERT INTO house_approval (recovery, holder, at, sig) VALUES ($1, $2, $3, $4)",
        id,
        holder.to_string(),
        now,
        &sig.to_bytes()[..]
    )?;
    Ok(())
}

type PendingRow = (String, String, String, i64, String, i64, String, String);

/// What an actor may act on: requests of her agency, and of those that named her as a holder.
pub(crate) async fn pending(tx: &mut Tx, who: &Actor) -> Result<Vec<Pending>, Problem> {
    let found = rows!(
        tx,
        PendingRow,
        "SELECT r.id, r.member, r.request, r.asked, k.card, k.epoch, a.id, a.charter FROM house_recovery r
         JOIN house_agency a ON a.id = r.agency JOIN house_key k ON k.member = r.member
         AND k.epoch = (SELECT MAX(l.epoch) FROM house_key l WHERE l.member = r.member)
         WHERE r.finished IS NULL AND (r.agency = $1 OR r.agency IN (SELECT o.agency FROM house_outside o
            WHERE o.member = $2
            AND o.version = (SELECT MAX(h.version) FROM house_holders h WHERE h.agency = o.agency)))
         ORDER BY r.asked DESC, r.id LIMIT 50",
        who.agency.to_string(),
        who.member.to_string()
    )?;
    let mut pending = Vec::with_capacity(found.len());
    for (id, member, request, asked, card, epoch, agency, charter) in found {
        let card: Signed<MemberCard> = serde_json::from_str(&card).map_err(damaged)?;
        let charged: MemberCard = serde_json::from_str(&card.text).map_err(damaged)?;
        let ready = ready(&approvals(tx, &id).await?, delay(tx, &charged.duties)).map(|at| at.0);
        let approved = approved(tx, &id).await?;
        let agency = agency.parse().map_err(damaged)?;
        pending.push(Pending {
            id,
            member: member.parse().map_err(damaged)?,
            epoch: epoch.unsigned_abs(),
            card,
            charter: serde_json::from_str(&charter).map_err(damaged)?,
            named: crate::agencies::rows::named(tx, agency).await?,
            request: serde_json::from_str(&request).map_err(damaged)?,
            asked,
            approved,
            ready,
        });
    }
    Ok(pending)
}

/// The old keys are revoked, the new ones written.
pub(crate) async fn replace_key(
    tx: &mut Tx,
    found: &Found,
    card: &MemberCard,
    signed: &Signed<MemberCard>,
    welcome: &Wrap,
) -> Result<(), Problem> {
    let now = tx.now().0;
    execute!(
        tx,
        "UPDATE house_key SET revoked = $2 WHERE member = $1 AND revoked IS NULL",
        found.member.to_string(),
        now
    )?;
    crate::posts::rows::insert_key(tx, found.member, card, signed, welcome).await
}

/// The request is brought to its end, every other of the member is closed, and nothing of the old device opens anything
/// from here on.
pub(crate) async fn close(tx: &mut Tx, id: &str, handle: &str, member: MemberId) -> Result<(), Problem> {
    let (now, idx) = (tx.now().0, i64::try_from(tx.version()).map_err(damaged)?);
    execute!(tx, "UPDATE house_recovery SET completed = $2 WHERE id = $1", id, idx)?;
    execute!(
        tx,
        "UPDATE house_recovery SET finished = $2 WHERE member = $1 AND finished IS NULL",
        member.to_string(),
        now
    )?;
    execute!(tx, "DELETE FROM house_capsule WHERE handle = $1", handle)?;
    execute!(tx, "DELETE FROM house_session WHERE holder = $1", member.to_string())?;
    Ok(())
}

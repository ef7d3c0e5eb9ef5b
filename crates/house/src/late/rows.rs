//! All SQL of the room.

use super::list::Late;
use danbe_store::{Tx, damaged, execute, row, rows};
use danbe_vault::VerifyingKey;
use danbe_words::{AgencyId, EnvelopeId, MemberId, Problem};

/// A key that counts no more.
pub(crate) struct Ended {
    pub(crate) signing: VerifyingKey,
    pub(crate) at: i64,
    epoch: i64,
    agency: String,
    team: String,
}

/// The keys of a member that count no more: revoked, hers while she is suspended, or those of an agency that closed, whose
/// successor decides.
pub(crate) async fn ended_keys(tx: &mut Tx, member: MemberId) -> Result<Vec<Ended>, Problem> {
    let found = rows!(
        tx,
        (Vec<u8>, i64, i64, String, String),
        "SELECT k.signing, COALESCE(k.revoked, x.since, c.closed), k.epoch,
         COALESCE(c.successor, m.agency), CASE WHEN c.successor IS NULL THEN p.team ELSE c.team END
         FROM house_key k JOIN house_member m ON m.id = k.member JOIN house_post p ON p.handle = m.post
         LEFT JOIN house_suspension x ON x.member = m.id
         LEFT JOIN house_closing c ON c.agency = m.agency AND c.closed IS NOT NULL
         WHERE k.member = $1 AND COALESCE(k.revoked, x.since, c.closed) IS NOT NULL",
        member.to_string()
    )?;
    let read = |(signing, at, epoch, agency, team): (Vec<u8>, i64, i64, String, String)| {
        let signing = VerifyingKey::from_bytes(&signing).map_err(damaged)?;
        Ok(Ended { signing, at, epoch, agency, team })
    };
    found.into_iter().map(read).collect()
}

pub(crate) async fn known(tx: &mut Tx, id: EnvelopeId) -> Result<bool, Problem> {
    let found = row!(tx, (i64,), "SELECT COUNT(*) FROM house_late WHERE id = $1", id.to_string())?;
    Ok(found.is_some_and(|(n,)| n > 0))
}

pub(crate) async fn waiting(tx: &mut Tx, member: MemberId) -> Result<i64, Problem> {
    let found = row!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM house_late WHERE member = $1 AND settled IS NULL",
        member.to_string()
    )?;
    Ok(found.map_or(0, |(n,)| n))
}

pub(crate) async fn insert(
    tx: &mut Tx,
    id: EnvelopeId,
    member: MemberId,
    key: &Ended,
    (verb, claimed): (&str, i64),
    envelope: &[u8],
) -> Result<(), Problem> {
    let now = tx.now().0;
    execute!(
        tx,
        "INSERT INTO house_late (id, agency, team, member, epoch, verb, claimed, ended, arrived, envelope)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        id.to_string(),
        &key.agency,
        &key.team,
        member.to_string(),
        key.epoch,
        verb,
        claimed,
        key.at,
        now,
        envelope
    )?;
    Ok(())
}

type Row = (String, String, String, String, i64, i64, i64, Vec<u8>);

/// What a team has to decide, with the card of the key that signed.
pub(crate) async fn unsettled(tx: &mut Tx, agency: AgencyId, team: &str) -> Result<Vec<Late>, Problem> {
    let found = rows!(
        tx,
        Row,
        "SELECT l.id, l.member, k.card, l.verb, l.claimed, l.ended, l.arrived, l.envelope
         FROM house_late l JOIN house_key k ON k.member = l.member AND k.epoch = l.epoch
         WHERE l.agency = $1 AND l.team = $2 AND l.settled IS NULL ORDER BY l.arrived, l.id LIMIT 20",
        agency.to_string(),
        team
    )?;
    let read = |(id, member, card, verb, claimed, ended, arrived, envelope): Row| {
        Ok(Late {
            id,
            member: member.parse().map_err(damaged)?,
            card: serde_json::from_str(&card).map_err(damaged)?,
            verb,
            claimed,
            ended,
            arrived,
            envelope: String::from_utf8(envelope).map_err(damaged)?,
        })
    };
    found.into_iter().map(read).collect()
}

/// A late envelope, without what it says.
pub(crate) struct Waiting {
    pub(crate) agency: AgencyId,
    pub(crate) team: String,
    pub(crate) member: String,
    pub(crate) verb: String,
    pub(crate) settled: bool,
}

pub(crate) async fn late(tx: &mut Tx, id: &str) -> Result<Option<Waiting>, Problem> {
    let found = row!(
        tx,
        (String, String, String, String, Option<i64>),
        "SELECT agency, team, member, verb, settled FROM house_late WHERE id = $1",
        id
    )?;
    let Some((agency, team, member, verb, settled)) = found else { return Ok(None) };
    let agency = agency.parse().map_err(damaged)?;
    Ok(Some(Waiting { agency, team, member, verb, settled: settled.is_some() }))
}

pub(crate) async fn settle(tx: &mut Tx, id: &str, outcome: &str) -> Result<(), Problem> {
    let now = tx.now().0;
    execute!(tx, "UPDATE house_late SET settled = $2, outcome = $3 WHERE id = $1", id, now, outcome)?;
    Ok(())
}

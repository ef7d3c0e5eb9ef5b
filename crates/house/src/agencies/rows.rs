//! All SQL of the room.

use super::closing::{Accepted, Closing, Estate, Inherited};
use super::look_up::Vouched;
use super::name_holders::Named;
use super::others::Other;
use super::see::{ClosedShown, ClosingShown, Handover, HolderShown};
use super::service::Waits;
use danbe_guard::Actor;
use danbe_store::{Reachable, Tx, damaged, execute, row, rows};
use danbe_vault::Signed;
use danbe_words::{AgencyId, MemberId, Problem};

/// Since when an agency is in service.
pub(crate) async fn opening(
    conn: &mut (impl Reachable + Send),
    agency: AgencyId,
) -> Result<Option<i64>, Problem> {
    let found = row!(conn, (i64,), "SELECT at FROM house_opening WHERE agency = $1", agency.to_string())?;
    Ok(found.map(|(at,)| at))
}

/// What an agency lacks before it is in service; nothing once it is.
///
/// # Errors
/// The database's failure.
pub async fn waits(conn: &mut (impl Reachable + Send), agency: AgencyId) -> Result<Option<Waits>, Problem> {
    if opening(conn, agency).await?.is_some() {
        return Ok(None);
    }
    let (holders, trial) = (holders(conn, agency).await?.len(), trial(conn, agency).await?);
    Ok(Some(Waits::first(holders, trial.map(|(_, at)| at))))
}

/// A holder who can be reached, and the papers of her key.
pub(crate) struct Reached {
    pub(crate) member: MemberId,
    pub(crate) epoch: u64,
    pub(crate) shown: HolderShown,
    pub(crate) papers: Vouched,
}

type ReachedRow = (String, String, String, String, String, String, i64);

/// The holders who can be reached: of the agency, and those it names outside as long as they hold their post and their
/// own agency has not closed.
pub(crate) async fn holders(
    conn: &mut (impl Reachable + Send),
    agency: AgencyId,
) -> Result<Vec<Reached>, Problem> {
    let agency = agency.to_string();
    let found = rows!(
        conn,
        ReachedRow,
        "SELECT m.id, m.handle, m.agency, a.name, a.charter, k.card, k.epoch
         FROM house_member m JOIN house_post p ON p.handle = m.post
         JOIN house_agency a ON a.id = m.agency JOIN house_key k ON k.member = m.id AND k.revoked IS NULL
         LEFT JOIN house_suspension x ON x.member = m.id
         WHERE m.departed IS NULL AND x.member IS NULL AND ' ' || p.duties || ' ' LIKE '% holder %'
         AND m.agency NOT IN (SELECT c.agency FROM house_closing c WHERE c.closed IS NOT NULL)
         AND (m.agency = $1 OR m.id IN (SELECT o.member FROM house_outside o WHERE o.agency = $1
            AND o.version = (SELECT MAX(h.version) FROM house_holders h WHERE h.agency = $1)))
         ORDER BY m.handle",
        &agency
    )?;
    let read = |(member, handle, of, name, charter, card, epoch): ReachedRow| {
        Ok(Reached {
            member: member.parse().map_err(damaged)?,
            epoch: epoch.unsigned_abs(),
            shown: HolderShown { handle: handle.clone(), elsewhere: (of != agency).then_some(name) },
            papers: Vouched {
                handle,
                charter: serde_json::from_str(&charter).map_err(damaged)?,
                card: serde_json::from_str(&card).map_err(damaged)?,
            },
        })
    };
    found.into_iter().map(read).collect()
}

/// The newest word about holders from outside.
pub(crate) async fn named(
    conn: &mut (impl Reachable + Send),
    agency: AgencyId,
) -> Result<Option<Signed<Named>>, Problem> {
    let found = row!(
        conn,
        (String,),
        "SELECT word FROM house_holders WHERE agency = $1 ORDER BY version DESC LIMIT 1",
        agency.to_string()
    )?;
    found.map(|(word,)| serde_json::from_str(&word).map_err(damaged)).transpose()
}

/// How many words the agency has given about holders.
pub(crate) async fn version(tx: &mut Tx, agency: AgencyId) -> Result<i64, Problem> {
    let found = row!(tx, (i64,), "SELECT COUNT(*) FROM house_holders WHERE agency = $1", agency.to_string())?;
    Ok(found.map_or(0, |(n,)| n))
}

pub(crate) async fn insert_holders(tx: &mut Tx, named: &Named, word: &Signed<Named>) -> Result<(), Problem> {
    let (agency, now) = (named.agency.to_string(), tx.now().0);
    execute!(
        tx,
        "INSERT INTO house_holders (agency, version, word, since) VALUES ($1, $2, $3, $4)",
        &agency,
        named.version,
        serde_json::to_string(word).map_err(damaged)?,
        now
    )?;
    for outside in &named.outside {
        execute!(
            tx,
            "INSERT INTO house_outside (agency, version, member) VALUES ($1, $2, $3)",
            &agency,
            named.version,
            outside.member.to_string()
        )?;
    }
    Ok(())
}

/// The papers of who holds a holder's post of another agency.
pub(crate) async fn holder_elsewhere(
    tx: &mut Tx,
    agency: AgencyId,
    handle: &str,
) -> Result<Option<Vouched>, Problem> {
    let found = row!(
        tx,
        (String, String),
        "SELECT a.charter, k.card FROM house_member m JOIN house_post p ON p.handle = m.post
         JOIN house_agency a ON a.id = m.agency JOIN house_key k ON k.member = m.id AND k.revoked IS NULL
         LEFT JOIN house_suspension x ON x.member = m.id
         WHERE m.handle = $1 AND m.agency <> $2 AND m.departed IS NULL AND x.member IS NULL
         AND ' ' || p.duties || ' ' LIKE '% holder %'",
        handle,
        agency.to_string()
    )?;
    let Some((charter, card)) = found else { return Ok(None) };
    let charter = serde_json::from_str(&charter).map_err(damaged)?;
    let card = serde_json::from_str(&card).map_err(damaged)?;
    Ok(Some(Vouched { handle: handle.to_owned(), charter, card }))
}

/// The newest recovery that was brought to its end: which, and when.
pub(crate) async fn trial(
    conn: &mut (impl Reachable + Send),
    agency: AgencyId,
) -> Result<Option<(String, i64)>, Problem> {
    row!(
        conn,
        (String, i64),
        "SELECT id, finished FROM house_recovery WHERE agency = $1 AND completed IS NOT NULL
         ORDER BY completed DESC LIMIT 1",
        agency.to_string()
    )
}

/// Posts there to be brought back on trial.
pub(crate) async fn rehearsal(
    conn: &mut (impl Reachable + Send),
    agency: AgencyId,
) -> Result<Vec<String>, Problem> {
    let found = rows!(
        conn,
        (String,),
        "SELECT m.handle FROM house_member m JOIN house_post p ON p.handle = m.post
         WHERE m.agency = $1 AND m.departed IS NULL AND p.duties = 'rehearsal' ORDER BY m.handle",
        agency.to_string()
    )?;
    Ok(found.into_iter().map(|(handle,)| handle).collect())
}

pub(crate) async fn insert_opening(tx: &mut Tx, who: &Actor, trial: &str) -> Result<(), Problem> {
    let (idx, now) = (i64::try_from(tx.version()).map_err(damaged)?, tx.now().0);
    execute!(
        tx,
        "INSERT INTO house_opening (agency, idx, at, officer, trial) VALUES ($1, $2, $3, $4, $5)",
        who.agency.to_string(),
        idx,
        now,
        who.member.to_string(),
        trial
    )?;
    Ok(())
}

/// The agencies in service that have not closed, but one.
pub(crate) async fn others(tx: &mut Tx, agency: AgencyId) -> Result<Vec<Other>, Problem> {
    let found = rows!(
        tx,
        (String, Option<String>),
        "SELECT a.charter, (SELECT e.word FROM house_epoch e WHERE e.agency = a.id ORDER BY e.epoch DESC LIMIT 1)
         FROM house_agency a JOIN house_opening o ON o.agency = a.id
         WHERE a.id <> $1 AND a.id NOT IN (SELECT agency FROM house_closing WHERE closed IS NOT NULL)
         ORDER BY a.name LIMIT 200",
        agency.to_string()
    )?;
    let read = |(charter, key): (String, Option<String>)| {
        let charter = serde_json::from_str(&charter).map_err(damaged)?;
        let key = key.map(|key| serde_json::from_str(&key).map_err(damaged)).transpose()?;
        Ok(Other { charter, key, beyond: None })
    };
    found.into_iter().map(read).collect()
}

/// Whether an agency is in service and has not closed.
pub(crate) async fn is_open(tx: &mut Tx, agency: AgencyId) -> Result<bool, Problem> {
    let found = row!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM house_opening WHERE agency = $1
         AND agency NOT IN (SELECT agency FROM house_closing WHERE closed IS NOT NULL)",
        agency.to_string()
    )?;
    Ok(found.is_some_and(|(n,)| n > 0))
}

/// A closing as the database has it.
pub(crate) struct Found {
    pub(crate) text: String,
    pub(crate) estate: Option<Signed<Estate>>,
    pub(crate) successor: Option<AgencyId>,
    /// Nobody when the root said so.
    pub(crate) proposer: Option<MemberId>,
    pub(crate) team: Option<String>,
    pub(crate) closed: bool,
}

type ClosingRow = (String, Option<String>, Option<String>, String, Option<String>, Option<i64>);

pub(crate) async fn closing(tx: &mut Tx, agency: AgencyId) -> Result<Option<Found>, Problem> {
    let found = row!(
        tx,
        ClosingRow,
        "SELECT text, estate, successor, proposer, team, closed FROM house_closing WHERE agency = $1",
        agency.to_string()
    )?;
    let Some((text, estate, successor, proposer, team, closed)) = found else { return Ok(None) };
    Ok(Some(Found {
        text,
        estate: estate.map(|text| serde_json::from_str(&text).map_err(damaged)).transpose()?,
        successor: successor.map(|id| id.parse().map_err(damaged)).transpose()?,
        proposer: proposer.parse().ok(),
        team,
        closed: closed.is_some(),
    }))
}

/// Keeps a proposal in the place of the one before, as long as none is signed; a successor reads the new one again.
pub(crate) async fn propose(
    tx: &mut Tx,
    who: &Actor,
    text: &str,
    said: &Closing,
    estate: Option<&Signed<Estate>>,
) -> Result<(), Problem> {
    let estate = estate.map(serde_json::to_string).transpose().map_err(damaged)?;
    let (agency, member, now) = (who.agency.to_string(), who.member.to_string(), tx.now().0);
    let touched = execute!(
        tx,
        "INSERT INTO house_closing (agency, text, estate, successor, proposer, at, destroy)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (agency) DO UPDATE SET text = excluded.text, estate = excluded.estate,
         successor = excluded.successor, proposer = excluded.proposer, at = excluded.at,
         destroy = excluded.destroy, accepted = NULL, team = NULL
         WHERE house_closing.closed IS NULL AND house_closing.succession IS NULL",
        agency,
        text,
        estate,
        said.successor.map(|id| id.to_string()),
        member,
        now,
        said.destroy
    )?;
    if touched == 1 { Ok(()) } else { Err(Problem::State("closing-changed")) }
}

pub(crate) async fn accept(
    tx: &mut Tx,
    from: AgencyId,
    accepted: &Signed<Accepted>,
    team: &str,
) -> Result<(), Problem> {
    execute!(
        tx,
        "UPDATE house_closing SET accepted = $2, team = $3 WHERE agency = $1",
        from.to_string(),
        serde_json::to_string(accepted).map_err(damaged)?,
        team
    )?;
    Ok(())
}

/// The agency is closed: its members are refused from the next request on, its accounts about figures too, and what its
/// members had signed before is for the successor's team to decide.
pub(crate) async fn close(tx: &mut Tx, agency: AgencyId) -> Result<(), Problem> {
    let (agency, now) = (agency.to_string(), tx.now().0);
    let idx = i64::try_from(tx.version()).map_err(damaged)?;
    execute!(tx, "UPDATE house_closing SET closed = $2, idx = $3 WHERE agency = $1", &agency, now, idx)?;
    execute!(
        tx,
        "DELETE FROM house_session WHERE holder IN (SELECT id FROM house_member WHERE agency = $1
         UNION SELECT id FROM house_reader WHERE agency = $1)",
        &agency
    )?;
    execute!(
        tx,
        "UPDATE house_late SET agency = (SELECT successor FROM house_closing WHERE agency = $1),
         team = (SELECT team FROM house_closing WHERE agency = $1)
         WHERE agency = $1 AND settled IS NULL
         AND EXISTS (SELECT 1 FROM house_closing WHERE agency = $1 AND team IS NOT NULL)",
        &agency
    )?;
    Ok(())
}

/// The closing of an agency that nobody has signed yet, for its officers.
pub(crate) async fn proposed(tx: &mut Tx, agency: AgencyId) -> Result<Option<ClosingShown>, Problem> {
    let found = closing(tx, agency).await?;
    Ok(found.map(|it| ClosingShown { text: it.text, proposer: it.proposer, accepted: it.team.is_some() }))
}

/// What agencies that close propose to hand over, and nobody took yet.
pub(crate) async fn offered(tx: &mut Tx, agency: AgencyId) -> Result<Vec<Handover>, Problem> {
    let found = rows!(
        tx,
        (String, Option<String>),
        "SELECT a.charter, c.estate FROM house_closing c JOIN house_agency a ON a.id = c.agency
         WHERE c.successor = $1 AND c.accepted IS NULL AND c.closed IS NULL AND c.succession IS NULL
         ORDER BY c.at LIMIT 20",
        agency.to_string()
    )?;
    let read = |(charter, estate): (String, Option<String>)| {
        Some(Handover {
            charter: serde_json::from_str(&charter).ok()?,
            estate: serde_json::from_str(&estate?).ok()?,
        })
    };
    Ok(found.into_iter().filter_map(read).collect())
}

/// The estates an agency took over.
pub(crate) async fn inherited(tx: &mut Tx, agency: AgencyId) -> Result<Vec<Inherited>, Problem> {
    let found = rows!(
        tx,
        (String, String, String, Option<String>),
        "SELECT a.charter, c.estate, c.accepted, c.succession FROM house_closing c JOIN house_agency a ON a.id = c.agency
         WHERE c.successor = $1 AND c.accepted IS NOT NULL AND c.closed IS NOT NULL ORDER BY c.closed LIMIT 50",
        agency.to_string()
    )?;
    let read = |(charter, estate, accepted, succession): (String, String, String, Option<String>)| {
        Ok(Inherited {
            charter: serde_json::from_str(&charter).map_err(damaged)?,
            succession: succession.map(|text| serde_json::from_str(&text).map_err(damaged)).transpose()?,
            estate: serde_json::from_str(&estate).map_err(damaged)?,
            accepted: serde_json::from_str(&accepted).map_err(damaged)?,
        })
    };
    found.into_iter().map(read).collect()
}

/// How long everybody is told that an agency has closed.
const TOLD: i64 = 90 * 24 * 3_600_000;

/// Agencies that closed lately, for everybody who might still send somebody there.
pub(crate) async fn closed(tx: &mut Tx) -> Result<Vec<ClosedShown>, Problem> {
    let since = tx.now().0 - TOLD;
    let found = rows!(
        tx,
        (String, Option<String>, i64),
        "SELECT a.name, (SELECT s.name FROM house_agency s WHERE s.id = c.successor), c.closed
         FROM house_closing c JOIN house_agency a ON a.id = c.agency
         WHERE c.closed > $1 ORDER BY c.closed DESC LIMIT 20",
        since
    )?;
    let shown = |(name, successor, at)| ClosedShown { name, successor, at };
    Ok(found.into_iter().map(shown).collect())
}

/// How long files nobody takes over are kept, in milliseconds, where the installation has said so.
pub(crate) fn kept(tx: &Tx) -> Option<i64> {
    tx.setting("closed-kept")
}

/// A closed agency whose date of destruction has come: the date its closing names, or, where none was set when it closed,
/// the installation's term since then.
pub(crate) async fn due(tx: &mut Tx) -> Result<Option<AgencyId>, Problem> {
    let now = tx.now().0;
    let before = kept(tx).map_or(-1, |kept| now - kept);
    let found = row!(
        tx,
        (String,),
        "SELECT agency FROM house_closing WHERE closed IS NOT NULL AND destroyed IS NULL AND successor IS NULL
         AND (destroy <= $1 OR (destroy IS NULL AND closed <= $2)) ORDER BY closed LIMIT 1",
        now,
        before
    )?;
    found.map(|(id,)| id.parse().map_err(damaged)).transpose()
}

pub(crate) async fn destroyed(tx: &mut Tx, agency: AgencyId) -> Result<(), Problem> {
    let now = tx.now().0;
    execute!(tx, "UPDATE house_closing SET destroyed = $2 WHERE agency = $1", agency.to_string(), now)?;
    Ok(())
}

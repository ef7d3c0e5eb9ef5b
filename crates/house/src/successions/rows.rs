//! All SQL of the room.

use super::alarm::{Alarm, Alarmed, SILENT};
use super::deposit::{Deposit, Given};
use super::succession::{Ending, Succession};
use crate::agencies::rows::holders;
use crate::agencies::{Closing, Estate, HOLDERS, Other};
use danbe_guard::Actor;
use danbe_store::{Reachable, Tx, damaged, execute, row, rows};
use danbe_vault::{Signed, Wrap};
use danbe_words::{AgencyId, Duty, MemberId, Problem};

const DAY: i64 = 24 * 3_600_000;

/// Holders by their pseudonyms.
pub(crate) fn in_order(mut keys: Vec<(MemberId, u64)>) -> Vec<(MemberId, u64)> {
    keys.sort_unstable();
    keys
}

/// Which key each holder who can be reached has now.
pub(crate) async fn keys_of_holders(
    conn: &mut (impl Reachable + Send),
    agency: AgencyId,
) -> Result<Vec<(MemberId, u64)>, Problem> {
    Ok(in_order(holders(conn, agency).await?.iter().map(|it| (it.member, it.epoch)).collect()))
}

/// How many opening keys the agency has had.
pub(crate) async fn epoch(conn: &mut (impl Reachable + Send), agency: AgencyId) -> Result<u64, Problem> {
    let found = row!(
        conn,
        (Option<i64>,),
        "SELECT MAX(epoch) FROM house_epoch WHERE agency = $1",
        agency.to_string()
    )?;
    Ok(found.and_then(|(epoch,)| epoch).map_or(1, i64::unsigned_abs))
}

/// The newest deposit of an agency: its version, the epoch of its newest key, and how many parts there are.
pub(crate) async fn deposit(
    conn: &mut (impl Reachable + Send),
    agency: AgencyId,
) -> Result<Option<(i64, u64, usize)>, Problem> {
    let found = row!(
        conn,
        (i64, i64, i64),
        "SELECT version, epoch, (SELECT COUNT(*) FROM house_part t WHERE t.agency = $1) FROM house_deposit
         WHERE agency = $1 ORDER BY version DESC LIMIT 1",
        agency.to_string()
    )?;
    let read = |(version, epoch, parts): (i64, i64, i64)| {
        Ok((version, epoch.unsigned_abs(), usize::try_from(parts).map_err(damaged)?))
    };
    found.map(read).transpose()
}

/// A deposit takes the place of the one before, whose parts open nothing that is kept.
pub(crate) async fn insert_deposit(
    tx: &mut Tx,
    deposit: &Deposit,
    word: &Signed<Deposit>,
) -> Result<(), Problem> {
    let (agency, now) = (deposit.agency.to_string(), tx.now().0);
    execute!(tx, "DELETE FROM house_deposit WHERE agency = $1", &agency)?;
    execute!(tx, "DELETE FROM house_part WHERE agency = $1", &agency)?;
    execute!(
        tx,
        "INSERT INTO house_deposit (agency, version, word, epoch, since) VALUES ($1, $2, $3, $4, $5)",
        &agency,
        deposit.version,
        serde_json::to_string(word).map_err(damaged)?,
        i64::try_from(deposit.epoch).map_err(damaged)?,
        now
    )?;
    for part in &deposit.parts {
        execute!(
            tx,
            "INSERT INTO house_part (agency, member, epoch, confirmed) VALUES ($1, $2, $3, $4)",
            &agency,
            part.member.to_string(),
            i64::try_from(part.epoch).map_err(damaged)?,
            now
        )?;
    }
    Ok(())
}

/// A holder came in with the key her parts are sealed to: she has them still.
pub(crate) async fn confirm_parts(tx: &mut Tx, member: MemberId) -> Result<(), Problem> {
    let now = tx.now().0;
    execute!(
        tx,
        "UPDATE house_part SET confirmed = $2 WHERE member = $1 AND confirmed < $3
         AND epoch = (SELECT MAX(k.epoch) FROM house_key k WHERE k.member = $1 AND k.revoked IS NULL)",
        member.to_string(),
        now,
        now - DAY
    )?;
    Ok(())
}

/// What is wrong with the holders of an agency in service.
pub(crate) async fn alarms(tx: &mut Tx, agency: AgencyId, name: &str) -> Result<Vec<Alarmed>, Problem> {
    let id = agency.to_string();
    let parts = rows!(
        tx,
        (String, String, i64, i64),
        "SELECT t.member, m.handle, t.epoch, t.confirmed FROM house_part t JOIN house_member m ON m.id = t.member
         WHERE t.agency = $1 ORDER BY m.handle",
        &id
    )?;
    let able = row!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM house_member m JOIN house_post p ON p.handle = m.post
         LEFT JOIN house_suspension x ON x.member = m.id
         WHERE m.agency = $1 AND m.departed IS NULL AND x.member IS NULL AND p.duties <> 'rehearsal'",
        &id
    )?;
    let reached = holders(tx, agency).await?;
    let known = |member: &str| reached.iter().any(|it| it.member.to_string() == member);
    let gone: Vec<_> = parts.iter().filter(|it| !known(&it.0)).map(|it| it.1.clone()).collect();
    let shared: Vec<_> = parts.iter().map(|it| (it.0.clone(), it.2.unsigned_abs())).collect();
    let missed = reached.iter().filter(|it| !shared.contains(&(it.member.to_string(), it.epoch)));
    let missed: Vec<_> = missed.map(|it| it.shown.handle.clone()).chain(gone.clone()).collect();
    let newest = epoch(tx, agency).await?;
    let current = deposit(tx, agency).await?.is_some_and(|(_, epoch, _)| epoch == newest);
    let since = tx.now().0 - SILENT;
    let silent: Vec<_> = parts.iter().filter(|it| it.3 < since).map(|it| it.1.clone()).collect();
    let told = [
        (reached.len() < HOLDERS, Alarm::Holders, gone),
        (!missed.is_empty() || !current, Alarm::Unshared, missed),
        (!silent.is_empty(), Alarm::Silent, silent),
        (able.is_none_or(|(n,)| n < 2), Alarm::Alone, Vec::new()),
    ];
    let told = told.into_iter().filter(|(wrong, ..)| *wrong);
    Ok(told.map(|(_, alarm, posts)| Alarmed { name: name.to_owned(), alarm, posts }).collect())
}

/// What an officer is told of her own agency, and the machine's keeper of every one that works on files.
pub(crate) async fn alarms_for(tx: &mut Tx, who: &Actor) -> Result<Vec<Alarmed>, Problem> {
    let keeper = who.duties.contains(&Duty::Administrator);
    if !keeper && !who.duties.contains(&Duty::Officer) {
        return Ok(Vec::new());
    }
    let found = rows!(
        tx,
        (String, String),
        "SELECT a.id, a.name FROM house_agency a JOIN house_opening o ON o.agency = a.id
         WHERE (a.id = $1 OR $2 = 1) AND a.class IN ('protection-service', 'child-protection', 'service-provider')
         AND a.id NOT IN (SELECT agency FROM house_closing WHERE closed IS NOT NULL) ORDER BY a.name LIMIT 500",
        who.agency.to_string(),
        i64::from(keeper)
    )?;
    let mut told = Vec::new();
    for (id, name) in found {
        told.extend(alarms(tx, id.parse().map_err(damaged)?, &name).await?);
    }
    Ok(told)
}

/// The root's word takes the place of whatever officers proposed; parts given for another successor are gone.
pub(crate) async fn succeed(
    tx: &mut Tx,
    closing: &Closing,
    word: &Signed<Succession>,
) -> Result<(), Problem> {
    let (agency, now) = (closing.agency.to_string(), tx.now().0);
    execute!(tx, "DELETE FROM house_given WHERE agency = $1", &agency)?;
    let touched = execute!(
        tx,
        "INSERT INTO house_closing (agency, text, successor, proposer, at, succession)
         VALUES ($1, $2, $3, '', $4, $5)
         ON CONFLICT (agency) DO UPDATE SET text = excluded.text, successor = excluded.successor, proposer = '',
         at = excluded.at, succession = excluded.succession, estate = NULL, destroy = NULL, accepted = NULL,
         team = NULL WHERE house_closing.closed IS NULL",
        agency,
        serde_json::to_string(closing).map_err(damaged)?,
        closing.successor.map(|id| id.to_string()),
        now,
        serde_json::to_string(word).map_err(damaged)?
    )?;
    if touched == 1 { Ok(()) } else { Err(Problem::NotFound) }
}

type EndingRow = (String, String, String, String, Option<String>, Option<String>);

async fn endings(tx: &mut Tx, found: Vec<EndingRow>) -> Result<Vec<Ending>, Problem> {
    let mut endings = Vec::with_capacity(found.len());
    for (agency, charter, succession, next, key, deposit) in found {
        endings.push(Ending {
            charter: serde_json::from_str(&charter).map_err(damaged)?,
            succession: serde_json::from_str(&succession).map_err(damaged)?,
            successor: Other {
                charter: serde_json::from_str(&next).map_err(damaged)?,
                key: key.map(|key| serde_json::from_str(&key).map_err(damaged)).transpose()?,
                beyond: None,
            },
            deposit: deposit.map(|word| serde_json::from_str(&word).map_err(damaged)).transpose()?,
            given: given(tx, &agency).await?,
        });
    }
    Ok(endings)
}

async fn given(tx: &mut Tx, agency: &str) -> Result<Vec<Given>, Problem> {
    let found = rows!(
        tx,
        (String, Vec<u8>),
        "SELECT member, part FROM house_given WHERE agency = $1 ORDER BY at",
        agency
    )?;
    let read = |(member, part): (String, Vec<u8>)| {
        Ok(Given { member: member.parse().map_err(damaged)?, part: Wrap(part) })
    };
    found.into_iter().map(read).collect()
}

/// Agencies the root ends and gives to this one.
pub(crate) async fn ending_for(tx: &mut Tx, successor: AgencyId) -> Result<Vec<Ending>, Problem> {
    let successor = successor.to_string();
    listed(tx, &successor, "").await
}

/// Agencies the root ends whose deposit this holder has a part of, and has not given it.
pub(crate) async fn waiting_for(tx: &mut Tx, member: MemberId) -> Result<Vec<Ending>, Problem> {
    let member = member.to_string();
    listed(tx, "", &member).await
}

async fn listed(tx: &mut Tx, successor: &str, member: &str) -> Result<Vec<Ending>, Problem> {
    let found = rows!(
        tx,
        EndingRow,
        "SELECT c.agency, a.charter, c.succession, s.charter,
         (SELECT e.word FROM house_epoch e WHERE e.agency = s.id ORDER BY e.epoch DESC LIMIT 1),
         (SELECT d.word FROM house_deposit d WHERE d.agency = c.agency ORDER BY d.version DESC LIMIT 1)
         FROM house_closing c JOIN house_agency a ON a.id = c.agency JOIN house_agency s ON s.id = c.successor
         WHERE c.closed IS NULL AND c.succession IS NOT NULL AND (c.successor = $1
            OR (c.agency IN (SELECT t.agency FROM house_part t WHERE t.member = $2)
                AND c.agency NOT IN (SELECT g.agency FROM house_given g WHERE g.member = $2)))
         ORDER BY c.at LIMIT 20",
        successor,
        member
    )?;
    endings(tx, found).await
}

/// Whether an agency the root ends waits for this holder's part.
pub(crate) async fn waits_for(tx: &mut Tx, agency: AgencyId, member: MemberId) -> Result<bool, Problem> {
    let found = row!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM house_closing c JOIN house_part t ON t.agency = c.agency
         WHERE c.agency = $1 AND t.member = $2 AND c.closed IS NULL AND c.succession IS NOT NULL",
        agency.to_string(),
        member.to_string()
    )?;
    Ok(found.is_some_and(|(n,)| n > 0))
}

pub(crate) async fn insert_given(
    tx: &mut Tx,
    agency: AgencyId,
    member: MemberId,
    part: &Wrap,
) -> Result<(), Problem> {
    let now = tx.now().0;
    execute!(
        tx,
        "INSERT INTO house_given (agency, member, part, at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (agency, member) DO UPDATE SET part = excluded.part, at = excluded.at",
        agency.to_string(),
        member.to_string(),
        &part.0,
        now
    )?;
    Ok(())
}

/// The estate a successor sealed for itself, once holders had opened the deposit for it.
pub(crate) async fn put_estate(tx: &mut Tx, from: AgencyId, estate: &Signed<Estate>) -> Result<(), Problem> {
    execute!(
        tx,
        "UPDATE house_closing SET estate = $2 WHERE agency = $1",
        from.to_string(),
        serde_json::to_string(estate).map_err(damaged)?
    )?;
    Ok(())
}

//! All SQL of the room, and the bell itself.

use super::{Tried, Wanted, Way, Went};
use danbe_store::{Later, RINGS, Reading, Subscriber, Tx, damaged, put, row, rows};
use danbe_words::{AgencyId, Event, Moment, Problem};

/// Attempts before a notice that reaches nobody is given up, until the next thing comes.
const TRIES: i64 = 3;
/// Between two notices to one agency, milliseconds: whoever watches a phone learns no more than that something came.
const QUIET: i64 = 10 * 60_000;
/// Between a notice that reached nobody and the next attempt, milliseconds.
const AGAIN: i64 = 2 * 60_000;
/// Attempts an officer is shown.
const SHOWN: i64 = 10;

/// Hears which agency an event rings, in the transaction that writes it.
#[derive(Debug, Clone, Copy)]
pub struct Bell;

impl Subscriber for Bell {
    fn hear<'t>(&'t self, tx: &'t mut Tx, index: u64, event: &'t Event) -> Later<'t, Result<(), Problem>> {
        Box::pin(async move {
            if event.kind == "agencies.close"
                && let Some(closed) = event.facts.get("closed")
            {
                put!(tx, "DELETE FROM house_notice WHERE agency = $1", closed)?;
            }
            let Some(agency) = event.facts.get(RINGS) else { return Ok(()) };
            put!(
                tx,
                "INSERT INTO house_bell (agency, rung, told, tries, at) VALUES ($1, $2, 0, 0, 0)
                 ON CONFLICT (agency) DO UPDATE SET rung = excluded.rung, tries = 0",
                agency,
                i64::try_from(index).map_err(damaged)?
            )
        })
    }
}

/// The last line that rang each agency.
///
/// # Errors
/// The database's failure.
pub async fn rungs(conn: &mut Reading) -> Result<Vec<(AgencyId, i64)>, Problem> {
    let found = rows!(conn, (String, i64), "SELECT agency, rung FROM house_bell")?;
    found.into_iter().map(|(agency, rung)| Ok((agency.parse().map_err(damaged)?, rung))).collect()
}

/// A notice that is due: whose, for which line, and what it wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The agency.
    pub agency: AgencyId,
    /// The line it rang for.
    pub rung: i64,
    /// Words and addresses.
    pub wanted: Wanted,
}

/// Notices to send now.
///
/// # Errors
/// The database's failure.
pub async fn due(conn: &mut Reading, now: Moment) -> Result<Vec<Due>, Problem> {
    let found = rows!(
        conn,
        (String, i64, String),
        "SELECT b.agency, b.rung, n.wanted FROM house_bell b JOIN house_notice n ON n.agency = b.agency
         WHERE b.rung > b.told AND b.at + CASE WHEN b.tries = 0 THEN $1 ELSE $2 END <= $3",
        QUIET,
        AGAIN,
        now.0
    )?;
    let read = |(agency, rung, wanted): (String, i64, String)| {
        Ok(Due {
            agency: agency.parse().map_err(damaged)?,
            rung,
            wanted: serde_json::from_str(&wanted).map_err(damaged)?,
        })
    };
    found.into_iter().map(read).collect()
}

/// From now on an agency hears of what comes; what came before is no news.
pub(crate) async fn set(tx: &mut Tx, agency: AgencyId, wanted: &Wanted) -> Result<(), Problem> {
    let text = serde_json::to_string(wanted).map_err(damaged)?;
    put!(tx, "UPDATE house_bell SET told = rung, tries = 0 WHERE agency = $1", agency.to_string())?;
    put!(
        tx,
        "INSERT INTO house_notice (agency, wanted) VALUES ($1, $2)
         ON CONFLICT (agency) DO UPDATE SET wanted = excluded.wanted",
        agency.to_string(),
        text
    )
}

pub(crate) async fn wanted(tx: &mut Tx, agency: AgencyId) -> Result<Option<Wanted>, Problem> {
    let found = row!(tx, (String,), "SELECT wanted FROM house_notice WHERE agency = $1", agency.to_string())?;
    found.map(|(text,)| serde_json::from_str(&text).map_err(damaged)).transpose()
}

pub(crate) async fn tried(tx: &mut Tx, agency: AgencyId) -> Result<Vec<Tried>, Problem> {
    let found = rows!(
        tx,
        (String, i64, i64, i64),
        "SELECT way, at, sent, failed FROM house_notice_try WHERE agency = $1 ORDER BY at DESC, way LIMIT $2",
        agency.to_string(),
        SHOWN
    )?;
    let read = |(way, at, sent, failed): (String, i64, i64, i64)| {
        let way = Way::from_code(&way).map_err(damaged)?;
        let number = |it: i64| u32::try_from(it).map_err(damaged);
        Ok(Tried { way, at, sent: number(sent)?, failed: number(failed)? })
    };
    found.into_iter().map(read).collect()
}

pub(crate) async fn note_try(tx: &mut Tx, agency: AgencyId, outcome: &Went) -> Result<(), Problem> {
    let now = tx.now().0;
    put!(
        tx,
        "INSERT INTO house_notice_try (agency, way, at, sent, failed) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (agency, way, at) DO NOTHING",
        agency.to_string(),
        outcome.way.code(),
        now,
        i64::from(outcome.sent),
        i64::from(outcome.failed)
    )
}

/// Somebody has the notice for this line; or one attempt more reached nobody.
pub(crate) async fn told(tx: &mut Tx, agency: AgencyId, rung: i64, reached: bool) -> Result<(), Problem> {
    let now = tx.now().0;
    let last = if reached { 0 } else { TRIES - 1 };
    put!(
        tx,
        "UPDATE house_bell SET at = $3, told = CASE WHEN tries >= $4 THEN $2 ELSE told END,
         tries = CASE WHEN tries >= $4 THEN 0 ELSE tries + 1 END WHERE agency = $1",
        agency.to_string(),
        rung,
        now,
        last
    )
}

//! All SQL of the room.

use super::{Widened, Widening};
use danbe_guard::Actor;
use danbe_store::{Happening, Tx, damaged, put, row, rows};
use danbe_words::{AgencyId, MemberId, Occasion, Problem, WideningId};

/// A widening as the database has it.
pub(crate) struct Found {
    pub(crate) agency: AgencyId,
    pub(crate) widening: Widening,
    pub(crate) proposer: MemberId,
    pub(crate) approved: bool,
}

/// What the event says of a widening.
pub(crate) fn told(happening: Happening, widening: &Widening) -> Happening {
    happening
        .with("widening", widening.id)
        .with("member", for_whom(widening.member))
        .with("searches", widening.searches)
        .with("until", widening.until)
        .with("occasion", widening.occasion)
}

/// `*` stands for every member.
fn for_whom(member: Option<MemberId>) -> String {
    member.map_or_else(|| "*".to_owned(), |member| member.to_string())
}

/// Searches a member made in a day.
pub(crate) async fn spent(tx: &mut Tx, member: MemberId, day: i64) -> Result<i64, Problem> {
    let found = row!(
        tx,
        (i64,),
        "SELECT spent FROM allowances_spent WHERE member = $1 AND day = $2",
        member.to_string(),
        day
    )?;
    Ok(found.map_or(0, |(spent,)| spent))
}

/// Writes down how many there are now; yesterday's number goes.
pub(crate) async fn count(tx: &mut Tx, member: MemberId, day: i64, spent: i64) -> Result<(), Problem> {
    put!(
        tx,
        "INSERT INTO allowances_spent (member, day, spent) VALUES ($1, $2, $3)
         ON CONFLICT (member) DO UPDATE SET day = excluded.day, spent = excluded.spent",
        member.to_string(),
        day,
        spent
    )
}

/// The widest allowance in force for a member; 0 when none is.
pub(crate) async fn widest(tx: &mut Tx, who: &Actor) -> Result<i64, Problem> {
    let now = tx.now().0;
    let found = row!(
        tx,
        (Option<i64>,),
        "SELECT MAX(searches) FROM allowances_widening WHERE agency = $1 AND (member = '*' OR member = $2)
         AND approver IS NOT NULL AND until > $3",
        who.agency.to_string(),
        who.member.to_string(),
        now
    )?;
    Ok(found.and_then(|(searches,)| searches).unwrap_or_default())
}

pub(crate) async fn propose(tx: &mut Tx, who: &Actor, widening: &Widening) -> Result<(), Problem> {
    let (now, member) = (tx.now().0, for_whom(widening.member));
    // What is over leaves, and what nobody approved gives way.
    put!(
        tx,
        "DELETE FROM allowances_widening WHERE agency = $1
         AND (until <= $2 OR (member = $3 AND approver IS NULL))",
        who.agency.to_string(),
        now,
        &member
    )?;
    put!(
        tx,
        "INSERT INTO allowances_widening (id, agency, member, searches, until, occasion, proposer, proposed)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        widening.id.to_string(),
        who.agency.to_string(),
        member,
        i64::from(widening.searches),
        widening.until,
        widening.occasion.code(),
        who.member.to_string(),
        now
    )
}

pub(crate) async fn approve(tx: &mut Tx, who: &Actor, id: WideningId) -> Result<(), Problem> {
    let now = tx.now().0;
    put!(
        tx,
        "UPDATE allowances_widening SET approver = $2, approved = $3 WHERE id = $1",
        id.to_string(),
        who.member.to_string(),
        now
    )
}

type WideningRow = (String, String, String, i64, i64, String, String, Option<String>);

pub(crate) async fn find(tx: &mut Tx, id: WideningId) -> Result<Option<Found>, Problem> {
    let found = row!(
        tx,
        WideningRow,
        "SELECT id, agency, member, searches, until, occasion, proposer, approver FROM allowances_widening
         WHERE id = $1",
        id.to_string()
    )?;
    found.map(read).transpose()
}

/// What waits or is in force in an agency.
pub(crate) async fn of(tx: &mut Tx, agency: AgencyId) -> Result<Vec<Widened>, Problem> {
    let now = tx.now().0;
    let found = rows!(
        tx,
        WideningRow,
        "SELECT id, agency, member, searches, until, occasion, proposer, approver FROM allowances_widening
         WHERE agency = $1 AND until > $2 ORDER BY until, id",
        agency.to_string(),
        now
    )?;
    found
        .into_iter()
        .map(|row| {
            let Found { widening, proposer, approved, .. } = read(row)?;
            Ok(Widened { widening, proposer, approved })
        })
        .collect()
}

fn read(
    (id, agency, member, searches, until, occasion, proposer, approver): WideningRow,
) -> Result<Found, Problem> {
    let member = match member.as_str() {
        "*" => None,
        member => Some(member.parse().map_err(damaged)?),
    };
    let widening = Widening {
        id: id.parse().map_err(damaged)?,
        member,
        searches: u32::try_from(searches).map_err(damaged)?,
        until,
        occasion: Occasion::from_code(&occasion).map_err(damaged)?,
    };
    Ok(Found {
        agency: agency.parse().map_err(damaged)?,
        widening,
        proposer: proposer.parse().map_err(damaged)?,
        approved: approver.is_some(),
    })
}

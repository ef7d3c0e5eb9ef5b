//! All SQL of the room: its own account, and the checkpoints it is read at.
//!
//! Rows are only ever inserted. A figure is a sum of `delta` over the rows of lines before a size.

use super::AsOf;
use danbe_figures::Period;
use danbe_figures::presumed::{Cell, Delta, Person};
use danbe_store::{Reachable, Reading, Tx, damaged, put, row, rows};
use danbe_words::{AgeBand, Moment, Month, Problem, Sex};

/// Sizes and indexes as the databases count them.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A sum whose codes do not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damaged {
    /// Agency, sex and band as they stand there.
    pub codes: [String; 3],
    /// The sum.
    pub count: i64,
}

pub(super) async fn insert(tx: &mut Tx, index: u64, tag: &str, delta: &Delta) -> Result<(), Problem> {
    let Person { month, cell } = delta.person;
    put!(
        tx,
        "INSERT INTO statistics_fact (idx, tag, agency, month, sex, band, delta)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        signed(index),
        tag,
        cell.agency.to_string(),
        month.to_string(),
        cell.sex.code(),
        cell.band.code(),
        delta.by
    )?;
    Ok(())
}

/// Where a person is counted now.
pub(super) async fn person(tx: &mut Tx, tag: &str) -> Result<Option<Person>, Problem> {
    let found = row!(
        tx,
        (String, String, String, String),
        "SELECT month, agency, sex, band FROM statistics_fact WHERE tag = $1 AND delta > 0
         ORDER BY idx DESC LIMIT 1",
        tag
    )?;
    let read = |(month, agency, sex, band): (String, String, String, String)| {
        Ok(Person { month: month.parse().map_err(damaged)?, cell: cell(&agency, &sex, &band)? })
    };
    found.map(read).transpose()
}

fn cell(agency: &str, sex: &str, band: &str) -> Result<Cell, Problem> {
    Ok(Cell {
        agency: agency.parse().map_err(damaged)?,
        sex: Sex::from_code(sex).map_err(damaged)?,
        band: AgeBand::from_code(band).map_err(damaged)?,
    })
}

/// The figure's cells, and beside them the sums whose codes do not read.
pub(super) async fn counted(
    conn: &mut Reading,
    period: Period,
    size: u64,
) -> Result<(Vec<(Cell, i64)>, Vec<Damaged>), Problem> {
    let (from, to) = period.bounds();
    let found = rows!(
        conn,
        (String, String, String, i64),
        "SELECT agency, sex, band, CAST(SUM(delta) AS BIGINT) FROM statistics_fact
         WHERE month >= $1 AND month <= $2 AND idx < $3 GROUP BY agency, sex, band ORDER BY agency, sex, band",
        &from,
        &to,
        signed(size)
    )?;
    let (mut cells, mut spoiled) = (Vec::new(), Vec::new());
    for (agency, sex, band, count) in found {
        match cell(&agency, &sex, &band) {
            Ok(cell) => cells.push((cell, count)),
            Err(_) => spoiled.push(Damaged { codes: [agency, sex, band], count }),
        }
    }
    Ok((cells, spoiled))
}

/// The total, summed by the database apart from the cells.
pub(super) async fn total<C: Reachable + Send>(
    conn: &mut C,
    period: Period,
    size: u64,
) -> Result<i64, Problem> {
    let (from, to) = period.bounds();
    let found = row!(
        conn,
        (i64,),
        "SELECT CAST(COALESCE(SUM(delta), 0) AS BIGINT) FROM statistics_fact
         WHERE month >= $1 AND month <= $2 AND idx < $3",
        &from,
        &to,
        signed(size)
    )?;
    Ok(found.map_or(0, |(total,)| total))
}

/// Months anybody was first met in, the newest first.
pub(super) async fn months(conn: &mut Reading) -> Result<Vec<Month>, Problem> {
    let found = rows!(conn, (String,), "SELECT DISTINCT month FROM statistics_fact ORDER BY month DESC")?;
    found.into_iter().map(|(month,)| month.parse().map_err(damaged)).collect()
}

/// The largest checkpoint of at most this size.
pub(super) async fn checkpoint_up_to(conn: &mut Reading, size: u64) -> Result<Option<AsOf>, Problem> {
    let found = row!(
        conn,
        (i64, i64),
        "SELECT size, at FROM ledger_checkpoint WHERE size <= $1 ORDER BY size DESC LIMIT 1",
        signed(size)
    )?;
    Ok(found.map(|(size, at)| AsOf { size: size.unsigned_abs(), at: Moment(at) }))
}

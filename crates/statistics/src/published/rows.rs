//! All SQL of the room. Batches are inserted whole; a withdrawal is a row of its own.

use super::Value;
use danbe_store::{Reachable, Tx, damaged, execute, put, row, rows};
use danbe_words::{Moment, Problem, Stage, Unit};
use std::collections::BTreeMap;

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(super) async fn insert(tx: &mut Tx, source: &str, by: &str, values: &[Value]) -> Result<(), Problem> {
    let (idx, at) = (signed(tx.version()), tx.now().0);
    let lines = signed(values.len() as u64);
    put!(
        tx,
        "INSERT INTO published_batch (idx, at, account, source, lines) VALUES ($1, $2, $3, $4, $5)",
        idx,
        at,
        by,
        source,
        lines
    )?;
    for (place, value) in (1_i64..).zip(values) {
        let (definition, version) = value.definition.as_ref().map_or(("", 0), |(c, v)| (c.as_str(), *v));
        put!(
            tx,
            "INSERT INTO published_value (idx, place, series, year, category, printed, n, wording, unit, stage,
              definition, version, doubt) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            idx,
            place,
            &value.series,
            i64::from(value.year),
            &value.category,
            &value.printed,
            value.number,
            &value.wording,
            value.unit.map_or("", Unit::code),
            value.stage.map_or("", Stage::code),
            definition,
            i64::from(version),
            &value.doubt
        )?;
    }
    Ok(())
}

/// Withdraws a batch that stands.
pub(super) async fn withdraw(tx: &mut Tx, batch: u64, by: &str) -> Result<(), Problem> {
    let known = row!(tx, (i64,), "SELECT idx FROM published_batch WHERE idx = $1", signed(batch))?;
    if known.is_none() {
        return Err(Problem::NotFound);
    }
    let (idx, at) = (signed(tx.version()), tx.now().0);
    execute!(
        tx,
        "INSERT INTO published_withdrawal (batch, idx, at, account) VALUES ($1, $2, $3, $4)",
        signed(batch),
        idx,
        at,
        by
    )?;
    Ok(())
}

/// A batch.
#[derive(Debug, Clone)]
pub(crate) struct Batch {
    pub(crate) at: Moment,
    pub(crate) by: String,
    pub(crate) source: String,
}

/// Batches that stand, by number.
pub(super) async fn batches<C: Reachable + Send>(conn: &mut C) -> Result<BTreeMap<i64, Batch>, Problem> {
    let found = rows!(
        conn,
        (i64, i64, String, String),
        "SELECT b.idx, b.at, b.account, b.source FROM published_batch b
         LEFT JOIN published_withdrawal w ON w.batch = b.idx WHERE w.batch IS NULL ORDER BY b.idx"
    )?;
    let batch =
        |(idx, at, by, source): (i64, i64, String, String)| (idx, Batch { at: Moment(at), by, source });
    Ok(found.into_iter().map(batch).collect())
}

type ValueRow = (i64, String, i64, String, String, Option<i64>, String, String, String, String, i64, String);

fn value(row: ValueRow) -> Result<(i64, Value), Problem> {
    let (batch, series, year, category, printed, number, wording, unit, stage, definition, version, doubt) =
        row;
    let unit = if unit.is_empty() { None } else { Some(Unit::from_code(&unit).map_err(damaged)?) };
    let stage = if stage.is_empty() { None } else { Some(Stage::from_code(&stage).map_err(damaged)?) };
    let version = version.try_into().map_err(damaged)?;
    let definition = (!definition.is_empty()).then_some((definition, version));
    let year = year.try_into().map_err(damaged)?;
    Ok((batch, Value { series, year, category, printed, number, wording, unit, stage, definition, doubt }))
}

/// Values of batches that stand, up to a year, in the order of batches and series.
pub(super) async fn values<C: Reachable + Send>(
    conn: &mut C,
    until: i16,
) -> Result<Vec<(i64, Value)>, Problem> {
    let found = rows!(
        conn,
        ValueRow,
        "SELECT v.idx, v.series, v.year, v.category, v.printed, v.n, v.wording, v.unit, v.stage, v.definition,
          v.version, v.doubt FROM published_value v
         LEFT JOIN published_withdrawal w ON w.batch = v.idx WHERE w.batch IS NULL AND v.year <= $1
         ORDER BY v.series, v.idx, v.wording, v.unit, v.stage, v.category, v.year",
        i64::from(until)
    )?;
    found.into_iter().map(value).collect()
}

/// The values of one batch in the order they were entered.
pub(crate) async fn of_batch<C: Reachable + Send>(conn: &mut C, batch: i64) -> Result<Vec<Value>, Problem> {
    let found = rows!(
        conn,
        ValueRow,
        "SELECT idx, series, year, category, printed, n, wording, unit, stage, definition, version, doubt
         FROM published_value WHERE idx = $1 ORDER BY place",
        batch
    )?;
    found.into_iter().map(|row| value(row).map(|(_, value)| value)).collect()
}

/// Every batch as it stands, withdrawn or not: line, when, account, source.
pub(crate) async fn every_batch<C: Reachable + Send>(
    conn: &mut C,
) -> Result<Vec<(i64, i64, String, String)>, Problem> {
    rows!(
        conn,
        (i64, i64, String, String),
        "SELECT idx, at, account, source FROM published_batch ORDER BY idx"
    )
}

/// Every withdrawal as it stands: batch, line, when, account.
pub(crate) async fn withdrawals<C: Reachable + Send>(
    conn: &mut C,
) -> Result<Vec<(i64, i64, i64, String)>, Problem> {
    rows!(
        conn,
        (i64, i64, i64, String),
        "SELECT batch, idx, at, account FROM published_withdrawal ORDER BY idx"
    )
}

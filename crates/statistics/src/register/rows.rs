//! All SQL of the room. Entries are inserted, never changed.

use super::{Cell, Entry};
use danbe_figures::counts::Definition;
use danbe_store::{Reachable, Tx, damaged, put, row, rows};
use danbe_words::{Moment, Problem};
use serde::{Deserialize, Serialize};

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// What the column `text` holds: everything said under a code, the words of the definition included.
#[derive(Serialize, Deserialize)]
struct Text {
    definition: Definition,
    services: u64,
    returns: u64,
    cells: Vec<Cell>,
    reason: String,
}

/// The text of an entry, whose digest its event carries.
pub(super) fn text(entry: &Entry) -> Result<String, Problem> {
    let Entry { definition, services, returns, cells, reason, .. } = entry.clone();
    serde_json::to_string(&Text { definition, services, returns, cells, reason }).map_err(damaged)
}

pub(super) async fn insert(tx: &mut Tx, entry: &Entry, text: &str) -> Result<(), Problem> {
    let idx = signed(tx.version());
    put!(
        tx,
        "INSERT INTO register_entry (code, idx, at, account, period, definition, version, as_of, corrects, text)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &entry.code,
        idx,
        entry.at.0,
        &entry.by,
        &entry.period,
        &entry.definition.code,
        i64::from(entry.definition.version),
        signed(entry.as_of),
        entry.corrects.as_deref().unwrap_or_default(),
        text
    )
}

/// The code that stands for a period and a definition, whatever its version.
pub(super) async fn standing<C: Reachable + Send>(
    conn: &mut C,
    period: &str,
    definition: &str,
) -> Result<Option<String>, Problem> {
    let found = row!(
        conn,
        (String,),
        "SELECT code FROM register_entry WHERE period = $1 AND definition = $2 ORDER BY idx DESC LIMIT 1",
        period,
        definition
    )?;
    Ok(found.map(|(code,)| code))
}

type EntryRow = (String, i64, String, String, i64, String, String, Option<String>);

fn entry(row: EntryRow) -> Result<Entry, Problem> {
    let (code, at, by, period, as_of, corrects, text, corrected_by) = row;
    let Text { definition, services, returns, cells, reason } =
        serde_json::from_str(&text).map_err(damaged)?;
    Ok(Entry {
        code,
        at: Moment(at),
        by,
        period,
        definition,
        as_of: as_of.unsigned_abs(),
        services,
        returns,
        cells,
        reason,
        corrects: (!corrects.is_empty()).then_some(corrects),
        corrected_by,
    })
}

pub(super) async fn of_code<C: Reachable + Send>(conn: &mut C, code: &str) -> Result<Option<Entry>, Problem> {
    let found = row!(
        conn,
        EntryRow,
        "SELECT e.code, e.at, e.account, e.period, e.as_of, e.corrects, e.text, n.code FROM register_entry e
         LEFT JOIN register_entry n ON n.corrects = e.code WHERE e.code = $1",
        code
    )?;
    found.map(entry).transpose()
}

pub(super) async fn of_year<C: Reachable + Send>(conn: &mut C, year: i16) -> Result<Vec<Entry>, Problem> {
    let found = rows!(
        conn,
        EntryRow,
        "SELECT e.code, e.at, e.account, e.period, e.as_of, e.corrects, e.text, n.code FROM register_entry e
         LEFT JOIN register_entry n ON n.corrects = e.code
         WHERE e.period >= $1 AND e.period <= $2 ORDER BY e.idx",
        format!("{year:04}"),
        format!("{year:04}-12")
    )?;
    found.into_iter().map(entry).collect()
}

/// An entry as it stands in the database.
pub(crate) struct AsWritten {
    pub(crate) code: String,
    pub(crate) index: i64,
    pub(crate) at: i64,
    pub(crate) account: String,
    pub(crate) period: String,
    pub(crate) as_of: i64,
    pub(crate) corrects: String,
    pub(crate) text: String,
}

/// Every entry as it stands, for the recount.
pub(crate) async fn as_written<C: Reachable + Send>(conn: &mut C) -> Result<Vec<AsWritten>, Problem> {
    type Row = (String, i64, i64, String, String, i64, String, String);
    let found = rows!(
        conn,
        Row,
        "SELECT code, idx, at, account, period, as_of, corrects, text FROM register_entry ORDER BY idx"
    )?;
    let written = |(code, index, at, account, period, as_of, corrects, text): Row| AsWritten {
        code,
        index,
        at,
        account,
        period,
        as_of,
        corrects,
        text,
    };
    Ok(found.into_iter().map(written).collect())
}

/// The approval of a year's report.
pub(super) async fn approve(tx: &mut Tx, year: i16, by: &str) -> Result<(), Problem> {
    let (idx, at) = (signed(tx.version()), tx.now().0);
    put!(
        tx,
        "INSERT INTO register_report (year, idx, at, account) VALUES ($1, $2, $3, $4)",
        i64::from(year),
        idx,
        at,
        by
    )
}

/// The last approval of a year's report: line, when, account.
pub(super) async fn approval<C: Reachable + Send>(
    conn: &mut C,
    year: i16,
) -> Result<Option<(i64, i64, String)>, Problem> {
    row!(
        conn,
        (i64, i64, String),
        "SELECT idx, at, account FROM register_report WHERE year = $1 ORDER BY idx DESC LIMIT 1",
        i64::from(year)
    )
}

/// The line of the last entry of a year; nothing when none was published.
pub(super) async fn last_of_year<C: Reachable + Send>(
    conn: &mut C,
    year: i16,
) -> Result<Option<i64>, Problem> {
    let found = row!(
        conn,
        (i64,),
        "SELECT idx FROM register_entry WHERE period = $1 ORDER BY idx DESC LIMIT 1",
        format!("{year:04}")
    )?;
    Ok(found.map(|(idx,)| idx))
}

/// Every approval of a report as it stands, for the recount: year, line, when, account.
pub(crate) async fn reports<C: Reachable + Send>(
    conn: &mut C,
) -> Result<Vec<(i16, i64, i64, String)>, Problem> {
    let found = rows!(
        conn,
        (i64, i64, i64, String),
        "SELECT year, idx, at, account FROM register_report ORDER BY idx"
    )?;
    let read =
        |(year, idx, at, by): (i64, i64, i64, String)| Ok((year.try_into().map_err(damaged)?, idx, at, by));
    found.into_iter().map(read).collect()
}

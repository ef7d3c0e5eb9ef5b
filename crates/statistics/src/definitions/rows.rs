//! All SQL of the room. Versions are inserted, never changed.

use super::Written;
use danbe_figures::counts::Definition;
use danbe_store::{Reachable, Tx, damaged, put, row, rows};
use danbe_words::{AgencyId, Moment, Month, Problem, ServiceKind};
use std::collections::BTreeMap;

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(crate) async fn last_version(tx: &mut Tx, code: &str) -> Result<Option<u16>, Problem> {
    let found = row!(
        tx,
        (i64,),
        "SELECT version FROM definitions_version WHERE code = $1 ORDER BY version DESC LIMIT 1",
        code
    )?;
    found.map(|(version,)| version.try_into().map_err(damaged)).transpose()
}

pub(crate) async fn insert(
    tx: &mut Tx,
    definition: &Definition,
    by: &str,
    text: &str,
) -> Result<(), Problem> {
    let (idx, at) = (signed(tx.version()), tx.now().0);
    put!(
        tx,
        "INSERT INTO definitions_version (code, version, idx, at, account, text) VALUES ($1, $2, $3, $4, $5, $6)",
        &definition.code,
        i64::from(definition.version),
        idx,
        at,
        by,
        text
    )
}

pub(crate) async fn all<C: Reachable + Send>(conn: &mut C) -> Result<Vec<Written>, Problem> {
    let found = rows!(
        conn,
        (i64, i64, String, String),
        "SELECT idx, at, account, text FROM definitions_version ORDER BY code, version"
    )?;
    let read = |(idx, at, by, text): (i64, i64, String, String)| {
        let definition = serde_json::from_str(&text).map_err(damaged)?;
        Ok(Written { definition, at: Moment(at), by, line: idx.unsigned_abs() })
    };
    found.into_iter().map(read).collect()
}

/// A version as it stands: code, version, line, when, account, text.
pub(crate) type TextRow = (String, i64, i64, i64, String, String);

/// Every version as it stands, for the recount.
pub(crate) async fn texts<C: Reachable + Send>(conn: &mut C) -> Result<Vec<TextRow>, Problem> {
    rows!(conn, TextRow, "SELECT code, version, idx, at, account, text FROM definitions_version ORDER BY idx")
}

/// A word about a service as it stands: agency, line, when, account, kind, first month.
pub(crate) type ServiceRow = (String, i64, i64, String, String, String);

/// Every word about a service as it stands, for the recount.
pub(crate) async fn services<C: Reachable + Send>(conn: &mut C) -> Result<Vec<ServiceRow>, Problem> {
    rows!(
        conn,
        ServiceRow,
        "SELECT agency, idx, at, account, kind, since FROM definitions_service ORDER BY idx"
    )
}

pub(crate) async fn enlist(
    tx: &mut Tx,
    agency: AgencyId,
    kind: ServiceKind,
    since: Month,
    by: &str,
) -> Result<(), Problem> {
    let (idx, at) = (signed(tx.version()), tx.now().0);
    put!(
        tx,
        "INSERT INTO definitions_service (agency, idx, at, account, kind, since) VALUES ($1, $2, $3, $4, $5, $6)",
        agency.to_string(),
        idx,
        at,
        by,
        kind.code(),
        since.to_string()
    )
}

/// What each service is, by the last word about it.
pub(crate) async fn enlisted<C: Reachable + Send>(
    conn: &mut C,
) -> Result<BTreeMap<AgencyId, (ServiceKind, Month)>, Problem> {
    let found = rows!(
        conn,
        (String, String, String),
        "SELECT agency, kind, since FROM definitions_service ORDER BY idx"
    )?;
    let mut known = BTreeMap::new();
    for (agency, kind, since) in found {
        let kind = ServiceKind::from_code(&kind).map_err(damaged)?;
        known.insert(agency.parse().map_err(damaged)?, (kind, since.parse().map_err(damaged)?));
    }
    Ok(known)
}

//! All SQL of the room.

use super::{Authorised, Protocol, ProtocolShown};
use danbe_guard::Actor;
use danbe_store::{Tx, damaged, put, row, rows};
use danbe_vault::Signed;
use danbe_words::{AgencyId, Problem, Purpose};

fn number(version: u64) -> Result<i64, Problem> {
    i64::try_from(version).map_err(|_| Problem::Malformed)
}

/// A protocol that waits for its second signature.
pub(crate) struct Waiting {
    pub(crate) by: AgencyId,
    pub(crate) text: String,
}

/// The newest version the two have signed; 0 before the first.
pub(crate) async fn newest(tx: &mut Tx, one: AgencyId, other: AgencyId) -> Result<u64, Problem> {
    let found = row!(
        tx,
        (Option<i64>,),
        "SELECT MAX(version) FROM house_protocol WHERE one = $1 AND other = $2 AND since IS NOT NULL",
        one.to_string(),
        other.to_string()
    )?;
    u64::try_from(found.and_then(|(version,)| version).unwrap_or_default()).map_err(damaged)
}

/// The newest version signed with each agency.
pub(crate) async fn versions(tx: &mut Tx, agency: AgencyId) -> Result<Vec<(AgencyId, u64)>, Problem> {
    let found = rows!(
        tx,
        (String, i64),
        "SELECT CASE WHEN one = $1 THEN other ELSE one END, MAX(version) FROM house_protocol
         WHERE (one = $1 OR other = $1) AND since IS NOT NULL GROUP BY one, other",
        agency.to_string()
    )?;
    let read = |(id, version): (String, i64)| {
        Ok((id.parse().map_err(damaged)?, u64::try_from(version).map_err(damaged)?))
    };
    found.into_iter().map(read).collect()
}

pub(crate) async fn propose(
    tx: &mut Tx,
    who: &Actor,
    said: &Protocol,
    word: &Signed<Protocol>,
) -> Result<(), Problem> {
    let (one, other, version) = (said.one.to_string(), said.other.to_string(), number(said.version)?);
    let (now, proposed) = (tx.now().0, serde_json::to_string(word).map_err(damaged)?);
    put!(
        tx,
        "DELETE FROM house_protocol WHERE one = $1 AND other = $2 AND version = $3 AND since IS NULL",
        &one,
        &other,
        version
    )?;
    put!(
        tx,
        "INSERT INTO house_protocol (one, other, version, text, proposer, proposed, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        one,
        other,
        version,
        &word.text,
        who.agency.to_string(),
        proposed,
        now
    )
}

pub(crate) async fn proposed(tx: &mut Tx, said: &Protocol) -> Result<Option<Waiting>, Problem> {
    let found = row!(
        tx,
        (String, String),
        "SELECT proposer, text FROM house_protocol WHERE one = $1 AND other = $2 AND version = $3 AND since IS NULL",
        said.one.to_string(),
        said.other.to_string(),
        number(said.version)?
    )?;
    found.map(|(by, text)| Ok(Waiting { by: by.parse().map_err(damaged)?, text })).transpose()
}

/// Both have signed: it is in force, and the one before it is not.
pub(crate) async fn sign(tx: &mut Tx, said: &Protocol, word: &Signed<Protocol>) -> Result<(), Problem> {
    end(tx, said.one, said.other).await?;
    let (now, signed) = (tx.now().0, serde_json::to_string(word).map_err(damaged)?);
    put!(
        tx,
        "UPDATE house_protocol SET signed = $4, since = $5 WHERE one = $1 AND other = $2 AND version = $3",
        said.one.to_string(),
        said.other.to_string(),
        number(said.version)?,
        signed,
        now
    )
}

/// Ends what is in force; gives how many were.
pub(crate) async fn end(tx: &mut Tx, one: AgencyId, other: AgencyId) -> Result<u64, Problem> {
    let now = tx.now().0;
    danbe_store::execute!(
        tx,
        "UPDATE house_protocol SET ended = $3 WHERE one = $1 AND other = $2 AND since IS NOT NULL AND ended IS NULL",
        one.to_string(),
        other.to_string(),
        now
    )
}

type Shown = (String, String, Option<String>, Option<i64>);

pub(crate) async fn of(tx: &mut Tx, agency: AgencyId) -> Result<Vec<ProtocolShown>, Problem> {
    let found = rows!(
        tx,
        Shown,
        "SELECT proposer, proposed, signed, since FROM house_protocol
         WHERE (one = $1 OR other = $1) AND ended IS NULL ORDER BY one, other, version",
        agency.to_string()
    )?;
    let read = |text: &str| serde_json::from_str(text).map_err(damaged);
    found
        .into_iter()
        .map(|(by, proposed, signed, since)| {
            Ok(ProtocolShown {
                by: by.parse().map_err(damaged)?,
                proposed: read(&proposed)?,
                signed: signed.as_deref().map(read).transpose()?,
                since,
            })
        })
        .collect()
}

pub(crate) async fn authorise(tx: &mut Tx, purpose: Purpose, reference: &str) -> Result<(), Problem> {
    let (now, index) = (tx.now().0, number(tx.version())?);
    put!(tx, "DELETE FROM house_purpose WHERE purpose = $1", purpose.code())?;
    put!(
        tx,
        "INSERT INTO house_purpose (purpose, reference, idx, since) VALUES ($1, $2, $3, $4)",
        purpose.code(),
        reference,
        index,
        now
    )
}

pub(crate) async fn purposes(tx: &mut Tx) -> Result<Vec<Authorised>, Problem> {
    let found = rows!(tx, (String, String), "SELECT purpose, reference FROM house_purpose ORDER BY purpose")?;
    let read = |(purpose, reference): (String, String)| {
        Ok(Authorised { purpose: Purpose::from_code(&purpose).map_err(damaged)?, reference })
    };
    found.into_iter().map(read).collect()
}

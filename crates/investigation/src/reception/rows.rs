//! All SQL of the room.

use super::list::{Mark, PAGE, ReceivedLine};
use danbe_guard::Place;
use danbe_packages::{Manifest, Package};
use danbe_store::{Tx, damaged, put, row, rows};
use danbe_vault::Wrap;
use danbe_words::{AgencyId, Problem, Purpose, ReferralId};

pub(crate) async fn is_known(tx: &mut Tx, manifest: &Manifest) -> Result<bool, Problem> {
    let found = row!(
        tx,
        (i64,),
        "SELECT seq FROM reception_package WHERE referral = $1 AND seq = $2",
        manifest.referral.to_string(),
        i64::from(manifest.seq)
    )?;
    Ok(found.is_some())
}

pub(crate) async fn insert(tx: &mut Tx, manifest: &Manifest, package: &Package) -> Result<(), Problem> {
    let now = tx.now().0;
    let sealed = (&package.request, &package.parts);
    put!(
        tx,
        "INSERT INTO reception_package (referral, seq, sender, receiver, purpose, until, manifest, papers, parts, taken)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        manifest.referral.to_string(),
        i64::from(manifest.seq),
        manifest.sender.to_string(),
        manifest.receiver.to_string(),
        manifest.terms.purpose.code(),
        manifest.terms.until.0,
        serde_json::to_string(&package.manifest).map_err(damaged)?,
        serde_json::to_string(&package.papers).map_err(damaged)?,
        serde_json::to_vec(&sealed).map_err(damaged)?,
        now
    )
}

/// Whether a referral came for a unit. Asked before anything of it is read, and the same work when there is none.
pub(crate) async fn is_for(tx: &mut Tx, id: ReferralId, unit: AgencyId) -> Result<bool, Problem> {
    let found = row!(
        tx,
        (String,),
        "SELECT COALESCE(p.receiver, $2) FROM (SELECT CAST($1 AS TEXT) AS id) asked
         LEFT JOIN reception_package p ON p.referral = asked.id AND p.seq = 1",
        id.to_string(),
        Place::NOBODY
    )?;
    Ok(found.is_some_and(|(receiver,)| receiver == unit.to_string()))
}

/// The packages of a referral, in order.
pub(crate) async fn packages(tx: &mut Tx, id: ReferralId) -> Result<Vec<Package>, Problem> {
    let found = rows!(
        tx,
        (String, String, Vec<u8>),
        "SELECT manifest, papers, parts FROM reception_package WHERE referral = $1 ORDER BY seq",
        id.to_string()
    )?;
    let read = |(manifest, papers, sealed): (String, String, Vec<u8>)| {
        let (request, parts): (Wrap, Vec<Wrap>) = serde_json::from_slice(&sealed).map_err(damaged)?;
        let manifest = serde_json::from_str(&manifest).map_err(damaged)?;
        Ok(Package { manifest, papers: serde_json::from_str(&papers).map_err(damaged)?, request, parts })
    };
    found.into_iter().map(read).collect()
}

pub(crate) async fn opened(tx: &mut Tx, id: ReferralId) -> Result<(), Problem> {
    let now = tx.now().0;
    put!(
        tx,
        "UPDATE reception_package SET opened = COALESCE(opened, $2) WHERE referral = $1",
        id.to_string(),
        now
    )
}

type Row = (String, String, String, i64, i64, Option<i64>);

/// First packages of referrals for a unit, newest first.
pub(crate) async fn listed(
    tx: &mut Tx,
    unit: AgencyId,
    after: Option<Mark>,
) -> Result<Vec<ReceivedLine>, Problem> {
    let (taken, id) = after.map_or((i64::MAX, String::new()), |mark| (mark.taken, mark.referral.to_string()));
    let limit = i64::try_from(PAGE + 1).map_err(damaged)?;
    let found = rows!(
        tx,
        Row,
        "SELECT referral, sender, purpose, until, taken, opened FROM reception_package
         WHERE receiver = $1 AND seq = 1 AND (taken, referral) < ($2, $3) ORDER BY taken DESC, referral DESC LIMIT $4",
        unit.to_string(),
        taken,
        id,
        limit
    )?;
    let read = |(referral, sender, purpose, until, taken, opened): Row| {
        Ok(ReceivedLine {
            referral: referral.parse().map_err(damaged)?,
            sender: sender.parse().map_err(damaged)?,
            purpose: Purpose::from_code(&purpose).map_err(damaged)?,
            until,
            taken,
            opened,
        })
    };
    found.into_iter().map(read).collect()
}

//! All SQL of the room.

use crate::referrals::{Manifest, Package};
use danbe_store::{Tx, damaged, put, row, rows};
use danbe_vault::Wrap;
use danbe_words::{AgencyId, BasisId, FileId, Problem, ReferralId};

/// Keeps an extract in the place of the one the office had of the file.
pub(crate) async fn keep(
    tx: &mut Tx,
    file: FileId,
    manifest: &Manifest,
    package: &Package,
) -> Result<(), Problem> {
    let (file, office) = (file.to_string(), manifest.receiver.to_string());
    put!(tx, "DELETE FROM extracts_extract WHERE file = $1 AND office = $2", &file, &office)?;
    let sealed = (&package.request, &package.parts);
    put!(
        tx,
        "INSERT INTO extracts_extract (id, file, agency, office, basis, manifest, papers, parts)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        manifest.referral.to_string(),
        &file,
        manifest.sender.to_string(),
        &office,
        manifest.terms.id.to_string(),
        serde_json::to_string(&package.manifest).map_err(damaged)?,
        serde_json::to_string(&package.papers).map_err(damaged)?,
        serde_json::to_vec(&sealed).map_err(damaged)?
    )
}

type Row = (String, String, String, Vec<u8>);

/// The extracts of an office, in the order of their ids.
pub(crate) async fn of(
    tx: &mut Tx,
    office: AgencyId,
    after: Option<ReferralId>,
    limit: usize,
) -> Result<Vec<(ReferralId, Package)>, Problem> {
    let found = rows!(
        tx,
        Row,
        "SELECT id, manifest, papers, parts FROM extracts_extract WHERE office = $1 AND id > $2 ORDER BY id LIMIT $3",
        office.to_string(),
        after.map(|after| after.to_string()).unwrap_or_default(),
        i64::try_from(limit).map_err(damaged)?
    )?;
    found.into_iter().map(read).collect()
}

fn read((id, manifest, papers, sealed): Row) -> Result<(ReferralId, Package), Problem> {
    let (request, parts): (Wrap, Vec<Wrap>) = serde_json::from_slice(&sealed).map_err(damaged)?;
    let (manifest, papers) = (serde_json::from_str(&manifest), serde_json::from_str(&papers));
    let (manifest, papers) = (manifest.map_err(damaged)?, papers.map_err(damaged)?);
    Ok((id.parse().map_err(damaged)?, Package { manifest, papers, request, parts }))
}

/// What rests on a basis that was taken back leaves the server.
pub(crate) async fn call_back(tx: &mut Tx, basis: BasisId) -> Result<(), Problem> {
    put!(tx, "DELETE FROM extracts_extract WHERE basis = $1", basis.to_string())
}

/// What an agency that closes sent, or was sent, leaves the server: who takes its files over sends anew, as it agreed.
pub(crate) async fn agency_closes(tx: &mut Tx, agency: &str) -> Result<(), Problem> {
    put!(tx, "DELETE FROM extracts_extract WHERE agency = $1 OR office = $1", agency)
}

/// An extract nothing stands behind any more. (Reads the bases beside its own table: the two rooms decide this together.)
pub(crate) async fn due(tx: &mut Tx) -> Result<Option<ReferralId>, Problem> {
    let now = tx.now().0;
    let found = row!(
        tx,
        (String,),
        "SELECT e.id FROM bases_basis b JOIN extracts_extract e ON e.basis = b.id
         WHERE b.withdrawn IS NOT NULL OR b.until < $1 ORDER BY e.id LIMIT 1",
        now
    )?;
    found.map(|(id,)| id.parse().map_err(damaged)).transpose()
}

/// Takes one off the server.
pub(crate) async fn delete(tx: &mut Tx, id: ReferralId) -> Result<(), Problem> {
    put!(tx, "DELETE FROM extracts_extract WHERE id = $1", id.to_string())
}

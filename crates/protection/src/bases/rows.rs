//! All SQL of the room.

use super::list::BasisShown;
use super::look::SealedMark;
use super::review::Reviewing;
use super::said::Said;
use crate::cases::rows as cases;
use danbe_guard::{Actor, Grant, Place, Relation, Terms};
use danbe_store::{Tx, Verb, damaged, put, row, rows};
use danbe_vault::Wrap;
use danbe_words::{
    AgencyId, BasisId, Evidence, FileId, Interpreter, PersonId, Problem, RecordId, Review, Tongue,
};

/// The kind of record that is handed out by `bases.look` alone.
pub(crate) const MARK: &str = "mark";

fn text(terms: &Terms) -> Result<String, Problem> {
    serde_json::to_string(terms).map_err(damaged)
}

/// A basis as the database has it.
pub(crate) struct Basis {
    pub(crate) file: Option<FileId>,
    pub(crate) terms: Terms,
    pub(crate) told: Option<i64>,
}

pub(crate) async fn insert(
    tx: &mut Tx,
    agency: AgencyId,
    file: Option<(FileId, RecordId)>,
    terms: &Terms,
    said: &Said,
) -> Result<(), Problem> {
    put!(
        tx,
        "INSERT INTO bases_basis (id, agency, file, terms, receiver, purpose, ground, since, until, tongue,
         interpreter, evidence, wording, record, review)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        terms.id.to_string(),
        agency.to_string(),
        file.map(|(file, _)| file.to_string()),
        text(terms)?,
        terms.receiver.to_string(),
        terms.purpose.code(),
        terms.ground.code(),
        terms.since.0,
        terms.until.0,
        said.tongue.code(),
        said.interpreter.code(),
        said.evidence.code(),
        i64::from(said.wording),
        file.map(|(_, record)| record.to_string()),
        terms.review.code()
    )
}

pub(crate) async fn ask_review(
    tx: &mut Tx,
    basis: BasisId,
    reviewer: AgencyId,
    reason: &Wrap,
) -> Result<(), Problem> {
    put!(
        tx,
        "UPDATE bases_basis SET reviewer = $2, reason = $3 WHERE id = $1",
        basis.to_string(),
        reviewer.to_string(),
        &reason.0
    )
}

/// Names the record that holds what was signed.
pub(crate) async fn keep_mark(tx: &mut Tx, basis: BasisId, record: RecordId) -> Result<(), Problem> {
    put!(tx, "UPDATE bases_basis SET mark = $2 WHERE id = $1", basis.to_string(), record.to_string())
}

/// What was signed for a basis of a file, still sealed.
pub(crate) async fn mark(tx: &mut Tx, basis: &Basis) -> Result<Option<SealedMark>, Problem> {
    let id = basis.terms.id.to_string();
    let found = row!(tx, (Option<String>,), "SELECT mark FROM bases_basis WHERE id = $1", id)?;
    let (Some(record), Some(file)) = (found.and_then(|(mark,)| mark), basis.file) else { return Ok(None) };
    let keyring = cases::file(tx, file).await?.ok_or(Problem::NotFound)?.keyring;
    let (key, record) = cases::record(tx, file, record.parse().map_err(damaged)?).await?;
    Ok(Some(SealedMark { keyring, key, record }))
}

/// Writes down who signed beside, what was reviewed, what was taken back.
pub(crate) async fn update(tx: &mut Tx, terms: &Terms) -> Result<(), Problem> {
    put!(
        tx,
        "UPDATE bases_basis SET terms = $2, review = $3, withdrawn = $4 WHERE id = $1",
        terms.id.to_string(),
        text(terms)?,
        terms.review.code(),
        terms.withdrawn.map(|at| at.0)
    )
}

pub(crate) async fn tell(tx: &mut Tx, basis: BasisId) -> Result<(), Problem> {
    let now = tx.now().0;
    put!(tx, "UPDATE bases_basis SET told = $2 WHERE id = $1", basis.to_string(), now)
}

type Row = (Option<String>, String, Option<i64>);

pub(crate) async fn basis(tx: &mut Tx, basis: BasisId) -> Result<Option<Basis>, Problem> {
    let found = row!(tx, Row, "SELECT file, terms, told FROM bases_basis WHERE id = $1", basis.to_string())?;
    found.map(read).transpose()
}

/// Refuses what nothing stands behind any more.
pub(crate) async fn still_stands(tx: &mut Tx, id: BasisId) -> Result<(), Problem> {
    let found = basis(tx, id).await?.ok_or(Problem::StoreDown)?;
    found.terms.alive(tx.now()).map_err(|lack| Problem::State(lack.code()))
}

fn read((file, terms, told): Row) -> Result<Basis, Problem> {
    Ok(Basis {
        file: file.map(|file| file.parse().map_err(damaged)).transpose()?,
        terms: serde_json::from_str(&terms).map_err(damaged)?,
        told,
    })
}

/// A basis in a file of somebody's team, whom it is about, and leave to do something with it: the file's place decides, and
/// only then is the basis read.
pub(crate) async fn granted<V: Verb>(
    tx: &mut Tx,
    who: &Actor,
    id: BasisId,
) -> Result<(Grant, Basis, PersonId), Problem> {
    let file = file_of(tx, id).await?;
    let place = cases::place(tx, who, file).await?;
    let grant = tx.may::<V>(who, who.at(&place))?;
    let found = basis(tx, id).await?.ok_or(Problem::NotFound)?;
    Ok((grant, found, cases::person(tx, file).await?.ok_or(Problem::NotFound)?))
}

/// The file a basis hangs on; of one that hangs on none, or does not exist, a file that is nowhere.
async fn file_of(tx: &mut Tx, id: BasisId) -> Result<FileId, Problem> {
    let found = row!(
        tx,
        (String,),
        "SELECT COALESCE(b.file, $2) FROM (SELECT CAST($1 AS TEXT) AS id) asked
         LEFT JOIN bases_basis b ON b.id = asked.id",
        id.to_string(),
        Place::NOBODY
    )?;
    found.ok_or(Problem::StoreDown)?.0.parse().map_err(damaged)
}

/// Leave to do something with a basis as the agency that was asked to review it.
pub(crate) async fn reviewing<V: Verb>(
    tx: &mut Tx,
    who: &Actor,
    id: BasisId,
) -> Result<(Grant, Terms), Problem> {
    let found = row!(
        tx,
        (String,),
        "SELECT COALESCE(b.reviewer, $2) FROM (SELECT CAST($1 AS TEXT) AS id) asked
         LEFT JOIN bases_basis b ON b.id = asked.id",
        id.to_string(),
        Place::NOBODY
    )?;
    let asked = found.is_some_and(|(reviewer,)| reviewer == who.agency.to_string());
    let grant = tx.may::<V>(who, if asked { Relation::Agency } else { Relation::Stranger })?;
    Ok((grant, basis(tx, id).await?.ok_or(Problem::NotFound)?.terms))
}

type ShownRow = (String, String, String, String, i64, Option<String>, Option<String>, Option<i64>);

pub(crate) async fn of(tx: &mut Tx, file: FileId) -> Result<Vec<BasisShown>, Problem> {
    let found = rows!(
        tx,
        ShownRow,
        "SELECT terms, tongue, interpreter, evidence, wording, record, reviewer, told FROM bases_basis
         WHERE file = $1 ORDER BY since, id",
        file.to_string()
    )?;
    found.into_iter().map(shown).collect()
}

fn shown(row: ShownRow) -> Result<BasisShown, Problem> {
    let (terms, tongue, interpreter, evidence, wording, record, reviewer, told) = row;
    Ok(BasisShown {
        terms: serde_json::from_str(&terms).map_err(damaged)?,
        tongue: Tongue::from_code(&tongue).map_err(damaged)?,
        interpreter: Interpreter::from_code(&interpreter).map_err(damaged)?,
        evidence: Evidence::from_code(&evidence).map_err(damaged)?,
        wording: u32::try_from(wording).map_err(damaged)?,
        record: record.map(|it| it.parse().map_err(damaged)).transpose()?,
        reviewer: reviewer.map(|it| it.parse().map_err(damaged)).transpose()?,
        told,
    })
}

/// What waits for the review of an agency, oldest first; what is over waits no more.
pub(crate) async fn reviews(tx: &mut Tx, agency: AgencyId) -> Result<Vec<Reviewing>, Problem> {
    let found = rows!(
        tx,
        (String, String, Vec<u8>),
        "SELECT agency, terms, reason FROM bases_basis
         WHERE reviewer = $1 AND review = $2 AND withdrawn IS NULL ORDER BY since, id LIMIT 100",
        agency.to_string(),
        Review::Awaited.code()
    )?;
    found
        .into_iter()
        .map(|(agency, terms, reason)| {
            Ok(Reviewing {
                agency: agency.parse().map_err(damaged)?,
                terms: serde_json::from_str(&terms).map_err(damaged)?,
                reason: Wrap(reason),
            })
        })
        .collect()
}

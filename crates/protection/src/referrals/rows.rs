//! All SQL of the room.

use super::inbox::{InboxLine, PAGE};
use super::sent::{Mark, SentLine};
use super::{Manifest, Package, Step, next};
use crate::cases::rows as cases;
use danbe_guard::{Actor, Grant, Place, REVIEW_WITHIN};
use danbe_store::{Tx, Verb, damaged, put, row, rows};
use danbe_vault::{Signed, Wrap, text};
use danbe_words::{
    AgencyClass, AgencyId, BasisId, Decline, Errand, FileId, Ground, PersonId, Problem, Purpose, Recall,
    Referral, ReferralId, Review,
};

/// Bytes a note may have, sealed.
const NOTE: usize = 20_000;

/// A referral as the database has it.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) id: ReferralId,
    pub(crate) sender: AgencyId,
    pub(crate) file: Option<FileId>,
    pub(crate) basis: BasisId,
    pub(crate) receiver: AgencyId,
    pub(crate) errand: Errand,
    pub(crate) subject: PersonId,
    pub(crate) state: Referral,
    pub(crate) kept: Option<FileId>,
    pub(crate) recall: Option<Recall>,
}

/// A referral somebody's agency received, and leave to do something with it: the desk it is for decides, and only then is
/// it read.
pub(crate) async fn received<V: Verb>(
    tx: &mut Tx,
    who: &Actor,
    id: ReferralId,
) -> Result<(Grant, Found), Problem> {
    let place = row!(
        tx,
        (String, String),
        "SELECT COALESCE(r.receiver, $2), COALESCE(NULLIF(r.desk, ''), $3)
         FROM (SELECT CAST($1 AS TEXT) AS id) asked LEFT JOIN referrals_referral r ON r.id = asked.id",
        id.to_string(),
        Place::NOBODY,
        &who.team
    )?;
    granted::<V>(tx, who, id, place).await
}

/// A referral somebody's team sent, in the same way.
pub(crate) async fn sent_by<V: Verb>(
    tx: &mut Tx,
    who: &Actor,
    id: ReferralId,
) -> Result<(Grant, Found), Problem> {
    let place = row!(
        tx,
        (String, String),
        "SELECT COALESCE(r.sender, $2), COALESCE(r.team, $3)
         FROM (SELECT CAST($1 AS TEXT) AS id) asked LEFT JOIN referrals_referral r ON r.id = asked.id",
        id.to_string(),
        Place::NOBODY,
        &who.team
    )?;
    granted::<V>(tx, who, id, place).await
}

async fn granted<V: Verb>(
    tx: &mut Tx,
    who: &Actor,
    id: ReferralId,
    place: Option<(String, String)>,
) -> Result<(Grant, Found), Problem> {
    let place = Place::read(place.ok_or(Problem::StoreDown)?).map_err(damaged)?;
    let grant = tx.may::<V>(who, who.at(&place))?;
    Ok((grant, referral(tx, id).await?.ok_or(Problem::NotFound)?))
}

/// What an agency that closes leaves: what it had not answered goes back to its senders; what it took on, and what it
/// sent, is its successor's; without one, what it sent and nobody answered is taken back.
pub(crate) async fn agency_closes(
    tx: &mut Tx,
    agency: &str,
    successor: Option<(&str, &str)>,
) -> Result<(), Problem> {
    super::channel::rows::agency_is_closed(tx, agency).await?;
    crate::extracts::rows::agency_closes(tx, agency).await?;
    for mut found in living(tx, agency).await? {
        let theirs = found.receiver.to_string() == agency;
        match (theirs, found.state, successor) {
            (true, Referral::Accepted, Some((to, team))) => {
                put!(
                    tx,
                    "UPDATE referrals_referral SET receiver = $2, desk = $3 WHERE id = $1",
                    found.id.to_string(),
                    to,
                    team
                )?;
            }
            (true, ..) => {
                found.state = next(found.state, Step::Return)?;
                taken(tx, found.id).await?;
                ended(tx, &found, None).await?;
            }
            (false, _, Some((to, team))) => {
                put!(
                    tx,
                    "UPDATE referrals_referral SET sender = $2, team = $3 WHERE id = $1",
                    found.id.to_string(),
                    to,
                    team
                )?;
            }
            (false, ..) => take_back(tx, &found).await?,
        }
    }
    Ok(())
}

async fn living(tx: &mut Tx, agency: &str) -> Result<Vec<Found>, Problem> {
    let found = rows!(
        tx,
        (String,),
        "SELECT id FROM referrals_referral WHERE (receiver = $1 OR sender = $1) AND over = 0",
        agency
    )?;
    all(tx, found).await
}

async fn all(tx: &mut Tx, ids: Vec<(String,)>) -> Result<Vec<Found>, Problem> {
    let mut all = Vec::new();
    for (id,) in ids {
        all.extend(referral(tx, id.parse().map_err(damaged)?).await?);
    }
    Ok(all)
}

type Row = (String, Option<String>, String, String, String, String, String, Option<String>, Option<String>);

pub(crate) async fn referral(tx: &mut Tx, id: ReferralId) -> Result<Option<Found>, Problem> {
    let found = row!(
        tx,
        Row,
        "SELECT sender, file, basis, receiver, errand, subject, state, kept, recall FROM referrals_referral WHERE id = $1",
        id.to_string()
    )?;
    found.map(|row| read(id, row)).transpose()
}

fn read(id: ReferralId, row: Row) -> Result<Found, Problem> {
    let (sender, file, basis, receiver, errand, subject, state, kept, recall) = row;
    Ok(Found {
        id,
        sender: sender.parse().map_err(damaged)?,
        file: file.map(|file| file.parse().map_err(damaged)).transpose()?,
        basis: basis.parse().map_err(damaged)?,
        receiver: receiver.parse().map_err(damaged)?,
        errand: Errand::from_code(&errand).map_err(damaged)?,
        subject: subject.parse().map_err(damaged)?,
        state: Referral::from_code(&state).map_err(damaged)?,
        kept: kept.map(|kept| kept.parse().map_err(damaged)).transpose()?,
        recall: recall.map(|recall| Recall::from_code(&recall).map_err(damaged)).transpose()?,
    })
}

pub(crate) async fn insert(
    tx: &mut Tx,
    who: &Actor,
    file: Option<FileId>,
    manifest: &Manifest,
) -> Result<(), Problem> {
    let now = tx.now().0;
    put!(
        tx,
        "INSERT INTO referrals_referral (id, sender, team, member, file, basis, receiver, desk, errand, purpose,
         subject, state, over, packages, sent) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, 1, $13)",
        manifest.referral.to_string(),
        who.agency.to_string(),
        &who.team,
        who.member.to_string(),
        file.map(|file| file.to_string()),
        manifest.terms.id.to_string(),
        manifest.receiver.to_string(),
        &manifest.desk,
        manifest.errand.code(),
        manifest.terms.purpose.code(),
        manifest.subject.to_string(),
        Referral::Sent.code(),
        now
    )
}

pub(crate) async fn insert_package(
    tx: &mut Tx,
    manifest: &Manifest,
    package: &Package,
) -> Result<(), Problem> {
    let now = tx.now().0;
    let sealed = (&package.request, &package.parts);
    put!(
        tx,
        "INSERT INTO referrals_package (referral, seq, manifest, papers, parts, held, at)
         VALUES ($1, $2, $3, $4, $5, 1, $6)",
        manifest.referral.to_string(),
        i64::from(manifest.seq),
        serde_json::to_string(&package.manifest).map_err(damaged)?,
        serde_json::to_string(&package.papers).map_err(damaged)?,
        serde_json::to_vec(&sealed).map_err(damaged)?,
        now
    )
}

pub(crate) async fn count_package(tx: &mut Tx, manifest: &Manifest) -> Result<(), Problem> {
    put!(
        tx,
        "UPDATE referrals_referral SET packages = $2 WHERE id = $1",
        manifest.referral.to_string(),
        i64::from(manifest.seq)
    )
}

/// The last package of a referral: its number and digest.
pub(crate) struct Last {
    pub(crate) seq: u32,
    pub(crate) digest: String,
}

pub(crate) async fn last_package(tx: &mut Tx, id: ReferralId) -> Result<Last, Problem> {
    let found = row!(
        tx,
        (i64, String),
        "SELECT seq, manifest FROM referrals_package WHERE referral = $1 ORDER BY seq DESC LIMIT 1",
        id.to_string()
    )?;
    let (seq, manifest) = found.ok_or(Problem::StoreDown)?;
    Ok(Last { seq: u32::try_from(seq).map_err(damaged)?, digest: digest(&manifest)? })
}

fn digest(manifest: &str) -> Result<String, Problem> {
    Ok(text::hex(&signed(manifest)?.digest()))
}

fn signed(manifest: &str) -> Result<Signed<Manifest>, Problem> {
    serde_json::from_str(manifest).map_err(damaged)
}

/// The packages nobody has taken on yet, in order.
pub(crate) async fn packages(tx: &mut Tx, id: ReferralId) -> Result<Vec<Package>, Problem> {
    let found = rows!(
        tx,
        (String, String, Vec<u8>),
        "SELECT manifest, papers, parts FROM referrals_package WHERE referral = $1 AND held = 1 ORDER BY seq",
        id.to_string()
    )?;
    found
        .into_iter()
        .map(|(manifest, papers, sealed)| {
            let (request, parts): (Wrap, Vec<Wrap>) = serde_json::from_slice(&sealed).map_err(damaged)?;
            Ok(Package {
                manifest: serde_json::from_str(&manifest).map_err(damaged)?,
                papers: serde_json::from_str(&papers).map_err(damaged)?,
                request,
                parts,
            })
        })
        .collect()
}

/// Referrals to units beyond the wall whose copies are still here, oldest first.
pub(crate) async fn beyond(tx: &mut Tx) -> Result<Vec<ReferralId>, Problem> {
    let found = rows!(
        tx,
        (String,),
        "SELECT r.id FROM referrals_referral r JOIN referrals_agency a ON a.id = r.receiver
         WHERE a.class = $1 AND r.over = 0 ORDER BY r.sent, r.id",
        AgencyClass::InvestigatingUnit.code()
    )?;
    found.into_iter().map(|(id,)| id.parse().map_err(damaged)).collect()
}

/// Number and digest of the package before the first of these.
pub(crate) async fn before(
    tx: &mut Tx,
    id: ReferralId,
    packages: &[Package],
) -> Result<Option<(u32, String)>, Problem> {
    let Some(first) = packages.first() else { return Ok(None) };
    let first = i64::from(first.says().map_err(damaged)?.seq);
    let found = row!(
        tx,
        (i64, String),
        "SELECT seq, manifest FROM referrals_package WHERE referral = $1 AND seq < $2 ORDER BY seq DESC LIMIT 1",
        id.to_string(),
        first
    )?;
    found.map(|(seq, manifest)| Ok((u32::try_from(seq).map_err(damaged)?, digest(&manifest)?))).transpose()
}

/// The content of a referral's packages leaves the server; what was sent, and when, stays.
pub(crate) async fn taken(tx: &mut Tx, id: ReferralId) -> Result<(), Problem> {
    put!(
        tx,
        "UPDATE referrals_package SET parts = $2, held = 0 WHERE referral = $1",
        id.to_string(),
        Vec::<u8>::new()
    )
}

async fn set_state(tx: &mut Tx, found: &Found) -> Result<(), Problem> {
    let (now, over) = (tx.now().0, i64::from(found.state.is_over()));
    put!(
        tx,
        "UPDATE referrals_referral SET state = $2, over = $3, ended = CASE WHEN $3 = 1 THEN $4 ELSE ended END
         WHERE id = $1",
        found.id.to_string(),
        found.state.code(),
        over,
        now
    )
}

pub(crate) async fn opened(tx: &mut Tx, found: &Found) -> Result<(), Problem> {
    set_state(tx, found).await?;
    let now = tx.now().0;
    put!(
        tx,
        "UPDATE referrals_referral SET opened = COALESCE(opened, $2) WHERE id = $1",
        found.id.to_string(),
        now
    )
}

/// Accepted or declined: by whom, with what.
pub(crate) async fn answered(
    tx: &mut Tx,
    who: &Actor,
    found: &Found,
    decline: Option<Decline>,
    note: Option<&Wrap>,
) -> Result<(), Problem> {
    set_state(tx, found).await?;
    let now = tx.now().0;
    put!(
        tx,
        "UPDATE referrals_referral SET answered = $2, handler = $3, kept = $4, decline = $5, note = $6 WHERE id = $1",
        found.id.to_string(),
        now,
        who.member.to_string(),
        found.kept.map(|kept| kept.to_string()),
        decline.map(Decline::code),
        note.map(|note| note.0.clone())
    )
}

/// Over, with a note or without.
pub(crate) async fn ended(tx: &mut Tx, found: &Found, note: Option<&Wrap>) -> Result<(), Problem> {
    set_state(tx, found).await?;
    put!(
        tx,
        "UPDATE referrals_referral SET note = COALESCE($2, note) WHERE id = $1",
        found.id.to_string(),
        note.map(|note| note.0.clone())
    )
}

/// Every referral on a basis is taken back.
pub(crate) async fn call_back(tx: &mut Tx, basis: BasisId) -> Result<(), Problem> {
    let found = rows!(
        tx,
        (String,),
        "SELECT id FROM referrals_referral WHERE basis = $1 ORDER BY id",
        basis.to_string()
    )?;
    for found in all(tx, found).await? {
        take_back(tx, &found).await?;
    }
    Ok(())
}

/// Takes one back: its copies leave the server, and whoever opened it is asked for an answer. A file that was transferred
/// is its new owner's: there is nothing to give back.
pub(crate) async fn take_back(tx: &mut Tx, found: &Found) -> Result<(), Problem> {
    taken(tx, found.id).await?;
    let seen = matches!(found.state, Referral::Opened | Referral::Accepted | Referral::Done);
    let now = tx.now().0;
    if let Ok(state) = next(found.state, Step::Withdraw) {
        set_state(tx, &Found { state, ..found.clone() }).await?;
    }
    let moved = found.errand == Errand::Transfer && found.kept.is_some();
    if seen && !moved && found.recall.is_none() {
        put!(
            tx,
            "UPDATE referrals_referral SET recall = $2, recalled = $3 WHERE id = $1",
            found.id.to_string(),
            Recall::Asked.code(),
            now
        )?;
    }
    Ok(())
}

pub(crate) async fn recalled(tx: &mut Tx, id: ReferralId, answer: Recall) -> Result<(), Problem> {
    let now = tx.now().0;
    put!(
        tx,
        "UPDATE referrals_referral SET recall = $2, recall_answered = $3 WHERE id = $1",
        id.to_string(),
        answer.code(),
        now
    )
}

/// The tag of the person in the sender's file.
pub(crate) async fn tag(tx: &mut Tx, found: &Found) -> Result<Option<String>, Problem> {
    let Some(file) = found.file else { return Ok(None) };
    let Some(person) = cases::person(tx, file).await? else { return Ok(None) };
    cases::tag(tx, person).await.map(Some)
}

/// Whether somebody elsewhere is still deciding about the person of a file.
pub(crate) async fn waits(tx: &mut Tx, file: FileId) -> Result<bool, Problem> {
    let found = row!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM referrals_referral WHERE file = $1 AND state IN ('sent', 'opened')",
        file.to_string()
    )?;
    Ok(found.is_some_and(|(n,)| n > 0))
}

/// A file is proposed to one agency at a time.
pub(crate) async fn may_be_transferred(tx: &mut Tx, file: FileId) -> Result<(), Problem> {
    let found = row!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM referrals_referral WHERE file = $1 AND over = 0 AND errand = $2",
        file.to_string(),
        Errand::Transfer.code()
    )?;
    if found == Some((0,)) { Ok(()) } else { Err(Problem::State("transfer-waits")) }
}

pub(crate) fn check_note(note: Option<&Wrap>) -> Result<(), Problem> {
    if note.is_some_and(|note| note.0.len() > NOTE) { Err(Problem::TooLarge) } else { Ok(()) }
}

/// A referral whose copies no basis carries any more. (Reads the bases beside its own tables: the two rooms decide this
/// together.)
pub(crate) async fn due(tx: &mut Tx) -> Result<Option<Found>, Problem> {
    let now = tx.now().0;
    let found = row!(
        tx,
        (String,),
        "SELECT r.id FROM referrals_package p JOIN referrals_referral r ON r.id = p.referral
         JOIN bases_basis b ON b.id = r.basis WHERE p.held = 1 AND (b.withdrawn IS NOT NULL OR b.until < $1
         OR (b.ground = $2 AND (b.review = $3 OR (b.review = $4 AND b.since < $5)))) ORDER BY r.id LIMIT 1",
        now,
        Ground::VitalInterest.code(),
        Review::Refused.code(),
        Review::Awaited.code(),
        now - REVIEW_WITHIN
    )?;
    match found {
        Some((id,)) => referral(tx, id.parse().map_err(damaged)?).await,
        None => Ok(None),
    }
}

type InboxRow = (String, String, String, String, String, String, i64, i64, Option<String>, Option<String>);

pub(crate) async fn inbox(
    tx: &mut Tx,
    who: &Actor,
    over: bool,
    after: Option<Mark>,
) -> Result<Vec<InboxLine>, Problem> {
    let (sent, id) = after.map_or((i64::MAX, String::new()), |mark| (mark.sent, mark.id.to_string()));
    let limit = i64::try_from(PAGE + 1).map_err(damaged)?;
    let mut lines = Vec::new();
    // What is for whoever is there, and what is for her team, each from its own stretch of the index.
    for desk in ["", who.team.as_str()] {
        let found = rows!(
            tx,
            InboxRow,
            "SELECT id, sender, purpose, errand, state, desk, sent, packages, kept, recall FROM referrals_referral
             WHERE receiver = $1 AND desk = $2 AND over = $3 AND (sent, id) < ($4, $5)
             ORDER BY sent DESC, id DESC LIMIT $6",
            who.agency.to_string(),
            desk,
            i64::from(over),
            sent,
            &id,
            limit
        )?;
        for row in found {
            lines.push(read_line(row)?);
        }
    }
    lines.sort_by_key(|line| std::cmp::Reverse((line.sent, line.id)));
    lines.truncate(PAGE + 1);
    Ok(lines)
}

fn read_line(row: InboxRow) -> Result<InboxLine, Problem> {
    let (id, sender, purpose, errand, state, desk, sent, packages, kept, recall) = row;
    Ok(InboxLine {
        id: id.parse().map_err(damaged)?,
        sender: sender.parse().map_err(damaged)?,
        purpose: Purpose::from_code(&purpose).map_err(damaged)?,
        errand: Errand::from_code(&errand).map_err(damaged)?,
        state: Referral::from_code(&state).map_err(damaged)?,
        desk,
        sent,
        packages: u32::try_from(packages).map_err(damaged)?,
        kept: kept.map(|kept| kept.parse().map_err(damaged)).transpose()?,
        recall: recall.map(|recall| Recall::from_code(&recall).map_err(damaged)).transpose()?,
    })
}

type SentRow = (
    String,
    Option<String>,
    String,
    String,
    String,
    String,
    String,
    i64,
    Option<i64>,
    Option<i64>,
    Option<i64>,
    Option<String>,
    Option<Vec<u8>>,
    Option<String>,
    i64,
    String,
);

pub(crate) async fn sent(tx: &mut Tx, who: &Actor, after: Option<Mark>) -> Result<Vec<SentLine>, Problem> {
    let (sent, id) = after.map_or((i64::MAX, String::new()), |mark| (mark.sent, mark.id.to_string()));
    let limit = i64::try_from(PAGE + 1).map_err(damaged)?;
    let found = rows!(
        tx,
        SentRow,
        "SELECT r.id, file, basis, receiver, purpose, errand, state, sent, opened, answered, ended, decline, note,
         recall, packages, manifest FROM referrals_referral r
         JOIN referrals_package p ON p.referral = r.id AND p.seq = r.packages
         WHERE sender = $1 AND team = $2 AND (sent, r.id) < ($3, $4) ORDER BY sent DESC, r.id DESC LIMIT $5",
        who.agency.to_string(),
        &who.team,
        sent,
        &id,
        limit
    )?;
    found.into_iter().map(read_sent).collect()
}

fn read_sent(row: SentRow) -> Result<SentLine, Problem> {
    let (
        id,
        file,
        basis,
        receiver,
        purpose,
        errand,
        state,
        sent,
        opened,
        answered,
        ended,
        decline,
        note,
        recall,
        packages,
        manifest,
    ) = row;
    let signed = signed(&manifest)?;
    let last: Manifest = text::from_text(&signed.text).map_err(damaged)?;
    Ok(SentLine {
        id: id.parse().map_err(damaged)?,
        file: file.map(|file| file.parse().map_err(damaged)).transpose()?,
        basis: basis.parse().map_err(damaged)?,
        receiver: receiver.parse().map_err(damaged)?,
        purpose: Purpose::from_code(&purpose).map_err(damaged)?,
        errand: Errand::from_code(&errand).map_err(damaged)?,
        state: Referral::from_code(&state).map_err(damaged)?,
        sent,
        opened,
        answered,
        ended,
        decline: decline.map(|decline| Decline::from_code(&decline).map_err(damaged)).transpose()?,
        note: note.map(Wrap),
        recall: recall.map(|recall| Recall::from_code(&recall).map_err(damaged)).transpose()?,
        subject: last.subject,
        last: (u32::try_from(packages).map_err(damaged)?, text::hex(&signed.digest())),
    })
}

//! All SQL of the room.

use super::answer::Named;
use super::card::{EXACT, NAMED};
use super::facts::Facts;
use super::index::CARDS;
use super::list::{Cursor, FileLine, PAGE};
use super::record::{Keyring, PersonKey, Record, SealedRecord};
use super::register::Registration;
use super::search::{CardHit, Search, TEAMS};
use danbe_guard::{Actor, Grant, Place};
use danbe_store::{Tx, Verb, damaged, put, row, rows};
use danbe_vault::{Sealed, SecretKey, Wrap, person_tag};
use danbe_words::{AgencyId, FileId, FileKind, FileState, KeyId, PersonId, Problem, RecordId, Stage, Tier};

/// A file as the database has it.
pub(crate) struct File {
    /// What its seals are bound to: the agency it began in, whoever holds it now.
    pub(crate) keyring: Keyring,
    pub(crate) stage: Stage,
    pub(crate) registered: i64,
    pub(crate) facts: Facts,
    pub(crate) kind: FileKind,
    pub(crate) state: FileState,
}

impl File {
    /// Whether something may still be added to it.
    pub(crate) fn is_open(&self) -> Result<(), Problem> {
        if self.state == FileState::Open { Ok(()) } else { Err(Problem::State("file-closed")) }
    }
}

/// Everything a new file brings; gives the tag events name the person by.
pub(crate) async fn begin(tx: &mut Tx, who: &Actor, new: &Registration) -> Result<String, Problem> {
    insert(tx, who, new).await?;
    new_tag(tx, new.person).await
}

/// The same, for a person who has a tag.
pub(crate) async fn insert(tx: &mut Tx, who: &Actor, new: &Registration) -> Result<(), Problem> {
    insert_file(tx, who, new).await?;
    for key in &new.keys {
        insert_key(tx, new.file, key).await?;
    }
    for record in &new.records {
        insert_record(tx, new.file, "opening", who, record).await?;
    }
    if let Some(card) = &new.card {
        insert_card(tx, new.file, card).await?;
        if new.tokens.is_empty() {
            insert_unfound(tx, who.agency, new.file).await?;
        }
    }
    for token in &new.tokens {
        insert_token(tx, who.agency, *token, new.file).await?;
    }
    Ok(())
}

async fn insert_file(tx: &mut Tx, who: &Actor, file: &Registration) -> Result<(), Problem> {
    let (now, facts) = (tx.now().0, &file.facts);
    put!(
        tx,
        "INSERT INTO cases_file (id, agency, team, person, registrar, stage, month, region, manner, sex, band,
         form, nationality, registered, kind) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        file.file.to_string(),
        who.agency.to_string(),
        &who.team,
        file.person.to_string(),
        who.member.to_string(),
        Stage::Presumed.code(),
        facts.month.to_string(),
        facts.region.code(),
        facts.manner.code(),
        facts.sex.code(),
        facts.band.code(),
        facts.form.code(),
        facts.nationality.code(),
        now,
        file.kind.code()
    )?;
    Ok(())
}

/// The state of a file, from here on.
pub(crate) async fn set_state(tx: &mut Tx, file: FileId, state: FileState) -> Result<(), Problem> {
    put!(tx, "UPDATE cases_file SET state = $2 WHERE id = $1", file.to_string(), state.code())
}

/// Writes down that a file was closed, or taken up again: by whom, why.
pub(crate) async fn log_closing(
    tx: &mut Tx,
    who: &Actor,
    file: FileId,
    act: FileState,
    reason: &str,
) -> Result<(), Problem> {
    let (index, now) = (i64::try_from(tx.version()).map_err(damaged)?, tx.now().0);
    put!(
        tx,
        "INSERT INTO cases_closing (file, idx, act, reason, member, at) VALUES ($1, $2, $3, $4, $5, $6)",
        file.to_string(),
        index,
        act.code(),
        reason,
        who.member.to_string(),
        now
    )
}

/// Who proposed last that a file be closed.
pub(crate) async fn proposer(tx: &mut Tx, file: FileId) -> Result<Option<String>, Problem> {
    let found = row!(
        tx,
        (String,),
        "SELECT member FROM cases_closing WHERE file = $1 AND act = $2 ORDER BY idx DESC LIMIT 1",
        file.to_string(),
        FileState::Closing.code()
    )?;
    Ok(found.map(|(member,)| member))
}

/// What a file keeps is gone: keys, records, card and tokens; its coded facts stay counted.
pub(crate) async fn erase(tx: &mut Tx, file: FileId) -> Result<(), Problem> {
    for gone in [
        "DELETE FROM cases_unfound WHERE file = $1",
        "DELETE FROM cases_token WHERE file = $1",
        "DELETE FROM cases_card WHERE file = $1",
        "DELETE FROM cases_key WHERE file = $1",
        "DELETE FROM cases_record WHERE file = $1",
        "DELETE FROM cases_team WHERE file = $1",
    ] {
        put!(tx, gone, file.to_string())?;
    }
    set_state(tx, file, FileState::Erased).await
}

pub(crate) async fn update_facts(tx: &mut Tx, file: FileId, facts: &Facts) -> Result<(), Problem> {
    put!(
        tx,
        "UPDATE cases_file SET sex = $2, band = $3, form = $4, nationality = $5, month = $6, region = $7,
         manner = $8 WHERE id = $1",
        file.to_string(),
        facts.sex.code(),
        facts.band.code(),
        facts.form.code(),
        facts.nationality.code(),
        facts.month.to_string(),
        facts.region.code(),
        facts.manner.code()
    )?;
    Ok(())
}

pub(crate) async fn insert_key(tx: &mut Tx, file: FileId, key: &PersonKey) -> Result<(), Problem> {
    put!(
        tx,
        "INSERT INTO cases_key (id, file, tier, wrap) VALUES ($1, $2, $3, $4)",
        key.id.to_string(),
        file.to_string(),
        key.tier.code(),
        &key.wrap.0
    )?;
    Ok(())
}

pub(crate) async fn insert_record(
    tx: &mut Tx,
    file: FileId,
    kind: &str,
    who: &Actor,
    record: &SealedRecord,
) -> Result<(), Problem> {
    let (version, now) = (i64::try_from(tx.version()).map_err(damaged)?, tx.now().0);
    put!(
        tx,
        "INSERT INTO cases_record (id, file, tier, kind, key, author, version, at, sealed)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        record.id.to_string(),
        file.to_string(),
        record.tier.code(),
        kind,
        record.key.to_string(),
        who.member.to_string(),
        version,
        now,
        &record.sealed.0
    )?;
    Ok(())
}

pub(crate) async fn insert_card(tx: &mut Tx, file: FileId, card: &Wrap) -> Result<(), Problem> {
    put!(tx, "INSERT INTO cases_card (file, card) VALUES ($1, $2)", file.to_string(), &card.0)?;
    Ok(())
}

pub(crate) async fn insert_token(
    tx: &mut Tx,
    agency: AgencyId,
    token: u32,
    file: FileId,
) -> Result<(), Problem> {
    put!(
        tx,
        "INSERT INTO cases_token (agency, token, file) VALUES ($1, $2, $3)",
        agency.to_string(),
        i64::from(token),
        file.to_string()
    )?;
    Ok(())
}

/// A file whose card has no tokens of the agency that holds it.
pub(crate) async fn insert_unfound(tx: &mut Tx, agency: AgencyId, file: FileId) -> Result<(), Problem> {
    put!(tx, "INSERT INTO cases_unfound (agency, file) VALUES ($1, $2)", agency.to_string(), file.to_string())
}

/// Whether the team has such files.
pub(crate) async fn any_unfound(tx: &mut Tx, who: &Actor) -> Result<bool, Problem> {
    let found = row!(
        tx,
        (i64,),
        "SELECT CAST(1 AS BIGINT) FROM cases_unfound u JOIN cases_file f ON f.id = u.file
         WHERE u.agency = $1 AND f.team = $2 LIMIT 1",
        who.agency.to_string(),
        &who.team
    )?;
    Ok(found.is_some())
}

/// Cards of files of the team that no search finds.
pub(crate) async fn unfound(
    tx: &mut Tx,
    who: &Actor,
    after: Option<FileId>,
) -> Result<Vec<CardHit>, Problem> {
    let (after, limit) = (after.map_or(String::new(), |file| file.to_string()), CARDS);
    let found = rows!(
        tx,
        (String, Vec<u8>),
        "SELECT c.file, c.card FROM cases_unfound u JOIN cases_file f ON f.id = u.file
         JOIN cases_card c ON c.file = u.file
         WHERE u.agency = $1 AND f.team = $2 AND u.file > $3 ORDER BY u.file LIMIT $4",
        who.agency.to_string(),
        &who.team,
        after,
        i64::try_from(limit).map_err(damaged)?
    )?;
    found.into_iter().map(hit).collect()
}

fn hit((file, card): (String, Vec<u8>)) -> Result<CardHit, Problem> {
    Ok(CardHit { file: file.parse().map_err(damaged)?, card: Wrap(card) })
}

/// Puts a corrected name's card and tokens in the place of the old ones.
pub(crate) async fn rename(
    tx: &mut Tx,
    agency: AgencyId,
    file: FileId,
    named: &Named,
) -> Result<(), Problem> {
    put!(tx, "DELETE FROM cases_card WHERE file = $1", file.to_string())?;
    put!(tx, "DELETE FROM cases_token WHERE file = $1", file.to_string())?;
    put!(tx, "DELETE FROM cases_unfound WHERE file = $1", file.to_string())?;
    insert_card(tx, file, &named.card).await?;
    for token in &named.tokens {
        insert_token(tx, agency, *token, file).await?;
    }
    Ok(())
}

/// Makes the person's tag key and gives her tag: events carry it, erasure destroys the key.
pub(crate) async fn new_tag(tx: &mut Tx, person: PersonId) -> Result<String, Problem> {
    let key = SecretKey::generate(tx.chance());
    put!(tx, "INSERT INTO cases_tag (person, key) VALUES ($1, $2)", person.to_string(), &key.expose()[..])?;
    Ok(danbe_vault::text::write(&person_tag(&key, &person.to_string())))
}

pub(crate) async fn tag(tx: &mut Tx, person: PersonId) -> Result<String, Problem> {
    let found = row!(tx, (Vec<u8>,), "SELECT key FROM cases_tag WHERE person = $1", person.to_string())?;
    let (key,) = found.ok_or(Problem::StoreDown)?;
    let key = SecretKey::from_bytes(&key).map_err(damaged)?;
    Ok(danbe_vault::text::write(&person_tag(&key, &person.to_string())))
}

/// Whom a file is about.
pub(crate) async fn person(tx: &mut Tx, file: FileId) -> Result<Option<PersonId>, Problem> {
    let found = row!(tx, (String,), "SELECT person FROM cases_file WHERE id = $1", file.to_string())?;
    found.map(|(person,)| person.parse().map_err(damaged)).transpose()
}

type FileRow =
    (String, String, String, String, String, String, String, String, String, i64, String, String, String);

/// Leave to do something with a file, and the file: its place decides, and only then is it read.
pub(crate) async fn granted<V: Verb>(
    tx: &mut Tx,
    who: &Actor,
    file: FileId,
) -> Result<(Grant, File), Problem> {
    let place = place(tx, who, file).await?;
    let grant = tx.may::<V>(who, who.at(&place))?;
    Ok((grant, self::file(tx, file).await?.ok_or(Problem::NotFound)?))
}

/// Agency and team of a file; her own team for whoever was put on it; nobody's when there is no such file.
pub(crate) async fn place(tx: &mut Tx, who: &Actor, file: FileId) -> Result<Place, Problem> {
    let found = row!(
        tx,
        (String, String),
        "SELECT COALESCE(f.agency, $4), CASE WHEN asked.id IN (SELECT t.file FROM cases_team t WHERE t.member = $2
         AND t.file = $1) THEN $3 ELSE COALESCE(f.team, '') END
         FROM (SELECT CAST($1 AS TEXT) AS id) asked LEFT JOIN cases_file f ON f.id = asked.id",
        file.to_string(),
        who.member.to_string(),
        &who.team,
        Place::NOBODY
    )?;
    Place::read(found.ok_or(Problem::StoreDown)?).map_err(damaged)
}

pub(crate) async fn file(tx: &mut Tx, file: FileId) -> Result<Option<File>, Problem> {
    let found = row!(
        tx,
        FileRow,
        "SELECT person, stage, month, region, manner, sex, band, form, nationality, registered,
         COALESCE(origin, agency), kind, state FROM cases_file WHERE id = $1",
        file.to_string()
    )?;
    found.map(|row| read_file(file, row)).transpose()
}

fn read_file(file: FileId, row: FileRow) -> Result<File, Problem> {
    let (person, stage, month, region, manner, sex, band, form, nationality, registered, origin, kind, state) =
        row;
    let keyring =
        Keyring { agency: origin.parse().map_err(damaged)?, person: person.parse().map_err(damaged)?, file };
    let facts = read_facts([&month, &region, &manner, &sex, &band, &form, &nationality])?;
    let stage = Stage::from_code(&stage).map_err(damaged)?;
    let (kind, state) = (FileKind::from_code(&kind), FileState::from_code(&state));
    let (kind, state) = (kind.map_err(damaged)?, state.map_err(damaged)?);
    Ok(File { keyring, stage, registered, facts, kind, state })
}

fn read_facts(codes: [&str; 7]) -> Result<Facts, Problem> {
    use danbe_words::{AgeBand, Form, Manner, Nationality, Region, Sex};
    let [month, region, manner, sex, band, form, nationality] = codes;
    Ok(Facts {
        month: month.parse().map_err(damaged)?,
        region: Region::from_code(region).map_err(damaged)?,
        manner: Manner::from_code(manner).map_err(damaged)?,
        sex: Sex::from_code(sex).map_err(damaged)?,
        band: AgeBand::from_code(band).map_err(damaged)?,
        form: Form::from_code(form).map_err(damaged)?,
        nationality: Nationality::from_code(nationality).map_err(damaged)?,
    })
}

pub(crate) async fn keys(tx: &mut Tx, file: FileId, tier: Tier) -> Result<Vec<PersonKey>, Problem> {
    let found = rows!(
        tx,
        (String, Vec<u8>),
        "SELECT id, wrap FROM cases_key WHERE file = $1 AND tier = $2",
        file.to_string(),
        tier.code()
    )?;
    found
        .into_iter()
        .map(|(id, wrap)| Ok(PersonKey { id: id.parse().map_err(damaged)?, tier, wrap: Wrap(wrap) }))
        .collect()
}

/// Takes the key a record brings; refuses a record whose key is neither that nor one of the file's, of the same tier.
pub(crate) async fn take_key(
    tx: &mut Tx,
    file: FileId,
    record: &SealedRecord,
    brought: Option<&PersonKey>,
) -> Result<(), Problem> {
    let named = |key: &PersonKey| key.id == record.key && key.tier == record.tier;
    match brought {
        Some(key) if named(key) => insert_key(tx, file, key).await,
        None if keys(tx, file, record.tier).await?.iter().any(named) => Ok(()),
        _ => Err(Problem::Invalid { field: "record", reason: "key" }),
    }
}

type RecordRow = (String, String, String, i64, i64, Vec<u8>);

pub(crate) async fn records(tx: &mut Tx, file: FileId, tier: Tier) -> Result<Vec<Record>, Problem> {
    let found = rows!(
        tx,
        RecordRow,
        "SELECT id, key, author, version, at, sealed FROM cases_record
         WHERE file = $1 AND tier = $2 AND kind <> 'mark' ORDER BY version, id",
        file.to_string(),
        tier.code()
    )?;
    found.into_iter().map(|row| read_record(tier, row)).collect()
}

/// One record of the account, with its key.
pub(crate) async fn record(tx: &mut Tx, file: FileId, id: RecordId) -> Result<(PersonKey, Record), Problem> {
    let found = row!(
        tx,
        RecordRow,
        "SELECT id, key, author, version, at, sealed FROM cases_record WHERE file = $1 AND id = $2",
        file.to_string(),
        id.to_string()
    )?;
    let record = read_record(Tier::Account, found.ok_or(Problem::StoreDown)?)?;
    let mut keys = keys(tx, file, Tier::Account).await?.into_iter();
    let key = keys.find(|key| key.id == record.record.key).ok_or(Problem::StoreDown)?;
    Ok((key, record))
}

fn read_record(tier: Tier, (id, key, author, version, at, sealed): RecordRow) -> Result<Record, Problem> {
    let id = id.parse().map_err(damaged)?;
    let key: KeyId = key.parse().map_err(damaged)?;
    let record = SealedRecord { id, tier, key, sealed: Sealed(sealed) };
    Ok(Record { record, author, version: version.unsigned_abs(), at })
}

/// Tokens a search may bring.
const TOKENS: usize = NAMED + EXACT;

/// The tokens as a fixed number of parameters, so that one prepared statement serves every search.
fn ten(tokens: &[u32]) -> [i64; TOKENS] {
    std::array::from_fn(|at| tokens.get(at).map_or(-1, |token| i64::from(*token)))
}

/// Cards of files of the team that share a token: those that share a number first (its tokens stand above 65,535), then
/// those that share most.
pub(crate) async fn cards(tx: &mut Tx, who: &Actor, tokens: &[u32]) -> Result<Vec<CardHit>, Problem> {
    let [a, b, c, d, e, f, g, h, i, j] = ten(tokens);
    let found = rows!(
        tx,
        (String, Vec<u8>),
        "SELECT c.file, c.card FROM cases_card c JOIN (
             SELECT t.file AS file, MAX(CASE WHEN t.token > 65535 THEN 1 ELSE 0 END) AS exact, COUNT(*) AS shared,
             MAX(f.registered) AS registered
             FROM cases_token t JOIN cases_file f ON f.id = t.file
             WHERE t.agency = $1 AND t.token IN ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
             AND (f.team = $2 OR t.file IN (SELECT o.file FROM cases_team o WHERE o.member = $13))
             GROUP BY t.file ORDER BY exact DESC, shared DESC, registered DESC, t.file LIMIT 20
         ) hit ON hit.file = c.file ORDER BY hit.exact DESC, hit.shared DESC, hit.registered DESC, c.file",
        who.agency.to_string(),
        &who.team,
        a,
        b,
        c,
        d,
        e,
        f,
        g,
        h,
        i,
        j,
        who.member.to_string()
    )?;
    found.into_iter().map(hit).collect()
}

/// Other teams of the agency that hold a file which shares a number, both names whole, or two strings of a name: any
/// string alone is shared by so many in a large agency that every team would be named for anybody (ADR 0001).
pub(crate) async fn teams(tx: &mut Tx, who: &Actor, asked: &Search) -> Result<Vec<String>, Problem> {
    let [a, b, c, d, e, f, g, h, i, j] = ten(&asked.tokens);
    let whole = asked.whole.map_or(-1, i64::from);
    let limit = i64::try_from(TEAMS).map_err(damaged)?;
    let found = rows!(
        tx,
        (String,),
        "SELECT hit.team FROM (
             SELECT f.team AS team, MAX(CASE WHEN t.token > 65535 THEN 1 ELSE 0 END) AS exact,
             COUNT(*) + MAX(CASE WHEN t.token = $13 THEN 1 ELSE 0 END) AS shared
             FROM cases_token t JOIN cases_file f ON f.id = t.file
             WHERE t.agency = $1 AND f.team <> $2 AND t.token IN ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
             AND t.file NOT IN (SELECT o.file FROM cases_team o WHERE o.member = $15)
             GROUP BY t.file, f.team
         ) hit WHERE hit.exact = 1 OR hit.shared > 1
         GROUP BY hit.team ORDER BY MAX(hit.exact) DESC, MAX(hit.shared) DESC, hit.team LIMIT $14",
        who.agency.to_string(),
        &who.team,
        a,
        b,
        c,
        d,
        e,
        f,
        g,
        h,
        i,
        j,
        whole,
        limit,
        who.member.to_string()
    )?;
    Ok(found.into_iter().map(|(team,)| team).collect())
}

pub(super) type LineRow =
    (String, String, String, String, String, String, String, String, String, i64, String, String);

/// A page of the team's files, and of those she was put on, newest first.
pub(crate) async fn list(tx: &mut Tx, who: &Actor, after: Option<Cursor>) -> Result<Vec<FileLine>, Problem> {
    let (registered, file) = after.map_or((i64::MAX, String::new()), |c| (c.registered, c.file.to_string()));
    let limit = i64::try_from(PAGE + 1).map_err(damaged)?;
    let mut found = rows!(
        tx,
        LineRow,
        "SELECT id, stage, month, region, manner, sex, band, form, nationality, registered, kind, state
         FROM cases_file WHERE agency = $1 AND team = $2 AND (registered, id) < ($3, $4)
         ORDER BY registered DESC, id DESC LIMIT $5",
        who.agency.to_string(),
        &who.team,
        registered,
        &file,
        limit
    )?;
    found.extend(super::team::rows::lines(tx, who, (registered, &file), limit).await?);
    let mut lines = found.into_iter().map(read_line).collect::<Result<Vec<_>, _>>()?;
    lines.sort_by_key(|line| std::cmp::Reverse((line.registered, line.file.to_string())));
    lines.truncate(PAGE + 1);
    Ok(lines)
}

fn read_line(row: LineRow) -> Result<FileLine, Problem> {
    let (id, stage, month, region, manner, sex, band, form, nationality, registered, kind, state) = row;
    Ok(FileLine {
        file: id.parse().map_err(damaged)?,
        stage: Stage::from_code(&stage).map_err(damaged)?,
        registered,
        facts: read_facts([&month, &region, &manner, &sex, &band, &form, &nationality])?,
        kind: FileKind::from_code(&kind).map_err(damaged)?,
        state: FileState::from_code(&state).map_err(damaged)?,
    })
}

/// The files of an agency that closed are its successor's, for a team of it. Tokens made with the key of the old one
/// would find them no more: they go, and every file with a card waits for tokens of the new one.
pub(crate) async fn hand_over(tx: &mut Tx, from: &str, to: &str, team: &str) -> Result<(), Problem> {
    put!(tx, "DELETE FROM cases_token WHERE file IN (SELECT id FROM cases_file WHERE agency = $1)", from)?;
    put!(tx, "DELETE FROM cases_unfound WHERE agency = $1", from)?;
    put!(tx, "DELETE FROM cases_team WHERE file IN (SELECT id FROM cases_file WHERE agency = $1)", from)?;
    put!(
        tx,
        "INSERT INTO cases_unfound (agency, file) SELECT $2, c.file FROM cases_card c
         JOIN cases_file f ON f.id = c.file WHERE f.agency = $1",
        from,
        to
    )?;
    put!(
        tx,
        "UPDATE cases_file SET origin = COALESCE(origin, agency), agency = $2, team = $3 WHERE agency = $1",
        from,
        to,
        team
    )
}

/// Nobody opens the files of an agency any more: keys, records, cards, tokens and tags are gone, coded facts stay counted.
pub(crate) async fn destroy(tx: &mut Tx, agency: &str) -> Result<(), Problem> {
    put!(tx, "DELETE FROM cases_token WHERE file IN (SELECT id FROM cases_file WHERE agency = $1)", agency)?;
    put!(tx, "DELETE FROM cases_unfound WHERE agency = $1", agency)?;
    put!(tx, "DELETE FROM cases_card WHERE file IN (SELECT id FROM cases_file WHERE agency = $1)", agency)?;
    put!(tx, "DELETE FROM cases_key WHERE file IN (SELECT id FROM cases_file WHERE agency = $1)", agency)?;
    put!(tx, "DELETE FROM cases_record WHERE file IN (SELECT id FROM cases_file WHERE agency = $1)", agency)?;
    put!(
        tx,
        "DELETE FROM cases_tag WHERE person IN (SELECT person FROM cases_file WHERE agency = $1)
         AND person NOT IN (SELECT person FROM cases_file WHERE agency <> $1)",
        agency
    )
}

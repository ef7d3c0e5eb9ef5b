//! All SQL of the room.

use super::found::FoundedAgency;
use super::people::{Held, Holding};
use super::welcome::Colleague;
use super::{Post, Profile, Terms};
use danbe_guard::{Account, Actor, Relation, Role, Standing};
pub(super) use danbe_store::damaged;
use danbe_store::{Reading, Tx, execute, row, rows};
use danbe_vault::{AgencyCharter, AgencyKey, MemberCard, Signed, VerifyingKey, Wrap};
use danbe_words::{AgencyClass, AgencyId, Duty, MemberId, Moment, Problem, Region};

/// A session lasts half a day at most.
const SESSION: i64 = 12 * 3_600_000;

pub(crate) fn duties(text: &str) -> Result<Vec<Duty>, Problem> {
    text.split_whitespace().map(|code| Duty::from_code(code).map_err(damaged)).collect()
}

/// A post as its columns have it: handle, duties, team, profile.
pub(crate) fn post((handle, text, team, profile): (String, String, String, String)) -> Result<Post, Problem> {
    Ok(Post { handle, duties: duties(&text)?, team, profile: Profile::from_code(&profile) })
}

pub(crate) fn duties_text(duties: &[Duty]) -> String {
    duties.iter().map(|duty| duty.code()).collect::<Vec<_>>().join(" ")
}

pub(crate) async fn insert_agency(tx: &mut Tx, agency: &FoundedAgency) -> Result<(), Problem> {
    let charter = serde_json::to_string(&agency.charter).map_err(damaged)?;
    execute!(
        tx,
        "INSERT INTO house_agency (id, name, class, region, charter) VALUES ($1, $2, $3, $4, $5)",
        agency.id.to_string(),
        &agency.name,
        agency.class.code(),
        agency.region.code(),
        charter
    )?;
    Ok(())
}

pub(crate) async fn insert_post(tx: &mut Tx, agency: AgencyId, post: &Post) -> Result<(), Problem> {
    execute!(
        tx,
        "INSERT INTO house_post (handle, agency, duties, team, profile) VALUES ($1, $2, $3, $4, $5)",
        &post.handle,
        agency.to_string(),
        duties_text(&post.duties),
        &post.team,
        post.profile.code()
    )?;
    Ok(())
}

/// A member who holds a post from now on, and signs in by its name.
pub(crate) async fn insert_holder(
    tx: &mut Tx,
    agency: AgencyId,
    member: MemberId,
    post: &str,
) -> Result<(), Problem> {
    execute!(
        tx,
        "INSERT INTO house_member (id, agency, handle, post) VALUES ($1, $2, $3, $3)",
        member.to_string(),
        agency.to_string(),
        post
    )?;
    Ok(())
}

/// Writes a member's keys under their epoch.
pub(crate) async fn insert_key(
    tx: &mut Tx,
    member: MemberId,
    card: &MemberCard,
    signed: &Signed<MemberCard>,
    welcome: &Wrap,
) -> Result<(), Problem> {
    let text = serde_json::to_string(signed).map_err(damaged)?;
    let (epoch, now) = (i64::try_from(card.epoch).map_err(damaged)?, tx.now().0);
    execute!(
        tx,
        "INSERT INTO house_key (member, epoch, signing, card, welcome, since) VALUES ($1, $2, $3, $4, $5, $6)",
        member.to_string(),
        epoch,
        &card.signing.to_bytes()[..],
        text,
        &welcome.0,
        now
    )?;
    Ok(())
}

pub(crate) async fn insert_session(
    tx: &mut Tx,
    token: &[u8; 32],
    kind: &str,
    holder: &str,
    epoch: i64,
) -> Result<(), Problem> {
    let now = tx.now().0;
    execute!(tx, "DELETE FROM house_session WHERE opened < $1", now - SESSION)?;
    execute!(
        tx,
        "INSERT INTO house_session (token, kind, holder, epoch, opened) VALUES ($1, $2, $3, $4, $5)",
        &token[..],
        kind,
        holder,
        epoch,
        now
    )?;
    Ok(())
}

/// Closes a session.
pub(crate) async fn delete_session(tx: &mut Tx, token: &[u8; 32]) -> Result<(), Problem> {
    execute!(tx, "DELETE FROM house_session WHERE token = $1", &token[..])?;
    Ok(())
}

/// Marks a one-time code as used; false when it, or a later one, already was.
pub(crate) async fn use_code(tx: &mut Tx, reader: &str, step: i64) -> Result<bool, Problem> {
    let touched = execute!(
        tx,
        "UPDATE house_reader SET code_used = $2 WHERE id = $1 AND code_used < $2
         AND id NOT IN (SELECT reader FROM house_reader_closed)",
        reader,
        step
    )?;
    Ok(touched == 1)
}

pub(crate) async fn welcome(tx: &mut Tx, member: MemberId) -> Result<Wrap, Problem> {
    let found = row!(
        tx,
        (Vec<u8>,),
        "SELECT welcome FROM house_key WHERE member = $1 AND revoked IS NULL ORDER BY epoch DESC LIMIT 1",
        member.to_string()
    )?;
    found.map(|(wrap,)| Wrap(wrap)).ok_or(Problem::NotFound)
}

/// Everybody of the agency, those who left too: old notes still name them.
pub(crate) async fn colleagues(tx: &mut Tx, agency: AgencyId) -> Result<Vec<Colleague>, Problem> {
    let found = rows!(
        tx,
        (String, String, String),
        "SELECT m.id, m.handle, CASE WHEN m.departed IS NULL THEN p.duties ELSE '' END
         FROM house_member m JOIN house_post p ON p.handle = m.post WHERE m.agency = $1
         ORDER BY m.departed IS NOT NULL, m.handle LIMIT 500",
        agency.to_string()
    )?;
    found
        .into_iter()
        .map(|(id, handle, text)| {
            Ok(Colleague { member: id.parse().map_err(damaged)?, handle, duties: duties(&text)? })
        })
        .collect()
}

type Keyed = (String, String, String, String, String, i64, Vec<u8>, i64, i64, Option<String>);

/// A member with a key in force.
#[derive(Debug, Clone)]
pub struct Signer {
    /// Who.
    pub actor: Actor,
    /// Epoch of the key.
    pub epoch: i64,
    /// The key.
    pub signing: VerifyingKey,
    /// Whether she has still to read her agency's newest terms.
    pub owes: bool,
    /// Whether her agency was switched on.
    pub in_service: bool,
}

fn signer(
    (id, agency, class, text, team, epoch, signing, owed, on, keeps): Keyed,
) -> Result<Signer, Problem> {
    let actor = Actor {
        member: id.parse().map_err(damaged)?,
        agency: agency.parse().map_err(damaged)?,
        class: AgencyClass::from_code(&class).map_err(damaged)?,
        duties: duties(&text)?,
        team,
        role: keeps.map(Role::of),
    };
    let signing = VerifyingKey::from_bytes(&signing).map_err(damaged)?;
    Ok(Signer { actor, epoch, signing, owes: owed > 0, in_service: on > 0 })
}

/// The member of a handle with the key in force; nobody when suspended, at her end, or unknown.
///
/// # Errors
/// The database's failure.
pub async fn signer_of(conn: &mut Reading, handle: &str, now: Moment) -> Result<Option<Signer>, Problem> {
    let found = row!(
        conn,
        Keyed,
        "SELECT m.id, m.agency, a.class, p.duties, p.team, k.epoch, k.signing, CAST(0 AS BIGINT), CAST(0 AS BIGINT),
         r.keeps
         FROM house_member m JOIN house_agency a ON a.id = m.agency
         JOIN house_post p ON p.handle = m.post AND m.departed IS NULL
         JOIN house_key k ON k.member = m.id AND k.revoked IS NULL
         LEFT JOIN house_suspension x ON x.member = m.id
         LEFT JOIN house_role_given g ON g.post = p.handle LEFT JOIN house_role r ON r.id = g.role
         WHERE m.handle = $1 AND x.member IS NULL
         AND m.id NOT IN (SELECT e.member FROM house_end e WHERE e.at <= $2)
         AND m.agency NOT IN (SELECT agency FROM house_closing WHERE closed IS NOT NULL) ORDER BY k.epoch DESC LIMIT 1",
        handle,
        now.0
    )?;
    found.map(signer).transpose()
}

/// Who acts under a session token; nobody when it is closed, too old, suspended, or of a key since revoked.
///
/// # Errors
/// The database's failure.
pub async fn acting(conn: &mut Reading, token: &[u8; 32], now: Moment) -> Result<Option<Signer>, Problem> {
    let found = row!(
        conn,
        Keyed,
        "SELECT m.id, m.agency, a.class, p.duties, p.team, k.epoch, k.signing,
         (SELECT COUNT(*) FROM house_terms t WHERE t.agency = m.agency AND t.version > COALESCE(
            (SELECT MAX(r.version) FROM house_acknowledgement r WHERE r.member = m.id), 0)),
         (SELECT COUNT(*) FROM house_opening o WHERE o.agency = m.agency), r.keeps
         FROM house_session s JOIN house_member m ON m.id = s.holder
         JOIN house_agency a ON a.id = m.agency
         JOIN house_post p ON p.handle = m.post AND m.departed IS NULL
         JOIN house_key k ON k.member = m.id AND k.epoch = s.epoch AND k.revoked IS NULL
         LEFT JOIN house_suspension x ON x.member = m.id
         LEFT JOIN house_role_given g ON g.post = p.handle LEFT JOIN house_role r ON r.id = g.role
         WHERE s.token = $1 AND s.kind = 'acting' AND x.member IS NULL
         AND s.opened > $2 - COALESCE((SELECT l.hours FROM house_limits l WHERE l.agency = m.agency), 12) * 3600000
         AND m.id NOT IN (SELECT e.member FROM house_end e WHERE e.at <= $2)
         AND m.agency NOT IN (SELECT agency FROM house_closing WHERE closed IS NOT NULL)",
        &token[..],
        now.0
    )?;
    found.map(signer).transpose()
}

/// The account of a reading session; nobody when it is closed or too old.
///
/// # Errors
/// The database's failure.
pub async fn reading(conn: &mut Reading, token: &[u8; 32], now: Moment) -> Result<Option<Account>, Problem> {
    let found = row!(
        conn,
        (String, String, String, String),
        "SELECT r.handle, r.standing, r.agency, a.region FROM house_session s
         JOIN house_reader r ON r.id = s.holder JOIN house_agency a ON a.id = r.agency
         WHERE s.token = $1 AND s.kind = 'reading' AND s.opened > $2
         AND r.agency NOT IN (SELECT agency FROM house_closing WHERE closed IS NOT NULL)
         AND r.id NOT IN (SELECT reader FROM house_reader_closed)",
        &token[..],
        now.0 - SESSION
    )?;
    found.map(account).transpose()
}

fn account((handle, standing, agency, region): (String, String, String, String)) -> Result<Account, Problem> {
    let standing = Standing::ACCOUNTS.iter().find(|it| it.code() == standing).copied();
    Ok(Account {
        handle,
        standing: standing.ok_or(Problem::StoreDown)?,
        agency: agency.parse().map_err(damaged)?,
        region: Region::from_code(&region).map_err(damaged)?,
    })
}

/// Name and region of every agency that is no machine's, by id: the services a return may come from.
///
/// # Errors
/// The database's failure.
pub async fn seats(conn: &mut Reading) -> Result<Vec<(AgencyId, String, Region)>, Problem> {
    let found = rows!(
        conn,
        (String, String, String),
        "SELECT id, name, region FROM house_agency WHERE class <> 'operations' ORDER BY name"
    )?;
    let read = |(id, name, region): (String, String, String)| {
        Ok((id.parse().map_err(damaged)?, name, Region::from_code(&region).map_err(damaged)?))
    };
    found.into_iter().map(read).collect()
}

/// What an account is checked against.
#[derive(Debug, Clone)]
pub struct Reader {
    /// Id.
    pub id: String,
    /// Hash of the passphrase.
    pub passphrase: String,
    /// Secret of the one-time codes.
    pub code_secret: Vec<u8>,
    /// What it is for.
    pub standing: Standing,
}

/// What a reading account is checked against; nobody of that handle.
///
/// # Errors
/// The database's failure.
pub async fn reader(conn: &mut Reading, handle: &str) -> Result<Option<Reader>, Problem> {
    let found = row!(
        conn,
        (String, String, Vec<u8>, String),
        "SELECT id, passphrase, code_secret, standing FROM house_reader WHERE handle = $1
         AND agency NOT IN (SELECT agency FROM house_closing WHERE closed IS NOT NULL)
         AND id NOT IN (SELECT reader FROM house_reader_closed)",
        handle
    )?;
    let read = |(id, passphrase, code_secret, standing): (String, String, Vec<u8>, String)| {
        let standing = Standing::ACCOUNTS.iter().find(|it| it.code() == standing).copied();
        Ok(Reader { id, passphrase, code_secret, standing: standing.ok_or(Problem::StoreDown)? })
    };
    found.map(read).transpose()
}

/// Name of every agency, for figures and screens.
///
/// # Errors
/// The database's failure.
pub async fn agencies(conn: &mut Reading) -> Result<Vec<(String, String)>, Problem> {
    rows!(conn, (String, String), "SELECT id, name FROM house_agency ORDER BY name")
}

/// Where an actor stands towards members: in their agency when it is all of theirs, a stranger otherwise.
pub(crate) async fn relation(tx: &mut Tx, who: &Actor, members: &[MemberId]) -> Result<Relation, Problem> {
    for member in members {
        let found = row!(
            tx,
            (i64,),
            "SELECT COUNT(*) FROM house_member WHERE id = $1 AND agency = $2",
            member.to_string(),
            who.agency.to_string()
        )?;
        if found.is_none_or(|(n,)| n == 0) {
            return Ok(Relation::Stranger);
        }
    }
    Ok(if members.is_empty() { Relation::Stranger } else { Relation::Agency })
}

type HeldRow = (String, String, String, String, Option<String>, Option<i64>, Option<String>);

/// The posts of an agency with their holders.
pub(crate) async fn held(tx: &mut Tx, agency: AgencyId) -> Result<Vec<Held>, Problem> {
    let found = rows!(
        tx,
        HeldRow,
        "SELECT p.handle, p.duties, p.team, p.profile, m.id, x.since, k.card FROM house_post p
         LEFT JOIN house_member m ON m.post = p.handle AND m.departed IS NULL
         LEFT JOIN house_suspension x ON x.member = m.id
         LEFT JOIN house_key k ON k.member = m.id AND k.revoked IS NULL
         WHERE p.agency = $1 ORDER BY p.handle LIMIT 500",
        agency.to_string()
    )?;
    let read = |(handle, duties, team, profile, member, suspended, card): HeldRow| {
        let holder = match (member, card) {
            (Some(member), Some(card)) => Some(Holding {
                member: member.parse().map_err(damaged)?,
                suspended,
                end: None,
                card: serde_json::from_str(&card).map_err(damaged)?,
            }),
            _ => None,
        };
        Ok(Held { post: post((handle, duties, team, profile))?, holder })
    };
    found.into_iter().map(read).collect()
}

/// Everybody who holds a post of the agency, in the order of their ids.
pub(crate) async fn members(tx: &mut Tx, agency: AgencyId) -> Result<Vec<MemberId>, Problem> {
    let found = rows!(
        tx,
        (String,),
        "SELECT id FROM house_member WHERE agency = $1 AND departed IS NULL ORDER BY id",
        agency.to_string()
    )?;
    found.into_iter().map(|(id,)| id.parse().map_err(damaged)).collect()
}

/// Who holds a post now.
pub(crate) async fn holder(tx: &mut Tx, post: &str) -> Result<Option<MemberId>, Problem> {
    let found =
        row!(tx, (String,), "SELECT id FROM house_member WHERE post = $1 AND departed IS NULL", post)?;
    found.map(|(id,)| id.parse().map_err(damaged)).transpose()
}

/// The post a member holds.
pub(crate) async fn post_held(tx: &mut Tx, member: MemberId) -> Result<Option<String>, Problem> {
    let found = row!(
        tx,
        (String,),
        "SELECT post FROM house_member WHERE id = $1 AND departed IS NULL",
        member.to_string()
    )?;
    Ok(found.map(|(post,)| post))
}

/// Refuses a member from the next request on; who is suspended already stays so since then.
pub(crate) async fn suspend(tx: &mut Tx, member: MemberId) -> Result<(), Problem> {
    let (member, now) = (member.to_string(), tx.now().0);
    execute!(
        tx,
        "INSERT INTO house_suspension (member, since) VALUES ($1, $2) ON CONFLICT (member) DO NOTHING",
        &member,
        now
    )?;
    execute!(tx, "DELETE FROM house_session WHERE holder = $1", &member)?;
    Ok(())
}

/// Takes a member back.
pub(crate) async fn reinstate(tx: &mut Tx, member: MemberId) -> Result<(), Problem> {
    execute!(tx, "DELETE FROM house_suspension WHERE member = $1", member.to_string())?;
    Ok(())
}

/// A member has left her post: its name is free, and nothing of hers opens anything from here on.
pub(crate) async fn depart(tx: &mut Tx, member: MemberId, post: &str) -> Result<(), Problem> {
    let (member, now) = (member.to_string(), tx.now().0);
    let before =
        row!(tx, (i64,), "SELECT COUNT(*) FROM house_member WHERE post = $1 AND departed IS NOT NULL", post)?;
    let handle = format!("{post}~{}", before.map_or(0, |(n,)| n) + 1);
    execute!(tx, "UPDATE house_member SET departed = $2, handle = $3 WHERE id = $1", &member, now, handle)?;
    execute!(tx, "UPDATE house_key SET revoked = $2 WHERE member = $1 AND revoked IS NULL", &member, now)?;
    execute!(
        tx,
        "UPDATE house_recovery SET finished = $2 WHERE member = $1 AND finished IS NULL",
        &member,
        now
    )?;
    execute!(tx, "DELETE FROM house_capsule WHERE handle = $1", post)?;
    execute!(tx, "DELETE FROM house_session WHERE holder = $1", &member)?;
    Ok(())
}

/// The charter of the agency, as written when it was founded under the root.
pub(crate) async fn charter(tx: &mut Tx, agency: AgencyId) -> Result<AgencyCharter, Problem> {
    let found = row!(tx, (String,), "SELECT charter FROM house_agency WHERE id = $1", agency.to_string())?;
    let (text,) = found.ok_or(Problem::NotFound)?;
    let signed: Signed<AgencyCharter> = serde_json::from_str(&text).map_err(damaged)?;
    serde_json::from_str(&signed.text).map_err(damaged)
}

/// The agency's newest word for its opening key.
pub(crate) async fn agency_key(tx: &mut Tx, agency: AgencyId) -> Result<Option<Signed<AgencyKey>>, Problem> {
    let found = row!(
        tx,
        (String,),
        "SELECT word FROM house_epoch WHERE agency = $1 ORDER BY epoch DESC LIMIT 1",
        agency.to_string()
    )?;
    found.map(|(text,)| serde_json::from_str(&text).map_err(damaged)).transpose()
}

pub(crate) async fn insert_agency_key(
    tx: &mut Tx,
    agency: AgencyId,
    epoch: u64,
    key: &Signed<AgencyKey>,
) -> Result<(), Problem> {
    let (epoch, now) = (i64::try_from(epoch).map_err(damaged)?, tx.now().0);
    execute!(
        tx,
        "INSERT INTO house_epoch (agency, epoch, word, since) VALUES ($1, $2, $3, $4)",
        agency.to_string(),
        epoch,
        serde_json::to_string(key).map_err(damaged)?,
        now
    )?;
    Ok(())
}

/// What a member works with from now on.
pub(crate) async fn put_welcome(tx: &mut Tx, member: MemberId, welcome: &Wrap) -> Result<(), Problem> {
    execute!(
        tx,
        "UPDATE house_key SET welcome = $2 WHERE member = $1 AND revoked IS NULL",
        member.to_string(),
        &welcome.0
    )?;
    Ok(())
}

/// Since when the agency's key is known to somebody who should know it no more: a key revoked after its last change.
pub(crate) async fn key_change_due(tx: &mut Tx, agency: AgencyId) -> Result<Option<i64>, Problem> {
    let found = row!(
        tx,
        (Option<i64>,),
        "SELECT MIN(k.revoked) FROM house_key k JOIN house_member m ON m.id = k.member
         JOIN house_post p ON p.handle = m.post WHERE m.agency = $1 AND p.duties <> 'rehearsal'
         AND k.revoked > COALESCE((SELECT MAX(e.since) FROM house_epoch e WHERE e.agency = $1), 0)",
        agency.to_string()
    )?;
    Ok(found.and_then(|(since,)| since))
}

/// The key a member signs with now.
pub(crate) async fn signing_of(tx: &mut Tx, member: MemberId) -> Result<VerifyingKey, Problem> {
    let found = row!(
        tx,
        (Vec<u8>,),
        "SELECT signing FROM house_key WHERE member = $1 AND revoked IS NULL ORDER BY epoch DESC LIMIT 1",
        member.to_string()
    )?;
    let (key,) = found.ok_or(Problem::NotFound)?;
    VerifyingKey::from_bytes(&key).map_err(damaged)
}

/// The agency's newest terms.
pub(crate) async fn terms(tx: &mut Tx, agency: AgencyId) -> Result<Option<Terms>, Problem> {
    let found = row!(
        tx,
        (i64, String),
        "SELECT version, text FROM house_terms WHERE agency = $1 ORDER BY version DESC LIMIT 1",
        agency.to_string()
    )?;
    Ok(found.map(|(version, text)| Terms { version, text }))
}

/// The newest terms, when the member has not said that she read them.
pub(crate) async fn terms_owed(
    tx: &mut Tx,
    agency: AgencyId,
    member: MemberId,
) -> Result<Option<Terms>, Problem> {
    let Some(terms) = terms(tx, agency).await? else { return Ok(None) };
    let found = row!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM house_acknowledgement WHERE member = $1 AND version >= $2",
        member.to_string(),
        terms.version
    )?;
    Ok(found.is_none_or(|(n,)| n == 0).then_some(terms))
}

pub(crate) async fn insert_terms(
    tx: &mut Tx,
    agency: AgencyId,
    version: i64,
    text: &str,
) -> Result<(), Problem> {
    let now = tx.now().0;
    execute!(
        tx,
        "INSERT INTO house_terms (agency, version, text, since) VALUES ($1, $2, $3, $4)",
        agency.to_string(),
        version,
        text,
        now
    )?;
    Ok(())
}

pub(crate) async fn insert_acknowledgement(
    tx: &mut Tx,
    member: MemberId,
    version: i64,
) -> Result<(), Problem> {
    let now = tx.now().0;
    execute!(
        tx,
        "INSERT INTO house_acknowledgement (member, version, at) VALUES ($1, $2, $3)
         ON CONFLICT (member, version) DO NOTHING",
        member.to_string(),
        version,
        now
    )?;
    Ok(())
}

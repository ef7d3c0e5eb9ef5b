//! All SQL of the room.

use danbe_store::{Reading, Tx, damaged, execute, row, rows};
use danbe_vault::{AgencyCharter, DeclaredEpoch, Declarer, MemberCard, Signed};
use danbe_words::{MemberId, Problem};

/// The papers that lead from the root to a member who is in.
pub(crate) async fn papers(
    tx: &mut Tx,
    member: MemberId,
) -> Result<Option<(Signed<AgencyCharter>, Signed<MemberCard>)>, Problem> {
    let found = row!(
        tx,
        (String, String),
        "SELECT a.charter, k.card FROM house_member m JOIN house_agency a ON a.id = m.agency
         JOIN house_key k ON k.member = m.id AND k.revoked IS NULL
         LEFT JOIN house_suspension x ON x.member = m.id
         WHERE m.id = $1 AND m.departed IS NULL AND x.member IS NULL",
        member.to_string()
    )?;
    let read = |(charter, card): (String, String)| {
        Ok((serde_json::from_str(&charter).map_err(damaged)?, serde_json::from_str(&card).map_err(damaged)?))
    };
    found.map(read).transpose()
}

/// Keeps an officer's word; says whether it was the second of its text.
pub(crate) async fn declare(
    tx: &mut Tx,
    digest: &str,
    text: &str,
    member: MemberId,
    declarer: &Declarer,
) -> Result<bool, Problem> {
    let (now, idx) = (tx.now().0, i64::try_from(tx.version()).map_err(damaged)?);
    execute!(
        tx,
        "INSERT INTO house_declaration (digest, text, at) VALUES ($1, $2, $3) ON CONFLICT (digest) DO NOTHING",
        digest,
        text,
        now
    )?;
    execute!(
        tx,
        "INSERT INTO house_declarer (digest, member, paper) VALUES ($1, $2, $3)",
        digest,
        member.to_string(),
        serde_json::to_string(declarer).map_err(damaged)?
    )?;
    let touched = execute!(
        tx,
        "UPDATE house_declaration SET idx = $2 WHERE digest = $1 AND idx IS NULL
         AND 2 = (SELECT COUNT(*) FROM house_declarer WHERE digest = $1)",
        digest,
        idx
    )?;
    Ok(touched == 1)
}

/// What officers declared, newest first, at most five.
///
/// # Errors
/// The database's failure.
pub async fn declared(conn: &mut Reading) -> Result<Vec<DeclaredEpoch>, Problem> {
    let texts = rows!(
        conn,
        (String, String),
        "SELECT digest, text FROM house_declaration ORDER BY idx IS NULL, at DESC LIMIT 5"
    )?;
    let mut all = Vec::with_capacity(texts.len());
    for (digest, text) in texts {
        let papers = rows!(
            conn,
            (String,),
            "SELECT paper FROM house_declarer WHERE digest = $1 ORDER BY member LIMIT 2",
            &digest
        )?;
        let read = |(paper,): (String,)| serde_json::from_str(&paper).map_err(damaged);
        all.push(DeclaredEpoch { text, by: papers.into_iter().map(read).collect::<Result<_, _>>()? });
    }
    Ok(all)
}

//! Way `late.take`: an envelope whose signer has no session any more. The signature is checked, nothing is performed.

use super::{TAKE, rows};
use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_store::{Act, Done, Happening, Tx};
use danbe_vault::{Envelope, text::hex};
use danbe_words::{EnvelopeId, MemberId, Problem};

/// Of one member, waiting at once: a month of field work. More would be somebody filling the list.
const WAITING: i64 = 300;

/// Whether a colleague could perform a verb in somebody's place: a write of caseworkers.
#[must_use]
pub fn adoptable(verb: &VerbSpec) -> bool {
    let work = |(standing, relation): &(Standing, Relation)| {
        *standing == Standing::Caseworker && matches!(relation, Relation::Own | Relation::Team)
    };
    verb.effect == Effect::Writes && verb.name.starts_with("cases.") && verb.allows.iter().any(work)
}

/// The envelope, as it came.
#[derive(Debug)]
pub struct TakeLate(pub Vec<u8>);

impl Act for TakeLate {
    type Answer = ();

    /// Of nobody, of somebody who may sign in, signed by another key: one answer.
    async fn perform(self, tx: &mut Tx) -> Result<Done<()>, Problem> {
        let grant = tx.policy().decide_without_key(&TAKE, Standing::Anyone)?;
        let envelope: Envelope = serde_json::from_slice(&self.0).map_err(|_| Problem::Malformed)?;
        let read = envelope.read().map_err(|_| Problem::Malformed)?;
        let (id, member) = (read.id.parse::<EnvelopeId>(), read.member.parse::<MemberId>());
        let (Ok(id), Ok(member)) = (id, member) else { return Err(Problem::Malformed) };
        let verb = *tx.policy().verb(&read.verb).filter(|verb| adoptable(verb)).ok_or(Problem::NotFound)?;
        let mut ended = None;
        for key in rows::ended_keys(tx, member).await? {
            if envelope.verify(&key.signing).is_ok() {
                ended = Some(key);
            }
        }
        let key = ended.ok_or(Problem::NotFound)?;
        let digest = envelope.digest();
        let known = tx.done_before(&id.to_string(), &digest).await? || rows::known(tx, id).await?;
        if !known {
            if rows::waiting(tx, member).await? >= WAITING {
                return Err(Problem::Busy);
            }
            rows::insert(tx, id, member, &key, (verb.name, read.at), &self.0).await?;
        }
        let happening =
            Happening::bare().with("member", member).with("verb", verb.name).with("late", hex(&digest));
        tx.done(&grant, happening, ()).await
    }
}

//! Verb `recovery.finish`: an officer's device signs the member's new card and wraps the agency's keys to it.
//!
//! From the next request the old key is worth nothing: its sessions are closed, its capsule is gone.

use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_vault::{MemberCard, Signed, Wrap};
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "recovery.finish",
    effect: Effect::Writes,
    allows: &[(Standing::Officer, Relation::Agency)],
    says: "give a member of one's own agency, approved by two holders, the keys of her post again",
};

/// The new papers of the member.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finish {
    /// Id of the request.
    pub recovery: String,
    /// The new card, signed by the agency.
    pub card: Signed<MemberCard>,
    /// What she works with, sealed to her new key.
    pub welcome: Wrap,
}

#[cfg(feature = "server")]
mod server {
    use super::{Finish, SPEC};
    use crate::directory::{name_of, rows as directory};
    use crate::recovery::{QUORUM, Request, rows};
    use danbe_guard::{Actor, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_vault::{MEMBER_CARD, MemberCard};
    use danbe_words::Problem;

    impl Verb for Finish {
        const SPEC: VerbSpec = SPEC;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let found = rows::request(tx, &self.recovery).await?;
            let grant = tx.may::<Self>(who, rows::relation(who, found.as_ref()))?;
            let found = found.ok_or(Problem::NotFound)?;
            if found.finished {
                return Err(Problem::State("recovery-closed"));
            }
            if found.ready(tx).is_none_or(|ready| tx.now() < ready) {
                return Err(Problem::State("recovery-early"));
            }
            let charter = crate::posts::rows::charter(tx, who.agency).await?;
            let card = self.card.verify(&charter.signing, MEMBER_CARD).map_err(|_| Problem::Signature)?;
            let request: Request =
                serde_json::from_str(&found.request.text).map_err(|_| Problem::StoreDown)?;
            if !papers_match(&card, &request, &found) {
                return Err(Problem::State("recovery-changed"));
            }
            rows::replace_key(tx, &found, &card, &self.card, &self.welcome).await?;
            rows::close(tx, &self.recovery, &request.handle, found.member).await?;
            let happening = directory::inscribe(tx, Happening::bare(), &[name_of(&self.card)]).await?;
            let happening = happening.with("member", found.member).with("epoch", card.epoch);
            tx.done(&grant, happening, ()).await
        }
    }

    /// The card speaks of this member, her post, these keys, and the next epoch.
    fn papers_match(card: &MemberCard, request: &Request, found: &rows::Found) -> bool {
        card.member == found.member.to_string()
            && card.agency == found.agency.to_string()
            && card.opening == request.opening
            && card.signing == request.signing
            && card.epoch == found.epoch + 1
            && found.post.is_on(card)
    }

    const _: () = assert!(QUORUM == 2, "the matrix and the words say two holders");
}

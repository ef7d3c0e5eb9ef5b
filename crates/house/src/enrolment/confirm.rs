//! Verb `enrolment.confirm`: an officer's device signs the new member's card and wraps what her post works with.
//!
//! From the next request she is in. Who held the post before has left it, and what the post has is now hers.

use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_vault::{MemberCard, Signed, Wrap};
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "enrolment.confirm",
    effect: Effect::Writes,
    allows: &[(Standing::Officer, Relation::Agency)],
    says: "take a new member into a post of one's own agency, her digits compared",
};

/// How the digits were compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Manner {
    /// The officer stands beside her and sees her screen.
    FaceToFace,
    /// Read aloud at a distance: heard by another officer, heard again by this one.
    Aloud,
}

/// The papers of a new member.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confirm {
    /// What finds the invitation.
    pub lookup: String,
    /// Text of the request whose digits were compared.
    pub request: String,
    /// How.
    pub manner: Manner,
    /// Her card, signed by the agency.
    pub card: Signed<MemberCard>,
    /// What she works with, sealed to her key.
    pub welcome: Wrap,
}

#[cfg(feature = "server")]
mod server {
    use super::{Confirm, Manner, SPEC};
    use crate::directory::{name_of, rows as directory};
    use crate::enrolment::rows;
    use crate::posts::limits::rows as limits;
    use crate::posts::rows as posts;
    use crate::recovery::Request;
    use danbe_guard::{Actor, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_vault::{MEMBER_CARD, MemberCard};
    use danbe_words::{MemberId, Problem};

    impl Verb for Confirm {
        const SPEC: VerbSpec = SPEC;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let found = rows::invitation(tx, &self.lookup).await?;
            let grant = tx.may::<Self>(who, rows::relation(who, found.as_ref()))?;
            let found = found.ok_or(Problem::NotFound)?;
            found.waits_with(&self.request)?;
            if self.manner == Manner::Aloud && !rows::heard_by_another(tx, &self.lookup, who.member).await? {
                return Err(Problem::State("enrolment-heard"));
            }
            let charter = posts::charter(tx, who.agency).await?;
            let card = self.card.verify(&charter.signing, MEMBER_CARD).map_err(|_| Problem::Signature)?;
            let request: Request = serde_json::from_str(&self.request).map_err(|_| Problem::StoreDown)?;
            let member = member(&card, &request, &found).ok_or(Problem::State("enrolment-changed"))?;
            let post = &found.post;
            match rows::post(tx, &post.handle).await? {
                None => posts::insert_post(tx, who.agency, post).await?,
                Some((agency, known)) if agency == who.agency && known == *post => {}
                Some(_) => return Err(Problem::State("post-taken")),
            }
            let before = posts::holder(tx, &post.handle).await?;
            let allowed = limits::limits(tx, who.agency).await?.posts;
            if let (None, Some(most)) = (before, allowed)
                && limits::held(tx, who.agency).await? >= most
            {
                return Err(Problem::State("limit-posts"));
            }
            match before {
                Some(before) if before == who.member => return Err(Problem::State("own-post")),
                Some(before) => posts::depart(tx, before, &post.handle).await?,
                None => {}
            }
            posts::insert_holder(tx, who.agency, member, &post.handle).await?;
            posts::insert_key(tx, member, &card, &self.card, &self.welcome).await?;
            rows::finish(tx, &self.lookup).await?;
            let manner = if self.manner == Manner::Aloud { "aloud" } else { "face-to-face" };
            let happening = directory::inscribe(tx, Happening::bare(), &[name_of(&self.card)]).await?;
            let mut happening = happening.with("member", member).with("post", &post.handle);
            happening = happening.with("manner", manner);
            if let Some(before) = before {
                happening = happening.with("before", before);
            }
            tx.done(&grant, happening, ()).await
        }
    }

    /// The new member, when the card speaks of these keys, this post, and somebody's first keys.
    fn member(card: &MemberCard, request: &Request, found: &rows::Invited) -> Option<MemberId> {
        let same = card.agency == found.agency.to_string()
            && card.opening == request.opening
            && card.signing == request.signing
            && card.epoch == 1
            && found.post.is_on(card);
        card.member.parse().ok().filter(|_| same)
    }
}

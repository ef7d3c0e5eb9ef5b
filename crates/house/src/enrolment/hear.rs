//! Verb `enrolment.hear`: an officer who knows the voice has heard the digits; a second one confirms.

use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_vault::{Signature, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "enrolment.hear",
    effect: Effect::Writes,
    allows: &[(Standing::Officer, Relation::Agency)],
    says: "say that the digits of a new member of one's own agency were read aloud and are the same",
};

/// The digits of exactly this request were heard.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hear {
    /// What finds the invitation.
    pub lookup: String,
    /// Text of the request whose digits were compared.
    pub request: String,
    /// The officer's signature over both, for the second one's device.
    pub sig: Signature,
}

impl Hear {
    const DOMAIN: &str = "enrolment-heard";

    /// Signs that the digits of exactly this request were heard.
    #[must_use]
    pub fn sign(lookup: String, request: String, key: &SigningKey) -> Self {
        let sig = key.sign(Self::DOMAIN, format!("{lookup}\n{request}").as_bytes());
        Self { lookup, request, sig }
    }

    /// Whether the officer of this key heard exactly this request.
    #[must_use]
    pub fn holds(lookup: &str, request: &str, sig: &Signature, key: &VerifyingKey) -> bool {
        key.verify(Self::DOMAIN, format!("{lookup}\n{request}").as_bytes(), sig).is_ok()
    }
}

#[cfg(feature = "server")]
mod server {
    use super::{Hear, SPEC};
    use crate::enrolment::rows;
    use danbe_guard::{Actor, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::Problem;

    impl Verb for Hear {
        const SPEC: VerbSpec = SPEC;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let found = rows::invitation(tx, &self.lookup).await?;
            let grant = tx.may::<Self>(who, rows::relation(who, found.as_ref()))?;
            let found = found.ok_or(Problem::NotFound)?;
            found.waits_with(&self.request)?;
            let key = crate::posts::rows::signing_of(tx, who.member).await?;
            if !Self::holds(&self.lookup, &self.request, &self.sig, &key) {
                return Err(Problem::Signature);
            }
            rows::insert_heard(tx, &self.lookup, who.member, &self.sig).await?;
            tx.done(&grant, Happening::bare().with("post", &found.post.handle), ()).await
        }
    }
}

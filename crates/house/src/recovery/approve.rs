//! Verb `recovery.approve`: a holder who knows the member, and has read the fingerprint with her, says yes.

use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_vault::{Signature, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "recovery.approve",
    effect: Effect::Writes,
    allows: &[(Standing::Holder, Relation::Agency)],
    says: "approve that a member of one's own agency, or of one that named this holder, is brought back on a new device",
};

/// An approval of exactly this request.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approve {
    /// Id of the request.
    pub recovery: String,
    /// Text of the request the holder saw: a request changed since is not the one approved.
    pub request: String,
    /// The holder's signature over both, kept for the officer's device: the server's word is not enough.
    pub sig: Signature,
}

impl Approve {
    /// Domain of the signature.
    const DOMAIN: &str = "recovery-approval";

    /// Signs the approval of exactly this request.
    #[must_use]
    pub fn sign(recovery: String, request: String, key: &SigningKey) -> Self {
        let sig = key.sign(Self::DOMAIN, signed_text(&recovery, &request).as_bytes());
        Self { recovery, request, sig }
    }

    /// Whether the holder of this key approved exactly this request.
    #[must_use]
    pub fn holds(recovery: &str, request: &str, sig: &Signature, key: &VerifyingKey) -> bool {
        key.verify(Self::DOMAIN, signed_text(recovery, request).as_bytes(), sig).is_ok()
    }
}

fn signed_text(recovery: &str, request: &str) -> String {
    format!("{recovery}\n{request}")
}

#[cfg(feature = "server")]
mod server {
    use super::{Approve, SPEC};
    use crate::recovery::rows;
    use danbe_guard::{Actor, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::Problem;

    impl Verb for Approve {
        const SPEC: VerbSpec = SPEC;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let found = rows::request(tx, &self.recovery).await?;
            let relation = rows::vouching(tx, who, found.as_ref()).await?;
            let grant = tx.may::<Self>(who, relation)?;
            let found = found.ok_or(Problem::NotFound)?;
            if found.finished || found.member == who.member {
                return Err(Problem::State("recovery-closed"));
            }
            if found.request.text != self.request {
                return Err(Problem::State("recovery-changed"));
            }
            let key = crate::posts::rows::signing_of(tx, who.member).await?;
            if !Self::holds(&self.recovery, &self.request, &self.sig, &key) {
                return Err(Problem::Signature);
            }
            rows::insert_approval(tx, &self.recovery, who.member, &self.sig).await?;
            tx.done(&grant, Happening::bare().with("member", found.member), ()).await
        }
    }
}

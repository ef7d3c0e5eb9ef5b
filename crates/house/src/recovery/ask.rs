//! Verb `recovery.ask`: a new device asks to be recognised as a member's. Nobody is signed in yet.
//!
//! The answer is the same for a handle that does not exist: nothing is learnt by asking.

use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_vault::{SealingKey, Signed, VerifyingKey};
use serde::{Deserialize, Serialize};

/// Asking to be brought back.
pub const ASK: VerbSpec = VerbSpec {
    name: "recovery.ask",
    effect: Effect::Writes,
    allows: &[(Standing::Anyone, Relation::Own)],
    says: "ask the holders of one's agency to be brought back on a new device",
};

/// What the new device signs with its new key; never changed afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// 128 random bits, hexadecimal.
    pub id: String,
    /// Sign-in name.
    pub handle: String,
    /// New sealing key.
    pub opening: SealingKey,
    /// New verifying key, which signs the request.
    pub signing: VerifyingKey,
    /// The device's time, claimed.
    pub at: i64,
}

impl Request {
    /// Domain of the signature.
    pub const DOMAIN: &str = "recovery-request";

    /// What the member and her holders read to each other: the fingerprint of the new key.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        self.signing.fingerprint()
    }
}

/// The request on its way in.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// Signed by the key it names.
    pub request: Signed<Request>,
    /// The key it names, to check the signature with.
    pub signing: VerifyingKey,
}

#[cfg(feature = "server")]
mod server {
    use super::{ASK, Ask, Request};
    use crate::recovery::rows;
    use danbe_guard::Standing;
    use danbe_store::{Act, Done, Happening, Tx};
    use danbe_words::{FileId, Problem};

    /// Requests open at once for one member and day at most: asking again and again wears nobody down.
    const OPEN_AT_ONCE: i64 = 3;

    /// A request as it came.
    #[derive(Debug)]
    pub struct TakeRequest(pub Ask);

    impl Act for TakeRequest {
        type Answer = ();

        async fn perform(self, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let grant = tx.policy().decide_without_key(&ASK, Standing::Anyone)?;
            let Ask { request, signing } = self.0;
            let read = request.verify(&signing, Request::DOMAIN).map_err(|_| Problem::Signature)?;
            let shaped = read.signing == signing && read.id.parse::<FileId>().is_ok();
            if !shaped {
                return Err(Problem::Malformed);
            }
            if let Some((member, agency)) = rows::member_of(tx, &read.handle).await?
                && rows::open_requests(tx, &member).await? < OPEN_AT_ONCE
            {
                rows::insert_request(tx, &read.id, &member, &agency, &request).await?;
            }
            tx.done(&grant, Happening::bare(), ()).await
        }
    }
}

#[cfg(feature = "server")]
pub use server::TakeRequest;

//! Way `enrolment.ask`: a new device shows that it has a code, and names its keys. Nobody is signed in yet.
//!
//! The request is the one of a device brought back, its id being what finds the invitation. The first one that comes
//! stays: a code serves once.

use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_vault::Sealed;
use serde::{Deserialize, Serialize};

/// Asking for the post an invitation offers.
pub const ASK: VerbSpec = VerbSpec {
    name: "enrolment.ask",
    effect: Effect::Writes,
    allows: &[(Standing::Anyone, Relation::Own)],
    says: "ask for the post an invitation offers, with the code handed over",
};

/// Looks for an invitation.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// [`danbe_vault::HandCode::lookup`].
    pub lookup: String,
}

/// An invitation that is open still.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Found {
    /// The [`super::Introduction`], sealed under the code.
    pub note: Sealed,
}

#[cfg(feature = "server")]
mod server {
    use super::ASK;
    use crate::enrolment::rows;
    use crate::recovery::{Ask, Request};
    use danbe_guard::Standing;
    use danbe_store::{Act, Done, Happening, Tx};
    use danbe_words::Problem;

    /// A request as it came.
    #[derive(Debug)]
    pub struct TakeEnrolment(pub Ask);

    impl Act for TakeEnrolment {
        type Answer = ();

        /// Expired, used, withdrawn, never made: one answer.
        async fn perform(self, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let grant = tx.policy().decide_without_key(&ASK, Standing::Anyone)?;
            let Ask { request, signing } = self.0;
            let read = request.verify(&signing, Request::DOMAIN).map_err(|_| Problem::Signature)?;
            if read.signing != signing {
                return Err(Problem::Malformed);
            }
            let found = rows::invitation(tx, &read.id).await?.ok_or(Problem::NotFound)?;
            let again = found.request.as_ref() == Some(&request);
            let open = !found.finished && found.expires > tx.now() && found.request.is_none();
            if found.post.handle != read.handle || !(open || again) {
                return Err(Problem::NotFound);
            }
            rows::keep_request(tx, &read.id, &request).await?;
            tx.done(&grant, Happening::bare().with("post", &read.handle), ()).await
        }
    }
}

#[cfg(feature = "server")]
pub use server::TakeEnrolment;

//! Way `epochs.declare`: an officer's word that lines of the ledger were lost; with a second officer's, devices go on.

use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_vault::{Checkpoint, DeclaredEpoch, Signature, SigningKey, VerifyingKey};
use danbe_words::MemberId;
use serde::{Deserialize, Serialize};

/// Saying that lines were lost.
pub const DECLARE: VerbSpec = VerbSpec {
    name: "epochs.declare",
    effect: Effect::Writes,
    allows: &[(Standing::Anyone, Relation::Own)],
    says: "say, signed by an officer, that lines of the ledger were lost; two officers are needed",
};

/// An officer's word.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Declare {
    /// Who signs.
    pub member: MemberId,
    /// The text of the declaration, [`danbe_vault::Declaration::to_text`].
    pub text: String,
    /// Her signature over it.
    pub sig: Signature,
}

/// A device that is shown a shorter ledger than the one it knows says what it knows.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// Sign-in name of its owner.
    pub handle: String,
    /// The last checkpoint it was shown.
    pub checkpoint: Checkpoint,
    /// Its owner's signature over both.
    pub sig: Signature,
}

impl Known {
    const DOMAIN: &str = "epoch-known";

    fn text(handle: &str, checkpoint: &Checkpoint) -> String {
        format!("{handle}\n{}\n{}\n{:?}", checkpoint.origin, checkpoint.size, checkpoint.root)
    }

    /// Signs what a device knows.
    #[must_use]
    pub fn sign(handle: String, checkpoint: Checkpoint, key: &SigningKey) -> Self {
        let sig = key.sign(Self::DOMAIN, Self::text(&handle, &checkpoint).as_bytes());
        Self { handle, checkpoint, sig }
    }

    /// Whether the owner of this key says so.
    #[must_use]
    pub fn holds(&self, key: &VerifyingKey) -> bool {
        key.verify(Self::DOMAIN, Self::text(&self.handle, &self.checkpoint).as_bytes(), &self.sig).is_ok()
    }
}

/// What the server tells a device that refuses the shorter ledger.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Told {
    /// The signed note of where the ledger stood when it was put back.
    pub kept: Option<String>,
    /// The longest ledger a member's device says it was shown.
    pub longest: Option<Checkpoint>,
    /// What officers declared, newest first, with the signatures there are.
    pub declared: Vec<DeclaredEpoch>,
}

#[cfg(feature = "server")]
mod server {
    use super::{DECLARE, Declare};
    use crate::epochs::rows;
    use danbe_guard::Standing;
    use danbe_store::{Act, Done, Happening, Tx, checkpoint_at};
    use danbe_vault::{AgencyCharter, Declaration, Declarer, text::hex, token_digest};
    use danbe_words::Problem;

    /// A declaration as it came.
    #[derive(Debug)]
    pub struct TakeDeclaration(pub Declare);

    impl Act for TakeDeclaration {
        type Answer = ();

        /// Of nobody, of somebody who is no officer, under another key: one answer.
        async fn perform(self, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let grant = tx.policy().decide_without_key(&DECLARE, Standing::Anyone)?;
            let Declare { member, text, sig } = self.0;
            let said = Declaration::read(&text).map_err(|_| Problem::Malformed)?;
            let (charter, card) = rows::papers(tx, member).await?.ok_or(Problem::NotFound)?;
            let agency: AgencyCharter =
                serde_json::from_str(&charter.text).map_err(|_| Problem::StoreDown)?;
            let declarer = Declarer { charter, card, sig };
            declarer.signed(&text, &agency.signing).map_err(|_| Problem::NotFound)?;
            // What it keeps is in this ledger, and not of another one or of another day.
            let note = checkpoint_at(tx, said.kept.size).await?.unwrap_or_default();
            if !said.kept.is_of(&note) {
                return Err(Problem::State("epoch-elsewhere"));
            }
            let digest = hex(&token_digest(text.as_bytes()));
            let second = rows::declare(tx, &digest, &text, member, &declarer).await?;
            if second {
                tx.forget_counts().await?;
            }
            let happening = Happening::bare()
                .with("member", member)
                .with("declaration", digest)
                .with("lost", said.lost.size)
                .with("kept", said.kept.size);
            tx.done(&grant, happening, ()).await
        }
    }
}

#[cfg(feature = "server")]
pub use server::TakeDeclaration;

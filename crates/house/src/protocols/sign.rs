//! Verb `protocols.sign`: an officer of the other agency signs the very text that was proposed; it is in force.

use super::Protocol;
use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_vault::Signed;
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "protocols.sign",
    effect: Effect::Writes,
    allows: &[(Standing::Officer, Relation::Own)],
    says: "sign a protocol that another agency proposed to one's own",
};

/// Signs a protocol as the other party.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sign {
    /// The text she read, signed with one's own agency's key.
    pub word: Signed<Protocol>,
}

#[cfg(feature = "server")]
mod server {
    use super::{SPEC, Sign};
    use crate::protocols::{Protocol, rows};
    use danbe_guard::{Actor, Relation, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::{FileKind, Problem, Purpose};

    impl Verb for Sign {
        const SPEC: VerbSpec = SPEC;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let grant = tx.may::<Self>(who, Relation::Own)?;
            let charter = crate::posts::rows::charter(tx, who.agency).await?;
            let said =
                self.word.verify(&charter.signing, Protocol::DOMAIN).map_err(|_| Problem::Signature)?;
            said.partner(who.agency).ok_or(Problem::NotFound)?;
            let waiting = rows::proposed(tx, &said).await?.ok_or(Problem::State("protocol-changed"))?;
            if waiting.by == who.agency {
                return Err(Problem::State("protocol-other"));
            }
            if waiting.text != self.word.text {
                return Err(Problem::State("protocol-changed"));
            }
            rows::sign(tx, &said, &self.word).await?;
            // The side that carries packages hears these words.
            let purposes: Vec<_> = said.purposes.iter().map(|it: &Purpose| it.code()).collect();
            let kinds: Vec<_> = said.kinds.iter().map(|it: &FileKind| it.code()).collect();
            let happening = Happening::bare()
                .with("one", said.one)
                .with("other", said.other)
                .with("version", said.version)
                .with("purposes", purposes.join(" "))
                .with("kinds", kinds.join(" "));
            tx.done(&grant, happening, ()).await
        }
    }
}

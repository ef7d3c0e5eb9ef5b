//! Way `successions.order`: the root says how an agency ends that cannot end by itself.
//!
//! Closing wants two officers. An agency of one, or of which nobody is left, ends by its charter: the custodians of the
//! root sign who succeeds it, its holders give that successor their parts of the deposit ([`super::Deposit`]), and it
//! takes the files over. Where the root names nobody, the agency closes at once and its files wait for their date.

use super::deposit::{Deposit, Given};
use crate::agencies::Other;
use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_vault::{AgencyCharter, CHARTER, OpeningKey, PAIR, SealingKey, Signed, VaultError, VerifyingKey};
use danbe_words::AgencyId;
use serde::{Deserialize, Serialize};

/// Taking the root's word.
pub const SUCCEED: VerbSpec = VerbSpec {
    name: "successions.order",
    effect: Effect::Writes,
    allows: &[(Standing::Console, Relation::Own)],
    says: "take, at the console of the machine, the root's word that an agency ends and who succeeds it",
};

/// The root's word that an agency ends: added to its charter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Succession {
    /// The agency that ends.
    pub agency: AgencyId,
    /// Who succeeds it; nobody when there is none.
    pub successor: Option<AgencyId>,
    /// When it was signed, by the clock of the ceremony: milliseconds UTC.
    pub at: i64,
}

impl Succession {
    /// Domain of the root's signature.
    pub const DOMAIN: &str = "agency-succession";
}

/// All that a holder, or the successor, checks before it believes that an agency ends this way.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Ending {
    /// The root's word for the agency that ends.
    pub charter: Signed<AgencyCharter>,
    /// The root's word for its end.
    pub succession: Signed<Succession>,
    /// Its successor, with the key to seal to it with.
    pub successor: Other,
    /// Its deposit; none when its key was never shared.
    pub deposit: Option<Signed<Deposit>>,
    /// Parts holders gave.
    pub given: Vec<Given>,
}

/// An ending whose papers hold.
#[derive(Debug, Clone)]
pub struct Known {
    /// The agency that ends.
    pub agency: AgencyId,
    /// Its name.
    pub name: String,
    /// Its successor.
    pub successor: AgencyId,
    /// The successor's name.
    pub next: String,
    /// To seal to the successor with.
    pub to: SealingKey,
    /// Its deposit.
    pub deposit: Option<Deposit>,
}

impl Ending {
    /// What it says, when the root vouches for the agency, for its end and for its successor.
    ///
    /// # Errors
    /// The first thing that does not hold.
    pub fn read(&self, root: &VerifyingKey) -> Result<Known, VaultError> {
        let charter = self.charter.verify(root, CHARTER)?;
        let said = self.succession.verify(root, Succession::DOMAIN)?;
        let (next, to) = self.successor.read(root)?;
        let named = said.successor.is_some_and(|it| it.to_string() == next.agency);
        if said.agency.to_string() != charter.agency || !named {
            return Err(VaultError::WrongOrigin);
        }
        let successor = said.successor.ok_or(VaultError::WrongOrigin)?;
        let signed = self.deposit.as_ref();
        let deposit = signed.map(|it| it.verify(&charter.signing, Deposit::DOMAIN)).transpose()?;
        let deposit = deposit.filter(|it| it.agency == said.agency);
        Ok(Known { agency: said.agency, name: charter.name, successor, next: next.name, to, deposit })
    }
}

impl Known {
    /// How many of the given parts are right.
    pub fn right<'k>(&self, given: &[Given], with: impl Iterator<Item = &'k OpeningKey> + Clone) -> usize {
        self.deposit.as_ref().map_or(0, |it| it.right_parts(given, with).len())
    }

    /// The opening keys of the agency that ends.
    ///
    /// # Errors
    /// When fewer than two right parts are there.
    pub fn open<'k>(
        &self,
        given: &[Given],
        with: impl Iterator<Item = &'k OpeningKey> + Clone,
    ) -> Result<Vec<OpeningKey>, VaultError> {
        let deposit = self.deposit.as_ref().ok_or(VaultError::WrongKey)?;
        deposit.open(&deposit.right_parts(given, with))
    }
}

/// Whether enough parts are there.
#[must_use]
pub const fn enough(right: usize) -> bool {
    right >= PAIR
}

#[cfg(feature = "server")]
mod server {
    use super::{SUCCEED, Succession};
    use crate::agencies::{self, Closing};
    use crate::successions::rows;
    use danbe_guard::Standing;
    use danbe_store::{Act, Done, Happening, Tx};
    use danbe_vault::{Signed, VerifyingKey};
    use danbe_words::Problem;

    /// The root's word, brought to the console.
    #[derive(Debug, Clone)]
    pub struct Succeed {
        /// The root of the installation.
        pub root: VerifyingKey,
        /// Its word.
        pub word: Signed<Succession>,
    }

    impl Act for Succeed {
        type Answer = ();

        /// [`Problem::Signature`] for another root's word, [`Problem::NotFound`] for an agency that is not here or closed.
        async fn perform(self, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let grant = tx.policy().decide_without_key(&SUCCEED, Standing::Console)?;
            let said = self.word.verify(&self.root, Succession::DOMAIN).map_err(|_| Problem::Signature)?;
            crate::posts::rows::charter(tx, said.agency).await?;
            if said.successor == Some(said.agency) {
                return Err(Problem::Malformed);
            }
            if let Some(successor) = said.successor
                && !agencies::rows::is_open(tx, successor).await?
            {
                return Err(Problem::State("successor-gone"));
            }
            let closing =
                Closing { agency: said.agency, successor: said.successor, destroy: None, at: said.at };
            rows::succeed(tx, &closing, &self.word).await?;
            let mut happening = Happening::bare().with("agency", said.agency);
            match said.successor {
                Some(successor) => happening = happening.with("successor", successor),
                None => {
                    agencies::rows::close(tx, said.agency).await?;
                    happening = happening.with("closed", said.agency);
                }
            }
            tx.done(&grant, happening, ()).await
        }
    }
}

#[cfg(feature = "server")]
pub use server::Succeed;

//! Way `protocols.authorise`: a purpose opens when the reference of its authorisation is entered, at the console.

use danbe_guard::{Effect, Relation, Standing, VerbSpec};

/// Opening a purpose.
pub const AUTHORISE: VerbSpec = VerbSpec {
    name: "protocols.authorise",
    effect: Effect::Writes,
    allows: &[(Standing::Console, Relation::Own)],
    says: "open a purpose of sharing with the reference of its authorisation, at the console of the machine",
};

#[cfg(feature = "server")]
mod server {
    use super::AUTHORISE;
    use crate::protocols::{Protocol, rows};
    use danbe_guard::Standing;
    use danbe_store::{Act, Done, Happening, Tx};
    use danbe_words::{Problem, Purpose};

    /// A purpose, and what allows it.
    #[derive(Debug, Clone)]
    pub struct Authorise {
        /// Which.
        pub purpose: Purpose,
        /// Reference of the authority's act.
        pub reference: String,
    }

    impl Act for Authorise {
        type Answer = ();

        async fn perform(self, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let grant = tx.policy().decide_without_key(&AUTHORISE, Standing::Console)?;
            let reference = self.reference.trim();
            if !(1..=Protocol::LONGEST).contains(&reference.chars().count()) {
                return Err(Problem::Invalid { field: "reference", reason: "required" });
            }
            rows::authorise(tx, self.purpose, reference).await?;
            let happening = Happening::bare().with("purpose", self.purpose).with("reference", reference);
            tx.done(&grant, happening, ()).await
        }
    }
}

#[cfg(feature = "server")]
pub use server::Authorise;

//! Way `referrals.sweep`: what no basis carries any more leaves the server, without anybody asking.

use danbe_guard::{Effect, Relation, Standing, VerbSpec};

/// Sweeping.
pub const SWEEP: VerbSpec = VerbSpec {
    name: "referrals.sweep",
    effect: Effect::Writes,
    allows: &[(Standing::Console, Relation::Own)],
    says: "take copies whose basis has ended off the server",
};

#[cfg(feature = "server")]
mod server {
    use super::SWEEP;
    use crate::extracts::rows as extracts;
    use crate::referrals::rows::Found;
    use crate::referrals::{Step, next, rows};
    use danbe_guard::Standing;
    use danbe_store::{Act, Done, Happening, Tx};
    use danbe_words::Problem;

    /// One referral, or one extract, whose basis has ended; nothing when there is none.
    #[derive(Debug, Clone, Copy)]
    pub struct Sweep;

    impl Act for Sweep {
        type Answer = ();

        /// [`Problem::NotFound`] when nothing is due.
        async fn perform(self, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let grant = tx.policy().decide_without_key(&SWEEP, Standing::Console)?;
            let happening = match rows::due(tx).await? {
                Some(found) => expire(tx, found).await?,
                None => extract(tx).await?,
            };
            tx.done(&grant, happening, ()).await
        }
    }

    async fn expire(tx: &mut Tx, mut found: Found) -> Result<Happening, Problem> {
        rows::taken(tx, found.id).await?;
        if let Ok(state) = next(found.state, Step::Expire) {
            found.state = state;
            rows::ended(tx, &found, None).await?;
        }
        Ok(Happening::bare().with("referral", found.id))
    }

    async fn extract(tx: &mut Tx) -> Result<Happening, Problem> {
        let id = extracts::due(tx).await?.ok_or(Problem::NotFound)?;
        extracts::delete(tx, id).await?;
        Ok(Happening::bare().with("extract", id))
    }
}

#[cfg(feature = "server")]
pub use server::Sweep;

//! Way `agencies.destroy`: the files of a closed agency that nobody took over are destroyed at the date its closing named.

use danbe_guard::{Effect, Relation, Standing, VerbSpec};

/// Destroying what is due.
pub const DESTROY: VerbSpec = VerbSpec {
    name: "agencies.destroy",
    effect: Effect::Writes,
    allows: &[(Standing::Console, Relation::Own)],
    says: "destroy, at the date its closing named, what a closed agency kept and nobody took over",
};

#[cfg(feature = "server")]
mod server {
    use super::DESTROY;
    use crate::agencies::rows;
    use danbe_guard::Standing;
    use danbe_store::{Act, Done, Happening, Tx};
    use danbe_words::Problem;

    /// One agency whose date has come; nothing when there is none.
    #[derive(Debug, Clone, Copy)]
    pub struct DestroyDue;

    impl Act for DestroyDue {
        type Answer = ();

        /// [`Problem::NotFound`] when nothing is due.
        async fn perform(self, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let grant = tx.policy().decide_without_key(&DESTROY, Standing::Console)?;
            let agency = rows::due(tx).await?.ok_or(Problem::NotFound)?;
            rows::destroyed(tx, agency).await?;
            tx.done(&grant, Happening::bare().with("closed", agency), ()).await
        }
    }
}

#[cfg(feature = "server")]
pub use server::DestroyDue;

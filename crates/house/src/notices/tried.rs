//! Way `notices.try`: what became of a notice, said by the machine that sent it.

use danbe_guard::{Effect, Relation, Standing, VerbSpec};

/// Having tried.
pub const TRIED: VerbSpec = VerbSpec {
    name: "notices.try",
    effect: Effect::Writes,
    allows: &[(Standing::Console, Relation::Own)],
    says: "write down that a notice was sent, by what and to how many addresses",
};

#[cfg(feature = "server")]
mod server {
    use super::TRIED;
    use crate::notices::{Way, rows};
    use danbe_guard::Standing;
    use danbe_store::{Act, Done, Happening, Tx};
    use danbe_words::{AgencyId, Problem};

    /// How one way went.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Went {
        /// By what.
        pub way: Way,
        /// How many addresses took it.
        pub sent: u32,
        /// How many did not.
        pub failed: u32,
    }

    /// A notice was tried.
    #[derive(Debug, Clone)]
    pub struct Try {
        /// Whose.
        pub agency: AgencyId,
        /// What it had rung for: the line.
        pub rung: i64,
        /// Each way that was tried.
        pub outcomes: Vec<Went>,
    }

    impl Act for Try {
        type Answer = ();

        async fn perform(self, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let grant = tx.policy().decide_without_key(&TRIED, Standing::Console)?;
            let (mut sent, mut failed) = (0, 0);
            for outcome in &self.outcomes {
                sent += outcome.sent;
                failed += outcome.failed;
                rows::note_try(tx, self.agency, outcome).await?;
            }
            // Somebody has it, or it has been tried often enough.
            rows::told(tx, self.agency, self.rung, sent > 0).await?;
            let happening =
                Happening::bare().with("about", self.agency).with("sent", sent).with("failed", failed);
            tx.done(&grant, happening, ()).await
        }
    }
}

#[cfg(feature = "server")]
pub use server::{Try, Went};

//! Verbs `posts.open-account` and `posts.close-account`: an account that reads, types or approves figures is made,
//! and closed, at the machine's console.
//!
//! A closed account keeps its name for ever: what it wrote still names it, and nobody else can take it. Its sessions
//! end with it.

use danbe_guard::{Effect, Relation, Standing, VerbSpec};

/// Making an account.
pub const OPEN_ACCOUNT: VerbSpec = VerbSpec {
    name: "posts.open-account",
    effect: Effect::Writes,
    allows: &[(Standing::Console, Relation::Own)],
    says: "make an account that reads, types or approves figures for an agency, at the console of the machine",
};

/// Closing an account.
pub const CLOSE_ACCOUNT: VerbSpec = VerbSpec {
    name: "posts.close-account",
    effect: Effect::Writes,
    allows: &[(Standing::Console, Relation::Own)],
    says: "close an account about figures and its sessions, at the console of the machine",
};

#[cfg(feature = "server")]
pub(super) mod rows;

#[cfg(feature = "server")]
mod server {
    use super::rows;
    use super::{CLOSE_ACCOUNT, OPEN_ACCOUNT};
    use crate::posts::FoundedReader;
    use danbe_guard::Standing;
    use danbe_store::{Act, Done, Happening, Tx};
    use danbe_words::{AgencyId, Problem};

    /// Longest sign-in name, in bytes.
    const LONG_HANDLE: usize = 40;

    /// An account to be made.
    #[derive(Debug, Clone)]
    pub struct OpenAccount {
        /// Of which agency.
        pub agency: AgencyId,
        /// Name, what it is for, and what it is checked against.
        pub account: FoundedReader,
    }

    impl Act for OpenAccount {
        type Answer = ();

        async fn perform(self, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let grant = tx.policy().decide_without_key(&OPEN_ACCOUNT, Standing::Console)?;
            let handle = &self.account.handle;
            let plain = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-';
            if handle.is_empty() || handle.len() > LONG_HANDLE || !handle.bytes().all(plain) {
                return Err(Problem::Invalid { field: "handle", reason: "code" });
            }
            if !rows::has_agency(tx, self.agency).await? {
                return Err(Problem::NotFound);
            }
            rows::insert_reader(tx, self.agency, &self.account).await?;
            let happening = Happening::bare()
                .with("account", handle)
                .with("agency", self.agency)
                .with("standing", self.account.standing.code());
            tx.done(&grant, happening, ()).await
        }
    }

    /// An account to be closed.
    #[derive(Debug, Clone)]
    pub struct CloseAccount {
        /// Its sign-in name.
        pub handle: String,
    }

    impl Act for CloseAccount {
        type Answer = ();

        async fn perform(self, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let grant = tx.policy().decide_without_key(&CLOSE_ACCOUNT, Standing::Console)?;
            rows::close_reader(tx, &self.handle).await?;
            tx.done(&grant, Happening::bare().with("account", &self.handle), ()).await
        }
    }
}

#[cfg(feature = "server")]
pub use server::{CloseAccount, OpenAccount};

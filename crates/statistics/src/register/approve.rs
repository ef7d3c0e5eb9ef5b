//! Verb `register.approve`: the committee's approver makes a year's report official, as it stands at that moment.
//!
//! A report is a draft until then, and a draft again from the next correction on: what was approved is what the
//! register said at that line, and nothing later.

use danbe_guard::{Effect, Relation, Standing, VerbSpec};

/// Who may: who approves for the committee.
pub const APPROVE: VerbSpec = VerbSpec {
    name: "register.approve",
    effect: Effect::Writes,
    allows: &[(Standing::Approver, Relation::Own)],
    says: "approve a year's report as it stands: it is printed as a draft before, and after the next correction",
};

#[cfg(feature = "server")]
mod server {
    use super::APPROVE;
    use crate::register::{TAG, rows};
    use danbe_guard::{Account, Relation};
    use danbe_store::{Act, Done, Happening, Reachable, Tx};
    use danbe_words::{Moment, Problem};

    /// A report to be approved.
    #[derive(Debug)]
    pub struct Approve {
        /// Who.
        pub by: Account,
        /// The year of the report.
        pub year: i16,
    }

    impl Act for Approve {
        type Answer = ();

        async fn perform(self, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let grant = tx.policy().decide_account(&APPROVE, &self.by, Relation::Own)?;
            if rows::last_of_year(tx, self.year).await?.is_none() {
                return Err(Problem::State("report-nothing"));
            }
            if matches!(approval(tx, self.year).await?, Approval::Stands { .. }) {
                return Err(Problem::State("report-approved"));
            }
            rows::approve(tx, self.year, &self.by.handle).await?;
            let happening =
                Happening::about(TAG.to_owned()).with("report", self.year).with("account", &self.by.handle);
            tx.done(&grant, happening, ()).await
        }
    }

    /// Whether a year's report was approved.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum Approval {
        /// Nobody approved it yet.
        Draft,
        /// It was, and the register has said something else since: it is a draft again.
        Overtaken {
            /// When it was approved.
            at: Moment,
        },
        /// It is, as it stands.
        Stands {
            /// By which account.
            by: String,
            /// When.
            at: Moment,
            /// Lines of the ledger it was approved over.
            as_of: u64,
        },
    }

    /// Whether the report of a year was approved as it stands.
    ///
    /// # Errors
    /// The database's failure.
    pub async fn approval<C: Reachable + Send>(conn: &mut C, year: i16) -> Result<Approval, Problem> {
        let Some((line, at, by)) = rows::approval(conn, year).await? else { return Ok(Approval::Draft) };
        let at = Moment(at);
        Ok(match rows::last_of_year(conn, year).await? {
            Some(last) if last > line => Approval::Overtaken { at },
            _ => Approval::Stands { by, at, as_of: line.unsigned_abs() },
        })
    }
}

#[cfg(feature = "server")]
pub use server::{Approval, Approve, approval};

//! Verb `published.enter`: values published elsewhere, by hand or from a file; and their withdrawal.
//!
//! A batch is written whole, in one transaction, under one line that carries its digest: nothing is ever half
//! imported. Undoing is a row with a date; what was entered stays readable to who asks why.

use danbe_guard::{Effect, Relation, Standing, VerbSpec};

/// Who may: the statistician, and the machine's console for a file.
pub const ENTER: VerbSpec = VerbSpec {
    name: "published.enter",
    effect: Effect::Writes,
    allows: &[(Standing::Statistician, Relation::Own), (Standing::Console, Relation::Own)],
    says: "enter figures published elsewhere, as printed, with their source; withdraw what was entered",
};

#[cfg(feature = "server")]
mod server {
    use super::ENTER;
    use crate::fields::Fields;
    use crate::published::{Meant, TAG, Value, rows};
    use danbe_figures::counts::Definition;
    use danbe_guard::{Account, Grant, Relation, Standing};
    use danbe_store::{Act, Done, Happening, Reachable, Tx};
    use danbe_vault::{event_digest, text::hex};
    use danbe_words::Problem;

    /// Values of a batch at most: beyond, the writer would hold everybody else up.
    pub const MOST: usize = 20_000;

    /// Who enters: an account, or the console of the machine.
    #[derive(Debug, Clone)]
    pub enum By {
        /// Signed in.
        Account(Account),
        /// At the console.
        Console,
    }

    impl By {
        fn grant(&self, tx: &Tx) -> Result<Grant, Problem> {
            match self {
                Self::Account(account) => tx.policy().decide_account(&ENTER, account, Relation::Own),
                Self::Console => tx.policy().decide_without_key(&ENTER, Standing::Console),
            }
        }

        fn handle(&self) -> &str {
            match self {
                Self::Account(account) => &account.handle,
                Self::Console => "console",
            }
        }
    }

    /// A batch of values of one source.
    #[derive(Debug)]
    pub struct Enter {
        /// Who.
        pub by: By,
        /// Where they were published.
        pub source: String,
        /// The values, as printed.
        pub values: Vec<Value>,
    }

    impl Act for Enter {
        /// The batch's number.
        type Answer = u64;

        async fn perform(self, tx: &mut Tx) -> Result<Done<u64>, Problem> {
            let grant = self.by.grant(tx)?;
            if self.source.trim().is_empty() {
                return Err(Problem::Invalid { field: "source", reason: "required" });
            }
            if self.values.is_empty() || self.values.len() > MOST {
                return Err(Problem::Invalid { field: "values", reason: "long" });
            }
            let batch = tx.version();
            let digest = digest(&self.values);
            rows::insert(tx, self.source.trim(), self.by.handle(), &self.values).await?;
            let happening = Happening::about(TAG.to_owned())
                .with("values", self.values.len())
                .with("account", self.by.handle())
                .with("source", hex(&event_digest(self.source.trim())))
                .with("digest", digest);
            tx.done(&grant, happening, batch).await
        }
    }

    /// One figure as typed, with its parts, checked again here.
    #[derive(Debug)]
    pub struct EnterOne {
        /// Who.
        pub by: Account,
        /// The definition it is put beside.
        pub definition: Definition,
        /// The form.
        pub fields: Fields,
    }

    impl Act for EnterOne {
        type Answer = u64;

        async fn perform(self, tx: &mut Tx) -> Result<Done<u64>, Problem> {
            tx.policy().decide_account(&ENTER, &self.by, Relation::Own)?;
            let (meant, unread) = Meant::read(&self.definition, &self.fields);
            let known = known(tx).await?;
            let findings = meant.findings(&self.definition, &known);
            if !meant.may_be_written(&findings, &unread) {
                return Err(Problem::State("published-refused"));
            }
            let values = meant.values(&self.definition);
            let enter = Enter { by: By::Account(self.by), source: meant.source, values };
            enter.perform(tx).await
        }
    }

    /// Every value that stands, with its source.
    ///
    /// # Errors
    /// The database's failure.
    pub async fn known<C: Reachable + Send>(conn: &mut C) -> Result<Vec<(String, Value)>, Problem> {
        let series = crate::published::series(conn, None).await?;
        let each = |it: crate::published::Series| {
            let source = it.source;
            it.values.into_iter().map(move |value| (source.clone(), value))
        };
        Ok(series.into_iter().flat_map(each).collect())
    }

    /// The digest of values, each as one line of JSON: what the event proves.
    pub(crate) fn digest(values: &[Value]) -> String {
        let line = |value: &Value| serde_json::to_string(value).unwrap_or_default();
        hex(&event_digest(&values.iter().map(line).collect::<Vec<_>>().join("\n")))
    }

    /// A batch that no longer stands.
    #[derive(Debug)]
    pub struct Withdraw {
        /// Who.
        pub by: By,
        /// The batch's number.
        pub batch: u64,
    }

    impl Act for Withdraw {
        type Answer = ();

        async fn perform(self, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let grant = self.by.grant(tx)?;
            rows::withdraw(tx, self.batch, self.by.handle()).await?;
            let happening = Happening::about(TAG.to_owned())
                .with("withdrawn", self.batch)
                .with("account", self.by.handle());
            tx.done(&grant, happening, ()).await
        }
    }
}

#[cfg(feature = "server")]
pub(crate) use server::digest;
#[cfg(feature = "server")]
pub use server::{By, Enter, EnterOne, MOST, Withdraw, known};

//! Verb `joining.declare`: what services found when they looked for persons they both know, in numbers.

use super::rows;
use super::{DECLARE, Fault, Statement, TAG};
use crate::presumed;
use danbe_figures::Period;
use danbe_guard::{Account, Relation};
use danbe_store::{Act, Done, Happening, Tx};
use danbe_vault::{event_digest, text::hex};
use danbe_words::Problem;

/// A statement to be written; it replaces the year's last.
#[derive(Debug)]
pub struct Declare {
    /// Who.
    pub by: Account,
    /// What.
    pub statement: Statement,
}

impl Act for Declare {
    type Answer = ();

    async fn perform(self, tx: &mut Tx) -> Result<Done<()>, Problem> {
        let grant = tx.policy().decide_account(&DECLARE, &self.by, Relation::Own)?;
        let year = self.statement.year;
        let pseudonyms = presumed::heard(tx, Period::Year(year)).await?;
        if self.statement.joined > 0 && self.statement.joined >= pseudonyms.unsigned_abs() {
            return Err(Problem::Invalid { field: Fault::Nobody.field(), reason: "code" });
        }
        let text = serde_json::to_string(&self.statement).map_err(|_| Problem::Malformed)?;
        rows::insert(tx, year, &self.by.handle, &text).await?;
        let happening = Happening::about(TAG.to_owned())
            .with("year", year)
            .with("account", &self.by.handle)
            .with("digest", hex(&event_digest(&text)));
        tx.done(&grant, happening, ()).await
    }
}

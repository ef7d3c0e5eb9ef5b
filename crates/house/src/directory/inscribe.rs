//! Way `directory.inscribe`: papers of before there was a directory stand in the ledger too, from the next start on.
//!
//! Nothing is vouched for by it: a device still wants the agency's signature on each.

use super::{INSCRIBE, name_of, rows};
use danbe_guard::Standing;
use danbe_store::{Act, Done, Happening, Tx};
use danbe_vault::Signed;
use danbe_words::Problem;

/// Names, in one line, every paper no line names yet.
#[derive(Debug, Clone, Copy)]
pub struct Inscribe;

impl Act for Inscribe {
    type Answer = usize;

    async fn perform(self, tx: &mut Tx) -> Result<Done<usize>, Problem> {
        let grant = tx.policy().decide_without_key(&INSCRIBE, Standing::Console)?;
        let mut missing = Vec::new();
        for text in rows::papers(tx).await? {
            let paper: Signed<()> = serde_json::from_str(&text).map_err(|_| Problem::StoreDown)?;
            let name = name_of(&paper);
            if rows::place(tx, &name).await?.is_none() {
                missing.push(name);
            }
        }
        // Nothing is to be said: no line is written.
        if missing.is_empty() {
            return Err(Problem::NotFound);
        }
        let happening = rows::inscribe(tx, Happening::bare(), &missing).await?;
        tx.done(&grant, happening, missing.len()).await
    }
}

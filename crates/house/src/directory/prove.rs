//! Verb `directory.prove`: the lines papers stand in, under a checkpoint the asker holds already.
//!
//! The asker names the size: a checkpoint it verified, countersigned where there are witnesses. What is answered can
//! therefore not come from a history made for this answer.

use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_vault::text::{from_text, hex, read, write};
use danbe_vault::{Checkpoint, VaultError, event_digest};
use danbe_words::{Event, Line};
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "directory.prove",
    effect: Effect::Reads,
    allows: &[
        (Standing::Caseworker, Relation::Own),
        (Standing::Officer, Relation::Own),
        (Standing::Holder, Relation::Own),
        (Standing::Sender, Relation::Own),
        (Standing::Decider, Relation::Own),
    ],
    says: "see where in the ledger papers of agencies and colleagues stand",
};

/// Papers asked for at once, at most.
pub const MOST: usize = 600;

/// Asks where papers stand.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prove {
    /// Their names ([`super::name_of`]).
    pub papers: Vec<String>,
    /// Size of the checkpoint to prove under.
    pub size: u64,
}

/// A line that names papers.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Inscribed {
    /// Its place.
    pub index: u64,
    /// Its text.
    pub line: String,
    /// The event it proves: its fact `papers` names them.
    pub event: String,
    /// Inclusion proof (RFC 6962 §2.1.1), each hash base64url.
    pub proof: Vec<String>,
}

/// Where the papers stand: each line once; none for papers that stand nowhere under that checkpoint.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Proved {
    /// In the order of the ledger.
    pub lines: Vec<Inscribed>,
}

impl Inscribed {
    /// With its proof.
    #[must_use]
    pub fn new(index: u64, line: String, event: String, proof: &[[u8; 32]]) -> Self {
        Self { index, line, event, proof: proof.iter().map(|hash| write(hash)).collect() }
    }

    /// The names of the papers this line names.
    ///
    /// # Errors
    /// [`VaultError::NotIncluded`] when it does not stand under the checkpoint, or proves another event;
    /// [`VaultError::Malformed`].
    pub fn names(&self, under: &Checkpoint) -> Result<Vec<String>, VaultError> {
        let hash = |text: &String| read(text)?.try_into().map_err(|_| VaultError::Malformed);
        let proof: Vec<[u8; 32]> = self.proof.iter().map(hash).collect::<Result<_, _>>()?;
        under.includes(self.index, self.line.as_bytes(), &proof)?;
        let line = Line::parse(&self.line).ok_or(VaultError::Malformed)?;
        if line.digest != hex(&event_digest(&self.event)) {
            return Err(VaultError::NotIncluded);
        }
        let event: Event = from_text(&self.event)?;
        let papers = event.facts.get("papers").map(String::as_str).unwrap_or_default();
        Ok(papers.split_whitespace().map(str::to_owned).collect())
    }
}

#[cfg(feature = "server")]
mod server {
    use super::{Inscribed, MOST, Prove, Proved, SPEC};
    use crate::directory::rows;
    use danbe_guard::{Actor, Relation, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb, inclusion};
    use danbe_words::Problem;

    impl Verb for Prove {
        const SPEC: VerbSpec = SPEC;
        type Answer = Proved;

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<Proved>, Problem> {
            let grant = tx.may::<Self>(who, Relation::Own)?;
            if self.papers.len() > MOST || self.size > tx.version() {
                return Err(Problem::Malformed);
            }
            let mut places = Vec::new();
            for paper in &self.papers {
                places.extend(rows::place(tx, paper).await?.filter(|index| *index < self.size));
            }
            places.sort_unstable();
            places.dedup();
            let mut lines = Vec::with_capacity(places.len());
            for index in places {
                let Some((line, event)) = rows::texts(tx, index).await? else { continue };
                let proof = inclusion(tx, self.size, index).await?;
                lines.push(Inscribed::new(index, line, event, &proof));
            }
            let happening = Happening::bare().with("filter", "papers").with("count", self.papers.len());
            tx.done(&grant, happening, Proved { lines }).await
        }
    }
}

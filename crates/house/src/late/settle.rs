//! Verb `late.settle`: a colleague has decided about a late envelope.
//!
//! To adopt, her device first performs the same act in her own name, so that the rights asked are hers and the line names
//! her; the settlement holds only if that act was done.

use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "late.settle",
    effect: Effect::Writes,
    allows: &[(Standing::Caseworker, Relation::Team)],
    says: "adopt or reject what a member of one's own team, suspended or gone, had signed",
};

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Performed by the colleague, in the envelope of this id.
    Adopted(String),
    /// Kept as it came, and not performed.
    Rejected,
}

/// Decides about one late envelope.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settle {
    /// Id of the late envelope.
    pub late: String,
    /// What was decided.
    pub outcome: Outcome,
}

#[cfg(feature = "server")]
mod server {
    use super::{Outcome, SPEC, Settle};
    use crate::late::rows;
    use danbe_guard::{Actor, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::Problem;

    impl Verb for Settle {
        const SPEC: VerbSpec = SPEC;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let found = rows::late(tx, &self.late).await?;
            let place = found.as_ref().map(|late| (late.agency, late.team.as_str()));
            let grant = tx.may::<Self>(who, who.towards(place))?;
            let found = found.ok_or(Problem::NotFound)?;
            if found.settled {
                return Err(Problem::State("exists"));
            }
            let outcome = match &self.outcome {
                Outcome::Rejected => "rejected",
                Outcome::Adopted(envelope) => {
                    let line = tx.line_of(envelope).await?;
                    let hers =
                        |kind: &str, actor: &str| kind == found.verb && actor == who.member.to_string();
                    if !line.is_some_and(|line| hers(&line.kind, &line.actor)) {
                        return Err(Problem::State("late-not-done"));
                    }
                    "adopted"
                }
            };
            rows::settle(tx, &self.late, outcome).await?;
            let happening = Happening::bare().with("late", &self.late).with("outcome", outcome);
            tx.done(&grant, happening.with("member", found.member), ()).await
        }
    }
}

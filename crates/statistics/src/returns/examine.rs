//! Verb `returns.examine`: approve what another service sent, at one's level, or send it back with a question.
//!
//! The examiner names the sending she read. If the service has sent another since, or somebody else decided a
//! moment ago, she is told so and nothing happens: of two who decide at once, one does.

use danbe_guard::{Effect, Relation, Standing, VerbSpec};

/// Who may: a region and the committee, never towards their own service's return.
pub const EXAMINE: VerbSpec = VerbSpec {
    name: "returns.examine",
    effect: Effect::Writes,
    allows: &[(Standing::Regional, Relation::Stranger), (Standing::Approver, Relation::Stranger)],
    says: "approve a return another service sent, for its region or for the committee, or ask about it",
};

/// What the examiner says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It goes one level up.
    Approve,
    /// It goes back with a question about its figures.
    Ask(String),
}

#[cfg(feature = "server")]
mod server {
    use super::{EXAMINE, Verdict};
    use crate::returns::{State, Took, rows, tag};
    use danbe_guard::{Account, Standing};
    use danbe_store::{Act, Done, Happening, Tx};
    use danbe_vault::{event_digest, text::hex};
    use danbe_words::{AgencyId, Month, Problem};

    /// A decision about one sending.
    #[derive(Debug)]
    pub struct Examine {
        /// Who.
        pub by: Account,
        /// Whose return.
        pub agency: AgencyId,
        /// Which month.
        pub month: Month,
        /// The sending that was read.
        pub sent: i64,
        /// What she says.
        pub verdict: Verdict,
    }

    impl Act for Examine {
        type Answer = State;

        async fn perform(self, tx: &mut Tx) -> Result<Done<State>, Problem> {
            let relation = self.by.towards(self.agency);
            let grant = tx.policy().decide_account(&EXAMINE, &self.by, relation)?;
            let now = rows::now(tx, self.agency, self.month).await?.ok_or(Problem::NotFound)?;
            let regional = self.by.standing == Standing::Regional;
            if regional && now.region != self.by.region {
                return Err(Problem::NotFound);
            }
            if now.sent != self.sent {
                return Err(Problem::State("return-changed"));
            }
            let (from, up) =
                if regional { (State::Sent, Took::Region) } else { (State::Region, Took::Committee) };
            if now.state != from {
                return Err(Problem::State("return-moved"));
            }
            let (took, words) = match self.verdict {
                Verdict::Approve => (up, String::new()),
                Verdict::Ask(question) if question.trim().is_empty() => {
                    return Err(Problem::Invalid { field: "question", reason: "required" });
                }
                Verdict::Ask(question) => {
                    let invalid = |reason| Problem::Invalid { field: "question", reason };
                    (Took::Asked, crate::fields::words(&question).map_err(invalid)?)
                }
            };
            rows::stand(tx, &now, -1).await?;
            let next = rows::Now { state: took.to(), at: tx.now(), ..now };
            rows::step(tx, &next, took, &self.by.handle, &words).await?;
            rows::stand(tx, &next, 1).await?;
            let happening = Happening::about(tag(self.month.year()))
                .with("service", self.agency)
                .with("month", self.month)
                .with("account", &self.by.handle)
                .with("sent", self.sent)
                .with("words", hex(&event_digest(&words)))
                .with("step", took.code());
            tx.done(&grant, happening, took.to()).await
        }
    }
}

#[cfg(feature = "server")]
pub use server::Examine;

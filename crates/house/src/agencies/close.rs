//! Verbs `agencies.propose-closing`, `agencies.take-over`, `agencies.close`: an agency ends, and nobody is left believing
//! that somebody else has the person.
//!
//! One officer proposes and her device seals the keys for the successor; the successor's officer takes over; a second
//! officer signs the same text, and in that one transaction the files are the successor's and the members are refused.

use super::closing::{Accepted, Estate};
use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_vault::Signed;
use danbe_words::AgencyId;
use serde::{Deserialize, Serialize};

/// How far the clock of an officer's device may be behind the server's.
#[cfg(feature = "server")]
const DAY: i64 = 24 * 3_600_000;

const OFFICER: &[(Standing, Relation)] = &[(Standing::Officer, Relation::Own)];

pub(crate) const PROPOSE: VerbSpec = VerbSpec {
    name: "agencies.propose-closing",
    effect: Effect::Writes,
    allows: OFFICER,
    says: "propose that one's own agency closes, and who takes its files over",
};

pub(crate) const TAKE_OVER: VerbSpec = VerbSpec {
    name: "agencies.take-over",
    effect: Effect::Writes,
    allows: OFFICER,
    says: "take over, for a team of one's own agency, the files of one that closes",
};

pub(crate) const CLOSE: VerbSpec = VerbSpec {
    name: "agencies.close",
    effect: Effect::Writes,
    allows: OFFICER,
    says: "close one's own agency, as another officer of it proposed and its successor accepted",
};

/// Proposes a closing; the next proposal takes its place until one is signed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProposeClosing {
    /// Text of the [`Closing`].
    pub text: String,
    /// The keys for the successor.
    pub estate: Option<Signed<Estate>>,
}

/// Takes files over.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakeOver {
    /// The agency that closes.
    pub from: AgencyId,
    /// One's own agency's word.
    pub accepted: Signed<Accepted>,
    /// The team that works on them from now on.
    pub team: String,
    /// Where the root ends the agency: its keys as its holders opened them here, sealed to one's own agency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estate: Option<Signed<Estate>>,
}

/// Signs a closing as the second officer.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Close {
    /// The text she read: a closing changed since is not the one she signs.
    pub text: String,
}

#[cfg(feature = "server")]
mod server {
    use super::{CLOSE, Close, DAY, PROPOSE, ProposeClosing, TAKE_OVER, TakeOver};
    use crate::agencies::{Accepted, Closing, Estate, rows};
    use crate::posts::{Post, Profile};
    use danbe_guard::{Actor, Relation, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_vault::text::hex;
    use danbe_words::Problem;

    impl Verb for ProposeClosing {
        const SPEC: VerbSpec = PROPOSE;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let grant = tx.may::<Self>(who, Relation::Own)?;
            let said: Closing = serde_json::from_str(&self.text).map_err(|_| Problem::Malformed)?;
            let kept = rows::kept(tx);
            let whole = said.successor.is_some() == self.estate.is_some()
                && (said.successor.is_none() || said.destroy.is_none());
            if said.agency != who.agency || said.successor == Some(who.agency) || !whole {
                return Err(Problem::Malformed);
            }
            // The term is the installation's; where it has set none, nobody invents a date.
            if said.successor.is_none() && said.destroy.is_some() != kept.is_some() {
                return Err(Problem::State("closing-kept"));
            }
            let earliest = tx.now().0 + kept.unwrap_or_default() - DAY;
            if said.destroy.is_some_and(|at| at < earliest.max(tx.now().0)) {
                return Err(Problem::Invalid { field: "destroy", reason: "date" });
            }
            if let (Some(estate), Some(successor)) = (&self.estate, said.successor) {
                let charter = crate::posts::rows::charter(tx, who.agency).await?;
                let estate =
                    estate.verify(&charter.signing, Estate::DOMAIN).map_err(|_| Problem::Signature)?;
                if estate.agency != who.agency || estate.successor != successor {
                    return Err(Problem::Malformed);
                }
                if !rows::is_open(tx, successor).await? {
                    return Err(Problem::State("successor-gone"));
                }
            }
            rows::propose(tx, who, &self.text, &said, self.estate.as_ref()).await?;
            let successor = said.successor.map_or_else(|| "-".to_owned(), |it| it.to_string());
            tx.done(&grant, Happening::bare().with("successor", successor), ()).await
        }
    }

    impl Verb for TakeOver {
        const SPEC: VerbSpec = TAKE_OVER;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let grant = tx.may::<Self>(who, Relation::Own)?;
            let found = rows::closing(tx, self.from).await?;
            let found = found.filter(|it| it.successor == Some(who.agency)).ok_or(Problem::NotFound)?;
            if found.closed {
                return Err(Problem::State("exists"));
            }
            let ended = found.proposer.is_none();
            let post = Post {
                handle: "abc".into(),
                duties: Vec::new(),
                team: self.team,
                profile: Profile::Caseworker,
            };
            if !post.is_well_formed() {
                return Err(Problem::Invalid { field: "team", reason: "post" });
            }
            let charter = crate::posts::rows::charter(tx, who.agency).await?;
            let accepted =
                self.accepted.verify(&charter.signing, Accepted::DOMAIN).map_err(|_| Problem::Signature)?;
            // An agency the root ends has nobody to seal for its successor: who takes over brings the estate itself.
            let estate = if ended { self.estate } else { found.estate };
            let digest = estate.as_ref().map(|estate| hex(&estate.digest()));
            if accepted.agency != who.agency || Some(accepted.estate) != digest {
                return Err(Problem::State("closing-changed"));
            }
            let mut happening = Happening::bare().with("from", self.from).with("team", &post.team);
            if let Some(estate) = estate.filter(|_| ended) {
                let said = estate.verify(&charter.signing, Estate::DOMAIN).map_err(|_| Problem::Signature)?;
                if said.agency != self.from || said.successor != who.agency {
                    return Err(Problem::Malformed);
                }
                crate::successions::rows::put_estate(tx, self.from, &estate).await?;
                rows::accept(tx, self.from, &self.accepted, &post.team).await?;
                rows::close(tx, self.from).await?;
                happening = happening.with("closed", self.from).with("successor", who.agency);
            } else {
                rows::accept(tx, self.from, &self.accepted, &post.team).await?;
            }
            tx.done(&grant, happening, ()).await
        }
    }

    impl Verb for Close {
        const SPEC: VerbSpec = CLOSE;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let grant = tx.may::<Self>(who, Relation::Own)?;
            let found = rows::closing(tx, who.agency).await?.ok_or(Problem::State("closing-changed"))?;
            if found.closed || found.text != self.text {
                return Err(Problem::State("closing-changed"));
            }
            if found.proposer == Some(who.member) {
                return Err(Problem::State("closing-second"));
            }
            if found.successor.is_some() && found.team.is_none() {
                return Err(Problem::State("closing-not-accepted"));
            }
            rows::close(tx, who.agency).await?;
            // Whoever keeps files of the agency hears it in this transaction: they change hands with these words.
            let mut happening = Happening::bare().with("closed", who.agency);
            if let (Some(successor), Some(team)) = (found.successor, found.team) {
                happening = happening.with("successor", successor).with("team", team);
            }
            tx.done(&grant, happening, ()).await
        }
    }
}

//! Verb `agencies.see`: how far one's own agency is, for the officer who answers for it.

use super::service::Waits;
use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_vault::{AgencyCharter, Signed};
use danbe_words::MemberId;
use serde::{Deserialize, Serialize};

use super::{Estate, Named, Vouched};
use crate::successions::{Alarmed, Ending};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "agencies.see",
    effect: Effect::Reads,
    allows: &[(Standing::Officer, Relation::Own)],
    says: "see what one's own agency still lacks before it is in service",
};

/// Asks how far one's agency is.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct See {}

/// A holder who can be reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolderShown {
    /// Her post.
    pub handle: String,
    /// Name of her agency, when it is another.
    pub elsewhere: Option<String>,
}

/// How far an agency is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Service {
    /// Since when it is in service, milliseconds UTC.
    pub on: Option<i64>,
    /// Its holders, those named from outside too; neither suspended nor gone.
    pub holders: Vec<HolderShown>,
    /// The newest word of the agency about holders from outside.
    pub named: Option<Signed<Named>>,
    /// The papers of those holders.
    #[serde(default)]
    pub papers: Vec<Vouched>,
    /// The newest deposit of its keys; none before the first.
    #[serde(default)]
    pub deposit: Option<DepositShown>,
    /// What is wrong with its holders.
    #[serde(default)]
    pub alarms: Vec<Alarmed>,
    /// How long files nobody takes over are kept, in milliseconds; none until the installation has set it.
    #[serde(default)]
    pub kept: Option<i64>,
    /// Agencies the root ends and gives to this one.
    #[serde(default)]
    pub endings: Vec<Ending>,
    /// When somebody was last brought back, milliseconds UTC.
    pub trial: Option<i64>,
    /// Posts there to be brought back on trial.
    pub rehearsal: Vec<String>,
    /// Its closing, proposed and not signed yet.
    pub closing: Option<ClosingShown>,
    /// What agencies that close would hand over to it.
    pub offered: Vec<Handover>,
}

/// A deposit, as far as it matters to who makes the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepositShown {
    /// Counts the agency's deposits, from 1.
    pub version: i64,
    /// Holders with a part.
    pub parts: usize,
}

/// A closing one officer proposed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ClosingShown {
    /// The text a second officer signs.
    pub text: String,
    /// Who proposed it; nobody when the root said so.
    pub proposer: Option<MemberId>,
    /// Whether its successor took over.
    pub accepted: bool,
}

/// Files an agency that closes would hand over.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Handover {
    /// The root's word for it.
    pub charter: Signed<AgencyCharter>,
    /// What opens its files, sealed.
    pub estate: Signed<Estate>,
}

/// An agency that closed, as everybody is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosedShown {
    /// Its name.
    pub name: String,
    /// Name of who took its files over.
    pub successor: Option<String>,
    /// When, milliseconds UTC.
    pub at: i64,
}

impl Service {
    /// What it lacks; nothing once it is in service.
    #[must_use]
    pub fn waits(&self) -> Option<Waits> {
        self.on.is_none().then(|| Waits::first(self.holders.len(), self.trial))
    }
}

#[cfg(feature = "server")]
mod server {
    use super::{DepositShown, SPEC, See, Service};
    use crate::agencies::rows;
    use crate::successions;
    use danbe_guard::{Actor, Relation, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::Problem;

    impl Verb for See {
        const SPEC: VerbSpec = SPEC;
        type Answer = Service;

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<Service>, Problem> {
            let grant = tx.may::<Self>(who, Relation::Own)?;
            let holders = rows::holders(tx, who.agency).await?;
            let (holders, papers) = holders.into_iter().map(|it| (it.shown, it.papers)).unzip();
            let mut alarms = Vec::new();
            if rows::opening(tx, who.agency).await?.is_some() {
                alarms = successions::rows::alarms_for(tx, who).await?;
            }
            let deposit = successions::rows::deposit(tx, who.agency).await?;
            let deposit = deposit.map(|(version, _, parts)| DepositShown { version, parts });
            let service = Service {
                on: rows::opening(tx, who.agency).await?,
                holders,
                papers,
                deposit,
                alarms,
                kept: rows::kept(tx),
                endings: successions::rows::ending_for(tx, who.agency).await?,
                named: rows::named(tx, who.agency).await?,
                trial: rows::trial(tx, who.agency).await?.map(|(_, at)| at),
                rehearsal: rows::rehearsal(tx, who.agency).await?,
                closing: rows::proposed(tx, who.agency).await?,
                offered: rows::offered(tx, who.agency).await?,
            };
            tx.done(&grant, Happening::bare().with("filter", "agency"), service).await
        }
    }
}

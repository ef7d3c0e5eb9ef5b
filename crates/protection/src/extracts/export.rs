//! Verb `extracts.export`: the extracts of one's own office whose basis stands now, sealed, page by page; the line says how
//! many were handed out and how many were held back.

use crate::referrals::Package;
use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_words::ReferralId;
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "extracts.export",
    effect: Effect::Reads,
    allows: &[(Standing::Tabulator, Relation::Own)],
    says: "be handed the coded extracts sealed to one's own statistics office, those whose basis stands now",
};

/// Extracts looked at for one answer.
#[cfg(feature = "server")]
const PAGE: usize = 50;

/// What the device asks.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Export {
    /// After this one; from the first when absent. Their ids are drawn by chance, and so is their order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<ReferralId>,
}

/// What leaves the server: sealed to the office.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exported {
    /// Those that stand.
    pub packages: Vec<Package>,
    /// How many of this page were not handed out.
    pub held: u32,
    /// Where the next page begins, when there is one.
    pub next: Option<ReferralId>,
}

#[cfg(feature = "server")]
mod server {
    use super::{Export, Exported, PAGE, SPEC};
    use crate::bases::rows as bases;
    use crate::extracts::rows;
    use crate::referrals::{Package, is_open, stands};
    use danbe_guard::{Actor, Relation, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb, damaged};
    use danbe_words::{AgencyId, FileKind, Problem, Purpose};
    use std::collections::BTreeMap;

    impl Verb for Export {
        const SPEC: VerbSpec = SPEC;
        type Answer = Exported;

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<Exported>, Problem> {
            let grant = tx.may::<Self>(who, Relation::Own)?;
            let found = rows::of(tx, who.agency, self.after, PAGE + 1).await?;
            let (found, next) = crate::page(found, PAGE, |(id, _)| *id);
            let (mut exported, mut ways) = (Exported { next, ..Exported::default() }, Ways::new());
            for (_, package) in found {
                if stands_now(tx, &package, &mut ways).await? {
                    exported.packages.push(package);
                } else {
                    exported.held += 1;
                }
            }
            let happening =
                Happening::bare().with("count", exported.packages.len()).with("held", exported.held);
            tx.done(&grant, happening, exported).await
        }
    }

    /// Whether the way from an agency is open, for a kind of file: asked once a page.
    type Ways = BTreeMap<(AgencyId, FileKind), bool>;

    /// What was recorded carries the package at this moment, and the two agencies still agree.
    async fn stands_now(tx: &mut Tx, package: &Package, ways: &mut Ways) -> Result<bool, Problem> {
        let manifest = package.says().map_err(damaged)?;
        let basis = bases::basis(tx, manifest.terms.id).await?.ok_or(Problem::StoreDown)?;
        if stands(tx, &basis.terms, &manifest).is_err() {
            return Ok(false);
        }
        let from = (manifest.sender, manifest.kind);
        if let Some(open) = ways.get(&from) {
            return Ok(*open);
        }
        let open =
            is_open(tx, manifest.sender, manifest.receiver, (Purpose::Statistics, manifest.kind)).await?;
        ways.insert(from, open);
        Ok(open)
    }
}

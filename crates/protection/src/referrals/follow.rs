//! Verb `referrals.follow`: a later package of a referral, while its basis stands.

use super::package::Package;
use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "referrals.follow",
    effect: Effect::Writes,
    allows: &[(Standing::Caseworker, Relation::Team)],
    says: "send what has changed since, to whom one's own team referred, while the basis stands",
};

/// A later package.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Follow {
    /// The package; it names the one before it.
    pub package: Package,
}

#[cfg(feature = "server")]
mod server {
    use super::{Follow, SPEC};
    use crate::bases::rows as bases;
    use crate::referrals::rows;
    use crate::referrals::send::{check_shape, may_leave, stands, told};
    use danbe_guard::{Actor, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::{Errand, Problem};

    impl Verb for Follow {
        const SPEC: VerbSpec = SPEC;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let says = self.package.says().map_err(|_| Problem::Malformed)?;
            let (grant, found) = rows::sent_by::<Self>(tx, who, says.referral).await?;
            if found.file.is_none() {
                return Err(Problem::NotFound);
            }
            let manifest = check_shape(&self.package, who)?;
            if found.state.is_over() || found.errand == Errand::Transfer {
                return Err(Problem::State("referral-over"));
            }
            let last = rows::last_package(tx, found.id).await?;
            let same = (manifest.receiver, manifest.subject, manifest.errand, manifest.terms.id)
                == (found.receiver, found.subject, found.errand, found.basis);
            if !same {
                return Err(Problem::Malformed);
            }
            if (manifest.seq, manifest.previous.as_ref()) != (last.seq + 1, Some(&last.digest)) {
                return Err(Problem::State("package-order"));
            }
            let basis = bases::basis(tx, found.basis).await?.ok_or(Problem::StoreDown)?;
            stands(tx, &basis.terms, &manifest)?;
            may_leave(tx, who, &basis.terms, manifest.kind).await?;
            rows::insert_package(tx, &manifest, &self.package).await?;
            rows::count_package(tx, &manifest).await?;
            let tag = rows::tag(tx, &found).await?;
            let happening = tag.map_or_else(Happening::bare, Happening::about);
            tx.done(&grant, told(happening, &manifest), ()).await
        }
    }
}

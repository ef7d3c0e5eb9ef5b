//! Verb `extracts.send`: coded answers of a file go to a statistics office, sealed, in the place of those it had of the file.

use crate::referrals::Package;
use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_words::FileId;
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "extracts.send",
    effect: Effect::Writes,
    allows: &[(Standing::Caseworker, Relation::Team)],
    says: "send the statistics office a basis names the coded answers of a file of one's own team, without a name",
};

/// Bytes an extract may have, sealed: a dozen codes. What is larger is none.
#[cfg(feature = "server")]
const LARGEST: usize = 4_096;

/// An extract on its way in.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SendExtract {
    /// The file it is drawn from.
    pub file: FileId,
    /// The package.
    pub package: Package,
}

#[cfg(feature = "server")]
mod server {
    use super::{LARGEST, SPEC, SendExtract};
    use crate::cases::rows as cases;
    use crate::extracts::rows;
    use crate::referrals::{Manifest, may_leave, recorded, shape, stands};
    use danbe_guard::{Actor, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::{Errand, Problem, Purpose};

    impl Verb for SendExtract {
        const SPEC: VerbSpec = SPEC;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let (grant, found) = cases::granted::<Self>(tx, who, self.file).await?;
            let manifest = shape(&self.package, who, LARGEST)?;
            if manifest.kind != found.kind {
                return Err(Problem::Invalid { field: "kind", reason: "kind" });
            }
            if !is_one(&manifest) {
                return Err(Problem::Malformed);
            }
            if manifest.terms.purpose != Purpose::Statistics {
                return Err(Problem::State("basis-purpose"));
            }
            let terms = recorded(tx, self.file, &manifest).await?;
            stands(tx, &terms, &manifest)?;
            may_leave(tx, who, &terms, manifest.kind).await?;
            rows::keep(tx, self.file, &manifest, &self.package).await?;
            let tag = cases::tag(tx, found.keyring.person).await?;
            let happening = Happening::about(tag)
                .with("extract", manifest.referral)
                .with("receiver", manifest.receiver)
                .with("purpose", terms.purpose)
                .with("ground", terms.ground);
            tx.done(&grant, happening, ()).await
        }
    }

    /// The first and only package under its id, for whoever is at the office's desk.
    fn is_one(manifest: &Manifest) -> bool {
        (manifest.seq, &manifest.previous, manifest.errand) == (1, &None, Errand::Help)
            && manifest.desk.is_empty()
    }
}

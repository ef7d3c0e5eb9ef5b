//! Way `referrals.carry`: the sealed packages for units beyond the wall, to be carried there by hand; a line says how many
//! left, and under which referrals.

use danbe_guard::{Effect, Relation, Standing, VerbSpec};

/// Handing packages to who carries them.
pub const CARRY: VerbSpec = VerbSpec {
    name: "referrals.carry",
    effect: Effect::Reads,
    allows: &[(Standing::Console, Relation::Own)],
    says: "hand over, at the console of the machine, the sealed packages for units beyond the wall",
};

#[cfg(feature = "server")]
mod server {
    use super::CARRY;
    use crate::bases::rows as bases;
    use crate::referrals::{Package, rows};
    use danbe_guard::Standing;
    use danbe_store::{Act, Done, Happening, Tx};
    use danbe_words::{Problem, ReferralId};
    use std::collections::BTreeSet;

    /// Those whose basis stands now: what has ended is not carried.
    #[derive(Debug, Clone, Copy)]
    pub struct Carry;

    impl Act for Carry {
        type Answer = Vec<Package>;

        async fn perform(self, tx: &mut Tx) -> Result<Done<Vec<Package>>, Problem> {
            let grant = tx.policy().decide_without_key(&CARRY, Standing::Console)?;
            let mut carried = Vec::new();
            let mut named: BTreeSet<ReferralId> = BTreeSet::new();
            for referral in rows::beyond(tx).await? {
                let Some(found) = rows::referral(tx, referral).await? else { continue };
                if bases::still_stands(tx, found.basis).await.is_ok() {
                    carried.extend(rows::packages(tx, referral).await?);
                    named.insert(referral);
                }
            }
            let named: Vec<_> = named.iter().map(ToString::to_string).collect();
            let happening = Happening::bare().with("count", carried.len()).with("referrals", named.join(" "));
            tx.done(&grant, happening, carried).await
        }
    }
}

#[cfg(feature = "server")]
pub use server::Carry;

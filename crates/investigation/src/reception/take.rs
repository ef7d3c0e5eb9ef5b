//! Way `reception.take`: a package that was carried over the wall is taken in, at the console of the machine.

use danbe_guard::{Effect, Relation, Standing, VerbSpec};

/// Taking a package in.
pub const TAKE: VerbSpec = VerbSpec {
    name: "reception.take",
    effect: Effect::Writes,
    allows: &[(Standing::Console, Relation::Own)],
    says: "take in, at the console of the machine, a package that was carried over the wall",
};

#[cfg(feature = "server")]
mod server {
    use super::TAKE;
    use crate::reception::rows;
    use danbe_guard::Standing;
    use danbe_packages::Package;
    use danbe_store::{Act, Done, Happening, Tx};
    use danbe_vault::VerifyingKey;
    use danbe_words::{Problem, Purpose};

    /// A package, and the root that must stand at the end of its chain.
    #[derive(Debug, Clone)]
    pub struct Take {
        /// The root of the other side, which one's own root recognised.
        pub root: VerifyingKey,
        /// The package.
        pub package: Package,
    }

    impl Act for Take {
        type Answer = ();

        async fn perform(self, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let grant = tx.policy().decide_without_key(&TAKE, Standing::Console)?;
            let (manifest, _) = self.package.believe(&self.root).map_err(|_| Problem::Signature)?;
            // Across the wall one purpose goes; whether the basis stands now is asked again at each opening.
            let basis = &manifest.terms;
            let stands = basis.stand(manifest.receiver, Purpose::Police, &basis.sections, tx.now());
            stands.map_err(|lack| Problem::State(lack.code()))?;
            if rows::is_known(tx, &manifest).await? {
                return Err(Problem::State("exists"));
            }
            rows::insert(tx, &manifest, &self.package).await?;
            let happening = Happening::bare()
                .with("referral", manifest.referral)
                .with("package", manifest.seq)
                .with("sender", manifest.sender)
                .with("receiver", manifest.receiver)
                .with("purpose", basis.purpose)
                .with("ground", basis.ground);
            tx.done(&grant, happening, ()).await
        }
    }
}

#[cfg(feature = "server")]
pub use server::Take;

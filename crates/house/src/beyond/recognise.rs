//! Way `beyond.recognise`: the other side's root and agencies are written down, at the console of the machine.

use danbe_guard::{Effect, Relation, Standing, VerbSpec};

/// Writing down the other side.
pub const RECOGNISE: VerbSpec = VerbSpec {
    name: "beyond.recognise",
    effect: Effect::Writes,
    allows: &[(Standing::Console, Relation::Own)],
    says: "write down the root of the other side of the wall, which one's own root recognised, and its agencies that open packages",
};

#[cfg(feature = "server")]
mod server {
    use super::RECOGNISE;
    use crate::beyond::{Recognition, WallPaper, rows};
    use crate::protocols::Protocol;
    use danbe_guard::Standing;
    use danbe_store::{Act, Done, Happening, Tx};
    use danbe_vault::{CHARTER, Signed, VerifyingKey};
    use danbe_words::{AgencyClass, AgencyId, Problem, Side};

    /// The other side, as its paper says and as one's own root recognised it.
    #[derive(Debug, Clone)]
    pub struct Recognise {
        /// This installation: its side and its root.
        pub own: (Side, VerifyingKey),
        /// Its root's word.
        pub word: Signed<Recognition>,
        /// The other side's paper.
        pub paper: WallPaper,
        /// Reference of the protocol between the two.
        pub reference: String,
    }

    impl Act for Recognise {
        type Answer = ();

        async fn perform(self, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let grant = tx.policy().decide_without_key(&RECOGNISE, Standing::Console)?;
            let (side, root) = self.own;
            let said = self.word.verify(&root, Recognition::DOMAIN).map_err(|_| Problem::Signature)?;
            let another = said.side != side && said.root != root;
            if !another || (said.side, said.root) != (self.paper.side, self.paper.root) {
                return Err(Problem::Malformed);
            }
            let reference = self.reference.trim();
            if !(1..=Protocol::LONGEST).contains(&reference.chars().count()) {
                return Err(Problem::Invalid { field: "reference", reason: "required" });
            }
            let mut agencies = Vec::new();
            for charter in &self.paper.charters {
                let read = charter.verify(&said.root, CHARTER).map_err(|_| Problem::Signature)?;
                let class = AgencyClass::from_code(&read.class).map_err(|_| Problem::Malformed)?;
                if class.side() != Some(said.side) {
                    return Err(Problem::Malformed);
                }
                let id: AgencyId = read.agency.parse().map_err(|_| Problem::Malformed)?;
                agencies.push((id, charter));
            }
            rows::recognise(tx, &said.root, &self.word, reference).await?;
            for (id, charter) in &agencies {
                rows::know_agency(tx, *id, &said.root, charter).await?;
            }
            // The side that carries packages hears these words.
            let ids: Vec<_> = agencies.iter().map(|(id, _)| id.to_string()).collect();
            let happening = Happening::bare()
                .with("side", said.side)
                .with("agencies", ids.join(" "))
                .with("reference", reference);
            tx.done(&grant, happening, ()).await
        }
    }
}

#[cfg(feature = "server")]
pub use server::Recognise;

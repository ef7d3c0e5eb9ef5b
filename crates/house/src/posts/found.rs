//! Founding an agency with its first posts: at the machine's console, never through the network.

use super::{Post, Profile};
use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_vault::{AgencyCharter, MemberCard, Signed, Wrap};
use danbe_words::{AgencyClass, AgencyId, Duty, MemberId, Region};
use serde::{Deserialize, Serialize};

/// Writing a chartered agency and its posts.
pub const FOUND: VerbSpec = VerbSpec {
    name: "posts.found",
    effect: Effect::Writes,
    allows: &[(Standing::Console, Relation::Own)],
    says: "write a chartered agency and its first posts, at the console of the machine",
};

/// An agency with its charter.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FoundedAgency {
    /// Id.
    pub id: AgencyId,
    /// Public name.
    pub name: String,
    /// Class.
    pub class: AgencyClass,
    /// Region of its seat.
    pub region: Region,
    /// The root's word for it.
    pub charter: Signed<AgencyCharter>,
}

/// A post and the member who holds it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FoundedMember {
    /// Pseudonym.
    pub id: MemberId,
    /// Sign-in name.
    pub handle: String,
    /// Duties of the post.
    pub duties: Vec<Duty>,
    /// Team inside the agency.
    pub team: String,
    /// What her device may keep.
    pub profile: Profile,
    /// The agency's word for her keys.
    pub card: Signed<MemberCard>,
    /// What she works with, sealed to her.
    pub welcome: Wrap,
    /// Her keys under five words, as JSON.
    pub capsule: String,
}

impl FoundedMember {
    /// Her post.
    #[must_use]
    pub fn post(&self) -> Post {
        let Self { handle, duties, team, profile, .. } = self.clone();
        Post { handle, duties, team, profile }
    }
}

/// An account that reads figures.
#[derive(Debug, Clone)]
pub struct FoundedReader {
    /// Sign-in name.
    pub handle: String,
    /// Hash of the passphrase.
    pub passphrase: String,
    /// Secret of the one-time codes.
    pub code_secret: Vec<u8>,
    /// What the account is for.
    pub standing: Standing,
}

#[cfg(feature = "server")]
mod server {
    use super::{FOUND, FoundedAgency, FoundedMember, FoundedReader};
    use crate::directory::{name_of, rows as directory};
    use crate::posts::rows;
    use danbe_guard::Standing;
    use danbe_store::{Act, Done, Happening, Tx};
    use danbe_vault::{CHARTER, MEMBER_CARD, VerifyingKey};
    use danbe_words::Problem;

    /// An agency, its members and its reading accounts, under the installation's root.
    #[derive(Debug, Clone)]
    pub struct Found {
        /// The root of the installation.
        pub root: VerifyingKey,
        /// The agency.
        pub agency: FoundedAgency,
        /// Its posts.
        pub members: Vec<FoundedMember>,
        /// Its reading accounts.
        pub readers: Vec<FoundedReader>,
    }

    impl Act for Found {
        type Answer = ();

        async fn perform(self, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let grant = tx.policy().decide_without_key(&FOUND, Standing::Console)?;
            let charter = self.agency.charter.verify(&self.root, CHARTER).map_err(|_| Problem::Signature)?;
            rows::insert_agency(tx, &self.agency).await?;
            for member in &self.members {
                let card =
                    member.card.verify(&charter.signing, MEMBER_CARD).map_err(|_| Problem::Signature)?;
                let post = member.post();
                if !post.is_on(&card) {
                    return Err(Problem::Signature);
                }
                rows::insert_post(tx, self.agency.id, &post).await?;
                rows::insert_holder(tx, self.agency.id, member.id, &post.handle).await?;
                rows::insert_key(tx, member.id, &card, &member.card, &member.welcome).await?;
                crate::posts::capsule::rows::insert_capsule(tx, &member.handle, &member.capsule).await?;
            }
            for reader in &self.readers {
                crate::posts::account::rows::insert_reader(tx, self.agency.id, reader).await?;
            }
            let cards = self.members.iter().map(|member| name_of(&member.card));
            let papers: Vec<_> = [name_of(&self.agency.charter)].into_iter().chain(cards).collect();
            let happening = directory::inscribe(tx, Happening::bare(), &papers)
                .await?
                .with("agency", self.agency.id)
                .with("class", self.agency.class)
                .with("members", self.members.len());
            tx.done(&grant, happening, ()).await
        }
    }
}

#[cfg(feature = "server")]
pub use server::Found;

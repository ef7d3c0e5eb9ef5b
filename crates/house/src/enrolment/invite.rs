//! Verbs `enrolment.invite` and `enrolment.withdraw`: an officer offers a post, and may think again.
//!
//! The code is drawn on her device and never sent: the server keeps what finds the note, and the note sealed.

use crate::posts::{Pins, Post};
use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_vault::{AgencyCharter, Chance, HandCode, Sealed, Signed, VaultError, open_local, seal_local};
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "enrolment.invite",
    effect: Effect::Writes,
    allows: &[(Standing::Officer, Relation::Own)],
    says: "offer a post of one's own agency to somebody, by a code handed over",
};

pub(crate) const WITHDRAW: VerbSpec = VerbSpec {
    name: "enrolment.withdraw",
    effect: Effect::Writes,
    allows: &[(Standing::Officer, Relation::Agency)],
    says: "take back an invitation of one's own agency",
};

/// What the code opens: whom to believe, and what is offered.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Introduction {
    /// The root and ledger to believe.
    pub pins: Pins,
    /// The root's word for the agency.
    pub charter: Signed<AgencyCharter>,
    /// The post.
    pub post: Post,
}

fn place(lookup: &str) -> String {
    format!("invitation/{lookup}")
}

impl Introduction {
    /// Seals it under a code.
    #[must_use]
    pub fn seal(&self, code: &HandCode, chance: &mut Chance) -> Sealed {
        let plain = serde_json::to_vec(self).unwrap_or_default();
        seal_local(&code.key(), &place(&code.lookup()), &plain, chance)
    }

    /// Opens it, and checks that its root vouches for its agency.
    ///
    /// # Errors
    /// When it was sealed under another code, changed, or names an agency its root does not vouch for.
    pub fn open(note: &Sealed, code: &HandCode) -> Result<(Self, AgencyCharter), VaultError> {
        let plain = open_local(&code.key(), &place(&code.lookup()), note)?;
        let note: Self = danbe_vault::text::from_json(&plain)?;
        let charter = note.charter.verify(&note.pins.root, danbe_vault::CHARTER)?;
        Ok((note, charter))
    }
}

/// Offers a post.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Invite {
    /// What finds the invitation: [`HandCode::lookup`].
    pub lookup: String,
    /// The post: a new one, or one of the agency as it stands. Who holds it leaves it when the invitation is used.
    pub post: Post,
    /// The [`Introduction`], sealed under the code.
    pub note: Sealed,
}

/// Takes an invitation back.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withdraw {
    /// What finds the invitation.
    pub lookup: String,
}

#[cfg(feature = "server")]
mod server {
    use super::{Invite, SPEC, WITHDRAW, Withdraw};
    use crate::enrolment::rows;
    use crate::posts::limits::rows as limits;
    use danbe_guard::{Actor, Relation, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::{EnvelopeId, Problem};

    /// How long a code is good for when the installation has set nothing: three days.
    const LIFE: i64 = 3 * 24 * 3_600_000;
    /// Longest sealed note: root, charter and post.
    const LONGEST: usize = 8 * 1024;

    impl Verb for Invite {
        const SPEC: VerbSpec = SPEC;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let grant = tx.may::<Self>(who, Relation::Own)?;
            let Self { lookup, post, note } = self;
            if lookup.parse::<EnvelopeId>().is_err() || note.0.len() > LONGEST {
                return Err(Problem::Malformed);
            }
            if !post.is_well_formed() {
                return Err(Problem::Invalid { field: "post", reason: "post" });
            }
            match rows::post(tx, &post.handle).await? {
                Some((agency, known)) if agency != who.agency || known != post => {
                    return Err(Problem::State("post-taken"));
                }
                _ => {}
            }
            let allowed = limits::limits(tx, who.agency).await?.invitations;
            if let Some(most) = allowed
                && limits::waiting(tx, who.agency).await? >= most
            {
                return Err(Problem::State("limit-invitations"));
            }
            let expires = tx.now().plus(tx.setting("invitation-life").unwrap_or(LIFE));
            rows::insert_invitation(tx, who.agency, &lookup, &post, &note, expires).await?;
            tx.done(&grant, Happening::bare().with("post", &post.handle), ()).await
        }
    }

    impl Verb for Withdraw {
        const SPEC: VerbSpec = WITHDRAW;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let found = rows::invitation(tx, &self.lookup).await?;
            let grant = tx.may::<Self>(who, rows::relation(who, found.as_ref()))?;
            let found = found.ok_or(Problem::NotFound)?;
            if found.finished {
                return Err(Problem::State("invitation-closed"));
            }
            rows::finish(tx, &self.lookup).await?;
            tx.done(&grant, Happening::bare().with("post", &found.post.handle), ()).await
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::posts::Profile;
    use danbe_vault::{CHARTER, Entropy, OpeningKey, SigningKey};

    fn introduction(chance: &mut Chance, root: &SigningKey, believed: &SigningKey) -> Introduction {
        let charter = AgencyCharter {
            agency: "A-7".into(),
            name: "Maison d’essai".into(),
            class: "protection-service".into(),
            opening: OpeningKey::generate(chance).sealing(),
            signing: SigningKey::generate(chance).verifying(),
            epoch: 1,
        };
        let pins = Pins::new(believed.verifying(), root.verifying(), "essai".into());
        let charter = Signed::sign(&charter, root, CHARTER).unwrap();
        let post = Post {
            handle: "gao-6".into(),
            duties: Vec::new(),
            team: "accueil".into(),
            profile: Profile::CaptureOnly,
        };
        Introduction { pins, charter, post }
    }

    /// The server keeps note and lookup. Without the code it neither reads the one nor writes another.
    #[test]
    fn a_note_opens_with_its_code_alone_and_names_an_agency_its_root_vouches_for() {
        let mut chance = Chance::new(Entropy::from_system([5; 32]));
        let [root, other] = std::array::from_fn(|_| SigningKey::generate(&mut chance));
        let [code, wrong] = std::array::from_fn(|_| HandCode::draw(&mut chance));
        let note = introduction(&mut chance, &root, &root);
        let sealed = note.seal(&code, &mut chance);
        let (opened, charter) = Introduction::open(&sealed, &code).unwrap();
        assert_eq!((opened.post, charter.name.as_str()), (note.post.clone(), "Maison d’essai"));
        assert_eq!(Introduction::open(&sealed, &wrong).unwrap_err(), VaultError::WrongKey);
        let moved = note.seal(&wrong, &mut chance);
        assert_eq!(Introduction::open(&moved, &code).unwrap_err(), VaultError::WrongKey);
        let unvouched = introduction(&mut chance, &root, &other).seal(&code, &mut chance);
        assert_eq!(Introduction::open(&unvouched, &code).unwrap_err(), VaultError::BadSignature);
    }
}

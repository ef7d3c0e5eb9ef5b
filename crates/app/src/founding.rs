//! Founding an agency away from the network: its keys, its first posts, its charter.
//!
//! The secret keys are made where this runs, sealed under five words for each post, and forgotten. What is left is a
//! paper without secrets, which the installation takes at its console (`danbe found`). Under a provisional root both
//! happen on one machine; after a ceremony the first happens where the custodians sit.

use danbe_guard::Actor;
use danbe_house::posts::{Enrolment, Found, FoundedAgency, FoundedMember, Pins, Profile, Secrets, Welcome};
use danbe_vault::{
    AgencyCharter, CHARTER, Capsule, Chance, KdfParams, MEMBER_CARD, MemberCard, OpeningKey, SecretKey,
    Signed, SigningKey, VaultError, five_words,
};
use danbe_words::{AgencyClass, AgencyId, Duty, MemberId, Region};
use serde::{Deserialize, Serialize};

/// What is asked of a founder.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Public name.
    pub name: String,
    /// Class.
    pub class: AgencyClass,
    /// Region of its seat.
    pub region: Region,
    /// Sign-in names are this, a hyphen and a number.
    pub prefix: String,
}

/// An agency ready to be taken in: nothing secret, nothing that can be changed without being noticed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FoundingPaper {
    /// Version of this structure: 1.
    pub v: u8,
    /// The agency and its charter.
    pub agency: FoundedAgency,
    /// Its posts.
    pub members: Vec<FoundedMember>,
}

/// A post to hand over, with its five words.
#[derive(Debug, Clone, Serialize)]
pub struct Account {
    /// Sign-in name.
    pub handle: String,
    /// The five words, to be given by hand.
    pub words: String,
    /// What the post may do, in French.
    pub who: &'static str,
}

impl FoundingPaper {
    /// The act that takes it in; the charter must be signed by the installation's root.
    #[must_use]
    pub fn into_act(self, pins: &Pins) -> Found {
        Found { root: pins.root, agency: self.agency, members: self.members, readers: Vec::new() }
    }
}

struct Post {
    duties: &'static [Duty],
    team: &'static str,
    who: &'static str,
}

/// Three holders from the first day: two of them bring back the third. And a post nobody holds, to be brought back on
/// trial before the agency is switched on.
const ASSISTING: &[Post] = &[
    Post { duties: &[Duty::Officer, Duty::Holder], team: "direction", who: "responsable, détenteur" },
    Post { duties: &[Duty::Caseworker, Duty::Holder], team: "accueil", who: "intervenant, détenteur" },
    Post { duties: &[Duty::Caseworker, Duty::Holder], team: "accueil", who: "intervenant, détenteur" },
    REHEARSAL,
];
const REHEARSAL: Post = Post { duties: &[Duty::Rehearsal], team: "essai", who: "" };
/// Somebody who sends, and somebody who signs: protocols, and the cards of colleagues.
const SENDING: &[Post] = &[
    Post { duties: &[Duty::Caseworker], team: "poste", who: "agent d’un poste : n’ouvre rien" },
    Post { duties: &[Duty::Officer], team: "direction", who: "responsable : signe, n’ouvre rien" },
    REHEARSAL,
];
const MACHINE: &[Post] = &[Post {
    duties: &[Duty::Administrator],
    team: "machine",
    who: "administrateur de la machine : n’ouvre rien",
}];

const fn posts(class: AgencyClass) -> &'static [Post] {
    match class {
        AgencyClass::Sender => SENDING,
        AgencyClass::Operations => MACHINE,
        AgencyClass::InvestigatingUnit | AgencyClass::Statistics => ASSISTING,
        _ if class.assists() => ASSISTING,
        _ => &[],
    }
}

/// Makes an agency under a root.
///
/// # Errors
/// When something cannot be written as JSON, which does not happen.
pub fn found(
    plan: &Plan,
    root: &SigningKey,
    pins: &Pins,
    chance: &mut Chance,
) -> Result<(FoundingPaper, Vec<Account>), VaultError> {
    let id = AgencyId::from_bytes(chance.bytes());
    let (opening, signing) = (OpeningKey::generate(chance), SigningKey::generate(chance));
    let tokens = SecretKey::generate(chance);
    let charter = AgencyCharter {
        agency: id.to_string(),
        name: plan.name.clone(),
        class: plan.class.code().to_owned(),
        opening: opening.sealing(),
        signing: signing.verifying(),
        epoch: 1,
    };
    let charter = Signed::sign(&charter, root, CHARTER)?;
    let (mut members, mut accounts) = (Vec::new(), Vec::new());
    for (place, post) in posts(plan.class).iter().enumerate() {
        let rehearsal = post.duties == [Duty::Rehearsal];
        // Who opens what was sealed holds the agency's key: services, units beyond the wall, a statistics office.
        let opens = plan.class.assists()
            || matches!(plan.class, AgencyClass::InvestigatingUnit | AgencyClass::Statistics);
        let works = opens && !rehearsal;
        let secrets = Secrets {
            opening: works.then(|| opening.clone()),
            earlier: Vec::new(),
            tokens: works.then(|| tokens.clone()),
            signing: post.duties.contains(&Duty::Officer).then(|| signing.clone()),
        };
        let handle = match rehearsal {
            true => format!("{}-essai", plan.prefix),
            false => format!("{}-{}", plan.prefix, place + 1),
        };
        let words = five_words(chance).join(" ");
        let keeper = Keeper { id, plan, charter: &charter, signing: &signing, pins };
        members.push(keeper.member(post, &handle, &words, &secrets, chance)?);
        // Nobody is told the words of a rehearsal: its post is there to be brought back.
        if !rehearsal {
            accounts.push(Account { handle, words, who: post.who });
        }
    }
    let agency =
        FoundedAgency { id, name: plan.name.clone(), class: plan.class, region: plan.region, charter };
    Ok((FoundingPaper { v: 1, agency, members }, accounts))
}

/// What every post of one agency is made with.
struct Keeper<'k> {
    id: AgencyId,
    plan: &'k Plan,
    charter: &'k Signed<AgencyCharter>,
    signing: &'k SigningKey,
    pins: &'k Pins,
}

impl Keeper<'_> {
    fn member(
        &self,
        post: &Post,
        handle: &str,
        words: &str,
        secrets: &Secrets,
        chance: &mut Chance,
    ) -> Result<FoundedMember, VaultError> {
        let id = MemberId::from_bytes(chance.bytes());
        let (opening, signing) = (OpeningKey::generate(chance), SigningKey::generate(chance));
        let (duties, team, profile) = (post.duties.to_vec(), post.team.to_owned(), Profile::Caseworker);
        let card = MemberCard {
            agency: self.id.to_string(),
            member: id.to_string(),
            opening: opening.sealing(),
            signing: signing.verifying(),
            epoch: 1,
            duties: duties.clone(),
            team: team.clone(),
            profile: profile.code().to_owned(),
        };
        let card = Signed::sign(&card, self.signing, MEMBER_CARD)?;
        let actor = Actor {
            member: id,
            agency: self.id,
            class: self.plan.class,
            duties: duties.clone(),
            team: team.clone(),
            role: None,
        };
        let papers = (self.charter.clone(), card.clone());
        let welcome = Welcome::new(actor, handle.to_owned(), profile, self.pins.clone(), papers, secrets)
            .seal(self.signing, &opening.sealing(), chance)?;
        let enrolment = Enrolment::new(handle, &opening, &signing, Some(self.pins.clone()));
        let capsule = Capsule::lock(words, &enrolment.plain(), KdfParams::FLOOR, chance)?;
        let capsule = serde_json::to_string(&capsule).map_err(|_| VaultError::Malformed)?;
        Ok(FoundedMember { id, handle: handle.to_owned(), duties, team, profile, card, welcome, capsule })
    }
}

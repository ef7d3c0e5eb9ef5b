//! Verb `posts.welcome`: what a post works with, wrapped to the member's key by an officer of her agency.
//!
//! Asked for at each sign-in and kept in memory only: a phone that is locked holds no agency key.

use danbe_guard::{Actor, Effect, Role, VerbSpec};
use danbe_vault::{
    AGENCY_KEY, AgencyCharter, AgencyKey, Chance, Length, MemberCard, OpeningKey, SealingKey, SecretKey,
    Signed, SigningKey, VaultError, Wrap, unwrap, wrap,
};
use danbe_words::{Duty, MemberId};
use serde::{Deserialize, Serialize};

use super::{Pins, Post, Profile, Terms};
use crate::agencies::{ClosedShown, Inherited, Waits};
use crate::successions::Alarmed;

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "posts.welcome",
    effect: Effect::Reads,
    allows: super::MEMBERS,
    says: "receive what one's own post works with",
};

/// Asks for one's own welcome.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WelcomeMe {}

/// What an officer's device signed with the agency's key and sealed for a member.
///
/// Sealing alone says nothing of who sealed, and the server knows everything else that stands here: without the
/// signature it could write a welcome of its own, with a key of search tokens it knows, or other pins.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Welcome {
    /// Who the member is.
    pub actor: Actor,
    /// Her sign-in name, a pseudonym.
    pub handle: String,
    /// What her device may keep.
    pub profile: Profile,
    /// The root and ledger to believe.
    pub pins: Pins,
    /// The root's word for the agency.
    pub charter: Signed<AgencyCharter>,
    /// The agency's word for the member.
    pub card: Signed<MemberCard>,
    /// The agency's word for its opening key, once it has changed; the charter's until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Signed<AgencyKey>>,
    /// The agency's opening key; never for a post that works on no file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    opening: Option<String>,
    /// The opening keys before it: what was sealed with them is still read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    earlier: Vec<String>,
    /// The key of the agency's search tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tokens: Option<String>,
    /// The agency's signing key, for officers alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    signing: Option<String>,
}

impl std::fmt::Debug for Welcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Welcome").field("handle", &self.handle).finish_non_exhaustive()
    }
}

/// The agency's secrets a post is trusted with.
#[derive(Debug, Clone, Default)]
pub struct Secrets {
    /// Opens the keys of persons.
    pub opening: Option<OpeningKey>,
    /// Opened them before the agency's key last changed, newest first.
    pub earlier: Vec<OpeningKey>,
    /// Makes search tokens.
    pub tokens: Option<SecretKey>,
    /// Signs members' cards.
    pub signing: Option<SigningKey>,
}

impl Secrets {
    /// As much as a post is trusted with: opening and tokens where it works on files, the signing key where it leads.
    #[must_use]
    pub fn for_post(&self, post: &Post) -> Self {
        let keeps = post.keeps_keys();
        Self {
            opening: self.opening.clone().filter(|_| keeps),
            earlier: if keeps { self.earlier.clone() } else { Vec::new() },
            tokens: self.tokens.clone().filter(|_| keeps),
            signing: self.signing.clone().filter(|_| post.leads()),
        }
    }

    /// Every opening key, the one in force first.
    pub fn opening_keys(&self) -> impl Iterator<Item = &OpeningKey> {
        self.opening.iter().chain(&self.earlier)
    }
}

const INFO: &str = "danbe/v1/welcome";
/// Domain of the agency's signature.
const DOMAIN: &str = "welcome";

impl Welcome {
    /// A welcome holding these secrets.
    #[must_use]
    pub fn new(
        actor: Actor,
        handle: String,
        profile: Profile,
        pins: Pins,
        papers: (Signed<AgencyCharter>, Signed<MemberCard>),
        secrets: &Secrets,
    ) -> Self {
        let text = |bytes: &[u8]| danbe_vault::text::write(bytes);
        Self {
            actor,
            handle,
            profile,
            pins,
            charter: papers.0,
            card: papers.1,
            key: None,
            earlier: secrets.earlier.iter().map(|key| text(&key.expose()[..])).collect(),
            opening: secrets.opening.as_ref().map(|key| text(&key.expose()[..])),
            tokens: secrets.tokens.as_ref().map(|key| text(&key.expose()[..])),
            signing: secrets.signing.as_ref().map(|key| text(&key.expose()[..])),
        }
    }

    /// The same, after the agency's opening key has changed.
    #[must_use]
    pub fn with_key(self, key: Option<Signed<AgencyKey>>) -> Self {
        Self { key, ..self }
    }

    /// The secrets inside.
    ///
    /// # Errors
    /// When one does not read as a key.
    pub fn secrets(&self) -> Result<Secrets, VaultError> {
        let bytes = |text: &String| danbe_vault::text::read(text);
        let opening = |text: &String| OpeningKey::from_bytes(&bytes(text)?);
        Ok(Secrets {
            opening: self.opening.as_ref().map(opening).transpose()?,
            earlier: self.earlier.iter().map(opening).collect::<Result<_, _>>()?,
            tokens: self.tokens.as_ref().map(|t| SecretKey::from_bytes(&bytes(t)?)).transpose()?,
            signing: self.signing.as_ref().map(|t| SigningKey::from_bytes(&bytes(t)?)).transpose()?,
        })
    }

    /// Signs the welcome with the agency's key and seals it for the member.
    ///
    /// # Errors
    /// When it has no JSON form.
    pub fn seal(&self, by: &SigningKey, to: &SealingKey, chance: &mut Chance) -> Result<Wrap, VaultError> {
        let signed = Signed::sign(self, by, DOMAIN)?;
        let plain = serde_json::to_vec(&signed).map_err(|_| VaultError::Malformed)?;
        Ok(wrap(to, INFO, to.fingerprint().as_bytes(), &plain, Length::Hidden, chance))
    }

    /// Opens a welcome and follows the chain: the root vouches for the agency, the agency for these very keys
    /// and for every word of the welcome.
    ///
    /// # Errors
    /// When it is not for this key, the chain does not hold, or it would have the device believe other pins
    /// than those of its enrolment (`pins`; the ones inside when a device is being brought back).
    pub fn open(welcome: &Wrap, key: &OpeningKey, pins: Option<&Pins>) -> Result<Self, VaultError> {
        let mine = key.sealing();
        let plain = unwrap(key, INFO, mine.fingerprint().as_bytes(), welcome)?;
        let signed: Signed<Self> = danbe_vault::text::from_json(&plain)?;
        let welcome: Self = danbe_vault::text::from_json(signed.text.as_bytes())?;
        if pins.is_some_and(|pins| *pins != welcome.pins) {
            return Err(VaultError::WrongOrigin);
        }
        let (charter, card) =
            danbe_vault::vouched_member(&welcome.pins.root, &welcome.charter, &welcome.card)?;
        charter.signing.verify(DOMAIN, signed.text.as_bytes(), &signed.sig)?;
        let (in_force, _) = in_force(&charter, welcome.key.as_ref())?;
        let opens = welcome.secrets()?.opening.is_none_or(|opening| opening.sealing() == in_force);
        let post = Post::of(&card, &welcome.handle);
        let mine_indeed = card.opening == mine
            && post.actor(&welcome.actor, welcome.actor.member) == welcome.actor
            && post.profile == welcome.profile
            && card.member == welcome.actor.member.to_string()
            && charter.agency == welcome.actor.agency.to_string()
            && charter.class == welcome.actor.class.code();
        if mine_indeed && opens { Ok(welcome) } else { Err(VaultError::WrongKey) }
    }
}

/// What to seal to an agency with, and which of its keys it is: the newest its own signature vouches for.
///
/// # Errors
/// [`VaultError::BadSignature`] when another than the agency signed it, `WrongOrigin` when it is another agency's or no
/// newer than the charter's.
pub fn in_force(
    charter: &AgencyCharter,
    key: Option<&Signed<AgencyKey>>,
) -> Result<(SealingKey, u64), VaultError> {
    let Some(key) = key else { return Ok((charter.opening, charter.epoch)) };
    let key = key.verify(&charter.signing, AGENCY_KEY)?;
    if key.agency == charter.agency && key.epoch > charter.epoch {
        Ok((key.opening, key.epoch))
    } else {
        Err(VaultError::WrongOrigin)
    }
}

/// A colleague, as the post's screens name her.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Colleague {
    /// Pseudonym.
    pub member: MemberId,
    /// Sign-in name.
    pub handle: String,
    /// What the post is charged with.
    pub duties: Vec<Duty>,
}

/// What the server hands over.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Welcomed {
    /// The sealed welcome.
    pub welcome: Wrap,
    /// The members of the agency, those who left too.
    pub colleagues: Vec<Colleague>,
    /// Since when a change of the agency's key is due; none when none is.
    pub due: Option<i64>,
    /// The agency's terms, while she has still to read them.
    pub terms: Option<Terms>,
    /// What her agency lacks before it is in service, when it works on files.
    #[serde(default)]
    pub waits: Option<Waits>,
    /// When somebody asked, on another device, to be brought back in her place.
    #[serde(default)]
    pub asked: Option<i64>,
    /// What opens the files of agencies hers took over.
    #[serde(default)]
    pub inherited: Vec<Inherited>,
    /// Agencies that closed lately: nobody is to believe that they have somebody still.
    #[serde(default)]
    pub closed: Vec<ClosedShown>,
    /// What is wrong with the holders of her agency, where she leads it; of every agency, where she keeps the machine.
    #[serde(default)]
    pub alarms: Vec<Alarmed>,
    /// How many agencies that end wait for her part of their key.
    #[serde(default)]
    pub endings: usize,
    /// Whether the server holds what her five words open on another device.
    #[serde(default)]
    pub capsule: bool,
    /// What her agency leaves of her duty: the server's word is enough, since a role only narrows.
    #[serde(default)]
    pub role: Option<Role>,
}

#[cfg(feature = "server")]
mod server {
    use super::{SPEC, WelcomeMe, Welcomed};
    use crate::posts::rows;
    use danbe_guard::{Actor, Relation, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::{Duty, Problem};

    impl Verb for WelcomeMe {
        const SPEC: VerbSpec = SPEC;
        type Answer = Welcomed;

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<Welcomed>, Problem> {
            let grant = tx.may::<Self>(who, Relation::Own)?;
            let welcome = rows::welcome(tx, who.member).await?;
            let colleagues = rows::colleagues(tx, who.agency).await?;
            let due = rows::key_change_due(tx, who.agency).await?;
            let terms = rows::terms_owed(tx, who.agency, who.member).await?;
            let waits = match who.class.assists() {
                true => crate::agencies::rows::waits(tx, who.agency).await?,
                false => None,
            };
            let asked = crate::recovery::rows::asked(tx, who.member).await?;
            let inherited = crate::agencies::rows::inherited(tx, who.agency).await?;
            let closed = crate::agencies::rows::closed(tx).await?;
            let alarms = crate::successions::rows::alarms_for(tx, who).await?;
            crate::successions::rows::confirm_parts(tx, who.member).await?;
            let endings = match who.duties.contains(&Duty::Holder) {
                true => crate::successions::rows::waiting_for(tx, who.member).await?.len(),
                false => 0,
            };
            let capsule = crate::posts::capsule::rows::has_capsule(tx, who.member).await?;
            let welcomed = Welcomed {
                welcome,
                colleagues,
                due,
                terms,
                waits,
                asked,
                inherited,
                closed,
                alarms,
                endings,
                capsule,
                role: who.role.clone(),
            };
            tx.done(&grant, Happening::bare(), welcomed).await
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use danbe_vault::{CHARTER, Entropy, MEMBER_CARD};
    use danbe_words::{AgencyClass, AgencyId};

    /// An agency under a root, a member, and her genuine welcome.
    struct World {
        chance: Chance,
        root: SigningKey,
        agency: (OpeningKey, SigningKey),
        mine: OpeningKey,
        welcome: Welcome,
    }

    fn world() -> World {
        let mut chance = Chance::new(Entropy::from_system([7; 32]));
        let (root, ledger) = (SigningKey::generate(&mut chance), SigningKey::generate(&mut chance));
        let agency = (OpeningKey::generate(&mut chance), SigningKey::generate(&mut chance));
        let mine = OpeningKey::generate(&mut chance);
        let actor = Actor {
            member: MemberId::from_bytes([1; 16]),
            agency: AgencyId::from_bytes([2; 16]),
            class: AgencyClass::ProtectionService,
            duties: vec![Duty::Caseworker],
            team: "accueil".into(),
            role: None,
        };
        let charter = AgencyCharter {
            agency: actor.agency.to_string(),
            name: "essai".into(),
            class: actor.class.code().into(),
            opening: agency.0.sealing(),
            signing: agency.1.verifying(),
            epoch: 1,
        };
        let card = MemberCard {
            agency: actor.agency.to_string(),
            member: actor.member.to_string(),
            opening: mine.sealing(),
            signing: SigningKey::generate(&mut chance).verifying(),
            epoch: 1,
            duties: actor.duties.clone(),
            team: actor.team.clone(),
            profile: Profile::CaptureOnly.code().into(),
        };
        let papers = (
            Signed::sign(&charter, &root, CHARTER).unwrap(),
            Signed::sign(&card, &agency.1, MEMBER_CARD).unwrap(),
        );
        let pins = Pins::new(root.verifying(), ledger.verifying(), "essai".into());
        let secrets = Secrets {
            opening: Some(agency.0.clone()),
            tokens: Some(SecretKey::generate(&mut chance)),
            ..Secrets::default()
        };
        let welcome = Welcome::new(actor, "essai-1".into(), Profile::CaptureOnly, pins, papers, &secrets);
        World { chance, root, agency, mine, welcome }
    }

    #[test]
    fn the_agency_s_own_welcome_opens() {
        let World { mut chance, agency, mine, welcome, .. } = world();
        let sealed = welcome.seal(&agency.1, &mine.sealing(), &mut chance).unwrap();
        assert!(Welcome::open(&sealed, &mine, Some(&welcome.pins)).is_ok());
        assert!(Welcome::open(&sealed, &mine, None).is_ok());
    }

    /// The server has the charter, the card and the member's sealing key: all it needs but the agency's signature.
    #[test]
    fn a_welcome_written_by_the_server_is_refused() {
        let World { mut chance, mine, mut welcome, .. } = world();
        let known = SecretKey::generate(&mut chance);
        welcome.tokens = Some(danbe_vault::text::write(&known.expose()[..]));
        welcome.profile = Profile::Caseworker;
        let own = SigningKey::generate(&mut chance);
        let sealed = welcome.seal(&own, &mine.sealing(), &mut chance).unwrap();
        let pins = Some(&welcome.pins);
        assert_eq!(Welcome::open(&sealed, &mine, pins).unwrap_err(), VaultError::BadSignature);
    }

    /// Once other pins were kept, the next welcome could bring an agency of the server's own.
    #[test]
    fn pins_once_known_are_never_replaced() {
        let World { mut chance, agency, mine, welcome, .. } = world();
        let enrolled = welcome.pins.clone();
        let mut swapped = welcome;
        swapped.pins.ledger = SigningKey::generate(&mut chance).verifying();
        let sealed = swapped.seal(&agency.1, &mine.sealing(), &mut chance).unwrap();
        assert_eq!(Welcome::open(&sealed, &mine, Some(&enrolled)).unwrap_err(), VaultError::WrongOrigin);
    }

    #[test]
    fn another_key_class_duty_team_or_profile_than_the_signed_ones_is_refused() {
        let World { mut chance, root, agency, mine, welcome } = world();
        let mut other = welcome.clone();
        other.opening = Some(danbe_vault::text::write(&OpeningKey::generate(&mut chance).expose()[..]));
        let mut promoted = welcome;
        let (mut charged, mut moved, mut opened) = (promoted.clone(), promoted.clone(), promoted.clone());
        promoted.actor.class = AgencyClass::ServiceProvider;
        // The agency's signature over the card is what counts, even against a welcome the agency itself would sign.
        charged.actor.duties = vec![Duty::Caseworker, Duty::Officer];
        moved.actor.team = "juridique".into();
        opened.profile = Profile::Caseworker;
        for wrong in [other, promoted, charged, moved, opened] {
            let sealed = wrong.seal(&agency.1, &mine.sealing(), &mut chance).unwrap();
            assert_eq!(wrong.pins.root, root.verifying());
            assert_eq!(Welcome::open(&sealed, &mine, None).unwrap_err(), VaultError::WrongKey);
        }
    }

    #[test]
    fn a_changed_key_is_the_agency_s_own_word_and_never_an_older_one() {
        let World { mut chance, agency, mine, welcome, .. } = world();
        let new = OpeningKey::generate(&mut chance);
        let word = |by: &SigningKey, epoch| {
            let agency = welcome.actor.agency.to_string();
            Signed::sign(&AgencyKey { agency, opening: new.sealing(), epoch }, by, AGENCY_KEY).unwrap()
        };
        let mut changed = welcome.clone().with_key(Some(word(&agency.1, 2)));
        changed.opening = Some(danbe_vault::text::write(&new.expose()[..]));
        changed.earlier = vec![danbe_vault::text::write(&agency.0.expose()[..])];
        let sealed = changed.seal(&agency.1, &mine.sealing(), &mut chance).unwrap();
        let opened = Welcome::open(&sealed, &mine, None).unwrap().secrets().unwrap();
        assert_eq!(opened.opening_keys().cloned().collect::<Vec<_>>(), [new.clone(), agency.0.clone()]);
        let other = SigningKey::generate(&mut chance);
        for (word, why) in
            [(word(&other, 2), VaultError::BadSignature), (word(&agency.1, 1), VaultError::WrongOrigin)]
        {
            let sealed = changed.clone().with_key(Some(word)).seal(&agency.1, &mine.sealing(), &mut chance);
            assert_eq!(Welcome::open(&sealed.unwrap(), &mine, None).unwrap_err(), why);
        }
    }
}

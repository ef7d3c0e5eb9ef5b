//! The demonstration: invented agencies in eight towns, 629 invented presumed persons of 2024, through the real verb.
//!
//! Everything is made from one fixed seed, so that the five words printed here are the same on every machine:
//! good for a training, worthless for anything else. Names are put together from a pool of spellings; no
//! person and no organisation here exists.

mod accounts;
mod people;
mod returns;
mod service;

use crate::installation::{self, Folder, Kind, Paper, Secrets};
use crate::web::{House, sync};
use accounts::{AGENCIES, Agency, Keys, Post, READERS};
use danbe_guard::Actor;
use danbe_house::posts::rows::Signer;
use danbe_house::posts::{Enrolment, Found, FoundedAgency, FoundedMember, FoundedReader, Pins, Welcome};
use danbe_store::{Clock, SystemClock, Thread};
use danbe_vault::{
    Act, AgencyCharter, CHARTER, Capsule, Chance, Entropy, Envelope, KdfParams, MEMBER_CARD, MemberCard,
    SecretKey, Signed, SigningKey, once,
};
use danbe_words::{EnvelopeId, MemberId, Moment, Problem};
use serde::Serialize;
use std::collections::HashMap;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// The fixed seed: the demonstration's keys are public by construction.
const SEED: [u8; 32] = *b"danbe, demonstration, seed no. 1";

/// Of what puts the agencies in service: apart, so that everything else is drawn as before.
const SEED_APART: [u8; 32] = *b"danbe, demonstration, seed no. 2";

/// An account to try.
#[derive(Debug, Clone, Serialize)]
pub struct Account {
    /// Sign-in name.
    pub handle: String,
    /// Five words, or the passphrase of a reading account.
    pub words: String,
    /// What the account may do, in French.
    pub who: String,
    /// Secret of one-time codes (base 32), for reading accounts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code_secret: Option<String>,
}

/// A clock that walks through 2024 while the demonstration is made, then tells the real time.
#[derive(Debug)]
pub struct DemoClock(AtomicI64);

impl DemoClock {
    /// A clock that tells the real time.
    #[must_use]
    pub const fn real() -> Self {
        Self(AtomicI64::new(0))
    }
}

impl Clock for DemoClock {
    fn now(&self) -> Moment {
        match self.0.load(Ordering::Relaxed) {
            0 => SystemClock.now(),
            past => Moment(past),
        }
    }
}

/// A demonstration ready to serve.
#[derive(Debug)]
pub struct Demonstration {
    /// The house.
    pub house: Arc<House>,
    /// Accounts to try, the same every time.
    pub accounts: Vec<Account>,
}

/// The root of every demonstration: public, as its seed is.
#[must_use]
pub fn root() -> SigningKey {
    SigningKey::generate(&mut Chance::new(Entropy::from_system(SEED)))
}

/// Opens the demonstration of a folder, making it first when the folder is empty.
///
/// # Errors
/// When the folder or database cannot be written, or the folder holds something else.
pub async fn open(path: &Path, database: Option<String>) -> io::Result<Demonstration> {
    let mut chance = Chance::new(Entropy::from_system(SEED));
    let (root, ledger) = (SigningKey::generate(&mut chance), SigningKey::generate(&mut chance));
    let server = SecretKey::generate(&mut chance);
    let pins = Pins::new(root.verifying(), ledger.verifying(), "danbe.example/formation".into());
    let mut apart = Chance::new(Entropy::from_system(SEED_APART));
    let keys: Vec<Keys> = AGENCIES.iter().map(|agency| Keys::draw(agency, &mut chance, &mut apart)).collect();
    let codes: Vec<_> = READERS.iter().map(|_| once::OnceSecret::generate(&mut chance)).collect();
    let accounts = accounts(&keys, &codes);
    let clock = Arc::new(DemoClock::real());
    let policy = installation::policy();
    if Folder::exists(path) {
        let house = House::open(Folder::open(path)?, clock, policy).await?;
        return Ok(Demonstration { house, accounts });
    }
    let database = database.unwrap_or_else(|| "sqlite:danbe.db".into());
    let paper = Paper { recovery_delay: Some(0), ..Paper::new(Kind::Training, &pins, database) };
    let folder = Folder::create(path, paper, &Secrets { ledger, server })?;
    clock.0.store(people::FIRST_DAY, Ordering::Relaxed);
    let house = House::open(folder, Arc::clone(&clock) as Arc<dyn Clock>, policy).await?;
    let made = async {
        let mut charters = Vec::with_capacity(keys.len());
        for (agency, keys) in AGENCIES.iter().zip(&keys) {
            let chances = (&mut chance, &mut apart);
            charters.push(found(&house, agency, keys, &root, &pins, &codes, chances).await?);
        }
        let mut pens = Pens::default();
        service::put_in_service(&house, &keys, &charters, &pins, &mut pens, &mut apart).await?;
        service::agree(&house, &keys, &mut pens, &mut apart).await?;
        register(&house, &clock, &keys, &mut pens, &mut chance).await?;
        clock.0.store(0, Ordering::Relaxed);
        service::share_keys(&house, &keys, &mut pens, &mut apart).await
    };
    made.await.map_err(|problem| io::Error::other(format!("démonstration : {problem}")))?;
    Ok(Demonstration { house, accounts })
}

fn accounts(keys: &[Keys], codes: &[once::OnceSecret]) -> Vec<Account> {
    let mut accounts: Vec<_> = AGENCIES
        .iter()
        .zip(keys)
        .flat_map(|(agency, keys)| {
            agency.posts.iter().zip(&keys.members).map(move |(post, m)| (agency, post, m))
        })
        .filter(|(_, post, _)| post.capsule)
        .map(|(agency, post, member)| Account {
            handle: post.handle.to_owned(),
            words: member.words.clone(),
            who: format!("{}, {}", agency.name, post.who),
            code_secret: None,
        })
        .collect();
    accounts.extend(READERS.iter().zip(codes).map(|(reader, code)| Account {
        handle: reader.handle.to_owned(),
        words: reader.passphrase.to_owned(),
        who: reader.who.to_owned(),
        code_secret: Some(code.base32().to_string()),
    }));
    accounts
}

/// Charters an agency and writes it with its posts.
async fn found(
    house: &House,
    agency: &Agency,
    keys: &Keys,
    root: &SigningKey,
    pins: &Pins,
    codes: &[once::OnceSecret],
    (chance, apart): (&mut Chance, &mut Chance),
) -> Result<Signed<AgencyCharter>, Problem> {
    let charter = AgencyCharter {
        agency: keys.id.to_string(),
        name: agency.name.to_owned(),
        class: agency.class.code().to_owned(),
        opening: keys.opening.sealing(),
        signing: keys.signing.verifying(),
        epoch: 1,
    };
    let charter = Signed::sign(&charter, root, CHARTER).map_err(|_| Problem::Signature)?;
    let mut members = Vec::with_capacity(agency.posts.len());
    for (post, member) in agency.posts.iter().zip(&keys.members) {
        let chance = if post.later { &mut *apart } else { &mut *chance };
        members.push(founded(agency, post, keys, member, &charter, pins, chance)?);
    }
    let readers = readers(agency, codes, chance)?;
    let id = keys.id;
    let name = agency.name.to_owned();
    let agency =
        FoundedAgency { id, name, class: agency.class, region: agency.region, charter: charter.clone() };
    let act = Found { root: root.verifying(), agency, members, readers };
    house.store().act(act, Thread::default()).await.map(|_| charter)
}

fn readers(
    agency: &Agency,
    codes: &[once::OnceSecret],
    chance: &mut Chance,
) -> Result<Vec<FoundedReader>, Problem> {
    let own = READERS.iter().zip(codes).filter(|(reader, _)| reader.agency == agency.name);
    own.map(|(reader, code)| {
        let passphrase = once::hash_passphrase(reader.passphrase, chance).map_err(|_| Problem::Malformed)?;
        let (handle, code_secret) = (reader.handle.to_owned(), code.expose().to_vec());
        Ok(FoundedReader { handle, passphrase, code_secret, standing: reader.standing })
    })
    .collect()
}

fn founded(
    agency: &Agency,
    post: &Post,
    keys: &Keys,
    member: &accounts::Member,
    charter: &Signed<AgencyCharter>,
    pins: &Pins,
    chance: &mut Chance,
) -> Result<FoundedMember, Problem> {
    let card = MemberCard {
        agency: keys.id.to_string(),
        member: member.id.to_string(),
        opening: member.opening.sealing(),
        signing: member.signing.verifying(),
        epoch: 1,
        duties: post.duties.to_vec(),
        team: post.team.to_owned(),
        profile: post.profile.code().to_owned(),
    };
    let card = Signed::sign(&card, &keys.signing, MEMBER_CARD).map_err(|_| Problem::Signature)?;
    let actor = actor(agency, post, keys, member);
    let papers = (charter.clone(), card.clone());
    let secrets = keys.trusted(agency, post);
    let handle = post.handle.to_owned();
    let welcome = Welcome::new(actor, handle.clone(), post.profile, pins.clone(), papers, &secrets)
        .seal(&keys.signing, &member.opening.sealing(), chance)
        .map_err(|_| Problem::Malformed)?;
    let capsule = if post.capsule {
        let enrolment = Enrolment::new(post.handle, &member.opening, &member.signing, Some(pins.clone()));
        let capsule = Capsule::lock(&member.words, &enrolment.plain(), KdfParams::FLOOR, chance)
            .map_err(|_| Problem::Malformed)?;
        serde_json::to_string(&capsule).map_err(|_| Problem::Malformed)?
    } else {
        String::new()
    };
    let (duties, team, profile) = (post.duties.to_vec(), post.team.to_owned(), post.profile);
    Ok(FoundedMember { id: member.id, handle, duties, team, profile, card, welcome, capsule })
}

fn actor(agency: &Agency, post: &Post, keys: &Keys, member: &accounts::Member) -> Actor {
    Actor {
        member: member.id,
        agency: keys.id,
        class: agency.class,
        duties: post.duties.to_vec(),
        team: post.team.to_owned(),
        role: None,
    }
}

/// Who acts, and with which keys.
#[derive(Clone, Copy)]
struct Hand<'h> {
    agency: &'h Agency,
    post: &'h Post,
    keys: &'h Keys,
    member: &'h accounts::Member,
}

/// The counts of the devices that sign.
#[derive(Default)]
struct Pens(HashMap<MemberId, u64>);

impl Pens {
    /// Signs an act and sends it by the one way there is.
    async fn act<T: Serialize>(
        &mut self,
        house: &House,
        hand: Hand<'_>,
        verb: &str,
        body: &T,
        chance: &mut Chance,
    ) -> Result<(), Problem> {
        let Hand { agency, post, keys, member } = hand;
        let seq = self.0.entry(member.id).or_default();
        *seq += 1;
        let act = Act {
            v: 1,
            id: EnvelopeId::from_bytes(chance.bytes()).to_string(),
            verb: verb.to_owned(),
            member: member.id.to_string(),
            device: member.device.to_string(),
            seq: *seq,
            at: house.clock.now().0,
            body: serde_json::value::to_raw_value(body).map_err(|_| Problem::Malformed)?,
        };
        let actor = actor(agency, post, keys, member);
        let signing = member.signing.verifying();
        let signer = Signer { actor, epoch: 1, signing, owes: false, in_service: true };
        let bytes =
            serde_json::to_vec(&Envelope::sign(&act, &member.signing)).map_err(|_| Problem::Malformed)?;
        let admitted = sync::admit(&house.doors, &signer, &bytes)?;
        sync::perform(house, admitted, None).await.map(|_| ())
    }
}

/// Registers everybody through the verb, each in an envelope signed by the first post of its agency.
async fn register(
    house: &House,
    clock: &DemoClock,
    keys: &[Keys],
    pens: &mut Pens,
    chance: &mut Chance,
) -> Result<(), Problem> {
    let mut desk = returns::Desk::open(house, keys).await?;
    for person in people::everybody(chance) {
        desk.until(house, clock, person.registered).await?;
        clock.0.store(person.registered.0, Ordering::Relaxed);
        let (Some(agency), Some(keys)) = (AGENCIES.get(person.agency), keys.get(person.agency)) else {
            continue;
        };
        let (Some(post), Some(member)) = (agency.posts.first(), keys.members.first()) else { continue };
        let registration = person.seal(keys, chance);
        let hand = Hand { agency, post, keys, member };
        pens.act(house, hand, "cases.register", &registration, chance).await?;
    }
    desk.close(house, clock).await
}

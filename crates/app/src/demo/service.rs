//! The agencies of the demonstration put in service as every agency is: three holders named, somebody brought back by two
//! of them, an officer who says so. Small ones name the holders of Gao.

use super::accounts::{AGENCIES, Agency, BUREAU, DUNE, FIGUIER, Keys, NERE, POSTE};
use super::{Hand, Pens, actor};
use crate::web::House;
use danbe_house::agencies::{HOLDERS, NameHolders, Named, Outside, SwitchOn};
use danbe_house::posts::{self, Pins, Welcome};
use danbe_house::protocols::{Authorise, Propose, Protocol, Sign};
use danbe_house::recovery::{Approve, Ask, Finish, Request, TakeRequest};
use danbe_house::successions::{Deposit, Keeper, ShareKey};
use danbe_store::Thread;
use danbe_vault::{AgencyCharter, Chance, MEMBER_CARD, OpeningKey, Signed, SigningKey};
use danbe_words::{Duty, FileId, FileKind, Problem, Purpose};

/// Everybody of an agency charged with a duty.
fn charged<'h>(agency: &'h Agency, keys: &'h Keys, duty: Duty) -> impl Iterator<Item = Hand<'h>> {
    let hands = agency.posts.iter().zip(&keys.members);
    hands.filter(move |(post, _)| post.duties.contains(&duty)).map(move |(post, member)| Hand {
        agency,
        post,
        keys,
        member,
    })
}

/// Who holds for every agency.
fn holders_of_gao(keys: &[Keys]) -> Vec<Hand<'_>> {
    let all = AGENCIES.iter().zip(keys).filter(|(agency, _)| agency.name == DUNE);
    all.flat_map(|(agency, keys)| charged(agency, keys, Duty::Holder)).collect()
}

/// Puts every agency that works on files in service.
pub(super) async fn put_in_service(
    house: &House,
    keys: &[Keys],
    charters: &[Signed<AgencyCharter>],
    pins: &Pins,
    pens: &mut Pens,
    chance: &mut Chance,
) -> Result<(), Problem> {
    let all = || AGENCIES.iter().zip(keys);
    let holders = holders_of_gao(keys);
    for ((agency, keys), charter) in all().zip(charters) {
        let (Some(officer), Some(tried)) =
            (charged(agency, keys, Duty::Officer).next(), charged(agency, keys, Duty::Rehearsal).next())
        else {
            continue;
        };
        if charged(agency, keys, Duty::Holder).count() < HOLDERS {
            let word = word(keys, &holders)?;
            pens.act(house, officer, "agencies.name-holders", &NameHolders { word }, chance).await?;
        }
        let (opening, signing) = (OpeningKey::generate(chance), SigningKey::generate(chance));
        let request = Request {
            id: FileId::from_bytes(chance.bytes()).to_string(),
            handle: tried.post.handle.to_owned(),
            opening: opening.sealing(),
            signing: signing.verifying(),
            at: house.clock.now().0,
        };
        let signed = Signed::sign(&request, &signing, Request::DOMAIN).map_err(|_| Problem::Malformed)?;
        let text = signed.text.clone();
        let ask = Ask { request: signed, signing: signing.verifying() };
        house.store().act(TakeRequest(ask), Thread::default()).await?;
        for holder in holders.iter().rev().take(2) {
            let body = Approve::sign(request.id.clone(), text.clone(), &holder.member.signing);
            pens.act(house, *holder, "recovery.approve", &body, chance).await?;
        }
        let body = papers(tried, &request, charter, pins, chance)?;
        pens.act(house, officer, "recovery.finish", &body, chance).await?;
        pens.act(house, officer, "agencies.switch-on", &SwitchOn {}, chance).await?;
    }
    Ok(())
}

/// Four of them agree, two by two, to refer persons for help, and three with the statistics office; both purposes are open.
pub(super) async fn agree(
    house: &House,
    keys: &[Keys],
    pens: &mut Pens,
    chance: &mut Chance,
) -> Result<(), Problem> {
    for purpose in [Purpose::Support, Purpose::Statistics] {
        let reference = "démonstration".to_owned();
        house.store().act(Authorise { purpose, reference }, Thread::default()).await?;
    }
    let of = |names: &[&str]| -> Vec<Hand<'_>> {
        let named = AGENCIES.iter().zip(keys).filter(|(agency, _)| names.contains(&agency.name));
        named.filter_map(|(agency, keys)| charged(agency, keys, Duty::Officer).next()).collect()
    };
    let officers = of(&[FIGUIER, DUNE, NERE, POSTE]);
    for (at, one) in officers.iter().enumerate() {
        for other in officers.iter().skip(at + 1) {
            sign(house, (*one, *other), Purpose::Support, pens, chance).await?;
        }
    }
    for office in of(&[BUREAU]) {
        for service in of(&[FIGUIER, DUNE, NERE]) {
            sign(house, (service, office), Purpose::Statistics, pens, chance).await?;
        }
    }
    Ok(())
}

/// Two officers sign the protocol of their agencies for a purpose. Every pair works under the mechanism of trafficking; one
/// of them also takes in migrants.
async fn sign(
    house: &House,
    (one, other): (Hand<'_>, Hand<'_>),
    purpose: Purpose,
    pens: &mut Pens,
    chance: &mut Chance,
) -> Result<(), Problem> {
    let migrants = [one, other].iter().any(|hand| hand.agency.name == FIGUIER);
    let kinds = FileKind::ALL.iter().filter(|kind| migrants || kind.is_trafficking()).copied().collect();
    let reference = "protocole de démonstration".to_owned();
    let said = Protocol::between(one.keys.id, other.keys.id, 1, vec![purpose], kinds, reference);
    let word = |hand: Hand<'_>| {
        Signed::sign(&said, &hand.keys.signing, Protocol::DOMAIN).map_err(|_| Problem::Malformed)
    };
    pens.act(house, one, "protocols.propose", &Propose { word: word(one)? }, chance).await?;
    pens.act(house, other, "protocols.sign", &Sign { word: word(other)? }, chance).await
}

/// Shares the keys of every agency in service among its holders: today, since a holder who is silent for a year is an alarm.
pub(super) async fn share_keys(
    house: &House,
    keys: &[Keys],
    pens: &mut Pens,
    chance: &mut Chance,
) -> Result<(), Problem> {
    let all = || AGENCIES.iter().zip(keys);
    let holders = holders_of_gao(keys);
    for (agency, keys) in all() {
        if let Some(officer) = charged(agency, keys, Duty::Officer).next() {
            let deposit = deposit(agency, keys, &holders, chance)?;
            pens.act(house, officer, "successions.share", &ShareKey { deposit }, chance).await?;
        }
    }
    Ok(())
}

/// The agency's word for holders of another.
fn word(keys: &Keys, holders: &[Hand<'_>]) -> Result<Signed<Named>, Problem> {
    let outside = holders.iter().map(|hand| Outside {
        agency: hand.keys.id,
        member: hand.member.id,
        handle: hand.post.handle.to_owned(),
    });
    let named = Named { agency: keys.id, version: 1, outside: outside.collect() };
    Signed::sign(&named, &keys.signing, Named::DOMAIN).map_err(|_| Problem::Malformed)
}

/// The agency's opening key, in the hands of its holders.
fn deposit(
    agency: &Agency,
    keys: &Keys,
    outside: &[Hand<'_>],
    chance: &mut Chance,
) -> Result<Signed<Deposit>, Problem> {
    let own: Vec<_> = charged(agency, keys, Duty::Holder).collect();
    let outside = outside.iter().copied().filter(|hand| own.len() < HOLDERS && hand.keys.id != keys.id);
    let keeper = |hand: Hand<'_>| {
        let key = hand.member.opening.sealing();
        Keeper { member: hand.member.id, epoch: 1, key }
    };
    let keepers: Vec<_> = own.iter().copied().chain(outside).map(keeper).collect();
    let opening = std::iter::once(&keys.opening);
    Deposit::make((keys.id, &keys.signing), (1, 1), opening, &keepers, chance).map_err(|_| Problem::Malformed)
}

/// What the officer's device signs for who is brought back.
fn papers(
    tried: Hand<'_>,
    request: &Request,
    charter: &Signed<AgencyCharter>,
    pins: &Pins,
    chance: &mut Chance,
) -> Result<Finish, Problem> {
    let Hand { agency, post, keys, member } = tried;
    let actor = actor(agency, post, keys, member);
    let (handle, profile) = (post.handle.to_owned(), post.profile);
    let (duties, team) = (actor.duties.clone(), actor.team.clone());
    let charge = posts::Post { handle: handle.clone(), duties, team, profile };
    let named = posts::Keys { opening: request.opening, signing: request.signing, epoch: 2 };
    let card = Signed::sign(&charge.card(keys.id, member.id, &named), &keys.signing, MEMBER_CARD)
        .map_err(|_| Problem::Malformed)?;
    let papers = (charter.clone(), card.clone());
    let secrets = posts::Secrets::default();
    let welcome = Welcome::new(actor, handle, profile, pins.clone(), papers, &secrets)
        .seal(&keys.signing, &request.opening, chance)
        .map_err(|_| Problem::Malformed)?;
    Ok(Finish { recovery: request.id.clone(), card, welcome })
}

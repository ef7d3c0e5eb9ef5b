//! The officer's device: her agency put in service, and the holders it names in other agencies.

use crate::core::{Kit, Turn};
use crate::notebook::Notebook;
use crate::step::{Method, Step, Visit, typed};
use danbe_house::agencies::pages::closing::{self, Offer, Waiting};
use danbe_house::agencies::{
    Accepted, Close, Closing, Estate, Handover, LookUp, LookedUp, MOST, NameHolders, Named, Other, Outside,
    ProposeClosing, See, Service, SwitchOn, TakeOver, Vouched, pages,
};
use danbe_vault::text::from_text;
use danbe_vault::{CHARTER, Json, Signed};
use danbe_words::MemberId;

impl Notebook {
    /// Everything under `/a/service`.
    pub(crate) fn service(&mut self, kit: &Kit, visit: &Visit<'_>, turn: &mut Turn<'_>, step: &mut Step) {
        let Visit { method, rest, form, .. } = *visit;
        match (method, rest) {
            (Method::Get, ["detenteur"]) => self.ask_for_holder(kit, "", None, step),
            (Method::Post, []) => {
                // What is put in service is kept for the day when nobody of it is left.
                let seen = self.desk.seen.clone();
                self.share(kit, seen, turn, step);
                self.write("agencies.switch-on", &SwitchOn {}, (None, None), turn, step);
                self.decided(kit, step);
            }
            (Method::Post, ["detenteur"]) => self.look_up(kit, typed(form, "handle"), step),
            (Method::Post, ["nommer"]) => self.name_holder(kit, turn, step),
            (Method::Get, ["fermer"]) => {
                let at = format!("{}/fermer", pages::BASE);
                self.with_agencies(kit, &at, step, |it, kit, turn, step| {
                    it.ask_who_takes_over(kit, false, turn, step);
                });
            }
            (Method::Post, ["fermer"]) => self.propose_closing(kit, typed(form, "successor"), turn, step),
            (Method::Post, ["fermer-sur"]) => self.sign_closing(kit, turn, step),
            (Method::Post, ["accepter", from]) => {
                self.take_over(kit, from, typed(form, "team").trim(), turn, step);
            }
            (Method::Post, ["succeder", from]) => {
                self.succeed(kit, from, typed(form, "team").trim(), turn, step);
            }
            (Method::Post, ["retirer", member]) => self.unname_holder(kit, member, turn, step),
            (Method::Get, _) => {
                let then = |it: &mut Self, kit: &Kit, came: Json, _: &mut Turn<'_>, step: &mut Step| {
                    it.show_service(kit, came.read().ok(), step)
                };
                self.ask(kit, "agencies.see", &See {}, then, pages::BASE, step)
            }
            _ => self.nothing_here(kit, pages::BASE, step),
        }
    }

    pub(crate) fn decided(&mut self, kit: &Kit, step: &mut Step) {
        self.show(kit, &pages::taken(&kit.say), &format!("{}/pris", pages::BASE), step);
    }

    pub(crate) fn show_service(&mut self, kit: &Kit, service: Option<Service>, step: &mut Step) {
        let Some(service) = service else { return };
        self.desk.named = self.own_word(&service);
        let waiting = self.closing_waits(&service);
        let offers: Vec<_> = service.offered.iter().filter_map(|offer| self.offer_of(offer)).collect();
        let ending = self.succession(kit, &service, &closing::section(&kit.say, waiting.as_ref(), &offers));
        let page = pages::service(&kit.say, &service, self.desk.named.as_ref(), &ending);
        self.show(kit, &page, pages::BASE, step);
        self.lacking = service.waits();
        self.desk.seen = Some(service);
    }

    fn closing_waits(&self, service: &Service) -> Option<Waiting> {
        let (shown, post) = (service.closing.as_ref()?, self.post.as_ref()?);
        let closing: Closing = from_text(&shown.text).ok()?;
        let named = |other: &&Other| {
            let read = other.read(&post.pins.root).ok();
            read.is_some_and(|(charter, _)| {
                Some(charter.agency) == closing.successor.map(|id| id.to_string())
            })
        };
        let successor =
            self.desk.others.iter().find(named).and_then(|it| Some(it.read(&post.pins.root).ok()?.0.name));
        let successor = successor.or_else(|| closing.successor.map(|id| id.to_string()));
        let mine = shown.proposer == Some(post.actor.member);
        let by_root = shown.proposer.is_none();
        Some(Waiting { closing, successor, mine, accepted: shown.accepted, by_root })
    }

    /// Files proposed by an agency the root vouches for.
    fn offer_of(&self, offer: &Handover) -> Option<Offer> {
        let charter = offer.charter.verify(&self.post.as_ref()?.pins.root, CHARTER).ok()?;
        offer.estate.verify(&charter.signing, Estate::DOMAIN).ok()?;
        Some(Offer { from: charter.agency, name: charter.name })
    }

    /// When what nobody takes over would be destroyed, where the installation has set a term.
    fn destroyed_on(&self, turn: &Turn<'_>) -> Option<i64> {
        self.desk.seen.as_ref()?.kept.map(|kept| turn.now.0 + kept)
    }

    fn ask_who_takes_over(&mut self, kit: &Kit, wrong: bool, turn: &Turn<'_>, step: &mut Step) {
        let page = closing::propose(&kit.say, &self.agencies(), self.destroyed_on(turn), wrong);
        self.show(kit, &page, &format!("{}/fermer", pages::BASE), step);
    }

    /// Seals the keys of this agency to its successor's, and proposes.
    fn propose_closing(&mut self, kit: &Kit, chosen: &str, turn: &mut Turn<'_>, step: &mut Step) {
        let body = self.closing_proposed(chosen, turn);
        match body {
            Some(body) => {
                self.write("agencies.propose-closing", &body, (None, None), turn, step);
                self.decided(kit, step);
            }
            None => self.ask_who_takes_over(kit, true, turn, step),
        }
    }

    fn closing_proposed(&self, chosen: &str, turn: &mut Turn<'_>) -> Option<ProposeClosing> {
        let (post, secrets) = (self.post.as_ref()?, self.secrets.as_ref()?);
        let (agency, at, signing) = (post.actor.agency, turn.now.0, secrets.signing.as_ref()?);
        let (successor, destroy, estate) = if chosen == "-" {
            // The page that was read says the date, or that there is none.
            self.desk.seen.as_ref()?;
            (None, self.destroyed_on(turn), None)
        } else {
            let next = chosen.parse().ok()?;
            let to = self.key_of(next)?;
            let keys = secrets.opening_keys();
            let estate = Estate::seal((agency, signing), (next, &to), keys, turn.chance).ok()?;
            (Some(next), None, Some(estate))
        };
        let text = serde_json::to_string(&Closing { agency, successor, destroy, at }).ok()?;
        Some(ProposeClosing { text, estate })
    }

    /// Signs, as the second officer, the very text that was shown.
    fn sign_closing(&mut self, kit: &Kit, turn: &mut Turn<'_>, step: &mut Step) {
        let text = self.desk.seen.as_ref().and_then(|seen| Some(seen.closing.as_ref()?.text.clone()));
        let Some(text) = text else { return self.nothing_here(kit, pages::BASE, step) };
        self.write("agencies.close", &Close { text }, (None, None), turn, step);
        self.decided(kit, step);
    }

    fn take_over(&mut self, kit: &Kit, from: &str, team: &str, turn: &mut Turn<'_>, step: &mut Step) {
        let body = self.accepted(from, team);
        let Some(body) = body else { return self.nothing_here(kit, pages::BASE, step) };
        self.write("agencies.take-over", &body, (None, None), turn, step);
        self.decided(kit, step);
    }

    fn accepted(&self, from: &str, team: &str) -> Option<TakeOver> {
        let (post, secrets) = (self.post.as_ref()?, self.secrets.as_ref()?);
        let offered = &self.desk.seen.as_ref()?.offered;
        let offer = offered.iter().find(|it| self.offer_of(it).is_some_and(|read| read.from == from))?;
        let estate = danbe_vault::text::hex(&offer.estate.digest());
        let said = Accepted { agency: post.actor.agency, estate };
        let accepted = Signed::sign(&said, secrets.signing.as_ref()?, Accepted::DOMAIN).ok()?;
        Some(TakeOver { from: from.parse().ok()?, accepted, team: team.to_owned(), estate: None })
    }

    /// What the agency itself last said about holders from outside; the server's word is not enough.
    fn own_word(&self, service: &Service) -> Option<Named> {
        let post = self.post.as_ref()?;
        let charter = post.charter.verify(&post.pins.root, CHARTER).ok()?;
        service.named.as_ref()?.verify(&charter.signing, Named::DOMAIN).ok()
    }

    fn ask_for_holder(&mut self, kit: &Kit, handle: &str, error: Option<&str>, step: &mut Step) {
        let page = pages::name_holder(&kit.say, handle, error);
        self.show(kit, &page, &format!("{}/detenteur", pages::BASE), step);
    }

    fn look_up(&mut self, kit: &Kit, handle: &str, step: &mut Step) {
        let handle = handle.trim().to_ascii_lowercase();
        if self.desk.named.as_ref().is_some_and(|named| named.outside.len() >= MOST) {
            return self.ask_for_holder(kit, &handle, Some("holder-too-many"), step);
        }
        let at = format!("{}/detenteur", pages::BASE);
        let body = LookUp { handle: handle.clone() };
        let page = at.clone();
        let then = move |it: &mut Self, kit: &Kit, came: Json, turn: &mut Turn<'_>, step: &mut Step| {
            let found: Vec<_> = came.read::<LookedUp>().ok().and_then(|it| it.holder).into_iter().collect();
            let unseen = it.unseen(found.iter());
            it.look_up_papers(kit, unseen, &page, (turn, step), move |it, kit, turn, step| {
                let holder = it.standing(found, turn, step).pop();
                it.show_holder(kit, &handle, holder, step);
            });
        };
        self.ask(kit, "agencies.look-up", &body, then, &at, step);
    }

    /// The papers came: nobody is shown whom the root does not vouch for as a holder.
    pub(crate) fn show_holder(&mut self, kit: &Kit, handle: &str, found: Option<Vouched>, step: &mut Step) {
        let Some(post) = &self.post else { return };
        let found = found.filter(|found| found.handle == handle);
        let read = found.and_then(|found| {
            let (agency, card) = found.holder(&post.pins.root).ok()?;
            let (id, member) = (agency.agency.parse().ok()?, card.member.parse().ok()?);
            let outside = Outside { agency: id, member, handle: found.handle };
            (outside.agency != post.actor.agency).then(|| (outside, agency.name, card.signing.fingerprint()))
        });
        let Some((outside, name, key)) = read else {
            return self.ask_for_holder(kit, handle, Some("holder-unknown"), step);
        };
        let page = pages::compare_holder(&kit.say, &outside.handle, &name, &key);
        self.desk.candidate = Some(outside);
        self.show(kit, &page, &format!("{}/comparer", pages::BASE), step);
    }

    fn name_holder(&mut self, kit: &Kit, turn: &mut Turn<'_>, step: &mut Step) {
        let Some(candidate) = self.desk.candidate.take() else {
            return self.nothing_here(kit, pages::BASE, step);
        };
        let mut outside = self.desk.named.as_ref().map_or_else(Vec::new, |named| named.outside.clone());
        outside.retain(|known| known.member != candidate.member);
        outside.push(candidate);
        self.say_holders(kit, outside, turn, step);
    }

    fn unname_holder(&mut self, kit: &Kit, member: &str, turn: &mut Turn<'_>, step: &mut Step) {
        let mut outside = self.desk.named.as_ref().map_or_else(Vec::new, |named| named.outside.clone());
        let member: Option<MemberId> = member.parse().ok();
        outside.retain(|known| Some(known.member) != member);
        self.say_holders(kit, outside, turn, step);
    }

    /// Signs the agency's next word about holders from outside.
    fn say_holders(&mut self, kit: &Kit, outside: Vec<Outside>, turn: &mut Turn<'_>, step: &mut Step) {
        let version = self.desk.named.as_ref().map_or(0, |named| named.version) + 1;
        let signed = self.post.as_ref().zip(self.secrets.as_ref()).and_then(|(post, secrets)| {
            let named = Named { agency: post.actor.agency, version, outside };
            let word = Signed::sign(&named, secrets.signing.as_ref()?, Named::DOMAIN).ok()?;
            Some((named, word))
        });
        let Some((named, word)) = signed else { return self.nothing_here(kit, pages::BASE, step) };
        self.write("agencies.name-holders", &NameHolders { word }, (None, None), turn, step);
        self.desk.named = Some(named);
        self.decided(kit, step);
    }
}

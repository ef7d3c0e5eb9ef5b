//! The officer's device: posts and people, invitations, suspensions, departures, and the agency's new key.
//!
//! Whatever vouches for somebody is checked here: the server lists, this device decides what it signs.

use crate::core::{Kit, Turn};
use crate::directory::Own;
use crate::notebook::Notebook;
use crate::outbox::RENEW;
use crate::recovery::{papers, read};
use crate::rooms::News;
use crate::step::{Method, Step, Visit, typed};
use danbe_guard::Relation;
use danbe_house::enrolment::pages::{self as offers, OfferShown, Typed};
use danbe_house::enrolment::{Confirm, Hear, Introduction, Invite, Manner, Withdraw};
use danbe_house::posts::pages::people::{self as pages, DayTyped, ManyTyped};
use danbe_house::posts::{
    Dismiss, Held, Keys, LONGEST_TERMS, Limits, Offered, People, PeopleOf, Post as Charged, Reinstate, Renew,
    SetEnd, SetLimits, SetTerms, Suspend, in_force,
};
use danbe_vault::{AGENCY_KEY, AgencyKey, CHARTER, HandCode, Json, MEMBER_CARD, OpeningKey, Signed};
use danbe_words::{Day, Duty, MemberId};

impl Notebook {
    /// Somebody left or came in: the key may have to change.
    pub(crate) fn hear_of_people(
        &mut self,
        _: &Kit,
        news: &News<'_>,
        _: &mut Turn<'_>,
        _: &mut Step,
    ) -> bool {
        match news {
            News::KeyDue | News::Done("posts.dismiss" | "enrolment.confirm" | "recovery.finish") => {
                self.change_key_soon();
                true
            }
            _ => false,
        }
    }

    /// Everything under `/a/personnes`.
    pub(crate) fn people(&mut self, kit: &Kit, visit: &Visit<'_>, turn: &mut Turn<'_>, step: &mut Step) {
        let Visit { method, rest, form, .. } = *visit;
        match (method, rest) {
            (Method::Get, ["inviter"]) => self.invite_page(kit, &Typed::default(), &[], step),
            (Method::Post, ["inviter"]) => self.invite_typed(kit, form, turn, step),
            (Method::Post, ["poste", handle, "inviter"]) => self.invite_to(kit, handle, turn, step),
            (Method::Post, ["poste", handle, "fin"]) => self.set_end(kit, handle, form, turn, step),
            (Method::Post, ["poste", handle, act]) => self.act_on_post(kit, handle, act, turn, step),
            (Method::Post, ["offre", lookup, act]) => self.act_on_offer(kit, lookup, act, turn, step),
            (Method::Post, ["conditions"]) => self.set_terms(kit, form, turn, step),
            (Method::Post, ["limites"]) => self.set_limits(kit, form, turn, step),
            (Method::Post, ["suspendre"]) => self.act_on_many(kit, form, turn, step),
            (Method::Get, _) => {
                let at = format!(
                    "{}{}",
                    pages::BASE,
                    rest.iter().map(|part| format!("/{part}")).collect::<String>()
                );
                let here = at.clone();
                let then = move |it: &mut Self, kit: &Kit, came: Json, _: &mut Turn<'_>, step: &mut Step| {
                    it.show_people(kit, came.read().ok(), &here, step);
                };
                self.ask(kit, "posts.people", &PeopleOf {}, then, &at, step);
            }
            _ => self.nothing_here(kit, pages::BASE, step),
        }
    }

    /// The posts came: the page that waited for them is shown.
    pub(crate) fn show_people(&mut self, kit: &Kit, people: Option<People>, at: &str, step: &mut Step) {
        self.desk.people = people;
        let (Some(people), Some(post)) = (&self.desk.people, &self.post) else { return };
        let rest: Vec<_> =
            at.trim_start_matches(pages::BASE).split('/').filter(|part| !part.is_empty()).collect();
        let page = match rest.as_slice() {
            [] => Some(pages::people(&kit.say, people, self.invites(kit))),
            ["suspendre"] => Some(pages::many(&kit.say, &self.others(), &ManyTyped::default())),
            ["limites"] => {
                let Limits { posts, invitations, hours } = people.limits;
                let text = |limit: Option<i64>| limit.map(|n| n.to_string()).unwrap_or_default();
                let typed =
                    [("posts", text(posts)), ("invitations", text(invitations)), ("hours", text(hours))];
                Some(pages::limits(&kit.say, &typed, None))
            }
            ["conditions"] => {
                let text = people.terms.as_ref().map_or("", |terms| terms.text.as_str());
                Some(pages::write_terms(&kit.say, text, false))
            }
            ["poste", handle] => self.held(handle).map(|held| {
                let mine = held.holder.as_ref().is_some_and(|holding| holding.member == post.actor.member);
                pages::post(&kit.say, held, mine, self.invites(kit), None)
            }),
            ["offre", lookup] => {
                self.offered(lookup).map(|offer| offers::offer(&kit.say, &self.offer_shown(offer)))
            }
            _ => None,
        };
        match page {
            Some(page) => self.show(kit, &page, at, step),
            None => self.nothing_here(kit, at, step),
        }
    }

    /// Whether this post invites: by the matrix, and with the key that signs members.
    fn invites(&self, kit: &Kit) -> bool {
        let signs = self.secrets.as_ref().is_some_and(|secrets| secrets.signing.is_some());
        signs && self.view(kit, "enrolment.invite", Relation::Own, ()).is_some()
    }

    fn held(&self, handle: &str) -> Option<&Held> {
        self.desk.people.as_ref()?.posts.iter().find(|held| held.post.handle == handle)
    }

    /// Posts held by somebody else.
    fn others(&self) -> Vec<&Held> {
        let me = self.post.as_ref().map(|post| post.actor.member);
        let held = self.desk.people.iter().flat_map(|people| &people.posts);
        held.filter(|held| held.holder.as_ref().is_some_and(|holding| Some(holding.member) != me)).collect()
    }

    fn offered(&self, lookup: &str) -> Option<&Offered> {
        self.desk.people.as_ref()?.offers.iter().find(|offer| offer.lookup == lookup)
    }

    fn offer_shown(&self, offer: &Offered) -> OfferShown {
        let me = self.post.as_ref().map(|post| post.actor.member);
        let heard = self.heard(offer);
        OfferShown {
            lookup: offer.lookup.clone(),
            post: offer.post.clone(),
            expires: offer.expires,
            digits: offer.request.as_ref().and_then(read).map(|request| request.fingerprint()),
            heard: (heard.iter().any(|who| Some(*who) == me), heard.iter().any(|who| Some(*who) != me)),
        }
    }

    /// Officers of the agency who heard exactly this request, by their own signatures.
    fn heard(&self, offer: &Offered) -> Vec<MemberId> {
        let agency = self.post.as_ref().and_then(|post| post.charter.verify(&post.pins.root, CHARTER).ok());
        let (Some(agency), Some(request)) = (agency, &offer.request) else { return Vec::new() };
        let held = offer.heard.iter().filter_map(|heard| {
            let card = heard.card.verify(&agency.signing, MEMBER_CARD).ok()?;
            let holds = Hear::holds(&offer.lookup, &request.text, &heard.sig, &card.signing);
            (holds && card.duties.contains(&Duty::Officer)).then(|| card.member.parse().ok())?
        });
        held.collect()
    }

    fn invite_page(
        &mut self,
        kit: &Kit,
        typed: &Typed,
        faults: &[(&'static str, &'static str)],
        step: &mut Step,
    ) {
        if !self.invites(kit) {
            return self.nothing_here(kit, pages::BASE, step);
        }
        let page = offers::invite(&kit.say, typed, faults);
        self.show(kit, &page, &format!("{}/inviter", pages::BASE), step);
    }

    fn invite_typed(&mut self, kit: &Kit, form: &[(String, String)], turn: &mut Turn<'_>, step: &mut Step) {
        let duties = form.iter().filter(|(field, _)| field == "duty").map(|(_, value)| value.clone());
        let text = |name| typed(form, name).to_owned();
        let typed = Typed {
            handle: text("handle"),
            team: text("team"),
            duties: duties.collect(),
            profile: text("profile"),
        };
        match typed.meant() {
            Ok(post) => self.invite(kit, post, turn, step),
            Err(faults) => self.invite_page(kit, &typed, &faults, step),
        }
    }

    fn invite_to(&mut self, kit: &Kit, handle: &str, turn: &mut Turn<'_>, step: &mut Step) {
        match self.held(handle).map(|held| held.post.clone()) {
            Some(post) => self.invite(kit, post, turn, step),
            None => self.nothing_here(kit, pages::BASE, step),
        }
    }

    /// Draws a code, and keeps nothing of it: it is shown once.
    fn invite(&mut self, kit: &Kit, post: Charged, turn: &mut Turn<'_>, step: &mut Step) {
        let Some(mine) = self.post.as_ref().filter(|_| self.invites(kit)) else {
            return self.nothing_here(kit, pages::BASE, step);
        };
        let code = HandCode::draw(turn.chance);
        let (pins, charter) = (mine.pins.clone(), mine.charter.clone());
        let note = Introduction { pins, charter, post: post.clone() }.seal(&code, turn.chance);
        let body = Invite { lookup: code.lookup(), post, note };
        self.write("enrolment.invite", &body, (None, None), turn, step);
        let page = offers::code_made(&kit.say, &code.text(), &body.post);
        self.show(kit, &page, &format!("{}/code", pages::BASE), step);
    }

    fn taken(&mut self, kit: &Kit, step: &mut Step) {
        self.show(kit, &pages::taken(&kit.say), &format!("{}/pris", pages::BASE), step);
    }

    fn act_on_offer(&mut self, kit: &Kit, lookup: &str, act: &str, turn: &mut Turn<'_>, step: &mut Step) {
        let request = self.offered(lookup).and_then(|offer| Some(offer.request.as_ref()?.text.clone()));
        let lookup = lookup.to_owned();
        let about = (None, None);
        let done = match (act, request) {
            ("retirer", _) => self.write("enrolment.withdraw", &Withdraw { lookup }, about, turn, step),
            ("entendu", Some(request)) => {
                let body = Hear::sign(lookup, request, &self.signing);
                self.write("enrolment.hear", &body, about, turn, step)
            }
            ("face", Some(request)) => self.confirm(lookup, request, Manner::FaceToFace, turn, step),
            ("voix", Some(request)) => self.confirm(lookup, request, Manner::Aloud, turn, step),
            _ => None,
        };
        match done {
            Some(_) => self.taken(kit, step),
            None => self.nothing_here(kit, pages::BASE, step),
        }
    }

    /// Signs the new member's papers, if the digits compared are the ones of this very request.
    fn confirm(
        &mut self,
        lookup: String,
        request: String,
        manner: Manner,
        turn: &mut Turn<'_>,
        step: &mut Step,
    ) -> Option<u64> {
        let (mine, secrets) = (self.post.as_ref()?, self.secrets.as_ref()?);
        let offer = self.offered(&lookup)?;
        let asked = read(offer.request.as_ref()?)?;
        let anothers = self.heard(offer).iter().any(|who| *who != mine.actor.member);
        (manner == Manner::FaceToFace || anothers).then_some(())?;
        let member = MemberId::from_bytes(turn.chance.bytes());
        let keys = Keys { opening: asked.opening, signing: asked.signing, epoch: 1 };
        let (card, welcome) = papers(mine, secrets, &offer.post, member, &keys, turn)?;
        let body = Confirm { lookup, request, manner, card, welcome };
        self.write("enrolment.confirm", &body, (None, None), turn, step)
    }

    fn act_on_post(&mut self, kit: &Kit, handle: &str, act: &str, turn: &mut Turn<'_>, step: &mut Step) {
        let member = self.held(handle).and_then(|held| Some(held.holder.as_ref()?.member));
        let Some(member) = member else { return self.nothing_here(kit, pages::BASE, step) };
        let (about, members) = ((None, None), vec![member]);
        match act {
            "suspendre" => self.write("posts.suspend", &Suspend { members }, about, turn, step),
            "reprendre" => self.write("posts.reinstate", &Reinstate { members }, about, turn, step),
            "depart-sur" => self.write("posts.dismiss", &Dismiss { member }, about, turn, step),
            _ => {
                let page = pages::sure_to_leave(&kit.say, handle);
                return self.show(kit, &page, &format!("{}/poste/{handle}/depart", pages::BASE), step);
            }
        };
        self.taken(kit, step);
    }

    fn act_on_many(&mut self, kit: &Kit, form: &[(String, String)], turn: &mut Turn<'_>, step: &mut Step) {
        let chosen = form.iter().filter(|(field, _)| field == "member").map(|(_, value)| value.as_str());
        let mut typed_here = ManyTyped { members: chosen.collect(), end: day_typed(form), wrong: None };
        let members: Vec<MemberId> = typed_here.members.iter().filter_map(|it| it.parse().ok()).collect();
        let act = typed(form, "act");
        let end = last_day(&typed_here.end);
        typed_here.wrong = match () {
            () if members.is_empty() => Some("member"),
            () if act == "end" && end.is_none() => Some("end"),
            () => None,
        };
        if typed_here.wrong.is_some() {
            let page = pages::many(&kit.say, &self.others(), &typed_here);
            return self.show(kit, &page, &format!("{}/suspendre", pages::BASE), step);
        }
        match act {
            "end" => {
                let body = SetEnd { members, end: end.flatten() };
                self.write("posts.set-end", &body, (None, None), turn, step)
            }
            "reinstate" => self.write("posts.reinstate", &Reinstate { members }, (None, None), turn, step),
            _ => self.write("posts.suspend", &Suspend { members }, (None, None), turn, step),
        };
        self.taken(kit, step);
    }

    fn set_limits(&mut self, kit: &Kit, form: &[(String, String)], turn: &mut Turn<'_>, step: &mut Step) {
        let names = ["posts", "invitations", "hours"];
        let read = |name: &str| match typed(form, name).trim() {
            "" => Ok(None),
            text => text.parse::<i64>().map(Some),
        };
        let unread = names.into_iter().find(|name| read(name).is_err());
        let [posts, invitations, hours] = names.map(|name| read(name).unwrap_or_default());
        let limits = Limits { posts, invitations, hours };
        if let Some(wrong) = unread.or_else(|| limits.wrong()) {
            let typed = names.map(|name| (name, typed(form, name).to_owned()));
            let page = pages::limits(&kit.say, &typed, Some(wrong));
            return self.show(kit, &page, &format!("{}/limites", pages::BASE), step);
        }
        self.write("posts.set-limits", &SetLimits { limits }, (None, None), turn, step);
        self.taken(kit, step);
    }

    /// A day nobody can mean changes nothing: the post is shown again, with why.
    fn set_end(
        &mut self,
        kit: &Kit,
        handle: &str,
        form: &[(String, String)],
        turn: &mut Turn<'_>,
        step: &mut Step,
    ) {
        let held = self.held(handle).and_then(|held| Some((held, held.holder.as_ref()?.member)));
        let Some((held, member)) = held else { return self.nothing_here(kit, pages::BASE, step) };
        let day = day_typed(form);
        let Some(end) = last_day(&day) else {
            let page = pages::post(&kit.say, held, false, self.invites(kit), Some(&day));
            return self.show(kit, &page, &format!("{}/poste/{handle}", pages::BASE), step);
        };
        self.write("posts.set-end", &SetEnd { members: vec![member], end }, (None, None), turn, step);
        self.taken(kit, step);
    }

    fn set_terms(&mut self, kit: &Kit, form: &[(String, String)], turn: &mut Turn<'_>, step: &mut Step) {
        let text = typed(form, "terms").trim().to_owned();
        if text.is_empty() || text.len() > LONGEST_TERMS {
            let page = pages::write_terms(&kit.say, &text, true);
            return self.show(kit, &page, &format!("{}/conditions", pages::BASE), step);
        }
        self.write("posts.set-terms", &SetTerms { text }, (None, None), turn, step);
        self.taken(kit, step);
    }

    /// Somebody who knew the agency's key has left: when this device signs members, it looks who remains.
    pub(crate) fn change_key_soon(&mut self) {
        let signs = self.secrets.as_ref().is_some_and(|secrets| secrets.signing.is_some());
        if signs && !self.outbox.values().any(|item| item.verb == RENEW && item.refused.is_none()) {
            let then = |it: &mut Self, kit: &Kit, came: Json, turn: &mut Turn<'_>, step: &mut Step| {
                it.change_key(kit, came.read().ok(), turn, step);
            };
            self.ask_quietly("posts.people", &PeopleOf {}, then);
        }
    }

    /// A new opening key, for everybody who remains; who left has no part in it.
    /// One member whose card stands nowhere in the ledger, and the key waits.
    fn change_key(&mut self, kit: &Kit, people: Option<People>, turn: &mut Turn<'_>, step: &mut Step) {
        let Some(people) = people.filter(|people| people.due.is_some()) else { return };
        let signing = self.secrets.as_ref().and_then(|secrets| Some(secrets.signing.as_ref()?.verifying()));
        let Some(signing) = signing else { return };
        let holders = people.posts.iter().filter_map(|held| held.holder.clone());
        let members: Vec<_> = holders.map(|holding| Own(holding, signing)).collect();
        let unseen = self.unseen(members.iter());
        self.look_up_papers(kit, unseen, "", (turn, step), move |it, _, turn, step| {
            let listed = members.len();
            if it.standing(members, turn, step).len() < listed {
                it.desk.directory.again = true;
            } else if let Some(renewal) = it.renewal(&people, turn) {
                it.write(RENEW, &renewal, (None, None), turn, step);
            }
        });
    }

    fn renewal(&self, people: &People, turn: &mut Turn<'_>) -> Option<Renew> {
        let (mine, secrets) = (self.post.as_ref()?, self.secrets.as_ref()?);
        let signing = secrets.signing.as_ref()?;
        let charter = mine.charter.verify(&mine.pins.root, CHARTER).ok()?;
        let (_, epoch) = in_force(&charter, people.key.as_ref()).ok()?;
        // The list is the server's: an older word would have this device wrap under a number already used.
        (epoch >= mine.epoch()).then_some(())?;
        let opening = OpeningKey::generate(turn.chance);
        let word = AgencyKey { agency: charter.agency.clone(), opening: opening.sealing(), epoch: epoch + 1 };
        let word = Signed::sign(&word, signing, AGENCY_KEY).ok()?;
        let mut secrets = secrets.clone();
        secrets.earlier.splice(0..0, secrets.opening.replace(opening));
        let mut changed = mine.clone();
        changed.agency_key = Some(word.clone());
        let mut welcomes = Vec::new();
        for held in &people.posts {
            let Some(holding) = &held.holder else { continue };
            let card = holding.card.verify(&signing.verifying(), MEMBER_CARD).ok()?;
            (card.member == holding.member.to_string()).then_some(())?;
            let charged = Charged::of(&card, &held.post.handle);
            let keys = Keys { opening: card.opening, signing: card.signing, epoch: card.epoch };
            let (_, welcome) = papers(&changed, &secrets, &charged, holding.member, &keys, turn)?;
            welcomes.push((holding.member, welcome));
        }
        Some(Renew { key: word, welcomes })
    }
}

fn day_typed(form: &[(String, String)]) -> DayTyped {
    ["end_day", "end_month", "end_year"].map(|name| typed(form, name).trim().to_owned())
}

/// The end of a day, or no end where nothing is typed; nothing for a day nobody can mean.
fn last_day(typed: &DayTyped) -> Option<Option<i64>> {
    if typed.iter().all(String::is_empty) {
        return Some(None);
    }
    let [day, month, year] = typed;
    let day = Day::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)?;
    Some(Some(day.end().0))
}

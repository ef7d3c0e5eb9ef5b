//! A post that keeps no files: it screens, seals to one agency, sends, and opens nothing afterwards.
//!
//! Without a network it goes on: the agencies and protocols it last heard of are kept in the container, and what it sends
//! waits in the outbox as any other write.

use crate::core::{Kit, Turn};
use crate::notebook::Notebook;
use crate::step::{Method, Step, Visit};
use danbe_guard::{Relation, Terms};
use danbe_house::agencies::{Other, Others};
use danbe_house::posts::{Profile, pages as house_pages};
use danbe_house::protocols::{Protocols, See};
use danbe_protection::bases::pages::Agency;
use danbe_protection::referrals::package::Sending;
use danbe_protection::referrals::pages::{SENT, on_its_way};
use danbe_protection::referrals::{Brought, Send};
use danbe_protection::screening::pages::{self, HERE};
use danbe_protection::screening::steps::{self, Fault, Screened, Step as Page};
use danbe_vault::{CHARTER, Json};
use danbe_words::{AgencyClass, BasisId, FileKind, Purpose, Section, Shelf};

/// Rows of the container: the draft, the agencies, what was agreed with them.
const DRAFT: &str = "screening";
const KNOWN: &str = "others";
const AGREED: &str = "agreed";
/// Version of the words that are read to the person.
const WORDING: u32 = 1;

impl Notebook {
    /// What the room kept between two openings.
    pub(crate) fn read_screening(&mut self, stored: &Shelf<String, String>) {
        self.desk.screening = self.kept(DRAFT, stored).unwrap_or_default();
        self.desk.others = self.kept(KNOWN, stored).unwrap_or_default();
        if let Some(protocols) = self.kept(AGREED, stored) {
            self.take_protocols(protocols);
        }
    }

    /// Everything under `/a/filtrage`.
    pub(crate) fn screening(&mut self, kit: &Kit, visit: &Visit<'_>, turn: &mut Turn<'_>, step: &mut Step) {
        let Visit { method, path, rest, form, .. } = *visit;
        let page = rest.first().and_then(|part| Page::ALL.into_iter().find(|page| page.path() == *part));
        match (method, rest, page) {
            (Method::Get, [], _) => self.begin_screening(kit, step),
            (Method::Get, [_], Some(page)) => self.ask_screening(kit, page, None, step),
            (Method::Post, [_], Some(page)) => self.take_screening(kit, page, form, turn, step),
            (Method::Post, ["effacer"], _) => {
                self.clear_screening(step);
                self.ask_screening(kit, Page::Freedom, None, step);
            }
            (Method::Post, ["envoyer"], _) => self.entrust(kit, turn, step),
            _ => self.nothing_here(kit, path, step),
        }
    }

    /// The first page; who may receive is asked for beside it, once at least with a network.
    fn begin_screening(&mut self, kit: &Kit, step: &mut Step) {
        self.ask_screening(kit, Page::Freedom, None, step);
        if std::mem::replace(&mut self.desk.asked_around, true) && !self.desk.others.is_empty() {
            return; // once is enough until the container is opened again
        }
        self.ask_quietly("agencies.others", &Others {}, |it, _, others: Json, turn, step| {
            let Ok(others) = others.read::<Vec<Other>>() else { return };
            it.put(KNOWN, "", &others, turn, step);
            it.desk.others = others;
        });
        self.ask_quietly("protocols.see", &See {}, |it, _, protocols: Json, turn, step| {
            let Ok(protocols) = protocols.read::<Protocols>() else { return };
            it.put(AGREED, "", &protocols, turn, step);
            it.take_protocols(protocols);
        });
        self.wake();
    }

    /// The agencies that open what is sealed to them, by the root's word for what they are.
    fn receivers(&self) -> Vec<Agency> {
        let Some(post) = &self.post else { return Vec::new() };
        let charters =
            self.desk.others.iter().filter_map(|other| other.charter.verify(&post.pins.root, CHARTER).ok());
        let opens =
            |class: &str| AgencyClass::from_code(class).is_ok_and(|class| class.receives(Purpose::Support));
        charters.filter(|it| opens(&it.class)).map(|it| (it.agency, it.name)).collect()
    }

    fn ask_screening(&mut self, kit: &Kit, page: Page, fault: Option<&Fault>, step: &mut Step) {
        let receivers = self.receivers();
        if page == Page::To && receivers.is_empty() {
            let problem = house_pages::problem(&kit.say, &kit.say.t("screening-unknown-way"), HERE);
            return self.show(kit, &problem, HERE, step);
        }
        let shown = pages::ask(&kit.say, page, &receivers, &self.desk.screening, fault);
        self.show(kit, &shown, &format!("{HERE}/{}", page.path()), step);
    }

    fn take_screening(
        &mut self,
        kit: &Kit,
        page: Page,
        form: &[(String, String)],
        turn: &mut Turn<'_>,
        step: &mut Step,
    ) {
        steps::merge(&mut self.desk.screening, page, form);
        // A phone that captures keeps no answer that could be shown again.
        if self.post.as_ref().is_some_and(|post| post.profile != Profile::CaptureOnly) {
            self.put(DRAFT, "", &self.desk.screening, turn, step);
        }
        match (self.screened(kit, turn), page.next()) {
            (Err(fault), _) if fault.step == page => self.ask_screening(kit, page, Some(&fault), step),
            (_, Some(next)) => self.ask_screening(kit, next, None, step),
            (Err(fault), None) => self.ask_screening(kit, fault.step, Some(&fault), step),
            (Ok(screened), None) => self.check_screening(kit, screened, turn, step),
        }
    }

    /// What was typed, as meant, with what was seen in words.
    fn screened(&self, kit: &Kit, turn: &mut Turn<'_>) -> Result<Screened, Fault> {
        let id = BasisId::from_bytes(turn.chance.bytes());
        let mut screened = steps::read(&self.desk.screening, id, WORDING, turn.now)?;
        let note = pages::noted(&kit.say, &self.desk.screening, &screened);
        let notes = screened.content.iter_mut().find(|(section, _)| *section == Section::Notes);
        if let Some((_, shared)) = notes {
            shared.notes.push(note);
        }
        Ok(screened)
    }

    fn terms(&self, screened: &Screened, turn: &Turn<'_>) -> Option<Terms> {
        let member = self.post.as_ref()?.actor.member;
        Some(screened.meant.said.terms(turn.now, member, screened.band))
    }

    /// The word for what keeps it from leaving.
    fn keeps_back(&self, terms: &Terms, turn: &Turn<'_>) -> Option<&'static str> {
        match terms.alive(turn.now) {
            Err(danbe_guard::Lack::Giver) => Some("screening-child"),
            Err(_) => Some("screening-not-now"),
            Ok(()) => self.lacks(terms, FileKind::Trafficking),
        }
    }

    fn check_screening(&mut self, kit: &Kit, screened: Screened, turn: &Turn<'_>, step: &mut Step) {
        let Some(terms) = self.terms(&screened, turn) else { return self.nothing_here(kit, HERE, step) };
        let to = self.receivers().into_iter().find(|(id, _)| *id == terms.receiver.to_string());
        let name = to.map_or_else(|| kit.say.t("agency-unknown"), |(_, name)| name);
        let lacks = self.keeps_back(&terms, turn);
        let Some(view) = self.view(kit, "referrals.send", Relation::Own, screened) else {
            return self.nothing_here(kit, HERE, step);
        };
        self.show(kit, &pages::check(&kit.say, &name, &view, lacks), &format!("{HERE}/relire"), step);
    }

    /// Seals and signs; the draft is gone in the same write in which the envelope is there.
    fn entrust(&mut self, kit: &Kit, turn: &mut Turn<'_>, step: &mut Step) {
        let screened = match self.screened(kit, turn) {
            Ok(screened) => screened,
            Err(fault) => return self.ask_screening(kit, fault.step, Some(&fault), step),
        };
        let Some(body) = self.sealed_screening(&screened, turn) else {
            return self.check_screening(kit, screened, turn, step);
        };
        self.write("referrals.send", &body, (None, None), turn, step);
        self.clear_screening(step);
        self.show(kit, &on_its_way(&kit.say), &format!("{SENT}/parti"), step);
    }

    fn clear_screening(&mut self, step: &mut Step) {
        self.desk.screening.clear();
        self.remove(DRAFT, "", step);
    }

    fn sealed_screening(&self, screened: &Screened, turn: &mut Turn<'_>) -> Option<Send> {
        let said = &screened.meant.said;
        let terms = self.terms(screened, turn)?;
        if self.keeps_back(&terms, turn).is_some() {
            return None;
        }
        let basis = terms.stand(said.receiver, Purpose::Support, &said.sections, turn.now).ok()?;
        let sending = Sending {
            request: &screened.request,
            ..Sending::first(FileKind::Trafficking, &screened.content, turn.now, turn.chance)
        };
        let package = self.seal_share(&basis, sending, turn)?;
        let reason = match screened.meant.reviewer {
            Some(by) => Some(self.reason_for(by, said.id, &screened.meant.words.reason, turn)?),
            None => None,
        };
        let brought = Brought { said: said.clone(), reviewer: screened.meant.reviewer, reason };
        Some(Send { file: None, said: Some(brought), package })
    }
}

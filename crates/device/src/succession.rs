//! The key of an agency's deposit shared among its holders, a part of it given, and files taken over by the root's word.

use crate::core::{Kit, Turn};
use crate::notebook::Notebook;
use crate::rooms::News;
use crate::step::{Method, Step, Visit};
use danbe_house::agencies::{Accepted, Estate, Named, See, Service, TakeOver};
use danbe_house::successions::pages::{self, EndingShown};
use danbe_house::successions::{
    Alarm, Deposit, Ending, Endings, EndingsOf, GivePart, Known, ShareKey, enough, keepers,
};
use danbe_pages::Markup;
use danbe_vault::{CHARTER, Json, Signed};

const SHARE: &str = "successions.share";

impl Notebook {
    /// The post's papers came: they say what is wrong with the holders.
    pub(crate) fn hear_of_holders(
        &mut self,
        _: &Kit,
        news: &News<'_>,
        _: &mut Turn<'_>,
        _: &mut Step,
    ) -> bool {
        match news {
            News::Papers => self.share_soon(),
            News::Tick if std::mem::take(&mut self.desk.directory.again) => {
                self.change_key_soon();
                self.share_soon();
            }
            _ => return false,
        }
        true
    }

    /// What is wrong, and who waits for her, on the home page.
    pub(crate) fn alarms(&self, kit: &Kit) -> Vec<String> {
        let endings = (self.endings > 0).then(|| kit.say.t("home-endings"));
        let unseen = self.desk.directory.refused.then(|| kit.say.t("home-directory"));
        endings.into_iter().chain(unseen).chain(pages::alarms(&kit.say, &self.desk.alarms)).collect()
    }

    /// A holder, or the agency's key, has changed: when this device signs for the agency, it looks who keeps a part now.
    fn share_soon(&mut self) {
        let signs = self.secrets.as_ref().is_some_and(|secrets| secrets.signing.is_some());
        let due = self.desk.alarms.iter().any(|told| told.alarm == Alarm::Unshared);
        if signs && due && !self.outbox.values().any(|item| item.verb == SHARE && item.refused.is_none()) {
            let then = |it: &mut Self, kit: &Kit, came: Json, turn: &mut Turn<'_>, step: &mut Step| {
                it.share(kit, came.read().ok(), turn, step);
            };
            self.ask_quietly("agencies.see", &See {}, then);
        }
    }

    /// A new deposit, its key in the hands of the holders the agency itself vouches for.
    /// A holder whose papers do not stand in the ledger gets no part, and the key is shared again later.
    pub(crate) fn share(
        &mut self,
        kit: &Kit,
        service: Option<Service>,
        turn: &mut Turn<'_>,
        step: &mut Step,
    ) {
        let Some(mut service) = service else { return };
        let unseen = self.unseen(service.papers.iter());
        self.look_up_papers(kit, unseen, "", (turn, step), move |it, _, turn, step| {
            let listed = service.papers.len();
            service.papers = it.standing(std::mem::take(&mut service.papers), turn, step);
            it.desk.directory.again |= service.papers.len() < listed;
            if let Some(body) = it.deposit(&service, turn) {
                it.write(SHARE, &body, (None, None), turn, step);
            }
        });
    }

    fn deposit(&self, service: &Service, turn: &mut Turn<'_>) -> Option<ShareKey> {
        let (post, secrets) = (self.post.as_ref()?, self.secrets.as_ref()?);
        let signing = secrets.signing.as_ref()?;
        let charter = post.charter.verify(&post.pins.root, CHARTER).ok()?;
        let named = service.named.as_ref().and_then(|word| word.verify(&charter.signing, Named::DOMAIN).ok());
        let agency = post.actor.agency;
        let holders = keepers(&service.papers, &post.pins.root, agency, named.as_ref());
        let which = (service.deposit.map_or(0, |it| it.version) + 1, post.epoch());
        let keys = secrets.opening_keys();
        let deposit = Deposit::make((agency, signing), which, keys, &holders, turn.chance).ok()?;
        Some(ShareKey { deposit })
    }

    /// Under how far the agency is: the deposit, what the root gives it, then `rest`.
    pub(crate) fn succession(&self, kit: &Kit, service: &Service, rest: &Markup) -> Markup {
        let offered: Vec<_> = service.endings.iter().filter_map(|it| self.ending_of(it)).collect();
        let deposit = pages::deposit(&kit.say, &service.alarms, service.deposit.map(|it| it.parts));
        pages::section(&kit.say, &deposit, &offered, rest)
    }

    /// An ending the root vouches for.
    fn known(&self, ending: &Ending) -> Option<Known> {
        ending.read(&self.post.as_ref()?.pins.root).ok()
    }

    fn ending_of(&self, ending: &Ending) -> Option<EndingShown> {
        let known = self.known(ending)?;
        let keys: Vec<_> = self.secrets.iter().flat_map(|secrets| secrets.opening_keys()).cloned().collect();
        let parts = known.deposit.as_ref().map(|_| known.right(&ending.given, keys.iter()));
        let (agency, enough) = (known.agency.to_string(), parts.is_some_and(enough));
        Some(EndingShown { agency, name: known.name, next: known.next, parts, enough })
    }

    /// Everything under `/a/parts`.
    pub(crate) fn endings(&mut self, kit: &Kit, visit: &Visit<'_>, turn: &mut Turn<'_>, step: &mut Step) {
        match (visit.method, visit.rest) {
            (Method::Post, [agency]) => self.give(kit, agency, turn, step),
            _ => {
                let then = |it: &mut Self, kit: &Kit, came: Json, turn: &mut Turn<'_>, step: &mut Step| {
                    it.look_into_endings(kit, came.read().ok(), turn, step);
                };
                self.ask(kit, "successions.endings", &EndingsOf {}, then, pages::ENDINGS, step);
            }
        }
    }

    /// Endings whose successor stands in the ledger: a part is sealed to its key.
    fn look_into_endings(&mut self, kit: &Kit, found: Option<Endings>, turn: &mut Turn<'_>, step: &mut Step) {
        let waiting = found.map(|found| found.waiting).unwrap_or_default();
        let unseen = self.unseen(waiting.iter().map(|ending| &ending.successor));
        self.look_up_papers(kit, unseen, pages::ENDINGS, (turn, step), move |it, kit, turn, step| {
            it.desk.directory.refused = false;
            it.desk.waiting =
                waiting.into_iter().filter(|ending| it.stands(&ending.successor, turn, step)).collect();
            it.show_endings(kit, step);
        });
    }

    fn show_endings(&mut self, kit: &Kit, step: &mut Step) {
        let shown: Vec<_> = self.desk.waiting.iter().filter_map(|it| self.ending_of(it)).collect();
        self.show(kit, &pages::endings(&kit.say, &shown), pages::ENDINGS, step);
    }

    /// Her part, opened with her own key, for the successor the root named and for nobody else.
    fn give(&mut self, kit: &Kit, agency: &str, turn: &mut Turn<'_>, step: &mut Step) {
        let body = self.desk.waiting.iter().find_map(|ending| {
            let known = self.known(ending).filter(|known| known.agency.to_string() == agency)?;
            let mine = (self.post.as_ref()?.actor.member, &self.opening);
            let part = known.deposit?.give(mine, &known.to, turn.chance).ok()?;
            Some(GivePart { agency: known.agency, part })
        });
        let Some(body) = body else { return self.nothing_here(kit, pages::ENDINGS, step) };
        self.endings = self.endings.saturating_sub(1);
        self.write("successions.give", &body, (None, None), turn, step);
        self.decided(kit, step);
    }

    /// The deposit opened on this device with two holders' parts, and what it held sealed to one's own agency.
    pub(crate) fn succeed(
        &mut self,
        kit: &Kit,
        from: &str,
        team: &str,
        turn: &mut Turn<'_>,
        step: &mut Step,
    ) {
        let body = self.succeeded(from, team, turn);
        let Some(body) = body else {
            return self.nothing_here(kit, danbe_house::agencies::pages::BASE, step);
        };
        self.write("agencies.take-over", &body, (None, None), turn, step);
        self.decided(kit, step);
    }

    fn succeeded(&self, from: &str, team: &str, turn: &mut Turn<'_>) -> Option<TakeOver> {
        let (post, secrets) = (self.post.as_ref()?, self.secrets.as_ref()?);
        let (own, signing) = (post.actor.agency, secrets.signing.as_ref()?);
        let (_, to) = post.agency()?;
        let endings = &self.desk.seen.as_ref()?.endings;
        let (ending, known) = endings.iter().find_map(|it| {
            let known = self.known(it)?;
            (known.agency.to_string() == from && known.successor == own).then_some((it, known))
        })?;
        let with: Vec<_> = secrets.opening_keys().cloned().collect();
        let keys = known.open(&ending.given, with.iter()).ok()?;
        let estate = Estate::seal((known.agency, signing), (own, &to), keys.iter(), turn.chance).ok()?;
        let said = Accepted { agency: own, estate: danbe_vault::text::hex(&estate.digest()) };
        let accepted = Signed::sign(&said, signing, Accepted::DOMAIN).ok()?;
        Some(TakeOver { from: known.agency, accepted, team: team.to_owned(), estate: Some(estate) })
    }
}

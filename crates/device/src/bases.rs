//! On what the shares of a file rest: a consent taken page by page, signed beside, told, taken back; and what another
//! agency asks this one to review.

use crate::core::{Kit, Turn};
use crate::notebook::Notebook;
use crate::step::{Method, Step, Visit};
use danbe_guard::Relation;
use danbe_house::agencies::{Other, Others};
use danbe_house::protocols::See;
use danbe_protection::bases::pages::{self, Agency, BasesShown, Reviewed, of};
use danbe_protection::bases::steps::{self, Fault, Meant, Step as Page};
use danbe_protection::bases::{
    Attached, Look, Looked, Of, OfFile, Recorded, Review, Reviewing, Reviews, SealedMark, Second, Tell,
    Withdraw,
};
use danbe_protection::cases::{Content, Open};
use danbe_vault::{Json, Length, SealingKey, Wrap, unwrap, wrap};
use danbe_words::{AgencyId, BasisId, FileId, Tier};

/// Version of the words that are read to the person.
const WORDING: u32 = 1;
/// What the reason of a decision on vital interest is sealed for.
const REASON: &str = "basis-reason";

impl Notebook {
    /// Everything under `/a/accords/<file>`.
    pub(crate) fn bases(&mut self, kit: &Kit, visit: &Visit<'_>, turn: &mut Turn<'_>, step: &mut Step) {
        let Visit { method, path, form, .. } = *visit;
        let Some((file, rest)) = visit.file() else { return self.nothing_here(kit, path, step) };
        if !self.files.contains_key(&file) {
            return self.with_bases(kit, file, path, step, move |it, kit, turn, step| {
                it.show_bases(kit, file, turn, step);
            });
        }
        let page = rest.first().and_then(|part| Page::ALL.into_iter().find(|page| page.path() == *part));
        match (method, rest, page) {
            (Method::Get, [], _) => self.list_bases(kit, file, step),
            (Method::Get, [basis, "signe"], _) => self.look_at_mark(kit, file, basis, path, step),
            (Method::Get, [_], Some(page)) => self.with_agencies(kit, path, step, move |it, kit, _, step| {
                it.ask_basis(kit, file, page, &[], step);
            }),
            (Method::Post, [_], Some(page)) => self.take_basis(kit, file, page, form, turn, step),
            (Method::Post, ["garder"], _) => self.keep_basis(kit, file, turn, step),
            (Method::Post, [basis, act], _) => self.act_on_basis(kit, file, (basis, act), turn, step),
            _ => self.nothing_here(kit, path, step),
        }
    }

    /// Does something that names other agencies: they are asked for first, with the keys they have now.
    pub(crate) fn with_agencies(
        &mut self,
        kit: &Kit,
        path: &str,
        step: &mut Step,
        then: impl FnOnce(&mut Self, &Kit, &mut Turn<'_>, &mut Step) + 'static,
    ) {
        let at = path.to_owned();
        let came = move |it: &mut Self, kit: &Kit, others: Json, turn: &mut Turn<'_>, step: &mut Step| {
            let others: Vec<Other> = others.read().unwrap_or_default();
            let unseen = it.unseen(others.iter());
            it.look_up_papers(kit, unseen, &at, (turn, step), move |it, kit, turn, step| {
                it.desk.others = it.standing(others, turn, step);
                then(it, kit, turn, step);
            });
        };
        self.ask(kit, "agencies.others", &Others {}, came, path, step);
    }

    /// The other agencies the root vouches for: id, name.
    pub(crate) fn agencies(&self) -> Vec<Agency> {
        let Some(post) = &self.post else { return Vec::new() };
        let read = |other: &Other| Some(other.read(&post.pins.root).ok()?.0);
        self.desk.others.iter().filter_map(read).map(|charter| (charter.agency, charter.name)).collect()
    }

    /// What to seal to another agency with.
    pub(crate) fn key_of(&self, agency: AgencyId) -> Option<SealingKey> {
        let root = self.post.as_ref()?.pins.root;
        let read = self.desk.others.iter().filter_map(|other| other.read(&root).ok());
        let named = |charter: &danbe_vault::AgencyCharter| charter.agency == agency.to_string();
        read.into_iter().find(|(charter, _)| named(charter)).map(|(_, to)| to)
    }

    fn list_bases(&mut self, kit: &Kit, file: FileId, step: &mut Step) {
        self.with_bases(kit, file, &of(file), step, move |it, kit, turn, step| {
            it.show_bases(kit, file, turn, step);
        });
    }

    /// Does something with what the shares of a file rest on: the file is opened before anything is shared of it, then
    /// agencies, protocols and bases are asked for, as they are now.
    pub(crate) fn with_bases(
        &mut self,
        kit: &Kit,
        file: FileId,
        path: &str,
        step: &mut Step,
        then: impl FnOnce(&mut Self, &Kit, &mut Turn<'_>, &mut Step) + 'static,
    ) {
        if self.files.contains_key(&file) {
            return self.ask_for_bases(kit, file, path, step, then);
        }
        let at = path.to_owned();
        let came = move |it: &mut Self, kit: &Kit, came: Json, _: &mut Turn<'_>, step: &mut Step| {
            it.opened(kit, file, Tier::Account, came.read().ok(), step);
            if it.files.contains_key(&file) {
                it.ask_for_bases(kit, file, &at, step, then);
            }
        };
        self.ask(kit, "cases.open", &Open { file }, came, path, step);
    }

    fn ask_for_bases(
        &mut self,
        kit: &Kit,
        file: FileId,
        path: &str,
        step: &mut Step,
        then: impl FnOnce(&mut Self, &Kit, &mut Turn<'_>, &mut Step) + 'static,
    ) {
        let at = path.to_owned();
        self.with_agencies(kit, path, step, move |it, kit, _, step| {
            let again = at.clone();
            let protocols = move |it: &mut Self, kit: &Kit, came: Json, _: &mut Turn<'_>, step: &mut Step| {
                it.take_protocols(came.read().unwrap_or_default());
                let bases =
                    move |it: &mut Self, kit: &Kit, came: Json, turn: &mut Turn<'_>, step: &mut Step| {
                        let Ok(OfFile { bases }) = came.read() else { return };
                        (it.desk.bases_of, it.desk.bases) = (Some(file), bases);
                        then(it, kit, turn, step);
                    };
                it.ask(kit, "bases.list", &Of { file }, bases, &again, step);
            };
            it.ask(kit, "protocols.see", &See {}, protocols, &at, step);
        });
    }

    pub(crate) fn show_bases(&mut self, kit: &Kit, file: FileId, turn: &Turn<'_>, step: &mut Step) {
        let Some(own) = self.post.as_ref().map(|post| post.actor.member) else { return };
        let waits =
            |verb: &str| ["bases.", "extracts.", "referrals."].iter().any(|room| verb.starts_with(room));
        let waiting =
            self.outbox.values().filter(|item| item.file == Some(file) && waits(&item.verb)).count();
        let (bases, agencies) = (self.desk.bases.clone(), self.agencies());
        let lacking: Vec<_> =
            bases.iter().map(|basis| self.lacks(&basis.terms, self.kind_of(file))).collect();
        let shown = BasesShown { file, bases, lacking, agencies, own, now: turn.now, waiting };
        if let Some(view) = self.view(kit, "bases.list", Relation::Team, shown) {
            self.show(kit, &pages::listed(&kit.say, &view), &of(file), step);
        }
    }

    /// What is typed of the basis of a file; another file's is forgotten.
    fn typed_basis(&mut self, file: FileId) -> &mut Vec<(String, String)> {
        let known = self.desk.basis.take().filter(|(of, _)| *of == file);
        &mut self.desk.basis.insert(known.unwrap_or((file, Vec::new()))).1
    }

    fn ask_basis(&mut self, kit: &Kit, file: FileId, page: Page, faults: &[Fault], step: &mut Step) {
        // The services of this file's own mechanism come first; danger to life may go to any.
        let mut agencies = self.agencies();
        let kind = self.kind_of(file);
        agencies.sort_by_key(|(id, _)| !self.is_of_mechanism(id, kind));
        let typed = self.typed_basis(file).clone();
        let shown = pages::ask(&kit.say, file, page, &agencies, &typed, faults);
        self.show(kit, &shown, &format!("{}/{}", of(file), page.path()), step);
    }

    fn take_basis(
        &mut self,
        kit: &Kit,
        file: FileId,
        page: Page,
        form: &[(String, String)],
        turn: &mut Turn<'_>,
        step: &mut Step,
    ) {
        steps::merge(self.typed_basis(file), page, form);
        if page == Page::Mark && !crate::step::typed(form, "again").is_empty() {
            steps::merge(self.typed_basis(file), page, &[]);
            return self.ask_basis(kit, file, page, &[], step);
        }
        let next = Page::asked(self.typed_basis(file)).into_iter().skip_while(|known| *known != page).nth(1);
        match (self.meant(file, turn), next) {
            (Err(fault), _) if fault.step == page => self.ask_basis(kit, file, page, &[fault], step),
            (_, Some(next)) => self.ask_basis(kit, file, next, &[], step),
            (Err(fault), None) => self.ask_basis(kit, file, fault.step, &[fault], step),
            (Ok(meant), None) => {
                let shown = pages::check(&kit.say, file, &meant, &self.agencies());
                self.show(kit, &shown, &format!("{}/relire", of(file)), step);
            }
        }
    }

    fn meant(&mut self, file: FileId, turn: &mut Turn<'_>) -> Result<Meant, Fault> {
        let id = BasisId::from_bytes(turn.chance.bytes());
        steps::read(self.typed_basis(file), id, WORDING, turn.now)
    }

    fn keep_basis(&mut self, kit: &Kit, file: FileId, turn: &mut Turn<'_>, step: &mut Step) {
        let meant = match self.meant(file, turn) {
            Ok(meant) => meant,
            Err(fault) => return self.ask_basis(kit, file, fault.step, &[fault], step),
        };
        let Some(body) = self.recorded(file, meant, turn) else {
            return self.nothing_here(kit, &of(file), step);
        };
        let record = body.record.id;
        self.write("bases.record", &body, (Some(file), Some(record)), turn, step);
        self.desk.basis = None;
        self.show(kit, &pages::kept(&kit.say, file), &format!("{}/garde", of(file)), step);
    }

    fn recorded(&self, file: FileId, meant: Meant, turn: &mut Turn<'_>) -> Option<Recorded> {
        let Meant { said, words, mark, reviewer } = meant;
        let reason = match reviewer {
            Some(by) => Some(self.reason_for(by, said.id, &words.reason, turn)?),
            None => None,
        };
        let mut seal = |content: Content| self.seal_in(file, Tier::Account, &content, turn);
        let (record, key) = seal(Content::Basis(words))?;
        let mark = Some(mark).filter(|mark| !mark.is_empty()).and_then(|mark| seal(Content::Mark(mark)));
        let mark = mark.map(|(record, key)| Attached { record, key: Some(key) });
        Some(Recorded { file, said, record, key: Some(key), mark, reviewer, reason })
    }

    /// What was signed, asked for and opened: an act with its line, each time.
    fn look_at_mark(&mut self, kit: &Kit, file: FileId, basis: &str, path: &str, step: &mut Step) {
        let Ok(basis) = basis.parse() else { return self.nothing_here(kit, path, step) };
        let at = path.to_owned();
        let came = move |it: &mut Self, kit: &Kit, came: Json, _: &mut Turn<'_>, step: &mut Step| {
            let mark = came.read().ok().and_then(|Looked { mark }| it.open_mark(file, &mark?));
            if let Some(view) = it.view(kit, "bases.look", Relation::Team, (file, mark)) {
                it.show(kit, &pages::signed(&kit.say, &view), &at, step);
            }
        };
        self.ask(kit, "bases.look", &Look { basis }, came, path, step);
    }

    fn open_mark(&self, file: FileId, mark: &SealedMark) -> Option<String> {
        let SealedMark { keyring, key, record } = mark;
        // Bound to the file that was opened here, and to no other one the server may name.
        let keyring = self.keyring_of(file).filter(|known| known == keyring)?;
        let mut keys = self.secrets.as_ref()?.opening_keys();
        let key = keys.find_map(|opening| keyring.open_key(key, opening).ok())?;
        match keyring.open(&record.record, &key).ok()? {
            Content::Mark(mark) => Some(mark),
            _ => None,
        }
    }

    /// Why a life was in danger, sealed to the agency that reviews it.
    pub(crate) fn reason_for(
        &self,
        by: AgencyId,
        basis: BasisId,
        reason: &str,
        turn: &mut Turn<'_>,
    ) -> Option<Wrap> {
        let (to, place) = (self.key_of(by)?, basis.to_string());
        Some(wrap(&to, REASON, place.as_bytes(), reason.as_bytes(), Length::Hidden, turn.chance))
    }

    fn act_on_basis(
        &mut self,
        kit: &Kit,
        file: FileId,
        (basis, act): (&str, &str),
        turn: &mut Turn<'_>,
        step: &mut Step,
    ) {
        let about = (Some(file), None);
        let written = match (basis.parse::<BasisId>(), act) {
            (Ok(basis), "signer") => self.write("bases.second", &Second { basis }, about, turn, step),
            (Ok(basis), "dite") => self.write("bases.tell", &Tell { basis }, about, turn, step),
            (Ok(basis), "retirer") => self.write("bases.withdraw", &Withdraw { basis }, about, turn, step),
            _ => None,
        };
        match written {
            Some(_) => self.show(kit, &pages::kept(&kit.say, file), &format!("{}/garde", of(file)), step),
            None => self.nothing_here(kit, &of(file), step),
        }
    }

    /// Everything under `/a/avis`.
    pub(crate) fn reviews(&mut self, kit: &Kit, visit: &Visit<'_>, turn: &mut Turn<'_>, step: &mut Step) {
        let Visit { method, path, rest, .. } = *visit;
        match (method, rest) {
            (Method::Get, _) => self.with_agencies(kit, path, step, |it, kit, _, step| {
                let came = |it: &mut Self, kit: &Kit, came: Json, _: &mut Turn<'_>, step: &mut Step| {
                    let Ok(waiting) = came.read() else { return };
                    it.desk.reviewing = waiting;
                    it.show_reviews(kit, step);
                };
                it.ask(kit, "bases.reviews", &Reviews {}, came, "/a/avis", step);
            }),
            (Method::Post, [basis, answer @ ("confirmer" | "refuser")]) => {
                let Ok(basis) = basis.parse::<BasisId>() else { return self.nothing_here(kit, path, step) };
                let body = Review { basis, upheld: *answer == "confirmer" };
                self.write("bases.review", &body, (None, None), turn, step);
                self.desk.reviewing.retain(|it| it.terms.id != basis);
                self.show_reviews(kit, step);
            }
            _ => self.nothing_here(kit, path, step),
        }
    }

    fn show_reviews(&mut self, kit: &Kit, step: &mut Step) {
        let agencies = self.agencies();
        let name = |id: AgencyId| {
            let known = agencies.iter().find(|(agency, _)| *agency == id.to_string());
            known.map_or_else(|| kit.say.t("agency-own"), |(_, name)| name.clone())
        };
        let shown: Vec<_> = self
            .desk
            .reviewing
            .iter()
            .map(|waiting| Reviewed {
                from: name(waiting.agency),
                with: name(waiting.terms.receiver),
                reason: self.reason_of(waiting),
                waiting: waiting.clone(),
            })
            .collect();
        if let Some(view) = self.view(kit, "bases.reviews", Relation::Own, shown) {
            self.show(kit, &pages::reviews(&kit.say, &view), "/a/avis", step);
        }
    }

    fn reason_of(&self, waiting: &Reviewing) -> Option<String> {
        let place = waiting.terms.id.to_string();
        let keys = self.secrets.as_ref()?.opening_keys();
        let open = |key| unwrap(key, REASON, place.as_bytes(), &waiting.reason).ok();
        String::from_utf8(keys.into_iter().find_map(open)?.to_vec()).ok()
    }
}

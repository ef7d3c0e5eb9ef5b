//! Looking for a person: by name or number when asked, and once before a registration makes a file. Cards are opened and
//! ranked here; whoever registers is never held up by it.

use crate::core::{Kit, Turn};
use crate::journey::Draft;
use crate::notebook::{DRAFT, Notebook};
use crate::step::{Method, Step, Visit, typed};
use danbe_guard::Relation;
use danbe_linkage::{Candidate, closeness, rank};
use danbe_protection::cases::pages::{self, Looked, Match};
use danbe_protection::cases::steps::{self, Fault, Values};
use danbe_protection::cases::{Found, NameCard, Search};
use danbe_vault::{Json, SecretKey};

const PATH: &str = "/a/chercher";

/// Cards on one page.
const SHOWN: usize = 5;

/// How close a name must be to be shown to somebody who registers and asked nothing. Measured on misspelled names (ADR
/// 0001): at this closeness nearly every right card stays, and few strangers' names are shown.
const CLOSE: f64 = 0.85;

/// What was found for a draft, or why nothing was looked for.
pub(crate) enum Sought {
    /// Possible persons, best first, and other teams to ask.
    Found(Vec<Match>, Vec<String>),
    /// The sentence that says why not.
    Not(String),
}

impl Notebook {
    /// The agency's key of search tokens, while the device is signed in.
    pub(crate) fn token_key(&self) -> Option<&SecretKey> {
        self.secrets.as_ref()?.tokens.as_ref()
    }

    /// `/a/chercher`.
    pub(crate) fn search(&mut self, kit: &Kit, visit: &Visit<'_>, _: &mut Turn<'_>, step: &mut Step) {
        let form = visit.form;
        if visit.method == Method::Get {
            return self.show(kit, &pages::search(&kit.say, &[], &[]), PATH, step);
        }
        match wanted(form) {
            Err(faults) => self.show(kit, &pages::search(&kit.say, form, &faults), PATH, step),
            Ok(card) => self.look_for(kit, card, step),
        }
    }

    /// Asks for the cards near some words; when the keys of the post are not there yet, as soon as they come.
    pub(crate) fn look_for(&mut self, kit: &Kit, words: NameCard, step: &mut Step) {
        if self.secrets.is_none() {
            self.looking = Some(words);
            self.wake();
            return self.show(kit, &danbe_house::posts::pages::moment_please(&kit.say), PATH, step);
        }
        // A post without the agency's key has no door to this page.
        let Some(key) = self.token_key() else { return self.nothing_here(kit, PATH, step) };
        let body = Search::of(&words, key);
        let then = move |it: &mut Self, kit: &Kit, found: Json, _: &mut Turn<'_>, step: &mut Step| {
            it.show_cards(kit, &words, found.read().ok(), step);
        };
        self.ask(kit, "cases.search", &body, then, PATH, step);
    }

    fn show_cards(&mut self, kit: &Kit, words: &NameCard, found: Option<Found>, step: &mut Step) {
        let Some(found) = found else { return };
        let hits = self.nearest(words, &found);
        if let Some(view) = self.view(kit, "cases.search", Relation::Own, hits) {
            let beside = pages::Beside { teams: &found.teams, unfound: found.unfound };
            self.show(kit, &pages::matches(&kit.say, &view, beside), PATH, step);
        }
        #[cfg(feature = "whole")]
        self.index_soon(found.unfound);
    }

    /// The cards this device opens, those with the very number first, then the nearest names: at most five.
    fn nearest(&self, words: &NameCard, found: &Found) -> Vec<Match> {
        let Some(secrets) = &self.secrets else { return Vec::new() };
        let opened = found.cards.iter().filter_map(|hit| {
            let open = |key| NameCard::open(&hit.card, hit.file, key).ok();
            let card = secrets.opening_keys().find_map(open)?;
            let same = card.shares(words).collect();
            Some(Match { file: hit.file, card, same })
        });
        let (mut shown, others): (Vec<_>, Vec<_>) = opened.partition(|hit: &Match| !hit.same.is_empty());
        // A bucket holds strangers' numbers too: without a name to compare, only the very number counts.
        if words.is_named() {
            let candidates: Vec<_> = others.iter().map(|hit| candidate(&hit.card)).collect();
            let best = rank(&words.name(), &candidates, SHOWN);
            shown.extend(best.into_iter().filter_map(|place| others.get(place).cloned()));
        }
        shown.truncate(SHOWN);
        shown
    }

    /// After the last question: her name and numbers are looked for once, then the answers are checked.
    pub(crate) fn look_first(&mut self, kit: &Kit, id: &str, turn: &Turn<'_>, step: &mut Step) {
        let words = self
            .drafts
            .get(id)
            .filter(|draft| draft.is_whole())
            .and_then(|draft| draft.words().filter(|words| draft.looked.as_ref() != Some(words)));
        let Some(words) = words else { return self.check_answers(kit, id, turn.now, step) };
        if self.is_without(kit, "cases.search") {
            return self.check_answers(kit, id, turn.now, step);
        }
        let Some(key) = self.token_key() else {
            self.sought.insert(id.to_owned(), Sought::Not(kit.say.t("problem-network")));
            return self.check_answers(kit, id, turn.now, step);
        };
        let body = Search::of(&words, key);
        let (path, draft) = (looking(id), id.to_owned());
        let then = move |it: &mut Self, kit: &Kit, found: Json, turn: &mut Turn<'_>, step: &mut Step| {
            it.looked(kit, &draft, words, found.read().ok(), turn, step);
        };
        self.ask(kit, "cases.search", &body, then, &path, step);
        self.show(kit, &pages::looking(&kit.say, id), &path, step);
        step.for_a_moment();
    }

    /// The answer is there: possible persons are shown, or the journey goes on.
    fn looked(
        &mut self,
        kit: &Kit,
        id: &str,
        words: NameCard,
        found: Option<Found>,
        turn: &mut Turn<'_>,
        step: &mut Step,
    ) {
        let Some(found) = found else { return self.check_answers(kit, id, turn.now, step) };
        let mut hits = self.nearest(&words, &found);
        hits.retain(|hit| !hit.same.is_empty() || closeness(&words.name(), &candidate(&hit.card)) >= CLOSE);
        let nobody = hits.is_empty();
        self.sought.insert(id.to_owned(), Sought::Found(hits, found.teams));
        let Some(mut draft) = self.drafts.remove(id) else { return };
        draft.looked = Some(words);
        self.put(DRAFT, id, &draft, turn, step);
        self.drafts.insert(id.to_owned(), draft);
        if nobody {
            self.check_answers(kit, id, turn.now, step)
        } else {
            self.show_possible(kit, id, step)
        }
        if let Some(page) = &mut step.page {
            page.replace = true;
        }
    }

    /// What stands between the last answer and the file: the search, possible persons, the one she is.
    pub(crate) fn before_registering(
        &mut self,
        kit: &Kit,
        id: &str,
        visit: &Visit<'_>,
        turn: &mut Turn<'_>,
        step: &mut Step,
    ) {
        match (visit.method, visit.rest.get(1..).unwrap_or_default()) {
            (Method::Get, ["recherche"]) => self.look_first(kit, id, turn, step),
            (Method::Get, ["possible"]) if self.has_possible(id) => self.show_possible(kit, id, step),
            (method, ["elle", file]) if self.drafts.contains_key(id) => match (method, file.parse()) {
                (Method::Get, Ok(file)) => {
                    self.show(kit, &pages::hers(&kit.say, id, file), visit.path, step);
                }
                (Method::Post, Ok(file)) => {
                    if typed(visit.form, "draft") == "drop" {
                        self.drop_draft(id, step);
                    }
                    self.ask_to_open(kit, file, &format!("/a/dossier/{file}"), step);
                }
                (_, Err(_)) => self.nothing_here(kit, visit.path, step),
            },
            _ => self.check_answers(kit, id, turn.now, step),
        }
    }

    fn has_possible(&self, id: &str) -> bool {
        matches!(self.sought.get(id), Some(Sought::Found(hits, _)) if !hits.is_empty())
    }

    fn show_possible(&mut self, kit: &Kit, id: &str, step: &mut Step) {
        let Some(Sought::Found(hits, teams)) = self.sought.get(id) else { return };
        if let Some(view) = self.view(kit, "cases.search", Relation::Own, hits.clone()) {
            let page = pages::possible(&kit.say, id, &view, teams);
            self.show(kit, &page, &format!("/a/enregistrer/{id}/possible"), step);
        }
    }

    /// No network, or no search left: whoever registers goes on, and the page says that nobody was looked for.
    pub(crate) fn goes_on_without(&mut self, kit: &Kit, path: &str, why: &str, step: &mut Step) -> bool {
        let id = path.strip_prefix("/a/enregistrer/").and_then(|rest| rest.strip_suffix("/recherche"));
        let Some(id) = id.filter(|id| self.drafts.contains_key(*id)) else { return false };
        self.sought.insert(id.to_owned(), Sought::Not(why.to_owned()));
        self.check_answers(kit, id, self.active, step);
        if let Some(page) = &mut step.page {
            page.replace = true;
        }
        true
    }

    /// What the page where all is checked says of the search.
    pub(crate) fn looked_for(&self, kit: &Kit, draft: &Draft, id: &str) -> Looked<'_> {
        let words = draft.words();
        match (self.sought.get(id), words) {
            _ if self.is_without(kit, "cases.search") => Looked::Captured,
            (_, None) if draft.is_captured() => Looked::Captured,
            (_, None) => Looked::ForNobody,
            (Some(Sought::Not(why)), _) => Looked::Not(why),
            (_, words) if words != draft.looked => Looked::Not(""),
            (Some(Sought::Found(hits, teams)), _) => Looked::Done { possible: !hits.is_empty(), teams },
            (None, _) => Looked::Before,
        }
    }
}

fn looking(id: &str) -> String {
    format!("/a/enregistrer/{id}/recherche")
}

fn candidate(card: &NameCard) -> Candidate<'_> {
    Candidate { family: &card.family, given: &card.given, birth_year: card.year }
}

/// Who is looked for: by one name or one number at least.
fn wanted(form: &[(String, String)]) -> Result<NameCard, Vec<Fault>> {
    let (mut values, mut faults) = (Values::new(), Vec::new());
    for question in NameCard::QUESTIONS.into_iter().filter_map(steps::question) {
        match steps::parse(question, form) {
            Ok(value) => drop(values.insert(question.name.to_owned(), value)),
            Err(why) => faults.push(Fault { question: question.name, why }),
        }
    }
    match NameCard::of(|name| values.get(name).cloned()) {
        Some(card) if faults.is_empty() => Ok(card),
        None if faults.is_empty() => Err(vec![Fault { question: "family", why: "somebody" }]),
        _ => Err(faults),
    }
}

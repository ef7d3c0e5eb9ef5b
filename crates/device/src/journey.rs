//! Registering on the device: a draft saved answer by answer, checked, sealed, signed, kept.
//!
//! On an office device the draft holds the answers and shows them again. On a capture-only phone each answer is
//! sealed at once to the agency and the draft holds only what the server will see anyway: codes, month, band.

use crate::core::{Kit, Turn};
use crate::notebook::{DRAFT, Notebook};
use crate::step::{Method, Step, Visit};
use danbe_house::posts::Profile;
use danbe_house::posts::pages as house_pages;
use danbe_pages::Arg;
use danbe_protection::cases::steps::{self, Values, question};
use danbe_protection::cases::{
    Answer, Facts, Keyring, NameCard, PersonKey, Registration, SealedRecord, Sealing, pages,
};
use danbe_vault::{SealingKey, Wrap};
use danbe_words::{EnvelopeId, FileKind, Moment, Tier};
use serde::{Deserialize, Serialize};

/// A registration begun on this device.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Draft {
    /// Answers; on a capture-only phone only what is coarse.
    values: Values,
    /// What is sealed already, on a capture-only phone.
    sealed: Option<Capture>,
    /// Step to resume at.
    next: usize,
    begun: Moment,
    /// What the file will be about.
    #[serde(default)]
    kind: FileKind,
    /// The words the team's files were searched for, once they were: not again for the same.
    #[serde(default)]
    pub(crate) looked: Option<NameCard>,
}

/// What a capture-only phone has sealed so far.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Capture {
    keyring: Keyring,
    keys: Vec<PersonKey>,
    records: Vec<SealedRecord>,
    card: Option<Wrap>,
}

impl Draft {
    /// By what she could be known already; nothing on a phone that only captures, which cannot read its own answers.
    pub(crate) fn words(&self) -> Option<NameCard> {
        let values = Some(&self.values).filter(|_| self.sealed.is_none())?;
        NameCard::of(|name| values.get(name).cloned())
    }

    /// Whether every required question is answered.
    pub(crate) fn is_whole(&self) -> bool {
        steps::first_missing(&self.values).is_none()
    }

    /// Whether something she could be known by was sealed here unread.
    pub(crate) fn is_captured(&self) -> bool {
        self.sealed.as_ref().is_some_and(|capture| capture.card.is_some())
    }

    /// Its line on the home page: where it resumes, and a code; never an answer.
    pub(crate) fn line(&self, kit: &Kit, id: &str) -> (String, String) {
        let journey = steps::journey(self.kind);
        let place = journey.get(self.next).map_or("verifier", |step| step.path);
        let code: String = id.chars().take(4).map(|c| c.to_ascii_uppercase()).collect();
        let n = i64::try_from(self.next.min(journey.len())).unwrap_or_default();
        let words = [("code", Arg::Text(&code)), ("n", Arg::Number(n))];
        (format!("/a/enregistrer/{id}/{place}"), kit.say.a("draft-line", &words))
    }
}

impl Notebook {
    /// Everything under `/a/enregistrer`.
    pub(crate) fn journey(&mut self, kit: &Kit, visit: &Visit<'_>, turn: &mut Turn<'_>, step: &mut Step) {
        let Visit { method, rest, query, form, .. } = *visit;
        match (method, rest) {
            (Method::Get, []) => self.begin(kit, FileKind::Trafficking, turn, step),
            (Method::Get, ["migrant"]) => self.begin(kit, FileKind::Smuggling, turn, step),
            (Method::Get, [id, "verifier"]) => self.check_answers(kit, id, turn.now, step),
            (_, [id, "recherche" | "possible" | "aucune" | "elle", ..]) => {
                self.before_registering(kit, id, visit, turn, step);
            }
            (Method::Get, [id, path]) => self.ask_step(kit, id, path, step),
            (Method::Post, [id, "envoyer"]) => self.register(kit, id, turn, step),
            (Method::Post, [id, path, "brouillon"]) => self.keep_typed(id, path, form, turn, step),
            (Method::Post, [id, path]) => self.take_step(kit, id, path, query, form, turn, step),
            _ => self.nothing_here(kit, "/a/", step),
        }
    }

    fn agency(&self) -> Option<(danbe_words::AgencyId, SealingKey)> {
        self.post.as_ref()?.agency()
    }

    fn captures(&self) -> bool {
        self.post.as_ref().is_some_and(|post| post.profile == Profile::CaptureOnly)
    }

    fn begin(&mut self, kit: &Kit, kind: FileKind, turn: &mut Turn<'_>, step: &mut Step) {
        let Some((agency, to)) = self.agency() else {
            let page = house_pages::problem(&kit.say, &kit.say.t("home-not-ready"), "/a/");
            return self.show(kit, &page, "/a/", step);
        };
        let id = EnvelopeId::from_bytes(turn.chance.bytes()).to_string();
        let sealed = self.captures().then(|| {
            let keyring = Sealing::begin(agency, to, turn.chance).keyring();
            Capture { keyring, keys: Vec::new(), records: Vec::new(), card: None }
        });
        let draft = Draft { values: Values::new(), sealed, next: 0, begun: turn.now, kind, looked: None };
        self.drafts.insert(id.clone(), draft);
        let first = steps::journey(kind).first().map_or("verifier", |step| step.path);
        self.ask_step(kit, &id, first, step);
        if let Some(page) = &mut step.page {
            page.replace = true;
        }
    }

    fn ask_step(&mut self, kit: &Kit, id: &str, path: &str, step: &mut Step) {
        let draft = self.drafts.get(id);
        let Some((draft, (place, asked))) = draft.and_then(|it| Some((it, steps::step(it.kind, path)?)))
        else {
            return self.nothing_here(kit, "/a/", step);
        };
        let nothing = Values::new();
        let capture = draft.sealed.is_some();
        let page = pages::ask(
            &kit.say,
            &pages::Asked {
                draft: id,
                kind: draft.kind,
                place,
                step: asked,
                values: if capture { &nothing } else { &draft.values },
                typed: &[],
                faults: &[],
                back: !capture,
            },
        );
        self.show(kit, &page, &format!("/a/enregistrer/{id}/{path}"), step);
    }

    #[expect(clippy::too_many_arguments, reason = "what a form brings, as it comes")]
    fn take_step(
        &mut self,
        kit: &Kit,
        id: &str,
        path: &str,
        query: &str,
        form: &[(String, String)],
        turn: &mut Turn<'_>,
        step: &mut Step,
    ) {
        let draft = self.drafts.get(id).cloned();
        let Some((mut draft, (place, asked))) =
            draft.and_then(|it| steps::step(it.kind, path).map(|at| (it, at)))
        else {
            return self.nothing_here(kit, "/a/", step);
        };
        let capture = draft.sealed.is_some();
        let given = match steps::parse_step(asked, form) {
            Ok(given) => given,
            Err(faults) => {
                let page = pages::ask(
                    &kit.say,
                    &pages::Asked {
                        draft: id,
                        kind: draft.kind,
                        place,
                        step: asked,
                        values: &Values::new(),
                        typed: form,
                        faults: &faults,
                        back: !capture,
                    },
                );
                return self.show(kit, &page, &format!("/a/enregistrer/{id}/{path}"), step);
            }
        };
        let journey = steps::journey(draft.kind);
        let changing = draft.next > place || query.contains("verifier");
        self.take(&mut draft, &given, turn);
        draft.next = draft.next.max(place + 1);
        let next = if changing && steps::first_missing(&draft.values).is_none() && draft.next >= journey.len()
        {
            None
        } else {
            journey.get(place + 1)
        };
        self.put(DRAFT, id, &draft, turn, step);
        self.drafts.insert(id.to_owned(), draft);
        match next {
            Some(next) => self.ask_step(kit, id, next.path, step),
            None => self.look_first(kit, id, turn, step),
        }
    }

    /// Takes a page of answers into the draft: as they are, or sealed at once.
    fn take(&self, draft: &mut Draft, given: &[(&'static str, String)], turn: &mut Turn<'_>) {
        let Some((_, to)) = self.agency() else { return };
        let Some(capture) = &mut draft.sealed else {
            for (name, value) in given {
                draft.values.insert((*name).to_owned(), value.clone());
            }
            return;
        };
        let (keys, records) = (std::mem::take(&mut capture.keys), std::mem::take(&mut capture.records));
        let mut sealing = Sealing::resume(capture.keyring, to, keys, records);
        for tier in [Tier::Account, Tier::Identity] {
            sealing.answers(tier, answers(given.iter().map(|(n, v)| (*n, v.as_str())), tier), turn.chance);
        }
        let (keys, records) = sealing.sealed();
        (capture.keys, capture.records) = (keys.to_vec(), records.to_vec());
        let card = NameCard::of(|name| given.iter().find(|(n, _)| *n == name).map(|(_, v)| v.clone()));
        // A telephone told after the name does not take the name's card away, which nobody here can read any more.
        if let Some(card) = card.filter(|card| card.telephone.is_empty() || capture.card.is_none()) {
            capture.card = Some(card.seal(capture.keyring.file, &to, turn.chance));
        }
        for (name, value) in given {
            if let Some(coarse) = question(name).and_then(|question| steps::coarse(question, value)) {
                draft.values.insert((*name).to_owned(), coarse);
            }
        }
    }

    /// Keeps what is half typed, where it can be shown again; what cannot be read yet stays on the page.
    fn keep_typed(
        &mut self,
        id: &str,
        path: &str,
        form: &[(String, String)],
        turn: &mut Turn<'_>,
        step: &mut Step,
    ) {
        let draft = self.drafts.get(id).cloned();
        let Some((mut draft, (_, asked))) =
            draft.and_then(|it| steps::step(it.kind, path).map(|at| (it, at)))
        else {
            return;
        };
        if draft.sealed.is_some() {
            return;
        }
        for name in asked.questions {
            if let Some(Ok(value)) = question(name).map(|question| steps::parse(question, form)) {
                draft.values.insert((*name).to_owned(), value);
            }
        }
        self.put(DRAFT, id, &draft, turn, step);
        self.drafts.insert(id.to_owned(), draft);
    }

    pub(crate) fn check_answers(&mut self, kit: &Kit, id: &str, now: Moment, step: &mut Step) {
        let Some(draft) = self.drafts.get(id) else { return self.nothing_here(kit, "/a/", step) };
        if let Some(missing) = steps::first_missing(&draft.values) {
            return self.ask_step(kit, id, missing.path, step);
        }
        let values = draft.sealed.is_none().then_some(&draft.values);
        let looked = self.looked_for(kit, draft, id);
        let page =
            pages::check(&kit.say, (id, draft.kind), values, steps::after_today(&draft.values, now), &looked);
        self.show(kit, &page, &format!("/a/enregistrer/{id}/verifier"), step);
    }

    /// Seals, signs, keeps; the draft is gone in the same write in which the envelope is there.
    fn register(&mut self, kit: &Kit, id: &str, turn: &mut Turn<'_>, step: &mut Step) {
        let Some(draft) = self.drafts.get(id).cloned() else { return self.nothing_here(kit, "/a/", step) };
        let (Some((agency, to)), Some(facts)) = (self.agency(), steps::facts(&draft.values)) else {
            return self.check_answers(kit, id, turn.now, step);
        };
        let registration = match draft.sealed {
            Some(Capture { keyring, keys, records, card }) => {
                Sealing::resume(keyring, to, keys, records).finish(draft.kind, facts, card, Vec::new())
            }
            None => {
                let sealing = Sealing::begin(agency, to, turn.chance);
                self.sealed_whole(sealing, (draft.kind, facts), &draft.values, turn)
            }
        };
        let file = registration.file;
        let Some(seq) = self.write("cases.register", &registration, (Some(file), None), turn, step) else {
            return self.nothing_here(kit, "/a/", step);
        };
        self.drop_draft(id, step);
        self.show_sent(kit, &seq.to_string(), step);
    }

    /// A draft leaves this device, and what was found beside it.
    pub(crate) fn drop_draft(&mut self, id: &str, step: &mut Step) {
        self.remove(DRAFT, id, step);
        self.drafts.remove(id);
        self.sought.remove(id);
    }

    /// Everything that is known of a person, sealed at once, and how she is found by her name.
    pub(crate) fn sealed_whole(
        &self,
        mut sealing: Sealing,
        (kind, facts): (FileKind, Facts),
        values: &Values,
        turn: &mut Turn<'_>,
    ) -> Registration {
        for tier in [Tier::Account, Tier::Identity] {
            let given = values.iter().map(|(name, value)| (name.as_str(), value.as_str()));
            sealing.answers(tier, answers(given, tier), turn.chance);
        }
        let card = NameCard::of(|name| values.get(name).cloned());
        let found = card.as_ref().zip(self.token_key()).map(|(card, key)| card.kept_tokens(key));
        let found = found.unwrap_or_default();
        let card = card.map(|card| card.seal(sealing.keyring().file, sealing.to(), turn.chance));
        sealing.finish(kind, facts, card, found)
    }
}

/// The answers of one tier; a question nobody answered is no answer.
fn answers<'v>(given: impl Iterator<Item = (&'v str, &'v str)>, tier: Tier) -> Vec<Answer> {
    given
        .filter(|(name, value)| {
            !value.is_empty() && question(name).is_some_and(|question| question.tier == tier)
        })
        .map(|(name, value)| Answer { question: name.to_owned(), value: value.to_owned(), from: Vec::new() })
        .collect()
}

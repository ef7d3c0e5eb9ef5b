//! The core: which state the device is in, and who answers an event.

use crate::container::{HEADER, Header, OWNER};
use crate::entering::Entering;
use crate::notebook::Notebook;
use crate::passkey::is_origin;
use crate::rooms::{FIRST, REST, Room};
use crate::step::{Event, Method, Resume, Step, Wish};
use danbe_guard::{Policy, VerbSpec};
use danbe_house::posts::pages;
use danbe_pages::{Lang, Say};
use danbe_vault::{Chance, SecretKey};
use danbe_words::{Moment, Shelf};

/// What every part of the core works with.
pub(crate) struct Kit {
    pub(crate) say: Say,
    pub(crate) policy: Policy,
    /// The site, where the browser can have a lock of the phone's own; empty where it cannot.
    pub(crate) origin: String,
    /// Rooms beside those of every program; none in the first.
    pub(crate) rest: &'static [Room],
}

impl Kit {
    pub(crate) fn new(rest: &'static [Room]) -> Self {
        let mut words = vec![
            danbe_pages::PROBLEMS_FR,
            danbe_house::posts::WORDS_FR,
            danbe_house::enrolment::WORDS_FR,
            danbe_house::recovery::WORDS_FR,
            danbe_protection::cases::WORDS_FR,
        ];
        words.extend(rest.iter().flat_map(|room| room.words));
        let say = Say::new(Lang::French, &words);
        Self { say, policy: Policy::new(&verbs()).sparing(&danbe_house::SPARED), origin: String::new(), rest }
    }

    /// Every room of this program.
    pub(crate) fn rooms(&self) -> impl Iterator<Item = &'static Room> + use<> {
        FIRST.iter().chain(self.rest)
    }
}

/// Every verb the whole program decides about.
#[cfg(feature = "whole")]
fn verbs() -> Vec<VerbSpec> {
    [
        &danbe_house::posts::VERBS[..],
        &danbe_house::agencies::VERBS[..],
        &danbe_house::directory::VERBS[..],
        &danbe_house::beyond::VERBS[..],
        &danbe_house::protocols::VERBS[..],
        &danbe_house::enrolment::VERBS[..],
        &danbe_house::late::VERBS[..],
        &danbe_house::notices::VERBS[..],
        &danbe_house::recovery::VERBS[..],
        &danbe_house::roles::VERBS[..],
        &danbe_house::successions::VERBS[..],
        &danbe_protection::allowances::VERBS[..],
        &danbe_protection::cases::VERBS[..],
        &danbe_protection::bases::VERBS[..],
        &danbe_protection::referrals::VERBS[..],
        &danbe_protection::extracts::VERBS[..],
        &danbe_investigation::reception::VERBS[..],
    ]
    .concat()
}

/// What the first program decides about: files, and whether a room of the whole one has its door, at home or on a file.
/// The words of every other verb stay out of a phone's first download.
#[cfg(not(feature = "whole"))]
fn verbs() -> Vec<VerbSpec> {
    const DOORS: [VerbSpec; 15] = [
        the(&danbe_house::agencies::VERBS, "agencies.see"),
        the(&danbe_house::late::VERBS, "late.list"),
        the(&danbe_house::notices::VERBS, "notices.see"),
        the(&danbe_house::posts::VERBS, "posts.people"),
        the(&danbe_house::protocols::VERBS, "protocols.propose"),
        the(&danbe_house::recovery::VERBS, "recovery.list"),
        the(&danbe_house::successions::VERBS, "successions.endings"),
        the(&danbe_investigation::reception::VERBS, "reception.list"),
        the(&danbe_protection::allowances::VERBS, "allowances.see"),
        the(&danbe_protection::bases::VERBS, "bases.list"),
        the(&danbe_protection::bases::VERBS, "bases.reviews"),
        the(&danbe_protection::extracts::VERBS, "extracts.export"),
        the(&danbe_protection::referrals::VERBS, "referrals.inbox"),
        the(&danbe_protection::referrals::VERBS, "referrals.send"),
        the(&danbe_protection::referrals::VERBS, "referrals.sent"),
    ];
    [&danbe_protection::cases::VERBS[..], &DOORS].concat()
}

/// The verb of that name; a name no room has does not compile.
#[cfg(not(feature = "whole"))]
const fn the(verbs: &[VerbSpec], name: &str) -> VerbSpec {
    let mut rest = verbs;
    while let [verb, more @ ..] = rest {
        if is_same(verb.name.as_bytes(), name.as_bytes()) {
            return *verb;
        }
        rest = more;
    }
    panic!("no room has this verb")
}

#[cfg(not(feature = "whole"))]
const fn is_same(mut one: &[u8], mut other: &[u8]) -> bool {
    while let ([a, one_more @ ..], [b, other_more @ ..]) = (one, other) {
        if *a != *b {
            return false;
        }
        (one, other) = (one_more, other_more);
    }
    one.is_empty() && other.is_empty()
}

/// The time and the chance of one turn.
pub(crate) struct Turn<'t> {
    pub(crate) now: Moment,
    pub(crate) chance: &'t mut Chance,
}

enum State {
    /// Nobody's keys are open.
    Closed(Entering),
    /// Somebody is at work.
    Open(Box<Notebook>),
}

/// The core of a device.
pub struct Core {
    kit: Kit,
    state: State,
    /// Rows as the host has them, until the container is open.
    stored: Shelf<String, String>,
    /// Address asked for before the container was open.
    wanted: Wish,
    /// What the last step wanted written, in case it could not be.
    last: Vec<(String, Option<String>)>,
    /// What could not be written: comes again with the next step.
    owed: Vec<(String, Option<String>)>,
    /// The browser knows of no network; that it knows of one proves nothing.
    offline: bool,
}

impl std::fmt::Debug for Core {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Core").finish_non_exhaustive()
    }
}

impl Default for Core {
    fn default() -> Self {
        Self::new()
    }
}

impl Core {
    /// A core that knows nothing yet: its first event is [`Event::Boot`].
    #[must_use]
    pub fn new() -> Self {
        Self::with(REST)
    }

    /// The same without the rooms that are not in the first program.
    #[must_use]
    pub fn first() -> Self {
        Self::with(&[])
    }

    fn with(rest: &'static [Room]) -> Self {
        Self {
            kit: Kit::new(rest),
            state: State::Closed(Entering::Nobody),
            stored: Shelf::new(),
            wanted: Wish { path: "/a/".to_owned(), ..Wish::default() },
            last: Vec::new(),
            owed: Vec::new(),
            offline: false,
        }
    }

    /// What the browser knows of the network, for the strip of the next steps.
    pub const fn hear(&mut self, online: bool) {
        self.offline = !online;
    }

    /// One event, one step.
    pub fn turn(&mut self, event: Event, now: Moment, chance: &mut Chance) -> Step {
        let turn = Turn { now, chance };
        let mut step = match event {
            Event::PutFailed { .. } => return self.put_failed(),
            event => self.answer(event, turn),
        };
        if !self.owed.is_empty() {
            let mut puts = std::mem::take(&mut self.owed);
            puts.append(&mut step.puts);
            step.puts = puts;
        }
        self.last = [step.puts.as_slice(), &step.notes].concat();
        if let State::Open(notebook) = &self.state {
            step.bar = Some(notebook.bar(&self.kit, self.offline, now));
        }
        step
    }

    fn answer(&mut self, event: Event, mut turn: Turn<'_>) -> Step {
        let mut step = Step::default();
        match (&mut self.state, event) {
            (_, Event::Boot { stored, path }) => self.boot(stored, path, &mut step),
            (_, Event::Resume(left)) => self.resume(*left, &mut turn, &mut step),
            (_, Event::Able { origin }) if is_origin(&origin) => self.kit.origin = origin,
            (State::Closed(entering), event) => {
                let path = self.wanted.path.clone();
                let opened = entering.answer(&self.kit, event, &path, &mut turn, &mut step);
                if let Some((key, words)) = opened {
                    self.open(key, words, &mut turn, &mut step);
                }
            }
            (State::Open(notebook), event) => notebook.answer(&self.kit, event, &mut turn, &mut step),
        }
        step
    }

    /// The container is open: its rows are read, and the address first asked for is shown.
    fn open(&mut self, key: SecretKey, words: Option<SecretKey>, turn: &mut Turn<'_>, step: &mut Step) {
        set_aside(&self.stored, turn.now, step);
        let fresh = step.puts.iter().filter_map(|(name, value)| Some((name.clone(), value.clone()?)));
        self.stored.extend(fresh);
        let stored = std::mem::take(&mut self.stored);
        match Notebook::open(key, &stored, turn.now) {
            Some(mut notebook) => {
                step.persist = true;
                notebook.words = words;
                notebook.arrive(&self.kit, &self.wanted, turn, step);
                self.state = State::Open(Box::new(notebook));
            }
            None => {
                self.stored = stored;
                let page = pages::problem(&self.kit.say, &self.kit.say.t("problem-container"), "/a/");
                step.show(&self.kit.say, &page, "/a/");
            }
        }
    }

    /// This program goes on where the first one stopped, as if the container had just been opened.
    fn resume(&mut self, left: Resume, turn: &mut Turn<'_>, step: &mut Step) {
        let Resume { stored, key, origin, wish } = left;
        (self.stored, self.kit.origin, self.wanted) = (stored, origin, wish);
        match key {
            Some(key) => self.open(key, None, turn, step),
            None => step.lock = true,
        }
    }

    /// What the whole program needs to go on; nothing when no container is open.
    #[must_use]
    pub fn leave(self) -> Option<Resume> {
        let State::Open(notebook) = self.state else { return None };
        let (key, wish) = notebook.leave();
        Some(Resume { stored: Shelf::new(), key: Some(key), origin: self.kit.origin, wish })
    }

    fn boot(&mut self, stored: Shelf<String, String>, path: String, step: &mut Step) {
        let path = if path.starts_with("/a/") { path } else { "/a/".to_owned() };
        self.wanted = Wish { method: Method::Get, path, form: Vec::new() };
        let header = stored.get(HEADER).and_then(|text| Header::read(text));
        self.stored = stored;
        let entering = header.map_or(Entering::Nobody, |header| Entering::Locked(Box::new(header)));
        entering.show(&self.kit, &self.wanted.path, step);
        self.state = State::Closed(entering);
    }

    /// Nothing is said to be kept that is not: the page says so, and the rows come again with the next step.
    fn put_failed(&mut self) -> Step {
        let mut step = Step::default();
        self.owed.append(&mut self.last);
        let page = pages::problem(&self.kit.say, &self.kit.say.t("problem-device-full"), "/a/");
        step.show(&self.kit.say, &page, "/a/");
        step
    }
}

/// A new container in the place of one whose words are lost: the old rows are kept, should the words come back.
fn set_aside(stored: &Shelf<String, String>, now: Moment, step: &mut Step) {
    let replaced = step.puts.iter().any(|(name, value)| name == OWNER && value.is_some());
    for name in [HEADER, OWNER].into_iter().filter(|_| replaced) {
        if let Some(old) = stored.get(name) {
            step.put(&format!("{name}-before-{}", now.0), Some(old.clone()));
        }
    }
}

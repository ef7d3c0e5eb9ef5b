//! Coming in: a device nobody has entered, a locked one, one whose owner is being brought back.

use crate::container::{ASKING, HEADER, Header, OWNER, Owner, WAITING, lock};
use crate::core::{Kit, Turn};
use crate::passkey::Asked;
use crate::step::{Event, Kdf, Method, Step, typed};
use danbe_house::enrolment::{Finding, Found, Introduction, pages as enrolment_pages};
use danbe_house::posts::{Enrolment, Pins, pages};
use danbe_house::recovery::{Ask, Request, pages as recovery_pages};
use danbe_pages::Page;
use danbe_vault::text::from_text;
use danbe_vault::{
    Capsule, HandCode, KdfParams, OpeningKey, SecretKey, Signed, SigningKey, check_words, five_words,
};
use danbe_words::{DeviceId, EnvelopeId, Shelf};

/// The ways in.
pub(crate) enum Entering {
    /// No container here yet.
    Nobody,
    /// A container, closed.
    Locked(Box<Header>),
    /// Waiting for the capsule of a handle.
    Asking { handle: String, words: String },
    /// Waiting for the key of the capsule.
    Opening { handle: String, capsule: Box<Capsule> },
    /// Waiting for the key of the container.
    Unlocking(Box<Header>),
    /// Waiting for the phone's own lock.
    Touching(Box<Header>, Asked),
    /// Waiting for what a code opens.
    Finding(HandCode),
    /// A post was offered: what finds the invitation, and what it opened.
    Offered(String, Box<Introduction>),
    /// New words were shown to somebody who forgot hers, or who is new.
    Recovering(Box<Renewal>),
}

/// New keys of a member being brought back, or of a new one.
pub(crate) struct Renewal {
    handle: String,
    /// Of a new member: what finds her invitation, and what its code vouches for.
    invited: Option<(String, Pins)>,
    words: String,
    opening: OpeningKey,
    signing: SigningKey,
    capsule: Capsule,
}

/// The container's key, when a way in has opened it; and what the five words were derived to, where they were typed.
type Opened = Option<(SecretKey, Option<SecretKey>)>;

impl Entering {
    /// The page of this way in.
    pub(crate) fn show(&self, kit: &Kit, path: &str, step: &mut Step) {
        match self {
            Self::Locked(header) => step.show(&kit.say, &unlock(kit, header, None), path),
            _ if path.starts_with("/a/invitation") => {
                step.show(&kit.say, &enrolment_pages::code(&kit.say, "", None), "/a/invitation");
            }
            _ => step.show(&kit.say, &pages::enter(&kit.say, "", None), path),
        }
    }

    /// Answers an event; gives the container's key when it opened.
    pub(crate) fn answer(
        &mut self,
        kit: &Kit,
        event: Event,
        wanted: &str,
        turn: &mut Turn<'_>,
        step: &mut Step,
    ) -> Opened {
        match event {
            Event::Go { method: Method::Post, path, form } => self.post(kit, &path, &form, turn, step),
            Event::Go { path, .. } => {
                if path.starts_with("/a/retrouver") {
                    step.show(&kit.say, &recovery_pages::ask(&kit.say), "/a/retrouver");
                } else {
                    let path = if path.starts_with("/a/invitation") { path.as_str() } else { wanted };
                    self.show(kit, path, step);
                }
            }
            Event::Fetched { tag, status, body } if tag == "capsule" => {
                self.capsule(kit, status, &body, step)
            }
            Event::Fetched { tag, status, body } if tag == "invitation" => {
                self.found(kit, status, &body, step)
            }
            Event::Derived { key } => return self.derived(kit, &key, turn, step),
            Event::Touched(answer) => return self.touched(kit, &answer, step).map(|key| (key, None)),
            Event::KdfFailed => self.refuse(kit, "problem-memory", step),
            _ => {}
        }
        None
    }

    fn post(
        &mut self,
        kit: &Kit,
        path: &str,
        form: &[(String, String)],
        turn: &mut Turn<'_>,
        step: &mut Step,
    ) {
        match path {
            "/a/entrer" => self.enter(kit, form, step),
            "/a/ouvrir" => self.unlock(kit, form, turn, step),
            "/a/ouvrir/empreinte" => self.touch(kit, turn, step),
            "/a/retrouver" => self.begin_renewal(kit, typed(form, "handle"), None, turn, step),
            "/a/invitation" => self.find(kit, typed(form, "code"), step),
            "/a/invitation/mots" => self.take_offer(kit, turn, step),
            "/a/retrouver/mots" => self.confirm_words(kit, typed(form, "words"), step),
            _ => self.show(kit, "/a/", step),
        }
    }

    fn enter(&mut self, kit: &Kit, form: &[(String, String)], step: &mut Step) {
        let handle = typed(form, "handle").trim().to_owned();
        let Ok(words) = check_words(typed(form, "words")) else {
            let page = pages::enter(&kit.say, &handle, Some("words-not-five"));
            return step.show(&kit.say, &page, "/a/");
        };
        let body = serde_json::to_string(&Shelf::from([("handle", &handle)])).unwrap_or_default();
        step.send("capsule", "/session/capsule", body, Shelf::new());
        step.show(&kit.say, &pages::moment_please(&kit.say), "/a/");
        *self = Self::Asking { handle, words };
    }

    fn capsule(&mut self, kit: &Kit, status: u16, body: &str, step: &mut Step) {
        let Self::Asking { handle, words } = self else { return };
        let handle = std::mem::take(handle);
        let capsule = from_text::<Capsule>(body).ok().filter(|c| c.params.check().is_ok());
        match capsule.filter(|_| status == 200) {
            Some(capsule) => {
                step.kdf = Some(Kdf::of(&capsule, words));
                *self = Self::Opening { handle, capsule: Box::new(capsule) };
            }
            None => {
                let page = pages::enter(&kit.say, &handle, Some("enter-no-network"));
                step.show(&kit.say, &page, "/a/");
                *self = Self::Nobody;
            }
        }
    }

    fn unlock(&mut self, kit: &Kit, form: &[(String, String)], turn: &Turn<'_>, step: &mut Step) {
        let (Self::Locked(header) | Self::Unlocking(header) | Self::Touching(header, _)) = self else {
            return self.show(kit, "/a/", step);
        };
        if !header.is_ready(turn.now) {
            return step.show(&kit.say, &unlock(kit, header, Some("words-rest")), "/a/");
        }
        match check_words(typed(form, "words")) {
            Ok(words) => {
                step.kdf = Some(Kdf::of(header.lock(), &words));
                *self = Self::Unlocking(header.clone());
            }
            Err(_) => {
                step.show(&kit.say, &unlock(kit, header, Some("words-not-five")), "/a/");
            }
        }
    }

    fn derived(&mut self, kit: &Kit, key: &str, turn: &mut Turn<'_>, step: &mut Step) -> Opened {
        let derived = danbe_vault::text::read(key).ok().and_then(|bytes| SecretKey::from_bytes(&bytes).ok());
        let Some(derived) = derived else {
            self.refuse(kit, "words-not-five", step);
            return None;
        };
        let opened = match self {
            Self::Opening { handle, capsule } => first_time(handle, capsule, &derived, turn, step),
            Self::Unlocking(header) => {
                let opened = header.open(&derived).ok();
                let changed = match opened {
                    Some(_) => header.count_right(),
                    None => {
                        header.count_wrong(turn.now);
                        true
                    }
                };
                if changed {
                    step.put(HEADER, Some(header.text()));
                }
                opened
            }
            Self::Recovering(renewal) => Some(renew(renewal, &derived, turn, step)),
            _ => None,
        };
        if opened.is_none() {
            self.refuse(kit, "words-wrong", step);
        }
        opened.map(|key| (key, Some(derived)))
    }

    fn refuse(&mut self, kit: &Kit, why: &str, step: &mut Step) {
        let (page, next) = match self {
            Self::Unlocking(header) | Self::Locked(header) | Self::Touching(header, _) => {
                (unlock(kit, header, Some(why)), Self::Locked(header.clone()))
            }
            Self::Opening { handle, .. } | Self::Asking { handle, .. } => {
                (pages::enter(&kit.say, handle, Some(why)), Self::Nobody)
            }
            _ => (pages::enter(&kit.say, "", Some(why)), Self::Nobody),
        };
        step.show(&kit.say, &page, "/a/");
        *self = next;
    }

    /// Asks what a code opens; the code itself stays here.
    fn find(&mut self, kit: &Kit, typed: &str, step: &mut Step) {
        let Some(code) = HandCode::read(typed) else {
            let page = enrolment_pages::code(&kit.say, typed, Some("code-wrong"));
            return step.show(&kit.say, &page, "/a/invitation");
        };
        let body = serde_json::to_string(&Finding { lookup: code.lookup() }).unwrap_or_default();
        step.send("invitation", "/session/invitation", body, Shelf::new());
        step.show(&kit.say, &pages::moment_please(&kit.say), "/a/invitation");
        *self = Self::Finding(code);
    }

    fn found(&mut self, kit: &Kit, status: u16, body: &str, step: &mut Step) {
        let Self::Finding(code) = self else { return };
        let opened = from_text::<Found>(body)
            .ok()
            .filter(|_| status == 200)
            .and_then(|found| Introduction::open(&found.note, code).ok());
        let Some((note, charter)) = opened else {
            let why = if matches!(status, 0 | 429 | 500..) { "enter-no-network" } else { "code-unknown" };
            let page = enrolment_pages::code(&kit.say, &code.text(), Some(why));
            step.show(&kit.say, &page, "/a/invitation");
            return *self = Self::Nobody;
        };
        step.show(&kit.say, &enrolment_pages::offered(&kit.say, &charter.name, &note.post), "/a/invitation");
        *self = Self::Offered(code.lookup(), Box::new(note));
    }

    fn take_offer(&mut self, kit: &Kit, turn: &mut Turn<'_>, step: &mut Step) {
        let Self::Offered(lookup, note) = self else { return self.show(kit, "/a/", step) };
        let (handle, invited) = (note.post.handle.clone(), (std::mem::take(lookup), note.pins.clone()));
        self.begin_renewal(kit, &handle, Some(invited), turn, step);
    }

    fn begin_renewal(
        &mut self,
        kit: &Kit,
        handle: &str,
        invited: Option<(String, Pins)>,
        turn: &mut Turn<'_>,
        step: &mut Step,
    ) {
        let words = five_words(turn.chance).join(" ");
        let empty = SecretKey::generate(turn.chance);
        // Only salt and cost of this capsule are used: the container locks itself with them.
        let capsule = Capsule::lock_with(&empty, turn.chance.bytes(), KdfParams::FLOOR, b"", turn.chance);
        step.show(&kit.say, &recovery_pages::new_words(&kit.say, &words, false), "/a/retrouver");
        *self = Self::Recovering(Box::new(Renewal {
            handle: handle.trim().to_owned(),
            invited,
            words,
            opening: OpeningKey::generate(turn.chance),
            signing: SigningKey::generate(turn.chance),
            capsule,
        }));
    }

    fn confirm_words(&mut self, kit: &Kit, again: &str, step: &mut Step) {
        let Self::Recovering(renewal) = self else { return self.show(kit, "/a/", step) };
        match (check_words(again), check_words(&renewal.words)) {
            (Ok(again), Ok(words)) if again == words => step.kdf = Some(Kdf::of(&renewal.capsule, &words)),
            _ => {
                let page = recovery_pages::new_words(&kit.say, &renewal.words, true);
                step.show(&kit.say, &page, "/a/retrouver");
            }
        }
    }
}

/// A locked device's page.
fn unlock(kit: &Kit, header: &Header, why: Option<&str>) -> Page {
    pages::unlock(&kit.say, &header.handle, header.lock_shown(), why)
}

/// The capsule opened: the device gets a container of its own.
fn first_time(
    handle: &str,
    capsule: &Capsule,
    derived: &SecretKey,
    turn: &mut Turn<'_>,
    step: &mut Step,
) -> Option<SecretKey> {
    let plain = capsule.open_with(derived).ok()?;
    let enrolment: Enrolment = danbe_vault::text::from_json(&plain).ok()?;
    let (header, key) = Header::create(handle, capsule, derived, turn.chance);
    keep(enrolment, &header, &key, turn, step);
    Some(key)
}

/// New keys, a new container, and a request for the holders.
fn renew(renewal: &Renewal, derived: &SecretKey, turn: &mut Turn<'_>, step: &mut Step) -> SecretKey {
    let (header, key) = Header::create(&renewal.handle, &renewal.capsule, derived, turn.chance);
    let (id, pins) = match &renewal.invited {
        Some((lookup, pins)) => (lookup.clone(), Some(pins.clone())),
        None => (EnvelopeId::from_bytes(turn.chance.bytes()).to_string(), None),
    };
    if pins.is_some() {
        step.put(WAITING, Some(lock(&key, WAITING, &true, turn.chance)));
    }
    let enrolment = Enrolment::new(&renewal.handle, &renewal.opening, &renewal.signing, pins);
    let request = Request {
        id,
        handle: renewal.handle.clone(),
        opening: renewal.opening.sealing(),
        signing: renewal.signing.verifying(),
        at: turn.now.0,
    };
    if let Ok(request) = Signed::sign(&request, &renewal.signing, Request::DOMAIN) {
        let ask = Ask { request, signing: renewal.signing.verifying() };
        let body = serde_json::to_string(&ask).unwrap_or_default();
        step.put(ASKING, Some(lock(&key, ASKING, &body, turn.chance)));
    }
    keep(enrolment, &header, &key, turn, step);
    key
}

fn keep(enrolment: Enrolment, header: &Header, key: &SecretKey, turn: &mut Turn<'_>, step: &mut Step) {
    let owner = Owner { enrolment, device: DeviceId::from_bytes(turn.chance.bytes()) };
    step.put(HEADER, Some(header.text()));
    step.put(OWNER, Some(lock(key, OWNER, &owner, turn.chance)));
}

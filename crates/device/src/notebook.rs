//! An open container: whose it is, what it keeps, what is begun, what waits, what is open in memory only.

use crate::container::{ASKING, HEADER, Header, OWNER, Owner, WAITING, lock, unlock};
use crate::core::{Kit, Turn};
use crate::epoch::Loss;
use crate::files::OpenFile;
use crate::journey::Draft;
use crate::outbox::{Item, Sent};
use crate::passkey::Asked;
use crate::recovery::Waiting;
use crate::session::Link;
use crate::step::{Event, Method, Step};
use danbe_guard::{Actor, Relation, View};
use danbe_house::agencies::pages::closing;
use danbe_house::agencies::{ClosedShown, Named, Other, Outside, Service, Waits};
use danbe_house::late::Late;
use danbe_house::posts::pages::people::day;
use danbe_house::posts::pages::{self, HomeShown};
use danbe_house::posts::{People, Pins, Profile, Secrets, Terms, in_force};
use danbe_house::successions::pages as successions;
use danbe_house::successions::{Alarmed, Ending};
use danbe_pages::forms::{Bar, bar};
use danbe_pages::{Arg, Page};
use danbe_protection::cases::{Listed, NameCard};
use danbe_vault::{
    AgencyCharter, AgencyKey, CHARTER, Checkpoint, OpeningKey, SealingKey, SecretKey, Signed, SigningKey,
};
use danbe_words::{AgencyId, DeviceId, FileId, Moment, Shelf};
use serde::{Deserialize, Serialize};

/// The page of a post locks itself after two minutes without a gesture.
const IDLE: i64 = 120_000;

/// What the device keeps of its post between two openings: nothing that opens a file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Post {
    pub(crate) actor: Actor,
    pub(crate) profile: Profile,
    pub(crate) pins: Pins,
    pub(crate) charter: Signed<AgencyCharter>,
    /// The agency's word for its opening key, once it has changed.
    #[serde(default)]
    pub(crate) agency_key: Option<Signed<AgencyKey>>,
    pub(crate) names: Shelf<String, String>,
}

impl Post {
    /// The agency's sealing key, vouched for by the pinned root and the agency's own signature.
    pub(crate) fn agency(&self) -> Option<(AgencyId, SealingKey)> {
        let charter = self.charter.verify(&self.pins.root, CHARTER).ok()?;
        let (opening, _) = in_force(&charter, self.agency_key.as_ref()).ok()?;
        Some((charter.agency.parse().ok()?, opening))
    }

    /// How many opening keys the agency has had, as far as this device knows.
    pub(crate) fn epoch(&self) -> u64 {
        let charter = self.charter.verify(&self.pins.root, CHARTER).ok();
        charter
            .and_then(|charter| in_force(&charter, self.agency_key.as_ref()).ok())
            .map_or(0, |(_, epoch)| epoch)
    }
}

/// An open container.
pub(crate) struct Notebook {
    pub(crate) key: SecretKey,
    /// How the container opens.
    pub(crate) header: Header,
    /// What the phone's own lock was asked.
    pub(crate) touching: Option<Asked>,
    pub(crate) handle: String,
    pub(crate) device: DeviceId,
    pub(crate) opening: OpeningKey,
    pub(crate) signing: SigningKey,
    pub(crate) pins: Option<Pins>,
    pub(crate) post: Option<Post>,
    pub(crate) secrets: Option<Secrets>,
    pub(crate) seq: u64,
    pub(crate) checkpoint: Option<Checkpoint>,
    pub(crate) drafts: Shelf<String, Draft>,
    pub(crate) outbox: Shelf<u64, Item>,
    pub(crate) sent: Shelf<u64, Sent>,
    pub(crate) files: Shelf<FileId, OpenFile>,
    pub(crate) link: Link,
    pub(crate) pending: Vec<Waiting>,
    /// The team's newest files, as they were listed: shown again at once, while the server is asked.
    pub(crate) listed: Option<Listed>,
    /// What colleagues signed and did not send, as it was listed.
    pub(crate) lates: Vec<Late>,
    /// A request to be brought back, until a server has taken it.
    pub(crate) asking: Option<String>,
    /// Her officer has not confirmed her yet.
    pub(crate) waits: bool,
    /// What she has still to read before anything else.
    pub(crate) terms: Option<Terms>,
    /// The posts of the agency as they were listed, on an officer's device.
    pub(crate) people: Option<People>,
    /// What her agency lacks before it is in service.
    pub(crate) lacking: Option<Waits>,
    /// When somebody asked, elsewhere, to be brought back in her place.
    pub(crate) asked_for: Option<i64>,
    /// Holders from outside, by the agency's own word, on an officer's device.
    pub(crate) named: Option<Named>,
    /// How far the agency is, as it was last shown.
    pub(crate) seen: Option<Service>,
    /// The other agencies, as they were listed.
    pub(crate) others: Vec<Other>,
    /// Agencies that closed lately.
    pub(crate) closed: Vec<ClosedShown>,
    /// What is wrong with the holders of her agency, or of every agency.
    pub(crate) alarms: Vec<Alarmed>,
    /// How many agencies that end wait for her part of their key.
    pub(crate) endings: usize,
    /// Those agencies, as they were listed.
    pub(crate) waiting: Vec<Ending>,
    /// A holder of another agency, about to be named.
    pub(crate) candidate: Option<Outside>,
    /// A post whose root nobody has compared yet.
    pub(crate) unproved: Option<(Post, Secrets)>,
    /// What this device was told of lines that were lost.
    pub(crate) loss: Option<Loss>,
    /// A name looked for before the keys of the post were there.
    pub(crate) looking: Option<NameCard>,
    /// Address the page in front shows.
    pub(crate) at: String,
    active: Moment,
}

/// Kinds of rows.
const POST: &str = "post";
const COUNT: &str = "count";
const CHECKPOINT: &str = "checkpoint";
pub(crate) const DRAFT: &str = "draft";
pub(crate) const OUTBOX: &str = "outbox";
pub(crate) const SENT: &str = "sent";

impl Notebook {
    /// Reads the rows of a container; `None` when its owner cannot be read.
    pub(crate) fn open(key: SecretKey, stored: &Shelf<String, String>, now: Moment) -> Option<Self> {
        let owner: Owner = unlock(&key, OWNER, stored.get(OWNER)?)?;
        let header = Header::read(stored.get(HEADER)?)?;
        let (opening, signing) = owner.enrolment.keys().ok()?;
        let mut notebook = Self {
            key,
            header,
            touching: None,
            handle: owner.enrolment.handle.clone(),
            device: owner.device,
            opening,
            signing,
            pins: owner.enrolment.pins.clone(),
            post: None,
            secrets: None,
            seq: 0,
            checkpoint: None,
            drafts: Shelf::new(),
            outbox: Shelf::new(),
            sent: Shelf::new(),
            files: Shelf::new(),
            link: Link::default(),
            pending: Vec::new(),
            listed: None,
            lates: Vec::new(),
            asking: None,
            waits: false,
            terms: None,
            people: None,
            lacking: None,
            asked_for: None,
            named: None,
            candidate: None,
            seen: None,
            others: Vec::new(),
            closed: Vec::new(),
            alarms: Vec::new(),
            endings: 0,
            waiting: Vec::new(),
            unproved: None,
            looking: None,
            loss: None,
            at: "/a/".to_owned(),
            active: now,
        };
        notebook.read(stored);
        Some(notebook)
    }

    /// Rows carry the device's id: another container once kept here stays apart.
    fn row(&self, kind: &str, name: &str) -> String {
        format!("{kind}:{}:{name}", self.device.label())
    }

    fn read(&mut self, stored: &Shelf<String, String>) {
        let one = |name: String| stored.get(&name).map(|text| (name, text));
        self.asking = stored.get(ASKING).and_then(|text| unlock(&self.key, ASKING, text));
        self.waits = stored.contains_key(WAITING);
        if let Some((name, text)) = one(self.row(POST, "")) {
            self.post = unlock(&self.key, &name, text);
        }
        if let Some(post) = &self.post {
            self.pins = Some(post.pins.clone());
        }
        if let Some((name, text)) = one(self.row(COUNT, "")) {
            self.seq = unlock(&self.key, &name, text).unwrap_or_default();
        }
        if let Some((name, text)) = one(self.row(CHECKPOINT, "")) {
            self.checkpoint = unlock(&self.key, &name, text);
        }
        for (name, text) in stored.iter() {
            let mut parts = name.splitn(3, ':');
            let (kind, device, rest) = (parts.next(), parts.next(), parts.next().unwrap_or_default());
            if device != Some(self.device.label().as_str()) {
                continue;
            }
            match kind {
                Some(DRAFT) => {
                    self.drafts.extend(unlock(&self.key, name, text).map(|draft| (rest.to_owned(), draft)));
                }
                Some(OUTBOX) => {
                    let item =
                        unlock(&self.key, name, text).and_then(|item| Some((rest.parse().ok()?, item)));
                    self.outbox.extend(item);
                }
                Some(SENT) => {
                    let sent =
                        unlock(&self.key, name, text).and_then(|sent| Some((rest.parse().ok()?, sent)));
                    self.sent.extend(sent);
                }
                _ => {}
            }
        }
        // The count and the outbox are written together; should they ever differ, the higher one is true.
        let highest = self.outbox.keys().chain(self.sent.keys()).max().copied().unwrap_or_default();
        self.seq = self.seq.max(highest);
    }

    /// Writes a row.
    pub(crate) fn put<T: Serialize>(
        &self,
        kind: &str,
        name: &str,
        value: &T,
        turn: &mut Turn<'_>,
        step: &mut Step,
    ) {
        step.puts.push(self.sealed(kind, name, value, turn));
    }

    fn sealed<T: Serialize>(
        &self,
        kind: &str,
        name: &str,
        value: &T,
        turn: &mut Turn<'_>,
    ) -> (String, Option<String>) {
        let row = self.row(kind, name);
        let text = lock(&self.key, &row, value, turn.chance);
        (row, Some(text))
    }

    /// Removes a row.
    pub(crate) fn remove(&self, kind: &str, name: &str, step: &mut Step) {
        step.put(&self.row(kind, name), None);
    }

    /// The next number of a write of this device.
    pub(crate) fn count(&mut self, turn: &mut Turn<'_>, step: &mut Step) -> u64 {
        self.seq += 1;
        let seq = self.seq;
        self.put(COUNT, "", &seq, turn, step);
        seq
    }

    /// Keeps the newest checkpoint: the tree may only grow from it.
    pub(crate) fn keep_checkpoint(&mut self, checkpoint: Checkpoint, turn: &mut Turn<'_>, step: &mut Step) {
        step.notes.push(self.sealed(CHECKPOINT, "", &checkpoint, turn));
        self.checkpoint = Some(checkpoint);
    }

    /// Keeps what the device knows of its post.
    pub(crate) fn keep_post(&mut self, post: Post, turn: &mut Turn<'_>, step: &mut Step) {
        self.put(POST, "", &post, turn, step);
        if std::mem::take(&mut self.waits) {
            step.put(WAITING, None);
        }
        self.pins = Some(post.pins.clone());
        self.post = Some(post);
    }

    /// What may be shown under a verb, by the same matrix as the server's.
    pub(crate) fn view<T>(&self, kit: &Kit, verb: &str, relation: Relation, value: T) -> Option<View<T>> {
        let (actor, spec) = (&self.post.as_ref()?.actor, kit.policy.verb(verb)?);
        kit.policy.decide(spec, actor, relation).ok().map(|grant| grant.view(value))
    }

    fn may(&self, kit: &Kit, verb: &str) -> bool {
        let (Some(post), Some(spec)) = (&self.post, kit.policy.verb(verb)) else { return false };
        kit.policy.decide(spec, &post.actor, Relation::Own).is_ok()
    }

    /// The strip: how many are only here, since when.
    pub(crate) fn bar(&self, kit: &Kit, offline: bool, now: Moment) -> String {
        let oldest = self.outbox.values().map(|item| item.made).min();
        let shown = Bar {
            unsent: i64::try_from(self.outbox.len()).unwrap_or(i64::MAX),
            oldest: oldest.map(|made| now.since(made).max(0) / 60_000),
            drafts: self.drafts.len(),
            offline,
            href: (!self.outbox.is_empty()).then_some("/a/"),
        };
        bar(&kit.say, &shown).into_string()
    }

    /// The container has just opened.
    pub(crate) fn arrive(&mut self, kit: &Kit, wanted: &str, turn: &mut Turn<'_>, step: &mut Step) {
        if self.waits || self.pins.is_none() && self.post.is_none() {
            self.show_asked(kit, false, step);
        } else {
            self.go(kit, Method::Get, wanted, &[], turn, step);
        }
        self.pump(turn, step);
    }

    /// Answers an event.
    pub(crate) fn answer(&mut self, kit: &Kit, event: Event, turn: &mut Turn<'_>, step: &mut Step) {
        match event {
            Event::Go { method, path, form } => {
                self.active = turn.now;
                self.go(kit, method, &path, &form, turn, step);
            }
            Event::Fetched { tag, status, body } => self.fetched(kit, &tag, status, &body, turn, step),
            Event::Touched(answer) => {
                self.active = turn.now;
                self.touched(kit, &answer, turn, step);
            }
            Event::Tick { active: true } => self.active = turn.now,
            Event::Tick { .. } if turn.now.since(self.active) > IDLE => step.lock = true,
            Event::Tick { .. } => self.wake(),
            _ => {}
        }
        self.pump(turn, step);
    }

    /// Shows a page.
    pub(crate) fn show(&mut self, kit: &Kit, page: &Page, path: &str, step: &mut Step) {
        step.show(&kit.say, page, path);
        path.clone_into(&mut self.at);
    }

    fn go(
        &mut self,
        kit: &Kit,
        method: Method,
        path: &str,
        form: &[(String, String)],
        turn: &mut Turn<'_>,
        step: &mut Step,
    ) {
        let (place, query) = path.split_once('?').unwrap_or((path, ""));
        let parts: Vec<&str> =
            place.trim_start_matches("/a").split('/').filter(|part| !part.is_empty()).collect();
        match (method, parts.as_slice()) {
            (Method::Post, ["verrouiller"]) => step.lock = true,
            (Method::Post, ["conditions"]) => self.acknowledge(kit, turn, step),
            _ if self.terms.is_some() => self.show_terms(kit, step),
            (_, ["enregistrer", rest @ ..]) => self.journey(kit, method, rest, query, form, turn, step),
            (_, ["envoi", seq]) => self.show_sent(kit, seq, step),
            (_, ["chercher"]) => self.search(kit, method, form, step),
            (Method::Get, ["equipe", rest @ ..]) => self.list(kit, rest, path, step),
            (_, ["dossier", file, rest @ ..]) => self.file(kit, method, file, rest, path, form, turn, step),
            (_, ["reprendre", rest @ ..]) => self.late(kit, method, rest, turn, step),
            (_, ["registre", rest @ ..]) => self.epoch(kit, method, rest, form, turn, step),
            (_, ["service", rest @ ..]) => self.service(kit, method, rest, form, turn, step),
            (_, ["parts", rest @ ..]) => self.endings(kit, method, rest, turn, step),
            (_, ["personnes", rest @ ..]) => self.people(kit, method, rest, form, turn, step),
            (Method::Post, ["invitation", "recommencer"]) => self.start_again(step),
            (_, ["empreinte", rest @ ..]) => self.passkey(kit, method, rest, turn, step),
            (_, ["retours", rest @ ..]) => self.recoveries(kit, rest, turn, step),
            (Method::Post, ["retrouver", "essayer"]) => self.try_again(kit, step),
            (Method::Post, ["retrouver", "croire"]) => self.believe(kit, turn, step),
            (_, []) => self.home(kit, step),
            _ => self.nothing_here(kit, path, step),
        }
    }

    /// Absent, forbidden, mistyped: one page.
    pub(crate) fn nothing_here(&mut self, kit: &Kit, path: &str, step: &mut Step) {
        let page = danbe_pages::not_found(&kit.say, danbe_pages::Host::Device);
        self.show(kit, &page, path, step);
    }

    /// What she has to know before anything else.
    fn notices(&self, kit: &Kit) -> Vec<String> {
        let ready = self.post.is_none().then(|| kit.say.t("home-not-ready"));
        let ends =
            self.link.certificate.map(|at| kit.say.a("certificate-ends", &[("day", Arg::Text(&day(at)))]));
        let asked = self.asked_for.map(|at| kit.say.a("home-asked", &[("day", Arg::Text(&day(at)))]));
        let waits = self.lacking.map(|waits| kit.say.t(&format!("home-{}", waits.code())));
        let closed = self.closed.iter().map(|it| closing::closed(&kit.say, it));
        let alarms = successions::alarms(&kit.say, &self.alarms);
        let endings = (self.endings > 0).then(|| kit.say.t("home-endings"));
        let first = ready.into_iter().chain(ends).chain(asked).chain(endings).chain(waits);
        first.chain(closed).chain(alarms).collect()
    }

    /// The home of the post.
    pub(crate) fn home(&mut self, kit: &Kit, step: &mut Step) {
        let doors = [
            ("/a/enregistrer", "door-register", "cases.register"),
            ("/a/chercher", "door-search", "cases.search"),
            ("/a/equipe", "door-list", "cases.list"),
            ("/a/reprendre", "door-late", "late.list"),
            ("/a/personnes", "door-people", "posts.people"),
            ("/a/service", "service-title", "agencies.see"),
            ("/a/retours", "door-recoveries", "recovery.list"),
            (successions::ENDINGS, "door-endings", "successions.endings"),
        ];
        let opened = |verb: &str| match self.post.as_ref().map(|post| post.profile) {
            // A phone that only captures opens nothing: what it cannot do it does not offer.
            Some(Profile::CaptureOnly) => verb == "cases.register",
            _ => true,
        };
        let shown = HomeShown {
            handle: self.handle.clone(),
            doors: doors
                .into_iter()
                .filter(|(_, _, verb)| opened(verb) && self.may(kit, verb))
                .filter(|(href, ..)| *href != successions::ENDINGS || self.endings > 0)
                .map(|(href, key, _)| (href, key))
                .collect(),
            drafts: self.drafts.iter().map(|(id, draft)| draft.line(kit, id)).collect(),
            sent: self.sent_lines(kit),
            notices: self.notices(kit),
            lock: self.may_touch(kit).then(|| self.header.lock_shown()),
        };
        let page = pages::home(&kit.say, &shown);
        self.show(kit, &page, "/a/", step);
    }
}

//! An open container: whose it is, what it keeps, what is begun, what waits, what is open in memory only.

use crate::bell::Bell;
use crate::container::{ASKING, HEADER, Header, OWNER, Owner, WAITING, lock, unlock};
use crate::core::{Kit, Turn};
use crate::files::OpenFile;
use crate::journey::Draft;
use crate::outbox::{Item, Sent};
use crate::rooms::News;
use crate::search::Sought;
use crate::session::Link;
use crate::step::{Event, Method, Step, Visit, Wish};
use danbe_guard::{Actor, Relation, View};
use danbe_house::agencies::pages::closing;
use danbe_house::agencies::{ClosedShown, Waits};
use danbe_house::posts::pages::people::day;
use danbe_house::posts::pages::{self, HomeShown, Rest};
use danbe_house::posts::{Pins, Profile, Secrets, Terms, in_force};
use danbe_house::successions::pages::ENDINGS;
use danbe_pages::forms::{Bar, bar};
use danbe_pages::{Arg, Page};
use danbe_protection::cases::{Listed, NameCard};
use danbe_vault::{
    AgencyCharter, AgencyKey, CHARTER, Checkpoint, MemberCard, OpeningKey, SealingKey, SecretKey, Signed,
    SigningKey,
};
use danbe_words::{AgencyId, DeviceId, FileId, Moment, Shelf};
use serde::{Deserialize, Serialize};
#[cfg(feature = "whole")]
use {
    crate::directory::{DIRECTORY, Directory},
    crate::epoch::Loss,
    crate::passkey::Asked,
    danbe_house::agencies::{Named, Other, Outside, Service},
    danbe_house::late::Late,
    danbe_house::notices::Seen,
    danbe_house::posts::{Colleague, People},
    danbe_house::protocols::pages::ProtocolsShown,
    danbe_house::recovery::Pending,
    danbe_house::successions::{Alarmed, Ending},
    danbe_protection::allowances::Allowances,
    danbe_protection::bases::{BasisShown, Reviewing},
    danbe_protection::extracts::Tally,
    danbe_protection::referrals::pages::ReceivedShown,
    danbe_protection::referrals::{InboxLine, SentLine},
    danbe_words::MemberId,
};

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
    /// The agency's word for this member: it goes with what she seals for others.
    #[serde(default)]
    pub(crate) card: Option<Signed<MemberCard>>,
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
    /// What the five words were derived to, until the server holds what they open on another device.
    pub(crate) words: Option<SecretKey>,
    /// How the container opens.
    pub(crate) header: Header,
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
    /// The team's newest files, as they were listed: shown again at once, while the server is asked.
    pub(crate) listed: Option<Listed>,
    /// A request to be brought back, until a server has taken it.
    pub(crate) asking: Option<String>,
    /// Her officer has not confirmed her yet.
    pub(crate) waits: bool,
    /// What she has still to read before anything else.
    pub(crate) terms: Option<Terms>,
    /// What her agency lacks before it is in service.
    pub(crate) lacking: Option<Waits>,
    /// When somebody asked, elsewhere, to be brought back in her place.
    pub(crate) asked_for: Option<i64>,
    /// Agencies that closed lately.
    pub(crate) closed: Vec<ClosedShown>,
    /// How many agencies that end wait for her part of their key.
    pub(crate) endings: usize,
    /// A post whose root nobody has compared yet.
    pub(crate) unproved: Option<(Post, Secrets)>,
    /// A name looked for before the keys of the post were there.
    pub(crate) looking: Option<NameCard>,
    /// What was found for the drafts, in memory only.
    pub(crate) sought: Shelf<String, Sought>,
    /// Address the page in front shows.
    pub(crate) at: String,
    /// Whether something came for the agency.
    pub(crate) bell: Bell,
    pub(crate) active: Moment,
    /// A page of the whole program, asked of the first; and whether the whole is there.
    wish: Option<(Wish, bool)>,
    /// What the rooms of the whole program have in memory.
    #[cfg(feature = "whole")]
    pub(crate) desk: Desk,
}

/// What is open on the desk of an officer, a holder or a colleague, in memory only.
#[cfg(feature = "whole")]
#[derive(Default)]
pub(crate) struct Desk {
    /// Colleagues, as the welcome named them.
    pub(crate) colleagues: Vec<Colleague>,
    /// Who was put on the file opened last.
    pub(crate) on: Vec<MemberId>,
    /// What it has seen of the directory.
    pub(crate) directory: Directory,
    /// Members who ask to be brought back, as they were listed.
    pub(crate) pending: Vec<Pending>,
    /// What colleagues signed and did not send, as it was listed.
    pub(crate) lates: Vec<Late>,
    /// The posts of the agency as they were listed.
    pub(crate) people: Option<People>,
    /// Holders from outside, by the agency's own word.
    pub(crate) named: Option<Named>,
    /// How far the agency is, as it was last shown.
    pub(crate) seen: Option<Service>,
    /// The other agencies, as they were listed.
    pub(crate) others: Vec<Other>,
    /// A holder of another agency, about to be named.
    pub(crate) candidate: Option<Outside>,
    /// What is wrong with the holders of her agency, or of every agency.
    pub(crate) alarms: Vec<Alarmed>,
    /// Agencies that end and wait for her part of their key, as they were listed.
    pub(crate) waiting: Vec<Ending>,
    /// The server showed another history than the one this device knows.
    pub(crate) forked: bool,
    /// What this device was told of lines that were lost.
    pub(crate) loss: Option<Loss>,
    /// A basis as far as it is typed, and its file.
    pub(crate) basis: Option<(FileId, Vec<(String, String)>)>,
    /// The file in front, when what its shares rest on was listed.
    pub(crate) bases_of: Option<FileId>,
    /// The bases of the file in front.
    pub(crate) bases: Vec<BasisShown>,
    /// What waits for one's own agency's review.
    pub(crate) reviewing: Vec<Reviewing>,
    /// Referrals of the team, as they were listed.
    pub(crate) followed: Vec<SentLine>,
    /// What came, as it was listed.
    pub(crate) inboxed: Vec<InboxLine>,
    /// What was opened of it.
    pub(crate) received: Option<ReceivedShown>,
    /// What a statistics office opened, counted.
    pub(crate) tally: Tally,
    /// How many searches a day, as it was listed.
    pub(crate) allowances: Allowances,
    /// With whom the agency shares.
    pub(crate) protocols: ProtocolsShown,
    /// A screening as far as it is typed.
    pub(crate) screening: Vec<(String, String)>,
    /// Whether it was asked, since the container was opened, who may receive.
    pub(crate) asked_around: bool,
    /// What the phone's own lock was asked.
    pub(crate) touching: Option<Asked>,
    /// By what the agency hears that something came, as it was shown.
    pub(crate) told: Seen,
    /// The roles of the agency, as they were listed.
    pub(crate) roles: danbe_house::roles::Roles,
}

/// Kinds of rows.
const POST: &str = "post";
const COUNT: &str = "count";
const CHECKPOINT: &str = "checkpoint";
pub(crate) const DRAFT: &str = "draft";
pub(crate) const OUTBOX: &str = "outbox";
pub(crate) const SENT: &str = "sent";

/// The doors of the home page: address, words, and the verb a post must have for the address to be there at all.
const DOORS: [(&str, &str, &str); 18] = [
    ("/a/enregistrer", "door-register", "cases.register"),
    ("/a/enregistrer/migrant", "door-register-migrant", "cases.register"),
    ("/a/filtrage", "door-screening", "referrals.send"),
    ("/a/chercher", "door-search", "cases.search"),
    ("/a/equipe", "door-list", "cases.list"),
    ("/a/recus", "door-inbox", "referrals.inbox"),
    ("/a/envoyes", "door-sent", "referrals.sent"),
    ("/a/paquets", "door-reception", "reception.list"),
    ("/a/releves", "door-extracts", "extracts.export"),
    ("/a/avis", "door-reviews", "bases.reviews"),
    ("/a/protocoles", "door-protocols", "protocols.propose"),
    ("/a/sonnette", "door-notices", "notices.see"),
    ("/a/reprendre", "door-late", "late.list"),
    ("/a/personnes", "door-people", "posts.people"),
    ("/a/service", "door-service", "agencies.see"),
    ("/a/recherches", "door-allowances", "allowances.see"),
    ("/a/retours", "door-recoveries", "recovery.list"),
    (ENDINGS, "door-endings", "successions.endings"),
];

impl Notebook {
    /// Reads the rows of a container; `None` when its owner cannot be read.
    pub(crate) fn open(key: SecretKey, stored: &Shelf<String, String>, now: Moment) -> Option<Self> {
        let owner: Owner = unlock(&key, OWNER, stored.get(OWNER)?)?;
        let header = Header::read(stored.get(HEADER)?)?;
        let (opening, signing) = owner.enrolment.keys().ok()?;
        let mut notebook = Self {
            key,
            words: None,
            header,
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
            listed: None,
            asking: None,
            waits: false,
            terms: None,
            lacking: None,
            asked_for: None,
            closed: Vec::new(),
            endings: 0,
            unproved: None,
            looking: None,
            sought: Shelf::new(),
            at: "/a/".to_owned(),
            bell: Bell::default(),
            active: now,
            wish: None,
            #[cfg(feature = "whole")]
            desk: Desk::default(),
        };
        notebook.read(stored);
        #[cfg(feature = "whole")]
        notebook.read_screening(stored);
        Some(notebook)
    }

    /// Rows carry the device's id: another container once kept here stays apart.
    fn row(&self, kind: &str, name: &str) -> String {
        format!("{kind}:{}:{name}", self.device.label())
    }

    /// A row of one kind, when it is there and reads.
    #[cfg(feature = "whole")]
    pub(crate) fn kept<T: serde::de::DeserializeOwned>(
        &self,
        kind: &str,
        stored: &Shelf<String, String>,
    ) -> Option<T> {
        let name = self.row(kind, "");
        unlock(&self.key, &name, stored.get(&name)?)
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
        #[cfg(feature = "whole")]
        if let Some((name, text)) = one(self.row(DIRECTORY, "")) {
            self.desk.directory.newest = unlock(&self.key, &name, text).unwrap_or_default();
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
        #[cfg(feature = "whole")]
        {
            self.desk.forked = false;
        }
    }

    /// Keeps what the device knows of its post.
    pub(crate) fn keep_post(&mut self, post: Post, turn: &mut Turn<'_>, step: &mut Step) {
        self.put(POST, "", &post, turn, step);
        self.try_again_under(&post, turn, step);
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

    /// Whether the agency of the post keeps files: one that only sends has nothing to hide on a phone.
    fn keeps_files(&self) -> bool {
        self.post.as_ref().is_none_or(|post| post.actor.class.assists())
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
            news: self.rings(),
        };
        bar(&kit.say, &shown).into_string()
    }

    /// The container has just opened.
    pub(crate) fn arrive(&mut self, kit: &Kit, wanted: &Wish, turn: &mut Turn<'_>, step: &mut Step) {
        if self.waits || self.pins.is_none() && self.post.is_none() {
            self.show_asked(kit, false, step);
        } else {
            self.go(kit, wanted.method, &wanted.path, &wanted.form, turn, step);
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
                self.tell(kit, &News::Touched(&answer), turn, step);
            }
            Event::Tick { active: true } => {
                self.active = turn.now;
                self.tell(kit, &News::Tick, turn, step);
            }
            Event::Tick { .. } if turn.now.since(self.active) > IDLE => step.lock = true,
            Event::Tick { .. } => {
                self.wake();
                self.tell(kit, &News::Tick, turn, step);
            }
            Event::Whole { came } => self.whole_comes(kit, came, step),
            _ => {}
        }
        match &self.wish {
            // What is under way is answered here; what comes next goes from the whole program.
            Some((wish, true)) if wish.path == self.at => step.leave = !self.is_busy(),
            _ => self.pump(turn, step),
        }
        self.listen(turn.now, step);
    }

    /// Shows a page.
    pub(crate) fn show(&mut self, kit: &Kit, page: &Page, path: &str, step: &mut Step) {
        step.show(&kit.say, page, path);
        path.clone_into(&mut self.at);
    }

    pub(crate) fn go(
        &mut self,
        kit: &Kit,
        method: Method,
        path: &str,
        form: &[(String, String)],
        turn: &mut Turn<'_>,
        step: &mut Step,
    ) {
        self.wish = None;
        let (place, query) = path.split_once('?').unwrap_or((path, ""));
        let parts: Vec<&str> =
            place.strip_prefix("/a").unwrap_or(place).split('/').filter(|part| !part.is_empty()).collect();
        let (name, rest) = parts.split_first().map_or(("", &[][..]), |(name, rest)| (*name, rest));
        match (method, name) {
            (Method::Post, "verrouiller") => return step.lock = true,
            (Method::Post, "conditions") => return self.acknowledge(kit, turn, step),
            _ if self.terms.is_some() => return self.show_terms(kit, step),
            (_, "") => return self.home(kit, step),
            _ => {}
        }
        let visit = Visit { method, path, rest, query, form };
        if self.is_closed(kit, name) {
            return self.nothing_here(kit, path, step);
        }
        match kit.rooms().find(|room| room.name == name) {
            Some(room) => (room.go)(self, kit, &visit, turn, step),
            None if kit.rest.is_empty() => self.wish_for(kit, &visit, step),
            None => self.nothing_here(kit, path, step),
        }
    }

    /// Whether a room has a door and the post has not its verb: to this post the room is not there.
    fn is_closed(&self, kit: &Kit, name: &str) -> bool {
        let mut doors = DOORS.iter().filter(|(href, ..)| href.strip_prefix("/a/") == Some(name));
        self.post.is_some() && doors.any(|(_, _, verb)| !self.may(kit, verb))
    }

    /// What this program does not know may be in the whole one: it is asked for.
    fn wish_for(&mut self, kit: &Kit, visit: &Visit<'_>, step: &mut Step) {
        let Visit { method, path, form, .. } = *visit;
        self.show(kit, &pages::rest(&kit.say, Rest::Comes(0)), path, step);
        step.for_a_moment();
        step.whole = true;
        self.wish = Some((Wish { method, path: path.to_owned(), form: form.to_vec() }, false));
    }

    /// The whole program is on its way, or there, or cannot come.
    fn whole_comes(&mut self, kit: &Kit, came: u16, step: &mut Step) {
        let Some((wish, there)) = self.wish.as_mut().filter(|(wish, _)| wish.path == self.at) else { return };
        *there = came == 100;
        let rest = match came {
            100 => return,
            0 => Rest::Waits,
            _ => Rest::Comes(came),
        };
        let path = wish.path.clone();
        self.show(kit, &pages::rest(&kit.say, rest), &path, step);
        step.for_a_moment();
        step.again();
    }

    /// The container's key, and what was asked for.
    pub(crate) fn leave(self) -> (SecretKey, Wish) {
        (self.key, self.wish.map(|(wish, _)| wish).unwrap_or_default())
    }

    /// Absent, forbidden, mistyped: one page.
    pub(crate) fn nothing_here(&mut self, kit: &Kit, path: &str, step: &mut Step) {
        let page = danbe_pages::not_found(&kit.say, danbe_pages::Host::Device);
        self.show(kit, &page, path, step);
    }

    /// What she has to know before anything else.
    fn said_first(&self, kit: &Kit) -> Vec<String> {
        let ready = self.post.is_none().then(|| kit.say.t("home-not-ready"));
        let ends =
            self.link.certificate.map(|at| kit.say.a("certificate-ends", &[("day", Arg::Text(&day(at)))]));
        let asked = self.asked_for.map(|at| kit.say.a("home-asked", &[("day", Arg::Text(&day(at)))]));
        let waits = self.lacking.map(|waits| kit.say.t(&format!("home-{}", waits.code())));
        let closed = self.closed.iter().map(|it| closing::closed(&kit.say, it));
        let rooms = kit.rooms().flat_map(|room| (room.says)(self, kit));
        let news = self.rings().then(|| kit.say.t("bell-news"));
        news.into_iter()
            .chain(ready)
            .chain(ends)
            .chain(asked)
            .chain(waits)
            .chain(closed)
            .chain(rooms)
            .collect()
    }

    /// The home of the post.
    pub(crate) fn home(&mut self, kit: &Kit, step: &mut Step) {
        let opened = |verb: &str| match self.post.as_ref().map(|post| post.profile) {
            // A phone that only captures opens nothing: what it cannot do it does not offer.
            Some(Profile::CaptureOnly) => !self.keeps_files() || verb == "cases.register",
            _ => true,
        };
        let shown = HomeShown {
            handle: self.handle.clone(),
            doors: DOORS
                .into_iter()
                .filter(|(_, _, verb)| opened(verb) && self.may(kit, verb))
                .filter(|(href, ..)| *href != ENDINGS || self.endings > 0)
                .map(|(href, key, _)| (href, key))
                .collect(),
            drafts: self.drafts.iter().map(|(id, draft)| draft.line(kit, id)).collect(),
            sent: self.sent_lines(kit),
            notices: self.said_first(kit),
            lock: self.may_touch(kit).then(|| self.header.lock_shown()),
        };
        let page = pages::home(&kit.say, &shown);
        self.show(kit, &page, "/a/", step);
    }
}

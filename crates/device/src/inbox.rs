//! What came from other agencies: opened, believed or not, answered; a person taken on, with a file of her own.

use crate::core::{Kit, Turn};
use crate::notebook::Notebook;
use crate::step::{Method, Step, Visit, typed};
use danbe_guard::Relation;
use danbe_protection::cases::steps::{self, Values};
use danbe_protection::cases::{Registration, Sealing};
use danbe_protection::referrals::package::Opened;
use danbe_protection::referrals::pages::{self, INBOX, ReceivedShown};
use danbe_protection::referrals::{
    Accept, AnswerRecall, DeclineBody, Finish, Handed, Inbox, InboxLine, Inboxed, Mark, NOTE, OpenPackages,
};
use danbe_vault::{Json, Length, Wrap, wrap};
use danbe_words::{Decline, Recall, ReferralId};

impl Notebook {
    /// Everything under `/a/recus`.
    pub(crate) fn inbox(&mut self, kit: &Kit, visit: &Visit<'_>, turn: &mut Turn<'_>, step: &mut Step) {
        let Visit { method, path, rest, form, .. } = *visit;
        let over = rest.first() == Some(&"finis");
        let listed = if over { rest.get(1..).unwrap_or_default() } else { rest };
        match (method, listed) {
            (Method::Get, []) => self.list_inbox(kit, over, None, path, step),
            (Method::Get, ["apres", sent, id]) => match (sent.parse(), id.parse()) {
                (Ok(sent), Ok(id)) => self.list_inbox(kit, over, Some(Mark { sent, id }), path, step),
                _ => self.nothing_here(kit, path, step),
            },
            (method, [id, act @ ..]) => match id.parse::<ReferralId>() {
                Ok(id) => self.one_received(kit, id, (method, act, form, path), turn, step),
                Err(_) => self.nothing_here(kit, path, step),
            },
            _ => self.nothing_here(kit, path, step),
        }
    }

    fn list_inbox(&mut self, kit: &Kit, over: bool, after: Option<Mark>, path: &str, step: &mut Step) {
        let at = path.to_owned();
        self.with_agencies(kit, path, step, move |it, kit, _, step| {
            let shown = at.clone();
            let came = move |it: &mut Self, kit: &Kit, came: Json, _: &mut Turn<'_>, step: &mut Step| {
                let Ok(inboxed) = came.read::<Inboxed>() else { return };
                it.desk.inboxed.clone_from(&inboxed.lines);
                let agencies = it.agencies();
                if let Some(view) = it.view(kit, "referrals.inbox", Relation::Own, inboxed) {
                    it.show(kit, &pages::inbox(&kit.say, &view, &agencies, over), &shown, step);
                }
            };
            it.ask(kit, "referrals.inbox", &Inbox { over, after }, came, &at, step);
        });
    }

    fn one_received(
        &mut self,
        kit: &Kit,
        id: ReferralId,
        (method, act, form, path): (Method, &[&str], &[(String, String)], &str),
        turn: &mut Turn<'_>,
        step: &mut Step,
    ) {
        let line = self.desk.inboxed.iter().find(|line| line.id == id).cloned();
        let Some(line) = line else { return self.list_inbox(kit, false, None, INBOX, step) };
        match (method, act) {
            // What is over is opened no more; its state, and a recall that waits, are still there to be answered.
            (Method::Get, []) if line.state.is_over() => self.show_line(kit, &line, path, step),
            (Method::Get, []) => {
                let came =
                    move |it: &mut Self, kit: &Kit, came: Json, turn: &mut Turn<'_>, step: &mut Step| {
                        let Ok(handed) = came.read::<Handed>() else { return };
                        it.open_packages(kit, &line, &handed, turn, step);
                    };
                self.ask(kit, "referrals.open", &OpenPackages { referral: id }, came, path, step);
            }
            (Method::Get, ["refuser"]) => {
                self.show(kit, &pages::answer(&kit.say, id, true, &[], None), path, step)
            }
            (Method::Get, ["fait"]) => {
                self.show(kit, &pages::answer(&kit.say, id, false, &[], None), path, step)
            }
            (Method::Post, ["refuser"]) => match Decline::from_code(typed(form, "reason")) {
                Ok(reason) => {
                    let note = self.note_for(&line, form, turn);
                    let body = DeclineBody { referral: id, reason, note };
                    self.answered(kit, "referrals.decline", &body, turn, step);
                }
                Err(_) => {
                    let page = pages::answer(&kit.say, id, true, form, Some("decline-reason-required"));
                    self.show(kit, &page, path, step);
                }
            },
            (Method::Post, ["fait"]) => {
                let body = Finish { referral: id, note: self.note_for(&line, form, turn) };
                self.answered(kit, "referrals.finish", &body, turn, step);
            }
            (Method::Post, ["accepter"]) => self.accept(kit, id, form, turn, step),
            (Method::Post, [answer @ ("rendu" | "garde")]) => {
                let answer = if *answer == "rendu" { Recall::Deleted } else { Recall::Held };
                let body = AnswerRecall { referral: id, answer };
                self.answered(kit, "referrals.answer-recall", &body, turn, step);
            }
            _ => self.nothing_here(kit, path, step),
        }
    }

    fn answered<B: serde::Serialize>(
        &mut self,
        kit: &Kit,
        verb: &str,
        body: &B,
        turn: &mut Turn<'_>,
        step: &mut Step,
    ) {
        self.write(verb, body, (None, None), turn, step);
        self.desk.received = None;
        self.show(kit, &pages::answer_kept(&kit.say), &format!("{INBOX}/repondu"), step);
    }

    /// A few words for the sender, sealed to its agency; nothing for a sender that opens nothing.
    fn note_for(&self, line: &InboxLine, form: &[(String, String)], turn: &mut Turn<'_>) -> Option<Wrap> {
        let text = typed(form, "note").trim();
        let (to, place) = (self.key_of(line.sender)?, line.id.to_string());
        let sealed = || wrap(&to, NOTE, place.as_bytes(), text.as_bytes(), Length::Hidden, turn.chance);
        (!text.is_empty()).then(sealed)
    }

    fn show_line(&mut self, kit: &Kit, line: &InboxLine, path: &str, step: &mut Step) {
        let shown = ReceivedShown {
            id: Some(line.id),
            state: Some(line.state),
            recall: line.recall,
            kept: line.kept,
            ..ReceivedShown::default()
        };
        self.show_received(kit, shown, path, step);
    }

    /// Opens what can be believed, in its order; the first that cannot is named, and nothing after it is shown.
    fn open_packages(
        &mut self,
        kit: &Kit,
        line: &InboxLine,
        handed: &Handed,
        turn: &Turn<'_>,
        step: &mut Step,
    ) {
        let (Some(post), Some(secrets)) = (&self.post, &self.secrets) else { return };
        let keys: Vec<_> = secrets.opening_keys().collect();
        let (mut opened, mut refused) = (Vec::<Opened>::new(), None);
        let mut after = handed.after.clone();
        for package in &handed.packages {
            let before = after.as_ref().map(|(seq, digest)| (*seq, digest.as_str()));
            let read =
                package.open(&post.pins.root, post.actor.agency, keys.iter().copied(), before, turn.now);
            match read {
                Ok(read) if read.manifest.referral == line.id && read.manifest.sender == line.sender => {
                    after = Some((read.manifest.seq, read.digest.clone()));
                    opened.push(read);
                }
                Ok(_) => refused = Some("forged"),
                Err(why) => refused = Some(why.code()),
            }
            if refused.is_some() {
                break;
            }
        }
        let shown = ReceivedShown {
            id: Some(line.id),
            state: Some(handed.state),
            recall: line.recall,
            packages: opened,
            refused,
            kept: handed.kept,
            files: post.actor.class.assists(),
            unsaid: false,
        };
        self.desk.received = Some(shown.clone());
        self.show_received(kit, shown, &format!("{INBOX}/{}", line.id), step);
    }

    fn show_received(&mut self, kit: &Kit, shown: ReceivedShown, path: &str, step: &mut Step) {
        if let Some(view) = self.view(kit, "referrals.open", Relation::Team, shown) {
            self.show(kit, &pages::received(&kit.say, &view), path, step);
        }
    }

    fn accept(
        &mut self,
        kit: &Kit,
        id: ReferralId,
        form: &[(String, String)],
        turn: &mut Turn<'_>,
        step: &mut Step,
    ) {
        let shown = self.desk.received.clone().filter(|shown| shown.id == Some(id));
        let Some(shown) = shown.filter(|shown| !shown.packages.is_empty()) else {
            return self.list_inbox(kit, false, None, INBOX, step);
        };
        let file = if shown.files {
            match self.taken_on(kit, &shown, form, turn) {
                Some(file) => Some(file),
                None => {
                    let shown = ReceivedShown { unsaid: true, ..shown };
                    return self.show_received(kit, shown, &format!("{INBOX}/{id}"), step);
                }
            }
        } else {
            None
        };
        self.answered(kit, "referrals.accept", &Accept { referral: id, file }, turn, step);
    }

    /// The receiver's own file: what it was given, sealed anew for itself. Nothing when nobody said in which region.
    fn taken_on(
        &self,
        kit: &Kit,
        shown: &ReceivedShown,
        form: &[(String, String)],
        turn: &mut Turn<'_>,
    ) -> Option<Registration> {
        let mut values = Values::new();
        let said = shown.packages.iter().flat_map(|package| &package.sections);
        for (question, value) in said.flat_map(|(_, shared)| &shared.answers) {
            values.insert(question.clone(), value.clone());
        }
        let (year, month, day, ..) = turn.now.civil();
        values.insert("date".to_owned(), format!("{year:04}-{month:02}-{day:02}"));
        values.insert("manner".to_owned(), "referred-by-service".to_owned());
        if !typed(form, "region").is_empty() {
            values.insert("region".to_owned(), typed(form, "region").to_owned());
        }
        let facts = steps::facts(&values)?;
        let (agency, to) = self.post.as_ref()?.agency()?;
        let mut sealing = Sealing::begin(agency, to, turn.chance);
        for package in &shown.packages {
            let from = [("name", danbe_pages::Arg::Text(&package.from))];
            sealing.note(format!("{}\n{}", kit.say.a("package-from", &from), package.request), turn.chance);
            for note in package.sections.iter().flat_map(|(_, shared)| &shared.notes) {
                sealing.note(note.clone(), turn.chance);
            }
        }
        let kind = shown.packages.first().map(|package| package.manifest.kind).unwrap_or_default();
        Some(self.sealed_whole(sealing, (kind, facts), &values, turn))
    }
}

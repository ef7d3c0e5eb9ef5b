//! The line to the server: sign in by signing a challenge, ask, take answers with their receipts.
//!
//! One request at a time, so that the checkpoint known always grows. Nothing is retried in a hurry: a tick
//! comes every twenty seconds, and one as soon as the network is back.

use crate::bell::BELL;
use crate::container::ASKING;
use crate::core::{Kit, Turn};
use crate::notebook::{Notebook, Post};
use crate::rooms::News;
use crate::step::Step;
use danbe_house::late::TAKE;
use danbe_house::posts::{
    Challenge, Opened, Pins, Profile, SignIn, Welcome, WelcomeMe, Welcomed, challenge_text, pages,
};
use danbe_vault::text::from_text;
use danbe_vault::{Act, Checkpoint, Envelope, Json, Receipt, VaultError};
use danbe_words::{EnvelopeId, Event, Line, MemberId, Moment, Shelf};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::collections::VecDeque;

/// Something to be handed out, and what for.
struct Asked {
    verb: &'static str,
    body: Box<RawValue>,
    then: Box<Then>,
    /// Address of the page that waits; empty when none does.
    path: String,
    /// The request under way carries it: its answer is read as the answer to this, wherever she is by then.
    sent: bool,
}

/// What is done with the answer when it comes.
type Then = dyn FnOnce(&mut Notebook, &Kit, Json, &mut Turn<'_>, &mut Step);

/// Where the conversation with the server stands.
#[derive(Default)]
pub(crate) struct Link {
    token: Option<(String, MemberId)>,
    /// A request is under way.
    busy: bool,
    /// Digest of the envelope under way: its receipt must prove this one.
    digest: String,
    /// A session was refused once for the request in front: the second time it is told.
    tried: bool,
    asks: VecDeque<Asked>,
    /// Something failed: wait for the next gesture or tick.
    resting: bool,
    /// When the server's certificate ends, if that is soon and concerns this post.
    pub(crate) certificate: Option<i64>,
}

#[derive(Deserialize)]
struct Reply {
    answer: Option<Json>,
    receipt: Receipt,
}

#[derive(Deserialize)]
struct Refusal {
    problem: String,
    sentence: String,
}

/// What came back for a request, once its receipt was checked.
pub(crate) enum Came {
    /// Answered, under this line.
    Answer(Option<Json>, u64, Line),
    /// Refused, for good: a code and a sentence.
    Refused(String, String),
    /// The session is over.
    SignInAgain,
    /// Not now.
    Later(String),
    /// A session that is over, or a receipt that proves nothing: what memory holds must not stand in front of it.
    Halt(String),
    /// Another history than the one this device knows: the alarm stands in front of everything already.
    Alarm,
}

impl Notebook {
    /// Signs an act of this member on this device; gives the digest its receipt must name, and the envelope.
    pub(crate) fn sign<B: Serialize>(
        &self,
        verb: &str,
        body: &B,
        id: &str,
        seq: u64,
        member: MemberId,
        turn: &mut Turn<'_>,
    ) -> (String, String) {
        let body = serde_json::value::to_raw_value(body).unwrap_or_default();
        let act = Act {
            v: 1,
            id: id.to_owned(),
            verb: verb.to_owned(),
            member: member.to_string(),
            device: self.device.to_string(),
            seq,
            at: turn.now.0,
            body,
        };
        let envelope = Envelope::sign(&act, &self.signing);
        (danbe_vault::text::hex(&envelope.digest()), serde_json::to_string(&envelope).unwrap_or_default())
    }

    /// Asks the server for something; the page that waits is shown meanwhile.
    pub(crate) fn ask<B: Serialize>(
        &mut self,
        kit: &Kit,
        verb: &'static str,
        body: &B,
        then: impl FnOnce(&mut Self, &Kit, Json, &mut Turn<'_>, &mut Step) + 'static,
        path: &str,
        step: &mut Step,
    ) {
        if self.is_without(kit, verb) {
            return self.nothing_here(kit, path, step);
        }
        let body = serde_json::value::to_raw_value(body).unwrap_or_default();
        // A new gesture replaces what the person no longer waits for; what no page waits for goes on.
        self.link.asks.retain(|asked| asked.path.is_empty() || asked.sent);
        self.link.asks.push_back(Asked {
            verb,
            body,
            then: Box::new(then),
            path: path.to_owned(),
            sent: false,
        });
        self.link.resting = false;
        self.link.tried = false;
        self.show(kit, &pages::moment_please(&kit.say), path, step);
        step.for_a_moment();
    }

    /// Asks for something no page waits for, after what is asked already.
    #[cfg(feature = "whole")]
    pub(crate) fn ask_quietly<B: Serialize>(
        &mut self,
        verb: &'static str,
        body: &B,
        then: impl FnOnce(&mut Self, &Kit, Json, &mut Turn<'_>, &mut Step) + 'static,
    ) {
        let body = serde_json::value::to_raw_value(body).unwrap_or_default();
        let path = String::new();
        self.link.asks.push_back(Asked { verb, body, then: Box::new(then), path, sent: false });
    }

    /// Sends the next thing there is to send, if nothing is under way.
    pub(crate) fn pump(&mut self, turn: &mut Turn<'_>, step: &mut Step) {
        if self.link.busy || self.link.resting {
            return;
        }
        if self.unproved.is_some() {
            return;
        }
        let welcome = self.secrets.is_none();
        if !welcome && self.link.asks.is_empty() && self.next_out().is_none() {
            return;
        }
        if let Some(asking) = &self.asking {
            self.link.busy = true;
            // Who is new believes a root already: the code vouched for it.
            let door = if self.waits { "/session/enrol" } else { "/session/recover" };
            step.send("recover", door, asking.clone(), Shelf::new());
            return;
        }
        let Some((token, member)) = self.link.token.clone() else {
            self.link.busy = true;
            step.send("challenge", "/session/challenge", "{}".to_owned(), Shelf::new());
            return;
        };
        let mut headers = Shelf::from([("authorization", format!("Bearer {token}"))]);
        if let Some(known) = &self.checkpoint {
            headers.insert("danbe-known", known.size.to_string());
        }
        let id = EnvelopeId::from_bytes(turn.chance.bytes()).to_string();
        let (tag, (digest, body)) = if welcome {
            ("welcome".to_owned(), self.sign("posts.welcome", &WelcomeMe {}, &id, 0, member, turn))
        } else if let Some(asked) = self.link.asks.front() {
            let signed = self.sign(asked.verb, &asked.body, &id, 0, member, turn);
            self.link.asks.iter_mut().take(1).for_each(|asked| asked.sent = true);
            ("ask".to_owned(), signed)
        } else if let Some((seq, item)) = self.next_out() {
            (format!("out:{seq}"), (item.digest.clone(), item.envelope.clone()))
        } else {
            return;
        };
        self.link.busy = true;
        self.link.digest = digest;
        step.send(&tag, "/sync", body, headers);
    }

    /// Something may work now that did not before.
    pub(crate) const fn wake(&mut self) {
        self.link.resting = false;
    }

    /// A request is under way.
    pub(crate) const fn is_busy(&self) -> bool {
        self.link.busy
    }

    /// What a request carries that belongs to the session, when there is one.
    pub(crate) fn session_header(&self) -> Option<Shelf<&'static str, String>> {
        let (token, _) = self.link.token.as_ref().filter(|_| self.secrets.is_some())?;
        Some(Shelf::from([("authorization", format!("Bearer {token}"))]))
    }

    /// A request is under way: nothing else is sent before its answer.
    #[cfg(feature = "whole")]
    pub(crate) const fn hold_line(&mut self) {
        self.link.busy = true;
    }

    /// Nothing more is sent before the next gesture or tick.
    pub(crate) const fn rest(&mut self) {
        self.link.resting = true;
    }

    /// The server answered, or did not.
    pub(crate) fn fetched(
        &mut self,
        kit: &Kit,
        tag: &str,
        status: u16,
        body: &str,
        turn: &mut Turn<'_>,
        step: &mut Step,
    ) {
        if tag == BELL {
            return self.rang(kit, status, body, step);
        }
        self.link.busy = false;
        self.link.resting &= status != 200;
        match tag {
            "challenge" => self.challenged(kit, status, body, step),
            "open" => self.session_opened(kit, status, body, step),
            "welcome" => {
                let came = self.came(kit, status, body, "posts.welcome", turn, step);
                self.welcomed(kit, came, turn, step);
            }
            "ask" => self.asked_came(kit, status, body, turn, step),
            "recover" => self.request_taken(kit, status, step),
            late if late.starts_with("late:") => self.late_taken(kit, late, status, body, turn, step),
            tag => match tag.strip_prefix("out:").and_then(|seq| seq.parse().ok()) {
                Some(seq) => self.out_came(kit, seq, status, body, turn, step),
                None => drop(self.tell(kit, &News::Answer(tag, status, body), turn, step)),
            },
        }
    }

    fn challenged(&mut self, kit: &Kit, status: u16, body: &str, step: &mut Step) {
        let challenge: Option<Challenge> = from_text(body).ok().filter(|_| status == 200);
        let Some(Challenge { challenge }) = challenge else {
            return self.not_now(kit, &sentence(kit, status, body), step);
        };
        let text = challenge_text(&self.handle, &challenge);
        let sig = self.signing.sign(SignIn::DOMAIN, text.as_bytes());
        let sign_in = SignIn { handle: self.handle.clone(), challenge, sig };
        self.link.busy = true;
        step.send("open", "/session/open", serde_json::to_string(&sign_in).unwrap_or_default(), Shelf::new());
    }

    fn session_opened(&mut self, kit: &Kit, status: u16, body: &str, step: &mut Step) {
        match from_text::<Opened>(body) {
            Ok(opened) if status == 200 => {
                self.link.token = Some((opened.token, opened.member));
                self.link.certificate = opened.certificate;
                if opened.certificate.is_some() && self.at == "/a/" && self.post.is_some() {
                    self.home(kit, step);
                    step.again();
                }
            }
            _ if status == 401 && self.hand_over_late(step) => {}
            _ => self.not_now(kit, &sentence(kit, status, body), step),
        }
    }

    /// What is asked for cannot be had now: the page that waits says so; what waits to be sent goes on waiting.
    pub(crate) fn not_now(&mut self, kit: &Kit, sentence: &str, step: &mut Step) {
        self.link.resting = true;
        if self.waits || self.pins.is_none() {
            return self.show_asked(kit, true, step);
        }
        if self.looking.take().is_some() {
            let page = pages::problem(&kit.say, sentence, "/a/chercher");
            return step.show_instead(&kit.say, &page, "/a/chercher");
        }
        if let Some(asked) = self.link.asks.pop_front() {
            if asked.path.is_empty() {
                return; // nobody waits for it; at the next entry it is asked again
            }
            if self.show_from_memory(kit, &asked.path, sentence, step) {
                return;
            }
            let page = pages::problem(&kit.say, sentence, "/a/");
            step.show_instead(&kit.say, &page, &asked.path);
        }
    }

    /// Reads an answer and checks its receipt against all this device knows.
    pub(crate) fn came(
        &mut self,
        kit: &Kit,
        status: u16,
        body: &str,
        verb: &str,
        turn: &mut Turn<'_>,
        step: &mut Step,
    ) -> Came {
        if status == 200 {
            let Ok(reply) = from_text::<Reply>(body) else {
                return Came::Later(kit.say.t("problem-store-down"));
            };
            return match self.check(&reply.receipt, verb, turn.now) {
                Ok((checkpoint, line)) => {
                    self.link.tried = false;
                    if let Some((checkpoint, public)) = checkpoint {
                        self.keep_checkpoint(checkpoint, turn, step);
                        // The first program seals to nobody but its own agency.
                        #[cfg(feature = "whole")]
                        {
                            self.desk.directory.under = Some(public);
                        }
                        #[cfg(not(feature = "whole"))]
                        drop(public);
                    }
                    Came::Answer(reply.answer, reply.receipt.index, line)
                }
                Err(VaultError::Rollback | VaultError::Forked) => {
                    self.alarm(kit, turn, step);
                    Came::Alarm
                }
                Err(VaultError::Unwitnessed) => Came::Halt(kit.say.t("problem-unwitnessed")),
                Err(_) => Came::Halt(kit.say.t("problem-receipt")),
            };
        }
        match (status, from_text::<Refusal>(body)) {
            (401, Ok(refusal)) if refusal.problem == "session-closed" => {
                self.link.token = None;
                // Once is an expired session; twice in a row is a key that no longer counts.
                self.link.resting = self.link.tried;
                if std::mem::replace(&mut self.link.tried, true) {
                    Came::Halt(refusal.sentence)
                } else {
                    Came::SignInAgain
                }
            }
            (0 | 408 | 429 | 500.., _) | (_, Err(_)) => Came::Later(sentence(kit, status, body)),
            // The newest terms came while she was at work: they are shown at the next welcome.
            (_, Ok(refusal)) if refusal.problem == "state-terms" => {
                self.secrets = None;
                Came::Later(refusal.sentence)
            }
            // What came before is on its way again: this one waits its turn.
            // Or it was lost there: the receipt of the papers, asked for again, shows what the ledger still has.
            (_, Ok(refusal)) if refusal.problem == "envelope-gap" => {
                self.secrets = None;
                Came::Later(refusal.sentence)
            }
            (_, Ok(refusal)) => Came::Refused(refusal.problem, refusal.sentence),
        }
    }

    /// Who is refused hands what she has not sent to her colleagues, one envelope after the other.
    fn hand_over_late(&mut self, step: &mut Step) -> bool {
        let Some((seq, envelope)) = self.next_late() else { return false };
        let mut headers = Shelf::new();
        if let Some(known) = &self.checkpoint {
            headers.insert("danbe-known", known.size.to_string());
        }
        self.link.busy = true;
        step.send(&format!("late:{seq}"), "/session/late", envelope, headers);
        true
    }

    /// The first write about a file that nobody has, of a device that was in.
    fn next_late(&self) -> Option<(u64, String)> {
        let mut writes = self.outbox.iter().filter(|(_, item)| item.verb.starts_with("cases."));
        let (seq, item) = writes.find(|(_, item)| item.refused.is_none())?;
        self.post.as_ref().map(|_| (*seq, item.envelope.clone()))
    }

    /// Colleagues have it, if the ledger's line about this very envelope proves it; the device keeps it otherwise.
    fn late_taken(
        &mut self,
        kit: &Kit,
        tag: &str,
        status: u16,
        body: &str,
        turn: &mut Turn<'_>,
        step: &mut Step,
    ) {
        let seq = tag.trim_start_matches("late:").parse().unwrap_or_default();
        let reply: Option<Reply> = from_text(body).ok().filter(|_| status == 200);
        let proved = reply.and_then(|reply| {
            let (pins, item) = (self.pins.as_ref()?, self.outbox.get(&seq)?);
            let receipt = reply.receipt;
            let (checkpoint, _) = self.grown(pins, &receipt, turn.now).ok()?;
            let event: Event = from_text(receipt.event.as_ref()?).ok()?;
            let named = event.kind == TAKE.name && event.facts.get("late") == Some(&item.digest);
            Some((checkpoint, receipt.index, Line::parse(&receipt.line)?.at)).filter(|_| named)
        });
        match proved {
            Some((checkpoint, index, at)) => {
                self.keep_checkpoint(checkpoint, turn, step);
                self.handed_over(seq, index, at, turn, step);
                if !self.hand_over_late(step) {
                    self.link.resting = true;
                    self.home(kit, step);
                }
            }
            None => self.not_now(kit, &sentence(kit, 401, body), step),
        }
    }

    /// The checkpoint of a receipt: signed, grown from the one known, and seen by witnesses where they are demanded.
    /// Gives it, and the newest one that is public: countersigned, where there are witnesses.
    fn grown(
        &self,
        pins: &Pins,
        receipt: &Receipt,
        now: Moment,
    ) -> Result<(Checkpoint, Checkpoint), VaultError> {
        let checkpoint = receipt.verify(&pins.origin, &pins.ledger, self.checkpoint.as_ref())?;
        let public = match &pins.witnesses {
            Some(witnesses) => {
                let now = u64::try_from(now.0 / 1000).unwrap_or_default();
                receipt.seen_by(witnesses, &pins.origin, &pins.ledger, now)?
            }
            None => checkpoint.clone(),
        };
        Ok((checkpoint, public))
    }

    /// The line is under a signed checkpoint that grows from the one known, and its event names this very
    /// envelope.
    fn check(
        &self,
        receipt: &Receipt,
        verb: &str,
        now: Moment,
    ) -> Result<(Option<(Checkpoint, Checkpoint)>, Line), VaultError> {
        let line = Line::parse(&receipt.line).ok_or(VaultError::Malformed)?;
        // A device being brought back learns its pins from its welcome: until then it can check nothing, and keeps
        // nothing to check by.
        let Some(pins) = &self.pins else { return Ok((None, line)) };
        let checkpoint = self.grown(pins, receipt, now)?;
        let (_, member) = self.link.token.as_ref().ok_or(VaultError::NotIncluded)?;
        let event = receipt.event.as_ref().and_then(|text| from_text::<Event>(text).ok());
        let named = event.is_some_and(|event| {
            event.kind == verb && event.facts.get("envelope") == Some(&self.link.digest)
        });
        let hers = named && line.kind == verb && line.actor == member.to_string();
        if hers { Ok((Some(checkpoint), line)) } else { Err(VaultError::NotIncluded) }
    }

    fn welcomed(&mut self, kit: &Kit, came: Came, turn: &mut Turn<'_>, step: &mut Step) {
        let answer = match came {
            Came::Answer(Some(answer), ..) => answer,
            Came::SignInAgain => return,
            Came::Alarm => return self.stand_still(),
            Came::Later(sentence) | Came::Halt(sentence) | Came::Refused(_, sentence) => {
                return self.not_now(kit, &sentence, step);
            }
            Came::Answer(None, ..) => return self.not_now(kit, &kit.say.t("problem-store-down"), step),
        };
        let first = self.pins.is_none();
        let opened = answer.read::<Welcomed>().ok().and_then(|welcomed| {
            let welcome = Welcome::open(&welcomed.welcome, &self.opening, self.pins.as_ref()).ok()?;
            Some((welcome.secrets().ok()?, welcome, welcomed))
        });
        let Some((mut secrets, welcome, welcomed)) = opened else {
            return self.not_now(kit, &kit.say.t("problem-welcome"), step);
        };
        let Welcomed { colleagues, due, terms, waits, asked, inherited, closed, alarms, role, .. } = welcomed;
        if welcomed.capsule {
            self.words = None;
        }
        #[cfg(feature = "whole")]
        self.desk.colleagues.clone_from(&colleagues);
        let names = colleagues.into_iter().map(|c| (c.member.to_string(), c.handle)).collect();
        let Welcome { mut actor, profile, pins, charter, key, card, .. } = welcome;
        // The agency signs no role: the server's word can only take something away.
        actor.role = role;
        let new = self.post.is_none();
        let post = Post { actor, profile, pins, charter, agency_key: key, card: Some(card), names };
        if self.post.as_ref().is_some_and(|known| known.epoch() > post.epoch()) {
            // An older welcome, kept by the server: it would have this device seal to a key somebody left with.
            return self.not_now(kit, &kit.say.t("problem-welcome"), step);
        }
        if first {
            // Nobody this device knows vouches for this root: she compares it with her officer before any use.
            return self.show_root(kit, (post, secrets), step);
        }
        self.keep_post(post, turn, step);
        self.keep_capsule(turn, step);
        self.inherit(&inherited, &mut secrets);
        self.secrets = Some(secrets);
        self.closed = closed;
        self.endings = welcomed.endings;
        let told = !self.closed.is_empty() || !alarms.is_empty() || self.endings > 0;
        #[cfg(feature = "whole")]
        {
            self.desk.alarms = alarms;
        }
        // A phone that only captures never needs more than the first program.
        step.whole = kit.rest.is_empty() && profile != Profile::CaptureOnly;
        self.terms = terms;
        (self.lacking, self.asked_for) = (waits, asked);
        if self.terms.is_some() {
            return self.show_terms(kit, step);
        }
        if let Some(card) = self.looking.take() {
            return self.look_for(kit, card, step);
        }
        let news = new || self.lacking.is_some() || self.asked_for.is_some() || told;
        if news && ["/a/", "/a/retrouver"].contains(&self.at.as_str()) {
            self.home(kit, step);
        }
        let news = if due.is_some() { News::KeyDue } else { News::Papers };
        self.tell(kit, &news, turn, step);
    }

    fn asked_came(&mut self, kit: &Kit, status: u16, body: &str, turn: &mut Turn<'_>, step: &mut Step) {
        let Some(asked) = self.link.asks.pop_front() else { return };
        let came = self.came(kit, status, body, asked.verb, turn, step);
        let quiet = asked.path.is_empty();
        // Somebody who has gone elsewhere meanwhile stays there.
        let left = !quiet && asked.path != self.at;
        match came {
            Came::Answer(Some(answer), ..) => {
                if asked.verb.starts_with("cases.") {
                    self.lacking = None;
                }
                if !left {
                    (asked.then)(self, kit, answer, turn, step);
                }
            }
            Came::Alarm => self.stand_still(),
            Came::Halt(sentence) => {
                self.stand_still();
                if !quiet {
                    step.show_instead(&kit.say, &pages::problem(&kit.say, &sentence, "/a/"), &self.at);
                }
            }
            _ if left => {}
            Came::Refused(..) if quiet => {}
            Came::Refused(code, _) if code == "not-found" => {
                let page = danbe_pages::not_found(&kit.say, danbe_pages::Host::Device);
                step.show_instead(&kit.say, &page, &asked.path);
            }
            came => {
                self.link.asks.push_front(Asked { sent: false, ..asked });
                match came {
                    Came::Later(sentence) | Came::Refused(_, sentence) => self.not_now(kit, &sentence, step),
                    Came::Answer(..) => self.not_now(kit, &kit.say.t("problem-store-down"), step),
                    Came::SignInAgain | Came::Halt(_) | Came::Alarm => {}
                }
            }
        }
    }

    /// Nothing more is asked of this server, and nothing of what it listed is shown.
    fn stand_still(&mut self) {
        self.rest();
        self.listed = None;
        self.link.asks.retain(|asked| asked.path.is_empty());
    }

    /// A request to be brought back is with the server, or must go again.
    fn request_taken(&mut self, kit: &Kit, status: u16, step: &mut Step) {
        match status {
            429 => self.link.resting = true,
            400..=499 if self.waits => {
                self.link.resting = true;
                let page = danbe_house::enrolment::pages::too_late(&kit.say);
                self.show(kit, &page, "/a/retrouver", step);
            }
            200..=299 | 400..=499 => {
                self.asking = None;
                step.put(ASKING, None);
            }
            _ => self.link.resting = true,
        }
    }
}

/// The sentence of a refusal; without a network, the device's own.
pub(crate) fn sentence(kit: &Kit, status: u16, body: &str) -> String {
    match from_text::<Refusal>(body) {
        Ok(refusal) => refusal.sentence,
        Err(_) if status == 0 => kit.say.t("problem-network"),
        Err(_) => kit.say.t("problem-store-down"),
    }
}

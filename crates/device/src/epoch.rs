//! Another history than the one this device knows: an alarm in front of everything. Where the ledger is only shorter, two
//! officers may declare what was lost, and the device goes on from there once it was read.

use crate::core::{Kit, Turn};
use crate::notebook::{Notebook, SENT};
use crate::outbox::row;
use crate::rooms::News;
use crate::session::sentence;
use crate::step::{Method, Step, Visit, typed};
use danbe_house::epochs::{Declare, Known, Told, pages};
use danbe_house::posts::pages::{moment_please, problem};
use danbe_vault::text::from_text;
use danbe_vault::{Checkpoint, Declaration, DeclaredEpoch, MemberCard, VerifyingKey};
use danbe_words::{Duty, Shelf};

/// What this device was told of a loss.
pub(crate) struct Loss {
    /// Where the ledger stands again.
    kept: Checkpoint,
    /// The longest ledger any device was shown.
    lost: Checkpoint,
    /// The text another officer signed, for this one to sign.
    text: Option<String>,
    /// Where this device may go on from: two officers said so.
    agreed: Option<Checkpoint>,
}

impl Notebook {
    /// The ledger is shorter, or what was declared about it came.
    pub(crate) fn hear_of_loss(
        &mut self,
        kit: &Kit,
        news: &News<'_>,
        _: &mut Turn<'_>,
        step: &mut Step,
    ) -> bool {
        match *news {
            // A copy put back looks the same as a fork: what officers declared, if they did, is asked for. Whatever the
            // server says to that, the alarm stands already.
            News::Shorter => {
                self.desk.forked = true;
                if self.desk.loss.is_none() || !self.at.starts_with(pages::BASE) {
                    self.show_fork(kit, step);
                }
                self.ask_about_loss("epoch", step);
            }
            News::Answer(tag @ ("epoch" | "look"), status, body) => {
                let told = self.loss_told(kit, status, body, step);
                // Asked for by hand, and no copy put back: the next receipt tells whether the alarm stands.
                if !told && tag == "look" {
                    self.wake();
                    self.home(kit, step);
                }
            }
            News::Answer("declare", 200, _) => self.ask_about_loss("epoch", step),
            News::Answer("declare", status, body) => {
                let page = problem(&kit.say, &sentence(kit, status, body), pages::BASE);
                self.show(kit, &page, pages::BASE, step);
            }
            _ => return false,
        }
        true
    }

    fn show_fork(&mut self, kit: &Kit, step: &mut Step) {
        let Some(known) = &self.checkpoint else { return };
        let page = pages::forked(&kit.say, known);
        self.show(kit, &page, pages::BASE, step);
    }

    /// What the home page says first, until a receipt continues the history known here.
    pub(crate) fn fork_says(&self, kit: &Kit) -> Vec<String> {
        self.desk.forked.then(|| kit.say.t("epoch-fork-home")).into_iter().collect()
    }

    /// Says what this device knows, and asks what officers declared.
    fn ask_about_loss(&mut self, tag: &str, step: &mut Step) {
        let Some(known) = self.checkpoint.clone() else { return };
        let body = Known::sign(self.handle.clone(), known, &self.signing);
        self.hold_line();
        step.send(tag, "/session/epoch", serde_json::to_string(&body).unwrap_or_default(), Shelf::new());
    }

    /// Everything under `/a/registre`.
    pub(crate) fn epoch(&mut self, kit: &Kit, visit: &Visit<'_>, turn: &mut Turn<'_>, step: &mut Step) {
        let Visit { method, rest, form, .. } = *visit;
        match (method, rest) {
            (Method::Post, ["declarer"]) => self.declare(kit, typed(form, "reason"), turn, step),
            (Method::Post, ["signer"]) => {
                if let Some(text) = self.desk.loss.as_mut().and_then(|loss| loss.text.take()) {
                    self.sign_loss(kit, text, step);
                }
            }
            (Method::Post, ["reprendre"]) => self.go_on(kit, turn, step),
            _ => {
                self.desk.loss = None;
                self.show(kit, &moment_please(&kit.say), pages::BASE, step);
                self.ask_about_loss("look", step);
            }
        }
    }

    /// The server told what it has; a loss it alone speaks of is believed by nobody. Whether it shows a shorter ledger.
    fn loss_told(&mut self, kit: &Kit, status: u16, body: &str, step: &mut Step) -> bool {
        self.rest();
        let (Some(pins), Some(known), Some(post)) = (&self.pins, &self.checkpoint, &self.post) else {
            return false;
        };
        let Ok(told) = from_text::<Told>(body) else { return false };
        let kept = told.kept.and_then(|note| Checkpoint::open(&note, &pins.origin, &pins.ledger).ok());
        let Some(kept) = kept.filter(|kept| status == 200 && kept.size < known.size) else { return false };
        let agreed = told.declared.iter().find_map(|epoch| {
            Some((epoch.after(known, &pins.root).ok()?, epoch.verify(&pins.root).ok()?.0, epoch))
        });
        if let Some((agreed, said, epoch)) = agreed {
            let page = pages::declared(&kit.say, &said, &self.names_of(epoch, &pins.root));
            self.desk.loss = Some(Loss { kept, lost: known.clone(), text: None, agreed: Some(agreed) });
            self.show(kit, &page, pages::BASE, step);
            return true;
        }
        // Somebody is at work on this page: nothing is drawn over what she types.
        if self.desk.loss.is_some() && self.at.starts_with(pages::BASE) {
            return true;
        }
        let longer = |it: &Checkpoint| it.origin == known.origin && it.size > known.size;
        let lost = told.longest.filter(longer).unwrap_or_else(|| known.clone());
        let half = told.declared.iter().find_map(|epoch| {
            let [declarer] = epoch.by.as_slice() else { return None };
            let said = Declaration::read(&epoch.text).ok()?;
            let speaks = said.kept == kept && said.speaks_of(known) && said.speaks_of(&lost);
            Some((said, declarer.officer(&epoch.text, &pins.root).ok()?, epoch)).filter(|_| speaks)
        });
        let leads = post.actor.duties.contains(&Duty::Officer);
        let mine = |card: &MemberCard| card.member == post.actor.member.to_string();
        let (more, text) = match &half {
            Some((_, card, _)) if mine(card) => (pages::wait(&kit.say, true), None),
            Some((said, _, epoch)) if leads => {
                let who = self.names_of(epoch, &pins.root);
                (pages::second(&kit.say, said, &who), Some(epoch.text.clone()))
            }
            None if leads => (pages::declare(&kit.say, "", false), None),
            _ => (pages::wait(&kit.say, false), None),
        };
        let page = pages::shorter(&kit.say, known.size, kept.size, more);
        self.desk.loss = Some(Loss { kept, lost, text, agreed: None });
        self.show(kit, &page, pages::BASE, step);
        true
    }

    /// The posts of who signed, as this device knows them; a pseudonym where it does not.
    fn names_of(&self, epoch: &DeclaredEpoch, root: &VerifyingKey) -> String {
        let signed = epoch.by.iter().filter_map(|declarer| declarer.officer(&epoch.text, root).ok());
        let names = self.post.as_ref().map(|post| &post.names);
        let name = |card: MemberCard| {
            let known = names.and_then(|names| names.get(&card.member)).cloned();
            known.unwrap_or(card.member)
        };
        signed.map(name).collect::<Vec<_>>().join(", ")
    }

    fn declare(&mut self, kit: &Kit, reason: &str, turn: &mut Turn<'_>, step: &mut Step) {
        let Some(Loss { kept, lost, .. }) = &self.desk.loss else { return self.home(kit, step) };
        let (kept, lost, reason) = (kept.clone(), lost.clone(), reason.trim().to_owned());
        let said = Declaration { v: 1, lost, kept, reason, at: turn.now.0 };
        match said.to_text() {
            Ok(text) => self.sign_loss(kit, text, step),
            Err(_) => {
                let more = pages::declare(&kit.say, &said.reason, true);
                let page = pages::shorter(&kit.say, said.lost.size, said.kept.size, more);
                self.show(kit, &page, pages::BASE, step);
            }
        }
    }

    fn sign_loss(&mut self, kit: &Kit, text: String, step: &mut Step) {
        let Some(member) = self.post.as_ref().map(|post| post.actor.member) else { return };
        let sig = Declaration::sign(&text, &self.signing);
        let body = serde_json::to_string(&Declare { member, text, sig }).unwrap_or_default();
        self.desk.loss = None;
        self.hold_line();
        self.show(kit, &moment_please(&kit.say), pages::BASE, step);
        step.send("declare", "/session/declare", body, Shelf::new());
    }

    /// Goes on from where two officers say the ledger stands; what was received and lost is to be done again.
    fn go_on(&mut self, kit: &Kit, turn: &mut Turn<'_>, step: &mut Step) {
        let Some(agreed) = self.desk.loss.take().and_then(|loss| loss.agreed) else {
            return self.home(kit, step);
        };
        let gone: Vec<u64> =
            self.sent.iter().filter(|(_, sent)| sent.index >= agreed.size).map(|(seq, _)| *seq).collect();
        for seq in gone {
            let Some(sent) = self.sent.get_mut(&seq) else { continue };
            sent.lost = true;
            let sent = sent.clone();
            self.put(SENT, &row(seq), &sent, turn, step);
        }
        self.keep_checkpoint(agreed, turn, step);
        self.wake();
        self.home(kit, step);
    }
}

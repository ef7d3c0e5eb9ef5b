//! The outbox: signed envelopes that wait, in the order they were made, until a receipt proves they arrived.

use crate::core::{Kit, Turn};
use crate::notebook::{Notebook, OUTBOX, Post, SENT};
use crate::rooms::News;
use crate::session::Came;
use crate::step::{Step, Visit};
use danbe_pages::Arg;
use danbe_protection::cases::pages;
use danbe_words::{EnvelopeId, FileId, Moment, RecordId};
use serde::{Deserialize, Serialize};

/// The agency's new key.
pub(crate) const RENEW: &str = "posts.renew";

/// Receipts kept on the device; older ones are in the ledger for ever.
const KEPT: usize = 50;

/// A signed envelope that waits.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Item {
    /// The verb, to check the receipt's line.
    pub(crate) verb: String,
    /// The envelope, as it travels.
    pub(crate) envelope: String,
    /// Its digest, which the receipt must name.
    pub(crate) digest: String,
    /// Id of the envelope.
    #[serde(default)]
    pub(crate) id: String,
    /// The file it is about.
    pub(crate) file: Option<FileId>,
    /// The record it adds.
    pub(crate) record: Option<RecordId>,
    /// When it was made, by this device's clock.
    pub(crate) made: Moment,
    /// Why the server refused it, if it did: it stays here.
    pub(crate) refused: Option<String>,
}

/// Something received.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Sent {
    verb: String,
    file: Option<FileId>,
    pub(crate) index: u64,
    at: Moment,
    /// Lost with the lines a declared loss speaks of: to be done again.
    #[serde(default)]
    pub(crate) lost: bool,
}

pub(crate) fn row(seq: u64) -> String {
    format!("{seq:012}")
}

impl Notebook {
    /// Signs a write and keeps it; it is sent when there is a network.
    pub(crate) fn write<B: Serialize>(
        &mut self,
        verb: &str,
        body: &B,
        about: (Option<FileId>, Option<RecordId>),
        turn: &mut Turn<'_>,
        step: &mut Step,
    ) -> Option<u64> {
        let member = self.post.as_ref()?.actor.member;
        let seq = self.count(turn, step);
        let id = EnvelopeId::from_bytes(turn.chance.bytes()).to_string();
        let (digest, envelope) = self.sign(verb, body, &id, seq, member, turn);
        let item = Item {
            id,
            verb: verb.to_owned(),
            envelope,
            digest,
            file: about.0,
            record: about.1,
            made: turn.now,
            refused: None,
        };
        self.put(OUTBOX, &row(seq), &item, turn, step);
        self.outbox.insert(seq, item);
        self.wake();
        Some(seq)
    }

    /// The first that waits; a refused one stands aside.
    pub(crate) fn next_out(&self) -> Option<(u64, &Item)> {
        self.outbox.iter().find(|(_, item)| item.refused.is_none()).map(|(seq, item)| (*seq, item))
    }

    /// The server answered for an envelope.
    pub(crate) fn out_came(
        &mut self,
        kit: &Kit,
        seq: u64,
        status: u16,
        body: &str,
        turn: &mut Turn<'_>,
        step: &mut Step,
    ) {
        let Some(verb) = self.outbox.get(&seq).map(|item| item.verb.clone()) else { return };
        match self.came(kit, status, body, &verb, turn, step) {
            Came::Answer(_, index, line) => {
                let Some(item) = self.outbox.remove(&seq) else { return };
                self.remove(OUTBOX, &row(seq), step);
                // The new key comes with the next welcome, to this device as to everybody's.
                if item.verb == RENEW {
                    self.secrets = None;
                }
                self.tell(kit, &News::Done(&item.verb), turn, step);
                let sent = Sent { verb: item.verb, file: item.file, index, at: line.at, lost: false };
                self.put(SENT, &row(seq), &sent, turn, step);
                self.sent.insert(seq, sent);
                self.forget_oldest(step);
                self.received(item.file, item.record, line.at);
            }
            // Signed in again, or sent before: the envelope goes once more.
            Came::SignInAgain => {}
            Came::Refused(code, sentence) => {
                // Her role may have changed: it comes with the papers, asked for again.
                if code == "not-found" {
                    self.secrets = None;
                }
                if let Some(item) = self.outbox.get_mut(&seq) {
                    item.refused = Some(sentence);
                    let item = item.clone();
                    self.put(OUTBOX, &row(seq), &item, turn, step);
                }
            }
            Came::Alarm => return self.rest(),
            Came::Later(_) | Came::Halt(_) => self.rest(),
        }
        // A page that shows the outbox shows it as it is now.
        match self.at.clone().as_str() {
            "/a/" => self.home(kit, step),
            at if at == format!("/a/envoi/{seq}") => self.show_sent(kit, &seq.to_string(), step),
            at => self.refresh_file(kit, at, step),
        }
        step.again();
    }

    /// An envelope of a member who is refused is with her colleagues: this device need not keep it.
    pub(crate) fn handed_over(
        &mut self,
        seq: u64,
        index: u64,
        at: Moment,
        turn: &mut Turn<'_>,
        step: &mut Step,
    ) {
        let Some(item) = self.outbox.remove(&seq) else { return };
        self.remove(OUTBOX, &row(seq), step);
        let sent =
            Sent { verb: danbe_house::late::TAKE.name.to_owned(), file: item.file, index, at, lost: false };
        self.put(SENT, &row(seq), &sent, turn, step);
        self.sent.insert(seq, sent);
        self.forget_oldest(step);
    }

    /// Whether a verb is closed to the post towards anything: it is neither offered nor asked for.
    pub(crate) fn is_without(&self, kit: &Kit, verb: &str) -> bool {
        let post = self.post.as_ref();
        post.zip(kit.policy.verb(verb)).is_some_and(|(post, spec)| !kit.policy.concerns(spec, &post.actor))
    }

    /// Why an envelope stays here: what her role withholds by now is said before anything else.
    fn refusal(&self, kit: &Kit, item: &Item) -> Option<String> {
        let why = item.refused.clone()?;
        Some(if self.is_without(kit, &item.verb) { kit.say.t("sent-withheld") } else { why })
    }

    /// Her role changed: what was refused goes once more, the very same envelopes.
    pub(crate) fn try_again_under(&mut self, post: &Post, turn: &mut Turn<'_>, step: &mut Step) {
        if self.post.as_ref().is_none_or(|before| before.actor.role == post.actor.role) {
            return;
        }
        let refused = self.outbox.iter().filter(|(_, item)| item.refused.is_some());
        let again: Vec<_> =
            refused.map(|(seq, item)| (*seq, Item { refused: None, ..item.clone() })).collect();
        for (seq, item) in again {
            self.put(OUTBOX, &row(seq), &item, turn, step);
            self.outbox.insert(seq, item);
        }
    }

    fn forget_oldest(&mut self, step: &mut Step) {
        while self.sent.len() > KEPT {
            let Some((seq, _)) = self.sent.pop_first() else { return };
            self.remove(SENT, &row(seq), step);
        }
    }

    /// `/a/envoi/<number>`.
    pub(crate) fn one_sent(&mut self, kit: &Kit, visit: &Visit<'_>, _: &mut Turn<'_>, step: &mut Step) {
        match visit.rest {
            [seq] => self.show_sent(kit, seq, step),
            _ => self.nothing_here(kit, visit.path, step),
        }
    }

    /// One envelope: kept here, or received with its number.
    pub(crate) fn show_sent(&mut self, kit: &Kit, text: &str, step: &mut Step) {
        let seq = text.parse().unwrap_or_default();
        let path = format!("/a/envoi/{text}");
        let page = match (self.outbox.get(&seq), self.sent.get(&seq)) {
            (Some(item), _) => {
                let label = item.file.map(|file| file.label()).unwrap_or_default();
                pages::kept(&kit.say, &label, self.refusal(kit, item).as_deref())
            }
            (None, Some(sent)) if sent.lost => {
                let label = sent.file.map(|file| file.label()).unwrap_or_default();
                pages::kept(&kit.say, &label, Some(&kit.say.t("sent-lost")))
            }
            (None, Some(sent)) => {
                let label = sent.file.map(|file| file.label()).unwrap_or_default();
                pages::received(&kit.say, &label, sent.index, sent.at.0)
            }
            (None, None) => return self.nothing_here(kit, &path, step),
        };
        self.show(kit, &page, &path, step);
    }

    /// Lines of the home page: what waits, then what was received lately, newest first.
    pub(crate) fn sent_lines(&self, kit: &Kit) -> Vec<(String, String, String)> {
        let title = |verb: &str, file: &Option<FileId>| {
            let did = format!("did-{}", verb.replace('.', "-"));
            // The first program lacks the words of rooms it has not.
            let did = kit.say.t(if kit.say.has(&did) { &did } else { "did-other" });
            file.map_or_else(|| did.clone(), |file| format!("{did} · {}", file.label()))
        };
        let waiting = self.outbox.iter().rev().map(|(seq, item)| {
            let note = self.refusal(kit, item).unwrap_or_else(|| kit.say.t("sent-waiting"));
            (format!("/a/envoi/{seq}"), title(&item.verb, &item.file), note)
        });
        let received = self.sent.iter().rev().take(10).map(|(seq, sent)| {
            let number = i64::try_from(sent.index + 1).unwrap_or_default();
            let note = match sent.lost {
                true => kit.say.t("sent-lost"),
                false => kit.say.a("sent-received", &[("n", Arg::Number(number))]),
            };
            (format!("/a/envoi/{seq}"), title(&sent.verb, &sent.file), note)
        });
        waiting.chain(received).collect()
    }
}

//! One transaction, as the rooms see it: rows, and at the end a line without which nothing is answered.

use crate::conn::{Conn, Reach, Reachable, Writing};
use crate::ledger::{Ledger, signed};
use crate::sequencer::Subscriber;
use crate::waiting::Place;
use crate::{execute, put, row, rows};
use danbe_guard::{Grant, Policy};
use danbe_vault::text::hex;
use danbe_vault::{Chance, event_digest};
use danbe_words::{Event, Line, Moment, Problem, Shelf};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// What a verb has to say of what it did: the coded facts of its event.
#[derive(Debug, Default)]
pub struct Happening {
    /// Keyed tag of the person's pseudonym, when the act is about one.
    pub tag: Option<String>,
    /// Facts by name.
    pub facts: Shelf<String, String>,
}

impl Happening {
    /// Nothing to say beyond the kind.
    #[must_use]
    pub fn bare() -> Self {
        Self::default()
    }

    /// About a person.
    #[must_use]
    pub fn about(tag: String) -> Self {
        Self { tag: Some(tag), facts: Shelf::new() }
    }

    /// With one more fact.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.facts.insert(name.to_owned(), value.to_string());
        self
    }

    /// Something came for an agency: its pages ring.
    #[must_use]
    pub fn ringing(self, agency: impl ToString) -> Self {
        self.with(RINGS, agency)
    }
}

/// The fact by which an event says which agency it rings.
pub const RINGS: &str = "rings";

/// Proof that a verb wrote its line: only [`Tx::done`] makes one, and only under a grant.
#[derive(Debug)]
pub struct Done<T> {
    pub(crate) answer: T,
    pub(crate) index: u64,
}

/// The signed envelope an act came in.
#[derive(Debug, Clone)]
pub struct Sent {
    /// Its id: the same id is the same act.
    pub id: String,
    /// SHA-256 of the signed text.
    pub digest: [u8; 32],
    /// The device that signed.
    pub device: String,
    /// Its count of writes, from 1; `None` for a reading.
    pub seq: Option<u64>,
    /// The member's pseudonym.
    pub member: String,
    /// The agency's id.
    pub agency: String,
    /// The verb.
    pub verb: &'static str,
    /// Whether the device's clock runs ahead of the server's: said in the event, never trusted.
    pub ahead: bool,
}

/// What the sequencer knows of an envelope before performing it.
pub(crate) enum Known {
    /// Never seen, and next in its device's order.
    New,
    /// Refused earlier: may be tried again.
    Refused,
    /// Done earlier, under this line.
    Done(u64),
}

/// The transaction in hand.
pub struct Tx {
    pub(crate) conn: Conn,
    pub(crate) ledger: Ledger,
    pub(crate) policy: Arc<Policy>,
    pub(crate) subscribers: Arc<[Arc<dyn Subscriber>]>,
    pub(crate) chance: Chance,
    pub(crate) now: Moment,
    pub(crate) sent: Option<Sent>,
    /// Texts of the lines of the batch in hand, and of their events: its receipts need them.
    pub(crate) fresh: HashMap<u64, (String, Option<String>)>,
    pub(crate) settings: BTreeMap<&'static str, i64>,
}

impl std::fmt::Debug for Tx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tx").field("now", &self.now).finish_non_exhaustive()
    }
}

impl Reachable for Tx {
    fn reach(&mut self) -> Reach<'_> {
        self.conn.reach()
    }
}

impl Writing for Tx {
    async fn place(&mut self, sql: &'static str) -> Result<Place<'_>, Problem> {
        self.conn.place(sql).await
    }
}

impl Tx {
    /// The server's time, the only one trusted.
    #[must_use]
    pub const fn now(&self) -> Moment {
        self.now
    }

    /// The index the act's line will have: the version of what it writes.
    #[must_use]
    pub const fn version(&self) -> u64 {
        self.ledger.size()
    }

    /// The matrix in force.
    #[must_use]
    pub fn policy(&self) -> Arc<Policy> {
        Arc::clone(&self.policy)
    }

    /// A number the installation has set (a delay in milliseconds, a quorum); `None` when it has not.
    #[must_use]
    pub fn setting(&self, name: &str) -> Option<i64> {
        self.settings.get(name).copied()
    }

    /// Chance of the server, for salts and keys of its own.
    pub const fn chance(&mut self) -> &mut Chance {
        &mut self.chance
    }

    /// Writes the event and the line of a granted act; the answer leaves only after both are durable.
    ///
    /// # Errors
    /// Whatever the database refuses, or a subscriber.
    pub async fn done<T>(
        &mut self,
        grant: &Grant,
        happening: Happening,
        answer: T,
    ) -> Result<Done<T>, Problem> {
        let (actor, agency) = match grant.actor() {
            Some(actor) => (actor.member.to_string(), actor.agency.to_string()),
            None => ("-".to_owned(), "-".to_owned()),
        };
        let index = self.write(grant.verb(), &actor, agency, happening).await?;
        self.remember(index, "done").await?;
        Ok(Done { answer, index })
    }

    /// Writes that an act was refused, so that trying doors leaves a trace.
    pub(crate) async fn refused(&mut self, sent: &Sent, problem: &Problem) -> Result<u64, Problem> {
        let happening = Happening::bare().with("verb", sent.verb).with("problem", problem.code());
        let index = self.write("refused", &sent.member, sent.agency.clone(), happening).await?;
        self.remember(index, "refused").await?;
        Ok(index)
    }

    async fn write(
        &mut self,
        kind: &str,
        actor: &str,
        agency: String,
        mut happening: Happening,
    ) -> Result<u64, Problem> {
        if let Some(sent) = &self.sent {
            // The receipt thereby proves this very envelope, sealed records included.
            happening = happening.with("envelope", hex(&sent.digest));
            if sent.ahead {
                happening = happening.with("clock", "ahead");
            }
        }
        let salt = hex(&self.chance.bytes::<16>());
        let event =
            Event { v: 1, kind: kind.to_owned(), agency, tag: happening.tag, facts: happening.facts, salt };
        let text = serde_json::to_string(&event).map_err(|_| Problem::StoreDown)?;
        let digest = hex(&event_digest(&text));
        let line = Line { kind: kind.to_owned(), actor: actor.to_owned(), digest, at: self.now }.text();
        let index = self.ledger.append(&mut self.conn, &line).await?;
        put!(self, "INSERT INTO ledger_line (idx, text) VALUES ($1, $2)", signed(index), &line)?;
        self.fresh.insert(index, (line, Some(text.clone())));
        put!(
            self,
            "INSERT INTO ledger_event (idx, tag, text) VALUES ($1, $2, $3)",
            signed(index),
            &event.tag,
            &text
        )?;
        for subscriber in Arc::clone(&self.subscribers).iter() {
            subscriber.hear(self, index, &event).await?;
        }
        Ok(index)
    }

    /// What is known of the envelope; refuses another content under a known id, and a gap in a device's order.
    ///
    /// The outer error is the database's, or of writes that waited before the question; the inner the envelope's.
    pub(crate) async fn look_up(&mut self, sent: &Sent) -> Result<Result<Known, Problem>, Problem> {
        let known = row!(
            self,
            (Option<Vec<u8>>, Option<i64>, Option<String>, Option<i64>),
            "SELECT e.digest, e.idx, e.outcome,
             COALESCE(d.seq, (SELECT x.seq FROM ledger_device x WHERE x.device = ''))
             FROM (SELECT CAST($1 AS TEXT) AS id) asked
             LEFT JOIN ledger_envelope e ON e.id = asked.id LEFT JOIN ledger_device d ON d.device = $2",
            &sent.id,
            &sent.device
        )?;
        Ok(match known {
            Some((Some(digest), ..)) if digest != sent.digest => Err(Problem::Replayed),
            Some((_, _, Some(outcome), _)) if outcome == "refused" => Ok(Known::Refused),
            Some((_, Some(index), ..)) if sent.seq.is_some() => Ok(Known::Done(index.unsigned_abs())),
            Some((_, Some(_), ..)) => Err(Problem::Replayed),
            Some((.., last)) => in_order(sent, last),
            None => return Err(Problem::StoreDown),
        })
    }

    /// Notes the envelope and its device's count.
    async fn remember(&mut self, index: u64, outcome: &str) -> Result<(), Problem> {
        let Some(sent) = self.sent.take() else { return Ok(()) };
        put!(
            self,
            "INSERT INTO ledger_envelope (id, digest, idx, outcome) VALUES ($1, $2, $3, $4)
             ON CONFLICT (id) DO UPDATE SET idx = excluded.idx, outcome = excluded.outcome",
            &sent.id,
            &sent.digest[..],
            signed(index),
            outcome
        )?;
        if let Some(seq) = sent.seq {
            put!(
                self,
                "INSERT INTO ledger_device (device, seq) VALUES ($1, $2)
                 ON CONFLICT (device) DO UPDATE SET seq = excluded.seq WHERE ledger_device.seq < excluded.seq",
                &sent.device,
                signed(seq)
            )?;
        }
        Ok(())
    }

    /// The newest lines about one person's tag, newest first, with their events; at most two hundred.
    ///
    /// # Errors
    /// The database's failure.
    pub async fn lines_about(&mut self, tag: &str) -> Result<Vec<(u64, Line, Event)>, Problem> {
        let found = rows!(
            self,
            (i64, String, String),
            "SELECT e.idx, l.text, e.text FROM ledger_event e JOIN ledger_line l ON l.idx = e.idx
             WHERE e.tag = $1 ORDER BY e.idx DESC LIMIT 200",
            tag
        )?;
        let read = |(index, line, event): (i64, String, String)| {
            Some((index.unsigned_abs(), Line::parse(&line)?, serde_json::from_str(&event).ok()?))
        };
        Ok(found.into_iter().filter_map(read).collect())
    }

    /// Whether exactly this envelope was done already.
    ///
    /// # Errors
    /// The database's failure.
    pub async fn done_before(&mut self, id: &str, digest: &[u8; 32]) -> Result<bool, Problem> {
        let found = row!(
            self,
            (Vec<u8>,),
            "SELECT digest FROM ledger_envelope WHERE id = $1 AND outcome = 'done'",
            id
        )?;
        Ok(found.is_some_and(|(known,)| known == digest))
    }

    /// After lines were lost nobody knows how far a device had counted: its next write may carry any number, also of a
    /// device whose every line was lost (the row without a name stands for those).
    ///
    /// # Errors
    /// The database's failure.
    pub async fn forget_counts(&mut self) -> Result<(), Problem> {
        execute!(self, "UPDATE ledger_device SET seq = $1", ANY)?;
        execute!(
            self,
            "INSERT INTO ledger_device (device, seq) VALUES ('', $1) ON CONFLICT (device) DO NOTHING",
            ANY
        )
        .map(|_| ())
    }

    /// The line an envelope led to, if it was done.
    ///
    /// # Errors
    /// The database's failure.
    pub async fn line_of(&mut self, id: &str) -> Result<Option<Line>, Problem> {
        let found = row!(
            self,
            (String,),
            "SELECT l.text FROM ledger_envelope e JOIN ledger_line l ON l.idx = e.idx
             WHERE e.id = $1 AND e.outcome = 'done'",
            id
        )?;
        Ok(found.and_then(|(text,)| Line::parse(&text)))
    }

    /// The texts of a committed line and of its event: kept since this commit, or read again.
    pub(crate) async fn line(&mut self, index: u64) -> Result<(String, Option<String>), Problem> {
        if let Some(texts) = self.fresh.remove(&index) {
            return Ok(texts);
        }
        let found = row!(
            self,
            (String, Option<String>),
            "SELECT l.text, e.text FROM ledger_line l LEFT JOIN ledger_event e ON e.idx = l.idx WHERE l.idx = $1",
            signed(index)
        )?;
        found.ok_or(Problem::StoreDown)
    }
}

/// In the place of a device's count: the next number is taken as it is, and counted from.
const ANY: i64 = -1;

/// A device's writes come in the order of their numbers.
fn in_order(sent: &Sent, last: Option<i64>) -> Result<Known, Problem> {
    let Some(seq) = sent.seq else { return Ok(Known::New) };
    let next = last.map_or(0, i64::unsigned_abs) + 1;
    match seq.cmp(&next) {
        _ if last == Some(ANY) => Ok(Known::New),
        std::cmp::Ordering::Equal => Ok(Known::New),
        std::cmp::Ordering::Greater => Err(Problem::Gap),
        std::cmp::Ordering::Less => Err(Problem::Replayed),
    }
}

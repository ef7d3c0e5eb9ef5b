//! One writer, group commits: acts queue, share a transaction and one flush, and are answered after it (`flush.rs`).
//!
//! Each act stands in a savepoint: a refusal undoes that act alone and leaves its own line. A database that
//! fails undoes the whole batch and answers everybody so: a receipt exists only for what is durable.

use crate::clock::Clock;
use crate::conn::{Conn, Reading, problem};
use crate::flush::{Flusher, Flushes};
use crate::ledger::{Ledger, LedgerKey};
use crate::tx::{Done, Known, Sent, Tx};
use crate::{dialect, migrate};
use danbe_guard::Policy;
use danbe_vault::{Chance, Receipt, VerifyingKey};
use danbe_words::{Event, Problem};
use sqlx::postgres::PgPoolOptions;
use sqlx::sqlite::SqlitePoolOptions;
use std::collections::{BTreeMap, HashMap};
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, oneshot};

/// A future a trait object can hold.
pub type Later<'t, T> = Pin<Box<dyn Future<Output = T> + Send + 't>>;

/// Acts waiting at most; beyond, the sender is asked to come back.
const QUEUE: usize = 512;
/// Acts sharing one commit at most.
const BATCH: usize = 64;
/// How often the log is copied back when something was written.
const TIDYING: Duration = Duration::from_millis(20);
/// How long an act may wait for a place in the queue.
const PATIENCE: Duration = Duration::from_secs(5);

/// Something done in one transaction that ends in a line.
pub trait Act: Send + 'static {
    /// What it hands back once durable.
    type Answer: Send + 'static;

    /// Does it.
    fn perform(self, tx: &mut Tx) -> impl Future<Output = Result<Done<Self::Answer>, Problem>> + Send;
}

/// A room that keeps its own account of what happened.
pub trait Subscriber: Send + Sync + 'static {
    /// Hears of an event inside the transaction that writes it.
    fn hear<'t>(&'t self, tx: &'t mut Tx, index: u64, event: &'t Event) -> Later<'t, Result<(), Problem>>;
}

/// How an act ended.
#[derive(Debug)]
pub enum Outcome<T> {
    /// Done now.
    New(T, Receipt),
    /// Done before, when the same envelope came first.
    Again(Receipt),
}

/// What came before the act in its thread: its envelope, and the checkpoint its sender knows.
#[derive(Debug, Default)]
pub struct Thread {
    /// The signed envelope, when there is one.
    pub sent: Option<Sent>,
    /// Size of the last checkpoint the sender holds.
    pub known: Option<u64>,
}

trait Queued: Send {
    fn abandoned(&self) -> bool;
    fn thread(&mut self) -> Thread;
    fn perform<'t>(&'t mut self, tx: &'t mut Tx) -> Later<'t, Result<u64, Problem>>;
    fn finish(self: Box<Self>, result: Result<Receipt, Problem>);
}

struct Waiting<A: Act> {
    act: Option<A>,
    thread: Thread,
    answer: Option<A::Answer>,
    reply: oneshot::Sender<Result<Outcome<A::Answer>, Problem>>,
}

impl<A: Act> Queued for Waiting<A> {
    fn abandoned(&self) -> bool {
        self.reply.is_closed()
    }

    fn thread(&mut self) -> Thread {
        std::mem::take(&mut self.thread)
    }

    fn perform<'t>(&'t mut self, tx: &'t mut Tx) -> Later<'t, Result<u64, Problem>> {
        Box::pin(async move {
            let act = self.act.take().ok_or(Problem::StoreDown)?;
            let done = act.perform(tx).await?;
            self.answer = Some(done.answer);
            Ok(done.index)
        })
    }

    fn finish(self: Box<Self>, result: Result<Receipt, Problem>) {
        let Self { answer, reply, .. } = *self;
        let outcome = result.map(|receipt| match answer {
            Some(answer) => Outcome::New(answer, receipt),
            None => Outcome::Again(receipt),
        });
        // The asker may have hung up: what is done stays done, and the envelope's id finds it again.
        let _ = reply.send(outcome);
    }
}

#[derive(Debug)]
enum Pool {
    Sqlite(sqlx::SqlitePool),
    Postgres(sqlx::PgPool),
}

/// What the machine's keeper may know: numbers, no person.
#[derive(Debug, Default)]
pub struct Figures {
    /// Acts made durable.
    pub acts: AtomicU64,
    /// Commits that carried them.
    pub commits: AtomicU64,
    /// Microseconds spent in commits.
    pub commit_micros: AtomicU64,
    /// Batches undone because the database failed.
    pub failures: AtomicU64,
    /// How long the log's flushes took; none where the engine flushes in its COMMIT.
    pub flushes: Flushes,
}

/// The database, from outside: one queue for everything that writes, a pool for reading pages.
#[derive(Debug)]
pub struct Store {
    queue: mpsc::Sender<Box<dyn Queued>>,
    pool: Pool,
    figures: Arc<Figures>,
    verifying: VerifyingKey,
    origin: String,
}

/// What a store is opened with.
pub struct Opening {
    /// `sqlite:PATH` or `postgres://…`.
    pub url: String,
    /// Signs checkpoints.
    pub key: LedgerKey,
    /// The server's chance.
    pub chance: Chance,
    /// The server's clock.
    pub clock: Arc<dyn Clock>,
    /// The matrix in force.
    pub policy: Arc<Policy>,
    /// Rooms that listen.
    pub subscribers: Vec<Arc<dyn Subscriber>>,
    /// Numbers the installation has set: delays in milliseconds, quorums.
    pub settings: BTreeMap<&'static str, i64>,
    /// First words of the tables another side of the wall has: they are not made here.
    pub elsewhere: &'static [&'static str],
}

impl Store {
    /// Opens the database, brings its schema up, and starts the sequencer.
    ///
    /// # Errors
    /// [`Problem::StoreDown`] when the database cannot be reached or written.
    pub async fn open(opening: Opening) -> Result<Self, Problem> {
        let mut conn = Conn::open_beside_flusher(&opening.url).await.map_err(problem)?;
        migrate::migrate(&mut conn, opening.elsewhere).await?;
        let pool = open_pool(&opening.url).await.map_err(problem)?;
        let (verifying, origin) = (opening.key.verifying(), opening.key.origin.clone());
        let ledger = Ledger::load(&mut conn, opening.key).await?;
        let now = opening.clock.now();
        let tx = Tx {
            conn,
            ledger,
            policy: opening.policy,
            subscribers: opening.subscribers.into(),
            chance: opening.chance,
            now,
            sent: None,
            fresh: HashMap::new(),
            settings: opening.settings,
        };
        let (queue, jobs) = mpsc::channel(QUEUE);
        let figures = Arc::new(Figures::default());
        let mut flusher = Flusher::none();
        if let Some(path) = opening.url.strip_prefix("sqlite:") {
            flusher = Flusher::of_log(path, Arc::clone(&figures)).map_err(|_| Problem::StoreDown)?;
            let beside = Conn::open(&opening.url).await.map_err(problem)?;
            tokio::spawn(tidy(beside, Arc::downgrade(&figures)));
        }
        tokio::spawn(sequence(tx, opening.url, opening.clock, jobs, flusher, Arc::clone(&figures)));
        Ok(Self { queue, pool, figures, verifying, origin })
    }

    /// Performs an act and waits until it is durable.
    ///
    /// # Errors
    /// The act's own refusal; [`Problem::Busy`] when the queue stays full; the database's failure.
    pub async fn act<A: Act>(&self, act: A, thread: Thread) -> Result<Outcome<A::Answer>, Problem> {
        let (reply, answer) = oneshot::channel();
        let waiting = Box::new(Waiting { act: Some(act), thread, answer: None, reply });
        self.queue.send_timeout(waiting, PATIENCE).await.map_err(|_| Problem::Busy)?;
        answer.await.map_err(|_| Problem::StoreDown)?
    }

    /// A connection for a reading page.
    ///
    /// # Errors
    /// [`Problem::Busy`] when every connection is taken for too long.
    pub async fn read(&self) -> Result<Reading, Problem> {
        match &self.pool {
            Pool::Sqlite(pool) => pool.acquire().await.map(Reading::Sqlite),
            Pool::Postgres(pool) => pool.acquire().await.map(Reading::Postgres),
        }
        .map_err(|_| Problem::Busy)
    }

    /// The sequencer's own figures.
    #[must_use]
    pub fn figures(&self) -> &Figures {
        &self.figures
    }

    /// The key checkpoints are verified with.
    #[must_use]
    pub const fn ledger_key(&self) -> VerifyingKey {
        self.verifying
    }

    /// The name of the ledger.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }
}

/// One connection to read and verify with, apart from any running server.
///
/// # Errors
/// [`Problem::StoreDown`] when the database cannot be reached.
pub async fn open_reading(url: &str) -> Result<Reading, Problem> {
    match open_pool(url).await.map_err(problem)? {
        Pool::Sqlite(pool) => pool.acquire().await.map(Reading::Sqlite),
        Pool::Postgres(pool) => pool.acquire().await.map(Reading::Postgres),
    }
    .map_err(problem)
}

async fn open_pool(url: &str) -> Result<Pool, sqlx::Error> {
    if let Some(path) = url.strip_prefix("sqlite:") {
        let options = dialect::sqlite_reading(path);
        // A file does not go away between two questions: no ping before each.
        let pool =
            SqlitePoolOptions::new().max_connections(4).acquire_timeout(PATIENCE).test_before_acquire(false);
        Ok(Pool::Sqlite(pool.connect_with(options).await?))
    } else {
        let pool = PgPoolOptions::new().max_connections(8).acquire_timeout(PATIENCE);
        Ok(Pool::Postgres(pool.connect(url).await?))
    }
}

/// Copies SQLite's log back beside the writer, for whom it would be the slowest moment of a commit.
async fn tidy(mut conn: Conn, figures: Weak<Figures>) {
    let mut seen = 0;
    while let Some(figures) = figures.upgrade() {
        let commits = figures.commits.load(Ordering::Relaxed);
        drop(figures);
        if commits != seen {
            // A full disk or a busy moment: the writer's own tidying, and the next round, come after.
            let _ = conn.run(dialect::TIDY).await;
            seen = commits;
        }
        tokio::time::sleep(TIDYING).await;
    }
}

/// The loop: gather what waits, commit it together, answer once it is durable.
async fn sequence(
    mut tx: Tx,
    url: String,
    clock: Arc<dyn Clock>,
    mut jobs: mpsc::Receiver<Box<dyn Queued>>,
    flusher: Flusher,
    figures: Arc<Figures>,
) {
    let mut batch = Vec::with_capacity(BATCH);
    while jobs.recv_many(&mut batch, BATCH).await > 0 {
        // Who hung up before his turn is not served: his envelope comes again, or never.
        batch.retain(|job| !job.abandoned());
        tx.now = clock.now().max(tx.ledger.last());
        tx.fresh.clear();
        if flusher.failed() {
            batch.drain(..).for_each(|job| job.finish(Err(Problem::StoreDown)));
            continue;
        }
        let started = Instant::now();
        match commit(&mut tx, &mut batch).await {
            Ok(ends) => {
                let figures = Arc::clone(&figures);
                flusher.once_durable(Box::new(move |durable| answer(ends, &durable, started, &figures)));
            }
            Err(failure) => {
                figures.failures.fetch_add(1, Ordering::Relaxed);
                recover(&mut tx, &url).await;
                batch.drain(..).for_each(|job| job.finish(Err(failure.clone())));
            }
        }
    }
}

/// A job and what it is answered once its commit is durable.
type End = (Box<dyn Queued>, Result<Receipt, Problem>);

/// Answers the jobs of a commit that is durable, or is known not to be.
fn answer(ends: Vec<End>, durable: &Result<(), Problem>, started: Instant, figures: &Figures) {
    let done = ends.iter().filter(|(_, end)| end.is_ok()).count() as u64;
    for (job, end) in ends {
        job.finish(durable.clone().and(end));
    }
    if durable.is_err() {
        figures.failures.fetch_add(1, Ordering::Relaxed);
        return;
    }
    let micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
    figures.acts.fetch_add(done, Ordering::Relaxed);
    figures.commits.fetch_add(1, Ordering::Relaxed);
    figures.commit_micros.fetch_add(micros, Ordering::Relaxed);
}

/// Performs a batch in one transaction; gives what each job is to be answered.
async fn commit(tx: &mut Tx, batch: &mut Vec<Box<dyn Queued>>) -> Result<Vec<End>, Problem> {
    if batch.is_empty() {
        return Ok(Vec::new());
    }
    tx.conn.say(dialect::begin(tx.conn.engine())).await?;
    let before = tx.ledger.size();
    let mut turns: Vec<Turn> = Vec::with_capacity(batch.len());
    for job in batch.iter_mut() {
        let Thread { sent, known } = job.thread();
        let found = enter(tx, sent.as_ref(), turns.last_mut()).await?;
        let before = tx.ledger.size();
        let end = one(tx, job.as_mut(), sent.as_ref(), found).await?;
        turns.push(Turn { end, known, sent, before });
    }
    if let Err(refusal) = tx.conn.settle().await {
        belated(tx, turns.last_mut(), refusal).await?;
    }
    let note = if tx.ledger.size() > before {
        let now = tx.now;
        tx.ledger.seal(&mut tx.conn, now).await?
    } else {
        newest_note(tx).await?
    };
    tx.conn.say("COMMIT").await?;
    tx.conn.settle().await?;
    let mut ends = Vec::with_capacity(batch.len());
    for (job, turn) in batch.drain(..).zip(turns) {
        let end = match turn.end {
            Ok(index) => receipt(tx, index, turn.known, &note).await,
            Err(refusal) => Err(refusal),
        };
        ends.push((job, end));
    }
    Ok(ends)
}

/// An act of the batch that had its turn.
struct Turn {
    end: Result<u64, Problem>,
    known: Option<u64>,
    sent: Option<Sent>,
    /// Lines before it.
    before: u64,
}

/// Opens the next act's savepoint and asks what is known of its envelope; the writes that wait from the act before
/// travel with the question. The outer error is the database's and ends the batch; the inner is the envelope's.
async fn enter(
    tx: &mut Tx,
    sent: Option<&Sent>,
    last: Option<&mut Turn>,
) -> Result<Result<Known, Problem>, Problem> {
    let found = ask(tx, sent).await;
    let Err(refusal) = found else { return found };
    belated(tx, last, refusal).await?;
    ask(tx, sent).await
}

async fn ask(tx: &mut Tx, sent: Option<&Sent>) -> Result<Result<Known, Problem>, Problem> {
    tx.conn.say("SAVEPOINT act").await?;
    match sent {
        Some(sent) => tx.look_up(sent).await,
        None => tx.conn.settle().await.map(|()| Ok(Known::New)),
    }
}

/// A refusal among the writes that waited: it is the last act's own. They are tried in order and none after the one
/// refused, so that act's savepoint still stands.
async fn belated(tx: &mut Tx, last: Option<&mut Turn>, refusal: Problem) -> Result<(), Problem> {
    let Some(turn) = last.filter(|_| !is_failure(&refusal)) else { return Err(failed(refusal)) };
    undo(tx, turn.before).await?;
    leave_trace(tx, turn.sent.as_ref(), &refusal).await?;
    tx.conn.say("RELEASE SAVEPOINT act").await?;
    turn.end = Err(refusal);
    Ok(())
}

/// One act in its savepoint. The outer error is the database's and ends the batch; the inner is the act's own.
async fn one(
    tx: &mut Tx,
    job: &mut dyn Queued,
    sent: Option<&Sent>,
    found: Result<Known, Problem>,
) -> Result<Result<u64, Problem>, Problem> {
    let before = tx.ledger.size();
    let end = match found {
        Ok(Known::New | Known::Refused) => {
            tx.sent = sent.cloned();
            let done = job.perform(tx).await;
            if let Err(refusal) = &done
                && !is_failure(refusal)
            {
                undo(tx, before).await?;
                leave_trace(tx, sent, refusal).await?;
            }
            done
        }
        Ok(Known::Done(index)) => Ok(index),
        Err(problem) => Err(problem),
    };
    match end {
        Err(failure) if is_failure(&failure) => Err(failure),
        end => {
            tx.conn.say("RELEASE SAVEPOINT act").await?;
            Ok(end)
        }
    }
}

async fn undo(tx: &mut Tx, before: u64) -> Result<(), Problem> {
    tx.conn.forget();
    tx.conn.say("ROLLBACK TO SAVEPOINT act").await?;
    tx.ledger.rewind(before);
    Ok(())
}

/// An envelope that was refused is a line of its own.
async fn leave_trace(tx: &mut Tx, sent: Option<&Sent>, refusal: &Problem) -> Result<(), Problem> {
    tx.sent = sent.cloned();
    if let Some(sent) = sent {
        tx.refused(sent, refusal).await?;
        tx.conn.settle().await?;
    }
    tx.sent = None;
    Ok(())
}

async fn receipt(tx: &mut Tx, index: u64, known: Option<u64>, note: &str) -> Result<Receipt, Problem> {
    let line = tx.line(index).await?;
    tx.ledger.receipt(&mut tx.conn, index, line, known, note).await
}

async fn newest_note(tx: &mut Tx) -> Result<String, Problem> {
    let found = crate::row!(tx, (String,), "SELECT note FROM ledger_checkpoint ORDER BY size DESC LIMIT 1")?;
    Ok(found.map(|(note,)| note).unwrap_or_default())
}

/// After a failure: undo, and believe the database rather than memory.
async fn recover(tx: &mut Tx, url: &str) {
    tx.sent = None;
    tx.conn.forget();
    if tx.conn.run(dialect::abandon(tx.conn.engine())).await.is_err()
        && let Ok(conn) = Conn::open_beside_flusher(url).await
    {
        tx.conn = conn;
    }
    if tx.ledger.reload(&mut tx.conn).await.is_err() {
        tracing::error!(kind = "store-down", "the ledger could not be read again");
    }
}

/// An error nobody in the batch can answer for is the database's.
fn failed(problem: Problem) -> Problem {
    if is_failure(&problem) { problem } else { Problem::StoreDown }
}

const fn is_failure(problem: &Problem) -> bool {
    matches!(problem, Problem::StoreFull | Problem::StoreDown | Problem::Busy)
}

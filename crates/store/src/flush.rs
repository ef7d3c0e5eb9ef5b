//! What makes a commit durable, apart from the writer.
//!
//! ```text
//! writer:  batch 1, commit ─► batch 2, commit ─► batch 3 …
//! flusher:                 └─ fdatasync, answer 1 ─► fdatasync, answer 2 and 3 …
//! ```
//!
//! SQLite writes a commit to its log and leaves it there (`synchronous = NORMAL`); this thread flushes the log, and only
//! then is anybody answered. One flush serves every batch committed before it began. While the disk works, the writer
//! does the next batch. PostgreSQL flushes in its COMMIT: its answers leave at once.
//!
//! A flush that fails is final. What the disk kept of the log is not known then, and a later flush that succeeds would
//! prove nothing: nobody is answered otherwise than "down" until the program starts anew and reads what is there.

use crate::sequencer::Figures;
use danbe_words::Problem;
use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

/// What is to be done once everything committed before is durable, or is known not to be.
type Then = Box<dyn FnOnce(Result<(), Problem>) + Send>;

/// Makes what was committed durable.
type Flush = Box<dyn FnMut() -> io::Result<()> + Send>;

/// How long flushes took, for whoever watches: counted, never summed up here.
#[derive(Debug, Default)]
pub struct Flushes {
    counts: [AtomicU64; Flushes::MICROS.len() + 1],
    micros: AtomicU64,
}

impl Flushes {
    /// Upper ends of what is told apart, in microseconds; what took longer is counted apart.
    pub const MICROS: [u64; 24] = [
        100, 200, 300, 500, 700, 1_000, 1_500, 2_000, 3_000, 4_000, 5_000, 6_000, 7_000, 8_000, 10_000,
        12_000, 15_000, 20_000, 25_000, 30_000, 50_000, 100_000, 300_000, 1_000_000,
    ];

    /// Flushes by how long they took, as [`Self::MICROS`] has it, with those above at the end; and microseconds in all.
    #[must_use]
    pub fn read(&self) -> (Vec<u64>, u64) {
        let counts = self.counts.iter().map(|count| count.load(Ordering::Relaxed));
        (counts.collect(), self.micros.load(Ordering::Relaxed))
    }

    fn count(&self, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let place = Self::MICROS.partition_point(|end| *end < micros);
        if let Some(count) = self.counts.get(place) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        self.micros.fetch_add(micros, Ordering::Relaxed);
    }
}

/// The thread that flushes; it ends with its last owner.
#[derive(Debug)]
pub(crate) struct Flusher {
    waiting: Option<Sender<Then>>,
    failed: Arc<AtomicBool>,
}

impl Flusher {
    /// For an engine whose COMMIT is durable already.
    pub(crate) fn none() -> Self {
        Self { waiting: None, failed: Arc::default() }
    }

    /// For SQLite: flushes the write-ahead log beside the database of that path, and counts how long it took.
    ///
    /// # Errors
    /// No thread is to be had.
    pub(crate) fn of_log(database: &str, figures: Arc<Figures>) -> io::Result<Self> {
        let path = PathBuf::from(format!("{database}-wal"));
        let mut log: Option<File> = None;
        Self::new(Box::new(move || {
            // The log is one file for as long as the writer's connection is open.
            let file = match log.take() {
                Some(file) => file,
                None => File::open(&path)?,
            };
            let begun = Instant::now();
            file.sync_data()?;
            figures.flushes.count(begun.elapsed());
            log = Some(file);
            Ok(())
        }))
    }

    fn new(mut flush: Flush) -> io::Result<Self> {
        let (waiting, asked) = channel();
        let failed = Arc::new(AtomicBool::new(false));
        let known = Arc::clone(&failed);
        thread::Builder::new().name("flush".to_owned()).spawn(move || serve(&asked, &known, &mut flush))?;
        Ok(Self { waiting: Some(waiting), failed })
    }

    /// Whether a flush has failed: nothing more is to be committed.
    pub(crate) fn failed(&self) -> bool {
        self.failed.load(Ordering::Acquire)
    }

    /// Calls `then` once everything committed until now is durable.
    pub(crate) fn once_durable(&self, then: Then) {
        match &self.waiting {
            None => then(Ok(())),
            Some(waiting) => {
                if let Err(unheard) = waiting.send(then) {
                    (unheard.0)(Err(Problem::StoreDown));
                }
            }
        }
    }
}

fn serve(asked: &Receiver<Then>, failed: &AtomicBool, flush: &mut Flush) {
    while let Ok(first) = asked.recv() {
        // Whoever asked before the flush begins is served by it; who asks during it waits for the next.
        let all: Vec<Then> = std::iter::once(first).chain(asked.try_iter()).collect();
        let flushed = if failed.load(Ordering::Acquire) { Err(Problem::StoreDown) } else { once(flush) };
        if flushed.is_err() {
            failed.store(true, Ordering::Release);
        }
        all.into_iter().for_each(|then| then(flushed.clone()));
    }
}

fn once(flush: &mut Flush) -> Result<(), Problem> {
    flush().map_err(|error| {
        tracing::error!(
            kind = "store-flush",
            code = error.raw_os_error(),
            "the log cannot be flushed: start anew"
        );
        Problem::StoreDown
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicUsize;

    const SOON: Duration = Duration::from_secs(5);

    #[test]
    fn nobody_is_answered_before_the_flush_and_one_flush_serves_all_who_wait() {
        let (go, gate) = channel::<()>();
        let flushes = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&flushes);
        let flusher = Flusher::new(Box::new(move || {
            gate.recv().map_err(io::Error::other)?;
            counted.fetch_add(1, Ordering::SeqCst);
            Ok(())
        }))
        .unwrap();
        let (answer, answers) = channel();
        for number in 0..4 {
            let answer = answer.clone();
            flusher.once_durable(Box::new(move |end| answer.send((number, end)).unwrap()));
        }
        assert!(answers.recv_timeout(Duration::from_millis(50)).is_err(), "the disk has not answered");
        go.send(()).unwrap();
        assert_eq!(answers.recv_timeout(SOON), Ok((0, Ok(()))));
        go.send(()).unwrap();
        for number in 1..4 {
            assert_eq!(answers.recv_timeout(SOON), Ok((number, Ok(()))));
        }
        assert!(
            flushes.load(Ordering::SeqCst) <= 2,
            "the first may have gone alone, the others went together"
        );
    }

    #[test]
    fn a_flush_is_counted_once_where_it_belongs() {
        let flushes = Flushes::default();
        for micros in [0, 100, 101, 1_000_000, 1_000_001] {
            flushes.count(Duration::from_micros(micros));
        }
        let (counts, micros) = flushes.read();
        let last = Flushes::MICROS.len();
        assert_eq!((counts[0], counts[1], counts[last - 1], counts[last]), (2, 1, 1, 1));
        assert_eq!((counts.iter().sum::<u64>(), micros), (5, 2_000_202));
    }

    #[test]
    fn a_flush_that_failed_is_never_believed_again() {
        let mut first = true;
        let flusher = Flusher::new(Box::new(move || {
            if std::mem::take(&mut first) { Err(io::Error::from_raw_os_error(5)) } else { Ok(()) }
        }))
        .unwrap();
        let (answer, answers) = channel();
        for _ in 0..2 {
            let answer = answer.clone();
            flusher.once_durable(Box::new(move |end| answer.send(end).unwrap()));
            assert_eq!(answers.recv_timeout(SOON), Ok(Err(Problem::StoreDown)));
        }
        assert!(flusher.failed());
    }
}

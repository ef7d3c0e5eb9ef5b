//! The clock is an argument: the server's is real, the demonstration's walks through a past year.

use danbe_words::Moment;

/// Tells the time. The sequencer never lets it run backwards.
pub trait Clock: Send + Sync + 'static {
    /// Now, UTC.
    fn now(&self) -> Moment;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the machine's clock")]
    fn now(&self) -> Moment {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        Moment(since.map_or(0, |d| i64::try_from(d.as_millis()).unwrap_or(i64::MAX)))
    }
}

//! One database, one transaction, events, ledger: the only crate that names a database engine.
//!
//! A write is an [`Act`]; the sequencer performs acts in group commits and answers each with a receipt.
//! Rooms see a [`Tx`] and the macros [`put!`], [`execute!`], [`row!`] and [`rows!`]: one SQL text, compiled for both
//! drivers.

mod clock;
mod conn;
mod copy;
mod dialect;
mod flush;
mod ledger;
mod migrate;
mod pour;
mod sequencer;
mod tx;
mod verb;
mod verify;
mod waiting;
mod witness;

pub use clock::{Clock, SystemClock};
pub use conn::{Reach, Reachable, Reading, Writing, damaged, problem};
pub use copy::{copy_database, count_rows, put_together, settle_file, take_apart};
pub use flush::Flushes;
pub use ledger::LedgerKey;
pub use migrate::{schema_text, tables};
pub use pour::pour;
pub use sequencer::{Act, Figures, Later, Opening, Outcome, Store, Subscriber, Thread, open_reading};
pub use tx::{Done, Happening, RINGS, Sent, Tx};
pub use verb::{Door, Reply, Verb};
pub use verify::{Finding, LedgerReport, Wrong, verify};
pub use waiting::{Place, Waiting};
pub use witness::{
    checkpoint_at, consistency, inclusion, mark_restored, newest_checkpoint, restored_checkpoint,
};

#[doc(hidden)]
pub use sqlx;

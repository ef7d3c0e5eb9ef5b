//! The room of case files: a presumed victim is registered, found again, opened, completed.
//!
//! ```text
//! draft (on one device) ──register──► file: presumed ──answer, note──► file: presumed
//!                                       │  └─ search: a name card, never a name
//!                                       │    (made by `index` where a device without the key registered, or another agency)
//!                                       ├─ open (T2) ── open_identity (T3): each its own line
//!                                       ├─ put_on ──► a colleague of another team works on it ── take_off
//!                                       └─ close, with a reason ── approve, by another ──► closed ──reopen──► open
//! ```
//!
//! A file is coded facts in clear, sealed records, and two kinds of keys wrapped to the agency. Nothing in a
//! file is overwritten: a record is added, and the device that opens the file folds the records ([`fold`]).

mod answer;
mod beside;
mod card;
mod close;
#[cfg(feature = "server")]
mod closing;
mod facts;
pub mod fold;
mod history;
mod index;
mod list;
mod note;
pub mod numbers;
mod open;
pub mod pages;
mod record;
mod register;
#[cfg(feature = "server")]
pub(crate) mod rows;
mod search;
pub mod steps;
mod team;

pub use answer::{AnswerBody, FactChange, Named};
pub use beside::Beside;
pub use card::NameCard;
pub use close::{ApproveClosing, Close, Reopen};
#[cfg(feature = "server")]
pub use closing::Listening;
pub use facts::Facts;
pub use history::{History, HistoryLine, HistoryOf};
pub use index::{CARDS, Index, Indexed, ToIndex, Unfound};
pub use list::{Cursor, FileLine, List, Listed};
pub use note::NoteBody;
pub use open::{Open, OpenIdentity, Opened};
pub use record::{Answer, Content, Keyring, PersonKey, Record, SealedRecord};
pub use register::{Registration, Sealing};
pub use search::{CardHit, Found, Search};
pub use team::{PutOn, TakeOff};

/// Words of the page that closes a file, French: for the programs that have it.
pub const CLOSING_FR: &str = include_str!("closing.fr.ftl");

/// Words of the page that opens a second file over a person, French: for the programs that have it.
pub const BESIDE_FR: &str = include_str!("beside.fr.ftl");

/// Words of the page that puts a colleague on a file, French: for the programs that have it.
pub const TEAM_FR: &str = include_str!("team.fr.ftl");

/// The room's words, French.
pub const WORDS_FR: &str = include_str!("words.fr.ftl");

/// Tables that hold what opens or points to a person: kept apart in backups, and not for long, so that an erasure ends.
pub const KEY_TABLES: [&str; 2] = ["cases_key", "cases_tag"];

/// What every verb of the room declares: the device decides by the same matrix as the server.
pub const VERBS: [danbe_guard::VerbSpec; 16] = [
    register::SPEC,
    beside::SPEC,
    search::SPEC,
    list::SPEC,
    open::OPEN,
    open::OPEN_IDENTITY,
    answer::SPEC,
    note::SPEC,
    history::SPEC,
    close::CLOSE,
    close::APPROVE,
    close::REOPEN,
    index::UNFOUND,
    index::INDEX,
    team::PUT_ON,
    team::TAKE_OFF,
];

#[cfg(feature = "server")]
/// The verbs of the room.
#[must_use]
pub fn doors() -> Vec<danbe_store::Door> {
    use danbe_store::Door;
    vec![
        Door::of::<Registration>(),
        Door::of::<Beside>(),
        Door::of::<Search>(),
        Door::of::<List>(),
        Door::of::<Open>(),
        Door::of::<OpenIdentity>(),
        Door::of::<AnswerBody>(),
        Door::of::<NoteBody>(),
        Door::of::<HistoryOf>(),
        Door::of::<Close>(),
        Door::of::<ApproveClosing>(),
        Door::of::<Reopen>(),
        Door::of::<Unfound>(),
        Door::of::<Index>(),
        Door::of::<PutOn>(),
        Door::of::<TakeOff>(),
    ]
}

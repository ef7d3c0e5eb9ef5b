//! The shared vocabulary: ids, codes, time, events, problems.
//!
//! Everything every floor may name stands here and nothing that acts: no IO, no clock, no chance.

mod codes;
mod event;
mod ids;
mod problem;
mod shelf;
mod time;

pub use codes::{
    AgeBand, AgencyClass, Agenda, Danger, Decline, Duty, Ending, Errand, Evidence, FileKind, FileState, Form,
    Giver, Ground, Interpreter, Level, Manner, Nationality, Occasion, Paid, Protection, Purpose, Recall,
    Referral, Region, Review, Section, ServiceKind, Sex, Side, Stage, Tier, Tongue, Transport, Unit,
    UnknownCode, Way,
};
pub use event::{Event, Line};
pub use ids::{
    AgencyId, BasisId, CROCKFORD, DeviceId, EnvelopeId, FileId, KeyId, MalformedId, MemberId, PersonId,
    RecordId, ReferralId, RoleId, WideningId,
};
pub use problem::Problem;
pub use shelf::Shelf;
pub use time::{Day, Moment, Month};

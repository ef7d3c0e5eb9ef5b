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
    AgeBand, AgencyClass, Agenda, Duty, Form, Level, Manner, Nationality, Region, ServiceKind, Sex, Stage,
    Tier, Unit, UnknownCode,
};
pub use event::{Event, Line};
pub use ids::{
    AgencyId, CROCKFORD, DeviceId, EnvelopeId, FileId, KeyId, MalformedId, MemberId, PersonId, RecordId,
};
pub use problem::Problem;
pub use shelf::Shelf;
pub use time::{Day, Moment, Month};

//! How far a return has come, and the steps it took.

use danbe_words::{Level, Moment};

/// How far a return has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Sent by its service.
    Sent,
    /// Approved for its region.
    Region,
    /// Approved by the committee.
    Committee,
    /// A question went back to the service.
    Asked,
}

impl State {
    /// Every state.
    pub const ALL: &[Self] = &[Self::Sent, Self::Region, Self::Committee, Self::Asked];

    /// The stable text.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Region => "region",
            Self::Committee => "committee",
            Self::Asked => "asked",
        }
    }

    /// The state of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().find(|state| state.code() == code).copied()
    }

    /// At which level its numbers stand.
    #[must_use]
    pub const fn level(self) -> Level {
        match self {
            Self::Sent | Self::Asked => Level::Service,
            Self::Region => Level::Region,
            Self::Committee => Level::Committee,
        }
    }
}

/// What was done in a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Took {
    /// The service sent it, with why when it was asked.
    Sent,
    /// Approved for the region.
    Region,
    /// Approved by the committee.
    Committee,
    /// Sent back with a question.
    Asked,
}

impl Took {
    /// The stable text.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.to().code()
    }

    /// The step of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Sent, Self::Region, Self::Committee, Self::Asked].into_iter().find(|it| it.code() == code)
    }

    /// The state after it.
    #[must_use]
    pub const fn to(self) -> State {
        match self {
            Self::Sent => State::Sent,
            Self::Region => State::Region,
            Self::Committee => State::Committee,
            Self::Asked => State::Asked,
        }
    }
}

/// One step of a return.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What was done.
    pub took: Took,
    /// When.
    pub at: Moment,
    /// By which account.
    pub by: String,
    /// Which sending it is about.
    pub sent: i64,
    /// The question, the reason; empty when none.
    pub words: String,
}

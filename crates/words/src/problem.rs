//! One catalogue of what can go wrong: a stable code for programs, a sentence in the words for people.
//!
//! Absent and forbidden are one problem, [`Problem::NotFound`], so that no answer tells them apart.

use std::fmt;

/// Why an act was refused. The sentence shown is the word `problem-<code>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// There is no such thing, or not for this actor.
    NotFound,
    /// The envelope is cut, not JSON, or not of a known version.
    Malformed,
    /// Larger than an envelope may be.
    TooLarge,
    /// The signature does not hold for this member.
    Signature,
    /// The session is closed, expired or another member's.
    Session,
    /// The same id came earlier with another content, or a reading was sent twice.
    Replayed,
    /// An earlier envelope of the same device is missing; it must be sent first.
    Gap,
    /// The account cannot sign in, for whatever reason.
    SignIn,
    /// A value is not acceptable: the field, and the word `invalid-<reason>`.
    Invalid {
        /// Name of the field as in the form or body.
        field: &'static str,
        /// Stable reason, `required`, `code`, `long`, `date`…
        reason: &'static str,
    },
    /// The act contradicts the present state (approved twice, already finished…).
    State(&'static str),
    /// Too many requests at once; try again in a few seconds.
    Busy,
    /// The server's disk is full: nothing is written, reading goes on.
    StoreFull,
    /// The server's database does not answer.
    StoreDown,
}

impl Problem {
    /// The stable code, `envelope.signature`.
    #[must_use]
    pub fn code(&self) -> String {
        match self {
            Self::NotFound => "not-found".into(),
            Self::Malformed => "envelope-malformed".into(),
            Self::TooLarge => "envelope-too-large".into(),
            Self::Signature => "envelope-signature".into(),
            Self::Session => "session-closed".into(),
            Self::Replayed => "envelope-replayed".into(),
            Self::Gap => "envelope-gap".into(),
            Self::SignIn => "sign-in-refused".into(),
            Self::Invalid { field, reason } => format!("invalid-{reason}-{field}"),
            Self::State(state) => format!("state-{state}"),
            Self::Busy => "busy".into(),
            Self::StoreFull => "store-full".into(),
            Self::StoreDown => "store-down".into(),
        }
    }

    /// The key of the sentence in the words: one sentence serves every field with the same reason.
    #[must_use]
    pub fn word(&self) -> String {
        match self {
            Self::Invalid { reason, .. } => format!("problem-invalid-{reason}"),
            _ => format!("problem-{}", self.code()),
        }
    }

    /// HTTP status (RFC 9110).
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::NotFound => 404,
            Self::Malformed => 400,
            Self::TooLarge => 413,
            Self::Signature | Self::Session | Self::SignIn => 401,
            Self::Replayed | Self::Gap | Self::State(_) => 409,
            Self::Invalid { .. } => 422,
            Self::Busy | Self::StoreDown => 503,
            Self::StoreFull => 507,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.code())
    }
}

impl std::error::Error for Problem {}

//! What can go wrong in the vault, in words a person at a desk can act on.
//!
//! One small enum, without payload: an error must never carry a piece of what it failed to open.

use std::fmt;

/// Why the vault refuses. `Copy`, free of content: it can be logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VaultError {
    /// The bytes or the text do not have the form they must have.
    Malformed,
    /// Sealed, signed or written by a version this program does not read.
    UnknownVersion,
    /// It does not open: another key, other words, another context, or altered bytes. The cipher cannot tell which.
    WrongKey,
    /// A public key that is not one: not on the curve, or of small order.
    BadKey,
    /// The signature is not this key's over this text.
    BadSignature,
    /// Argon2id parameters under the floor: somebody wants the words to be cheap to guess.
    WeakParameters,
    /// Argon2id parameters so heavy that they would stop the device.
    HeavyParameters,
    /// These are not five words of the list.
    NotFiveWords,
    /// A checkpoint or a card that speaks for another ledger or another agency.
    WrongOrigin,
    /// The ledger shown is shorter than the one already seen.
    Rollback,
    /// The ledger shown does not contain the one already seen: two histories exist.
    Forked,
    /// The answer does not prove that the ledger extends the one already seen; ask again from the size known.
    NoConsistency,
    /// The line is not in the ledger at that place.
    NotIncluded,
    /// Fewer witnesses than the quorum countersigned this history, or too long ago.
    Unwitnessed,
    /// The authenticator answered without verifying who holds it.
    Unverified,
    /// Fewer than two different officers stand by what needs two.
    TwoNeeded,
}

impl fmt::Display for VaultError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "the sealed or signed text is damaged or incomplete",
            Self::UnknownVersion => "written by another version; update this program",
            Self::WrongKey => "does not open: wrong key, wrong place, or altered",
            Self::BadKey => "this is not a usable public key",
            Self::BadSignature => "the signature does not match",
            Self::WeakParameters => "the protection of the words is too weak; refused",
            Self::HeavyParameters => "the protection of the words asks for more memory than allowed; refused",
            Self::NotFiveWords => "five words of the list are needed",
            Self::WrongOrigin => "signed for another ledger or another agency",
            Self::Rollback => {
                "the ledger is shorter than the one already seen; tell your data-protection officer"
            }
            Self::Forked => "the ledger contradicts the one already seen; tell your data-protection officer",
            Self::NoConsistency => "no proof that the ledger extends the one already seen; ask again",
            Self::NotIncluded => "the ledger does not contain this line at this place",
            Self::Unwitnessed => "too few witnesses have countersigned this history lately",
            Self::Unverified => "nobody was verified: a finger, a face or a code is needed",
            Self::TwoNeeded => "two different officers must sign",
        })
    }
}

impl std::error::Error for VaultError {}

//! Ids of 128 random bits, each of its own type, so that a file is never passed for a person.
//!
//! Nothing can be guessed or counted from an id: no sequence, no time, no agency inside.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// The text is not 32 lower-case hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MalformedId;

impl fmt::Display for MalformedId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id is 32 lower-case hexadecimal digits")
    }
}

impl std::error::Error for MalformedId {}

fn parse(text: &str) -> Result<[u8; 16], MalformedId> {
    if text.len() != 32 || text.bytes().any(|digit| digit.is_ascii_uppercase()) {
        return Err(MalformedId);
    }
    let mut bytes = [0; 16];
    for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        let digits = std::str::from_utf8(digits).map_err(|_| MalformedId)?;
        // A sign is not a digit: "+f" reads as a number, but is no id.
        let all_digits = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        *byte = u8::from_str_radix(digits, 16).ok().filter(|_| all_digits).ok_or(MalformedId)?;
    }
    Ok(bytes)
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name([u8; 16]);

        impl $name {
            /// From 16 random bytes.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }

            /// Eight letters and digits a person can read aloud, `K7QF-29XM`: for screens, never a key.
            #[must_use]
            pub fn label(&self) -> String {
                label(&self.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl FromStr for $name {
            type Err = MalformedId;

            fn from_str(text: &str) -> Result<Self, MalformedId> {
                parse(text).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )+};
}

ids! {
    /// An agency (service, organisation).
    AgencyId,
    /// What a share rests on: a consent, or another recorded ground.
    BasisId,
    /// A device enrolled for one member.
    DeviceId,
    /// One signed act; the same id sent twice is the same act.
    EnvelopeId,
    /// A case file of one person in one agency.
    FileId,
    /// One identity or file key of a person.
    KeyId,
    /// A member of an agency: a pseudonym, never a name.
    MemberId,
    /// A person's pseudonym inside one agency.
    PersonId,
    /// One sealed record of a file.
    RecordId,
    /// A role an agency built for its posts.
    RoleId,
    /// One referral: every package of it, to the end.
    ReferralId,
    /// More searches than a day's allowance, as two officers sign it.
    WideningId,
}

/// Crockford's base 32: no I, L, O, U, so that nothing is misread aloud.
pub const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The first forty bits as two groups of four.
fn label(bytes: &[u8; 16]) -> String {
    let bits = bytes.iter().take(5).fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
    let mut text = String::with_capacity(9);
    for place in 0..8_u64 {
        if place == 4 {
            text.push('-');
        }
        let five = usize::try_from(bits >> (35 - 5 * place) & 31).unwrap_or_default();
        text.extend(CROCKFORD.get(five).map(|letter| char::from(*letter)));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_and_nothing_else_does() {
        let id = FileId::from_bytes(*b"0123456789abcdef");
        assert_eq!(id.to_string().parse::<FileId>(), Ok(id));
        for wrong in [
            "",
            "00",
            "ZZ",
            &"0".repeat(31),
            &"0".repeat(33),
            &"A".repeat(32),
            &"é".repeat(16),
            &"+f".repeat(16),
        ] {
            assert_eq!(wrong.parse::<FileId>(), Err(MalformedId), "{wrong}");
        }
    }

    #[test]
    fn a_label_is_short_and_without_ambiguous_letters() {
        let label = FileId::from_bytes([0xff; 16]).label();
        assert_eq!(label, "ZZZZ-ZZZZ");
        let label_of_small = FileId::from_bytes([0, 0, 0, 0, 33, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9]).label();
        assert_eq!(label_of_small, "0000-0011");
        assert!(!label.contains(['I', 'L', 'O', 'U']));
    }
}

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
    if text.len() != 32 {
        return Err(MalformedId);
    }
    let mut bytes = [0; 16];
    data_encoding::HEXLOWER.decode_mut(text.as_bytes(), &mut bytes).map_err(|_| MalformedId)?;
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
                let mut text = CROCKFORD.encode(self.0.get(..5).unwrap_or_default());
                text.insert(4, '-');
                text
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&data_encoding::HEXLOWER.encode(&self.0))
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
}

/// Crockford's base 32: no I, L, O, U, so that nothing is misread aloud.
static CROCKFORD: std::sync::LazyLock<data_encoding::Encoding> = std::sync::LazyLock::new(|| {
    let mut specification = data_encoding::Specification::new();
    specification.symbols.push_str("0123456789ABCDEFGHJKMNPQRSTVWXYZ");
    specification.encoding().unwrap_or(data_encoding::BASE32_NOPAD)
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_and_nothing_else_does() {
        let id = FileId::from_bytes(*b"0123456789abcdef");
        assert_eq!(id.to_string().parse::<FileId>(), Ok(id));
        for wrong in ["", "00", "ZZ", &"0".repeat(31), &"0".repeat(33), &"A".repeat(32), &"é".repeat(16)] {
            assert_eq!(wrong.parse::<FileId>(), Err(MalformedId), "{wrong}");
        }
    }

    #[test]
    fn a_label_is_short_and_without_ambiguous_letters() {
        let label = FileId::from_bytes([0xff; 16]).label();
        assert_eq!(label, "ZZZZ-ZZZZ");
        assert!(!label.contains(['I', 'L', 'O', 'U']));
    }
}

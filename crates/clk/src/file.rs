//! What travels to the matcher: a line that says how the filters were made, then the filters, without ids.

use danbe_popcount::{Filter, WORDS};
use serde_json::{Value, json};
use std::fmt;

/// Filters with how they were made. Record `n` is the n-th of its service's own file, which only it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encoded {
    /// Digest of the schema and of the way, in hexadecimal.
    pub made: String,
    /// The check of the key, in hexadecimal.
    pub key: String,
    /// Whom to ask about a possible match: a post, never a person's name; may be empty.
    pub ask: String,
    /// The filters.
    pub filters: Vec<Filter>,
}

/// Why a file is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// Not a file of filters.
    Header,
    /// Cut short, or longer than it says.
    Length {
        /// Records the header promises.
        said: u64,
        /// Bytes that follow.
        bytes: u64,
    },
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header => f.write_str("ce n’est pas un fichier d’empreintes de Danbé"),
            Self::Length { said, bytes } => {
                write!(f, "fichier abîmé : {said} empreintes annoncées, {bytes} octets trouvés")
            }
        }
    }
}

impl std::error::Error for Unreadable {}

const MARK: &str = "danbe clk 1 ";

impl Encoded {
    /// As it travels.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let head =
            json!({ "made": self.made, "key": self.key, "ask": self.ask, "records": self.filters.len() });
        let mut bytes = format!("{MARK}{head}\n").into_bytes();
        bytes.reserve(self.filters.len() * WORDS * 8);
        // Words are big-endian, so that bit 0 is the highest of the first byte as in clkhash's own output.
        bytes.extend(self.filters.iter().flat_map(|filter| filter.0).flat_map(u64::to_be_bytes));
        bytes
    }

    /// Reads it back.
    ///
    /// # Errors
    /// Another kind of file, or one of another length than it says.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Unreadable> {
        let end = bytes.iter().take(4_096).position(|byte| *byte == b'\n').ok_or(Unreadable::Header)?;
        let (head, rest) = bytes.split_at_checked(end + 1).ok_or(Unreadable::Header)?;
        let head = std::str::from_utf8(head).ok().and_then(|head| head.strip_prefix(MARK));
        let head: Value = head.and_then(|head| serde_json::from_str(head).ok()).ok_or(Unreadable::Header)?;
        let text = |name: &str| head.get(name).and_then(Value::as_str).map(str::to_owned);
        let (Some(made), Some(key), Some(said)) =
            (text("made"), text("key"), head.get("records").and_then(Value::as_u64))
        else {
            return Err(Unreadable::Header);
        };
        let size = WORDS as u64 * 8;
        let found = rest.len() as u64;
        if said.checked_mul(size) != Some(found) {
            return Err(Unreadable::Length { said, bytes: found });
        }
        let filter = |bytes: &[u8]| {
            let mut filter = Filter::default();
            for (word, eight) in filter.0.iter_mut().zip(bytes.chunks_exact(8)) {
                *word = eight.try_into().map_or(0, u64::from_be_bytes);
            }
            filter
        };
        let ask = text("ask").unwrap_or_default();
        Ok(Self { made, key, ask, filters: rest.chunks_exact(WORDS * 8).map(filter).collect() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_file_reads_back_and_a_cut_one_is_named() {
        let filters = vec![Filter([1; WORDS]), Filter([u64::MAX; WORDS])];
        let sent = Encoded {
            made: "ab".to_owned(),
            key: "cd".to_owned(),
            ask: "service, poste".to_owned(),
            filters,
        };
        let bytes = sent.to_bytes();
        assert_eq!(Encoded::from_bytes(&bytes), Ok(sent));
        assert!(matches!(
            Encoded::from_bytes(&bytes[..bytes.len() - 1]),
            Err(Unreadable::Length { said: 2, bytes: 255 })
        ));
        assert_eq!(Encoded::from_bytes(b"rec_id,name\n"), Err(Unreadable::Header));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_named(bytes in proptest::collection::vec(any::<u8>(), 0..300), told in "\\PC{0,40}") {
            let _ = Encoded::from_bytes(&bytes);
            let _ = Encoded::from_bytes(format!("danbe clk 1 {told}\n").as_bytes());
        }
    }
}

//! Bytes as text: base64url without padding (RFC 4648 §5), strict: one text for one value.
//!
//! Used by every serde form of the crate, so that keys, seals and proofs read the same in JSON, SQL and a QR code.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde::{Deserialize, Deserializer, Serializer, de::Error};

use crate::VaultError;

/// Bytes to text.
#[must_use]
pub fn write(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

/// Text to bytes; [`VaultError::Malformed`] for any other alphabet, padding or stray bits.
///
/// # Errors
/// As said.
pub fn read(text: &str) -> Result<Vec<u8>, VaultError> {
    Base64UrlUnpadded::decode_vec(text).map_err(|_| VaultError::Malformed)
}

/// Bytes as hexadecimal digits, small.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from_digit(u32::from(digit), 16).unwrap_or('0')).collect()
}

/// A text as the value it holds, through one tree: every further way to read JSON is a copy of the parser.
///
/// # Errors
/// [`VaultError::Malformed`] when it holds something else.
pub fn from_text<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, VaultError> {
    crate::Json::parse(text).and_then(crate::Json::read).map_err(|_| VaultError::Malformed)
}

/// Opened bytes as the value they hold.
///
/// # Errors
/// [`VaultError::Malformed`] when they hold something else.
pub fn from_json<T: serde::de::DeserializeOwned>(plain: &[u8]) -> Result<T, VaultError> {
    let text = std::str::from_utf8(plain).map_err(|_| VaultError::Malformed)?;
    from_text(text)
}

/// For `#[serde(with = "crate::text::bytes")]` on byte arrays and vectors.
pub(crate) mod bytes {
    use super::*;

    pub(crate) fn serialize<S: Serializer>(value: &impl AsRef<[u8]>, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&write(value.as_ref()))
    }

    pub(crate) fn deserialize<'de, T, D>(from: D) -> Result<T, D::Error>
    where
        T: TryFrom<Vec<u8>>,
        D: Deserializer<'de>,
    {
        let text = String::deserialize(from)?;
        let bytes = read(&text).map_err(D::Error::custom)?;
        T::try_from(bytes).map_err(|_| D::Error::custom(VaultError::Malformed))
    }
}

/// For `#[serde(with = "crate::text::hashes")]` on the hashes of a proof.
pub(crate) mod hashes {
    use super::*;

    pub(crate) fn serialize<S: Serializer>(hashes: &[[u8; 32]], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(hashes.iter().map(|hash| write(hash)))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<[u8; 32]>, D::Error> {
        let texts = Vec::<String>::deserialize(from)?;
        let hash = |text: &String| -> Result<[u8; 32], VaultError> {
            read(text)?.try_into().map_err(|_| VaultError::Malformed)
        };
        texts.iter().map(hash).collect::<Result<_, _>>().map_err(D::Error::custom)
    }
}

//! Which columns go into a filter and with how many bits: clkhash's schema, version 3, as far as it is safe.
//!
//! Double hashing is refused: its structure gives names away (Kroll and Steinmetzer 2015). So are shapes nobody
//! asked for yet (numeric neighbourhoods, several lengths); each refusal names the feature.

use data_encoding::BASE64;
use serde_json::Value;
use std::fmt;

/// A schema that can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schema {
    /// Halvings by XOR: bits are first set among 1,024 · 2ᶠ.
    pub(crate) folds: u32,
    pub(crate) kdf_info: Vec<u8>,
    pub(crate) kdf_salt: Option<Vec<u8>>,
    pub(crate) key_size: usize,
    pub(crate) features: Vec<Feature>,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Feature {
    pub(crate) name: String,
    /// `None`: read and passed over.
    pub(crate) hashing: Option<Hashing>,
    pub(crate) value: Shape,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hashing {
    pub(crate) comparison: Comparison,
    pub(crate) strategy: Strategy,
    /// Text that stands for "missing", and what is hashed instead.
    pub(crate) missing: Option<(String, String)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    /// Runs of `n` letters, with or without their place.
    Grams { n: usize, placed: bool },
    /// The whole value.
    Exact,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Strategy {
    PerToken(usize),
    PerFeature(usize),
}

/// How a value is written before it is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    AsIs,
    /// A whole number, without sign or leading zeros that say nothing.
    Number,
    /// A date, as eight digits.
    Date,
    /// A name as it is heard.
    Heard,
}

/// Why a schema is not used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unusable {
    /// Not JSON.
    Json(String),
    /// A part is absent or of another shape; its path.
    Part(String),
    /// Something known and not supported; its path.
    Unsupported(String),
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json(why) => write!(f, "le schéma n’est pas du JSON : {why}"),
            Self::Part(path) => write!(f, "schéma, « {path} » : absent ou mal formé"),
            Self::Unsupported(path) => write!(f, "schéma, « {path} » : non pris en charge"),
        }
    }
}

impl std::error::Error for Unusable {}

impl Schema {
    /// Reads a clkhash schema, version 3.
    ///
    /// # Errors
    /// Not JSON, a part that is absent, or one that is not supported; with its path.
    pub fn read(text: &str) -> Result<Self, Unusable> {
        let all: Value = serde_json::from_str(text).map_err(|why| Unusable::Json(why.to_string()))?;
        if all.get("version").and_then(Value::as_u64) != Some(3) {
            return Err(Unusable::Unsupported("version".to_owned()));
        }
        let config = all.get("clkConfig").ok_or_else(|| Unusable::Part("clkConfig".to_owned()))?;
        if config.get("l").map_or(Some(1024), Value::as_u64) != Some(1024) {
            return Err(Unusable::Unsupported("clkConfig.l".to_owned()));
        }
        let kdf = config.get("kdf").ok_or_else(|| Unusable::Part("clkConfig.kdf".to_owned()))?;
        let said = |name: &str, standard: &str| {
            kdf.get(name).map_or(Some(standard), Value::as_str) == Some(standard)
        };
        if !said("type", "HKDF") || !said("hash", "SHA256") {
            return Err(Unusable::Unsupported("clkConfig.kdf".to_owned()));
        }
        let bytes = |name: &str| match kdf.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => value
                .as_str()
                .and_then(|text| BASE64.decode(text.as_bytes()).ok())
                .map(Some)
                .ok_or_else(|| Unusable::Part(format!("clkConfig.kdf.{name}"))),
        };
        let key_size = whole(kdf.get("keySize"), 64).filter(|size| (1..=64).contains(size));
        let folds = whole(config.get("xor_folds"), 0).filter(|folds| *folds <= 5);
        let listed = all.get("features").and_then(Value::as_array).filter(|it| (1..=60).contains(&it.len()));
        Ok(Self {
            folds: folds
                .and_then(|folds| u32::try_from(folds).ok())
                .ok_or_else(|| Unusable::Unsupported("clkConfig.xor_folds".to_owned()))?,
            kdf_info: bytes("info")?.unwrap_or_default(),
            kdf_salt: bytes("salt")?,
            key_size: key_size.ok_or_else(|| Unusable::Unsupported("clkConfig.kdf.keySize".to_owned()))?,
            features: listed
                .ok_or_else(|| Unusable::Part("features".to_owned()))?
                .iter()
                .enumerate()
                .map(|(at, feature)| read_feature(at, feature))
                .collect::<Result<_, _>>()?,
        })
    }

    /// The columns asked for by default: names as heard, date of birth, sex, town.
    #[must_use]
    pub fn people() -> Self {
        let grams = |name: &str, value, n, placed, bits| Feature {
            name: name.to_owned(),
            hashing: Some(Hashing {
                comparison: Comparison::Grams { n, placed },
                strategy: Strategy::PerFeature(bits),
                missing: None,
            }),
            value,
        };
        let features = vec![
            grams("first_name", Shape::Heard, 2, false, 120),
            grams("surname", Shape::Heard, 2, false, 120),
            grams("dob", Shape::Date, 1, true, 120),
            grams("town", Shape::Heard, 2, false, 60),
            grams("sex", Shape::AsIs, 1, false, 12),
        ];
        Self { folds: 1, kdf_info: b"danbe clk 1".to_vec(), kdf_salt: None, key_size: 64, features }
    }

    /// Columns in the order in which values are given.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.features.iter().map(|feature| feature.name.as_str())
    }
}

fn whole(value: Option<&Value>, absent: usize) -> Option<usize> {
    match value {
        None => Some(absent),
        Some(value) => value.as_u64().and_then(|n| usize::try_from(n).ok()),
    }
}

fn read_feature(at: usize, feature: &Value) -> Result<Feature, Unusable> {
    let part = |path: &str| Unusable::Part(format!("features[{at}].{path}"));
    let unsupported = |path: &str| Unusable::Unsupported(format!("features[{at}].{path}"));
    let name = feature.get("identifier").and_then(Value::as_str).ok_or_else(|| part("identifier"))?;
    if feature.get("ignored").and_then(Value::as_bool) == Some(true) {
        return Ok(Feature { name: name.to_owned(), hashing: None, value: Shape::AsIs });
    }
    let value = match feature.get("format").and_then(|format| format.get("type")).and_then(Value::as_str) {
        Some("string" | "enum") => Shape::AsIs,
        Some("integer") => Shape::Number,
        Some("date") => Shape::Date,
        _ => return Err(unsupported("format.type")),
    };
    let hashing = feature.get("hashing").ok_or_else(|| part("hashing"))?;
    let comparison = hashing.get("comparison").ok_or_else(|| part("hashing.comparison"))?;
    let comparison = match comparison.get("type").and_then(Value::as_str) {
        Some("exact") => Comparison::Exact,
        Some("ngram") => Comparison::Grams {
            n: whole(comparison.get("n"), 2)
                .filter(|n| (1..=8).contains(n))
                .ok_or_else(|| part("hashing.comparison.n"))?,
            placed: comparison.get("positional").and_then(Value::as_bool).unwrap_or(false),
        },
        _ => return Err(unsupported("hashing.comparison.type")),
    };
    let strategy = hashing.get("strategy").ok_or_else(|| part("hashing.strategy"))?;
    let bits = |name: &str| match strategy.get(name) {
        None => Ok(None),
        value => whole(value, 0)
            .filter(|bits| (1..=2_000).contains(bits))
            .map(Some)
            .ok_or_else(|| part("hashing.strategy")),
    };
    let strategy = match (bits("bitsPerToken")?, bits("bitsPerFeature")?) {
        (Some(bits), None) => Strategy::PerToken(bits),
        (None, Some(bits)) => Strategy::PerFeature(bits),
        _ => return Err(part("hashing.strategy")),
    };
    let hash = hashing.get("hash").and_then(|hash| hash.get("type")).and_then(Value::as_str);
    if hash.is_some_and(|hash| hash != "blakeHash") {
        return Err(unsupported("hashing.hash.type"));
    }
    let missing = hashing.get("missingValue").map(|missing| {
        let text = |name: &str| missing.get(name).and_then(Value::as_str).map(str::to_owned);
        let sentinel = text("sentinel").unwrap_or_default();
        let instead = text("replaceWith").unwrap_or_else(|| sentinel.clone());
        (sentinel, instead)
    });
    Ok(Feature { name: name.to_owned(), hashing: Some(Hashing { comparison, strategy, missing }), value })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_cannot_be_used_is_named() {
        let feature = |hash: &str| {
            format!(
                r#"{{"version":3,"clkConfig":{{"l":1024,"kdf":{{"type":"HKDF"}}}},"features":[{{"identifier":"a",
                "format":{{"type":"string"}},"hashing":{{"comparison":{{"type":"ngram","n":2}},
                "strategy":{{"bitsPerToken":15}},"hash":{{"type":"{hash}"}}}}}}]}}"#
            )
        };
        assert_eq!(Schema::read(&feature("blakeHash")).map(|it| it.features.len()), Ok(1));
        let wrong = Unusable::Unsupported("features[0].hashing.hash.type".to_owned());
        assert_eq!(Schema::read(&feature("doubleHash")), Err(wrong));
        assert_eq!(Schema::read("{}"), Err(Unusable::Unsupported("version".to_owned())));
        assert!(matches!(Schema::read("no"), Err(Unusable::Json(_))));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_named(text in "(?s).{0,80}") {
            let _ = Schema::read(&text);
            let _ = Schema::read(&format!(r#"{{"version":3,"clkConfig":{{"kdf":{{}}}},"features":{text:?}}}"#));
        }
    }
}

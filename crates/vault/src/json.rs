//! JSON read once into a tree, and every type read from the tree.
//!
//! A type read straight from text carries a copy of the parser with it, and a second one for the case that its fields
//! come as a list: two to six kilobytes a type, on every phone. From the tree it carries its own fields and nothing
//! else. Nothing is lost by it: the same types, the same refusals, and structures only as maps.

use std::fmt;

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{
    self, Deserializer, EnumAccess, IntoDeserializer, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde::{Deserialize, Serialize, Serializer};

/// A JSON value. Whole numbers only: nothing a device reads has a fraction.
#[derive(Debug, Clone)]
pub enum Json {
    /// `null`.
    Null,
    /// `true`, `false`.
    Bool(bool),
    /// From zero.
    Natural(u64),
    /// Below zero.
    Negative(i64),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// A map, its entries as they came: who reads it refuses one that comes twice.
    Map(Vec<(String, Json)>),
}

/// Why a value does not read: always the same, since nobody is shown more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAsMeant;

impl fmt::Display for NotAsMeant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not the structure meant")
    }
}

impl std::error::Error for NotAsMeant {}

impl de::Error for NotAsMeant {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }

    fn invalid_type(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self
    }

    fn invalid_value(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self
    }

    fn invalid_length(_: usize, _: &dyn de::Expected) -> Self {
        Self
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn missing_field(_: &'static str) -> Self {
        Self
    }

    fn duplicate_field(_: &'static str) -> Self {
        Self
    }
}

impl Json {
    /// The value under a name; of two, the first. `None` when this is no map.
    pub fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Map(entries) => entries.iter().find(|(known, _)| known == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The text, when it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Reads a text.
    ///
    /// # Errors
    /// [`NotAsMeant`] when it is no JSON, or holds a fraction.
    pub fn parse(text: &str) -> Result<Self, NotAsMeant> {
        serde_json::from_str(text).map_err(|_| NotAsMeant)
    }

    /// The value as a type.
    ///
    /// # Errors
    /// [`NotAsMeant`] when it is another.
    pub fn read<T: de::DeserializeOwned>(self) -> Result<T, NotAsMeant> {
        T::deserialize(self)
    }
}

struct Tree;

impl<'de> Visitor<'de> for Tree {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON without fractions")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Natural(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(u64::try_from(value).map_or(Json::Negative(value), Json::Natural))
    }

    // Said here and not left to serde, whose words for it bring all that writes a fraction: five kilobytes.
    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Json, E> {
        Err(E::custom("a fraction"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(Json::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Json, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element()? {
            values.push(value);
        }
        Ok(Json::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Json::Map(entries))
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Tree)
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => to.serialize_unit(),
            Self::Bool(value) => to.serialize_bool(*value),
            Self::Natural(value) => to.serialize_u64(*value),
            Self::Negative(value) => to.serialize_i64(*value),
            Self::Text(text) => to.serialize_str(text),
            Self::List(values) => to.collect_seq(values),
            Self::Map(entries) => to.collect_map(entries.iter().map(|(name, value)| (name, value))),
        }
    }
}

impl IntoDeserializer<'_, NotAsMeant> for Json {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl Json {
    fn text(self) -> Result<String, NotAsMeant> {
        match self {
            Self::Text(text) => Ok(text),
            _ => Err(NotAsMeant),
        }
    }

    fn entries(self) -> Result<std::vec::IntoIter<(String, Self)>, NotAsMeant> {
        match self {
            Self::Map(entries) => Ok(entries.into_iter()),
            _ => Err(NotAsMeant),
        }
    }
}

/// One method a kind of value: each visitor is then compiled for that kind alone.
macro_rules! as_text {
    ($($method:ident)+) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotAsMeant> {
            visitor.visit_string(self.text()?)
        }
    )+};
}

macro_rules! as_number {
    ($($method:ident)+) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotAsMeant> {
            match self {
                Self::Natural(value) => visitor.visit_u64(value),
                Self::Negative(value) => visitor.visit_i64(value),
                _ => Err(NotAsMeant),
            }
        }
    )+};
}

macro_rules! as_map {
    ($($method:ident($($_name:ty),*))+) => {$(
        fn $method<V: Visitor<'de>>(self, $(_: $_name,)* visitor: V) -> Result<V::Value, NotAsMeant> {
            let mut map = MapDeserializer::new(self.entries()?);
            let value = visitor.visit_map(&mut map)?;
            map.end().map(|()| value)
        }
    )+};
}

macro_rules! as_list {
    ($($method:ident($($_name:ty),*))+) => {$(
        fn $method<V: Visitor<'de>>(self, $(_: $_name,)* visitor: V) -> Result<V::Value, NotAsMeant> {
            match self {
                Self::List(values) => {
                    let mut list = SeqDeserializer::new(values.into_iter());
                    let value = visitor.visit_seq(&mut list)?;
                    list.end().map(|()| value)
                }
                _ => Err(NotAsMeant),
            }
        }
    )+};
}

impl<'de> Deserializer<'de> for Json {
    type Error = NotAsMeant;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotAsMeant> {
        match self {
            Self::Null => visitor.visit_unit(),
            Self::Bool(value) => visitor.visit_bool(value),
            Self::Natural(value) => visitor.visit_u64(value),
            Self::Negative(value) => visitor.visit_i64(value),
            Self::Text(text) => visitor.visit_string(text),
            Self::List(_) => self.deserialize_seq(visitor),
            Self::Map(_) => self.deserialize_map(visitor),
        }
    }

    as_text! { deserialize_str deserialize_string deserialize_identifier deserialize_char deserialize_bytes deserialize_byte_buf }
    as_number! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_f32 deserialize_f64
    }
    as_map! { deserialize_map() deserialize_struct(&'static str, &'static [&'static str]) }
    as_list! { deserialize_seq() deserialize_tuple(usize) deserialize_tuple_struct(&'static str, usize) }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotAsMeant> {
        match self {
            Self::Bool(value) => visitor.visit_bool(value),
            _ => Err(NotAsMeant),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotAsMeant> {
        match self {
            Self::Null => visitor.visit_none(),
            value => visitor.visit_some(value),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotAsMeant> {
        match self {
            Self::Null => visitor.visit_unit(),
            _ => Err(NotAsMeant),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, NotAsMeant> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, NotAsMeant> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, NotAsMeant> {
        let (name, value) = match self {
            Self::Text(name) => (name, Self::Null),
            value => {
                let mut entries = value.entries()?;
                match (entries.next(), entries.next()) {
                    (Some(entry), None) => entry,
                    _ => return Err(NotAsMeant),
                }
            }
        };
        visitor.visit_enum(Variant { name, value })
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotAsMeant> {
        visitor.visit_unit()
    }
}

/// `"name"`, or `{"name": value}`.
struct Variant {
    name: String,
    value: Json,
}

impl<'de> EnumAccess<'de> for Variant {
    type Error = NotAsMeant;
    type Variant = Json;

    fn variant_seed<S: de::DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Json), NotAsMeant> {
        Ok((seed.deserialize(Json::Text(self.name))?, self.value))
    }
}

impl<'de> VariantAccess<'de> for Json {
    type Error = NotAsMeant;

    fn unit_variant(self) -> Result<(), NotAsMeant> {
        matches!(self, Self::Null).then_some(()).ok_or(NotAsMeant)
    }

    fn newtype_variant_seed<S: de::DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, NotAsMeant> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, NotAsMeant> {
        self.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, NotAsMeant> {
        self.deserialize_map(visitor)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    #[derive(Debug, PartialEq, Deserialize)]
    enum Kind {
        Bare,
        One(u8),
        Two(i16, String),
        Named { n: u64 },
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Whole {
        name: String,
        on: bool,
        far: Option<i64>,
        list: Vec<(u32, Kind)>,
        map: BTreeMap<String, Vec<u8>>,
        #[serde(default)]
        more: Option<Box<Whole>>,
    }

    const TEXTS: [&str; 14] = [
        r#"{"name":"a\u00e9\"b","on":true,"far":-5,"list":[[1,"Bare"],[2,{"One":255}]],"map":{"x":[1,2]}}"#,
        r#"{"name":"","on":false,"far":null,"list":[[1,{"Two":[-3,"z"]}],[9,{"Named":{"n":18446744073709551615}}]],"map":{}}"#,
        r#"{"on":true,"name":"a","far":1,"list":[],"map":{},"more":{"name":"b","on":true,"far":0,"list":[],"map":{}}}"#,
        r#"{"name":"a","on":true,"list":[],"map":{}}"#,
        r#"{"name":"a","on":true,"far":1,"list":[],"map":{},"less":1}"#,
        r#"{"name":"a","name":"b","on":true,"far":1,"list":[],"map":{}}"#,
        r#"{"name":1,"on":true,"far":1,"list":[],"map":{}}"#,
        r#"{"name":"a","on":1,"far":1,"list":[],"map":{}}"#,
        r#"{"name":"a","on":true,"far":1,"list":[[1,{"One":256}]],"map":{}}"#,
        r#"{"name":"a","on":true,"far":1,"list":[[1,{"One":1,"Bare":null}]],"map":{}}"#,
        r#"{"name":"a","on":true,"far":1,"list":[[1,"Four"]],"map":{}}"#,
        r#"{"name":"a","on":true,"far":1,"list":[[1,"Bare",2]],"map":{}}"#,
        r#"{"name":"a","on":true,"far":1,"list":[],"map":{}"#,
        "",
    ];

    #[test]
    fn what_reads_from_text_reads_the_same_from_the_tree_and_what_does_not_does_not() {
        let mut read = 0;
        for text in TEXTS {
            let straight = serde_json::from_str::<Whole>(text).ok();
            let through = Json::parse(text).ok().and_then(|tree| tree.read::<Whole>().ok());
            assert_eq!(through, straight, "{text}");
            read += usize::from(straight.is_some());
        }
        assert_eq!(read, 4);
        for text in TEXTS.into_iter().filter(|text| text.ends_with('}') && !text.contains("\\u")) {
            let tree = Json::parse(text);
            assert!(tree.is_err() || serde_json::to_string(&tree.unwrap()).unwrap() == text, "{text}");
        }
        // The one difference, meant: a structure never comes as a list.
        assert!(Json::parse(r#"["a",true,1,[],{}]"#).unwrap().read::<Whole>().is_err());
        assert!(Json::parse("1.5").is_err());
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".{0,200}", n in any::<i64>(), m in any::<u64>()) {
            let _ = Json::parse(&text).map(|tree| tree.read::<Whole>());
            prop_assert_eq!(Json::parse(&n.to_string()).unwrap().read::<i64>().unwrap(), n);
            prop_assert_eq!(Json::parse(&m.to_string()).unwrap().read::<u64>().unwrap(), m);
        }
    }
}

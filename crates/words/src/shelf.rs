//! A small map: pairs on a shelf, in the order of their keys.
//!
//! For a few dozen entries, as a form, a file or a device has. It reads and writes the same JSON as the maps
//! of the standard library, keys in order; those cost every phone some twenty kilobytes of program more.

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use std::borrow::Borrow;
use std::fmt;
use std::marker::PhantomData;

/// A map of a few entries, in the order of their keys; of two values for one key the later stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shelf<K, V> {
    pairs: Vec<(K, V)>,
}

impl<K, V> Default for Shelf<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K, V> Shelf<K, V> {
    /// An empty shelf.
    #[must_use]
    pub const fn new() -> Self {
        Self { pairs: Vec::new() }
    }

    /// How many entries there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.pairs.len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// Every entry, in the order of the keys.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &V)> + ExactSizeIterator {
        self.pairs.iter().map(|(key, value)| (key, value))
    }

    /// Every key, in order.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &K> {
        self.pairs.iter().map(|(key, _)| key)
    }

    /// Every value, in the order of the keys.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> {
        self.pairs.iter().map(|(_, value)| value)
    }

    /// Takes the entry of the lowest key away.
    pub fn pop_first(&mut self) -> Option<(K, V)> {
        if self.pairs.is_empty() { None } else { Some(self.pairs.remove(0)) }
    }
}

impl<K: Ord, V> Shelf<K, V> {
    /// Where a key is, or where it would stand.
    fn place<Q: Ord + ?Sized>(&self, key: &Q) -> Result<usize, usize>
    where
        K: Borrow<Q>,
    {
        self.pairs.binary_search_by(|(known, _)| known.borrow().cmp(key))
    }

    /// The value of a key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.place(key).ok().and_then(|place| self.pairs.get(place)).map(|(_, value)| value)
    }

    /// The value of a key, to change it.
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        self.place(key).ok().and_then(|place| self.pairs.get_mut(place)).map(|(_, value)| value)
    }

    /// Whether the key is there.
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.place(key).is_ok()
    }

    /// Puts a value in the place of its key; gives back the one that stood there.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.place(&key) {
            Ok(place) => self.pairs.get_mut(place).map(|(_, old)| std::mem::replace(old, value)),
            Err(place) => {
                self.pairs.insert(place, (key, value));
                None
            }
        }
    }

    /// Takes the value of a key away.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        self.place(key).ok().map(|place| self.pairs.remove(place).1)
    }
}

impl<K: Ord, V> Extend<(K, V)> for Shelf<K, V> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, pairs: I) {
        for (key, value) in pairs {
            self.insert(key, value);
        }
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for Shelf<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let mut shelf = Self::new();
        shelf.extend(pairs);
        shelf
    }
}

impl<K: Ord, V, const N: usize> From<[(K, V); N]> for Shelf<K, V> {
    fn from(pairs: [(K, V); N]) -> Self {
        pairs.into_iter().collect()
    }
}

impl<K, V> IntoIterator for Shelf<K, V> {
    type Item = (K, V);
    type IntoIter = std::vec::IntoIter<(K, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.pairs.into_iter()
    }
}

impl<K: Serialize, V: Serialize> Serialize for Shelf<K, V> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.iter())
    }
}

impl<'de, K: Deserialize<'de> + Ord, V: Deserialize<'de>> Deserialize<'de> for Shelf<K, V> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Entries(PhantomData))
    }
}

/// Reads entries one by one.
struct Entries<K, V>(PhantomData<(K, V)>);

impl<'de, K: Deserialize<'de> + Ord, V: Deserialize<'de>> Visitor<'de> for Entries<K, V> {
    type Value = Shelf<K, V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut shelf = Shelf::new();
        while let Some((key, value)) = map.next_entry()? {
            shelf.insert(key, value);
        }
        Ok(shelf)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    /// Every sequence of four acts on three keys: 1,296 of them.
    fn acts() -> impl Iterator<Item = [(bool, u8); 4]> {
        let act = |n: u32| (n.is_multiple_of(2), u8::try_from(n / 2).unwrap_or_default());
        (0..6_u32.pow(4)).map(move |n| [n % 6, n / 6 % 6, n / 36 % 6, n / 216].map(act))
    }

    #[test]
    fn it_behaves_as_the_map_of_the_standard_library() {
        for acts in acts() {
            let (mut shelf, mut map) = (Shelf::new(), BTreeMap::new());
            for (turn, (put, key)) in acts.into_iter().enumerate() {
                if put {
                    assert_eq!(shelf.insert(key, turn), map.insert(key, turn));
                } else {
                    assert_eq!(shelf.remove(&key), map.remove(&key));
                }
                assert!(shelf.iter().eq(map.iter()) && shelf.len() == map.len());
                assert!((0..3).all(|key| shelf.get(&key) == map.get(&key)));
            }
            assert_eq!(shelf.pop_first(), map.pop_first());
        }
    }

    #[test]
    fn it_reads_and_writes_the_same_text() -> Result<(), serde_json::Error> {
        let text = r#"{"b":"2","a":"1","b":"3"}"#;
        let shelf: Shelf<String, String> = serde_json::from_str(text)?;
        let map: BTreeMap<String, String> = serde_json::from_str(text)?;
        assert_eq!(serde_json::to_string(&shelf)?, serde_json::to_string(&map)?);
        assert_eq!(shelf.get("b").map(String::as_str), Some("3"));
        Ok(())
    }
}

//! Each distinct text once, known afterwards by its place.

use hashbrown::HashTable;
use std::hash::{BuildHasher, Hasher};

/// Texts in order of arrival; place 0 is "nothing known".
#[derive(Debug, Clone)]
pub(crate) struct Pool {
    bytes: String,
    ends: Vec<u32>,
    places: HashTable<u32>,
}

/// Why a text could not be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Full;

impl Pool {
    pub(crate) fn new() -> Self {
        Self { bytes: String::new(), ends: vec![0], places: HashTable::new() }
    }

    /// The place of a text, kept on first sight.
    pub(crate) fn place(&mut self, text: &str) -> Result<u32, Full> {
        if let Some(known) = self.find(text) {
            return Ok(known);
        }
        let place = u32::try_from(self.ends.len()).map_err(|_| Full)?;
        self.bytes.push_str(text);
        self.ends.push(u32::try_from(self.bytes.len()).map_err(|_| Full)?);
        let (bytes, ends) = (&self.bytes, &self.ends);
        self.places.insert_unique(hash(text), place, |at| hash(slice(bytes, ends, *at)));
        Ok(place)
    }

    pub(crate) fn find(&self, text: &str) -> Option<u32> {
        self.places.find(hash(text), |at| self.text(*at) == text).copied()
    }

    pub(crate) fn text(&self, place: u32) -> &str {
        slice(&self.bytes, &self.ends, place)
    }

    /// Places in use, the empty one too.
    pub(crate) const fn len(&self) -> usize {
        self.ends.len()
    }

    /// Forgets how to find places; texts stay.
    pub(crate) fn close(&mut self) {
        self.places = HashTable::new();
        self.bytes.shrink_to_fit();
        self.ends.shrink_to_fit();
    }
}

/// Texts one after another, an empty one where there is none.
#[derive(Debug, Clone, Default)]
pub(crate) struct Strip {
    bytes: String,
    ends: Vec<usize>,
}

impl Strip {
    pub(crate) fn push(&mut self, text: &str) {
        self.bytes.push_str(text);
        self.ends.push(self.bytes.len());
    }

    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        let mut from = 0;
        self.ends.iter().map(move |end| {
            let text = self.bytes.get(from..*end).unwrap_or_default();
            from = *end;
            text
        })
    }

    pub(crate) fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }
}

fn slice<'a>(bytes: &'a str, ends: &[u32], place: u32) -> &'a str {
    let at = place as usize;
    let end = ends.get(at).copied().unwrap_or(0) as usize;
    let start = at.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or(0) as usize;
    bytes.get(start..end).unwrap_or_default()
}

/// The same on every run, so that results are.
pub(crate) fn hash(text: &str) -> u64 {
    let mut hasher = Fixed.build_hasher();
    hasher.write(text.as_bytes());
    hasher.finish()
}

struct Fixed;

impl BuildHasher for Fixed {
    type Hasher = Mixed;
    fn build_hasher(&self) -> Mixed {
        Mixed(0x2545_f491_4f6c_dd1d)
    }
}

struct Mixed(u64);

impl Hasher for Mixed {
    fn write(&mut self, bytes: &[u8]) {
        for part in bytes.chunks(8) {
            let mut word = [0; 8];
            word.iter_mut().zip(part).for_each(|(to, from)| *to = *from);
            self.0 = mixed(self.0 ^ u64::from_le_bytes(word)).wrapping_add(part.len() as u64);
        }
    }

    fn finish(&self) -> u64 {
        mixed(self.0)
    }
}

/// The finaliser of SplitMix64: every bit of the input moves every bit of the output.
pub(crate) const fn mixed(word: u64) -> u64 {
    let z = word.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_one_place_and_comes_back() {
        let mut pool = Pool::new();
        let places: Vec<_> = ["a", "", "é", "a", "abcdefghij"].iter().map(|text| pool.place(text)).collect();
        assert_eq!(places, [Ok(1), Ok(2), Ok(3), Ok(1), Ok(4)]);
        assert_eq!([0, 1, 3, 4, 9].map(|at| pool.text(at)), ["", "a", "é", "abcdefghij", ""]);
    }
}

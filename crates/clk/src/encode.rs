//! Records become filters.

use crate::schema::{Hashing, Schema, Strategy};
use crate::tokens::{cut, number, shaped};
use blake2::Blake2bMac512;
use blake2::digest::{KeyInit, Mac};
use danbe_popcount::{Filter, WORDS};
use hashbrown::HashMap;
use hkdf::Hkdf;
use rayon::prelude::*;
use sha2::{Digest, Sha256};

/// What the hardened way adds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hardening {
    /// The column whose year salts every piece; records of other years then have nothing in common.
    pub year_of: usize,
    /// Each bit is turned with this chance, in sixteenths, below 16; 0 turns none.
    pub noise: u8,
}

/// Chosen with `tests/attacks.rs`: with less, the shape of a person's neighbourhood names more than one in a hundred.
const NOISE: u8 = 3;

/// Turns records into filters under one key.
#[derive(Debug, Clone)]
pub struct Coder {
    schema: Schema,
    secret: Vec<u8>,
    hardening: Option<Hardening>,
    /// Keys of the features when nothing salts them.
    keys: Vec<Vec<u8>>,
}

impl Coder {
    /// Bit for bit clkhash's filters of a version 3 schema. To compare with: frequent names can be told from these.
    #[must_use]
    pub fn compatible(schema: Schema, secret: &[u8]) -> Self {
        // Two keys a feature, as clkhash derives them; BLAKE2 uses the first.
        let keys = derive(&schema, secret, &[], 2 * schema.features.len());
        let keys = keys.into_iter().step_by(2).collect();
        Self { schema, secret: secret.to_vec(), hardening: None, keys }
    }

    /// The way to use between services: pieces salted by year of birth, folded as the schema says, some bits turned.
    #[must_use]
    pub fn hardened(schema: Schema, secret: &[u8]) -> Self {
        let date = schema.features.iter().position(|it| it.value == crate::schema::Shape::Date);
        let hardening = Some(Hardening { year_of: date.unwrap_or(usize::MAX), noise: NOISE });
        Self { schema, secret: secret.to_vec(), hardening, keys: Vec::new() }
    }

    /// The schema in use.
    #[must_use]
    pub const fn schema(&self) -> &Schema {
        &self.schema
    }

    /// Digest of the schema and the way: two services compare it to see that their filters can be compared.
    #[must_use]
    pub fn made(&self) -> [u8; 32] {
        Sha256::digest(format!("danbe clk 1 {:?} {:?}", self.schema, self.hardening)).into()
    }

    /// Eight bytes that two services compare to see that they hold the same key; they say nothing about it.
    #[must_use]
    pub fn key_check(&self) -> [u8; 8] {
        let mut check = [0; 8];
        let derived = Hkdf::<Sha256>::new(Some(b"danbe clk key check"), &self.secret);
        // Eight bytes are always few enough.
        let _ = derived.expand(b"", &mut check);
        check
    }

    /// Filters of records, in order. `chance` feeds the turned bits: 32 bytes nobody else has, new for every run.
    /// A record has one value for each column of the schema; absent ones count as empty.
    #[must_use]
    pub fn encode<R: AsRef<[S]> + Sync, S: AsRef<str>>(
        &self,
        records: &[R],
        chance: &[u8; 32],
    ) -> Vec<Filter> {
        // Each part learns its own values: few parts, but enough that no thread waits long for another.
        let size = records.len().div_ceil(2 * rayon::current_num_threads()).max(4_096);
        records
            .par_chunks(size)
            .enumerate()
            .flat_map_iter(|(part, records)| {
                let mut writer = Writer::of(self);
                let filters = records.iter().zip((part * size) as u64..);
                filters.map(|(record, at)| writer.filter(record.as_ref(), chance, at)).collect::<Vec<_>>()
            })
            .collect()
    }
}

/// `number` keys of the schema's size, under what salts them.
fn derive(schema: &Schema, secret: &[u8], salt: &[u8], number: usize) -> Vec<Vec<u8>> {
    let derived = Hkdf::<Sha256>::new(schema.kdf_salt.as_deref(), secret);
    let mut bytes = vec![0; number * schema.key_size];
    // At most 120 keys of 64 bytes: below the 8,160 that HKDF can give.
    let _ = derived.expand_multi_info(&[&schema.kdf_info, salt], &mut bytes);
    bytes.chunks(schema.key_size.max(1)).map(<[u8]>::to_vec).collect()
}

/// Where the pieces of one feature set their bits.
type Places = HashMap<Box<str>, Box<[u16]>>;

/// The bits of values already met. Names and towns come again and again.
type Values = HashMap<Box<str>, Box<[u64]>>;

/// Values kept for one feature, at most.
const KEPT: usize = 16_384;

/// Keys of one year and what was already worked out under them, by feature.
struct Year {
    keys: Vec<Vec<u8>>,
    places: Vec<Places>,
    values: Vec<Values>,
}

struct Writer<'a> {
    coder: &'a Coder,
    years: HashMap<u16, Year>,
}

impl<'a> Writer<'a> {
    fn of(coder: &'a Coder) -> Self {
        Self { coder, years: HashMap::new() }
    }

    fn filter<S: AsRef<str>>(&mut self, record: &[S], chance: &[u8; 32], at: u64) -> Filter {
        let schema = &self.coder.schema;
        let salt = self.coder.hardening.map_or(0, |hardening| {
            let written = record.get(hardening.year_of).map_or("", AsRef::as_ref);
            written.get(..4).and_then(|year| year.parse().ok()).unwrap_or(0)
        });
        let coder = self.coder;
        let year = self.years.entry(salt).or_insert_with(|| Year {
            keys: match coder.hardening {
                None => coder.keys.clone(),
                Some(_) => derive(schema, &coder.secret, &salt.to_be_bytes(), schema.features.len()),
            },
            places: vec![Places::new(); schema.features.len()],
            values: vec![Values::new(); schema.features.len()],
        });
        let words = WORDS << schema.folds;
        let mut bits = vec![0_u64; words];
        let Year { keys, places, values } = year;
        let own = schema.features.iter().zip(keys).zip(places).zip(values);
        for (feature, (((own, key), places), values)) in own.enumerate() {
            let Some(hashing) = &own.hashing else { continue };
            let given = record.get(feature).map_or("", AsRef::as_ref);
            let known = values.get(given);
            if let Some(known) = known {
                bits.iter_mut().zip(known).for_each(|(word, known)| *word |= known);
                continue;
            }
            let value = match &hashing.missing {
                Some((sentinel, instead)) if sentinel == given => Some(instead.clone()),
                _ => shaped(own.value, given),
            };
            let mut alone = vec![0; words];
            if let Some(value) = value {
                set(&mut alone, hashing, &value, key, places);
            }
            bits.iter_mut().zip(&alone).for_each(|(word, alone)| *word |= alone);
            if values.len() < KEPT {
                values.insert(given.into(), alone.into_boxed_slice());
            }
        }
        let mut filter = folded(&bits);
        if let Some(hardening) = self.coder.hardening.filter(|hardening| hardening.noise > 0) {
            for (word, turned) in filter.0.iter_mut().zip(noise(chance, at, hardening.noise)) {
                *word ^= turned;
            }
        }
        filter
    }
}

fn set(bits: &mut [u64], hashing: &Hashing, value: &str, key: &[u8], places: &mut Places) {
    let pieces = number(hashing.comparison, value);
    let length = bits.len() * 64;
    let (each, more) = match hashing.strategy {
        Strategy::PerToken(each) => (each, 0),
        Strategy::PerFeature(all) => (all / pieces.max(1), all % pieces.max(1)),
    };
    let mut at = 0;
    cut(hashing.comparison, value, |piece| {
        let wanted = each + usize::from(at < more);
        at += 1;
        if places.get(piece).is_none_or(|known| known.len() < wanted) {
            places.insert(piece.into(), hashed(piece, key, wanted));
        }
        for place in places.get(piece).into_iter().flatten().take(wanted) {
            // Bit 0 is the highest of the first byte, as clkhash writes it.
            let place = usize::from(*place) % length;
            if let Some(word) = bits.get_mut(place / 64) {
                *word |= 1 << (63 - place % 64);
            }
        }
    });
}

/// Where a piece sets its bits: 16-bit words of keyed BLAKE2b, 32 from each block, the block's number as salt.
fn hashed(piece: &str, key: &[u8], wanted: usize) -> Box<[u16]> {
    let mut places = Vec::with_capacity(wanted.div_ceil(32) * 32);
    for block in 0..wanted.div_ceil(32) {
        let salt = block.to_string();
        let Ok(mut mac) = Blake2bMac512::new_with_salt_and_personal(Some(key), salt.as_bytes(), &[]) else {
            break;
        };
        mac.update(piece.as_bytes());
        let bytes = mac.finalize().into_bytes();
        places.extend(bytes.chunks_exact(2).map(|two| match two {
            [low, high] => u16::from_le_bytes([*low, *high]),
            _ => 0,
        }));
    }
    places.truncate(wanted);
    places.into_boxed_slice()
}

/// Halves laid over one another by XOR until 1,024 bits are left.
fn folded(bits: &[u64]) -> Filter {
    let mut filter = Filter::default();
    for part in bits.chunks(WORDS) {
        filter.0.iter_mut().zip(part).for_each(|(word, part)| *word ^= part);
    }
    filter
}

/// Words whose bits are each one with chance `sixteenths`/16: four random bits, read as a number, below it or not.
fn noise(chance: &[u8; 32], record: u64, sixteenths: u8) -> [u64; WORDS] {
    let mut words = [0; WORDS];
    for layer in 0..4_u8 {
        for (half, words) in (0_u8..).zip(words.chunks_mut(WORDS / 2)) {
            let Ok(mut mac) = Blake2bMac512::new_from_slice(chance) else { return [0; WORDS] };
            mac.update(&record.to_le_bytes());
            mac.update(&[layer, half]);
            let bytes = mac.finalize().into_bytes();
            for (word, eight) in words.iter_mut().zip(bytes.chunks_exact(8)) {
                let random = eight.try_into().map_or(0, u64::from_le_bytes);
                *word = if sixteenths >> layer & 1 == 1 { !random | *word } else { !random & *word };
            }
        }
    }
    words
}

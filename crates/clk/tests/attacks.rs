//! What somebody without the key can learn from filters, tried.
//!
//! The attacker is given more than any real one: the very list of persons that was encoded, in another order, without
//! the key. Each attack first shows that it works on filters built the plain way, so that its failure on the hardened
//! way means something. Measured as persons rightly named, of all; the promise is at most one in a hundred.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test stops at a surprise"
)]

use danbe_clk::{Coder, Filter, Schema};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Invented persons: names of syllables with a few very common ones, years, towns.
fn people(number: usize) -> Vec<[String; 5]> {
    let mut state = 20_261_122_u64;
    let mut next = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as f64 / f64::from(1_u32 << 31)
    };
    let syllables =
        ["ka", "mo", "si", "dra", "bou", "tou", "ne", "fa", "li", "so", "ya", "gue", "ba", "ri", "do", "wa"];
    let named = |rank: usize, salt: usize| {
        let mut name = String::new();
        let mut left = rank * 7 + salt;
        for _ in 0..2 + (rank + salt) % 2 {
            name.push_str(syllables[left % 16]);
            left = left / 16 + 3 * salt + 5;
        }
        name
    };
    let rank = |u: f64, most: f64| (most.powf(u) - 1.0) as usize;
    (0..number)
        .map(|_| {
            let (given, family, town) = (rank(next(), 400.0), rank(next(), 300.0), rank(next(), 40.0));
            let date = format!(
                "{}{:02}{:02}",
                1965 + (next() * 45.0) as u32,
                1 + (next() * 12.0) as u32,
                1 + (next() * 28.0) as u32
            );
            let sex = if next() < 0.6 { "F" } else { "M" };
            [named(given, 1), named(family, 4), date, named(town, 9), sex.to_owned()]
        })
        .collect()
}

const KEY: &[u8] = b"a key the attacker does not have";

fn plain_schema() -> Schema {
    Schema::read(include_str!("schema-per-token.json")).unwrap()
}

/// Filters of each way, and the persons in the attacker's order: sorted, which says nothing of the encoded order.
fn encoded(number: usize) -> (Vec<[String; 5]>, Vec<Filter>, Vec<Filter>) {
    let people = people(number);
    let plain = Coder::compatible(plain_schema(), KEY).encode(&people, &[0; 32]);
    let hardened = Coder::hardened(Schema::people(), KEY).encode(&people, &[7; 32]);
    (people, plain, hardened)
}

fn dice(one: &Filter, other: &Filter) -> f64 {
    let common: u32 = one.0.iter().zip(&other.0).map(|(a, b)| (a & b).count_ones()).sum();
    2.0 * f64::from(common) / f64::from((one.ones() + other.ones()).max(1))
}

/// The most frequent filter is the most frequent name, and so on down.
fn by_frequency(people: &[[String; 5]], filters: &[Filter]) -> f64 {
    fn ranked<K: Ord + Clone>(things: impl Iterator<Item = K>) -> Vec<K> {
        let mut counts: BTreeMap<K, usize> = BTreeMap::new();
        things.for_each(|thing| *counts.entry(thing).or_default() += 1);
        let mut order: Vec<(usize, K)> = counts.into_iter().map(|(thing, count)| (count, thing)).collect();
        order.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        order.into_iter().map(|(_, thing)| thing).collect()
    }
    let filters: Vec<[u64; 16]> = filters.iter().map(|filter| filter.0).collect();
    let guess: HashMap<[u64; 16], [String; 5]> =
        ranked(filters.iter().copied()).into_iter().zip(ranked(people.iter().cloned())).collect();
    let right = filters.iter().zip(people).filter(|(filter, person)| guess.get(*filter) == Some(person));
    right.count() as f64 / people.len() as f64
}

#[test]
fn frequencies_name_people_when_only_names_are_encoded_and_not_by_default() {
    let (people, _, hardened) = encoded(4_000);
    let names: Vec<[String; 5]> = people
        .iter()
        .map(|person| [person[0].clone(), String::new(), String::new(), String::new(), String::new()])
        .collect();
    let weak = Coder::compatible(plain_schema(), KEY).encode(&names, &[0; 32]);
    let (worked, held) = (by_frequency(&names, &weak), by_frequency(&people, &hardened));
    println!("frequency: names alone {worked:.3}, hardened {held:.4}");
    assert!(worked > 0.1, "the attack itself must work: {worked}");
    assert!(held <= 0.01, "{held}");
}

/// Bits that come together as often as a pair of letters does are taken for that pair (Christen et al. 2018); whoever's
/// letters agree best with the pairs so found in a filter is taken for its person.
fn by_patterns(people: &[[String; 5]], filters: &[Filter]) -> f64 {
    let letters = |person: &[String; 5]| {
        let mut found = BTreeSet::new();
        for (field, value) in person.iter().take(2).enumerate() {
            let padded: Vec<char> = format!(" {value} ").chars().collect();
            found.extend(padded.windows(2).map(|pair| (field, pair[0], pair[1])));
        }
        found
    };
    let own: Vec<BTreeSet<(usize, char, char)>> = people.iter().map(letters).collect();
    let mut counts: BTreeMap<(usize, char, char), usize> = BTreeMap::new();
    own.iter().flatten().for_each(|pair| *counts.entry(*pair).or_default() += 1);
    let mut pairs: Vec<_> = counts.into_iter().collect();
    pairs.sort_by_key(|(_, count)| std::cmp::Reverse(*count));

    let words = filters.len().div_ceil(64);
    let columns: Vec<Vec<u64>> = (0..1_024)
        .map(|bit| {
            let mut column = vec![0_u64; words];
            for (row, filter) in filters.iter().enumerate() {
                column[row / 64] |= (filter.0[bit / 64] >> (63 - bit % 64) & 1) << (row % 64);
            }
            column
        })
        .collect();
    let both = |a: &[u64], b: &[u64]| a.iter().zip(b).map(|(a, b)| a & b).collect::<Vec<u64>>();
    let ones = |a: &[u64]| a.iter().map(|word| word.count_ones() as usize).sum::<usize>();

    let mut taken = BTreeSet::new();
    let mut rows: Vec<BTreeSet<(usize, char, char)>> = vec![BTreeSet::new(); filters.len()];
    let mut assigned = BTreeSet::new();
    for (pair, count) in pairs.iter().take(60).filter(|(_, count)| *count * 50 > people.len()) {
        let near = |n: usize| n + n / 50 + 2 >= *count && n <= count + count / 8 + 8;
        // Two columns that meet exactly as often as the pair of letters, then every column that keeps it so.
        let free: Vec<usize> =
            (0..1_024).filter(|bit| !taken.contains(bit) && ones(&columns[*bit]) + 2 >= *count).collect();
        let mut best: Option<(Vec<usize>, Vec<u64>)> = None;
        for (at, i) in free.iter().enumerate().filter(|(at, _)| at % 3 == 0) {
            let Some(j) = free.iter().skip(at + 1).find(|j| near(ones(&both(&columns[*i], &columns[**j]))))
            else {
                continue;
            };
            let (mut held, mut set) = (both(&columns[*i], &columns[*j]), vec![*i, *j]);
            for k in free.iter().filter(|k| *k != i && *k != j) {
                let more = both(&held, &columns[*k]);
                if ones(&more) + count / 50 + 1 >= *count {
                    (held, set) = (more, set.into_iter().chain([*k]).collect());
                }
            }
            if best.as_ref().is_none_or(|(most, _)| set.len() > most.len()) {
                best = Some((set, held));
            }
        }
        let Some((set, held)) = best.filter(|(set, _)| set.len() >= 6) else { continue };
        taken.extend(set);
        assigned.insert(*pair);
        for (row, found) in rows.iter_mut().enumerate() {
            if held[row / 64] >> (row % 64) & 1 == 1 {
                found.insert(*pair);
            }
        }
    }
    // Whoever is alone in agreeing best is named.
    let mut right = 0;
    for (row, found) in rows.iter().enumerate() {
        let likeness = |own: &BTreeSet<(usize, char, char)>| {
            let own: BTreeSet<_> = own.intersection(&assigned).collect();
            let common = own.iter().filter(|pair| found.contains(**pair)).count();
            if own.is_empty() { 0.0 } else { 2.0 * common as f64 / (own.len() + found.len()) as f64 }
        };
        let scores: Vec<f64> = own.iter().map(likeness).collect();
        let top = scores.iter().copied().fold(0.0, f64::max);
        let best: Vec<usize> = (0..scores.len()).filter(|at| top > 0.0 && scores[*at] == top).collect();
        let named = |at: &usize| people[*at][..2] == people[row][..2];
        right += usize::from(!best.is_empty() && best.iter().all(named));
    }
    right as f64 / people.len() as f64
}

#[test]
fn patterns_of_bits_name_people_when_only_names_are_encoded_and_not_by_default() {
    let (people, _, hardened) = encoded(1_000);
    let names: Vec<[String; 5]> = people
        .iter()
        .map(|person| [person[0].clone(), person[1].clone(), String::new(), String::new(), String::new()])
        .collect();
    let weak = Coder::compatible(plain_schema(), KEY).encode(&names, &[0; 32]);
    let (worked, held) = (by_patterns(&names, &weak), by_patterns(&people, &hardened));
    println!("patterns: names alone {worked:.3}, hardened {held:.4}");
    assert!(worked > 0.05, "the attack itself must work: {worked}");
    assert!(held <= 0.01, "{held}");
}

/// Persons and filters are matched by how they stand among their own: how alike the nearest others are
/// (Vidanage et al. 2020).
fn by_graph(people: &[[String; 5]], filters: &[Filter], secretless: &[Filter]) -> f64 {
    let shape = |filters: &[Filter]| -> Vec<Vec<f64>> {
        let mut rows: Vec<Vec<f64>> = filters
            .iter()
            .enumerate()
            .map(|(at, one)| {
                let others = filters.iter().enumerate().filter(|(other, _)| *other != at);
                let mut alike: Vec<f64> = others.map(|(_, other)| dice(one, other)).collect();
                alike.sort_by(|a, b| b.total_cmp(a));
                let mean = alike.iter().sum::<f64>() / alike.len() as f64;
                let mut row: Vec<f64> = alike.iter().take(20).copied().collect();
                row.push(mean);
                row.push(f64::from(one.ones()));
                row
            })
            .collect();
        // Each measure is seen beside its own spread, which the two sides need not share.
        for column in 0..rows[0].len() {
            let n = rows.len() as f64;
            let mean = rows.iter().map(|row| row[column]).sum::<f64>() / n;
            let spread =
                (rows.iter().map(|row| (row[column] - mean).powi(2)).sum::<f64>() / n).sqrt().max(1e-9);
            rows.iter_mut().for_each(|row| row[column] = (row[column] - mean) / spread);
        }
        rows
    };
    let (theirs, ours) = (shape(filters), shape(secretless));
    let nearest = |row: &Vec<f64>| {
        let far = |other: &Vec<f64>| row.iter().zip(other).map(|(a, b)| (a - b).powi(2)).sum::<f64>();
        (0..ours.len()).min_by(|a, b| far(&ours[*a]).total_cmp(&far(&ours[*b]))).unwrap()
    };
    let right = theirs.iter().enumerate().filter(|(at, row)| nearest(row) == *at).count();
    right as f64 / people.len() as f64
}

#[test]
fn neighbourhoods_name_people_in_plain_filters_and_not_by_default() {
    let (people, plain, hardened) = encoded(700);
    // The attacker encodes his list under a key of his own: likeness survives a change of key.
    let own = |coder: Coder| coder.encode(&people, &[9; 32]);
    let worked =
        by_graph(&people, &plain, &own(Coder::compatible(plain_schema(), b"the attacker's own key")));
    let held =
        by_graph(&people, &hardened, &own(Coder::hardened(Schema::people(), b"the attacker's own key")));
    println!("graph: plain {worked:.3}, hardened {held:.4}");
    assert!(worked > 0.05, "the attack itself must work: {worked}");
    assert!(held <= 0.01, "{held}");
}

//! Plain Rust: what every other kernel must agree with.

use crate::{Bar, Filter, Hit, PARTS, SHEET, Sheet, TILE, WORDS, tell};

#[inline(always)]
pub(crate) fn scan(queries: &[Filter; TILE], filters: &[Filter], bars: &[Bar], hits: &mut Vec<Hit>) {
    for (at, (filter, bar)) in filters.iter().zip(bars).enumerate() {
        let part = |words: std::ops::Range<usize>| -> [u64; TILE] {
            queries.map(|query| {
                let both = query.0.iter().zip(&filter.0).skip(words.start).take(words.len());
                both.map(|(one, other)| u64::from((one & other).count_ones())).sum()
            })
        };
        let early = part(0..WORDS / 2);
        if bar.early > 0 && early.iter().all(|count| *count < u64::from(bar.early)) {
            continue;
        }
        let late = part(WORDS / 2..WORDS);
        let mut counts = early;
        counts.iter_mut().zip(late).for_each(|(count, late)| *count += late);
        tell(&counts, at, *bar, hits);
    }
}

#[inline(always)]
pub(crate) fn common(one: &Filter, other: &Filter) -> u32 {
    one.0.iter().zip(&other.0).map(|(one, other)| (one & other).count_ones()).sum()
}

pub(crate) fn sift(query: &[u8; PARTS], sheet: &Sheet, most: u8) -> [u64; SHEET / 64] {
    let mut lacking = [0_u8; SHEET];
    for (ones, row) in query.iter().zip(&sheet.0) {
        for (lacking, own) in lacking.iter_mut().zip(row) {
            *lacking = lacking.saturating_add(ones.saturating_sub(*own));
        }
    }
    let mut found = [0; SHEET / 64];
    for (found, lacking) in found.iter_mut().zip(lacking.chunks(64)) {
        *found = lacking
            .iter()
            .enumerate()
            .fold(0, |bits, (at, lacking)| bits | u64::from(*lacking <= most) << at);
    }
    found
}

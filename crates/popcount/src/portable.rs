//! Plain Rust: what every other kernel must agree with.

use crate::{Bar, Filter, Hit, TILE, WORDS, tell};

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

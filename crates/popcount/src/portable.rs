//! Plain Rust: what every other kernel must agree with.

use crate::{Bar, Common, EIGHTS, Filter, Found, LANES, PARTS, Row, SHEET, Sheet};

#[inline(always)]
pub(crate) fn scan(query: &Filter, sheet: &Sheet, bars: &[Bar; EIGHTS], common: &mut Common) -> Found {
    let added = |mut counts: [u64; LANES], (word, row): (&u64, &Row)| {
        counts.iter_mut().zip(row.0).for_each(|(count, own)| *count += u64::from((word & own).count_ones()));
        counts
    };
    crate::scan((query, sheet, bars, common), [0; LANES], added, reached, |counts| counts)
}

/// The lanes, bit by bit, that reach a bar.
#[inline(always)]
pub(crate) fn reached(counts: [u64; LANES], bar: u64) -> u8 {
    (0..).zip(counts).fold(0, |bits, (lane, count)| bits | u8::from(count >= bar) << lane)
}

#[inline(always)]
pub(crate) fn common(one: &Filter, other: &Filter) -> u32 {
    one.0.iter().zip(&other.0).map(|(one, other)| (one & other).count_ones()).sum()
}

pub(crate) fn sift(query: &[u8; PARTS], sheet: &Sheet, most: u8) -> Found {
    let mut lacking = [0_u8; SHEET];
    for (ones, row) in query.iter().zip(&sheet.parts) {
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

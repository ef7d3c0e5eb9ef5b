//! NEON: bytes are counted by the processor, sums of bytes stay below 256.

use crate::{Bar, Filter, Hit, TILE, WORDS, tell};
use std::arch::aarch64::{uint8x16_t, vaddlvq_u8, vaddq_u8, vandq_u8, vcntq_u8, vdupq_n_u8, vld1q_u8};

pub(crate) fn neon(queries: &[Filter; TILE], filters: &[Filter], bars: &[Bar], hits: &mut Vec<Hit>) {
    for (at, (filter, bar)) in filters.iter().zip(bars).enumerate() {
        let mut counts = [0_u64; TILE];
        let mut reached = bar.early == 0;
        for (count, query) in counts.iter_mut().zip(queries) {
            *count = half(query, filter, 0);
            reached |= *count >= u64::from(bar.early);
        }
        if !reached {
            continue;
        }
        for (count, query) in counts.iter_mut().zip(queries) {
            *count += half(query, filter, WORDS / 2);
        }
        tell(&counts, at, *bar, hits);
    }
}

/// Bits in common in eight words from `from`, which is 0 or 8.
#[inline]
fn half(one: &Filter, other: &Filter, from: usize) -> u64 {
    // SAFETY: eight words from 0 or 8 lie inside the sixteen of a filter; NEON is part of every aarch64.
    unsafe {
        let (one, other) = (one.0.as_ptr().add(from).cast::<u8>(), other.0.as_ptr().add(from).cast::<u8>());
        let mut sum: uint8x16_t = vdupq_n_u8(0);
        for part in 0..4 {
            let both = vandq_u8(vld1q_u8(one.add(16 * part)), vld1q_u8(other.add(16 * part)));
            sum = vaddq_u8(sum, vcntq_u8(both));
        }
        u64::from(vaddlvq_u8(sum))
    }
}

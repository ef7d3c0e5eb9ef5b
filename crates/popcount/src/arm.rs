//! NEON: bytes are counted by the processor; a byte of sixteen words stays below 129.

use crate::{Bar, Common, EIGHTS, Filter, Found, LANES, Row, Sheet, portable};
use std::arch::aarch64::{
    uint8x16_t, vaddq_u8, vandq_u8, vcntq_u8, vdupq_n_u8, vdupq_n_u64, vld1q_u64, vpaddlq_u8, vpaddlq_u16,
    vpaddlq_u32, vreinterpretq_u8_u64, vst1q_u64,
};

pub(crate) fn scan(query: &Filter, sheet: &Sheet, bars: &[Bar; EIGHTS], common: &mut Common) -> Found {
    // SAFETY: NEON is part of every aarch64.
    unsafe { neon(query, sheet, bars, common) }
}

#[target_feature(enable = "neon")]
fn neon(query: &Filter, sheet: &Sheet, bars: &[Bar; EIGHTS], common: &mut Common) -> Found {
    let added = |mut bytes: [uint8x16_t; 4], (word, row): (&u64, &Row)| {
        let word = vdupq_n_u64(*word);
        for (bytes, two) in bytes.iter_mut().zip(row.0.as_chunks::<2>().0) {
            // SAFETY: two words are loaded from two.
            let own = unsafe { vld1q_u64(two.as_ptr()) };
            let both = vandq_u8(vreinterpretq_u8_u64(word), vreinterpretq_u8_u64(own));
            *bytes = vaddq_u8(*bytes, vcntq_u8(both));
        }
        bytes
    };
    let told = |bytes: [uint8x16_t; 4]| {
        let mut row = [0; LANES];
        for (two, bytes) in row.as_chunks_mut::<2>().0.iter_mut().zip(bytes) {
            let counts = vpaddlq_u32(vpaddlq_u16(vpaddlq_u8(bytes)));
            // SAFETY: two words are stored into two.
            unsafe { vst1q_u64(two.as_mut_ptr(), counts) };
        }
        row
    };
    let reached = |bytes, bar| portable::reached(told(bytes), bar);
    crate::scan((query, sheet, bars, common), [vdupq_n_u8(0); 4], added, reached, told)
}

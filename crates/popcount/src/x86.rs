//! x86-64: AVX-512 with VPOPCNTDQ, AVX2 by table lookup, and POPCNT.

use crate::{Bar, Common, EIGHTS, Filter, Found, LANES, PARTS, Row, SHEET, Sheet};
use std::arch::x86_64::{
    __m256i, _mm256_add_epi8, _mm256_adds_epu8, _mm256_and_si256, _mm256_castsi256_pd, _mm256_cmpeq_epi8,
    _mm256_cmpgt_epi64, _mm256_load_si256, _mm256_min_epu8, _mm256_movemask_epi8, _mm256_movemask_pd,
    _mm256_sad_epu8, _mm256_set1_epi8, _mm256_set1_epi64x, _mm256_setr_epi8, _mm256_setzero_si256,
    _mm256_shuffle_epi8, _mm256_srli_epi16, _mm256_storeu_si256, _mm256_subs_epu8, _mm512_add_epi64,
    _mm512_adds_epu8, _mm512_and_si512, _mm512_cmpge_epu64_mask, _mm512_cmple_epu8_mask, _mm512_load_si512,
    _mm512_popcnt_epi64, _mm512_set1_epi8, _mm512_set1_epi64, _mm512_setzero_si512, _mm512_storeu_si512,
    _mm512_subs_epu8,
};

/// The portable loop, compiled for processors that count 64 bits at once.
#[target_feature(enable = "popcnt")]
pub(crate) fn scan64(query: &Filter, sheet: &Sheet, bars: &[Bar; EIGHTS], common: &mut Common) -> Found {
    crate::portable::scan(query, sheet, bars, common)
}

#[target_feature(enable = "avx512f,avx512vpopcntdq")]
pub(crate) fn scan512(query: &Filter, sheet: &Sheet, bars: &[Bar; EIGHTS], common: &mut Common) -> Found {
    let added = |counts, (word, row): (&u64, &Row)| {
        // SAFETY: a row is 64 aligned bytes.
        let row = unsafe { _mm512_load_si512(row.0.as_ptr().cast()) };
        let both = _mm512_and_si512(_mm512_set1_epi64(word.cast_signed()), row);
        _mm512_add_epi64(counts, _mm512_popcnt_epi64(both))
    };
    let reached = |counts, bar: u64| _mm512_cmpge_epu64_mask(counts, _mm512_set1_epi64(bar.cast_signed()));
    let told = |counts| {
        let mut row = [0; LANES];
        // SAFETY: eight words are stored into eight.
        unsafe { _mm512_storeu_si512(row.as_mut_ptr().cast(), counts) };
        row
    };
    crate::scan((query, sheet, bars, common), _mm512_setzero_si512(), added, reached, told)
}

/// Counted by byte, which stays below 129, and added up where a bar is looked at.
#[target_feature(enable = "avx2")]
pub(crate) fn scan256(query: &Filter, sheet: &Sheet, bars: &[Bar; EIGHTS], common: &mut Common) -> Found {
    let table = _mm256_setr_epi8(
        0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4,
    );
    let (zero, low) = (_mm256_setzero_si256(), _mm256_set1_epi8(15));
    let added = |mut bytes: [__m256i; 2], (word, row): (&u64, &Row)| {
        let word = _mm256_set1_epi64x(word.cast_signed());
        for (bytes, four) in bytes.iter_mut().zip(row.0.as_chunks::<4>().0) {
            // SAFETY: half of a row is 32 aligned bytes.
            let both = unsafe { _mm256_and_si256(word, _mm256_load_si256(four.as_ptr().cast())) };
            let below = _mm256_shuffle_epi8(table, _mm256_and_si256(both, low));
            let above = _mm256_shuffle_epi8(table, _mm256_and_si256(_mm256_srli_epi16::<4>(both), low));
            *bytes = _mm256_add_epi8(*bytes, _mm256_add_epi8(below, above));
        }
        bytes
    };
    let reached = |bytes: [__m256i; 2], bar: u64| {
        let below = _mm256_set1_epi64x(bar.cast_signed() - 1);
        let [first, second] = bytes.map(|bytes| {
            let above = _mm256_cmpgt_epi64(_mm256_sad_epu8(bytes, zero), below);
            _mm256_movemask_pd(_mm256_castsi256_pd(above)) as u8
        });
        first | second << 4
    };
    let told = |bytes: [__m256i; 2]| {
        let mut row = [0; LANES];
        for (four, bytes) in row.as_chunks_mut::<4>().0.iter_mut().zip(bytes) {
            // SAFETY: four words are stored into four.
            unsafe { _mm256_storeu_si256(four.as_mut_ptr().cast(), _mm256_sad_epu8(bytes, zero)) };
        }
        row
    };
    crate::scan((query, sheet, bars, common), [zero; 2], added, reached, told)
}

/// The portable sum, compiled for processors that count eight words at once.
#[target_feature(enable = "avx512f,avx512vpopcntdq")]
pub(crate) fn common512(one: &Filter, other: &Filter) -> u32 {
    crate::portable::common(one, other)
}

/// The portable sum, compiled for processors that count 64 bits at once.
#[target_feature(enable = "popcnt")]
pub(crate) fn common64(one: &Filter, other: &Filter) -> u32 {
    crate::portable::common(one, other)
}

#[target_feature(enable = "avx512f,avx512bw")]
pub(crate) fn sift512(query: &[u8; PARTS], sheet: &Sheet, most: u8) -> Found {
    let mut lacking = [_mm512_set1_epi8(0); SHEET / 64];
    for (ones, row) in query.iter().zip(&sheet.parts) {
        let ones = _mm512_set1_epi8(ones.cast_signed());
        for (lacking, own) in lacking.iter_mut().zip(row.as_chunks::<64>().0) {
            // SAFETY: 64 bytes of a sheet, each row of which begins at a multiple of 64.
            let own = unsafe { _mm512_load_si512(own.as_ptr().cast()) };
            *lacking = _mm512_adds_epu8(*lacking, _mm512_subs_epu8(ones, own));
        }
    }
    lacking.map(|lacking| _mm512_cmple_epu8_mask(lacking, _mm512_set1_epi8(most.cast_signed())))
}

#[target_feature(enable = "avx2")]
pub(crate) fn sift256(query: &[u8; PARTS], sheet: &Sheet, most: u8) -> Found {
    let mut lacking = [_mm256_setzero_si256(); SHEET / 32];
    for (ones, row) in query.iter().zip(&sheet.parts) {
        let ones = _mm256_set1_epi8(ones.cast_signed());
        for (lacking, own) in lacking.iter_mut().zip(row.as_chunks::<32>().0) {
            // SAFETY: 32 bytes of a sheet, each row of which begins at a multiple of 64.
            let own = unsafe { _mm256_load_si256(own.as_ptr().cast()) };
            *lacking = _mm256_adds_epu8(*lacking, _mm256_subs_epu8(ones, own));
        }
    }
    let most = _mm256_set1_epi8(most.cast_signed());
    let few = lacking.map(|lacking| {
        _mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_min_epu8(lacking, most), lacking)).cast_unsigned()
    });
    let mut found = [0; SHEET / 64];
    for (found, two) in found.iter_mut().zip(few.as_chunks::<2>().0) {
        *found = u64::from(two[0]) | u64::from(two[1]) << 32;
    }
    found
}

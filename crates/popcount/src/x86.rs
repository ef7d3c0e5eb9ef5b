//! x86-64: AVX-512 with VPOPCNTDQ, AVX2 by table lookup, and POPCNT.

use crate::{Bar, Filter, Hit, PARTS, SHEET, Sheet, TILE, tell};
use std::arch::x86_64::{
    __m256i, __m512i, _mm256_add_epi8, _mm256_add_epi64, _mm256_adds_epu8, _mm256_and_si256,
    _mm256_cmpeq_epi8, _mm256_load_si256, _mm256_min_epu8, _mm256_movemask_epi8, _mm256_permute2x128_si256,
    _mm256_sad_epu8, _mm256_set1_epi8, _mm256_setr_epi8, _mm256_setzero_si256, _mm256_shuffle_epi8,
    _mm256_srli_epi16, _mm256_storeu_si256, _mm256_subs_epu8, _mm256_unpackhi_epi64, _mm256_unpacklo_epi64,
    _mm512_add_epi64, _mm512_adds_epu8, _mm512_and_si512, _mm512_cmpge_epu64_mask, _mm512_cmple_epu8_mask,
    _mm512_load_si512, _mm512_popcnt_epi64, _mm512_set1_epi8, _mm512_set1_epi64, _mm512_shuffle_i64x2,
    _mm512_storeu_si512, _mm512_subs_epu8, _mm512_unpackhi_epi64, _mm512_unpacklo_epi64,
};

/// The portable loop, compiled for processors that count 64 bits at once.
#[target_feature(enable = "popcnt")]
pub(crate) fn popcnt(queries: &[Filter; TILE], filters: &[Filter], bars: &[Bar], hits: &mut Vec<Hit>) {
    crate::portable::scan(queries, filters, bars, hits);
}

#[target_feature(enable = "avx512f,avx512vpopcntdq")]
#[inline]
fn half512(filter: &Filter, late: usize) -> __m512i {
    // SAFETY: `late` is 0 or 1; a filter is two aligned halves of 64 bytes.
    unsafe { _mm512_load_si512(filter.0.as_ptr().add(8 * late).cast()) }
}

#[target_feature(enable = "avx512f,avx512vpopcntdq")]
#[inline]
fn common512(one: __m512i, other: __m512i) -> __m512i {
    _mm512_popcnt_epi64(_mm512_and_si512(one, other))
}

/// Eight vectors of eight partial counts become one vector of eight counts, in order.
#[target_feature(enable = "avx512f,avx512vpopcntdq")]
#[inline]
fn gathered(v: [__m512i; TILE]) -> __m512i {
    let pair = |a, b| _mm512_add_epi64(_mm512_unpacklo_epi64(a, b), _mm512_unpackhi_epi64(a, b));
    let [a, b, c, d, e, f, g, h] = v;
    let (ab, cd, ef, gh) = (pair(a, b), pair(c, d), pair(e, f), pair(g, h));
    let four = |one, other| {
        _mm512_add_epi64(_mm512_shuffle_i64x2::<0x88>(one, other), _mm512_shuffle_i64x2::<0xdd>(one, other))
    };
    let (abcd, efgh) = (four(ab, cd), four(ef, gh));
    four(abcd, efgh)
}

#[target_feature(enable = "avx512f,avx512vpopcntdq")]
pub(crate) fn avx512(queries: &[Filter; TILE], filters: &[Filter], bars: &[Bar], hits: &mut Vec<Hit>) {
    let early: [__m512i; TILE] =
        std::array::from_fn(|at| queries.get(at).map_or(_mm512_set1_epi64(0), |q| half512(q, 0)));
    let late: [__m512i; TILE] =
        std::array::from_fn(|at| queries.get(at).map_or(_mm512_set1_epi64(0), |q| half512(q, 1)));
    for (at, (filter, bar)) in filters.iter().zip(bars).enumerate() {
        let first = half512(filter, 0);
        let mut counts = early.map(|query| common512(query, first));
        if bar.early > 0 {
            let reached = _mm512_cmpge_epu64_mask(gathered(counts), _mm512_set1_epi64(i64::from(bar.early)));
            if reached == 0 {
                continue;
            }
        }
        let second = half512(filter, 1);
        for (count, query) in counts.iter_mut().zip(late) {
            *count = _mm512_add_epi64(*count, common512(query, second));
        }
        let all = gathered(counts);
        if _mm512_cmpge_epu64_mask(all, _mm512_set1_epi64(i64::from(bar.whole))) != 0 {
            let mut numbers = [0_u64; TILE];
            // SAFETY: eight words are stored into eight.
            unsafe { _mm512_storeu_si512(numbers.as_mut_ptr().cast(), all) };
            tell(&numbers, at, *bar, hits);
        }
    }
}

/// Four 64-bit partial counts of the bits two halves have in common.
#[target_feature(enable = "avx2")]
#[inline]
fn common256(one: &Filter, other: &Filter, late: usize) -> __m256i {
    let table = _mm256_setr_epi8(
        0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4,
    );
    let low = _mm256_set1_epi8(15);
    let mut bytes = _mm256_setzero_si256();
    for part in 0..2 {
        // SAFETY: `late` is 0 or 1; each half of a filter is two aligned parts of 32 bytes.
        let both = unsafe {
            let at = 8 * late + 4 * part;
            let load = |filter: &Filter| _mm256_load_si256(filter.0.as_ptr().add(at).cast());
            _mm256_and_si256(load(one), load(other))
        };
        let below = _mm256_shuffle_epi8(table, _mm256_and_si256(both, low));
        let above = _mm256_shuffle_epi8(table, _mm256_and_si256(_mm256_srli_epi16::<4>(both), low));
        bytes = _mm256_add_epi8(bytes, _mm256_add_epi8(below, above));
    }
    bytes
}

/// Counts of bytes of eight queries become eight counts, in order.
#[target_feature(enable = "avx2")]
#[inline]
fn gathered256(bytes: [__m256i; TILE]) -> [u64; TILE] {
    let zero = _mm256_setzero_si256();
    let [a, b, c, d, e, f, g, h] = bytes.map(|bytes| _mm256_sad_epu8(bytes, zero));
    let pair = |a, b| _mm256_add_epi64(_mm256_unpacklo_epi64(a, b), _mm256_unpackhi_epi64(a, b));
    let four = |one, other| {
        _mm256_add_epi64(
            _mm256_permute2x128_si256::<0x20>(one, other),
            _mm256_permute2x128_si256::<0x31>(one, other),
        )
    };
    let mut counts = [0_u64; TILE];
    let (first, second) = counts.split_at_mut(TILE / 2);
    // SAFETY: four words are stored into each four.
    unsafe {
        _mm256_storeu_si256(first.as_mut_ptr().cast(), four(pair(a, b), pair(c, d)));
        _mm256_storeu_si256(second.as_mut_ptr().cast(), four(pair(e, f), pair(g, h)));
    }
    counts
}

#[target_feature(enable = "avx2")]
pub(crate) fn avx2(queries: &[Filter; TILE], filters: &[Filter], bars: &[Bar], hits: &mut Vec<Hit>) {
    for (at, (filter, bar)) in filters.iter().zip(bars).enumerate() {
        let mut bytes: [__m256i; TILE] = std::array::from_fn(|query| {
            queries.get(query).map_or(_mm256_setzero_si256(), |query| common256(query, filter, 0))
        });
        if bar.early > 0 && gathered256(bytes).iter().all(|count| *count < u64::from(bar.early)) {
            continue;
        }
        for (bytes, query) in bytes.iter_mut().zip(queries) {
            // A byte holds at most 8 bits of each of four parts: 32.
            *bytes = _mm256_add_epi8(*bytes, common256(query, filter, 1));
        }
        let counts = gathered256(bytes);
        if counts.iter().any(|count| *count >= u64::from(bar.whole)) {
            tell(&counts, at, *bar, hits);
        }
    }
}

/// Bits set in both.
#[target_feature(enable = "popcnt")]
pub(crate) fn common(one: &Filter, other: &Filter) -> u32 {
    crate::portable::common(one, other)
}

#[target_feature(enable = "avx512f,avx512bw")]
pub(crate) fn sift512(query: &[u8; PARTS], sheet: &Sheet, most: u8) -> [u64; SHEET / 64] {
    let mut lacking = [_mm512_set1_epi8(0); SHEET / 64];
    for (ones, row) in query.iter().zip(&sheet.0) {
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
pub(crate) fn sift256(query: &[u8; PARTS], sheet: &Sheet, most: u8) -> [u64; SHEET / 64] {
    let mut lacking = [_mm256_setzero_si256(); SHEET / 32];
    for (ones, row) in query.iter().zip(&sheet.0) {
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

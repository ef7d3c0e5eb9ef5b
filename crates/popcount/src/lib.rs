//! How many bits two filters of 1,024 have in common, eight against many at a time.
//!
//! The one crate of the house that may use `unsafe`: the processor's wide instructions (AVX-512, AVX2, NEON) are
//! chosen when the program runs, behind one safe function, and each is tested against the portable one. Nothing
//! else is here: no threshold of likeness, no record, no key.
#![expect(
    unsafe_code,
    reason = "wide instructions, loaded from slices whose length is checked by their type"
)]

#[cfg(target_arch = "aarch64")]
mod arm;
mod portable;
#[cfg(target_arch = "x86_64")]
mod x86;

/// 64-bit words of a filter.
pub const WORDS: usize = 16;
/// Queries compared at once.
pub const TILE: usize = 8;

/// A filter of 1,024 bits, laid so that the processor loads it whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(C, align(64))]
pub struct Filter(pub [u64; WORDS]);

impl Filter {
    /// Bits set.
    #[must_use]
    pub fn ones(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    /// Bits set in each part.
    #[must_use]
    pub fn parts(&self) -> [u8; PARTS] {
        let mut parts = [0; PARTS];
        for (four, word) in parts.chunks_exact_mut(4).zip(self.0) {
            for (part, at) in four.iter_mut().zip([0, 16, 32, 48]) {
                // At most 16.
                *part = (word >> at & 0xffff).count_ones() as u8;
            }
        }
        parts
    }

    /// Bits set in both.
    #[must_use]
    #[inline]
    pub fn common(&self, other: &Self) -> u32 {
        #[cfg(target_arch = "x86_64")]
        if is_x86_feature_detected!("popcnt") {
            // SAFETY: the processor was asked just now.
            return unsafe { x86::common(self, other) };
        }
        portable::common(self, other)
    }

    /// Bits set in the second half.
    #[must_use]
    pub fn ones_late(&self) -> u32 {
        self.0.iter().skip(WORDS / 2).map(|word| word.count_ones()).sum()
    }
}

/// Parts of a filter whose ones are counted apart: sixteen bits each.
pub const PARTS: usize = 64;
/// Filters whose parts are looked at together.
pub const SHEET: usize = 256;

/// Ones in each part of many filters, part by part, so that one instruction meets the same part of many. Places that
/// no filter takes hold no ones.
#[derive(Debug, Clone)]
#[repr(C, align(64))]
pub struct Sheet([[u8; SHEET]; PARTS]);

impl Sheet {
    /// The sheet of at most [`SHEET`] filters; what is beyond is left out.
    #[must_use]
    pub fn of(filters: &[Filter]) -> Self {
        let mut sheet = Self([[0; SHEET]; PARTS]);
        for (at, filter) in filters.iter().take(SHEET).enumerate() {
            for (row, ones) in sheet.0.iter_mut().zip(filter.parts()) {
                if let Some(place) = row.get_mut(at) {
                    *place = ones;
                }
            }
        }
        sheet
    }
}

/// How much a pair must have in common to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Bar {
    /// In the first 512 bits. Zero looks at no half apart.
    pub early: u16,
    /// In all.
    pub whole: u16,
}

/// A pair that reaches its bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// Place among the eight queries.
    pub query: u8,
    /// Place among the filters.
    pub filter: u32,
    /// Bits in common.
    pub common: u16,
}

/// A way of counting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kernel {
    /// Plain Rust, on any machine.
    Portable,
    /// 64 bits at a time, where the processor counts them.
    Popcnt,
    /// 256 bits, by table lookup (Muła, Kurz and Lemire 2018).
    Avx2,
    /// 512 bits, counted by the processor.
    Avx512,
    /// 128 bits on ARM.
    Neon,
}

impl Kernel {
    /// What this machine can do, the plainest first.
    #[must_use]
    pub fn available() -> Vec<Self> {
        let mut found = vec![Self::Portable];
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("popcnt") {
                found.push(Self::Popcnt);
            }
            if is_x86_feature_detected!("avx2") {
                found.push(Self::Avx2);
            }
            if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512vpopcntdq") {
                found.push(Self::Avx512);
            }
        }
        #[cfg(target_arch = "aarch64")]
        found.push(Self::Neon);
        found
    }

    /// The fastest this machine can do.
    #[must_use]
    pub fn best() -> Self {
        Self::available().last().copied().unwrap_or(Self::Portable)
    }

    /// Adds to `hits` every pair of a query and a filter whose bits in common reach the filter's bar, filters in
    /// order. Where a bar has an early part, pairs whose first halves stay below it are passed over: the caller must
    /// have set it so low that none of them could reach the whole. A kernel this machine lacks counts portably.
    pub fn scan(self, queries: &[Filter; TILE], filters: &[Filter], bars: &[Bar], hits: &mut Vec<Hit>) {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Avx512
                if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512vpopcntdq") =>
            {
                // SAFETY: the processor was asked in this very arm.
                unsafe { x86::avx512(queries, filters, bars, hits) }
            }
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 if is_x86_feature_detected!("avx2") => {
                // SAFETY: the processor was asked in this very arm.
                unsafe { x86::avx2(queries, filters, bars, hits) }
            }
            #[cfg(target_arch = "x86_64")]
            Self::Popcnt if is_x86_feature_detected!("popcnt") => {
                // SAFETY: the processor was asked in this very arm.
                unsafe { x86::popcnt(queries, filters, bars, hits) }
            }
            #[cfg(target_arch = "aarch64")]
            Self::Neon => arm::neon(queries, filters, bars, hits),
            _ => portable::scan(queries, filters, bars, hits),
        }
    }
}

impl Kernel {
    /// Which filters of a sheet the query could share enough with: bit by bit, those that lack at most `most` of its
    /// ones. A part lacks at least what the query has more of in it; nothing that shares enough is passed over.
    #[must_use]
    pub fn sift(self, query: &[u8; PARTS], sheet: &Sheet, most: u8) -> [u64; SHEET / 64] {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 if is_x86_feature_detected!("avx512bw") => {
                // SAFETY: the processor was asked in this very arm.
                unsafe { x86::sift512(query, sheet, most) }
            }
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 if is_x86_feature_detected!("avx2") => {
                // SAFETY: the processor was asked in this very arm.
                unsafe { x86::sift256(query, sheet, most) }
            }
            _ => portable::sift(query, sheet, most),
        }
    }
}

/// Tells the queries whose counts reach the bar.
#[inline]
fn tell(counts: &[u64; TILE], filter: usize, bar: Bar, hits: &mut Vec<Hit>) {
    for (query, count) in (0_u8..).zip(counts) {
        if *count >= u64::from(bar.whole) {
            let common = u16::try_from(*count).unwrap_or(u16::MAX);
            hits.push(Hit { query, filter: u32::try_from(filter).unwrap_or(u32::MAX), common });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn filters(seed: u64, number: usize) -> Vec<Filter> {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state ^ (state >> 29)
        };
        (0..number).map(|_| Filter(std::array::from_fn(|_| next() & next()))).collect()
    }

    proptest! {
        /// Every kernel of this machine tells what counting bit by bit tells.
        #[test]
        fn every_kernel_agrees_with_counting(seed in any::<u64>(), number in 0_usize..40, low in 0_u16..400) {
            let queries: [Filter; TILE] = filters(seed, TILE).try_into().unwrap();
            let others = filters(seed ^ 99, number);
            let bars: Vec<Bar> = (0..number).map(|at| Bar { early: 0, whole: low + u16::try_from(at).unwrap() % 7 }).collect();
            let mut expected = Vec::new();
            for (at, (other, bar)) in others.iter().zip(&bars).enumerate() {
                for (query, one) in queries.iter().enumerate() {
                    let common: u32 = (0..1024).map(|bit| {
                        let set = |filter: &Filter| u32::try_from(filter.0[bit / 64] >> (bit % 64) & 1).unwrap();
                        set(one) & set(other)
                    }).sum();
                    if common >= u32::from(bar.whole) {
                        expected.push(Hit { query: query as u8, filter: at as u32, common: common as u16 });
                    }
                }
            }
            for kernel in Kernel::available() {
                let mut hits = Vec::new();
                kernel.scan(&queries, &others, &bars, &mut hits);
                prop_assert_eq!(&hits, &expected, "{:?}", kernel);
            }
        }

        /// A true early bar changes the work, never the answer.
        #[test]
        fn an_early_bar_that_is_true_loses_nothing(seed in any::<u64>(), low in 60_u16..300) {
            let queries: [Filter; TILE] = filters(seed, TILE).try_into().unwrap();
            let others = filters(seed ^ 5, 30);
            let most_late = queries.iter().map(Filter::ones_late).max().unwrap();
            let bars = |early: bool| others.iter().map(|other| {
                let late = u16::try_from(most_late.min(other.ones_late())).unwrap();
                Bar { early: if early { low.saturating_sub(late) } else { 0 }, whole: low }
            }).collect::<Vec<Bar>>();
            for kernel in Kernel::available() {
                let (mut with, mut without) = (Vec::new(), Vec::new());
                kernel.scan(&queries, &others, &bars(true), &mut with);
                kernel.scan(&queries, &others, &bars(false), &mut without);
                prop_assert_eq!(with, without, "{:?}", kernel);
            }
        }
    }

    proptest! {
        /// What sifting leaves out could not have shared enough, and every kernel leaves out the same.
        #[test]
        fn sifting_loses_nothing(seed in any::<u64>(), number in 0_usize..300, most in 0_u8..250) {
            let query = filters(seed, 1)[0];
            let mut others = filters(seed ^ 7, number);
            others.extend((0..4_u64).map(|at| Filter(query.0.map(|word| word & !(0x11 << at)))));
            let sheet = Sheet::of(&others);
            let expected = portable::sift(&query.parts(), &sheet, most);
            for kernel in Kernel::available() {
                prop_assert_eq!(kernel.sift(&query.parts(), &sheet, most), expected, "{:?}", kernel);
            }
            for (at, other) in others.iter().enumerate().take(SHEET) {
                let common: u32 = query.0.iter().zip(&other.0).map(|(a, b)| (a & b).count_ones()).sum();
                prop_assert_eq!(query.common(other), common);
                let left = expected[at / 64] >> (at % 64) & 1 == 1;
                prop_assert!(left || query.ones() - common > u32::from(most));
            }
        }
    }

    #[test]
    fn the_best_kernel_is_one_there_is() {
        assert!(Kernel::available().contains(&Kernel::best()));
        assert_eq!(Filter([u64::MAX; WORDS]).ones(), 1024);
        assert_eq!(Filter([u64::MAX; WORDS]).ones_late(), 512);
    }
}

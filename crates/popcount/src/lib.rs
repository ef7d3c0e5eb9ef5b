//! How many bits two filters of 1,024 have in common, one against eight at a time.
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
        if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512vpopcntdq") {
            // SAFETY: the processor was asked just now.
            return unsafe { x86::common512(self, other) };
        } else if is_x86_feature_detected!("popcnt") {
            // SAFETY: the processor was asked just now.
            return unsafe { x86::common64(self, other) };
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
/// Filters that are looked at together.
pub const SHEET: usize = 256;
/// Filters whose bits in common are counted at once.
pub const LANES: usize = 8;
/// Eights of a sheet.
pub const EIGHTS: usize = SHEET / LANES;

/// Which filters of a sheet, bit by bit.
pub type Found = [u64; SHEET / 64];

/// A word of each of eight filters.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(64))]
struct Row([u64; LANES]);

/// Bits a query has in common with each filter of a sheet.
#[derive(Debug, Clone)]
pub struct Common([Row; EIGHTS]);

impl Common {
    /// Nothing yet.
    #[must_use]
    pub fn none() -> Self {
        Self([Row([0; LANES]); EIGHTS])
    }

    /// With the filter at a place; of those that a scan did not find it means nothing.
    #[must_use]
    #[inline]
    pub fn of(&self, at: usize) -> u64 {
        self.0.get(at / LANES).and_then(|row| row.0.get(at % LANES)).copied().unwrap_or(0)
    }
}

/// Many filters, laid so that one instruction meets the same word, or the ones in the same part, of each. Places that
/// no filter takes hold no ones.
#[derive(Debug, Clone)]
#[repr(C, align(64))]
pub struct Sheet {
    eights: [[Row; WORDS]; EIGHTS],
    parts: [[u8; SHEET]; PARTS],
}

impl Sheet {
    /// The sheet of at most [`SHEET`] filters; what is beyond is left out.
    #[must_use]
    pub fn of(filters: &[Filter]) -> Self {
        let mut sheet = Self { eights: [[Row([0; LANES]); WORDS]; EIGHTS], parts: [[0; SHEET]; PARTS] };
        for (eight, filters) in sheet.eights.iter_mut().zip(filters.chunks(LANES)) {
            for (lane, filter) in filters.iter().enumerate() {
                for (row, word) in eight.iter_mut().zip(filter.0) {
                    row.0.get_mut(lane).into_iter().for_each(|place| *place = word);
                }
            }
        }
        for (at, filter) in filters.iter().take(SHEET).enumerate() {
            for (row, ones) in sheet.parts.iter_mut().zip(filter.parts()) {
                row.get_mut(at).into_iter().for_each(|place| *place = ones);
            }
        }
        sheet
    }
}

/// How much a query must have in common with one of eight filters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Bar {
    /// In the first 512 bits. Zero looks at no half apart.
    pub early: u64,
    /// In all.
    pub whole: u64,
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

    /// Which filters of a sheet have so many bits in common with the query that they reach the bar of their eight;
    /// `common` says how many.
    /// Where a bar has an early part, eights of which no first half reaches it are passed over: the caller must have
    /// set it so low that none of them could reach the whole. A kernel this machine lacks counts portably.
    #[must_use]
    pub fn scan(self, query: &Filter, sheet: &Sheet, bars: &[Bar; EIGHTS], common: &mut Common) -> Found {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Avx512
                if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512vpopcntdq") =>
            {
                // SAFETY: the processor was asked in this very arm.
                unsafe { x86::scan512(query, sheet, bars, common) }
            }
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 if is_x86_feature_detected!("avx2") => {
                // SAFETY: the processor was asked in this very arm.
                unsafe { x86::scan256(query, sheet, bars, common) }
            }
            #[cfg(target_arch = "x86_64")]
            Self::Popcnt if is_x86_feature_detected!("popcnt") => {
                // SAFETY: the processor was asked in this very arm.
                unsafe { x86::scan64(query, sheet, bars, common) }
            }
            #[cfg(target_arch = "aarch64")]
            Self::Neon => arm::scan(query, sheet, bars, common),
            _ => portable::scan(query, sheet, bars, common),
        }
    }

    /// Which filters of a sheet the query could share enough with: those that lack at most `most` of its ones. A part
    /// lacks at least what the query has more of in it; nothing that shares enough is passed over.
    #[must_use]
    pub fn sift(self, query: &[u8; PARTS], sheet: &Sheet, most: u8) -> Found {
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

/// Eight after eight, by a kernel's own way to add the bits in common of a word, to tell the lanes, bit by bit, that
/// reach a bar, and to write counts down.
#[inline(always)]
fn scan<C: Copy>(
    (query, sheet, bars, common): (&Filter, &Sheet, &[Bar; EIGHTS], &mut Common),
    none: C,
    added: impl Fn(C, (&u64, &Row)) -> C,
    reached: impl Fn(C, u64) -> u8,
    told: impl Fn(C) -> [u64; LANES],
) -> Found {
    let (early, late) = query.0.split_at(WORDS / 2);
    let mut lanes = [0; EIGHTS];
    let places = lanes.iter_mut().zip(&mut common.0);
    for ((eight, bar), (lanes, common)) in sheet.eights.iter().zip(bars).zip(places) {
        let (first, second) = eight.split_at(WORDS / 2);
        let half = early.iter().zip(first).fold(none, &added);
        if bar.early > 0 && reached(half, bar.early) == 0 {
            continue;
        }
        let all = late.iter().zip(second).fold(half, &added);
        common.0 = told(all);
        *lanes = reached(all, bar.whole);
    }
    let mut found = [0; SHEET / 64];
    found.iter_mut().zip(lanes.as_chunks().0).for_each(|(found, lanes)| *found = u64::from_le_bytes(*lanes));
    found
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

    fn common(one: &Filter, other: &Filter) -> u32 {
        let set = |filter: &Filter, bit: usize| u32::try_from(filter.0[bit / 64] >> (bit % 64) & 1).unwrap();
        (0..1024).map(|bit| set(one, bit) & set(other, bit)).sum()
    }

    fn is_in(found: &Found, at: usize) -> bool {
        found[at / 64] >> (at % 64) & 1 == 1
    }

    proptest! {
        /// Every kernel of this machine tells what counting bit by bit tells; an early bar that is true changes the
        /// work, never the answer.
        #[test]
        fn every_kernel_agrees_with_counting(seed in any::<u64>(), number in 0_usize..300, low in 40_u64..300) {
            let query = filters(seed, 1)[0];
            let others = filters(seed ^ 99, number);
            let sheet = Sheet::of(&others);
            let whole = |eight: usize| low + eight as u64;
            let early = |eight: usize| {
                let late = others.iter().skip(LANES * eight).take(LANES).map(Filter::ones_late).max().unwrap_or(0);
                whole(eight).saturating_sub(u64::from(late.min(query.ones_late())))
            };
            for kernel in Kernel::available() {
                let mut told = Common::none();
                let found = kernel.scan(&query, &sheet, &std::array::from_fn(|at| Bar { early: 0, whole: whole(at) }), &mut told);
                for at in 0..SHEET {
                    let common = others.get(at).map_or(0, |other| common(&query, other));
                    prop_assert_eq!(is_in(&found, at), u64::from(common) >= whole(at / LANES), "{:?} {}", kernel, at);
                    prop_assert_eq!(told.of(at), u64::from(common), "{:?} {}", kernel, at);
                }
                let bars = std::array::from_fn(|at| Bar { early: early(at), whole: whole(at) });
                prop_assert_eq!(kernel.scan(&query, &sheet, &bars, &mut told), found, "{:?}", kernel);
            }
        }

        /// An early bar that is not reached is obeyed: no kernel reads on.
        #[test]
        fn what_stays_below_the_early_bar_is_passed_over(seed in any::<u64>()) {
            let (query, sheet) = (filters(seed, 1)[0], Sheet::of(&filters(seed ^ 5, SHEET)));
            for kernel in Kernel::available() {
                prop_assert_eq!(kernel.scan(&query, &sheet, &[Bar { early: 513, whole: 1 }; EIGHTS], &mut Common::none()), [0; SHEET / 64]);
                prop_assert_eq!(kernel.scan(&query, &sheet, &[Bar { early: 0, whole: 0 }; EIGHTS], &mut Common::none()), [u64::MAX; SHEET / 64]);
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
                let common = common(&query, other);
                prop_assert_eq!(query.common(other), common);
                prop_assert!(is_in(&expected, at) || query.ones() - common > u32::from(most));
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

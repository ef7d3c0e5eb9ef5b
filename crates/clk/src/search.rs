//! Filters that are alike enough, found without comparing all that cannot be.
//!
//! Filters are ordered by how many bits they have: bits in common cannot be more than the smaller has, which bounds
//! where a partner can stand. Tiles of eight queries meet blocks that stay in the fastest cache; where half of the
//! bits already rules a partner out, the other half is not read. Where partners must be so alike that strangers are
//! told by the ones in sixteen bits at a time, those are looked at first, 256 filters together: what a query has more
//! of in a part, its partner lacks. What passes is checked exactly.

use danbe_popcount::{Bar, Filter, Kernel, PARTS, SHEET, Sheet, TILE};
use rayon::prelude::*;

/// How likeness is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metric {
    /// 2·|a ∧ b| / (|a| + |b|)
    Dice,
    /// |a ∧ b| / |a ∨ b|
    Jaccard,
}

impl Metric {
    /// The likeness of two filters with `common` of `all` (the sum of both) bits.
    fn of(self, common: f64, all: f64) -> f64 {
        match self {
            _ if all == 0.0 => 0.0,
            Self::Dice => 2.0 * common / all,
            Self::Jaccard => common / (all - common),
        }
    }

    /// The share of the sum of bits that must be common.
    fn share(self, threshold: f64) -> f64 {
        match self {
            Self::Dice => threshold / 2.0,
            Self::Jaccard => threshold / (1.0 + threshold),
        }
    }
}

/// Two filters that are alike enough, by their places.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// Place in the first set.
    pub a: u32,
    /// Place in the second.
    pub b: u32,
    /// Likeness. Stays with whoever matches.
    pub likeness: f64,
}

/// A set in order of the number of bits.
struct Sorted {
    filters: Vec<Filter>,
    places: Vec<u32>,
    ones: Vec<u16>,
    late: Vec<u16>,
}

impl Sorted {
    fn of(filters: &[Filter]) -> Self {
        let mut order: Vec<(u32, u32)> = filters.iter().map(Filter::ones).zip(0..).collect();
        order.sort_unstable();
        let small = |n: u32| u16::try_from(n).unwrap_or(u16::MAX);
        let chosen: Vec<Filter> =
            order.iter().filter_map(|(_, at)| filters.get(*at as usize)).copied().collect();
        Self {
            late: chosen.iter().map(|filter| small(filter.ones_late())).collect(),
            filters: chosen,
            places: order.iter().map(|(_, at)| *at).collect(),
            ones: order.iter().map(|(ones, _)| small(*ones)).collect(),
        }
    }
}

/// Filters of the second set that stay in the fastest cache.
const BLOCK: usize = 192;
/// Queries that share the pass over a block.
const GROUP: usize = 32 * TILE;

/// Every pair of a filter of `a` and one of `b` whose likeness is at least `threshold` (above 0), in order of places.
#[must_use]
pub fn search(a: &[Filter], b: &[Filter], metric: Metric, threshold: f64, kernel: Kernel) -> Vec<Candidate> {
    let (a, b) = rayon::join(|| Sorted::of(a), || Sorted::of(b));
    let asked = (metric, threshold);
    let sheets: Vec<Sheet> = b.filters.par_chunks(SHEET).map(Sheet::of).collect();
    let groups: Vec<usize> = (0..a.filters.len()).step_by(GROUP).collect();
    let found = groups.into_par_iter().map(|from| {
        let mut found = Vec::new();
        if worth_sifting(&a, from, &b, &sheets, asked, kernel) {
            sifted(&a, from, &b, &sheets, asked, kernel, &mut found);
        } else {
            group(&a, from, &b, asked, kernel, &mut found);
        }
        found
    });
    let mut found: Vec<Candidate> = found.flatten_iter().collect();
    found.par_sort_unstable_by_key(|candidate| (candidate.a, candidate.b));
    found
}

/// Where in `b` partners of the queries from `from` to before `to` can stand.
fn partners(a: &Sorted, from: usize, to: usize, b: &Sorted, asked: (Metric, f64)) -> std::ops::Range<usize> {
    let end = |place: usize| f64::from(a.ones.get(place).copied().unwrap_or(0));
    // common ≥ share · (p + q) and common ≤ min(p, q): q lies between p·s/(1−s) and p·(1−s)/s.
    let share = asked.0.share(asked.1);
    let narrow = share / (1.0 - share);
    let low = (end(from) * narrow).floor();
    let high = (end(to.saturating_sub(1)) / narrow).ceil();
    b.ones.partition_point(|ones| f64::from(*ones) < low)
        ..b.ones.partition_point(|ones| f64::from(*ones) <= high)
}

/// Ones of a query that a partner may lack, at most, when it has at least `ones`; `None` when the bytes in which
/// lacking is counted cannot tell.
fn most_lacking(query: u16, ones: u16, asked: (Metric, f64)) -> Option<u8> {
    let least = asked.0.share(asked.1) * f64::from(u32::from(query) + u32::from(ones));
    let most = (f64::from(query) - least + 1e-6).floor().max(0.0);
    (most < 255.0).then_some(most as u8)
}

/// Whether sifting leaves few enough that the rest is quickly checked: some queries of the group try it.
fn worth_sifting(
    a: &Sorted,
    from: usize,
    b: &Sorted,
    sheets: &[Sheet],
    asked: (Metric, f64),
    kernel: Kernel,
) -> bool {
    let (mut met, mut left) = (0, 0);
    for query in (from..(from + GROUP).min(a.filters.len())).step_by(GROUP / 4) {
        let Some((filter, ones)) = a.filters.get(query).zip(a.ones.get(query)) else { continue };
        let near = partners(a, query, query + 1, b, asked);
        let at = near.start.midpoint(near.end) / SHEET;
        let least = b.ones.get(at * SHEET).copied().unwrap_or(0);
        let Some((sheet, most)) = sheets.get(at).zip(most_lacking(*ones, least, asked)) else { return false };
        met += SHEET;
        let bits = kernel.sift(&filter.parts(), sheet, most);
        left += bits.iter().map(|bits| bits.count_ones() as usize).sum::<usize>();
    }
    left * 40 < met
}

fn sifted(
    a: &Sorted,
    from: usize,
    b: &Sorted,
    sheets: &[Sheet],
    asked: (Metric, f64),
    kernel: Kernel,
    found: &mut Vec<Candidate>,
) {
    let to = (from + GROUP).min(a.filters.len());
    let queries: Vec<(usize, [u8; PARTS], u16)> = (from..to)
        .filter_map(|at| Some((at, a.filters.get(at)?.parts(), a.ones.get(at).copied()?)))
        .collect();
    let near = partners(a, from, to, b, asked);
    for (sheet, own) in sheets.iter().enumerate().take(near.end.div_ceil(SHEET)).skip(near.start / SHEET) {
        let least = b.ones.get(sheet * SHEET).copied().unwrap_or(0);
        for (query, parts, ones) in &queries {
            let left = most_lacking(*ones, least, asked)
                .map_or([u64::MAX; SHEET / 64], |most| kernel.sift(parts, own, most));
            for (word, mut bits) in left.into_iter().enumerate() {
                while bits != 0 {
                    let with = sheet * SHEET + 64 * word + bits.trailing_zeros() as usize;
                    bits &= bits - 1;
                    let Some((one, other)) = a.filters.get(*query).zip(b.filters.get(with)) else { break };
                    let common = one.common(other);
                    found.extend(checked(a, b, *query, with, common, asked));
                }
            }
        }
    }
}

/// Bits behind the point of a share: 2,048 bits times a share below 1 stay in a word.
const SCALE: u32 = 20;

/// A tile with what bounds it.
struct Tile {
    from: usize,
    queries: [Filter; TILE],
    least: u32,
    late: u16,
}

fn group(
    a: &Sorted,
    from: usize,
    b: &Sorted,
    asked: (Metric, f64),
    kernel: Kernel,
    found: &mut Vec<Candidate>,
) {
    let share = asked.0.share(asked.1);
    let to = (from + GROUP).min(a.filters.len());
    let tiles: Vec<Tile> = (from..to)
        .step_by(TILE)
        .map(|from| {
            let own = from..(from + TILE).min(to);
            let mut queries = [Filter::default(); TILE];
            queries
                .iter_mut()
                .zip(a.filters.get(own.clone()).unwrap_or_default())
                .for_each(|(to, of)| *to = *of);
            let least = u32::from(a.ones.get(from).copied().unwrap_or(0));
            let late = a.late.get(own).unwrap_or_default().iter().copied().max().unwrap_or(0);
            Tile { from, queries, least, late }
        })
        .collect();
    let near = partners(a, from, to, b, asked);
    let scaled = (share * f64::from(1_u32 << SCALE)) as u32;
    let (mut bars, mut hits) = (Vec::with_capacity(BLOCK), Vec::new());
    for block in near.clone().step_by(BLOCK) {
        let own = block..(block + BLOCK).min(near.end);
        let (Some(filters), Some(ones), Some(late)) =
            (b.filters.get(own.clone()), b.ones.get(own.clone()), b.late.get(own))
        else {
            continue;
        };
        for tile in &tiles {
            bars.clear();
            bars.extend(ones.iter().zip(late).map(|(ones, late)| bar(scaled, tile, *ones, *late)));
            kernel.scan(&tile.queries, filters, &bars, &mut hits);
            for hit in hits.drain(..) {
                let (query, with) = (tile.from + usize::from(hit.query), block + hit.filter as usize);
                found.extend(checked(a, b, query, with, u32::from(hit.common), asked));
            }
        }
    }
}

/// Whole numbers all through, so that the compiler takes many filters at once; rounded down, so that no partner is
/// ruled out: what passes is checked exactly.
#[inline]
fn bar(share: u32, tile: &Tile, ones: u16, late: u16) -> Bar {
    let whole = (share * (tile.least + u32::from(ones))) >> SCALE;
    // Where strangers would mostly pass the half, it is not worth looking at apart.
    let strangers = ((tile.least * u32::from(ones)) >> 11) + 18;
    let early = whole.saturating_sub(u32::from(tile.late.min(late)));
    Bar { early: if early > strangers { early as u16 } else { 0 }, whole: whole as u16 }
}

fn checked(
    a: &Sorted,
    b: &Sorted,
    query: usize,
    with: usize,
    common: u32,
    asked: (Metric, f64),
) -> Option<Candidate> {
    let all = f64::from(*a.ones.get(query)?) + f64::from(*b.ones.get(with)?);
    let likeness = asked.0.of(f64::from(common), all);
    let candidate = Candidate { a: *a.places.get(query)?, b: *b.places.get(with)?, likeness };
    (likeness >= asked.1).then_some(candidate)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Filters of which some are near copies of others.
    fn sets(seed: u64) -> (Vec<Filter>, Vec<Filter>) {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state ^ (state >> 31)
        };
        let mut a: Vec<Filter> = (0..37).map(|_| Filter(std::array::from_fn(|_| next() & next()))).collect();
        a.push(Filter::default());
        let mut b = Vec::new();
        for filter in &a {
            b.push(Filter(filter.0.map(|word| word ^ (next() & next() & next() & next()))));
        }
        b.extend((0..9).map(|_| Filter(std::array::from_fn(|_| next() | next()))));
        (a, b)
    }

    proptest! {
        /// Sifting first or not is a matter of time, never of the answer.
        #[test]
        fn sifting_changes_no_answer(seed in any::<u64>(), percent in 5_u32..100) {
            let (a, b) = sets(seed);
            let (a, b) = (Sorted::of(&a), Sorted::of(&b));
            let sheets: Vec<Sheet> = b.filters.chunks(SHEET).map(Sheet::of).collect();
            for metric in [Metric::Dice, Metric::Jaccard] {
                let asked = (metric, f64::from(percent) / 100.0);
                let (mut with, mut without) = (Vec::new(), Vec::new());
                sifted(&a, 0, &b, &sheets, asked, Kernel::best(), &mut with);
                group(&a, 0, &b, asked, Kernel::best(), &mut without);
                for found in [&mut with, &mut without] {
                    found.sort_by_key(|pair| (pair.a, pair.b));
                }
                prop_assert_eq!(with, without);
            }
        }

        #[test]
        fn nothing_alike_is_missed_and_nothing_else_found(seed in any::<u64>(), percent in 5_u32..100) {
            let (a, b) = sets(seed);
            let threshold = f64::from(percent) / 100.0;
            for metric in [Metric::Dice, Metric::Jaccard] {
                let mut expected = Vec::new();
                for (i, one) in a.iter().enumerate() {
                    for (j, other) in b.iter().enumerate() {
                        let common: u32 = one.0.iter().zip(&other.0).map(|(x, y)| (x & y).count_ones()).sum();
                        let likeness = metric.of(f64::from(common), f64::from(one.ones() + other.ones()));
                        if likeness >= threshold {
                            expected.push(Candidate { a: i as u32, b: j as u32, likeness });
                        }
                    }
                }
                for kernel in Kernel::available() {
                    prop_assert_eq!(&search(&a, &b, metric, threshold, kernel), &expected);
                }
            }
        }
    }
}

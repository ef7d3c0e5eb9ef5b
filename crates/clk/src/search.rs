//! Filters that are alike enough, found without comparing all that cannot be.
//!
//! Filters are ordered by how many bits they have: bits in common cannot be more than the smaller has, which bounds
//! where a partner can stand. Queries meet sheets of filters that stay in the fastest cache; where half of the bits
//! already rules eight of them out, the other half is not read. Where partners must be so alike that strangers are told
//! by the ones in sixteen bits at a time, those are looked at first: what a query has more of in a part, its partner
//! lacks. What passes is checked exactly.

use danbe_popcount::{Bar, Common, EIGHTS, Filter, Kernel, LANES, PARTS, SHEET, Sheet};
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

/// The fewest bits in common of two filters that are alike enough, by how many they have together.
struct Asked(Vec<u16>);

impl Asked {
    fn of(metric: Metric, threshold: f64) -> Self {
        let counts: Vec<u16> = (0..=1024).collect();
        // More than half of all cannot be in common.
        let halves = (0_u16..=2048).map(|all| (all, counts.get(..=usize::from(all / 2)).unwrap_or_default()));
        let least = halves.map(|(all, counts)| {
            counts.partition_point(|common| metric.of(f64::from(*common), f64::from(all)) < threshold) as u16
        });
        Self(least.collect())
    }

    /// What filters of `one` and `other` bits must have in common. Grows with either, and no faster.
    #[inline]
    fn least(&self, one: u16, other: u16) -> u16 {
        self.0.get(usize::from(one) + usize::from(other)).copied().unwrap_or(u16::MAX)
    }

    /// Ones of a query that a partner may lack, at most, when it has at least `ones`; `None` when the bytes in which
    /// lacking is counted cannot tell.
    fn most_lacking(&self, query: u16, ones: u16) -> Option<u8> {
        let most = query.saturating_sub(self.least(query, ones));
        u8::try_from(most).ok().filter(|most| *most < u8::MAX)
    }
}

/// A set in order of the number of bits, then of those in the second half.
struct Sorted {
    filters: Vec<Filter>,
    places: Vec<u32>,
    ones: Vec<u16>,
    late: Vec<u16>,
}

impl Sorted {
    fn of(filters: &[Filter]) -> Self {
        let small = |n: u32| u16::try_from(n).unwrap_or(u16::MAX);
        let mut order: Vec<(u16, u16, u32)> =
            filters.iter().zip(0..).map(|(it, at)| (small(it.ones()), small(it.ones_late()), at)).collect();
        order.sort_unstable();
        Self {
            filters: order.iter().filter_map(|(.., at)| filters.get(*at as usize)).copied().collect(),
            places: order.iter().map(|(.., at)| *at).collect(),
            ones: order.iter().map(|(ones, ..)| *ones).collect(),
            late: order.iter().map(|(_, late, _)| *late).collect(),
        }
    }

    /// A group of queries.
    fn queries(&self, from: usize) -> Vec<Query<'_>> {
        let bits = self.ones.iter().zip(&self.late);
        let all = self.filters.iter().zip(&self.places).zip(bits).skip(from).take(GROUP);
        all.map(|((filter, place), (ones, late))| Query {
            filter,
            ones: *ones,
            late: *late,
            place: *place,
            parts: filter.parts(),
            found: Vec::with_capacity(512),
        })
        .collect()
    }
}

/// The second set, laid out for the kernels.
struct Laid {
    set: Sorted,
    sheets: Vec<Sheet>,
    /// Of each eight of each sheet, the fewest bits and the most in the second half.
    bounds: Vec<[(u16, u16); EIGHTS]>,
}

impl Laid {
    fn of(filters: &[Filter]) -> Self {
        let set = Sorted::of(filters);
        let bounds = set.ones.chunks(SHEET).zip(set.late.chunks(SHEET)).map(|(ones, late)| {
            let mut eights = ones.iter().step_by(LANES).zip(late.chunks(LANES));
            std::array::from_fn(|_| {
                eights.next().map_or((0, 0), |(ones, late)| (*ones, late.iter().copied().max().unwrap_or(0)))
            })
        });
        Self { bounds: bounds.collect(), sheets: set.filters.par_chunks(SHEET).map(Sheet::of).collect(), set }
    }
}

/// A filter of the first set, with what it is looked for by and what it found.
struct Query<'a> {
    filter: &'a Filter,
    ones: u16,
    late: u16,
    place: u32,
    parts: [u8; PARTS],
    found: Vec<Near>,
}

/// A filter of the second set that is alike enough, in eight bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Near {
    place: u32,
    ones: u16,
    common: u16,
}

/// Queries that share the pass over a sheet.
const GROUP: usize = 256;
/// Neighbours of a group, whose bits are nearly as many, that share their bars.
const TILE: usize = 8;

/// Every pair of a filter of `a` and one of `b` whose likeness is at least `threshold` (above 0), in order of places.
#[must_use]
pub fn search(a: &[Filter], b: &[Filter], metric: Metric, threshold: f64, kernel: Kernel) -> Vec<Candidate> {
    let (a, b) = rayon::join(|| Sorted::of(a), || Laid::of(b));
    let asked = Asked::of(metric, threshold);
    let groups: Vec<usize> = (0..a.filters.len()).step_by(GROUP).collect();
    let found = groups.into_par_iter().flat_map_iter(|from| {
        let mut queries = a.queries(from);
        let way = if worth_sifting(&queries, &b, &asked, kernel) { Way::Sift } else { Way::Scan };
        compared(&mut queries, &b, &asked, kernel, way);
        queries.into_iter().map(Query::told).filter(|told| !told.found.is_empty())
    });
    // Each query has its own, a few to sort at a time, where they lie.
    let mut told: Vec<Told> = found.collect();
    told.sort_unstable_by_key(|told| told.place);
    let mut found = Vec::with_capacity(told.iter().map(|told| told.found.len()).sum());
    told.iter().for_each(|told| found.extend(told.candidates(metric)));
    found
}

/// Which sheets hold partners of queries that have from `least` to `most` ones.
fn partners(least: u16, most: u16, b: &Laid, asked: &Asked) -> std::ops::Range<usize> {
    // In common are at most the ones of the smaller.
    let ones = &b.set.ones;
    ones.partition_point(|ones| *ones < least && asked.least(least, *ones) > *ones) / SHEET
        ..ones.partition_point(|ones| *ones <= most || asked.least(most, *ones) <= most).div_ceil(SHEET)
}

/// How the filters of a sheet that may be partners are told.
#[derive(Clone, Copy)]
enum Way {
    Sift,
    Scan,
}

/// Whether sifting leaves few enough that the rest is quickly checked: some queries of the group try it.
fn worth_sifting(queries: &[Query], b: &Laid, asked: &Asked, kernel: Kernel) -> bool {
    let (mut met, mut left) = (0, 0);
    for query in queries.iter().step_by(GROUP / 4) {
        let near = partners(query.ones, query.ones, b, asked);
        let at = near.start.midpoint(near.end);
        let Some((sheet, bounds)) = b.sheets.get(at).zip(b.bounds.get(at)) else { continue };
        let Some(most) = asked.most_lacking(query.ones, bounds[0].0) else { return false };
        met += SHEET;
        let bits = kernel.sift(&query.parts, sheet, most);
        left += bits.iter().map(|bits| bits.count_ones() as usize).sum::<usize>();
    }
    left * 40 < met
}

/// Adds to each query of a group its candidates.
fn compared(queries: &mut [Query], b: &Laid, asked: &Asked, kernel: Kernel, way: Way) {
    let (Some(first), Some(last)) = (queries.first(), queries.last()) else { return };
    let near = partners(first.ones, last.ones, b, asked);
    let mut common = Common::none();
    for (at, (sheet, bounds)) in b.sheets.iter().zip(&b.bounds).enumerate().take(near.end).skip(near.start) {
        for tile in queries.chunks_mut(TILE) {
            let least = tile.first().map_or(0, |query| query.ones);
            let late = tile.iter().map(|query| query.late).max().unwrap_or(0);
            let bars = match way {
                Way::Scan => bounds.map(|bounds| bar(asked, (least, late), bounds)),
                Way::Sift => [Bar::default(); EIGHTS],
            };
            for query in tile {
                let most = asked.most_lacking(query.ones, bounds[0].0);
                let left = match (way, most) {
                    (Way::Scan, _) => kernel.scan(query.filter, sheet, &bars, &mut common),
                    (Way::Sift, Some(most)) => kernel.sift(&query.parts, sheet, most),
                    (Way::Sift, None) => [u64::MAX; SHEET / 64],
                };
                for (word, mut bits) in left.into_iter().enumerate() {
                    while bits != 0 {
                        let place = 64 * word + bits.trailing_zeros() as usize;
                        bits &= bits - 1;
                        let with = SHEET * at + place;
                        let common = match way {
                            Way::Scan => common.of(place) as u16,
                            Way::Sift => {
                                b.set.filters.get(with).map_or(0, |it| query.filter.common(it)) as u16
                            }
                        };
                        query.check(&b.set, with, common, asked);
                    }
                }
            }
        }
    }
}

/// From the fewest bits and the most late ones on each side, so that no partner is ruled out: what passes is checked
/// exactly.
#[inline]
fn bar(asked: &Asked, (least, late): (u16, u16), (ones, other): (u16, u16)) -> Bar {
    let whole = asked.least(least, ones);
    // Where strangers would mostly pass the half, it is not worth looking at apart.
    let strangers = ((u32::from(least) * u32::from(ones)) >> 11) + 18;
    let early = whole.saturating_sub(late.min(other));
    Bar { early: if u32::from(early) > strangers { early.into() } else { 0 }, whole: whole.into() }
}

impl Query<'_> {
    /// Keeps the filter at a place of the second set if it is alike enough.
    #[inline]
    fn check(&mut self, b: &Sorted, with: usize, common: u16, asked: &Asked) {
        let Some((ones, place)) = b.ones.get(with).copied().zip(b.places.get(with).copied()) else { return };
        if common >= asked.least(self.ones, ones) {
            self.found.push(Near { place, ones, common });
        }
    }

    fn told(mut self) -> Told {
        self.found.sort_unstable_by_key(|near| near.place);
        Told { place: self.place, ones: self.ones, found: self.found.as_slice().into() }
    }
}

/// What a query found, in order of places.
struct Told {
    place: u32,
    ones: u16,
    found: Box<[Near]>,
}

impl Told {
    fn candidates(&self, metric: Metric) -> impl ExactSizeIterator<Item = Candidate> {
        self.found.iter().map(move |near| {
            let all = f64::from(self.ones) + f64::from(near.ones);
            Candidate { a: self.place, b: near.place, likeness: metric.of(f64::from(near.common), all) }
        })
    }
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
            let (a, b) = (Sorted::of(&a), Laid::of(&b));
            for metric in [Metric::Dice, Metric::Jaccard] {
                let asked = Asked::of(metric, f64::from(percent) / 100.0);
                let [sifted, scanned] = [Way::Sift, Way::Scan].map(|way| {
                    let mut queries = a.queries(0);
                    compared(&mut queries, &b, &asked, Kernel::best(), way);
                    queries.into_iter().map(|query| query.found).collect::<Vec<_>>()
                });
                prop_assert_eq!(sifted, scanned);
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

    /// More filters than a group of queries and a sheet hold, in no order.
    #[test]
    fn groups_and_sheets_leave_nothing_between_them() {
        let many = |from: u64| {
            (from..from + 20).map(sets).reduce(|(mut a, mut b), (more, others)| {
                a.extend(more);
                b.extend(others);
                (a, b)
            })
        };
        let ((a, b), threshold) = (many(1).unwrap(), 0.62);
        assert!(a.len() > 2 * GROUP && b.len() > 3 * SHEET);
        let mut expected = Vec::new();
        for (i, one) in a.iter().enumerate() {
            for (j, other) in b.iter().enumerate() {
                let common: u32 = one.0.iter().zip(&other.0).map(|(x, y)| (x & y).count_ones()).sum();
                let likeness = Metric::Dice.of(f64::from(common), f64::from(one.ones() + other.ones()));
                if likeness >= threshold {
                    expected.push(Candidate { a: i as u32, b: j as u32, likeness });
                }
            }
        }
        assert!(expected.len() > 700);
        for kernel in Kernel::available() {
            assert_eq!(search(&a, &b, Metric::Dice, threshold, kernel), expected);
        }
    }
}

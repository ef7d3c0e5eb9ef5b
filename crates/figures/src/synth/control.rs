//! Fewer inventions: a combination of three values that only one or two rows have is more often made up than true.

use super::correct::Rows;
use super::records::Column;
use crate::slices::{at, put};

/// Counters at most: beyond, several combinations share one, and fewer are found rare.
const COUNTERS: usize = 1 << 24;

/// Where combinations of three are counted.
struct Triples {
    columns: usize,
    sizes: Vec<usize>,
    starts: Vec<usize>,
    counts: Vec<u32>,
}

impl Triples {
    fn new(sizes: &[usize]) -> Self {
        let columns = sizes.len();
        let mut starts = Vec::new();
        let mut total: usize = 0;
        for one in 0..columns {
            for two in one + 1..columns {
                for three in two + 1..columns {
                    starts.push(total);
                    let cells =
                        at(sizes, one).saturating_mul(at(sizes, two)).saturating_mul(at(sizes, three));
                    total = total.saturating_add(cells);
                }
            }
        }
        Self { columns, sizes: sizes.to_vec(), starts, counts: vec![0; total.clamp(1, COUNTERS)] }
    }

    #[inline]
    fn cell(&self, [one, two, three]: [usize; 3], [a, b, c]: [u16; 3]) -> usize {
        let n = self.columns;
        // triples before (one, ·, ·), then before (one, two, ·)
        let before = choose3(n) - choose3(n - one);
        let before = before + choose2(n - one - 1) - choose2(n - two);
        let start = at(&self.starts, before + three - two - 1);
        let cell = (usize::from(a) * at(&self.sizes, two) + usize::from(b)) * at(&self.sizes, three);
        (start + cell + usize::from(c)) % self.counts.len().max(1)
    }
}

const fn choose2(n: usize) -> usize {
    n * n.saturating_sub(1) / 2
}

const fn choose3(n: usize) -> usize {
    n * n.saturating_sub(1) * n.saturating_sub(2) / 6
}

/// Calls `with` for every combination of three values of a row that counts.
fn each(values: &[(usize, u16)], mut with: impl FnMut([usize; 3], [u16; 3])) {
    for (place, (one, a)) in values.iter().enumerate() {
        for (next, (two, b)) in values.iter().enumerate().skip(place + 1) {
            for (three, c) in values.iter().skip(next + 1) {
                with([*one, *two, *three], [*a, *b, *c]);
            }
        }
    }
}

/// Blanks values until no combination of three is rarer than `least` rows; values the tree gave are blanked last.
/// Gives the number of values blanked.
pub(super) fn control(rows: &mut Rows, columns: &[Column], least: u32, passes: usize) -> usize {
    let sizes: Vec<usize> = columns.iter().map(|it| it.labels.len()).collect();
    let mut triples = Triples::new(&sizes);
    let counting: Vec<Vec<bool>> = columns
        .iter()
        .map(|column| (0_u16..).zip(&column.labels).map(|(code, _)| column.counts(code)).collect())
        .collect();
    let values = |rows: &Rows, row: usize| -> Vec<(usize, u16)> {
        let each = (0..rows.columns).map(|column| (column, rows.code(row, column)));
        each.filter(|(column, code)| counting.get(*column).is_some_and(|it| at(it, usize::from(*code))))
            .collect()
    };
    for row in 0..rows.count() {
        each(&values(rows, row), |places, codes| {
            let cell = triples.cell(places, codes);
            let count = at(&triples.counts, cell) + 1;
            put(&mut triples.counts, cell, count);
        });
    }
    let mut blanked = 0;
    for _ in 0..passes {
        let before = blanked;
        for row in 0..rows.count() {
            let mut own = values(rows, row);
            let firm = at(&rows.firm, row);
            loop {
                let mut blame = vec![0_u32; rows.columns];
                each(&own, |places, codes| {
                    if at(&triples.counts, triples.cell(places, codes)) < least {
                        places.iter().for_each(|it| crate::slices::add(&mut blame, *it, 1));
                    }
                });
                let worst = own
                    .iter()
                    .filter(|(column, _)| at(&blame, *column) > 0)
                    .max_by_key(|(column, _)| (firm & (1 << column) == 0, at(&blame, *column)))
                    .copied();
                let Some(worst) = worst else { break };
                each(&own, |places, codes| {
                    if places.contains(&worst.0) {
                        let cell = triples.cell(places, codes);
                        let count = at(&triples.counts, cell).saturating_sub(1);
                        put(&mut triples.counts, cell, count);
                    }
                });
                own.retain(|it| *it != worst);
                put(&mut rows.codes, row * rows.columns + worst.0, 0);
                blanked += 1;
            }
        }
        if blanked == before {
            break;
        }
    }
    blanked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_combination_has_a_place_of_its_own() {
        let sizes = [2, 3, 4, 2, 5];
        let triples = Triples::new(&sizes);
        let mut seen = std::collections::BTreeSet::new();
        for one in 0..5 {
            for two in one + 1..5 {
                for three in two + 1..5 {
                    for a in 0..sizes[one] as u16 {
                        for b in 0..sizes[two] as u16 {
                            for c in 0..sizes[three] as u16 {
                                assert!(seen.insert(triples.cell([one, two, three], [a, b, c])));
                            }
                        }
                    }
                }
            }
        }
        assert_eq!(seen.len(), triples.counts.len());
    }
}

//! Random tables for trials: invented counts, many small, in hierarchies of one to three dimensions.

use super::{Dimension, Table};
use crate::stream::Stream;

pub(super) fn dimension(name: &str, paths: &[String]) -> Dimension {
    Dimension::new(name, paths.iter().map(String::as_str))
}

/// A dimension of a few categories, some of them parted again.
fn random_dimension(stream: &mut Stream, name: &str, most: usize) -> Dimension {
    let mut paths = Vec::new();
    for outer in 0..2 + stream.below(most) {
        let inner = if stream.below(3) == 0 { 2 + stream.below(3) } else { 0 };
        match inner {
            0 => paths.push(format!("{name}{outer}")),
            _ => paths.extend((0..inner).map(|it| format!("{name}{outer}/{it}"))),
        }
    }
    dimension(name, &paths)
}

/// A table as small countries have them: most cells below the threshold, some far above.
pub(super) fn random(seed: u64) -> Table {
    let mut stream = Stream(seed);
    let dimensions = match stream.below(3) {
        0 => vec![random_dimension(&mut stream, "a", 8)],
        1 => vec![random_dimension(&mut stream, "a", 5), random_dimension(&mut stream, "b", 4)],
        _ => ["a", "b", "c"].iter().map(|name| random_dimension(&mut stream, name, 2)).collect(),
    };
    let mut table = Table::new(dimensions).unwrap();
    fill(&mut table, &mut stream);
    table
}

pub(super) fn fill(table: &mut Table, stream: &mut Stream) {
    let leaves: Vec<usize> = table.leaves().collect();
    for leaf in leaves {
        let count = match stream.below(10) {
            0..2 => 0,
            2..5 => 1 + stream.below(10),
            5..9 => 11 + stream.below(60),
            _ => 100 + stream.below(900),
        };
        table.add(leaf, count as u64);
    }
}

/// A flat table of two dimensions with this many categories each.
pub(super) fn flat(seed: u64, rows: usize, columns: usize) -> Table {
    let paths = |name: &str, count: usize| (0..count).map(|it| format!("{name}{it}")).collect::<Vec<_>>();
    let dimensions = vec![dimension("r", &paths("r", rows)), dimension("c", &paths("c", columns))];
    let mut table = Table::new(dimensions).unwrap();
    fill(&mut table, &mut Stream(seed));
    table
}

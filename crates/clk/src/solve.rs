//! One to one: no record has two partners.

use crate::search::Candidate;
use hashbrown::HashSet;

/// The most alike first, each filter once; equal likeness in order of places. What anonlink calls greedy solving.
#[must_use]
pub fn one_to_one(candidates: &[Candidate]) -> Vec<Candidate> {
    let mut order = candidates.to_vec();
    order.sort_by(|x, y| y.likeness.total_cmp(&x.likeness).then((x.a, x.b).cmp(&(y.a, y.b))));
    let (mut ours, mut theirs) = (HashSet::new(), HashSet::new());
    order.retain(|pair| {
        let free = !ours.contains(&pair.a) && !theirs.contains(&pair.b);
        if free {
            ours.insert(pair.a);
            theirs.insert(pair.b);
        }
        free
    });
    order.sort_by_key(|pair| (pair.a, pair.b));
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_alike_are_taken_and_nobody_twice() {
        let pair = |a, b, likeness| Candidate { a, b, likeness };
        let all = [pair(0, 0, 0.8), pair(0, 1, 0.9), pair(1, 1, 0.7), pair(1, 0, 0.6), pair(2, 2, 0.9)];
        assert_eq!(one_to_one(&all), [pair(0, 1, 0.9), pair(1, 0, 0.6), pair(2, 2, 0.9)]);
        assert!(one_to_one(&[]).is_empty());
    }
}

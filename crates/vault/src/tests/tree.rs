//! What the keeper proves with `tlog_tiles`, the device accepts with `ct-merkle`, and both agree with the RFC's own words.

use std::convert::Infallible;

use proptest::prelude::*;

use super::receipts::ORIGIN;
use super::reference::{self, Hash, lines, mth};
use crate::tree::{
    TreeError, needed_for_consistency, needed_for_inclusion, needed_for_root, needed_to_append,
    prove_consistency, prove_inclusion, root, stored_hash_count, stored_hashes_for,
};
use crate::{Checkpoint, Consistency};

/// A keeper in memory: the stored hashes, in order.
fn keep(lines: &[Vec<u8>]) -> Vec<Hash> {
    let mut stored = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        assert_eq!(stored_hash_count(index as u64), stored.len() as u64);
        let more = stored_hashes_for(index as u64, line, &shelf(&stored)).unwrap();
        stored.extend(more);
    }
    stored
}

fn shelf(stored: &[Hash]) -> impl Fn(&[u64]) -> Result<Vec<Hash>, Infallible> + '_ {
    |indexes| Ok(indexes.iter().map(|index| stored[*index as usize]).collect())
}

fn checkpoint(size: usize, stored: &[Hash]) -> Checkpoint {
    Checkpoint { origin: ORIGIN.into(), size: size as u64, root: root(size as u64, &shelf(stored)).unwrap() }
}

#[test]
fn every_place_in_every_ledger_up_to_130_lines() {
    let all = lines(130);
    let stored = keep(&all);
    for size in 1..=130 {
        let now = checkpoint(size, &stored);
        assert_eq!(now.root, mth(&all[..size]), "root of {size}");
        for at in 0..size {
            let path = prove_inclusion(size as u64, at as u64, &shelf(&stored)).unwrap();
            assert_eq!(now.includes(at as u64, &all[at], &path), Ok(()), "line {at} of {size}");
            let from = at + 1;
            let proof = prove_consistency(size as u64, from as u64, &shelf(&stored)).unwrap();
            let consistency = Consistency { from: from as u64, proof };
            assert_eq!(
                now.follows(&checkpoint(from, &stored), Some(&consistency)),
                Ok(()),
                "{from} to {size}"
            );
            if size <= 33 {
                assert_eq!(path, reference::path(at, &all[..size]));
                assert_eq!(consistency.proof, reference::proof(from, &all[..size]));
            }
        }
    }
}

#[test]
fn the_empty_ledger_has_the_hash_of_nothing() {
    assert_eq!(root(0, &shelf(&[])), Ok(mth(&[])));
    assert_eq!(stored_hash_count(0), 0);
}

#[test]
fn what_is_needed_is_what_is_read() {
    let all = lines(50);
    let stored = keep(&all);
    let only = |needed: Vec<u64>| {
        let stored = &stored;
        move |asked: &[u64]| {
            let found =
                (asked == needed).then(|| asked.iter().map(|index| stored[*index as usize]).collect());
            found.ok_or(())
        }
    };
    for size in 1..50 {
        assert!(root(size, &only(needed_for_root(size))).is_ok());
        assert!(stored_hashes_for(size, b"x", &only(needed_to_append(size))).is_ok());
        for at in 0..size {
            assert!(prove_inclusion(size, at, &only(needed_for_inclusion(size, at))).is_ok());
            assert!(prove_consistency(size, at + 1, &only(needed_for_consistency(size, at + 1))).is_ok());
        }
    }
    assert!(needed_for_inclusion(5, 5).is_empty());
}

#[test]
fn careless_questions_and_bad_shelves_get_an_error_and_no_panic() {
    let stored = keep(&lines(9));
    let good = shelf(&stored);
    assert_eq!(prove_inclusion(9, 9, &good), Err(TreeError::Place));
    assert_eq!(prove_inclusion(0, 0, &good), Err(TreeError::Place));
    assert_eq!(prove_consistency(9, 0, &good), Err(TreeError::Place));
    assert_eq!(prove_consistency(9, 10, &good), Err(TreeError::Place));
    assert_eq!(root(u64::MAX, &good), Err(TreeError::Place));
    assert_eq!(stored_hashes_for(u64::MAX, b"x", &good), Err(TreeError::Place));
    assert!(stored_hash_count(u64::MAX) > 0);

    let broken = |_: &[u64]| Err::<Vec<Hash>, _>("disk");
    assert_eq!(root(9, &broken), Err(TreeError::Read("disk")));
    assert_eq!(stored_hashes_for(1, b"x", &broken), Err(TreeError::Read("disk")));
    let short = |_: &[u64]| Ok::<_, Infallible>(Vec::new());
    assert_eq!(root(9, &short), Err(TreeError::Short));
    assert_eq!(prove_inclusion(9, 3, &short), Err(TreeError::Short));
    assert_eq!(prove_consistency(9, 3, &short), Err(TreeError::Short));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn random_places_in_larger_ledgers(size in 131usize..4000, at in any::<prop::sample::Index>(), to in any::<prop::sample::Index>()) {
        let all = lines(size);
        let stored = keep(&all);
        let now = checkpoint(size, &stored);
        let (at, from) = (at.index(size), 1 + to.index(size));
        let path = prove_inclusion(size as u64, at as u64, &shelf(&stored)).unwrap();
        prop_assert_eq!(now.includes(at as u64, &all[at], &path), Ok(()));
        prop_assert!(now.includes(at as u64, b"another line", &path).is_err());
        let proof = prove_consistency(size as u64, from as u64, &shelf(&stored)).unwrap();
        let consistency = Consistency { from: from as u64, proof };
        prop_assert_eq!(now.follows(&checkpoint(from, &stored), Some(&consistency)), Ok(()));
    }
}

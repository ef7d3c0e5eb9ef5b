//! The root of a growing ledger from its right edge alone (RFC 6962, section 2.1): for a reader that recounts.
//!
//! Independent of the stored hashes on purpose: who verifies believes nothing that was stored.

use sha2::{Digest, Sha256};

/// The roots of the perfect subtrees of what was read so far, largest first, with their heights.
#[derive(Debug, Clone, Default)]
pub struct Frontier {
    peaks: Vec<(u32, [u8; 32])>,
}

impl Frontier {
    /// Takes the hash of one more leaf.
    pub fn push(&mut self, leaf: [u8; 32]) {
        let mut carried = (0, leaf);
        while let Some((height, left)) = self.peaks.pop() {
            if height != carried.0 {
                self.peaks.push((height, left));
                break;
            }
            carried = (height + 1, node(&left, &carried.1));
        }
        self.peaks.push(carried);
    }

    /// The root over every leaf so far; of nothing, the hash of nothing.
    #[must_use]
    pub fn root(&self) -> [u8; 32] {
        let mut peaks = self.peaks.iter().rev().map(|(_, hash)| *hash);
        match peaks.next() {
            None => Sha256::digest(b"").into(),
            Some(last) => peaks.fold(last, |right, left| node(&left, &right)),
        }
    }
}

/// Hash of an inner node: `0x01`, left, right.
fn node(left: &[u8; 32], right: &[u8; 32]) -> [u8; 32] {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// Place of a leaf's hash among the stored hashes.
#[must_use]
pub fn leaf_place(index: u64) -> u64 {
    tlog_tiles::stored_hash_index(0, index)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used, reason = "tests")]

    use super::*;
    use crate::tree;

    #[test]
    fn the_edge_gives_the_root_of_the_stored_hashes() {
        let (mut stored, mut frontier) = (Vec::<[u8; 32]>::new(), Frontier::default());
        for index in 0..300u64 {
            let line = format!("line {index}");
            let read = |at: &[u64]| -> Result<Vec<[u8; 32]>, String> {
                Ok(at.iter().filter_map(|at| stored.get(*at as usize).copied()).collect())
            };
            assert_eq!(tree::root(index, &read).expect("a root"), frontier.root(), "{index} lines");
            let fresh = tree::stored_hashes_for(index, line.as_bytes(), &read).expect("hashes");
            assert_eq!(leaf_place(index), stored.len() as u64);
            assert_eq!(fresh.first(), Some(&crate::leaf_hash(line.as_bytes())));
            frontier.push(crate::leaf_hash(line.as_bytes()));
            stored.extend(fresh);
        }
    }
}

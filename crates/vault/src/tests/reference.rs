//! RFC 6962 §2.1 written down word for word: slow, obvious, and nobody's code but the standard's.

use sha2::{Digest, Sha256};

use crate::leaf_hash;

pub(crate) type Hash = [u8; 32];

/// MTH: the hash of a list of lines.
pub(crate) fn mth(lines: &[Vec<u8>]) -> Hash {
    match lines {
        [] => Sha256::digest(b"").into(),
        [line] => leaf_hash(line),
        _ => {
            let (left, right) = lines.split_at(k(lines.len()));
            Sha256::new().chain_update([1]).chain_update(mth(left)).chain_update(mth(right)).finalize().into()
        }
    }
}

/// PATH(m, D[n]), §2.1.1.
pub(crate) fn path(m: usize, lines: &[Vec<u8>]) -> Vec<Hash> {
    if lines.len() == 1 {
        return Vec::new();
    }
    let (left, right) = lines.split_at(k(lines.len()));
    let (mut proof, last) = match m.checked_sub(left.len()) {
        None => (path(m, left), mth(right)),
        Some(m) => (path(m, right), mth(left)),
    };
    proof.push(last);
    proof
}

/// PROOF(m, D[n]), §2.1.2.
pub(crate) fn proof(m: usize, lines: &[Vec<u8>]) -> Vec<Hash> {
    subproof(m, lines, Known::Yes)
}

/// Whether the verifier already has the root of this subtree: the RFC's boolean `b`.
#[derive(Clone, Copy)]
enum Known {
    Yes,
    No,
}

fn subproof(m: usize, lines: &[Vec<u8>], known: Known) -> Vec<Hash> {
    if m == lines.len() {
        return match known {
            Known::Yes => Vec::new(),
            Known::No => vec![mth(lines)],
        };
    }
    let (left, right) = lines.split_at(k(lines.len()));
    let (mut proof, last) = if m <= left.len() {
        (subproof(m, left, known), mth(right))
    } else {
        (subproof(m - left.len(), right, Known::No), mth(left))
    };
    proof.push(last);
    proof
}

/// The largest power of two smaller than `n`.
fn k(n: usize) -> usize {
    n.next_power_of_two() / 2
}

/// `n` different lines.
pub(crate) fn lines(n: usize) -> Vec<Vec<u8>> {
    (0..n).map(|n| format!("{{\"kind\":\"cases.open\",\"n\":{n}}}").into_bytes()).collect()
}

//! Two spellings: how many slips of the pen lie between them.

/// Insertions, deletions, substitutions and swaps of neighbours between two texts (optimal string alignment).
///
/// Short plain texts go through one machine word (Hyyrö 2003), which is what almost every pair is.
pub(crate) fn slips(one: &str, other: &str) -> u32 {
    let (one, other) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let plain = |text: &str| text.len() <= 64 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b' ');
    if one.is_empty() || !plain(one) || !plain(other) {
        return u32::try_from(strsim::osa_distance(one, other)).unwrap_or(u32::MAX);
    }
    in_one_word(one.as_bytes(), other.as_bytes())
}

/// A place for each letter and digit; a blank shares none.
const fn slot(byte: u8) -> usize {
    (match byte {
        b'a'..=b'z' => byte - b'a',
        b'A'..=b'Z' => byte - b'A' + 37,
        b'0'..=b'9' => byte - b'0' + 26,
        _ => 36,
    }) as usize
}

#[expect(clippy::indexing_slicing, reason = "slot() is below 64 for every byte")]
fn in_one_word(one: &[u8], other: &[u8]) -> u32 {
    let mut places = [0_u64; 64];
    for (at, byte) in one.iter().enumerate() {
        places[slot(*byte)] |= 1 << at;
    }
    let top = 1_u64 << (one.len() - 1);
    let (mut plus, mut minus, mut diagonal, mut before) = (!0_u64, 0_u64, 0_u64, 0_u64);
    let mut slips = one.len() as u32;
    for byte in other {
        let here = places[slot(*byte)];
        let swapped = ((!diagonal & here) << 1) & before;
        diagonal = ((here & plus).wrapping_add(plus) ^ plus) | here | minus | swapped;
        let (up, down) = (minus | !(diagonal | plus), plus & diagonal);
        slips += u32::from(up & top != 0);
        slips -= u32::from(down & top != 0);
        let (up, down) = ((up << 1) | 1, down << 1);
        plus = down | !(diagonal | up);
        minus = up & diagonal;
        before = here;
    }
    slips
}

#[cfg(test)]
mod tests {
    use super::slips;
    use proptest::prelude::*;

    #[test]
    fn slips_by_hand() {
        for (one, other, n) in
            [("", "abc", 3), ("ba", "ab", 1), ("kitten", "sitting", 3), ("é", "e", 1), ("ca", "abc", 3)]
        {
            assert_eq!(slips(one, other), n, "{one} {other}");
            assert_eq!(slips(other, one), n, "{other} {one}");
        }
    }

    proptest! {
        #[test]
        fn as_the_plain_table_says(one in "[a-dA9 ]{0,12}|.{0,6}", other in "[a-dA9 ]{0,70}|.{0,6}") {
            prop_assert_eq!(slips(&one, &other) as usize, strsim::osa_distance(&one, &other));
        }
    }
}

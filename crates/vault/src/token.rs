//! Search tokens and tags: HMAC-SHA256 (RFC 2104) under a key the server does not have.
//!
//! A token is cut short on purpose: at 16 bits strangers share buckets, and the server that sees a token cannot say which
//! of them was looked for. Who holds the key and a list of names learns nearly all from the table, short or not
//! (`docs/adr/0001-name-cards-by-joint-tokens.md` has the numbers). Tokens are made of joint values (sound of family name
//! with sound of given name with birth band), never of a sex, an age or a village alone: equality leaks frequency.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::SecretKey;

/// How many bits of the HMAC a search token keeps.
pub const TOKEN_BITS: u32 = 16;
const TOKEN_BYTES: usize = TOKEN_BITS.div_ceil(8) as usize;

/// The token of a joint value under the agency's token key: [`TOKEN_BITS`] bits, the rest of the last byte zero.
///
/// For exact values that are hard to guess in bulk (a telephone number), derive a key per field first:
/// `key.derive("tokens/telephone")`.
pub fn search_token(key: &SecretKey, joint: &str) -> [u8; TOKEN_BYTES] {
    truncated(&mac(key, "search-token", joint), TOKEN_BITS)
}

/// A token as the server stores and compares it: four hexadecimal digits.
pub fn token_text(token: &[u8; TOKEN_BYTES]) -> String {
    let mut text = crate::text::hex(token);
    text.truncate((TOKEN_BITS / 4) as usize);
    text
}

/// The tag of a person in events: HMAC of her pseudonym under her person tag key. The key destroyed, it points to nobody.
pub fn person_tag(key: &SecretKey, pseudonym: &str) -> [u8; 32] {
    mac(key, "person-tag", pseudonym)
}

/// HMAC-SHA256 over `danbe/v1/<purpose>` NUL `message`.
#[expect(clippy::expect_used, reason = "HMAC takes a key of any length (RFC 2104 §2)")]
pub(crate) fn mac(key: &SecretKey, purpose: &str, message: &str) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.bytes()).expect("any length");
    for part in ["danbe/v1/", purpose, "\0", message] {
        mac.update(part.as_bytes());
    }
    mac.finalize().into_bytes().into()
}

/// The first `bits` bits of a MAC, the rest of the last byte zero (RFC 2104 §5 truncates from the left).
fn truncated<const N: usize>(mac: &[u8; 32], bits: u32) -> [u8; N] {
    let mut out = [0; N];
    let mut left = bits;
    for (place, byte) in out.iter_mut().zip(mac) {
        let kept = left.min(8);
        *place = (u16::from(*byte) & (0xff00 >> kept)) as u8;
        left -= kept;
    }
    out
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::Chance;

    #[test]
    fn a_token_has_sixteen_bits_and_four_digits() {
        let key = SecretKey::generate(&mut Chance::for_test(1));
        for n in 0..200 {
            let token = search_token(&key, &format!("TRR|AMNT|{n}"));
            assert_eq!(token.len() * 8, TOKEN_BITS as usize);
            assert_eq!(token_text(&token).len(), 4);
        }
        assert_eq!(search_token(&key, "same"), search_token(&key, "same"));
    }

    #[test]
    fn truncation_keeps_the_first_bits() {
        let mac = [0xff; 32];
        assert_eq!(truncated::<1>(&mac, 1), [0x80]);
        assert_eq!(truncated::<2>(&mac, 8), [0xff, 0]);
        assert_eq!(truncated::<3>(&mac, 20), [0xff, 0xff, 0xf0]);
        assert_eq!(truncated::<3>(&mac, 24), [0xff, 0xff, 0xff]);
    }

    #[test]
    fn key_purpose_and_value_all_matter() {
        let mut chance = Chance::for_test(2);
        let (one, two) = (SecretKey::generate(&mut chance), SecretKey::generate(&mut chance));
        let all = [
            person_tag(&one, "P-1"),
            person_tag(&one, "P-2"),
            person_tag(&two, "P-1"),
            mac(&one, "search-token", "P-1"),
            mac(&one.derive("tokens/telephone"), "search-token", "P-1"),
        ];
        assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len());
    }
}

//! Five words: the right ones open, nothing else does, and nobody can make them cheap to guess.

use std::collections::HashSet;

use proptest::prelude::*;

use crate::{
    Capsule, Chance, KdfParams, SecretKey, VaultError, container_key, decoy, derive, five_words, seal_local,
};

const WORDS: &str = "abaisser abandon abeille abolir aborder";

fn capsule(plain: &[u8]) -> Capsule {
    Capsule::lock(WORDS, plain, KdfParams::for_test(), &mut Chance::for_test(1)).unwrap()
}

#[test]
fn the_words_open_however_typed_and_other_words_do_not() {
    let capsule = capsule(b"the member's keys");
    for typed in
        [WORDS, "Abaisser-Abandon-Abeille-Abolir-Aborder", " abaisser  abandon abeille abolir aborder\n"]
    {
        let key = capsule.key(typed).unwrap();
        assert_eq!(capsule.open_with(&key).unwrap().as_slice(), b"the member's keys");
    }
    let key = capsule.key("abandon abaisser abeille abolir aborder").unwrap();
    assert_eq!(capsule.open_with(&key).unwrap_err(), VaultError::WrongKey);
    for typed in ["1234", "", "abaisser abandon abeille abolir", "abaisser abandon abeille abolir motdepasse"]
    {
        assert_eq!(capsule.key(typed).unwrap_err(), VaultError::NotFiveWords);
    }
}

#[test]
fn salt_cost_and_version_are_part_of_the_lock() {
    let good = capsule(b"x");
    let key = good.key(WORDS).unwrap();
    let other_salt = Capsule { salt: [9; 16], ..good.clone() };
    assert_eq!(other_salt.open_with(&key).unwrap_err(), VaultError::WrongKey);
    let other_cost = Capsule { params: KdfParams::FLOOR, ..good.clone() };
    assert_eq!(other_cost.open_with(&key).unwrap_err(), VaultError::WrongKey);
    let other_version = Capsule { v: 2, ..good };
    assert_eq!(other_version.open_with(&key).unwrap_err(), VaultError::UnknownVersion);
    assert_eq!(other_version.key(WORDS).unwrap_err(), VaultError::UnknownVersion);
}

/// What a server would send to learn which of many words were typed: it opens, but does not commit to its key.
#[test]
fn a_capsule_that_does_not_commit_to_its_key_is_refused() {
    let good = capsule(b"x");
    let key = good.key(WORDS).unwrap();
    let label = format!("capsule/{}/8/1/1", crate::text::write(&good.salt));
    for content in [b"the member's keys, without zeros before".as_slice(), b"short", &[1; 64]] {
        let sealed = seal_local(&key, &label, content, &mut Chance::for_test(5));
        let sent = Capsule { sealed, ..good.clone() };
        assert_eq!(sent.open_with(&key).unwrap_err(), VaultError::WrongKey);
    }
}

#[test]
fn weaker_parameters_than_the_floor_are_refused_before_any_work() {
    let floor = KdfParams::FLOOR;
    let weak = [
        KdfParams { m_kib: floor.m_kib - 1, ..floor },
        KdfParams { t: 2, ..floor },
        KdfParams { p: 0, ..floor },
        KdfParams { m_kib: 19_456, t: 2, p: 1 },
        KdfParams { m_kib: 0, t: 0, p: 0 },
    ];
    for params in weak {
        assert_eq!(params.check(), Err(VaultError::WeakParameters));
        assert_eq!(derive(WORDS, &[0; 16], params).unwrap_err(), VaultError::WeakParameters);
        let sent = Capsule { params, ..capsule(b"x") };
        assert_eq!(sent.key(WORDS).unwrap_err(), VaultError::WeakParameters);
    }
    let heavy = KdfParams { m_kib: u32::MAX, ..floor };
    assert_eq!(derive(WORDS, &[0; 16], heavy).unwrap_err(), VaultError::HeavyParameters);
    assert_eq!(KdfParams { t: u32::MAX, ..floor }.check(), Err(VaultError::HeavyParameters));
    assert_eq!(floor.check(), Ok(()));
    assert_eq!(KdfParams::CEILING.check(), Ok(()));
}

/// The one slow test: the real floor, once.
#[test]
fn the_floor_derives() {
    let key = derive(WORDS, &[1; 16], KdfParams::FLOOR).unwrap();
    assert_ne!(key, derive(WORDS, &[1; 16], KdfParams::for_test()).unwrap());
}

#[test]
fn words_without_the_device_give_another_key() {
    let words = derive(WORDS, &[1; 16], KdfParams::for_test()).unwrap();
    let keys = [container_key(&words, &[1; 32]), container_key(&words, &[2; 32]), words];
    assert!(keys[0] != keys[1] && keys[0] != keys[2] && keys[1] != keys[2]);
}

#[test]
fn a_decoy_is_stable_and_has_the_shape_of_a_real_one() {
    let server = SecretKey::generate(&mut Chance::for_test(2));
    for len in [0, 1, 31, 32, 96, 500] {
        let mut chance = Chance::for_test(3);
        let salt = chance.bytes();
        let key = SecretKey::generate(&mut chance);
        let real = Capsule::lock_with(&key, salt, KdfParams::FLOOR, &vec![7; len], &mut chance);
        let fake = decoy(&server, "aminata", len);
        assert_eq!(fake, decoy(&server, "aminata", len));
        assert_ne!(fake.salt, decoy(&server, "aminata2", len).salt);
        let (real, fake) = (serde_json::to_string(&real).unwrap(), serde_json::to_string(&fake).unwrap());
        assert_eq!(real.len(), fake.len());
        assert_eq!(shape(&real), shape(&fake));
    }
    assert_eq!(decoy(&server, "aminata", 96).open_with(&server).unwrap_err(), VaultError::WrongKey);
}

/// The text with every value of random bytes blanked, except the version byte's first character.
fn shape(json: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(json).unwrap();
    let sealed = value["sealed"].as_str().unwrap();
    format!("{} {} {} {}", value["v"], value["params"], sealed.len(), &sealed[..1])
}

#[test]
fn drawn_words_spread_over_the_list() {
    let mut chance = Chance::for_test(4);
    let seen: HashSet<&str> = (0..2000).flat_map(|_| five_words(&mut chance)).collect();
    assert!(seen.len() > 2000, "{} of 2,048 words in 10,000 draws", seen.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn a_capsule_altered_anywhere_does_not_open(
        plain in proptest::collection::vec(any::<u8>(), 0..200), at in any::<prop::sample::Index>(), bit in 0..8u8,
    ) {
        let good = capsule(&plain);
        let key = good.key(WORDS).unwrap();
        let opened = good.open_with(&key).unwrap();
        prop_assert_eq!(opened.as_slice(), &plain);
        let mut altered = good.clone();
        let at = at.index(altered.sealed.0.len());
        altered.sealed.0[at] ^= 1 << bit;
        prop_assert!(altered.open_with(&key).is_err());
        altered.sealed.0.truncate(at);
        prop_assert!(altered.open_with(&key).is_err());
    }

    #[test]
    fn other_words_never_open(n in any::<u64>()) {
        let good = capsule(b"x");
        let words = five_words(&mut Chance::for_test(n)).join(" ");
        prop_assert_eq!(good.open_with(&good.key(&words).unwrap()).unwrap_err(), VaultError::WrongKey);
    }
}

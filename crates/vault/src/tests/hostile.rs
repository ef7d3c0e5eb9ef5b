//! Every bit, every field, every length: nothing altered, moved or cut opens or verifies.

use proptest::prelude::*;
use serde_json::value::RawValue;

use crate::{
    Act, AgencyCharter, CHARTER, Chance, Context, Envelope, Length, MEMBER_CARD, MemberCard, OpeningKey,
    Sealed, SealingKey, SecretKey, Signature, Signed, SigningKey, VaultError, VerifyingKey, Wrap, open,
    open_local, seal, seal_local, unwrap, vouched_member, wrap,
};

pub(crate) const PLACE: Context<'static> = Context {
    agency: "A-7",
    person: "P-4",
    file: "F-2",
    table: "answers",
    record: "R-9",
    version: 3,
    schema: 1,
    tier: "T2",
};

pub(crate) fn act(body: &str) -> Act {
    Act {
        v: 1,
        id: "b1946ac92492d2347c6235b4d2611184".into(),
        verb: "cases.register".into(),
        member: "m-12".into(),
        device: "d-3".into(),
        seq: 41,
        at: 1_790_000_000_000,
        body: RawValue::from_string(body.to_owned()).unwrap(),
    }
}

/// Every blob that differs from `bytes` by one bit, and every beginning of it.
fn damaged(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> + '_ {
    let flipped = (0..bytes.len() * 8).map(|bit| {
        let mut copy = bytes.to_vec();
        copy[bit / 8] ^= 1 << (bit % 8);
        copy
    });
    flipped.chain((0..bytes.len()).map(|len| bytes[..len].to_vec())).chain([[bytes, &[0]].concat()])
}

#[test]
fn a_sealed_record_with_one_bit_changed_or_missing_does_not_open() {
    let mut chance = Chance::for_test(1);
    let key = SecretKey::generate(&mut chance);
    let sealed = seal(&key, &PLACE, b"elle demande un avocat", &mut chance);
    assert_eq!(open(&key, &PLACE, &sealed).unwrap().as_slice(), b"elle demande un avocat");
    for blob in damaged(&sealed.0) {
        assert!(open(&key, &PLACE, &Sealed(blob)).is_err());
    }
}

#[test]
fn a_record_opens_in_its_place_only() {
    let mut chance = Chance::for_test(2);
    let key = SecretKey::generate(&mut chance);
    let sealed = seal(&key, &PLACE, b"x", &mut chance);
    let elsewhere = [
        Context { agency: "A-8", ..PLACE },
        Context { person: "P-5", ..PLACE },
        Context { file: "", ..PLACE },
        Context { table: "needs", ..PLACE },
        Context { record: "R-8", ..PLACE },
        Context { version: 2, ..PLACE },
        Context { schema: 2, ..PLACE },
        Context { tier: "T3", ..PLACE },
        Context { agency: "A-7P", person: "-4", ..PLACE },
        Context { agency: "P-4", person: "A-7", ..PLACE },
    ];
    for place in elsewhere {
        assert_eq!(open(&key, &place, &sealed).unwrap_err(), VaultError::WrongKey, "{place:?}");
    }
    assert_eq!(open(&SecretKey::generate(&mut chance), &PLACE, &sealed).unwrap_err(), VaultError::WrongKey);
    assert!(open_local(&key, "answers", &sealed).is_err());
}

#[test]
fn another_version_is_named_as_such() {
    let mut chance = Chance::for_test(3);
    let (key, mine) = (SecretKey::generate(&mut chance), OpeningKey::generate(&mut chance));
    let mut sealed = seal(&key, &PLACE, b"x", &mut chance);
    let mut wrapped = wrap(&mine.sealing(), "i", b"", b"x", Length::Exact, &mut chance);
    (sealed.0[0], wrapped.0[0]) = (2, 2);
    assert_eq!(open(&key, &PLACE, &sealed).unwrap_err(), VaultError::UnknownVersion);
    assert_eq!(unwrap(&mine, "i", b"", &wrapped).unwrap_err(), VaultError::UnknownVersion);
    assert_eq!(open(&key, &PLACE, &Sealed(vec![])).unwrap_err(), VaultError::Malformed);
    assert_eq!(unwrap(&mine, "i", b"", &Wrap(vec![1; 32])).unwrap_err(), VaultError::Malformed);
}

#[test]
fn a_wrap_with_one_bit_changed_or_missing_does_not_open() {
    let mut chance = Chance::for_test(4);
    let mine = OpeningKey::generate(&mut chance);
    let wrapped = wrap(&mine.sealing(), "agency-key", b"A-7", &[7; 32], Length::Exact, &mut chance);
    assert_eq!(wrapped.0.len(), 1 + 32 + 33 + 16);
    for blob in damaged(&wrapped.0) {
        assert!(unwrap(&mine, "agency-key", b"A-7", &Wrap(blob)).is_err());
    }
}

#[test]
fn a_wrap_opens_for_its_holder_purpose_and_place_only() {
    let mut chance = Chance::for_test(5);
    let (mine, other) = (OpeningKey::generate(&mut chance), OpeningKey::generate(&mut chance));
    let wrapped = wrap(&mine.sealing(), "answer", b"A-7/P-4", b"x", Length::Hidden, &mut chance);
    assert_eq!(wrapped.0.len(), 1 + 32 + 64 + 16);
    assert_eq!(unwrap(&mine, "answer", b"A-7/P-4", &wrapped).unwrap().as_slice(), b"x");
    for (key, info, aad) in
        [(&other, "answer", "A-7/P-4"), (&mine, "key", "A-7/P-4"), (&mine, "answer", "A-7/P-5")]
    {
        assert_eq!(unwrap(key, info, aad.as_bytes(), &wrapped).unwrap_err(), VaultError::WrongKey);
    }
}

#[test]
fn an_envelope_with_one_bit_changed_is_not_believed() {
    let key = SigningKey::generate(&mut Chance::for_test(6));
    let envelope = Envelope::sign(&act(r#"{"sex":"F", "band":"15-17"}"#), &key);
    assert_eq!(envelope.verify(&key.verifying()).unwrap().body.get(), r#"{"sex":"F", "band":"15-17"}"#);
    for text in damaged(envelope.act.as_bytes()) {
        let Ok(act) = String::from_utf8(text) else { continue };
        let altered = Envelope { act, sig: envelope.sig };
        assert_eq!(altered.verify(&key.verifying()).unwrap_err(), VaultError::BadSignature);
        assert_ne!(altered.digest(), envelope.digest());
    }
    for sig in damaged(&envelope.sig.to_bytes()) {
        let Ok(sig) = Signature::from_bytes(&sig) else { continue };
        let altered = Envelope { sig, ..envelope.clone() };
        assert_eq!(altered.verify(&key.verifying()).unwrap_err(), VaultError::BadSignature);
        assert_ne!(altered.digest(), envelope.digest());
    }
}

#[test]
fn an_envelope_is_signed_by_its_device_for_this_purpose() {
    let mut chance = Chance::for_test(7);
    let (key, other) = (SigningKey::generate(&mut chance), SigningKey::generate(&mut chance));
    let envelope = Envelope::sign(&act("null"), &key);
    assert_eq!(envelope.verify(&other.verifying()).unwrap_err(), VaultError::BadSignature);
    let sig = key.sign("member-card", envelope.act.as_bytes());
    assert!(Envelope { sig, ..envelope }.verify(&key.verifying()).is_err());
}

#[test]
fn acts_of_another_version_or_form_are_refused() {
    let key = SigningKey::generate(&mut Chance::for_test(8));
    let signed = |text: &str| Envelope { act: text.into(), sig: key.sign("envelope", text.as_bytes()) };
    let good = Envelope::sign(&act("{}"), &key).act;
    let refused = |text: String| signed(&text).verify(&key.verifying()).unwrap_err();
    assert_eq!(refused(good.replacen(r#""v":1"#, r#""v":2"#, 1)), VaultError::UnknownVersion);
    assert_eq!(refused(good.replacen(r#""v":1"#, r#""v":1,"as":"admin""#, 1)), VaultError::Malformed);
    assert_eq!(refused(good.replacen(r#""seq":41"#, r#""seq":41,"seq":42"#, 1)), VaultError::Malformed);
    assert_eq!(refused(good.replacen(r#""seq":41"#, r#""seq":-1"#, 1)), VaultError::Malformed);
    assert_eq!(refused(String::new()), VaultError::Malformed);
    assert_eq!(refused("[".repeat(100_000)), VaultError::Malformed);
}

#[test]
fn the_chain_root_agency_member_holds_and_breaks() {
    let mut chance = Chance::for_test(9);
    let [root, agency, other, member] = std::array::from_fn(|_| SigningKey::generate(&mut chance));
    let opening = OpeningKey::generate(&mut chance).sealing();
    let charter = |agency: &str, key: &SigningKey| AgencyCharter {
        agency: agency.into(),
        name: "Centre d'accueil".into(),
        class: "shelter".into(),
        opening,
        signing: key.verifying(),
        epoch: 1,
    };
    let card = |agency: &str| MemberCard {
        agency: agency.into(),
        member: "m-12".into(),
        opening,
        signing: member.verifying(),
        epoch: 1,
        duties: vec![danbe_words::Duty::Caseworker],
        team: "accueil".into(),
        profile: "caseworker".into(),
    };
    let good = Signed::sign(&charter("A-7", &agency), &root, CHARTER).unwrap();
    let hers = Signed::sign(&card("A-7"), &agency, MEMBER_CARD).unwrap();
    let root_key = root.verifying();
    assert_eq!(vouched_member(&root_key, &good, &hers).unwrap().1.signing, member.verifying());

    let self_made = Signed::sign(&charter("A-7", &other), &other, CHARTER).unwrap();
    let wrong_domain = Signed::sign(&charter("A-7", &agency), &root, MEMBER_CARD).unwrap();
    for charter in [self_made, wrong_domain] {
        assert_eq!(vouched_member(&root_key, &charter, &hers).unwrap_err(), VaultError::BadSignature);
    }
    let foreign = Signed::sign(&card("A-8"), &agency, MEMBER_CARD).unwrap();
    assert_eq!(vouched_member(&root_key, &good, &foreign).unwrap_err(), VaultError::WrongOrigin);
    let vouched_by_other = Signed::sign(&card("A-7"), &other, MEMBER_CARD).unwrap();
    assert_eq!(vouched_member(&root_key, &good, &vouched_by_other).unwrap_err(), VaultError::BadSignature);
    let json = serde_json::to_string(&hers).unwrap();
    assert_eq!(serde_json::from_str::<Signed<MemberCard>>(&json).unwrap(), hers);
}

#[test]
fn keys_travel_as_text_and_secrets_do_not_print() {
    let mut chance = Chance::for_test(10);
    let (signing, opening) = (SigningKey::generate(&mut chance), OpeningKey::generate(&mut chance));
    let secret = SecretKey::generate(&mut chance);
    let json = serde_json::to_string(&(signing.verifying(), opening.sealing())).unwrap();
    let back: (VerifyingKey, SealingKey) = serde_json::from_str(&json).unwrap();
    assert_eq!(back, (signing.verifying(), opening.sealing()));
    assert_eq!(format!("{signing:?} {opening:?} {secret:?}"), "SigningKey(..) OpeningKey(..) SecretKey(..)");
    assert_eq!(SigningKey::from_bytes(signing.expose().as_slice()).unwrap(), signing);
    assert_eq!(OpeningKey::from_bytes(opening.expose().as_slice()).unwrap(), opening);
    assert_ne!(secret.derive("a"), secret.derive("b"));
    for bad in ["\"\"", "\"AA\"", "\"AA==\"", "1", "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\""] {
        assert!(serde_json::from_str::<SealingKey>(bad).is_err(), "{bad}");
    }
}

#[test]
fn a_fingerprint_is_six_groups_of_four_digits() {
    let mut chance = Chance::for_test(11);
    let key = SigningKey::generate(&mut chance).verifying();
    let groups: Vec<String> = key.fingerprint().split(' ').map(str::to_owned).collect();
    assert_eq!(groups.len(), 6);
    assert!(groups.iter().all(|group| group.len() == 4 && group.bytes().all(|c| c.is_ascii_digit())));
    assert_ne!(key.fingerprint(), SigningKey::generate(&mut chance).verifying().fingerprint());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_is_sealed_opens_again_and_its_length_is_hidden(
        plain in proptest::collection::vec(any::<u8>(), 0..5000), label in ".{0,20}", n in any::<u64>(),
    ) {
        let mut chance = Chance::for_test(n);
        let (key, mine) = (SecretKey::generate(&mut chance), OpeningKey::generate(&mut chance));
        let place = Context { record: &label, version: n, ..PLACE };
        let sealed = seal(&key, &place, &plain, &mut chance);
        prop_assert!(open(&key, &place, &sealed).unwrap().as_slice() == plain);
        prop_assert!((sealed.0.len() - 41).is_power_of_two());
        let local = seal_local(&key, &label, &plain, &mut chance);
        prop_assert!(open_local(&key, &label, &local).unwrap().as_slice() == plain);
        let another = label + "/";
        prop_assert!(open_local(&key, &another, &local).is_err());
        for length in [Length::Exact, Length::Hidden] {
            let wrapped = wrap(&mine.sealing(), &another, &plain, &plain, length, &mut chance);
            prop_assert!(unwrap(&mine, &another, &plain, &wrapped).unwrap().as_slice() == plain);
        }
        prop_assert_eq!(Sealed::from_text(&sealed.to_text()), Ok(sealed));
    }

    #[test]
    fn no_blob_and_no_text_makes_the_vault_panic(
        blob in proptest::collection::vec(any::<u8>(), 0..300), text in ".{0,200}", n in any::<u64>(),
    ) {
        let mut chance = Chance::for_test(n);
        let (key, mine) = (SecretKey::generate(&mut chance), OpeningKey::generate(&mut chance));
        let versioned = [&[1], blob.as_slice()].concat();
        prop_assert!(open(&key, &PLACE, &Sealed(versioned.clone())).is_err());
        prop_assert!(unwrap(&mine, "i", b"", &Wrap(versioned)).is_err());
        prop_assert!(Sealed::from_text(&text).is_err() || text.is_ascii());
        let key = SigningKey::generate(&mut chance);
        let envelope = Envelope { sig: key.sign("envelope", text.as_bytes()), act: text };
        prop_assert!(envelope.verify(&key.verifying()).is_err());
        prop_assert!(VerifyingKey::from_bytes(&blob).is_err() || blob.len() == 32);
    }
}

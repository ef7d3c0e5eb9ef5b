//! A receipt against somebody who holds the server: altered, moved, from a shorter ledger, from another history.

use proptest::prelude::*;

use super::reference::{lines, mth, path, proof};
use crate::{Chance, Checkpoint, Consistency, Receipt, SigningKey, VaultError, VerifyingKey};

pub(crate) const ORIGIN: &str = "danbe.ml/protection";

pub(crate) fn ledger_key() -> SigningKey {
    SigningKey::generate(&mut Chance::for_test(77))
}

pub(crate) fn public() -> VerifyingKey {
    ledger_key().verifying()
}

pub(crate) fn checkpoint(lines: &[Vec<u8>]) -> Checkpoint {
    Checkpoint { origin: ORIGIN.into(), size: lines.len() as u64, root: mth(lines) }
}

pub(crate) fn receipt(lines: &[Vec<u8>], index: usize, from: usize) -> Receipt {
    Receipt {
        index: index as u64,
        line: String::from_utf8(lines[index].clone()).unwrap(),
        proof: path(index, lines),
        checkpoint: checkpoint(lines).sign(&ledger_key()),
        consistency: (from > 0).then(|| Consistency { from: from as u64, proof: proof(from, lines) }),
        event: None,
        witnessed: None,
    }
}

#[test]
fn every_receipt_verifies_from_every_earlier_state() {
    for size in 1..=40 {
        let all = lines(size);
        for index in 0..size {
            let from = 1 + index;
            let known = checkpoint(&all[..from]);
            let kept = receipt(&all, index, from).verify(ORIGIN, &public(), Some(&known));
            assert_eq!(kept, Ok(checkpoint(&all)), "line {index} of {size}");
        }
        assert!(receipt(&all, 0, 0).verify(ORIGIN, &public(), Some(&checkpoint(&[]))).is_ok());
    }
}

#[test]
fn a_receipt_is_read_back_from_json() {
    let receipt = receipt(&lines(9), 4, 3);
    let json = serde_json::to_string(&receipt).unwrap();
    assert_eq!(serde_json::from_str::<Receipt>(&json).unwrap(), receipt);
}

#[test]
fn every_flipped_hash_is_refused() {
    let all = lines(21);
    let known = checkpoint(&all[..13]);
    let good = receipt(&all, 7, 13);
    for bit in 0..good.proof.len() * 256 {
        let mut bad = good.clone();
        bad.proof[bit / 256][bit / 8 % 32] ^= 1 << (bit % 8);
        assert_eq!(bad.verify(ORIGIN, &public(), Some(&known)), Err(VaultError::NotIncluded));
    }
    for bit in 0..good.consistency.as_ref().unwrap().proof.len() * 256 {
        let mut bad = good.clone();
        let hashes = &mut bad.consistency.as_mut().unwrap().proof;
        hashes[bit / 256][bit / 8 % 32] ^= 1 << (bit % 8);
        assert_eq!(bad.verify(ORIGIN, &public(), Some(&known)), Err(VaultError::Forked));
    }
}

#[test]
fn a_proof_too_short_or_too_long_is_refused() {
    let all = lines(21);
    let (known, good) = (checkpoint(&all[..13]), receipt(&all, 7, 13));
    let verify = |receipt: &Receipt| receipt.verify(ORIGIN, &public(), Some(&known));
    for extra in [vec![], vec![[0; 32]]] {
        let mut bad = good.clone();
        bad.proof.pop();
        bad.proof.extend(extra.clone());
        assert_eq!(verify(&bad), Err(VaultError::NotIncluded));
        let mut bad = good.clone();
        bad.consistency.as_mut().unwrap().proof.pop();
        bad.consistency.as_mut().unwrap().proof.extend(extra);
        assert_eq!(verify(&bad), Err(VaultError::Forked));
    }
    let mut bad = good;
    bad.proof.push([0; 32]);
    assert_eq!(verify(&bad), Err(VaultError::NotIncluded));
}

#[test]
fn a_line_at_another_place_or_another_line_is_refused() {
    for size in 1..=33 {
        let all = lines(size);
        for index in 0..size {
            let good = receipt(&all, index, 0);
            for wrong in (0..size as u64 + 2).chain([u64::MAX]).filter(|wrong| *wrong != index as u64) {
                let bad = Receipt { index: wrong, ..good.clone() };
                assert_eq!(bad.verify(ORIGIN, &public(), None), Err(VaultError::NotIncluded));
            }
            let bad = Receipt { line: format!("{} ", good.line), ..good };
            assert_eq!(bad.verify(ORIGIN, &public(), None), Err(VaultError::NotIncluded));
        }
    }
}

#[test]
fn a_shorter_ledger_and_a_second_history_are_told_apart() {
    let all = lines(20);
    let mut forged = all.clone();
    forged[5] = b"{\"kind\":\"nothing happened\"}".to_vec();
    let verify =
        |receipt: Receipt, known: &[Vec<u8>]| receipt.verify(ORIGIN, &public(), Some(&checkpoint(known)));
    assert_eq!(verify(receipt(&all[..10], 3, 0), &all[..11]), Err(VaultError::Rollback));
    assert_eq!(verify(receipt(&forged[..12], 3, 0), &all[..12]), Err(VaultError::Forked));
    for from in 6..20 {
        assert_eq!(verify(receipt(&forged, 3, from), &all[..from]), Err(VaultError::Forked), "from {from}");
    }
    assert_eq!(verify(receipt(&all, 3, 0), &all[..12]), Err(VaultError::NoConsistency));
    assert_eq!(verify(receipt(&all, 3, 11), &all[..12]), Err(VaultError::NoConsistency));
    let elsewhere = Checkpoint { origin: "danbe.ml/other".into(), ..checkpoint(&all[..12]) };
    let foreign = receipt(&all, 3, 12).verify(ORIGIN, &public(), Some(&elsewhere));
    assert_eq!(foreign, Err(VaultError::WrongOrigin));
}

#[test]
fn the_note_is_the_c2sp_form_and_each_byte_counts() {
    let (checkpoint, key) = (checkpoint(&lines(5)), ledger_key());
    let note = checkpoint.sign(&key);
    let parts: Vec<&str> = note.split('\n').collect();
    assert_eq!((parts[0], parts[1], parts[3], parts.len()), (ORIGIN, "5", "", 6));
    assert!(parts[4].starts_with("— danbe.ml/protection "));
    assert_eq!(Checkpoint::open(&note, ORIGIN, &public()), Ok(checkpoint.clone()));
    for at in 0..note.len() {
        let mut bytes = note.clone().into_bytes();
        bytes[at] ^= 1;
        let Ok(altered) = String::from_utf8(bytes) else { continue };
        assert!(Checkpoint::open(&altered, ORIGIN, &public()).is_err(), "byte {at}");
        if note.is_char_boundary(at) {
            assert!(Checkpoint::open(&note[..at], ORIGIN, &public()).is_err(), "cut at {at}");
        }
    }
}

#[test]
fn witness_signatures_are_passed_over_and_the_own_one_is_required() {
    let (checkpoint, key) = (checkpoint(&lines(5)), ledger_key());
    let note = checkpoint.sign(&key);
    let (body, own) = note.split_once("\n\n").unwrap();
    let witness = "— apdp.ml AAAAAAAAAAA=\n";
    assert_eq!(
        Checkpoint::open(&format!("{body}\n\n{witness}{own}{witness}"), ORIGIN, &public()),
        Ok(checkpoint)
    );
    let alone = Checkpoint::open(&format!("{body}\n\n{witness}"), ORIGIN, &public());
    assert_eq!(alone, Err(VaultError::BadSignature));
    assert_eq!(Checkpoint::open(&note, "danbe.ml/other", &public()), Err(VaultError::WrongOrigin));
    let other = SigningKey::generate(&mut Chance::for_test(78)).verifying();
    assert_eq!(Checkpoint::open(&note, ORIGIN, &other), Err(VaultError::BadSignature));
}

#[test]
fn checkpoints_written_otherwise_are_refused_even_if_signed() {
    let root = "XcnaeacGWamtVZy3Ad7ZorqdgjqtL0lgz+Nw7/RgQyg=";
    let key = ledger_key();
    let signed = |body: &str| {
        let own = checkpoint(&lines(1)).sign(&key);
        let id_and_name = own.split_once("\n\n").unwrap().1;
        let id = &data_encoding::BASE64
            .decode(id_and_name.trim().rsplit(' ').next().unwrap().as_bytes())
            .unwrap()[..4];
        let sig = [id, &key.sign_bare(body.as_bytes()).to_bytes()].concat();
        let note = format!("{body}\n— {ORIGIN} {}\n", data_encoding::BASE64.encode(&sig));
        Checkpoint::open(&note, ORIGIN, &public())
    };
    assert!(signed(&format!("{ORIGIN}\n8\n{root}\n")).is_ok());
    for size in ["08", "+8", "-1", " 8", "", "8 ", "18446744073709551615", "281474976710657"] {
        assert_eq!(signed(&format!("{ORIGIN}\n{size}\n{root}\n")), Err(VaultError::Malformed), "{size}");
    }
    for body in [format!("{ORIGIN}\n8\n{root}\nmore\n"), format!("{ORIGIN}\r\n8\r\n{root}\r\n")] {
        assert_eq!(signed(&body), Err(VaultError::Malformed));
    }
    let long = "a".repeat(20_000);
    assert_eq!(Checkpoint::open(&long, ORIGIN, &public()), Err(VaultError::Malformed));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn in_larger_ledgers_too(size in 130usize..1500, at in any::<prop::sample::Index>(), to in any::<prop::sample::Index>()) {
        let all = lines(size);
        let (index, from) = (at.index(size), 1 + to.index(size - 1));
        let known = checkpoint(&all[..from]);
        let good = receipt(&all, index, from);
        prop_assert!(good.verify(ORIGIN, &public(), Some(&known)).is_ok());
        let wrong = Receipt { index: ((index + 1) % size) as u64, ..good.clone() };
        prop_assert!(wrong.verify(ORIGIN, &public(), Some(&known)).is_err());
        let forked = Checkpoint { root: mth(&all[1..=from]), ..known };
        prop_assert_eq!(good.verify(ORIGIN, &public(), Some(&forked)), Err(VaultError::Forked));
    }

    #[test]
    fn no_note_and_no_size_makes_the_vault_panic(note in "\\PC{0,80}\n\\PC{0,20}\n\\PC{0,50}\n\n\\PC{0,80}", size in any::<u64>(), index in any::<u64>()) {
        prop_assert!(Checkpoint::open(&note, ORIGIN, &public()).is_err());
        let huge = Checkpoint { origin: ORIGIN.into(), size, root: [0; 32] };
        prop_assert!(huge.includes(index, b"x", &[[0; 32]; 40]).is_err());
        let small = Checkpoint { size: size / 2 + 1, ..huge.clone() };
        let consistency = Consistency { from: small.size, proof: vec![[0; 32]; 40] };
        prop_assert!(size < 2 || huge.follows(&small, Some(&consistency)).is_err());
    }
}

#[test]
fn a_receipt_proves_its_event_and_no_other() {
    let event = r#"{"v":1,"kind":"cases.register","agency":"-","facts":{},"salt":"00"}"#;
    let digest = crate::text::hex(&crate::event_digest(event));
    let line = format!("1 cases.register - {digest} 1000").into_bytes();
    let mut good = receipt(&[line], 0, 0);
    good.event = Some(event.to_owned());
    assert!(good.verify(ORIGIN, &public(), None).is_ok());
    good.event = Some(event.replace("00", "01"));
    assert_eq!(good.verify(ORIGIN, &public(), None), Err(VaultError::NotIncluded));
}

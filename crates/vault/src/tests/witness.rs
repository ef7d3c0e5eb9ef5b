//! Countersignatures, quorums, and declared epochs, each with what must not pass.

use danbe_words::Duty;

use super::receipts::{ORIGIN, checkpoint, ledger_key, public, receipt};
use super::reference::proof;
use crate::{
    AddCheckpoint, AgencyCharter, CHARTER, Chance, Checkpoint, Consistency, Declaration, DeclaredEpoch,
    Declarer, MEMBER_CARD, MemberCard, OpeningKey, Signed, SigningKey, VaultError, Witness, Witnessed,
    Witnesses, cosign,
};

const NOW: u64 = 1_800_000_000;
const NAMES: [&str; 3] = ["apdp.example/temoin", "cndh.example/temoin", "ong.example/temoin"];

fn keys() -> [SigningKey; 3] {
    let mut chance = Chance::for_test(41);
    std::array::from_fn(|_| SigningKey::generate(&mut chance))
}

fn witnesses(quorum: usize) -> Witnesses {
    let list =
        NAMES.iter().zip(keys()).map(|(name, key)| Witness { name: (*name).into(), key: key.verifying() });
    Witnesses { quorum, list: list.collect(), within: 86_400 }
}

fn lines(count: usize) -> Vec<Vec<u8>> {
    (0..count).map(|n| format!("line {n}").into_bytes()).collect()
}

/// A note with the countersignatures of some of the three.
fn seen(checkpoint: &Checkpoint, by: &[usize], at: u64) -> String {
    let own = checkpoint.sign(&ledger_key());
    by.iter().fold(own, |note, who| note + &cosign(checkpoint, NAMES[*who], &keys()[*who], at))
}

#[test]
fn every_subset_of_witnesses_is_enough_or_not_as_the_quorum_says() {
    let here = checkpoint(&lines(9));
    for subset in 0_u32..8 {
        let by: Vec<usize> = (0..3).filter(|who| subset >> who & 1 == 1).collect();
        for quorum in 1..=3 {
            let checked = witnesses(quorum).check(&seen(&here, &by, NOW), ORIGIN, &public(), NOW + 60);
            assert_eq!(checked.is_ok(), by.len() >= quorum, "{by:?} for {quorum}");
        }
    }
    let twice = seen(&here, &[0, 0, 0], NOW);
    assert_eq!(witnesses(2).check(&twice, ORIGIN, &public(), NOW), Err(VaultError::Unwitnessed));
    for quorum in [0, 4] {
        let note = seen(&here, &[0, 1, 2], NOW);
        assert_eq!(witnesses(quorum).check(&note, ORIGIN, &public(), NOW), Err(VaultError::Unwitnessed));
    }
    let mut same = witnesses(2);
    same.list[1] = same.list[0].clone();
    assert!(!same.holds(), "one witness under two lines");
}

#[test]
fn a_countersignature_of_another_key_checkpoint_name_or_day_counts_for_nothing() {
    let (here, there) = (checkpoint(&lines(9)), checkpoint(&lines(8)));
    let two = witnesses(2);
    let refused = |note: &str, now: u64| two.check(note, ORIGIN, &public(), now);
    let own = here.sign(&ledger_key());
    let [zero, one, _] = keys();
    let with = |line: String| format!("{own}{}{line}", cosign(&here, NAMES[0], &zero, NOW));
    assert!(refused(&with(cosign(&here, NAMES[1], &one, NOW)), NOW).is_ok());
    for line in [
        cosign(&here, NAMES[1], &zero, NOW),
        cosign(&there, NAMES[1], &one, NOW),
        cosign(&here, NAMES[2], &one, NOW),
        cosign(&here, NAMES[1], &ledger_key(), NOW),
    ] {
        assert_eq!(refused(&with(line), NOW), Err(VaultError::Unwitnessed));
    }
    let note = seen(&here, &[0, 1], NOW);
    assert!(refused(&note, NOW + 86_400).is_ok());
    assert_eq!(refused(&note, NOW + 86_401), Err(VaultError::Unwitnessed), "a day too old");
    // Every letter of the countersignatures.
    let start = note.find("\n\n").unwrap() + 2 + own.split("\n\n").nth(1).unwrap().len();
    for at in start..note.len() {
        let mut bytes = note.clone().into_bytes();
        bytes[at] ^= 1;
        let Ok(changed) = String::from_utf8(bytes) else { continue };
        assert!(refused(&changed, NOW).is_err(), "letter {at}");
    }
}

#[test]
fn a_receipt_stands_in_a_history_the_witnesses_saw_or_is_told_apart() {
    let all = lines(20);
    let mut receipt = receipt(&all, 19, 0);
    let two = witnesses(2);
    let seen_by = |receipt: &crate::Receipt| {
        receipt.seen_by(&two, ORIGIN, &public(), NOW).map(|seen| seen.size as usize)
    };
    assert_eq!(seen_by(&receipt), Err(VaultError::Unwitnessed), "nothing was sent");
    for from in 1..=20 {
        let consistency = (from < 20).then(|| Consistency { from: from as u64, proof: proof(from, &all) });
        let note = seen(&checkpoint(&all[..from]), &[0, 2], NOW);
        receipt.witnessed = Some(Witnessed { note, consistency });
        assert_eq!(seen_by(&receipt), Ok(from), "seen at {from}");
    }
    // The witnesses were shown another history, as long or shorter.
    let mut other = lines(20);
    other[3] = b"another line".to_vec();
    for from in [10, 20] {
        let consistency = (from < 20).then(|| Consistency { from: from as u64, proof: proof(from, &all) });
        let note = seen(&checkpoint(&other[..from]), &[0, 1, 2], NOW);
        receipt.witnessed = Some(Witnessed { note, consistency });
        assert_eq!(seen_by(&receipt), Err(VaultError::Forked));
    }
}

#[test]
fn a_request_to_a_witness_is_read_as_it_was_written() {
    let all = lines(12);
    for from in 0..12 {
        let proof = if from == 0 { Vec::new() } else { proof(from, &all) };
        let asked = AddCheckpoint {
            old: Consistency { from: from as u64, proof },
            note: checkpoint(&all).sign(&ledger_key()),
        };
        assert_eq!(AddCheckpoint::read(&asked.write()), Ok(asked));
    }
    for bad in ["", "old 1", "old x\n\nnote", "1\n\nnote", "old 1\nnot base64\n\nnote", "old 1\nAAAA\n\nnote"]
    {
        assert_eq!(AddCheckpoint::read(bad).err(), Some(VaultError::Malformed), "{bad}");
    }
}

struct House {
    root: SigningKey,
    agency: SigningKey,
    chance: Chance,
}

impl House {
    fn new(n: u64) -> Self {
        let mut chance = Chance::for_test(n);
        let [root, agency] = std::array::from_fn(|_| SigningKey::generate(&mut chance));
        Self { root, agency, chance }
    }

    fn declarer(&mut self, member: &str, text: &str) -> Declarer {
        self.declares(member, text, Duty::Officer)
    }

    fn declares(&mut self, member: &str, text: &str, duty: Duty) -> Declarer {
        let (key, opening) =
            (SigningKey::generate(&mut self.chance), OpeningKey::generate(&mut self.chance).sealing());
        let charter = AgencyCharter {
            agency: "A-7".into(),
            name: "Maison".into(),
            class: "protection-service".into(),
            opening,
            signing: self.agency.verifying(),
            epoch: 1,
        };
        let card = MemberCard {
            agency: "A-7".into(),
            member: member.into(),
            opening,
            signing: key.verifying(),
            epoch: 1,
            duties: vec![duty],
            team: "direction".into(),
            profile: "caseworker".into(),
        };
        let charter = Signed::sign(&charter, &self.root, CHARTER).unwrap();
        let card = Signed::sign(&card, &self.agency, MEMBER_CARD).unwrap();
        Declarer::sign(text, charter, card, &key)
    }
}

#[test]
fn two_members_declare_a_loss_and_one_or_a_stranger_does_not() {
    let all = lines(30);
    let (lost, kept) = (checkpoint(&all), checkpoint(&all[..21]));
    let declaration =
        Declaration { v: 1, lost: lost.clone(), kept: kept.clone(), reason: "disque perdu".into(), at: 1 };
    let text = declaration.to_text().unwrap();
    let mut house = House::new(51);
    let (one, two) = (house.declarer("m-1", &text), house.declarer("m-2", &text));
    let root = house.root.verifying();
    let of = |by: &[&Declarer]| DeclaredEpoch {
        text: text.clone(),
        by: by.iter().map(|d| (*d).clone()).collect(),
    };
    let good = of(&[&one, &two]);
    assert_eq!(good.verify(&root).unwrap(), (declaration.clone(), ["m-1".to_owned(), "m-2".to_owned()]));

    assert_eq!(of(&[&one]).verify(&root), Err(VaultError::TwoNeeded));
    assert_eq!(of(&[&one, &one]).verify(&root), Err(VaultError::TwoNeeded));
    let worker = house.declares("m-4", &text, Duty::Caseworker);
    assert_eq!(of(&[&one, &worker]).verify(&root), Err(VaultError::TwoNeeded), "officers declare");
    let mut stranger = House::new(52);
    let theirs = stranger.declarer("m-2", &text);
    assert_eq!(of(&[&one, &theirs]).verify(&root), Err(VaultError::BadSignature));
    let elsewhere = house.declarer("m-3", "another text");
    assert_eq!(of(&[&one, &elsewhere]).verify(&root), Err(VaultError::BadSignature));
    let changed = DeclaredEpoch { text: text.replace("disque perdu", "disque brûlé"), ..good.clone() };
    assert_eq!(changed.verify(&root), Err(VaultError::BadSignature));

    // A device that stood within what was lost goes on from there; another one does not.
    for size in 21..=30 {
        assert_eq!(good.after(&checkpoint(&all[..size]), &root), Ok(kept.clone()));
    }
    assert_eq!(good.after(&checkpoint(&lines(31)), &root), Err(VaultError::Forked));
    assert_eq!(good.after(&checkpoint(&all[..20]), &root), Err(VaultError::Forked));
    let other = Checkpoint { root: [7; 32], ..lost.clone() };
    assert_eq!(good.after(&other, &root), Err(VaultError::Forked), "as long as what was lost, and not it");
    for bad in [
        Declaration { kept: lost.clone(), ..declaration.clone() },
        Declaration { reason: " ".into(), ..declaration.clone() },
        Declaration { v: 2, ..declaration.clone() },
        Declaration { kept: Checkpoint { origin: "other".into(), ..kept }, ..declaration },
    ] {
        assert_eq!(bad.to_text(), Err(VaultError::Malformed));
    }
}

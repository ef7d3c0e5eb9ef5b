//! A package opens for whom it was sealed, once everything about it holds, and in no other way: flips of every bit, parts
//! swapped, cut, moved to another package, manifests rewritten by others, clocks and chains that are not right.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::panic,
    reason = "tests"
)]

use super::*;
use danbe_vault::{CHARTER, Entropy, MEMBER_CARD, SecretKey};
use danbe_words::{AgeBand, BasisId, Duty, Giver, Ground, Purpose, Review};

const DAY: i64 = 86_400_000;

/// Two agencies under one root, a member of the first, and what she may share.
struct Two {
    root: SigningKey,
    from: (AgencyId, MemberId, SigningKey),
    papers: Papers,
    to: (AgencyId, OpeningKey),
    terms: Terms,
    chance: Chance,
}

impl Two {
    fn of(seed: u64) -> Self {
        let mut bytes = [0x5a; 32];
        for (place, byte) in bytes.iter_mut().zip(seed.to_le_bytes()) {
            *place = byte;
        }
        let mut chance = Chance::new(Entropy::from_system(bytes));
        let root = SigningKey::generate(&mut chance);
        let (agency, member) = (AgencyId::from_bytes(chance.bytes()), MemberId::from_bytes(chance.bytes()));
        let (signs, hers) = (SigningKey::generate(&mut chance), SigningKey::generate(&mut chance));
        let charter = AgencyCharter {
            agency: agency.to_string(),
            name: "Centre inventé".to_owned(),
            class: "protection-service".to_owned(),
            opening: OpeningKey::generate(&mut chance).sealing(),
            signing: signs.verifying(),
            epoch: 1,
        };
        let card = MemberCard {
            agency: agency.to_string(),
            member: member.to_string(),
            opening: OpeningKey::generate(&mut chance).sealing(),
            signing: hers.verifying(),
            epoch: 1,
            duties: vec![Duty::Caseworker],
            team: "accueil".to_owned(),
            profile: "caseworker".to_owned(),
        };
        let papers = Papers {
            charter: Signed::sign(&charter, &root, CHARTER).unwrap(),
            card: Signed::sign(&card, &signs, MEMBER_CARD).unwrap(),
        };
        let to = (AgencyId::from_bytes(chance.bytes()), OpeningKey::generate(&mut chance));
        let terms = Terms {
            id: BasisId::from_bytes(chance.bytes()),
            ground: Ground::Consent,
            purpose: Purpose::Support,
            receiver: to.0,
            sections: vec![Section::Profile, Section::Account],
            since: Moment(0),
            until: Moment(30 * DAY),
            onward: false,
            giver: Giver::Herself,
            assent: false,
            band: AgeBand::Y18,
            first: member,
            second: None,
            review: Review::Awaited,
            withdrawn: None,
        };
        Self { root, from: (agency, member, hers), papers, to, terms, chance }
    }

    fn package(&mut self, referral: ReferralId, after: (u32, Option<&str>)) -> Package {
        let content = [
            (Section::Profile, Shared { answers: vec![("sex".into(), "female".into())], notes: Vec::new() }),
            (
                Section::Account,
                Shared { answers: vec![("account".into(), "récit".into())], notes: Vec::new() },
            ),
            (Section::Identity, Shared { answers: vec![("family".into(), "Nom".into())], notes: Vec::new() }),
        ];
        let terms = self.terms.clone();
        let basis = terms.stand(terms.receiver, terms.purpose, &terms.sections, Moment(1)).unwrap();
        let sending = Sending {
            referral,
            after,
            desk: "",
            errand: Errand::Help,
            subject: PersonId::from_bytes([8; 16]),
            kind: FileKind::Trafficking,
            request: "une consultation",
            content: &content,
            at: Moment(1),
        };
        let to = self.to.1.sealing();
        let sealer =
            Sealer { from: (self.from.0, self.from.1), by: &self.from.2, papers: &self.papers, to: &to };
        Package::seal(&basis, sending, sealer, &mut self.chance).unwrap()
    }

    fn opens(&self, package: &Package, after: Option<(u32, &str)>, now: i64) -> Result<Opened, Refused> {
        let keys = std::iter::once(&self.to.1);
        package.open(&self.root.verifying(), self.to.0, keys, after, Moment(now))
    }

    /// The same manifest, changed and signed by somebody.
    fn rewritten(&self, package: &Package, by: &SigningKey, change: impl FnOnce(&mut Manifest)) -> Package {
        let mut manifest = package.says().unwrap();
        change(&mut manifest);
        Package { manifest: Signed::sign(&manifest, by, DOMAIN).unwrap(), ..package.clone() }
    }
}

fn referral(number: u8) -> ReferralId {
    ReferralId::from_bytes([number; 16])
}

#[test]
fn a_package_says_what_its_basis_covers_and_nothing_else() {
    let mut two = Two::of(1);
    let package = two.package(referral(1), (1, None));
    let opened = two.opens(&package, None, DAY).unwrap();
    assert_eq!((opened.from.as_str(), opened.request.as_str()), ("Centre inventé", "une consultation"));
    let sections: Vec<_> = opened.sections.iter().map(|(section, _)| *section).collect();
    assert_eq!(sections, [Section::Profile, Section::Account]);
    assert_eq!(opened.sections[1].1.answers, [("account".to_owned(), "récit".to_owned())]);
}

#[test]
fn nobody_else_opens_it_and_nobody_else_is_believed() {
    let mut two = Two::of(2);
    let package = two.package(referral(1), (1, None));
    let other = Two::of(3);
    let keys = std::iter::once(&other.to.1);
    let (root, now) = (two.root.verifying(), Moment(DAY));
    assert_eq!(package.open(&root, other.to.0, keys.clone(), None, now).unwrap_err(), Refused::NotForUs);
    assert_eq!(package.open(&root, two.to.0, keys, None, now).unwrap_err(), Refused::Damaged);
    let mine = std::iter::once(&two.to.1);
    assert_eq!(
        package.open(&other.root.verifying(), two.to.0, mine, None, now).unwrap_err(),
        Refused::Forged
    );
    // Another member, or another agency, with papers that hold for somebody else.
    let stranger = Package { papers: other.papers.clone(), ..package.clone() };
    assert_eq!(two.opens(&stranger, None, DAY).unwrap_err(), Refused::Forged);
    let signed_by_another = two.rewritten(&package, &other.from.2, |_| {});
    assert_eq!(two.opens(&signed_by_another, None, DAY).unwrap_err(), Refused::Forged);
}

#[test]
fn its_own_sender_cannot_widen_move_or_renew_it_afterwards() {
    let mut two = Two::of(4);
    let package = two.package(referral(1), (1, None));
    let hers = two.from.2.clone();
    type Change = Box<dyn FnOnce(&mut Manifest)>;
    let changes: Vec<(&str, Change, Refused)> = vec![
        ("receiver", Box::new(|m| m.receiver = AgencyId::from_bytes([1; 16])), Refused::NotForUs),
        ("sender", Box::new(|m| m.sender = AgencyId::from_bytes([1; 16])), Refused::Forged),
        ("member", Box::new(|m| m.member = MemberId::from_bytes([1; 16])), Refused::Forged),
        ("referral", Box::new(|m| m.referral = referral(9)), Refused::Damaged),
        ("subject", Box::new(|m| m.subject = PersonId::from_bytes([1; 16])), Refused::Damaged),
        ("basis", Box::new(|m| m.terms.id = BasisId::from_bytes([1; 16])), Refused::Damaged),
        ("number", Box::new(|m| m.seq = 2), Refused::Order),
        ("version", Box::new(|m| m.v = 2), Refused::Version),
        ("one section more", Box::new(|m| m.terms.sections.push(Section::Identity)), Refused::Forged),
        ("sections swapped", Box::new(|m| m.terms.sections.reverse()), Refused::Damaged),
        ("parts swapped", Box::new(|m| m.parts.reverse()), Refused::Forged),
        ("withdrawn", Box::new(|m| m.terms.withdrawn = Some(Moment(1))), Refused::Basis(Lack::Withdrawn)),
        (
            "for another",
            Box::new(|m| m.terms.receiver = AgencyId::from_bytes([1; 16])),
            Refused::Basis(Lack::Receiver),
        ),
    ];
    for (what, change, why) in changes {
        let changed = two.rewritten(&package, &hers, change);
        assert_eq!(two.opens(&changed, None, DAY).unwrap_err(), why, "{what}");
    }
    assert_eq!(two.opens(&package, None, 31 * DAY).unwrap_err(), Refused::Basis(Lack::Expired));
}

#[test]
fn packages_come_in_order_and_their_parts_stay_in_them() {
    let mut two = Two::of(5);
    let first = two.package(referral(1), (1, None));
    let digest = first.digest();
    let second = two.package(referral(1), (2, Some(&digest)));
    assert!(two.opens(&second, Some((1, &digest)), DAY).is_ok());
    for after in [None, Some((1, "00")), Some((2, digest.as_str())), Some((0, digest.as_str()))] {
        assert_eq!(two.opens(&second, after, DAY).unwrap_err(), Refused::Order, "{after:?}");
    }
    assert_eq!(
        two.opens(&first, Some((1, &digest)), DAY).unwrap_err(),
        Refused::Order,
        "an older one put back"
    );
    let mixed = Package { parts: first.parts.clone(), ..second.clone() };
    assert_eq!(two.opens(&mixed, Some((1, &digest)), DAY).unwrap_err(), Refused::Forged);
    let cut = Package { parts: second.parts[..1].to_vec(), ..second.clone() };
    assert_eq!(two.opens(&cut, Some((1, &digest)), DAY).unwrap_err(), Refused::Forged);
}

/// Changes one thing about the text of a package; whether anything of it still opens.
fn damaged_opens(two: &mut Two, package: &Package, other: &Package) -> bool {
    let chance = &mut two.chance;
    let mut below = |limit: usize| usize::from_le_bytes(chance.bytes()) % limit;
    let mut text = serde_json::to_vec(package).unwrap();
    match below(8) {
        0 => text.truncate(below(text.len())),
        1 => {
            let (from, long) = (below(text.len()), 1 + below(40));
            let end = (from + long).min(text.len());
            drop(text.drain(from..end));
        }
        2 => {
            let other = serde_json::to_vec(other).unwrap();
            let (from, long) = (below(text.len().min(other.len())), 1 + below(200));
            let end = (from + long).min(text.len()).min(other.len());
            text[from..end].copy_from_slice(&other[from..end]);
        }
        3 => {
            let (a, b) = (below(text.len()), below(text.len()));
            text.swap(a, b);
        }
        _ => {
            let at = below(text.len());
            text[at] ^= 1 << below(8);
        }
    }
    if text == serde_json::to_vec(package).unwrap() {
        return false;
    }
    let Ok(read) = serde_json::from_slice::<Package>(&text) else { return false };
    // A change that reads back as the very same package changed nothing but its writing.
    read != *package && two.opens(&read, None, DAY).is_ok()
}

fn trials(count: u64, seed: u64) -> (u64, u64) {
    let (mut tried, mut failures) = (0, 0);
    let mut round = 0;
    while tried < count {
        let mut two = Two::of(seed.wrapping_add(round));
        round += 1;
        let (package, other) = (two.package(referral(1), (1, None)), two.package(referral(2), (1, None)));
        for _ in 0..1_000.min(count - tried) {
            tried += 1;
            failures += u64::from(damaged_opens(&mut two, &package, &other));
        }
    }
    (tried, failures)
}

#[test]
fn a_damaged_package_does_not_open() {
    assert_eq!(trials(3_000, 11), (3_000, 0));
}

/// Promise P13 for packages: `cargo xtask prove packages`.
#[test]
#[ignore = "the proof of a promise: cargo xtask prove packages"]
fn proof_that_a_damaged_package_does_not_open() {
    let told = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let (count, seed) =
        (told("DANBE_PROVE_TRIALS").unwrap_or(1_000_000), told("DANBE_PROVE_SEED").unwrap_or(1));
    let (tried, failures) = trials(count, seed);
    println!("trials={tried} failures={failures}");
    assert_eq!(failures, 0);
}

#[test]
fn a_key_of_its_sender_is_nowhere_in_it() {
    let mut two = Two::of(6);
    let package = two.package(referral(1), (1, None));
    let text = serde_json::to_string(&package).unwrap();
    let secret = SecretKey::generate(&mut two.chance);
    for key in [two.from.2.expose(), secret.expose(), two.to.1.expose()] {
        assert!(!text.contains(&danbe_vault::text::write(&key[..])));
    }
}

//! The root in five hands: every subset, every wrong word.

use crate::shares::{CUSTODIANS, Ceremony, QUORUM, Share, ShareError, split};
use crate::{Chance, Signed, SigningKey};

fn made(n: u64) -> (SigningKey, Vec<Share>, Ceremony) {
    let mut chance = Chance::for_test(n);
    let root = SigningKey::generate(&mut chance);
    let (shares, paper) = split(&root, &mut chance).unwrap();
    (root, shares, Ceremony::open(&paper).unwrap())
}

#[test]
fn every_three_rebuild_the_root_and_no_fewer_do() {
    for n in 0..20 {
        let (root, shares, paper) = made(n);
        let (mut well, mut ill) = (0, 0);
        for subset in 0_u32..1 << CUSTODIANS {
            let given: Vec<Share> = shares
                .iter()
                .enumerate()
                .filter(|(i, _)| subset >> i & 1 == 1)
                .map(|(_, s)| s.clone())
                .collect();
            match paper.rebuild(&given) {
                Ok(rebuilt) => {
                    assert!(given.len() >= QUORUM && rebuilt.expose() == root.expose());
                    well += 1;
                }
                Err(error) => {
                    assert_eq!(error, ShareError::TooFew(given.len()));
                    ill += 1;
                }
            }
        }
        assert_eq!((well, ill), (16, 16), "3, 4 or 5 of five; none, one or two");
    }
}

/// The library itself, without our count before it: two shares give another key.
#[test]
fn two_shares_put_together_give_something_else() {
    let (root, shares, _) = made(7);
    for (a, b) in [(0, 1), (0, 2), (0, 3), (0, 4), (1, 2), (1, 3), (1, 4), (2, 3), (2, 4), (3, 4)] {
        let bytes: Vec<Vec<u8>> = [a, b].iter().map(|i: &usize| shares[*i].bytes()).collect();
        let joined = vsss_rs::Gf256::combine_bytes(&bytes).unwrap();
        assert_ne!(joined.as_slice(), &root.expose()[..]);
    }
}

#[test]
fn a_share_is_read_as_it_was_written_with_or_without_accents() {
    for n in 0..10 {
        for share in made(n).1 {
            let words = share.to_words();
            assert_eq!(words.lines().count(), 6);
            assert!(words.lines().all(|line| line.split(' ').count() == 5), "{}", &*words);
            assert_eq!(Share::from_words(&words), Ok(share.clone()));
            let typed: String = words.chars().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).collect();
            assert_eq!(Share::from_words(&typed.to_uppercase().replace('\n', "  ")), Ok(share));
        }
    }
}

/// Each of the thirty words replaced by five others: the line is named, or (once in two thousand and
/// forty-eight) the paper names the share.
#[test]
fn a_mistyped_word_is_named_by_its_line() {
    let (_, shares, paper) = made(3);
    let words = shares[1].to_words();
    let words: Vec<&str> = words.split_whitespace().collect();
    let mut by_the_line = 0;
    for place in 0..30 {
        for step in 1..=5_u16 {
            let other = crate::shares::word((step * 97) % 2048);
            if other == words[place] {
                continue;
            }
            let mut typed = words.clone();
            typed[place] = other;
            match Share::from_words(&typed.join(" ")) {
                Err(ShareError::Line(line)) if line == place / 5 + 1 => by_the_line += 1,
                Ok(share) => assert!(matches!(paper.check(&share), Err(ShareError::Foreign(_)))),
                other => panic!("word {place}: {other:?}"),
            }
        }
        let mut typed = words.clone();
        typed[place] = "xyz";
        assert_eq!(
            Share::from_words(&typed.join(" ")),
            Err(ShareError::Unknown(place / 5 + 1, place % 5 + 1))
        );
    }
    assert!(by_the_line > 145, "{by_the_line}");
    assert_eq!(Share::from_words(&words[1..].join(" ")), Err(ShareError::Words(29)));
    // Two lines exchanged.
    let mut typed = words.clone();
    typed.rotate_left(5);
    assert_eq!(Share::from_words(&typed.join(" ")), Err(ShareError::Line(1)));
}

#[test]
fn a_share_of_another_ceremony_is_named_before_anything_is_put_together() {
    let (_, mine, paper) = made(1);
    let (_, theirs, _) = made(2);
    for (wrong, foreign) in theirs.iter().enumerate() {
        for place in 0..QUORUM {
            let mut given: Vec<Share> =
                (0..CUSTODIANS).filter(|i| *i != wrong).take(QUORUM).map(|i| mine[i].clone()).collect();
            given[place] = foreign.clone();
            let number = u8::try_from(wrong + 1).unwrap();
            assert_eq!(paper.rebuild(&given).err(), Some(ShareError::Foreign(number)));
        }
    }
    let twice = [mine[0].clone(), mine[1].clone(), mine[0].clone()];
    assert_eq!(paper.rebuild(&twice).err(), Some(ShareError::Twice(1)));
}

#[test]
fn a_paper_changed_by_one_letter_is_no_paper() {
    let mut chance = Chance::for_test(5);
    let root = SigningKey::generate(&mut chance);
    let (_, paper) = split(&root, &mut chance).unwrap();
    assert!(Ceremony::open(&paper).is_ok());
    let text = paper.text.replace("\"quorum\":3", "\"quorum\":2");
    assert_ne!(text, paper.text);
    assert!(Ceremony::open(&Signed::from_parts(text, paper.sig)).is_err());
}

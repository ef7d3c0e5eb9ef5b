//! How a name sounds, when it was written by ear in French, English or a Malian orthography.
//!
//! Soundex and Metaphone hear English; they separate `Diallo` from `Jallow` and `Ouattara` from `Wattara`.
//! Two steps here. *Spelling by ear* writes one letter for one sound (`Coulibaly`, `Kulibali` → `kulibali`).
//! The *sound* keeps its consonants and the colour of a first vowel (`KLBL`), because inner vowels are what
//! transcribers agree on least. Known variants of one name (`Fatou`, `Fatoumata`) share the sound of their group.
//! A sound only fetches cards; it never says that two names are one.

use crate::{fold::fold, variants};

/// The phonetic key of ONE name: capital letters, one per consonant, `A`, `I` or `U` for a first vowel.
///
/// `Traoré` → `TRR`, `Touré` → `TR`, `Oumar` → `UMR`. Several words are heard as one. Signs of other scripts are kept.
/// Empty only when the folded name is empty.
#[must_use]
pub fn sound(name: &str) -> String {
    sound_of(&by_ear(&fold(name)))
}

/// The sound of a name already spelled by ear.
#[must_use]
pub fn sound_of(spelled: &str) -> String {
    skeleton(variants::head_of(spelled).unwrap_or(spelled))
}

/// One letter for one sound, from a folded name: `x` for sh, `c` for tch, `j` for dj, `y` and `w` only as consonants.
/// Takes what `fold` gave; empty only when that is.
#[must_use]
pub fn by_ear(folded: &str) -> String {
    let letters: Vec<char> = folded.chars().filter(|c| !c.is_whitespace()).collect();
    let spelled = once_each(softened(&glides(&once_each(written(&letters)))));
    // A name made of mute letters only ("H") still needs a sound.
    if spelled.is_empty() { letters.into_iter().collect() } else { spelled.into_iter().collect() }
}

/// Groups of letters that write one sound; the first that fits wins, so the longer stand first.
#[rustfmt::skip]
const WRITTEN: &[(&str, &str)] = &[
    ("tch", "c"), ("sch", "x"), ("sh", "x"), ("ch", "x"), ("kh", "k"), ("ck", "k"), ("ph", "f"), ("gn", "ni"), ("dj", "j"),
    ("gue", "ge"), ("gui", "gi"), ("guy", "gi"), ("qu", "k"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("ce", "se"), ("ci", "si"), ("cy", "si"),
    ("c", "k"), ("q", "k"), ("x", "ks"), ("v", "f"), ("z", "s"), ("y", "i"), ("h", ""),
];

fn written(letters: &[char]) -> Vec<char> {
    let mut out = Vec::with_capacity(letters.len());
    let mut rest = letters;
    while let Some((first, after)) = rest.split_first() {
        match WRITTEN.iter().find(|(from, _)| from.chars().eq(rest.iter().copied().take(from.len()))) {
            Some((from, to)) => {
                out.extend(to.chars());
                rest = rest.get(from.len()..).unwrap_or_default();
            }
            None => {
                out.push(*first);
                rest = after;
            }
        }
    }
    out
}

/// `i` and `u` between vowels, or first before one, are consonants (`Yaya`, `Ouattara`); `w` elsewhere is not (`Sow`, `Kwamé`).
fn glides(letters: &[char]) -> Vec<char> {
    let mut out: Vec<char> = Vec::with_capacity(letters.len());
    for (at, &c) in letters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|b| letters.get(b)).copied();
        let opens = before.is_none_or(is_vowel);
        let vowel_next = letters.get(at + 1).copied().is_some_and(is_vowel);
        match c {
            'i' if opens && vowel_next => out.push('y'),
            'u' if opens && vowel_next => out.push('w'),
            'w' if !vowel_next => {}
            'w' if !opens => out.push('u'),
            _ => out.push(c),
        }
    }
    out
}

/// `di`, `ti`, `ni` before a vowel are heard as one sound (`Diarra`, `Tiémoko`, `Niaré`); `n` before a lip sound is `m`.
fn softened(letters: &[char]) -> Vec<char> {
    let mut out = Vec::with_capacity(letters.len());
    let mut rest = letters;
    while let Some((&first, after)) = rest.split_first() {
        let (letter, taken) = match (first, after) {
            ('d', ['i', v, ..]) if is_vowel(*v) => ('j', 2),
            ('t', ['i', v, ..]) if is_vowel(*v) => ('c', 2),
            ('j' | 'c' | 'n', ['i', v, ..]) if is_vowel(*v) => (first, 2),
            ('n', ['b' | 'p', ..]) => ('m', 1),
            _ => (first, 1),
        };
        out.push(letter);
        rest = rest.get(taken..).unwrap_or_default();
    }
    out
}

fn once_each(mut letters: Vec<char>) -> Vec<char> {
    letters.dedup();
    letters
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u')
}

fn skeleton(spelled: &str) -> String {
    let first = spelled.chars().next().and_then(|c| match c {
        'a' => Some('A'),
        'e' | 'i' => Some('I'),
        'o' | 'u' => Some('U'),
        _ => None,
    });
    first
        .into_iter()
        .chain(spelled.chars().filter(|c| !is_vowel(*c)).map(|c| c.to_ascii_uppercase()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{by_ear, sound};
    use crate::fold::fold;
    use proptest::prelude::*;

    #[test]
    fn spellings_of_one_name_sound_alike() {
        for (one, other) in [
            ("Coulibaly", "Kulibali"),
            ("Diallo", "Jallow"),
            ("Diarra", "Djara"),
            ("N'Diaye", "Ndiaye"),
            ("Ousmane", "Osman"),
            ("Ouattara", "Watara"),
            ("Camara", "Kamara"),
            ("Cissé", "Sesay"),
            ("Touré", "Touray"),
            ("Keïta", "Keyta"),
            ("Moustapha", "Mustafa"),
            ("Cheick", "Sheikh"),
            ("Hawa", "Haoua"),
            ("Tidiane", "Tijaan"),
            ("Dembélé", "Denbele"),
            ("Yaya", "Yahya"),
            ("Tiémoko", "Thiemoko"),
            ("Guindo", "Gindo"),
            ("Ɲagaté", "Gnagaté"),
            ("Fatoumata", "Fatou"),
        ] {
            assert_eq!(sound(one), sound(other), "{one} / {other}");
        }
    }

    #[test]
    fn different_names_stay_apart() {
        for (one, other) in [
            ("Koné", "Konaté"),
            ("Traoré", "Touré"),
            ("Sissoko", "Sacko"),
            ("Diarra", "Diawara"),
            ("Oumar", "Amara"),
        ] {
            assert_ne!(sound(one), sound(other), "{one} / {other}");
        }
    }

    #[test]
    fn spelled_by_ear() {
        for (name, ear) in [
            ("Abdoulaye", "abdulaye"),
            ("Gueye", "geye"),
            ("Safiyya", "safia"),
            ("Mahamadou", "mamadu"),
            ("Xavi", "ksafi"),
            ("H", "h"),
        ] {
            assert_eq!(by_ear(&fold(name)), ear);
        }
    }

    #[test]
    fn other_scripts_are_heard_as_written() {
        assert_eq!(sound("محمد"), "محمد");
        assert_eq!(sound("ߡߊߡߊߘߎ"), "ߡߊߡߊߘߎ");
    }

    proptest! {
        #[test]
        fn never_empty_for_a_name(name in any::<String>()) {
            prop_assert_eq!(sound(&name).is_empty(), fold(&name).is_empty());
        }

        #[test]
        fn never_empty_for_latin_letters(name in "[a-zA-Zéèïôç' -]{0,6}[a-zA-Zéèïôç][a-zA-Zéèïôç' -]{0,6}") {
            prop_assert!(!sound(&name).is_empty());
        }
    }
}

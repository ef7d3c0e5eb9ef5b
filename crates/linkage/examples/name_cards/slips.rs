//! The ways in which one name is written twice differently. They are written here from how clerks, phones and other
//! countries' papers spell, not from the tables of the crate; the same people wrote both, so expect real slips to do worse.

use crate::people::{Chance, Named};

pub(crate) type Slip = fn(&mut Chance, &Named) -> Named;

/// Name of the class and its slip; together, the misspellings of the target.
#[rustfmt::skip]
pub(crate) const CLASSES: &[(&str, Slip)] = &[
    ("accents lost", |_, n| Named { family: plain(&n.family), given: plain(&n.given), ..n.clone() }),
    ("doubled letter", |c, n| one_name(c, n, doubled)),
    ("ou / u", |c, n| one_name(c, n, |c, s| either(c, s, &[("Ou", "U"), ("ou", "u"), ("ou", "oo"), ("u", "ou")]))),
    ("c / k", |c, n| one_name(c, n, |c, s| either(c, s, &[("Ca", "Ka"), ("Co", "Ko"), ("ca", "ka"), ("co", "ko"), ("Ka", "Ca"), ("Ko", "Co"), ("ko", "co"), ("k", "c"), ("ck", "k")]))),
    ("y / i", |c, n| one_name(c, n, |c, s| either(c, s, &[("y", "i"), ("ï", "y"), ("i", "y")]))),
    ("dj / j / di", |c, n| one_name(c, n, |c, s| either(c, s, &[("Dia", "Dja"), ("Dia", "Ja"), ("Dia", "Dya"), ("Dj", "J"), ("Dj", "Di"), ("dia", "dja"), ("di", "dj")]))),
    ("th / t", |c, n| one_name(c, n, |c, s| either(c, s, &[("Th", "T"), ("th", "t"), ("T", "Th"), ("t", "th")]))),
    ("h dropped or added", |c, n| one_name(c, n, breathed)),
    ("one-letter typo", |c, n| one_name(c, n, typo)),
    ("English or other spelling", |c, n| Named { family: abroad(c, &n.family), given: abroad(c, &n.given), ..n.clone() }),
    ("family and given swapped", |_, n| Named { family: n.given.clone(), given: n.family.clone(), year: n.year }),
    ("all in one field", |c, n| Named { family: String::new(), given: if c.percent(50) { format!("{} {}", n.given, n.family) } else { format!("{} {}", n.family, n.given) }, year: n.year }),
    ("year off by 1 to 3", year_off),
    ("variant of the given name", |c, n| Named { given: variant(c, &n.given), ..n.clone() }),
    ("second given name", second),
    ("year not known", |_, n| Named { year: None, ..n.clone() }),
];

/// Two slips at once: beyond the target, printed to know.
pub(crate) const DOUBLE: &[(&str, Slip)] = &[
    ("typo and year off", |c, n| {
        let mistyped = one_name(c, n, typo);
        year_off(c, &mistyped)
    }),
    ("two spelling slips", |c, n| {
        let once = spelling(c, n);
        spelling(c, &once)
    }),
    ("swapped, spelled, year off", |c, n| {
        let spelled = spelling(c, n);
        year_off(c, &Named { family: spelled.given, given: spelled.family, year: spelled.year })
    }),
    ("spelled, year not known", |c, n| Named { year: None, ..spelling(c, n) }),
];

/// Cards err too: one in ten spelled with a slip, one in twelve without a year, one in thirty with one name only.
pub(crate) fn as_registered(chance: &mut Chance, one: &Named) -> Named {
    let mut card = if chance.percent(10) { spelling(chance, one) } else { one.clone() };
    if chance.percent(8) {
        card.year = None;
    }
    if chance.percent(3) {
        if chance.percent(80) { card.family.clear() } else { card.given.clear() }
    }
    card
}

/// One of the first ten classes, whichever applies.
pub(crate) fn spelling(chance: &mut Chance, name: &Named) -> Named {
    for _ in 0..30 {
        let typed = chance.pick(&CLASSES[..10]).1(chance, name);
        if typed != *name {
            return typed;
        }
    }
    name.clone()
}

fn one_name(chance: &mut Chance, n: &Named, change: impl Fn(&mut Chance, &str) -> String) -> Named {
    if chance.percent(50) {
        Named { family: change(chance, &n.family), ..n.clone() }
    } else {
        Named { given: change(chance, &n.given), ..n.clone() }
    }
}

fn plain(name: &str) -> String {
    name.chars()
        .filter(|c| *c != '\'')
        .map(|c| match c {
            'é' | 'è' => 'e',
            'ï' => 'i',
            c => c,
        })
        .collect()
}

fn either(chance: &mut Chance, name: &str, pairs: &[(&str, &str)]) -> String {
    let fitting: Vec<_> = pairs.iter().filter(|(from, _)| name.contains(from)).collect();
    if fitting.is_empty() {
        return name.to_owned();
    }
    let (from, to) = chance.pick(&fitting);
    name.replacen(from, to, 1)
}

fn doubled(chance: &mut Chance, name: &str) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    match (1..letters.len()).find(|&at| letters[at] == letters[at - 1]) {
        Some(at) => drop(letters.remove(at)),
        None => {
            let at = 1 + chance.below(letters.len() - 1);
            letters.insert(at, letters[at]);
        }
    }
    letters.into_iter().collect()
}

fn breathed(_: &mut Chance, name: &str) -> String {
    let first = name.chars().next().unwrap_or(' ');
    if name.contains(['h', 'H']) {
        let bare = name.replacen(['h', 'H'], "", 1);
        let mut letters = bare.chars();
        letters.next().map(|c| c.to_uppercase().chain(letters).collect()).unwrap_or_default()
    } else if "AIEOU".contains(first) && !name.starts_with("Ou") && !name.starts_with("Ag ") {
        format!("H{}", name.to_lowercase())
    } else {
        name.to_owned()
    }
}

/// One letter replaced, left out, put in, or two changed places; anywhere, the first letter too.
fn typo(chance: &mut Chance, name: &str) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let at = chance.below(letters.len());
    let other = char::from(b'a' + chance.below(26) as u8);
    match chance.below(4) {
        0 => letters[at] = other,
        1 if letters.len() > 2 => drop(letters.remove(at)),
        2 => letters.insert(at, other),
        _ if at + 1 < letters.len() => letters.swap(at, at + 1),
        _ => letters[at] = other,
    }
    letters.into_iter().collect()
}

/// As a Gambian, Guinean, Sierra Leonean or Mauritanian paper may spell it: several changes, each more often than not.
fn abroad(chance: &mut Chance, name: &str) -> String {
    #[rustfmt::skip]
    const HABITS: &[(&str, &str)] = &[
        ("Dia", "Ja"), ("Dj", "J"), ("Oua", "Wa"), ("oua", "wa"), ("Ou", "U"), ("ou", "u"), ("ou", "oo"), ("Co", "Ko"), ("Ca", "Ka"), ("Cou", "Ku"), ("c", "k"),
        ("Ci", "Si"), ("ss", "s"), ("é", "eh"), ("é", "ay"), ("ï", "y"), ("ly", "li"), ("Ch", "Sh"), ("ch", "sh"), ("ye", "y"), ("ph", "f"), ("Gu", "G"), ("'", ""),
        ("aye", "ai"), ("Th", "T"), ("llo", "llow"), ("ane", "an"), ("ine", "in"),
    ];
    let mut spelled = name.to_owned();
    for (from, to) in HABITS {
        if chance.percent(70) && !(*from == "c" && (spelled.contains("ch") || spelled.contains("ci"))) {
            spelled = spelled.replace(from, to);
        }
    }
    spelled
}

fn year_off(chance: &mut Chance, n: &Named) -> Named {
    let off = 1 + chance.below(3) as i16;
    Named { year: n.year.map(|year| if chance.percent(50) { year + off } else { year - off }), ..n.clone() }
}

/// One of two given names left out, or the two in the other order.
fn second(chance: &mut Chance, n: &Named) -> Named {
    let Some((first, last)) = n.given.split_once(' ') else { return n.clone() };
    let given = match chance.below(3) {
        0 => first.to_owned(),
        1 => last.to_owned(),
        _ => format!("{last} {first}"),
    };
    Named { given, ..n.clone() }
}

fn variant(chance: &mut Chance, given: &str) -> String {
    #[rustfmt::skip]
    const FORMS: &[&[&str]] = &[
        &["Fatoumata", "Fatou", "Fatima", "Fatim", "Fadimata", "Fati"], &["Mamadou", "Mohamed", "Mahamadou", "Mouhamed", "Mohammed", "Madou"],
        &["Ibrahim", "Ibrahima", "Brahima", "Bréhima", "Bourama"], &["Abdoulaye", "Abdou", "Abdallah", "Abdoul", "Broulaye"], &["Aïssata", "Aïcha", "Aïssatou", "Astou"],
        &["Ousmane", "Osman", "Usman", "Ousman"], &["Youssouf", "Yusuf", "Youssef", "Issouf"], &["Aminata", "Amina", "Minata", "Aminatou"], &["Mariam", "Mariama", "Maryam", "Mariame"],
        &["Souleymane", "Suleiman", "Soulaymane", "Solomane"], &["Boubacar", "Aboubacar", "Babacar", "Boubou"], &["Kadiatou", "Khadija", "Kadidia", "Kadija"], &["Rokia", "Rokiatou", "Rokiyatou"],
        &["Drissa", "Idrissa", "Idriss"], &["Daouda", "David", "Dauda"], &["Yacouba", "Yakubu"], &["Bintou", "Binta"], &["Amadou", "Ahmed", "Ahmadou", "Hamadou"],
        &["Salimata", "Salimatou", "Salima"], &["Safiatou", "Safia", "Safi"], &["Maïmouna", "Mouna", "Maymouna"], &["Seydou", "Saïdou", "Saïd"], &["Aly", "Aliou", "Ali"], &["Soumaïla", "Ismaïla", "Smaïla"],
    ];
    let first = given.split(' ').next().unwrap_or(given);
    match FORMS.iter().find(|forms| forms.contains(&first)) {
        Some(forms) => given.replacen(first, forms[chance.below(forms.len())], 1),
        None => given.to_owned(),
    }
}

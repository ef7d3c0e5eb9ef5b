//! Measures the search by name cards from end to end: invented persons, misspelled queries, keyed and truncated
//! joint strings, at most 20 cards, the first five on the screen. `cargo run --release -p danbe-linkage --example
//! name_cards`. Deterministic. Its figures stand in `docs/adr/0001-name-cards-by-joint-tokens.md`.
#![allow(
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a measurement prints; an index out of range should stop it"
)]

mod measured;
mod people;
mod slips;

use danbe_linkage::{Candidate, PersonName, closeness, index_keys, query_keys, rank, whole_key};
use measured::{Measured, at_share, mean, share};
use people::{Chance, FAMILIES, MEN, Named, WOMEN, person};
use slips::{CLASSES, DOUBLE, Slip};
use std::collections::{BTreeMap, HashMap, HashSet};

const PERSONS: usize = 10_000;
/// Searches of each class; fewer when trials are compared.
const SEARCHES: usize = 2_000;
const TRIAL_SEARCHES: usize = 500;
const ANSWER: usize = 20;
const SHOWN: usize = 5;
const CARD_BYTES: usize = 200;
/// Bits kept of each keyed string.
const BITS: u32 = 16;

/// Which strings a trial leaves out, by what they contain.
struct Trial {
    says: &'static str,
    bits: u32,
    without: &'static [&'static str],
}

/// How carefully the cards themselves were written.
#[derive(Clone, Copy)]
enum Cards {
    Right,
    Erring,
}

/// One agency: what is true, what the cards say, and the server's table.
struct Agency<'a> {
    people: Vec<Named>,
    cards: Vec<Named>,
    /// Persons of the same names, of one year and of any.
    homonyms: HashMap<(String, Option<i16>), usize>,
    table: HashMap<u64, Vec<usize>>,
    trial: &'a Trial,
}

fn main() {
    let decided = Trial { says: "decided", bits: BITS, without: &[] };
    for (says, cards) in [("Cards written right", Cards::Right), ("Cards that err too", Cards::Erring)] {
        println!(
            "\n## {says}: {PERSONS} persons, {SEARCHES} searches a class, {ANSWER} cards at most, first {SHOWN} shown\n"
        );
        let agency = Agency::open(PERSONS, cards, &decided);
        agency.print_classes();
        agency.print_buckets();
        agency.print_attacks();
        agency.print_pointing();
        agency.print_unasked();
    }
    println!(
        "\n## Trials, {TRIAL_SEARCHES} searches a class\n\n| trial | rows a person | first five | … cards err too | … two slips | cards a search | nothing cut at {ANSWER} |\n|---|---|---|---|---|---|---|"
    );
    for (bits, says) in [
        (BITS, "decided, 16 bits"),
        (12, "12 bits"),
        (14, "14 bits"),
        (18, "18 bits"),
        (20, "20 bits"),
        (60, "not truncated"),
    ] {
        print_trial(PERSONS, &Trial { says, bits, without: &[] });
    }
    for (says, without) in [
        ("whole sounds only", &["/heads/", "/tails/"][..]),
        ("without `tails`", &["/tails/"]),
        ("without `heads`", &["/heads/"]),
        ("without the string for any year", &["/*"]),
    ] {
        print_trial(PERSONS, &Trial { says, bits: BITS, without });
    }
    for (says, persons) in [("1,000 persons", 1_000), ("3,000 persons", 3_000), ("30,000 persons", 30_000)] {
        print_trial(persons, &Trial { says, bits: BITS, without: &[] });
    }
    print_trial(30_000, &Trial { says: "30,000 persons, 18 bits", bits: 18, without: &[] });
}

fn print_trial(persons: usize, trial: &Trial) {
    let (right, erring) =
        (Agency::open(persons, Cards::Right, trial), Agency::open(persons, Cards::Erring, trial));
    let (single, double) = (right.over(CLASSES, 100), right.over(DOUBLE, 200));
    let uncut = single.cards.iter().filter(|cards| **cards < ANSWER).count();
    let noisy = erring.over(CLASSES, 100);
    println!(
        "| {} | {:.1} | {} | {} | {} | {:.1} | {} |",
        trial.says,
        right.rows() as f64 / persons as f64,
        share(single.five, single.searches),
        share(noisy.five, noisy.searches),
        share(double.five, double.searches),
        mean(&single.cards),
        share(uncut, single.searches),
    );
}

impl<'a> Agency<'a> {
    fn open(persons: usize, cards: Cards, trial: &'a Trial) -> Self {
        let mut chance = Chance(1);
        let people: Vec<Named> = (0..persons).map(|_| person(&mut chance)).collect();
        let cards: Vec<Named> = match cards {
            Cards::Right => people.clone(),
            Cards::Erring => people.iter().map(|one| slips::as_registered(&mut chance, one)).collect(),
        };
        let mut homonyms = HashMap::new();
        for one in &people {
            *homonyms.entry(homonym(one, one.year)).or_default() += 1;
            *homonyms.entry(homonym(one, None)).or_default() += 1;
        }
        let mut agency = Self { people, cards, homonyms, table: HashMap::new(), trial };
        for (at, card) in agency.cards.iter().enumerate() {
            for token in agency.tokens(index_keys(&name(card))) {
                agency.table.entry(token).or_default().push(at);
            }
        }
        agency
    }

    fn tokens(&self, strings: Vec<String>) -> HashSet<u64> {
        strings
            .iter()
            .filter(|string| !self.trial.without.iter().any(|part| string.contains(part)))
            .map(|string| keyed(string, self.trial.bits))
            .collect()
    }

    /// Strings in common with what was typed, by card.
    fn common(&self, typed: &Named) -> BTreeMap<usize, usize> {
        let mut common = BTreeMap::new();
        for token in self.tokens(query_keys(&name(typed))) {
            for card in self.table.get(&token).into_iter().flatten() {
                *common.entry(*card).or_default() += 1;
            }
        }
        common
    }

    /// What the server sends: most tokens in common first, then the newest.
    fn answer(&self, typed: &Named) -> Vec<usize> {
        let mut found: Vec<(usize, usize)> =
            self.common(typed).into_iter().map(|(card, count)| (count, card)).collect();
        found.sort_unstable_by(|one, other| other.cmp(one));
        found.into_iter().take(ANSWER).map(|(_, card)| card).collect()
    }

    fn measure(&self, slip: Slip, seed: u64, searches: usize) -> Measured {
        let mut chance = Chance(seed);
        let mut measured = Measured::default();
        for _ in 0..searches * 50 {
            let at = chance.below(self.people.len());
            let typed = slip(&mut chance, &self.people[at]);
            if typed == self.people[at] {
                continue;
            }
            measured.add(self, at, &typed);
            if measured.searches == searches {
                break;
            }
        }
        measured
    }

    fn print_classes(&self) {
        println!(
            "| class | card in the answer | first five | ceiling | first | cards, mean | cards, 95th |\n|---|---|---|---|---|---|---|"
        );
        let mut exact = Measured::default();
        for at in 0..SEARCHES {
            exact.add(self, at, &self.people[at]);
        }
        exact.print("(written as it is)");
        let mut all = Measured::default();
        for (seed, (class, slip)) in CLASSES.iter().enumerate() {
            let measured = self.measure(*slip, seed as u64 + 100, SEARCHES);
            measured.print(class);
            all.join(&measured);
        }
        all.print("**all misspellings**");
        for (seed, (class, slip)) in DOUBLE.iter().enumerate() {
            self.measure(*slip, seed as u64 + 200, SEARCHES).print(class);
        }
        println!(
            "\nlargest answer: {} cards, {} bytes",
            all.cards.iter().max().unwrap_or(&0),
            all.cards.iter().max().unwrap_or(&0) * CARD_BYTES
        );
    }

    /// The same, both names whole counting twice: without a year it may be the only string there is.
    fn pointing(&self, typed: &Named) -> BTreeMap<usize, usize> {
        let mut common = self.common(typed);
        let whole = whole_key(&name(typed)).map(|string| keyed(&string, self.trial.bits));
        for card in whole.and_then(|token| self.table.get(&token)).into_iter().flatten() {
            *common.entry(*card).or_default() += 1;
        }
        common
    }

    /// When another team of the agency is named: how often rightly, if its card is the one looked for, and how often
    /// although nobody there is. A team holds a quarter of the cards; who is looked for in vain was never registered.
    fn print_pointing(&self) {
        println!(
            "\n| strings in common | team of her card named | team named for a stranger |\n|---|---|---|"
        );
        let mut chance = Chance(300);
        for least in 1..=3 {
            let (mut named, mut searches, mut wrongly) = (0, 0, 0);
            for (_, slip) in CLASSES {
                for _ in 0..TRIAL_SEARCHES {
                    let at = chance.below(self.people.len());
                    let common = self.pointing(&slip(&mut chance, &self.people[at]));
                    named += usize::from(common.get(&at).is_some_and(|count| *count >= least));
                    let stranger = person(&mut chance);
                    let team = |(card, count): (&usize, &usize)| card % 4 == 0 && *count >= least;
                    wrongly += usize::from(self.pointing(&stranger).iter().any(team));
                    searches += 1;
                }
            }
            println!("| {least} | {} | {} |", share(named, searches), share(wrongly, searches));
        }
    }

    /// Before a registration nobody asked for names: those below a closeness are not shown. How many right cards stay, and
    /// how many names a search for somebody who was never registered shows.
    fn print_unasked(&self) {
        println!("\n| least closeness | right card shown | names shown for a stranger |\n|---|---|---|");
        let mut chance = Chance(400);
        for least in [0.0, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9] {
            let (mut right, mut searches, mut names) = (0, 0, 0);
            for (_, slip) in CLASSES {
                for _ in 0..TRIAL_SEARCHES {
                    let at = chance.below(self.people.len());
                    right +=
                        usize::from(self.unasked(&slip(&mut chance, &self.people[at]), least).contains(&at));
                    names += self.unasked(&person(&mut chance), least).len();
                    searches += 1;
                }
            }
            println!("| {least} | {} | {:.2} |", share(right, searches), names as f64 / searches as f64);
        }
    }

    fn unasked(&self, typed: &Named, least: f64) -> Vec<usize> {
        let answer = self.answer(typed);
        let cards: Vec<_> = answer.iter().map(|at| candidate(&self.cards[*at])).collect();
        let close = |place: &usize| closeness(&name(typed), &cards[*place]) >= least;
        let best = rank(&name(typed), &cards, SHOWN).into_iter().filter(close);
        best.map(|place| answer[place]).collect()
    }

    fn over(&self, classes: &[(&str, Slip)], seed: u64) -> Measured {
        let mut all = Measured::default();
        for (at, (_, slip)) in classes.iter().enumerate() {
            all.join(&self.measure(*slip, seed + at as u64, TRIAL_SEARCHES));
        }
        all
    }

    fn rows(&self) -> usize {
        self.table.values().map(Vec::len).sum()
    }

    fn print_buckets(&self) {
        let mut sizes: Vec<usize> = self.table.values().map(Vec::len).collect();
        sizes.sort_unstable();
        let mut seen: Vec<usize> = sizes.iter().flat_map(|size| std::iter::repeat_n(*size, *size)).collect();
        seen.sort_unstable();
        println!(
            "\nbuckets: {} used of {}; cards in a bucket: mean {:.1}, 95th {}, max {}; seen from a row: median {}, mean {:.1}; alone in its bucket: {} of rows",
            sizes.len(),
            1_u64 << self.trial.bits,
            mean(&sizes),
            at_share(&sizes, 95),
            sizes[sizes.len() - 1],
            at_share(&seen, 50),
            mean(&seen),
            share(sizes.iter().filter(|size| **size == 1).count(), seen.len()),
        );
        let most =
            self.cards.iter().map(|card| self.tokens(index_keys(&name(card))).len()).max().unwrap_or(0);
        println!("rows a person: mean {:.2}, at most {most}", self.rows() as f64 / self.cards.len() as f64);
    }

    /// What the table yields (a) to one who has the key and a list of names, (b) to one who knows only how frequent each name is.
    fn print_attacks(&self) {
        let any = |card: &Named| {
            index_keys(&name(card))
                .into_iter()
                .find(|string| string.contains("/whole/") && string.ends_with("/*"))
        };
        let mut listed: HashMap<u64, usize> = HashMap::new();
        for (family, given) in
            FAMILIES.iter().flat_map(|family| MEN.iter().chain(WOMEN).map(move |given| (family, given)))
        {
            let pair = Named { family: (*family).to_owned(), given: (*given).to_owned(), year: None };
            *listed.entry(any(&pair).map_or(0, |string| keyed(&string, self.trial.bits))).or_default() += 1;
        }
        let fitting = |card: &Named| {
            any(card).and_then(|string| listed.get(&keyed(&string, self.trial.bits)).copied()).unwrap_or(0)
        };
        let fits: Vec<usize> = self.cards.iter().map(fitting).collect();
        println!(
            "with the key: {} of persons left with one pair of names in the list, {} with two to five",
            share(fits.iter().filter(|n| **n == 1).count(), fits.len()),
            share(fits.iter().filter(|n| (2..=5).contains(*n)).count(), fits.len()),
        );
        let mut strings: BTreeMap<String, usize> = BTreeMap::new();
        self.cards
            .iter()
            .flat_map(|card| index_keys(&name(card)))
            .for_each(|string| *strings.entry(string).or_default() += 1);
        let mut known: Vec<(usize, &String)> =
            strings.iter().map(|(string, count)| (*count, string)).collect();
        known.sort_unstable_by(|one, other| other.cmp(one));
        let mut met: Vec<(usize, u64)> =
            self.table.iter().map(|(token, cards)| (cards.len(), *token)).collect();
        met.sort_unstable_by(|one, other| other.cmp(one));
        let guessed: HashSet<u64> = known
            .iter()
            .zip(&met)
            .filter(|((_, string), (_, token))| keyed(string, self.trial.bits) == *token)
            .map(|(_, (_, token))| *token)
            .collect();
        let named = self
            .cards
            .iter()
            .filter(|card| any(card).is_some_and(|string| guessed.contains(&keyed(&string, self.trial.bits))))
            .count();
        println!(
            "without the key, by frequency alone, the exact frequencies of this agency known: {} of persons named",
            share(named, self.cards.len())
        );
    }
}

fn homonym(one: &Named, year: Option<i16>) -> (String, Option<i16>) {
    (format!("{} {}", one.family, one.given), year)
}

fn name(one: &Named) -> PersonName<'_> {
    PersonName { family: &one.family, given: &one.given, birth_year: one.year }
}

fn candidate(one: &Named) -> Candidate<'_> {
    Candidate { family: &one.family, given: &one.given, birth_year: one.year }
}

/// Stands for the vault's keyed, truncated code: only its spread matters here (FNV-1a, mixed).
fn keyed(string: &str, bits: u32) -> u64 {
    let hash = string.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let mixed = (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed ^ (mixed >> 29)) & ((1 << bits) - 1)
}

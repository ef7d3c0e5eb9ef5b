//! Linking on invented persons with the mistakes registers have, on worked examples, and on bad input.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test stops at a surprise"
)]

use danbe_records::*;
use proptest::prelude::*;

/// Chance that repeats.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most
    }

    fn hits(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// Small numbers far more often than large ones, as names are.
    fn rank(&mut self, most: usize) -> usize {
        let part = (self.below(1 << 20) as f64 + 1.0) / f64::from(1 << 20);
        ((most as f64).powf(part) as usize).min(most - 1)
    }
}

const GIVEN: [[&str; 3]; 12] = [
    ["Mamadou", "Mahamadou", "Mamadu"],
    ["Fatoumata", "Fatou", "Fatimata"],
    ["Ousmane", "Usman", "Osman"],
    ["Aïssata", "Aïssatou", "Aissetou"],
    ["Moussa", "Mussa", "Moussa"],
    ["Kadiatou", "Kadija", "Kadidiatou"],
    ["Ibrahima", "Ibrahim", "Braima"],
    ["Mariam", "Mariama", "Meriem"],
    ["Seydou", "Saidou", "Seidu"],
    ["Aminata", "Amina", "Aminatou"],
    ["Drissa", "Idrissa", "Driss"],
    ["Rokia", "Rokiatou", "Roukia"],
];
const FAMILY: [[&str; 2]; 12] = [
    ["Traoré", "Traore"],
    ["Coulibaly", "Kulibali"],
    ["Diarra", "Djara"],
    ["Keïta", "Keita"],
    ["Koné", "Kone"],
    ["Konaté", "Konate"],
    ["Diallo", "Jallow"],
    ["Sissoko", "Cissoko"],
    ["Touré", "Touray"],
    ["Sangaré", "Sangare"],
    ["Cissé", "Sissé"],
    ["Ouattara", "Watara"],
];

type Row = [String; 6];

/// A person as another clerk wrote her down.
fn again(person: &Row, given: usize, family: usize, dice: &mut Dice) -> Row {
    let mut row = person.clone();
    if dice.hits(35) {
        row[0] = GIVEN[given][dice.below(3)].to_owned();
    }
    if dice.hits(35) {
        row[1] = FAMILY[family][dice.below(2)].to_owned();
    }
    if dice.hits(4) {
        row.swap(0, 1);
    }
    if dice.hits(15) {
        row[2] = format!("{}-01-01", &row[2][..4]);
    }
    for (field, percent) in [(2, 8), (3, 6), (4, 30), (5, 12)] {
        if dice.hits(percent) {
            row[field].clear();
        }
    }
    row
}

fn invented(persons: usize, seed: u64) -> Vec<(usize, Row)> {
    let mut dice = Dice(seed);
    let mut rows = Vec::new();
    for person in 0..persons {
        let (given, family) = (dice.rank(12), dice.rank(12));
        let middle = ["", " Bintou", " Awa", " Cheick", " Nana"][dice.below(5)];
        let row = [
            format!("{}{middle}", GIVEN[given][0]),
            FAMILY[family][0].to_owned(),
            format!("{}-{:02}-{:02}", 1960 + dice.below(50), 1 + dice.below(12), 1 + dice.below(28)),
            if given % 2 == 1 { "F" } else { "M" }.to_owned(),
            format!("{}", 60_000_000 + dice.below(39_999_999)),
            format!("village {}", dice.rank(200)),
        ];
        if dice.hits(40) {
            rows.push((person, again(&row, given, family, &mut dice)));
        }
        rows.push((person, row));
    }
    rows
}

fn columns() -> Vec<Column> {
    ["prenom", "nom", "naissance", "sexe", "tel", "village"].map(|name| Column::typed(name).unwrap()).to_vec()
}

fn table(rows: &[(usize, Row)]) -> Table {
    let mut builder = Builder::new(&columns()).unwrap();
    for (at, (person, row)) in rows.iter().enumerate() {
        let values = row.iter().map(|value| Some(value.as_str()));
        builder.push(&at.to_string(), 0, Some(&person.to_string()), values).unwrap();
    }
    builder.finish().unwrap()
}

const OPTIONS: Options = Options { budget: 60, keep: 0.0, between: Found::Duplicates, seed: 1 };

#[test]
fn persons_of_west_african_names_are_found_again() {
    let table = table(&invented(4_000, 11));
    let linked = link(&table, OPTIONS, |_, _| {}).unwrap();
    let pairs = of_pairs(&table, &linked.pairs, 0.6, Found::Duplicates);
    assert!(pairs.there > 1_300, "{pairs:?}");
    assert!(linked.true_compared * 100 >= pairs.there * 97, "{} of {}", linked.true_compared, pairs.there);
    assert!(linked.compared <= 60 * table.len() as u64);
    assert!(pairs.f1() > 0.93, "{} {} {}", pairs.precision(), pairs.recall(), pairs.f1());
    let groups = clusters(&table, &linked.weights, &linked.pairs, 0.6, -3.0).unwrap();
    let grouped = of_clusters(&table, &groups, Found::Duplicates);
    assert!(grouped.f1() >= pairs.f1() - 0.002, "{} {}", grouped.f1(), pairs.f1());
    // The same seed, the same answer, whatever the threads.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let mut alone = pool.install(|| link(&table, OPTIONS, |_, _| {}).unwrap());
    let order = |pair: &Pair| (pair.one, pair.other);
    let mut together = linked;
    alone.pairs.sort_by_key(order);
    together.pairs.sort_by_key(order);
    assert_eq!(alone, together);
}

/// Numbers in a vector, as a file would keep them.
#[derive(Debug, Default)]
struct Box32(Vec<u32>);

impl Shelf for Box32 {
    fn put(&mut self, numbers: &[u32]) -> Result<(), Lost> {
        self.0.extend_from_slice(numbers);
        Ok(())
    }

    fn take(&self, from: u64, numbers: &mut [u32]) -> Result<(), Lost> {
        let from = usize::try_from(from).unwrap();
        let kept = self.0.get(from..from + numbers.len()).ok_or_else(|| Lost("cut short".to_owned()))?;
        numbers.copy_from_slice(kept);
        Ok(())
    }
}

fn in_order(pairs: &[Pair]) -> Vec<Pair> {
    let mut pairs = pairs.to_vec();
    pairs.sort_by_key(|pair| (pair.one, pair.other));
    pairs
}

#[test]
fn records_on_a_shelf_are_linked_as_in_memory() {
    let rows = invented(16_000, 12);
    let here = table(&rows);
    let mut builder = Builder::new(&columns()).unwrap();
    for (at, (person, row)) in rows.iter().enumerate() {
        let values = row.iter().map(|value| Some(value.as_str()));
        builder.push(&at.to_string(), 0, Some(&person.to_string()), values).unwrap();
    }
    // Fewer at a time than there are: several views are needed.
    let away = builder.finish_on(Box32::default(), 9_000).unwrap();
    let (one, other) = (link(&here, OPTIONS, |_, _| {}).unwrap(), link(&away, OPTIONS, |_, _| {}).unwrap());
    assert!(one.pairs.len() > 4_000 && one.compared == other.compared);
    assert_eq!((&one.weights, in_order(&one.pairs)), (&other.weights, in_order(&other.pairs)));
    let groups = |table: &Table, linked: &Linked| clusters(table, &linked.weights, &linked.pairs, 0.6, -3.0);
    assert_eq!(groups(&here, &one), groups(&away, &other));
}

#[test]
fn strangers_passed_over_early_would_not_have_been_kept() {
    let table = table(&invented(3_000, 13));
    let all = link(&table, Options { keep: f64::NEG_INFINITY, ..OPTIONS }, |_, _| {}).unwrap();
    let kept = link(&table, OPTIONS, |_, _| {}).unwrap();
    let heavy: Vec<Pair> = all.pairs.iter().copied().filter(|pair| pair.weight >= 0.0).collect();
    assert!(all.pairs.len() > 2 * heavy.len() && heavy.len() > 900);
    assert_eq!(in_order(&kept.pairs), in_order(&heavy));
}

/// Two records beside enough others to learn from; what is said of each column.
fn said(one: [&str; 6], other: [&str; 6]) -> (Vec<&'static str>, f64) {
    let mut rows = invented(1_500, 5);
    rows.push((9_001, one.map(str::to_owned)));
    rows.push((9_002, other.map(str::to_owned)));
    let table = table(&rows);
    let last = u32::try_from(table.len() - 1).unwrap();
    let told = Explanation::of(&table, &learn(&table, 1).unwrap(), last - 1, last).unwrap();
    let sum = told.prior + told.lines.iter().map(|line| line.weight).sum::<f64>();
    assert!((sum - told.total).abs() < 1e-9, "the lines add up");
    (told.lines.iter().map(|line| line.agreement).collect(), told.total)
}

#[test]
fn what_is_said_of_worked_examples() {
    let (said_of, total) = said(
        ["Mohamed", "Coulibaly", "1990-01-01", "M", "70000001", "Gao"],
        ["Mamadou", "Kulibali", "1990-05-12", "M", "70000010", "Goa"],
    );
    assert_eq!(
        said_of,
        [
            "variante connue du nom",
            "même nom à l’oreille",
            "même année, l’une au 1er janvier",
            "identique",
            "une lettre ou un chiffre diffère",
            "une lettre ou un chiffre diffère"
        ]
    );
    assert!(total > 0.0);
    let (said_of, total) = said(
        ["Awa Bintou", "Koné", "1990-03-04", "F", "", "Gao"],
        ["Koné", "Awa Bintou", "1990-04-03", "F", "70000010", "Ségou"],
    );
    assert_eq!(said_of[..2], ["nom et prénom échangés", "compté avec le prénom"]);
    assert_eq!(said_of[2], "jour et mois échangés");
    assert_eq!(said_of[4], "inconnu d’un côté");
    assert!(total.is_finite());
    // Koné and Konaté are two families, however near their letters.
    let (said_of, _) = said(
        ["Awa", "Koné", "1990-03-04", "F", "", "Gao"],
        ["Bintou Awa", "Konaté", "1990-03-04", "F", "", "Gao"],
    );
    assert_eq!(said_of[1], "différent");
    assert_eq!(said_of[0], "deux lettres ou chiffres diffèrent");
}

#[test]
fn the_chart_shows_each_weight_and_escapes_values() {
    let mut rows = invented(300, 5);
    rows[0].1[5] = "<b>&\"".to_owned();
    let table = table(&rows);
    let told = Explanation::of(&table, &learn(&table, 1).unwrap(), 0, 1).unwrap();
    let (chart, text) = (waterfall(&told), told.to_string());
    assert!(chart.starts_with("<svg") && !chart.contains("<b>"));
    for line in &told.lines {
        assert!(chart.contains(&line.column) && text.contains(line.agreement));
        let weight = format!("{:+.1}", line.weight).replace('.', ",").replace('-', "−");
        assert!(chart.contains(&weight) && text.contains(&weight), "{weight}");
    }
}

#[test]
fn one_bad_pair_does_not_chain_two_families() {
    let mut rows = Vec::new();
    for (person, name) in ["Oumou", "Djénéba"].iter().enumerate() {
        for _ in 0..4 {
            let row =
                [*name, "Traoré", if person == 0 { "1990-02-03" } else { "1971-11-28" }, "F", "", "Gao"];
            rows.push((person + 10_000, row.map(str::to_owned)));
        }
    }
    rows.extend(invented(1_000, 3));
    let table = table(&rows);
    let linked = link(&table, OPTIONS, |_, _| {}).unwrap();
    let mut pairs: Vec<Pair> = linked.pairs.clone();
    pairs.push(Pair { one: 0, other: 4, weight: 3.0 });
    let groups = clusters(&table, &linked.weights, &pairs, 0.0, -3.0).unwrap();
    assert!(groups[..4].iter().all(|group| *group == 0), "{:?}", &groups[..8]);
    assert!(groups[4..8].iter().all(|group| *group == 4), "{:?}", &groups[..8]);
}

#[test]
fn two_files_are_joined_one_to_one() {
    let rows = invented(1_500, 21);
    let mut builder = Builder::new(&columns()).unwrap();
    let mut seen = std::collections::HashSet::new();
    for (at, (person, row)) in rows.iter().enumerate() {
        let source = u8::from(!seen.insert(*person));
        let values = row.iter().map(|value| Some(value.as_str()));
        builder.push(&at.to_string(), source, Some(&person.to_string()), values).unwrap();
    }
    let table = builder.finish().unwrap();
    let linked = link(&table, Options { between: Found::Between, ..OPTIONS }, |_, _| {}).unwrap();
    let alone = one_to_one(&table, &linked.pairs);
    let (all, alone_score) =
        (of_pairs(&table, &linked.pairs, 0.0, Found::Between), of_pairs(&table, &alone, 0.0, Found::Between));
    assert!(alone_score.precision() >= all.precision() && alone_score.f1() > 0.93, "{alone_score:?}");
    let mut taken = std::collections::HashSet::new();
    assert!(alone.iter().all(|pair| taken.insert(pair.one) && taken.insert(pair.other)));
}

#[test]
fn bad_input_is_named() {
    let one = |name: &str| vec![Column::typed(name).unwrap()];
    assert_eq!(Builder::new(&[]).err(), Some(Wrong::Columns(0)));
    let mut builder = Builder::new(&one("nom")).unwrap();
    assert_eq!(builder.push(" ", 0, None, [Some("a")]), Err(Wrong::NoId(1)));
    assert_eq!(builder.push("1", 0, None, [Some("a")]), Ok(()));
    assert_eq!(builder.push("2", 0, None, []), Err(Wrong::Fields(2)));
    let mut twice = Builder::new(&one("nom")).unwrap();
    for id in ["1", "2", "1"] {
        twice.push(id, 0, None, [Some("a")]).unwrap();
    }
    assert_eq!(twice.finish().err(), Some(Wrong::Repeated(3, "1".to_owned())));
    let mut empty = Builder::new(&one("nom")).unwrap();
    for id in ["1", "2"] {
        empty.push(id, 0, None, [Some("NaN")]).unwrap();
    }
    assert_eq!(empty.finish().err(), Some(Wrong::NoValue("nom".to_owned())));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// One record, none, strange letters, impossible dates: never a panic, and pairs only of what there is.
    #[test]
    fn any_rows_are_linked_or_refused(
        rows in proptest::collection::vec(
            ("\\PC{0,8}|Awa", "(?s).{0,6}|Koné", "[0-9/-]{0,11}|1990-13-45|NaN", ".?", "[0-9]{0,9}", "\\PC{0,9}"), 0..12)
    ) {
        let mut builder = Builder::new(&columns()).unwrap();
        for (at, row) in rows.iter().enumerate() {
            let values = [&row.0, &row.1, &row.2, &row.3, &row.4, &row.5];
            builder.push(&format!("r{at}"), 0, None, values.map(|value| Some(value.as_str()))).unwrap();
        }
        if let Ok(table) = builder.finish() {
            let linked = link(&table, Options { keep: -50.0, ..OPTIONS }, |_, _| {}).unwrap();
            for pair in &linked.pairs {
                prop_assert!(pair.one < pair.other && (pair.other as usize) < rows.len());
                prop_assert!(pair.weight.is_finite());
            }
            let groups = clusters(&table, &linked.weights, &linked.pairs, 0.0, -3.0).unwrap();
            prop_assert_eq!(groups.len(), rows.len());
        }
    }
}

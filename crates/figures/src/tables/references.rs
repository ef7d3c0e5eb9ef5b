//! Worked examples of the literature, and what can be counted to the end.

use super::*;

fn table(rows: &[&[u64]]) -> Table {
    let names = |mark: &str, count: usize| (1..=count).map(|it| format!("{mark}{it}")).collect::<Vec<_>>();
    let dimension = |name, labels: Vec<String>| Dimension::new(name, labels.iter().map(String::as_str));
    let (activities, regions) = (names("activity ", rows.len()), names("region ", rows[0].len()));
    let mut table =
        Table::new(vec![dimension("activity", activities), dimension("region", regions)]).unwrap();
    for (row, counts) in rows.iter().enumerate() {
        for (column, count) in counts.iter().enumerate() {
            table.add(table.cell(&[row + 1, column + 1]), *count);
        }
    }
    table
}

/// The investments of enterprises by activity and region with which Fischetti and Salazar-González (2001) and Willenborg
/// and de Waal (1996) explain suppression: 22 is sensitive, 8, 17 and 12 are hidden with it, and a reader of the sums
/// finds that it lies between 5 and 30.
#[test]
fn the_reader_of_the_textbook_table_finds_between_5_and_30() {
    let table = table(&[&[20, 50, 10], &[8, 19, 22], &[17, 32, 12]]);
    assert_eq!(
        (table.value(0), table.value(table.cell(&[2, 0])), table.value(table.cell(&[0, 3]))),
        (190, 49, 44)
    );
    let hidden = [[2, 1], [2, 3], [3, 1], [3, 3]].map(|nodes| table.cell(&nodes));
    let shown = (0..table.size())
        .map(|cell| if hidden.contains(&cell) { Shown::Hidden } else { Shown::Count(table.value(cell)) });
    let release = Release { shape: table.emptied(), shown: shown.collect() };
    assert!(audit(&release, &Knowledge::default(), 0, &mut |_, _| {}).unwrap().recovered.is_empty());
    let bounds = |cell: usize| {
        // a certainty below 31 is a finding: the auditor then says its bounds
        let found = audit(&release, &Knowledge::default(), 31, &mut |_, _| {}).unwrap();
        found.narrowed.iter().find(|it| it.cell == cell).map(|it| it.bounds).unwrap()
    };
    assert_eq!(bounds(hidden[1]), Bounds { least: 5, most: Some(30) });
    // each of the others by hand: 30 − b, 34 − b and b − 5
    assert_eq!(bounds(hidden[0]), Bounds { least: 0, most: Some(25) });
    assert_eq!(bounds(hidden[3]), Bounds { least: 4, most: Some(29) });
    assert_eq!(bounds(hidden[2]), Bounds { least: 0, most: Some(25) });
}

/// In the same table a threshold of 9 makes 8 the one small cell. Two by two cells are hidden at least, and counted by
/// hand the cheapest such square that lets it reach 9 is 8, 19, 17, 32: the optimum must be no dearer.
#[test]
fn the_optimum_of_the_textbook_table_is_found() {
    let table = table(&[&[20, 50, 10], &[8, 19, 22], &[17, 32, 12]]);
    let rule = Rule { min_cell: 9, zeros: Zeros::Hidden, keep_total: true };
    let squares = [1, 3].iter().flat_map(|row| [2, 3].map(|column| (*row, column)));
    let cost = |(row, column): (usize, usize)| {
        let cells = [[2, 1], [2, column], [row, 1], [row, column]];
        cells.iter().map(|nodes| table.value(table.cell(nodes)) + 1).sum::<u64>()
    };
    let cheapest = squares.map(cost).min().unwrap();
    let safe = protect(table.clone(), &rule, Effort::Best, &mut |_, _| {}).unwrap();
    assert_eq!((safe.cost(), optimum(&table, &rule)), (cheapest, Some(cheapest)));
    assert_eq!(cheapest, 8 + 22 + 17 + 12 + 4);
}

/// Controlled rounding of every two-way table exists with each cell at a neighbouring multiple (Cox 1987; Cox and Ernst
/// 1982). Ours is a heuristic: beside the best of all 512 roundings of 3 x 3 leaves, by squared error over the table.
#[test]
fn rounding_is_close_to_the_best_of_all_roundings() {
    let error = |one: &Table, other: &Table| -> u64 {
        one.cells().map(|cell| one.value(cell).abs_diff(other.value(cell)).pow(2)).sum()
    };
    let (mut best, mut own) = (0, 0);
    for seed in 0..30 {
        let truth = samples::flat(seed, 3, 3);
        let leaves: Vec<usize> = truth.leaves().collect();
        let all = (0..1_u32 << leaves.len()).map(|choice| {
            let mut table = truth.emptied();
            for (place, leaf) in leaves.iter().enumerate() {
                let (value, rest) = (truth.value(*leaf), truth.value(*leaf) % 5);
                let up = rest > 0 && choice >> place & 1 == 1;
                table.add(*leaf, value - rest + if up { 5 } else { 0 });
            }
            error(&truth, &table)
        });
        best += all.min().unwrap();
        own += error(&truth, &round(truth.clone(), 5).unwrap().rounded);
    }
    println!("squared error {own}, the best of all roundings {best}");
    assert!(own >= best && own * 2 <= best * 3, "{own} beside {best}");
}

//! The engine beside published figures.
//!
//! Counts: UK 2013, Silverman for the Home Office (2014); Greater New Orleans, Bales, Murphy and Silverman 2020.
//! Estimates: Chan, Silverman and Vincent 2021; Silverman, Chan and Vincent 2024; the other fits to four decimals
//! were made with an independent general-purpose regression. Published counts are facts; no program was copied.

use super::*;

const UK6: &str = include_str!("published/uk-2013-six-lists.csv");
const UK5: &str = include_str!("published/uk-2013-five-lists.csv");
const UK4: &str = include_str!("published/uk-2013-four-lists.csv");
const NO8: &str = include_str!("published/new-orleans-eight-lists.csv");
const NO5: &str = include_str!("published/new-orleans-five-lists.csv");

fn read(text: &str) -> Overlaps {
    Overlaps::read(text).unwrap().unwrap()
}

/// The New Orleans tables of 2021 have one person less on C and D.
fn one_less(text: &str, c: &str, d: &str) -> Overlaps {
    let table = read(text);
    let place = |name: &str| table.names().iter().position(|it| it == name).unwrap();
    let both = 1_usize << place(c) | 1 << place(d);
    let rows = table
        .counts()
        .iter()
        .enumerate()
        .map(|(set, n)| (u16::try_from(set).unwrap(), n - u64::from(set == both)));
    Overlaps::new(table.names().to_vec(), rows).unwrap()
}

/// `A:B+C:D` by names of lists.
fn model(table: &Overlaps, text: &str) -> Model {
    if text == "main effects" {
        return Model::default();
    }
    let bit = |name: &str| 1_u16 << table.names().iter().position(|it| it == name).unwrap();
    Model::of(text.split('+').map(|set| set.split(':').map(bit).sum::<u16>()))
}

#[test]
fn seventeen_fits_to_the_printed_decimals() {
    let mut looked = 0;
    for line in include_str!("published/fits.csv").lines().skip(1) {
        let field: Vec<&str> = line.split(',').collect();
        let table = match field[0] {
            "uk6" => read(UK6),
            "uk5" => read(UK5),
            "uk4" => read(UK4),
            "no8" => read(NO8),
            "no5" => read(NO5),
            "no8-185" => one_less(NO8, "C", "D"),
            "no5-185" => one_less(NO5, "C", "D"),
            other => panic!("{other}"),
        };
        let found = fit(&Table::from(&table), &model(&table, field[1])).unwrap();
        let near = |at: usize, value: f64, half: f64| {
            let printed: f64 = field[at].parse().unwrap();
            assert!((value - printed).abs() <= half, "{line}: {value} at {at}");
        };
        near(2, found.observed, 0.0);
        near(3, found.total(), 0.000_051);
        near(4, found.unseen, 0.000_051);
        near(5, found.wald().0, 0.051);
        near(6, found.wald().1, 0.051);
        near(7, found.aic(), 0.000_051);
        near(8, found.deviance, 0.000_051);
        assert_eq!(field[9], found.parameters.to_string());
        near(10, found.bic(), 0.000_051);
        looked += 1;
    }
    assert_eq!(looked, 17);
}

#[test]
fn bic_over_all_models_orders_them_as_published() {
    for (text, order, without, unidentified, best) in [
        (
            UK5,
            4,
            374,
            0,
            &[
                (195.879, 25_311.29),
                (196.330, 28_822.13),
                (196.540, 22_991.33),
                (197.495, 12_262.41),
                (198.320, 25_978.17),
            ][..],
        ),
        (NO5, 4, 340, 226, &[(96.270, 981.43), (97.692, 878.27), (98.394, 1_126.50)]),
        (UK5, 2, 0, 0, &[(196.540, 22_991.33), (197.495, 12_262.41)]),
    ] {
        let table = Table::from(&read(text));
        let scored = by_bic(&table, hierarchies(5, order, 7_000).unwrap());
        assert_eq!((scored.without_estimate, scored.not_identifiable), (without, unidentified));
        for ((_, fit), (bic, total)) in scored.models.iter().zip(best) {
            assert!((fit.bic() - bic).abs() < 0.000_6 && (fit.total() - total).abs() < 0.006, "{bic}");
        }
    }
}

#[test]
fn stepwise_enters_the_published_pairs() {
    for (table, total, pairs) in [
        (read(UK5), 11_312.990_3, "LA:NG+NG:GP+PFNCA:GP+LA:PFNCA+GO:GP+NG:GO"),
        (read(UK6), 11_417.991_1, "PF:NCA+LA:NG+NG:GP+LA:PF+PF:GP+GO:GP+NG:GO"),
        (read(NO8), 1_110.488_1, "D:E"),
        (one_less(NO8, "C", "D"), 1_183.692_3, "D:E"),
        (read(NO5), 981.431_4, "main effects"),
        (one_less(NO5, "C", "D"), 1_034.151_1, "main effects"),
    ] {
        let (chosen, found) = stepwise(&Table::from(&table), 0.02).unwrap();
        assert_eq!(chosen, model(&table, pairs));
        assert!((found.total() - total).abs() < 0.000_06, "{}", found.total());
    }
    let (chosen, found) = stepwise(&Table::from(&one_less(NO8, "C", "D")), 0.01).unwrap();
    assert!(chosen == Model::default() && (found.total() - 996.664_3).abs() < 0.000_06);
}

/// 23,016 (10,408 to 33,481) is printed for the average over graphs; its grid has a thousand points 82 apart.
#[test]
fn the_average_over_graphs_is_the_published_one() {
    let found = graph_average(&Table::from(&read(UK5)), 0.95, 30.0).unwrap();
    assert_eq!(found.graphs, 822);
    assert!((found.median - 23_016.0).abs() < 83.0 || (found.mean - 23_016.0).abs() < 83.0, "{found:?}");
    assert!((found.interval.low - 10_408.0).abs() < 165.0, "{found:?}");
    assert!((found.interval.high - 33_481.0).abs() < 165.0, "{found:?}");
}

/// BCa intervals are drawn by chance: the published ends must lie within what seeds of ours give.
#[test]
fn the_bootstrap_interval_holds_the_published_one() {
    let table = Table::from(&read(UK5));
    let replicates = Replicates { drawn: 1_000, level: 0.95, observed: Observed::Same, seed: 1 };
    let found = bca(&table, &Rule::Stepwise(0.02), replicates).unwrap();
    assert_eq!(found.failed + found.totals.len(), 1_000);
    // Published with another stream: 9,232.6 to 15,042.9.
    assert!((found.interval.low / 9_232.6 - 1.0).abs() < 0.05, "{:?}", found.interval);
    assert!((found.interval.high / 15_042.9 - 1.0).abs() < 0.12, "{:?}", found.interval);
    assert_eq!(bca(&table, &Rule::Stepwise(0.02), replicates), Some(found));
}

#[test]
fn latent_classes_lie_in_the_published_interval() {
    let chain = Chain { classes: 10, burn: 2_000, kept: 500, thin: 8, seed: 3 };
    let mut totals = latent_classes(&Table::from(&read(UK5)), chain);
    totals.sort_by(f64::total_cmp);
    // Published: 20,232 (10,935 to 32,842), from 200 chains.
    let median = totals[totals.len() / 2];
    assert!((10_935.0..32_842.0).contains(&median), "{median}");
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(60))]

    /// Sparse tables, lists that never meet, a list with one person: an estimate or none, never a panic.
    #[test]
    fn any_table_is_estimated_or_not(counts in proptest::collection::vec(0_u64..6, 15), many in 0_u64..900) {
        let names = ["A", "B", "C", "D"].map(str::to_owned).to_vec();
        let rows = (1_u16..16).zip(&counts).map(|(set, n)| (set, n + if set.count_ones() == 1 { many } else { 0 }));
        if let Ok(overlaps) = Overlaps::new(names, rows) {
            let table = Table::from(&overlaps);
            let scored = by_bic(&table, hierarchies(4, 3, 200).unwrap());
            proptest::prop_assert_eq!(scored.models.len() + scored.without_estimate + scored.not_identifiable, 113);
            for (_, fit) in &scored.models {
                proptest::prop_assert!(fit.total() >= table.observed() && fit.deviance > -1e-6);
            }
            let replicates = Replicates { drawn: 30, level: 0.95, observed: Observed::Drawn, seed: 1 };
            if let Some(found) = bca(&table, &Rule::Stepwise(0.02), replicates) {
                proptest::prop_assert!(found.interval.low <= found.interval.high);
            }
        }
    }
}

//! The cost of estimating, and how often intervals hold what they promise: `cargo xtask bench mse`.
//!
//! `speed` times one thread on the published tables; `coverage` draws populations whose size is known, gives each
//! to the estimator and counts how often the interval holds it. Lines are `name<TAB>value<TAB>remark`.
#![allow(
    clippy::all,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a measurement speaks to a terminal and stops at a surprise"
)]

use danbe_figures::hidden::*;
use std::time::Instant;

const UK6: &str = include_str!("../src/hidden/published/uk-2013-six-lists.csv");
const UK5: &str = include_str!("../src/hidden/published/uk-2013-five-lists.csv");

fn main() {
    let part = std::env::args().nth(1).unwrap_or_default();
    let number: usize = std::env::args().nth(2).and_then(|n| n.parse().ok()).unwrap_or(1_000);
    match part.as_str() {
        "coverage" => coverage(number, &std::env::args().nth(3).unwrap_or_default()),
        _ => speed(),
    }
}

fn table(text: &str) -> Table {
    Table::from(&Overlaps::read(text).unwrap().unwrap())
}

/// Median and extremes of five timings, in seconds.
fn timed(mut work: impl FnMut()) -> (f64, f64, f64) {
    let mut times: Vec<f64> = (0..5)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed().as_secs_f64()
        })
        .collect();
    times.sort_by(f64::total_cmp);
    (times[2], times[0], times[4])
}

fn speed() {
    let five = table(UK5);
    let bootstrap = |seed| Replicates { drawn: 1_000, level: 0.95, observed: Observed::Same, seed };
    let (median, low, high) = timed(|| {
        std::hint::black_box(bca(&five, &Rule::Stepwise(0.02), bootstrap(1)));
    });
    println!("bca stepwise five lists, 1000 replicates, s\t{median:.4}\t{low:.4} to {high:.4}");
    let all = by_bic(&five, hierarchies(5, 4, 7_000).unwrap());
    let best: Vec<Model> = all.models.into_iter().take(100).map(|(model, _)| model).collect();
    let rule = Rule::Bic(best);
    let start = Instant::now();
    let found = bca(&five, &rule, bootstrap(1)).unwrap();
    println!(
        "bca BIC of 100 best, 1000 replicates, s\t{:.3}\t{:.0} to {:.0}",
        start.elapsed().as_secs_f64(),
        found.interval.low,
        found.interval.high
    );
    let six = table(UK6);
    let models = hierarchies(6, 2, 40_000).unwrap();
    let (median, low, high) = timed(|| {
        std::hint::black_box(by_bic(&six, models.clone()));
    });
    println!("all order-2 models, six lists, s\t{median:.4}\t{low:.4} to {high:.4}");
    let (median, low, high) = timed(|| {
        for _ in 0..1_000 {
            std::hint::black_box(fit(&six, &Model::default()).unwrap());
        }
    });
    println!(
        "one fit of main effects, six lists, µs\t{:.2}\t{:.2} to {:.2}",
        median * 1e3,
        low * 1e3,
        high * 1e3
    );
    let ends: Vec<Interval> =
        (1..=10).map(|seed| bca(&five, &Rule::Stepwise(0.02), bootstrap(seed)).unwrap().interval).collect();
    let spread = |value: fn(&Interval) -> f64| {
        let mut values: Vec<f64> = ends.iter().map(value).collect();
        values.sort_by(f64::total_cmp);
        format!("{:.0}\t{:.0} to {:.0} over ten seeds", values[5], values[0], values[9])
    };
    println!("bca stepwise five lists, lower end\t{}", spread(|interval| interval.low));
    println!("bca stepwise five lists, upper end\t{}", spread(|interval| interval.high));
    let start = Instant::now();
    let means: Vec<f64> = (0..24)
        .map(|seed| {
            let chain = Chain { classes: 10, burn: 50_000, kept: 500, thin: 100, seed };
            latent_classes(&five, chain).iter().sum::<f64>() / 500.0
        })
        .collect();
    let mean = means.iter().sum::<f64>() / 24.0;
    let error = (means.iter().map(|m| (m - mean).powi(2)).sum::<f64>() / (24.0 * 23.0)).sqrt();
    println!(
        "latent classes, mean of 24 chains of 100 000 steps\t{mean:.0}\tMonte Carlo error {error:.0}; {:.1} s",
        start.elapsed().as_secs_f64()
    );
}

/// Chances of each history, the empty one too, for persons whose lists are independent given a class.
fn mixture(classes: &[(f64, &[f64])]) -> Vec<f64> {
    let lists = classes[0].1.len();
    (0..1_usize << lists)
        .map(|set| {
            let seen = |p: &[f64]| {
                p.iter()
                    .enumerate()
                    .map(|(i, p)| if set >> i & 1 == 1 { *p } else { 1.0 - p })
                    .product::<f64>()
            };
            classes.iter().map(|(share, p)| share * seen(p)).sum()
        })
        .collect()
}

fn coverage(number: usize, only: &str) {
    let lists = [0.10, 0.14, 0.08, 0.12, 0.06];
    let independent = mixture(&[(1.0, &lists)]);
    let uneven = mixture(&[(0.75, &[0.03, 0.05, 0.03, 0.04, 0.02]), (0.25, &[0.31, 0.41, 0.23, 0.36, 0.18])]);
    let (chosen, fitted) = stepwise(&table(UK5), 0.02).unwrap();
    let total = fitted.total();
    let mut uk: Vec<f64> = fitted.means.iter().map(|mean| mean / total).collect();
    uk[0] = fitted.unseen / total;
    let five = hierarchies(5, 2, 2_000).unwrap();
    let pairs = [vec![], vec![0b00011], vec![0b00011, 0b01100]].map(Model::of);
    let few: Vec<Model> =
        five.into_iter().filter(|model| model.interactions().count() <= 1).chain(pairs).collect();
    let scenes: [(&str, &[f64], u64, Rule); 6] = [
        (
            "independent lists, 5 000 persons; main effects",
            &independent,
            5_000,
            Rule::Fixed(Model::default()),
        ),
        ("independent lists, 5 000 persons; stepwise", &independent, 5_000, Rule::Stepwise(0.02)),
        ("independent lists, 5 000 persons; BIC of 0 or 1 pair", &independent, 5_000, Rule::Bic(few)),
        ("UK model, 11 313 persons; the true model", &uk, 11_313, Rule::Fixed(chosen.clone())),
        ("UK model, 11 313 persons; stepwise", &uk, 11_313, Rule::Stepwise(0.02)),
        ("two kinds of persons, 5 000; stepwise", &uneven, 5_000, Rule::Stepwise(0.02)),
    ];
    let both = [Observed::Drawn, Observed::Same];
    for ((name, cells, persons, rule), observed) in
        scenes.iter().filter(|scene| scene.0.contains(only)).flat_map(|scene| both.map(|way| (scene, way)))
    {
        let persons = *persons;
        let mut chance = Chance::seeded(2_026);
        let (mut held, mut none, mut widths, mut totals) = (0, 0, Vec::new(), Vec::new());
        let (mut found_it, mut held_then) = (0, 0);
        for seed in 0..number {
            let mut drawn = vec![0.0; cells.len()];
            chance.share(persons, cells, &mut drawn);
            let table = Table::of(&drawn);
            let replicates = Replicates { drawn: 1_000, level: 0.95, observed, seed: seed as u64 };
            match bca(&table, rule, replicates) {
                Some(found) => {
                    let truth = persons as f64;
                    let holds = found.interval.low <= truth && truth <= found.interval.high;
                    let (model, fit) = rule.choose(&table).unwrap();
                    let made_by = if name.starts_with("UK") { chosen.clone() } else { Model::default() };
                    held += usize::from(holds);
                    found_it += usize::from(model == made_by);
                    held_then += usize::from(holds && model == made_by);
                    widths.push((found.interval.high - found.interval.low) / truth);
                    totals.push(fit.total() / truth);
                }
                None => none += 1,
            }
        }
        widths.sort_by(f64::total_cmp);
        totals.sort_by(f64::total_cmp);
        println!(
            "{name}; observed {observed:?}\t{:.1} %\tmedian width {:.2} N, median estimate {:.3} N, without estimate {none}; the rule found the \
             model that made the data in {:.0} %, of which {:.1} % hold",
            100.0 * held as f64 / number as f64,
            widths[widths.len() / 2],
            totals[totals.len() / 2],
            100.0 * found_it as f64 / number as f64,
            100.0 * held_then as f64 / (found_it as f64).max(1.0)
        );
    }
}

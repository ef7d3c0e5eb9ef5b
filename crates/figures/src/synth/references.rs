//! A worked example of the literature: Chow and Liu, *Approximating discrete probability distributions with dependence
//! trees*, IEEE Transactions on Information Theory 14 (1968), table I: four binary variables, the information of each
//! pair, and the tree 1 – 2 – 3 whose distribution is P(1,2) P(2,3) / P(2), the junction-tree formula that private-PGM
//! (McKenna, Sheldon, Miklau 2019) gives for two measured pairs.

use super::chain::Chain;
use super::domain::{Singles, named};
use super::draw::drawn;
use super::pairs::Pairs;
use super::records::Records;
use crate::privacy::{Dice, Rho, Scale};
use crate::stream::Stream;

/// Twentieths of probability of 0000, 0001, … 1111.
const TABLE: [usize; 16] = [2, 2, 1, 1, 0, 0, 2, 1, 1, 2, 0, 0, 1, 1, 3, 3];
/// Pairs of variables, from 0, and their information in nats as printed.
const PRINTED: [(usize, usize, f64); 6] =
    [(0, 1, 0.079), (0, 2, 0.000_05), (0, 3, 0.0051), (1, 2, 0.189), (1, 3, 0.0051), (2, 3, 0.0051)];

fn records(times: usize) -> (Records, Singles) {
    let heading: Vec<String> = (1..=4).map(|it| format!("x{it}")).collect();
    let row = |cell: usize| (0..4).map(|bit| ["no", "yes"][cell >> (3 - bit) & 1]).collect::<Vec<_>>();
    let rows = TABLE.iter().enumerate().flat_map(|(cell, count)| vec![row(cell); count * times]);
    let records = Records::read(&heading, (2..).zip(rows)).unwrap();
    named(&records, scale(), None, &mut Dice::new(&mut Stream(2)))
}

fn scale() -> Scale {
    Scale::for_tables(6, Rho::from_billionths(300_000_000_000)).unwrap()
}

#[test]
fn the_information_of_pairs_is_as_chow_and_liu_printed_it() {
    let (mut source, (truth, singles)) = (Stream(3), records(1000));
    let pairs = Pairs::measured(&truth, &singles, scale(), &mut Dice::new(&mut source));
    for (one, other, printed) in PRINTED {
        let own = pairs.information(one, other);
        assert!((own - printed).abs() < 0.0006, "{own} beside {printed} for {one}, {other}");
    }
}

#[test]
fn rows_finished_from_pairs_follow_the_tree_of_greatest_information() {
    let (mut source, (truth, singles)) = (Stream(4), records(1000));
    let mut dice = Dice::new(&mut source);
    let pairs = Pairs::measured(&truth, &singles, scale(), &mut dice);
    // one level alone: everything else comes from the pairs
    let chain = Chain::grown(&truth, &pairs, 1, scale(), &mut dice);
    let rows = drawn(&chain, &pairs, &mut Stream(5));
    let all: f64 = TABLE.iter().sum::<usize>() as f64;
    let sum = |wanted: &dyn Fn(usize) -> bool| {
        (0..16).filter(|it| wanted(*it)).map(|it| TABLE[it] as f64).sum::<f64>() / all
    };
    let bit = |cell: usize, place: usize| cell >> (3 - place) & 1;
    for cell in (0..16).step_by(2) {
        let own = |place: usize| move |it: usize| bit(it, place) == bit(cell, place);
        let tree = sum(&|it| own(0)(it) && own(1)(it)) * sum(&|it| own(1)(it) && own(2)(it)) / sum(&own(1));
        let same =
            |row: &usize| (0..3).all(|place| usize::from(rows.code(*row, place)) == 1 + bit(cell, place));
        let made = (0..rows.count()).filter(same).count() as f64 / rows.count() as f64;
        let error = 4.0 * (tree * (1.0 - tree) / rows.count() as f64).sqrt();
        assert!((made - tree).abs() < error + 0.004, "{made} beside {tree} for {cell:04b}");
    }
}

//! Files nobody would write: good ones with bytes flipped, fields dropped, lines doubled, pieces of other files put in.
//! Whatever comes, a door answers with a table or an error that is a sentence, and what passes goes the whole way:
//! protected and attacked, or made synthetic. Mutation without coverage; `cargo xtask prove mangled` runs it long.

use crate::privacy::Dice;
use crate::stream::Stream;
use crate::synth::{Domain, Method, Plan, Records, synthesise};
use crate::tables::{Effort, Knowledge, Line, Rule, Shape, Zeros, audit, protect, read, read_release};

const GOOD: [&str; 5] = [
    "region,sex,count\nGao,f,12\nGao,m,3\nMopti/Djenné,f,4\nTotal,f,16\nTotal,Total,19\n",
    "a,b,count\nx,y,*\nx,z,<5\nTotal,y,40\nTotal,Total,18446744073709551615\n",
    "a,count\nx,0\ny,-1\nz,1e3\n",
    "r,f,s\nr0,f1,\nr1,f0,0\nr0,f1,1\nr0,f1,\n",
    "\u{feff}a,a,count\n/,//,5\nTotal/Total,x/y/z,99999999999\n",
];
const PIECES: [&str; 14] =
    [",", "\n", "/", "Total", "*", "<", "-", "0", "18446744073709551616", "", " ", "\u{0}", "\u{202e}", "é"];

fn mangled(stream: &mut Stream) -> String {
    let mut text: Vec<char> = GOOD[stream.below(GOOD.len())].chars().collect();
    for _ in 0..1 + stream.below(6) {
        let at = stream.below(text.len() + 1);
        match stream.below(5) {
            0 => drop(text.splice(at..at, PIECES[stream.below(PIECES.len())].chars())),
            1 if at < text.len() => drop(text.remove(at)),
            2 => text.truncate(at),
            3 => {
                let other: Vec<char> = GOOD[stream.below(GOOD.len())].chars().collect();
                let from = stream.below(other.len());
                drop(text.splice(at..at, other[from..].iter().copied().take(20)));
            }
            _ if at < text.len() => text[at] = char::from(u8::try_from(stream.below(128)).unwrap()),
            _ => {}
        }
    }
    text.into_iter().collect()
}

/// Sends one file through every door; gives how many let it in.
fn through(text: &str, stream: &mut Stream) -> usize {
    let fields = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
    let mut rows = text.lines();
    let heading = rows.next().map(fields).unwrap_or_default();
    let lines: Vec<Line> = (2..).zip(rows.map(fields)).collect();
    let nest = heading.iter().take(2).cloned().collect::<Vec<_>>();
    let shape = match stream.below(3) {
        0 => Shape::default(),
        1 => Shape { count: None, ..Shape::default() },
        _ => Shape { nests: vec![nest], ..Shape::default() },
    };
    let mut passed = 0;
    let mut hear = |_, _| {};
    match read(&heading, &lines, &shape) {
        Ok(table) => {
            passed += 1;
            let zeros = if stream.below(2) == 0 { Zeros::Hidden } else { Zeros::Shown };
            let rule = Rule { min_cell: stream.next() % 13, zeros, keep_total: stream.below(2) == 0 };
            if let Ok(safe) = protect(table, &rule, Effort::Best, &mut hear) {
                let found = audit(&safe.release(), &Knowledge::default(), rule.min_cell, &mut hear).unwrap();
                assert!(found.recovered.is_empty(), "{text:?} under {rule:?}");
            }
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    match read_release(&heading, &lines, &shape) {
        Ok(release) => {
            passed += 1;
            let rounded = (stream.below(2) == 0).then(|| stream.next() % 7);
            drop(audit(&release, &Knowledge { rounded, ..Knowledge::default() }, 11, &mut hear));
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    let records = lines.iter().map(|(line, fields)| (*line, fields.iter().map(String::as_str).collect()));
    match Records::read(&heading, records) {
        Ok(records) => {
            passed += 1;
            let epsilon = [f64::NAN, -1.0, 0.0, 1e-9, 0.5, 8.0, 50.0, f64::INFINITY][stream.below(8)];
            let domain = if stream.below(2) == 0 { Domain::Private } else { Domain::Public };
            let method = if stream.below(2) == 0 { Method::Tree } else { Method::Seeded };
            let plan = Plan { epsilon, delta: 1e-4, domain, method, least: 2 };
            let mut chance = Stream(stream.next());
            drop(synthesise(&records, &plan, &mut Dice::new(&mut chance), &mut |_| {}));
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    passed
}

fn trial(trials: u64, seed: u64) -> usize {
    let mut stream = Stream(seed);
    (0..trials)
        .map(|_| {
            let text = mangled(&mut stream);
            through(&text, &mut stream)
        })
        .sum()
}

#[test]
fn no_mangled_file_makes_a_door_panic() {
    assert!(trial(400, 9) > 40, "doors that let nothing in are not tried");
}

#[test]
#[ignore = "as long as one likes"]
fn trial_of_mangled_files() {
    let number = |name: &str, otherwise: u64| {
        std::env::var(name).ok().and_then(|it| it.parse().ok()).unwrap_or(otherwise)
    };
    let (trials, seed) = (number("DANBE_PROVE_TRIALS", 100_000), number("DANBE_PROVE_SEED", 1));
    println!("{} doors let a file in", trial(trials, seed));
    println!("trials={trials} failures=0");
}

//! Bytes nobody would send: good files cut, doubled and spoiled as wires, offices and old programs spoil them. Whatever
//! comes, the reader answers with lines or with the number of one, and what it reads goes through every door behind it.
//! Mutation without coverage; `cargo xtask prove mangled-bytes` runs it long.

use super::*;
use danbe_figures::privacy::{Dice, Source};
use danbe_figures::synth::{Domain, Method, Plan, Records, synthesise};
use danbe_figures::tables::{self, Effort, Rule, Zeros, protect};

const GOOD: [&[u8]; 4] = [
    "region,sexe,count\nGao,F,12\nGao,M,3\nMopti,F,40\nMopti,M,25\n".as_bytes(),
    "\u{feff}région;sexe;count\r\nSégou;F;7\r\nSégou;M;31\r\nTotal;Total;38\r\n".as_bytes(),
    b"a,b\nx,p\ny,q\nx,p\n\"y, z\",\"q \"\"r\"\"\"\n",
    b"a,count\nx,18446744073709551615\ny,0\n",
];

/// What spoils files in the world: marks of order, other encodings, cut letters, lone quotes, numbers no register holds.
const SPOILS: [&[u8]; 18] = [
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xfe\xff",
    b"\xe9",
    b"\xc3",
    b"\xe2\x80",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"\0",
    b"\"",
    b"\"\"",
    b"\r",
    b"\n",
    b"\r\n",
    b"1e309",
    b"-1",
    b"99999999999999999999999999",
    b"\t",
];

/// Repeatable chance (splitmix64).
struct Stream(u64);

impl Stream {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }
}

impl Source for Stream {
    fn fill(&mut self, bytes: &mut [u8]) {
        bytes.iter_mut().for_each(|byte| *byte = self.next().to_le_bytes()[0]);
    }
}

fn mangled(stream: &mut Stream) -> Vec<u8> {
    let mut bytes = GOOD[stream.below(GOOD.len())].to_vec();
    for _ in 0..1 + stream.below(5) {
        let at = stream.below(bytes.len() + 1);
        match stream.below(8) {
            0 | 1 => drop(bytes.splice(at..at, SPOILS[stream.below(SPOILS.len())].iter().copied())),
            2 => bytes.truncate(at),
            3 if at < bytes.len() => bytes[at] = stream.next().to_le_bytes()[0],
            4 if at < bytes.len() => drop(bytes.remove(at)),
            // as Excel of old wrote it: one byte a letter, or two
            5 => bytes = String::from_utf8_lossy(&bytes).chars().map(|it| it as u32 as u8).collect(),
            6 => bytes = String::from_utf8_lossy(&bytes).encode_utf16().flat_map(u16::to_le_bytes).collect(),
            // a very long line
            7 => {
                drop(bytes.splice(at..at, std::iter::repeat_n(b"x,"[stream.below(2)], 1 << stream.below(17))))
            }
            _ => {}
        }
    }
    bytes
}

/// Sends bytes through the reader and every door behind it; gives how many let them in.
fn through(bytes: &[u8], stream: &mut Stream) -> usize {
    let csv = match meant(bytes) {
        Ok(csv) => csv,
        Err(line) => {
            let lines = bytes.split(|byte| matches!(byte, b'\n' | b'\r')).count() as u64;
            assert!(
                std::str::from_utf8(bytes).is_err() && (1..=lines).contains(&line),
                "line {line} of {lines}"
            );
            return 0;
        }
    };
    assert!(csv.lines.windows(2).all(|pair| pair[0].0 <= pair[1].0), "lines are numbered as they stand");
    let mut passed = 0;
    match tables::read(&csv.heading, &csv.lines, &Shape { count: Some("count".into()), ..Shape::default() }) {
        Ok(table) => {
            passed += 1;
            let rule = Rule { min_cell: 11, zeros: Zeros::Shown, keep_total: false };
            drop(protect(table, &rule, Effort::Best, &mut |_, _| {}));
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    match tables::read_release(&csv.heading, &csv.lines, &Shape::default()) {
        Ok(_) => passed += 1,
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    let lines = csv.lines.iter().map(|(line, fields)| (*line, fields.iter().map(String::as_str).collect()));
    match Records::read(&csv.heading, lines) {
        Ok(records) => {
            passed += 1;
            let plan =
                Plan { epsilon: 8.0, delta: 1e-4, domain: Domain::Public, method: Method::Tree, least: 2 };
            drop(synthesise(&records, &plan, &mut Dice::new(stream), &mut |_| {}));
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    passed
}

fn trial(trials: u64, seed: u64) -> usize {
    let mut stream = Stream(seed);
    (0..trials)
        .map(|_| {
            let bytes = mangled(&mut stream);
            through(&bytes, &mut stream)
        })
        .sum()
}

#[test]
fn no_mangled_bytes_make_the_reader_panic() {
    assert!(trial(300, 4) > 60, "a reader that lets nothing in is not tried");
}

#[test]
fn what_is_not_utf_8_is_named_by_its_line() {
    for (bytes, line) in [
        (&b"region,count\nGao,12\nS\xe9gou,7\n"[..], 3),
        (b"r\xe9gion,count\nGao,12\n", 1),
        (b"\xff\xfer\0e\0", 1),
        (b"region,count\nGao,12\nMopti \xe2\x80", 3),
    ] {
        assert_eq!(meant(bytes).err(), Some(line), "{bytes:?}");
    }
}

#[test]
#[ignore = "as long as one likes"]
fn trial_of_mangled_bytes() {
    let number = |name: &str, otherwise: u64| {
        std::env::var(name).ok().and_then(|it| it.parse().ok()).unwrap_or(otherwise)
    };
    let (trials, seed) = (number("DANBE_PROVE_TRIALS", 100_000), number("DANBE_PROVE_SEED", 1));
    println!("{} doors let a file in", trial(trials, seed));
    println!("trials={trials} failures=0");
}

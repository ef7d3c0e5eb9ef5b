//! Schemas and files of filters with bytes changed at random: read or named, never a panic.
#![allow(clippy::print_stdout, clippy::indexing_slicing, reason = "a trial speaks to a terminal")]

use danbe_clk::{Coder, Encoded, Filter, Schema};

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// Chance that repeats.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most.max(1)
    }

    /// Some bytes turned, cut, doubled or replaced by those that mean something.
    fn spoiled(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        for _ in 0..=self.below(4) {
            let at = self.below(bytes.len());
            match self.below(5) {
                0 => bytes.truncate(at),
                1 => bytes.insert(at, b"\"{}[]:,-0e\n\xff"[self.below(11)]),
                2 if at < bytes.len() => drop(bytes.remove(at)),
                3 => bytes.extend_from_within(at.min(bytes.len())..),
                _ => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1 << (at % 8)),
            }
        }
        bytes
    }
}

#[test]
#[ignore = "a long trial: `cargo xtask prove readers-filters`"]
fn spoiled_schemas_and_files_are_read_or_named() {
    let trials = number("DANBE_PROVE_TRIALS").unwrap_or(1_000_000);
    let mut dice = Dice(number("DANBE_PROVE_SEED").unwrap_or(1));
    let schemas = [include_str!("schema-per-token.json"), include_str!("schema-per-feature-folded.json")];
    let filters = vec![Filter([3; 16]); 3];
    let file = Encoded { made: "ab".to_owned(), key: "cd".to_owned(), ask: "poste".to_owned(), filters };
    let (file, mut taken) = (file.to_bytes(), 0_u64);
    for trial in 0..trials {
        if trial % 2 == 0 {
            let schema = schemas[dice.below(2)];
            let text = dice.spoiled(schema.as_bytes());
            if let Ok(schema) = Schema::read(&String::from_utf8_lossy(&text)) {
                taken += 1;
                let row = ["Awa", "Diarra", "1990-02-31", "Gao", "F"].map(str::to_owned);
                let _ = Coder::compatible(schema, b"a key of this trial").encode(&[row], &[0; 32]);
            }
        } else {
            taken += u64::from(Encoded::from_bytes(&dice.spoiled(&file)).is_ok());
        }
    }
    println!("{taken} were still readable");
    println!("trials={trials} failures=0");
}

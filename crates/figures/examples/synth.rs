//! Spike.
use danbe_figures::privacy::*;
use danbe_figures::synth::*;
struct S(u64);
impl Source for S {
    fn fill(&mut self, bytes: &mut [u8]) {
        for c in bytes.chunks_mut(8) {
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = self.0;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            let w = (z ^ (z >> 31)).to_le_bytes();
            c.copy_from_slice(&w[..c.len()]);
        }
    }
}
fn load(p: &str) -> Records {
    let t = std::fs::read_to_string(p).unwrap();
    let mut l = t.lines();
    let h: Vec<String> = l.next().unwrap().split(',').map(str::to_owned).collect();
    Records::read(&h, (2..).zip(l.map(|x| x.split(',').collect()))).unwrap()
}
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let truth = load(&a[1]);
    let n = truth.rows() as f64;
    let domain = if a[2] == "public" { Domain::Public } else { Domain::Private };
    let seeds: u64 = a[3].parse().unwrap();
    let least: u32 = a[4].parse().unwrap();
    for seed in 0..seeds {
        let mut s = S(seed * 1000 + 1);
        let mut dice = Dice::new(&mut s);
        let t = std::time::Instant::now();
        let plan = Plan { epsilon: 4.0, delta: 1.0 / (n * n.ln()), domain, least };
        let out = synthesise(&truth, &plan, &mut dice, &mut |s| eprintln!("{s} {:?}", t.elapsed())).unwrap();
        println!(
            "took {:?} noise {:?} unnamed {} blanked {} rows {} agg {}",
            t.elapsed(),
            out.noise,
            out.unnamed,
            out.blanked,
            out.records.rows(),
            out.aggregates.len()
        );
        for k in 1..=3 {
            print!(" agg{k} {:.2}", aggregate_error(&truth, &out.records, &out.aggregates, k));
        }
        println!();
        for o in quality(&truth, &out.records, 3).orders {
            println!(
                "  {} err {:.1} tv {:.4} missing {:.3} invented {:.3} comb {}",
                o.order, o.error, o.variation, o.missing, o.invented, o.combinations
            );
        }
    }
}

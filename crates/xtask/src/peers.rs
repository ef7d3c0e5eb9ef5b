//! `cargo xtask bench linkage|pprl|mse`: ours beside the programs others use, in one run on the same data.
//!
//! Prints a table and, where every peer is at hand, writes it between its marks in `docs/benchmarks.md`. The peers are Python programs kept
//! outside this project: `DANBE_PEERS` names the folder of their scripts (`linkage/gen.py`, `linkage/splink_bench.py`,
//! `pprl/encode.py`, `pprl/anon_bench.py`, `pprl/anon_f1.py`, `pprl/popcnt.cpp`, `mse/sm.py`), `DANBE_PEERS_PYTHON`
//! the interpreter that has their packages, `DANBE_PEERS_DATA` a folder for what they generate, and
//! `DANBE_PEERS_FEBRL` the FEBRL files. What is not named is said to be left out; ours is then measured alone.
//! `DANBE_BENCH_LARGEST=100000` leaves out larger files; `DANBE_BENCH_PROGRAM` names a `danbe` built before.
//! Thresholds of ours were chosen on seed 7, which is never reported.

use crate::shell::{self, Outcome, cargo, command, output, run as finish};
use serde_json::Value;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// Parts measured here.
pub(crate) const PARTS: [&str; 3] = ["linkage", "pprl", "mse"];

/// What the peers are named by.
const PEERS: [&str; 4] = ["DANBE_PEERS", "DANBE_PEERS_PYTHON", "DANBE_PEERS_DATA", "DANBE_PEERS_FEBRL"];

/// Measures one part and writes it down.
///
/// # Errors
/// Something does not build, or a program ends badly.
pub(crate) fn run(part: &str) -> Outcome {
    let table = match part {
        "linkage" => linkage()?,
        "pprl" => pprl()?,
        _ => mse()?,
    };
    print!("{table}");
    if PEERS.iter().all(|variable| named(variable).is_some()) {
        return write_down(part, &table);
    }
    println!("Not written down: what stands in docs/benchmarks.md was measured beside every peer.");
    Ok(())
}

fn named(variable: &str) -> Option<PathBuf> {
    let found = std::env::var_os(variable).map(PathBuf::from).filter(|path| path.exists());
    if found.is_none() {
        println!("{variable} names nothing that exists: what needs it is left out.");
    }
    found
}

/// A table between its two marks in `docs/benchmarks.md`.
///
/// # Errors
/// The page has no such marks.
pub(crate) fn write_down(part: &str, table: &str) -> Outcome {
    let path = shell::root().join("docs/benchmarks.md");
    let page = std::fs::read_to_string(&path)?;
    let (open, close) = (format!("<!-- {part} -->\n"), format!("<!-- end of {part} -->"));
    let from = page.find(&open).ok_or_else(|| format!("docs/benchmarks.md has no mark {open}"))? + open.len();
    let to = page.find(&close).filter(|to| *to >= from).ok_or("docs/benchmarks.md: a mark is not closed")?;
    let before = page.get(..from).unwrap_or_default();
    let after = page.get(to..).unwrap_or_default();
    std::fs::write(path, format!("{before}\n{table}\n{after}"))?;
    Ok(())
}

struct Peers {
    scripts: PathBuf,
    python: PathBuf,
    data: PathBuf,
}

impl Peers {
    fn named() -> Option<Self> {
        let scripts = named("DANBE_PEERS")?;
        Some(Self { scripts, python: named("DANBE_PEERS_PYTHON")?, data: named("DANBE_PEERS_DATA")? })
    }

    /// A script in its own folder, the data folder in `DATA`.
    fn script(&self, path: &str, args: &[&str], data: &Path) -> Command {
        let mut python = Command::new(&self.python);
        python.arg(self.scripts.join(path)).args(args).current_dir(data).env("DATA", data);
        python
    }

    /// The last line a script prints, as JSON.
    fn last(&self, path: &str, args: &[&str], data: &Path, tight: &str) -> Outcome<Value> {
        let mut script = self.script(path, args, data);
        if !tight.is_empty() {
            script.env(tight, "1");
        }
        let said = output(&mut script)?;
        Ok(serde_json::from_str(said.lines().last().unwrap_or_default())?)
    }
}

fn number(value: &Value, name: &str) -> f64 {
    value.get(name).and_then(Value::as_f64).unwrap_or(f64::NAN)
}

/// Middle, least and most.
fn spread(values: &[f64], digits: usize) -> String {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = |place: usize| sorted.get(place).copied().unwrap_or(f64::NAN);
    let (middle, low, high) = (at(sorted.len() / 2), at(0), at(sorted.len().saturating_sub(1)));
    if sorted.len() < 2 {
        format!("{middle:.digits$}")
    } else {
        format!("{middle:.digits$} ({low:.digits$} to {high:.digits$})")
    }
}

const PEOPLE: &str = "first_name,surname,sex,dob,town,phone,nationality";
const FEBRL: &str = "given_name,surname,date_of_birth,soc_sec_id,postcode,address_1,street_number,suburb";

struct Measured {
    wall: f64,
    processor: f64,
    memory: f64,
    candidates: f64,
    pairs: f64,
    groups: f64,
}

fn ours(files: &[&Path], columns: &str, id: &str, truth: &str, more: &[&str]) -> Outcome<Measured> {
    let danbe = std::env::var_os("DANBE_BENCH_PROGRAM")
        .map_or_else(|| shell::target().join("release/danbe"), PathBuf::from);
    let folder = std::env::temp_dir();
    let pairs = folder.join("danbe-bench-pairs.csv");
    let mut link = Command::new(danbe);
    link.args(["link", if files.len() > 1 { "join" } else { "dedupe" }]).args(files);
    link.args(["--id", id, "--columns", columns, "--truth", truth, "--json", "--pairs"]).arg(pairs);
    link.args(more);
    if files.len() == 1 {
        link.arg("--clusters").arg(folder.join("danbe-bench-clusters.csv"));
    }
    let start = Instant::now();
    let said: Value = serde_json::from_str(&output(&mut link)?)?;
    let score = |name: &str| said.get(name).map_or(f64::NAN, |score| number(score, "f1"));
    Ok(Measured {
        wall: start.elapsed().as_secs_f64(),
        processor: number(&said, "processor_seconds"),
        memory: number(&said, "peak_megabytes"),
        candidates: number(&said, "candidate_recall"),
        pairs: score("pairwise"),
        groups: score("clusters"),
    })
}

/// Splink's own best threshold is taken, which favours it.
fn splink(peers: &Peers, name: &str, data: &Path) -> Outcome<Measured> {
    let tight = if name.starts_with('p') { "EMTIGHT" } else { "" };
    let said = peers.last("linkage/splink_bench.py", &[name], data, tight)?;
    let scores = said.get("scores").and_then(Value::as_array).cloned().unwrap_or_default();
    let with =
        |name: &str| scores.iter().filter(|score| score.get(name).is_some()).cloned().collect::<Vec<Value>>();
    let best = with("th").iter().map(|score| number(score, "f1")).fold(f64::NAN, f64::max);
    let first = |name: &str, part: &str| with(name).first().map_or(f64::NAN, |score| number(score, part));
    Ok(Measured {
        wall: number(&said, "total_s"),
        processor: number(&said, "cpu_s"),
        memory: number(&said, "peak_MB"),
        candidates: first("true_pairs_scored_recall", "true_pairs_scored_recall"),
        pairs: best,
        groups: first("clustered_at", "f1"),
    })
}

fn row(table: &mut String, what: &str, who: &str, measured: &[Measured]) {
    let of = |value: fn(&Measured) -> f64| measured.iter().map(value).collect::<Vec<f64>>();
    let _ = writeln!(
        table,
        "| {what} | {who} | {} | {} | {} | {} | {} | {} |",
        spread(&of(|it| it.wall), 1),
        spread(&of(|it| it.processor), 1),
        spread(&of(|it| it.memory), 0),
        spread(&of(|it| it.candidates), 4),
        spread(&of(|it| it.pairs), 4),
        // Two files have no groups.
        spread(&of(|it| it.groups), 4).replace("NaN", "")
    );
}

/// `DANBE_BENCH_LARGEST`: files of more records are left out, to try the whole run quickly.
fn largest() -> u64 {
    std::env::var("DANBE_BENCH_LARGEST").ok().and_then(|most| most.parse().ok()).unwrap_or(u64::MAX)
}

fn linkage() -> Outcome<String> {
    if std::env::var_os("DANBE_BENCH_PROGRAM").is_none() {
        finish(&mut cargo(&["build", "--release", "-p", "danbe-app", "--bin", "danbe"]))?;
    }
    let mut table = String::from(
        "| records | program | wall, s | CPU, s | peak, MB | candidate recall | F1 of pairs | F1 of clusters |\n\
         |---|---|---|---|---|---|---|---|\n",
    );
    let Some(peers) = Peers::named() else {
        return Ok("Not measured on this machine: the peers and their data are not named.\n".to_owned());
    };
    let sizes: [(&str, u64, &[&str]); 3] = [
        ("p100k", 100_000, &["101", "102", "103"]),
        ("p1m", 1_000_000, &["101", "102"]),
        ("p5m", 5_000_000, &["101"]),
    ];
    for (name, records, seeds) in sizes.into_iter().filter(|(_, records, _)| *records <= largest()) {
        let (mut own, mut spilled, mut theirs) = (Vec::new(), Vec::new(), Vec::new());
        for seed in seeds {
            let folder = peers.data.join(format!("seed-{seed}"));
            std::fs::create_dir_all(&folder)?;
            let file = folder.join(format!("{name}.parquet"));
            if !file.exists() {
                let out = file.to_string_lossy().into_owned();
                finish(&mut peers.script("linkage/gen.py", &[&records.to_string(), &out, seed], &folder))?;
            }
            // Theirs first: both then find the file in the machine's memory.
            if name != "p5m" {
                theirs.push(splink(&peers, name, &folder)?);
            }
            own.push(ours(&[&file], PEOPLE, "rec_id", "ent_id", &[])?);
            if name != "p100k" {
                spilled.push(ours(&[&file], PEOPLE, "rec_id", "ent_id", &["--memory", "50"])?);
            }
        }
        let what = format!("{records}, seeds {}", seeds.join(" "));
        for (who, rows) in [("Splink", &theirs), ("Danbé", &own), ("Danbé, `--memory 50`", &spilled)] {
            if !rows.is_empty() {
                row(&mut table, &what, who, rows);
                print!("{}", table.lines().last().unwrap_or_default());
                println!();
            }
        }
    }
    if let Some(febrl) = named("DANBE_PEERS_FEBRL") {
        for (name, files) in
            [("febrl1", &["febrl1"][..]), ("febrl2", &["febrl2"]), ("febrl4", &["febrl4a", "febrl4b"])]
        {
            let told: Vec<PathBuf> =
                files.iter().map(|file| with_person(&febrl, file)).collect::<Outcome<_>>()?;
            let told: Vec<&Path> = told.iter().map(PathBuf::as_path).collect();
            row(&mut table, name, "Danbé", &[ours(&told, FEBRL, "rec_id", "person", &[])?]);
            row(&mut table, name, "Splink", &[splink(&peers, name, &peers.data)?]);
        }
    }
    Ok(table)
}

/// A FEBRL file with the person in a column of its own: the middle of `rec-<person>-org`.
fn with_person(folder: &Path, name: &str) -> Outcome<PathBuf> {
    let text = std::fs::read_to_string(folder.join(format!("{name}.csv")))?;
    let mut out = String::new();
    for (at, line) in text.lines().enumerate() {
        let person = if at == 0 { "person" } else { line.split('-').nth(1).unwrap_or_default() };
        let _ = writeln!(out, "{person},{line}");
    }
    let path = std::env::temp_dir().join(format!("danbe-bench-{name}.csv"));
    std::fs::write(&path, out)?;
    Ok(path)
}

/// Lines `name<TAB>value<TAB>remark` as rows of a table.
fn rows(table: &mut String, who: &str, said: &str) {
    for line in said.lines() {
        let mut parts = line.split('\t');
        if let (Some(name), Some(value)) = (parts.next(), parts.next()) {
            let _ = writeln!(table, "| {who} | {name} | {value} | {} |", parts.next().unwrap_or_default());
        }
    }
}

fn example(package: &str, name: &str, args: &[&str]) -> Outcome<String> {
    finish(&mut cargo(&["build", "--release", "-p", package, "--example", name]))?;
    let built = shell::target().join("release/examples").join(name);
    output(command(&built.to_string_lossy(), args).env_remove("RUST_BACKTRACE"))
}

const HEAD: &str = "| program | what | value | remark |\n|---|---|---|---|\n";

fn mse() -> Outcome<String> {
    let mut table = HEAD.to_owned();
    rows(&mut table, "Danbé", &example("danbe-figures", "hidden", &["speed"])?);
    if let Some(peers) = Peers::named() {
        let six = shell::root().join("crates/figures/src/hidden/published/uk-2013-six-lists.csv");
        let said = output(&mut peers.script("mse/sm.py", &[&six.to_string_lossy()], &peers.data))?;
        let said: Vec<&str> = said.lines().skip(1).collect();
        rows(
            &mut table,
            "statsmodels",
            &format!("one fit and a fixed bootstrap, six lists\t{}\t", said.join("; ")),
        );
    }
    let _ = writeln!(
        table,
        "| SparseMSE 2.0.1 (published) | BCa stepwise five lists, 1000 replicates, CPU s | 81.3 | |"
    );
    let _ = writeln!(table, "| Rcapture 1.4-4 (published) | all order-2 models, six lists, CPU s | 172 | |");
    rows(
        &mut table,
        "Danbé, 95 % intervals that hold",
        &example("danbe-figures", "hidden", &["coverage", "1000"])?,
    );
    Ok(table)
}

fn pprl() -> Outcome<String> {
    let mut table = String::from("| what | peer | Danbé | times |\n|---|---|---|---|\n");
    let (Some(peers), Some(febrl)) = (Peers::named(), named("DANBE_PEERS_FEBRL")) else {
        return Ok("Not measured on this machine: the peers and their data are not named.\n".to_owned());
    };
    let (data, at) = (&peers.data, |name: &str| peers.data.join(name).to_string_lossy().into_owned());
    let schema = shell::root().join("crates/clk/tests/schema-per-token.json").to_string_lossy().into_owned();
    // The same 40,000 records to both encoders, as text; then bits are compared.
    let parquet = data.join("seed-101/p100k.parquet");
    let csv = "import pandas as pd,sys; d=pd.read_parquet(sys.argv[1]).head(40000).fillna('')\n\
               for i in (0,1): d.iloc[i*20000:(i+1)*20000].to_csv(sys.argv[2+i],index=False)";
    finish(Command::new(&peers.python).args(["-c", csv]).arg(parquet).args([at("a.csv"), at("b.csv")]))?;
    let (mut theirs, mut own, mut same) = (Vec::new(), Vec::new(), true);
    for side in ["a", "b", "a"] {
        let (from, clkhash, out) =
            (at(&format!("{side}.csv")), at(&format!("{side}.clkhash")), at(&format!("{side}.raw")));
        let said = peers.last("pprl/encode.py", &["20000", &from, &clkhash], data, "")?;
        theirs.push(number(&said, "rec_per_s"));
        let said = example("danbe-clk", "clk", &["encode", &from, &schema, "s3cret-key-for-tests", &out])?;
        own.push(fields(said.lines().next().unwrap_or_default()).get(1).copied().unwrap_or(f64::NAN));
        same &= std::fs::read(&out)? == std::fs::read(&clkhash)?;
    }
    let _ = writeln!(
        table,
        "| encode 20,000 records, one thread, records/s; the same bits: {} | clkhash {} | {} | {:.1} |",
        if same { "yes" } else { "NO" },
        spread(&theirs, 0),
        spread(&own, 0),
        middle(&own) / middle(&theirs)
    );
    let popcnt = at("popcnt");
    let source = peers.scripts.join("pprl/popcnt.cpp");
    finish(Command::new("g++").args(["-O3", "-march=native", "-pthread", "-o", &popcnt]).arg(source))?;
    let said = output(Command::new(&popcnt).args(["10000", "20000", &at("a.raw")]))
        .or_else(|_| output(Command::new(&popcnt).args(["10000", "20000"])))?;
    let ceiling = said.lines().filter(|line| line.starts_with("popcnt ceiling"));
    let ceiling: Vec<f64> = ceiling.filter_map(|line| line.split_whitespace().nth(3)?.parse().ok()).collect();
    let _ = writeln!(table, "| popcount-only ceiling, M pairs/s | {} | | |", spread(&ceiling, 0));
    for threshold in ["0.6", "0.7", "0.8", "0.9"] {
        compared(&mut table, &peers, threshold, &ceiling)?;
    }
    quality(&mut table, &peers, &febrl)?;
    Ok(table)
}

/// Numbers of a line between tabs.
fn fields(line: &str) -> Vec<f64> {
    line.split('\t').map(|field| field.parse().unwrap_or(f64::NAN)).collect()
}

fn middle(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

/// All pairs of 10,000 and 20,000 filters: a row for each of our kernels beside anonlink.
fn compared(table: &mut String, peers: &Peers, threshold: &str, ceiling: &[f64]) -> Outcome {
    let at = |name: &str| peers.data.join(name).to_string_lossy().into_owned();
    let args = [at("a.raw"), at("b.raw"), threshold.to_owned(), "10000".to_owned(), "20000".to_owned()];
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let (mut rates, mut candidates) = (Vec::new(), f64::NAN);
    for line in output(&mut peers.script("pprl/anon_bench.py", &args, &peers.data))?.lines() {
        let said: Value = serde_json::from_str(line)?;
        if said.get("cands").is_some() {
            rates.push(number(&said, "Mcmp_per_s"));
            candidates = number(&said, "cands");
        }
    }
    let args: Vec<&str> = std::iter::once("compare").chain(args).collect();
    let (said, mut alone) = (example("danbe-clk", "clk", &args)?, f64::NAN);
    for line in said.lines() {
        let kernel = line.split('\t').next().unwrap_or_default();
        let numbers = fields(line);
        let of = |at: usize| numbers.get(at).copied().unwrap_or(f64::NAN);
        let (threads, rate) = (of(1), of(2));
        let beside = if threads > 1.0 {
            format!("{:.2} of one thread", rate / alone)
        } else {
            alone = rate;
            format!("{:.0} % of the ceiling", 100.0 * rate / middle(ceiling))
        };
        // The portable kernel is given an eighth of the first file.
        let same = if kernel == "Portable" {
            ""
        } else if of(6) == candidates {
            "; same candidates"
        } else {
            "; OTHER CANDIDATES"
        };
        let _ = writeln!(
            table,
            "| compare at {threshold}, {kernel}, {threads} thread(s), M pairs/s{same} | anonlink {} | {rate:.0} ({:.0} to {:.0}); {beside} | {:.1} |",
            spread(&rates, 0),
            of(3),
            of(4),
            rate / middle(&rates)
        );
    }
    Ok(())
}

/// FEBRL 4: row i of each file is the same person, so that F1 needs no names.
fn quality(table: &mut String, peers: &Peers, febrl: &Path) -> Outcome {
    let at = |name: &str| peers.data.join(name).to_string_lossy().into_owned();
    let order = "import pandas as pd,sys\n\
                 for s in 'ab':\n\
                 \x20d=pd.read_csv(sys.argv[1]+'/febrl4'+s+'.csv',dtype=str,skipinitialspace=True).fillna('')\n\
                 \x20d['k']=d.rec_id.str.split('-').str[1].astype(int); d=d.sort_values('k')\n\
                 \x20d.rename(columns={'given_name':'first_name','date_of_birth':'dob','suburb':'town'}).assign(sex='').to_csv(sys.argv[2]+'/febrl4'+s+'.csv',index=False)";
    finish(Command::new(&peers.python).args(["-c", order]).arg(febrl).arg(&peers.data))?;
    let schema = shell::root().join("crates/clk/tests/schema-per-token.json").to_string_lossy().into_owned();
    let mut hardened = Vec::new();
    for side in ["febrl4a", "febrl4b"] {
        let (from, plain, hard) =
            (at(&format!("{side}.csv")), at(&format!("{side}.bin")), at(&format!("{side}.hard")));
        example("danbe-clk", "clk", &["encode", &from, &schema, "s3cret-key-for-tests", &plain])?;
        let said = example("danbe-clk", "clk", &["hardened", &from, &hard])?;
        hardened.push(fields(said.lines().next().unwrap_or_default()).get(1).copied().unwrap_or(f64::NAN));
    }
    let _ = writeln!(table, "| encode the hardened way, records/s | | {} | |", spread(&hardened, 0));
    let theirs: Vec<Value> = output(&mut peers.script("pprl/anon_f1.py", &[], &peers.data))?
        .lines()
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()?;
    for (way, end) in [("the same filters", "bin"), ("hardened filters", "hard")] {
        let said = example(
            "danbe-clk",
            "clk",
            &["quality", &at(&format!("febrl4a.{end}")), &at(&format!("febrl4b.{end}"))],
        )?;
        let best = said.lines().max_by(|one, other| f1(one).total_cmp(&f1(other))).unwrap_or_default();
        for line in said.lines().filter(|line| *line == best || (end == "bin" && line.contains("0.6\t"))) {
            let threshold: f64 = fields(&line.replace("threshold ", "")).first().copied().unwrap_or(f64::NAN);
            let beside = theirs.iter().find(|it| end == "bin" && (number(it, "th") - threshold).abs() < 1e-9);
            let beside = beside.map_or_else(String::new, |it| format!("anonlink F1 {:.4}", number(it, "f1")));
            let parts: Vec<&str> = line.split('\t').skip(1).collect();
            let _ = writeln!(
                table,
                "| FEBRL 4, {way}, threshold {threshold} | {beside} | {} | |",
                parts.join(", ")
            );
        }
    }
    Ok(())
}

/// F1 in a line of `quality`.
fn f1(line: &str) -> f64 {
    line.split('\t').nth(1).and_then(|part| part.strip_prefix("F1 ")?.parse().ok()).unwrap_or(0.0)
}

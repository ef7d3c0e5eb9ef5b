//! Time and memory of the report and of reading tables back: `cargo xtask bench report`.
//!
//! One measurement a process, named on the command line, because a process remembers its highest memory; behind it the
//! file `make` writes for those that read one. Prints one line: what, seconds, megabytes at the highest, remark.
#![allow(clippy::print_stdout, reason = "a measurement speaks to a terminal")]

use danbe_pages::{Lang, Say};
use danbe_report::workbook::{Limits, read};
use danbe_report::{WORDS_FR, book, document, page, samples};
use rust_xlsxwriter::Workbook;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::time::Instant;

type Outcome = Result<String, Box<dyn std::error::Error>>;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let what = std::env::args().nth(1).unwrap_or_default();
    let file = std::env::args().nth(2).unwrap_or_default();
    let (begun, remark) = match what.as_str() {
        "paper" => timed(paper),
        "page" => {
            timed(|| Ok(format!("{} ko", page(&say(), &document(&say(), &samples::year())).len() / 1024)))
        }
        "book" => timed(|| Ok(format!("{} ko", book(&document(&say(), &samples::year()))?.len() / 1024))),
        "csv-5m" => timed(|| refused(Lines::of(5_000_000))),
        "csv" => timed(|| taken(Lines::of(45_000))),
        "csv-bare" => timed(|| bare(Lines::of(45_000))),
        "make" => timed(|| Ok(format!("{} ko", made(&file)? / 1024))),
        "xlsx" => timed(|| taken(std::fs::File::open(&file)?)),
        "xlsx-bare" => timed(|| unpacked(std::fs::File::open(&file)?)),
        "bomb" => {
            let bytes = bomb()?;
            timed(move || refused(Cursor::new(bytes)))
        }
        other => {
            return Err(format!(
                "{other}: paper, page, book, csv, csv-5m, csv-bare, make, xlsx, xlsx-bare or bomb"
            )
            .into());
        }
    };
    println!("{what},{begun:.3},{},{}", peak(), remark?);
    Ok(())
}

fn timed(work: impl FnOnce() -> Outcome) -> (f64, Outcome) {
    let begun = Instant::now();
    let remark = work();
    (begun.elapsed().as_secs_f64(), remark)
}

fn say() -> Say {
    Say::new(Lang::French, &[WORDS_FR])
}

#[cfg(feature = "pdf")]
fn paper() -> Outcome {
    let document = document(&say(), &samples::year());
    let paper = danbe_report::pdf(&danbe_report::parts(&document)?, "measure")?;
    Ok(format!("{} ko", paper.len() / 1024))
}

#[cfg(not(feature = "pdf"))]
fn paper() -> Outcome {
    Err("built without the feature pdf".into())
}

fn refused(source: impl Read + Seek) -> Outcome {
    match read(source, &Limits::default()) {
        Ok(_) => Err("taken, and should not be".into()),
        Err(fault) => Ok(fault.said(&say()).replace(',', "")),
    }
}

fn taken(source: impl Read + Seek) -> Outcome {
    let tables = read(source, &Limits::default()).map_err(|fault| fault.said(&say()))?;
    Ok(format!("{} lignes", tables.sheets.iter().map(|sheet| sheet.rows.len()).sum::<usize>()))
}

/// The limit: the same bytes, looked at once.
fn bare(mut source: impl Read) -> Outcome {
    let mut buffer = [0; 64 << 10];
    let mut lines = 0;
    loop {
        let read = source.read(&mut buffer)?;
        if read == 0 {
            return Ok(format!("{lines} lignes"));
        }
        lines += buffer.iter().take(read).filter(|byte| **byte == b'\n').count();
    }
}

/// The limit: the same package, unpacked into nothing.
fn unpacked(source: impl Read + Seek) -> Outcome {
    let mut package = zip::ZipArchive::new(source)?;
    let mut length = 0;
    for place in 0..package.len() {
        length += io::copy(&mut package.by_index(place)?, &mut io::sink())?;
    }
    Ok(format!("{} ko unpacked", length / 1024))
}

/// A workbook of as many lines as may be, twelve columns each; gives its bytes.
fn made(file: &str) -> Result<usize, Box<dyn std::error::Error>> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for line in 0..45_000 {
        for column in 0..6 {
            sheet.write_string(line, column, format!("mot {} {column}", line % 977))?;
            sheet.write_number(line, column + 6, f64::from(line) + f64::from(column))?;
        }
    }
    let bytes = book.save_to_buffer()?;
    std::fs::write(file, &bytes)?;
    Ok(bytes.len())
}

fn bomb() -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    use std::io::Write;
    let mut package = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .large_file(true);
    package.start_file("xl/worksheets/sheet1.xml", options)?;
    let blank = vec![b' '; 1 << 20];
    for _ in 0..5_000 {
        package.write_all(&blank)?;
    }
    Ok(package.finish()?.into_inner())
}

/// A CSV that is never whole anywhere: made line by line as it is read.
struct Lines {
    many: u64,
    next: u64,
    waiting: Cursor<Vec<u8>>,
}

impl Lines {
    const fn of(many: u64) -> Self {
        Self { many, next: 0, waiting: Cursor::new(Vec::new()) }
    }
}

impl Read for Lines {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.waiting.read(buffer)?;
        if read > 0 || self.next == self.many {
            return Ok(read);
        }
        let mut text = String::new();
        for line in self.next..(self.next + 500).min(self.many) {
            text += &format!(
                "Service {};2024-03;Féminin;{};12;7;3;0;Kayes;dossier;approuvé;{line}\n",
                line % 91,
                line % 13
            );
        }
        self.next = (self.next + 500).min(self.many);
        self.waiting = Cursor::new(text.into_bytes());
        self.waiting.read(buffer)
    }
}

impl Seek for Lines {
    fn seek(&mut self, place: SeekFrom) -> io::Result<u64> {
        match place {
            SeekFrom::Start(0) => {
                *self = Self::of(self.many);
                Ok(0)
            }
            _ => Err(io::ErrorKind::Unsupported.into()),
        }
    }
}

/// The most memory of this process, in megabytes; nothing where the system does not say.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().split(' ').next()?.parse::<u64>().ok());
    kilobytes.unwrap_or(0).div_ceil(1024)
}

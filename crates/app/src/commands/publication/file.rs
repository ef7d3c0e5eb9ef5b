//! Reading and writing files of commas, and writing anything whole or not at all.

use super::about;
use danbe_figures::tables::{Line, Release, Shape, Shown};
use std::fs;
use std::io;
use std::path::Path;

/// The heading and the lines of a file, with their numbers.
pub(super) struct Csv {
    pub(super) heading: Vec<String>,
    pub(super) lines: Vec<Line>,
}

/// Reads a file of commas or semicolons, in UTF-8.
///
/// # Errors
/// The file cannot be read, or a line is not UTF-8: the sentence names the line.
pub(super) fn read(path: &Path) -> io::Result<Csv> {
    let bytes = fs::read(path).map_err(|error| about(path, error))?;
    meant(&bytes).map_err(|line| {
        about(path, format!("ligne {line} : le texte n’est pas en UTF-8, ou la ligne est illisible"))
    })
}

/// What the bytes of a file say; the number of the line that says nothing otherwise.
fn meant(bytes: &[u8]) -> Result<Csv, u64> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |mark: u8| first.iter().filter(|byte| **byte == mark).count();
    let mark = if count(b';') > count(b',') { b';' } else { b',' };
    let mut reader =
        csv::ReaderBuilder::new().delimiter(mark).flexible(true).has_headers(false).from_reader(bytes);
    let mut all: Vec<Line> = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| error.position().map_or(0, csv::Position::line))?;
        let line = record.position().map_or(0, csv::Position::line);
        all.push((usize::try_from(line).unwrap_or(0), record.iter().map(str::to_owned).collect()));
    }
    let mut lines = all.into_iter();
    let heading = lines.next().map(|(_, fields)| fields).unwrap_or_default();
    Ok(Csv { heading: heading.iter().map(|it| it.trim().to_owned()).collect(), lines: lines.collect() })
}

/// A release as lines: its dimensions, then the number or `*`.
pub(super) fn release_text(release: &Release, shape: &Shape) -> io::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut heading: Vec<&str> = release.shape.dimensions().iter().map(|it| it.name()).collect();
    heading.push(shape.count.as_deref().unwrap_or("count"));
    writer.write_record(&heading).map_err(io::Error::other)?;
    for cell in 0..release.shape.size() {
        let number = match release.shown(cell) {
            Shown::Absent => continue,
            Shown::Count(count) => count.to_string(),
            Shown::Hidden => "*".to_owned(),
            Shown::Below(limit) => format!("<{limit}"),
        };
        let labels = release.shape.labels(cell);
        let mut fields: Vec<&str> =
            labels.iter().map(|it| if it.is_empty() { shape.total.as_str() } else { it }).collect();
        fields.push(&number);
        writer.write_record(&fields).map_err(io::Error::other)?;
    }
    writer.into_inner().map_err(|error| io::Error::other(error.to_string()))
}

/// Writes a file whole: beside it first, then in its place.
///
/// # Errors
/// The folder cannot be written to.
pub(super) fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    fs::write(&beside, content).map_err(|error| about(path, error))?;
    fs::rename(&beside, path).map_err(|error| about(path, error))
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a test stops at a surprise, says what it did, and is told how long to try"
)]
mod tests;

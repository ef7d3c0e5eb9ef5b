//! CSV as offices write it: semicolons or commas, UTF-8 or the old Western European page of Windows.

use super::{Fault, Field, Kept, Limits, Tables, Wrong, fill};
use csv::{ErrorKind, ReaderBuilder};
use encoding_rs::{UTF_8, WINDOWS_1252};
use std::cell::Cell;
use std::io::{self, Read, Seek, SeekFrom};
use std::rc::Rc;

/// How much is looked at to tell separator and encoding.
const LOOKED: usize = 64 << 10;

/// The last line ends too.
const END: &[u8] = b"\n";

/// Reads a table without a sheet.
///
/// # Errors
/// A [`Fault`] of the file.
pub(super) fn read<R: Read + Seek>(mut source: R, limits: &Limits) -> Result<Tables, Fault> {
    let unreadable = |_| Fault::of_file(Wrong::Unreadable);
    let mut looked = vec![0; LOOKED];
    let length = fill(&mut source, &mut looked).map_err(unreadable)?;
    looked.truncate(length);
    if looked.contains(&0) {
        return Err(Fault::of_file(Wrong::NotATable));
    }
    let bom = looked.starts_with(b"\xef\xbb\xbf");
    source.seek(SeekFrom::Start(if bom { 3 } else { 0 })).map_err(unreadable)?;
    let left = Rc::new(Cell::new(limits.text));
    let mut lines = ReaderBuilder::new()
        .delimiter(separator(&looked))
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(LOOKED)
        .from_reader(Rationed {
            source: source.chain(END),
            left: Rc::clone(&left),
            feeds: looked.contains(&b'\n'),
        });
    let mut kept = Kept::new(limits);
    kept.sheet("");
    let mut record = csv::ByteRecord::new();
    loop {
        left.set(limits.text);
        match lines.read_byte_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {}
            Err(why) => {
                let line = why.position().map_or(0, csv::Position::line);
                let wrong = match why.kind() {
                    ErrorKind::Io(_) if left.get() == 0 => Wrong::NotText,
                    ErrorKind::Io(_) => Wrong::Unreadable,
                    _ => Wrong::NotText,
                };
                let place = kept.place(u32::try_from(line).unwrap_or(u32::MAX), 1);
                return Err(Fault { place: Some(place), wrong });
            }
        }
        // where a record begins is said before the empty lines above it; where it ends is certain
        let inside = record.as_slice().iter().filter(|byte| **byte == b'\n').count();
        let after = usize::try_from(lines.position().line()).unwrap_or(usize::MAX);
        let line = u32::try_from(after.saturating_sub(1 + inside)).unwrap_or(u32::MAX);
        for (column, field) in (1..).zip(&record) {
            kept.cell(line, column, text(field))?;
        }
    }
    if kept.cells == 0 && kept.read.faults.is_empty() {
        return Err(Fault::of_file(Wrong::Empty));
    }
    Ok(kept.read)
}

/// A source that gives so many bytes for one line: a quote that never closes must not take the file into memory.
struct Rationed<R> {
    source: R,
    left: Rc<Cell<usize>>,
    /// Whether lines end with a feed; on an old Macintosh they end with a return.
    feeds: bool,
}

impl<R: Read> Read for Rationed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left.get() == 0 {
            return Err(io::Error::other("a line without end"));
        }
        loop {
            let read = self.source.read(buffer)?;
            self.left.set(self.left.get().saturating_sub(read));
            if read == 0 || !self.feeds {
                return Ok(read);
            }
            // the reader of CSV counts a line at its feed: with a return before it, every line would be one too low
            let mut kept = 0;
            for at in 0..read {
                let byte = buffer.get(at).copied().filter(|byte| *byte != b'\r');
                if let (Some(byte), Some(place)) = (byte, buffer.get_mut(kept)) {
                    *place = byte;
                    kept += 1;
                }
            }
            if kept > 0 {
                return Ok(kept);
            }
        }
    }
}

/// UTF-8 where it is; otherwise the page of Windows, which holds the accents of Latin-1 and the quotes beside them.
/// Decided cell by cell: a file glued together from two offices still reads.
fn text(bytes: &[u8]) -> Field {
    let decoded = UTF_8.decode_without_bom_handling_and_without_replacement(bytes);
    let decoded = decoded.unwrap_or_else(|| WINDOWS_1252.decode_without_bom_handling(bytes).0);
    match decoded.trim() {
        "" => Field::Empty,
        words => Field::Text(words.to_owned()),
    }
}

/// The separator that parts the first line most, outside quotes; a semicolon when none does.
fn separator(looked: &[u8]) -> u8 {
    let mut counts = [(b';', 0_usize), (b',', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in looked {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted && counts.iter().any(|(_, count)| *count > 0) => break,
            byte if !quoted => {
                if let Some((_, count)) = counts.iter_mut().find(|(mark, _)| mark == byte) {
                    *count += 1;
                }
            }
            _ => {}
        }
    }
    let most = counts.iter().max_by_key(|(mark, count)| (*count, *mark == b';'));
    most.filter(|(_, count)| *count > 0).map_or(b';', |(mark, _)| *mark)
}

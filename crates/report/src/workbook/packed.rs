//! The package an XLSX is: looked through before anybody builds anything from it.
//!
//! What a package says of its sizes is believed only when it is too much; then every part is unpacked into nothing
//! and counted, so that a part that lies about itself is found out before it fills the memory.

use super::{Fault, Limits, Wrong};
use std::io::{Read, Seek};
use zip::ZipArchive;

/// More parts than this is no workbook of ours.
const PARTS: usize = 400;
/// No text, no tag is as long as this, in bytes: a reader of XML keeps the longest in memory, several times.
const LONGEST: u64 = 1 << 20;

/// Looks through a package.
///
/// # Errors
/// A [`Fault`] of the file: damaged, locked, or more than the limits.
pub(super) fn check<R: Read + Seek>(source: &mut R, limits: &Limits) -> Result<(), Fault> {
    let damaged = || Fault::of_file(Wrong::Damaged);
    let over = || Fault::of_file(Wrong::Unpacks { limit: limits.unpacked });
    let mut package = ZipArchive::new(source).map_err(|_| damaged())?;
    if package.len() > PARTS {
        return Err(over());
    }
    let mut left = limits.unpacked;
    let mut sheets = 0;
    for place in 0..package.len() {
        let mut part = package.by_index(place).map_err(|why| match why {
            zip::result::ZipError::UnsupportedArchive(_) | zip::result::ZipError::InvalidPassword => {
                Fault::of_file(Wrong::OldOrLocked)
            }
            _ => damaged(),
        })?;
        let name = part.name().map_err(|_| damaged())?.to_lowercase();
        sheets += usize::from(name.starts_with("xl/worksheets/"));
        // texts, styles and the list of sheets are kept whole by the reader; a sheet is walked
        let kept = !name.starts_with("xl/worksheets/");
        let most = if kept { limits.shared.min(left) } else { left };
        if part.size() > most {
            return Err(over());
        }
        let xml = name.rsplit_once('.').is_some_and(|(_, end)| ["xml", "rels"].contains(&end));
        let length = count(&mut part, most, xml).map_err(|why| match why {
            Stop::Over => over(),
            Stop::Damaged => damaged(),
        })?;
        left -= length;
    }
    if sheets == 0 { Err(Fault::of_file(Wrong::NotATable)) } else { Ok(()) }
}

enum Stop {
    Over,
    Damaged,
}

/// Unpacks into nothing; the bytes there were, at most `most`.
fn count(part: &mut impl Read, most: u64, xml: bool) -> Result<u64, Stop> {
    let mut buffer = [0_u8; 16 << 10];
    let (mut length, mut run) = (0_u64, 0_u64);
    loop {
        let more = part.read(&mut buffer).map_err(|_| Stop::Damaged)?;
        if more == 0 {
            return Ok(length);
        }
        length += u64::try_from(more).unwrap_or(u64::MAX);
        if length > most {
            return Err(Stop::Over);
        }
        let read = buffer.get(..more).unwrap_or_default();
        let tail = read.iter().rev().position(|byte| *byte == b'<');
        run = match tail {
            Some(tail) => u64::try_from(tail).unwrap_or(u64::MAX),
            None => run + u64::try_from(more).unwrap_or(u64::MAX),
        };
        if xml && run > LONGEST {
            return Err(Stop::Over);
        }
    }
}

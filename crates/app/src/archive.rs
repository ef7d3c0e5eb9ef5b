//! Files of an installation as one stream, sealed to keys that lie elsewhere.
//!
//! ```text
//! "danbe-sauvegarde 1\n"   u32 length, lid (JSON)   then pieces: u8 last?, u32 length, sealed bytes
//! inside, end to end:      u16 length, name, u64 length, bytes      one file after another
//! ```
//!
//! Lengths are big-endian. Names are plain names: a coffer opened by its owner writes nowhere else.

use danbe_vault::coffer::{Lid, PIECE, Pieces, Rest};
use danbe_vault::{Chance, OpeningKey, Sealed, SealingKey, VaultError};
use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use crate::installation::create_secret;

const MAGIC: &[u8] = b"danbe-sauvegarde 1\n";
/// A lid of sixteen recipients is far below; a piece is a mebibyte and its tag.
const LONGEST_LID: u32 = 64 * 1024;
const LONGEST_PIECE: u32 = 2 * 1024 * 1024;

/// Seals files to `to`, in order, under one label.
///
/// # Errors
/// When a file cannot be read, or the stream not be written.
pub(crate) fn seal_files(
    files: &[(String, PathBuf)],
    to: &[SealingKey],
    label: &str,
    out: impl Write,
    chance: &mut Chance,
) -> io::Result<()> {
    let mut sealing = Sealing::begin(to, label, out, chance)?;
    for (name, path) in files {
        let mut file = File::open(path)?;
        let size = file.metadata()?.len();
        let length = u16::try_from(name.len()).map_err(io::Error::other)?;
        sealing.write(&length.to_be_bytes(), chance)?;
        sealing.write(name.as_bytes(), chance)?;
        sealing.write(&size.to_be_bytes(), chance)?;
        let mut left = size;
        let mut buffer = vec![0; 1 << 16];
        while left > 0 {
            let read = file.read(&mut buffer)?;
            if read == 0 {
                return Err(io::Error::other(format!("{} est devenu plus court", path.display())));
            }
            let take = read.min(usize::try_from(left).unwrap_or(read));
            sealing.write(buffer.get(..take).unwrap_or_default(), chance)?;
            left -= take as u64;
        }
    }
    sealing.finish(chance)
}

struct Sealing<W> {
    out: W,
    pieces: Pieces,
    waiting: Vec<u8>,
}

impl<W: Write> Sealing<W> {
    fn begin(to: &[SealingKey], label: &str, mut out: W, chance: &mut Chance) -> io::Result<Self> {
        let (lid, pieces) = Lid::new(to, label, chance).map_err(said)?;
        out.write_all(MAGIC)?;
        framed(&mut out, &serde_json::to_vec(&lid)?)?;
        Ok(Self { out, pieces, waiting: Vec::with_capacity(PIECE) })
    }

    fn write(&mut self, mut bytes: &[u8], chance: &mut Chance) -> io::Result<()> {
        while !bytes.is_empty() {
            if self.waiting.len() == PIECE {
                self.piece(Rest::More, chance)?;
            }
            let take = bytes.len().min(PIECE - self.waiting.len());
            let (now, later) = bytes.split_at(take);
            self.waiting.extend_from_slice(now);
            bytes = later;
        }
        Ok(())
    }

    fn finish(mut self, chance: &mut Chance) -> io::Result<()> {
        self.piece(Rest::Last, chance)?;
        self.out.flush()
    }

    fn piece(&mut self, rest: Rest, chance: &mut Chance) -> io::Result<()> {
        let sealed = self.pieces.seal(&self.waiting, rest, chance).map_err(said)?;
        self.waiting.clear();
        self.out.write_all(&[u8::from(rest == Rest::Last)])?;
        framed(&mut self.out, &sealed.0)
    }
}

fn framed(out: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
    out.write_all(&length.to_be_bytes())?;
    out.write_all(bytes)
}

/// Opens a coffer into a folder; gives its label and the names that came out.
///
/// # Errors
/// A sentence for whoever holds the key: another key, an altered or shortened file, a disk that is full.
pub(crate) fn open_files(coffer: &Path, key: &OpeningKey, into: &Path) -> io::Result<(String, Vec<String>)> {
    let ill = |error: io::Error| io::Error::new(error.kind(), format!("{} : {error}", coffer.display()));
    let mut from = BufReader::new(File::open(coffer).map_err(ill)?);
    let mut magic = [0; MAGIC.len()];
    from.read_exact(&mut magic).map_err(cut).map_err(ill)?;
    if magic != *MAGIC {
        return Err(ill(io::Error::other("ce n’est pas une sauvegarde de Danbé")));
    }
    let lid: Lid = serde_json::from_slice(&frame(&mut from, LONGEST_LID).map_err(ill)?)
        .map_err(|error| ill(io::Error::other(error)))?;
    let pieces = lid.open(key).map_err(said).map_err(ill)?;
    let mut opening = Opening { from, pieces, open: Vec::new(), at: 0, last: false };
    let mut names = Vec::new();
    while opening.more().map_err(ill)? {
        names.push(opening.file(into).map_err(ill)?);
    }
    Ok((lid.label, names))
}

struct Opening<R> {
    from: R,
    pieces: Pieces,
    open: Vec<u8>,
    at: usize,
    last: bool,
}

impl<R: Read> Opening<R> {
    /// Whether anything is left, after taking the next piece if need be.
    fn more(&mut self) -> io::Result<bool> {
        while self.at == self.open.len() {
            if self.last {
                let mut beyond = [0];
                let more = self.from.read(&mut beyond)?;
                return if more == 0 {
                    Ok(false)
                } else {
                    Err(io::Error::other("il y a quelque chose après la fin"))
                };
            }
            let mut flag = [0];
            self.from.read_exact(&mut flag).map_err(cut)?;
            let [flag] = flag;
            let rest = if flag == 1 { Rest::Last } else { Rest::More };
            let sealed = Sealed(frame(&mut self.from, LONGEST_PIECE)?);
            self.open = self.pieces.open(&sealed, rest).map_err(said)?.to_vec();
            (self.at, self.last) = (0, rest == Rest::Last);
        }
        Ok(true)
    }

    fn take(&mut self, most: usize) -> io::Result<&[u8]> {
        if !self.more()? {
            return Err(cut(io::Error::from(io::ErrorKind::UnexpectedEof)));
        }
        let to = self.open.len().min(self.at.saturating_add(most));
        let taken = self.open.get(self.at..to).unwrap_or_default();
        self.at = to;
        Ok(taken)
    }

    fn exact<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        let mut filled = 0;
        while let Some(rest) = bytes.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            let wanted = rest.len();
            let taken = self.take(wanted)?;
            for (place, byte) in rest.iter_mut().zip(taken) {
                *place = *byte;
            }
            filled += taken.len();
        }
        Ok(bytes)
    }

    fn file(&mut self, into: &Path) -> io::Result<String> {
        let length = usize::from(u16::from_be_bytes(self.exact()?));
        let mut name = Vec::with_capacity(length);
        while name.len() < length {
            name.extend_from_slice(self.take(length - name.len())?);
        }
        let name = String::from_utf8(name).map_err(io::Error::other)?;
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        if name.is_empty() || name.starts_with('.') || !name.chars().all(plain) {
            return Err(io::Error::other("un nom de fichier qu’aucune sauvegarde ne contient"));
        }
        let mut left = u64::from_be_bytes(self.exact()?);
        let mut file = create_secret(&into.join(&name))?;
        while left > 0 {
            let taken = self.take(usize::try_from(left).unwrap_or(usize::MAX))?;
            file.write_all(taken)?;
            left -= taken.len() as u64;
        }
        file.sync_all()?;
        Ok(name)
    }
}

fn frame(from: &mut impl Read, longest: u32) -> io::Result<Vec<u8>> {
    let mut length = [0; 4];
    from.read_exact(&mut length).map_err(cut)?;
    let length = u32::from_be_bytes(length);
    if length > longest {
        return Err(io::Error::other("altérée : une longueur impossible"));
    }
    let mut bytes = vec![0; length as usize];
    from.read_exact(&mut bytes).map_err(cut)?;
    Ok(bytes)
}

fn cut(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => io::Error::new(error.kind(), "la sauvegarde est coupée"),
        _ => error,
    }
}

fn said(error: VaultError) -> io::Error {
    io::Error::other(match error {
        VaultError::WrongKey => "ne s’ouvre pas : autre clé, ou contenu altéré",
        VaultError::UnknownVersion => "écrite par une autre version : mettez ce programme à jour",
        _ => "illisible",
    })
}

//! Canaries: texts that stand for what must stay sealed, in every form in which a leak could carry them.

use data_encoding::{BASE64_NOPAD, BASE64URL_NOPAD, HEXLOWER, HEXUPPER};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What to look for: name of the canary and of the form, and the bytes.
#[derive(Debug, Clone)]
pub struct Needle {
    pub canary: String,
    pub form: &'static str,
    pub bytes: Vec<u8>,
}

/// Every form of a value.
pub fn forms(value: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let mut forms = vec![("utf-8", value.to_vec())];
    if let Ok(text) = std::str::from_utf8(value) {
        forms.push(("small letters", text.to_lowercase().into_bytes()));
        forms.push(("capitals", text.to_uppercase().into_bytes()));
        forms.push(("utf-16le", text.encode_utf16().flat_map(u16::to_le_bytes).collect()));
        forms.push(("utf-16be", text.encode_utf16().flat_map(u16::to_be_bytes).collect()));
    }
    forms.push(("hex", HEXLOWER.encode(value).into_bytes()));
    forms.push(("hex, capitals", HEXUPPER.encode(value).into_bytes()));
    for (before, std, url) in [
        (0, "base64", "base64url"),
        (1, "base64 after one byte", "base64url after one byte"),
        (2, "base64 after two bytes", "base64url after two bytes"),
    ] {
        let moved = [&[0; 2][..before], value].concat();
        for (name, encoding) in [(std, &BASE64_NOPAD), (url, &BASE64URL_NOPAD)] {
            let encoded = encoding.encode(&moved).into_bytes();
            // The characters that also carry bits of a neighbour are not the canary's.
            let first = [0, 2, 3][before];
            let last = encoded.len() - usize::from(moved.len() % 3 != 0);
            forms.push((name, encoded[first..last].to_vec()));
        }
    }
    forms
}

/// Everything to look for, found in one pass.
pub struct Canaries {
    needles: Vec<Needle>,
    /// Needles by their first two bytes.
    first: Vec<Vec<usize>>,
}

impl Canaries {
    pub fn of(values: &BTreeMap<String, Vec<u8>>) -> Self {
        let mut needles = Vec::new();
        for (canary, value) in values {
            assert!(value.len() >= 8, "{canary} is too short to be looked for");
            for (form, bytes) in forms(value) {
                needles.push(Needle { canary: canary.clone(), form, bytes });
            }
        }
        let mut first = vec![Vec::new(); 65_536];
        for (at, needle) in needles.iter().enumerate() {
            first[usize::from(u16::from_le_bytes([needle.bytes[0], needle.bytes[1]]))].push(at);
        }
        Self { needles, first }
    }

    pub fn needles(&self) -> &[Needle] {
        &self.needles
    }

    /// Canary and form of everything found in some bytes.
    pub fn found(&self, bytes: &[u8]) -> BTreeSet<(String, &'static str)> {
        let mut found = BTreeSet::new();
        for (at, pair) in bytes.windows(2).enumerate() {
            for needle in &self.first[usize::from(u16::from_le_bytes([pair[0], pair[1]]))] {
                let needle = &self.needles[*needle];
                if bytes[at..].starts_with(&needle.bytes) {
                    found.insert((needle.canary.clone(), needle.form));
                }
            }
        }
        found
    }
}

/// Every file under a folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() { files.extend(self::files(&path)) } else { files.push(path) }
    }
    files
}

/// What a running process holds in memory: every region it may write, as far as the system lets it be read.
pub fn memory(pid: u32) -> Vec<Vec<u8>> {
    use std::os::unix::fs::FileExt;
    let maps = std::fs::read_to_string(format!("/proc/{pid}/maps")).unwrap_or_default();
    let Ok(mem) = std::fs::File::open(format!("/proc/{pid}/mem")) else { return Vec::new() };
    let mut regions = Vec::new();
    for line in maps.lines().filter(|line| line.contains(" rw")) {
        let read = || {
            let (range, _) = line.split_once(' ')?;
            let (from, to) = range.split_once('-')?;
            let (from, to) = (u64::from_str_radix(from, 16).ok()?, u64::from_str_radix(to, 16).ok()?);
            let mut bytes = vec![0; usize::try_from(to - from).ok()?];
            mem.read_exact_at(&mut bytes, from).ok()?;
            Some(bytes)
        };
        regions.extend(read());
    }
    regions
}

//! Where records wait when they are too many for memory: a file without a name, that is gone with the program.
//!
//! It holds numbers only (places of values, pieces of indexes); the values themselves stay in memory, each once.

use danbe_records::{Lost, Shelf};
use std::fs::{File, OpenOptions, remove_file};
use std::io::{self, Write};
use std::os::unix::fs::{FileExt, OpenOptionsExt};

#[derive(Debug)]
pub(super) struct OnDisk(File);

impl OnDisk {
    /// A new file in the system's folder for such files.
    ///
    /// # Errors
    /// It cannot be made there.
    pub(super) fn new() -> io::Result<Self> {
        let path = std::env::temp_dir().join(format!("danbe-{}.tmp", std::process::id()));
        let file = OpenOptions::new().read(true).append(true).create_new(true).mode(0o600).open(&path)?;
        // Nobody needs to find it: what is open stays readable, and nothing is left behind.
        remove_file(path)?;
        Ok(Self(file))
    }
}

fn lost(why: io::Error) -> Lost {
    Lost(why.to_string())
}

impl Shelf for OnDisk {
    fn put(&mut self, numbers: &[u32]) -> Result<(), Lost> {
        let bytes: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        self.0.write_all(&bytes).map_err(lost)
    }

    fn take(&self, from: u64, numbers: &mut [u32]) -> Result<(), Lost> {
        let mut bytes = vec![0; 4 * numbers.len()];
        self.0.read_exact_at(&mut bytes, 4 * from).map_err(lost)?;
        for (number, four) in numbers.iter_mut().zip(bytes.as_chunks::<4>().0) {
            *number = u32::from_le_bytes(*four);
        }
        Ok(())
    }
}

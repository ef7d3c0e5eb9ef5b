//! Packs the French list of BIP-39 into one text, a word a line: 2,048 slices would weigh as much again.

use std::path::PathBuf;

fn main() -> std::io::Result<()> {
    let folder = std::env::var_os("OUT_DIR").map(PathBuf::from).unwrap_or_default();
    std::fs::write(folder.join("words.txt"), bip39::Language::French.word_list().join("\n"))
}

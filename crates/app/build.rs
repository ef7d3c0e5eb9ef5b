//! Puts the built pane (`cargo xtask wasm`) inside the binary: one file to host, nothing to lose beside it.
//!
//! Without a built pane the binary still builds; the door of case work then says what is missing.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let out = PathBuf::from(env::var("OUT_DIR").unwrap_or_default());
    // OUT_DIR is TARGET/PROFILE/build/danbe-app-HASH/out.
    let target = out.ancestors().nth(4).map(Path::to_path_buf).unwrap_or_default();
    let pane = target.join("pane");
    println!("cargo::rerun-if-changed={}", pane.join("manifest.json").display());
    println!("cargo::rerun-if-changed=build.rs");
    let mut entries = String::new();
    let mut files: Vec<_> = fs::read_dir(&pane).into_iter().flatten().flatten().map(|e| e.path()).collect();
    files.sort();
    for file in files.iter().filter(|file| file.extension().is_none_or(|e| e != "br")) {
        let name = file.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        let packed = file.with_file_name(format!("{name}.br"));
        let packed = if packed.exists() { packed } else { file.clone() };
        let version = version(file);
        entries.push_str(&format!(
            "    Asset {{ name: {name:?}, version: \"{version:016x}\", plain: include_bytes!({:?}), packed: include_bytes!({:?}) }},\n",
            file.display().to_string(),
            packed.display().to_string()
        ));
    }
    let text = format!("/// Every file of the pane.\npub(crate) static ASSETS: &[Asset] = &[\n{entries}];\n");
    if let Err(error) = fs::write(out.join("pane.rs"), text) {
        println!("cargo::error=cannot write the list of the pane: {error}");
    }
}

/// Tells two contents of one name apart, for a browser that asks whether what it keeps is still the same.
fn version(file: &Path) -> u64 {
    let mut hasher = DefaultHasher::new();
    fs::read(file).unwrap_or_default().hash(&mut hasher);
    hasher.finish()
}

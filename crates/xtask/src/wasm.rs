//! `cargo xtask wasm`: the programs of the device, as the server will hand them out.
//!
//! Builds `danbe-device` for wasm twice, the first program and the whole one (ADR 0015), lets wasm-bindgen write the glue
//! both share, and puts all together with the files of `pane/` into `target/pane/`, served under `/a/`. Every file but `index.html`,
//! `sw.js` and the manifest carries eight digits of its own hash in its name, so it may be cached
//! for ever. In text files
//!
//! - `{{core.wasm}}`, `{{style.css}}` … become the hashed names, leaves first, so that a hash
//!   covers what it refers to; `{{core.wasm.size}}` its bytes;
//! - `{{shell}}`, in `sw.js` only, becomes the JSON list of the paths to keep for offline use;
//! - `{{build}}` becomes the hash of all that was put in.
//!
//! Each file stands beside its brotli twin (`.br`). `target/pane/manifest.json` lists them for who serves them: it is
//! not served itself. The same sources give the same bytes on every machine: paths of the builder's home are taken
//! out of the program.

use crate::shell::{self, Outcome, cargo, run as finish};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use wasm_bindgen_cli_support::Bindgen;

/// Where the pane is served.
const PREFIX: &str = "/a/";
/// First load, brotli, in bytes: under six seconds at 50 kB/s and 300 ms a request.
const FIRST_LOAD: usize = 240_000;
/// The whole program, brotli, in bytes: it comes behind the first, in forty seconds at 10 kB/s, once for each version
/// (ADR 0015).
const WHOLE: usize = 400_000;
/// It comes later: neither the first load nor the service worker's list has it.
const LATER: &str = "whole.wasm";
/// Lines of JavaScript by hand, without blank ones and comments.
const SCRIPT: usize = 400;
/// Names the browser asks for, which therefore cannot change.
const FIXED: [&str; 3] = ["index.html", "sw.js", "manifest.webmanifest"];
const TEXT: [&str; 5] = ["html", "js", "css", "webmanifest", "svg"];
const BINARY: [&str; 3] = ["png", "ico", "woff2"];

/// One file of the pane, ready to be served.
struct Placed {
    name: String,
    path: String,
    bytes: Vec<u8>,
}

/// What `manifest.json` says.
#[derive(Serialize)]
struct Manifest<'a> {
    build: &'a str,
    files: BTreeMap<&'a str, Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    path: &'a str,
    size: usize,
    brotli: usize,
}

/// Builds the pane.
///
/// # Errors
/// The build fails, a reference names no file, or a budget is exceeded.
pub(crate) fn run() -> Outcome {
    let mut sources = of_pane(&shell::root().join("pane"))?;
    let lines = script_lines(&sources);
    compile(&["--no-default-features"])?;
    let (glue, first) = bind()?;
    compile(&[])?;
    let (same, whole) = bind()?;
    if glue != same {
        return Err("the two programs of the device need different glue: one file must serve both".into());
    }
    sources.insert("core.js".to_owned(), glue);
    sources.insert("core.wasm".to_owned(), first);
    sources.insert(LATER.to_owned(), whole);
    let build = hash_of_all(&sources);
    let placed = place(sources, &build)?;
    write(&placed, &build, lines)
}

/// Cargo's part. Absolute paths are remapped, or they would stand in the panic messages.
fn compile(features: &[&str]) -> Outcome {
    let root = shell::root();
    let mut flags = vec![format!("--remap-path-prefix={}=danbe", root.display())];
    let home = std::env::var_os("CARGO_HOME").map(std::path::PathBuf::from);
    let home = home.or_else(|| Some(std::env::home_dir()?.join(".cargo")));
    if let Some(home) = home {
        flags.push(format!("--remap-path-prefix={}=cargo", home.display()));
    }
    let sysroot = shell::output(&mut shell::command("rustc", &["--print", "sysroot"]))?;
    flags.push(format!("--remap-path-prefix={}=rust", sysroot.trim()));
    let mut build = cargo(&["build", "-p", "danbe-device", "--lib"]);
    build.args(["--profile", "device", "--target", "wasm32-unknown-unknown"]).args(features);
    // Cargo gives a cdylib's file no hash, and would link both programs again each time. What it is asked here in the
    // way rustc's own build does makes it keep them apart; should it stop listening, it links again and no more.
    build.env("__CARGO_DEFAULT_LIB_METADATA", "danbe");
    build.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
    finish(&mut build)
}

/// wasm-bindgen's part: the glue and the program.
///
/// The name section goes here and not by `strip`, which would take the target features with it.
fn bind() -> Outcome<(Vec<u8>, Vec<u8>)> {
    let built = shell::target().join("wasm32-unknown-unknown/device/danbe_device.wasm");
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(built)
        .out_name("core")
        .web(true)
        .and_then(|bindgen| {
            bindgen
                .typescript(false)
                .remove_name_section(true)
                .remove_producers_section(true)
                .omit_default_module_path(true)
                .generate_output()
        })
        .map_err(|reason| format!("wasm-bindgen: {reason:#}"))
        .and_then(|mut output| {
            let inline = output.snippets().values().any(|scripts| !scripts.is_empty());
            let alone = !inline && output.local_modules().is_empty();
            if !alone {
                return Err("the device brings JavaScript of its own; write it in pane/".to_owned());
            }
            Ok((output.js().as_bytes().to_vec(), output.wasm_mut().emit_wasm()))
        })
        .map_err(Into::into)
}

fn extension(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, end)| end)
}

fn of_pane(folder: &Path) -> Outcome<BTreeMap<String, Vec<u8>>> {
    let mut sources = BTreeMap::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let end = extension(&name);
        let served = TEXT.contains(&end) || BINARY.contains(&end);
        if served && !name.ends_with(".test.js") {
            sources.insert(name, std::fs::read(entry.path())?);
        }
    }
    Ok(sources)
}

/// Lines of JavaScript in a folder of the pane's sources.
pub(crate) fn script_lines(sources: &BTreeMap<String, Vec<u8>>) -> usize {
    let scripts = sources.iter().filter(|(name, _)| extension(name) == "js");
    scripts
        .map(|(_, bytes)| {
            let text = String::from_utf8_lossy(bytes);
            let lines = text.lines().map(str::trim);
            let remark = |line: &&str| ["//", "/*", "*"].iter().any(|mark| line.starts_with(mark));
            lines.filter(|line| !line.is_empty() && !remark(line)).count()
        })
        .sum()
}

/// Lines of JavaScript by hand in `pane/`.
///
/// # Errors
/// A file of the folder cannot be read.
pub(crate) fn pane_lines() -> Outcome<usize> {
    Ok(script_lines(&of_pane(&shell::root().join("pane"))?))
}

fn digits(bytes: &[u8]) -> String {
    let mut hash = data_encoding::HEXLOWER.encode(&Sha256::digest(bytes));
    hash.truncate(8);
    hash
}

fn hash_of_all(sources: &BTreeMap<String, Vec<u8>>) -> String {
    let mut all = Vec::new();
    for (name, bytes) in sources {
        all.extend_from_slice(name.as_bytes());
        all.extend_from_slice(&Sha256::digest(bytes));
    }
    digits(&all)
}

/// The names between double braces. The glue is generated and refers to nothing.
fn references(name: &str, bytes: &[u8]) -> Vec<String> {
    if name == "core.js" || !TEXT.contains(&extension(name)) {
        return Vec::new();
    }
    let text = String::from_utf8_lossy(bytes);
    let pieces = text.split("{{").skip(1);
    let names = pieces.filter_map(|piece| piece.split_once("}}"));
    let plain = |name: &&str| {
        let part = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        !name.is_empty() && name.chars().all(part)
    };
    names.map(|(name, _)| name).filter(plain).map(str::to_owned).collect()
}

/// Names, substitutes and hashes; the service worker last, since it lists all others.
fn place(mut sources: BTreeMap<String, Vec<u8>>, build: &str) -> Outcome<Vec<Placed>> {
    let mut placed: Vec<Placed> = Vec::new();
    let worker = sources.remove("sw.js");
    let mut values = BTreeMap::from([("build".to_owned(), build.to_owned())]);
    while !sources.is_empty() {
        let ready = sources.iter().find(|(name, bytes)| {
            let wanted = references(name, bytes);
            wanted.iter().all(|it| values.contains_key(it))
        });
        let Some(name) = ready.map(|(name, _)| name.clone()) else {
            return Err(unplaceable(&sources, &values).into());
        };
        let bytes = substituted(&name, sources.remove(&name).unwrap_or_default(), &values);
        let path = path_of(&name, &bytes);
        values.insert(format!("{name}.size"), bytes.len().to_string());
        values.insert(name.clone(), path.clone());
        placed.push(Placed { name, path, bytes });
    }
    if let Some(bytes) = worker {
        values.insert("shell".to_owned(), shell_list(&placed)?);
        let name = "sw.js".to_owned();
        if let Some(missing) = references(&name, &bytes).iter().find(|it| !values.contains_key(*it)) {
            return Err(format!("sw.js refers to {{{{{missing}}}}}, which is no file").into());
        }
        let bytes = substituted(&name, bytes, &values);
        let path = name.clone();
        placed.push(Placed { name, path, bytes });
    }
    Ok(placed)
}

fn unplaceable(sources: &BTreeMap<String, Vec<u8>>, values: &BTreeMap<String, String>) -> String {
    let mut said = "no file, or a circle of references:".to_owned();
    for (name, bytes) in sources {
        for wanted in references(name, bytes) {
            if !values.contains_key(&wanted) {
                said.push_str(&format!(" {name} wants {{{{{wanted}}}}};"));
            }
        }
    }
    said
}

fn substituted(name: &str, bytes: Vec<u8>, values: &BTreeMap<String, String>) -> Vec<u8> {
    let wanted = references(name, &bytes);
    if wanted.is_empty() {
        return bytes;
    }
    let mut text = String::from_utf8_lossy(&bytes).into_owned();
    for reference in wanted {
        if let Some(value) = values.get(&reference) {
            text = text.replace(&format!("{{{{{reference}}}}}"), value);
        }
    }
    text.into_bytes()
}

fn path_of(name: &str, bytes: &[u8]) -> String {
    match name.rsplit_once('.') {
        Some((stem, end)) if !FIXED.contains(&name) => format!("{stem}.{}.{end}", digits(bytes)),
        _ => name.to_owned(),
    }
}

/// What the service worker keeps: everything but itself, the page under the prefix alone.
fn shell_list(placed: &[Placed]) -> Outcome<String> {
    let mut paths: Vec<String> = placed
        .iter()
        .filter(|it| it.name != LATER)
        .map(|it| match it.name.as_str() {
            "index.html" => PREFIX.to_owned(),
            _ => format!("{PREFIX}{}", it.path),
        })
        .collect();
    paths.sort();
    Ok(serde_json::to_string(&paths)?)
}

fn compressed(bytes: &[u8]) -> Outcome<Vec<u8>> {
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 1 << 16, 11, 22);
    writer.write_all(bytes)?;
    Ok(writer.into_inner())
}

fn write(placed: &[Placed], build: &str, lines: usize) -> Outcome {
    let mut files = BTreeMap::new();
    let mut manifest = Manifest { build, files: BTreeMap::new() };
    println!("{:<36} {:>9} {:>9}", "target/pane", "bytes", "brotli");
    let (mut raw, mut first_load, mut whole) = (0, 0, 0);
    for it in placed {
        let small = compressed(&it.bytes)?;
        let (size, brotli) = (it.bytes.len(), small.len());
        println!("{:<36} {size:>9} {brotli:>9}", it.path);
        if it.name == LATER {
            whole = brotli;
        } else {
            (raw, first_load) = (raw + size, first_load + brotli);
        }
        let path = &it.path;
        let entry = Entry { path, size, brotli };
        manifest.files.insert(&it.name, entry);
        files.insert(format!("{path}.br"), small);
        files.insert(path.clone(), it.bytes.clone());
    }
    println!("{:<36} {raw:>9} {first_load:>9}", "first load");
    println!("{lines} lines of JavaScript by hand, build {build}");
    let listed = serde_json::to_vec_pretty(&manifest)?;
    files.insert("manifest.json".to_owned(), listed);
    settle(&shell::target().join("pane"), &files)?;
    within("the first load, in bytes of brotli", first_load, FIRST_LOAD)?;
    within("the whole program, in bytes of brotli", whole, WHOLE)?;
    within("JavaScript by hand, in lines", lines, SCRIPT)
}

fn within(what: &str, is: usize, may_be: usize) -> Outcome {
    if is <= may_be { Ok(()) } else { Err(format!("over budget: {what}: {is}, at most {may_be}").into()) }
}

/// Makes the folder hold these files and no other. An equal file is left alone, so that who
/// embeds the folder is not built again for nothing.
fn settle(folder: &Path, files: &BTreeMap<String, Vec<u8>>) -> Outcome {
    std::fs::create_dir_all(folder)?;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let known = entry.file_name();
        if !known.to_str().is_some_and(|name| files.contains_key(name)) {
            std::fs::remove_file(entry.path())?;
        }
    }
    for (name, bytes) in files {
        let path = folder.join(name);
        if std::fs::read(&path).ok().as_ref() != Some(bytes) {
            std::fs::write(path, bytes)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(files: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
        let owned = files.iter();
        owned.map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
    }

    fn pane(style: &str) -> BTreeMap<String, Vec<u8>> {
        sources(&[
            ("index.html", "<link href={{style.css}}><script src={{pane.js}}>"),
            ("pane.js", "new Worker('/a/{{worker.js}}') // {{build}}"),
            ("worker.js", "load('/a/{{core.wasm}}')"),
            ("style.css", style),
            ("core.wasm", "wasm"),
            ("whole.wasm", "more"),
            ("core.js", "const glue = '{{not.ours}}';"),
            ("sw.js", "keep({{shell}}, '{{build}}')"),
        ])
    }

    fn of<'a>(placed: &'a [Placed], name: &str) -> Option<(&'a str, String)> {
        let it = placed.iter().find(|it| it.name == name)?;
        Some((&it.path, String::from_utf8_lossy(&it.bytes).into_owned()))
    }

    #[test]
    fn references_become_hashed_names() -> Outcome {
        let placed = place(pane("a"), "0")?;
        let (wasm, _) = of(&placed, "core.wasm").ok_or("core.wasm")?;
        assert!(wasm.starts_with("core.") && wasm.ends_with(".wasm") && wasm.len() == 18);
        let (worker, text) = of(&placed, "worker.js").ok_or("worker.js")?;
        assert_eq!(text, format!("load('/a/{wasm}')"));
        let (_, text) = of(&placed, "pane.js").ok_or("pane.js")?;
        assert_eq!(text, format!("new Worker('/a/{worker}') // 0"));
        let (index, _) = of(&placed, "index.html").ok_or("index.html")?;
        assert_eq!(index, "index.html");
        Ok(())
    }

    #[test]
    fn a_change_in_a_leaf_changes_the_names_above_it_only() -> Outcome {
        let mut other = pane("a");
        other.insert("core.wasm".to_owned(), b"other".to_vec());
        let (before, after) = (place(pane("a"), "0")?, place(other, "0")?);
        for (name, same) in [("pane.js", false), ("worker.js", false), ("style.css", true)] {
            let (one, _) = of(&before, name).ok_or("before")?;
            let (two, _) = of(&after, name).ok_or("after")?;
            assert_eq!(one == two, same, "{name}");
        }
        Ok(())
    }

    #[test]
    fn the_service_worker_keeps_all_but_itself_and_the_whole_program() -> Outcome {
        let (_, text) = of(&place(pane("a"), "0")?, "sw.js").ok_or("sw.js")?;
        let list = text.trim_start_matches("keep(").split(", '0'").next();
        let list: Vec<String> = serde_json::from_str(list.unwrap_or_default())?;
        assert_eq!(list.len(), 6);
        assert_eq!(list.first().map(String::as_str), Some("/a/"));
        assert!(!list.iter().any(|path| path.contains("sw.js") || path.contains("whole")));
        Ok(())
    }

    #[test]
    fn an_unknown_reference_and_a_circle_are_refused() {
        let wrong = place(sources(&[("pane.js", "{{worker.js}}")]), "0");
        assert!(wrong.is_err_and(|it| it.to_string().contains("pane.js wants {{worker.js}}")));
        assert!(place(sources(&[("sw.js", "{{x.js}}")]), "0").is_err());
        let circle = sources(&[("a.js", "{{b.js}}"), ("b.js", "{{a.js}}")]);
        assert!(place(circle, "0").is_err());
    }

    #[test]
    fn the_same_sources_give_the_same_bytes() -> Outcome {
        let bytes = |it: Vec<Placed>| -> Vec<_> { it.into_iter().map(|it| (it.path, it.bytes)).collect() };
        assert_eq!(bytes(place(pane("a"), "0")?), bytes(place(pane("a"), "0")?));
        assert_ne!(hash_of_all(&pane("a")), hash_of_all(&pane("b")));
        Ok(())
    }

    #[test]
    fn what_is_compressed_reads_back() -> Outcome {
        let text = b"la personne, la personne, la personne".repeat(9);
        let mut back = Vec::new();
        brotli::BrotliDecompress(&mut compressed(&text)?.as_slice(), &mut back)?;
        assert_eq!(back, text);
        Ok(())
    }

    #[test]
    fn remarks_are_not_script() {
        let files = sources(&[("a.js", "// why\n\n/* more\n * of it\n */\ngo();\n"), ("b.css", "x")]);
        assert_eq!(script_lines(&files), 1);
        assert!(within("lines", 2, 1).is_err());
    }

    #[test]
    fn the_folder_holds_these_files_and_no_other() -> Outcome {
        let folder = std::env::temp_dir().join(format!("danbe-pane-{}", std::process::id()));
        settle(&folder, &sources(&[("old.js", "1"), ("kept.js", "2")]))?;
        settle(&folder, &sources(&[("new.js", "3"), ("kept.js", "2")]))?;
        let names = std::fs::read_dir(&folder)?.flatten();
        let mut names: Vec<_> = names.map(|it| it.file_name()).collect();
        names.sort();
        assert_eq!(names, ["kept.js", "new.js"]);
        Ok(std::fs::remove_dir_all(&folder)?)
    }
}

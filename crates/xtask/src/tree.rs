//! The files of the project as the checks see them.

use crate::lens::Lens;
use crate::shell::Outcome;
use std::path::Path;

/// Folders no check looks into: what is built or downloaded, and git's own.
const SKIPPED: [&str; 5] = [".git", "target", "node_modules", "shots", "data"];

/// One text file.
pub(crate) struct File {
    /// From the root, with `/`.
    pub(crate) path: String,
    /// All of it.
    pub(crate) text: String,
    /// Only of a `.rs` file.
    pub(crate) lens: Option<Lens>,
}

impl File {
    /// The folder under `crates/` it belongs to.
    pub(crate) fn crate_name(&self) -> Option<&str> {
        self.path.strip_prefix("crates/")?.split('/').next()
    }

    /// Whether it stands in one of these crates.
    pub(crate) fn in_crates(&self, crates: &[&str]) -> bool {
        self.crate_name().is_some_and(|name| crates.contains(&name))
    }

    /// Name without folders.
    pub(crate) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// After the last dot of the name.
    pub(crate) fn extension(&self) -> &str {
        self.name().rsplit_once('.').map_or("", |(_, end)| end)
    }

    /// Tests, examples, benches and build scripts: they run on the developer's machine only.
    pub(crate) fn is_scaffold(&self) -> bool {
        let folders = ["/tests/", "/examples/", "/benches/", "/fuzz/"];
        folders.iter().any(|folder| self.path.contains(folder))
            || matches!(self.name(), "tests.rs" | "build.rs")
    }
}

/// All text files of a folder, in the order of their paths.
pub(crate) struct Tree {
    /// Never empty after [`Tree::read`].
    pub(crate) files: Vec<File>,
}

impl Tree {
    /// Reads a folder.
    ///
    /// # Errors
    /// The folder cannot be read, or holds no text at all.
    pub(crate) fn read(root: &Path) -> Outcome<Tree> {
        let mut files = Vec::new();
        gather(root, root, &mut files)?;
        files.sort_by(|one, other| one.path.cmp(&other.path));
        if files.is_empty() {
            return Err(format!("{} holds no text file", root.display()).into());
        }
        Ok(Tree { files })
    }

    /// The Rust files.
    pub(crate) fn rust(&self) -> impl Iterator<Item = (&File, &Lens)> {
        self.files.iter().filter_map(|file| Some((file, file.lens.as_ref()?)))
    }

    /// The files with one of these extensions.
    pub(crate) fn with(&self, extensions: &[&str]) -> impl Iterator<Item = &File> {
        self.files.iter().filter(move |file| extensions.contains(&file.extension()))
    }

    /// The manifests of the crates and of the workspace.
    pub(crate) fn manifests(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|file| file.name() == "Cargo.toml")
    }
}

fn gather(root: &Path, folder: &Path, files: &mut Vec<File>) -> Outcome {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        let name = entry.file_name();
        let name = name.to_str().unwrap_or_default();
        if entry.file_type()?.is_dir() {
            let deep_data = name == "data" && folder != root;
            if deep_data || !SKIPPED.contains(&name) {
                gather(root, &path, files)?;
            }
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            let path = path.strip_prefix(root)?.to_string_lossy().replace('\\', "/");
            let lens = name.ends_with(".rs").then(|| Lens::of(&text));
            files.push(File { path, text, lens });
        }
    }
    Ok(())
}

/// A folder of planted files, for the tests of the checks.
#[cfg(test)]
pub(crate) fn planted(files: &[(&str, &str)]) -> Outcome<Tree> {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let root = std::env::temp_dir().join(format!("danbe-tidy-{}-{number}", std::process::id()));
    for (path, text) in files {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap_or(&root))?;
        std::fs::write(path, text)?;
    }
    let tree = Tree::read(&root);
    std::fs::remove_dir_all(&root)?;
    tree
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_built_or_downloaded_is_not_looked_at() -> Outcome {
        let tree = planted(&[
            ("crates/a/src/lib.rs", "//! a"),
            ("target/debug/x.rs", "x"),
            ("e2e/node_modules/y.js", "y"),
        ])?;
        assert_eq!(tree.files.len(), 1);
        assert_eq!(tree.files.first().and_then(File::crate_name), Some("a"));
        Ok(())
    }
}

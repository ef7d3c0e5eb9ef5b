//! The shell of the device where data are invented: the same files, marked.
//!
//! A real installation hands out the files as they were built. Elsewhere the sentence and the edge stand in the shell
//! itself, above anything the program draws; the build's name differs too, so that a browser which kept the marked shell
//! asks again when the installation becomes real.

use super::pane;
use axum::body::Bytes;
use danbe_pages::{Data, Say, invented};
use std::hash::{DefaultHasher, Hash, Hasher};

/// The two files that differ.
pub(crate) struct Shell {
    index: Marked,
    worker: Marked,
}

/// A marked file, plain and packed, and what tells it from others of its name.
pub(crate) struct Marked {
    pub(crate) version: String,
    pub(crate) plain: Bytes,
    pub(crate) packed: Bytes,
}

impl From<String> for Marked {
    fn from(text: String) -> Self {
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        let packed = pane::pack(text.as_bytes()).into();
        Self { version: format!("{:016x}", hasher.finish()), plain: text.into(), packed }
    }
}

impl Shell {
    /// The marked shell; `None` when data are real, or no pane was built.
    pub(crate) fn marked(data: Data, say: &Say) -> Option<Self> {
        let (class, ..) = data.said()?;
        let (index, worker) = (pane::text("index.html")?, pane::text("sw.js")?);
        let (_, build) = worker.split_once("const BUILD = \"")?;
        let (build, _) = build.split_once('"')?;
        let marked = format!("{build}-{class}");
        let top = "<header class=\"top\">";
        let index = index
            .replacen("<html ", &format!("<html class=\"{class}\" "), 1)
            .replacen(top, &format!("{top}{}", invented(say, data).into_string()), 1)
            .replace(build, &marked);
        Some(Self { index: index.into(), worker: worker.replace(build, &marked).into() })
    }

    /// The marked file of this name.
    pub(crate) fn file(&self, name: &str) -> Option<&Marked> {
        match name {
            "index.html" => Some(&self.index),
            "sw.js" => Some(&self.worker),
            _ => None,
        }
    }
}

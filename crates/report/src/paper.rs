//! What the typesetter is given: a fixed template, the document as JSON, the pictures as SVG.
//!
//! Text never passes through the template's language: a name with a `#` or a `$` in it stays a name.

use crate::Document;

/// The template; it reads [`DATA`] and `<id>.svg`.
pub(crate) const TEMPLATE: &str = include_str!("paper.typ");
/// Where the template finds the document.
pub(crate) const DATA: &str = "report.json";

/// A file the template reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its name, without folder.
    pub name: String,
    /// Its content.
    pub content: String,
}

/// The template and everything it reads, the template first.
///
/// # Errors
/// When the document does not become JSON, which is a fault of ours.
pub fn parts(document: &Document) -> Result<Vec<Part>, serde_json::Error> {
    let part = |name: String, content: String| Part { name, content };
    let mut parts = vec![
        part("paper.typ".to_owned(), TEMPLATE.to_owned()),
        part(DATA.to_owned(), serde_json::to_string(document)?),
    ];
    let pictures = document.pictures();
    parts.extend(pictures.map(|it| part(format!("{}.svg", it.id), it.svg.clone().into_string())));
    Ok(parts)
}

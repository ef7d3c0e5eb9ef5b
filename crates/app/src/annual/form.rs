//! The three forms of a report: made from one document, named so that two years do not overwrite each other.

use danbe_pages::Say;
use danbe_report::{Document, book, page};

/// A form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The paper to sign.
    Pdf,
    /// One page, no script.
    Html,
    /// The tables.
    Xlsx,
}

/// Why a form was not made.
#[derive(Debug)]
pub enum Unmade {
    /// The program was built without the feature `pdf`.
    NoTypesetter,
    /// A fault of ours, for who keeps the program.
    Failed(String),
}

impl Form {
    /// Every form.
    pub const ALL: &[Self] = &[Self::Pdf, Self::Html, Self::Xlsx];

    /// The stable text, also the end of the file's name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Html => "html",
            Self::Xlsx => "xlsx",
        }
    }

    /// The form of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().find(|form| form.code() == code).copied()
    }

    /// Whether this program can make it.
    #[must_use]
    pub const fn at_hand(self) -> bool {
        !matches!(self, Self::Pdf) || cfg!(feature = "pdf")
    }

    /// The media type it travels under.
    #[must_use]
    pub const fn media(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Html => "text/html; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// Name of the file of a document.
    #[must_use]
    pub fn file(self, document: &str) -> String {
        format!("{document}.{}", self.code())
    }

    /// Makes it, of a document of that name.
    ///
    /// # Errors
    /// [`Unmade`].
    pub fn make(self, say: &Say, document: &Document, name: &str) -> Result<Vec<u8>, Unmade> {
        match self {
            Self::Pdf => paper(document, name),
            Self::Html => Ok(page(say, document).into_bytes()),
            Self::Xlsx => book(document).map_err(|why| Unmade::Failed(why.to_string())),
        }
    }
}

#[cfg(feature = "pdf")]
fn paper(document: &Document, name: &str) -> Result<Vec<u8>, Unmade> {
    let failed = |why: &dyn std::fmt::Display| Unmade::Failed(why.to_string());
    let parts = danbe_report::parts(document).map_err(|why| failed(&why))?;
    danbe_report::pdf(&parts, &format!("danbe/{name}")).map_err(|why| failed(&why))
}

#[cfg(not(feature = "pdf"))]
fn paper(_: &Document, _: &str) -> Result<Vec<u8>, Unmade> {
    Err(Unmade::NoTypesetter)
}

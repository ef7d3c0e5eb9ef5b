//! The PDF, by Typst: tagged, PDF/UA-1, fonts inside. Nothing is read from the machine, and no clock.

use crate::paper::Part;
use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Features, Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

/// The family of the paper, free under the SIL Open Font License.
const FAMILY: &str = "Libertinus Serif";

/// Why there is no paper: a fault of ours, for who keeps the program.
#[derive(Debug)]
pub struct Unset(String);

impl fmt::Display for Unset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the report cannot be typeset: {}", self.0)
    }
}

impl std::error::Error for Unset {}

/// Sets the parts of a document ([`crate::parts`]) as PDF/UA-1.
///
/// `ident` names the document for ever: the same report made again has the same identifier.
///
/// # Errors
/// [`Unset`] when the template does not compile or the standard is not met.
pub fn pdf(parts: &[Part], ident: &str) -> Result<Vec<u8>, Unset> {
    let desk = Desk::new(parts)?;
    let compiled = typst::compile::<PagedDocument>(&desk).output;
    let made = compiled.map_err(|faults| desk.unset(&faults)).and_then(|document| {
        let standards =
            PdfStandards::new(&[PdfStandard::Ua_1]).map_err(|why| Unset(why.message().to_string()))?;
        let options =
            PdfOptions { ident: Smart::Custom(ident.to_owned()), standards, ..PdfOptions::default() };
        typst_pdf::pdf(&document, &options).map_err(|faults| desk.unset(&faults))
    });
    // what the compiler remembers for a next time must not stay in a server's memory
    typst::comemo::evict(0);
    made
}

/// The fonts the paper is set in.
static FONTS: LazyLock<Vec<Font>> = LazyLock::new(|| {
    let all = typst_assets::fonts().flat_map(|data| Font::iter(Bytes::new(data)));
    all.filter(|font| font.info().family == FAMILY).collect()
});

/// All the typesetter may see.
struct Desk {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    main: Source,
    files: HashMap<FileId, Bytes>,
}

fn id(name: &str) -> Result<FileId, Unset> {
    let path = VirtualPath::new(name).map_err(|why| Unset(format!("{name}: {why:?}")))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl Desk {
    fn new(parts: &[Part]) -> Result<Self, Unset> {
        let Some((template, rest)) = parts.split_first() else {
            return Err(Unset("no template".to_owned()));
        };
        let mut files = HashMap::new();
        for part in rest {
            files.insert(id(&part.name)?, Bytes::from_string(part.content.clone()));
        }
        let features: Features = [Feature::A11yExtras].into_iter().collect();
        Ok(Self {
            library: LazyHash::new(Library::builder().with_features(features).build()),
            book: LazyHash::new(FontBook::from_fonts(FONTS.iter())),
            main: Source::new(id(&template.name)?, template.content.clone()),
            files,
        })
    }

    fn unset(&self, faults: &[SourceDiagnostic]) -> Unset {
        let said = faults.iter().map(|fault| {
            let line = typst::WorldExt::range(self, fault.span)
                .and_then(|range| self.main.lines().byte_to_line(range.start));
            let place = line.map_or_else(String::new, |line| format!("line {}: ", line + 1));
            let hints: String = fault.hints.iter().map(|hint| format!(" ({})", hint.v)).collect();
            format!("{place}{}{hints}", fault.message)
        });
        Unset(said.collect::<Vec<_>>().join("; "))
    }
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() { Ok(self.main.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(&id).cloned().ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

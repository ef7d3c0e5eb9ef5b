//! The report as a document: sections of blocks, said once, then set as paper, as a page and as a workbook.
//!
//! The three cannot differ: they are given the same words and the same cells.

use danbe_charts::{About, Count, Drawn, Markup};
use serde::{Serialize, Serializer};

/// The whole, in order.
#[derive(Serialize)]
pub struct Document {
    /// The first page.
    pub cover: Cover,
    /// The rest.
    pub sections: Vec<Section>,
    /// The last words: who signs, and where.
    pub signature: Vec<String>,
    /// Fixed words the setting itself needs.
    pub words: Fixed,
}

/// The first page.
#[derive(Serialize)]
pub struct Cover {
    /// The State and its motto.
    pub state: Vec<String>,
    /// Who reports.
    pub committee: String,
    /// Title.
    pub title: String,
    /// Under it.
    pub subtitle: String,
    /// Draft or approved, and by whom.
    pub status: String,
    /// When the numbers are invented; empty otherwise.
    pub invented: String,
    /// When and from what it was made.
    pub made: Vec<String>,
}

/// Words of head and foot.
#[derive(Serialize)]
pub struct Fixed {
    /// At the head of each page.
    pub running: String,
    /// Title of the table of contents.
    pub contents: String,
    /// At the foot, before the number of the page.
    pub page: String,
    /// Between a page and how many there are.
    pub of: String,
    /// Before the number of a table.
    pub table: String,
    /// Before the number of a picture.
    pub picture: String,
}

/// A section: a heading and what stands under it.
#[derive(Serialize)]
pub struct Section {
    /// Stable name, for anchors and sheets.
    pub id: &'static str,
    /// Heading.
    pub title: String,
    /// Body.
    pub blocks: Vec<Block>,
}

/// What may stand under a heading.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Block {
    /// A paragraph.
    Text {
        /// Its words.
        text: String,
    },
    /// A smaller heading.
    Heading {
        /// Its words.
        text: String,
    },
    /// A paragraph nobody may miss.
    Note {
        /// Its words.
        text: String,
    },
    /// Numbers one sees first.
    Cards {
        /// The numbers.
        cards: Vec<Card>,
    },
    /// Points of a list.
    Points {
        /// Each a sentence.
        points: Vec<String>,
    },
    /// A table.
    Table(Table),
    /// A picture; its table follows it.
    Picture(Picture),
}

/// A number one sees first.
#[derive(Serialize)]
pub struct Card {
    /// The number as shown.
    pub value: String,
    /// Its unit.
    pub unit: String,
    /// What it says.
    pub label: String,
    /// How it came to be, in a few words.
    pub note: String,
    /// How it is cited.
    pub code: String,
}

/// A table.
#[derive(Serialize)]
pub struct Table {
    /// Stable name, for anchors and sheets.
    pub id: String,
    /// What it shows, with unit and period.
    pub caption: String,
    /// Heads of the columns.
    pub heads: Vec<String>,
    /// Share of the width each column takes.
    pub widths: Vec<u8>,
    /// Rows of as many cells; the first names the row.
    pub rows: Vec<Vec<Cell>>,
    /// Under the table: what signs mean, how many are hidden, where it comes from.
    pub notes: Vec<String>,
    /// Whether the last row is the whole of the others.
    pub total: Total,
}

/// What the last row of a table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Total {
    /// A row as the others.
    None,
    /// Their sum.
    Last,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A count; a workbook keeps it as a number.
    Count(Count),
}

impl Cell {
    /// As a reader sees it.
    #[must_use]
    pub fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Count(count) => count.shown(),
        }
    }
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut cell = serializer.serialize_struct("Cell", 2)?;
        cell.serialize_field("text", &self.shown())?;
        cell.serialize_field("number", &matches!(self, Self::Count(_)))?;
        cell.end()
    }
}

/// A picture with what it says of itself.
#[derive(Serialize)]
pub struct Picture {
    /// Stable name.
    pub id: String,
    /// Caption.
    pub title: String,
    /// For who cannot see it.
    pub description: String,
    /// Whose material it uses; empty when nobody else's.
    pub credit: String,
    /// The drawing.
    #[serde(skip)]
    pub svg: Markup,
}

impl Picture {
    /// Draws a picture.
    #[must_use]
    pub fn of(id: &str, title: String, description: String, drawn: &dyn Drawn) -> Self {
        let svg = drawn.svg(About { id, title: &title, description: &description });
        Self { id: id.to_owned(), title, description, credit: String::new(), svg }
    }
}

impl Document {
    /// Every picture, in order.
    pub fn pictures(&self) -> impl Iterator<Item = &Picture> {
        self.blocks().filter_map(|block| match block {
            Block::Picture(picture) => Some(picture),
            _ => None,
        })
    }

    /// Every table, in order.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.blocks().filter_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        })
    }

    fn blocks(&self) -> impl Iterator<Item = &Block> {
        self.sections.iter().flat_map(|section| &section.blocks)
    }
}

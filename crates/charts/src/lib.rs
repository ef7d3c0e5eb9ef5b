//! Charts and the map of Mali as SVG: pure functions from counts to a picture that says what it shows.
//!
//! A picture is titled and described for who cannot see it, is read in black and white (hatching, never colour
//! alone), and comes with its table ([`Drawn::table`]): what is drawn can be checked against what is written.
//! A count that is hidden or not known is drawn as such, never as zero; a change of definition is a break, and no
//! line crosses it.
//!
//! Sizes are in units of the drawing (about a CSS pixel); text is French and given by the caller, numbers are
//! written the French way. No script, no style sheet, no font inside: the page or the paper brings them.

mod bars;
mod ink;
mod lines;
mod map;
mod multiples;
mod number;
mod stacked;
mod svg;
#[cfg(test)]
mod tests;

pub use bars::Bars;
pub use ink::Ink;
pub use lines::{Lines, Run};
pub use map::folded;
pub use map::{ATTRIBUTION, Map, PLACES, Place, Words as MapWords};
pub use maud::Markup;
pub use multiples::{Multiples, Panel};
pub use number::{number, percent};
pub use stacked::{Bar, Stacked};

/// A count as it may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// What was counted.
    Known(i64),
    /// Counted, and hidden so that nobody is recognised.
    Hidden,
    /// Nobody counted, or nobody said.
    Unknown,
}

impl Count {
    /// As a table shows it: the number, `s` (hidden) or `nd` (not known).
    #[must_use]
    pub fn shown(self) -> String {
        match self {
            Self::Known(count) => number(count),
            Self::Hidden => HIDDEN.to_owned(),
            Self::Unknown => UNKNOWN.to_owned(),
        }
    }

    /// The number, when there is one to draw.
    #[must_use]
    pub const fn known(self) -> Option<i64> {
        match self {
            Self::Known(count) => Some(count),
            Self::Hidden | Self::Unknown => None,
        }
    }
}

/// Stands where a count is hidden ("secret statistique").
pub const HIDDEN: &str = "s";
/// Stands where there is no count ("non disponible").
pub const UNKNOWN: &str = "nd";

/// What every picture says of itself.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// Told from every other picture of the page: letters, digits and hyphens.
    pub id: &'a str,
    /// The title read aloud.
    pub title: &'a str,
    /// What one sees, in a sentence or two.
    pub description: &'a str,
}

/// The table behind a picture: heads, then rows of as many texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behind {
    /// Of the columns; the first names the rows.
    pub heads: Vec<String>,
    /// The name, then its counts as shown.
    pub rows: Vec<Vec<String>>,
}

/// A picture that can be drawn, and written as a table.
pub trait Drawn {
    /// The picture.
    fn svg(&self, about: About) -> Markup;
    /// The same counts, as a table.
    fn table(&self) -> Behind;
}

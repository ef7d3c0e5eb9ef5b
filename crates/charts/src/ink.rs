//! What fills a shape: six ways that stay apart in black and white, on paper and on a cracked screen.

use maud::{Markup, html};

/// A filling. Dark to light, each with a texture of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// Dark, plain.
    Full,
    /// Slanted lines.
    Slanted,
    /// Light grey, plain.
    Pale,
    /// Dots.
    Dotted,
    /// Crossed lines.
    Crossed,
    /// White with a border.
    Empty,
}

/// Dark enough for text and lines.
pub(crate) const DARK: &str = "#1f3a4d";
/// Lines of a grid.
pub(crate) const FAINT: &str = "#c9d0d5";
/// Second text.
pub(crate) const GREY: &str = "#4d5b64";

impl Ink {
    const ALL: [Self; 6] = [Self::Full, Self::Slanted, Self::Pale, Self::Dotted, Self::Crossed, Self::Empty];

    /// The filling of the nth part; beyond six they come again.
    #[must_use]
    pub fn of(place: usize) -> Self {
        Self::ALL.get(place % Self::ALL.len()).copied().unwrap_or(Self::Full)
    }

    /// The value of `fill`, in the picture of this id.
    pub(crate) fn fill(self, id: &str) -> String {
        match self {
            Self::Full => DARK.to_owned(),
            Self::Pale => "#b9c6ce".to_owned(),
            Self::Empty => "#ffffff".to_owned(),
            Self::Slanted => format!("url(#{id}-slanted)"),
            Self::Dotted => format!("url(#{id}-dotted)"),
            Self::Crossed => format!("url(#{id}-crossed)"),
        }
    }

    /// Whether white text is read on it.
    pub(crate) const fn dark(self) -> bool {
        matches!(self, Self::Full)
    }

    /// Whether text on it needs a white ground.
    pub(crate) const fn textured(self) -> bool {
        matches!(self, Self::Slanted | Self::Dotted | Self::Crossed)
    }
}

/// The textures, for the head of a picture.
pub(crate) fn textures(id: &str) -> Markup {
    let pattern = |name: &str, size: i32, inside: Markup| {
        html! {
            pattern id=(format!("{id}-{name}")) patternUnits="userSpaceOnUse" width=(size) height=(size) {
                rect width=(size) height=(size) fill="#ffffff" {}
                (inside)
            }
        }
    };
    html! {
        (pattern("slanted", 6, html! {
            path d="M-1.5 1.5 L1.5 -1.5 M0 6 L6 0 M4.5 7.5 L7.5 4.5" stroke="#9a5a1c" stroke-width="1.9" {}
        }))
        (pattern("dotted", 6, html! { circle cx="3" cy="3" r="1.3" fill=(DARK) {} }))
        (pattern("crossed", 9, html! { path d="M0 0 L9 9 M9 0 L0 9" stroke="#9aa5ad" stroke-width="0.7" {} }))
    }
}

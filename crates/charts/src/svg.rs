//! The sheet a picture is drawn on, and the few shapes all share.

use crate::About;
use crate::ink::{DARK, FAINT, GREY, Ink, textures};
use maud::{Markup, html};

/// Width of every picture but the small ones: a column of text on A4.
pub(crate) const WIDTH: f64 = 640.0;

/// A number as an attribute, to a tenth.
pub(crate) fn at(value: f64) -> String {
    let tenths = (value * 10.0).round() / 10.0;
    if tenths == 0.0 { "0".to_owned() } else { tenths.to_string() }
}

/// The place of a count on a scale that gives `length` to `largest`.
#[expect(clippy::cast_precision_loss, reason = "counts drawn to a tenth of a pixel")]
pub(crate) fn scaled(count: i64, largest: i64, length: f64) -> f64 {
    count as f64 / largest.max(1) as f64 * length
}

/// The nth place, as a length.
#[expect(clippy::cast_precision_loss, reason = "a handful of rows")]
pub(crate) const fn nth(place: usize) -> f64 {
    place as f64
}

/// How wide a text is about, in the serif of the paper.
pub(crate) fn wide(text: &str, size: f64) -> f64 {
    nth(text.chars().count()) * size * 0.5
}

/// A text cut to a width; whole in the table behind.
pub(crate) fn fitting(text: &str, size: f64, width: f64) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let whole = letters.len();
    while letters.len() > 1 && nth(letters.len() + usize::from(letters.len() < whole)) * size * 0.5 > width {
        letters.pop();
    }
    let more = if letters.len() < whole { "…" } else { "" };
    letters.into_iter().collect::<String>() + more
}

/// A titled, described picture.
pub(crate) fn sheet(about: About, width: f64, height: f64, inside: &Markup) -> Markup {
    let About { id, title, description } = about;
    html! {
        svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby=(format!("{id}-t {id}-d"))
            viewBox=(format!("0 0 {} {}", at(width), at(height))) width=(at(width)) height=(at(height))
            font-family="Libertinus Serif, Georgia, serif" font-size="13" fill=(DARK) {
            title id=(format!("{id}-t")) { (title) }
            desc id=(format!("{id}-d")) { (description) }
            defs { (textures(id)) }
            (inside)
        }
    }
}

/// Where a text stands on its point.
#[derive(Clone, Copy)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// A line of text.
pub(crate) fn label(x: f64, y: f64, anchor: Anchor, text: &str) -> Markup {
    sized(x, y, anchor, 13.0, DARK, text)
}

/// A line of second text.
pub(crate) fn note(x: f64, y: f64, anchor: Anchor, text: &str) -> Markup {
    sized(x, y, anchor, 11.0, GREY, text)
}

/// A line of text of one size and colour.
pub(crate) fn sized(x: f64, y: f64, anchor: Anchor, size: f64, colour: &str, text: &str) -> Markup {
    let anchor = match anchor {
        Anchor::Start => "start",
        Anchor::Middle => "middle",
        Anchor::End => "end",
    };
    html! { text x=(at(x)) y=(at(y)) text-anchor=(anchor) font-size=(at(size)) fill=(colour) { (text) } }
}

/// A box filled with an ink.
pub(crate) fn filled(id: &str, ink: Ink, [x, y, width, height]: [f64; 4]) -> Markup {
    html! {
        rect x=(at(x)) y=(at(y)) width=(at(width)) height=(at(height)) fill=(ink.fill(id)) stroke=(DARK)
            stroke-width="0.8" {}
    }
}

/// A straight line.
pub(crate) fn line([x1, y1, x2, y2]: [f64; 4], colour: &str) -> Markup {
    html! { line x1=(at(x1)) y1=(at(y1)) x2=(at(x2)) y2=(at(y2)) stroke=(colour) stroke-width="1" {} }
}

/// A line of the grid.
pub(crate) fn grid(ends: [f64; 4]) -> Markup {
    line(ends, FAINT)
}

/// A legend on one or more lines from `y`; gives what it drew and the height it took.
pub(crate) fn legend(id: &str, parts: &[(Ink, &str)], width: f64, y: f64) -> (Markup, f64) {
    let (mut x, mut row) = (0.0, y);
    let mut places = Vec::new();
    for (ink, name) in parts {
        let taken = 24.0 + wide(name, 13.0) + 18.0;
        if x > 0.0 && x + taken > width {
            (x, row) = (0.0, row + 20.0);
        }
        places.push((*ink, *name, x, row));
        x += taken;
    }
    let drawn = html! {
        @for (ink, name, x, row) in places {
            (filled(id, ink, [x + 0.5, row + 0.5, 16.0, 12.0]))
            (label(x + 22.0, row + 11.0, Anchor::Start, name))
        }
    };
    (drawn, row - y + 20.0)
}

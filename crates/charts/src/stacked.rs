//! Stacked bars: parts that add up to a whole, "inconnu" always among them.

use crate::bars::{axis, names_width};
use crate::ink::{DARK, Ink};
use crate::number::steps;
use crate::svg::{Anchor, WIDTH, at, filled, fitting, label, legend, nth, scaled, sheet, sized, wide};
use crate::{About, Behind, Count, Drawn, number};
use maud::{Markup, html};

/// One bar: its parts, in the order of the legend.
#[derive(Debug, Clone)]
pub struct Bar {
    /// Whose parts.
    pub name: String,
    /// As many as the chart has parts.
    pub parts: Vec<Count>,
    /// The whole as it stands in the table; it may be known when a part is hidden.
    pub whole: Count,
}

/// Bars of parts.
#[derive(Debug, Clone)]
pub struct Stacked {
    /// What the names are: head of the first column.
    pub of: String,
    /// What is counted, under the axis.
    pub unit: String,
    /// Names of the parts.
    pub parts: Vec<String>,
    /// The bars.
    pub bars: Vec<Bar>,
    /// Head of the last column.
    pub total: String,
    /// Name of what is left when parts are hidden and the whole is not.
    pub rest: String,
}

const ROW: f64 = 34.0;
const THICK: f64 = 23.0;

impl Bar {
    /// What the known parts leave of the whole.
    fn rest(&self) -> i64 {
        let known: i64 = self.parts.iter().filter_map(|part| part.known()).sum();
        self.whole.known().map_or(0, |whole| whole - known).max(0)
    }

    fn length(&self) -> i64 {
        self.parts.iter().filter_map(|part| part.known()).map(|part| part.max(0)).sum::<i64>() + self.rest()
    }
}

impl Stacked {
    /// The slices of a bar: ink and count, from the left.
    fn slices(&self, bar: &Bar) -> Vec<(Ink, i64)> {
        let parts = bar.parts.iter().enumerate();
        let known = parts.filter_map(|(place, part)| Some((self.ink(place), part.known()?)));
        let rest = std::iter::once((Ink::Empty, bar.rest()));
        known.chain(rest).filter(|(_, count)| *count > 0).collect()
    }

    fn ink(&self, place: usize) -> Ink {
        Ink::of(place % 5)
    }

    fn legend(&self) -> Vec<(Ink, &str)> {
        let parts = self.parts.iter().enumerate();
        let mut shown: Vec<_> = parts.map(|(place, name)| (self.ink(place), name.as_str())).collect();
        if self.bars.iter().any(|bar| bar.rest() > 0) {
            shown.push((Ink::Empty, &self.rest));
        }
        shown
    }
}

impl Drawn for Stacked {
    fn svg(&self, about: About) -> Markup {
        let left = names_width(self.bars.iter().map(|bar| bar.name.as_str()));
        let (key, top) = legend(about.id, &self.legend(), WIDTH, 0.0);
        let largest = self.bars.iter().map(Bar::length).max().unwrap_or(0);
        let (step, many) = steps(largest, 5);
        let length = WIDTH - left - 64.0;
        let bottom = nth(self.bars.len()) * ROW + 6.0;
        let inside = html! {
            (key)
            g transform=(format!("translate(0 {})", at(top + 6.0))) {
                (axis(left, length, bottom, step, many, &self.unit))
                @for (place, bar) in self.bars.iter().enumerate() {
                    @let y = nth(place) * ROW + 6.0;
                    (label(left - 8.0, y + 16.0, Anchor::End, &fitting(&bar.name, 13.0, left - 8.0)))
                    (slices(about.id, &self.slices(bar), left, y, length / nth_of(step.saturating_mul(many))))
                    @let end = left + scaled(bar.length(), step.saturating_mul(many), length);
                    (label(end + 6.0, y + 16.0, Anchor::Start, &bar.whole.shown()))
                }
            }
        };
        sheet(about, WIDTH, top + bottom + 46.0, &inside)
    }

    fn table(&self) -> Behind {
        let mut heads = vec![self.of.clone()];
        heads.extend(self.parts.iter().cloned());
        heads.push(self.total.clone());
        let row = |bar: &Bar| {
            let counts = bar.parts.iter().chain([&bar.whole]).map(|count| count.shown());
            std::iter::once(bar.name.clone()).chain(counts).collect()
        };
        Behind { heads, rows: self.bars.iter().map(row).collect() }
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts drawn to a tenth of a pixel")]
const fn nth_of(largest: i64) -> f64 {
    largest as f64
}

fn slices(id: &str, slices: &[(Ink, i64)], left: f64, y: f64, one: f64) -> Markup {
    let mut x = left;
    let mut placed = Vec::new();
    for (ink, count) in slices {
        let width = nth_of(*count) * one;
        placed.push((*ink, number(*count), x, width));
        x += width;
    }
    html! {
        @for (ink, text, x, width) in &placed {
            (filled(id, *ink, [*x, y, *width, THICK]))
            @if *width > wide(text, 12.0) + 10.0 { (inside(*ink, text, x + width / 2.0, y)) }
        }
    }
}

/// A number on its slice, on a white ground where the texture would eat it.
fn inside(ink: Ink, text: &str, middle: f64, y: f64) -> Markup {
    let ground = wide(text, 12.0) + 6.0;
    html! {
        @if ink.textured() {
            rect x=(at(middle - ground / 2.0)) y=(at(y + 4.0)) width=(at(ground)) height=(at(THICK - 8.0)) fill="#ffffff" {}
        }
        (sized(middle, y + 16.0, Anchor::Middle, 12.0, if ink.dark() { "#ffffff" } else { DARK }, text))
    }
}

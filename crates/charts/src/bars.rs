//! Bars: one count a name, lying down so that names are read.

use crate::ink::{GREY, Ink};
use crate::number::steps;
use crate::svg::{Anchor, WIDTH, filled, fitting, grid, label, note, nth, scaled, sheet, wide};
use crate::{About, Behind, Count, Drawn, number};
use maud::{Markup, html};

/// One bar a name, from zero.
#[derive(Debug, Clone)]
pub struct Bars {
    /// What the names are: head of the first column.
    pub of: String,
    /// What is counted: head of the second, under the axis.
    pub unit: String,
    /// Name and count, in the order shown.
    pub bars: Vec<(String, Count)>,
}

const ROW: f64 = 26.0;
const THICK: f64 = 17.0;

impl Drawn for Bars {
    fn svg(&self, about: About) -> Markup {
        let left = names_width(self.bars.iter().map(|(name, _)| name.as_str()));
        let largest = self.bars.iter().filter_map(|(_, count)| count.known()).max().unwrap_or(0);
        let (step, many) = steps(largest, 5);
        let length = WIDTH - left - 64.0;
        let bottom = nth(self.bars.len()) * ROW + 6.0;
        let inside = html! {
            (axis(left, length, bottom, step, many, &self.unit))
            @for (place, (name, count)) in self.bars.iter().enumerate() {
                @let y = nth(place) * ROW + 6.0;
                @let end = scaled(count.known().unwrap_or(0).max(0), step.saturating_mul(many), length);
                (label(left - 8.0, y + 13.0, Anchor::End, &fitting(name, 13.0, left - 8.0)))
                @if count.known().is_some_and(|count| count > 0) {
                    (filled(about.id, Ink::Full, [left, y, end, THICK]))
                }
                (label(left + end + 6.0, y + 13.0, Anchor::Start, &count.shown()))
            }
        };
        sheet(about, WIDTH, bottom + 40.0, &inside)
    }

    fn table(&self) -> Behind {
        Behind {
            heads: vec![self.of.clone(), self.unit.clone()],
            rows: self.bars.iter().map(|(name, count)| vec![name.clone(), count.shown()]).collect(),
        }
    }
}

/// Room for the names, within reason.
pub(crate) fn names_width<'a>(names: impl Iterator<Item = &'a str>) -> f64 {
    names.map(|name| wide(name, 13.0)).fold(40.0, f64::max).min(250.0) + 14.0
}

/// The grid of a lying chart with its numbers and its unit.
pub(crate) fn axis(left: f64, length: f64, bottom: f64, step: i64, many: i64, unit: &str) -> Markup {
    html! {
        @for turn in 0..=many {
            @let x = left + scaled(turn, many, length);
            (grid([x, 0.0, x, bottom]))
            (note(x, bottom + 15.0, Anchor::Middle, &number(turn * step)))
        }
        (crate::svg::line([left, 0.0, left, bottom], GREY))
        (note(left + length, bottom + 33.0, Anchor::End, unit))
    }
}

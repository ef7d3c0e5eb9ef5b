//! Small multiples: series that must not be put on one axis, side by side, each with its own unit and scale.

use crate::ink::{GREY, Ink};
use crate::svg::{Anchor, WIDTH, at, filled, fitting, grid, note, nth, scaled, sheet, sized};
use crate::{About, Behind, Count, Drawn};
use maud::{Markup, html};

/// One small picture: a column a period.
#[derive(Debug, Clone)]
pub struct Panel {
    /// Who counted.
    pub name: String,
    /// What was counted.
    pub unit: String,
    /// Count of each period of the whole picture, in order.
    pub counts: Vec<Count>,
}

/// Panels over the same periods.
#[derive(Debug, Clone)]
pub struct Multiples {
    /// What the panels are: head of the first column.
    pub of: String,
    /// The periods, the same for all.
    pub periods: Vec<String>,
    /// The panels.
    pub panels: Vec<Panel>,
}

const ACROSS: usize = 2;
const TALL: f64 = 84.0;
const CELL: f64 = 160.0;

impl Drawn for Multiples {
    fn svg(&self, about: About) -> Markup {
        let wide = WIDTH / nth(ACROSS);
        let rows = self.panels.len().div_ceil(ACROSS).max(1);
        let inside = html! {
            @for (place, panel) in self.panels.iter().enumerate() {
                @let (x, y) = (nth(place % ACROSS) * wide, nth(place / ACROSS) * CELL);
                g transform=(format!("translate({} {})", at(x), at(y))) {
                    (self.small(about.id, panel, wide - 24.0))
                }
            }
        };
        sheet(about, WIDTH, nth(rows) * CELL, &inside)
    }

    fn table(&self) -> Behind {
        let heads = std::iter::once(self.of.clone()).chain(self.periods.iter().cloned()).collect();
        let row = |panel: &Panel| {
            let name = format!("{} ({})", panel.name, panel.unit);
            std::iter::once(name).chain(panel.counts.iter().map(|count| count.shown())).collect()
        };
        Behind { heads, rows: self.panels.iter().map(row).collect() }
    }
}

impl Multiples {
    fn small(&self, id: &str, panel: &Panel, width: f64) -> Markup {
        let largest = panel.counts.iter().filter_map(|count| count.known()).max().unwrap_or(0);
        let step = width / nth(self.periods.len().max(1));
        let thick = (step * 0.62).min(34.0);
        let base = 52.0 + TALL;
        let every = if step < 30.0 { 2 } else { 1 };
        html! {
            (sized(0.0, 13.0, Anchor::Start, 13.0, crate::ink::DARK, &fitting(&panel.name, 13.0, width)))
            (note(0.0, 28.0, Anchor::Start, &fitting(&panel.unit, 11.0, width)))
            (grid([0.0, base, width, base]))
            @for (place, (period, count)) in self.periods.iter().zip(&panel.counts).enumerate() {
                @let middle = step * (nth(place) + 0.5);
                @let tall = scaled(count.known().unwrap_or(0).max(0), largest, TALL);
                @if tall > 0.0 {
                    (filled(id, Ink::Full, [middle - thick / 2.0, base - tall, thick, tall]))
                }
                (sized(middle, base - tall - 4.0, Anchor::Middle, 11.0, colour(*count), &count.shown()))
                @if (self.periods.len().saturating_sub(place + 1)).is_multiple_of(every) {
                    (note(middle, base + 13.0, Anchor::Middle, period))
                }
            }
        }
    }
}

const fn colour(count: Count) -> &'static str {
    match count {
        Count::Known(_) => crate::ink::DARK,
        Count::Hidden | Count::Unknown => GREY,
    }
}

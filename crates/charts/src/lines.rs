//! Lines over the years, in runs: one run keeps one definition, and between two runs nothing is joined.

use crate::ink::{DARK, GREY};
use crate::number::steps;
use crate::svg::{Anchor, WIDTH, at, grid, label, note, nth, scaled, sheet, sized};
use crate::{About, Behind, Count, Drawn, number};
use maud::{Markup, html};

/// A series under one definition from one source.
#[derive(Debug, Clone)]
pub struct Run {
    /// Who counted, and what: written at the run.
    pub name: String,
    /// Place of the period among [`Lines::periods`], and the count.
    pub points: Vec<(usize, Count)>,
}

/// Runs over periods.
#[derive(Debug, Clone)]
pub struct Lines {
    /// What the periods are: head of the first column.
    pub of: String,
    /// What is counted.
    pub unit: String,
    /// Every period of the axis, none left out.
    pub periods: Vec<String>,
    /// The runs.
    pub runs: Vec<Run>,
    /// Periods before which the definition changed, with a word on it.
    pub breaks: Vec<(usize, String)>,
}

const LEFT: f64 = 56.0;
const TALL: f64 = 220.0;
const TOP: f64 = 26.0;

struct Scale {
    top: i64,
    step: f64,
}

impl Scale {
    fn x(&self, place: usize) -> f64 {
        LEFT + self.step * (nth(place) + 0.5)
    }

    fn y(&self, count: i64) -> f64 {
        TOP + TALL - scaled(count, self.top, TALL)
    }
}

impl Lines {
    fn scale(&self) -> (Scale, i64) {
        let known = self.runs.iter().flat_map(|run| &run.points).filter_map(|(_, count)| count.known());
        let (step, many) = steps(known.max().unwrap_or(0), 5);
        (
            Scale {
                top: step.saturating_mul(many),
                step: (WIDTH - LEFT - 10.0) / nth(self.periods.len().max(1)),
            },
            step,
        )
    }
}

impl Drawn for Lines {
    fn svg(&self, about: About) -> Markup {
        let (scale, step) = self.scale();
        let bottom = TOP + TALL;
        let keys = nth(self.runs.len());
        let inside = html! {
            (note(0.0, 11.0, Anchor::Start, &self.unit))
            @for turn in 0..=(scale.top / step) {
                @let y = scale.y(turn * step);
                (grid([LEFT, y, WIDTH, y]))
                (note(LEFT - 6.0, y + 4.0, Anchor::End, &number(turn * step)))
            }
            @for (place, period) in self.periods.iter().enumerate() {
                (note(scale.x(place), bottom + 16.0, Anchor::Middle, period))
            }
            @for (place, why) in &self.breaks {
                @let x = scale.x(*place) - scale.step / 2.0;
                (torn(x, bottom))
                (sized(x + 5.0, TOP - 6.0, Anchor::Start, 11.0, GREY, why))
            }
            @for (place, run) in self.runs.iter().enumerate() {
                (drawn(&scale, place, run, self.runs.get(..place).unwrap_or_default()))
                (key(place, &crate::svg::fitting(&run.name, 13.0, WIDTH - 38.0), bottom + 36.0 + nth(place) * 19.0))
            }
        };
        sheet(about, WIDTH, bottom + 32.0 + keys * 19.0, &inside)
    }

    fn table(&self) -> Behind {
        let mut heads = vec![self.of.clone()];
        heads.extend(self.runs.iter().map(|run| run.name.clone()));
        let cell = |run: &Run, period: usize| {
            let found = run.points.iter().find(|(place, _)| *place == period);
            found.map_or_else(|| "–".to_owned(), |(_, count)| count.shown())
        };
        let row = |(place, period): (usize, &String)| {
            std::iter::once(period.clone()).chain(self.runs.iter().map(|run| cell(run, place))).collect()
        };
        Behind { heads, rows: self.periods.iter().enumerate().map(row).collect() }
    }
}

/// A break: a white cut through the grid between two dashed edges.
fn torn(x: f64, bottom: f64) -> Markup {
    html! {
        rect x=(at(x - 2.5)) y=(at(TOP - 2.0)) width="5" height=(at(bottom - TOP + 8.0)) fill="#ffffff" {}
        @for edge in [x - 2.5, x + 2.5] {
            line x1=(at(edge)) y1=(at(TOP - 2.0)) x2=(at(edge)) y2=(at(bottom + 6.0)) stroke=(GREY)
                stroke-width="0.9" stroke-dasharray="4 3" {}
        }
    }
}

/// A run: neighbours joined, each count marked and written; what is hidden or unknown leaves a hole.
fn drawn(scale: &Scale, place: usize, run: &Run, before: &[Run]) -> Markup {
    let joined = run.points.iter().zip(run.points.iter().skip(1));
    html! {
        @for ((here, from), (next, to)) in joined {
            @if let (Some(from), Some(to), true) = (from.known(), to.known(), *next == here + 1) {
                line x1=(at(scale.x(*here))) y1=(at(scale.y(from))) x2=(at(scale.x(*next))) y2=(at(scale.y(to)))
                    stroke=(DARK) stroke-width="1.8" stroke-dasharray=(dashes(place)) {}
            }
        }
        @for (here, count) in &run.points {
            @let x = scale.x(*here);
            @match count.known() {
                Some(known) => {
                    @let crowd = nth(crowd(scale, *here, known, before));
                    (mark(place, x + crowd * 13.0, scale.y(known)))
                    @if crowd > 0.0 {
                        (label(x + crowd * 13.0 + 9.0, scale.y(known) + 4.0 + (crowd - 1.0) * 14.0, Anchor::Start, &number(known)))
                    } @else {
                        (label(x, scale.y(known) - 9.0, Anchor::Middle, &number(known)))
                    }
                }
                None => (note(x, TOP + TALL - 5.0, Anchor::Middle, &count.shown())),
            }
        }
    }
}

/// How many counts of earlier runs stand where this one would: it steps aside, so that all are read.
fn crowd(scale: &Scale, here: usize, known: i64, before: &[Run]) -> usize {
    let near = |count: &Count| count.known().is_some_and(|it| (scale.y(it) - scale.y(known)).abs() < 16.0);
    let points = before.iter().flat_map(|run| &run.points);
    points.filter(|(place, count)| *place == here && near(count)).count()
}

const fn dashes(place: usize) -> &'static str {
    match place % 4 {
        0 => "none",
        1 => "7 4",
        2 => "2 3",
        _ => "9 3 2 3",
    }
}

/// A mark of its own for each run: disc, square, triangle, diamond; the second four are hollow.
fn mark(place: usize, x: f64, y: f64) -> Markup {
    let fill = if place % 8 < 4 { DARK } else { "#ffffff" };
    let path = |steps: &str| format!("M{} {} {steps} Z", at(x), at(y));
    let shape = match place % 4 {
        0 => path("m-4.5 0 a4.5 4.5 0 1 0 9 0 a4.5 4.5 0 1 0 -9 0"),
        1 => path("m-4 -4 h8 v8 h-8"),
        2 => path("m0 -5 l5 8.5 h-10"),
        _ => path("m0 -5.5 l5 5.5 l-5 5.5 l-5 -5.5"),
    };
    html! { path d=(shape) fill=(fill) stroke=(DARK) stroke-width="1.2" {} }
}

fn key(place: usize, name: &str, y: f64) -> Markup {
    html! {
        line x1="0" y1=(at(y - 4.0)) x2="30" y2=(at(y - 4.0)) stroke=(DARK) stroke-width="1.8"
            stroke-dasharray=(dashes(place)) {}
        (mark(place, 15.0, y - 4.0))
        (label(38.0, y, Anchor::Start, name))
    }
}

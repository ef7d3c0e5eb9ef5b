//! The map of the regions: nineteen and the District of Bamako, by classes that stay apart in black and white.
//!
//! The outlines are approximate and said to be so: cercles of 2017 put together, from geoBoundaries (CC BY 4.0);
//! where a region has no outline (Taoudénit) a disc stands at its seat. "No data" is not "no case": it has a look
//! of its own.

use crate::ink::{DARK, GREY, Ink};
use crate::svg::{Anchor, at, line, nth, sheet, sized, wide};
use crate::{About, Behind, Count, Drawn, number};
use maud::{Markup, html};
use std::sync::LazyLock;

/// Whose outlines these are, to be printed beside every map.
pub const ATTRIBUTION: &str = "Contours approximatifs, non officiels : geoBoundaries (geoboundaries.org), CC BY 4.0, simplifiés ; Taoudénit, sans contour publié, est marquée à son chef-lieu.";

/// A region as the map knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The code of the house (`words::Region`).
    pub code: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Where its name and count go.
    middle: (i32, i32),
    /// Where a line from the name ends, when the name stands outside.
    pointed: Option<(i32, i32)>,
    /// Its outlines as an SVG path; empty for a region without one.
    path: String,
}

/// The regions, in the order of their codes, those without outline last.
pub static PLACES: LazyLock<Vec<Place>> = LazyLock::new(|| read(include_str!("mali.txt")));

/// Counts by region.
#[derive(Debug, Clone)]
pub struct Map {
    /// Head of the first column.
    pub of: String,
    /// What is counted: head of the second, title of the legend.
    pub unit: String,
    /// Code of the region and its count. A region not named here has no data.
    pub counts: Vec<(String, Count)>,
    /// Words of the legend for what has no number.
    pub words: Words,
}

/// Words of the legend.
#[derive(Debug, Clone)]
pub struct Words {
    /// Nobody counted or said.
    pub unknown: String,
    /// Counted and hidden.
    pub hidden: String,
}

type Points = Vec<(i32, i32)>;

fn pair(text: &str) -> Option<(i32, i32)> {
    let (x, y) = text.split_once(',')?;
    Some((x.parse().ok()?, y.parse().ok()?))
}

/// Reads `mali.txt`; its head says its form. A test holds that all twenty places are read.
fn read(text: &'static str) -> Vec<Place> {
    let mut borders: Vec<Points> = Vec::new();
    let mut places = Vec::new();
    for line in text.lines() {
        let Some((kind, rest)) = line.split_once(' ') else { continue };
        match kind {
            "border" => borders.push(walk(rest)),
            "region" | "seat" => places.extend(place(rest, &borders)),
            _ => {}
        }
    }
    places
}

fn walk(steps: &str) -> Points {
    let mut here = (0, 0);
    let walked = steps.split(' ').filter_map(pair).map(|(x, y)| {
        here = (here.0 + x, here.1 + y);
        here
    });
    walked.collect()
}

fn place(text: &'static str, borders: &[Points]) -> Option<Place> {
    let mut parts = text.split('|');
    let (code, name, middle) = (parts.next()?, parts.next()?, pair(parts.next()?)?);
    let rings = parts.next().unwrap_or_default().split(';').filter(|ring| !ring.is_empty());
    let path = rings.map(|ring| outline(ring, borders)).collect();
    Some(Place { code, name, middle, pointed: parts.next().and_then(pair), path })
}

fn outline(ring: &str, borders: &[Points]) -> String {
    let mut path = String::new();
    for number in ring.split(' ').filter_map(|number| number.parse::<isize>().ok()) {
        let Some(border) = borders.get(number.unsigned_abs() - 1) else { continue };
        let forward: Vec<_> =
            if number > 0 { border.clone() } else { border.iter().rev().copied().collect() };
        for (x, y) in forward.into_iter().skip(usize::from(!path.is_empty())) {
            path.push_str(&format!("{}{x} {y}", if path.is_empty() { "M" } else { "L" }));
        }
    }
    path + "Z"
}

const WIDTH: f64 = 800.0;
const HEIGHT: f64 = 770.0;
/// Where the legend stands: the empty west of the Sahara.
const KEY: (f64, f64) = (4.0, 40.0);
/// The four classes, light to dark; zero is a class of its own.
const CLASSES: [Ink; 4] = [Ink::Pale, Ink::Dotted, Ink::Slanted, Ink::Full];

/// A class: its ink, from and to.
type Class = (Ink, i64, i64);

impl Map {
    fn count(&self, code: &str) -> Count {
        self.counts.iter().find(|(known, _)| known == code).map_or(Count::Unknown, |(_, count)| *count)
    }

    /// At most four classes of about as many regions each, bounded by counts that occur.
    fn classes(&self) -> Vec<Class> {
        let mut known: Vec<i64> = PLACES.iter().filter_map(|place| self.count(place.code).known()).collect();
        known.retain(|count| *count > 0);
        known.sort_unstable();
        let mut bounds: Vec<i64> = Vec::new();
        for class in 1..=CLASSES.len() {
            let last = (known.len() * class).div_ceil(CLASSES.len());
            bounds.extend(last.checked_sub(1).and_then(|last| known.get(last)));
        }
        bounds.dedup();
        let mut from = 1;
        let darkest = CLASSES.len().saturating_sub(bounds.len());
        let inks = CLASSES.iter().skip(darkest);
        let classes = inks.zip(bounds).map(|(ink, to)| {
            let class = (*ink, known.iter().copied().find(|count| *count >= from).unwrap_or(from), to);
            from = to + 1;
            class
        });
        classes.collect()
    }
}

fn ink_of(classes: &[Class], count: Count) -> Ink {
    let known = count.known().filter(|count| *count > 0);
    let class = known.and_then(|count| classes.iter().find(|(_, _, to)| count <= *to));
    class.map_or(Ink::Empty, |(ink, ..)| *ink)
}

fn fill(id: &str, ink: Ink, count: Count) -> String {
    match count {
        Count::Known(_) => ink.fill(id),
        Count::Hidden => "#ffffff".to_owned(),
        Count::Unknown => Ink::Crossed.fill(id),
    }
}

impl Drawn for Map {
    fn svg(&self, about: About) -> Markup {
        let classes = self.classes();
        let filling = |place: &Place| {
            let count = self.count(place.code);
            fill(about.id, ink_of(&classes, count), count)
        };
        let inside = html! {
            @for place in PLACES.iter() {
                @if place.path.is_empty() {
                    circle cx=(place.middle.0) cy=(place.middle.1 - 34) r="15" fill=(filling(place)) stroke=(DARK)
                        stroke-width="1.2" stroke-dasharray="3 2" {}
                } @else {
                    path d=(place.path) fill=(filling(place)) fill-rule="evenodd" stroke=(DARK)
                        stroke-width="1.2" stroke-linejoin="round" {}
                }
            }
            @for place in PLACES.iter() { (named(place, self.count(place.code))) }
            (self.key(about.id, &classes))
        };
        sheet(about, WIDTH, HEIGHT, &inside)
    }

    fn table(&self) -> Behind {
        let mut rows: Vec<Vec<String>> =
            PLACES.iter().map(|place| vec![place.name.to_owned(), self.count(place.code).shown()]).collect();
        rows.sort_by_key(|row| row.first().map(|name| folded(name)));
        Behind { heads: vec![self.of.clone(), self.unit.clone()], rows }
    }
}

impl Map {
    fn key(&self, id: &str, classes: &[Class]) -> Markup {
        let mut lines = vec![(Ink::Empty.fill(id), "", number(0))];
        for (ink, from, to) in classes {
            let text =
                if from == to { number(*from) } else { format!("{} à {}", number(*from), number(*to)) };
            lines.push((ink.fill(id), "", text));
        }
        let any = |wanted: Count| PLACES.iter().any(|place| self.count(place.code) == wanted);
        if any(Count::Hidden) {
            lines.push(("#ffffff".to_owned(), crate::HIDDEN, self.words.hidden.clone()));
        }
        if any(Count::Unknown) {
            lines.push((Ink::Crossed.fill(id), crate::UNKNOWN, self.words.unknown.clone()));
        }
        html! {
            (sized(KEY.0, KEY.1, Anchor::Start, 17.0, DARK, &self.unit))
            @for (place, (fill, letter, text)) in lines.iter().enumerate() {
                @let y = KEY.1 + 16.0 + nth(place) * 25.0;
                rect x=(at(KEY.0 + 1.0)) y=(at(y)) width="26" height="16" fill=(fill) stroke=(DARK) stroke-width="1" {}
                @if !letter.is_empty() {
                    rect x=(at(KEY.0 + 6.0)) y=(at(y + 2.0)) width="16" height="12" fill="#ffffff" {}
                    (sized(KEY.0 + 14.0, y + 12.5, Anchor::Middle, 13.0, DARK, letter))
                }
                (sized(KEY.0 + 36.0, y + 13.0, Anchor::Start, 15.5, GREY, text))
            }
        }
    }
}

/// A name and its count, on a white ground that keeps them readable on any filling.
fn named(place: &Place, count: Count) -> Markup {
    let (x, y) = (f64::from(place.middle.0), f64::from(place.middle.1));
    let small = ["san", "dioila", "koutiala"].contains(&place.code);
    let size = if small { 13.0 } else { 15.0 };
    let shown = count.shown();
    let ground = wide(place.name, size).max(wide(&shown, size)) + 6.0;
    html! {
        @if let Some((to_x, to_y)) = place.pointed {
            (line([x, y, f64::from(to_x), f64::from(to_y)], DARK))
        }
        rect x=(at(x - ground / 2.0)) y=(at(y - size)) width=(at(ground)) height=(at(size * 2.0 + 4.0)) rx="4" fill="#ffffff"
            fill-opacity="0.88" {}
        (sized(x, y - 1.0, Anchor::Middle, size, DARK, place.name))
        g font-weight="bold" { (sized(x, y + size, Anchor::Middle, size, DARK, &shown)) }
    }
}

/// Names in the order of a French dictionary: accents last.
#[must_use]
pub fn folded(name: &str) -> String {
    name.chars()
        .map(|letter| match letter {
            'é' | 'è' | 'ê' => 'e',
            'ï' => 'i',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_region_is_there_and_closed() {
        assert_eq!(PLACES.len(), 20);
        for place in PLACES.iter() {
            assert!(place.path.is_empty() == (place.code == "taoudenit"), "{}", place.code);
            assert!(place.path.is_empty() || (place.path.starts_with('M') && place.path.ends_with('Z')));
        }
    }

    #[test]
    fn every_border_between_two_regions_is_walked_by_both() {
        let text = include_str!("mali.txt");
        let rings = text.lines().filter_map(|line| line.strip_prefix("region "));
        let walked: Vec<i32> = rings
            .filter_map(|line| line.split('|').nth(3))
            .flat_map(|rings| rings.split([' ', ';']))
            .filter_map(|number| number.parse().ok())
            .collect();
        let borders = text.lines().filter(|line| line.starts_with("border ")).count();
        for border in 1..=i32::try_from(borders).unwrap_or(0) {
            let times = walked.iter().filter(|walk| walk.abs() == border).count();
            assert!(times == 1 || times == 2, "border {border} is walked {times} times");
        }
    }
}

//! What a person left when she said yes: a line drawn on the screen by her finger, or a photograph of ink on paper.
//!
//! Both are text: the points of the line, or a small picture. It is drawn again from that by whoever looks, so what
//! another device sealed is read as strictly as what a browser brings.

use danbe_pages::{Markup, Say, html};
use danbe_words::Evidence;

/// Width and height of the box a finger draws in: its points are whole numbers from nought to these.
pub const BOX: (u16, u16) = (600, 240);
/// Points that make a line; fewer are a finger that slipped.
const FEWEST: usize = 4;
/// Points of the longest line, about a minute of drawing.
const MOST: usize = 3_000;
/// Characters of the largest photograph: sealed, signed and written as text, its consent stays under what the server takes.
pub const LARGEST: usize = 110_000;
/// How a photograph begins, and its first three bytes (ISO/IEC 10918-1: start of image, next marker).
const PICTURE: &str = "data:image/jpeg;base64,";
const JPEG: &str = "/9j/";

/// Reads what a browser brought for a kind of evidence; empty when nothing belongs to it.
///
/// # Errors
/// `required`, `line` (no line of points), `picture` (no photograph), `large`.
pub fn read(evidence: Evidence, text: &str) -> Result<String, &'static str> {
    match evidence {
        Evidence::Witnessed | Evidence::NoSign => Ok(String::new()),
        Evidence::SignedOnScreen if text.is_empty() => Err("line"),
        Evidence::SignedOnScreen => line(text).ok_or("line"),
        Evidence::InkOnPaper if text.is_empty() => Err("required"),
        Evidence::InkOnPaper if text.len() > LARGEST => Err("large"),
        Evidence::InkOnPaper => picture(text).map(str::to_owned).ok_or("picture"),
    }
}

/// The line, stroke by stroke, its points inside the box: `M12 30L14 33…`.
fn line(text: &str) -> Option<String> {
    let within = |text: &str, most: u16| Some(text.parse::<i32>().ok()?.clamp(0, i32::from(most)));
    let point = |sign: char, point: &str| {
        let (x, y) = point.split_once(' ')?;
        Some(format!("{sign}{} {}", within(x, BOX.0)?, within(y, BOX.1)?))
    };
    let strokes = text.strip_prefix('M')?.split('M');
    let points = strokes.flat_map(|stroke| {
        stroke.split('L').enumerate().map(|(place, at)| point(if place == 0 { 'M' } else { 'L' }, at))
    });
    let points: Vec<String> = points.collect::<Option<_>>()?;
    (FEWEST..=MOST).contains(&points.len()).then(|| points.concat())
}

/// A photograph, as the pane writes it: nothing but a JPEG it drew itself.
fn picture(text: &str) -> Option<&str> {
    let body = text.strip_prefix(PICTURE)?;
    let (signs, end) = body.split_at(body.trim_end_matches('=').len());
    let plain = signs.bytes().all(|sign| sign.is_ascii_alphanumeric() || b"+/".contains(&sign));
    (body.starts_with(JPEG) && body.len().is_multiple_of(4) && end.len() < 3 && plain).then_some(text)
}

/// Draws it; nothing when it is neither.
#[must_use]
pub fn draw(say: &Say, mark: &str) -> Option<Markup> {
    if let Some(line) = line(mark) {
        return Some(strokes(&say.t("mark-drawn"), &line, false));
    }
    let photograph = picture(mark).filter(|text| text.len() <= LARGEST)?;
    Some(html! { img src=(photograph) alt=(say.t("mark-photographed")) width="100%"; })
}

/// The box, with what was drawn in it; `traces`: a finger may go on.
pub(crate) fn strokes(label: &str, line: &str, traces: bool) -> Markup {
    let size = format!("0 0 {} {}", BOX.0, BOX.1);
    html! {
        svg viewBox=(size) width="100%" role="img" aria-label=(label) id=[traces.then_some("mark")] data-trace[traces] {
            path d=(line) fill="none" stroke="currentColor" stroke-width="5" stroke-linecap="round" stroke-linejoin="round" {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRAWN: &str = "M10 20L30 40L50 -7M900 60L90 100";

    #[test]
    fn a_line_is_read_and_stays_in_its_box() {
        let read = read(Evidence::SignedOnScreen, DRAWN).expect("a line");
        assert_eq!(read, "M10 20L30 40L50 0M600 60L90 100");
        assert_eq!(
            super::read(Evidence::SignedOnScreen, &read),
            Ok(read.clone()),
            "read again, it is the same"
        );
    }

    #[test]
    fn what_is_no_line_is_refused() {
        let long = format!("M1 1{}", "L2 2".repeat(MOST));
        for bad in
            ["", "M1 1", "M1 1L2 2L3 3", "L1 1L2 2L3 3L4 4", "M1 1L2 2L3 3L4 4L", "M1 1 L2 2L3 3L4 4", &long]
        {
            assert_eq!(read(Evidence::SignedOnScreen, bad), Err("line"), "{bad}");
        }
        for bad in [
            "M1 1L2 2\" onload=\"L3 3L4 4",
            "M1 1L2 2ML3 3L4 4L5 5",
            "url(x)M1 1L2 2L3 3L4 4",
            "M1 1L2 2Z3 3L4 4L5 5",
        ] {
            assert_eq!(read(Evidence::SignedOnScreen, bad), Err("line"), "{bad}");
        }
    }

    #[test]
    fn a_photograph_is_a_jpeg_of_a_bounded_size() {
        let jpeg = format!("{PICTURE}/9j/4AAQ");
        assert_eq!(read(Evidence::InkOnPaper, &jpeg), Ok(jpeg.clone()));
        assert_eq!(read(Evidence::InkOnPaper, ""), Err("required"));
        for bad in [
            "?",
            "data:,",
            "data:image/png;base64,/9j/4AAQ",
            "data:image/jpeg;base64,iVBORw0K",
            "data:image/jpeg;base64,/9j/4A",
        ] {
            assert_eq!(read(Evidence::InkOnPaper, bad), Err("picture"), "{bad}");
        }
        assert_eq!(read(Evidence::InkOnPaper, &format!("{jpeg}\"><script>")), Err("picture"));
        let large = format!("{PICTURE}/9j/{}", "A".repeat(LARGEST));
        assert_eq!(read(Evidence::InkOnPaper, &large), Err("large"));
    }

    #[test]
    fn who_said_it_aloud_leaves_nothing() {
        assert_eq!(read(Evidence::Witnessed, DRAWN), Ok(String::new()));
        assert_eq!(
            (line("javascript:alert(1)"), picture("javascript:alert(1)")),
            (None, None),
            "nothing else is drawn"
        );
    }
}

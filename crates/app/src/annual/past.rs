//! What others published, as they printed it.

use super::Gathered;
use danbe_charts::Count;
use danbe_report::{Point, Series};
use danbe_statistics::published;

/// A report is about one country; an import of a whole continent stays on screen.
const MOST: usize = 24;

/// Series of whole numbers, the longest first, and how many are left out.
pub(super) fn series(gathered: &Gathered) -> (Vec<Series>, usize) {
    let mut found: Vec<Series> =
        gathered.year.published.iter().map(one).filter(|it| !it.points.is_empty()).collect();
    let more = found.len().saturating_sub(MOST);
    if more > 0 {
        found.sort_by_key(|it| std::cmp::Reverse(it.points.len()));
        found.truncate(MOST);
    }
    (found, more)
}

fn one(series: &published::Series) -> Series {
    let whole = series.values.iter().filter(|value| value.category.is_empty());
    let point = |value: &published::Value| Point {
        year: value.year,
        count: match value.number {
            Some(number) => Count::Known(number),
            None if value.printed.contains('<') => Count::Hidden,
            None => Count::Unknown,
        },
        printed: value.printed.clone(),
        source: series.source.clone(),
        doubt: value.doubt.clone(),
    };
    let mut points: Vec<Point> = whole.map(point).collect();
    points.sort_by_key(|point| point.year);
    Series {
        publisher: series.source.clone(),
        label: series.wording.clone(),
        unit: series.wording.clone(),
        theme: series.title.clone(),
        points,
    }
}

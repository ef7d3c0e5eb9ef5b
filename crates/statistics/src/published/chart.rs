//! Totals published elsewhere as a picture: a run for each source and wording, a break where the definition changes.

use super::{Series, Value};
use danbe_charts::{About, Count, Drawn, Lines, Run};
use danbe_pages::{Arg, Markup, Say, html};
use std::collections::BTreeSet;

/// Pictures of one page, and runs of one picture, at most; the tables below have the rest.
const MOST: usize = 6;
/// Years an axis shows, the last.
const YEARS: usize = 12;

/// One picture for each figure that several sources, or one source under several words, published.
pub(super) fn pictures(say: &Say, series: &[Series]) -> Markup {
    let mut titles: Vec<&str> = Vec::new();
    for one in series.iter().filter(|it| totals(it).next().is_some()) {
        if !titles.contains(&one.title.as_str()) {
            titles.push(&one.title);
        }
    }
    let of = |title: &&str| {
        let runs: Vec<&Series> =
            series.iter().filter(|it| it.title == **title && totals(it).next().is_some()).collect();
        (runs.len() > 1).then_some(((*title).to_owned(), runs))
    };
    let drawn = titles.iter().filter_map(of).take(MOST).enumerate();
    html! { @for (place, (title, runs)) in drawn { (picture(say, place, &title, runs)) } }
}

fn totals(series: &Series) -> impl Iterator<Item = &Value> {
    series.values.iter().filter(|value| value.category.is_empty())
}

fn picture(say: &Say, place: usize, title: &str, mut runs: Vec<&Series>) -> Markup {
    let first = |one: &Series| totals(one).map(|value| value.year).min();
    runs.sort_by_key(|one| first(one));
    runs.truncate(MOST);
    let years: BTreeSet<i16> = runs.iter().flat_map(|one| totals(one).map(|value| value.year)).collect();
    let (Some(low), Some(high)) = (years.first().copied(), years.last().copied()) else { return html! {} };
    if low == high {
        // one year is no series: the tables say it
        return html! {};
    }
    let span = i16::try_from(YEARS).unwrap_or(i16::MAX) - 1;
    let years: Vec<i16> = (low.max(high.saturating_sub(span))..=high).collect();
    let at = |year: i16| years.iter().position(|known| *known == year);
    let count = |value: &Value| match value.number {
        Some(number) => Count::Known(number),
        None if value.printed.contains('<') => Count::Hidden,
        None => Count::Unknown,
    };
    let run = |one: &&Series| {
        let mut points: Vec<(usize, Count)> =
            totals(one).filter_map(|value| Some((at(value.year)?, count(value)))).collect();
        points.sort_by_key(|(place, _)| *place);
        Run { name: format!("{} : {}", one.source, one.wording), points }
    };
    let starts: BTreeSet<i16> = runs.iter().filter_map(|one| first(one)).collect();
    let breaks = starts.into_iter().skip(1).filter_map(|year| Some((at(year)?, say.t("published-break"))));
    let lines = Lines {
        of: say.t("dashboard-year"),
        unit: say.t("published-as-printed"),
        periods: years.iter().map(i16::to_string).collect(),
        runs: runs.iter().map(run).collect(),
        breaks: breaks.collect(),
    };
    let (id, name) = (format!("picture-{place}"), [("title", Arg::Text(title))]);
    let about = About {
        id: &id,
        title: &say.a("published-picture", &name),
        description: &say.t("published-picture-described"),
    };
    html! {
        h3 { (title) }
        div.scroll.chart role="region" tabindex="0" aria-label=(about.title) { (lines.svg(about)) }
    }
}

//! Several months of returns together, for a meeting: what the committee approved in them, and in the same months a
//! year before.

use super::year::service_years;
use super::{Counted, ServiceYear, State, rows};
use crate::definitions::{self, Service, Written};
use danbe_figures::counts::Figure;
use danbe_store::Reachable;
use danbe_words::{Level, Month, Problem, Region};
use std::collections::BTreeMap;

/// Months of a span at most: beyond, there is the annual report.
const LONGEST: usize = 12;

/// One definition's approved figure of a span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpanFigure {
    /// The definition.
    pub written: Written,
    /// Approved by the committee.
    pub committee: Figure,
    /// The same, region by region; regions without any are absent.
    pub by_region: Vec<(Region, i64)>,
    /// The total of the same months a year before, under the same code and version.
    pub year_before: Option<i64>,
}

/// What is known of some months in a row.
#[derive(Debug, Clone)]
pub struct Span {
    /// The first month.
    pub from: Month,
    /// The last.
    pub to: Month,
    /// Every definition with an approved figure in them, or in force at their end, in the order of codes.
    pub figures: Vec<SpanFigure>,
    /// Each service with the months of the span.
    pub services: Vec<ServiceYear>,
}

impl Span {
    /// How many returns of the span stand at a state.
    #[must_use]
    pub fn standing(&self, state: State) -> usize {
        let at = |it: Counted| matches!(it, Counted::Came { state: known, .. } if known == state);
        self.services.iter().map(|service| service.count(at)).sum()
    }
}

/// The months from one to another, both included; `None` when they run backwards or are too many.
fn months(from: Month, to: Month) -> Option<Vec<Month>> {
    let mut months = vec![to];
    while months.last().is_some_and(|month| *month > from) && months.len() < LONGEST {
        months.push(rows::previous(*months.last()?));
    }
    (months.last() == Some(&from)).then_some(months)
}

/// What the committee approved from one month to another. `services` are those that type a return; `now` is this month.
///
/// # Errors
/// [`Problem::Invalid`] naming `to` when the months run backwards or are more than twelve; the database's failure.
pub async fn span<C: Reachable + Send>(
    conn: &mut C,
    services: &[Service],
    (from, to): (Month, Month),
    now: Month,
) -> Result<Span, Problem> {
    let months = months(from, to).ok_or(Problem::Invalid { field: "to", reason: "code" })?;
    let written = definitions::all(conn).await?;
    let key = |it: &Written| (it.definition.code.clone(), i64::from(it.definition.version));
    let known: BTreeMap<_, _> = written.into_iter().map(|it| (key(&it), it)).collect();
    let mut found: BTreeMap<(String, i64), SpanFigure> = BTreeMap::new();
    for definition in definitions::newest_of(known.values().map(|it| &it.definition), to) {
        let key = (definition.code.clone(), i64::from(definition.version));
        if let Some(written) = known.get(&key) {
            found.insert(key, nothing(written));
        }
    }
    for month in &months {
        for (region, level, code, version, breakdown, category, count) in
            rows::all_sums(conn, &month.to_string()).await?
        {
            if level != Level::Committee.code() {
                continue;
            }
            let key = (code, version);
            let Some(written) = known.get(&key) else { return Err(Problem::StoreDown) };
            let figure = found.entry(key).or_insert_with(|| nothing(written));
            if region == rows::COUNTRY {
                figure.committee.take(&breakdown, &category, count);
            } else if breakdown.is_empty() {
                let region = Region::from_code(&region).map_err(rows::damaged)?;
                match figure.by_region.iter_mut().find(|(known, _)| *known == region) {
                    Some((_, held)) => *held += count,
                    None => figure.by_region.push((region, count)),
                }
            }
        }
        let Some(before) = Month::new(month.year() - 1, month.number()) else { continue };
        for (region, level, code, version, breakdown, _, count) in
            rows::all_sums(conn, &before.to_string()).await?
        {
            let whole = region == rows::COUNTRY && level == Level::Committee.code() && breakdown.is_empty();
            if let (true, Some(figure)) = (whole, found.get_mut(&(code, version))) {
                *figure.year_before.get_or_insert(0) += count;
            }
        }
    }
    let mut figures: Vec<SpanFigure> = found.into_values().collect();
    for figure in &mut figures {
        figure.by_region.retain(|(_, count)| *count != 0);
        figure.by_region.sort_by_key(|(region, _)| region.name());
    }
    Ok(Span { from, to, figures, services: within(conn, services, (from, to), now).await? })
}

fn nothing(written: &Written) -> SpanFigure {
    let committee = Figure::nothing(&written.definition);
    SpanFigure { written: written.clone(), committee, by_region: Vec::new(), year_before: None }
}

/// Each service with its months of the span, over a year's end when need be.
async fn within<C: Reachable + Send>(
    conn: &mut C,
    services: &[Service],
    (from, to): (Month, Month),
    now: Month,
) -> Result<Vec<ServiceYear>, Problem> {
    let mut found: Vec<ServiceYear> =
        services.iter().map(|service| ServiceYear { service: service.clone(), months: Vec::new() }).collect();
    for year in from.year()..=to.year() {
        for (held, year) in found.iter_mut().zip(service_years(conn, services, year, now).await?) {
            held.months.extend(year.months.into_iter().filter(|(month, _)| (from..=to).contains(month)));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_runs_forwards_over_a_years_end_and_no_further_than_a_year() {
        let month = |text: &str| text.parse::<Month>().unwrap();
        let count = |from, to| months(month(from), month(to)).map(|it| it.len());
        assert_eq!(count("2024-11", "2025-01"), Some(3));
        assert_eq!(count("2024-02", "2025-01"), Some(12));
        assert_eq!(count("2024-05", "2024-05"), Some(1));
        assert_eq!(count("2024-01", "2025-01"), None);
        assert_eq!(count("2024-05", "2024-04"), None);
    }
}

//! The pack of a meeting, gathered: what the committee approved in some months, what waits, what was published.
//!
//! For the members alone: the numbers are exact, as on the pages of returns. Nothing in it is a text about a person.

use crate::annual::about::{changed, defined, returns as of_returns};
use crate::annual::figures::{self, lowered, unit, version};
use crate::annual::{data, day, ledger};
use crate::installation::Folder;
use danbe_charts::Count;
use danbe_house::posts::rows;
use danbe_pages::{Say, date_fr, month_fr};
use danbe_report::{Breakdown, Item, Meeting, Topic, Waiting};
use danbe_statistics::definitions::Written;
use danbe_statistics::register::Entry;
use danbe_statistics::returns::{Span, SpanFigure, State};
use danbe_statistics::{definitions, presumed, register, returns};
use danbe_store::Reading;
use danbe_words::{Agenda, Moment, Month, Problem};

/// Words of the pack as gathered, French.
pub const WORDS_FR: &str = include_str!("meeting.fr.ftl");

/// Name of the pack's files.
#[must_use]
pub fn name((from, to): (Month, Month)) -> String {
    format!("reunion-{from}-{to}")
}

/// The pack of the months from one to another, both included, as known now.
///
/// # Errors
/// [`Problem::Invalid`] when the months run backwards or are more than twelve; the database's failure.
pub async fn gather(
    conn: &mut Reading,
    say: &Say,
    folder: &Folder,
    months: (Month, Month),
    now: Moment,
) -> Result<Meeting, Problem> {
    let seats = rows::seats(conn).await?;
    let services = definitions::services(conn, &seats).await?;
    let span = returns::span(conn, &services, months, now.month()).await?;
    let as_of = presumed::newest(conn).await?;
    let mut entries = Vec::new();
    // a figure of a year is published in that year at the earliest, and mostly in the next
    for year in (months.0.year() - 1)..=months.1.year() {
        entries.extend(register::entries(conn, year).await?);
    }
    entries.retain(|entry| (months.0..=months.1).contains(&entry.at.month()));
    let (year, month, day, ..) = now.civil();
    let written: Vec<&Written> = span.figures.iter().map(|it| &it.written).collect();
    let before = year_before(months.1);
    Ok(Meeting {
        committee: say.t("annual-committee"),
        span: in_words(months),
        before: in_words((year_before(months.0), before)),
        made: date_fr(year, month, day),
        data: data(folder),
        ledger: as_of.map(|as_of| ledger(folder, as_of)),
        topics: Agenda::ALL.iter().map(|it| topic(say, &span, *it)).collect(),
        others: span
            .figures
            .iter()
            .filter(|it| it.written.definition.agenda.is_none())
            .filter(|it| it.committee.total > 0 || it.year_before.is_some())
            .map(|it| item(say, it))
            .collect(),
        returns: of_returns(&span.services),
        waiting: Waiting {
            region: count(span.standing(State::Sent)),
            committee: count(span.standing(State::Region)),
            service: count(span.standing(State::Asked)),
        },
        published: entries.iter().map(published).collect(),
        changes: changed(say, &written, |from| from > before && from <= months.1),
        definitions: written.iter().map(|it| defined(say, it)).collect(),
    })
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn year_before(month: Month) -> Month {
    Month::new(month.year() - 1, month.number()).unwrap_or(month)
}

/// `avril 2024 à juin 2024`; one month alone is itself.
fn in_words((from, to): (Month, Month)) -> String {
    let words = |month: Month| month_fr(month.year(), month.number());
    if from == to { words(from) } else { format!("{} à {}", words(from), words(to)) }
}

fn topic(say: &Say, span: &Span, agenda: Agenda) -> Topic {
    let id = match agenda {
        Agenda::OverdueReferrals => "orientations-en-retard",
        Agenda::DormantFiles => "dossiers-dormants",
        Agenda::UnmetNeeds => "besoins-non-couverts",
    };
    let own = span.figures.iter().filter(|it| it.written.definition.agenda == Some(agenda));
    Topic { id, title: say.t(&format!("agenda-{agenda}")), items: own.map(|it| item(say, it)).collect() }
}

fn item(say: &Say, figure: &SpanFigure) -> Item {
    let definition = &figure.written.definition;
    let breakdowns = definition.breakdowns.iter().map(|breakdown| {
        let part = |it: &danbe_figures::counts::Category| {
            (it.label.clone(), Count::Known(figure.committee.cell(&breakdown.code, &it.code)))
        };
        let parts = breakdown.categories().iter().map(part).collect();
        Breakdown { name: lowered(&breakdown.label), parts }
    });
    Item {
        label: definition.title.clone(),
        unit: unit(say, definition.unit),
        definition: version(say, &definition.code, definition.version),
        count: figure.committee.total,
        before: figure.year_before,
        breakdowns: breakdowns.collect(),
        regions: figure.by_region.iter().map(|(region, count)| (region.name().to_owned(), *count)).collect(),
    }
}

/// An entry of the register: its code, its figure with the year, its number, the day.
fn published(entry: &Entry) -> (String, String, Count, String) {
    let label = format!("{}, {}", entry.definition.title, entry.period);
    (entry.code.clone(), label, figures::count(entry.total()), day(entry.at))
}

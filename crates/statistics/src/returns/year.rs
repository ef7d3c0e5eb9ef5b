//! A year of returns: sums by definition, level and region; what each service sent, sent late, or did not send.
//!
//! [`year`] is what a report is made from: nothing in it is a sentence, and nothing in it was added across
//! definitions, versions or units.

use super::{State, rows};
use crate::definitions::{self, Service, Written};
use crate::presumed::{self, AsOf};
use crate::{published, register};
use danbe_figures::counts::Figure;
use danbe_store::{Reachable, Reading};
use danbe_words::{AgencyId, Level, Month, Problem, Region};
use std::collections::BTreeMap;

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Every service.
    National,
    /// The services of a region.
    Region(Region),
    /// One service.
    Service(AgencyId),
}

impl Scope {
    /// The region, when it is one.
    const fn region(self) -> Option<Region> {
        match self {
            Self::Region(region) => Some(region),
            Self::National | Self::Service(_) => None,
        }
    }
}

/// One definition's figures of a year. Levels are apart: what the committee approved is the figure, the rest waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearFigure {
    /// The definition, with when it was written.
    pub written: Written,
    /// Approved by the committee.
    pub committee: Figure,
    /// Approved for a region, not yet by the committee.
    pub region: Figure,
    /// Sent, approved by nobody yet.
    pub service: Figure,
    /// The total the committee approved, region by region; regions without any are absent.
    pub by_region: Vec<(Region, i64)>,
    /// The committee's total of each month that has one; national only.
    pub by_month: Vec<(Month, i64)>,
    /// The committee's total of the year before, under the same code and version.
    pub year_before: Option<i64>,
}

/// Whether a month's return came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Nothing is expected: the service began later, or the month is not over.
    NotYet,
    /// It may still come in time: the month after is running.
    Expected,
    /// It did not come.
    Missing,
    /// It came, and stands so; late when it came after the month that follows.
    Came {
        /// How far it has come.
        state: State,
        /// Whether it came late.
        late: bool,
        /// The sending that stands.
        sent: i64,
    },
}

/// One service's year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceYear {
    /// The service.
    pub service: Service,
    /// January to December.
    pub months: Vec<(Month, Counted)>,
}

impl ServiceYear {
    /// How many months of the year hold.
    #[must_use]
    pub fn count(&self, holds: impl Fn(Counted) -> bool) -> usize {
        self.months.iter().filter(|(_, counted)| holds(*counted)).count()
    }
}

/// Everything of a year, for a report.
#[derive(Debug, Clone)]
pub struct Year {
    /// The year.
    pub year: i16,
    /// The newest checkpoint; `None` before there is one.
    pub as_of: Option<AsOf>,
    /// Figures typed by services, in the order of their codes.
    pub figures: Vec<YearFigure>,
    /// Every service's months.
    pub services: Vec<ServiceYear>,
    /// Series published elsewhere that hold this year or one before it.
    pub published: Vec<published::Series>,
    /// What was published here for this year, corrections included, the oldest first.
    pub register: Vec<register::Entry>,
}

/// Everything of a year. `services` are those that type a return, with their names; `now` is this month.
///
/// # Errors
/// The database's failure.
pub async fn year(conn: &mut Reading, services: &[Service], year: i16, now: Month) -> Result<Year, Problem> {
    let as_of = presumed::newest(conn).await?;
    let mut figures = figures(conn, year, Scope::National).await?;
    for (period, code, version, total) in rows::month_totals(conn, year).await? {
        let month = period.parse().map_err(rows::damaged)?;
        let of = |it: &&mut YearFigure| {
            it.written.definition.code == code && i64::from(it.written.definition.version) == version
        };
        if let Some(figure) = figures.iter_mut().find(of) {
            figure.by_month.push((month, total));
        }
    }
    let services = service_years(conn, services, year, now).await?;
    let published = published::series(conn, Some(year)).await?;
    let register = register::entries(conn, year).await?;
    Ok(Year { year, as_of, figures, services, published, register })
}

/// The figures of a year within a scope: every definition that has a cell or is in force in it.
pub(super) async fn figures<C: Reachable + Send>(
    conn: &mut C,
    year: i16,
    scope: Scope,
) -> Result<Vec<YearFigure>, Problem> {
    let mut found: BTreeMap<(String, i64), YearFigure> = BTreeMap::new();
    let written = definitions::all(conn).await?;
    let key = |it: &Written| (it.definition.code.clone(), i64::from(it.definition.version));
    let known: BTreeMap<_, _> = written.into_iter().map(|it| (key(&it), it)).collect();
    for (level, code, version, breakdown, category, count) in sums(conn, year, scope).await? {
        let Some(definition) = known.get(&(code.clone(), version)) else { return Err(Problem::StoreDown) };
        let figure = found.entry((code, version)).or_insert_with(|| nothing(definition));
        match Level::from_code(&level).map_err(rows::damaged)? {
            Level::Service => &mut figure.service,
            Level::Region => &mut figure.region,
            Level::Committee => &mut figure.committee,
        }
        .take(&breakdown, &category, count);
    }
    let december = Month::new(year, 12).ok_or(Problem::NotFound)?;
    for definition in definitions::newest_of(known.values().map(|it| &it.definition), december) {
        let key = (definition.code.clone(), i64::from(definition.version));
        if let Some(written) = known.get(&key) {
            found.entry(key).or_insert_with(|| nothing(written));
        }
    }
    if !matches!(scope, Scope::Service(_)) {
        for (region, total) in totals(conn, year, scope).await? {
            if let (Some(figure), Some(region)) = (found.get_mut(&total.0), region) {
                figure.by_region.push((region, total.1));
            }
        }
    }
    for (region, total) in totals(conn, year - 1, scope).await? {
        if let (Some(figure), true) = (found.get_mut(&total.0), region == scope.region()) {
            figure.year_before = Some(total.1);
        }
    }
    for figure in found.values_mut() {
        figure.by_region.sort_by_key(|(region, _)| region.name());
    }
    Ok(found.into_values().collect())
}

/// A total with the code and version it is of.
type Total = ((String, i64), i64);

/// The committee's totals of a year within a scope, by region; without a region, of the whole scope.
async fn totals<C: Reachable + Send>(
    conn: &mut C,
    year: i16,
    scope: Scope,
) -> Result<Vec<(Option<Region>, Total)>, Problem> {
    if let Scope::Service(_) = scope {
        let own = sums(conn, year, scope).await?;
        let whole = own.into_iter().filter(|it| it.3.is_empty() && it.0 == Level::Committee.code());
        return Ok(whole.map(|it| (None, ((it.1, it.2), it.5))).collect());
    }
    let mut found = Vec::new();
    for (region, code, version, total) in rows::totals(conn, year).await? {
        let region = if region == rows::COUNTRY {
            None
        } else {
            Some(Region::from_code(&region).map_err(rows::damaged)?)
        };
        if scope.region().is_none_or(|own| region == Some(own)) {
            found.push((region, ((code, version), total)));
        }
    }
    Ok(found)
}

async fn sums<C: Reachable + Send>(conn: &mut C, year: i16, scope: Scope) -> Result<Vec<rows::Sum>, Problem> {
    let period = format!("{year:04}");
    match scope {
        Scope::National => rows::sums(conn, &period, rows::COUNTRY).await,
        Scope::Region(region) => rows::sums(conn, &period, region.code()).await,
        Scope::Service(agency) => {
            let cells = rows::own(conn, agency, year).await?;
            let level = |state: &str| State::from_code(state).map(|it| it.level().code().to_owned());
            let sum = |(state, code, version, breakdown, category, count): rows::Own| {
                let level = level(&state).ok_or(Problem::StoreDown)?;
                Ok((level, code, version, breakdown, category, count))
            };
            cells.into_iter().map(sum).collect()
        }
    }
}

fn nothing(written: &Written) -> YearFigure {
    let figure = Figure::nothing(&written.definition);
    YearFigure {
        written: written.clone(),
        committee: figure.clone(),
        region: figure.clone(),
        service: figure,
        by_region: Vec::new(),
        by_month: Vec::new(),
        year_before: None,
    }
}

/// What each service sent in a year.
pub(super) async fn service_years<C: Reachable + Send>(
    conn: &mut C,
    services: &[Service],
    year: i16,
    now: Month,
) -> Result<Vec<ServiceYear>, Problem> {
    let standings = rows::standings(conn, year).await?;
    let standing: BTreeMap<_, _> = standings.iter().map(|it| ((it.agency, it.month), it)).collect();
    let months: Vec<Month> = (1..=12).filter_map(|number| Month::new(year, number)).collect();
    let service_year = |service: &Service| {
        let counted = |month: &Month| {
            let counted = match standing.get(&(service.agency, *month)) {
                Some(it) => Counted::Came {
                    state: it.state,
                    late: rows::previous(it.first.month()) > *month,
                    sent: it.sent,
                },
                None if *month < service.since || *month >= now => Counted::NotYet,
                None if rows::previous(now) == *month => Counted::Expected,
                None => Counted::Missing,
            };
            (*month, counted)
        };
        ServiceYear { service: service.clone(), months: months.iter().map(counted).collect() }
    };
    Ok(services.iter().map(service_year).collect())
}

/// The whole country's figures of a year.
///
/// # Errors
/// The database's failure.
pub(crate) async fn national<C: Reachable + Send>(
    conn: &mut C,
    year: i16,
) -> Result<Vec<YearFigure>, Problem> {
    figures(conn, year, Scope::National).await
}

/// What an approved figure is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct MadeOf {
    /// Services with an approved return.
    pub(crate) services: u64,
    /// Approved returns.
    pub(crate) returns: u64,
    /// Returns sent, and not approved by the committee.
    pub(crate) waiting: u64,
}

/// Of how many returns a definition's approved figure of a year is made.
pub(crate) async fn made_of<C: Reachable + Send>(
    conn: &mut C,
    year: i16,
    code: &str,
    version: u16,
) -> Result<MadeOf, Problem> {
    let mut made = MadeOf::default();
    for (state, services, returns) in rows::made_of(conn, year, code, version).await? {
        if state == State::Committee.code() {
            (made.services, made.returns) = (services.unsigned_abs(), returns.unsigned_abs());
        } else {
            made.waiting += returns.unsigned_abs();
        }
    }
    Ok(made)
}

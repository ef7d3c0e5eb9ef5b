//! The year's report, gathered: what the register published, what the files count, what others published.
//!
//! Nothing is typed here and nothing is added up. A number of the register is printed as it was published, under its
//! code; a count from files passes the same gate as a typed one; what the committee approved and did not publish is
//! named as missing.

pub(crate) mod about;
pub(crate) mod figures;
mod form;
mod past;
mod places;

use danbe_figures::Period;
use danbe_figures::presumed::Table;
use danbe_house::posts::rows;
use danbe_pages::{Arg, Say, date_fr};
use danbe_report::{Approval, Data, Ledger, Report};
use danbe_statistics::joining::Beside;
use danbe_statistics::returns::Year;
use danbe_statistics::{definitions, joining, presumed, register, returns};
use danbe_store::Reading;
use danbe_words::{AgencyId, Moment, Problem, Region};

use crate::installation::{Folder, Kind};

pub use form::{Form, Unmade};

/// Words of the report as gathered, French.
pub const WORDS_FR: &str = include_str!("words.fr.ftl");

/// Everything read from the database, before a word is said.
struct Gathered {
    year: Year,
    approval: register::Approval,
    presumed: Option<Table>,
    beside: Option<Beside>,
    seats: Vec<(AgencyId, String, Region)>,
}

/// The report of a year as known now.
///
/// # Errors
/// The database's failure; the gate's when a count is damaged.
pub async fn gather(
    conn: &mut Reading,
    say: &Say,
    folder: &Folder,
    year: i16,
    now: Moment,
) -> Result<Report, Problem> {
    let seats = rows::seats(conn).await?;
    let services = definitions::services(conn, &seats).await?;
    let mut of_year = returns::year(conn, &services, year, now.month()).await?;
    let approval = register::approval(conn, year).await?;
    if let register::Approval::Stands { as_of, .. } = approval {
        // what was approved is what was counted then: files registered since are not in it
        of_year.as_of = presumed::as_of_line(conn, as_of).await?;
    }
    let size = of_year.as_of.map(|as_of| as_of.size);
    let presumed = match presumed::presumed(conn, Period::Year(year), size).await {
        Ok(table) => Some(table),
        Err(Problem::NotFound) => None,
        Err(problem) => return Err(problem),
    };
    let names = rows::agencies(conn).await?.into_iter().collect();
    let beside = match &presumed {
        Some(table) => Some(joining::beside(conn, table, &names).await?),
        None => None,
    };
    report(say, folder, Gathered { year: of_year, approval, presumed, beside, seats }, now)
}

fn report(say: &Say, folder: &Folder, gathered: Gathered, now: Moment) -> Result<Report, Problem> {
    let figures = figures::all(say, &gathered)?;
    let (year, month, day, ..) = now.civil();
    let (series, more_series) = past::series(&gathered);
    Ok(Report {
        year: gathered.year.year,
        committee: say.t("annual-committee"),
        made: date_fr(year, month, day),
        approval: approved(say, &gathered.approval),
        data: data(folder),
        ledger: gathered.year.as_of.map(|as_of| ledger(folder, as_of)),
        regions: places::by_region(say, &gathered)?,
        returns: about::returns(&gathered.year.services),
        series,
        more_series,
        changes: about::changes(say, &gathered),
        doubts: about::doubts(say, &gathered, &figures),
        definitions: about::definitions(say, &gathered),
        figures,
    })
}

/// Whether the installation describes a country.
pub(crate) const fn data(folder: &Folder) -> Data {
    match folder.paper.kind {
        Kind::Training | Kind::Provisional => Data::Invented,
        Kind::Real => Data::Real,
    }
}

/// The checkpoint counts were made at.
pub(crate) fn ledger(folder: &Folder, as_of: presumed::AsOf) -> Ledger {
    Ledger { origin: folder.paper.origin.clone(), size: as_of.size, at: moment(as_of.at) }
}

/// Name of the report's files.
#[must_use]
pub fn name(year: i16) -> String {
    format!("rapport-annuel-{year}")
}

/// Who stands for it: the account of the committee that approved it, as it stands.
fn approved(say: &Say, approval: &register::Approval) -> Approval {
    match approval {
        register::Approval::Draft => Approval::Draft,
        register::Approval::Overtaken { at } => Approval::Overtaken { on: day(*at) },
        register::Approval::Stands { by, at, as_of } => {
            let size = i64::try_from(*as_of).unwrap_or(i64::MAX);
            let by = say.a("annual-approver", &[("by", Arg::Text(by)), ("size", Arg::Number(size))]);
            Approval::Approved { by, on: day(*at) }
        }
    }
}

/// A moment to the minute, in words.
fn moment(at: Moment) -> String {
    let (year, month, day, hour, minute) = at.civil();
    format!("{} à {hour}\u{a0}h\u{a0}{minute:02}", date_fr(year, month, day))
}

/// A day, in words.
pub(crate) fn day(at: Moment) -> String {
    let (year, month, day, ..) = at.civil();
    date_fr(year, month, day)
}

/// The gate shut on a count: what is summed is damaged, and nothing of it may leave.
fn shut<E>(_: E) -> Problem {
    Problem::StoreDown
}

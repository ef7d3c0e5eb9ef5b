//! All SQL of the room. Savings, steps and cells are inserted; what stands now and the sums follow them.

use super::{State, Step, Took};
use crate::presumed::Names;
use danbe_figures::counts::{Before, Figure, Operation, Role};
pub(crate) use danbe_store::damaged;
use danbe_store::{Reachable, Tx, execute, put, row, rows};
use danbe_words::{AgencyId, Moment, Month, Problem, Region};

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// What stands of a return now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Now {
    pub(crate) agency: AgencyId,
    pub(crate) month: Month,
    pub(crate) region: Region,
    pub(crate) state: State,
    pub(crate) sent: i64,
    pub(crate) at: Moment,
    /// When the service first sent it.
    pub(crate) first: Moment,
}

impl Now {
    /// A return as of the line in hand.
    pub(super) fn at(agency: AgencyId, month: Month, region: Region, state: State, tx: &Tx) -> Self {
        Self { agency, month, region, state, sent: signed(tx.version()), at: tx.now(), first: tx.now() }
    }
}

/// Keeps a form as typed.
pub(super) async fn save(
    tx: &mut Tx,
    agency: AgencyId,
    month: Month,
    by: &str,
    text: &str,
) -> Result<(), Problem> {
    let (idx, at) = (signed(tx.version()), tx.now().0);
    put!(
        tx,
        "INSERT INTO returns_saved (agency, month, idx, at, account, text) VALUES ($1, $2, $3, $4, $5, $6)",
        agency.to_string(),
        month.to_string(),
        idx,
        at,
        by,
        text
    )
}

/// The form as last typed: its text and when.
pub(super) async fn saved<C: Reachable + Send>(
    conn: &mut C,
    agency: AgencyId,
    month: Month,
) -> Result<Option<(String, Moment)>, Problem> {
    let found = row!(
        conn,
        (String, i64),
        "SELECT text, at FROM returns_saved WHERE agency = $1 AND month = $2 ORDER BY idx DESC LIMIT 1",
        agency.to_string(),
        month.to_string()
    )?;
    Ok(found.map(|(text, at)| (text, Moment(at))))
}

/// The form as it was before the last saving.
pub(super) async fn saved_before<C: Reachable + Send>(
    conn: &mut C,
    agency: AgencyId,
    month: Month,
) -> Result<Option<String>, Problem> {
    let found = rows!(
        conn,
        (String,),
        "SELECT text FROM returns_saved WHERE agency = $1 AND month = $2 ORDER BY idx DESC LIMIT 2",
        agency.to_string(),
        month.to_string()
    )?;
    Ok(found.into_iter().nth(1).map(|(text,)| text))
}

/// The form as it was in one sending.
pub(super) async fn saved_at<C: Reachable + Send>(
    conn: &mut C,
    agency: AgencyId,
    month: Month,
    sent: i64,
) -> Result<Option<String>, Problem> {
    let found = row!(
        conn,
        (String,),
        "SELECT text FROM returns_saved WHERE agency = $1 AND month = $2 AND idx = $3",
        agency.to_string(),
        month.to_string(),
        sent
    )?;
    Ok(found.map(|(text,)| text))
}

/// The cells of one figure, under the line in hand.
pub(super) async fn cells(
    tx: &mut Tx,
    agency: AgencyId,
    month: Month,
    figure: &Figure,
) -> Result<(), Problem> {
    let sent = signed(tx.version());
    let total = std::iter::once((("", ""), figure.total));
    let parts = figure.cells.iter().map(|((b, c), count)| ((b.as_str(), c.as_str()), *count));
    for ((breakdown, category), count) in total.chain(parts) {
        put!(
            tx,
            "INSERT INTO returns_cell (agency, month, sent, definition, version, breakdown, category, n)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            agency.to_string(),
            month.to_string(),
            sent,
            &figure.code,
            i64::from(figure.version),
            breakdown,
            category,
            count
        )?;
    }
    Ok(())
}

/// Joint operations, under the line in hand.
pub(super) async fn operations(
    tx: &mut Tx,
    agency: AgencyId,
    month: Month,
    operations: &[Operation],
) -> Result<(), Problem> {
    let sent = signed(tx.version());
    for (place, operation) in (1_i64..).zip(operations) {
        put!(
            tx,
            "INSERT INTO returns_operation (month, agency, sent, place, reference, role, definition, n)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            month.to_string(),
            agency.to_string(),
            sent,
            place,
            &operation.reference,
            role(operation.role),
            &operation.definition,
            signed(operation.count)
        )?;
    }
    Ok(())
}

/// The stable text of a role.
pub(super) const fn role(role: Role) -> &'static str {
    match role {
        Role::Lead => "lead",
        Role::Partner => "partner",
    }
}

/// Operations other services name in a month, in the sendings that stand, with the names of the services.
pub(super) async fn others<C: Reachable + Send>(
    conn: &mut C,
    agency: AgencyId,
    month: Month,
    names: &Names,
) -> Result<Vec<(String, Operation)>, Problem> {
    let found = rows!(
        conn,
        (String, String, String, String, i64),
        "SELECT o.agency, o.reference, o.role, o.definition, o.n FROM returns_operation o
         JOIN returns_now w ON w.year = $1 AND w.agency = o.agency AND w.month = o.month AND w.sent = o.sent
         WHERE o.month = $2 AND o.agency <> $3 ORDER BY o.agency, o.place",
        i64::from(month.year()),
        month.to_string(),
        agency.to_string()
    )?;
    let named = |(agency, reference, role, definition, count): (String, String, String, String, i64)| {
        let role = if role == "lead" { Role::Lead } else { Role::Partner };
        let service = names.get(&agency).cloned().unwrap_or(agency);
        (service, Operation { reference, role, definition, count: count.unsigned_abs() })
    };
    Ok(found.into_iter().map(named).collect())
}

/// The last totals of a service before a month, by definition and version.
pub(super) async fn before<C: Reachable + Send>(
    conn: &mut C,
    agency: AgencyId,
    month: Month,
) -> Result<Vec<(String, u16, Before)>, Problem> {
    let found = rows!(
        conn,
        (String, i64, String, i64),
        "SELECT c.definition, c.version, c.month, c.n FROM returns_cell c
         JOIN returns_now w ON w.year = CAST($4 AS BIGINT) AND w.agency = c.agency AND w.month = c.month
          AND w.sent = c.sent
         WHERE c.agency = $1 AND c.month = $2 AND c.breakdown = $3",
        agency.to_string(),
        previous(month).to_string(),
        "",
        i64::from(previous(month).year())
    )?;
    let read = |(code, version, period, total): (String, i64, String, i64)| {
        Ok((code, version.try_into().map_err(damaged)?, Before { period, total: total.unsigned_abs() }))
    };
    found.into_iter().map(read).collect()
}

/// The month before.
pub(super) fn previous(month: Month) -> Month {
    let (year, number) = (month.year(), month.number());
    let before = if number == 1 { Month::new(year - 1, 12) } else { Month::new(year, number - 1) };
    before.unwrap_or(month)
}

type NowRow = (String, String, String, String, i64, i64, i64);

fn standing((agency, month, region, state, sent, at, first): NowRow) -> Result<Now, Problem> {
    Ok(Now {
        agency: agency.parse().map_err(damaged)?,
        month: month.parse().map_err(damaged)?,
        region: Region::from_code(&region).map_err(damaged)?,
        state: State::from_code(&state).ok_or(Problem::StoreDown)?,
        sent,
        at: Moment(at),
        first: Moment(first),
    })
}

/// What stands of a return; nothing when its service never sent one.
pub(super) async fn now<C: Reachable + Send>(
    conn: &mut C,
    agency: AgencyId,
    month: Month,
) -> Result<Option<Now>, Problem> {
    let found = row!(
        conn,
        NowRow,
        "SELECT agency, month, region, state, sent, at, first FROM returns_now
         WHERE year = $1 AND agency = $2 AND month = $3",
        i64::from(month.year()),
        agency.to_string(),
        month.to_string()
    )?;
    found.map(standing).transpose()
}

/// Every return of a year.
pub(super) async fn standings<C: Reachable + Send>(conn: &mut C, year: i16) -> Result<Vec<Now>, Problem> {
    let found = rows!(
        conn,
        NowRow,
        "SELECT agency, month, region, state, sent, at, first FROM returns_now WHERE year = $1 ORDER BY agency, month",
        i64::from(year)
    )?;
    found.into_iter().map(standing).collect()
}

/// Writes a step, and what stands after it.
pub(super) async fn step(tx: &mut Tx, now: &Now, took: Took, by: &str, words: &str) -> Result<(), Problem> {
    let idx = signed(tx.version());
    put!(
        tx,
        "INSERT INTO returns_step (agency, month, idx, at, account, step, sent, words)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        now.agency.to_string(),
        now.month.to_string(),
        idx,
        now.at.0,
        by,
        took.code(),
        now.sent,
        words
    )?;
    put!(
        tx,
        "INSERT INTO returns_now (year, agency, month, region, state, sent, at, first)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (year, agency, month) DO UPDATE SET region = excluded.region, state = excluded.state,
          sent = excluded.sent, at = excluded.at",
        i64::from(now.month.year()),
        now.agency.to_string(),
        now.month.to_string(),
        now.region.code(),
        now.state.code(),
        now.sent,
        now.at.0,
        now.first.0
    )
}

/// What stands for a region in the sums of the whole country.
pub(super) const COUNTRY: &str = "";

/// Puts the cells of a return into the sums of its level (`sign` 1), or takes them out (-1): of its month and of its
/// year, for its region and for the country. A page then reads a country's year in as few rows as it has cells.
pub(super) async fn stand(tx: &mut Tx, now: &Now, sign: i64) -> Result<(), Problem> {
    let (month, year) = (now.month.to_string(), format!("{:04}", now.month.year()));
    let region = now.region.code();
    for (period, region) in [(&month, region), (&month, COUNTRY), (&year, region), (&year, COUNTRY)] {
        execute!(
            tx,
            "INSERT INTO returns_sum (period, region, level, definition, version, breakdown, category, n)
             SELECT $4, $5, $6, definition, version, breakdown, category, n * CAST($7 AS BIGINT) FROM returns_cell
             WHERE agency = $1 AND month = $2 AND sent = $3
             ON CONFLICT (period, region, level, definition, version, breakdown, category)
             DO UPDATE SET n = returns_sum.n + excluded.n",
            now.agency.to_string(),
            now.month.to_string(),
            now.sent,
            period,
            region,
            now.state.level().code(),
            sign
        )?;
    }
    Ok(())
}

/// One sum: level, definition, version, breakdown, category, count.
pub(crate) type Sum = (String, String, i64, String, String, i64);

/// The sums of a period and a region, or of the [`COUNTRY`]; of empty ones only the totals, since a return that moved
/// leaves nothing but zeros behind.
pub(super) async fn sums<C: Reachable + Send>(
    conn: &mut C,
    period: &str,
    region: &str,
) -> Result<Vec<Sum>, Problem> {
    rows!(
        conn,
        Sum,
        "SELECT level, definition, version, breakdown, category, n FROM returns_sum
         WHERE period = $1 AND region = $2 AND (n <> 0 OR breakdown = $3)",
        period,
        region,
        ""
    )
}

/// A sum with its region before it.
pub(super) type RegionSum = (String, String, String, i64, String, String, i64);

/// Every sum of a period, of each region and of the [`COUNTRY`].
pub(super) async fn all_sums<C: Reachable + Send>(
    conn: &mut C,
    period: &str,
) -> Result<Vec<RegionSum>, Problem> {
    rows!(
        conn,
        RegionSum,
        "SELECT region, level, definition, version, breakdown, category, n FROM returns_sum WHERE period = $1",
        period
    )
}

/// The committee's totals of a year, by region, the [`COUNTRY`] among them: region, definition, version, count.
pub(super) async fn totals<C: Reachable + Send>(
    conn: &mut C,
    year: i16,
) -> Result<Vec<(String, String, i64, i64)>, Problem> {
    rows!(
        conn,
        (String, String, i64, i64),
        "SELECT region, definition, version, n FROM returns_sum
         WHERE period = $1 AND level = $2 AND breakdown = $3",
        format!("{year:04}"),
        "committee",
        ""
    )
}

/// One total of a month: month, definition, version, count.
pub(super) type MonthTotal = (String, String, i64, i64);

/// The committee's totals of every month of a year.
pub(super) async fn month_totals<C: Reachable + Send>(
    conn: &mut C,
    year: i16,
) -> Result<Vec<MonthTotal>, Problem> {
    rows!(
        conn,
        MonthTotal,
        "SELECT period, definition, version, n FROM returns_sum
         WHERE period >= $1 AND period <= $2 AND region = $3 AND breakdown = $3 AND level = $4
         ORDER BY period, definition, version",
        format!("{year:04}-01"),
        format!("{year:04}-12"),
        COUNTRY,
        "committee"
    )
}

/// The steps of a return, the oldest first.
pub(super) async fn steps<C: Reachable + Send>(
    conn: &mut C,
    agency: AgencyId,
    month: Month,
) -> Result<Vec<Step>, Problem> {
    let found = rows!(
        conn,
        (String, i64, String, i64, String),
        "SELECT step, at, account, sent, words FROM returns_step WHERE agency = $1 AND month = $2 ORDER BY idx",
        agency.to_string(),
        month.to_string()
    )?;
    let read = |(step, at, by, sent, words): (String, i64, String, i64, String)| {
        let took = Took::from_code(&step).ok_or(Problem::StoreDown)?;
        Ok(Step { took, at: Moment(at), by, sent, words })
    };
    found.into_iter().map(read).collect()
}

/// Years anything was sent for, the newest first.
pub(super) async fn years<C: Reachable + Send>(conn: &mut C) -> Result<Vec<i16>, Problem> {
    let found = rows!(conn, (i64,), "SELECT DISTINCT year FROM returns_now ORDER BY year DESC")?;
    found.into_iter().map(|(year,)| year.try_into().map_err(damaged)).collect()
}

/// One cell of a service's year, where its return stands: state, definition, version, breakdown, category, count.
pub(super) type Own = (String, String, i64, String, String, i64);

/// The cells of one service's returns of a year, as they stand.
pub(super) async fn own<C: Reachable + Send>(
    conn: &mut C,
    agency: AgencyId,
    year: i16,
) -> Result<Vec<Own>, Problem> {
    rows!(
        conn,
        Own,
        "SELECT w.state, c.definition, c.version, c.breakdown, c.category, CAST(SUM(c.n) AS BIGINT)
         FROM returns_now w JOIN returns_cell c ON c.agency = w.agency AND c.month = w.month AND c.sent = w.sent
         WHERE w.year = $1 AND w.agency = $2
         GROUP BY w.state, c.definition, c.version, c.breakdown, c.category",
        i64::from(year),
        agency.to_string()
    )
}

/// State, services and returns that hold a definition in a year.
pub(super) async fn made_of<C: Reachable + Send>(
    conn: &mut C,
    year: i16,
    code: &str,
    version: u16,
) -> Result<Vec<(String, i64, i64)>, Problem> {
    rows!(
        conn,
        (String, i64, i64),
        "SELECT w.state, CAST(COUNT(DISTINCT w.agency) AS BIGINT), CAST(COUNT(*) AS BIGINT) FROM returns_now w
         JOIN returns_cell c ON c.agency = w.agency AND c.month = w.month AND c.sent = w.sent
          AND c.definition = $2 AND c.breakdown = $4 AND c.category = $4
         WHERE w.year = $1 AND c.version = $3 GROUP BY w.state",
        i64::from(year),
        code,
        i64::from(version),
        ""
    )
}

/// A typed event as it stands: line, text of the event, text of the line.
pub(crate) type Heard = (i64, String, String);

/// The events found under a tag before a size of the ledger, in order.
pub(crate) async fn heard<C: Reachable + Send>(
    conn: &mut C,
    tag: &str,
    size: u64,
) -> Result<Vec<Heard>, Problem> {
    rows!(
        conn,
        Heard,
        "SELECT e.idx, e.text, l.text FROM ledger_event e JOIN ledger_line l ON l.idx = e.idx
         WHERE e.tag = $1 AND e.idx < $2 AND e.text IS NOT NULL ORDER BY e.idx",
        tag,
        signed(size)
    )
}

/// Every cell of a year as it stands: agency, month, sending, definition, version, breakdown, category, count.
pub(super) type CellRow = (String, String, i64, String, i64, String, String, i64);

/// The cells of a year.
pub(super) async fn cells_of<C: Reachable + Send>(conn: &mut C, year: i16) -> Result<Vec<CellRow>, Problem> {
    rows!(
        conn,
        CellRow,
        "SELECT agency, month, sent, definition, version, breakdown, category, n FROM returns_cell
         WHERE month >= $1 AND month <= $2",
        format!("{year:04}-01"),
        format!("{year:04}-12")
    )
}

/// The forms of a year as they stand: agency, month, line, text.
pub(super) async fn saved_of<C: Reachable + Send>(
    conn: &mut C,
    year: i16,
) -> Result<Vec<(String, String, i64, String)>, Problem> {
    rows!(
        conn,
        (String, String, i64, String),
        "SELECT agency, month, idx, text FROM returns_saved WHERE month >= $1 AND month <= $2",
        format!("{year:04}-01"),
        format!("{year:04}-12")
    )
}

/// A joint operation as it stands: agency, month, sending, place, reference, role, definition, count.
pub(super) type OperationRow = (String, String, i64, i64, String, String, String, i64);

/// The joint operations of a year.
pub(super) async fn operations_of<C: Reachable + Send>(
    conn: &mut C,
    year: i16,
) -> Result<Vec<OperationRow>, Problem> {
    rows!(
        conn,
        OperationRow,
        "SELECT agency, month, sent, place, reference, role, definition, n FROM returns_operation
         WHERE month >= $1 AND month <= $2",
        format!("{year:04}-01"),
        format!("{year:04}-12")
    )
}

/// A step as it stands: agency, month, line, when, account, step, sending, words.
pub(super) type StepRow = (String, String, i64, i64, String, String, i64, String);

/// The steps of a year.
pub(super) async fn steps_of<C: Reachable + Send>(conn: &mut C, year: i16) -> Result<Vec<StepRow>, Problem> {
    rows!(
        conn,
        StepRow,
        "SELECT agency, month, idx, at, account, step, sent, words FROM returns_step
         WHERE month >= $1 AND month <= $2",
        format!("{year:04}-01"),
        format!("{year:04}-12")
    )
}

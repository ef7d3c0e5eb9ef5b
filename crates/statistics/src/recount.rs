//! Everything typed, counted again: the returns of a year, the definitions, what was published elsewhere and here.

use crate::presumed::Names;
use crate::returns::{self, Altered, Proven, Recount, proven};
use crate::{WORDS_FR, definitions, joining, published, register};
use danbe_pages::{Arg, Lang, Say};
use danbe_store::Reading;
use danbe_vault::{event_digest, text::hex};
use danbe_words::Problem;
use std::collections::BTreeMap;

/// Recounts a year of returns and every definition, service, statement, batch, entry and approval, over the lines before `size`.
///
/// # Errors
/// The database's failure; what is altered is in the answer.
pub async fn recount(conn: &mut Reading, year: i16, size: u64) -> Result<Recount, Problem> {
    let returns = returns::recount(conn, year, size).await?;
    let mut found = Recount::default();
    definitions(conn, size, &mut found).await?;
    statements(conn, size, &mut found).await?;
    batches(conn, size, &mut found).await?;
    entries(conn, size, &mut found).await?;
    Ok(returns.with(found))
}

/// The events under a tag by line.
async fn by_line(
    conn: &mut Reading,
    tag: &str,
    size: u64,
    found: &mut Recount,
) -> Result<BTreeMap<i64, Proven>, Problem> {
    let events = proven(conn, tag, size, found).await?;
    Ok(events.into_iter().map(|event| (event.index, event)).collect())
}

/// Compares a row with its event, which is done with: `facts` are names and what stands.
fn compare(
    events: &mut BTreeMap<i64, Proven>,
    (index, at, size): (i64, i64, u64),
    facts: &[(&str, &str)],
    found: &mut Recount,
    altered: impl FnOnce() -> Altered,
) {
    if index.unsigned_abs() >= size {
        return;
    }
    found.cells += 1;
    let same = |it: &Proven| it.at == at && facts.iter().all(|(name, stands)| it.fact(name) == *stands);
    if !events.remove(&index).as_ref().is_some_and(same) {
        found.altered.push(altered());
    }
}

/// Events whose row is gone.
fn gone(events: BTreeMap<i64, Proven>, found: &mut Recount) {
    found.altered.extend(events.into_keys().map(|line| Altered::Event { line: line.unsigned_abs() }));
}

async fn definitions(conn: &mut Reading, size: u64, found: &mut Recount) -> Result<(), Problem> {
    let mut events = by_line(conn, definitions::TAG, size, found).await?;
    for (code, version, index, at, account, text) in definitions::rows::texts(conn).await? {
        let digest = hex(&event_digest(&text));
        let facts: [(&str, &str); 4] =
            [("code", &code), ("version", &version.to_string()), ("account", &account), ("digest", &digest)];
        let altered = || Altered::Definition { code: code.clone(), version };
        compare(&mut events, (index, at, size), &facts, found, altered);
    }
    for (agency, index, at, account, kind, since) in definitions::rows::services(conn).await? {
        let facts: [(&str, &str); 4] =
            [("service", &agency), ("account", &account), ("kind", &kind), ("since", &since)];
        let altered = || Altered::Service { agency: agency.clone() };
        compare(&mut events, (index, at, size), &facts, found, altered);
    }
    gone(events, found);
    Ok(())
}

async fn statements(conn: &mut Reading, size: u64, found: &mut Recount) -> Result<(), Problem> {
    let mut events = by_line(conn, joining::TAG, size, found).await?;
    for (index, at, account, year, text) in joining::rows::texts(conn).await? {
        let digest = hex(&event_digest(&text));
        let facts: [(&str, &str); 3] =
            [("year", &year.to_string()), ("account", &account), ("digest", &digest)];
        compare(&mut events, (index, at, size), &facts, found, || Altered::Joining { year });
    }
    gone(events, found);
    Ok(())
}

async fn batches(conn: &mut Reading, size: u64, found: &mut Recount) -> Result<(), Problem> {
    let mut events = by_line(conn, published::TAG, size, found).await?;
    for (batch, at, account, source) in published::rows::every_batch(conn).await? {
        let values = published::rows::of_batch(conn, batch).await?;
        found.cells += values.len();
        let (source, digest) = (hex(&event_digest(&source)), published::digest(&values));
        let facts: [(&str, &str); 3] = [("account", &account), ("source", &source), ("digest", &digest)];
        let altered = || Altered::Batch { batch: batch.unsigned_abs() };
        compare(&mut events, (batch, at, size), &facts, found, altered);
    }
    for (batch, index, at, account) in published::rows::withdrawals(conn).await? {
        let facts: [(&str, &str); 2] = [("withdrawn", &batch.to_string()), ("account", &account)];
        let altered = || Altered::Batch { batch: batch.unsigned_abs() };
        compare(&mut events, (index, at, size), &facts, found, altered);
    }
    gone(events, found);
    Ok(())
}

async fn entries(conn: &mut Reading, size: u64, found: &mut Recount) -> Result<(), Problem> {
    let mut events = by_line(conn, register::TAG, size, found).await?;
    for row in register::rows::as_written(conn).await? {
        let register::rows::AsWritten { code, index, at, account, period, as_of, corrects, text } = row;
        let (digest, as_of) = (hex(&event_digest(&text)), as_of == index);
        let facts: [(&str, &str); 5] = [
            ("code", &code),
            ("account", &account),
            ("period", if as_of { &period } else { "" }),
            ("corrects", &corrects),
            ("digest", &digest),
        ];
        let altered = || Altered::Entry { code: code.clone() };
        compare(&mut events, (index, at, size), &facts, found, altered);
    }
    for (year, index, at, account) in register::rows::reports(conn).await? {
        let facts: [(&str, &str); 2] = [("report", &year.to_string()), ("account", &account)];
        compare(&mut events, (index, at, size), &facts, found, || Altered::Report { year });
    }
    gone(events, found);
    Ok(())
}

/// The recount as the terminal says it, in French.
#[must_use]
pub fn report_text(found: &Recount, year: i16, names: &Names) -> String {
    let say = Say::new(Lang::French, &WORDS_FR);
    let count = |number: usize| Arg::Number(i64::try_from(number).unwrap_or(i64::MAX));
    let head = [
        ("year", Arg::Text(&year.to_string())),
        ("events", count(found.events)),
        ("cells", count(found.cells)),
    ];
    let mut lines = vec![say.a("recount-typed", &head)];
    lines.extend(found.altered.iter().map(|altered| format!("  {}", altered_fr(&say, altered, names))));
    lines.push(say.t(if found.altered.is_empty() {
        "recount-typed-equal"
    } else {
        "recount-typed-different"
    }));
    lines.join("\n") + "\n"
}

fn altered_fr(say: &Say, altered: &Altered, names: &Names) -> String {
    let named = |agency: &String| names.get(agency).cloned().unwrap_or_else(|| agency.clone());
    let number = |number: Option<i64>| number.map_or_else(|| "—".to_owned(), danbe_pages::number_fr);
    let line = |number: u64| Arg::Number(i64::try_from(number).unwrap_or(i64::MAX));
    match altered {
        Altered::Event { line: index } => say.a("altered-event", &[("line", line(*index))]),
        Altered::Saved { agency, month } => {
            say.a("altered-saved", &[("agency", Arg::Text(&named(agency))), ("month", Arg::Text(month))])
        }
        Altered::Cell { agency, month, cell, event, stands } => say.a(
            "altered-cell",
            &[
                ("agency", Arg::Text(&named(agency))),
                ("month", Arg::Text(month)),
                ("cell", Arg::Text(cell)),
                ("event", Arg::Text(&number(*event))),
                ("stands", Arg::Text(&number(*stands))),
            ],
        ),
        Altered::State { agency, month } => {
            say.a("altered-state", &[("agency", Arg::Text(&named(agency))), ("month", Arg::Text(month))])
        }
        Altered::Step { agency, month } => {
            say.a("altered-step", &[("agency", Arg::Text(&named(agency))), ("month", Arg::Text(month))])
        }
        Altered::Operation { agency, month } => {
            say.a("altered-operation", &[("agency", Arg::Text(&named(agency))), ("month", Arg::Text(month))])
        }
        Altered::Service { agency } => say.a("altered-service", &[("agency", Arg::Text(&named(agency)))]),
        Altered::Joining { year } => say.a("altered-joining", &[("year", Arg::Text(&year.to_string()))]),
        Altered::Report { year } => say.a("altered-report", &[("year", Arg::Text(&year.to_string()))]),
        Altered::Sum { period, cell, event, stands } => say.a(
            "altered-sum",
            &[
                ("period", Arg::Text(period)),
                ("cell", Arg::Text(cell)),
                ("event", Arg::Number(*event)),
                ("stands", Arg::Number(*stands)),
            ],
        ),
        Altered::Definition { code, version } => {
            say.a("altered-definition", &[("code", Arg::Text(code)), ("version", Arg::Number(*version))])
        }
        Altered::Batch { batch } => say.a("altered-batch", &[("batch", line(*batch))]),
        Altered::Entry { code } => say.a("altered-entry", &[("code", Arg::Text(code))]),
    }
}

//! Everything typed, counted again: the returns of a year, the definitions, what was published elsewhere and here.

use crate::presumed::Names;
use crate::returns::{self, Altered, Recount, proven};
use crate::{WORDS_FR, definitions, published, register};
use danbe_pages::{Arg, Lang, Say};
use danbe_store::Reading;
use danbe_vault::{event_digest, text::hex};
use danbe_words::Problem;
use std::collections::BTreeMap;

/// Recounts a year of returns and every definition, batch and entry, over the lines before `size`.
///
/// # Errors
/// The database's failure; what is altered is in the answer.
pub async fn recount(conn: &mut Reading, year: i16, size: u64) -> Result<Recount, Problem> {
    let returns = returns::recount(conn, year, size).await?;
    let mut found = Recount::default();
    definitions(conn, size, &mut found).await?;
    batches(conn, size, &mut found).await?;
    entries(conn, size, &mut found).await?;
    Ok(returns.with(found))
}

/// A digest by line, from the events under a tag that name one.
async fn digests(
    conn: &mut Reading,
    tag: &str,
    size: u64,
    found: &mut Recount,
) -> Result<BTreeMap<i64, String>, Problem> {
    let events = proven(conn, tag, size, found).await?;
    let digest =
        |(index, event): (i64, danbe_words::Event)| Some((index, event.facts.get("digest")?.clone()));
    Ok(events.into_iter().filter_map(digest).collect())
}

async fn definitions(conn: &mut Reading, size: u64, found: &mut Recount) -> Result<(), Problem> {
    let mut written = digests(conn, definitions::TAG, size, found).await?;
    for (code, version, index, text) in definitions::rows::texts(conn).await? {
        if index.unsigned_abs() < size {
            found.cells += 1;
            if written.remove(&index) != Some(hex(&event_digest(&text))) {
                found.altered.push(Altered::Definition { code, version });
            }
        }
    }
    let gone = |line: i64| Altered::Event { line: line.unsigned_abs() };
    found.altered.extend(written.into_keys().map(gone));
    Ok(())
}

async fn batches(conn: &mut Reading, size: u64, found: &mut Recount) -> Result<(), Problem> {
    for (index, digest) in digests(conn, published::TAG, size, found).await? {
        let values = published::rows::of_batch(conn, index).await?;
        found.cells += values.len();
        if published::digest(&values) != digest {
            found.altered.push(Altered::Batch { batch: index.unsigned_abs() });
        }
    }
    Ok(())
}

async fn entries(conn: &mut Reading, size: u64, found: &mut Recount) -> Result<(), Problem> {
    let mut written = digests(conn, register::TAG, size, found).await?;
    for (code, index, text) in register::rows::texts(conn).await? {
        if index.unsigned_abs() < size {
            found.cells += 1;
            if written.remove(&index) != Some(hex(&event_digest(&text))) {
                found.altered.push(Altered::Entry { code });
            }
        }
    }
    let gone = |line: i64| Altered::Event { line: line.unsigned_abs() };
    found.altered.extend(written.into_keys().map(gone));
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

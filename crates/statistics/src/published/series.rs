//! Values as printed, gathered into series that stand side by side.

use danbe_words::{Moment, Stage, Unit};
use serde::{Deserialize, Serialize};

/// One value as printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Value {
    /// What the source calls the figure: the heading of its series.
    pub series: String,
    /// The year it is about.
    pub year: i16,
    /// The part, as the source names it; empty for the whole.
    pub category: String,
    /// As printed: `430`, `<5`, `36 000`.
    pub printed: String,
    /// The number, when it is one.
    pub number: Option<i64>,
    /// The unit as worded there: `enquêtes`.
    pub wording: String,
    /// The unit as meant; `None` when the source does not let one say.
    pub unit: Option<Unit>,
    /// How far the recognition of persons had gone, as far as the source says.
    pub stage: Option<Stage>,
    /// Code and version of the definition it may be put beside.
    pub definition: Option<(String, u16)>,
    /// What is doubtful about it; empty when nothing is known to be.
    pub doubt: String,
}

/// The values of one source that may be read as one line of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// The batch they came in.
    pub batch: u64,
    /// Where they were published.
    pub source: String,
    /// When they were entered.
    pub at: Moment,
    /// By which account.
    pub by: String,
    /// What the source calls the figure.
    pub title: String,
    /// The unit as worded there.
    pub wording: String,
    /// The unit as meant.
    pub unit: Option<Unit>,
    /// The stage.
    pub stage: Option<Stage>,
    /// Values by year and category.
    pub values: Vec<Value>,
}

#[cfg(feature = "server")]
mod server {
    use super::Series;
    use crate::published::rows;
    use danbe_store::Reachable;
    use danbe_words::Problem;

    /// Series that stand, in the order of titles; with a year, those that hold it or a year before it.
    ///
    /// # Errors
    /// The database's failure.
    pub async fn series<C: Reachable + Send>(
        conn: &mut C,
        year: Option<i16>,
    ) -> Result<Vec<Series>, Problem> {
        let batches = rows::batches(conn).await?;
        let mut found: Vec<Series> = Vec::new();
        for (batch, value) in rows::values(conn, year.unwrap_or(i16::MAX)).await? {
            let Some(known) = batches.get(&batch) else { continue };
            let same = |it: &Series| {
                it.batch == batch.unsigned_abs()
                    && it.title == value.series
                    && it.wording == value.wording
                    && (it.unit, it.stage) == (value.unit, value.stage)
            };
            // Values come in the order of series: the last one made is the one, or there is none yet.
            match found.last_mut().filter(|it| same(it)) {
                Some(series) => series.values.push(value),
                None => found.push(Series {
                    batch: batch.unsigned_abs(),
                    source: known.source.clone(),
                    at: known.at,
                    by: known.by.clone(),
                    title: value.series.clone(),
                    wording: value.wording.clone(),
                    unit: value.unit,
                    stage: value.stage,
                    values: vec![value],
                }),
            }
        }
        Ok(found)
    }
}

#[cfg(feature = "server")]
pub use server::series;

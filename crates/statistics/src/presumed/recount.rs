//! The figure counted again from events checked against the ledger, and compared with what the page says.

use super::{AsOf, Damaged, known, rows};
use danbe_figures::Period;
use danbe_figures::presumed::{Difference, Table, Tally, Unreadable};
use danbe_store::{LedgerReport, Reading, verify};
use danbe_vault::VerifyingKey;
use danbe_words::Problem;

/// What the recount found.
#[derive(Debug)]
pub struct Recounted {
    /// The checkpoint counted at.
    pub as_of: AsOf,
    /// The ledger up to there: lines, events, checkpoints, and what does not hold.
    pub ledger: LedgerReport,
    /// Counted from the events that hold.
    pub recounted: Table,
    /// Counted as the page counts.
    pub page: Table,
    /// Cells the two do not agree on: `here` is the recount, `there` the page.
    pub differences: Vec<Difference>,
    /// Lines that should have counted and do not read.
    pub uncounted: Vec<(u64, Unreadable)>,
    /// Sums of the page whose codes do not read.
    pub damaged: Vec<Damaged>,
    /// The total as the database sums it for the page.
    pub page_total: i64,
}

impl Recounted {
    /// Whether the page and the events say the same, cell by cell.
    #[must_use]
    pub fn equal(&self) -> bool {
        let whole = self.damaged.is_empty() && self.uncounted.is_empty();
        whole && self.differences.is_empty() && self.recounted.adds_up_to(self.page_total)
    }

    /// Whether the figure is proved: equal, over a ledger in which everything holds.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.equal() && self.ledger.findings.is_empty()
    }
}

/// Recounts the figure of a period as known at a checkpoint, the newest when none is named.
///
/// `key` and `origin` are the ledger's, best taken from a device or a witness rather than from this database.
///
/// # Errors
/// [`Problem::NotFound`] when there is no such checkpoint, or the database's failure; what does not hold is in
/// the answer, not an error.
pub async fn recount(
    conn: &mut Reading,
    key: &VerifyingKey,
    origin: &str,
    period: Period,
    as_of: Option<u64>,
) -> Result<Recounted, Problem> {
    let as_of = known::as_of(conn, as_of).await?;
    let mut tally = Tally::new(as_of.size);
    let ledger =
        verify(conn, key, origin, Some(as_of.size), |index, _, event| tally.hear(index, event)).await?;
    let (counted, damaged) = rows::counted(conn, period, as_of.size).await?;
    let page_total = rows::total(conn, period, as_of.size).await?;
    let page = Table::new(period, as_of.size, counted);
    let recounted = tally.table(period);
    let differences = recounted.differences(&page);
    let uncounted = tally.unreadable().to_vec();
    Ok(Recounted { as_of, ledger, recounted, page, differences, uncounted, damaged, page_total })
}

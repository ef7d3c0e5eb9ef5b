//! Since when a figure is known: the checkpoints of the ledger, and the few worth choosing from.
//!
//! The time of checkpoints never runs backwards, so the last one before a date is found by halving: the list
//! costs some hundred look-ups by key in a ledger of any length.

use super::AsOf;
use super::rows;
use danbe_store::Reading;
use danbe_words::{Moment, Problem};

/// Months offered at most, besides the newest checkpoint.
const OFFERED: usize = 36;

/// The checkpoint of that size; the newest when none is named.
///
/// # Errors
/// [`Problem::NotFound`] when there is none.
pub async fn as_of(conn: &mut Reading, size: Option<u64>) -> Result<AsOf, Problem> {
    let found = rows::checkpoint_up_to(conn, size.unwrap_or(u64::MAX)).await?;
    found.filter(|found| size.is_none_or(|size| size == found.size)).ok_or(Problem::NotFound)
}

/// The newest checkpoint; `None` before there is one.
///
/// # Errors
/// The database's failure.
pub async fn newest(conn: &mut Reading) -> Result<Option<AsOf>, Problem> {
    rows::checkpoint_up_to(conn, u64::MAX).await
}

/// The checkpoint of a line's own past: the last of at most so many lines.
///
/// # Errors
/// The database's failure.
pub async fn as_of_line(conn: &mut Reading, line: u64) -> Result<Option<AsOf>, Problem> {
    rows::checkpoint_up_to(conn, line).await
}

/// The last checkpoint signed before a moment; `None` when the ledger began later.
///
/// # Errors
/// The database's failure.
pub async fn checkpoint_before(conn: &mut Reading, moment: Moment) -> Result<Option<AsOf>, Problem> {
    let newest = newest(conn).await?;
    let (mut low, mut high) = (1, newest.map_or(0, |newest| newest.size));
    let mut last = None;
    while low <= high {
        let middle = low + (high - low) / 2;
        match rows::checkpoint_up_to(conn, middle).await? {
            Some(found) if found.at >= moment => high = middle - 1,
            found => {
                last = found.or(last);
                low = middle + 1;
            }
        }
    }
    Ok(last)
}

/// The newest checkpoint, then the last one of each past month that has one, the newest first.
///
/// # Errors
/// The database's failure.
pub async fn checkpoints(conn: &mut Reading) -> Result<Vec<AsOf>, Problem> {
    let mut last = newest(conn).await?;
    let mut offered = Vec::new();
    while let Some(found) = last
        && offered.len() <= OFFERED
    {
        offered.push(found);
        last = checkpoint_before(conn, start_of_month(found.at)).await?;
    }
    Ok(offered)
}

/// Midnight of the first day of the month.
fn start_of_month(moment: Moment) -> Moment {
    const DAY: i64 = 86_400_000;
    let (.., day, _, _) = moment.civil();
    let midnight = moment.0.div_euclid(DAY).saturating_mul(DAY);
    Moment(midnight.saturating_sub((i64::from(day) - 1) * DAY))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_starts_on_its_first_day_at_midnight() {
        let start = |millis| start_of_month(Moment(millis)).0;
        assert_eq!(start(1_709_251_199_999), 1_706_745_600_000, "29 February 2024, 23:59");
        assert_eq!(start(1_709_251_200_000), 1_709_251_200_000, "1 March 2024, 00:00");
        assert_eq!(start(-1), -2_678_400_000, "31 December 1969");
    }
}

//! One search less of the day: counted in the transaction that writes the search's line, or refused.

use super::{SEARCHES, SETTING, rows};
use danbe_guard::Actor;
use danbe_store::Tx;
use danbe_words::Problem;

const DAY: i64 = 24 * 3_600_000;

/// Searches a day where nothing widens them.
pub(super) fn ordinary(tx: &Tx) -> i64 {
    tx.setting(SETTING).unwrap_or_else(|| i64::from(SEARCHES))
}

/// Takes one search from the member's day.
///
/// # Errors
/// [`Problem::State`] `searches-spent` when none is left; a refused search takes none.
pub(crate) async fn spend(tx: &mut Tx, who: &Actor) -> Result<(), Problem> {
    let day = tx.now().0.div_euclid(DAY);
    let spent = rows::spent(tx, who.member, day).await?;
    // What widens it is only read by who needs it.
    if spent >= ordinary(tx) && spent >= rows::widest(tx, who).await? {
        return Err(Problem::State("searches-spent"));
    }
    rows::count(tx, who.member, day, spent + 1).await
}

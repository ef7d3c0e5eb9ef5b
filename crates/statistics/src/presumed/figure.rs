//! Way `statistics.presumed`: the figure for a period, as known at a checkpoint, for who may read exact counts.

use crate::joining::Beside;
use danbe_figures::Period;
use danbe_figures::presumed::{BySex, DEFINITION, Definition, Group, Table};
use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_words::{AgencyId, Moment, Problem};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Who may: an account that reads figures.
pub const PRESUMED: VerbSpec = VerbSpec {
    name: "statistics.presumed",
    effect: Effect::Reads,
    allows: &[(Standing::Reader, Relation::Own)],
    says: "read exact numbers of presumed victims by agency, sex and group, as known at any checkpoint",
};

/// Names of agencies by id (32 hexadecimal digits), given by the caller.
pub type Names = BTreeMap<String, String>;

/// The name of an agency, or a label nobody takes for a name.
pub(crate) fn name_of(names: &Names, agency: AgencyId) -> String {
    names.get(&agency.to_string()).cloned().unwrap_or_else(|| agency.label())
}

/// A checkpoint a figure is counted at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AsOf {
    /// Lines it covers: its number.
    pub size: u64,
    /// When it was signed.
    pub at: Moment,
}

/// What the reader asked for, as typed in the address.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    /// `2024-03` or `2024`; empty: the period of the house.
    #[serde(default)]
    pub period: String,
    /// Number of a checkpoint; empty: the newest.
    #[serde(default)]
    pub as_of: String,
}

impl Asked {
    /// What was meant: a period, and the checkpoint chosen if one was.
    ///
    /// # Errors
    /// [`Problem::Invalid`] naming the field.
    pub fn meant(&self, default: Period) -> Result<(Period, Option<u64>), Problem> {
        let invalid = |field| Problem::Invalid { field, reason: "code" };
        let period = match self.period.as_str() {
            "" => default,
            text => text.parse().map_err(|_| invalid("period"))?,
        };
        let as_of = match self.as_of.as_str() {
            "" => None,
            text => Some(text.parse().map_err(|_| invalid("as_of"))?),
        };
        Ok((period, as_of))
    }
}

/// One agency as the page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Name of the agency.
    pub agency: String,
    /// Its persons.
    pub by_sex: BySex,
}

/// What the page shows.
#[derive(Debug, Clone)]
pub struct Shown {
    /// What is counted.
    pub definition: Definition,
    /// For when.
    pub period: Period,
    /// As known when.
    pub as_of: AsOf,
    /// By agency and sex, in the order of the names.
    pub rows: Vec<Row>,
    /// By sex, all agencies together.
    pub by_sex: BySex,
    /// By group, always every group.
    pub groups: Vec<(Group, i64)>,
    /// In all.
    pub total: i64,
    /// What is known of joining.
    pub beside: Beside,
    /// Periods to choose from.
    pub periods: Vec<Period>,
    /// Checkpoints to choose from, the newest first.
    pub checkpoints: Vec<AsOf>,
}

impl Shown {
    /// A table with the names and choices around it.
    #[must_use]
    pub fn new(
        table: &Table,
        as_of: AsOf,
        names: &Names,
        beside: Beside,
        mut periods: Vec<Period>,
        mut checkpoints: Vec<AsOf>,
    ) -> Self {
        let row = |row: danbe_figures::presumed::AgencyRow| Row {
            agency: name_of(names, row.agency),
            by_sex: row.by_sex,
        };
        let mut rows: Vec<Row> = table.by_agency().into_iter().map(row).collect();
        rows.sort_by(|a, b| a.agency.cmp(&b.agency));
        if !periods.contains(&table.period()) {
            periods.insert(0, table.period());
        }
        if !checkpoints.contains(&as_of) {
            checkpoints.push(as_of);
        }
        checkpoints.sort_by_key(|checkpoint| std::cmp::Reverse(checkpoint.size));
        Self {
            definition: DEFINITION,
            period: table.period(),
            as_of,
            rows,
            by_sex: table.by_sex(),
            groups: table.by_group(),
            total: table.total(),
            beside,
            periods,
            checkpoints,
        }
    }
}

#[cfg(feature = "server")]
mod server {
    use super::{Names, Shown};
    use crate::joining;
    use crate::presumed::{checkpoints, known, rows};
    use danbe_figures::Period;
    use danbe_figures::presumed::Table;
    use danbe_store::{Reachable, Reading};
    use danbe_words::{Month, Problem};

    /// The figure for a period as known at a checkpoint, the newest when none is named.
    ///
    /// # Errors
    /// [`Problem::NotFound`] when there is no such checkpoint; [`Problem::StoreDown`] when what is kept does
    /// not read, or its parts do not add up to the total the database gives.
    pub async fn presumed(conn: &mut Reading, period: Period, as_of: Option<u64>) -> Result<Table, Problem> {
        let size = known::as_of(conn, as_of).await?.size;
        let (counted, damaged) = rows::counted(conn, period, size).await?;
        let total = rows::total(conn, period, size).await?;
        let table = Table::new(period, size, counted);
        if damaged.is_empty() && table.adds_up_to(total) { Ok(table) } else { Err(Problem::StoreDown) }
    }

    /// The newest month anybody was first met in; `None` before anybody was.
    ///
    /// # Errors
    /// The database's failure.
    pub async fn newest_month(conn: &mut Reading) -> Result<Option<Month>, Problem> {
        Ok(rows::months(conn).await?.first().copied())
    }

    /// Persons heard of in a period, as known now.
    ///
    /// # Errors
    /// The database's failure.
    pub(crate) async fn heard<C: Reachable + Send>(conn: &mut C, period: Period) -> Result<i64, Problem> {
        rows::total(conn, period, u64::MAX).await
    }

    /// Everything the page shows; `names` are the agencies' by id.
    ///
    /// # Errors
    /// Those of [`presumed`].
    pub async fn shown(
        conn: &mut Reading,
        names: &Names,
        period: Period,
        as_of: Option<u64>,
    ) -> Result<Shown, Problem> {
        let chosen = known::as_of(conn, as_of).await?;
        let table = presumed(conn, period, Some(chosen.size)).await?;
        let periods = periods(&rows::months(conn).await?);
        let beside = joining::beside(conn, &table, names).await?;
        Ok(Shown::new(&table, chosen, names, beside, periods, checkpoints(conn).await?))
    }

    /// Each year, then its months; the newest first.
    fn periods(months: &[Month]) -> Vec<Period> {
        let mut periods = Vec::new();
        for month in months {
            let year = Period::Year(month.year());
            if !periods.contains(&year) {
                periods.push(year);
            }
            periods.push(Period::Month(*month));
        }
        periods
    }
}

#[cfg(feature = "server")]
pub(crate) use server::heard;
#[cfg(feature = "server")]
pub use server::{newest_month, presumed, shown};

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(period: &str, as_of: &str) -> Result<(Period, Option<u64>), Problem> {
        Asked { period: period.into(), as_of: as_of.into() }.meant(Period::Year(2024))
    }

    #[test]
    fn nothing_asked_is_the_period_of_the_house_as_known_now() {
        assert_eq!(asked("", ""), Ok((Period::Year(2024), None)));
        assert_eq!(asked("2023", "4812"), Ok((Period::Year(2023), Some(4812))));
    }

    #[test]
    fn what_does_not_read_is_refused_by_its_field() {
        for (period, as_of, field) in [("mars", "", "period"), ("", "-1", "as_of"), ("2024-13", "", "period")]
        {
            assert_eq!(asked(period, as_of), Err(Problem::Invalid { field, reason: "code" }));
        }
    }

    #[test]
    fn only_reading_accounts_read() {
        assert_eq!(PRESUMED.allows, [(Standing::Reader, Relation::Own)]);
    }
}

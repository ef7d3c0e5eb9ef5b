//! Verb `register.publish`: a year's approved figure through the gate, under a code; or the correction of an entry.
//!
//! The figure is computed here, from what the committee approved, never typed. The code is drawn by chance: it says
//! the year and nothing else.

use super::{Cell, Entry};
use danbe_figures::counts::{Definition, Figure};
use danbe_figures::gate;
use danbe_figures::tables::TableError;
use danbe_guard::{Effect, Relation, Standing, VerbSpec};

/// Who may: who approves for the committee.
pub const PUBLISH: VerbSpec = VerbSpec {
    name: "register.publish",
    effect: Effect::Writes,
    allows: &[(Standing::Approver, Relation::Own)],
    says: "publish a year's approved figure through the gate, under a code; correct what was published",
};

/// A figure as it may be published beside what was published of its year: its cells, and the breakdowns withheld because
/// an entry under another definition, or an earlier one under its own, would give somebody away with them.
///
/// # Errors
/// [`TableError`] when the gate lets nothing pass.
pub fn official(
    definition: &Definition,
    figure: &Figure,
    published: &[Entry],
) -> Result<(Vec<Cell>, Vec<String>), TableError> {
    let cells: Vec<(&Definition, Vec<gate::Cell>)> =
        published.iter().map(|entry| (&entry.definition, entry.gate_cells())).collect();
    let said: Vec<gate::Said> =
        cells.iter().map(|(definition, cells)| gate::Said { definition, cells }).collect();
    let out = gate::beside(definition, gate::official(definition, figure)?, &said)?;
    let cell = |(breakdown, category, number)| Cell { breakdown, category, number };
    Ok((out.cells.into_iter().map(cell).collect(), out.withheld))
}

#[cfg(feature = "server")]
mod server {
    use super::{PUBLISH, official};
    use crate::register::entry::meant;
    use crate::register::{Entry, TAG, rows};
    use crate::returns;
    use danbe_guard::{Account, Relation};
    use danbe_store::{Act, Done, Happening, Reachable, Tx};
    use danbe_vault::{event_digest, text::hex};
    use danbe_words::Problem;

    /// What would be published, before a code is drawn.
    #[derive(Debug, Clone)]
    pub struct Preview {
        /// The entry without its code.
        pub entry: Entry,
        /// Returns the committee has not approved yet: the figure may still grow.
        pub waiting: u64,
        /// Labels of breakdowns withheld because of what another published figure shows.
        pub withheld: Vec<String>,
    }

    /// What would be published of a definition for a year.
    ///
    /// # Errors
    /// [`Problem::NotFound`] when nothing was approved under it; `State("register-gate")` when the gate is shut.
    pub async fn preview<C: Reachable + Send>(
        conn: &mut C,
        year: i16,
        code: &str,
        version: u16,
    ) -> Result<Preview, Problem> {
        let figures = returns::national(conn, year).await?;
        let figure = figures
            .into_iter()
            .find(|it| it.written.definition.is_of(code, version))
            .ok_or(Problem::NotFound)?;
        let made = returns::made_of(conn, year, code, version).await?;
        if made.returns == 0 {
            return Err(Problem::State("register-nothing"));
        }
        let definition = figure.written.definition;
        let period = format!("{year:04}");
        let mut published = rows::of_year(conn, year).await?;
        // of other figures what stands; of this one every entry there ever was, since readers kept them
        published.retain(|it| {
            it.period == period && (it.corrected_by.is_none() || it.definition.code == definition.code)
        });
        let shut = |_| Problem::State("register-gate");
        let (cells, withheld) = official(&definition, &figure.committee, &published).map_err(shut)?;
        let label = |code: &String| definition.breakdown(code).map(|it| it.label.clone());
        let withheld = withheld.iter().filter_map(label).collect();
        let entry = Entry {
            code: String::new(),
            at: danbe_words::Moment(0),
            by: String::new(),
            period,
            definition,
            as_of: 0,
            services: made.services,
            returns: made.returns,
            cells,
            reason: String::new(),
            corrects: None,
            corrected_by: None,
        };
        Ok(Preview { entry, waiting: made.waiting, withheld })
    }

    /// An entry to be written.
    #[derive(Debug)]
    pub struct Publish {
        /// Who.
        pub by: Account,
        /// The year.
        pub year: i16,
        /// Code of the definition.
        pub definition: String,
        /// Its version.
        pub version: u16,
        /// The entry it corrects, when it corrects one, and why.
        pub corrects: Option<(String, String)>,
    }

    impl Act for Publish {
        type Answer = Entry;

        async fn perform(self, tx: &mut Tx) -> Result<Done<Entry>, Problem> {
            let grant = tx.policy().decide_account(&PUBLISH, &self.by, Relation::Own)?;
            let Preview { mut entry, .. } = preview(tx, self.year, &self.definition, self.version).await?;
            let standing = rows::standing(tx, &entry.period, &self.definition).await?;
            match &self.corrects {
                None if standing.is_some() => return Err(Problem::State("register-stands")),
                None => {}
                Some((code, reason)) => {
                    let code = meant(code).ok_or(Problem::NotFound)?;
                    if standing.as_deref() != Some(&code) {
                        return Err(Problem::State("register-moved"));
                    }
                    let invalid = |reason| Problem::Invalid { field: "reason", reason };
                    entry.reason = crate::fields::words(reason).map_err(invalid)?;
                    if entry.reason.is_empty() {
                        return Err(invalid("required"));
                    }
                    entry.corrects = Some(code);
                }
            }
            entry.code = draw(tx, &entry.period);
            (entry.at, entry.as_of) = (tx.now(), tx.version());
            entry.by.clone_from(&self.by.handle);
            let text = rows::text(&entry)?;
            rows::insert(tx, &entry, &text).await?;
            let mut happening = Happening::about(TAG.to_owned())
                .with("code", &entry.code)
                .with("period", &entry.period)
                .with("definition", &entry.definition.code)
                .with("version", entry.definition.version)
                .with("account", &entry.by)
                .with("digest", hex(&event_digest(&text)));
            if let Some(corrects) = &entry.corrects {
                happening = happening.with("corrects", corrects);
            }
            for cell in &entry.cells {
                let name = format!("n.{}.{}", cell.breakdown, cell.category);
                let number = cell.number.map_or_else(|| "hidden".to_owned(), |number| number.to_string());
                happening = happening.with(&name, number);
            }
            tx.done(&grant, happening, entry).await
        }
    }

    /// Eight letters and digits of chance after the period.
    fn draw(tx: &mut Tx, period: &str) -> String {
        let id = danbe_words::KeyId::from_bytes(tx.chance().bytes());
        format!("{period}-{}", id.label())
    }
}

#[cfg(feature = "server")]
pub use server::{Preview, Publish, preview};

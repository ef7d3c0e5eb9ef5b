//! Verb `definitions.write`: a definition, or its next version. What stood before stays as it was.

use crate::fields::Fields;
use danbe_figures::counts::{Definition, Drafted, Fault, slug};
use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_words::{Agenda, ServiceKind, Stage, Unit};

/// Who may: the statistician.
pub const WRITE: VerbSpec = VerbSpec {
    name: "definitions.write",
    effect: Effect::Writes,
    allows: &[(Standing::Statistician, Relation::Own)],
    says: "write what a figure counts, or its next version, and say which services type it",
};

/// What was meant by the form, under the next version of its code.
///
/// # Errors
/// [`Fault`], the first that stands in the way.
pub fn meant(fields: &Fields, last: Option<u16>) -> Result<Definition, Fault> {
    let stage = match fields.get("stage") {
        "" | "none" => None,
        code => Some(Stage::from_code(code).map_err(|_| Fault::Stage)?),
    };
    let kinds = fields.all("kinds").filter_map(|code| ServiceKind::from_code(code).ok()).collect();
    let title = fields.get("title");
    let code = slug(if fields.get("code").is_empty() { title } else { fields.get("code") });
    let drafted = Drafted {
        title,
        unit: Unit::from_code(fields.get("unit")).map_err(|_| Fault::Says)?,
        stage,
        says: fields.get("says"),
        rule: fields.get("rule"),
        breakdowns: fields.get("breakdowns"),
        kinds,
        from: fields.get("from").parse().map_err(|_| Fault::From)?,
        measures: fields.get("measures"),
        agenda: Agenda::from_code(fields.get("agenda")).ok(),
    };
    Definition::meant(&drafted, &code, last.unwrap_or(0).saturating_add(1))
}

#[cfg(feature = "server")]
mod server {
    use super::{WRITE, meant};
    use crate::definitions::rows;
    use crate::fields::Fields;
    use danbe_figures::counts::{Definition, slug};
    use danbe_guard::{Account, Relation};
    use danbe_store::{Act, Done, Happening, Reachable, Tx};
    use danbe_vault::{event_digest, text::hex};
    use danbe_words::{Moment, Month, Problem, ServiceKind};

    /// A definition with when and by whom it was written.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Written {
        /// The definition.
        pub definition: Definition,
        /// When.
        pub at: Moment,
        /// The account that wrote it.
        pub by: String,
        /// The line it was written at.
        pub line: u64,
    }

    /// A definition as typed, to be written.
    #[derive(Debug)]
    pub struct Write {
        /// Who.
        pub by: Account,
        /// The form.
        pub fields: Fields,
    }

    impl Act for Write {
        type Answer = Definition;

        async fn perform(self, tx: &mut Tx) -> Result<Done<Definition>, Problem> {
            let grant = tx.policy().decide_account(&WRITE, &self.by, Relation::Own)?;
            let named = if self.fields.get("code").is_empty() { "title" } else { "code" };
            let last = rows::last_version(tx, &slug(self.fields.get(named))).await?;
            let invalid = |fault: danbe_figures::counts::Fault| Problem::Invalid {
                field: fault.code(),
                reason: "code",
            };
            let definition = meant(&self.fields, last).map_err(invalid)?;
            if let Some(reach) = &definition.measures {
                let written = rows::all(tx).await?;
                let known = written.iter().any(|it| it.definition.is_reach(reach));
                if !known {
                    return Err(invalid(danbe_figures::counts::Fault::Survey));
                }
            }
            let text = serde_json::to_string(&definition).map_err(|_| Problem::Malformed)?;
            rows::insert(tx, &definition, &self.by.handle, &text).await?;
            let happening = Happening::about(super::super::TAG.to_owned())
                .with("code", &definition.code)
                .with("version", definition.version)
                .with("account", &self.by.handle)
                .with("digest", hex(&event_digest(&text)));
            tx.done(&grant, happening, definition).await
        }
    }

    /// Every version of every definition, in the order of codes.
    ///
    /// # Errors
    /// The database's failure.
    pub async fn all<C: Reachable + Send>(conn: &mut C) -> Result<Vec<Written>, Problem> {
        rows::all(conn).await
    }

    /// Of each code the version in force in a month, among versions in any order.
    pub(crate) fn newest_of<'d>(
        written: impl Iterator<Item = &'d Definition>,
        month: Month,
    ) -> Vec<Definition> {
        let mut known: Vec<&Definition> = Vec::new();
        for definition in written.filter(|it| it.from <= month) {
            match known.iter_mut().find(|it| it.code == definition.code) {
                Some(held) if held.version < definition.version => *held = definition,
                Some(_) => {}
                None => known.push(definition),
            }
        }
        known.into_iter().cloned().collect()
    }

    /// Of each code the version in force in a month; of one kind of service, or of all.
    ///
    /// # Errors
    /// The database's failure.
    pub async fn in_force<C: Reachable + Send>(
        conn: &mut C,
        month: Month,
        kind: Option<ServiceKind>,
    ) -> Result<Vec<Definition>, Problem> {
        let written = rows::all(conn).await?;
        let mut known = newest_of(written.iter().map(|it| &it.definition), month);
        known.retain(|it| kind.is_none_or(|kind| it.kinds.contains(&kind)));
        Ok(known)
    }
}

#[cfg(feature = "server")]
pub(crate) use server::newest_of;
#[cfg(feature = "server")]
pub use server::{Write, Written, all, in_force};

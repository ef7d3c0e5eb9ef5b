//! Verb `returns.type`: a service saves its month as typed, or sends it.

use danbe_guard::{Effect, Relation, Standing, VerbSpec};

/// Who may: an account that types, for its own service.
pub const TYPE: VerbSpec = VerbSpec {
    name: "returns.type",
    effect: Effect::Writes,
    allows: &[(Standing::Typist, Relation::Own)],
    says: "type the monthly return of one's own service, save it as it is, send it, answer a question",
};

/// What is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Keep it as typed, right or wrong.
    Save,
    /// Keep it and send it.
    Send,
}

#[cfg(feature = "server")]
mod server {
    use super::{TYPE, What};
    use crate::definitions::{self, rows as definition_rows};
    use crate::fields::Fields;
    use crate::presumed::Names;
    use crate::returns::recount::operation_fact;
    use crate::returns::{Form, State, Took, Unread, rows, tag};
    use danbe_figures::counts::{Definition, Figure, Finding, Weight, check, twice};
    use danbe_guard::{Account, Relation};
    use danbe_store::{Act, Done, Happening, Reachable, Tx};
    use danbe_vault::{event_digest, text::hex};
    use danbe_words::{AgencyId, Month, Problem};

    /// A month as typed.
    #[derive(Debug)]
    pub struct Type {
        /// Who.
        pub by: Account,
        /// Which month.
        pub month: Month,
        /// The form.
        pub fields: Fields,
        /// Save or send.
        pub what: What,
        /// Names of agencies by id, for a sentence about an operation another service counts.
        pub names: Names,
    }

    /// How it ended. What does not hold is an answer, not a failure: it was saved as typed.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum Sent {
        /// Kept on the server, not sent.
        Saved,
        /// Sent; the line is its number.
        Sent(u64),
        /// Kept, and not sent, for these reasons.
        Kept(Vec<Finding>, Vec<Unread>),
    }

    impl Act for Type {
        type Answer = Sent;

        async fn perform(self, tx: &mut Tx) -> Result<Done<Sent>, Problem> {
            let grant = tx.policy().decide_account(&TYPE, &self.by, Relation::Own)?;
            let agency = self.by.agency;
            let (kind, since) =
                definition_rows::enlisted(tx).await?.get(&agency).copied().ok_or(Problem::NotFound)?;
            if self.month < since || self.month > tx.now().month() {
                return Err(Problem::Invalid { field: "month", reason: "month" });
            }
            let definitions = definitions::in_force(tx, self.month, Some(kind)).await?;
            let text = serde_json::to_string(&self.fields).map_err(|_| Problem::Malformed)?;
            rows::save(tx, agency, self.month, &self.by.handle, &text).await?;
            let (form, unread) = Form::read(&definitions, &self.fields);
            let findings = findings(tx, agency, self.month, &definitions, &form, &self.names).await?;
            let mut happening = Happening::about(tag(self.month.year()))
                .with("service", agency)
                .with("month", self.month)
                .with("region", self.by.region)
                .with("account", &self.by.handle)
                .with("digest", hex(&event_digest(&text)));
            let held = findings.iter().any(|it| it.weight == Weight::Refused || form.why.is_empty());
            if self.what == What::Save || held || !unread.is_empty() {
                let kept = if self.what == What::Save { Sent::Saved } else { Sent::Kept(findings, unread) };
                return tx.done(&grant, happening.with("step", "saved"), kept).await;
            }
            let sent = tx.version();
            if let Some(now) = rows::now(tx, agency, self.month).await? {
                rows::stand(tx, &now, -1).await?;
            }
            for (definition, entry) in definitions.iter().zip(&form.entries) {
                let figure = Figure::of(definition, entry);
                rows::cells(tx, agency, self.month, &figure).await?;
                happening = counted(happening, &figure);
            }
            rows::operations(tx, agency, self.month, &form.operations).await?;
            for (place, it) in (1..).zip(&form.operations) {
                let fact = operation_fact(rows::role(it.role), &it.definition, it.count, &it.reference);
                happening = happening.with(&format!("op.{place}"), fact);
            }
            let now = rows::Now::at(agency, self.month, self.by.region, State::Sent, tx);
            rows::step(tx, &now, Took::Sent, &self.by.handle, &form.why).await?;
            rows::stand(tx, &now, 1).await?;
            let words = hex(&event_digest(&form.why));
            let happening = happening.with("words", words).with("step", Took::Sent.code());
            tx.done(&grant, happening, Sent::Sent(sent)).await
        }
    }

    /// The cells as facts: `victimes.1.sex.male` and the like.
    fn counted(mut happening: Happening, figure: &Figure) -> Happening {
        let name = |cell: &str| format!("n.{}.{}.{cell}", figure.code, figure.version);
        happening = happening.with(&name("total"), figure.total);
        for ((breakdown, category), count) in &figure.cells {
            happening = happening.with(&name(&format!("{breakdown}.{category}")), count);
        }
        happening
    }

    /// Everything the checks say of a form.
    ///
    /// # Errors
    /// The database's failure.
    pub(in crate::returns) async fn findings<C: Reachable + Send>(
        conn: &mut C,
        agency: AgencyId,
        month: Month,
        definitions: &[Definition],
        form: &Form,
        names: &Names,
    ) -> Result<Vec<Finding>, Problem> {
        let befores = rows::before(conn, agency, month).await?;
        let mut found = Vec::new();
        for (definition, entry) in definitions.iter().zip(&form.entries) {
            let same = |it: &&(String, u16, _)| definition.is_of(&it.0, it.1);
            let before = befores.iter().find(same).map(|(_, _, before)| before);
            found.extend(check(definition, Some(definition.unit), entry, before));
        }
        let own: Vec<_> = form
            .operations
            .iter()
            .map(|operation| {
                let place = definitions.iter().position(|it| it.code == operation.definition);
                let total = place.and_then(|place| form.entries.get(place)).and_then(|entry| entry.total);
                (operation.clone(), total)
            })
            .collect();
        if !own.is_empty() {
            found.extend(twice(&own, &rows::others(conn, agency, month, names).await?));
        }
        Ok(found)
    }
}

#[cfg(feature = "server")]
pub(super) use server::findings;
#[cfg(feature = "server")]
pub use server::{Sent, Type};

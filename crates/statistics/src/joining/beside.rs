//! What is printed beside every figure in persons: pseudonyms, joins, matches still open, who took no part.

use super::Statement;
use crate::presumed::{Names, name_of};
use danbe_pages::{Arg, Markup, Say, SummaryRow, html, number_fr, summary_list};
use danbe_words::AgencyId;
use std::collections::BTreeSet;

/// A figure in persons with what is known of joining.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beside {
    /// Pseudonyms counted, before any joining: the figure.
    pub pseudonyms: i64,
    /// The year the statement is about, which a figure of one month only shares.
    pub year: i16,
    /// The statement that stands; none: nobody has looked.
    pub statement: Option<Statement>,
    /// Names of the services that took no part, in their order; all of them when nobody looked.
    pub absent: Vec<String>,
}

impl Beside {
    /// Beside a figure of so many pseudonyms; `asked` are the services that could have taken part.
    #[must_use]
    pub fn new(
        pseudonyms: i64,
        year: i16,
        statement: Option<Statement>,
        asked: BTreeSet<AgencyId>,
        names: &Names,
    ) -> Self {
        let took_part = |id: &AgencyId| statement.as_ref().is_some_and(|it| it.agencies.contains(id));
        let absent = asked.into_iter().filter(|id| !took_part(id));
        let mut absent: Vec<String> = absent.map(|id| name_of(names, id)).collect();
        absent.sort();
        Self { pseudonyms, year, statement, absent }
    }

    /// Each of the four with its words.
    #[must_use]
    pub fn lines(&self, say: &Say) -> [(String, String); 4] {
        let count = |number: u64| number_fr(i64::try_from(number).unwrap_or(i64::MAX));
        let year = [("year", Arg::Text(&self.year.to_string()))];
        let (joined, open) = match &self.statement {
            Some(it) => (format!("{}, {}", count(it.joined), say.a("beside-year", &year)), count(it.open())),
            None => (say.a("beside-nobody-looked", &year), "–".to_owned()),
        };
        let absent = if self.absent.is_empty() { say.t("beside-all") } else { self.absent.join(" ; ") };
        [
            (say.t("beside-pseudonyms"), number_fr(self.pseudonyms)),
            (say.t("beside-joined"), joined),
            (say.t("beside-open"), open),
            (say.t("beside-absent"), absent),
        ]
    }

    /// The four as a list on a page.
    pub(crate) fn list(&self, say: &Say) -> Markup {
        let rows = self.lines(say).map(|(label, value)| SummaryRow::new(label, value));
        html! {
            h2 { (say.t("beside-title")) }
            (summary_list(say, &rows))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_took_no_part_is_named_and_everybody_is_when_nobody_looked() {
        let id = |byte: u8| AgencyId::from_bytes([byte; 16]);
        let asked = || BTreeSet::from([id(1), id(2), id(3)]);
        let names: Names = [(id(1), "Un"), (id(2), "Deux"), (id(3), "Trois")]
            .map(|(id, name)| (id.to_string(), name.to_owned()))
            .into();
        let agencies = BTreeSet::from([id(1), id(2)]);
        let statement = Statement { year: 2024, agencies, possible: 9, joined: 4, apart: 3 };
        let beside = |statement| Beside::new(50, 2024, statement, asked(), &names);
        assert_eq!(beside(Some(statement)).absent, ["Trois"]);
        assert_eq!(beside(None).absent, ["Deux", "Trois", "Un"]);
    }
}

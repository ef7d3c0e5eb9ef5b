//! One figure published elsewhere, as typed: its wording, the unit as meant, its parts, percentages and source.

use crate::fields::{Fields, whole, words};
use crate::published::Value;
use crate::returns::{Unread, field_name};
use danbe_figures::counts::{Before, Definition, Entry, Finding, Parts, Weight, Wrong, check};
use danbe_words::Unit;

/// What was meant by the form.
#[derive(Debug, Clone)]
pub struct Meant {
    /// The year.
    pub year: i16,
    /// The entry.
    pub entry: Entry,
    /// The unit as meant.
    pub unit: Option<Unit>,
    /// The unit as worded.
    pub wording: String,
    /// Where it was published.
    pub source: String,
    /// What is doubtful.
    pub doubt: String,
}

impl Meant {
    /// Reads a form under a definition; what does not read is listed beside it.
    #[must_use]
    pub fn read(definition: &Definition, fields: &Fields) -> (Self, Vec<Unread>) {
        let mut unread = Vec::new();
        let mut refuse = |field: &str, reason| {
            let typed = fields.get(field).to_owned();
            unread.push(Unread { field: field.to_owned(), typed, reason });
        };
        let year = fields.get("year").parse().ok().filter(|year| (1900..2200).contains(year));
        if year.is_none() {
            refuse("year", "year");
        }
        let mut number = |field: &str| {
            let typed = fields.get(field);
            let number = whole(typed);
            if number.is_none() && !typed.is_empty() {
                refuse(field, "number");
            }
            number
        };
        let total = number(&field_name(&definition.code, "", ""));
        let mut parts = Vec::new();
        for breakdown in &definition.breakdowns {
            let names = breakdown.categories().iter();
            let names: Vec<String> =
                names.map(|it| field_name(&definition.code, &breakdown.code, &it.code)).collect();
            let counts: Vec<Option<u64>> = names.iter().map(|name| number(name)).collect();
            let percents = names.iter().map(|name| percent(fields.get(&format!("{name}.percent"))));
            let own = Parts { breakdown: breakdown.code.clone(), counts, percents: percents.collect() };
            // A source that gives no parts is not asked for them.
            if !own.is_empty() {
                parts.push(own);
            }
        }
        let mut text = |field: &'static str, required: bool| match words(fields.get(field)) {
            Ok(text) if text.is_empty() && required => {
                refuse(field, "required");
                text
            }
            Ok(text) => text,
            Err(reason) => {
                refuse(field, reason);
                String::new()
            }
        };
        let (wording, source, doubt) = (text("wording", true), text("source", true), text("doubt", false));
        let unit = Unit::from_code(fields.get("unit")).ok();
        let entry = Entry { total, parts };
        (Self { year: year.unwrap_or(0), entry, unit, wording, source, doubt }, unread)
    }

    /// What the checks say, beside what is already known of this definition: other sources of the year, the year before.
    #[must_use]
    pub fn findings(&self, definition: &Definition, known: &[(String, Value)]) -> Vec<Finding> {
        let own = |value: &Value| {
            value.category.is_empty()
                && value.definition.as_ref().is_some_and(|(code, version)| definition.is_of(code, *version))
        };
        let of = |year: i16| known.iter().filter(move |(_, value)| own(value) && value.year == year);
        let count = |value: &Value| value.number.and_then(|number| u64::try_from(number).ok());
        let before = of(self.year - 1)
            .find_map(|(_, value)| Some(Before { period: value.year.to_string(), total: count(value)? }));
        let mut findings = check(definition, self.unit, &self.entry, before.as_ref());
        for (source, value) in of(self.year) {
            if let (Some(other), Some(now)) = (count(value), self.entry.total)
                && other != now
            {
                let wrong = Wrong::Elsewhere { source: source.clone(), other, now };
                findings.push(Finding { weight: Weight::Asked, about: definition.code.clone(), wrong });
            }
        }
        findings
    }

    /// Whether it may be written: nothing refused, and a doubt said where something is asked.
    #[must_use]
    pub fn may_be_written(&self, findings: &[Finding], unread: &[Unread]) -> bool {
        let refused = findings.iter().any(|it| it.weight == Weight::Refused);
        unread.is_empty() && !refused && (findings.is_empty() || !self.doubt.is_empty())
    }

    /// The values as they are kept: the total, then each part given, in the words of the definition.
    #[must_use]
    pub fn values(&self, definition: &Definition) -> Vec<Value> {
        let value = |category: String, count: u64| Value {
            series: definition.title.clone(),
            year: self.year,
            category,
            printed: count.to_string(),
            number: i64::try_from(count).ok(),
            wording: self.wording.clone(),
            unit: self.unit,
            stage: definition.stage,
            definition: Some((definition.code.clone(), definition.version)),
            doubt: self.doubt.clone(),
        };
        let mut values: Vec<Value> =
            self.entry.total.map(|total| value(String::new(), total)).into_iter().collect();
        for parts in &self.entry.parts {
            let Some(breakdown) = definition.breakdown(&parts.breakdown) else { continue };
            for (category, count) in breakdown.categories().iter().zip(&parts.counts) {
                if let Some(count) = count {
                    values.push(value(format!("{} : {}", breakdown.label, category.label), *count));
                }
            }
        }
        values
    }
}

/// A percentage as printed, `53` or `53,6`, in tenths; nothing when it is none.
fn percent(text: &str) -> Option<u32> {
    let text = text.trim_end_matches(['%', ' ', '\u{a0}', '\u{202f}']).replace(',', ".");
    let (whole, tenth) = text.split_once('.').unwrap_or((&text, "0"));
    let tenth: u32 = tenth.get(..1)?.parse().ok()?;
    let whole: u32 = whole.parse().ok()?;
    (whole <= 100).then_some(whole * 10 + tenth)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentage_is_read_as_printed() {
        for (text, tenths) in [("53", 530), ("53,6", 536), ("53.6 %", 536), ("100 %", 1_000), ("0", 0)] {
            assert_eq!(percent(text), Some(tenths), "{text}");
        }
        for wrong in ["", "%", "101", "-3", "cinq", "5,", "1e3"] {
            assert_eq!(percent(wrong), None, "{wrong}");
        }
    }
}

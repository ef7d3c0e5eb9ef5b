//! The monthly form: made from the definitions in force, read as typed, each field by name.
//!
//! Fields are `<definition>.total` and `<definition>.<breakdown>.<category>`; joint operations `op.<n>.<part>`; `why`
//! holds the reason for what the checks ask about.

use crate::fields::{Fields, whole, words};
use danbe_figures::counts::{Definition, Entry, Operation, Parts, Role};

/// Joint operations a return may name.
pub(super) const OPERATIONS: usize = 3;

/// What was meant by a form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Form {
    /// One entry a definition, in their order.
    pub entries: Vec<Entry>,
    /// Joint operations named.
    pub operations: Vec<Operation>,
    /// Why what is asked about is right all the same.
    pub why: String,
}

/// A field that does not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// Its name.
    pub field: String,
    /// What stands there.
    pub typed: String,
    /// Stable reason: `number`, `long`, `private`, `operation`.
    pub reason: &'static str,
}

/// The name of a field.
#[must_use]
pub fn field_name(definition: &str, breakdown: &str, category: &str) -> String {
    if breakdown.is_empty() {
        format!("{definition}.total")
    } else {
        format!("{definition}.{breakdown}.{category}")
    }
}

impl Form {
    /// Reads a form; what does not read is listed beside it, and is missing in it.
    #[must_use]
    pub fn read(definitions: &[Definition], fields: &Fields) -> (Self, Vec<Unread>) {
        let mut reading = Reading { fields, unread: Vec::new() };
        let entries = definitions.iter().map(|definition| reading.entry(definition)).collect();
        let operations = (1..=OPERATIONS).filter_map(|n| reading.operation(n, definitions)).collect();
        let why = match words(fields.get("why")) {
            Ok(why) => why,
            Err(reason) => {
                reading.refuse("why", reason);
                String::new()
            }
        };
        (Self { entries, operations, why }, reading.unread)
    }
}

struct Reading<'f> {
    fields: &'f Fields,
    unread: Vec<Unread>,
}

impl Reading<'_> {
    fn refuse(&mut self, field: &str, reason: &'static str) {
        let typed = self.fields.get(field).to_owned();
        self.unread.push(Unread { field: field.to_owned(), typed, reason });
    }

    fn number(&mut self, field: &str) -> Option<u64> {
        let typed = self.fields.get(field);
        let number = whole(typed);
        if number.is_none() && !typed.is_empty() {
            self.refuse(field, "number");
        }
        number
    }

    fn entry(&mut self, definition: &Definition) -> Entry {
        let total = self.number(&field_name(&definition.code, "", ""));
        let mut parts = Vec::with_capacity(definition.breakdowns.len());
        for breakdown in &definition.breakdowns {
            let name = |code: &str| field_name(&definition.code, &breakdown.code, code);
            let counts = breakdown.categories().iter().map(|it| self.number(&name(&it.code))).collect();
            parts.push(Parts { breakdown: breakdown.code.clone(), counts, percents: Vec::new() });
        }
        Entry { total, parts }
    }

    fn operation(&mut self, n: usize, definitions: &[Definition]) -> Option<Operation> {
        let name = |part: &str| format!("op.{n}.{part}");
        let reference = self.fields.get(&name("reference"));
        if reference.is_empty() {
            return None;
        }
        let reference = match words(reference) {
            Ok(reference) if reference.len() <= 80 => reference,
            Ok(_) => return self.refused(&name("reference"), "long"),
            Err(reason) => return self.refused(&name("reference"), reason),
        };
        let role = match self.fields.get(&name("role")) {
            "lead" => Role::Lead,
            "partner" => Role::Partner,
            _ => return self.refused(&name("role"), "operation"),
        };
        let definition = self.fields.get(&name("definition")).to_owned();
        if definitions.iter().all(|it| it.code != definition) {
            return self.refused(&name("definition"), "operation");
        }
        let Some(count) = self.number(&name("count")) else {
            return self.refused(&name("count"), "operation");
        };
        Some(Operation { reference, role, definition, count })
    }

    fn refused<T>(&mut self, field: &str, reason: &'static str) -> Option<T> {
        if self.unread.last().is_none_or(|it| it.field != field) {
            self.refuse(field, reason);
        }
        None
    }
}

//! What an extract says: answers that are codes or completed years, drawn from the file; no name, no place, no text.

use crate::cases::fold::Folded;
use crate::cases::steps::{Kind, is_asked, question};
use crate::referrals::Shared;
use danbe_words::{AgeBand, FileKind, Month};

/// The answers of an extract, in order; of each kind of file, those it is asked.
const ANSWERS: [&str; 10] =
    ["sex", "age", "nationality", "form", "transport", "danger", "paid", "protection", "region", MONTH];
/// Month of the first contact, from the day the file has.
const MONTH: &str = "month";
/// Nobody knows, or two answers contradict each other, or she did not wish to say.
const UNKNOWN: &str = "unknown";

/// Where the file has an answer.
fn source(answer: &'static str) -> &'static str {
    if answer == MONTH { "date" } else { answer }
}

fn answers(kind: FileKind) -> impl Iterator<Item = &'static str> {
    ANSWERS.into_iter().filter(move |answer| is_asked(kind, source(answer)))
}

/// Whether a value is one an extract may hold. A phone that only captures keeps the band of an age and nothing finer.
fn is_coded(answer: &'static str, value: &str) -> bool {
    let years = || value.parse::<u8>().is_ok_and(|years| years <= 120 && years.to_string() == value);
    value == UNKNOWN
        || match question(source(answer)).map(|asked| asked.kind) {
            Some(Kind::Code(list)) => list.codes().contains(&value),
            Some(Kind::Years) => years() || AgeBand::from_code(value).is_ok(),
            Some(Kind::Date) => value.parse::<Month>().is_ok(),
            _ => false,
        }
}

/// Draws the extract of a file of a kind.
#[must_use]
pub fn draw(kind: FileKind, folded: &Folded) -> Shared {
    let one = |answer: &'static str| {
        let value = match folded.questions.get(source(answer)).map(Vec::as_slice) {
            Some([head]) if answer == MONTH => head.value.get(..7).unwrap_or_default(),
            Some([head]) => &head.value,
            _ => UNKNOWN,
        };
        let value = if is_coded(answer, value) { value } else { UNKNOWN };
        (answer.to_owned(), value.to_owned())
    };
    Shared { answers: answers(kind).map(one).collect(), notes: Vec::new() }
}

/// Reads what another device drew: each answer of the kind once, in order, a code or a number of years, and nothing else.
#[must_use]
pub fn read(kind: FileKind, shared: &Shared) -> Option<Vec<(&'static str, String)>> {
    let whole = shared.notes.is_empty() && shared.answers.len() == answers(kind).count();
    let mut pairs = answers(kind).zip(&shared.answers);
    let coded = pairs.all(|(answer, (name, value))| answer == name && is_coded(answer, value));
    let said = answers(kind).zip(&shared.answers).map(|(answer, (_, value))| (answer, value.clone()));
    (whole && coded).then(|| said.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::fold::Head;
    use crate::cases::steps::QUESTIONS;
    use danbe_words::RecordId;

    /// A file that answers every question, names and texts included; `twice` has two answers.
    fn folded(twice: Option<&str>) -> Folded {
        let mut folded = Folded::default();
        for asked in QUESTIONS {
            let value = match (asked.name, asked.kind) {
                ("date", _) => "2026-03-04".to_owned(),
                ("age", _) => "23".to_owned(),
                (_, Kind::Code(list)) => list.codes()[0].to_owned(),
                (name, _) => format!("canari {name}"),
            };
            let head = |value: &str| Head {
                record: RecordId::from_bytes([1; 16]),
                value: value.to_owned(),
                author: String::new(),
                at: None,
            };
            let heads =
                if twice == Some(asked.name) { vec![head(&value), head("x")] } else { vec![head(&value)] };
            folded.questions.insert(asked.name.to_owned(), heads);
        }
        folded
    }

    #[test]
    fn an_extract_says_codes_and_years_and_no_word_of_hers() {
        for kind in FileKind::ALL {
            let drawn = draw(*kind, &folded(None));
            let said = read(*kind, &drawn).expect("it reads back");
            assert!(
                said.contains(&("age", "23".to_owned())) && said.contains(&("month", "2026-03".to_owned()))
            );
            let text = format!("{drawn:?}");
            assert!(!text.contains("canari") && !text.contains("-04"), "{text}");
            assert_eq!(said.iter().any(|(answer, _)| *answer == "form"), *kind == FileKind::Trafficking);
        }
    }

    #[test]
    fn two_answers_that_contradict_each_other_are_unknown() {
        for answer in answers(FileKind::Trafficking) {
            let drawn = draw(FileKind::Trafficking, &folded(Some(source(answer))));
            let unknown =
                drawn.answers.iter().filter(|(_, value)| value == UNKNOWN).map(|(name, _)| name.as_str());
            assert_eq!(unknown.collect::<Vec<_>>(), [answer]);
        }
    }

    #[test]
    fn what_is_no_extract_is_not_read() {
        let kind = FileKind::Trafficking;
        let good = draw(kind, &folded(None));
        let with = |place: usize, name: &str, value: &str| {
            let mut changed = good.clone();
            changed.answers[place] = (name.to_owned(), value.to_owned());
            changed
        };
        let less = Shared { answers: good.answers[1..].to_vec(), ..good.clone() };
        let more = Shared {
            answers: [good.answers.clone(), vec![("place".into(), "Gao".into())]].concat(),
            ..good.clone()
        };
        let noted = Shared { notes: vec!["un nom".into()], ..good.clone() };
        for bad in [
            with(0, "sex", "Aïssata"),
            with(1, "age", "121"),
            with(1, "age", "+23"),
            with(0, "family", "unknown"),
            with(5, "month", "2026-03-04"),
            less,
            more,
            noted,
            Shared::default(),
        ] {
            assert_eq!(read(kind, &bad), None, "{bad:?}");
        }
        assert_eq!(read(FileKind::Smuggling, &good), None, "each kind has its own");
        assert!(read(kind, &with(1, "age", "18-29")).is_some(), "a capture-only phone knows the band");
    }
}

//! Which answers of a file stand in which section: what a preview shows and a package carries.

use super::package::Shared;
use crate::cases::fold::Folded;
use danbe_words::Section;

/// The questions of a section, in the order of the journey; notes are no question, and an extract is drawn in its own room.
#[must_use]
pub const fn questions(section: Section) -> &'static [&'static str] {
    match section {
        Section::Profile => &["sex", "age", "nationality"],
        Section::Account => &[
            "region",
            "place",
            "date",
            "manner",
            "account",
            "form",
            "route",
            "transport",
            "danger",
            "paid",
            "protection",
        ],
        Section::Notes | Section::Extract => &[],
        Section::Identity => &["family", "given", "year", "document"],
        Section::Contact => &["telephone", "contact", "told"],
    }
}

/// What a section of a file says, as it stands: every answer, and each of two that contradict each other.
#[must_use]
pub fn of(section: Section, folded: &Folded) -> Shared {
    let mut shared = Shared::default();
    for question in questions(section) {
        for head in folded.questions.get(*question).into_iter().flatten() {
            if !head.value.is_empty() {
                shared.answers.push(((*question).to_owned(), head.value.clone()));
            }
        }
    }
    if section == Section::Notes {
        shared.notes = folded.notes.iter().map(|note| note.text.clone()).collect();
    }
    shared
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::steps::QUESTIONS;

    #[test]
    fn every_question_stands_in_one_section_of_its_own_tier() {
        for question in QUESTIONS {
            let of: Vec<_> =
                Section::ALL.iter().filter(|section| questions(**section).contains(&question.name)).collect();
            assert_eq!(of.len(), 1, "{}", question.name);
            assert!(of.iter().all(|section| section.tier() == question.tier), "{}", question.name);
        }
    }
}

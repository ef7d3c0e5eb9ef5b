//! Folding a file: from records in order to what each question's answer is now.
//!
//! An answer stands until a later one names it in `from`. Two answers that started from the same version both
//! stand: both are shown with their authors, and a person chooses. Nothing here prefers the newer.

use super::record::{Answer, Content};
use danbe_words::{RecordId, Shelf};

/// An opened record.
#[derive(Debug, Clone)]
pub struct OpenedRecord {
    /// Its id.
    pub id: RecordId,
    /// What it holds.
    pub content: Content,
    /// Pseudonym of its author.
    pub author: String,
    /// When the server received it, milliseconds UTC; none while it waits on this device.
    pub at: Option<i64>,
}

/// An answer that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The record it is in.
    pub record: RecordId,
    /// The value.
    pub value: String,
    /// Pseudonym of its author.
    pub author: String,
    /// When it was received; none while it waits on this device.
    pub at: Option<i64>,
}

/// A note, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteHead {
    /// The text.
    pub text: String,
    /// Pseudonym of its author.
    pub author: String,
    /// When it was received; none while it waits on this device.
    pub at: Option<i64>,
}

/// A file as it stands.
#[derive(Debug, Clone, Default)]
pub struct Folded {
    /// The answers that stand, by question: one, or several that contradict each other.
    pub questions: Shelf<String, Vec<Head>>,
    /// Notes, oldest first.
    pub notes: Vec<NoteHead>,
}

impl Folded {
    /// Ids of the answers that stand for a question: what a new answer names.
    #[must_use]
    pub fn standing(&self, question: &str) -> Vec<RecordId> {
        self.questions.get(question).into_iter().flatten().map(|head| head.record).collect()
    }
}

/// Folds records, in the order of the ledger.
#[must_use]
pub fn fold(records: &[OpenedRecord]) -> Folded {
    let mut folded = Folded::default();
    for record in records {
        match &record.content {
            Content::Note(text) => folded.notes.push(NoteHead {
                text: text.clone(),
                author: record.author.clone(),
                at: record.at,
            }),
            // On what a share rests is shown with the bases of the file.
            Content::Basis(_) | Content::Mark(_) => {}
            Content::Answers(answers) => {
                for answer in answers {
                    take(&mut folded, record, answer);
                }
            }
        }
    }
    folded
}

fn take(folded: &mut Folded, record: &OpenedRecord, answer: &Answer) {
    let mut heads = folded.questions.remove(&answer.question).unwrap_or_default();
    heads.retain(|head| !answer.from.contains(&head.record));
    heads.push(Head {
        record: record.id,
        value: answer.value.clone(),
        author: record.author.clone(),
        at: record.at,
    });
    folded.questions.insert(answer.question.clone(), heads);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(n: u8, value: &str, from: &[u8]) -> OpenedRecord {
        let from = from.iter().map(|n| RecordId::from_bytes([*n; 16])).collect();
        let answer = Answer { question: "age".into(), value: value.into(), from };
        OpenedRecord {
            id: RecordId::from_bytes([n; 16]),
            content: Content::Answers(vec![answer]),
            author: n.to_string(),
            at: Some(i64::from(n)),
        }
    }

    fn values(records: &[OpenedRecord]) -> Vec<String> {
        fold(records).questions.remove("age").unwrap_or_default().into_iter().map(|head| head.value).collect()
    }

    #[test]
    fn an_answer_replaces_the_one_it_names() {
        assert_eq!(values(&[record(1, "12", &[]), record(2, "13", &[1])]), ["13"]);
    }

    #[test]
    fn two_answers_from_the_same_version_both_stand_until_someone_chooses() {
        let two = [record(1, "12", &[]), record(2, "13", &[1]), record(3, "14", &[1])];
        assert_eq!(values(&two), ["13", "14"]);
        let chosen = [two.as_slice(), &[record(4, "14", &[2, 3])]].concat();
        assert_eq!(values(&chosen), ["14"]);
    }

    #[test]
    fn the_order_of_arrival_changes_nothing_that_stands() {
        let (a, b, c) = (record(1, "12", &[]), record(2, "13", &[1]), record(3, "14", &[1]));
        let mut one = values(&[a.clone(), b.clone(), c.clone()]);
        let mut other = values(&[a, c, b]);
        one.sort();
        other.sort();
        assert_eq!(one, other);
    }
}

//! What is written when something happened: the event carries coded facts, the line proves it.
//!
//! An event never names, locates or dates a person: a keyed tag of the pseudonym, codes, nothing else.
//! The text of an event is its exact bytes: the digest in the line is taken over them.

use crate::{Moment, Shelf};
use serde::{Deserialize, Serialize};

/// Coded facts (tier T1 and T1-flow) of one act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Schema version; readers of every older version are kept.
    pub v: u8,
    /// What happened: the verb, `cases.register`.
    pub kind: String,
    /// The agency that acted, 32 hexadecimal digits.
    pub agency: String,
    /// Keyed tag of the person's pseudonym (base64url), when the act is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// Facts by name; values are codes, months, ids or small numbers.
    pub facts: Shelf<String, String>,
    /// 128 random bits (hexadecimal): an event removed by law cannot be guessed back from its digest.
    pub salt: String,
}

/// One leaf of the ledger: `1 cases.register <actor> <digest> <milliseconds>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What happened, as in the event.
    pub kind: String,
    /// Pseudonym of who acted, or `-` when nobody is signed in.
    pub actor: String,
    /// SHA-256 of the event's text, 64 hexadecimal digits.
    pub digest: String,
    /// When the server took it.
    pub at: Moment,
}

impl Line {
    /// The exact text of the leaf.
    #[must_use]
    pub fn text(&self) -> String {
        format!("1 {} {} {} {}", self.kind, self.actor, self.digest, self.at.0)
    }

    /// Reads a leaf back; `None` when it is not one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let (version, kind, actor, digest, at) =
            (words.next()?, words.next()?, words.next()?, words.next()?, words.next()?);
        (version == "1" && words.next().is_none() && digest.len() == 64).then_some(())?;
        Some(Self {
            kind: kind.to_owned(),
            actor: actor.to_owned(),
            digest: digest.to_owned(),
            at: Moment(at.parse().ok()?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_reads_back_and_nothing_else_does() {
        let line = Line {
            kind: "cases.register".into(),
            actor: "-".into(),
            digest: "ab".repeat(32),
            at: Moment(1_700_000_000_000),
        };
        assert_eq!(Line::parse(&line.text()), Some(line.clone()));
        for wrong in ["", "1", "2 a b c 0", &format!("{} more", line.text())] {
            assert_eq!(Line::parse(wrong), None, "{wrong}");
        }
    }
}

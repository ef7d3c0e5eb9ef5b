//! The room of notices: an agency hears that something came, without a word of what.
//!
//! ```text
//! an event names the agency it rings ──► house_bell ──► open pages (held request) ──► "nouveau message"
//!                                              └──► mail, SMS by the machine's gateway ──► house_notice_try
//! ```
//!
//! A notice holds no personal data and names neither the system nor its subject: somebody else may read the phone. The
//! agency chooses its words; [`neutral`] refuses those that tell. One notice is enough until a while has passed: who
//! watches a phone ring learns as little as can be.

pub mod pages;
#[cfg(feature = "server")]
pub mod rows;
mod see;
mod set;
mod tried;

use danbe_guard::VerbSpec;
use danbe_linkage::fold::fold;
use serde::{Deserialize, Serialize};

pub use danbe_words::Way;

pub use see::{See, Seen, Tried};
pub use set::Set;
pub use tried::TRIED;
#[cfg(feature = "server")]
pub use tried::{Try, Went};

/// The room's words, French.
pub const WORDS_FR: &str = include_str!("words.fr.ftl");

/// What every verb of the room declares.
pub const VERBS: [VerbSpec; 2] = [see::SPEC, set::SPEC];

/// Characters a notice may have: one SMS has 160, and words that say nothing are few.
pub const LONGEST: usize = 60;
/// Addresses of each kind an agency may have.
pub const ADDRESSES: usize = 5;

/// The line that rang last: what a page knows when it asks, and what it is answered. The server holds the request of
/// who knows the newest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rung {
    /// Nothing when it asks for the first time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rung: Option<u64>,
}

/// What an agency wants to be told, and where.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// The whole notice.
    pub text: String,
    /// Addresses of mail the agency itself reads.
    pub mails: Vec<String>,
    /// Telephones of its duty, in the form +22370000000.
    pub phones: Vec<String>,
}

impl Wanted {
    /// What does not hold, by field and reason; nothing when all does.
    #[must_use]
    pub fn wrong(&self) -> Option<(&'static str, &'static str)> {
        if !neutral(&self.text) {
            return Some(("text", "tells"));
        }
        if self.mails.len() > ADDRESSES || !self.mails.iter().all(|it| is_mail(it)) {
            return Some(("mails", "address"));
        }
        (self.phones.len() > ADDRESSES || !self.phones.iter().all(|it| is_phone(it)))
            .then_some(("phones", "address"))
    }
}

/// Parts of words that tell a stranger what the message is about; without accents, in small letters.
const TELLING: [&str; 22] = [
    "danbe", "traite", "trafic", "victim", "mineur", "enfant", "fille", "femme", "migrant", "police",
    "gendarm", "signal", "dossier", "referen", "oriente", "urgence", "foyer", "refuge", "justice",
    "tribunal", "http", "www",
];

/// Whether a text may stand on anybody's locked screen: short, no number that could be a telephone, a date or a file, and
/// none of the words of this work.
#[must_use]
pub fn neutral(text: &str) -> bool {
    let plain = fold(text);
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let length = text.trim().chars().count();
    (1..=LONGEST).contains(&length)
        && digits <= 2
        && !text.chars().any(char::is_control)
        && !TELLING.iter().any(|word| plain.contains(word))
}

/// Whether an address a notice comes from says nothing either.
#[must_use]
pub fn neutral_address(address: &str) -> bool {
    let plain = fold(address);
    is_mail(address) && !TELLING.iter().any(|word| plain.contains(word))
}

/// One part, `@`, a name with a dot: no more is checked, the server it is sent to knows better.
fn is_mail(address: &str) -> bool {
    let sound = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "-._+".contains(c))
    };
    address.len() <= 120
        && address
            .split_once('@')
            .is_some_and(|(who, place)| sound(who) && sound(place) && place.contains('.'))
}

/// The international form, ITU-T E.164: `+` and eight to fifteen digits.
fn is_phone(number: &str) -> bool {
    number.strip_prefix('+').is_some_and(|rest| {
        (8..=15).contains(&rest.len()) && rest.chars().all(|c| c.is_ascii_digit()) && !rest.starts_with('0')
    })
}

/// The verbs of the room that come in an envelope.
#[cfg(feature = "server")]
#[must_use]
pub fn doors() -> Vec<danbe_store::Door> {
    use danbe_store::Door;
    vec![Door::of::<See>(), Door::of::<Set>()]
}

#[cfg(test)]
mod tests {
    use super::{Wanted, neutral, neutral_address};

    #[test]
    fn a_notice_tells_nothing() {
        for calm in ["1 nouveau message", "Rappel : passer au bureau", "Bonjour, merci de rappeler"] {
            assert!(neutral(calm), "{calm}");
        }
        let telling = [
            "",
            "   ",
            "Danbé : 1 message",
            "Nouvelle référence",
            "Une victime à Gao",
            "Un MINEUR attend",
            "Dossier 4K2P",
            "Rappeler le 76000000",
            "https://exemple.ml",
            "Deux\nlignes",
            "orientée vers vous",
        ];
        for text in telling {
            assert!(!neutral(text), "{text}");
        }
        assert!(!neutral(&"a".repeat(61)));
        assert!(neutral_address("bureau@exemple.ml") && !neutral_address("danbe@exemple.ml"));
    }

    #[test]
    fn addresses_have_a_form() {
        let wanted = |mail: &str, phone: &str| Wanted {
            text: "1 nouveau message".into(),
            mails: [mail].into_iter().filter(|it| !it.is_empty()).map(Into::into).collect(),
            phones: [phone].into_iter().filter(|it| !it.is_empty()).map(Into::into).collect(),
        };
        assert_eq!(wanted("garde@exemple.ml", "+22370000000").wrong(), None);
        for mail in [
            "garde",
            "garde@exemple",
            "a b@exemple.ml",
            "@exemple.ml",
            "a@b@exemple.ml",
            "a\r\nBcc:x@exemple.ml",
        ] {
            assert_eq!(wanted(mail, "").wrong().map(|(field, _)| field), Some("mails"), "{mail}");
        }
        for phone in ["70000000", "+223", "+0223700000", "+223 70 00 00 00", "+2237000000000000"] {
            assert_eq!(wanted("", phone).wrong().map(|(field, _)| field), Some("phones"), "{phone}");
        }
    }
}

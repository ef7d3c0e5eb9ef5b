//! The name card: by what a person is found again, sealed; and its tokens, by which the server finds the card unread.

use super::numbers;
use danbe_linkage::names::{PersonName, index_keys, query_keys, sorted, whole_key};
use danbe_vault::{
    Chance, Length, OpeningKey, SealingKey, SecretKey, VaultError, Wrap, search_token, token_text, unwrap,
    wrap,
};
use danbe_words::{FileId, Problem};
use serde::{Deserialize, Serialize};

/// Joint tokens of a name in one registration or search.
pub(crate) const NAMED: usize = 8;
/// Tokens of numbers in one registration or search: a telephone's, a document's.
pub(crate) const EXACT: usize = 2;
/// Tokens of numbers stand above those of names, each field in a space of its own: a name's bucket has no telephone in it.
const TELEPHONE: u32 = 1 << 16;
const DOCUMENT: u32 = 2 << 16;
const END: u32 = 3 << 16;

/// What a colleague's device shows of a person it looks for: enough to recognise her, nothing more. The numbers stand on
/// it to be compared, since a token alone is cut short, and are not shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameCard {
    /// Family name as written.
    pub family: String,
    /// Given name as written.
    pub given: String,
    /// Year of birth, when known.
    pub year: Option<i16>,
    /// Telephone, as [`numbers::telephone`] writes it; empty when there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub telephone: String,
    /// Number of a document, as [`numbers::document`] writes it; empty when there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub document: String,
}

const CARD_INFO: &str = "danbe/v1/name-card";

impl NameCard {
    /// The questions whose answers stand on the card.
    pub const QUESTIONS: [&str; 5] = ["family", "given", "year", "telephone", "document"];

    /// The card of some answers; a year alone finds nobody and makes none.
    #[must_use]
    pub fn of(get: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let card = Self {
            family: get("family").unwrap_or_default(),
            given: get("given").unwrap_or_default(),
            year: get("year").and_then(|year| year.parse().ok()),
            telephone: get("telephone").as_deref().and_then(numbers::telephone).unwrap_or_default(),
            document: get("document").as_deref().and_then(numbers::document).unwrap_or_default(),
        };
        let said = [&card.family, &card.given, &card.telephone, &card.document];
        said.iter().any(|said| !said.is_empty()).then_some(card)
    }

    /// Seals the card to the agency, bound to the file.
    pub fn seal(&self, file: FileId, to: &SealingKey, chance: &mut Chance) -> Wrap {
        let plain = serde_json::to_vec(self).unwrap_or_default();
        wrap(to, CARD_INFO, file.to_string().as_bytes(), &plain, Length::Hidden, chance)
    }

    /// Opens a card.
    ///
    /// # Errors
    /// When it is not this file's card or not for this key.
    pub fn open(card: &Wrap, file: FileId, key: &OpeningKey) -> Result<Self, VaultError> {
        let plain = unwrap(key, CARD_INFO, file.to_string().as_bytes(), card)?;
        danbe_vault::text::from_json(&plain)
    }

    /// The name as the linkage crate reads it.
    #[must_use]
    pub fn name(&self) -> PersonName<'_> {
        PersonName { family: &self.family, given: &self.given, birth_year: self.year }
    }

    /// Whether a name was said.
    #[must_use]
    pub const fn is_named(&self) -> bool {
        !self.family.is_empty() || !self.given.is_empty()
    }

    /// What the two have exactly in common: the names of the questions. Tokens are cut short, so that a card which only
    /// shares a bucket is told here from one that has the number.
    pub fn shares<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = &'static str> + 'a {
        let pairs =
            [("telephone", &self.telephone, &other.telephone), ("document", &self.document, &other.document)];
        pairs.into_iter().filter(|(_, one, two)| !one.is_empty() && one == two).map(|(name, ..)| name)
    }

    /// Tokens kept for the card: at most five of the name, one of each number.
    #[must_use]
    pub fn kept_tokens(&self, key: &SecretKey) -> Vec<u32> {
        self.tokens(key, &index_keys(&self.name()))
    }

    /// Tokens asked for at a search: at most eight of the name, one of each number.
    #[must_use]
    pub fn asked_tokens(&self, key: &SecretKey) -> Vec<u32> {
        self.tokens(key, &query_keys(&self.name()))
    }

    /// The token of both names whole, whatever the year.
    #[must_use]
    pub fn whole_token(&self, key: &SecretKey) -> Option<u32> {
        token(key, &whole_key(&self.name())?)
    }

    fn tokens(&self, key: &SecretKey, joint: &[String]) -> Vec<u32> {
        let mut tokens = sorted(joint.iter().filter_map(|text| token(key, text)));
        tokens.truncate(NAMED);
        for (space, field, number) in
            [(TELEPHONE, "tokens/telephone", &self.telephone), (DOCUMENT, "tokens/document", &self.document)]
        {
            if !number.is_empty() {
                tokens.extend(token(&key.derive(field), number).map(|token| space | token));
            }
        }
        tokens
    }
}

fn token(key: &SecretKey, joint: &str) -> Option<u32> {
    u32::from_str_radix(&token_text(&search_token(key, joint)), 16).ok()
}

/// A name brings a handful of joint tokens and each number one, each its own row; a search asks for no more.
pub(crate) fn check_tokens(tokens: &[u32]) -> Result<(), Problem> {
    let exact = tokens.iter().filter(|token| **token >= TELEPHONE).count();
    let fits = exact <= EXACT && tokens.len() - exact <= NAMED && tokens.iter().all(|token| *token < END);
    if fits { Ok(()) } else { Err(Problem::Invalid { field: "tokens", reason: "long" }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(seed: u64) -> SecretKey {
        SecretKey::generate(&mut Chance::for_test(seed))
    }

    fn said(pairs: &[(&str, &str)]) -> Option<NameCard> {
        NameCard::of(|name| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned()))
    }

    #[test]
    fn a_number_alone_makes_a_card_and_a_year_alone_does_not() {
        assert!(said(&[("year", "2000")]).is_none());
        assert_eq!(said(&[("telephone", "76 12 34 56")]).unwrap_or_default().telephone, "22376123456");
        assert!(!said(&[("document", "A 1")]).unwrap_or_default().is_named());
    }

    #[test]
    fn numbers_have_keys_and_spaces_of_their_own() {
        let card = |name, number| said(&[(name, number)]).unwrap_or_default();
        let (telephone, document) = (card("telephone", "+123456789"), card("document", "123456789"));
        let one = telephone.kept_tokens(&key(1));
        assert_eq!(one, telephone.asked_tokens(&key(1)), "what is kept is what is asked");
        assert_ne!(one, telephone.kept_tokens(&key(2)), "another agency's token is another");
        let other = document.kept_tokens(&key(1));
        assert!((TELEPHONE..DOCUMENT).contains(&one[0]) && (DOCUMENT..END).contains(&other[0]));
        assert_ne!(one[0] - TELEPHONE, other[0] - DOCUMENT, "the same digits under another key");
    }

    #[test]
    fn sharing_a_bucket_is_not_sharing_a_number() {
        let (one, two) = (said(&[("telephone", "76123456")]), said(&[("telephone", "+223 76-12-34-56")]));
        let (one, two) = (one.unwrap_or_default(), two.unwrap_or_default());
        assert_eq!(one.shares(&two).collect::<Vec<_>>(), ["telephone"]);
        let other = said(&[("telephone", "76123457"), ("document", "x")]).unwrap_or_default();
        assert_eq!(one.shares(&other).count(), 0);
        assert_eq!(NameCard::default().shares(&NameCard::default()).count(), 0);
    }

    #[test]
    fn an_older_card_reads_and_a_card_without_numbers_is_written_as_before() {
        let old = r#"{"family":"Nom","given":"Prénom","year":2001}"#;
        let read: NameCard = serde_json::from_str(old).expect("an older card");
        assert_eq!(serde_json::to_string(&read).expect("text"), old);
    }

    #[test]
    fn a_search_asks_for_a_name_and_two_numbers_and_no_more() {
        let full = [(0..8).collect::<Vec<_>>(), vec![TELEPHONE, DOCUMENT]].concat();
        assert!(check_tokens(&full).is_ok());
        for more in [8, TELEPHONE | 1, DOCUMENT | 1] {
            assert!(check_tokens(&[full.as_slice(), &[more]].concat()).is_err(), "{more}");
        }
        assert!(check_tokens(&[END]).is_err());
    }
}

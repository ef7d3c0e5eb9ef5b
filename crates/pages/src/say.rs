//! Words on screen: the sentences of one language, those every room shares and those each room brings.
//!
//! French is always loaded first; what comes later wins. An Arabic text laid over it therefore leaves French
//! where it says nothing, and no screen is ever empty. A key nobody wrote shows as `⟨key⟩`: visible in a
//! snapshot, harmless in the field.

use crate::french;
use crate::sentence::{Form, Piece, Sentence, messages, plural, read};
use danbe_words::Shelf;
use std::borrow::Cow;

/// Words every room shares, in French: buttons, errors, the device bar, the public pages.
pub const WORDS_FR: &str = include_str!("../words/common.fr.ftl");

/// Sentences of problems (`danbe_words::Problem::word`), French.
pub const PROBLEMS_FR: &str = include_str!("../words/problems.fr.ftl");
/// Why something was not shared, French: said by the server alone.
pub const SHARING_FR: &str = include_str!("../words/sharing.fr.ftl");

/// Arabic for the one page that has it, "what this service is, your rights in short".
pub const WORDS_AR: &str = include_str!("../words/common.ar.ftl");

/// A language a page can be shown in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    /// French, the language of work.
    French,
    /// Arabic, written from right to left.
    Arabic,
    /// French with accents, brackets and two fifths more length: for tests and reviews, never for users.
    Pseudo,
}

impl Lang {
    /// Every language, for tests that render everything.
    pub const ALL: [Lang; 3] = [Lang::French, Lang::Arabic, Lang::Pseudo];

    /// The BCP 47 tag, as written in `lang`.
    pub fn code(self) -> &'static str {
        match self {
            Lang::French => "fr",
            Lang::Arabic => "ar",
            Lang::Pseudo => "fr-x-pseudo",
        }
    }

    /// The direction of writing, as written in `dir`.
    pub fn dir(self) -> &'static str {
        match self {
            Lang::Arabic => "rtl",
            Lang::French | Lang::Pseudo => "ltr",
        }
    }

    /// The language of a tag made by [`Lang::code`].
    pub fn from_code(code: &str) -> Option<Lang> {
        Lang::ALL.into_iter().find(|lang| lang.code() == code)
    }
}

/// A value inside a sentence.
#[derive(Clone, Copy, Debug)]
pub enum Arg<'a> {
    /// Shown as it is.
    Text(&'a str),
    /// Chooses the plural form, and is shown as French writes numbers.
    Number(i64),
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Self {
        Arg::Text(text)
    }
}

impl From<i64> for Arg<'_> {
    fn from(number: i64) -> Self {
        Arg::Number(number)
    }
}

/// One language, ready to speak. Shared between threads by the server.
pub struct Say {
    lang: Lang,
    sentences: Shelf<&'static str, Sentence>,
}

impl Say {
    /// Loads [`WORDS_FR`], then `sources` (Fluent texts) in order; a later text wins over an earlier one.
    /// For Arabic, give [`WORDS_AR`] among the sources.
    pub fn new(lang: Lang, sources: &[&'static str]) -> Self {
        let later = sources.iter().filter(|source| **source != WORDS_FR);
        let written = std::iter::once(&WORDS_FR).chain(later).flat_map(|source| messages(source));
        // What can be read is: one spoiled entry must not silence the others.
        let sentences = written.filter_map(|(key, pattern)| Some((key, read(pattern)?))).collect();
        Say { lang, sentences }
    }

    /// The language spoken.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// Whether anybody wrote this key.
    pub fn has(&self, key: &str) -> bool {
        self.sentences.contains_key(key)
    }

    /// The words of a key, or `⟨key⟩`.
    pub fn t(&self, key: &str) -> String {
        self.a(key, &[])
    }

    /// The words of a key, with values in them.
    pub fn a(&self, key: &str, args: &[(&str, Arg)]) -> String {
        let Some(sentence) = self.sentences.get(key) else {
            return format!("⟨{key}⟩");
        };
        let mut said = String::new();
        self.speak(sentence, args, &mut said);
        match self.lang {
            Lang::Pseudo => french::stretch(&said),
            Lang::French | Lang::Arabic => said,
        }
    }

    fn speak(&self, sentence: &[Piece], args: &[(&str, Arg)], said: &mut String) {
        // A Latin value must not turn the order of the Arabic words around it.
        let apart = self.lang == Lang::Arabic && sentence.len() > 1;
        for piece in sentence {
            let isolated = apart && !matches!(piece, Piece::Text(_));
            said.extend(isolated.then_some('\u{2068}'));
            match piece {
                Piece::Text(text) => said.push_str(&self.typeset(text)),
                Piece::Value(name) => match given(args, name) {
                    Some(Arg::Text(text)) => said.push_str(text),
                    Some(Arg::Number(number)) => said.push_str(&french::number_fr(number)),
                    None => said.extend(["{$", name, "}"]),
                },
                Piece::Choice(name, forms) => {
                    if let Some(form) = self.chosen(given(args, name), forms) {
                        self.speak(&form.says, args, said);
                    }
                }
            }
            said.extend(isolated.then_some('\u{2069}'));
        }
    }

    fn typeset<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self.lang {
            Lang::French => french::typeset(text),
            Lang::Pseudo => french::accent(text),
            Lang::Arabic => Cow::Borrowed(text),
        }
    }

    fn chosen<'f>(&self, value: Option<Arg>, forms: &'f [Form]) -> Option<&'f Form> {
        let fits = |form: &&Form| match value {
            Some(Arg::Number(n)) => form.fits.parse() == Ok(n) || form.fits == plural(self.lang, n),
            Some(Arg::Text(text)) => form.fits == text,
            None => false,
        };
        forms.iter().find(fits).or_else(|| forms.iter().find(|form| form.otherwise))
    }

    /// The keys of a text, in order, for tests.
    pub fn keys(source: &'static str) -> Vec<String> {
        messages(source).map(|(key, _)| key.to_owned()).collect()
    }

    /// The keys of what cannot be read in a text, for tests: a fault on screen is a sentence that vanished.
    pub fn faults(source: &'static str) -> Vec<String> {
        let faulty = messages(source).filter(|(_, pattern)| read(pattern).is_none());
        faulty.map(|(key, _)| key.to_owned()).collect()
    }
}

fn given<'a>(args: &[(&str, Arg<'a>)], name: &str) -> Option<Arg<'a>> {
    args.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOM: &str = "unsent-test = { $n ->\n    [one] { $n } dossier\n   *[other] { $n } dossiers\n }\nhello = Bonjour { $who } !\n";

    #[test]
    fn plurals_follow_french() {
        let say = Say::new(Lang::French, &[ROOM]);
        for (n, shown) in
            [(0, "0 dossier"), (1, "1 dossier"), (2, "2 dossiers"), (5_481, "5\u{202f}481 dossiers")]
        {
            assert_eq!(say.a("unsent-test", &[("n", Arg::Number(n))]), shown);
        }
    }

    #[test]
    fn a_missing_key_is_visible_and_harmless() {
        for lang in Lang::ALL {
            assert_eq!(Say::new(lang, &[]).t("nobody-wrote-this"), "⟨nobody-wrote-this⟩");
        }
    }

    #[test]
    fn arabic_lies_over_french() {
        let say = Say::new(Lang::Arabic, &[ROOM, WORDS_AR, WORDS_FR]);
        assert!(say.t("about-title").contains('ه'));
        assert!(say.a("hello", &[("who", "Awa".into())]).starts_with("Bonjour"));
    }

    #[test]
    fn stretched_french_leaves_values_alone() {
        let say = Say::new(Lang::Pseudo, &[ROOM]);
        let said = say.a("hello", &[("who", "Awa".into())]);
        assert!(said.contains("Awa") && said.contains("Bøñ"), "{said}");
    }

    #[test]
    fn a_spoiled_entry_silences_only_itself() {
        let spoiled = "good = Bien\nbad = { $ \nlast = Fin\n";
        assert_eq!(Say::new(Lang::French, &[spoiled]).t("last"), "Fin");
        assert!(!Say::faults(spoiled).is_empty());
        assert_eq!(Say::keys(spoiled), ["good", "bad", "last"]);
    }

    #[test]
    fn tags_come_back() {
        for lang in Lang::ALL {
            assert_eq!(Lang::from_code(lang.code()), Some(lang));
        }
        assert_eq!(Lang::from_code("bm"), None);
    }

    #[test]
    fn the_server_may_share_it() {
        fn shared<T: Send + Sync>() {}
        shared::<Say>();
    }
}

//! Words on screen: one Fluent bundle per language, made of the common words and of what each room brings.
//!
//! French is always loaded first; what comes later wins. An Arabic text laid over it therefore leaves French
//! where it says nothing, and no screen is ever empty. A key nobody wrote shows as `⟨key⟩`: visible in a
//! snapshot, harmless in the field.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::french;

/// Words every room shares, in French: buttons, errors, the device bar, the public pages.
pub const WORDS_FR: &str = include_str!("../words/common.fr.ftl");

/// Sentences of problems (`danbe_words::Problem::word`), French.
pub const PROBLEMS_FR: &str = include_str!("../words/problems.fr.ftl");

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
    bundle: FluentBundle<FluentResource>,
}

impl Say {
    /// Loads [`WORDS_FR`], then `sources` (Fluent texts) in order; a later text wins over an earlier one.
    /// For Arabic, give [`WORDS_AR`] among the sources.
    pub fn new(lang: Lang, sources: &[&str]) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![identifier(lang)]);
        bundle.set_use_isolating(lang == Lang::Arabic);
        bundle.set_formatter(Some(|value, _| match value {
            FluentValue::Number(number) => Some(french::number_fr(number.value as i64)),
            _ => None,
        }));
        bundle.set_transform(match lang {
            Lang::French => Some(french::typeset),
            Lang::Pseudo => Some(french::accent),
            Lang::Arabic => None,
        });
        bundle.add_resource_overriding(parse(WORDS_FR).0);
        for source in sources.iter().filter(|source| **source != WORDS_FR) {
            bundle.add_resource_overriding(parse(source).0);
        }
        Say { lang, bundle }
    }

    /// The language spoken.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// Whether anybody wrote this key.
    pub fn has(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }

    /// The words of a key, or `⟨key⟩`.
    pub fn t(&self, key: &str) -> String {
        self.a(key, &[])
    }

    /// The words of a key, with values in them.
    pub fn a(&self, key: &str, args: &[(&str, Arg)]) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else {
            return format!("⟨{key}⟩");
        };
        let mut given = FluentArgs::with_capacity(args.len());
        for (name, arg) in args {
            given.set(
                (*name).to_owned(),
                match arg {
                    Arg::Text(text) => FluentValue::from((*text).to_owned()),
                    Arg::Number(number) => FluentValue::from(*number),
                },
            );
        }
        let said = self.bundle.format_pattern(pattern, Some(&given), &mut Vec::new()).into_owned();
        match self.lang {
            Lang::Pseudo => french::stretch(&said),
            Lang::French | Lang::Arabic => said,
        }
    }

    /// The keys of a Fluent text, in order, for tests.
    pub fn keys(source: &str) -> Vec<String> {
        let written =
            source.lines().filter(|line| line.starts_with(|first: char| first.is_ascii_alphabetic()));
        written.filter_map(|line| line.split_once('=')).map(|(key, _)| key.trim_end().to_owned()).collect()
    }

    /// What Fluent could not read in a text, for tests: a fault on screen is a sentence that vanished.
    pub fn faults(source: &str) -> Vec<String> {
        parse(source).1
    }
}

fn identifier(lang: Lang) -> LanguageIdentifier {
    let tag = if lang == Lang::Arabic { "ar" } else { "fr" };
    tag.parse().unwrap_or_default()
}

/// Reads what can be read: one spoiled entry must not silence the others.
fn parse(source: &str) -> (FluentResource, Vec<String>) {
    match FluentResource::try_new(source.to_owned()) {
        Ok(resource) => (resource, Vec::new()),
        Err((resource, errors)) => (resource, errors.iter().map(ToString::to_string).collect()),
    }
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

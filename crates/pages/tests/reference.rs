//! Every sentence of the house, said by the whole library of Fluent and by ours: no word may differ.

use danbe_pages::{Arg, Lang, Say, french};
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use std::path::{Path, PathBuf};

/// Without 103 and the like: the library forgets that Arabic counts its forms within each hundred.
const NUMBERS: [i64; 13] = [-1, 0, 1, 2, 3, 10, 11, 26, 99, 100, 102, 5_481, 1_000_000];

/// What the books of Fluent allow and no text of ours has yet.
const UNUSUAL: &str = "\
# key = not a message
two = { $a }{ $b }
  
tight={$a} : {$b}
nested = Il y a { $a ->
    [one] un reste de { $b ->  }
   *[other] rien
}
within = { $a ->
    [0] rien du tout
    [3] trois, { $b } !
    [few] peu
   *[other] { $a } « { $b } »
} en tout
text = { $b ->
    [Awa] elle
   *[other] lui
}
unclosed = { $a
late = Où ? { $nobody } ; { $nobody ->
    [one] un
   *[other] tous
  }
last = Fin
";

fn words_in(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            words_in(&path, found);
        } else if path.extension().is_some_and(|end| end == "ftl") {
            found.push(path);
        }
    }
}

/// Every text of every room; leaked, since a program has them for as long as it runs.
fn texts() -> Vec<&'static str> {
    let mut found = Vec::new();
    words_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join(".."), &mut found);
    assert!(found.len() >= 9, "{found:?}");
    let read = |path| std::fs::read_to_string(path).map_or("", |text| &*text.leak());
    found.into_iter().map(read).chain([UNUSUAL]).collect()
}

fn bundle(lang: Lang, text: &str) -> FluentBundle<FluentResource> {
    let tag = if lang == Lang::Arabic { "ar" } else { "fr" };
    let identifier: unic_langid::LanguageIdentifier = tag.parse().unwrap_or_default();
    let mut bundle = FluentBundle::new(vec![identifier]);
    bundle.set_use_isolating(lang == Lang::Arabic);
    bundle.set_formatter(Some(|value, _| match value {
        FluentValue::Number(number) => Some(french::number_fr(number.value as i64)),
        _ => None,
    }));
    bundle.set_transform((lang == Lang::French).then_some(french::typeset));
    bundle.add_resource_overriding(match FluentResource::try_new(text.to_owned()) {
        Ok(resource) | Err((resource, _)) => resource,
    });
    bundle
}

fn names(text: &str) -> Vec<&str> {
    let pieces = text.split('$').skip(1);
    let named = pieces.filter_map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric()).next());
    named.filter(|name| *name != "nobody").collect()
}

#[test]
fn every_sentence_is_said_as_the_library_says_it() {
    let mut said = 0;
    for text in texts() {
        for (lang, number) in
            [Lang::French, Lang::Arabic].into_iter().flat_map(|lang| NUMBERS.map(|number| (lang, number)))
        {
            let (say, reference) = (Say::new(lang, &[text]), bundle(lang, text));
            // Each name once as a number and once as a text.
            for other in [0, 1] {
                let (mut args, mut ours) = (FluentArgs::new(), Vec::new());
                for (place, name) in names(text).into_iter().enumerate() {
                    let arg = if place % 2 == other { Arg::Number(number) } else { Arg::Text("Awa") };
                    if ours.iter().any(|(known, _)| *known == name) {
                        continue;
                    }
                    ours.push((name, arg));
                    match arg {
                        Arg::Number(number) => args.set(name.to_owned(), number),
                        Arg::Text(text) => args.set(name.to_owned(), text.to_owned()),
                    }
                }
                for key in Say::keys(text) {
                    let message = reference.get_message(&key).and_then(|message| message.value());
                    assert_eq!(message.is_some(), say.has(&key), "{key}");
                    let Some(pattern) = message else { continue };
                    let theirs = reference.format_pattern(pattern, Some(&args), &mut Vec::new());
                    assert_eq!(say.a(&key, &ours), theirs, "{key} {lang:?} {ours:?}");
                    said += 1;
                }
            }
        }
    }
    assert!(said > 10_000, "{said}");
}

/// What only the library can read would vanish from the screen.
#[test]
fn no_text_of_the_house_asks_for_more_than_we_read() {
    for text in texts().into_iter().filter(|text| *text != UNUSUAL) {
        assert_eq!(Say::faults(text), Vec::<String>::new());
        let usual = |line: &&str| line.starts_with(|c: char| c.is_ascii_alphabetic() || "# }".contains(c));
        let odd: Vec<_> = text.lines().filter(|line| !line.is_empty() && !usual(line)).collect();
        assert_eq!(odd, Vec::<&str>::new());
    }
}

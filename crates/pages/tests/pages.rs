//! Every sample, in every language: labelled, escaped, without inline style or script, without a missing word.

#![expect(clippy::expect_used, reason = "a test stops where it is surprised")]

use std::collections::{BTreeMap, HashSet};

use danbe_pages::samples::{HOSTILE, Sample, sample_document, samples};
use danbe_pages::{Arg, Lang, Say, WORDS_AR, WORDS_FR, WORDS_PUBLIC_FR, ago, bar, fragment, notice};
use danbe_pages::{Bar, Notice, html};

fn say(lang: Lang) -> Say {
    match lang {
        Lang::Arabic => Say::new(lang, &[WORDS_PUBLIC_FR, WORDS_AR]),
        Lang::French | Lang::Pseudo => Say::new(lang, &[WORDS_PUBLIC_FR]),
    }
}

fn every_page(check: impl Fn(&str, Lang, &str)) {
    for lang in Lang::ALL {
        let say = say(lang);
        for sample in samples(&say) {
            check(sample.name, lang, &sample_document(&say, &sample).into_string());
        }
    }
}

/// The opening tags of a page. Maud escapes `<` and `"` in values; `>` may stand inside quotes.
fn tags(html: &str) -> Vec<(String, BTreeMap<String, String>)> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        let mut quoted = false;
        let end = rest
            .find(|c| {
                quoted ^= c == '"';
                c == '>' && !quoted
            })
            .expect("an open tag is closed");
        if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            tags.push(tag(&rest[..end]));
        }
        rest = &rest[end..];
    }
    tags
}

fn tag(text: &str) -> (String, BTreeMap<String, String>) {
    let (name, mut rest) = text.split_once(' ').unwrap_or((text, ""));
    let mut attributes = BTreeMap::new();
    while !rest.trim().is_empty() {
        rest = rest.trim_start();
        let stop = rest.find([' ', '=']).unwrap_or(rest.len());
        let key = rest[..stop].to_owned();
        rest = &rest[stop..];
        let mut value = String::new();
        if let Some(after) = rest.strip_prefix("=\"") {
            let close = after.find('"').expect("a quoted value is closed");
            value = after[..close].to_owned();
            rest = &after[close + 1..];
        }
        attributes.insert(key, value);
    }
    (name.to_owned(), attributes)
}

#[test]
fn no_word_is_missing() {
    every_page(|name, lang, html| {
        assert!(
            !html.contains('⟨'),
            "{name} {lang:?} lacks {:?}",
            html.split('⟨').nth(1).map(|s| s.chars().take(30).collect::<String>())
        );
        assert!(!html.contains("{$") && !html.contains("{ $"), "{name} {lang:?} lacks a value");
    });
}

#[test]
fn nothing_inline_and_nothing_foreign() {
    every_page(|name, lang, html| {
        for (tag, attributes) in tags(html) {
            assert!(tag != "script" && tag != "style" && tag != "img", "{name} {lang:?} has <{tag}>");
            for (key, value) in attributes {
                assert!(key != "style" && !key.starts_with("on"), "{name} {lang:?} has {key}=");
                if key == "href" || key == "action" {
                    assert!(value.starts_with(['/', '#']), "{name} {lang:?} leads to {value}");
                }
            }
        }
    });
}

#[test]
fn identifiers_are_unique_and_references_arrive() {
    every_page(|name, lang, html| {
        let tags = tags(html);
        let ids: Vec<&String> = tags.iter().filter_map(|(_, a)| a.get("id")).collect();
        let known: HashSet<&str> = ids.iter().map(|id| id.as_str()).collect();
        assert_eq!(known.len(), ids.len(), "{name} {lang:?} repeats an id: {ids:?}");
        for (tag, attributes) in &tags {
            for key in ["aria-labelledby", "aria-describedby", "for"] {
                for id in attributes.get(key).into_iter().flat_map(|value| value.split(' ')) {
                    assert!(known.contains(id), "{name} {lang:?}: {key}={id} of <{tag}> leads nowhere");
                }
            }
            if let Some(id) = attributes.get("href").and_then(|href| href.strip_prefix('#')) {
                assert!(known.contains(id), "{name} {lang:?}: #{id} leads nowhere");
            }
        }
    });
}

#[test]
fn every_field_is_labelled_and_forgets() {
    let control = |tag: &str| matches!(tag, "input" | "textarea" | "select");
    every_page(|name, lang, html| {
        let tags = tags(html);
        let labelled: HashSet<&String> = tags.iter().filter_map(|(_, a)| a.get("for")).collect();
        for (tag, attributes) in tags.iter().filter(|(tag, _)| control(tag)) {
            let by_label = attributes.get("id").is_some_and(|id| labelled.contains(id));
            assert!(
                by_label || attributes.contains_key("aria-labelledby"),
                "{name} {lang:?}: {attributes:?}"
            );
            assert_eq!(attributes.get("autocomplete").map(String::as_str), Some("off"), "{name}: <{tag}>");
            assert_eq!(attributes.get("spellcheck").map(String::as_str), Some("false"), "{name}: <{tag}>");
            assert_ne!(attributes.get("type").map(String::as_str), Some("hidden"), "{name}");
        }
        for (_, attributes) in tags.iter().filter(|(tag, _)| tag == "form") {
            assert_eq!(attributes.get("method").map(String::as_str), Some("post"), "{name}");
            assert_eq!(attributes.get("autocomplete").map(String::as_str), Some("off"), "{name}");
        }
    });
}

#[test]
fn one_heading_one_main_one_direction() {
    every_page(|name, lang, html| {
        let count = |what: &str| tags(html).iter().filter(|(tag, _)| tag == what).count();
        assert_eq!((count("h1"), count("main"), count("title")), (1, 1, 1), "{name} {lang:?}");
        let dir = if lang == Lang::Arabic { "rtl" } else { "ltr" };
        assert!(html.starts_with(&format!("<!DOCTYPE html><html lang=\"{}\" dir=\"{dir}\"", lang.code())));
    });
}

#[test]
fn what_is_typed_never_becomes_a_program() {
    let say = say(Lang::French);
    let pages = samples(&say);
    let hostile = pages.iter().find(|sample| sample.name == "hostile").expect("the sample exists");
    for html in [sample_document(&say, hostile), fragment(&say, &hostile.page)].map(|m| m.into_string()) {
        assert!(!html.contains(HOSTILE) && !html.contains("<script") && !html.contains("<img"));
        assert!(html.matches("&lt;script&gt;").count() > 12, "the text itself is shown");
        assert!(tags(&html).iter().all(|(_, attributes)| !attributes.contains_key("onerror")));
    }
}

#[test]
fn a_fragment_is_never_translated() {
    let say = say(Lang::Arabic);
    for Sample { page, .. } in samples(&say) {
        let html = fragment(&say, &page).into_string();
        assert!(html.starts_with("<div class=\"page\" lang=\"ar\" dir=\"rtl\" translate=\"no\">"));
        assert!(!html.contains("<main") && !html.contains("<title"));
    }
}

#[test]
fn word_files_are_read_whole_and_written_once() {
    for source in [WORDS_FR, WORDS_PUBLIC_FR, WORDS_AR] {
        assert_eq!(Say::faults(source), Vec::<String>::new());
    }
    let french: Vec<String> = [WORDS_FR, WORDS_PUBLIC_FR].iter().flat_map(|text| Say::keys(text)).collect();
    let once: HashSet<&String> = french.iter().collect();
    assert_eq!(once.len(), french.len(), "a key is written twice");
    let say = say(Lang::French);
    assert!(french.iter().all(|key| say.has(key)));
    for key in Say::keys(WORDS_AR) {
        assert!(once.contains(&key), "Arabic {key} has no French");
    }
}

#[test]
fn the_arabic_page_is_arabic() {
    let say = say(Lang::Arabic);
    for key in Say::keys(WORDS_PUBLIC_FR).iter().filter(|key| key.starts_with("about-")) {
        assert!(Say::keys(WORDS_AR).contains(key), "{key} has no Arabic");
    }
    let html = danbe_pages::about(&say).body.into_string();
    assert!(!html.contains("Vous") && html.contains("الكرامة"));
}

#[test]
fn nobody_is_called_a_victim() {
    every_page(|name, lang, html| {
        let html = html.to_lowercase();
        for word in ["victime", "biométri", "clandestin", "illégal"] {
            assert!(!html.contains(word), "{name} {lang:?} says {word}");
        }
    });
}

#[test]
fn the_bar_counts_in_french() {
    let say = say(Lang::French);
    let shown = |unsent, oldest| bar(&say, &Bar { unsent, oldest, ..Bar::default() }).into_string();
    assert!(shown(0, None).contains("Rien n’attend"));
    assert!(shown(1, None).contains("1 enregistrement sur cet appareil, pas encore envoyé<"));
    assert!(shown(1, Some(3)).contains("pas encore envoyé\u{a0}: il\u{a0}y\u{a0}a\u{a0}3\u{a0}min"));
    let two = "2 enregistrements sur cet appareil, pas encore envoyés — le plus ancien\u{a0}: il\u{a0}y\u{a0}a\u{a0}3\u{a0}h";
    assert!(shown(2, Some(185)).contains(two));
    assert!(shown(5_481, None).contains("5\u{202f}481 enregistrements"));
}

#[test]
fn the_bar_says_that_there_is_no_network_and_what_becomes_of_what_is_kept() {
    let say = say(Lang::French);
    let shown =
        |unsent, drafts| bar(&say, &Bar { unsent, drafts, offline: true, ..Bar::default() }).into_string();
    for (unsent, drafts, words) in
        [(0, 0, "Continuez"), (0, 1, "Une saisie commencée"), (2, 0, "2 enregistrements sur cet appareil")]
    {
        assert!(
            shown(unsent, drafts).contains(&format!(">Pas de réseau. {words}")),
            "{}",
            shown(unsent, drafts)
        );
    }
}

#[test]
fn time_passes_in_the_coarsest_useful_unit() {
    let say = say(Lang::French);
    for (minutes, shown) in [
        (-5, "à l’instant"),
        (0, "à l’instant"),
        (1, "il\u{a0}y\u{a0}a\u{a0}1\u{a0}min"),
        (59, "il\u{a0}y\u{a0}a\u{a0}59\u{a0}min"),
        (60, "il\u{a0}y\u{a0}a\u{a0}1\u{a0}h"),
        (2_879, "il\u{a0}y\u{a0}a\u{a0}47\u{a0}h"),
        (2_880, "il\u{a0}y\u{a0}a\u{a0}2\u{a0}jours"),
    ] {
        assert_eq!(ago(&say, minutes), shown);
    }
}

#[test]
fn long_answers_are_refused_in_the_right_number() {
    let say = say(Lang::French);
    let long = |max| say.a("error-long", &[("what", "Récit".into()), ("max", Arg::Number(max))]);
    assert!(long(1).ends_with("au plus 1 caractère."));
    assert!(long(2_000).ends_with("au plus 2\u{202f}000 caractères."));
}

#[test]
fn a_warning_says_so_in_words() {
    let shown = notice(&say(Lang::French), Notice::Warning, html! { "x" }).into_string();
    assert!(shown.contains("Attention."));
}

#[test]
fn the_style_sheet_is_small_and_knows_no_left_nor_right() {
    let css = include_str!("../../../pane/style.css");
    assert!(css.len() <= 12_288, "{} bytes", css.len());
    for word in ["@import", "url(", "!important"] {
        assert!(!css.contains(word), "{word}");
    }
    let physical = ["width", "height", "left", "right", "top", "bottom", "float"];
    for declaration in css.split(['{', '}', ';']).filter(|piece| !piece.contains('@')) {
        let property = declaration.split(':').next().unwrap_or_default().trim();
        let aside = property.ends_with("-left") || property.ends_with("-right");
        assert!(!aside && !physical.contains(&property), "{declaration}");
    }
}

//! The page of the figure: French, whole, exact, and nothing that runs or posts.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, reason = "tests")]

use danbe_figures::Period;
use danbe_figures::presumed::{Cell, Table};
use danbe_guard::{Policy, Standing, View};
use danbe_pages::{Frame, Lang, Say, WORDS_PUBLIC_FR, document};
use danbe_statistics::joining::{self, Beside};
use danbe_statistics::presumed::{AsOf, Names, PATH, PRESUMED, Shown, WORDS_FR, page};
use danbe_words::{AgeBand, AgencyId, Moment, Sex, Unit};
use std::collections::BTreeSet;

const MARCH_END: AsOf = AsOf { size: 4_812, at: Moment(1_711_893_900_000) };
const NEWEST: AsOf = AsOf { size: 5_481, at: Moment(1_714_521_660_000) };

fn agency(n: u8) -> AgencyId {
    AgencyId::from_bytes([n; 16])
}

/// A View can only come from a grant: the page is tested through the door readers use.
fn view(as_of: AsOf, counts: &[(Cell, i64)]) -> View<Shown> {
    let names: Names = [(agency(1).to_string(), "Service <social> de Kayes".to_owned())].into();
    let period: Period = "2024-03".parse().unwrap();
    let table = Table::new(period, as_of.size, counts.iter().copied());
    let periods = vec![Period::Year(2024), period];
    let beside = Beside::new(table.total(), 2024, None, BTreeSet::new(), &names);
    let shown = Shown::new(&table, as_of, &names, beside, periods, vec![NEWEST]);
    let policy = Policy::new(&danbe_statistics::ways());
    policy.decide_without_key(&PRESUMED, Standing::Reader).unwrap().view(shown)
}

fn counts() -> Vec<(Cell, i64)> {
    let cell = |n, sex, band| Cell { agency: agency(n), sex, band };
    vec![
        (cell(1, Sex::Male, AgeBand::Y30), 42),
        (cell(1, Sex::Female, AgeBand::Y18), 1_250),
        (cell(2, Sex::Female, AgeBand::Y9), 300),
        (cell(2, Sex::Unknown, AgeBand::Y15), 37),
    ]
}

fn html(lang: Lang, view: &View<Shown>) -> String {
    let say = Say::new(lang, &[WORDS_PUBLIC_FR, WORDS_FR, joining::WORDS_FR]);
    document(&say, &page(&say, view), &Frame { session: Some("lecture"), ..Frame::default() }).into_string()
}

/// The text between tags.
fn text(html: &str) -> String {
    let mut text = String::new();
    for piece in html.split('<').skip(1) {
        text.push_str(piece.split_once('>').map_or("", |(_, text)| text));
        text.push(' ');
    }
    text
}

#[test]
fn the_numbers_are_there_in_french() {
    let html = html(Lang::French, &view(MARCH_END, &counts()));
    let text = text(&html);
    for said in [
        "Personnes présumées en mars 2024\u{a0}: 1\u{202f}629",
        "Réservé au comité\u{a0}: effectifs exacts, ne pas publier.",
        "Tel que connu au 31 mars 2024 à 14\u{a0}h\u{a0}05, point de contrôle n° 4\u{202f}812.",
        "Événements du registre",
        "personnes-presumees, version 1",
        "Sexe inconnu",
        "Inconnu\u{a0}» est toujours une colonne",
        "cases.register, referrals.accept, cases.answer",
    ] {
        assert!(text.contains(said), "{said} in\n{text}");
    }
}

#[test]
fn every_unit_is_said_alone_and_in_numbers() {
    let say = Say::new(Lang::French, &danbe_statistics::WORDS_FR);
    for unit in Unit::ALL {
        for list in ["unit", "units"] {
            assert!(say.has(&format!("{list}-{unit}")), "{list}-{unit}");
        }
    }
}

#[test]
fn each_row_holds_its_own_numbers() {
    let html = html(Lang::French, &view(MARCH_END, &counts()));
    let row = |name: &str| {
        let row =
            html.split("<tr>").find(|row| row.contains(&format!("scope=\"row\">{name}"))).expect("a row");
        text(row.split("</tr>").next().unwrap())
            .split(' ')
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert!(row("Service &lt;social&gt; de Kayes").ends_with("1\u{202f}250 42 0 1\u{202f}292"));
    assert!(row(&agency(2).label()).ends_with("300 0 37 337"), "an agency without a name has a label");
    assert!(row("Ensemble").ends_with("1\u{202f}550 42 37 1\u{202f}629"));
    for (group, count) in [("Hommes", "42"), ("Femmes", "1\u{202f}250"), ("Enfants", "337")] {
        assert!(row(group).ends_with(count), "{group}");
    }
    assert!(row("Adultes de sexe inconnu").ends_with(" 0") && row("Âge inconnu").ends_with(" 0"));
}

#[test]
fn an_earlier_checkpoint_says_that_it_is_one() {
    let then = html(Lang::French, &view(MARCH_END, &counts()));
    let now = html(Lang::French, &view(NEWEST, &counts()));
    let warning = "Ce chiffre a pu changer depuis";
    assert!(then.contains(warning) && !now.contains(warning));
    assert!(
        then.contains("<option value=\"4812\" selected>") && now.contains("<option value=\"5481\" selected>")
    );
    assert!(then.contains("le plus récent)"));
}

#[test]
fn a_period_without_anybody_is_zero_everywhere() {
    let text = text(&html(Lang::French, &view(NEWEST, &[])));
    assert!(text.contains("Personnes présumées en mars 2024\u{a0}: 0"));
    assert!(text.contains("Ensemble"));
}

#[test]
fn nothing_runs_and_nothing_is_posted() {
    let html = html(Lang::French, &view(NEWEST, &counts()));
    assert!(html.contains(&format!("<form method=\"get\" action=\"{PATH}\"")));
    for absent in ["method=\"post\"", "<script", "<textarea", "style=", "type=\"text\"", "<social>"] {
        assert!(!html.contains(absent), "{absent}");
    }
}

#[test]
fn no_word_is_missing_in_any_language() {
    for lang in Lang::ALL {
        let html = html(lang, &view(MARCH_END, &counts()));
        assert!(!html.contains('⟨') && !html.contains("{ $") && !html.contains("{$"), "{lang:?}");
    }
    assert_eq!(Say::faults(WORDS_FR), Vec::<String>::new());
}

#[test]
fn nobody_is_called_a_victim() {
    assert!(!html(Lang::French, &view(NEWEST, &counts())).to_lowercase().contains("victime"));
}

#[test]
fn nobody_but_a_reader_is_shown_the_page() {
    let policy = Policy::new(&danbe_statistics::ways());
    for standing in [Standing::Anyone, Standing::Console] {
        assert!(policy.decide_without_key(&PRESUMED, standing).is_err());
    }
}

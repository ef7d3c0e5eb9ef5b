//! What every picture keeps: titled, described, its own ids, and the same counts in the table.

use super::*;

fn counts() -> Vec<(String, Count)> {
    vec![
        ("Police & gendarmerie".to_owned(), Count::Known(5_481)),
        ("Justice".to_owned(), Count::Hidden),
        ("Santé".to_owned(), Count::Unknown),
        ("Travail".to_owned(), Count::Known(0)),
    ]
}

fn pictures() -> Vec<Box<dyn Drawn>> {
    let text = str::to_owned;
    let run = |name: &str, points: &[(usize, Count)]| Run { name: text(name), points: points.to_vec() };
    let years: Vec<String> = (2020..2025).map(|year| year.to_string()).collect();
    let parts = vec![text("Femmes"), text("Hommes"), text("Inconnu")];
    let bar = |name: &str, parts: [Count; 3], whole| Bar { name: text(name), parts: parts.to_vec(), whole };
    vec![
        Box::new(Bars { of: text("Service"), unit: text("personnes"), bars: counts() }),
        Box::new(Stacked {
            of: text("Stade"),
            unit: text("personnes"),
            parts,
            bars: vec![
                bar("Enquêtées", [Count::Known(113), Count::Known(291), Count::Known(26)], Count::Known(430)),
                bar("Masquées", [Count::Known(40), Count::Hidden, Count::Hidden], Count::Known(60)),
                bar("Personne", [Count::Known(0), Count::Known(0), Count::Known(0)], Count::Known(0)),
            ],
            total: text("Total"),
            rest: text("masqué"),
        }),
        Box::new(Lines {
            of: text("Année"),
            unit: text("personnes"),
            periods: years.clone(),
            runs: vec![
                run("avant", &[(0, Count::Known(77)), (1, Count::Unknown), (3, Count::Known(5_481))]),
                run("après", &[(4, Count::Known(629))]),
            ],
            breaks: vec![(4, text("définition changée"))],
        }),
        Box::new(Multiples {
            of: text("Série"),
            periods: years,
            panels: vec![Panel {
                name: text("ONUDC"),
                unit: text("victimes détectées"),
                counts: vec![
                    Count::Known(77),
                    Count::Unknown,
                    Count::Hidden,
                    Count::Known(0),
                    Count::Known(13),
                ],
            }],
        }),
        Box::new(Map {
            of: text("Région"),
            unit: text("Personnes"),
            counts: vec![
                (text("gao"), Count::Known(120)),
                (text("kayes"), Count::Hidden),
                (text("san"), Count::Known(0)),
            ],
            words: map_words(),
        }),
    ]
}

fn map_words() -> MapWords {
    MapWords { unknown: "sans donnée".to_owned(), hidden: "masqué".to_owned() }
}

#[test]
fn a_picture_says_what_it_is_to_who_cannot_see_it() {
    for picture in pictures() {
        let about = About { id: "g1", title: "Un titre", description: "Une <phrase>." };
        let svg = picture.svg(about).into_string();
        assert!(svg.contains("role=\"img\"") && svg.contains("aria-labelledby=\"g1-t g1-d\""));
        assert!(svg.contains("<title id=\"g1-t\">Un titre</title>"));
        assert!(svg.contains("Une &lt;phrase&gt;."), "escaped");
        assert!(
            !svg.contains("style=")
                && !svg.contains("<script")
                && !svg.contains("NaN")
                && !svg.contains("inf")
        );
    }
}

#[test]
fn a_table_stands_behind_each_and_holds_every_count() {
    for picture in pictures() {
        let behind = picture.table();
        assert!(behind.rows.iter().all(|row| row.len() == behind.heads.len()));
        assert!(!behind.rows.is_empty());
    }
    let shown = Bars { of: String::new(), unit: String::new(), bars: counts() }.table();
    let last: Vec<_> = shown.rows.iter().filter_map(|row| row.last()).map(String::as_str).collect();
    assert_eq!(last, ["5\u{202f}481", HIDDEN, UNKNOWN, "0"]);
}

#[test]
fn nothing_is_joined_across_a_break_or_a_hole() {
    let text = str::to_owned;
    let lines = |runs| Lines {
        of: text("Année"),
        unit: text("personnes"),
        periods: vec![text("2022"), text("2023"), text("2024")],
        runs,
        breaks: vec![],
    };
    let joins = |runs| {
        let svg = lines(runs).svg(About { id: "g", title: "", description: "" }).into_string();
        svg.matches("<line").count() - svg.matches(&format!("stroke=\"{}\"", crate::ink::FAINT)).count()
    };
    let known = |place| (place, Count::Known(10));
    let run = |points: Vec<_>| Run { name: text("a"), points };
    // one line of the key belongs to each run
    assert_eq!(joins(vec![run(vec![known(0), known(1), known(2)])]), 2 + 1);
    assert_eq!(joins(vec![run(vec![known(0), (1, Count::Unknown), known(2)])]), 1);
    assert_eq!(joins(vec![run(vec![known(0), known(2)])]), 1);
    assert_eq!(joins(vec![run(vec![known(0), known(1)]), run(vec![known(2)])]), 1 + 2);
}

#[test]
fn a_long_name_is_cut_in_the_picture_and_whole_in_the_table() {
    let name = "Direction nationale de la promotion de l’enfant et de la famille, service des statistiques"
        .to_owned();
    let bars = Bars { of: String::new(), unit: String::new(), bars: vec![(name.clone(), Count::Known(3))] };
    let svg = bars.svg(About { id: "g", title: "", description: "" }).into_string();
    assert!(svg.contains("Direction nationale") && svg.contains('…') && !svg.contains("statistiques"));
    assert_eq!(bars.table().rows, [[name, "3".to_owned()]]);
    assert_eq!(crate::svg::fitting("Gao", 13.0, 100.0), "Gao");
}

#[test]
fn an_empty_picture_is_still_a_picture() {
    let text = String::new;
    let empty: [Box<dyn Drawn>; 4] = [
        Box::new(Bars { of: text(), unit: text(), bars: vec![] }),
        Box::new(Lines { of: text(), unit: text(), periods: vec![], runs: vec![], breaks: vec![] }),
        Box::new(Multiples { of: text(), periods: vec![], panels: vec![] }),
        Box::new(Map { of: text(), unit: text(), counts: vec![], words: map_words() }),
    ];
    for picture in empty {
        let svg = picture.svg(About { id: "g", title: "", description: "" }).into_string();
        assert!(svg.starts_with("<svg") && !svg.contains("NaN") && !svg.contains("inf"));
    }
}

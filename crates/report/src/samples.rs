//! Reports to look at and to test with: an invented year, and a year nobody counted. No country, no person.

use crate::nouns::*;
use danbe_charts::{Count, PLACES};

const KNOWN: fn(i64) -> Count = Count::Known;

fn parts(name: &str, parts: &[(&str, Count)]) -> Breakdown {
    Breakdown {
        name: name.to_owned(),
        parts: parts.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect(),
    }
}

fn figure(code: &str, kind: Kind, label: &str, count: i64, unit: &str) -> Figure {
    Figure {
        code: code.to_owned(),
        kind,
        label: label.to_owned(),
        count: KNOWN(count),
        unit: unit.to_owned(),
        period: "année 2024".to_owned(),
        definition: "exemple-1, version 1".to_owned(),
        source: "services inventés".to_owned(),
        checkpoint: (kind == Kind::Counted).then_some(48_120),
        approved: "comité, 3 mars 2025".to_owned(),
        breakdowns: Vec::new(),
        corrections: Vec::new(),
        before: None,
        reach: None,
        beside: Vec::new(),
    }
}

fn figures() -> Vec<Figure> {
    let sex = |women, men, unknown| {
        parts(
            "sexe",
            &[
                ("Sexe féminin", KNOWN(women)),
                ("Sexe masculin", KNOWN(men)),
                ("Sexe inconnu", KNOWN(unknown)),
            ],
        )
    };
    let group = |women, men, children, unknown| {
        parts(
            "groupe",
            &[
                ("Femmes", KNOWN(women)),
                ("Hommes", KNOWN(men)),
                ("Enfants", KNOWN(children)),
                ("Inconnu", KNOWN(unknown)),
            ],
        )
    };
    let forms = parts(
        "forme d’exploitation",
        &[
            ("Exploitation sexuelle", KNOWN(178)),
            ("Travail forcé", KNOWN(96)),
            ("Servitude domestique", KNOWN(71)),
            ("Mendicité organisée", KNOWN(64)),
            ("Esclavage par ascendance", KNOWN(39)),
            ("Mariage forcé", KNOWN(22)),
            ("Servitude pour dettes", Count::Hidden),
            ("Autre", Count::Hidden),
            ("Inconnue", KNOWN(31)),
        ],
    );
    let before = |count, comparable| Some(Before { count: KNOWN(count), comparable });
    let mut presumed = figure("DB-24-0001", Kind::Counted, "Personnes présumées", 523, "personnes");
    presumed.definition = "personnes-presumees, version 1".to_owned();
    presumed.source = "événements du registre".to_owned();
    presumed.breakdowns = vec![group(214, 48, 243, 18), sex(338, 167, 18), forms];
    presumed.before = before(461, Comparable::Yes);
    let mut identified = figure("DB-24-0002", Kind::Declared, "Personnes identifiées", 629, "personnes");
    identified.breakdowns = vec![group(250, 42, 337, 0)];
    identified.before = before(5_481, Comparable::No("la définition de 2023 n’a pas été publiée".to_owned()));
    let mut assisted = figure("DB-24-0003", Kind::Declared, "Migrants assistés", 822, "personnes");
    assisted.breakdowns = vec![group(345, 221, 256, 0)];
    let mut files = figure("DB-24-0004", Kind::Declared, "Enquêtes ouvertes", 93, "affaires");
    files.source = "police, gendarmerie".to_owned();
    let mut persons = figure("DB-24-0005", Kind::Declared, "Personnes mises en cause", 430, "personnes");
    persons.breakdowns = vec![sex(113, 291, 26)];
    persons.corrections = vec![Correction {
        on: "12 mai 2025".to_owned(),
        from: KNOWN(404),
        why: "26 personnes de sexe inconnu avaient été laissées de côté".to_owned(),
    }];
    let prosecuted = figure("DB-24-0006", Kind::Declared, "Poursuites engagées", 81, "affaires");
    let convictions = figure("DB-24-0007", Kind::Declared, "Condamnations", 8, "affaires");
    let sessions = figure("DB-24-0008", Kind::Reached, "Séances de formation", 34, "séances");
    let trained = figure("DB-24-0009", Kind::Reached, "Agents formés", 512, "participants");
    let reached =
        figure("DB-24-0010", Kind::Reached, "Personnes présentes aux causeries", 36_000, "auditeurs");
    vec![presumed, identified, assisted, files, persons, prosecuted, convictions, sessions, trained, reached]
}

fn regions() -> ByRegion {
    let counts = [96, 12, 18, 14, 0, 41, 88, 0, 17, 47, 15, 0, 39, 0, 13, 16, 34, 44, 27, 0];
    let count = |code: &str, count| match code {
        "kidal" | "menaka" | "nara" | "taoudenit" => Count::Unknown,
        "douentza" => Count::Hidden,
        _ => KNOWN(count),
    };
    ByRegion {
        label: "Personnes présumées, 2024".to_owned(),
        unit: "personnes".to_owned(),
        figure: "DB-24-0001".to_owned(),
        counts: PLACES
            .iter()
            .zip(counts)
            .map(|(place, n)| (place.code.to_owned(), count(place.code, n)))
            .collect(),
        nowhere: KNOWN(0),
        hidden: 2,
    }
}

fn series() -> Vec<Series> {
    let point = |year, count: Count, doubt: &str| Point {
        year,
        count,
        printed: if count == Count::Hidden { "<5".to_owned() } else { count.shown() },
        source: "source inventée".to_owned(),
        doubt: doubt.to_owned(),
    };
    let series = |publisher: &str, label: &str, unit: &str, theme: &str, points: Vec<Point>| Series {
        publisher: publisher.to_owned(),
        label: label.to_owned(),
        unit: unit.to_owned(),
        theme: theme.to_owned(),
        points,
    };
    let theme = "Personnes dites victimes";
    vec![
        series(
            "Rapport national",
            "victimes, définition non publiée",
            "victimes",
            theme,
            vec![
                point(2022, KNOWN(4_870), "définition non publiée"),
                point(2023, KNOWN(5_481), "5 461 dans un autre journal ; définition non publiée"),
            ],
        ),
        series(
            "Rapport national",
            "personnes identifiées",
            "personnes",
            theme,
            vec![point(2024, KNOWN(629), "")],
        ),
        series(
            "Organisation A",
            "victimes détectées",
            "victimes",
            "",
            vec![
                point(2019, KNOWN(13), ""),
                point(2020, KNOWN(77), "un autre service en compte 17"),
                point(2021, Count::Hidden, "masqué par la source (moins de 5)"),
            ],
        ),
        series(
            "Brigade",
            "affaires",
            "affaires",
            "",
            vec![
                point(2020, KNOWN(10), "15 selon une autre source"),
                point(2021, KNOWN(46), "27 selon une autre source"),
            ],
        ),
        series(
            "Organisation B",
            "personnes assistées",
            "personnes",
            "",
            vec![point(2022, KNOWN(542), ""), point(2024, KNOWN(391), "période de dix mois")],
        ),
    ]
}

/// A whole year, invented, with hidden cells, a correction, breaks and doubts.
#[must_use]
pub fn year() -> Report {
    let text = str::to_owned;
    Report {
        year: 2024,
        committee: text(
            "Comité national de coordination de la lutte contre la traite des personnes et les pratiques assimilées",
        ),
        made: text("3 mars 2025"),
        approval: Approval::Draft,
        data: Data::Invented,
        ledger: Some(Ledger {
            origin: text("exemple.invalid/registre"),
            size: 48_120,
            at: text("1er mars 2025 à 9 h 00"),
        }),
        figures: figures(),
        regions: Some(regions()),
        returns: Some(Returns {
            expected: 132,
            approved: 117,
            missing: vec![
                (text("Service inventé de Kidal"), text("toute l’année")),
                (text("Service inventé de Nara"), text("mars, avril, août")),
            ],
        }),
        series: series(),
        more_series: 0,
        changes: vec![Change {
            what: text("Définition de « personne identifiée »"),
            before: text("non publiée"),
            after: text("décision d’un service habilité, dans l’année"),
            effect: text("2023 et 2024 ne se comparent pas"),
        }],
        doubts: vec![
            Doubt {
                about: text("DB-24-0003"),
                text: text("Les migrants assistés peuvent être aussi parmi les personnes identifiées."),
                settled_by: text("un rapprochement sous pseudonyme entre les services"),
            },
            Doubt {
                about: text("DB-24-0010"),
                text: text(
                    "36 000 est un nombre rond, estimé par les organisateurs ; il a aussi été publié pour une campagne de deux semaines.",
                ),
                settled_by: text("une enquête sur quelques séances, comptées une à une"),
            },
        ],
        definitions: vec![
            Definition {
                code: text("personnes-presumees, version 1"),
                name: text("Personne présumée"),
                unit: text("personne"),
                since: text("1er janvier 2024"),
                text: text(
                    "Des signes suffisent à protéger la personne ; aucune décision n’est encore prise. Elle est comptée une fois dans le service qui l’a enregistrée, au mois du premier contact.",
                ),
                breakdowns: vec![
                    text("Groupe : femmes, hommes, enfants, inconnu."),
                    text("Sexe : féminin, masculin, inconnu."),
                ],
            },
            Definition {
                code: text("exemple-1, version 1"),
                name: text("Nombre déclaré"),
                unit: text("selon le chiffre"),
                since: text("1er janvier 2024"),
                text: text(
                    "Total saisi par un service pour un mois, approuvé du service à la région, et de la région au comité.",
                ),
                breakdowns: vec![],
            },
        ],
    }
}

/// A year nobody counted.
#[must_use]
pub fn empty() -> Report {
    Report {
        ledger: None,
        figures: Vec::new(),
        regions: None,
        returns: None,
        series: Vec::new(),
        more_series: 0,
        changes: Vec::new(),
        doubts: Vec::new(),
        definitions: Vec::new(),
        ..year()
    }
}

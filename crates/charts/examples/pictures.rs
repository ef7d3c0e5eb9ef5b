//! Writes one of each picture to a folder, to be looked at: `cargo run -p danbe-charts --example pictures -- <folder>`.

use danbe_charts::{
    About, Bar, Bars, Count, Drawn, Lines, Map, MapWords, Multiples, PLACES, Panel, Run, Stacked,
};

fn main() -> std::io::Result<()> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| ".".to_owned());
    let text = str::to_owned;
    let years: Vec<String> = (2019..2025).map(|year| year.to_string()).collect();
    let map = Map {
        of: text("Région"),
        unit: text("Personnes présumées, 2024"),
        counts: PLACES
            .iter()
            .zip([120, 14, 33, 21, 0, 64, 210, 12, 47, 95, 18, 0, 77, 0, 25, 31, 52, 140, 0, 16])
            .map(|(place, count)| match (place.code, count) {
                ("nara" | "menaka", _) => (text("ailleurs"), Count::Unknown),
                ("taoudenit", _) => (text(place.code), Count::Hidden),
                (code, count) => (text(code), Count::Known(count)),
            })
            .collect(),
        words: MapWords {
            unknown: text("aucune déclaration reçue"),
            hidden: text("masqué, effectif trop petit"),
        },
    };
    let stacked = Stacked {
        of: text("Source"),
        unit: text("personnes"),
        parts: vec![text("Sexe féminin"), text("Sexe masculin"), text("Enfants"), text("Inconnu")],
        bars: [
            ("Victimes identifiées", [250, 42, 337, 0]),
            ("Migrants assistés", [345, 221, 256, 0]),
            ("Personnes mises en cause", [113, 291, 0, 26]),
        ]
        .map(|(name, parts)| Bar {
            name: text(name),
            parts: parts.map(Count::Known).to_vec(),
            whole: Count::Known(parts.iter().sum()),
        })
        .to_vec(),
        total: text("Total"),
        rest: text("Masqué"),
    };
    let lines = Lines {
        of: text("Année"),
        unit: text("victimes, au sens de chaque définition"),
        periods: years.clone(),
        runs: vec![
            Run {
                name: text("Rapport national, définition non publiée"),
                points: vec![(4, Count::Known(5_481))],
            },
            Run {
                name: text("Rapport national, « victimes identifiées »"),
                points: vec![(5, Count::Known(629))],
            },
            Run {
                name: text("Brigade, victimes"),
                points: vec![(1, Count::Known(17)), (2, Count::Known(700))],
            },
        ],
        breaks: vec![(5, text("définition changée"))],
    };
    let panel = |name: &str, unit: &str, counts: [Count; 6]| Panel {
        name: text(name),
        unit: text(unit),
        counts: counts.to_vec(),
    };
    let (known, none) = (Count::Known, Count::Unknown);
    let multiples = Multiples {
        of: text("Série"),
        periods: years,
        panels: vec![
            panel("ONUDC", "victimes détectées", [none, known(77), none, none, none, none]),
            panel("Brigade", "affaires", [none, known(10), known(46), none, none, none]),
            panel("OIM Mali", "victimes assistées", [none, none, none, Count::Hidden, none, known(0)]),
            panel("Rapport national", "victimes", [none, none, none, none, known(5_481), known(629)]),
        ],
    };
    let bars = Bars {
        of: text("Forme"),
        unit: text("personnes"),
        bars: [
            ("Exploitation sexuelle", 214),
            ("Travail forcé", 160),
            ("Mendicité organisée", 98),
            ("Esclavage par ascendance", 61),
            ("Inconnue", 40),
        ]
        .map(|(name, count)| (text(name), Count::Known(count)))
        .to_vec(),
    };
    let pictures: [(&str, &dyn Drawn); 5] =
        [("map", &map), ("stacked", &stacked), ("lines", &lines), ("multiples", &multiples), ("bars", &bars)];
    for (name, picture) in pictures {
        let about = About { id: name, title: name, description: "Un exemple inventé." };
        std::fs::write(format!("{folder}/{name}.svg"), picture.svg(about).into_string())?;
    }
    Ok(())
}

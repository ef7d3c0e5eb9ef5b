//! The report of a release: what was hidden, how far numbers may be from the truth, what may be concluded. Once as a
//! page, once for programs, with the same sentences.

use super::file;
use super::protect;
use super::synth;
use danbe_charts::{About, Bars, Count, Drawn, number};
use danbe_figures::synth::{Domain, Order};
use danbe_figures::tables::ByOrder;
use maud::{DOCTYPE, Markup, html};
use serde_json::{Value, json};
use std::io;
use std::path::Path;

const SHEET: &str = "body{font:1rem/1.5 sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#222} \
table{border-collapse:collapse;width:100%} th,td{border:1px solid #999;padding:.3rem .5rem;text-align:start} \
td.number{text-align:end} .warning{border:2px solid #a00;padding:.5rem 1rem} \
figure{margin:1.5rem 0} svg{font-family:inherit} .wide{overflow-x:auto} .wide svg{min-width:32rem;max-width:100%;height:auto}";

/// A report, before it is written.
pub(super) struct Report {
    title: &'static str,
    warnings: Vec<&'static str>,
    body: Markup,
    /// What may be concluded.
    may: Vec<String>,
    /// What may not.
    may_not: Vec<&'static str>,
    figures: Value,
}

impl Report {
    /// Writes the page, and beside it the same for programs: `report.html` and `report.json`.
    ///
    /// # Errors
    /// The folder cannot be written to; a page named `.json` would stand where its figures go.
    pub(super) fn write(&self, path: &Path) -> io::Result<()> {
        let beside = path.with_extension("json");
        if beside == path {
            return Err(super::about(path, "donnez au rapport un nom en .html : le .json est écrit à côté"));
        }
        file::write(path, self.page().into_string().as_bytes())?;
        file::write(&beside, serde_json::to_string_pretty(&self.json())?.as_bytes())
    }

    fn page(&self) -> Markup {
        html! {
            (DOCTYPE)
            html lang="fr" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (self.title) }
                    style { (SHEET) }
                }
                body { main {
                    h1 { (self.title) }
                    @for warning in &self.warnings { p.warning { (warning) } }
                    (self.body)
                    h2 { "Ce que l’on peut conclure" }
                    ul { @for it in &self.may { li { (it) } } }
                    h2 { "Ce que l’on ne peut pas conclure" }
                    ul { @for it in &self.may_not { li { (it) } } }
                } }
            }
        }
    }

    fn json(&self) -> Value {
        json!({ "title": self.title, "warnings": self.warnings, "figures": self.figures,
                "may_conclude": self.may, "may_not_conclude": self.may_not })
    }
}

fn row(name: &str, value: &str) -> Markup {
    html! { tr { th scope="row" { (name) } td.number { (value) } } }
}

/// A table that is wider than a phone scrolls by itself.
fn table(heads: &[&str], rows: &[Vec<String>]) -> Markup {
    html! { div.wide tabindex="0" role="group" aria-label=(heads.join(", ")) { table {
        tr { @for head in heads { th scope="col" { (head) } } }
        @for row in rows { tr {
            @for (place, cell) in row.iter().enumerate() {
                @if place == 0 { th scope="row" { (cell) } } @else { td.number { (cell) } }
            }
        } }
    } } }
}

/// Bars of whole numbers; the table beside them says the same, and more finely.
fn bars(id: &str, title: &str, unit: &str, list: Vec<(String, f64)>) -> Markup {
    #[expect(clippy::cast_possible_truncation, reason = "a picture of small numbers")]
    let bars = list.into_iter().map(|(name, value)| (name, Count::Known(value.round() as i64))).collect();
    let drawn = Bars { of: title.to_owned(), unit: unit.to_owned(), bars };
    html! { figure { figcaption { (title) } div.wide tabindex="0" role="group" aria-label=(title) {
        (drawn.svg(About { id, title, description: "Les mêmes nombres sont dans le tableau." }))
    } } }
}

/// The order of a cell, in words.
fn crossed(order: usize) -> String {
    match order {
        0 => "total général".to_owned(),
        1 => "une variable".to_owned(),
        _ => format!("{order} variables croisées"),
    }
}

/// The report of a protected table. It names no hidden number.
pub(super) fn of_table(made: &protect::Made) -> Report {
    let (loss, rounded) = (&made.loss, made.rounded);
    let share =
        |part: usize| format!("{} ({} %)", whole(part), decimal(percent(part as f64, loss.cells as f64), 1));
    let by = |value: &dyn Fn(&ByOrder) -> f64| -> Vec<(String, f64)> {
        made.orders.iter().map(|it| (crossed(it.order), value(it))).collect()
    };
    let orders = made.orders.iter().map(|it| {
        let (cells, hidden) = (whole(it.cells), whole(it.hidden));
        let mut cells = vec![crossed(it.order), cells];
        cells.extend(if rounded { vec![whole(it.largest), decimal(it.mean, 2)] } else { vec![hidden] });
        cells
    });
    let heads: &[&str] = if rounded {
        &["Cases", "Nombre", "Plus grand écart", "Écart moyen"]
    } else {
        &["Cases", "Nombre", "Masquées"]
    };
    let body = html! {
        h2 { "Ce qui a été fait" }
        table {
            (row("Méthode", &made.method))
            (row("Cases publiées", &whole(loss.cells)))
            (row("Personnes dans le tableau", &whole(loss.total)))
            @if rounded {
                (row("Plus grand écart à la vérité", &format!("{} personnes", whole(made.largest_error))))
                (row("Écart moyen", &format!("{} personne", decimal(made.mean_error, 2))))
            } @else {
                (row("Petites cases masquées", &share(loss.small)))
                (row("Autres cases masquées pour les couvrir", &share(loss.complementary)))
                (row("Personnes dans les cases fines masquées", &whole(loss.persons)))
            }
            (row("Les sommes affichées tombent juste", if made.release.adds_up() { "oui" } else { "NON" }))
        }
        h2 { @if rounded { "L’écart, ordre par ordre" } @else { "Ce qui est masqué, ordre par ordre" } }
        (table(heads, &orders.collect::<Vec<_>>()))
        @if rounded {
            (bars("ecart", "Plus grand écart à la vérité", "personnes", by(&|it| it.largest as f64)))
        } @else {
            (bars("masque", "Part des cases masquées", "pour cent", by(&|it| percent(it.hidden as f64, it.cells as f64))))
        }
        h2 { "L’attaque" }
        @match &made.attacked {
            Some(found) => p {
                "Avant d’être écrit, le tableau a été attaqué par programmation linéaire, sans rien savoir de la façon \
                 dont il a été fait : " (found.attacked) " cases visées, " (found.recovered.len()) " retrouvées, "
                (found.narrowed.len()) " cernées sous le seuil."
            },
            None => p { "Ce tableau n’a pas été attaqué par programmation linéaire." },
        }
    };
    let may = if rounded {
        vec![format!(
            "Chaque nombre est proche du vrai : au plus {} personnes d’écart, {} en moyenne. Une différence plus petite \
             que cet écart ne veut rien dire.",
            whole(made.largest_error),
            decimal(made.mean_error, 2)
        )]
    } else {
        vec!["Chaque nombre affiché est exact, et les sommes affichées tombent juste.".to_owned()]
    };
    let hidden =
        "Une case masquée n’est pas un zéro : elle cache une personne ou davantage, parfois beaucoup.";
    let shown = "Un nombre arrondi à zéro n’est pas une absence, et un petit écart entre deux lieux n’est pas un fait.";
    Report {
        title: "Tableau protégé",
        warnings: vec![],
        body,
        may,
        may_not: vec![
            if rounded { shown } else { hidden },
            "Ne publiez pas un autre tableau des mêmes personnes sans l’attaquer avec celui-ci (danbe figures audit \
             --previous) : la différence de deux tableaux sûrs peut désigner quelqu’un.",
            "La protection ne tient pas contre qui connaît déjà, d’une autre source, l’effectif exact d’une case masquée.",
        ],
        figures: made.json(),
    }
}

/// The report of synthetic records. It compares with the true ones and stays inside.
pub(super) fn of_records(made: &synth::Made) -> Report {
    let own = &made.synthesis;
    let domain = match made.plan.domain {
        Domain::Private => "trouvées dans les fiches, contre une part du budget",
        Domain::Public => "déclarées publiques",
    };
    let orders: &[Order] = made.quality.as_ref().map_or(&[], |it| &it.orders);
    let by = |value: fn(&Order) -> f64| -> Vec<(String, f64)> {
        orders.iter().map(|it| (crossed(it.order), value(it))).collect()
    };
    let error = |it: &Order| {
        vec![
            crossed(it.order),
            decimal(it.error, 1),
            decimal(it.variation, 4),
            format!("{} %", decimal(100.0 * it.missing, 1)),
            format!("{} %", decimal(100.0 * it.invented, 1)),
        ]
    };
    let heads = ["Combinaisons", "Écart moyen (personnes)", "Variation totale", "Absentes", "Inventées"];
    let body = html! {
        h2 { "Paramètres" }
        table {
            (row("Fiches vraies ; fiches synthétiques", &format!("{} ; {}", whole(made.rows), whole(own.records.rows()))))
            (row("Epsilon ; delta", &format!("{} ; {:e}", made.plan.epsilon, made.plan.delta)))
            (row("Perte (zCDP)", &format!("ρ = {}", own.spent)))
            (row("Modalités", domain))
            (row("Modalités trop rares pour être nommées", &whole(own.unnamed)))
            (row("Écart-type du bruit : une colonne, deux, arbre", &own.noise.map(|it| decimal(it, 1)).join(" ; ")))
            (row("Valeurs échangées car trop rares ensemble", &whole(own.exchanged)))
        }
        h2 { "Écart aux vraies fiches, ordre par ordre" }
        (table(&heads, &orders.iter().map(error).collect::<Vec<_>>()))
        (bars("ecart", "Écart moyen", "personnes", by(|it| it.error)))
        (bars("invente", "Combinaisons inventées", "pour cent", by(|it| 100.0 * it.invented)))
    };
    let mut warnings = vec![
        "Ce rapport compare aux vraies fiches : il reste dans la maison. Les fiches et les effectifs, eux, peuvent sortir.",
    ];
    if made.trial {
        warnings
            .insert(0, "Essai à tirage répétable : ces fiches ne protègent personne. Ne les publiez pas.");
    }
    Report {
        title: "Fiches synthétiques : rapport interne",
        warnings,
        body,
        may: vec![
            "Les grands effectifs d’une, deux ou trois colonnes sont proches des vrais, à l’écart moyen près.".to_owned(),
            format!(
                "Qu’une personne soit ou non dans les vraies fiches change peu ce qui est publié : c’est ce que mesurent \
                 epsilon ({}) et delta ({:e}). Plus ils sont petits, moins cela change.",
                made.plan.epsilon, made.plan.delta
            ),
        ],
        may_not: vec![
            "Aucune fiche n’est celle de quelqu’un.",
            "Une combinaison rare peut être inventée, et son absence ne prouve rien.",
            "Les croisements de plus de trois colonnes, les petits effectifs et les tests statistiques faits comme sur de \
             vraies fiches ne valent pas.",
            "Un effectif n’est pas le nombre des victimes du pays : seulement de celles que ces fiches connaissent.",
        ],
        figures: made.json(),
    }
}

/// A count, written the French way.
fn whole(count: impl TryInto<i64>) -> String {
    number(count.try_into().unwrap_or(i64::MAX))
}

/// A number with decimals, written the French way.
fn decimal(value: f64, places: usize) -> String {
    format!("{value:.places$}").replace('.', ",")
}

fn percent(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { 100.0 * part / whole } else { 0.0 }
}

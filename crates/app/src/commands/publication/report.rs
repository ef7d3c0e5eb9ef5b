//! The report of a release: what was hidden, how far numbers may be from the truth, what may be concluded.

use super::protect;
use super::synth;
use danbe_figures::synth::{Domain, Order};
use maud::{DOCTYPE, Markup, html};

const SHEET: &str = "body{font:1rem/1.5 sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#222} \
table{border-collapse:collapse;width:100%} th,td{border:1px solid #999;padding:.3rem .5rem;text-align:start} \
td.number{text-align:end} .warning{border:2px solid #a00;padding:.5rem 1rem}";

fn document(title: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="fr" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (SHEET) }
            }
            body { main { h1 { (title) } (body) } }
        }
    }
}

fn row(name: &str, value: &str) -> Markup {
    html! { tr { th scope="row" { (name) } td.number { (value) } } }
}

/// The report of a protected table. It names no hidden number.
pub(super) fn of_table(made: &protect::Made) -> Markup {
    let loss = &made.loss;
    let rounded = made.largest_error > 0 || made.attacked.is_none() && loss.small == 0;
    let share = |part: usize| format!("{part} ({:.1} %)", percent(part as f64, loss.cells as f64));
    document(
        "Tableau protégé",
        &html! {
            h2 { "Ce qui a été fait" }
            table {
                (row("Méthode", &made.method))
                (row("Cases publiées", &loss.cells.to_string()))
                (row("Personnes dans le tableau", &loss.total.to_string()))
                @if rounded {
                    (row("Plus grand écart à la vérité", &format!("{} personnes", made.largest_error)))
                    (row("Écart moyen", &format!("{:.2} personne", made.mean_error)))
                } @else {
                    (row("Petites cases masquées", &share(loss.small)))
                    (row("Autres cases masquées pour les couvrir", &share(loss.complementary)))
                    (row("Personnes dans les cases fines masquées", &loss.persons.to_string()))
                }
                (row("Les sommes affichées tombent juste", if made.release.adds_up() { "oui" } else { "NON" }))
            }
            (bars("Part des cases", &[
                ("affichées", percent((loss.cells.saturating_sub(loss.small + loss.complementary)) as f64, loss.cells as f64)),
                ("petites, masquées", percent(loss.small as f64, loss.cells as f64)),
                ("masquées pour couvrir", percent(loss.complementary as f64, loss.cells as f64)),
            ], "%"))
            h2 { "L’attaque" }
            @match &made.attacked {
                Some(found) => p {
                    "Avant d’être écrit, le tableau a été attaqué par programmation linéaire, sans rien savoir de la façon \
                     dont il a été fait : " (found.attacked) " cases visées, " (found.recovered.len()) " retrouvées, "
                    (found.narrowed.len()) " cernées sous le seuil."
                },
                None => p { "Ce tableau n’a pas été attaqué par programmation linéaire." },
            }
            h2 { "Ce que l’on peut conclure" }
            p { @if rounded {
                "Chaque nombre est proche du vrai, à l’écart près indiqué plus haut. Une différence plus petite que cet \
                 écart ne veut rien dire."
            } @else {
                "Chaque nombre affiché est exact."
            } }
            h2 { "Ce que l’on ne peut pas conclure" }
            p { "Une case masquée n’est pas un zéro. Ne publiez pas un autre tableau des mêmes personnes sans l’attaquer \
                 avec celui-ci (danbe figures audit --previous). Le masquage ne protège pas contre qui connaît déjà, d’une \
                 autre source, l’effectif exact d’une case masquée." }
        },
    )
}

/// The report of synthetic records. It compares with the true ones and stays inside.
pub(super) fn of_records(made: &synth::Made) -> Markup {
    let own = &made.synthesis;
    let domain = match made.plan.domain {
        Domain::Private => "trouvées dans les fiches, contre une part du budget",
        Domain::Public => "déclarées publiques",
    };
    let orders: &[Order] = made.quality.as_ref().map_or(&[], |it| &it.orders);
    let by = |value: fn(&Order) -> f64| -> Vec<(String, f64)> {
        orders.iter().map(|it| (format!("{} colonne(s)", it.order), value(it))).collect()
    };
    let chart = |title: &str, list: &[(String, f64)], unit: &str| {
        let list: Vec<(&str, f64)> = list.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        bars(title, &list, unit)
    };
    document(
        "Fiches synthétiques : rapport interne",
        &html! {
            @if made.trial { p.warning { "Essai à tirage répétable : ces fiches ne protègent personne. Ne les publiez pas." } }
            p.warning { "Ce rapport compare aux vraies fiches : il reste dans la maison. Les fiches et les effectifs, eux, peuvent sortir." }
            h2 { "Paramètres" }
            table {
                (row("Fiches vraies, fiches synthétiques", &format!("{}, {}", made.rows, own.records.rows())))
                (row("Epsilon, delta", &format!("{}, {:e}", made.plan.epsilon, made.plan.delta)))
                (row("Perte (zCDP)", &format!("ρ = {}", own.spent)))
                (row("Modalités", domain))
                (row("Modalités trop rares pour être nommées", &own.unnamed.to_string()))
                (row("Écart-type du bruit : une colonne, deux, arbre", &own.noise.map(|it| format!("{it:.1}")).join(" ; ")))
                (row("Valeurs effacées car trop rares ensemble", &own.blanked.to_string()))
            }
            h2 { "Écart aux vraies fiches" }
            table {
                tr { th { "Colonnes croisées" } th { "Écart moyen (personnes)" } th { "Variation totale" } th { "Absentes" } th { "Inventées" } }
                @for it in orders {
                    tr {
                        td.number { (it.order) } td.number { (format!("{:.1}", it.error)) }
                        td.number { (format!("{:.4}", it.variation)) }
                        td.number { (format!("{:.1} %", 100.0 * it.missing)) } td.number { (format!("{:.1} %", 100.0 * it.invented)) }
                    }
                }
            }
            (chart("Écart moyen, en personnes", &by(|it| it.error), ""))
            (chart("Combinaisons inventées", &by(|it| 100.0 * it.invented), "%"))
            h2 { "Ce que l’on peut conclure" }
            p { "Les grands effectifs d’une, deux ou trois colonnes sont proches des vrais, à l’écart moyen près. Qu’une \
                 personne soit ou non dans les vraies fiches change peu ce qui est publié : c’est ce que mesurent epsilon et delta." }
            h2 { "Ce que l’on ne peut pas conclure" }
            p { "Aucune fiche n’est celle de quelqu’un. Une combinaison rare peut être inventée, et son absence ne prouve \
                 rien. Les croisements de plus de trois colonnes, les petits effectifs et les tests statistiques faits \
                 comme sur de vraies fiches ne valent pas." }
        },
    )
}

fn percent(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { 100.0 * part / whole } else { 0.0 }
}

/// Bars as an image with its own words; the table beside it says the same.
fn bars(title: &str, list: &[(&str, f64)], unit: &str) -> Markup {
    let most = list.iter().map(|it| it.1).fold(0.0, f64::max).max(1e-9);
    let height = 24 * list.len() + 8;
    html! {
        figure {
            figcaption { (title) }
            svg viewBox=(format!("0 0 640 {height}")) role="img" aria-label=(title) width="100%" {
                @for (place, (name, value)) in list.iter().enumerate() {
                    @let y = 24 * place + 4;
                    text x="0" y=(y + 15) font-size="13" { (name) }
                    rect x="190" y=(y) width=(format!("{:.1}", 340.0 * value / most)) height="18" fill="#4a6fa5" {}
                    text x=(format!("{:.1}", 196.0 + 340.0 * value / most)) y=(y + 14) font-size="13" {
                        (format!("{value:.1} {unit}"))
                    }
                }
            }
        }
    }
}

//! Samples of what is shown rather than asked: answers to check, a day, figures, a receipt, notices.

use maud::{Markup, html};

use crate::forms::*;
use crate::layout::heading;
use crate::say::{Arg, Say};

pub(super) fn check(say: &Say) -> Markup {
    let answer = |answer: Answer| answer.say(say);
    let rows = [
        SummaryRow::new("Se fait appeler", answer(Answer::Given("Tante Oumou"))).change("/a/1"),
        SummaryRow::new("Âge", answer(Answer::Given("15 à 17 ans"))).change("/a/2").note("Estimé par l’équipe."),
        SummaryRow::new("Nationalité", answer(Answer::Unknown)).change("/a/3"),
        SummaryRow::new("Téléphone sûr", answer(Answer::Refused)).change("/a/4"),
        SummaryRow::new("Région de la rencontre", answer(Answer::Missing)).change("/a/5"),
        SummaryRow::new("Récit", answer(Answer::Given("Première ligne.\nDeuxième ligne, plus longue, pour voir comment elle se plie sur un téléphone étroit."))).change("/a/6"),
        SummaryRow::new("Dossier", "d-4c81"),
    ];
    html! {
        (back_link(say, "/a/essai"))
        (heading(&say.t("check-title")))
        p.lead { (say.t("check-hint")) }
        (summary_list(say, &rows))
        (form("/a/enregistrer", html! {
            (button(ButtonKind::Primary, &say.t("save")))
            (button_named(ButtonKind::Secondary, "Garder comme brouillon", "how", "draft"))
        }))
    }
}

pub(super) fn day(say: &Say) -> Markup {
    let item = |title: &str, note: &str, tag| Item {
        href: "/a/dossier".to_owned(),
        title: title.to_owned(),
        note: Some(note.to_owned()),
        tag: Some(tag),
    };
    let items = [
        item("Dossier d-4c81", "Visite prévue le 5 mai 2025", tag(State::Waiting, "À faire")),
        item("Dossier d-77a0", "Hébergement en cours depuis 12 jours", tag(State::Active, "En cours")),
        item("Dossier d-9b3e", "Réponse attendue depuis le 28 avril 2025", tag(State::Alert, "En retard")),
        item("Dossier d-02ff", "Clos le 2 mai 2025", tag(State::Done, "Terminé")),
        item("Dossier d-51c2", "Prêté à un autre service", tag(State::Quiet, "En veille")),
    ];
    html! {
        (bar(say, &Bar { unsent: 2, oldest: Some(185), href: Some("/a/envois"), ..Bar::default() }))
        (heading("Ma journée"))
        (button_link(ButtonKind::Primary, "Accueillir une personne", "/a/accueil"))
        h2 { "À suivre" }
        (listing(&items, "Rien à suivre aujourd’hui."))
        (details("Comment cette liste est faite", html! { p { "Par date, la plus proche d’abord." } }))
    }
}

pub(super) fn day_empty(say: &Say) -> Markup {
    html! {
        (bar(say, &Bar::default()))
        (heading("Ma journée"))
        (listing(&[], "Rien à suivre aujourd’hui."))
        (summary_list(say, &[]))
        (error_summary(say, &[]))
    }
}

pub(super) fn five_rows() -> Vec<Vec<Markup>> {
    [("Bamako", 1_204, 118), ("Kayes", 742, 61), ("Mopti", 388, 40), ("Sikasso", 5_481, 512), ("Gao", 97, 12)]
        .map(|(region, persons, open)| {
            let number = |n| html! { (crate::number_fr(n)) };
            vec![html! { (region) }, number(persons), number(open), html! { "Comptage au point 4 812" }]
        })
        .to_vec()
}

pub(super) fn figures(say: &Say, rows: &[Vec<Markup>]) -> Markup {
    let headers = ["Région", "Personnes", "Dossiers ouverts", "Source"].map(str::to_owned);
    let caption = "Personnes présumées exposées, par région, 2025 (chiffres inventés)";
    html! {
        (heading("Les chiffres"))
        p.lead { "Une personne est comptée une fois, quel que soit le nombre de services." }
        (table(say, &Table { id: "by-region", caption, headers: &headers, rows, numeric: &[1, 2] }))
        p { "Comptage signé, à vérifier avec le programme." }
    }
}

pub(super) fn done(say: &Say) -> Markup {
    let more = html! { p { (say.t("saved-here")) } };
    html! {
        (panel("La demande est enregistrée", Some(("Numéro à noter", "R-2025-0417")), more))
        h2 { "Et maintenant" }
        p { "Le service d’accueil reçoit la demande dès que le réseau revient." }
        (button_link(ButtonKind::Secondary, "Revenir à ma journée", "/a/"))
    }
}

pub(super) fn notices(say: &Say) -> Markup {
    html! {
        (heading("Avis et boutons"))
        (notice(say, Notice::Inset, html! { p { "Une étape après l’autre." } }))
        (notice(say, Notice::Warning, html! { "Vérifiez que personne ne lit par-dessus votre épaule." }))
        (notice(say, Notice::Success, html! { (say.a("receipt", &[("number", Arg::Number(4812))])) }))
        (bar(say, &Bar { unsent: 1, oldest: Some(3), offline: true, ..Bar::default() }))
        (form("/a/essai", html! {
            (button(ButtonKind::Primary, "Continuer"))
            (button(ButtonKind::Secondary, "Annuler"))
            (button(ButtonKind::Grave, "Effacer de cet appareil"))
        }))
    }
}

//! Every component in its normal, erroneous and empty state: what tests render and eyes look at.
//!
//! Names and facts are invented. Questions are written here in French, as a room would bring them.

use maud::{Markup, html};

use crate::forms::*;
use crate::layout::{Data, Frame, Host, Link, Page, document};
use crate::public::{about, home, limits, not_found};
use crate::say::Say;

mod shown;
use shown::*;

/// A page with a name, which is also the name of its snapshot.
pub struct Sample {
    /// Lower-case words joined by dashes.
    pub name: &'static str,
    /// The page.
    pub page: Page,
}

/// Text that would be a program if escaping failed anywhere.
pub const HOSTILE: &str = "<script>alert('Awa')</script>\"'&<img src=x onerror=alert(1)>";

/// All samples, in the language of `say`. The public pages ask for [`crate::WORDS_PUBLIC_FR`].
pub fn samples(say: &Say) -> Vec<Sample> {
    let page = |name, body| Sample { name, page: Page { title: "Essai".to_owned(), body } };
    vec![
        Sample { name: "home", page: home(say) },
        Sample { name: "about", page: about(say) },
        Sample { name: "limits", page: limits(say) },
        Sample { name: "not-found", page: not_found(say, Host::Server) },
        page("one-text", one_text(say, "", &[])),
        page("one-choice", one_choice(say, "", &[])),
        page("one-choice-error", one_choice(say, "", &[FieldError::said(say, "age", "error-choose", "Âge")])),
        page("one-choice-given", one_choice(say, "18-29", &[])),
        page("several-choices", several_choices(say, &["shelter", "health"], &[])),
        page(
            "several-choices-error",
            several_choices(say, &[], &[FieldError::said(say, "needs", "error-choose", "Besoins")]),
        ),
        page("one-date", one_date(say, ["", "5", "2025"], &[])),
        page(
            "one-date-error",
            one_date(
                say,
                ["31", "2", "2025"],
                &[FieldError::said(say, "seen", "error-date", "Date de la rencontre")],
            ),
        ),
        page("every-field", every_field(say, "", &[])),
        page("every-field-error", every_field(say, "abc", &every_error(say))),
        page("hostile", hostile(say)),
        page("check", check(say)),
        page("day", day(say)),
        page("day-empty", day_empty(say)),
        page("figures", figures(say, &five_rows())),
        page("figures-empty", figures(say, &[])),
        page("done", done(say)),
        page("notices", notices(say)),
    ]
}

/// A sample as the server would send it, with navigation, a session and the training banner.
pub fn sample_document(say: &Say, sample: &Sample) -> Markup {
    let public = matches!(sample.name, "home" | "about" | "limits" | "not-found");
    let nav = [
        Link::to("/a/", "Ma journée".to_owned()).here(),
        Link::to("/a/dossiers", "Dossiers".to_owned()),
        Link::to("/a/recherche", "Rechercher".to_owned()),
        Link::to("/a/aide", "Aide".to_owned()),
    ];
    let inside =
        Frame { nav: &nav, session: Some("point-focal-07"), sign_out: Some("/sortir"), ..Frame::default() };
    let frame = if public { Frame::default() } else { Frame { data: Data::Training, ..inside } };
    document(say, &sample.page, &frame)
}

fn one_text(say: &Say, value: &str, errors: &[FieldError]) -> Markup {
    question(
        say,
        Question {
            legend: "Comment la personne souhaite-t-elle être appelée ?",
            hint: Some("Un prénom, un surnom, ce qu’elle veut. Vous pouvez laisser vide."),
            errors,
            action: "/a/accueil/nom",
            body: text_input(
                say,
                &TextInput { name: "called", value, error: error_of(errors, "called"), ..Default::default() },
            ),
            back: Some("/a/accueil"),
            progress: Some((2, 9)),
            ..Default::default()
        },
    )
}

fn one_choice(say: &Say, value: &str, errors: &[FieldError]) -> Markup {
    let [unknown, refused] = unsaid_choices(say);
    let choices = [
        Choice::new("0-8", "0 à 8 ans"),
        Choice::new("9-14", "9 à 14 ans"),
        Choice::new("15-17", "15 à 17 ans").hint("En cas de doute, traitez la personne comme un enfant."),
        Choice::new("18-29", "18 à 29 ans"),
        Choice::new("30-47", "30 à 47 ans"),
        Choice::new("48+", "48 ans et plus"),
        unknown,
        refused,
    ];
    let error = error_of(errors, "age");
    question(
        say,
        Question {
            legend: "Quel âge a la personne ?",
            hint: Some("L’âge qu’elle dit, ou que vous estimez."),
            errors,
            action: "/a/accueil/age",
            body: radios(say, &Radios { name: "age", value, error, choices: &choices, ..Default::default() }),
            back: Some("/a/accueil/nom"),
            progress: Some((3, 9)),
            ..Default::default()
        },
    )
}

fn several_choices(say: &Say, values: &[&str], errors: &[FieldError]) -> Markup {
    let choices = [
        Choice::new("shelter", "Un hébergement"),
        Choice::new("health", "Des soins"),
        Choice::new("legal", "Une aide juridique").hint("Information, avocat, accompagnement."),
        Choice::new("family", "La recherche de la famille"),
        Choice::new("none", "Rien de tout cela").apart(),
    ];
    let error = error_of(errors, "needs");
    let body = checkboxes(
        say,
        &Checkboxes {
            name: "needs",
            label: "De quoi la personne a-t-elle besoin maintenant ?",
            hint: Some("Cochez tout ce qu’elle demande."),
            values,
            error,
            choices: &choices,
        },
    );
    question(
        say,
        Question { legend: "Besoins immédiats", errors, action: "/a/besoins", body, ..Default::default() },
    )
}

fn one_date(say: &Say, [day, month, year]: [&str; 3], errors: &[FieldError]) -> Markup {
    let hint = Some("Par exemple 5 5 2025. Laissez vide ce que personne ne sait.");
    let body = date_input(
        say,
        &DateInput { name: "seen", label: "", hint, day, month, year, error: error_of(errors, "seen") },
    );
    let legend = "Quand avez-vous rencontré la personne ?";
    question(say, Question { legend, errors, action: "/a/date", body, ..Default::default() })
}

fn every_error(say: &Say) -> Vec<FieldError> {
    [
        ("place", "error-empty", "Lieu de la rencontre"),
        ("phone", "error-empty", "Téléphone sûr"),
        ("code", "error-number", "Code à usage unique"),
        ("words", "error-passphrase", ""),
        ("children", "error-number", "Enfants avec elle"),
        ("region", "error-choose", "Région"),
        ("account", "error-empty", "Récit"),
    ]
    .map(|(field, key, what)| FieldError::said(say, field, key, what))
    .to_vec()
}

fn every_field(say: &Say, value: &str, errors: &[FieldError]) -> Markup {
    let regions = ["Kayes", "Koulikoro", "Mopti", "Sikasso"].map(|name| Choice::new(name, name));
    let error = |field| error_of(errors, field);
    let text = |name, label, hint, kind, width| {
        text_input(say, &TextInput { name, label, hint, value, error: error(name), kind, width })
    };
    let body = html! {
        (text("place", "Lieu de la rencontre", Some("Un lieu que vous saurez retrouver."), TextKind::Plain, Width::Full))
        (text("phone", "Téléphone sûr", Some("Un numéro que personne d’autre ne consulte."), TextKind::Phone, Width::Medium))
        (text("code", "Code à usage unique", None, TextKind::Code, Width::Short))
        (text("words", "Vos cinq mots", None, TextKind::Secret, Width::Full))
        (text("look", "Rechercher un dossier", None, TextKind::Search, Width::Full))
        (number(say, &Number { name: "children", label: "Enfants avec elle", hint: None, value, error: error("children"), unit: Some("enfants") }))
        (select(say, &Select { name: "region", label: "Région", hint: None, value: "Mopti", error: error("region"), choices: &regions }))
        (text_area(say, &TextArea { name: "account", label: "Ce que la personne raconte", hint: Some("Avec ses mots. Ne demandez pas ce dont vous n’avez pas besoin."), value, error: error("account"), rows: 5 }))
    };
    question(
        say,
        Question {
            legend: "Toutes les façons de répondre",
            errors,
            action: "/a/essai",
            body,
            button: Some("Enregistrer"),
            ..Default::default()
        },
    )
}

fn hostile(say: &Say) -> Markup {
    let error = [FieldError::new("called", HOSTILE)];
    let choices = [Choice::new(HOSTILE, HOSTILE).hint(HOSTILE)];
    let rows = [SummaryRow::new(HOSTILE, HOSTILE).note(HOSTILE).change("/a/essai")];
    html! {
        (one_text(say, HOSTILE, &error))
        (text_area(say, &TextArea { name: "area", label: HOSTILE, value: HOSTILE, ..Default::default() }))
        (select(say, &Select { name: "select", label: HOSTILE, value: HOSTILE, choices: &choices, ..Default::default() }))
        (radios(say, &Radios { name: "radio", label: HOSTILE, value: HOSTILE, choices: &choices, ..Default::default() }))
        (summary_list(say, &rows))
        (tag(State::Quiet, HOSTILE))
        (details(HOSTILE, html! { (HOSTILE) }))
        (table(say, &Table { id: "t", caption: HOSTILE, headers: &[HOSTILE.to_owned()], rows: &[vec![html! { (HOSTILE) }]], numeric: &[] }))
    }
}

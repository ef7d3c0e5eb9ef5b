//! An agency that ends: what its officers and its successor's read before they sign.

use super::BASE;
use crate::agencies::{ClosedShown, Closing};
use crate::posts::pages::people::day;
use danbe_pages::forms::{
    ButtonKind, Choice, FieldError, Notice, Question, Radios, TextInput, button, button_link, form, notice,
    question, radios, text_input,
};
use danbe_pages::{Arg, Markup, Page, Say, html};

/// A closing that waits, and whose turn it is.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// What it says.
    pub closing: Closing,
    /// Name of who takes over, when somebody does.
    pub successor: Option<String>,
    /// Whether the officer who reads this proposed it.
    pub mine: bool,
    /// Whether the successor took over.
    pub accepted: bool,
    /// Whether the root said so: then no officer has to sign.
    pub by_root: bool,
}

/// Files somebody proposes to hand over: the agency's id and name.
#[derive(Debug, Clone)]
pub struct Offer {
    /// Id of the agency that closes.
    pub from: String,
    /// Its name.
    pub name: String,
}

/// Under how far an agency is: its end, if it is near, and what others would hand over to it.
#[must_use]
pub fn section(say: &Say, waiting: Option<&Waiting>, offers: &[Offer]) -> Markup {
    html! {
        @for offer in offers {
            h2 { (say.t("offer-files-title")) }
            p { (say.a("offer-files", &[("name", Arg::Text(&offer.name))])) }
            (take_over(say, offer))
        }
        h2 { (say.t("closing-title")) }
        @if let Some(waiting) = waiting { (proposed(say, waiting)) }
        p { (button_link(ButtonKind::Secondary, &say.t("closing-propose"), &format!("{BASE}/fermer"))) }
    }
}

fn take_over(say: &Say, offer: &Offer) -> Markup {
    let label = say.t("offer-files-team");
    form(
        &format!("{BASE}/accepter/{}", offer.from),
        html! {
            (text_input(say, &TextInput { name: "team", label: &label, value: "accueil", ..TextInput::default() }))
            (button(ButtonKind::Primary, &say.t("offer-files-button")))
        },
    )
}

fn proposed(say: &Say, waiting: &Waiting) -> Markup {
    let until = waiting.closing.destroy.map(day);
    html! {
        @match (&waiting.successor, &until) {
            (Some(name), _) => p { (say.a("closing-to", &[("name", Arg::Text(name))])) },
            (None, Some(until)) => p { (say.a("closing-destroy", &[("day", Arg::Text(until))])) },
            (None, None) => p { (say.t("closing-undated")) },
        }
        @if waiting.by_root { p { (say.t("closing-by-root")) } } @else {
        @if waiting.successor.is_some() && !waiting.accepted { p { (say.t("closing-waits-successor")) } }
        @else if waiting.mine { p { (say.t("closing-waits-second")) } }
        @else {
            (notice(say, Notice::Warning, html! { p { (say.t("closing-sure")) } }))
            (form(&format!("{BASE}/fermer-sur"), button(ButtonKind::Grave, &say.t("closing-sign"))))
        } }
    }
}

/// Who takes the files over? `others`: id and name; `until`: when they would be destroyed, where a term is set.
#[must_use]
pub fn propose(say: &Say, others: &[(String, String)], until: Option<i64>, wrong: bool) -> Page {
    let message = wrong.then(|| say.t("closing-choose"));
    let errors: Vec<_> = message.iter().map(|text| FieldError::new("successor", text.clone())).collect();
    let nobody = match until.map(day) {
        Some(day) => say.a("closing-nobody", &[("day", Arg::Text(&day))]),
        None => say.t("closing-nobody-undated"),
    };
    let none = [Choice::new("-", nobody).apart()];
    let choices: Vec<_> = others.iter().map(|(id, name)| Choice::new(id, name.clone())).chain(none).collect();
    let field = Radios {
        name: "successor",
        label: "",
        error: message.as_deref(),
        choices: &choices,
        ..Radios::default()
    };
    let markup = question(
        say,
        Question {
            legend: &say.t("closing-who"),
            hint: Some(&say.t("closing-hint")),
            errors: &errors,
            action: &format!("{BASE}/fermer"),
            body: radios(say, &field),
            button: Some(&say.t("closing-propose-button")),
            back: Some(BASE),
            ..Question::default()
        },
    );
    Page::new(say, "service-title", markup)
}

/// What everybody is told of an agency that closed.
#[must_use]
pub fn closed(say: &Say, shown: &ClosedShown) -> String {
    let on = day(shown.at);
    let name = ("name", Arg::Text(&shown.name));
    match &shown.successor {
        Some(next) => say.a("home-closed-to", &[name, ("day", Arg::Text(&on)), ("next", Arg::Text(next))]),
        None => say.a("home-closed", &[name, ("day", Arg::Text(&on))]),
    }
}

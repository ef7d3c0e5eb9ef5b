//! An agency's life on an officer's device: what it lacks, whom it names, when it opens.

pub mod closing;

use super::{Named, Service, Waits};
use crate::posts::pages::people::day;
use danbe_pages::forms::{
    ButtonKind, FieldError, Question, State, TextInput, back_link, button, button_link, form, question, tag,
    text_input,
};
use danbe_pages::{Arg, Markup, Page, Say, html};

/// Where these pages stand.
pub const BASE: &str = "/a/service";

fn step(say: &Say, done: bool) -> Markup {
    match done {
        true => tag(State::Done, &say.t("service-done")),
        false => tag(State::Waiting, &say.t("service-waits")),
    }
}

fn holders(say: &Say, shown: &Service, named: Option<&Named>) -> Markup {
    let n = i64::try_from(shown.holders.len()).unwrap_or(i64::MAX);
    html! {
        h2 { (say.t("service-holders-step")) " " (step(say, shown.waits() != Some(Waits::Holders))) }
        p { (say.a("service-holders-n", &[("n", Arg::Number(n))])) }
        ul { @for holder in &shown.holders {
            li { (holder.handle) @if let Some(agency) = &holder.elsewhere { " · " (agency) } }
        } }
        p { (say.t("service-outside")) }
        p { (button_link(ButtonKind::Secondary, &say.t("service-name"), &format!("{BASE}/detenteur"))) }
        @for outside in named.iter().flat_map(|named| &named.outside) {
            (form(
                &format!("{BASE}/retirer/{}", outside.member),
                button(ButtonKind::Secondary, &say.a("service-unname", &[("handle", Arg::Text(&outside.handle))])),
            ))
        }
    }
}

fn trial(say: &Say, shown: &Service) -> Markup {
    let how = match shown.rehearsal.first() {
        Some(handle) => say.a("service-trial-how", &[("handle", Arg::Text(handle))]),
        None => say.t("service-trial-any"),
    };
    html! {
        h2 { (say.t("service-trial-step")) " " (step(say, shown.trial.is_some())) }
        @match shown.trial {
            Some(at) => p { (say.a("service-trial-done", &[("day", Arg::Text(&day(at)))])) },
            None => p { (how) },
        }
        p { a href="/a/retours" { (say.t("service-trial-go")) } }
    }
}

/// What the agency lacks, as a list, and the one button when it lacks nothing. `named`: its own word, checked; `ending`:
/// what comes once it is in service.
#[must_use]
pub fn service(say: &Say, shown: &Service, named: Option<&Named>, ending: &Markup) -> Page {
    let markup = html! {
        (back_link(say, "/a/"))
        h1 tabindex="-1" { (say.t("service-title")) }
        @match shown.on {
            Some(at) => {
                p { (tag(State::Done, &say.a("service-on", &[("day", Arg::Text(&day(at)))]))) }
            }
            None => p.lead { (say.t("service-hint")) },
        }
        (holders(say, shown, named))
        (trial(say, shown))
        @if shown.on.is_none() {
            h2 { (say.t("service-open-step")) }
            @match shown.waits() {
                Some(Waits::Officer) => (form(BASE, button(ButtonKind::Primary, &say.t("service-button")))),
                _ => p { (say.t("service-button-not-yet")) },
            }
        } @else { (ending) }
    };
    Page::new(say, "service-title", markup)
}

/// Which holder of another agency?
#[must_use]
pub fn name_holder(say: &Say, handle: &str, error: Option<&str>) -> Page {
    let message = error.map(|key| say.t(key));
    let errors: Vec<_> = message.iter().map(|text| FieldError::new("handle", text.clone())).collect();
    let label = say.t("handle");
    let field = TextInput {
        name: "handle",
        label: &label,
        value: handle,
        error: message.as_deref(),
        ..TextInput::default()
    };
    let markup = question(
        say,
        Question {
            legend: &say.t("holder-title"),
            hint: Some(&say.t("holder-hint")),
            errors: &errors,
            action: &format!("{BASE}/detenteur"),
            body: text_input(say, &field),
            back: Some(BASE),
            ..Question::default()
        },
    );
    Page::new(say, "service-title", markup)
}

/// Her agency and her key, compared by voice before the agency's word is signed.
#[must_use]
pub fn compare_holder(say: &Say, handle: &str, agency: &str, key: &str) -> Page {
    let markup = html! {
        (back_link(say, BASE))
        h1 tabindex="-1" { (say.t("holder-compare")) }
        p.lead { (say.t("holder-compare-hint")) }
        p { (say.a("post-title", &[("post", Arg::Text(handle))])) }
        p { (say.t("holder-agency")) br; strong translate="no" { (agency) } }
        p { (say.t("holder-key")) br; strong.receipt translate="no" { (key) } }
        (form(&format!("{BASE}/nommer"), button(ButtonKind::Primary, &say.t("holder-button"))))
    };
    Page::new(say, "service-title", markup)
}

/// What was just decided is on its way.
#[must_use]
pub fn taken(say: &Say) -> Page {
    let markup = html! {
        h1 tabindex="-1" { (say.t("people-taken")) }
        p { a.button href=(BASE) { (say.t("service-see")) } }
        p { a href="/a/" { (say.t("home-link")) } }
    };
    Page::new(say, "service-title", markup)
}

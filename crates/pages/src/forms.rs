//! One question per page: a heading, a hint, what can be answered, one button.
//!
//! Errors stand twice: in a summary at the top with links, and beside the field. Forms never keep anything
//! in the browser (`autocomplete="off"`: measured, without it Chromium writes names to its profile) and leave
//! checking to the core (`novalidate`), which speaks French and says what to do next.

use maud::{Markup, html};

pub use crate::choices::*;
pub use crate::fields::*;
pub use crate::parts::*;
use crate::say::Say;

/// Identifier of the heading of a question page; a field without a label of its own is labelled by it.
pub const QUESTION_ID: &str = "question";

/// One thing to correct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// Name of the field; the summary links to it.
    pub field: String,
    /// What to do next, in French, without repeating what was typed.
    pub message: String,
}

impl FieldError {
    /// An error on a field.
    pub fn new(field: &str, message: impl Into<String>) -> Self {
        FieldError { field: field.to_owned(), message: message.into() }
    }

    /// An error of the common words (`error-choose`, `error-empty`, `error-number`, `error-date`,
    /// `error-future`); `what` is the label of the field.
    pub fn said(say: &Say, field: &str, key: &str, what: &str) -> Self {
        FieldError::new(field, say.a(key, &[("what", what.into())]))
    }
}

/// A field of a form as typed; empty when it is not there.
pub fn typed<'f>(form: &'f [(String, String)], name: &str) -> &'f str {
    form.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.as_str())
}

/// The message for one field, to put beside it.
pub fn error_of<'e>(errors: &'e [FieldError], field: &str) -> Option<&'e str> {
    errors.iter().find(|error| error.field == field).map(|error| error.message.as_str())
}

/// What is to be corrected, at the top of the page; nothing when nothing is. The host gives it the focus.
pub fn error_summary(say: &Say, errors: &[FieldError]) -> Markup {
    html! {
        @if !errors.is_empty() {
            div.errors #erreurs role="alert" tabindex="-1" {
                h2 { (say.t("errors-title")) }
                ul { @for error in errors { li { a href={ "#" (error.field) } { (error.message) } } } }
            }
        }
    }
}

/// The link to the question before.
pub fn back_link(say: &Say, href: &str) -> Markup {
    html! { a.back href=(href) { (say.t("back")) } }
}

/// A question page.
pub struct Question<'a> {
    /// The question; the page's heading.
    pub legend: &'a str,
    /// One or two sentences under it.
    pub hint: Option<&'a str>,
    /// What is to be corrected.
    pub errors: &'a [FieldError],
    /// Path the form posts to.
    pub action: &'a str,
    /// The fields.
    pub body: Markup,
    /// Words of the button; `None`: "Continuer".
    pub button: Option<&'a str>,
    /// Where "Retour" leads.
    pub back: Option<&'a str>,
    /// Which step of how many.
    pub progress: Option<(u32, u32)>,
    /// Where the host may send what is half typed, to be kept.
    pub draft: Option<&'a str>,
}

impl Default for Question<'_> {
    fn default() -> Self {
        Question {
            legend: "",
            hint: None,
            errors: &[],
            action: "",
            body: html! {},
            button: None,
            back: None,
            progress: None,
            draft: None,
        }
    }
}

/// The question, its fields and its button.
pub fn question(say: &Say, q: Question) -> Markup {
    html! {
        @if let Some(href) = q.back { (back_link(say, href)) }
        (error_summary(say, q.errors))
        @if let Some((step, steps)) = q.progress { p.step { (progress(say, step, steps)) } }
        h1 id=(QUESTION_ID) tabindex="-1" { (q.legend) }
        @if let Some(hint) = q.hint { p.lead { (hint) } }
        (draft_form(q.action, q.draft, html! {
            (q.body)
            (match q.button {
                Some(words) => button(ButtonKind::Primary, words),
                None => button(ButtonKind::Primary, &say.t("continue")),
            })
        }))
    }
}

fn progress(say: &Say, step: u32, steps: u32) -> String {
    say.a("step", &[("n", i64::from(step).into()), ("total", i64::from(steps).into())])
}

/// A form: always posted, never remembered, never translated, checked by the core.
pub fn form(action: &str, body: Markup) -> Markup {
    draft_form(action, None, body)
}

/// The same, with where the host may send what is half typed.
fn draft_form(action: &str, draft: Option<&str>, body: Markup) -> Markup {
    html! {
        form method="post" action=(action) data-draft=[draft] autocomplete="off" translate="no" novalidate { (body) }
    }
}

//! Being brought back: the member on her new device, the holders and the officer on theirs.

use danbe_pages::forms::{
    ButtonKind, FieldError, Notice, Question, TextInput, TextKind, Width, back_link, button, details, form,
    notice, question, text_input,
};
use danbe_pages::{Arg, Page, Say, html};

/// Asks for the handle.
#[must_use]
pub fn ask(say: &Say) -> Page {
    let label = say.t("handle");
    let body = text_input(say, &TextInput { name: "handle", label: &label, ..TextInput::default() });
    let markup = question(
        say,
        Question {
            legend: &say.t("recover-title"),
            hint: Some(&say.t("recover-hint")),
            action: "/a/retrouver",
            body,
            back: Some("/a/"),
            ..Question::default()
        },
    );
    Page::new(say, "title-recover", markup)
}

/// Shows the new words once, and has them typed back.
#[must_use]
pub fn new_words(say: &Say, words: &str, wrong: bool) -> Page {
    let message = wrong.then(|| say.t("recover-words-differ"));
    let errors: Vec<_> = message.iter().map(|text| FieldError::new("words", text.clone())).collect();
    let label = say.t("recover-words-again");
    let body = html! {
        p.receipt translate="no" { (words) }
        (text_input(say, &TextInput {
            name: "words", label: &label, error: message.as_deref(), width: Width::Full, kind: TextKind::Plain,
            ..TextInput::default()
        }))
    };
    let markup = question(
        say,
        Question {
            legend: &say.t("recover-words-title"),
            hint: Some(&say.t("recover-words-hint")),
            errors: &errors,
            action: "/a/retrouver/mots",
            body,
            ..Question::default()
        },
    );
    Page::new(say, "title-recover", markup)
}

/// The request is with the holders.
#[must_use]
pub fn asked(say: &Say, fingerprint: &str, refused: bool) -> Page {
    let markup = html! {
        h1 tabindex="-1" { (say.t("recover-asked-title")) }
        p.lead { (say.t("recover-asked-hint")) }
        p { (say.t("fingerprint")) br; strong.receipt translate="no" { (fingerprint) } }
        @if refused { (notice(say, Notice::Inset, html! { p { (say.t("recover-not-yet")) } })) }
        (form("/a/retrouver/essayer", button(ButtonKind::Primary, &say.t("recover-try"))))
    };
    Page::new(say, "title-recover", markup)
}

/// The root and agency this device is about to believe: compared aloud, by the person, before any use.
#[must_use]
pub fn compare(say: &Say, agency: &str, root: &str) -> Page {
    let markup = html! {
        h1 tabindex="-1" { (say.t("recover-compare-title")) }
        p.lead { (say.t("recover-compare-hint")) }
        p { (say.t("recover-agency")) br; strong translate="no" { (agency) } }
        p { (say.t("root-fingerprint")) br; strong.receipt translate="no" { (root) } }
        (form("/a/retrouver/croire", button(ButtonKind::Primary, &say.t("recover-compare-button"))))
        (notice(say, Notice::Warning, html! { p { (say.t("recover-compare-different")) } }))
    };
    Page::new(say, "title-recover", markup)
}

/// One request as a holder or officer sees it.
#[derive(Debug, Clone)]
pub struct PendingShown {
    /// Id of the request.
    pub id: String,
    /// Sign-in name of the member.
    pub handle: String,
    /// Fingerprint to read with her.
    pub fingerprint: String,
    /// Approvals so far.
    pub approvals: usize,
    /// Whether this post may still approve.
    pub may_approve: bool,
    /// Whether this post may finish now.
    pub may_finish: bool,
}

/// The colleagues who ask to be brought back; `mine`: the holder's own fingerprint, for an agency that would name her.
#[must_use]
pub fn pending(say: &Say, shown: &[PendingShown], mine: Option<&str>) -> Page {
    let markup = html! {
        (back_link(say, "/a/"))
        h1 tabindex="-1" { (say.t("recoveries-title")) }
        p.lead { (say.t("recoveries-hint")) }
        @if shown.is_empty() { p.empty { (say.t("recoveries-none")) } }
        @for request in shown {
            section.door {
                h2 { (request.handle) }
                p { (say.t("fingerprint")) br; strong translate="no" { (request.fingerprint) } }
                p { (say.a("recoveries-approvals", &[("n", Arg::Number(i64::try_from(request.approvals).unwrap_or_default()))])) }
                @if request.may_approve {
                    (form(&format!("/a/retours/{}/approuver", request.id), button(ButtonKind::Primary, &say.t("recoveries-approve"))))
                }
                @if request.may_finish {
                    (form(&format!("/a/retours/{}/finir", request.id), button(ButtonKind::Primary, &say.t("recoveries-finish"))))
                }
            }
        }
        @if let Some(key) = mine {
            (details(&say.t("holder-mine"), html! { p { strong.receipt translate="no" { (key) } } }))
        }
    };
    Page::new(say, "title-recoveries", markup)
}

/// What was just asked of the server waits in the outbox. Who finished reads `root` to her when she comes in.
#[must_use]
pub fn taken(say: &Say, root: Option<&str>) -> Page {
    let markup = html! {
        h1 tabindex="-1" { (say.t("recoveries-taken")) }
        @if let Some(root) = root {
            p { (say.t("recoveries-root")) br; strong.receipt translate="no" { (root) } }
        }
        p { a.button href="/a/retours" { (say.t("recoveries-see")) } }
        p { a href="/a/" { (say.t("home-link")) } }
    };
    Page::new(say, "title-recoveries", markup)
}

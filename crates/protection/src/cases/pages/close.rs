//! A file is closed by two, with a reason, and taken up again by one.

use super::BASE;
use danbe_guard::View;
use danbe_pages::forms::{
    ButtonKind, Choice, FieldError, Notice, Question, Radios, button, form, notice, question, radios,
};
use danbe_pages::{Arg, Page, Say, html};
use danbe_words::{Ending, FileId, FileState};

/// A file, and what may still be done with it.
#[derive(Debug, Clone, Copy)]
pub struct ClosingShown {
    /// The file.
    pub file: FileId,
    /// Its state, as it was last opened.
    pub state: FileState,
    /// Whether somebody proposed and named no reason.
    pub unsaid: bool,
}

/// Where the closing of a file is.
#[must_use]
pub fn closing_of(file: FileId) -> String {
    format!("{BASE}/cloture/{file}")
}

/// What is done there: each by whoever has it. A role may leave one and withhold another.
pub const CLOSINGS: [&str; 3] = ["cases.close", "cases.approve-closing", "cases.reopen"];

/// What may be done: propose with a reason, approve, take up again. `has`: whether a verb has its button here.
#[must_use]
pub fn closing(say: &Say, view: &View<ClosingShown>, has: impl Fn(&str) -> bool) -> Page {
    let ClosingShown { file, state, unsaid } = *view.get();
    let (base, back) = (closing_of(file), format!("{BASE}/dossier/{file}"));
    let label = file.label();
    if state == FileState::Open && has("cases.close") {
        let message = unsaid.then(|| say.t("closing-reason-required"));
        let errors: Vec<_> = message.iter().map(|text| FieldError::new("reason", text.clone())).collect();
        let choices: Vec<_> =
            Ending::ALL.iter().map(|it| Choice::new(it.code(), say.t(&format!("ending-{it}")))).collect();
        let field = Radios {
            name: "reason",
            label: "",
            error: message.as_deref(),
            choices: &choices,
            ..Radios::default()
        };
        let markup = question(
            say,
            Question {
                legend: &say.a("closing-file", &[("label", Arg::Text(&label))]),
                hint: Some(&say.t("closing-file-hint")),
                errors: &errors,
                action: &base,
                body: radios(say, &field),
                button: Some(&say.t("closing-file-propose")),
                back: Some(&back),
                ..Question::default()
            },
        );
        return Page::new(say, "title-closing-file", markup);
    }
    let markup = html! {
        (danbe_pages::forms::back_link(say, &back))
        h1 tabindex="-1" { (say.t(&format!("file-state-{state}"))) }
        (notice(say, Notice::Inset, html! { p { (say.t(&format!("file-state-hint-{state}"))) } }))
        @if state == FileState::Closing && has("cases.approve-closing") {
            (form(&format!("{base}/approuver"), button(ButtonKind::Primary, &say.t("closing-file-approve"))))
        }
        @if matches!(state, FileState::Closing | FileState::Closed) && has("cases.reopen") {
            (form(&format!("{base}/reprendre"), button(ButtonKind::Secondary, &say.t("closing-file-reopen"))))
        }
    };
    Page::new(say, "title-closing-file", markup)
}

/// Something about the closing was written here and is on its way.
#[must_use]
pub fn closing_kept(say: &Say, file: FileId) -> Page {
    let back = format!("{BASE}/dossier/{file}");
    let markup = html! {
        h1 tabindex="-1" { (say.t("closing-file-kept")) }
        p.lead { (say.t("closing-file-kept-hint")) }
        p { (danbe_pages::forms::button_link(ButtonKind::Primary, &say.t("closing-file-back"), &back)) }
    };
    Page::new(say, "title-closing-file", markup)
}

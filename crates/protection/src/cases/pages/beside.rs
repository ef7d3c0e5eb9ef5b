//! A second file over the same person, of the other kind: what it receives, before it is opened.

use super::super::steps::{QUESTIONS, Question, Values};
use super::{BASE, said};
use danbe_guard::View;
use danbe_pages::forms::{ButtonKind, Notice, SummaryRow, back_link, button, form, notice, summary_list};
use danbe_pages::{Page, Say, html};
use danbe_words::{FileId, FileKind};

/// What is shown before a second file is opened.
#[derive(Debug, Clone)]
pub struct BesideShown {
    /// The file there is.
    pub file: FileId,
    /// What the new one will be about.
    pub kind: FileKind,
    /// What it receives; nothing while the identity was not opened.
    pub values: Option<Values>,
}

/// Where the page is.
#[must_use]
pub fn beside_of(file: FileId) -> String {
    format!("{BASE}/autre/{file}")
}

/// Asks whether a second file shall be opened.
#[must_use]
pub fn beside(say: &Say, view: &View<BesideShown>) -> Page {
    let shown = view.get();
    let row = |question: &Question, values: &Values| {
        let value = values.get(question.name).filter(|value| !value.is_empty())?;
        Some(SummaryRow::new(say.t(&format!("label-{}", question.name)), said(say, question, value)))
    };
    // In the order in which they were asked.
    let rows = |values| QUESTIONS.iter().filter_map(|question| row(question, values)).collect::<Vec<_>>();
    let markup = html! {
        (back_link(say, &format!("{BASE}/dossier/{}", shown.file)))
        h1 tabindex="-1" { (say.t(&format!("beside-to-{}", shown.kind))) }
        p.lead { (say.t("beside-lead")) }
        @match &shown.values {
            None => {
                (notice(say, Notice::Inset, html! { p { (say.t("beside-first")) } }))
                (form(&format!("{BASE}/dossier/{}/identite", shown.file), button(ButtonKind::Primary, &say.t("identity-open"))))
            }
            Some(values) => {
                h2 { (say.t("beside-copied")) }
                (summary_list(say, &rows(values)))
                (form(&beside_of(shown.file), button(ButtonKind::Primary, &say.t("beside-open"))))
            }
        }
    };
    Page::new(say, "title-beside", markup)
}

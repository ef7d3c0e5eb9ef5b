//! Who works on one file beside its team.

use super::BASE;
use danbe_guard::View;
use danbe_pages::forms::{ButtonKind, button, form};
use danbe_pages::{Arg, Page, Say, html};
use danbe_words::{FileId, MemberId};

/// A file, colleagues who work on files, and which of them were put on this one.
#[derive(Debug, Clone)]
pub struct TeamShown {
    /// The file.
    pub file: FileId,
    /// Pseudonym, sign-in name, whether she was put on it.
    pub colleagues: Vec<(MemberId, String, bool)>,
}

/// Where it is.
#[must_use]
pub fn team_of(file: FileId) -> String {
    format!("{BASE}/collegues/{file}")
}

/// One button for each colleague.
#[must_use]
pub fn team(say: &Say, view: &View<TeamShown>) -> Page {
    let TeamShown { file, colleagues } = view.get();
    let base = team_of(*file);
    let act = |(member, handle, on): &(MemberId, String, bool)| {
        let (path, word) = if *on { ("retirer", "team-take-off") } else { ("mettre", "team-put-on") };
        let label = say.a(word, &[("post", Arg::Text(handle))]);
        form(&format!("{base}/{path}/{member}"), button(ButtonKind::Secondary, &label))
    };
    let markup = html! {
        h1 { (say.a("team-title", &[("label", Arg::Text(&file.label()))])) }
        p { (say.t("team-hint")) }
        @if colleagues.is_empty() { p { (say.t("team-alone")) } }
        @for colleague in colleagues { (act(colleague)) }
        p { a href={ (BASE) "/dossier/" (file) } { (say.t("team-back")) } }
    };
    Page::new(say, "title-team", markup)
}

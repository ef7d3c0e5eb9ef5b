//! Before a file is made: is she known already? Asked calmly, and never in the way.

use super::BASE;
use super::find::{Match, elsewhere, item};
use danbe_guard::View;
use danbe_pages::forms::{ButtonKind, Notice, back_link, button, button_link, form, listing, notice};
use danbe_pages::{Arg, Markup, Page, Say, html};
use danbe_words::FileId;

/// What became of the search before a registration.
#[derive(Debug, Clone, Copy)]
pub enum Looked<'l> {
    /// Nothing she could be known by was said.
    ForNobody,
    /// A phone that only captures looks for nobody.
    Captured,
    /// Nobody was looked for: why, where that is known.
    Not(&'l str),
    /// The same words were looked for earlier; what was found is on the device no more.
    Before,
    /// Looked for just now.
    Done {
        /// Whether somebody may be her.
        possible: bool,
        /// Other teams to ask.
        teams: &'l [String],
    },
}

fn at(draft: &str, place: &str) -> String {
    format!("{BASE}/enregistrer/{draft}/{place}")
}

/// The search is under way; nobody has to wait for it.
#[must_use]
pub fn looking(say: &Say, draft: &str) -> Page {
    let markup = html! {
        h1 tabindex="-1" { (say.t("looking-title")) }
        p.lead { (say.t("looking-lead")) }
        p { (button_link(ButtonKind::Secondary, &say.t("looking-go-on"), &at(draft, "verifier"))) }
    };
    Page::new(say, "title-register", markup)
}

/// Who of the team's files may be her.
#[must_use]
pub fn possible(say: &Say, draft: &str, shown: &View<Vec<Match>>, teams: &[String]) -> Page {
    let to = |hit: &Match| at(draft, &format!("elle/{}", hit.file));
    let items: Vec<_> = shown.get().iter().map(|hit| item(say, hit, to(hit))).collect();
    let markup = html! {
        h1 tabindex="-1" { (say.t("possible-title")) }
        p.lead { (say.t("possible-lead")) }
        (listing(&items, ""))
        (elsewhere(say, teams))
        p { (button_link(ButtonKind::Primary, &say.t("possible-none"), &at(draft, "verifier"))) }
    };
    Page::new(say, "title-search", markup)
}

/// It is her: her file is opened, and what was typed stays here or goes.
#[must_use]
pub fn hers(say: &Say, draft: &str, file: FileId) -> Page {
    let way = |kept: &str, button: Markup| {
        form(
            &at(draft, &format!("elle/{file}")),
            html! { input type="hidden" name="draft" value=(kept); (button) },
        )
    };
    let markup = html! {
        (back_link(say, &at(draft, "possible")))
        h1 tabindex="-1" { (say.a("hers-title", &[("label", Arg::Text(&file.label()))])) }
        p.lead { (say.t("hers-lead")) }
        (way("keep", button(ButtonKind::Primary, &say.t("hers-keep"))))
        (way("drop", button(ButtonKind::Grave, &say.t("hers-drop"))))
    };
    Page::new(say, "title-search", markup)
}

/// What the page where all is checked says of it.
pub(super) fn said(say: &Say, draft: &str, looked: &Looked<'_>) -> Markup {
    let link = |place: &str, word: &str| html! { p { a href=(at(draft, place)) { (say.t(word)) } } };
    let inset = |markup: Markup| notice(say, Notice::Inset, markup);
    match looked {
        Looked::ForNobody => html! {},
        Looked::Captured => inset(html! { p { (say.t("looked-captured")) } }),
        Looked::Not(why) => inset(html! {
            p { (say.t("looked-not")) " " (why) }
            (link("recherche", "looked-now"))
        }),
        Looked::Before => inset(html! { p { (say.t("looked-before")) } }),
        Looked::Done { possible: true, teams } => html! {
            (inset(html! { p { (say.t("looked-possible")) } (link("possible", "looked-see")) }))
            (elsewhere(say, teams))
        },
        Looked::Done { possible: false, teams } => html! {
            (inset(html! { p { (say.t("looked-nobody")) } }))
            (elsewhere(say, teams))
        },
    }
}

//! The list "à reprendre": what a colleague signed and did not send before she was refused.

use crate::posts::pages::people::day;
use danbe_pages::forms::{ButtonKind, Notice, back_link, button, form, notice};
use danbe_pages::{Arg, Page, Say, html};

/// Where the list stands.
pub const BASE: &str = "/a/reprendre";

/// One late envelope, as a colleague sees it before she decides.
#[derive(Debug, Clone)]
pub struct LateShown {
    /// Id of the envelope.
    pub id: String,
    /// The post of who signed.
    pub who: String,
    /// What it asks for, and about which file.
    pub what: String,
    /// Coded facts, ready to be said.
    pub facts: Vec<String>,
    /// When it was signed, as the device says, and when the key ceased to count.
    pub when: (i64, i64),
}

/// The list.
#[must_use]
pub fn list(say: &Say, shown: &[LateShown], unsigned: usize) -> Page {
    let markup = html! {
        (back_link(say, "/a/"))
        h1 tabindex="-1" { (say.t("late-title")) }
        p.lead { (say.t("late-hint")) }
        @if unsigned > 0 { (notice(say, Notice::Warning, html! { p { (say.t("late-unsigned")) } })) }
        @if shown.is_empty() { p.empty { (say.t("late-none")) } }
        @for late in shown {
            section.door {
                h2 { (late.what) }
                p { (say.a("late-by", &[("who", Arg::Text(&late.who)), ("day", Arg::Text(&day(late.when.0)))])) }
                @if late.when.0 >= late.when.1 { p { strong { (say.t("late-after")) } } }
                @if !late.facts.is_empty() { p { (late.facts.join(" · ")) } }
                (form(&format!("{BASE}/{}/adopter", late.id), button(ButtonKind::Primary, &say.t("late-adopt"))))
                (form(&format!("{BASE}/{}/rejeter", late.id), button(ButtonKind::Secondary, &say.t("late-reject"))))
            }
        }
    };
    Page::new(say, "title-late", markup)
}

/// What was decided is on its way.
#[must_use]
pub fn settled(say: &Say) -> Page {
    let markup = html! {
        h1 tabindex="-1" { (say.t("people-taken")) }
        p { a.button href=(BASE) { (say.t("late-see")) } }
        p { a href="/a/" { (say.t("home-link")) } }
    };
    Page::new(say, "title-late", markup)
}

//! Alarms, the deposit, and an agency that ends: what officers and holders read before they decide.

use super::alarm::{Alarm, Alarmed};
use crate::agencies::pages::BASE;
use danbe_pages::forms::{ButtonKind, Notice, TextInput, back_link, button, form, notice, text_input};
use danbe_pages::{Arg, Markup, Page, Say, html};

/// Where a holder gives her part.
pub const ENDINGS: &str = "/a/parts";

/// Alarms in words: one sentence for each kind, with the agencies and the holders it is about.
#[must_use]
pub fn alarms(say: &Say, told: &[Alarmed]) -> Vec<String> {
    let of = |alarm: Alarm| told.iter().filter(move |it| it.alarm == alarm);
    let sentence = |alarm: &Alarm| {
        let names: Vec<_> = of(*alarm).map(|it| it.name.as_str()).collect();
        let mut posts: Vec<_> = of(*alarm).flat_map(|it| &it.posts).map(String::as_str).collect();
        posts.sort_unstable();
        posts.dedup();
        let text = say.a(alarm.word(), &[("name", Arg::Text(&names.join(" ; ")))]);
        let whom = || say.a("alarm-posts", &[("posts", Arg::Text(&posts.join(", ")))]);
        if posts.is_empty() { text } else { format!("{text} {}", whom()) }
    };
    Alarm::ALL.iter().filter(|alarm| of(**alarm).next().is_some()).map(sentence).collect()
}

/// Under the holders: what is wrong with them, and whether the deposit is in their hands.
#[must_use]
pub fn deposit(say: &Say, wrong: &[Alarmed], shared: Option<usize>) -> Markup {
    html! {
        h2 { (say.t("deposit-title")) }
        @match shared {
            Some(n) => p { (say.a("deposit-shared", &[("n", Arg::Number(i64::try_from(n).unwrap_or_default()))])) },
            None => p { (say.t("deposit-none")) },
        }
        @for told in alarms(say, wrong) { (notice(say, Notice::Warning, html! { p { (told) } })) }
    }
}

/// An agency that ends, its papers checked.
#[derive(Debug, Clone)]
pub struct EndingShown {
    /// Its id.
    pub agency: String,
    /// Its name.
    pub name: String,
    /// The name of who succeeds it.
    pub next: String,
    /// Right parts given; none when its key was never shared.
    pub parts: Option<usize>,
    /// Whether they are enough.
    pub enough: bool,
}

/// Agencies that wait for this holder's part.
#[must_use]
pub fn endings(say: &Say, waiting: &[EndingShown]) -> Page {
    let markup = html! {
        (back_link(say, "/a/"))
        h1 tabindex="-1" { (say.t("endings-title")) }
        @if waiting.is_empty() { p.empty { (say.t("endings-none")) } }
        @for ending in waiting {
            @let next = ("next", Arg::Text(&ending.next));
            section.door {
                h2 { (ending.name) }
                p { (say.a("ending-says", &[("name", Arg::Text(&ending.name)), next])) }
                p { (say.a("ending-what", &[next])) }
                (form(
                    &format!("{ENDINGS}/{}", ending.agency),
                    button(ButtonKind::Primary, &say.a("ending-button", &[next])),
                ))
            }
        }
    };
    Page::new(say, "endings-title", markup)
}

/// Under how far the agency is: its deposit, what the root gives it, then its own end.
#[must_use]
pub fn section(say: &Say, deposit: &Markup, endings: &[EndingShown], rest: &Markup) -> Markup {
    html! {
        (deposit)
        @for ending in endings { (offered(say, ending)) }
        (rest)
    }
}

/// What the root gives to this agency, for its officer.
fn offered(say: &Say, ending: &EndingShown) -> Markup {
    let label = say.t("ending-team");
    html! {
        h2 { (say.t("offer-files-title")) }
        p { (say.a("ending-files", &[("name", Arg::Text(&ending.name))])) }
        @match ending.parts {
            None => p { (say.t("ending-lost")) },
            Some(n) => p { (say.a("ending-parts", &[("n", Arg::Number(i64::try_from(n).unwrap_or_default()))])) },
        }
        @if ending.enough {
            (form(
                &format!("{BASE}/succeder/{}", ending.agency),
                html! {
                    (text_input(say, &TextInput { name: "team", label: &label, value: "accueil", ..TextInput::default() }))
                    (button(ButtonKind::Primary, &say.t("ending-accept")))
                },
            ))
        }
    }
}

//! Pages that need no data: the entry, what the service is, what it does not promise, a page that is not there.

/// Path of [`about`] in French.
pub const ABOUT_PATH: &str = "/a-propos";
/// Path of [`about`] in Arabic.
pub const ABOUT_AR_PATH: &str = "/a-propos/ar";
/// Path of [`limits`].
pub const LIMITS_PATH: &str = "/limites";

use maud::{Markup, html};

use crate::layout::{Host, Page, heading};
use crate::parts::{ButtonKind, Notice, button_link, notice};
use crate::say::Say;

/// French words of these pages. Only the server loads them, so that a phone does not carry them.
pub const WORDS_PUBLIC_FR: &str = include_str!("../words/public.fr.ftl");

/// The public entry: two doors. Needs [`WORDS_PUBLIC_FR`].
pub fn home(say: &Say) -> Page {
    let door = |path: &str, key: &str| {
        html! {
            section.door {
                h2 { a href=(path) { (say.t(key)) } }
                p { (say.t(&format!("{key}-more"))) }
            }
        }
    };
    Page::new(
        say,
        "home-title",
        html! {
            (heading(&say.t("home-heading")))
            p.lead { (say.t("home-lead")) }
            (door("/a/", "home-work"))
            (door("/lecture", "home-read"))
            p { (say.t("home-person")) " " a href=(ABOUT_PATH) { (say.t("home-person-link")) } }
        },
    )
}

/// What this service is, and the rights of the person in short; in French with [`WORDS_PUBLIC_FR`],
/// in Arabic with [`crate::WORDS_AR`].
pub fn about(say: &Say) -> Page {
    Page::new(
        say,
        "about-title",
        html! {
            (heading(&say.t("about-title")))
            p.lead { (say.t("about-lead")) }
            (notice(say, Notice::Warning, html! { (say.t("about-trace")) }))
            (section(say, "about-rights-title", html! { (points(say, "about-right")) }))
            (section(say, "about-ask-title", html! { p { (say.t("about-ask")) } }))
            (section(say, "about-what-title", html! { (points(say, "about-what")) }))
        },
    )
}

/// What the program does not promise, and against whom it protects. Needs [`WORDS_PUBLIC_FR`].
pub fn limits(say: &Say) -> Page {
    let parts = ["people", "server", "keys", "device", "figures"];
    Page::new(
        say,
        "limits-title",
        html! {
            (heading(&say.t("limits-title")))
            p.lead { (say.t("limits-lead")) }
            @for part in parts {
                (section(say, &format!("limits-{part}-title"), points(say, &format!("limits-{part}"))))
            }
            (section(say, "limits-against-title", points(say, "limits-against")))
            (section(say, "limits-full-title", html! { p { (say.t("limits-full")) } }))
        },
    )
}

/// A page that is not there, or not for this reader: the two look the same, on purpose.
pub fn not_found(say: &Say, host: Host) -> Page {
    let start = match host {
        Host::Server => "/",
        Host::Device => "/a/",
    };
    Page::new(
        say,
        "not-found-title",
        html! {
            (heading(&say.t("not-found-title")))
            p { (say.t("not-found")) " " (say.t("not-found-next")) }
            (button_link(ButtonKind::Secondary, &say.t("not-found-home"), start))
        },
    )
}

fn section(say: &Say, title: &str, body: Markup) -> Markup {
    html! { section { h2 { (say.t(title)) } (body) } }
}

/// Every line `key-1`, `key-2`… that somebody wrote.
fn points(say: &Say, key: &str) -> Markup {
    let keys = (1..).map(|n| format!("{key}-{n}")).take_while(|key| say.has(key));
    html! { ul.points { @for key in keys { li { (say.t(&key)) } } } }
}

//! The document around a page: header, navigation, one `main`, footer.
//!
//! A title is a constant, never data: browsers write titles to disk. The content security policy forbids
//! inline style and script, so nothing here carries either.

use maud::{DOCTYPE, Markup, html};

use crate::public::{ABOUT_AR_PATH, ABOUT_PATH, LIMITS_PATH};
use crate::say::Say;

/// Where a page is being made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    /// The server: public pages and committee pages, readable without JavaScript.
    Server,
    /// The core on a phone or a desk: case work, nothing leaves in clear.
    Device,
}

/// One page, before a host puts it in its frame.
pub struct Page {
    /// A constant from the word files; never anything about a person.
    pub title: String,
    /// What stands in `main`.
    pub body: Markup,
}

impl Page {
    /// A page whose title is the words of `key`.
    pub fn new(say: &Say, key: &str, body: Markup) -> Self {
        Page { title: say.t(key), body }
    }
}

/// A place to go.
pub struct Link {
    /// Path, without data about a person.
    pub href: String,
    /// Words shown.
    pub text: String,
    /// Whether the page shown belongs to this link.
    pub current: Current,
}

/// Whether a link of the navigation leads to where the reader already is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Current {
    /// Elsewhere.
    #[default]
    No,
    /// This page, or the section it belongs to.
    Here,
}

impl Link {
    /// A link to elsewhere.
    pub fn to(href: &str, text: String) -> Self {
        Link { href: href.to_owned(), text, current: Current::No }
    }

    /// The same link, marked as the place where the reader is.
    pub fn here(self) -> Self {
        Link { current: Current::Here, ..self }
    }
}

/// What the server puts around a page.
#[derive(Default)]
pub struct Frame<'a> {
    /// Links under the header; none hides the navigation.
    pub nav: &'a [Link],
    /// Who reads, as shown in the header (a post or a handle), when a session is open.
    pub session: Option<&'a str>,
    /// Where the sign-out form posts, when a session is open.
    pub sign_out: Option<&'a str>,
    /// Version of the style sheet (its content hash), so that it can be cached for ever.
    pub version: &'a str,
    /// Whether the data shown are invented.
    pub data: Data,
}

/// Whether what the installation holds is real.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Data {
    /// Real work.
    #[default]
    Real,
    /// Training: every page says so.
    Training,
    /// Before the ceremony of the root: every page says so, and has a red edge.
    Provisional,
}

impl Data {
    /// The class of a document that shows such data, and the keys of the sentence that says so.
    pub const fn said(self) -> Option<(&'static str, &'static str, &'static str)> {
        match self {
            Self::Real => None,
            Self::Training => Some(("formation", "training", "training-more")),
            Self::Provisional => Some(("provisional", "provisional", "provisional-more")),
        }
    }
}

/// The full HTML document, for the server.
pub fn document(say: &Say, page: &Page, frame: &Frame) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(say.lang().code()) dir=(say.lang().dir()) class=[frame.data.said().map(|(class, ..)| class)]
            translate=[frame.session.map(|_| "no")] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                title { (page.title) @if page.title != "Danbé" { " – Danbé" } }
                link rel="stylesheet" href={ "/style.css?v=" (frame.version) };
            }
            body {
                a.skip href="#page" { (say.t("skip")) }
                (header(say, frame))
                main #page tabindex="-1" { (page.body) }
                (footer(say))
            }
        }
    }
}

/// What the device puts inside its own `main`: the same body, with its language and direction.
/// Never translated: a translation service would receive the text.
pub fn fragment(say: &Say, page: &Page) -> Markup {
    html! {
        div.page lang=(say.lang().code()) dir=(say.lang().dir()) translate="no" { (page.body) }
    }
}

/// The one first-level heading of a page; the host moves the focus here after an in-page navigation.
pub fn heading(text: &str) -> Markup {
    html! { h1 tabindex="-1" { (text) } }
}

/// The sentence that says that data are invented; none when they are real.
pub fn invented(say: &Say, data: Data) -> Markup {
    html! {
        @if let Some((_, key, more)) = data.said() { p.training { strong { (say.t(key)) } " " (say.t(more)) } }
    }
}

fn header(say: &Say, frame: &Frame) -> Markup {
    html! {
        header.top {
            (invented(say, frame.data))
            div.top-line {
                a.brand href="/" lang="bm" { "Danbé" }
                @if let Some(session) = frame.session { p.who translate="no" { (session) } }
                @if let Some(action) = frame.sign_out {
                    form method="post" action=(action) autocomplete="off" {
                        button.plain type="submit" { (say.t("sign-out")) }
                    }
                }
            }
        }
        @if !frame.nav.is_empty() { (nav(say, frame.nav)) }
    }
}

/// The navigation under the header; the device shows the same one.
pub fn nav(say: &Say, links: &[Link]) -> Markup {
    html! {
        nav.main aria-label=(say.t("nav")) {
            ul {
                @for link in links {
                    li { a href=(link.href) aria-current=[(link.current == Current::Here).then_some("page")] { (link.text) } }
                }
            }
        }
    }
}

fn footer(say: &Say) -> Markup {
    html! {
        footer.foot {
            ul {
                li { a href=(ABOUT_PATH) lang="fr" dir="ltr" { (say.t("about-link")) } }
                li { a href=(ABOUT_AR_PATH) lang="ar" dir="rtl" hreflang="ar" { "ما هذه الخدمة؟" } }
                li { a href=(LIMITS_PATH) lang="fr" dir="ltr" { (say.t("limits-link")) } }
            }
            p { (say.t("foot")) }
        }
    }
}

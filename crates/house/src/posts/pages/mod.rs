//! Coming in: the first time on a device, every time after, and the home of a post.

mod passkey;
pub mod people;

pub use passkey::{Lock, passkey};

use danbe_pages::forms::{
    FieldError, Item, Notice, Question, TextInput, TextKind, Width, listing, notice, question, text_input,
};
use danbe_pages::{Arg, Markup, Page, Say, html};

/// The five words are typed in one field, spelt out on screen only while typed.
fn words_field(say: &Say, error: Option<&str>) -> Markup {
    let (label, hint) = (say.t("five-words"), say.t("five-words-hint"));
    text_input(
        say,
        &TextInput {
            name: "words",
            label: &label,
            hint: Some(&hint),
            error,
            width: Width::Full,
            kind: TextKind::Secret,
            ..TextInput::default()
        },
    )
}

/// A device that holds nothing yet: handle and five words.
#[must_use]
pub fn enter(say: &Say, handle: &str, error: Option<&str>) -> Page {
    let message = error.map(|key| say.t(key));
    let errors: Vec<_> = message.iter().map(|text| FieldError::new("words", text.clone())).collect();
    let label = say.t("handle");
    let body = html! {
        (text_input(say, &TextInput { name: "handle", label: &label, value: handle, ..TextInput::default() }))
        (words_field(say, message.as_deref()))
        p { a href="/a/invitation" { (say.t("have-code")) } }
        p { a href="/a/retrouver" { (say.t("words-forgotten")) } }
    };
    let markup = question(
        say,
        Question {
            legend: &say.t("enter-title"),
            hint: Some(&say.t("enter-hint")),
            errors: &errors,
            action: "/a/entrer",
            body,
            button: Some(&say.t("enter-button")),
            ..Question::default()
        },
    );
    Page::new(say, "title-enter", markup)
}

/// A device that knows its owner: five words, or the phone's own lock where she wanted one.
#[must_use]
pub fn unlock(say: &Say, handle: &str, lock: Lock, error: Option<&str>) -> Page {
    let message = error.map(|key| say.t(key));
    let errors: Vec<_> = message.iter().map(|text| FieldError::new("words", text.clone())).collect();
    let body = html! {
        (words_field(say, message.as_deref()))
        p { a href="/a/retrouver" { (say.t("words-forgotten")) } }
    };
    let markup = question(
        say,
        Question {
            legend: &say.t("unlock-title"),
            hint: Some(&say.a("unlock-hint", &[("handle", Arg::Text(handle))])),
            errors: &errors,
            action: "/a/ouvrir",
            body,
            button: Some(&say.t("unlock-button")),
            ..Question::default()
        },
    );
    Page::new(say, "title-enter", html! { (markup) (passkey::opens(say, lock)) })
}

/// What the home of a post offers.
#[derive(Debug, Clone, Default)]
pub struct HomeShown {
    /// Sign-in name of the post.
    pub handle: String,
    /// Doors of the post: address and word.
    pub doors: Vec<(&'static str, &'static str)>,
    /// Registrations begun on this device: address and title.
    pub drafts: Vec<(String, String)>,
    /// What waits on this device or was received lately: address, title, note.
    pub sent: Vec<(String, String, String)>,
    /// What is said first.
    pub notices: Vec<String>,
    /// How the device opens, where there is a choice.
    pub lock: Option<Lock>,
}

/// The home of a post.
#[must_use]
pub fn home(say: &Say, shown: &HomeShown) -> Page {
    let item = |href: &str, title: String, note: Option<String>| Item {
        href: href.to_owned(),
        title,
        note,
        tag: None,
    };
    let doors: Vec<_> = shown.doors.iter().map(|(href, key)| item(href, say.t(key), None)).collect();
    let drafts: Vec<_> = shown.drafts.iter().map(|(href, title)| item(href, title.clone(), None)).collect();
    let sent: Vec<_> =
        shown.sent.iter().map(|(href, title, note)| item(href, title.clone(), Some(note.clone()))).collect();
    let markup = html! {
        h1 tabindex="-1" { (say.t("home-title-post")) }
        p.lead { (say.a("home-post", &[("handle", Arg::Text(&shown.handle))])) }
        @for text in &shown.notices { (notice(say, Notice::Warning, html! { p { (text) } })) }
        (listing(&doors, &say.t("home-no-door")))
        @if !drafts.is_empty() { h2 { (say.t("home-drafts")) } (listing(&drafts, "")) }
        @if !sent.is_empty() { h2 { (say.t("home-sent")) } (listing(&sent, "")) }
        @if let Some(lock) = shown.lock { (passkey::door(say, lock)) }
        (danbe_pages::forms::form("/a/verrouiller", danbe_pages::forms::button(danbe_pages::forms::ButtonKind::Secondary, &say.t("lock"))))
    };
    Page::new(say, "title-home", markup)
}

/// While the server answers.
#[must_use]
pub fn moment_please(say: &Say) -> Page {
    let markup = html! { h1 tabindex="-1" { (say.t("wait-title")) } p.lead { (say.t("wait-more")) } };
    Page::new(say, "title-wait", markup)
}

/// How far the rest of the program has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    /// Percent.
    Comes(u16),
    /// There is no network.
    Waits,
}

/// The page asked for is in the rest of the program, which comes once.
#[must_use]
pub fn rest(say: &Say, rest: Rest) -> Page {
    let markup = html! {
        @match rest {
            Rest::Comes(n) => {
                h1 tabindex="-1" { (say.t("wait-title")) }
                p.lead { (say.t("rest-more")) }
                p {
                    progress max="100" value=(n) aria-label=(say.t("rest-bar")) {}
                    " " (say.a("rest-came", &[("n", Arg::Number(n.into()))]))
                }
            }
            Rest::Waits => {
                h1 tabindex="-1" { (say.t("problem-heading")) }
                (notice(say, Notice::Warning, html! { p { (say.t("rest-network")) } }))
            }
        }
        p { a href="/a/" { (say.t("home-link")) } }
    };
    Page::new(say, "title-wait", markup)
}

/// Something was refused or could not be reached: what to do next.
#[must_use]
pub fn problem(say: &Say, sentence: &str, back: &str) -> Page {
    let markup = html! {
        (danbe_pages::forms::back_link(say, back))
        h1 tabindex="-1" { (say.t("problem-heading")) }
        p.lead { (sentence) }
        p { a href="/a/" { (say.t("home-link")) } }
    };
    Page::new(say, "title-problem", markup)
}

//! The phone's own lock: opening with a finger, a face or the phone's code, beside the five words.

use danbe_pages::forms::{ButtonKind, Item, Notice, button, form, listing, notice};
use danbe_pages::{Markup, Page, Say, html};

/// What opens a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lock {
    /// The five words.
    Words,
    /// The five words, and the phone's own lock.
    Both,
}

/// The button of a locked device; nothing where the words alone open.
pub(super) fn opens(say: &Say, lock: Lock) -> Markup {
    html! {
        @if lock == Lock::Both {
            (form("/a/ouvrir/empreinte", button(ButtonKind::Secondary, &say.t("passkey-button"))))
        }
    }
}

/// From the home of a post to this page.
pub(super) fn door(say: &Say, lock: Lock) -> Markup {
    let note = (lock == Lock::Both).then(|| say.t("passkey-in-use"));
    let item = Item { href: "/a/empreinte".to_owned(), title: say.t("passkey-title"), note, tag: None };
    listing(&[item], "")
}

/// What opens this device, and what else could. `said`: the word for what was just done.
#[must_use]
pub fn passkey(say: &Say, lock: Lock, said: Option<&str>) -> Page {
    let (action, words, lead) = match lock {
        Lock::Words => ("/a/empreinte", "passkey-button", "passkey-words"),
        Lock::Both => ("/a/empreinte/enlever", "passkey-remove", "passkey-both"),
    };
    let kind = if lock == Lock::Words { ButtonKind::Primary } else { ButtonKind::Secondary };
    let markup = html! {
        (danbe_pages::forms::back_link(say, "/a/"))
        h1 tabindex="-1" { (say.t("passkey-title")) }
        @if let Some(key) = said { (notice(say, Notice::Inset, html! { p role="status" { (say.t(key)) } })) }
        p.lead { (say.t(lead)) }
        @if lock == Lock::Words { p { (say.t("passkey-shared")) } }
        (form(action, button(kind, &say.t(words))))
    };
    Page::new(say, "title-enter", markup)
}

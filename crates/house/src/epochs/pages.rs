//! A ledger shorter than this device knows it, in words an official understands.

use crate::posts::pages::people::day;
use danbe_pages::forms::{
    ButtonKind, FieldError, Notice, TextArea, button, error_summary, form, notice, text_area,
};
use danbe_pages::{Arg, Markup, Page, Say, html};
use danbe_vault::{Checkpoint, Declaration};

/// Where these pages stand.
pub const BASE: &str = "/a/registre";

fn number(n: u64) -> Arg<'static> {
    Arg::Number(i64::try_from(n).unwrap_or(i64::MAX))
}

/// Another history than the one this device knows: what to do, and what to read aloud to whoever holds the witnesses'.
#[must_use]
pub fn forked(say: &Say, known: &Checkpoint) -> Page {
    let seen = known.body();
    let seen: Vec<&str> = seen.lines().collect();
    let markup = html! {
        h1 tabindex="-1" { (say.t("epoch-fork-title")) }
        (notice(say, Notice::Warning, html! { p { (say.a("epoch-fork-hint", &[("known", number(known.size))])) } }))
        ol { @for key in ["epoch-fork-stop", "epoch-fork-keep", "epoch-fork-call"] { li { (say.t(key)) } } }
        p { (say.t("epoch-fork-restored")) }
        h2 { (say.t("epoch-fork-seen")) }
        p.receipt { @for line in &seen { (line) br; } }
        p { (say.t("epoch-fork-aloud")) }
        (form(BASE, button(ButtonKind::Secondary, &say.t("epoch-again"))))
    };
    Page::new(say, "title-epoch", markup)
}

/// What this device knows, and what it is shown: no declaration yet that it may believe.
#[must_use]
pub fn shorter(say: &Say, known: u64, kept: u64, more: Markup) -> Page {
    let markup = html! {
        h1 tabindex="-1" { (say.t("epoch-title")) }
        p.lead { (say.a("epoch-hint", &[("known", number(known)), ("kept", number(kept))])) }
        (notice(say, Notice::Warning, html! { p { (say.t("epoch-alarm")) } }))
        (more)
        (form(BASE, button(ButtonKind::Secondary, &say.t("epoch-again"))))
    };
    Page::new(say, "title-epoch", markup)
}

/// Whoever is no officer waits for two.
#[must_use]
pub fn wait(say: &Say, signed: bool) -> Markup {
    let words = if signed { "epoch-wait-second" } else { "epoch-wait" };
    html! { p { (say.t(words)) } }
}

/// An officer says what happened.
#[must_use]
pub fn declare(say: &Say, reason: &str, wrong: bool) -> Markup {
    let message = wrong.then(|| say.t("epoch-reason-wrong"));
    let errors: Vec<_> = message.iter().map(|text| FieldError::new("reason", text.clone())).collect();
    let (label, hint) = (say.t("epoch-reason"), say.t("epoch-reason-hint"));
    let field = TextArea {
        name: "reason",
        label: &label,
        hint: Some(&hint),
        value: reason,
        error: message.as_deref(),
        ..TextArea::default()
    };
    html! {
        (error_summary(say, &errors))
        h2 { (say.t("epoch-declare-title")) }
        p { (say.t("epoch-declare-hint")) }
        (form(&format!("{BASE}/declarer"), html! {
            (text_area(say, &field))
            (button(ButtonKind::Primary, &say.t("epoch-declare-button")))
        }))
    }
}

fn said(say: &Say, said: &Declaration, who: &str) -> Markup {
    html! {
        p { strong { (say.a("epoch-said", &[("from", number(said.kept.size + 1)), ("to", number(said.lost.size))])) } }
        p { (say.a("epoch-by", &[("who", Arg::Text(who)), ("day", Arg::Text(&day(said.at)))])) }
        p { (say.t("epoch-why")) br; (said.reason) }
    }
}

/// A first officer has signed: a second one reads the same text.
#[must_use]
pub fn second(say: &Say, declaration: &Declaration, who: &str) -> Markup {
    html! {
        h2 { (say.t("epoch-second-title")) }
        (said(say, declaration, who))
        p { (say.t("epoch-second-hint")) }
        (form(&format!("{BASE}/signer"), button(ButtonKind::Primary, &say.t("epoch-second-button"))))
    }
}

/// Two officers have: the device goes on when whoever holds it has read why.
#[must_use]
pub fn declared(say: &Say, declaration: &Declaration, who: &str) -> Page {
    let markup = html! {
        h1 tabindex="-1" { (say.t("epoch-said-title")) }
        (said(say, declaration, who))
        p { (say.t("epoch-goes-on")) }
        (form(&format!("{BASE}/reprendre"), button(ButtonKind::Primary, &say.t("epoch-go-on"))))
    };
    Page::new(say, "title-epoch", markup)
}

//! What an agency is told when something came.

use super::{ADDRESSES, LONGEST, Seen, Wanted, Way};
use danbe_guard::View;
use danbe_pages::forms::{
    self, ButtonKind, FieldError, TextInput, back_link, button, error_of, error_summary, form, text_input,
};
use danbe_pages::{Arg, Page, Say, html, moment};

/// Where the room lives on the device.
pub const BASE: &str = "/a/sonnette";

/// As the form's fields hold it: addresses one after the other.
#[must_use]
pub fn fields(wanted: &Wanted) -> Vec<(String, String)> {
    [("text", wanted.text.clone()), ("mails", wanted.mails.join(", ")), ("phones", wanted.phones.join(", "))]
        .map(|(name, value)| (name.to_owned(), value))
        .into()
}

/// What was typed: addresses are parted by commas or spaces, a telephone may be written in groups.
#[must_use]
pub fn read(typed: &[(String, String)]) -> Wanted {
    let told = |name| forms::typed(typed, name);
    let parted = |text: &str| -> Vec<String> {
        text.split([',', ';', '\n'])
            .map(|it| it.split_whitespace().collect::<String>())
            .filter(|it| !it.is_empty())
            .collect()
    };
    Wanted {
        text: told("text").trim().to_owned(),
        mails: parted(told("mails")),
        phones: parted(told("phones")),
    }
}

/// Words and addresses, and how the last notices went.
#[must_use]
pub fn notices(
    say: &Say,
    view: &View<Seen>,
    typed: Option<&[(String, String)]>,
    wrong: Option<(&'static str, &'static str)>,
) -> Page {
    let seen = view.get();
    let held = fields(
        &seen.wanted.clone().unwrap_or_else(|| Wanted { text: say.t("notices-usual"), ..Wanted::default() }),
    );
    let typed = typed.unwrap_or(&held);
    let told = |name| forms::typed(typed, name);
    let most = [("most", Arg::Number(i64::try_from(ADDRESSES).unwrap_or_default()))];
    let errors: Vec<_> = wrong
        .iter()
        .map(|(field, reason)| FieldError::new(field, say.a(&format!("notices-{field}-{reason}"), &most)))
        .collect();
    let input = |name: &'static str, hint: &str| {
        let (label, hint) = (say.t(&format!("notices-{name}")), say.a(hint, &most));
        text_input(
            say,
            &TextInput {
                name,
                label: &label,
                hint: Some(&hint),
                value: told(name),
                error: error_of(&errors, name),
                ..TextInput::default()
            },
        )
    };
    let length =
        say.a("notices-text-hint", &[("most", Arg::Number(i64::try_from(LONGEST).unwrap_or_default()))]);
    let text = say.t("notices-text");
    let markup = html! {
        (back_link(say, "/a/"))
        (error_summary(say, &errors))
        h1 tabindex="-1" { (say.t("notices-title")) }
        p.lead { (say.t("notices-lead")) }
        (form(BASE, html! {
            (text_input(say, &TextInput { name: "text", label: &text, hint: Some(&length), value: told("text"), error: error_of(&errors, "text"), ..TextInput::default() }))
            (input("mails", "notices-mails-hint"))
            (input("phones", "notices-phones-hint"))
            (button(ButtonKind::Primary, &say.t("notices-keep")))
        }))
        h2 { (say.t("notices-tried")) }
        @if seen.tried.is_empty() { p.empty { (say.t("notices-tried-none")) } }
        @for tried in &seen.tried {
            p {
                (moment(say, tried.at)) " : "
                (say.a(if tried.way == Way::Mail { "notices-by-mail" } else { "notices-by-sms" }, &[("sent", Arg::Number(tried.sent.into())), ("failed", Arg::Number(tried.failed.into()))]))
            }
        }
    };
    Page::new(say, "title-notices", markup)
}

//! The room's pages: pure functions from what may be shown to HTML, the same on every host.
//!
//! Names and accounts reach a page only inside a [`danbe_guard::View`]. Titles are constant, addresses opaque.

mod before;
mod beside;
mod close;
mod file;
mod find;
mod journey;
mod team;

pub use before::{Looked, hers, looking, possible};
pub use beside::{BesideShown, beside, beside_of};
pub use close::{CLOSINGS, ClosingShown, closing, closing_kept, closing_of};
pub use file::{FileShown, Identity, change, conflict, file, history, identity, note};
pub use find::{Beside, ListShown, Match, listed, matches, search};
pub use journey::{Asked, ask, check, kept, received};
pub use team::{TeamShown, team, team_of};

use super::steps::{Kind, List, Question, REFUSED};
use danbe_pages::forms::{
    Choice, DateInput, FieldError, Number, Radios, Select, State, TextArea, TextInput, TextKind, Width, tag,
};
use danbe_pages::{Arg, Markup, Say, date_fr, html};
use danbe_words::{Day, FileKind, Region, Stage};

/// Where the room lives in the addresses of the device.
pub const BASE: &str = "/a";

/// A value as screens say it; what nobody answered is said so.
#[must_use]
pub fn said(say: &Say, question: &Question, value: &str) -> String {
    match (question.kind, value) {
        (_, "") => say.t("missing"),
        (_, "unknown") => say.t("unknown"),
        (_, REFUSED) => say.t("refused"),
        (Kind::Code(list), code) => coded(say, list, code),
        (Kind::Date, iso) => day(iso),
        (Kind::Years, years) => years
            .parse()
            .map_or_else(|_| years.to_owned(), |years| say.a("years", &[("n", Arg::Number(years))])),
        (Kind::BirthYear | Kind::Telephone | Kind::Document | Kind::Line | Kind::Text, text) => {
            text.to_owned()
        }
    }
}

/// What a file is about: how far a victim's recognition has gone, or that it is of a smuggled migrant, where nothing is
/// to be recognised.
fn about(say: &Say, kind: FileKind, stage: Stage) -> Markup {
    let what = if kind.is_trafficking() { format!("stage-{stage}") } else { "kind-smuggling".to_owned() };
    tag(State::Quiet, &say.t(&what))
}

fn coded(say: &Say, list: List, code: &str) -> String {
    match list {
        List::Region => Region::from_code(code).map_or_else(|_| code.to_owned(), |r| r.name().to_owned()),
        List::Manner => say.t(&format!("manner-{code}")),
        List::Form => say.t(&format!("form-{code}")),
        List::Sex => say.t(&format!("sex-{code}")),
        List::Nationality => say.t(&format!("nationality-{code}")),
        List::Transport => say.t(&format!("transport-{code}")),
        List::Danger => say.t(&format!("danger-{code}")),
        List::Paid => say.t(&format!("paid-{code}")),
        List::Protection => say.t(&format!("protection-{code}")),
    }
}

fn day(iso: &str) -> String {
    iso.parse::<Day>().map_or_else(
        |_| iso.to_owned(),
        |day| {
            let (year, month, day) = day.parts();
            date_fr(year, month, day)
        },
    )
}

/// The field of a question. `value` is as meant; `typed` what was just typed, when it could not be taken.
pub(crate) fn field(
    say: &Say,
    question: &Question,
    label: &str,
    value: &str,
    errors: &[FieldError],
    typed: &[(String, String)],
) -> Markup {
    let name = question.name;
    let again = |field: &str| typed.iter().find(|(f, _)| f == field).map(|(_, v)| v.as_str());
    let error = errors.iter().find(|error| error.field == name).map(|error| error.message.as_str());
    let hint_key = format!("hint-{name}");
    let hint_text = say.has(&hint_key).then(|| say.t(&hint_key));
    let hint = hint_text.as_deref();
    let shown = again(name).unwrap_or(value);
    match question.kind {
        Kind::Code(list) => {
            let choices = choices(say, list);
            if matches!(list, List::Region) {
                danbe_pages::forms::select(
                    say,
                    &Select { name, label, hint, value: shown, error, choices: &choices },
                )
            } else {
                danbe_pages::forms::radios(
                    say,
                    &Radios { name, label, hint, value: shown, error, choices: &choices },
                )
            }
        }
        Kind::Date => {
            let date = value.parse::<Day>().map(Day::parts).ok();
            let part = |part: &str, meant: Option<String>| {
                again(&format!("{name}_{part}")).map(str::to_owned).or(meant).unwrap_or_default()
            };
            let day = part("day", date.map(|(_, _, day)| day.to_string()));
            let month = part("month", date.map(|(_, month, _)| month.to_string()));
            let year = part("year", date.map(|(year, ..)| year.to_string()));
            let input = DateInput { name, label, hint, day: &day, month: &month, year: &year, error };
            danbe_pages::forms::date_input(say, &input)
        }
        Kind::Years => years(say, question, label, hint, shown, error),
        Kind::BirthYear => danbe_pages::forms::number(
            say,
            &Number { name, label, hint, value: shown, error, ..Number::default() },
        ),
        Kind::Telephone | Kind::Document | Kind::Line => {
            let kind = if question.kind == Kind::Telephone { TextKind::Phone } else { TextKind::Plain };
            let width = if question.kind == Kind::Line { Width::Full } else { Width::Medium };
            danbe_pages::forms::text_input(
                say,
                &TextInput { name, label, hint, value: shown, error, width, kind },
            )
        }
        Kind::Text => danbe_pages::forms::text_area(
            say,
            &TextArea { name, label, hint, value: shown, error, ..TextArea::default() },
        ),
    }
}

fn years(
    say: &Say,
    question: &Question,
    label: &str,
    hint: Option<&str>,
    shown: &str,
    error: Option<&str>,
) -> Markup {
    let name = question.name;
    let unknown = shown == "unknown";
    let box_name = format!("{name}_unknown");
    let value = if unknown { "" } else { shown };
    let boxes = [Choice::new("yes", say.t("age-unknown"))];
    let values: &[&str] = if unknown { &["yes"] } else { &[] };
    html! {
        (danbe_pages::forms::number(say, &Number { name, label, hint, value, error, ..Number::default() }))
        (danbe_pages::forms::checkboxes(say, &danbe_pages::forms::Checkboxes {
            name: &box_name, label: &say.t("age-or"), hint: None, values, error: None, choices: &boxes,
        }))
    }
}

fn choices(say: &Say, list: List) -> Vec<Choice<'static>> {
    let codes = list.codes();
    let refusable = codes.contains(&"unknown");
    let mut choices: Vec<_> = codes
        .into_iter()
        .map(|code| {
            let words = if code == "unknown" { say.t("unknown") } else { coded(say, list, code) };
            let choice = Choice::new(code, words);
            if code == "unknown" { choice.apart() } else { choice }
        })
        .collect();
    if refusable {
        choices.push(Choice::new(REFUSED, say.t("refused")));
    }
    choices
}

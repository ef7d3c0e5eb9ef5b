//! What can be typed: text, numbers, dates. What can be chosen is in [`crate::choices`].
//!
//! Every field has a label, and its hint and error are tied to it for screen readers. An empty `label` means
//! that the question of the page is the label (see [`crate::forms::QUESTION_ID`]). Identifiers are the names.

use maud::{Markup, html};

use crate::forms::QUESTION_ID;
use crate::say::Say;

/// How wide a field looks; the width tells how much is expected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Width {
    /// The whole column.
    #[default]
    Full,
    /// About twenty letters.
    Medium,
    /// About five letters.
    Short,
}

/// What a text field is for; changes the keyboard, never what is accepted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TextKind {
    /// Words.
    #[default]
    Plain,
    /// Hidden while typed.
    Secret,
    /// Digits of a one-time code.
    Code,
    /// A telephone number.
    Phone,
    /// A search.
    Search,
}

/// One line of text.
#[derive(Default)]
pub struct TextInput<'a> {
    /// Name and identifier.
    pub name: &'a str,
    /// Label; empty: the page's question.
    pub label: &'a str,
    /// Under the label.
    pub hint: Option<&'a str>,
    /// As typed.
    pub value: &'a str,
    /// What to correct.
    pub error: Option<&'a str>,
    /// How wide.
    pub width: Width,
    /// Which keyboard.
    pub kind: TextKind,
}

/// Several lines of text.
#[derive(Default)]
pub struct TextArea<'a> {
    /// Name and identifier.
    pub name: &'a str,
    /// Label; empty: the page's question.
    pub label: &'a str,
    /// Under the label.
    pub hint: Option<&'a str>,
    /// As typed.
    pub value: &'a str,
    /// What to correct.
    pub error: Option<&'a str>,
    /// Lines shown; 0: six.
    pub rows: u8,
}

/// A whole number.
#[derive(Default)]
pub struct Number<'a> {
    /// Name and identifier.
    pub name: &'a str,
    /// Label; empty: the page's question.
    pub label: &'a str,
    /// Under the label.
    pub hint: Option<&'a str>,
    /// As typed.
    pub value: &'a str,
    /// What to correct.
    pub error: Option<&'a str>,
    /// Unit shown after the field, for instance "ans".
    pub unit: Option<&'a str>,
}

/// A date in three fields, `name_day`, `name_month`, `name_year`: no calendar, and any part may stay empty.
#[derive(Default)]
pub struct DateInput<'a> {
    /// Name of the group and start of the three names.
    pub name: &'a str,
    /// Legend; empty: the page's question.
    pub label: &'a str,
    /// Under the legend.
    pub hint: Option<&'a str>,
    /// Day as typed.
    pub day: &'a str,
    /// Month as typed.
    pub month: &'a str,
    /// Year as typed.
    pub year: &'a str,
    /// What to correct.
    pub error: Option<&'a str>,
}

/// Label, hint, error: what every field shows around its control.
pub(crate) struct Around<'a> {
    pub(crate) name: &'a str,
    pub(crate) label: &'a str,
    pub(crate) hint: Option<&'a str>,
    pub(crate) error: Option<&'a str>,
}

impl Around<'_> {
    pub(crate) fn by(&self) -> Option<&'static str> {
        self.label.is_empty().then_some(QUESTION_ID)
    }

    pub(crate) fn described(&self) -> Option<String> {
        let hint = self.hint.map(|_| format!("{}-hint", self.name));
        let error = self.error.map(|_| format!("{}-error", self.name));
        match (hint, error) {
            (Some(hint), Some(error)) => Some(format!("{hint} {error}")),
            (hint, error) => hint.or(error),
        }
    }

    pub(crate) fn invalid(&self) -> Option<&'static str> {
        self.error.map(|_| "true")
    }

    fn notes(&self, say: &Say) -> Markup {
        html! {
            @if let Some(hint) = self.hint { p.hint id={ (self.name) "-hint" } { (hint) } }
            @if let Some(error) = self.error { p.error id={ (self.name) "-error" } { (say.t("error-before")) " " (error) } }
        }
    }

    pub(crate) fn single(&self, say: &Say, control: Markup) -> Markup {
        html! {
            div.field.wrong[self.error.is_some()] {
                @if !self.label.is_empty() { label for=(self.name) { (self.label) } }
                (self.notes(say))
                (control)
            }
        }
    }

    pub(crate) fn group(&self, say: &Say, id: Option<&str>, controls: Markup) -> Markup {
        html! {
            fieldset.field.wrong[self.error.is_some()] id=[id] tabindex=[id.map(|_| "-1")] aria-labelledby=[self.by()] aria-describedby=[self.described()] {
                @if !self.label.is_empty() { legend { (self.label) } }
                (self.notes(say))
                (controls)
            }
        }
    }
}

/// One line of text.
pub fn text_input(say: &Say, field: &TextInput) -> Markup {
    let TextInput { name, label, hint, value, error, width, kind } = *field;
    let around = Around { name, label, hint, error };
    let (kind, keyboard) = match kind {
        TextKind::Plain => ("text", None),
        TextKind::Secret => ("password", None),
        TextKind::Code => ("text", Some("numeric")),
        TextKind::Phone => ("tel", None),
        TextKind::Search => ("search", None),
    };
    around.single(
        say,
        html! {
            input.medium[width == Width::Medium].short[width == Width::Short] type=(kind) inputmode=[keyboard]
                id=(name) name=(name) value=(value) aria-labelledby=[around.by()] aria-describedby=[around.described()]
                aria-invalid=[around.invalid()] autocomplete="off" autocapitalize="off" spellcheck="false";
        },
    )
}

/// Several lines of text.
pub fn text_area(say: &Say, field: &TextArea) -> Markup {
    let TextArea { name, label, hint, value, error, rows } = *field;
    let around = Around { name, label, hint, error };
    around.single(
        say,
        html! {
            textarea id=(name) name=(name) rows=(if rows == 0 { 6 } else { rows }) aria-labelledby=[around.by()]
                aria-describedby=[around.described()] aria-invalid=[around.invalid()] autocomplete="off" spellcheck="false" {
                // HTML drops one line break after the opening tag; this one, so that none of hers is lost.
                "\n" (value)
            }
        },
    )
}

/// A whole number, typed on a keyboard of digits.
pub fn number(say: &Say, field: &Number) -> Markup {
    let Number { name, label, hint, value, error, unit } = *field;
    let around = Around { name, label, hint, error };
    around.single(
        say,
        html! {
            (digits(name, value, &around))
            @if let Some(unit) = unit { span.unit { (unit) } }
        },
    )
}

fn digits(name: &str, value: &str, around: &Around) -> Markup {
    html! {
        input.short type="text" inputmode="numeric" id=(name) name=(name) value=(value) aria-labelledby=[around.by()]
            aria-describedby=[around.described()] aria-invalid=[around.invalid()] autocomplete="off" spellcheck="false";
    }
}

/// A date in three fields; a day or a month nobody knows stays empty.
pub fn date_input(say: &Say, field: &DateInput) -> Markup {
    let around = Around { name: field.name, label: field.label, hint: field.hint, error: field.error };
    let part = |part: &str, value: &str| {
        let name = format!("{}_{part}", field.name);
        html! {
            div {
                label for=(name) { (say.t(part)) }
                input.short type="text" inputmode="numeric" id=(name) name=(name) value=(value)
                    aria-invalid=[around.invalid()] autocomplete="off" spellcheck="false";
            }
        }
    };
    around.group(
        say,
        Some(field.name),
        html! {
            div.date {
                (part("day", field.day)) (part("month", field.month)) (part("year", field.year))
            }
        },
    )
}

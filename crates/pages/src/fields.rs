//! What can be answered: text, choices, dates, numbers.
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

/// One possible answer.
#[derive(Clone, Debug, Default)]
pub struct Choice<'a> {
    /// Code sent.
    pub value: &'a str,
    /// Words shown.
    pub label: String,
    /// Under the words.
    pub hint: Option<String>,
    /// Stands apart, under "ou": "Inconnu" is not one more option of the list.
    pub apart: bool,
}

impl<'a> Choice<'a> {
    /// A choice without a hint.
    pub fn new(value: &'a str, label: impl Into<String>) -> Self {
        Choice { value, label: label.into(), hint: None, apart: false }
    }

    /// The same, with a hint.
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Choice { hint: Some(hint.into()), ..self }
    }

    /// The same, after the divider "ou".
    pub fn apart(self) -> Self {
        Choice { apart: true, ..self }
    }
}

/// "Inconnu" and "Refus de répondre", to end a list of choices; codes `unknown` and `refused`.
pub fn unsaid_choices(say: &Say) -> [Choice<'static>; 2] {
    [Choice::new("unknown", say.t("unknown")).apart(), Choice::new("refused", say.t("refused"))]
}

/// One answer among several.
#[derive(Default)]
pub struct Radios<'a> {
    /// Name; identifier of the first choice, then `name-2`, `name-3`…
    pub name: &'a str,
    /// Legend; empty: the page's question.
    pub label: &'a str,
    /// Under the legend.
    pub hint: Option<&'a str>,
    /// Code chosen; empty: none yet.
    pub value: &'a str,
    /// What to correct.
    pub error: Option<&'a str>,
    /// What can be chosen.
    pub choices: &'a [Choice<'a>],
}

/// Any number of answers.
#[derive(Default)]
pub struct Checkboxes<'a> {
    /// Name; identifier of the first choice, then `name-2`, `name-3`…
    pub name: &'a str,
    /// Legend; empty: the page's question.
    pub label: &'a str,
    /// Under the legend.
    pub hint: Option<&'a str>,
    /// Codes chosen.
    pub values: &'a [&'a str],
    /// What to correct.
    pub error: Option<&'a str>,
    /// What can be chosen.
    pub choices: &'a [Choice<'a>],
}

/// One answer in a long list; the first line of the list is empty.
#[derive(Default)]
pub struct Select<'a> {
    /// Name and identifier.
    pub name: &'a str,
    /// Label; empty: the page's question.
    pub label: &'a str,
    /// Under the label.
    pub hint: Option<&'a str>,
    /// Code chosen; empty: none yet.
    pub value: &'a str,
    /// What to correct.
    pub error: Option<&'a str>,
    /// What can be chosen.
    pub choices: &'a [Choice<'a>],
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
struct Around<'a> {
    name: &'a str,
    label: &'a str,
    hint: Option<&'a str>,
    error: Option<&'a str>,
}

impl Around<'_> {
    fn by(&self) -> Option<&'static str> {
        self.label.is_empty().then_some(QUESTION_ID)
    }

    fn described(&self) -> Option<String> {
        let hint = self.hint.map(|_| format!("{}-hint", self.name));
        let error = self.error.map(|_| format!("{}-error", self.name));
        match (hint, error) {
            (Some(hint), Some(error)) => Some(format!("{hint} {error}")),
            (hint, error) => hint.or(error),
        }
    }

    fn invalid(&self) -> Option<&'static str> {
        self.error.map(|_| "true")
    }

    fn notes(&self, say: &Say) -> Markup {
        html! {
            @if let Some(hint) = self.hint { p.hint id={ (self.name) "-hint" } { (hint) } }
            @if let Some(error) = self.error { p.error id={ (self.name) "-error" } { (say.t("error-before")) " " (error) } }
        }
    }

    fn single(&self, say: &Say, control: Markup) -> Markup {
        html! {
            div.field.wrong[self.error.is_some()] {
                @if !self.label.is_empty() { label for=(self.name) { (self.label) } }
                (self.notes(say))
                (control)
            }
        }
    }

    fn group(&self, say: &Say, controls: Markup) -> Markup {
        html! {
            fieldset.field.wrong[self.error.is_some()] aria-labelledby=[self.by()] aria-describedby=[self.described()] {
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

/// One answer among several, as large buttons to touch.
pub fn radios(say: &Say, field: &Radios) -> Markup {
    let Radios { name, label, hint, value, error, choices } = *field;
    let around = Around { name, label, hint, error };
    let boxes = boxes(say, name, "radio", choices, |code| !value.is_empty() && code == value);
    around.group(say, boxes)
}

/// Any number of answers, as large boxes to touch.
pub fn checkboxes(say: &Say, field: &Checkboxes) -> Markup {
    let Checkboxes { name, label, hint, values, error, choices } = *field;
    let around = Around { name, label, hint, error };
    let boxes = boxes(say, name, "checkbox", choices, |code| values.contains(&code));
    around.group(say, boxes)
}

fn boxes(say: &Say, name: &str, kind: &str, choices: &[Choice], chosen: impl Fn(&str) -> bool) -> Markup {
    html! {
        @for (place, choice) in choices.iter().enumerate() {
            @let id = if place == 0 { name.to_owned() } else { format!("{name}-{}", place + 1) };
            @let hint_id = choice.hint.as_ref().map(|_| format!("{id}-hint-choice"));
            @if choice.apart { p.or { (say.t("or")) } }
            div.choice {
                input type=(kind) id=(id) name=(name) value=(choice.value) checked[chosen(choice.value)]
                    aria-describedby=[hint_id.as_deref()] autocomplete="off" spellcheck="false";
                label for=(id) { (choice.label) }
                @if let (Some(hint), Some(hint_id)) = (&choice.hint, &hint_id) { p.hint id=(hint_id) { (hint) } }
            }
        }
    }
}

/// One answer in a long list.
pub fn select(say: &Say, field: &Select) -> Markup {
    let Select { name, label, hint, value, error, choices } = *field;
    let around = Around { name, label, hint, error };
    around.single(
        say,
        html! {
            select id=(name) name=(name) aria-labelledby=[around.by()] aria-describedby=[around.described()]
                aria-invalid=[around.invalid()] autocomplete="off" spellcheck="false" {
                option value="" { (say.t("choose")) }
                @for choice in choices { option value=(choice.value) selected[!value.is_empty() && choice.value == value] { (choice.label) } }
            }
        },
    )
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
        html! {
            div.date id=(field.name) tabindex="-1" {
                (part("day", field.day)) (part("month", field.month)) (part("year", field.year))
            }
        },
    )
}

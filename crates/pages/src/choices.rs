//! What can be chosen: one answer, several, one in a long list.
//!
//! Large rows to touch, native controls: they work without JavaScript, in forced colours, and for every reader.

use maud::{Markup, html};

use crate::fields::Around;
use crate::say::Say;

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

/// One answer among several, as large buttons to touch.
pub fn radios(say: &Say, field: &Radios) -> Markup {
    let Radios { name, label, hint, value, error, choices } = *field;
    let around = Around { name, label, hint, error };
    let boxes = boxes(say, name, "radio", choices, |code| !value.is_empty() && code == value);
    around.group(say, None, boxes)
}

/// Any number of answers, as large boxes to touch.
pub fn checkboxes(say: &Say, field: &Checkboxes) -> Markup {
    let Checkboxes { name, label, hint, values, error, choices } = *field;
    let around = Around { name, label, hint, error };
    let boxes = boxes(say, name, "checkbox", choices, |code| values.contains(&code));
    around.group(say, None, boxes)
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

//! With whom one's own agency shares, for what, and what is missing.

use super::{Protocol, Protocols};
use danbe_guard::View;
use danbe_pages::forms::{
    self, ButtonKind, Checkboxes, Choice, FieldError, Notice, Question, Select, State, TextInput, back_link,
    button, button_link, checkboxes, error_of, form, notice, question, select, tag, text_input,
};
use danbe_pages::{Arg, Page, Say, html};
use danbe_words::{AgencyId, FileKind, Purpose};

/// Where the room lives on the device.
pub const BASE: &str = "/a/protocoles";

/// What an officer reads.
#[derive(Debug, Clone, Default)]
pub struct ProtocolsShown {
    /// What the server said.
    pub protocols: Protocols,
    /// Each that reads, with the partner's name, in the same order; nothing for one whose signatures do not hold.
    pub read: Vec<Option<(Protocol, String)>>,
    /// One's own agency.
    pub own: Option<AgencyId>,
}

fn purposes(say: &Say, all: &[Purpose]) -> String {
    all.iter().map(|it| say.t(&format!("purpose-{it}"))).collect::<Vec<_>>().join(", ")
}

fn mechanisms(say: &Say, all: &[FileKind]) -> String {
    all.iter().map(|it| say.t(&format!("mechanism-{it}"))).collect::<Vec<_>>().join(", ")
}

/// Protocols of one's own agency, and the purposes that are open.
#[must_use]
pub fn listed(say: &Say, view: &View<ProtocolsShown>) -> Page {
    let shown = view.get();
    let closed: Vec<_> = Purpose::ALL
        .iter()
        .filter(|it| !shown.protocols.purposes.iter().any(|open| open.purpose == **it))
        .copied()
        .collect();
    let markup = html! {
        (back_link(say, "/a/"))
        h1 tabindex="-1" { (say.t("protocols-title")) }
        p.lead { (say.t("protocols-lead")) }
        p { (button_link(ButtonKind::Primary, &say.t("protocol-propose"), &format!("{BASE}/proposer"))) }
        @if shown.protocols.protocols.is_empty() { p.empty { (say.t("protocols-none")) } }
        @for (protocol, read) in shown.protocols.protocols.iter().zip(&shown.read) {
            div.note-block {
                @match read {
                    None => (notice(say, Notice::Warning, html! { p { (say.t("protocol-forged")) } })),
                    Some((said, name)) => {
                        h2 { (name) }
                        p {
                            @if protocol.since.is_some() { (tag(State::Active, &say.t("protocol-in-force"))) }
                            @else { (tag(State::Waiting, &say.t("protocol-waits"))) }
                            " " (said.reference)
                        }
                        p.hint { (purposes(say, &said.purposes)) ". " (mechanisms(say, &said.kinds)) "." }
                        @let partner = shown.own.and_then(|own| said.partner(own)).map(|id| id.to_string()).unwrap_or_default();
                        @if protocol.since.is_some() {
                            (form(&format!("{BASE}/finir/{partner}"), button(ButtonKind::Grave, &say.t("protocol-end"))))
                        } @else if Some(protocol.by) != shown.own {
                            (form(&format!("{BASE}/signer/{partner}"), button(ButtonKind::Primary, &say.t("protocol-sign"))))
                        } @else { p.hint { (say.t("protocol-waits-other")) } }
                    }
                }
            }
        }
        h2 { (say.t("purposes-title")) }
        @for open in &shown.protocols.purposes {
            p { strong { (say.t(&format!("purpose-{}", open.purpose))) } br; span.hint { (say.a("purpose-open", &[("reference", Arg::Text(&open.reference))])) } }
        }
        @if !closed.is_empty() { p.hint { (say.a("purposes-closed", &[("purposes", Arg::Text(&purposes(say, &closed)))])) } }
    };
    Page::new(say, "title-protocols", markup)
}

/// With whom, for what, after which paper?
#[must_use]
pub fn propose(
    say: &Say,
    agencies: &[(String, String)],
    typed: &[(String, String)],
    error: Option<(&str, &str)>,
) -> Page {
    let told = |name| forms::typed(typed, name);
    let ticked = |field: &str| -> Vec<&str> {
        typed.iter().filter(|(name, _)| name == field).map(|(_, code)| code.as_str()).collect()
    };
    let (chosen, under) = (ticked("purposes"), ticked("kinds"));
    let kinds = FileKind::ALL.iter().map(|it| Choice::new(it.code(), say.t(&format!("mechanism-{it}"))));
    let (kinds, kinds_label) = (kinds.collect::<Vec<_>>(), say.t("protocol-kinds"));
    let errors: Vec<_> = error.iter().map(|(field, key)| FieldError::new(field, say.t(key))).collect();
    let with: Vec<_> = agencies.iter().map(|(id, name)| Choice::new(id, name.clone())).collect();
    let what: Vec<_> =
        Purpose::ALL.iter().map(|it| Choice::new(it.code(), say.t(&format!("purpose-{it}")))).collect();
    let (with_label, what_label, reference) =
        (say.t("protocol-with"), say.t("protocol-purposes"), say.t("protocol-reference"));
    let hint = say.t("protocol-reference-hint");
    let body = html! {
        (select(say, &Select { name: "with", label: &with_label, value: told("with"), error: error_of(&errors, "with"), choices: &with, ..Select::default() }))
        (checkboxes(say, &Checkboxes { name: "purposes", label: &what_label, values: &chosen, error: error_of(&errors, "purposes"), choices: &what, ..Checkboxes::default() }))
        (checkboxes(say, &Checkboxes { name: "kinds", label: &kinds_label, values: &under, error: error_of(&errors, "kinds"), choices: &kinds, ..Checkboxes::default() }))
        (text_input(say, &TextInput { name: "reference", label: &reference, hint: Some(&hint), value: told("reference"), error: error_of(&errors, "reference"), ..TextInput::default() }))
    };
    let markup = question(
        say,
        Question {
            legend: &say.t("protocol-propose"),
            hint: Some(&say.t("protocol-propose-hint")),
            errors: &errors,
            action: &format!("{BASE}/proposer"),
            body,
            button: Some(&say.t("protocol-send")),
            back: Some(BASE),
            ..Question::default()
        },
    );
    Page::new(say, "title-protocols", markup)
}

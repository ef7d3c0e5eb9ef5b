//! The journey of a screening, and what leaves at its end.

use super::indicators::all;
use super::steps::{Fault, Screened, Step, Typed, seen};
use crate::bases::pages::{Agency, fields as basis_fields};
use crate::bases::steps::{Step as Basis, value};
use crate::cases::pages::{BASE, field};
use crate::cases::steps;
use crate::referrals::pages::shared;
use danbe_guard::View;
use danbe_pages::forms::{
    ButtonKind, Choice, FieldError, Notice, Question, Radios, Select, TextArea, back_link, button, error_of,
    form, notice, question, radios, select, text_area,
};
use danbe_pages::{Arg, Markup, Page, Say, html, moment};
use danbe_words::Evidence;
use danbe_words::Ground;

/// Where the room lives in the addresses of the device.
pub const HERE: &str = "/a/filtrage";

/// One page of the journey.
#[must_use]
pub fn ask(say: &Say, step: Step, agencies: &[Agency], typed: &Typed, fault: Option<&Fault>) -> Page {
    let sentence = |fault: &Fault| {
        let label = format!("label-{}", fault.field);
        let what = if say.has(&label) { say.t(&label) } else { String::new() };
        let max = i64::try_from(steps::LONGEST).unwrap_or_default();
        say.a(&fault.word, &[("what", Arg::Text(&what)), ("max", Arg::Number(max))])
    };
    let errors: Vec<_> = fault.iter().map(|fault| FieldError::new(fault.field, sentence(fault))).collect();
    let place = Step::ALL.iter().position(|known| *known == step).unwrap_or_default();
    let before = place.checked_sub(1).and_then(|before| Step::ALL.get(before));
    let back = before.map_or_else(|| format!("{BASE}/"), |before| format!("{HERE}/{}", before.path()));
    let n = |n: usize| u32::try_from(n).unwrap_or_default();
    let lead_key = format!("screening-lead-{}", step.path());
    let lead = say.has(&lead_key).then(|| say.t(&lead_key));
    let markup = html! {
        (question(say, Question {
            legend: &say.t(&format!("screening-step-{}", step.path())),
            hint: lead.as_deref(),
            errors: &errors,
            action: &format!("{HERE}/{}", step.path()),
            body: body(say, step, agencies, typed, &errors),
            button: Some(&say.t("continue")),
            back: Some(&back),
            progress: Some((n(place + 1), n(Step::ALL.len()))),
            ..Question::default()
        }))
        @if step == Step::Freedom && !typed.is_empty() {
            (form(&format!("{HERE}/effacer"), button(ButtonKind::Secondary, &say.t("screening-clear"))))
        }
    };
    Page::new(say, "title-screening", markup)
}

fn body(say: &Say, step: Step, agencies: &[Agency], typed: &Typed, errors: &[FieldError]) -> Markup {
    match step {
        Step::Saying => basis_fields(say, Basis::Saying, (agencies, &[Evidence::Witnessed]), typed, errors),
        Step::To => to(say, agencies, typed, errors),
        _ => html! {
            @for indicator in step.indicators() {
                @let label = say.t(&format!("seen-{}", indicator.name));
                @let choices = ["yes", "no", "unknown"].map(|code| Choice::new(code, say.t(&format!("seen-is-{code}"))));
                (radios(say, &Radios { name: indicator.name, label: &label, value: seen(typed, indicator).unwrap_or_default(), choices: &choices, ..Radios::default() }))
            }
            @for name in step.questions() {
                @if let Some(question) = steps::question(name) {
                    @let label = if step.questions().len() == 1 { String::new() } else { say.t(&format!("label-{name}")) };
                    (field(say, question, &label, "", errors, typed))
                }
            }
        },
    }
}

fn to(say: &Say, agencies: &[Agency], typed: &Typed, errors: &[FieldError]) -> Markup {
    let services: Vec<_> = agencies.iter().map(|(id, name)| Choice::new(id, name.clone())).collect();
    let grounds = [Ground::Consent, Ground::VitalInterest].map(|it| {
        Choice::new(it.code(), say.t(&format!("ground-{it}"))).hint(say.t(&format!("ground-hint-{it}")))
    });
    let (receiver, ground) = (say.t("basis-receiver"), say.t("basis-ground"));
    let (request, hint) = (say.t("refer-request"), say.t("refer-request-hint"));
    html! {
        (select(say, &Select { name: "receiver", label: &receiver, value: value(typed, "receiver"), error: error_of(errors, "receiver"), choices: &services, ..Select::default() }))
        (text_area(say, &TextArea { name: "request", label: &request, hint: Some(&hint), value: value(typed, "request"), error: error_of(errors, "request"), ..TextArea::default() }))
        (radios(say, &Radios { name: "ground", label: &ground, value: value(typed, "ground"), error: error_of(errors, "ground"), choices: &grounds, ..Radios::default() }))
    }
}

/// What was seen and how it was agreed, in words, for the agency that receives her: a note, not a score.
#[must_use]
pub fn noted(say: &Say, typed: &Typed, screened: &Screened) -> String {
    let line = |what: &str, said: &str| {
        let what = say.t(what);
        say.a("noted-line", &[("what", Arg::Text(&what)), ("said", Arg::Text(said))])
    };
    let told = |code: &str| {
        let these: Vec<_> = all().filter(|it| seen(typed, it) == Some(code)).collect();
        let these: Vec<_> = these.iter().map(|it| say.t(&format!("seen-{}", it.name))).collect();
        (!these.is_empty())
            .then(|| line(&format!("seen-is-{code}"), &format!("{}.", these.join("\u{202f}; "))))
    };
    let (said, words) = (&screened.meant.said, &screened.meant.words);
    let mut lines = vec![say.t("screening-list")];
    lines.extend(["yes", "no", "unknown"].into_iter().filter_map(told));
    let mut how = vec![say.t(&format!("ground-{}", said.ground)), say.t(&format!("tongue-{}", said.tongue))];
    if said.ground == Ground::Consent {
        how.push(say.t(&format!("giver-{}", said.giver)));
        how.push(say.t(&format!("evidence-{}", said.evidence)));
    }
    how.push(say.t(&format!("interpreter-{}", said.interpreter)));
    lines.push(line("basis-ground", &format!("{}.", how.join(", "))));
    for (key, text) in [
        ("basis-witness", &words.witness),
        ("basis-guardian", &words.guardian),
        ("basis-reason", &words.reason),
    ] {
        if !text.is_empty() {
            lines.push(line(key, text));
        }
    }
    lines.join("\n")
}

/// Exactly what leaves. `lacks`: the word for what is missing before anything may.
#[must_use]
pub fn check(say: &Say, to: &str, screened: &View<Screened>, lacks: Option<&str>) -> Page {
    let screened = screened.get();
    let until = moment(say, screened.meant.said.until.0);
    let markup = html! {
        (back_link(say, &format!("{HERE}/{}", Step::Saying.path())))
        h1 tabindex="-1" { (say.a("preview-title", &[("name", Arg::Text(to))])) }
        p.lead { (say.t("screening-check")) }
        (shared(say, &screened.request, &screened.content))
        p.hint { (say.a("basis-until-when", &[("when", Arg::Text(&until))])) }
        @match lacks {
            Some(word) => { (notice(say, Notice::Warning, html! { p { (say.t(word)) } })) }
            None => { (form(&format!("{HERE}/envoyer"), button(ButtonKind::Primary, &say.t("preview-send")))) }
        }
    };
    Page::new(say, "title-screening", markup)
}

//! Registering: one question a page, check the answers, kept on this device, received by the server.

use super::super::steps::{self, Fault, Step, Values};
use super::before::{self, Looked};
use super::{BASE, field, said};
use danbe_pages::forms::{FieldError, Notice, Question, SummaryRow, notice, panel, question, summary_list};
use danbe_pages::{Arg, Page, Say, html, moment};
use danbe_words::FileKind;

/// One question page.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The draft's address part.
    pub draft: &'a str,
    /// What the file will be about.
    pub kind: FileKind,
    /// Place in the journey, from 0.
    pub place: usize,
    /// The step.
    pub step: &'a Step,
    /// Answers so far; a capture-only phone has none to show.
    pub values: &'a Values,
    /// What was just typed, when it could not be taken.
    pub typed: &'a [(String, String)],
    /// Why.
    pub faults: &'a [Fault],
    /// Whether earlier answers can be shown again.
    pub back: bool,
}

/// The sentences of faults.
pub(super) fn errors(say: &Say, faults: &[Fault]) -> Vec<FieldError> {
    let sentence = |fault: &Fault| {
        let what = say.t(&format!("label-{}", fault.question));
        let max = i64::try_from(steps::LONGEST).unwrap_or_default();
        say.a(&format!("fault-{}", fault.why), &[("what", Arg::Text(&what)), ("max", Arg::Number(max))])
    };
    faults.iter().map(|fault| FieldError::new(fault.question, sentence(fault))).collect()
}

/// Asks one step.
#[must_use]
pub fn ask(say: &Say, asked: &Asked<'_>) -> Page {
    let step = asked.step;
    let action = format!("{BASE}/enregistrer/{}/{}", asked.draft, step.path);
    let draft = format!("{action}/brouillon");
    let errors = errors(say, asked.faults);
    let alone = step.questions.len() == 1;
    let body = html! {
        @for name in step.questions {
            @if let Some(q) = steps::question(name) {
                @let label = if alone { String::new() } else { say.t(&format!("label-{name}")) };
                @let value = asked.values.get(*name).map_or("", String::as_str);
                (field(say, q, &label, value, &errors, asked.typed))
            }
        }
    };
    let journey = steps::journey(asked.kind);
    let before = asked.place.checked_sub(1).and_then(|place| journey.get(place)).filter(|_| asked.back);
    let back = before.map_or_else(
        || format!("{BASE}/"),
        |step| format!("{BASE}/enregistrer/{}/{}", asked.draft, step.path),
    );
    let legend = say.t(&format!("step-{}", step.path));
    let lead_key = format!("lead-{}", step.path);
    let lead = say.has(&lead_key).then(|| say.t(&lead_key));
    let count = |n: usize| u32::try_from(n).unwrap_or_default();
    let markup = question(
        say,
        Question {
            legend: &legend,
            hint: lead.as_deref(),
            errors: &errors,
            action: &action,
            draft: asked.back.then_some(draft.as_str()),
            body,
            back: Some(&back),
            progress: Some((count(asked.place + 1), count(journey.len()))),
            ..Question::default()
        },
    );
    Page::new(say, "title-register", markup)
}

/// Every answer on one page, each to be changed from there.
#[must_use]
pub fn check(
    say: &Say,
    (draft, kind): (&str, FileKind),
    values: Option<&Values>,
    after_today: bool,
    looked: &Looked<'_>,
) -> Page {
    let rows: Vec<_> = values.map(|values| summary(say, draft, kind, values)).unwrap_or_default();
    let body = html! {
        @if values.is_some() { (summary_list(say, &rows)) }
        @else { (notice(say, Notice::Inset, html! { p { (say.t("check-capture")) } })) }
        (before::said(say, draft, looked))
        @if after_today { (notice(say, Notice::Warning, html! { p { (say.t("check-after-today")) } })) }
    };
    let hint = say.t("check-hint");
    let title = say.t(if values.is_some() { "check-title" } else { "check-capture-title" });
    let markup = question(
        say,
        Question {
            legend: &title,
            hint: values.is_some().then_some(hint.as_str()),
            action: &format!("{BASE}/enregistrer/{draft}/envoyer"),
            body,
            button: Some(&say.t("register-save")),
            back: Some(&format!("{BASE}/")),
            ..Question::default()
        },
    );
    Page::new(say, "title-register", markup)
}

fn summary(say: &Say, draft: &str, kind: FileKind, values: &Values) -> Vec<SummaryRow> {
    let row = |step: &Step, name: &str| {
        let question = steps::question(name)?;
        let value = values.get(name).map_or("", String::as_str);
        let row = SummaryRow::new(say.t(&format!("label-{name}")), said(say, question, value));
        Some(row.change(format!("{BASE}/enregistrer/{draft}/{}?verifier", step.path)))
    };
    let journey = steps::journey(kind);
    journey.iter().flat_map(|step| step.questions.iter().filter_map(|name| row(step, name))).collect()
}

/// Kept on this device, not yet sent.
#[must_use]
pub fn kept(say: &Say, label: &str, refused: Option<&str>) -> Page {
    let body = html! {
        @match refused {
            None => p { (say.t("kept-more")) },
            Some(why) => { (notice(say, Notice::Warning, html! { p { (say.t("kept-refused")) } p { (why) } })) }
        }
        @if !label.is_empty() { p { a.button href={ (BASE) "/enregistrer" } { (say.t("register-another")) } } }
        p { a href={ (BASE) "/" } { (say.t("home-back")) } }
    };
    let file = say.t("kept-label");
    let number = (!label.is_empty()).then_some((file.as_str(), label));
    Page::new(say, "title-kept", panel(&say.t("kept-title"), number, body))
}

/// Received: the number of the receipt.
#[must_use]
pub fn received(say: &Say, label: &str, index: u64, at: i64) -> Page {
    let number = i64::try_from(index + 1).unwrap_or_default();
    let number = say.a("receipt-number", &[("n", Arg::Number(number))]);
    let when = moment(say, at);
    let body = html! {
        p { (say.a(if label.is_empty() { "received-at" } else { "received-when" }, &[("when", Arg::Text(&when)), ("label", Arg::Text(label))])) }
        p { (say.t("received-more")) }
        @if !label.is_empty() { p { a.button href={ (BASE) "/enregistrer" } { (say.t("register-another")) } } }
        p { a href={ (BASE) "/" } { (say.t("home-back")) } }
    };
    Page::new(
        say,
        "title-received",
        panel(&say.t("received-title"), Some((&say.t("received-label"), &number)), body),
    )
}

//! What leaves, before it leaves; what came, without a name until it is opened; how far each has come.

use super::inbox::{InboxLine, Inboxed};
use super::life::{Step, next};
use super::package::{Opened, Shared};
use super::sent::{Mark, Sent, SentLine};
use crate::bases::pages::Agency;
use crate::cases::pages::{BASE, said};
use crate::cases::steps;
use danbe_guard::View;
use danbe_pages::forms::{
    self, ButtonKind, Choice, FieldError, Item, Notice, Question, Radios, Select, State, SummaryRow,
    TextArea, TextInput, back_link, button, button_link, error_of, form, listing, notice, question, radios,
    select, summary_list, tag, text_area, text_input,
};
use danbe_pages::{Arg, Markup, Page, Say, html, moment};
use danbe_words::{BasisId, Decline, Errand, FileId, Recall, Referral, ReferralId, Region, Section};

/// Where the referrals of a team are.
pub const SENT: &str = "/a/envoyes";
/// Where what came is.
pub const INBOX: &str = "/a/recus";

fn name(say: &Say, agencies: &[Agency], id: &str) -> String {
    let known = agencies.iter().find(|(agency, _)| agency == id);
    known.map_or_else(|| say.t("agency-unknown"), |(_, name)| name.clone())
}

fn state(say: &Say, state: Referral, recall: Option<Recall>) -> Markup {
    let kind = match state {
        Referral::Sent => State::Waiting,
        Referral::Opened | Referral::Accepted => State::Active,
        Referral::Done => State::Done,
        Referral::Declined | Referral::Expired | Referral::Returned => State::Alert,
        Referral::Withdrawn => State::Quiet,
    };
    html! {
        (tag(kind, &say.t(&format!("referral-{state}"))))
        @if let Some(recall) = recall {
            @let kind = if recall == Recall::Asked { State::Alert } else { State::Quiet };
            " " (tag(kind, &say.t(&format!("recall-{recall}"))))
        }
    }
}

/// What is asked of the receiver.
#[derive(Debug, Clone, Default)]
pub struct Asking {
    /// The file.
    pub file: Option<FileId>,
    /// On what it rests.
    pub basis: Option<BasisId>,
    /// Name of the receiver.
    pub to: String,
    /// What the basis covers.
    pub sections: Vec<Section>,
    /// Whether the names have to be opened first.
    pub locked: bool,
    /// The referral it follows, when it is not the first package of one.
    pub after: Option<ReferralId>,
}

/// Where more follows what was sent.
#[must_use]
pub fn follow_on(after: ReferralId) -> String {
    format!("{SENT}/{after}/suite")
}

fn address(asking: &Asking) -> String {
    if let Some(after) = asking.after {
        return follow_on(after);
    }
    let (file, basis) = (asking.file.map(|it| it.to_string()), asking.basis.map(|it| it.to_string()));
    format!("{BASE}/referer/{}/{}", file.unwrap_or_default(), basis.unwrap_or_default())
}

/// What is asked, and of whom there.
#[must_use]
pub fn refer(say: &Say, asking: &Asking, typed: &[(String, String)], error: Option<&str>) -> Page {
    let told = |name| forms::typed(typed, name);
    let file = asking.file.map(|it| it.to_string()).unwrap_or_default();
    let back = asking.after.map_or_else(|| format!("{BASE}/accords/{file}"), |id| format!("{SENT}/{id}"));
    if asking.locked {
        let markup = html! {
            (back_link(say, &back))
            h1 tabindex="-1" { (say.a("refer-to", &[("name", Arg::Text(&asking.to))])) }
            (notice(say, Notice::Inset, html! { p { (say.t("refer-locked")) } }))
            (form(&format!("{BASE}/dossier/{file}/identite"), button(ButtonKind::Primary, &say.t("identity-open"))))
        };
        return Page::new(say, "title-refer", markup);
    }
    let errors: Vec<_> = error.iter().map(|key| FieldError::new("request", say.t(key))).collect();
    let choices: Vec<_> = Errand::ALL
        .iter()
        .map(|it| {
            Choice::new(it.code(), say.t(&format!("errand-{it}"))).hint(say.t(&format!("errand-hint-{it}")))
        })
        .collect();
    let (request, hint) = match asking.after {
        None => ("refer-request", "refer-request-hint"),
        Some(_) => ("follow-request", "follow-request-hint"),
    };
    let (request, hint) = (say.t(request), say.t(hint));
    let (errand, desk) = (say.t("refer-errand"), say.t("refer-desk"));
    let chosen = if told("errand").is_empty() { Errand::Help.code() } else { told("errand") };
    let desk_hint = say.t("refer-desk-hint");
    let body = html! {
        (text_area(say, &TextArea { name: "request", label: &request, hint: Some(&hint), value: told("request"), error: error_of(&errors, "request"), ..TextArea::default() }))
        @if asking.after.is_none() {
            (radios(say, &Radios { name: "errand", label: &errand, value: chosen, choices: &choices, ..Radios::default() }))
            (text_input(say, &TextInput { name: "desk", label: &desk, hint: Some(&desk_hint), value: told("desk"), ..TextInput::default() }))
        }
    };
    let markup = question(
        say,
        Question {
            legend: &say.a("refer-to", &[("name", Arg::Text(&asking.to))]),
            hint: Some(&say.a(
                "refer-covers",
                &[("sections", Arg::Text(&crate::bases::pages::sections(say, &asking.sections)))],
            )),
            errors: &errors,
            action: &address(asking),
            body,
            button: Some(&say.t("refer-preview")),
            back: Some(&back),
            ..Question::default()
        },
    );
    Page::new(say, "title-refer", markup)
}

/// Exactly what leaves.
#[must_use]
pub fn preview(
    say: &Say,
    asking: &Asking,
    typed: &[(String, String)],
    content: &View<Vec<(Section, Shared)>>,
) -> Page {
    let told = |name| forms::typed(typed, name);
    let markup = html! {
        (back_link(say, &address(asking)))
        h1 tabindex="-1" { (say.a("preview-title", &[("name", Arg::Text(&asking.to))])) }
        p.lead { (say.t("preview-lead")) }
        (shared(say, told("request"), content.get()))
        (form(&format!("{}/envoyer", address(asking)), html! {
            @for field in ["request", "errand", "desk"] { input type="hidden" name=(field) value=(told(field)); }
            (button(ButtonKind::Primary, &say.t("preview-send")))
        }))
    };
    Page::new(say, "title-refer", markup)
}

/// What is asked, and the sections, as sender and receiver read them.
pub(crate) fn shared(say: &Say, request: &str, content: &[(Section, Shared)]) -> Markup {
    html! {
        h2 { (say.t("refer-request")) }
        p.kept { (request) }
        @for (section, shared) in content {
            h2 { (say.t(&format!("section-{section}"))) }
            @let rows: Vec<_> = shared.answers.iter().filter_map(|(name, value)| {
                let asked = steps::question(name)?;
                Some(SummaryRow::new(say.t(&format!("label-{name}")), said(say, asked, value)))
            }).collect();
            @if !rows.is_empty() { (summary_list(say, &rows)) }
            @for note in &shared.notes { div.note-block { p.kept { (note) } } }
            @if shared.answers.is_empty() && shared.notes.is_empty() { p.empty { (say.t("section-empty")) } }
        }
    }
}

fn next_link(say: &Say, base: &str, next: Option<Mark>) -> Markup {
    html! {
        @if let Some(mark) = next {
            p { (button_link(ButtonKind::Secondary, &say.t("list-more"), &format!("{base}/apres/{}/{}", mark.sent, mark.id))) }
        }
    }
}

/// How far one's own team's referrals have come.
#[must_use]
pub fn sent(say: &Say, view: &View<Sent>, agencies: &[Agency]) -> Page {
    let items: Vec<_> = view.get().lines.iter().map(|line| item_sent(say, line, agencies)).collect();
    let markup = html! {
        (back_link(say, &format!("{BASE}/")))
        h1 tabindex="-1" { (say.t("sent-title")) }
        p.lead { (say.t("sent-lead")) }
        (listing(&items, &say.t("sent-none")))
        (next_link(say, SENT, view.get().next))
    };
    Page::new(say, "title-sent", markup)
}

fn item_sent(say: &Say, line: &SentLine, agencies: &[Agency]) -> Item {
    let to = name(say, agencies, &line.receiver.to_string());
    Item {
        href: format!("{SENT}/{}", line.id),
        title: say.a("referral-line", &[("label", Arg::Text(&line.id.label())), ("name", Arg::Text(&to))]),
        note: Some(moment(say, line.sent)),
        tag: Some(state(say, line.state, line.recall)),
    }
}

/// One of them: its dates, its answer; who has the person now.
#[must_use]
pub fn followed(say: &Say, line: &View<SentLine>, note: Option<&str>, agencies: &[Agency]) -> Page {
    let line = line.get();
    let to = name(say, agencies, &line.receiver.to_string());
    let base = format!("{SENT}/{}", line.id);
    let mut rows = vec![
        SummaryRow::new(say.t("basis-receiver"), to.clone()),
        SummaryRow::new(say.t("basis-purpose"), say.t(&format!("purpose-{}", line.purpose))),
        SummaryRow::new(say.t("refer-errand"), say.t(&format!("errand-{}", line.errand))),
        SummaryRow::new(say.t("at-sent"), moment(say, line.sent)),
    ];
    for (key, at) in [("at-opened", line.opened), ("at-answered", line.answered), ("at-ended", line.ended)] {
        rows.extend(at.map(|at| SummaryRow::new(say.t(key), moment(say, at))));
    }
    rows.extend(
        line.decline.map(|why| SummaryRow::new(say.t("decline-reason"), say.t(&format!("decline-{why}")))),
    );
    let keeps = match (line.state, line.errand) {
        // A post that keeps no files has handed her over.
        (Referral::Accepted | Referral::Done, _) if line.file.is_none() => "keeps-theirs",
        (Referral::Accepted | Referral::Done, Errand::Transfer) => "keeps-theirs",
        (Referral::Accepted | Referral::Done, Errand::Help) => "keeps-both",
        _ => "keeps-yours",
    };
    let markup = html! {
        (back_link(say, SENT))
        h1 tabindex="-1" { (say.a("referral-line", &[("label", Arg::Text(&line.id.label())), ("name", Arg::Text(&to))])) }
        p { (state(say, line.state, line.recall)) }
        (notice(say, Notice::Inset, html! { p { (say.t(keeps)) } }))
        (summary_list(say, &rows))
        @if let Some(note) = note { h2 { (say.t("referral-note")) } p.kept { (note) } }
        @if let Some(file) = line.file { p { a href={ (BASE) "/dossier/" (file) } { (say.t("referral-file")) } } }
        @if line.goes_on() { p { (button_link(ButtonKind::Secondary, &say.t("follow-send"), &follow_on(line.id))) } }
        @if next(line.state, Step::Withdraw).is_ok() {
            (form(&format!("{base}/reprendre"), html! {
                p.hint { (say.t("revoke-hint")) }
                (button(ButtonKind::Grave, &say.t("revoke")))
            }))
        }
    };
    Page::new(say, "title-sent", markup)
}

fn gone(say: &Say, title: &str, lead: &str, back: &str) -> Page {
    let markup = html! {
        (back_link(say, back))
        h1 tabindex="-1" { (say.t(title)) }
        p.lead { (say.t(lead)) }
        p { (button_link(ButtonKind::Primary, &say.t("follow-on"), back)) }
    };
    Page::new(say, "title-sent", markup)
}

/// A referral was sealed, or taken back, and is on its way.
#[must_use]
pub fn on_its_way(say: &Say) -> Page {
    gone(say, "sent-kept", "sent-kept-lead", SENT)
}

/// An answer was written and is on its way.
#[must_use]
pub fn answer_kept(say: &Say) -> Page {
    gone(say, "answer-kept", "answer-kept-lead", INBOX)
}

/// What other agencies referred to one's own: no name.
#[must_use]
pub fn inbox(say: &Say, view: &View<Inboxed>, agencies: &[Agency], over: bool) -> Page {
    let items: Vec<_> = view.get().lines.iter().map(|line| item_received(say, line, agencies)).collect();
    let other = if over { (INBOX, "inbox-waiting") } else { ("/a/recus/finis", "inbox-over") };
    let here = if over { "/a/recus/finis" } else { INBOX };
    let markup = html! {
        (back_link(say, &format!("{BASE}/")))
        h1 tabindex="-1" { (say.t("inbox-title")) }
        p.lead { (say.t("inbox-lead")) }
        (listing(&items, &say.t("inbox-none")))
        (next_link(say, here, view.get().next))
        p { a href=(other.0) { (say.t(other.1)) } }
    };
    Page::new(say, "title-inbox", markup)
}

fn item_received(say: &Say, line: &InboxLine, agencies: &[Agency]) -> Item {
    let from = name(say, agencies, &line.sender.to_string());
    let note = format!("{} · {}", say.t(&format!("purpose-{}", line.purpose)), moment(say, line.sent));
    Item {
        href: format!("{INBOX}/{}", line.id),
        title: say.a("received-line", &[("label", Arg::Text(&line.id.label())), ("name", Arg::Text(&from))]),
        note: Some(note),
        tag: Some(if line.state == Referral::Sent {
            tag(State::Waiting, &say.t("received-sent"))
        } else {
            state(say, line.state, line.recall)
        }),
    }
}

/// A referral as its receiver reads it.
#[derive(Debug, Clone, Default)]
pub struct ReceivedShown {
    /// Which.
    pub id: Option<ReferralId>,
    /// How far it has come.
    pub state: Option<Referral>,
    /// Whether it is called back.
    pub recall: Option<Recall>,
    /// The packages that could be opened, in order.
    pub packages: Vec<Opened>,
    /// Why others could not: the word.
    pub refused: Option<&'static str>,
    /// The file kept here.
    pub kept: Option<FileId>,
    /// Whether this agency keeps files.
    pub files: bool,
    /// Whether somebody tried to accept and named no region.
    pub unsaid: bool,
}

/// What was sent, and what the receiver may answer now.
#[must_use]
pub fn received(say: &Say, view: &View<ReceivedShown>) -> Page {
    let shown = view.get();
    let id = shown.id.map(|id| id.to_string()).unwrap_or_default();
    let base = format!("{INBOX}/{id}");
    let label = shown.id.map(|id| id.label()).unwrap_or_default();
    let may = |step| shown.state.is_some_and(|state| next(state, step).is_ok());
    let markup = html! {
        (back_link(say, INBOX))
        h1 tabindex="-1" { (say.a("referral-label", &[("label", Arg::Text(&label))])) }
        @if let Some(at) = shown.state { p { (state(say, at, shown.recall)) } }
        @if let Some(why) = shown.refused { (notice(say, Notice::Warning, html! { p { (say.t(&format!("package-{why}"))) } })) }
        @for package in &shown.packages {
            p.hint { (say.a("package-from", &[("name", Arg::Text(&package.from))])) }
            (shared(say, &package.request, &package.sections))
        }
        @if let Some(file) = shown.kept { p { a href={ (BASE) "/dossier/" (file) } { (say.t("referral-file")) } } }
        @if shown.recall == Some(Recall::Asked) {
            (notice(say, Notice::Warning, html! { p { (say.t("recall-lead")) } }))
            (form(&format!("{base}/rendu"), button(ButtonKind::Primary, &say.t("recall-answer-deleted"))))
            (form(&format!("{base}/garde"), button(ButtonKind::Secondary, &say.t("recall-answer-held"))))
        }
        @if may(Step::Accept) && !shown.packages.is_empty() {
            (form(&format!("{base}/accepter"), html! {
                p.hint { (say.t(if shown.files { "accept-hint" } else { "accept-hint-decider" })) }
                @if shown.files { (where_met(say, &shown.packages, shown.unsaid)) }
                (button(ButtonKind::Primary, &say.t("accept")))
            }))
        }
        @if may(Step::Finish) { p { (button_link(ButtonKind::Primary, &say.t("finish"), &format!("{base}/fait"))) } }
        @if may(Step::Decline) { p { (button_link(ButtonKind::Secondary, &say.t("decline"), &format!("{base}/refuser"))) } }
    };
    Page::new(say, "title-inbox", markup)
}

/// The region in which the receiver takes her on, where the package does not say it.
fn where_met(say: &Say, packages: &[Opened], unsaid: bool) -> Markup {
    let said = packages.iter().flat_map(|package| &package.sections).flat_map(|(_, shared)| &shared.answers);
    let known = said.clone().find(|(question, _)| question == "region").map_or("", |(_, code)| code.as_str());
    let choices: Vec<_> = Region::ALL.iter().map(|it| Choice::new(it.code(), it.name())).collect();
    let (label, wrong) = (say.t("accept-region"), say.t("accept-region-required"));
    let error = unsaid.then_some(wrong.as_str());
    select(
        say,
        &Select {
            name: "region",
            label: &label,
            value: known,
            error,
            choices: &choices,
            ..Select::default()
        },
    )
}

/// The receiver says no, or that it is done.
#[must_use]
pub fn answer(
    say: &Say,
    id: ReferralId,
    decline: bool,
    typed: &[(String, String)],
    error: Option<&str>,
) -> Page {
    let told = |name| forms::typed(typed, name);
    let base = format!("{INBOX}/{id}");
    let errors: Vec<_> = error.iter().map(|key| FieldError::new("reason", say.t(key))).collect();
    let choices: Vec<_> =
        Decline::ALL.iter().map(|it| Choice::new(it.code(), say.t(&format!("decline-{it}")))).collect();
    let (reason, note) = (say.t("decline-reason"), say.t("answer-note"));
    let hint = say.t("answer-note-hint");
    let body = html! {
        @if decline {
            (radios(say, &Radios { name: "reason", label: &reason, value: told("reason"), error: error_of(&errors, "reason"), choices: &choices, ..Radios::default() }))
        }
        (text_area(say, &TextArea { name: "note", label: &note, hint: Some(&hint), value: told("note"), ..TextArea::default() }))
    };
    let (legend, path) = if decline { ("decline-title", "refuser") } else { ("finish-title", "fait") };
    let markup = question(
        say,
        Question {
            legend: &say.t(legend),
            errors: &errors,
            action: &format!("{base}/{path}"),
            body,
            button: Some(&say.t("answer-send")),
            back: Some(&base),
            ..Question::default()
        },
    );
    Page::new(say, "title-inbox", markup)
}

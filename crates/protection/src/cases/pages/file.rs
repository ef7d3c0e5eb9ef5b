//! A file at work: its answers and notes, its identity apart, what contradicts, who was here.

use super::super::fold::{Folded, Head};
use super::super::history::HistoryLine;
use super::super::steps::{self, Fault, QUESTIONS, Values};
use super::{BASE, about, close::CLOSINGS, field, journey::errors, said};
use danbe_guard::View;
use danbe_pages::forms::{
    ButtonKind, Notice, Question, SummaryRow, TextArea, back_link, button, button_link, form, notice,
    question, summary_list, text_area,
};
use danbe_pages::{Arg, Markup, Page, Say, html, moment};
use danbe_words::{FileId, FileKind, Shelf, Stage, Tier};

/// What is shown of an opened file.
#[derive(Debug, Clone)]
pub struct FileShown {
    /// The file.
    pub file: FileId,
    /// What it is about.
    pub kind: FileKind,
    /// How far recognition has gone.
    pub stage: Stage,
    /// The file of the other kind over the same person.
    pub beside: Option<FileId>,
    /// Answers and notes of the account, folded.
    pub folded: Folded,
    /// When it was received.
    pub registered: i64,
    /// Records that did not open: set apart, the rest is shown.
    pub damaged: usize,
    /// Sign-in names by pseudonym.
    pub names: Shelf<String, String>,
}

/// The identity of a person, opened as an act of its own.
#[derive(Debug, Clone)]
pub struct Identity {
    /// The same shape as the file.
    pub shown: FileShown,
}

fn author(say: &Say, names: &Shelf<String, String>, head: (&str, Option<i64>)) -> String {
    let name = names.get(head.0).cloned().unwrap_or_else(|| say.t("author-unknown"));
    match head.1 {
        Some(at) => say.a("by-at", &[("who", Arg::Text(&name)), ("when", Arg::Text(&moment(say, at)))]),
        None => say.a("by-waiting", &[("who", Arg::Text(&name))]),
    }
}

fn answers(say: &Say, shown: &FileShown, tier: Tier, has: impl Fn(&str) -> bool) -> Markup {
    let base = format!("{BASE}/dossier/{}", shown.file);
    let (mut rows, mut conflicts) = (Vec::new(), Vec::new());
    for question in QUESTIONS.iter().filter(|question| question.tier == tier) {
        let heads = shown.folded.questions.get(question.name).map_or(&[][..], Vec::as_slice);
        // What the other kind is asked is shown where somebody answered it all the same.
        if heads.is_empty() && !steps::is_asked(shown.kind, question.name) {
            continue;
        }
        let label = say.t(&format!("label-{}", question.name));
        if let [_, _, ..] = heads {
            conflicts.push((label, format!("{base}/choisir/{}", question.name)));
            continue;
        }
        let value = heads.first().map_or("", |head| head.value.as_str());
        let mut row = SummaryRow::new(label, said(say, question, value));
        if has("cases.answer") {
            row = row.change(format!("{base}/reponse/{}", question.name));
        }
        if let Some(head) = heads.first() {
            row = row.note(author(say, &shown.names, (&head.author, head.at)));
        }
        rows.push(row);
    }
    html! {
        @for (label, href) in &conflicts {
            (notice(say, Notice::Warning, html! {
                p { (say.a("conflict-notice", &[("what", Arg::Text(label))])) }
                p { a href=(href) { (say.t("conflict-open")) } }
            }))
        }
        (summary_list(say, &rows))
        @if shown.damaged > 0 {
            (notice(say, Notice::Warning, html! {
                p { (say.a("damaged", &[("n", Arg::Number(i64::try_from(shown.damaged).unwrap_or_default()))])) }
            }))
        }
    }
}

/// The account: answers, notes; the identity is one button further. `has`: whether a verb has its door here.
#[must_use]
pub fn file(say: &Say, view: &View<FileShown>, has: impl Fn(&str) -> bool) -> Page {
    let shown = view.get();
    let base = format!("{BASE}/dossier/{}", shown.file);
    let label = shown.file.label();
    let when = moment(say, shown.registered);
    let (there, other) = if shown.kind.is_trafficking() {
        ("other-smuggling", "other-open-smuggling")
    } else {
        ("other-trafficking", "other-open-trafficking")
    };
    let markup = html! {
        (back_link(say, &format!("{BASE}/")))
        h1 tabindex="-1" { (say.a("file-label", &[("label", Arg::Text(&label))])) }
        p { (about(say, shown.kind, shown.stage)) " " (say.a("file-received", &[("when", Arg::Text(&when))])) }
        @if has("cases.open-identity") {
            (form(&format!("{base}/identite"), html! {
                p.hint { (say.t("identity-hint")) }
                (button(ButtonKind::Secondary, &say.t("identity-open")))
            }))
        }
        h2 { (say.t("file-answers")) }
        (answers(say, shown, Tier::Account, &has))
        h2 { (say.t("file-notes")) }
        @for head in &shown.folded.notes {
            div.note-block { p.kept { (head.text) } p.hint { (author(say, &shown.names, (&head.author, head.at))) } }
        }
        @if shown.folded.notes.is_empty() { p.empty { (say.t("notes-none")) } }
        @if has("cases.note") { p { (button_link(ButtonKind::Secondary, &say.t("note-add"), &format!("{base}/note"))) } }
        @if has("bases.list") { p { a href={ (BASE) "/accords/" (shown.file) } { (say.t("bases-open")) } } }
        @if has("cases.put-on") { p { a href={ (BASE) "/collegues/" (shown.file) } { (say.t("team-open")) } } }
        @if let Some(beside) = shown.beside {
            p { a href={ (BASE) "/dossier/" (beside) } { (say.a(there, &[("label", Arg::Text(&beside.label()))])) } }
        } @else if has("cases.beside") {
            p { a href={ (BASE) "/autre/" (shown.file) } { (say.t(other)) } }
        }
        @if CLOSINGS.iter().any(|verb| has(verb)) { p { a href={ (BASE) "/cloture/" (shown.file) } { (say.t("closing-open")) } } }
        @if has("cases.history") { p { a href={ (base) "/historique" } { (say.t("history-open")) } } }
    };
    Page::new(say, "title-file", markup)
}

/// Names and contacts.
#[must_use]
pub fn identity(say: &Say, view: &View<Identity>, has: impl Fn(&str) -> bool) -> Page {
    let shown = &view.get().shown;
    let base = format!("{BASE}/dossier/{}", shown.file);
    let markup = html! {
        (back_link(say, &base))
        h1 tabindex="-1" { (say.t("identity-title")) }
        (notice(say, Notice::Inset, html! { p { (say.t("identity-recorded")) } }))
        (answers(say, shown, Tier::Identity, has))
    };
    Page::new(say, "title-identity", markup)
}

/// Asks for a note.
#[must_use]
pub fn note(say: &Say, file: FileId, typed: &str, fault: Option<&Fault>) -> Page {
    let errors = errors(say, fault.map(std::slice::from_ref).unwrap_or_default());
    let error = errors.first().map(|error| error.message.as_str());
    let base = format!("{BASE}/dossier/{file}");
    let markup = question(
        say,
        Question {
            legend: &say.t("note-title"),
            hint: Some(&say.t("note-hint")),
            errors: &errors,
            action: &format!("{base}/note"),
            body: text_area(
                say,
                &TextArea { name: "note", label: "", value: typed, error, ..TextArea::default() },
            ),
            button: Some(&say.t("save")),
            back: Some(&base),
            ..Question::default()
        },
    );
    Page::new(say, "title-note", markup)
}

/// Asks one question of a file again.
#[must_use]
pub fn change(
    say: &Say,
    file: FileId,
    name: &str,
    values: &Values,
    typed: &[(String, String)],
    faults: &[Fault],
) -> Option<Page> {
    let asked = steps::question(name)?;
    let errors = errors(say, faults);
    let base = format!("{BASE}/dossier/{file}");
    let back = if asked.tier == Tier::Identity { format!("{base}/identite") } else { base.clone() };
    let value = values.get(name).map_or("", String::as_str);
    let markup = question(
        say,
        Question {
            legend: &say.t(&format!("label-{name}")),
            hint: Some(&say.t("change-hint")),
            errors: &errors,
            action: &format!("{base}/reponse/{name}"),
            body: field(say, asked, "", value, &errors, typed),
            button: Some(&say.t("save")),
            back: Some(&back),
            ..Question::default()
        },
    );
    Some(Page::new(say, "title-change", markup))
}

/// Two answers from the same version: both are shown, a person chooses.
#[must_use]
pub fn conflict(
    say: &Say,
    file: FileId,
    name: &str,
    heads: &View<Vec<Head>>,
    names: &Shelf<String, String>,
) -> Option<Page> {
    let asked = steps::question(name)?;
    let base = format!("{BASE}/dossier/{file}");
    let what = say.t(&format!("label-{name}"));
    let markup = html! {
        (back_link(say, &base))
        h1 tabindex="-1" { (say.a("conflict-title", &[("what", Arg::Text(&what))])) }
        p.lead { (say.t("conflict-hint")) }
        @for head in heads.get() {
            (form(&format!("{base}/choisir/{name}"), html! {
                div.note-block {
                    p.kept { strong { (said(say, asked, &head.value)) } }
                    p.hint { (author(say, names, (&head.author, head.at))) }
                }
                input type="hidden" name="record" value=(head.record);
                (button(ButtonKind::Secondary, &say.t("conflict-choose")))
            }))
        }
        p { a href={ (base) "/reponse/" (name) } { (say.t("conflict-other")) } }
    };
    Some(Page::new(say, "title-change", markup))
}

/// Who did what with the file.
#[must_use]
pub fn history(
    say: &Say,
    file: FileId,
    lines: &View<Vec<HistoryLine>>,
    names: &Shelf<String, String>,
) -> Page {
    let item = |line: &HistoryLine| {
        let who = names.get(&line.actor).cloned().unwrap_or_else(|| say.t("author-unknown"));
        let when = moment(say, line.at);
        let change = line.change.as_ref().map(|(fact, was, is)| {
            let args = [
                ("what", say.t(&format!("label-{}", if fact == "band" { "age" } else { fact }))),
                ("was", worded(say, fact, was)),
                ("is", worded(say, fact, is)),
            ];
            let args: Vec<_> = args.iter().map(|(name, text)| (*name, Arg::Text(text))).collect();
            say.a("history-change", &args)
        });
        let number =
            say.a("line-number", &[("n", Arg::Number(i64::try_from(line.index + 1).unwrap_or_default()))]);
        let note = [Some(who), Some(when), Some(number), change]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" · ");
        (say.t(&format!("did-{}", line.kind.replace('.', "-"))), note)
    };
    let markup = html! {
        (back_link(say, &format!("{BASE}/dossier/{file}")))
        h1 tabindex="-1" { (say.t("history-title")) }
        p.lead { (say.t("history-hint")) }
        ol.history { @for (did, note) in lines.get().iter().map(item) { li { strong { (did) } br; span.hint { (note) } } } }
    };
    Page::new(say, "title-history", markup)
}

fn worded(say: &Say, fact: &str, code: &str) -> String {
    match (fact, code) {
        (_, "unknown") => say.t("unknown"),
        ("band", code) => say.t(&format!("band-{}", code.replace('+', "-plus"))),
        (fact, code) => say.t(&format!("{fact}-{code}")),
    }
}

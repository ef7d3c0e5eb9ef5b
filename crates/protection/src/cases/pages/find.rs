//! Finding a file: by name cards opened on this device, or in the list of the team, under codes.

use super::super::card::NameCard;
use super::super::list::{FileLine, Listed};
use super::super::steps::{self, Fault};
use super::{BASE, about, coded, field, journey::errors};
use crate::cases::steps::List;
use danbe_guard::View;
use danbe_pages::forms::{ButtonKind, Item, Notice, Question, button_link, listing, notice, question};
use danbe_pages::{Arg, Markup, Page, Say, html, moment};
use danbe_words::FileId;

/// The search form.
#[must_use]
pub fn search(say: &Say, typed: &[(String, String)], faults: &[Fault]) -> Page {
    let errors = errors(say, faults);
    let body = html! {
        @for name in NameCard::QUESTIONS {
            @if let Some(q) = steps::question(name) {
                (field(say, q, &say.t(&format!("label-{name}")), "", &errors, typed))
            }
        }
    };
    let markup = question(
        say,
        Question {
            legend: &say.t("search-title"),
            hint: Some(&say.t("search-hint")),
            errors: &errors,
            action: &format!("{BASE}/chercher"),
            body,
            button: Some(&say.t("search")),
            back: Some(&format!("{BASE}/")),
            ..Question::default()
        },
    );
    Page::new(say, "title-search", markup)
}

/// One card that may be the person.
#[derive(Debug, Clone)]
pub struct Match {
    /// The file.
    pub file: FileId,
    /// Her card, opened here.
    pub card: NameCard,
    /// What she has exactly in common with who is looked for: names of questions.
    pub same: Vec<&'static str>,
}

/// What a search says beside its cards.
#[derive(Debug, Clone, Copy, Default)]
pub struct Beside<'b> {
    /// Other teams of the agency to ask.
    pub teams: &'b [String],
    /// Some file of the team is found by no name yet: this device is at it.
    pub unfound: bool,
}

/// The nearest cards, best first, and what is beside them.
#[must_use]
pub fn matches(say: &Say, shown: &View<Vec<Match>>, beside: Beside<'_>) -> Page {
    let items: Vec<_> =
        shown.get().iter().map(|hit| item(say, hit, format!("{BASE}/dossier/{}", hit.file))).collect();
    let markup = html! {
        (danbe_pages::forms::back_link(say, &format!("{BASE}/chercher")))
        h1 tabindex="-1" { (say.t("matches-title")) }
        p.lead { (say.t("matches-hint")) }
        (listing(&items, &say.t("matches-none")))
        (elsewhere(say, beside.teams))
        @if beside.unfound { (notice(say, Notice::Inset, html! { p { (say.t("matches-unfound")) } })) }
        p { (button_link(ButtonKind::Secondary, &say.t("register-new"), &format!("{BASE}/enregistrer"))) }
    };
    Page::new(say, "title-search", markup)
}

/// Whom to ask in other teams; of what they hold nothing is known here.
pub(super) fn elsewhere(say: &Say, teams: &[String]) -> Markup {
    let words = [("teams", Arg::Text(&teams.join(", ")))];
    html! {
        @if !teams.is_empty() { (notice(say, Notice::Inset, html! { p { (say.a("matches-others", &words)) } })) }
    }
}

/// One possible person: her name, and by what she is known.
pub(super) fn item(say: &Say, hit: &Match, href: String) -> Item {
    let NameCard { family, given, year, .. } = &hit.card;
    let name = format!("{given} {family}");
    let title = if hit.card.is_named() { name.trim().to_owned() } else { say.t("name-unsaid") };
    let born = year.map(|year| say.a("born", &[("year", Arg::Text(&year.to_string()))]));
    let same = hit.same.iter().map(|question| say.t(&format!("same-{question}")));
    let note = std::iter::once(hit.file.label()).chain(born).chain(same).collect::<Vec<_>>().join(" · ");
    Item { href, title, note: Some(note), tag: None }
}

/// A page of the team's list.
#[derive(Debug, Clone)]
pub struct ListShown {
    /// What the server listed.
    pub listed: Listed,
}

/// The files of the team, under their codes.
#[must_use]
pub fn listed(say: &Say, shown: &View<ListShown>) -> Page {
    let Listed { files, next, .. } = &shown.get().listed;
    let items: Vec<_> = files.iter().map(|line| line_item(say, line)).collect();
    let markup = html! {
        (danbe_pages::forms::back_link(say, &format!("{BASE}/")))
        h1 tabindex="-1" { (say.t("list-title")) }
        p.lead { (say.t("list-hint")) }
        (listing(&items, &say.t("list-none")))
        @if let Some(next) = next {
            p { (button_link(ButtonKind::Secondary, &say.t("list-more"), &format!("{BASE}/equipe/{}/{}", next.registered, next.file))) }
        }
    };
    Page::new(say, "title-list", markup)
}

fn line_item(say: &Say, line: &FileLine) -> Item {
    let facts = &line.facts;
    let sex = if facts.sex.code() == "unknown" {
        say.t("sex-unknown-short")
    } else {
        coded(say, List::Sex, facts.sex.code())
    };
    let band = say.t(&format!("band-{}", facts.band.code().replace('+', "-plus")));
    let when = moment(say, line.registered);
    let note = [sex, band, coded(say, List::Region, facts.region.code()), when].join(" · ");
    Item {
        href: format!("{BASE}/dossier/{}", line.file),
        title: say.a("file-label", &[("label", Arg::Text(&line.file.label()))]),
        note: Some(note),
        tag: Some(about(say, line.kind, line.stage)),
    }
}

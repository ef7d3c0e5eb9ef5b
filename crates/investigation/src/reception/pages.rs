//! What came over the wall: without a name until it is opened.

use super::list::{Listed, ReceivedLine};
use danbe_guard::View;
use danbe_packages::Opened;
use danbe_pages::forms::{
    ButtonKind, Item, Notice, State, SummaryRow, back_link, button_link, listing, notice, summary_list, tag,
};
use danbe_pages::{Arg, Page, Say, date_fr, html};
use danbe_words::{Moment, ReferralId};

/// Where the room lives in the addresses of the device.
pub const HERE: &str = "/a/paquets";

fn day(at: i64) -> String {
    let (year, month, day, ..) = Moment(at).civil();
    date_fr(year, month, day)
}

/// The lines of a unit.
#[must_use]
pub fn listed(say: &Say, view: &View<Listed>) -> Page {
    let Listed { lines, next } = view.get();
    let items: Vec<_> = lines.iter().map(|line| item(say, line)).collect();
    let markup = html! {
        (back_link(say, "/a/"))
        h1 tabindex="-1" { (say.t("reception-title")) }
        p.lead { (say.t("reception-lead")) }
        (listing(&items, &say.t("reception-none")))
        @if let Some(mark) = next {
            p { (button_link(ButtonKind::Secondary, &say.t("reception-more"), &format!("{HERE}/apres/{}/{}", mark.taken, mark.referral))) }
        }
    };
    Page::new(say, "title-reception", markup)
}

fn item(say: &Say, line: &ReceivedLine) -> Item {
    let (kind, word) = match line.opened {
        None => (State::Waiting, "reception-waits"),
        Some(_) => (State::Done, "reception-opened"),
    };
    Item {
        href: format!("{HERE}/{}", line.referral),
        title: say.a("reception-line", &[("label", Arg::Text(&line.referral.label()))]),
        note: Some(say.a("reception-until", &[("day", Arg::Text(&day(line.until)))])),
        tag: Some(tag(kind, &say.t(word))),
    }
}

/// A package as it is read: opened, and its answers with question and answer in words.
#[derive(Debug, Clone)]
pub struct ReadPackage {
    /// The package.
    pub opened: Opened,
    /// Question and answer, in the order of its sections.
    pub said: Vec<Vec<(String, String)>>,
}

/// What a unit was sent, opened; or why it does not open: the word after `reception-refused-`.
#[must_use]
pub fn opened(say: &Say, id: ReferralId, packages: &View<Vec<ReadPackage>>, refused: Option<&str>) -> Page {
    let markup = html! {
        (back_link(say, HERE))
        h1 tabindex="-1" { (say.a("reception-line", &[("label", Arg::Text(&id.label()))])) }
        @if let Some(why) = refused {
            @let known = format!("reception-refused-{why}");
            (notice(say, Notice::Warning, html! { p { (say.t(if say.has(&known) { &known } else { "reception-refused-basis" })) } }))
        }
        @for ReadPackage { opened: package, said } in packages.get() {
            @let terms = &package.manifest.terms;
            (summary_list(say, &[
                SummaryRow::new(say.t("reception-from"), package.from.clone()),
                SummaryRow::new(say.t("reception-ground"), say.t(&format!("reception-ground-{}", terms.ground))),
                SummaryRow::new(say.t("reception-until-label"), day(terms.until.0)),
                SummaryRow::new(say.t("reception-onward"), say.t(if terms.onward { "reception-onward-yes" } else { "reception-onward-no" })),
            ]))
            h2 { (say.t("reception-asked")) }
            p.kept { (package.request) }
            @for ((section, shared), said) in package.sections.iter().zip(said) {
                h2 { (say.t(&format!("reception-section-{section}"))) }
                @let rows: Vec<_> = said.iter().map(|(asked, answer)| SummaryRow::new(asked.clone(), answer.clone())).collect();
                @if !rows.is_empty() { (summary_list(say, &rows)) }
                @for note in &shared.notes { div.note-block { p.kept { (note) } } }
            }
        }
    };
    Page::new(say, "title-reception", markup)
}

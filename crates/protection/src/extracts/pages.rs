//! What leaves for a statistics office, before it leaves; and on its desk, what opened, counted.

use super::tally::{Table, Tally};
use crate::cases::pages::{BASE, said};
use crate::cases::steps::question;
use crate::referrals::Shared;
use danbe_guard::View;
use danbe_pages::forms::{
    ButtonKind, Notice, SummaryRow, Table as Shown, back_link, button, form, notice, summary_list, table,
};
use danbe_pages::{Arg, Markup, Page, Say, html, month_fr};
use danbe_words::{BasisId, FileId, FileKind, Month};

/// Where the office's desk is.
pub const DESK: &str = "/a/releves";

/// What an answer is called, and one of its values.
fn label(say: &Say, answer: &str) -> String {
    say.t(&format!("label-{answer}"))
}

fn value(say: &Say, answer: &str, value: &str) -> String {
    match (question(answer), value.parse::<Month>()) {
        (Some(asked), _) => said(say, asked, value),
        (None, Ok(month)) => month_fr(month.year(), month.number()),
        (None, Err(_)) => say.t("unknown"),
    }
}

/// Exactly what leaves for the office of that name.
#[must_use]
pub fn preview(say: &Say, (file, basis): (FileId, BasisId), to: &str, content: &View<Shared>) -> Page {
    let rows: Vec<_> = content
        .get()
        .answers
        .iter()
        .map(|(answer, text)| SummaryRow::new(label(say, answer), value(say, answer, text)))
        .collect();
    let markup = html! {
        (back_link(say, &format!("{BASE}/accords/{file}")))
        h1 tabindex="-1" { (say.a("extract-title", &[("name", Arg::Text(to))])) }
        p.lead { (say.t("extract-lead")) }
        (summary_list(say, &rows))
        (notice(say, Notice::Inset, html! { p { (say.t("extract-again")) } }))
        (form(&format!("{BASE}/releve/{file}/{basis}/envoyer"), button(ButtonKind::Primary, &say.t("extract-seal"))))
    };
    Page::new(say, "title-extract", markup)
}

/// The office's desk; `tally`: what was opened on it since it was asked for.
#[must_use]
pub fn desk(say: &Say, tally: Option<&View<Tally>>) -> Page {
    let markup = html! {
        (back_link(say, &format!("{BASE}/")))
        h1 tabindex="-1" { (say.t("extracts-title")) }
        p.lead { (say.t("extracts-lead")) }
        @if let Some(tally) = tally { (counted(say, tally.get())) }
        (form(&format!("{DESK}/ouvrir"), button(ButtonKind::Primary, &say.t(if tally.is_some() { "extracts-again" } else { "extracts-open" }))))
        p.hint { (say.t("extracts-gate")) }
    };
    Page::new(say, "title-extracts", markup)
}

fn counted(say: &Say, tally: &Tally) -> Markup {
    let n = |key: &str, n: usize| SummaryRow::new(say.t(key), n.to_string());
    let mut rows: Vec<_> =
        FileKind::ALL.iter().map(|kind| n(&format!("extracts-opened-{kind}"), tally.opened(*kind))).collect();
    rows.push(n("extracts-held", usize::try_from(tally.held).unwrap_or_default()));
    rows.push(n("extracts-refused", tally.refused.len()));
    let mut why = tally.refused.clone();
    why.sort_unstable();
    why.dedup();
    html! {
        (summary_list(say, &rows))
        @if tally.held > 0 { p.hint { (say.t("extracts-held-why")) } }
        @for why in why {
            @let key = format!("extract-not-{why}");
            @let times = tally.refused.iter().filter(|it| **it == why).count();
            p.hint { (times) " × " (say.t(if say.has(&key) { &key } else { "extract-not-basis" })) }
        }
        @for kind in FileKind::ALL {
            @for it in tally.tables(*kind) { (by_sex(say, *kind, &it)) }
        }
    }
}

/// One answer by sex, exact: this desk is entitled to it.
fn by_sex(say: &Say, kind: FileKind, it: &Table) -> Markup {
    let caption = [
        ("what", Arg::Text(&label(say, it.answer))),
        ("kind", Arg::Text(&say.t(&format!("extracts-kind-{kind}")))),
    ];
    let caption = say.a("extracts-table", &caption);
    let mut headers = vec![label(say, it.answer)];
    headers.extend(["sex-female", "sex-male", "unknown", "extracts-sum"].map(|key| say.t(key)));
    let rows: Vec<_> = it
        .rows
        .iter()
        .map(|(text, cells)| {
            let mut row = vec![html! { (value(say, it.answer, text)) }];
            row.extend(cells.iter().map(|n| html! { (n) }));
            row.push(html! { (cells.iter().sum::<u32>()) });
            row
        })
        .collect();
    let id = format!("{kind}-{}", it.answer);
    table(say, &Shown { id: &id, caption: &caption, headers: &headers, rows: &rows, numeric: &[1, 2, 3, 4] })
}

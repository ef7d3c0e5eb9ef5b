//! The pages of who publishes: what stands for a year, what may be published, the last look before it is.

use super::pages::{CODE, cells_table};
use super::{Approval, Entry, Preview};
use crate::presumed::moment_fr;
use danbe_figures::counts::Definition;
use danbe_guard::{Account, Standing, View};
use danbe_pages::{
    Arg, ButtonKind, Markup, Notice, Page, Say, Table, TextArea, button, form, heading, html, notice, table,
    text_area,
};

/// Path of the register's page for accounts.
pub const PATH: &str = "/lecture/registre";
/// Path of the last look, and where it is posted.
pub const PUBLISHING: &str = "/lecture/registre/publier";

/// Where the approval of a year's report is posted.
pub const APPROVING: &str = "/lecture/registre/approuver";

/// What the register shows of a year.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The year.
    pub year: i16,
    /// Its entries, the oldest first.
    pub entries: Vec<Entry>,
    /// Definitions with an approved figure.
    pub definitions: Vec<Definition>,
    /// Whether the year's report was approved.
    pub approval: Approval,
    /// Who looks.
    pub account: Account,
}

/// The register of a year.
#[must_use]
pub fn register_page(say: &Say, view: &View<Shown>) -> Page {
    let Shown { year, entries, definitions, approval, account } = view.get();
    let year = year.to_string();
    let row = |entry: &Entry| {
        let state =
            if entry.corrected_by.is_some() { "register-state-corrected" } else { "register-state-stands" };
        vec![
            html! { a href={ (CODE) "?code=" (entry.code) } { (entry.code) } },
            html! { (entry.definition.title) },
            html! { @match entry.total() { Some(total) => (danbe_pages::number_fr(i64::try_from(total).unwrap_or(i64::MAX))), None => (say.t("register-hidden-cell")) } },
            html! { (say.t(state)) },
            html! { (moment_fr(entry.at)) },
        ]
    };
    let rows: Vec<Vec<Markup>> = entries.iter().map(row).collect();
    let headers = ["register-code", "return-figure", "register-total", "register-state", "register-date"]
        .map(|key| say.t(key));
    let caption = say.a("register-list-caption", &[("year", Arg::Text(&year))]);
    let body = html! {
        (heading(&say.a("register-list", &[("year", Arg::Text(&year))])))
        p.lead { (say.t("register-list-lead")) }
        (table(say, &Table { id: "register", caption: &caption, headers: &headers, rows: &rows, numeric: &[2] }))
        h2 { (say.a("report-of", &[("year", Arg::Text(&year))])) }
        (of_report(say, approval, &year, account, entries))
        @if account.standing == Standing::Approver {
            h2 { (say.t("register-publishable")) }
            ul.listing {
                @for it in definitions {
                    li { a href={ (PUBLISHING) "?year=" (year) "&definition=" (it.code) "." (it.version) } { (it.title) } }
                }
            }
            @if definitions.is_empty() { p.empty { (say.t("register-nothing-yet")) } }
        }
    };
    Page::new(say, "register-list-title", body)
}

/// Whether the report of the year is official, and the button of who may make it so.
fn of_report(say: &Say, approval: &Approval, year: &str, account: &Account, entries: &[Entry]) -> Markup {
    let stands = matches!(approval, Approval::Stands { .. });
    html! {
        @match approval {
            Approval::Draft => p { (say.t("report-is-draft")) },
            Approval::Overtaken { at } => (notice(say, Notice::Warning, html! { (say.a("report-is-overtaken", &[("date", Arg::Text(&moment_fr(*at)))])) })),
            Approval::Stands { by, at, as_of } => p { (say.a("report-is-approved", &[
                ("by", Arg::Text(by)),
                ("date", Arg::Text(&moment_fr(*at))),
                ("size", Arg::Text(&as_of.to_string())),
            ])) },
        }
        @if account.standing == Standing::Approver && !stands && !entries.is_empty() {
            p { (say.t("report-approve-hint")) }
            (form(APPROVING, html! {
                input type="hidden" name="year" value=(year);
                (button(ButtonKind::Grave, &say.t("report-approve-button")))
            }))
        }
    }
}

/// What would be published, and the entry it would correct.
#[derive(Debug, Clone)]
pub struct Looked {
    /// What would be published.
    pub preview: Preview,
    /// The code that stands for this figure, when one does.
    pub standing: Option<String>,
}

/// The last look: the numbers through the gate, what is hidden, what still waits; one button.
#[must_use]
pub fn publish_page(say: &Say, view: &View<Looked>) -> Page {
    let Looked { preview, standing } = view.get();
    let entry = &preview.entry;
    let waiting = i64::try_from(preview.waiting).unwrap_or(i64::MAX);
    let key = format!("{}.{}", entry.definition.code, entry.definition.version);
    let reason = TextArea {
        name: "reason",
        label: &say.t("register-reason"),
        hint: Some(&say.t("words-hint")),
        rows: 3,
        ..TextArea::default()
    };
    let body = html! {
        a.back href={ (PATH) "?year=" (entry.period) } { (say.t("back")) }
        (heading(&say.t("register-publish")))
        p.lead { (entry.definition.title) ", " (entry.period) }
        @if waiting > 0 { (notice(say, Notice::Warning, html! { (say.a("register-waiting", &[("n", Arg::Number(waiting))])) })) }
        p { (say.t("register-gate")) }
        @if !preview.withheld.is_empty() {
            (notice(say, Notice::Warning, html! { (say.a("register-withheld", &[("parts", Arg::Text(&preview.withheld.join(", ")))])) }))
        }
        (cells_table(say, entry))
        (form(PUBLISHING, html! {
            input type="hidden" name="year" value=(entry.period);
            input type="hidden" name="definition" value=(key);
            @if let Some(code) = standing {
                (notice(say, Notice::Inset, html! { (say.a("register-corrects-now", &[("code", Arg::Text(code))])) }))
                input type="hidden" name="corrects" value=(code);
                (text_area(say, &reason))
                (button(ButtonKind::Grave, &say.t("register-correct-button")))
            } @else {
                (button(ButtonKind::Primary, &say.t("register-publish-button")))
            }
        }))
    };
    Page::new(say, "register-publish", body)
}

//! How many searches a day, what widens it, and a proposal.

use super::{Allowances, Widening};
use danbe_guard::View;
use danbe_pages::forms::{
    ButtonKind, Choice, FieldError, Number, Question, Radios, Select, State, back_link, button, button_link,
    error_of, form, number, question, radios, select, tag, typed,
};
use danbe_pages::{Arg, Page, Say, html, moment};
use danbe_words::{MemberId, Occasion, Shelf};

/// Where the room lives on the device.
pub const BASE: &str = "/a/recherches";

/// What an officer reads.
#[derive(Debug, Clone)]
pub struct AllowancesShown {
    /// What the server said.
    pub allowances: Allowances,
    /// Sign-in names by pseudonym.
    pub names: Shelf<String, String>,
    /// Herself: whoever proposed does not sign again.
    pub own: MemberId,
}

fn whole(n: impl TryInto<i64>) -> Arg<'static> {
    Arg::Number(n.try_into().unwrap_or_default())
}

/// The day's allowance, and what waits or is in force.
#[must_use]
pub fn listed(say: &Say, view: &View<AllowancesShown>) -> Page {
    let AllowancesShown { allowances, names, own } = view.get();
    let named = |member: &MemberId| names.get(&member.to_string()).cloned().unwrap_or_default();
    let says = |widening: &Widening| {
        let (when, occasion) =
            (moment(say, widening.until), say.t(&format!("occasion-{}", widening.occasion)).to_lowercase());
        let args =
            [("n", whole(widening.searches)), ("occasion", Arg::Text(&occasion)), ("when", Arg::Text(&when))];
        say.a("widening-says", &args)
    };
    let markup = html! {
        (back_link(say, "/a/"))
        h1 tabindex="-1" { (say.t("allowances-title")) }
        p.lead { (say.a("allowances-lead", &[("n", whole(allowances.searches))])) }
        p { (button_link(ButtonKind::Primary, &say.t("widening-propose"), &format!("{BASE}/proposer"))) }
        @if allowances.widened.is_empty() { p.empty { (say.t("allowances-none")) } }
        @for widened in &allowances.widened {
            div.note-block {
                h2 { (widened.widening.member.as_ref().map_or_else(|| say.t("widening-for-all"), named)) }
                p {
                    @if widened.approved { (tag(State::Active, &say.t("widening-in-force"))) }
                    @else { (tag(State::Waiting, &say.t("widening-waits"))) }
                }
                p { (says(&widened.widening)) }
                p.hint { (say.a("widening-by", &[("who", Arg::Text(&named(&widened.proposer)))])) }
                @if !widened.approved && widened.proposer == *own { p.hint { (say.t("widening-waits-other")) } }
                @if !widened.approved && widened.proposer != *own {
                    (form(&format!("{BASE}/signer/{}", widened.widening.id), button(ButtonKind::Primary, &say.t("widening-approve"))))
                }
            }
        }
    };
    Page::new(say, "title-allowances", markup)
}

/// For whom, how many, how long, for what?
#[must_use]
pub fn propose(
    say: &Say,
    members: &[(String, String)],
    form: &[(String, String)],
    wrong: &[(&str, &str)],
) -> Page {
    let limits = [("most", whole(Widening::MOST)), ("longest", whole(Widening::LONGEST))];
    let told = |name| typed(form, name);
    let errors: Vec<_> =
        wrong.iter().map(|(field, key)| FieldError::new(field, say.a(key, &limits))).collect();
    let whom: Vec<_> = std::iter::once(Choice::new("*", say.t("widening-for-all")))
        .chain(members.iter().map(|(id, name)| Choice::new(id, name.clone())))
        .collect();
    let why: Vec<_> =
        Occasion::ALL.iter().map(|it| Choice::new(it.code(), say.t(&format!("occasion-{it}")))).collect();
    let label = |name: &str| say.t(&format!("widening-{name}"));
    let (searches, days) = (say.a("widening-searches-hint", &limits), say.a("widening-days-hint", &limits));
    let body = html! {
        (select(say, &Select { name: "for", label: &label("for"), value: told("for"), error: error_of(&errors, "for"), choices: &whom, ..Select::default() }))
        (number(say, &Number { name: "searches", label: &label("searches"), hint: Some(&searches), value: told("searches"), error: error_of(&errors, "searches"), ..Number::default() }))
        (number(say, &Number { name: "days", label: &label("days"), hint: Some(&days), value: told("days"), error: error_of(&errors, "days"), ..Number::default() }))
        (radios(say, &Radios { name: "occasion", label: &label("occasion"), value: told("occasion"), error: error_of(&errors, "occasion"), choices: &why, ..Radios::default() }))
    };
    let markup = question(
        say,
        Question {
            legend: &say.t("widening-propose"),
            hint: Some(&say.t("widening-propose-hint")),
            errors: &errors,
            action: &format!("{BASE}/proposer"),
            body,
            button: Some(&say.t("widening-send")),
            back: Some(BASE),
            ..Question::default()
        },
    );
    Page::new(say, "title-allowances", markup)
}

/// Something was signed here and is on its way.
#[must_use]
pub fn kept(say: &Say) -> Page {
    let markup = html! {
        h1 tabindex="-1" { (say.t("widening-kept")) }
        p.lead { (say.t("widening-kept-hint")) }
        p { (button_link(ButtonKind::Primary, &say.t("widening-back"), BASE)) }
    };
    Page::new(say, "title-allowances", markup)
}

//! The posts of an agency and who holds them: an officer's pages.

use crate::posts::{Held, People, Post, Terms};
use crate::roles::pages as roles;
use danbe_pages::forms::{
    ButtonKind, Checkboxes, Choice, DateInput, FieldError, Item, Notice, Number, Question, State, TextArea,
    back_link, button, button_link, button_named, checkboxes, date_input, error_summary, form, listing,
    notice, number, question, tag, text_area,
};
use danbe_pages::{Arg, Markup, Page, Say, date_fr, html};
use danbe_words::Moment;

/// Where these pages stand.
pub const BASE: &str = "/a/personnes";

/// A day, as screens say it.
#[must_use]
pub fn day(at: i64) -> String {
    let (year, month, day, ..) = Moment(at).civil();
    date_fr(year, month, day)
}

/// Duties, team and profile of a post, in a line.
#[must_use]
pub fn charge(say: &Say, post: &Post) -> String {
    let mut parts: Vec<_> = post.duties.iter().map(|duty| say.t(&format!("duty-{duty}"))).collect();
    parts.push(say.a("post-team", &[("team", Arg::Text(&post.team))]));
    parts.push(say.t(&format!("profile-{}", post.profile.code())));
    parts.join(" · ")
}

fn state(say: &Say, held: &Held) -> Markup {
    match &held.holder {
        None => tag(State::Waiting, &say.t("post-vacant")),
        Some(holding) if holding.suspended.is_some() => tag(State::Alert, &say.t("post-suspended")),
        Some(holding) if holding.end.is_some() => tag(
            State::Waiting,
            &say.a("post-until", &[("day", Arg::Text(&day(holding.end.unwrap_or_default())))]),
        ),
        Some(_) => tag(State::Done, &say.t("post-held")),
    }
}

/// The posts of the agency, what waits, and what can be done.
#[must_use]
pub fn people(say: &Say, shown: &People, invites: bool) -> Page {
    let offers: Vec<_> = shown
        .offers
        .iter()
        .map(|offer| {
            let arrived = offer.request.is_some();
            Item {
                href: format!("{BASE}/offre/{}", offer.lookup),
                title: offer.post.handle.clone(),
                note: Some(say.a("offer-until", &[("day", Arg::Text(&day(offer.expires)))])),
                tag: Some(match arrived {
                    true => tag(State::Active, &say.t("offer-arrived")),
                    false => tag(State::Waiting, &say.t("offer-waits")),
                }),
            }
        })
        .collect();
    let posts: Vec<_> = shown
        .posts
        .iter()
        .map(|held| Item {
            href: format!("{BASE}/poste/{}", held.post.handle),
            title: held.post.handle.clone(),
            note: Some(charge(say, &held.post)),
            tag: Some(state(say, held)),
        })
        .collect();
    let markup = html! {
        (back_link(say, "/a/"))
        h1 tabindex="-1" { (say.t("people-title")) }
        @if let Some(since) = shown.due {
            (notice(say, Notice::Warning, html! { p { (say.a("key-due", &[("day", Arg::Text(&day(since)))])) } }))
        }
        @if invites { p { (button_link(ButtonKind::Primary, &say.t("invite-button"), &format!("{BASE}/inviter"))) } }
        @if !offers.is_empty() { h2 { (say.t("offers-title")) } (listing(&offers, "")) }
        h2 { (say.t("posts-title")) }
        (listing(&posts, ""))
        p { a href={ (BASE) "/suspendre" } { (say.t("suspend-many")) } }
        @if invites { p { a href={ (BASE) "/limites" } { (say.t("limits-title")) } } p { a href=(roles::BASE) { (say.t("roles-open")) } } }
        p {
            a href={ (BASE) "/conditions" } { (say.t("terms-write")) } " · "
            @match &shown.terms {
                Some(terms) => (say.a("terms-version", &[("n", Arg::Number(terms.version))])),
                None => (say.t("terms-undefined")),
            }
        }
    };
    Page::new(say, "title-people", markup)
}

/// A day as typed: day, month, year.
pub type DayTyped = [String; 3];

/// One post; `wrong`: an end nobody can mean.
#[must_use]
pub fn post(say: &Say, held: &Held, mine: bool, leads: bool, wrong: Option<&DayTyped>) -> Page {
    let at = format!("{BASE}/poste/{}", held.post.handle);
    let act = |verb: &str, kind, words: &str| form(&format!("{at}/{verb}"), button(kind, &say.t(words)));
    let markup = html! {
        (back_link(say, BASE))
        (error_summary(say, &wrong.map(|_| FieldError::new("end", say.t("end-wrong"))).into_iter().collect::<Vec<_>>()))
        h1 tabindex="-1" { (say.a("post-title", &[("post", Arg::Text(&held.post.handle))])) }
        p.lead { (charge(say, &held.post)) }
        p { (state(say, held)) }
        @if leads { p { a href={ (roles::BASE) "/poste/" (held.post.handle) } { (say.t("role-of-post")) } } }
        @match &held.holder {
            Some(holding) if !mine => {
                @match holding.suspended {
                    Some(since) => {
                        p { (say.a("suspended-since", &[("day", Arg::Text(&day(since)))])) }
                        (act("reprendre", ButtonKind::Primary, "reinstate-button"))
                    }
                    None => (act("suspendre", ButtonKind::Secondary, "suspend-button")),
                }
                (form(&format!("{at}/fin"), html! {
                    (end(say, &wrong.cloned().unwrap_or_else(|| typed_day(holding.end)), wrong.is_some()))
                    (button(ButtonKind::Secondary, &say.t("end-button")))
                }))
                @if leads {
                    h2 { (say.t("leaves-title")) }
                    p { (say.t("leaves-hint")) }
                    (act("depart", ButtonKind::Grave, "leaves-button"))
                    h2 { (say.t("replace-title")) }
                    p { (say.t("replace-hint")) }
                    (act("inviter", ButtonKind::Secondary, "replace-button"))
                }
            }
            Some(_) => p { (say.t("post-own")) },
            None if leads => (act("inviter", ButtonKind::Primary, "invite-button")),
            None => {}
        }
    };
    Page::new(say, "title-people", markup)
}

/// A day, as an officer would type it.
fn typed_day(end: Option<i64>) -> DayTyped {
    let Some(end) = end else { return DayTyped::default() };
    let (year, month, day, ..) = Moment(end).civil();
    [day.to_string(), month.to_string(), year.to_string()]
}

/// Until when members come in; empty: without end.
fn end(say: &Say, [day, month, year]: &DayTyped, wrong: bool) -> Markup {
    let (label, hint) = (say.t("end-title"), say.t("end-hint"));
    let error = wrong.then(|| say.t("end-wrong"));
    let (hint, error) = (Some(hint.as_str()), error.as_deref());
    date_input(say, &DateInput { name: "end", label: &label, hint, day, month, year, error })
}

/// What the agency allows itself, as typed; `wrong`: the field that cannot be meant.
#[must_use]
pub fn limits(say: &Say, typed: &[(&str, String); 3], wrong: Option<&str>) -> Page {
    let messages: Vec<_> =
        wrong.iter().map(|field| FieldError::new(field, say.t(&format!("limit-{field}-wrong")))).collect();
    let field = |(name, value): &(&str, String)| {
        let (label, error) = (say.t(&format!("limit-{name}")), say.t(&format!("limit-{name}-wrong")));
        let error = (wrong == Some(*name)).then_some(error.as_str());
        number(say, &Number { name, label: &label, value, error, ..Number::default() })
    };
    let hint = say.t("limits-hint");
    let markup = question(
        say,
        Question {
            legend: &say.t("limits-title"),
            hint: Some(&hint),
            errors: &messages,
            action: &format!("{BASE}/limites"),
            body: html! { @for one in typed { (field(one)) } },
            button: Some(&say.t("limits-button")),
            back: Some(BASE),
            ..Question::default()
        },
    );
    Page::new(say, "title-people", markup)
}

/// What was typed about several members, and the field of it nobody can mean: `member` or `end`.
#[derive(Debug, Clone, Default)]
pub struct ManyTyped<'a> {
    /// Members chosen.
    pub members: Vec<&'a str>,
    /// Until when they come in.
    pub end: DayTyped,
    /// What to correct.
    pub wrong: Option<&'static str>,
}

/// Several members at once.
#[must_use]
pub fn many(say: &Say, posts: &[&Held], typed: &ManyTyped<'_>) -> Page {
    let nobody = (typed.wrong == Some("member")).then(|| say.t("suspend-none"));
    let no_day = (typed.wrong == Some("end")).then(|| say.t("end-wrong"));
    let said = [("member", &nobody), ("end", &no_day)];
    let errors: Vec<_> =
        said.into_iter().filter_map(|(field, text)| Some(FieldError::new(field, text.clone()?))).collect();
    let ids: Vec<_> =
        posts.iter().filter_map(|held| Some((held.holder.as_ref()?.member.to_string(), *held))).collect();
    let choices: Vec<_> = ids
        .iter()
        .map(|(id, held)| {
            let suspended = held.holder.as_ref().is_some_and(|holding| holding.suspended.is_some());
            let choice = Choice::new(id, held.post.handle.clone());
            if suspended { choice.hint(say.t("post-suspended")) } else { choice }
        })
        .collect();
    let field = Checkboxes {
        name: "member",
        label: &say.t("suspend-who"),
        values: &typed.members,
        error: nobody.as_deref(),
        choices: &choices,
        ..Checkboxes::default()
    };
    let markup = html! {
        (back_link(say, BASE))
        (error_summary(say, &errors))
        h1 tabindex="-1" { (say.t("suspend-many")) }
        p.lead { (say.t("suspend-hint")) }
        (form(&format!("{BASE}/suspendre"), html! {
            (checkboxes(say, &field))
            (button_named(ButtonKind::Primary, &say.t("suspend-button"), "act", "suspend"))
            (button_named(ButtonKind::Secondary, &say.t("reinstate-button"), "act", "reinstate"))
            (end(say, &typed.end, no_day.is_some()))
            (button_named(ButtonKind::Secondary, &say.t("end-button"), "act", "end"))
        }))
    };
    Page::new(say, "title-people", markup)
}

/// The text an officer writes; nothing stands there that nobody wrote.
#[must_use]
pub fn write_terms(say: &Say, text: &str, error: bool) -> Page {
    let message = error.then(|| say.t("terms-wrong"));
    let errors: Vec<_> = message.iter().map(|text| FieldError::new("terms", text.clone())).collect();
    let hint = say.t("terms-write-hint");
    let markup = question(
        say,
        Question {
            legend: &say.t("terms-write"),
            hint: Some(&hint),
            errors: &errors,
            action: &format!("{BASE}/conditions"),
            body: text_area(
                say,
                &TextArea {
                    name: "terms",
                    value: text,
                    error: message.as_deref(),
                    rows: 12,
                    ..TextArea::default()
                },
            ),
            button: Some(&say.t("terms-write-button")),
            back: Some(BASE),
            ..Question::default()
        },
    );
    Page::new(say, "title-people", markup)
}

/// The terms, before anything else of the post.
#[must_use]
pub fn read_terms(say: &Say, terms: &Terms) -> Page {
    let markup = html! {
        h1 tabindex="-1" { (say.t("terms-title")) }
        p.lead { (say.a("terms-version", &[("n", Arg::Number(terms.version))])) }
        @for part in terms.text.split("\n").filter(|part| !part.trim().is_empty()) { p { (part) } }
        (form("/a/conditions", button(ButtonKind::Primary, &say.t("terms-read"))))
    };
    Page::new(say, "title-terms", markup)
}

/// What cannot be undone is asked once more.
#[must_use]
pub fn sure_to_leave(say: &Say, handle: &str) -> Page {
    let markup = question(
        say,
        Question {
            legend: &say.a("leaves-sure", &[("post", Arg::Text(handle))]),
            hint: Some(&say.t("leaves-hint")),
            action: &format!("{BASE}/poste/{handle}/depart-sur"),
            button: Some(&say.t("leaves-button")),
            back: Some(&format!("{BASE}/poste/{handle}")),
            ..Question::default()
        },
    );
    Page::new(say, "title-people", markup)
}

/// What was just decided is on its way.
#[must_use]
pub fn taken(say: &Say) -> Page {
    let markup = html! {
        h1 tabindex="-1" { (say.t("people-taken")) }
        p { a.button href=(BASE) { (say.t("people-see")) } }
        p { a href="/a/" { (say.t("home-link")) } }
    };
    Page::new(say, "title-people", markup)
}

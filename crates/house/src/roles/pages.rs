//! Roles, on an officer's device: what each keeps, which post has which, and all of it in one table.

use super::{LONGEST, RoleShown, Roles};
use crate::posts::pages::people;
use danbe_guard::{Role, View};
use danbe_pages::forms::{
    ButtonKind, Checkboxes, Choice, FieldError, Item, Question, Radios, Table, TextInput, back_link,
    button_link, checkboxes, error_of, listing, question, radios, table, text_input,
};
use danbe_pages::{Arg, Markup, Page, Say, html};
use danbe_words::RoleId;

/// Where the room lives on the device.
pub const BASE: &str = "/a/roles";
/// What a field of kept verbs is called, before the name of its room.
pub const KEEPS: &str = "keeps-";
/// What the choice of no role sends.
pub const WHOLE: &str = "whole";

/// A role as typed: its name, and the verbs kept.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// As it stands in the field.
    pub name: String,
    /// What it keeps.
    pub keeps: Role,
}

impl Typed {
    /// What a form brought.
    #[must_use]
    pub fn read(form: &[(String, String)]) -> Self {
        let ticked = form.iter().filter(|(field, _)| field.starts_with(KEEPS)).map(|(_, verb)| verb.as_str());
        let keeps = Role::of(ticked.collect::<Vec<_>>().join(" "));
        Self { name: danbe_pages::forms::typed(form, "name").trim().to_owned(), keeps }
    }
}

fn number(n: usize) -> Arg<'static> {
    Arg::Number(i64::try_from(n).unwrap_or_default())
}

/// What a verb lets a post do, in words.
fn right(say: &Say, verb: &str) -> String {
    say.t(&format!("may-{}", verb.replace('.', "-")))
}

fn role_of(roles: &Roles, id: Option<RoleId>) -> Option<&RoleShown> {
    roles.roles.iter().find(|role| Some(role.id) == id)
}

/// The roles, and the role of each post. `verbs`: those a role of this agency may withhold.
#[must_use]
pub fn roles(say: &Say, view: &View<Roles>, verbs: &[&str]) -> Page {
    let seen = view.get();
    let item = |role: &RoleShown| {
        let gone = verbs.iter().filter(|verb| !role.keeps.keeps(verb)).count();
        let posts = seen.posts.iter().filter(|post| post.role == Some(role.id)).count();
        Item {
            href: format!("{BASE}/{}", role.id),
            title: role.name.clone(),
            note: Some(say.a("roles-note", &[("gone", number(gone)), ("posts", number(posts))])),
            tag: None,
        }
    };
    let posts = seen.posts.iter().map(|post| Item {
        href: format!("{BASE}/poste/{}", post.post),
        title: post.post.clone(),
        note: Some(role_of(seen, post.role).map_or_else(|| say.t("role-none"), |role| role.name.clone())),
        tag: None,
    });
    let markup = html! {
        (back_link(say, people::BASE))
        h1 tabindex="-1" { (say.t("roles-title")) }
        p.lead { (say.t("roles-lead")) }
        p { (button_link(ButtonKind::Primary, &say.t("role-new"), &format!("{BASE}/nouveau"))) }
        (listing(&seen.roles.iter().map(item).collect::<Vec<_>>(), &say.t("roles-none")))
        p { a href={ (BASE) "/droits" } { (say.t("rights-title")) } }
        h2 { (say.t("roles-posts")) }
        (listing(&posts.collect::<Vec<_>>(), ""))
    };
    Page::new(say, "title-roles", markup)
}

/// One role; `at`: its address. `wrong`: its name cannot be one.
#[must_use]
pub fn role(say: &Say, at: &str, typed: &Typed, verbs: &[&str], wrong: bool) -> Page {
    let most = [("most", number(LONGEST))];
    let errors: Vec<_> =
        wrong.then(|| FieldError::new("name", say.a("role-name-wrong", &most))).into_iter().collect();
    let (label, hint) = (say.t("role-name"), say.t("role-name-hint"));
    let kept: Vec<_> = typed.keeps.verbs().collect();
    let group = |verbs: &[&str]| -> Markup {
        let room = verbs.first().and_then(|verb| verb.split('.').next()).unwrap_or_default();
        let choices: Vec<_> = verbs.iter().map(|verb| Choice::new(verb, right(say, verb))).collect();
        let (name, label) = (format!("{KEEPS}{room}"), say.t(&format!("room-{room}")));
        checkboxes(
            say,
            &Checkboxes {
                name: &name,
                label: &label,
                values: &kept,
                choices: &choices,
                ..Checkboxes::default()
            },
        )
    };
    let markup = question(
        say,
        Question {
            legend: &say.t("role-title"),
            hint: Some(&say.t("role-hint")),
            errors: &errors,
            action: at,
            body: html! {
                (text_input(say, &TextInput { name: "name", label: &label, hint: Some(&hint), value: &typed.name, error: error_of(&errors, "name"), ..TextInput::default() }))
                @for room in verbs.chunk_by(|one, next| one.split('.').next() == next.split('.').next()) { (group(room)) }
            },
            button: Some(&say.t("role-keep")),
            back: Some(BASE),
            ..Question::default()
        },
    );
    Page::new(say, "title-roles", markup)
}

/// Which role a post has; nothing when there is no such post.
#[must_use]
pub fn give(say: &Say, view: &View<Roles>, handle: &str) -> Option<Page> {
    let seen = view.get();
    let post = seen.posts.iter().find(|post| post.post == handle)?;
    let ids: Vec<_> = seen.roles.iter().map(|role| role.id.to_string()).collect();
    let mut choices = vec![Choice::new(WHOLE, say.t("role-none"))];
    choices.extend(ids.iter().zip(&seen.roles).map(|(id, role)| Choice::new(id, role.name.clone())));
    let value = post.role.map_or_else(|| WHOLE.to_owned(), |id| id.to_string());
    let markup = question(
        say,
        Question {
            legend: &say.a("role-give-title", &[("post", Arg::Text(handle))]),
            hint: Some(&say.t("role-give-hint")),
            action: &format!("{BASE}/poste/{handle}"),
            body: radios(
                say,
                &Radios { name: "role", value: &value, choices: &choices, ..Radios::default() },
            ),
            button: Some(&say.t("role-give")),
            back: Some(BASE),
            ..Question::default()
        },
    );
    Some(Page::new(say, "title-roles", markup))
}

/// Who may do what: one line a verb, one column a duty or role. `open`: whether a column has a verb, in the columns' order.
#[must_use]
pub fn rights(say: &Say, columns: &[String], verbs: &[&str], open: impl Fn(&str, usize) -> bool) -> Page {
    let headers: Vec<_> = std::iter::once(say.t("rights-right")).chain(columns.iter().cloned()).collect();
    let line = |verb: &&str| {
        let cells = (0..columns.len()).map(|column| match open(verb, column) {
            true => html! { (say.t("rights-yes")) },
            false => html! { span.hint { (say.t("rights-no")) } },
        });
        std::iter::once(html! { (right(say, verb)) }).chain(cells).collect()
    };
    let rows: Vec<Vec<Markup>> = verbs.iter().map(line).collect();
    let caption = say.t("rights-caption");
    let narrow: Vec<_> = (1..headers.len()).collect();
    let markup = html! {
        (back_link(say, BASE))
        h1 tabindex="-1" { (say.t("rights-title")) }
        p.lead { (say.t("rights-lead")) }
        (table(say, &Table { id: "rights", caption: &caption, headers: &headers, rows: &rows, numeric: &narrow }))
    };
    Page::new(say, "title-roles", markup)
}

/// What was decided is on its way.
#[must_use]
pub fn taken(say: &Say) -> Page {
    let markup = html! {
        h1 tabindex="-1" { (say.t("people-taken")) }
        p { (say.t("role-taken")) }
        p { a.button href=(BASE) { (say.t("roles-see")) } }
        p { a href="/a/" { (say.t("home-link")) } }
    };
    Page::new(say, "title-roles", markup)
}

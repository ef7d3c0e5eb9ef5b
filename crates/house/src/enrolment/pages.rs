//! Enrolment: the new member on her phone, the officers on their devices.

use crate::posts::pages::people::{BASE, charge, day};
use crate::posts::{Post, Profile};
use danbe_pages::forms::{
    ButtonKind, Checkboxes, Choice, FieldError, Notice, Question, Radios, TextInput, Width, back_link,
    button, checkboxes, error_of, form, notice, question, radios, text_input,
};
use danbe_pages::{Arg, Page, Say, html};
use danbe_words::Duty;

/// Asks for the code.
#[must_use]
pub fn code(say: &Say, typed: &str, error: Option<&str>) -> Page {
    let message = error.map(|key| say.t(key));
    let errors: Vec<_> = message.iter().map(|text| FieldError::new("code", text.clone())).collect();
    let label = say.t("code-label");
    let body = text_input(
        say,
        &TextInput {
            name: "code",
            label: &label,
            hint: Some(&say.t("code-hint")),
            value: typed,
            error: message.as_deref(),
            ..TextInput::default()
        },
    );
    let markup = question(
        say,
        Question {
            legend: &say.t("code-title"),
            errors: &errors,
            action: "/a/invitation",
            body,
            back: Some("/a/"),
            ..Question::default()
        },
    );
    Page::new(say, "title-invitation", markup)
}

/// What is offered, before any key is made.
#[must_use]
pub fn offered(say: &Say, agency: &str, post: &Post) -> Page {
    let body = html! {
        p { strong translate="no" { (agency) } }
        p { (say.a("post-title", &[("post", Arg::Text(&post.handle))])) " · " (charge(say, post)) }
    };
    let markup = question(
        say,
        Question {
            legend: &say.t("offered-title"),
            hint: Some(&say.t("offered-hint")),
            action: "/a/invitation/mots",
            body,
            button: Some(&say.t("offered-button")),
            ..Question::default()
        },
    );
    Page::new(say, "title-invitation", markup)
}

/// Her keys are made: the digits to read aloud.
#[must_use]
pub fn waiting(say: &Say, digits: &str, refused: bool) -> Page {
    let markup = html! {
        h1 tabindex="-1" { (say.t("waiting-title")) }
        p.lead { (say.t("waiting-hint")) }
        p { (say.t("digits")) br; strong.receipt translate="no" { (digits) } }
        @if refused { (notice(say, Notice::Inset, html! { p { (say.t("waiting-not-yet")) } })) }
        (form("/a/retrouver/essayer", button(ButtonKind::Primary, &say.t("waiting-try"))))
    };
    Page::new(say, "title-invitation", markup)
}

/// The code served already, or its time is over.
#[must_use]
pub fn too_late(say: &Say) -> Page {
    let markup = html! {
        h1 tabindex="-1" { (say.t("late-code-title")) }
        p.lead { (say.t("code-unknown")) }
        (form("/a/invitation/recommencer", button(ButtonKind::Primary, &say.t("late-code-button"))))
    };
    Page::new(say, "title-invitation", markup)
}

/// A post as typed.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// Name.
    pub handle: String,
    /// Team.
    pub team: String,
    /// Codes of duties.
    pub duties: Vec<String>,
    /// Code of the profile.
    pub profile: String,
}

impl Typed {
    /// As meant; or the fields to correct, each with its word.
    ///
    /// # Errors
    /// The fields.
    pub fn meant(&self) -> Result<Post, Vec<(&'static str, &'static str)>> {
        let mut faults = Vec::new();
        let duties: Vec<_> = self.duties.iter().filter_map(|code| Duty::from_code(code).ok()).collect();
        let profile = Profile::from_code(&self.profile);
        let fits = |handle: &str, team: &str| {
            let (handle, team) = (handle.to_owned(), team.to_owned());
            Post { handle, duties: Vec::new(), team, profile }.is_well_formed()
        };
        let (handle, team) = (self.handle.trim().to_ascii_lowercase(), self.team.trim().to_owned());
        if !fits(&handle, "a") {
            faults.push(("handle", "invite-handle-wrong"));
        }
        if !fits("abc", &team) {
            faults.push(("team", "invite-team-wrong"));
        }
        if duties.is_empty() || duties.len() != self.duties.len() {
            faults.push(("duty", "invite-duty-wrong"));
        }
        if self.profile.is_empty() {
            faults.push(("profile", "invite-profile-wrong"));
        }
        if faults.is_empty() { Ok(Post { handle, duties, team, profile }) } else { Err(faults) }
    }
}

/// Describes the post to offer.
#[must_use]
pub fn invite(say: &Say, typed: &Typed, faults: &[(&'static str, &'static str)]) -> Page {
    let errors: Vec<_> = faults.iter().map(|(field, word)| FieldError::new(field, say.t(word))).collect();
    let duties: Vec<_> = [Duty::Caseworker, Duty::Officer, Duty::Holder]
        .map(|duty| Choice::new(duty.code(), say.t(&format!("duty-{duty}"))))
        .into();
    let profiles = [Profile::CaptureOnly, Profile::Caseworker].map(|profile| {
        let code = profile.code();
        Choice::new(code, say.t(&format!("profile-{code}"))).hint(say.t(&format!("profile-{code}-hint")))
    });
    let chosen: Vec<_> = typed.duties.iter().map(String::as_str).collect();
    let text = |name, label: &str, hint: &str, value: &str| {
        let (label, hint) = (say.t(label), say.t(hint));
        text_input(
            say,
            &TextInput {
                name,
                label: &label,
                hint: Some(&hint),
                value,
                error: error_of(&errors, name),
                width: Width::Medium,
                ..TextInput::default()
            },
        )
    };
    let (duty, profile) = (say.t("invite-duties"), say.t("invite-profile"));
    let body = html! {
        (text("handle", "invite-handle", "invite-handle-hint", &typed.handle))
        (text("team", "invite-team", "invite-team-hint", &typed.team))
        (checkboxes(say, &Checkboxes {
            name: "duty", label: &duty, values: &chosen, error: error_of(&errors, "duty"), choices: &duties,
            ..Checkboxes::default()
        }))
        (radios(say, &Radios {
            name: "profile", label: &profile, value: &typed.profile, error: error_of(&errors, "profile"),
            choices: &profiles, ..Radios::default()
        }))
    };
    let markup = question(
        say,
        Question {
            legend: &say.t("invite-title"),
            errors: &errors,
            action: &format!("{BASE}/inviter"),
            body,
            button: Some(&say.t("invite-make")),
            back: Some(BASE),
            ..Question::default()
        },
    );
    Page::new(say, "title-people", markup)
}

/// The code, once.
#[must_use]
pub fn code_made(say: &Say, code: &str, post: &Post) -> Page {
    let markup = html! {
        h1 tabindex="-1" { (say.a("code-made-title", &[("post", Arg::Text(&post.handle))])) }
        p.lead { (say.t("code-made-hint")) }
        p { (say.t("code-label")) br; strong.receipt translate="no" { (code) } }
        p { a.button href=(BASE) { (say.t("people-see")) } }
    };
    Page::new(say, "title-people", markup)
}

/// An invitation, as an officer sees it.
#[derive(Debug, Clone)]
pub struct OfferShown {
    /// What finds it.
    pub lookup: String,
    /// The post.
    pub post: Post,
    /// From when the code is worth nothing.
    pub expires: i64,
    /// The digits to compare, once a device has asked.
    pub digits: Option<String>,
    /// Whether this officer has heard them, and whether another has.
    pub heard: (bool, bool),
}

/// An invitation: the digits, and who compared them.
#[must_use]
pub fn offer(say: &Say, shown: &OfferShown) -> Page {
    let at = format!("{BASE}/offre/{}", shown.lookup);
    let act = |verb: &str, kind, words: &str| form(&format!("{at}/{verb}"), button(kind, &say.t(words)));
    let (mine, anothers) = shown.heard;
    let markup = html! {
        (back_link(say, BASE))
        h1 tabindex="-1" { (say.a("offer-title", &[("post", Arg::Text(&shown.post.handle))])) }
        p.lead { (charge(say, &shown.post)) }
        p { (say.a("offer-until", &[("day", Arg::Text(&day(shown.expires)))])) }
        @match &shown.digits {
            None => p { (say.t("offer-nobody")) },
            Some(digits) => {
                p { (say.t("digits")) br; strong.receipt translate="no" { (digits) } }
                (notice(say, Notice::Warning, html! { p { (say.t("offer-compare")) } }))
                (act("face", ButtonKind::Primary, "offer-face"))
                h2 { (say.t("offer-far-title")) }
                @if anothers { (act("voix", ButtonKind::Primary, "offer-second")) }
                @else if mine { p { (say.t("offer-heard")) } }
                @else { (act("entendu", ButtonKind::Secondary, "offer-first")) }
            }
        }
        (act("retirer", ButtonKind::Grave, "offer-withdraw"))
    };
    Page::new(say, "title-people", markup)
}

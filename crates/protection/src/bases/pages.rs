//! On what the shares of a file rest: the journey of a consent, and the list of a file.

use super::list::BasisShown;
use super::mark;
use super::review::Reviewing;
use super::steps::{Fault, Meant, Step, evidence, value};
use crate::cases::pages::BASE;
use danbe_guard::{Lack, View};
use danbe_pages::forms::{
    ButtonKind, Checkboxes, Choice, DateInput, FieldError, Notice, Question, Radios, Select, State,
    SummaryRow, TextArea, TextInput, back_link, button, button_link, button_named, checkboxes, date_input,
    error_of, form, notice, question, radios, select, summary_list, tag, text_area, text_input,
};
use danbe_pages::{Arg, Markup, Page, Say, html, moment};
use danbe_words::{Evidence, FileId, Giver, Ground, Interpreter, Moment, Purpose, Review, Section, Tongue};

/// Another agency one may share with: id, name.
pub type Agency = (String, String);

/// Where the bases of a file are.
#[must_use]
pub fn of(file: FileId) -> String {
    format!("{BASE}/accords/{file}")
}

/// Several sections, as screens say them.
#[must_use]
pub fn sections(say: &Say, all: &[Section]) -> String {
    all.iter().map(|section| say.t(&format!("section-{section}"))).collect::<Vec<_>>().join(", ")
}

fn choices<'c>(say: &Say, list: &str, codes: impl Iterator<Item = &'static str>) -> Vec<Choice<'c>> {
    codes.map(|code| Choice::new(code, say.t(&format!("{list}-{code}")))).collect()
}

/// One page of the journey. `agencies`: with whom one may share, and who may review.
#[must_use]
pub fn ask(
    say: &Say,
    file: FileId,
    step: Step,
    agencies: &[Agency],
    typed: &[(String, String)],
    faults: &[Fault],
) -> Page {
    let errors: Vec<_> = faults
        .iter()
        .filter(|fault| fault.step == step)
        .map(|fault| {
            FieldError::new(fault.field, say.t(&format!("basis-fault-{}-{}", fault.field, fault.why)))
        })
        .collect();
    let asked = Step::asked(typed);
    let place = asked.iter().position(|known| *known == step).unwrap_or_default();
    let back = match place.checked_sub(1).and_then(|before| asked.get(before)) {
        Some(before) => format!("{}/{}", of(file), before.path()),
        None => of(file),
    };
    let n = |n: usize| u32::try_from(n).unwrap_or_default();
    let markup = question(
        say,
        Question {
            legend: &say.t(&format!("basis-step-{}", step.path())),
            hint: Some(&say.t(&format!("basis-lead-{}", step.path()))),
            errors: &errors,
            action: &format!("{}/{}", of(file), step.path()),
            body: fields(say, step, (agencies, Evidence::ALL), typed, &errors),
            button: Some(&say.t("continue")),
            back: Some(&back),
            progress: Some((n(place + 1), n(asked.len()))),
            ..Question::default()
        },
    );
    Page::new(say, "title-bases", markup)
}

/// `agencies`: with whom one may share; `ways`: how a consent may be given here.
pub(crate) fn fields(
    say: &Say,
    step: Step,
    (agencies, ways): (&[Agency], &[Evidence]),
    typed: &[(String, String)],
    errors: &[FieldError],
) -> Markup {
    let told = |name: &str| value(typed, name);
    let one = |name: &'static str, choices: &[Choice<'_>]| {
        let label = say.t(&format!("basis-{name}"));
        let error = error_of(errors, name);
        radios(say, &Radios { name, label: &label, value: told(name), error, choices, ..Radios::default() })
    };
    let line = |name: &'static str| {
        let label = say.t(&format!("basis-{name}"));
        let (error, value) = (error_of(errors, name), told(name));
        text_input(say, &TextInput { name, label: &label, value, error, ..TextInput::default() })
    };
    let agency = |name: &'static str| {
        let label = say.t(&format!("basis-{name}"));
        let choices: Vec<_> = agencies.iter().map(|(id, name)| Choice::new(id, name.clone())).collect();
        let (error, value) = (error_of(errors, name), told(name));
        select(say, &Select { name, label: &label, value, error, choices: &choices, ..Select::default() })
    };
    let tick = |name: &'static str| {
        let choices = [Choice::new("yes", say.t(&format!("basis-{name}-yes")))];
        let values = [told(name)];
        checkboxes(
            say,
            &Checkboxes { name, label: "", values: &values, choices: &choices, ..Checkboxes::default() },
        )
    };
    match step {
        Step::To => html! {
            (agency("receiver"))
            (one("purpose", &choices(say, "purpose", Purpose::ALL.iter().map(|it| it.code()))))
        },
        Step::What => {
            let chosen: Vec<_> = typed
                .iter()
                .filter(|(field, _)| field == "sections")
                .map(|(_, code)| code.as_str())
                .collect();
            let purpose = Purpose::from_code(told("purpose")).unwrap_or(Purpose::Support);
            let choices: Vec<_> = Section::ALL
                .iter()
                .filter(|it| it.is_for(purpose))
                .map(|it| {
                    Choice::new(it.code(), say.t(&format!("section-{it}")))
                        .hint(say.t(&format!("section-hint-{it}")))
                })
                .collect();
            let error = error_of(errors, "sections");
            let field = Checkboxes {
                name: "sections",
                label: "",
                values: &chosen,
                error,
                choices: &choices,
                ..Checkboxes::default()
            };
            checkboxes(say, &field)
        }
        Step::Ground => {
            let choices: Vec<_> = Ground::ALL
                .iter()
                .map(|it| {
                    Choice::new(it.code(), say.t(&format!("ground-{it}")))
                        .hint(say.t(&format!("ground-hint-{it}")))
                })
                .collect();
            let (error, value) = (error_of(errors, "ground"), told("ground"));
            radios(
                say,
                &Radios { name: "ground", label: "", value, error, choices: &choices, ..Radios::default() },
            )
        }
        Step::Saying => {
            let consent = told("ground") == Ground::Consent.code();
            let vital = told("ground") == Ground::VitalInterest.code();
            let given = |it: &&Giver| **it != Giver::Nobody;
            let shown = |it: &&Evidence| **it != Evidence::NoSign;
            let tongues = choices(say, "tongue", Tongue::ALL.iter().map(|it| it.code()));
            let label = say.t("basis-tongue");
            let (error, value) = (error_of(errors, "tongue"), told("tongue"));
            html! {
                @if consent {
                    (one("giver", &choices(say, "giver", Giver::ALL.iter().filter(given).map(|it| it.code()))))
                    (tick("assent"))
                    (line("guardian"))
                } @else {
                    @let label = say.t("basis-reason");
                    (text_area(say, &TextArea { name: "reason", label: &label, value: told("reason"), error: error_of(errors, "reason"), ..TextArea::default() }))
                    @if vital { (agency("reviewer")) }
                }
                (select(say, &Select { name: "tongue", label: &label, value, error, choices: &tongues, ..Select::default() }))
                (one("interpreter", &choices(say, "interpreter", Interpreter::ALL.iter().map(|it| it.code()))))
                @if consent {
                    (one("evidence", &choices(say, "evidence", ways.iter().filter(shown).map(|it| it.code()))))
                    (line("witness"))
                }
            }
        }
        Step::Mark => sign(say, typed, errors),
        Step::Until => {
            let label = say.t("basis-until");
            let (day, month, year) = (told("until_day"), told("until_month"), told("until_year"));
            let error = error_of(errors, "until");
            html! {
                (date_input(say, &DateInput { name: "until", label: &label, day, month, year, error, ..DateInput::default() }))
                (line("channel"))
                (tick("onward"))
            }
        }
    }
}

/// A box for a finger, or a paper to photograph. The pane writes both into `mark`.
fn sign(say: &Say, typed: &[(String, String)], errors: &[FieldError]) -> Markup {
    let (error, given) = (error_of(errors, "mark"), value(typed, "mark"));
    let screen = evidence(typed) == Some(Evidence::SignedOnScreen);
    let kept = mark::read(if screen { Evidence::SignedOnScreen } else { Evidence::InkOnPaper }, given);
    let kept = kept.unwrap_or_default();
    html! {
        input type="hidden" name="mark" value=(kept);
        @if let Some(error) = error { p.error { (error) } }
        @if screen {
            div.empty { (mark::strokes(&say.t("mark-box"), &kept, true)) }
            (button_named(ButtonKind::Secondary, &say.t("mark-again"), "again", "yes"))
        } @else {
            div.field {
                label for="mark" { (say.t("mark-paper")) }
                input id="mark" type="file" accept="image/*" capture="environment" data-picture;
            }
            @if let Some(drawn) = mark::draw(say, &kept) { p { (drawn) } }
        }
        p.hint { (say.t(if screen { "mark-no-finger" } else { "mark-shrunk" })) }
    }
}

/// Everything once more, before it is signed.
#[must_use]
pub fn check(say: &Say, file: FileId, meant: &Meant, agencies: &[Agency]) -> Page {
    let said = &meant.said;
    let name = agencies.iter().find(|(id, _)| *id == said.receiver.to_string());
    let name = name.map(|(_, name)| name.clone()).unwrap_or_default();
    let row = |key: &str, value: String, step: Step| {
        SummaryRow::new(say.t(key), value).change(format!("{}/{}", of(file), step.path()))
    };
    let mut rows = vec![
        row("basis-receiver", name, Step::To),
        row("basis-purpose", say.t(&format!("purpose-{}", said.purpose)), Step::To),
        row("basis-sections", sections(say, &said.sections), Step::What),
        row("basis-ground", say.t(&format!("ground-{}", said.ground)), Step::Ground),
        row("basis-tongue", say.t(&format!("tongue-{}", said.tongue)), Step::Saying),
        row("basis-until", moment(say, said.until.0), Step::Until),
    ];
    if said.ground == Ground::Consent {
        rows.push(row("basis-giver", say.t(&format!("giver-{}", said.giver)), Step::Saying));
        rows.push(row("basis-evidence", say.t(&format!("evidence-{}", said.evidence)), Step::Saying));
    }
    let onward = say.t(if said.onward { "basis-onward-yes" } else { "basis-onward-no" });
    rows.push(row("basis-onward", onward, Step::Until));
    let markup = html! {
        (back_link(say, &format!("{}/{}", of(file), Step::Until.path())))
        h1 tabindex="-1" { (say.t("basis-check")) }
        (summary_list(say, &rows))
        @if let Some(drawn) = mark::draw(say, &meant.mark) { p { (drawn) } }
        (notice(say, Notice::Inset, html! { p { (say.t("basis-free")) } }))
        (form(&format!("{}/garder", of(file)), button(ButtonKind::Primary, &say.t("basis-keep"))))
    };
    Page::new(say, "title-bases", markup)
}

/// Something was written here and is on its way.
#[must_use]
pub fn kept(say: &Say, file: FileId) -> Page {
    let markup = html! {
        (back_link(say, &of(file)))
        h1 tabindex="-1" { (say.t("basis-kept")) }
        p.lead { (say.t("bases-waiting")) }
        p { (button_link(ButtonKind::Primary, &say.t("bases-again"), &of(file))) }
    };
    Page::new(say, "title-bases", markup)
}

/// The bases of a file.
#[derive(Debug, Clone)]
pub struct BasesShown {
    /// The file.
    pub file: FileId,
    /// Its bases, oldest first.
    pub bases: Vec<BasisShown>,
    /// What each waits for before something may leave by it: the word, in the same order.
    pub lacking: Vec<Option<&'static str>>,
    /// Names of agencies.
    pub agencies: Vec<Agency>,
    /// Who reads this.
    pub own: danbe_words::MemberId,
    /// The device's time.
    pub now: Moment,
    /// What waits on this device.
    pub waiting: usize,
}

/// Consents and other grounds of a file, the newest first.
#[must_use]
pub fn listed(say: &Say, view: &View<BasesShown>) -> Page {
    let shown = view.get();
    let base = of(shown.file);
    let markup = html! {
        (back_link(say, &format!("{BASE}/dossier/{}", shown.file)))
        h1 tabindex="-1" { (say.t("bases-title")) }
        p.lead { (say.t("bases-lead")) }
        @if shown.waiting > 0 { (notice(say, Notice::Inset, html! { p { (say.t("bases-waiting")) } })) }
        p { (button_link(ButtonKind::Primary, &say.t("bases-new"), &format!("{base}/{}", Step::To.path()))) }
        @if shown.bases.is_empty() { p.empty { (say.t("bases-none")) } }
        @for (basis, lacking) in shown.bases.iter().zip(&shown.lacking).rev() { (one(say, shown, basis, *lacking)) }
    };
    Page::new(say, "title-bases", markup)
}

fn one(say: &Say, shown: &BasesShown, basis: &BasisShown, lacking: Option<&str>) -> Markup {
    let terms = &basis.terms;
    let name = shown.agencies.iter().find(|(id, _)| *id == terms.receiver.to_string());
    let name = name.map_or_else(|| say.t("agency-unknown"), |(_, name)| name.clone());
    let lack = terms.alive(shown.now).err();
    let state = match lack {
        None => tag(State::Active, &say.t("basis-stands")),
        Some(lack) => tag(State::Quiet, &say.t(&format!("state-{}", lack.code()))),
    };
    let until = moment(say, terms.until.0);
    let base = format!("{}/{}", of(shown.file), terms.id);
    let signs = lack == Some(Lack::Second) && terms.first != shown.own;
    html! {
        div.note-block {
            h2 { (name) ", " (say.t(&format!("purpose-{}", terms.purpose))) }
            p { (state) " " (say.t(&format!("ground-{}", terms.ground))) }
            p.hint { (sections(say, &terms.sections)) ". " (say.a("basis-until-when", &[("when", Arg::Text(&until))])) }
            @if basis.evidence.leaves_a_mark() {
                p { a href={ (base) "/signe" } { (say.t("mark-see")) } }
            }
            @if let (None, Some(word)) = (lack, lacking) { p.hint { (say.t(word)) } }
            @if lack.is_none() && lacking.is_none() {
                @let (word, room) = match terms.purpose { Purpose::Statistics => ("extract-send", "releve"), _ => ("refer", "referer") };
                p { (button_link(ButtonKind::Secondary, &say.t(word), &format!("{BASE}/{room}/{}/{}", shown.file, terms.id))) }
            }
            @if signs { (form(&format!("{base}/signer"), button(ButtonKind::Secondary, &say.t("basis-sign")))) }
            @if lack == Some(Lack::Second) && !signs { p.hint { (say.t("basis-waits-second")) } }
            @if terms.ground == Ground::VitalInterest && terms.review == Review::Awaited { p.hint { (say.t("basis-waits-review")) } }
            @if terms.ground != Ground::Consent && basis.told.is_none() {
                (form(&format!("{base}/dite"), button(ButtonKind::Secondary, &say.t("basis-tell"))))
            }
            @if terms.withdrawn.is_none() && !matches!(lack, Some(Lack::Expired)) {
                (form(&format!("{base}/retirer"), button(ButtonKind::Secondary, &say.t("basis-withdraw"))))
            }
        }
    }
}

/// What was signed for a consent, looked at again: nothing when it does not open here.
#[must_use]
pub fn signed(say: &Say, view: &View<(FileId, Option<String>)>) -> Page {
    let (file, mark) = view.get();
    let markup = html! {
        (back_link(say, &of(*file)))
        h1 tabindex="-1" { (say.t("mark-title")) }
        @match mark.as_deref().and_then(|mark| mark::draw(say, mark)) {
            Some(drawn) => p { (drawn) },
            None => (notice(say, Notice::Warning, html! { p { (say.t("mark-unreadable")) } })),
        }
    };
    Page::new(say, "title-bases", markup)
}

/// Something another agency shared on vital interest, opened: who, terms, reason.
#[derive(Debug, Clone)]
pub struct Reviewed {
    /// What waits.
    pub waiting: Reviewing,
    /// Name of the agency that shared.
    pub from: String,
    /// Name of the agency it shared with.
    pub with: String,
    /// The reason, opened; nothing when it does not open.
    pub reason: Option<String>,
}

/// What one's own agency was asked to review.
#[must_use]
pub fn reviews(say: &Say, view: &View<Vec<Reviewed>>) -> Page {
    let markup = html! {
        (back_link(say, &format!("{BASE}/")))
        h1 tabindex="-1" { (say.t("reviews-title")) }
        p.lead { (say.t("reviews-lead")) }
        @if view.get().is_empty() { p.empty { (say.t("reviews-none")) } }
        @for it in view.get() {
            @let terms = &it.waiting.terms;
            @let when = moment(say, terms.since.0);
            div.note-block {
                h2 { (it.from) }
                p { (say.a("review-shared", &[("with", Arg::Text(&it.with)), ("when", Arg::Text(&when))])) }
                p.hint { (sections(say, &terms.sections)) }
                p.kept { @match &it.reason { Some(reason) => (reason), None => (say.t("review-unreadable")) } }
                (form(&format!("{BASE}/avis/{}/confirmer", terms.id), button(ButtonKind::Secondary, &say.t("review-uphold"))))
                (form(&format!("{BASE}/avis/{}/refuser", terms.id), button(ButtonKind::Grave, &say.t("review-refuse"))))
            }
        }
    };
    Page::new(say, "title-reviews", markup)
}

//! The questions of a registration, as one table: the journey can be read here from top to bottom.
//!
//! The order is that of the person's own account: what brought her, what happened, then who she is. Only place,
//! date and manner of contact are required. Each kind of file has questions of its own: nobody who was smuggled is asked
//! of what she was exploited, and nobody who was exploited what the way cost.
//! A value that nobody asked is absent; "unknown" is an answer.

use super::facts::Facts;
use super::numbers;
use danbe_pages::forms::typed as typed_field;
use danbe_words::{
    AgeBand, Danger, Day, FileKind, Form, Manner, Moment, Month, Nationality, Paid, Protection, Region, Sex,
    Shelf, Tier, Transport,
};

/// Values by question, as meant: codes for closed questions, ISO dates, texts.
pub type Values = Shelf<String, String>;

/// A form as typed.
pub type Typed = [(String, String)];

/// One question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    /// Name in forms, records and words (`q-<name>`).
    pub name: &'static str,
    /// Where the answer is sealed.
    pub tier: Tier,
    /// What is answered.
    pub kind: Kind,
}

/// What a question takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One code of a list; the words are `<name>-<code>`.
    Code(List),
    /// A day.
    Date,
    /// Completed years, 0 to 120.
    Years,
    /// A year of birth.
    BirthYear,
    /// A telephone number.
    Telephone,
    /// The number of a document.
    Document,
    /// One line.
    Line,
    /// A text.
    Text,
}

/// The closed lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// Regions.
    Region,
    /// Manners of contact.
    Manner,
    /// Forms of exploitation.
    Form,
    /// Sexes.
    Sex,
    /// Nationalities.
    Nationality,
    /// Ways of transport.
    Transport,
    /// What was met on the way.
    Danger,
    /// What it cost.
    Paid,
    /// Protection needed.
    Protection,
}

impl List {
    /// The codes, in the order shown.
    #[must_use]
    pub fn codes(self) -> Vec<&'static str> {
        match self {
            Self::Region => Region::ALL.iter().map(|v| v.code()).collect(),
            Self::Manner => Manner::ALL.iter().map(|v| v.code()).collect(),
            Self::Form => Form::ALL.iter().map(|v| v.code()).collect(),
            Self::Sex => Sex::ALL.iter().map(|v| v.code()).collect(),
            Self::Nationality => Nationality::ALL.iter().map(|v| v.code()).collect(),
            Self::Transport => Transport::ALL.iter().map(|v| v.code()).collect(),
            Self::Danger => Danger::ALL.iter().map(|v| v.code()).collect(),
            Self::Paid => Paid::ALL.iter().map(|v| v.code()).collect(),
            Self::Protection => Protection::ALL.iter().map(|v| v.code()).collect(),
        }
    }
}

/// One page of the journey.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// Last part of the address.
    pub path: &'static str,
    /// Its questions; several only where they are one thing to the person.
    pub questions: &'static [&'static str],
    /// Whether the first question must be answered.
    pub required: bool,
    /// The one kind of file it is asked for; none: both.
    pub of: Option<FileKind>,
}

const fn account(name: &'static str, kind: Kind) -> Question {
    Question { name, tier: Tier::Account, kind }
}

const fn identity(name: &'static str, kind: Kind) -> Question {
    Question { name, tier: Tier::Identity, kind }
}

/// Every question there is.
pub const QUESTIONS: &[Question] = &[
    account("region", Kind::Code(List::Region)),
    account("place", Kind::Line),
    account("date", Kind::Date),
    account("manner", Kind::Code(List::Manner)),
    account("account", Kind::Text),
    account("form", Kind::Code(List::Form)),
    account("route", Kind::Text),
    account("transport", Kind::Code(List::Transport)),
    account("danger", Kind::Code(List::Danger)),
    account("paid", Kind::Code(List::Paid)),
    account("protection", Kind::Code(List::Protection)),
    account("sex", Kind::Code(List::Sex)),
    account("age", Kind::Years),
    account("nationality", Kind::Code(List::Nationality)),
    identity("family", Kind::Line),
    identity("given", Kind::Line),
    identity("year", Kind::BirthYear),
    identity("document", Kind::Document),
    identity("telephone", Kind::Telephone),
    identity("contact", Kind::Text),
    identity("told", Kind::Text),
];

const TRAFFICKING: Option<FileKind> = Some(FileKind::Trafficking);
const SMUGGLING: Option<FileKind> = Some(FileKind::Smuggling);

const fn asks(path: &'static str, questions: &'static [&'static str], of: Option<FileKind>) -> Step {
    Step { path, questions, required: false, of }
}

const fn requires(path: &'static str, questions: &'static [&'static str]) -> Step {
    Step { path, questions, required: true, of: None }
}

/// Both journeys, as one: [`journey`] takes out what the other kind is asked.
pub const STEPS: &[Step] = &[
    requires("lieu", &["region", "place"]),
    requires("date", &["date"]),
    requires("maniere", &["manner"]),
    asks("recit", &["account"], None),
    asks("forme", &["form"], TRAFFICKING),
    asks("trajet", &["route", "transport"], SMUGGLING),
    asks("danger", &["danger"], SMUGGLING),
    asks("prix", &["paid"], SMUGGLING),
    asks("protection", &["protection"], SMUGGLING),
    asks("sexe", &["sex"], None),
    asks("age", &["age"], None),
    asks("nationalite", &["nationality"], None),
    asks("nom", &["family", "given", "year", "document"], None),
    asks("contact", &["telephone", "contact"], None),
    asks("prevenir", &["told"], SMUGGLING),
];

/// The journey of a kind of file.
#[must_use]
pub fn journey(kind: FileKind) -> Vec<&'static Step> {
    STEPS.iter().filter(|step| step.of.is_none_or(|of| of == kind)).collect()
}

/// Whether a kind of file has a question.
#[must_use]
pub fn is_asked(kind: FileKind, question: &str) -> bool {
    journey(kind).iter().any(|step| step.questions.contains(&question))
}

/// Asked, and the person does not wish to say.
pub const REFUSED: &str = "refused";

/// Longest text of one answer, in characters: about three handwritten pages.
pub const LONGEST: usize = 6_000;

/// The step of an address, with its place in the journey of a kind of file.
#[must_use]
pub fn step(kind: FileKind, path: &str) -> Option<(usize, &'static Step)> {
    journey(kind).into_iter().enumerate().find(|(_, step)| step.path == path)
}

/// The question of a name.
#[must_use]
pub fn question(name: &str) -> Option<&'static Question> {
    QUESTIONS.iter().find(|question| question.name == name)
}

/// What is wrong with a field: the sentence is the word `fault-<why>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The question.
    pub question: &'static str,
    /// `required`, `code`, `date`, `years`, `year`, `telephone`, `document`, `long`.
    pub why: &'static str,
}

/// Reads one page of answers: every question of the step, as meant; an empty value takes an answer back.
///
/// # Errors
/// Every fault of the page, in order.
pub fn parse_step(step: &Step, typed: &Typed) -> Result<Vec<(&'static str, String)>, Vec<Fault>> {
    let (mut values, mut faults) = (Vec::new(), Vec::new());
    for (place, name) in step.questions.iter().enumerate() {
        let Some(question) = question(name) else { continue };
        match parse(question, typed) {
            Ok(value) if value.is_empty() && step.required && place == 0 => {
                faults.push(Fault { question: question.name, why: "required" });
            }
            Ok(value) => values.push((question.name, value)),
            Err(why) => faults.push(Fault { question: question.name, why }),
        }
    }
    if faults.is_empty() { Ok(values) } else { Err(faults) }
}

/// Reads one answer.
///
/// # Errors
/// Why it cannot be taken: `code`, `date`, `years`, `year`, `telephone`, `document` or `long`.
pub fn parse(question: &Question, typed: &Typed) -> Result<String, &'static str> {
    let text = typed_field(typed, question.name).trim();
    match question.kind {
        Kind::Code(list) => code(list, text),
        Kind::Date => date(typed, question.name),
        Kind::Years => years(typed, question.name, text),
        Kind::BirthYear => birth_year(text),
        Kind::Telephone => number(text, numbers::telephone).ok_or("telephone"),
        Kind::Document => number(text, numbers::document).ok_or("document"),
        Kind::Line if text.chars().count() > 200 => Err("long"),
        Kind::Text if text.chars().count() > LONGEST => Err("long"),
        Kind::Line | Kind::Text => Ok(text.to_owned()),
    }
}

/// "Refused" is a valid answer where the facts can say unknown; a place or a manner is seen, not told.
fn code(list: List, text: &str) -> Result<String, &'static str> {
    let refusable = list.codes().contains(&"unknown");
    let known = text.is_empty() || list.codes().contains(&text) || (refusable && text == REFUSED);
    if known { Ok(text.to_owned()) } else { Err("code") }
}

fn date(typed: &Typed, name: &str) -> Result<String, &'static str> {
    let part = |part: &str| typed_field(typed, &format!("{name}_{part}")).trim();
    let (day, month, year) = (part("day"), part("month"), part("year"));
    if [day, month, year].iter().all(|part| part.is_empty()) {
        return Ok(String::new());
    }
    let read = || {
        let date = Day::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)?;
        (date.parts().0 >= 1990).then(|| date.to_string())
    };
    read().ok_or("date")
}

fn years(typed: &Typed, name: &str, text: &str) -> Result<String, &'static str> {
    if !typed_field(typed, &format!("{name}_unknown")).is_empty() {
        return Ok("unknown".to_owned());
    }
    match text.parse::<u8>() {
        _ if text.is_empty() => Ok(String::new()),
        Ok(years) if years <= 120 => Ok(years.to_string()),
        _ => Err("years"),
    }
}

fn birth_year(text: &str) -> Result<String, &'static str> {
    match text.parse::<i16>() {
        _ if text.is_empty() => Ok(String::new()),
        Ok(year) if (1900..2200).contains(&year) => Ok(year.to_string()),
        _ => Err("year"),
    }
}

/// The number as typed, when it can be compared: that is what a colleague reads, and dials.
fn number(text: &str, plain: fn(&str) -> Option<String>) -> Option<String> {
    let readable = text.is_empty() || text.chars().count() <= 200 && plain(text).is_some();
    readable.then(|| text.to_owned())
}

/// Whether the day told lies after the device's today: the clock may be wrong, so it is said, not refused.
#[must_use]
pub fn after_today(values: &Values, now: Moment) -> bool {
    let (year, month, day, ..) = now.civil();
    let today = Day::new(year, month, day).map(|d| d.to_string()).unwrap_or_default();
    values.get("date").is_some_and(|date| *date > today)
}

/// The coded facts of the values; `None` while place, date or manner is missing.
#[must_use]
pub fn facts(values: &Values) -> Option<Facts> {
    let get = |name: &str| values.get(name).map_or("", String::as_str);
    let date = get("date");
    let month: Month = date.get(..7)?.parse().ok()?;
    Some(Facts {
        month,
        region: Region::from_code(get("region")).ok()?,
        manner: Manner::from_code(get("manner")).ok()?,
        sex: Sex::from_code(get("sex")).unwrap_or(Sex::Unknown),
        band: band(get("age")),
        form: Form::from_code(get("form")).unwrap_or(Form::Unknown),
        nationality: Nationality::from_code(get("nationality")).unwrap_or(Nationality::Unknown),
    })
}

/// The band of an age as answered, or of a band already: a capture-only phone keeps nothing finer.
#[must_use]
pub fn band(age: &str) -> AgeBand {
    match age.parse() {
        Ok(years) => AgeBand::of_years(years),
        Err(_) => AgeBand::from_code(age).unwrap_or(AgeBand::Unknown),
    }
}

/// What a capture-only phone may keep of an answer: codes, the month, the band; nothing of the rest.
#[must_use]
pub fn coarse(question: &Question, value: &str) -> Option<String> {
    match question.kind {
        Kind::Code(_) => Some(value.to_owned()),
        Kind::Date => value.get(..7).map(str::to_owned),
        Kind::Years => Some(band(value).code().to_owned()),
        Kind::BirthYear | Kind::Telephone | Kind::Document | Kind::Line | Kind::Text => None,
    }
}

/// The first step that is required and not answered, or else the end.
#[must_use]
pub fn first_missing(values: &Values) -> Option<&'static Step> {
    let answered = |name: &&str| values.get(*name).is_some_and(|value| !value.is_empty());
    STEPS.iter().find(|step| step.required && !step.questions.first().is_some_and(answered))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect()
    }

    #[test]
    fn every_step_asks_known_questions_and_every_question_is_asked_once() {
        let asked: Vec<_> = STEPS.iter().flat_map(|step| step.questions).collect();
        assert_eq!(asked.len(), QUESTIONS.len());
        assert!(asked.iter().all(|name| question(name).is_some()));
    }

    #[test]
    fn each_kind_of_file_is_asked_its_own_questions() {
        let of = |kind| journey(kind).iter().flat_map(|step| step.questions).copied().collect::<Vec<_>>();
        let (trafficking, smuggling) = (of(FileKind::Trafficking), of(FileKind::Smuggling));
        assert!(
            trafficking.contains(&"form") && !smuggling.contains(&"form"),
            "nobody asks of what she was exploited"
        );
        for own in ["route", "transport", "danger", "paid", "protection", "told"] {
            assert!(smuggling.contains(&own) && !trafficking.contains(&own), "{own}");
        }
        assert!(step(FileKind::Smuggling, "forme").is_none());
    }

    #[test]
    fn only_place_date_and_manner_are_required() {
        let required: Vec<_> = STEPS.iter().filter(|step| step.required).map(|step| step.path).collect();
        assert_eq!(required, ["lieu", "date", "maniere"]);
    }

    #[test]
    fn no_question_asks_for_a_body_and_no_paper_is_required() {
        for question in QUESTIONS {
            for word in ["nina", "passport", "finger", "iris", "face", "photo"] {
                assert!(!question.name.contains(word), "{}", question.name);
            }
        }
        let (_, step) = step(FileKind::Trafficking, "nom").expect("the step");
        assert!(parse_step(step, &[]).is_ok(), "neither a name nor a number");
    }

    #[test]
    fn a_number_is_kept_as_it_was_typed_and_what_is_none_is_said() {
        let (_, step) = step(FileKind::Trafficking, "contact").expect("the step");
        let given = parse_step(step, &typed(&[("telephone", " 76 12 34 56 ")])).expect("a number");
        assert_eq!(given.first(), Some(&("telephone", "76 12 34 56".to_owned())));
        let wrong = parse_step(step, &typed(&[("telephone", "chez sa tante")]));
        assert_eq!(wrong, Err(vec![Fault { question: "telephone", why: "telephone" }]));
    }

    #[test]
    fn a_date_is_a_real_day() {
        let (_, step) = step(FileKind::Trafficking, "date").expect("the step");
        let day = |d, m, y| parse_step(step, &typed(&[("date_day", d), ("date_month", m), ("date_year", y)]));
        assert_eq!(day("29", "2", "2024"), Ok(vec![("date", "2024-02-29".to_owned())]));
        for (d, m, y) in [
            ("30", "2", "2024"),
            ("0", "1", "2024"),
            ("1", "13", "2024"),
            ("1", "", "2024"),
            ("x", "1", "2024"),
        ] {
            assert_eq!(day(d, m, y), Err(vec![Fault { question: "date", why: "date" }]), "{d} {m} {y}");
        }
        assert_eq!(day("", "", ""), Err(vec![Fault { question: "date", why: "required" }]));
    }

    #[test]
    fn three_answers_make_facts_and_the_rest_is_unknown() {
        let values: Values = [("region", "gao"), ("date", "2024-03-09"), ("manner", "outreach")]
            .map(|(n, v)| (n.to_owned(), v.to_owned()))
            .into();
        let facts = facts(&values).expect("facts");
        assert_eq!(
            (facts.month.to_string().as_str(), facts.sex, facts.band),
            ("2024-03", Sex::Unknown, AgeBand::Unknown)
        );
        assert!(first_missing(&values).is_none());
    }

    #[test]
    fn an_age_gives_its_band_and_nothing_finer_leaves() {
        assert_eq!(band("17"), AgeBand::Y15);
        assert_eq!(band("unknown"), AgeBand::Unknown);
    }
}

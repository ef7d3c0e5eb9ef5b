//! The journey of a screening, as one table; and what it means together: a basis, and the sections it covers.

use super::indicators::{ANSWERS, FEAR, FREEDOM, Indicator, WORK, all};
use crate::bases::steps::{self as bases, Meant, merge_fields, value};
use crate::cases::steps as cases;
use crate::referrals::{Shared, sections};
use danbe_words::{AgeBand, BasisId, Ground, Moment, Section};

/// A form as typed.
pub type Typed = [(String, String)];

/// One page of the journey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Whether she may come and go.
    Freedom,
    /// What is said of work.
    Work,
    /// What she is afraid of.
    Fear,
    /// Where she was met.
    Place,
    /// What she tells.
    Told,
    /// Sex, age, nationality.
    Who,
    /// Name, and how to reach her.
    Name,
    /// To which agency, on what, with which request.
    To,
    /// How she said so, or why it was decided without her.
    Saying,
}

impl Step {
    /// The journey.
    pub const ALL: [Self; 9] = [
        Self::Freedom,
        Self::Work,
        Self::Fear,
        Self::Place,
        Self::Told,
        Self::Who,
        Self::Name,
        Self::To,
        Self::Saying,
    ];

    /// Last part of the address.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Freedom => "liberte",
            Self::Work => "travail",
            Self::Fear => "peur",
            Self::Place => "lieu",
            Self::Told => "recit",
            Self::Who => "personne",
            Self::Name => "nom",
            Self::To => "a-qui",
            Self::Saying => "parole",
        }
    }

    /// The page after it.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        Self::ALL.into_iter().skip_while(|known| *known != self).nth(1)
    }

    /// What is looked at on the page.
    #[must_use]
    pub const fn indicators(self) -> &'static [Indicator] {
        match self {
            Self::Freedom => FREEDOM,
            Self::Work => WORK,
            Self::Fear => FEAR,
            _ => &[],
        }
    }

    /// The questions of a registration it asks.
    #[must_use]
    pub const fn questions(self) -> &'static [&'static str] {
        match self {
            Self::Place => &["region", "place"],
            Self::Told => &["account"],
            Self::Who => &["sex", "age", "nationality"],
            Self::Name => &["family", "given", "year", "contact"],
            _ => &[],
        }
    }

    fn has(self, field: &str) -> bool {
        let asked = |name: &&str| field == *name || field.strip_suffix("_unknown") == Some(*name);
        match self {
            Self::To => ["receiver", "ground", "request"].contains(&field),
            Self::Saying => bases::Step::Saying.fields().contains(&field),
            _ => self.indicators().iter().any(|it| it.name == field) || self.questions().iter().any(asked),
        }
    }
}

/// Puts what one page brought in the place of what it brought before.
pub fn merge(typed: &mut Vec<(String, String)>, step: Step, form: &Typed) {
    merge_fields(typed, |field| step.has(field), form);
}

/// What is wrong: the page, the field, and the word of the sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub step: Step,
    /// The field.
    pub field: &'static str,
    /// The word.
    pub word: String,
}

/// What a question of a registration was answered; a value that cannot be read is a fault of its page.
fn answer(step: Step, name: &'static str, typed: &Typed) -> Result<String, Fault> {
    let Some(question) = cases::question(name) else { return Ok(String::new()) };
    cases::parse(question, typed).map_err(|why| Fault { step, field: name, word: format!("fault-{why}") })
}

/// What was answered of an indicator.
#[must_use]
pub fn seen(typed: &Typed, indicator: &Indicator) -> Option<&'static str> {
    let given = value(typed, indicator.name);
    ANSWERS.into_iter().find(|known| *known == given)
}

/// A screening, as meant.
#[derive(Debug, Clone)]
pub struct Screened {
    /// On what it rests, with the words beside it.
    pub meant: Meant,
    /// What the agency is asked.
    pub request: String,
    /// What leaves, by section; notes are the page's to write.
    pub content: Vec<(Section, Shared)>,
    /// How old she is, as far as it is known.
    pub band: AgeBand,
}

/// How long what was agreed at a post stands: a month, in milliseconds.
const STANDS: i64 = 30 * 86_400_000;

/// Whether what was typed so far leaves the page as it is: the first fault of that page.
#[must_use]
pub fn fault_of(step: Step, typed: &Typed, id: BasisId, wording: u32, now: Moment) -> Option<Fault> {
    read(typed, id, wording, now).err().filter(|fault| fault.step == step)
}

/// Reads the whole journey.
///
/// # Errors
/// The first fault, with its page.
pub fn read(typed: &Typed, id: BasisId, wording: u32, now: Moment) -> Result<Screened, Fault> {
    let mut answers = Vec::new();
    for step in Step::ALL {
        for name in step.questions() {
            answers.push((*name, answer(step, name, typed)?));
        }
    }
    let content = content(&answers);
    let request = value(typed, "request").to_owned();
    let fault = |step, field, word: &str| Fault { step, field, word: word.to_owned() };
    if request.chars().count() > cases::LONGEST {
        return Err(fault(Step::To, "request", "refer-request-long"));
    }
    let known = [Ground::Consent, Ground::VitalInterest].map(Ground::code);
    if value(typed, "receiver").is_empty() {
        return Err(fault(Step::To, "receiver", "basis-fault-receiver-required"));
    }
    if !known.contains(&value(typed, "ground")) {
        return Err(fault(Step::To, "ground", "basis-fault-ground-required"));
    }
    if request.is_empty() {
        return Err(fault(Step::To, "request", "refer-request-required"));
    }
    let meant = meant(typed, &content, id, wording, now)?;
    let age = answers.iter().find(|(name, _)| *name == "age").map_or("", |(_, years)| years.as_str());
    Ok(Screened { meant, request, content, band: cases::band(age) })
}

/// The sections that hold something; the profile and what was seen always leave.
fn content(answers: &[(&'static str, String)]) -> Vec<(Section, Shared)> {
    let one = |section: &Section| {
        let of = sections::questions(*section);
        let said = answers.iter().filter(|(name, value)| of.contains(name) && !value.is_empty());
        let answers: Vec<_> = said.map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        let kept = matches!(section, Section::Profile | Section::Notes) || !answers.is_empty();
        kept.then(|| (*section, Shared { answers, notes: Vec::new() }))
    };
    Section::ALL.iter().filter_map(one).collect()
}

/// The basis, by the same rules as that of a file: for help, for the sections there are, for a month.
fn meant(
    typed: &Typed,
    content: &[(Section, Shared)],
    id: BasisId,
    wording: u32,
    now: Moment,
) -> Result<Meant, Fault> {
    let (year, month, day, ..) = Moment(now.0.saturating_add(STANDS)).civil();
    let mut whole: Vec<(String, String)> = typed.to_vec();
    let mut say = |field: &str, value: String| whole.push((field.to_owned(), value));
    say("purpose", danbe_words::Purpose::Support.code().to_owned());
    for (section, _) in content {
        say("sections", section.code().to_owned());
    }
    say("until_day", day.to_string());
    say("until_month", month.to_string());
    say("until_year", year.to_string());
    bases::read(&whole, id, wording, now).map_err(|fault| Fault {
        step: if fault.step == bases::Step::Saying { Step::Saying } else { Step::To },
        field: fault.field,
        word: format!("basis-fault-{}-{}", fault.field, fault.why),
    })
}

/// Whether anything was typed at all.
#[must_use]
pub fn is_begun(typed: &Typed) -> bool {
    let asked = all().any(|it| seen(typed, it).is_some());
    asked || typed.iter().any(|(_, value)| !value.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use danbe_words::Purpose;

    fn typed() -> Vec<(String, String)> {
        [
            ("movement", "yes"),
            ("wages", "unknown"),
            ("account", "récit inventé"),
            ("age", "24"),
            ("receiver", "00000000000000000000000000000007"),
            ("ground", "consent"),
            ("request", "un lit pour cette nuit"),
            ("giver", "herself"),
            ("tongue", "bambara"),
            ("interpreter", "not-needed"),
            ("evidence", "witnessed"),
            ("witness", "témoin inventé"),
        ]
        .map(|(field, value)| (field.to_owned(), value.to_owned()))
        .to_vec()
    }

    fn screened(typed: &Typed) -> Result<Screened, Fault> {
        read(typed, BasisId::from_bytes([1; 16]), 1, Moment(0))
    }

    #[test]
    fn a_screening_covers_what_was_said_and_no_more() {
        let screened = screened(&typed()).expect("whole");
        assert_eq!(screened.meant.said.sections, [Section::Profile, Section::Account, Section::Notes]);
        assert_eq!(screened.meant.said.purpose, Purpose::Support);
        assert_eq!(screened.band, AgeBand::Y18);
        let covered: Vec<_> = screened.content.iter().map(|(section, _)| *section).collect();
        assert_eq!(covered, screened.meant.said.sections);
    }

    #[test]
    fn a_name_leaves_when_one_was_said() {
        let mut typed = typed();
        merge(&mut typed, Step::Name, &[("family".into(), "Nom".into())]);
        assert!(screened(&typed).expect("whole").meant.said.sections.contains(&Section::Identity));
    }

    #[test]
    fn what_lacks_is_named_with_its_page() {
        for (field, step) in
            [("receiver", Step::To), ("ground", Step::To), ("request", Step::To), ("giver", Step::Saying)]
        {
            let mut typed = typed();
            typed.retain(|(name, _)| name != field);
            let fault = screened(&typed).expect_err(field);
            assert_eq!((fault.step, fault.field), (step, field));
        }
        let mut typed = typed();
        merge(&mut typed, Step::Who, &[("age".into(), "cent".into())]);
        assert_eq!(screened(&typed).expect_err("no number").step, Step::Who);
    }

    #[test]
    fn a_post_decides_nothing_a_service_decides() {
        for ground in [Ground::BestInterest, Ground::LegalOrder] {
            let mut typed = typed();
            merge(
                &mut typed,
                Step::To,
                &[
                    ("receiver".into(), "00000000000000000000000000000007".into()),
                    ("request".into(), "un lit".into()),
                    ("ground".into(), ground.code().into()),
                ],
            );
            assert_eq!(screened(&typed).expect_err("not here").field, "ground", "{ground}");
        }
    }

    #[test]
    fn an_indicator_is_yes_no_not_known_or_not_asked() {
        let mut typed = typed();
        typed.push(("violence".into(), "7".into()));
        let said = |name: &str| all().find(|it| it.name == name).and_then(|it| seen(&typed, it));
        assert_eq!(
            [said("movement"), said("wages"), said("violence"), said("debt")],
            [Some("yes"), Some("unknown"), None, None]
        );
    }
}

//! The questions of a consent, as one table; and what they mean together.
//!
//! Asked in the order in which it is said to the person: to whom, for what, which parts, how she says it, until when.

use super::said::{Said, Words};
use danbe_words::{
    AgencyId, BasisId, Day, Evidence, Giver, Ground, Interpreter, Moment, Purpose, Section, Tongue,
};

/// A form as typed.
pub type Typed = [(String, String)];

/// One page of the journey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// To which agency, for what.
    To,
    /// Which parts of the file.
    What,
    /// On what it rests.
    Ground,
    /// Who said it, how; or why it was decided without her.
    Saying,
    /// What she signs with, on the screen or on paper.
    Mark,
    /// Until when, and how she takes it back.
    Until,
}

impl Step {
    /// The journey.
    pub const ALL: [Self; 6] = [Self::To, Self::What, Self::Ground, Self::Saying, Self::Mark, Self::Until];

    /// The pages to go through: nobody signs what was said aloud.
    #[must_use]
    pub fn asked(typed: &Typed) -> Vec<Self> {
        let signed = evidence(typed).is_some_and(Evidence::leaves_a_mark);
        Self::ALL.into_iter().filter(|step| *step != Self::Mark || signed).collect()
    }

    /// Last part of the address.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::To => "a-qui",
            Self::What => "quoi",
            Self::Ground => "base",
            Self::Saying => "parole",
            Self::Mark => "signe",
            Self::Until => "duree",
        }
    }

    /// The fields of the page: what is typed again takes their place.
    #[must_use]
    pub const fn fields(self) -> &'static [&'static str] {
        match self {
            Self::To => &["receiver", "purpose"],
            Self::What => &["sections"],
            Self::Ground => &["ground"],
            Self::Saying => &[
                "giver",
                "assent",
                "guardian",
                "tongue",
                "interpreter",
                "evidence",
                "witness",
                "reason",
                "reviewer",
            ],
            Self::Mark => &["mark"],
            Self::Until => &["until_day", "until_month", "until_year", "channel", "onward"],
        }
    }
}

/// What is wrong: the field, and the word `basis-fault-<why>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub step: Step,
    /// The field.
    pub field: &'static str,
    /// Why.
    pub why: &'static str,
}

/// One value of a form.
#[must_use]
pub fn value<'t>(typed: &'t Typed, name: &str) -> &'t str {
    danbe_pages::forms::typed(typed, name).trim()
}

/// How a consent is given, as far as it is typed; nothing for another ground.
#[must_use]
pub fn evidence(typed: &Typed) -> Option<Evidence> {
    let consent = value(typed, "ground") == Ground::Consent.code();
    Evidence::from_code(value(typed, "evidence")).ok().filter(|_| consent)
}

/// Puts what one page brought in the place of what it brought before.
pub fn merge(typed: &mut Vec<(String, String)>, step: Step, form: &Typed) {
    merge_fields(typed, |field| step.fields().contains(&field), form);
}

/// The same, for the fields a page has.
pub(crate) fn merge_fields(typed: &mut Vec<(String, String)>, has: impl Fn(&str) -> bool, form: &Typed) {
    typed.retain(|(field, _)| !has(field));
    typed.extend(form.iter().filter(|(field, _)| has(field)).cloned());
}

/// The last day, as a moment: the end of that day, UTC.
fn until(typed: &Typed) -> Option<Moment> {
    let part = |name: &str| value(typed, name).parse::<i8>().ok();
    let year = value(typed, "until_year").parse().ok()?;
    Day::new(year, part("until_month")?, part("until_day")?).map(Day::end)
}

/// What was typed, as meant.
#[derive(Debug, Clone)]
pub struct Meant {
    /// What is signed.
    pub said: Said,
    /// What is sealed beside it.
    pub words: Words,
    /// What she signed with, sealed apart; empty when she said it aloud.
    pub mark: String,
    /// The agency that reviews a decision on vital interest.
    pub reviewer: Option<AgencyId>,
}

/// Reads the whole journey.
///
/// # Errors
/// The first fault, with its page.
pub fn read(typed: &Typed, id: BasisId, wording: u32, now: Moment) -> Result<Meant, Fault> {
    let fault = |step, field, why| Fault { step, field, why };
    let receiver = value(typed, "receiver").parse().map_err(|_| fault(Step::To, "receiver", "required"))?;
    let purpose =
        Purpose::from_code(value(typed, "purpose")).map_err(|_| fault(Step::To, "purpose", "required"))?;
    let mut sections: Vec<Section> = typed
        .iter()
        .filter(|(field, _)| field == "sections")
        .filter_map(|(_, code)| Section::from_code(code).ok())
        .filter(|section| section.is_for(purpose))
        .collect();
    sections.sort_unstable();
    sections.dedup();
    if sections.is_empty() {
        return Err(fault(Step::What, "sections", "required"));
    }
    let ground =
        Ground::from_code(value(typed, "ground")).map_err(|_| fault(Step::Ground, "ground", "required"))?;
    let consent = ground == Ground::Consent;
    let told = |field| if consent { Ok(value(typed, field)) } else { Err(()) };
    let giver = match told("giver") {
        Ok(code) => Giver::from_code(code).ok().filter(|giver| *giver != Giver::Nobody),
        Err(()) => Some(Giver::Nobody),
    };
    let giver = giver.ok_or_else(|| fault(Step::Saying, "giver", "required"))?;
    let evidence = match told("evidence") {
        Ok(code) => Evidence::from_code(code).ok().filter(|evidence| *evidence != Evidence::NoSign),
        Err(()) => Some(Evidence::NoSign),
    };
    let evidence = evidence.ok_or_else(|| fault(Step::Saying, "evidence", "required"))?;
    let tongue = Tongue::from_code(value(typed, "tongue"));
    let tongue = tongue.map_err(|_| fault(Step::Saying, "tongue", "required"))?;
    let interpreter = Interpreter::from_code(value(typed, "interpreter"));
    let interpreter = interpreter.map_err(|_| fault(Step::Saying, "interpreter", "required"))?;
    if consent && evidence == Evidence::Witnessed && value(typed, "witness").is_empty() {
        return Err(fault(Step::Saying, "witness", "required"));
    }
    let mark = super::mark::read(evidence, value(typed, "mark"));
    let mark = mark.map_err(|why| fault(Step::Mark, "mark", why))?;
    if !consent && value(typed, "reason").is_empty() {
        return Err(fault(Step::Saying, "reason", "required"));
    }
    let reviewer = match ground {
        Ground::VitalInterest => {
            let by = value(typed, "reviewer").parse();
            Some(by.map_err(|_| fault(Step::Saying, "reviewer", "required"))?)
        }
        _ => None,
    };
    let until = until(typed).ok_or_else(|| fault(Step::Until, "until", "date"))?;
    if until <= now {
        return Err(fault(Step::Until, "until", "past"));
    }
    let said = Said {
        id,
        ground,
        purpose,
        receiver,
        sections,
        until,
        onward: !value(typed, "onward").is_empty(),
        giver,
        assent: consent && !value(typed, "assent").is_empty(),
        tongue,
        interpreter,
        evidence,
        wording,
    };
    let text = |field| value(typed, field).to_owned();
    let words = Words {
        witness: text("witness"),
        guardian: text("guardian"),
        reason: text("reason"),
        channel: text("channel"),
    };
    Ok(Meant { said, words, mark, reviewer })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed() -> Vec<(String, String)> {
        [
            ("receiver", "00000000000000000000000000000007"),
            ("purpose", "support"),
            ("sections", "profile"),
            ("sections", "identity"),
            ("ground", "consent"),
            ("giver", "herself"),
            ("tongue", "bambara"),
            ("interpreter", "not-needed"),
            ("evidence", "witnessed"),
            ("witness", "témoin inventé"),
            ("until_day", "1"),
            ("until_month", "2"),
            ("until_year", "2030"),
        ]
        .map(|(field, value)| (field.to_owned(), value.to_owned()))
        .to_vec()
    }

    fn meant(typed: &Typed) -> Result<Meant, Fault> {
        read(typed, BasisId::from_bytes([1; 16]), 1, Moment(0))
    }

    #[test]
    fn a_whole_journey_is_read() {
        let meant = meant(&typed()).expect("whole");
        assert_eq!(meant.said.sections, [Section::Profile, Section::Identity]);
        assert!(meant.said.is_coherent());
        assert_eq!(meant.words.witness, "témoin inventé");
    }

    #[test]
    fn what_lacks_is_named_with_its_page() {
        for (field, step, named) in [
            ("receiver", Step::To, "receiver"),
            ("purpose", Step::To, "purpose"),
            ("sections", Step::What, "sections"),
            ("ground", Step::Ground, "ground"),
            ("giver", Step::Saying, "giver"),
            ("tongue", Step::Saying, "tongue"),
            ("interpreter", Step::Saying, "interpreter"),
            ("evidence", Step::Saying, "evidence"),
            ("witness", Step::Saying, "witness"),
            ("until_day", Step::Until, "until"),
        ] {
            let mut typed = typed();
            typed.retain(|(name, _)| name != field);
            let fault = meant(&typed).expect_err(field);
            assert_eq!((fault.step, fault.field), (step, named));
        }
    }

    #[test]
    fn a_decision_asks_for_its_reason_and_nobody_gives_it() {
        let mut typed = typed();
        merge(&mut typed, Step::Ground, &[("ground".into(), "best-interest".into())]);
        assert_eq!(meant(&typed).expect_err("why?").field, "reason");
        typed.push(("reason".into(), "inventée".into()));
        let meant = meant(&typed).expect("whole");
        assert_eq!((meant.said.giver, meant.said.evidence), (Giver::Nobody, Evidence::NoSign));
        assert!(meant.said.is_coherent());
    }

    #[test]
    fn who_signs_is_asked_for_it_and_nobody_else() {
        let mut typed = typed();
        assert!(!Step::asked(&typed).contains(&Step::Mark));
        let also = [("mark".to_owned(), "M1 1L2 2L3 3L4 4".to_owned())];
        merge(&mut typed, Step::Mark, &also);
        assert_eq!(meant(&typed).expect("whole").mark, "", "said aloud, nothing is kept");
        typed.retain(|(field, _)| field != "evidence" && field != "mark");
        typed.push(("evidence".into(), "signed-on-screen".into()));
        assert!(Step::asked(&typed).contains(&Step::Mark));
        let fault = meant(&typed).expect_err("not signed");
        assert_eq!((fault.step, fault.why), (Step::Mark, "line"));
        merge(&mut typed, Step::Mark, &also);
        assert_eq!(meant(&typed).expect("signed").mark, "M1 1L2 2L3 3L4 4");
        merge(&mut typed, Step::Ground, &[("ground".into(), "best-interest".into())]);
        assert!(!Step::asked(&typed).contains(&Step::Mark), "a decision is not hers to sign");
    }

    #[test]
    fn yesterday_is_over() {
        let late = read(&typed(), BasisId::from_bytes([1; 16]), 1, Moment(i64::MAX));
        assert_eq!(late.expect_err("past").why, "past");
    }
}

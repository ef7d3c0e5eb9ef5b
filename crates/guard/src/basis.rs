//! On what a share rests: decided once, here, for the device that seals, the server that carries and the device that opens.
//!
//! A [`Basis<Share>`] comes out of [`Terms::stand`] alone; whoever seals, stores or opens a package asks for one. It
//! names one receiver, one purpose and the sections it covers: nothing wider can be sealed with it.

use danbe_words::{AgeBand, AgencyId, BasisId, Giver, Ground, MemberId, Moment, Purpose, Review, Section};
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;

/// How long a decision on vital interest stands before another agency has reviewed it: 72 hours, in milliseconds
/// (architecture of the house, section 5).
pub const REVIEW_WITHIN: i64 = 72 * 3_600_000;

/// What was agreed or decided, by whom, for whom, until when: the words of one act, never widened afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// Its id.
    pub id: BasisId,
    /// Consent, or one of the others.
    pub ground: Ground,
    /// What for.
    pub purpose: Purpose,
    /// The one agency it names.
    pub receiver: AgencyId,
    /// What it covers.
    pub sections: Vec<Section>,
    /// When it was given, by the server's clock once it is recorded.
    pub since: Moment,
    /// The last moment it stands.
    pub until: Moment,
    /// Whether the receiver may pass on what it was given.
    pub onward: bool,
    /// Who gave it.
    pub giver: Giver,
    /// Whether a child agreed herself, in words of her age.
    pub assent: bool,
    /// Age of the person, as the file says.
    pub band: AgeBand,
    /// Who recorded it.
    pub first: MemberId,
    /// Who signed beside her.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second: Option<MemberId>,
    /// What another agency found.
    pub review: Review,
    /// When it was taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Moment>,
}

/// Why terms do not carry a share: the sentence is the word `problem-state-<code>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lack {
    /// The person took it back, or whoever decided.
    Withdrawn,
    /// Its last day has passed.
    Expired,
    /// It names another agency.
    Receiver,
    /// It was given for something else.
    Purpose,
    /// It does not cover a section asked for, or covers nothing, or what its purpose may not carry.
    Section,
    /// A child cannot give it alone, nor a guardian without her; an adult needs no guardian.
    Giver,
    /// A second worker has not signed, or is the first one again.
    Second,
    /// Best interest is decided for children.
    NotAChild,
    /// Danger to life is a matter of help and police alone.
    NotVital,
    /// Another agency has not reviewed it in time, or said no.
    Review,
}

impl Lack {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Withdrawn => "basis-withdrawn",
            Self::Expired => "basis-expired",
            Self::Receiver => "basis-receiver",
            Self::Purpose => "basis-purpose",
            Self::Section => "basis-section",
            Self::Giver => "basis-giver",
            Self::Second => "basis-second",
            Self::NotAChild => "basis-child",
            Self::NotVital => "basis-vital",
            Self::Review => "basis-review",
        }
    }
}

/// The act of handing sections of a file to another agency.
#[derive(Debug, Clone, Copy)]
pub struct Share;

/// Leave to do `A`, now, within its terms. Nothing but [`Terms::stand`] makes one.
#[derive(Debug, Clone)]
pub struct Basis<A> {
    terms: Terms,
    act: PhantomData<fn() -> A>,
}

impl<A> Basis<A> {
    /// Whom to, what for, which sections.
    #[must_use]
    pub const fn terms(&self) -> &Terms {
        &self.terms
    }
}

impl Terms {
    /// Do these terms carry a share of `sections` with `receiver` for `purpose` at this moment?
    ///
    /// The basis that comes out covers the sections asked for and no other.
    ///
    /// # Errors
    /// The first thing that lacks.
    pub fn stand(
        &self,
        receiver: AgencyId,
        purpose: Purpose,
        sections: &[Section],
        now: Moment,
    ) -> Result<Basis<Share>, Lack> {
        self.in_time(now)?;
        if self.receiver != receiver {
            return Err(Lack::Receiver);
        }
        if self.purpose != purpose {
            return Err(Lack::Purpose);
        }
        if sections.is_empty() || !sections.iter().all(|section| self.sections.contains(section)) {
            return Err(Lack::Section);
        }
        self.fitting()?;
        self.given(now)?;
        Ok(Basis { terms: Self { sections: sections.to_vec(), ..self.clone() }, act: PhantomData })
    }

    /// Whether they stand at all at this moment, whatever is asked.
    ///
    /// # Errors
    /// The first thing that lacks.
    pub fn alive(&self, now: Moment) -> Result<(), Lack> {
        self.in_time(now)?;
        self.fitting()?;
        self.given(now)
    }

    /// Nothing a purpose may not carry stands among what it covers: a yes to statistics is a yes to the extract alone, and a
    /// yes to anything else is none to the extract.
    fn fitting(&self) -> Result<(), Lack> {
        if self.sections.iter().all(|section| section.is_for(self.purpose)) {
            Ok(())
        } else {
            Err(Lack::Section)
        }
    }

    fn in_time(&self, now: Moment) -> Result<(), Lack> {
        match self.withdrawn {
            Some(_) => Err(Lack::Withdrawn),
            None if now > self.until => Err(Lack::Expired),
            None => Ok(()),
        }
    }

    fn given(&self, now: Moment) -> Result<(), Lack> {
        match self.ground {
            Ground::Consent => self.consented(),
            Ground::BestInterest if self.band.is_child() == Some(false) => Err(Lack::NotAChild),
            Ground::BestInterest | Ground::LegalOrder => self.by_two(),
            Ground::VitalInterest => self.vital(now),
        }
    }

    /// An adult for herself; a guardian with the child's own agreement for a child. Who does not know her age is taken at
    /// her word.
    fn consented(&self) -> Result<(), Lack> {
        let given = match (self.giver, self.band.is_child()) {
            (Giver::Herself, Some(true)) | (Giver::Guardian, Some(false)) | (Giver::Nobody, _) => false,
            (Giver::Herself, _) => true,
            (Giver::Guardian, _) => self.assent,
        };
        if given { Ok(()) } else { Err(Lack::Giver) }
    }

    fn by_two(&self) -> Result<(), Lack> {
        if self.second.is_some_and(|second| second != self.first) { Ok(()) } else { Err(Lack::Second) }
    }

    fn vital(&self, now: Moment) -> Result<(), Lack> {
        if !matches!(self.purpose, Purpose::Support | Purpose::Police) {
            return Err(Lack::NotVital);
        }
        match self.review {
            Review::Upheld => Ok(()),
            Review::Awaited if now.since(self.since) <= REVIEW_WITHIN => Ok(()),
            Review::Awaited | Review::Refused => Err(Lack::Review),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;

    fn terms() -> Terms {
        Terms {
            id: BasisId::from_bytes([1; 16]),
            ground: Ground::Consent,
            purpose: Purpose::Support,
            receiver: AgencyId::from_bytes([2; 16]),
            sections: vec![Section::Profile, Section::Identity],
            since: Moment(0),
            until: Moment(1_000 * HOUR),
            onward: false,
            giver: Giver::Herself,
            assent: false,
            band: AgeBand::Y18,
            first: MemberId::from_bytes([3; 16]),
            second: None,
            review: Review::Awaited,
            withdrawn: None,
        }
    }

    /// The rule written a second time, as a list of conditions that must all hold.
    fn expected(it: &Terms, receiver: AgencyId, purpose: Purpose, sections: &[Section], now: Moment) -> bool {
        let child = it.band.is_child();
        let two = it.second.is_some() && it.second != Some(it.first);
        let given = match it.ground {
            Ground::Consent => match child {
                Some(true) => it.giver == Giver::Guardian && it.assent,
                Some(false) => it.giver == Giver::Herself,
                None => it.giver == Giver::Herself || (it.giver == Giver::Guardian && it.assent),
            },
            Ground::BestInterest => child != Some(false) && two,
            Ground::LegalOrder => two,
            Ground::VitalInterest => {
                let fresh = now.0 - it.since.0 <= 72 * HOUR;
                [Purpose::Support, Purpose::Police].contains(&it.purpose)
                    && (it.review == Review::Upheld || it.review == Review::Awaited && fresh)
            }
        };
        let carried = match it.purpose {
            Purpose::Statistics => it.sections == [Section::Extract],
            Purpose::Support | Purpose::Police | Purpose::Return | Purpose::Media | Purpose::Research => {
                !it.sections.contains(&Section::Extract)
            }
        };
        it.withdrawn.is_none()
            && now <= it.until
            && it.receiver == receiver
            && it.purpose == purpose
            && !sections.is_empty()
            && sections.iter().all(|section| it.sections.contains(section))
            && carried
            && given
    }

    #[test]
    fn every_combination_stands_exactly_when_all_of_it_holds() {
        let others = [AgencyId::from_bytes([2; 16]), AgencyId::from_bytes([9; 16])];
        let asked: [&[Section]; 5] = [
            &[],
            &[Section::Profile],
            &[Section::Profile, Section::Identity],
            &[Section::Profile, Section::Contact],
            &[Section::Extract],
        ];
        let covered: [&[Section]; 3] = [
            &[Section::Profile, Section::Identity],
            &[Section::Extract],
            &[Section::Profile, Section::Extract],
        ];
        let seconds = [None, Some(MemberId::from_bytes([3; 16])), Some(MemberId::from_bytes([4; 16]))];
        let moments = [Moment(0), Moment(72 * HOUR), Moment(72 * HOUR + 1), Moment(1_000 * HOUR + 1)];
        let wants = [Purpose::Support, Purpose::Return, Purpose::Statistics];
        let (mut tried, mut standing, mut extracts) = (0, 0, 0);
        for ((ground, purpose), covered) in pairs(&pairs(Ground::ALL, Purpose::ALL), &covered) {
            for (giver, band) in pairs(Giver::ALL, AgeBand::ALL) {
                for (review, second) in pairs(Review::ALL, &seconds) {
                    for (assent, withdrawn) in pairs(&[false, true], &[None, Some(Moment(5))]) {
                        let it = Terms {
                            ground,
                            sections: covered.to_vec(),
                            purpose,
                            giver,
                            band,
                            review,
                            second,
                            assent,
                            withdrawn,
                            ..terms()
                        };
                        for (receiver, sections) in pairs(&others, &asked) {
                            for (wanted, now) in pairs(&wants, &moments) {
                                let stands = it.stand(receiver, wanted, sections, now);
                                let right = expected(&it, receiver, wanted, sections, now);
                                assert_eq!(
                                    stands.is_ok(),
                                    right,
                                    "{it:?} {receiver} {wanted} {sections:?} {now:?}"
                                );
                                tried += 1;
                                standing += usize::from(right);
                                extracts += usize::from(right && sections == [Section::Extract]);
                            }
                        }
                    }
                }
            }
        }
        assert!(tried > 5_000_000 && standing > 1_000, "{tried} tried, {standing} stand");
        assert!(extracts > 100, "{extracts} of them for statistics");
    }

    fn pairs<A: Copy, B: Copy>(a: &[A], b: &[B]) -> Vec<(A, B)> {
        a.iter().flat_map(|a| b.iter().map(move |b| (*a, *b))).collect()
    }

    #[test]
    fn a_basis_covers_what_was_asked_and_no_more() {
        let basis = terms().stand(terms().receiver, Purpose::Support, &[Section::Profile], Moment(0));
        assert_eq!(basis.map(|basis| basis.terms().sections.clone()), Ok(vec![Section::Profile]));
    }

    #[test]
    fn a_clock_set_back_revives_nothing_that_was_taken_back() {
        let taken = Terms { withdrawn: Some(Moment(10)), ..terms() };
        let stands = taken.stand(taken.receiver, Purpose::Support, &[Section::Profile], Moment(1));
        assert_eq!(stands.map(|_| ()), Err(Lack::Withdrawn));
    }
}

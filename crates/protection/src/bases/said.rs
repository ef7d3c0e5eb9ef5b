//! What was agreed or decided, as the device says it; the server adds when, by whom, and how old the person is.

use danbe_guard::Terms;
use danbe_words::{
    AgeBand, AgencyId, BasisId, Evidence, Giver, Ground, Interpreter, MemberId, Moment, Purpose, Review,
    Section, Tongue,
};
use serde::{Deserialize, Serialize};

/// A basis on its way in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Said {
    /// Its id, made on the device.
    pub id: BasisId,
    /// Consent, or one of the others.
    pub ground: Ground,
    /// What for.
    pub purpose: Purpose,
    /// The one agency it names.
    pub receiver: AgencyId,
    /// What it covers.
    pub sections: Vec<Section>,
    /// The last moment it stands.
    pub until: Moment,
    /// Whether the receiver may pass on what it was given.
    pub onward: bool,
    /// Who gave it.
    pub giver: Giver,
    /// Whether a child agreed herself.
    pub assent: bool,
    /// The language it was explained in.
    pub tongue: Tongue,
    /// Who put it into that language.
    pub interpreter: Interpreter,
    /// How it was given.
    pub evidence: Evidence,
    /// Version of the words that were read to her.
    pub wording: u32,
}

impl Said {
    /// The terms `guard` decides by.
    #[must_use]
    pub fn terms(&self, since: Moment, first: MemberId, band: AgeBand) -> Terms {
        Terms {
            id: self.id,
            ground: self.ground,
            purpose: self.purpose,
            receiver: self.receiver,
            sections: self.sections.clone(),
            since,
            until: self.until,
            onward: self.onward,
            giver: self.giver,
            assent: self.assent,
            band,
            first,
            second: None,
            review: Review::Awaited,
            withdrawn: None,
        }
    }

    /// A consent is given by somebody, in a way that can be shown; the other grounds are given by nobody. A
    /// purpose covers what it may carry.
    #[must_use]
    pub fn is_coherent(&self) -> bool {
        let given = self.giver != Giver::Nobody && self.evidence != Evidence::NoSign;
        let mut sections = self.sections.clone();
        sections.sort_unstable();
        sections.dedup();
        (self.ground == Ground::Consent) == given
            && (self.ground == Ground::Consent || self.giver == Giver::Nobody)
            && !sections.is_empty()
            && sections == self.sections
            && sections.iter().all(|section| section.is_for(self.purpose))
    }
}

/// The words beside it, sealed with the account: names of who stood by, the reference of an order, what was said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Words {
    /// Who heard her say it, or read the order.
    pub witness: String,
    /// The guardian, and how nobody found a conflict of interest.
    pub guardian: String,
    /// Reference and scope of an order; the reason of a decision.
    pub reason: String,
    /// How she may take it back.
    pub channel: String,
}

//! What two agencies agreed to share, as both sign it.

use danbe_vault::{Signed, VaultError, VerifyingKey};
use danbe_words::{AgencyId, FileKind, Purpose};
use serde::{Deserialize, Serialize};

/// A protocol between two agencies. The ids stand in their own order, so that there is one protocol, not two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Protocol {
    /// The agency whose id is the lower.
    pub one: AgencyId,
    /// The other.
    pub other: AgencyId,
    /// Counts what the two agreed, from 1.
    pub version: u64,
    /// What they may share for.
    pub purposes: Vec<Purpose>,
    /// Under which referral mechanisms: that of trafficking, that of migrants. Which services belong to which is the two
    /// agencies' word; none is assumed.
    pub kinds: Vec<FileKind>,
    /// The paper it follows, as the two name it: a number, no person.
    pub reference: String,
}

impl Protocol {
    /// Domain of both signatures.
    pub const DOMAIN: &str = "protocol";
    /// Longest reference, in characters.
    pub const LONGEST: usize = 120;

    /// A protocol between two agencies, in the order of their ids.
    #[must_use]
    pub fn between(
        a: AgencyId,
        b: AgencyId,
        version: u64,
        mut purposes: Vec<Purpose>,
        mut kinds: Vec<FileKind>,
        reference: String,
    ) -> Self {
        purposes.sort_unstable();
        purposes.dedup();
        kinds.sort_unstable();
        kinds.dedup();
        Self { one: a.min(b), other: a.max(b), version, purposes, kinds, reference }
    }

    /// The agency that is not `own`; nobody when `own` is no party.
    #[must_use]
    pub fn partner(&self, own: AgencyId) -> Option<AgencyId> {
        match own {
            _ if own == self.one => Some(self.other),
            _ if own == self.other => Some(self.one),
            _ => None,
        }
    }

    /// Two different agencies in order, something to share for, a mechanism, a reference that is there and short.
    #[must_use]
    pub fn is_well_formed(&self) -> bool {
        let long = self.reference.chars().count();
        let Self { one, other, version, purposes, kinds, reference } = self.clone();
        let again = Self::between(one, other, version, purposes, kinds, reference);
        self.one != self.other
            && self.version > 0
            && !self.purposes.is_empty()
            && !self.kinds.is_empty()
            && (1..=Self::LONGEST).contains(&long)
            && *self == again
    }

    /// Reads a text both agencies signed.
    ///
    /// # Errors
    /// When one of the signatures does not hold, or the text is none.
    pub fn read(signed: [(&Signed<Self>, &VerifyingKey); 2]) -> Result<Self, VaultError> {
        let [(first, by), (second, and)] = signed;
        let read = first.verify(by, Self::DOMAIN)?;
        second.verify(and, Self::DOMAIN)?;
        if first.text == second.text { Ok(read) } else { Err(VaultError::WrongOrigin) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_one_protocol_between_two_agencies_whoever_begins() {
        let (a, b) = (AgencyId::from_bytes([1; 16]), AgencyId::from_bytes([2; 16]));
        let purposes = || vec![Purpose::Police, Purpose::Support, Purpose::Support];
        let kinds = || vec![FileKind::Smuggling];
        let here = Protocol::between(b, a, 1, purposes(), kinds(), "n° 3".into());
        assert_eq!(here, Protocol::between(a, b, 1, purposes(), kinds(), "n° 3".into()));
        assert_eq!(here.purposes, [Purpose::Support, Purpose::Police]);
        assert!(here.is_well_formed());
        assert_eq!((here.partner(a), here.partner(AgencyId::from_bytes([3; 16]))), (Some(b), None));
        for wrong in [
            Protocol::between(a, a, 1, purposes(), kinds(), "n° 3".into()),
            Protocol::between(a, b, 0, purposes(), kinds(), "n° 3".into()),
            Protocol::between(a, b, 1, Vec::new(), kinds(), "n° 3".into()),
            Protocol::between(a, b, 1, purposes(), Vec::new(), "n° 3".into()),
            Protocol::between(a, b, 1, purposes(), kinds(), String::new()),
            Protocol { one: b, other: a, ..here },
        ] {
            assert!(!wrong.is_well_formed(), "{wrong:?}");
        }
    }
}

//! A declared epoch: lines were lost, and two officers say so before anybody's device does.
//!
//! A restore from a backup that is older than the last checkpoint looks like tampering, and must. The declaration says
//! which checkpoint was the last anyone saw, where the ledger stands again, and why. Two officers signed it, each vouched
//! for by the chain root, agency, member.

use danbe_words::Duty;
use serde::{Deserialize, Serialize};

use crate::{
    AgencyCharter, Checkpoint, MEMBER_CARD, MemberCard, Signature, Signed, SigningKey, VaultError,
    VerifyingKey, vouched_member,
};

/// Domain of the two signatures.
const EPOCH: &str = "epoch";
/// A reason is read aloud in a meeting: no longer than this.
const LONGEST_REASON: usize = 1_000;

/// What is declared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Declaration {
    /// Version of this structure: 1.
    pub v: u8,
    /// The last checkpoint known before the loss: a witness's, a device's, or the one printed.
    pub lost: Checkpoint,
    /// Where the ledger stands after the restore: shorter, and the beginning of what was lost.
    pub kept: Checkpoint,
    /// What happened, in a sentence; about no person.
    pub reason: String,
    /// When, in milliseconds since 1970.
    pub at: i64,
}

/// One of the two.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Declarer {
    /// The root's word for her agency.
    pub charter: Signed<AgencyCharter>,
    /// Her agency's word for her.
    pub card: Signed<MemberCard>,
    /// Over the text of the declaration.
    pub sig: Signature,
}

/// A declaration and who stands by it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclaredEpoch {
    /// The exact JSON text that is signed.
    pub text: String,
    /// Two members.
    pub by: Vec<Declarer>,
}

impl Declaration {
    /// The text to sign.
    ///
    /// # Errors
    /// [`VaultError::Malformed`] for a declaration that says nothing: no loss, another ledger, no reason.
    pub fn to_text(&self) -> Result<String, VaultError> {
        let sound = self.v == 1
            && self.kept.origin == self.lost.origin
            && self.kept.size < self.lost.size
            && !self.reason.trim().is_empty()
            && self.reason.len() <= LONGEST_REASON;
        if !sound {
            return Err(VaultError::Malformed);
        }
        serde_json::to_string(self).map_err(|_| VaultError::Malformed)
    }

    /// Reads a text, as far as it says something.
    ///
    /// # Errors
    /// As [`Self::to_text`].
    pub fn read(text: &str) -> Result<Self, VaultError> {
        let said: Self = crate::text::from_text(text)?;
        said.to_text()?;
        Ok(said)
    }

    /// A signature over the text of a declaration.
    #[must_use]
    pub fn sign(text: &str, key: &SigningKey) -> Signature {
        key.sign(EPOCH, text.as_bytes())
    }

    /// Whether a device or a witness that holds `known` stands within what is declared lost.
    #[must_use]
    pub fn speaks_of(&self, known: &Checkpoint) -> bool {
        let within = (self.kept.size..=self.lost.size).contains(&known.size);
        let same = known.size != self.lost.size || *known == self.lost;
        known.origin == self.kept.origin && within && same
    }
}

impl Declarer {
    /// A member's word for a declaration.
    #[must_use]
    pub fn sign(
        text: &str,
        charter: Signed<AgencyCharter>,
        card: Signed<MemberCard>,
        key: &SigningKey,
    ) -> Self {
        Self { charter, card, sig: Declaration::sign(text, key) }
    }

    /// The officer who stands by a text, under the root a device or witness believes.
    ///
    /// # Errors
    /// [`VaultError::BadSignature`] for a paper or signature that does not hold under this root,
    /// [`VaultError::TwoNeeded`] for somebody who is no officer.
    pub fn officer(&self, text: &str, root: &VerifyingKey) -> Result<MemberCard, VaultError> {
        let (agency, _) = vouched_member(root, &self.charter, &self.card)?;
        self.signed(text, &agency.signing)
    }

    /// The same under the key of an agency already believed.
    ///
    /// # Errors
    /// As [`Self::officer`].
    pub fn signed(&self, text: &str, agency: &VerifyingKey) -> Result<MemberCard, VaultError> {
        let card = self.card.verify(agency, MEMBER_CARD)?;
        card.signing.verify(EPOCH, text.as_bytes(), &self.sig)?;
        if card.duties.contains(&Duty::Officer) { Ok(card) } else { Err(VaultError::TwoNeeded) }
    }
}

impl DeclaredEpoch {
    /// What is declared and the two officers who declared it.
    ///
    /// # Errors
    /// [`VaultError::BadSignature`] for a signature or a paper that does not hold, [`VaultError::TwoNeeded`] for fewer
    /// than two different officers, [`VaultError::Malformed`].
    pub fn verify(&self, root: &VerifyingKey) -> Result<(Declaration, [String; 2]), VaultError> {
        let said = Declaration::read(&self.text)?;
        let mut members = Vec::new();
        for declarer in &self.by {
            members.push(declarer.officer(&self.text, root)?.member);
        }
        match <[String; 2]>::try_from(members) {
            Ok([one, two]) if one != two => Ok((said, [one, two])),
            _ => Err(VaultError::TwoNeeded),
        }
    }

    /// Whether a device or a witness that holds `known` may go on from the checkpoint kept: only when `known` is within
    /// what was declared lost.
    ///
    /// # Errors
    /// As [`Self::verify`]; [`VaultError::Forked`] for a checkpoint the declaration does not speak of.
    pub fn after(&self, known: &Checkpoint, root: &VerifyingKey) -> Result<Checkpoint, VaultError> {
        let (said, _) = self.verify(root)?;
        if said.speaks_of(known) { Ok(said.kept) } else { Err(VaultError::Forked) }
    }
}

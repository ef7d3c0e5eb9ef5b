//! Who vouches for a key: the national root for an agency, the agency for its member.
//!
//! A device believes a key because of this chain and never because the server says so. What failed in published attacks
//! on "zero-knowledge" services (ETH Zurich and USI, 2026) was the origin of public keys, not the cipher.
//! A statement is a JSON text and an Ed25519 signature over exactly that text; each kind has its own domain, so that a
//! member's card cannot pass for a charter.

use std::fmt;
use std::marker::PhantomData;

use danbe_words::Duty;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use sha2::{Digest, Sha256};

use crate::{SealingKey, Signature, SigningKey, VaultError, VerifyingKey};

/// Domain of a [`Signed<AgencyCharter>`], signed by the national root.
pub const CHARTER: &str = "agency-charter";
/// Domain of a [`Signed<MemberCard>`], signed by the agency.
pub const MEMBER_CARD: &str = "member-card";
/// Domain of a [`Signed<AgencyKey>`], signed by the agency.
pub const AGENCY_KEY: &str = "agency-key";

/// The root's word that these are the keys of this agency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgencyCharter {
    /// The agency (id).
    pub agency: String,
    /// Its public name, as in the directory.
    pub name: String,
    /// Its class, as `guard` knows it.
    pub class: String,
    /// To wrap for the agency.
    pub opening: SealingKey,
    /// To check the cards of its members.
    pub signing: VerifyingKey,
    /// Counts the changes of these keys, from 1.
    pub epoch: u64,
}

/// An agency's word that these are the keys of its member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MemberCard {
    /// The agency (id).
    pub agency: String,
    /// The member (id); never a name.
    pub member: String,
    /// To wrap for the member.
    pub opening: SealingKey,
    /// To check what she signs.
    pub signing: VerifyingKey,
    /// Counts the changes of these keys, from 1.
    pub epoch: u64,
    /// What her post is charged with: signed, so that no server makes an officer of her.
    pub duties: Vec<Duty>,
    /// Team whose files the post works on.
    pub team: String,
    /// What her device may keep, as the house codes it.
    pub profile: String,
}

/// An agency's word that, from here on, this is what to seal to it with.
///
/// The root's charter stands: it says who signs for the agency. The opening key changes oftener, each time a member
/// leaves, and no root is at hand for that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgencyKey {
    /// The agency (id).
    pub agency: String,
    /// To wrap for the agency.
    pub opening: SealingKey,
    /// Counts the changes of this key; the charter's is the first.
    pub epoch: u64,
}

/// A statement with its signature. What it says is reached through [`Signed::verify`] alone.
#[derive(Serialize)]
#[serde(bound = "")]
pub struct Signed<T> {
    /// The exact JSON text that is signed.
    pub text: String,
    /// Over `text`, in the domain of the kind of statement.
    pub sig: Signature,
    #[serde(skip)]
    kind: PhantomData<fn() -> T>,
}

/// Read once for every kind of statement.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Parts {
    text: String,
    sig: Signature,
}

impl<'de, T> Deserialize<'de> for Signed<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Parts::deserialize(from).map(|Parts { text, sig }| Self::from_parts(text, sig))
    }
}

impl<T> Signed<T> {
    /// From the text and signature kept in two columns.
    pub fn from_parts(text: String, sig: Signature) -> Self {
        Self { text, sig, kind: PhantomData }
    }

    /// SHA-256 over signature and text, to name this statement in the ledger.
    pub fn digest(&self) -> [u8; 32] {
        let hash = Sha256::new().chain_update(b"danbe/v1/statement-digest\0");
        hash.chain_update(self.sig.to_bytes()).chain_update(self.text.as_bytes()).finalize().into()
    }
}

impl<T: Serialize> Signed<T> {
    /// Writes the statement as text and signs it. [`VaultError::Malformed`] if `T` has no JSON form.
    pub fn sign(statement: &T, key: &SigningKey, domain: &str) -> Result<Self, VaultError> {
        let text = serde_json::to_string(statement).map_err(|_| VaultError::Malformed)?;
        let sig = key.sign(domain, text.as_bytes());
        Ok(Self::from_parts(text, sig))
    }
}

impl<T: DeserializeOwned> Signed<T> {
    /// What is stated, once the signature is checked: [`VaultError::BadSignature`], or `Malformed` for another structure.
    pub fn verify(&self, key: &VerifyingKey, domain: &str) -> Result<T, VaultError> {
        key.verify(domain, self.text.as_bytes(), &self.sig)?;
        crate::text::from_text(&self.text)
    }
}

/// Follows the chain root → agency → member. [`VaultError::WrongOrigin`] if the card is another agency's.
pub fn vouched_member(
    root: &VerifyingKey,
    charter: &Signed<AgencyCharter>,
    card: &Signed<MemberCard>,
) -> Result<(AgencyCharter, MemberCard), VaultError> {
    let charter = charter.verify(root, CHARTER)?;
    let card = card.verify(&charter.signing, MEMBER_CARD)?;
    if card.agency != charter.agency {
        return Err(VaultError::WrongOrigin);
    }
    Ok((charter, card))
}

impl<T> Clone for Signed<T> {
    fn clone(&self) -> Self {
        Self::from_parts(self.text.clone(), self.sig)
    }
}

impl<T> PartialEq for Signed<T> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text && self.sig == other.sig
    }
}

impl<T> Eq for Signed<T> {}

impl<T> fmt::Debug for Signed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signed").field("text", &self.text).field("sig", &self.sig).finish()
    }
}

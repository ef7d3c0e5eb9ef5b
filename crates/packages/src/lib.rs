//! The package: a sealed, signed, numbered copy of the sections a basis covers, for one receiving agency.
//!
//! A crate of its own, because both sides of the wall open packages and neither may name the other.
//!
//! The same form inside an installation, between two, and on a stick. Each section is sealed apart to the receiver (RFC
//! 9180), bound to its place; the manifest names every sealed part by digest and is signed by the member who sends, whom
//! her agency vouches for, which the root vouches for. It never carries a key of its sender.
//!
//! Sealing takes a basis, which `guard` alone makes. With one it compiles:
//!
//! ```
//! # use danbe_packages::{Package, Sealer, Sending};
//! # use danbe_guard::{Basis, Share, Terms};
//! # fn with(basis: &Basis<Share>, sending: Sending<'_>, by: Sealer<'_>, chance: &mut danbe_vault::Chance) {
//! let _ = Package::seal(basis, sending, by, chance);
//! # }
//! ```
//!
//! Terms alone are not enough, whoever says them:
//!
//! ```compile_fail,E0308
//! # use danbe_packages::{Package, Sealer, Sending};
//! # use danbe_guard::{Basis, Share, Terms};
//! # fn without(terms: &Terms, sending: Sending<'_>, by: Sealer<'_>, chance: &mut danbe_vault::Chance) {
//! let _ = Package::seal(terms, sending, by, chance);
//! # }
//! ```

use danbe_guard::{Basis, Lack, Share, Terms};
use danbe_vault::{
    AgencyCharter, Chance, Length, MemberCard, OpeningKey, SealingKey, Signed, SigningKey, VaultError,
    VerifyingKey, Wrap, text, unwrap, vouched_member, wrap,
};
use danbe_words::{AgencyId, Errand, FileKind, MemberId, Moment, PersonId, ReferralId, Section};
use serde::{Deserialize, Serialize};

/// Version of the manifest written and read.
const VERSION: u8 = 1;
/// Domain of the member's signature.
pub const DOMAIN: &str = "package";
const INFO: &str = "package";

/// What a package says of itself; the server reads it, and whoever carries it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Version of this structure.
    pub v: u8,
    /// The referral it belongs to.
    pub referral: ReferralId,
    /// Counts the packages of a referral, from 1.
    pub seq: u32,
    /// Digest of the package before it, hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<String>,
    /// Who sends.
    pub sender: AgencyId,
    /// The member who seals.
    pub member: MemberId,
    /// The one agency that may open it.
    pub receiver: AgencyId,
    /// The team of the receiver it is for; empty when it is for whoever is there.
    pub desk: String,
    /// Beside the sender, or in its place.
    pub errand: Errand,
    /// The person, under a pseudonym for this receiver alone.
    pub subject: PersonId,
    /// What her file is about.
    #[serde(default, skip_serializing_if = "FileKind::is_trafficking")]
    pub kind: FileKind,
    /// On what it rests, and the sections it carries.
    pub terms: Terms,
    /// When it was sealed, by the device's clock: milliseconds UTC.
    pub at: i64,
    /// Digest of the sealed request, hexadecimal.
    pub request: String,
    /// Digest of each sealed section, hexadecimal, in the order of the terms.
    pub parts: Vec<String>,
}

/// Who vouches for the member who sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Papers {
    /// The root's word for the sending agency.
    pub charter: Signed<AgencyCharter>,
    /// The agency's word for its member.
    pub card: Signed<MemberCard>,
}

/// A package on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Package {
    /// What it says of itself, signed.
    pub manifest: Signed<Manifest>,
    /// Who vouches for the signature.
    pub papers: Papers,
    /// What is asked of the receiver, sealed.
    pub request: Wrap,
    /// The sections, sealed, in the order of the terms.
    pub parts: Vec<Wrap>,
}

/// What a section says, opened.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shared {
    /// Question and answer, in order; a question twice when two answers contradict each other.
    pub answers: Vec<(String, String)>,
    /// Notes, oldest first.
    pub notes: Vec<String>,
}

/// A package, opened and believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// What it says of itself.
    pub manifest: Manifest,
    /// Name of the sending agency, by the root's word.
    pub from: String,
    /// What is asked.
    pub request: String,
    /// The sections.
    pub sections: Vec<(Section, Shared)>,
    /// Its digest: the next package names it.
    pub digest: String,
}

/// Why a package is not opened: the sentence is the word `package-<code>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// Nobody the root vouches for sealed it, or a byte was changed.
    Forged,
    /// It is another agency's.
    NotForUs,
    /// Its basis does not stand, or not for what it carries.
    Basis(Lack),
    /// A part does not open.
    Damaged,
    /// It is not the next one of its referral.
    Order,
    /// A newer program made it.
    Version,
}

impl Refused {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Forged => "forged",
            Self::NotForUs => "not-for-us",
            Self::Basis(lack) => lack.code(),
            Self::Damaged => "damaged",
            Self::Order => "order",
            Self::Version => "version",
        }
    }
}

/// Which package of which referral, and what is asked.
#[derive(Debug, Clone, Copy)]
pub struct Sending<'a> {
    /// The referral.
    pub referral: ReferralId,
    /// Number of the package, from 1, and the digest of the one before it.
    pub after: (u32, Option<&'a str>),
    /// The team of the receiver; empty for whoever is there.
    pub desk: &'a str,
    /// Beside the sender, or in its place.
    pub errand: Errand,
    /// The person, under a pseudonym for this receiver.
    pub subject: PersonId,
    /// What her file is about.
    pub kind: FileKind,
    /// What is asked.
    pub request: &'a str,
    /// What the file says, by section: those the basis covers leave, no other.
    pub content: &'a [(Section, Shared)],
    /// The device's time.
    pub at: Moment,
}

impl<'a> Sending<'a> {
    /// The first package of a referral nobody knows yet, beside the sender, for whoever is there: both ids are drawn here.
    #[must_use]
    pub fn first(kind: FileKind, content: &'a [(Section, Shared)], at: Moment, chance: &mut Chance) -> Self {
        Self {
            referral: ReferralId::from_bytes(chance.bytes()),
            after: (1, None),
            desk: "",
            errand: Errand::Help,
            subject: PersonId::from_bytes(chance.bytes()),
            kind,
            request: "",
            content,
            at,
        }
    }
}

/// Who seals, and to whom.
#[derive(Debug)]
pub struct Sealer<'a> {
    /// The agency and member who send.
    pub from: (AgencyId, MemberId),
    /// Her key.
    pub by: &'a SigningKey,
    /// Who vouches for it.
    pub papers: &'a Papers,
    /// The receiver's opening key, public half.
    pub to: &'a SealingKey,
}

/// Where a part belongs; `part` is the code of a section, or `request`.
fn place(manifest: &Manifest, part: &str) -> Vec<u8> {
    let Manifest { referral, seq, sender, receiver, subject, terms, .. } = manifest;
    format!("{referral}|{seq}|{sender}|{receiver}|{subject}|{}|{part}", terms.id).into_bytes()
}

fn digest(part: &Wrap) -> String {
    text::hex(&danbe_vault::package_digest(&part.0))
}

impl Package {
    /// Seals what the basis covers, for the receiver it names.
    ///
    /// # Errors
    /// [`VaultError::Malformed`] when a section the basis covers is not in the content.
    pub fn seal(
        basis: &Basis<Share>,
        sending: Sending<'_>,
        with: Sealer<'_>,
        chance: &mut Chance,
    ) -> Result<Self, VaultError> {
        let terms = basis.terms();
        let mut manifest = Manifest {
            v: VERSION,
            referral: sending.referral,
            seq: sending.after.0,
            previous: sending.after.1.map(str::to_owned),
            sender: with.from.0,
            member: with.from.1,
            receiver: terms.receiver,
            desk: sending.desk.to_owned(),
            errand: sending.errand,
            subject: sending.subject,
            kind: sending.kind,
            terms: terms.clone(),
            at: sending.at.0,
            request: String::new(),
            parts: Vec::new(),
        };
        let request = wrap(
            with.to,
            INFO,
            &place(&manifest, REQUEST),
            sending.request.as_bytes(),
            Length::Hidden,
            chance,
        );
        let mut parts = Vec::new();
        for section in &terms.sections {
            let content = sending.content.iter().find(|(of, _)| of == section);
            let (_, content) = content.ok_or(VaultError::Malformed)?;
            let plain = serde_json::to_vec(content).map_err(|_| VaultError::Malformed)?;
            parts.push(wrap(
                with.to,
                INFO,
                &place(&manifest, section.code()),
                &plain,
                Length::Hidden,
                chance,
            ));
        }
        manifest.request = digest(&request);
        manifest.parts = parts.iter().map(digest).collect();
        let manifest = Signed::sign(&manifest, with.by, DOMAIN)?;
        Ok(Self { manifest, papers: with.papers.clone(), request, parts })
    }

    /// What it says of itself, before anybody believes it: for the server, which holds no root, and for a label.
    ///
    /// # Errors
    /// When it does not read.
    pub fn says(&self) -> Result<Manifest, VaultError> {
        text::from_text(&self.manifest.text)
    }

    /// Its digest: the next package of the referral names it.
    #[must_use]
    pub fn digest(&self) -> String {
        text::hex(&self.manifest.digest())
    }

    /// Opens it, when everything about it holds: the chain of signatures, the receiver, the basis at this moment, its
    /// number after the one before it, every part in its place.
    ///
    /// # Errors
    /// The first thing that does not hold.
    pub fn open<'k>(
        &self,
        root: &VerifyingKey,
        own: AgencyId,
        keys: impl Iterator<Item = &'k OpeningKey> + Clone,
        after: Option<(u32, &str)>,
        now: Moment,
    ) -> Result<Opened, Refused> {
        let (manifest, from) = self.believe(root)?;
        if manifest.v != VERSION {
            return Err(Refused::Version);
        }
        if manifest.receiver != own {
            return Err(Refused::NotForUs);
        }
        let next = (manifest.seq, manifest.previous.as_deref());
        if next != after.map_or((1, None), |(seq, digest)| (seq + 1, Some(digest))) {
            return Err(Refused::Order);
        }
        let Terms { purpose, sections, .. } = &manifest.terms;
        manifest.terms.stand(own, *purpose, sections, now).map_err(Refused::Basis)?;
        let named = manifest.parts.len() == self.parts.len()
            && sections.len() == self.parts.len()
            && digest(&self.request) == manifest.request
            && self.parts.iter().map(digest).eq(manifest.parts.iter().cloned());
        if !named {
            return Err(Refused::Forged);
        }
        let read = |part: &str, sealed: &Wrap| {
            let place = place(&manifest, part);
            keys.clone().find_map(|key| unwrap(key, INFO, &place, sealed).ok()).ok_or(Refused::Damaged)
        };
        let request =
            String::from_utf8(read(REQUEST, &self.request)?.to_vec()).map_err(|_| Refused::Damaged)?;
        let mut opened = Vec::new();
        for (section, sealed) in sections.iter().zip(&self.parts) {
            let plain = read(section.code(), sealed)?;
            opened.push((*section, text::from_json(&plain).map_err(|_| Refused::Damaged)?));
        }
        Ok(Opened { from, request, sections: opened, digest: self.digest(), manifest })
    }

    /// The manifest, when the root vouches for the agency, the agency for its member, and she signed it.
    ///
    /// # Errors
    /// [`Refused::Forged`] when it is not so.
    pub fn believe(&self, root: &VerifyingKey) -> Result<(Manifest, String), Refused> {
        let chain = vouched_member(root, &self.papers.charter, &self.papers.card);
        let (charter, card) = chain.map_err(|_| Refused::Forged)?;
        let manifest = self.manifest.verify(&card.signing, DOMAIN).map_err(|_| Refused::Forged)?;
        let hers =
            manifest.sender.to_string() == charter.agency && manifest.member.to_string() == card.member;
        if hers { Ok((manifest, charter.name)) } else { Err(Refused::Forged) }
    }
}

const REQUEST: &str = "request";

#[cfg(test)]
mod tests;

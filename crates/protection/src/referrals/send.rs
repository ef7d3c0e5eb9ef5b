//! Verb `referrals.send`: the first package of a referral, and the referral with it.

use super::package::Package;
use crate::bases::Said;
use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_vault::Wrap;
use danbe_words::{AgencyId, FileId};
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "referrals.send",
    effect: Effect::Writes,
    allows: &[(Standing::Caseworker, Relation::Team), (Standing::Sender, Relation::Own)],
    says: "refer a person to the one agency a basis names, with the sections it covers",
};

/// Bytes a package may have, as it travels: about twice a photographed page with an account.
#[cfg(feature = "server")]
pub(crate) const LARGEST: usize = 400_000;

/// A referral on its way in.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Send {
    /// The file it comes from; none for a post that keeps no files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
    /// What it rests on, from a post that keeps no files; another's is recorded in the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<Brought>,
    /// The package.
    pub package: Package,
}

/// What the referral of a post that keeps no files rests on: it comes with it, and stays with it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Brought {
    /// What was agreed or decided.
    pub said: Said,
    /// The agency that reviews a decision on vital interest: neither of the two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reviewer: Option<AgencyId>,
    /// The reason, for the reviewing agency alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Wrap>,
}

#[cfg(feature = "server")]
mod server {
    use super::{Brought, LARGEST, SPEC, Send};
    use crate::bases::rows as bases;
    use crate::cases::rows as cases;
    use crate::referrals::channel::{Channel, rows as channels};
    use crate::referrals::rows;
    use crate::referrals::{Manifest, Package};
    use danbe_guard::{Actor, Lack, Relation, Terms, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::{AgeBand, AgencyId, Errand, FileId, FileKind, Ground, Problem, Purpose};

    impl Verb for Send {
        const SPEC: VerbSpec = SPEC;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let relation = match self.file {
                Some(file) => who.at(&cases::place(tx, who, file).await?),
                None => Relation::Own,
            };
            let grant = tx.may::<Self>(who, relation)?;
            let found = match self.file {
                Some(file) => cases::file(tx, file).await?,
                None => None,
            };
            let manifest = check_shape(&self.package, who)?;
            if (manifest.seq, &manifest.previous) != (1, &None) {
                return Err(Problem::Malformed);
            }
            let (terms, tag) = match (found, &self.said) {
                (Some(found), None) if found.kind != manifest.kind => {
                    return Err(Problem::Invalid { field: "kind", reason: "kind" });
                }
                (Some(found), None) => {
                    if manifest.errand == Errand::Transfer {
                        found.is_open()?;
                        rows::may_be_transferred(tx, found.keyring.file).await?;
                    }
                    let tag = cases::tag(tx, found.keyring.person).await?;
                    (recorded(tx, found.keyring.file, &manifest).await?, Some(tag))
                }
                (None, Some(brought)) => (carried(tx, who, brought, &manifest).await?, None),
                _ => return Err(Problem::Malformed),
            };
            stands(tx, &terms, &manifest)?;
            may_leave(tx, who, &terms, manifest.kind).await?;
            rows::insert(tx, who, self.file, &manifest).await?;
            rows::insert_package(tx, &manifest, &self.package).await?;
            let happening = tag.map_or_else(Happening::bare, Happening::about);
            tx.done(&grant, told(happening, &manifest), ()).await
        }
    }

    /// What the server can see of the package of a referral. Statistics have a way of their own (`extracts.send`).
    pub(crate) fn check_shape(package: &Package, who: &Actor) -> Result<Manifest, Problem> {
        let manifest = shape(package, who, LARGEST)?;
        match manifest.terms.purpose {
            Purpose::Statistics => Err(Problem::State(Lack::Purpose.code())),
            _ => Ok(manifest),
        }
    }

    /// What the server can see of a package: whose it is, and that it is not oversized.
    pub(crate) fn shape(package: &Package, who: &Actor, largest: usize) -> Result<Manifest, Problem> {
        let manifest = package.says().map_err(|_| Problem::Malformed)?;
        let size = package.parts.iter().map(|part| part.0.len()).sum::<usize>() + package.request.0.len();
        let counted = manifest.parts.len() == package.parts.len()
            && manifest.terms.sections.len() == package.parts.len();
        if manifest.sender != who.agency || manifest.member != who.member || !counted {
            return Err(Problem::Malformed);
        }
        if size > largest || manifest.desk.len() > 40 {
            return Err(Problem::TooLarge);
        }
        Ok(manifest)
    }

    /// The basis a manifest names, as it was recorded in the file.
    pub(crate) async fn recorded(tx: &mut Tx, file: FileId, manifest: &Manifest) -> Result<Terms, Problem> {
        let found = bases::basis(tx, manifest.terms.id).await?;
        found.filter(|found| found.file == Some(file)).map(|found| found.terms).ok_or(Problem::NotFound)
    }

    /// A sender keeps no file: what its referral rests on comes with it, and stays with it.
    async fn carried(
        tx: &mut Tx,
        who: &Actor,
        Brought { said, reviewer, reason }: &Brought,
        manifest: &Manifest,
    ) -> Result<Terms, Problem> {
        let terms = said.terms(tx.now(), who.member, manifest.terms.band);
        let review =
            reviewer.zip(reason.as_ref()).filter(|(by, _)| ![who.agency, said.receiver].contains(by));
        let rests = match said.ground {
            Ground::Consent => reviewer.is_none() && reason.is_none(),
            Ground::VitalInterest => review.is_some(),
            Ground::BestInterest | Ground::LegalOrder => false,
        };
        if !said.is_coherent() || said.evidence.leaves_a_mark() || manifest.errand != Errand::Help || !rests {
            return Err(Problem::Malformed);
        }
        bases::insert(tx, who.agency, None, &terms, said).await?;
        if let Some((by, reason)) = review {
            bases::ask_review(tx, terms.id, by, reason).await?;
        }
        Ok(terms)
    }

    /// The recorded terms carry this package, and its manifest says nothing else than they do.
    pub(crate) fn stands(tx: &Tx, terms: &Terms, manifest: &Manifest) -> Result<(), Problem> {
        let said = &manifest.terms;
        let basis = terms.stand(manifest.receiver, said.purpose, &said.sections, tx.now());
        basis.map_err(|lack| Problem::State(lack.code()))?;
        let same = Terms {
            sections: said.sections.clone(),
            since: said.since,
            band: AgeBand::Unknown,
            second: said.second,
            review: said.review,
            ..terms.clone()
        };
        if same == (Terms { band: AgeBand::Unknown, ..said.clone() }) {
            Ok(())
        } else {
            Err(Problem::Malformed)
        }
    }

    /// Whether the way to the receiver is open: it is in service and has somebody who opens; the two have a protocol for
    /// the purpose and the mechanism, and the installation an authorisation. Danger to life waits for neither paper.
    pub(crate) async fn may_leave(
        tx: &mut Tx,
        who: &Actor,
        terms: &Terms,
        kind: FileKind,
    ) -> Result<(), Problem> {
        let vital = terms.ground == Ground::VitalInterest;
        match channels::channel(tx, who.agency, terms.receiver, (terms.purpose, kind)).await? {
            Channel::Nobody => Err(Problem::State("receiver-gone")),
            Channel::NoProtocol if !vital => Err(Problem::State("no-protocol")),
            Channel::NotAuthorised if !vital => Err(Problem::State("no-authorisation")),
            _ => Ok(()),
        }
    }

    /// Whether what two agencies agreed for a purpose and a mechanism is open now, with both papers.
    pub(crate) async fn is_open(
        tx: &mut Tx,
        from: AgencyId,
        to: AgencyId,
        what: (Purpose, FileKind),
    ) -> Result<bool, Problem> {
        Ok(channels::channel(tx, from, to, what).await? == Channel::Open)
    }

    /// What the event of a package says.
    pub(crate) fn told(happening: Happening, manifest: &Manifest) -> Happening {
        happening
            .with("referral", manifest.referral)
            .with("package", manifest.seq)
            .with("receiver", manifest.receiver)
            .with("purpose", manifest.terms.purpose)
            .with("ground", manifest.terms.ground)
            .with("errand", manifest.errand)
            .ringing(manifest.receiver)
    }
}

#[cfg(feature = "server")]
pub(crate) use server::{check_shape, is_open, may_leave, recorded, shape, stands, told};

//! What an agency's closing says, and what its successor is handed: the keys that open its files, sealed to its own.
//!
//! The keys of files stay sealed as they were: an officer's device that holds the closing agency's opening keys seals those
//! keys to the successor's, under the closing agency's signature; the successor takes them under its own. No server makes
//! one agency open another's files.

use crate::successions::Succession;
use danbe_vault::{
    AgencyCharter, CHARTER, Chance, Length, OpeningKey, SealingKey, Signed, SigningKey, VaultError,
    VerifyingKey, Wrap, text, unwrap, wrap,
};
use danbe_words::AgencyId;
use serde::{Deserialize, Serialize};

/// A closing, as both officers sign it: never changed afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closing {
    /// The agency that closes.
    pub agency: AgencyId,
    /// Who takes its files over; nobody when there is none.
    pub successor: Option<AgencyId>,
    /// When its files are destroyed, where nobody takes them over: milliseconds UTC.
    pub destroy: Option<i64>,
    /// When it was proposed, by the device's clock.
    pub at: i64,
}

/// The opening keys of an agency that closes, for its successor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Estate {
    /// The agency that closes.
    pub agency: AgencyId,
    /// The agency that takes over.
    pub successor: AgencyId,
    /// The keys, for the successor's opening key alone.
    pub wrap: Wrap,
}

/// A successor's word that it takes an estate over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// The agency that takes over.
    pub agency: AgencyId,
    /// Digest of the estate, [`Signed::digest`], hexadecimal.
    pub estate: String,
}

impl Accepted {
    /// Domain of the successor's signature.
    pub const DOMAIN: &str = "estate-accepted";
}

/// An estate taken over, with the papers a device checks before it believes a key of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Inherited {
    /// The root's word for the agency that closed.
    pub charter: Signed<AgencyCharter>,
    /// Its word for its successor.
    pub estate: Signed<Estate>,
    /// The successor's own word.
    pub accepted: Signed<Accepted>,
    /// The root's word, when the agency could not close by itself: the estate is then the successor's own, sealed once
    /// holders had opened the deposit for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub succession: Option<Signed<Succession>>,
}

const INFO: &str = "danbe/v1/estate";

fn place(agency: &AgencyId, successor: &AgencyId) -> Vec<u8> {
    format!("{agency}|{successor}").into_bytes()
}

impl Estate {
    /// Domain of the closing agency's signature.
    pub const DOMAIN: &str = "estate";

    /// Seals opening keys to a successor, under the closing agency's signature.
    ///
    /// # Errors
    /// When it has no JSON form.
    pub fn seal<'k>(
        (agency, by): (AgencyId, &SigningKey),
        (successor, to): (AgencyId, &SealingKey),
        keys: impl Iterator<Item = &'k OpeningKey>,
        chance: &mut Chance,
    ) -> Result<Signed<Self>, VaultError> {
        let keys: Vec<String> = keys.map(|key| text::write(&key.expose()[..])).collect();
        let plain = serde_json::to_vec(&keys).map_err(|_| VaultError::Malformed)?;
        let wrap = wrap(to, INFO, &place(&agency, &successor), &plain, Length::Hidden, chance);
        Signed::sign(&Self { agency, successor, wrap }, by, Self::DOMAIN)
    }
}

impl Inherited {
    /// The keys inside, when the root vouches for who closed, it for the estate, and `own` (agency and signing key) for
    /// having taken it over.
    ///
    /// # Errors
    /// The first thing that does not hold.
    pub fn open<'k>(
        &self,
        root: &VerifyingKey,
        own: (AgencyId, &VerifyingKey),
        mut with: impl Iterator<Item = &'k OpeningKey>,
    ) -> Result<Vec<OpeningKey>, VaultError> {
        let closed = self.charter.verify(root, CHARTER)?;
        let sealed_by = match &self.succession {
            None => closed.signing,
            Some(word) => {
                let said = word.verify(root, Succession::DOMAIN)?;
                let named = said.agency.to_string() == closed.agency && said.successor == Some(own.0);
                if named { *own.1 } else { return Err(VaultError::WrongOrigin) }
            }
        };
        let estate = self.estate.verify(&sealed_by, Estate::DOMAIN)?;
        let accepted = self.accepted.verify(own.1, Accepted::DOMAIN)?;
        let digest = text::hex(&self.estate.digest());
        if estate.agency.to_string() != closed.agency
            || estate.successor != own.0
            || accepted != (Accepted { agency: own.0, estate: digest })
        {
            return Err(VaultError::WrongOrigin);
        }
        let place = place(&estate.agency, &estate.successor);
        let plain = with.find_map(|key| unwrap(key, INFO, &place, &estate.wrap).ok());
        let keys: Vec<String> = text::from_json(&plain.ok_or(VaultError::WrongKey)?)?;
        keys.iter().map(|key| OpeningKey::from_bytes(&text::read(key)?)).collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use danbe_vault::Entropy;

    struct House {
        id: AgencyId,
        opening: OpeningKey,
        signing: SigningKey,
        charter: Signed<AgencyCharter>,
    }

    fn house(n: u8, root: &SigningKey, chance: &mut Chance) -> House {
        let (opening, signing) = (OpeningKey::generate(chance), SigningKey::generate(chance));
        let id = AgencyId::from_bytes([n; 16]);
        let charter = AgencyCharter {
            agency: id.to_string(),
            name: "essai".into(),
            class: "protection-service".into(),
            opening: opening.sealing(),
            signing: signing.verifying(),
            epoch: 1,
        };
        House { id, charter: Signed::sign(&charter, root, CHARTER).unwrap(), opening, signing }
    }

    fn accepted(by: &House, estate: &Signed<Estate>) -> Signed<Accepted> {
        let said = Accepted { agency: by.id, estate: text::hex(&estate.digest()) };
        Signed::sign(&said, &by.signing, Accepted::DOMAIN).unwrap()
    }

    /// Where the root ends an agency, its successor seals the estate itself: the root's word stands for the signature the
    /// closed agency cannot give any more, and for no other successor.
    #[test]
    fn an_estate_of_ones_own_opens_only_where_the_root_named_its_agency() {
        let mut chance = Chance::new(Entropy::from_system([9; 32]));
        let root = SigningKey::generate(&mut chance);
        let (a, b, c) =
            (house(1, &root, &mut chance), house(2, &root, &mut chance), house(3, &root, &mut chance));
        let to = (b.id, &b.opening.sealing());
        let keys = std::iter::once(&a.opening);
        let estate = Estate::seal((a.id, &b.signing), to, keys, &mut chance).unwrap();
        let word = |agency, successor, by: &SigningKey| {
            let said = Succession { agency, successor, at: 1 };
            Some(Signed::sign(&said, by, Succession::DOMAIN).unwrap())
        };
        let inherited = |succession| Inherited {
            charter: a.charter.clone(),
            accepted: accepted(&b, &estate),
            estate: estate.clone(),
            succession,
        };
        let own = (b.id, &b.signing.verifying());
        let open = |it: &Inherited| it.open(&root.verifying(), own, std::iter::once(&b.opening));
        let opened = open(&inherited(word(a.id, Some(b.id), &root))).unwrap();
        assert_eq!(opened, std::slice::from_ref(&a.opening));
        for wrong in [
            None,
            word(a.id, Some(c.id), &root),
            word(a.id, None, &root),
            word(c.id, Some(b.id), &root),
            word(a.id, Some(b.id), &b.signing),
        ] {
            assert!(open(&inherited(wrong)).is_err());
        }
    }

    #[test]
    fn an_estate_opens_for_the_successor_that_took_it_and_for_nobody_else() {
        let mut chance = Chance::new(Entropy::from_system([8; 32]));
        let root = SigningKey::generate(&mut chance);
        let [a, b, c] = [1, 2, 3].map(|n| house(n, &root, &mut chance));
        let keys = [a.opening.clone(), OpeningKey::generate(&mut chance)];
        let sealed =
            Estate::seal((a.id, &a.signing), (b.id, &b.opening.sealing()), keys.iter(), &mut chance).unwrap();
        let by_b = accepted(&b, &sealed);
        let charter = a.charter.clone();
        let good = Inherited { charter, accepted: by_b, estate: sealed, succession: None };
        let open = |it: &Inherited, by: &House| {
            it.open(&root.verifying(), (by.id, &by.signing.verifying()), [&by.opening].into_iter())
        };
        assert_eq!(open(&good, &b).unwrap(), keys);
        assert!(open(&good, &c).is_err(), "another agency");
        // An estate nobody of this agency took over: the server alone would hand it out.
        let other = Inherited { accepted: accepted(&c, &good.estate), ..good.clone() };
        assert_eq!(open(&other, &b).unwrap_err(), VaultError::BadSignature);
        // An estate another than the closing agency signed.
        let false_estate =
            Estate::seal((a.id, &c.signing), (b.id, &b.opening.sealing()), keys.iter(), &mut chance).unwrap();
        let forged =
            Inherited { accepted: accepted(&b, &false_estate), estate: false_estate, ..good.clone() };
        assert_eq!(open(&forged, &b).unwrap_err(), VaultError::BadSignature);
        // Another estate than the one taken over.
        let second =
            Estate::seal((a.id, &a.signing), (b.id, &b.opening.sealing()), keys.iter(), &mut chance).unwrap();
        let swapped = Inherited { estate: second, ..good.clone() };
        assert_eq!(open(&swapped, &b).unwrap_err(), VaultError::WrongOrigin);
        let stranger = SigningKey::generate(&mut chance);
        assert!(
            good.open(&stranger.verifying(), (b.id, &b.signing.verifying()), [&b.opening].into_iter())
                .is_err()
        );
    }
}

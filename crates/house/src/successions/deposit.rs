//! Verb `successions.share`: an agency's opening keys, kept for the day when nobody of it is left.
//!
//! An officer's device seals them under a recovery key drawn for it, and each holder gets a part of that key, for her own
//! key alone: two parts open the deposit, one opens nothing. It is made anew whenever a holder or the agency's key has
//! changed. A part is given to nobody but a successor the root named ([`super::Succession`]).

use crate::agencies::{Named, Vouched};
use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_vault::{
    Chance, Length, OpeningKey, PAIR, Part, SealingKey, Signed, SigningKey, VaultError, VerifyingKey, Wrap,
    deal, join, part_digest, text, unwrap, wrap,
};
use danbe_words::{AgencyId, MemberId};
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "successions.share",
    effect: Effect::Writes,
    allows: &[(Standing::Officer, Relation::Own)],
    says: "share, among the holders of one's own agency, the key of the deposit its opening keys lie in",
};

/// What an agency's officer sealed and shared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deposit {
    /// The agency.
    pub agency: AgencyId,
    /// Counts its deposits, from 1.
    pub version: i64,
    /// Which of its opening keys is the newest inside.
    pub epoch: u64,
    /// To check that the parts are of the right key.
    pub recovery: SealingKey,
    /// The opening keys, newest first, for the recovery key.
    pub keys: Wrap,
    /// A part for each holder.
    pub parts: Vec<Shared>,
}

/// A holder's part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shared {
    /// Whose.
    pub member: MemberId,
    /// Which of her keys opens it.
    pub epoch: u64,
    /// The part, for her key alone.
    pub part: Wrap,
    /// SHA-256 of the part, hexadecimal.
    pub digest: String,
}

/// A part a holder gave to a successor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// Whose part.
    pub member: MemberId,
    /// The part, for the successor's key alone.
    pub part: Wrap,
}

/// Shares the key of a deposit.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShareKey {
    /// Signed by the agency.
    pub deposit: Signed<Deposit>,
}

const KEYS: &str = "danbe/v1/deposit";
const PART: &str = "danbe/v1/deposit-part";
const GIVEN: &str = "danbe/v1/deposit-part-given";

fn place(agency: &AgencyId, version: i64, member: Option<&MemberId>) -> Vec<u8> {
    let member = member.map(ToString::to_string).unwrap_or_default();
    format!("{agency}|{version}|{member}").into_bytes()
}

/// Who keeps a part, and under which of her keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keeper {
    /// Pseudonym.
    pub member: MemberId,
    /// Epoch of her key.
    pub epoch: u64,
    /// To seal to her with.
    pub key: SealingKey,
}

/// The holders among these papers who may keep a part: of the agency itself, or named by it.
#[must_use]
pub fn keepers(
    papers: &[Vouched],
    root: &VerifyingKey,
    agency: AgencyId,
    named: Option<&Named>,
) -> Vec<Keeper> {
    let read = |it: &Vouched| {
        let (charter, card) = it.holder(root).ok()?;
        let outside = || named.is_some_and(|named| named.names(&charter.agency, &card.member));
        let keeps = charter.agency == agency.to_string() || outside();
        let member = card.member.parse().ok().filter(|_| keeps)?;
        Some(Keeper { member, epoch: card.epoch, key: card.opening })
    };
    papers.iter().filter_map(read).collect()
}

impl Deposit {
    /// Domain of the agency's signature.
    pub const DOMAIN: &str = "deposit";

    /// Seals opening keys, the newest first, and shares the key to them among these holders. `which`: version of the
    /// deposit, epoch of the newest key.
    ///
    /// # Errors
    /// [`VaultError::Malformed`] for fewer than two holders.
    pub fn make<'k>(
        (agency, by): (AgencyId, &SigningKey),
        (version, epoch): (i64, u64),
        keys: impl Iterator<Item = &'k OpeningKey>,
        holders: &[Keeper],
        chance: &mut Chance,
    ) -> Result<Signed<Self>, VaultError> {
        let recovery = OpeningKey::generate(chance);
        let keys: Vec<String> = keys.map(|key| text::write(&key.expose()[..])).collect();
        let plain = serde_json::to_vec(&keys).map_err(|_| VaultError::Malformed)?;
        let at = place(&agency, version, None);
        let keys = wrap(&recovery.sealing(), KEYS, &at, &plain, Length::Hidden, chance);
        let dealt = deal(&recovery, holders.len(), chance)?;
        let mut parts = Vec::with_capacity(dealt.len());
        for (Keeper { member, epoch, key }, part) in holders.iter().zip(&dealt) {
            let at = place(&agency, version, Some(member));
            let sealed = wrap(key, PART, &at, part, Length::Exact, chance);
            let digest = text::hex(&part_digest(part));
            parts.push(Shared { member: *member, epoch: *epoch, part: sealed, digest });
        }
        let recovery = recovery.sealing();
        Signed::sign(&Self { agency, version, epoch, recovery, keys, parts }, by, Self::DOMAIN)
    }

    /// A holder's part, given to a successor: opened with her key, sealed to it.
    ///
    /// # Errors
    /// When she has none here, or it is damaged.
    pub fn give(
        &self,
        (member, key): (MemberId, &OpeningKey),
        to: &SealingKey,
        chance: &mut Chance,
    ) -> Result<Wrap, VaultError> {
        let mine = self.parts.iter().find(|it| it.member == member).ok_or(VaultError::WrongKey)?;
        let at = place(&self.agency, self.version, Some(&member));
        let part = unwrap(key, PART, &at, &mine.part)?;
        mine.is(&part).then_some(()).ok_or(VaultError::Malformed)?;
        Ok(wrap(to, GIVEN, &at, &part, Length::Exact, chance))
    }

    /// Parts given that are right; who gave something else is left out.
    pub fn right_parts<'k>(
        &self,
        given: &[Given],
        with: impl Iterator<Item = &'k OpeningKey> + Clone,
    ) -> Vec<Part> {
        let read = |it: &Given| {
            let hers = self.parts.iter().find(|shared| shared.member == it.member)?;
            let at = place(&self.agency, self.version, Some(&it.member));
            let part = with.clone().find_map(|key| unwrap(key, GIVEN, &at, &it.part).ok())?;
            hers.is(&part).then_some(part)
        };
        given.iter().filter_map(read).collect()
    }

    /// The opening keys inside, from the parts of two holders or more.
    ///
    /// # Errors
    /// [`VaultError::WrongKey`] when they are too few.
    pub fn open(&self, parts: &[Part]) -> Result<Vec<OpeningKey>, VaultError> {
        let recovery = join(parts, &self.recovery)?;
        let plain = unwrap(&recovery, KEYS, &place(&self.agency, self.version, None), &self.keys)?;
        let keys: Vec<String> = text::from_json(&plain)?;
        keys.iter().map(|key| OpeningKey::from_bytes(&text::read(key)?)).collect()
    }
}

impl Shared {
    fn is(&self, part: &[u8]) -> bool {
        self.digest == text::hex(&part_digest(part))
    }
}

const _: () = assert!(PAIR == 2, "the words on screen say two holders");

#[cfg(feature = "server")]
mod server {
    use super::{Deposit, SPEC, ShareKey};
    use crate::successions::rows;
    use danbe_guard::{Actor, Relation, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::Problem;

    impl Verb for ShareKey {
        const SPEC: VerbSpec = SPEC;
        type Answer = ();

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let grant = tx.may::<Self>(who, Relation::Own)?;
            let charter = crate::posts::rows::charter(tx, who.agency).await?;
            let deposit =
                self.deposit.verify(&charter.signing, Deposit::DOMAIN).map_err(|_| Problem::Signature)?;
            let known = rows::deposit(tx, who.agency).await?.map_or(0, |(version, ..)| version);
            if deposit.agency != who.agency {
                return Err(Problem::Malformed);
            }
            // Somebody came, left or was suspended since this officer's device looked, or another officer shared it.
            let parts: Vec<_> = deposit.parts.iter().map(|it| (it.member, it.epoch)).collect();
            let whole = rows::keys_of_holders(tx, who.agency).await? == rows::in_order(parts)
                && deposit.epoch == rows::epoch(tx, who.agency).await?
                && deposit.version == known + 1;
            if !whole {
                return Err(Problem::State("holders-changed"));
            }
            rows::insert_deposit(tx, &deposit, &self.deposit).await?;
            let happening =
                Happening::bare().with("version", deposit.version).with("parts", deposit.parts.len());
            tx.done(&grant, happening, ()).await
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use danbe_vault::Entropy;

    fn holder(n: u8, chance: &mut Chance) -> (OpeningKey, Keeper) {
        let opening = OpeningKey::generate(chance);
        let keeper = Keeper { member: MemberId::from_bytes([n; 16]), epoch: 1, key: opening.sealing() };
        (opening, keeper)
    }

    /// Every subset of three holders, each giving her part to the successor: two or three open the keys, fewer nothing.
    #[test]
    fn two_holders_open_the_deposit_for_the_successor_and_one_opens_nothing() {
        let mut chance = Chance::new(Entropy::from_system([21; 32]));
        let agency = AgencyId::from_bytes([1; 16]);
        let (by, successor) = (SigningKey::generate(&mut chance), OpeningKey::generate(&mut chance));
        let keys = [OpeningKey::generate(&mut chance), OpeningKey::generate(&mut chance)];
        let holders: Vec<_> = (1..=3).map(|n| holder(n, &mut chance)).collect();
        let cards: Vec<_> = holders.iter().map(|(_, keeper)| *keeper).collect();
        let signed = Deposit::make((agency, &by), (1, 2), keys.iter(), &cards, &mut chance).unwrap();
        let deposit = signed.verify(&by.verifying(), Deposit::DOMAIN).unwrap();
        for subset in 0..8_u32 {
            let chosen = holders.iter().enumerate().filter(|(at, _)| subset >> at & 1 == 1);
            let given: Vec<_> = chosen
                .map(|(_, (key, Keeper { member, .. }))| {
                    let part = deposit.give((*member, key), &successor.sealing(), &mut chance).unwrap();
                    Given { member: *member, part }
                })
                .collect();
            let parts = deposit.right_parts(&given, std::iter::once(&successor));
            assert_eq!(parts.len(), given.len());
            let opened = deposit.open(&parts);
            assert_eq!(opened.is_ok(), given.len() >= 2, "{subset:b}");
            if let Ok(opened) = opened {
                assert_eq!(opened, keys);
            }
            let stranger = OpeningKey::generate(&mut chance);
            assert!(deposit.right_parts(&given, std::iter::once(&stranger)).is_empty());
        }
    }

    #[test]
    fn a_part_belongs_to_its_holder_its_deposit_and_its_digest() {
        let mut chance = Chance::new(Entropy::from_system([22; 32]));
        let agency = AgencyId::from_bytes([1; 16]);
        let (by, successor) = (SigningKey::generate(&mut chance), OpeningKey::generate(&mut chance));
        let key = OpeningKey::generate(&mut chance);
        let [a, b] = [1, 2].map(|n| holder(n, &mut chance));
        let cards = [a.1, b.1];
        let mut make = |version| {
            let keys = std::iter::once(&key);
            let signed = Deposit::make((agency, &by), (version, 1), keys, &cards, &mut chance).unwrap();
            signed.verify(&by.verifying(), Deposit::DOMAIN).unwrap()
        };
        let (first, second) = (make(1), make(2));
        let mut chance = Chance::new(Entropy::from_system([23; 32]));
        let to = successor.sealing();
        assert!(first.give((a.1.member, &b.0), &to, &mut chance).is_err(), "another's key");
        let part = first.give((a.1.member, &a.0), &to, &mut chance).unwrap();
        let given = [Given { member: a.1.member, part: part.clone() }];
        assert!(second.right_parts(&given, std::iter::once(&successor)).is_empty(), "another deposit");
        let hers = [Given { member: b.1.member, part }];
        assert!(first.right_parts(&hers, std::iter::once(&successor)).is_empty(), "under another's name");
        let mut mixed = first.clone();
        mixed.parts[0].part = second.parts[0].part.clone();
        assert!(
            mixed.give((a.1.member, &a.0), &to, &mut chance).is_err(),
            "a part put in the place of another"
        );
        assert!(
            Deposit::make((agency, &by), (3, 1), std::iter::once(&key), &cards[..1], &mut chance).is_err()
        );
    }
}

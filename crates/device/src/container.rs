//! What the device keeps: a header in clear (who, and how to open), and rows sealed under one key.
//!
//! Names of rows say nothing: a kind and a count. Every value but the header is sealed under the container's
//! key, bound to the row's name.

use crate::passkey::Passkey;
use danbe_house::posts::Enrolment;
use danbe_vault::{Capsule, Chance, Sealed, SecretKey, VaultError, container_key, open_local, seal_local};
use danbe_words::{DeviceId, Moment};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// Name of the header's row.
pub(crate) const HEADER: &str = "header";
/// Keys of the member, and the device's id.
pub(crate) const OWNER: &str = "owner";

/// A request to be brought back, or for a post, that no server has taken yet.
pub(crate) const ASKING: &str = "asking";

/// Her officer has not confirmed her yet.
pub(crate) const WAITING: &str = "waiting";

/// How the container opens. In clear: a pseudonym, a salt, a wrapped key.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Header {
    v: u8,
    pub(crate) handle: String,
    device_secret: String,
    lock: Capsule,
    /// Wrong words since the last right ones.
    #[serde(default)]
    wrong: u32,
    /// Until when no words are tried.
    #[serde(default)]
    rests: i64,
    /// The phone's own lock, where she wanted one.
    #[serde(default)]
    pub(crate) passkey: Option<Passkey>,
    /// The phone was asked, and has none.
    #[serde(default)]
    pub(crate) unable: bool,
}

/// Wrong words that cost nothing but the try.
const FREE: u32 = 5;

impl Header {
    /// Whether words may be tried now.
    pub(crate) const fn is_ready(&self, now: Moment) -> bool {
        // A clock set back does not shorten the rest, one set forward does: whoever holds the device holds its clock.
        now.0 >= self.rests
    }

    /// One more time the words were wrong: after five, a minute's rest, and twice as long each time, up to an hour.
    pub(crate) fn count_wrong(&mut self, now: Moment) {
        self.wrong = self.wrong.saturating_add(1);
        if self.wrong >= FREE {
            self.rests = now.0 + (60_000_i64 << (self.wrong - FREE).min(6)).min(3_600_000);
        }
    }

    /// The words were right; whether that changes anything to be kept.
    pub(crate) fn count_right(&mut self) -> bool {
        self.rests = 0;
        std::mem::take(&mut self.wrong) > 0
    }

    /// A new container, locked with a key already derived from the words; gives the container's key too.
    pub(crate) fn create(
        handle: &str,
        like: &Capsule,
        derived: &SecretKey,
        chance: &mut Chance,
    ) -> (Self, SecretKey) {
        let key = SecretKey::generate(chance);
        let secret: [u8; 32] = chance.bytes();
        let lock = Capsule::lock_with(
            &container_key(derived, &secret),
            like.salt,
            like.params,
            &key.expose()[..],
            chance,
        );
        let device_secret = danbe_vault::text::write(&secret);
        let handle = handle.to_owned();
        let (wrong, rests, passkey, unable) = (0, 0, None, false);
        (Self { v: 1, handle, device_secret, lock, wrong, rests, passkey, unable }, key)
    }

    /// What the five words are derived with.
    pub(crate) const fn lock(&self) -> &Capsule {
        &self.lock
    }

    /// The container's key.
    pub(crate) fn open(&self, derived: &SecretKey) -> Result<SecretKey, VaultError> {
        SecretKey::from_bytes(&self.lock.open_with(&container_key(derived, &self.secret()?))?)
    }

    /// What never leaves this device, and every lock needs.
    pub(crate) fn secret(&self) -> Result<[u8; 32], VaultError> {
        let bytes = danbe_vault::text::read(&self.device_secret)?;
        bytes.try_into().map_err(|_| VaultError::Malformed)
    }

    pub(crate) fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    pub(crate) fn read(text: &str) -> Option<Self> {
        danbe_vault::text::from_text(text).ok().filter(|header: &Self| header.v == 1)
    }
}

/// Whose device this is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Owner {
    pub(crate) enrolment: Enrolment,
    pub(crate) device: DeviceId,
}

/// Seals a row.
pub(crate) fn lock<T: Serialize>(key: &SecretKey, name: &str, value: &T, chance: &mut Chance) -> String {
    let plain = serde_json::to_vec(value).unwrap_or_default();
    seal_local(key, name, &plain, chance).to_text()
}

/// Opens a row; `None` when it is not ours or is damaged.
pub(crate) fn unlock<T: DeserializeOwned>(key: &SecretKey, name: &str, text: &str) -> Option<T> {
    let sealed = Sealed::from_text(text).ok()?;
    danbe_vault::text::from_json(&open_local(key, name, &sealed).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use danbe_vault::{Entropy, KdfParams};

    #[test]
    fn wrong_words_make_the_device_rest_longer_each_time_and_right_ones_end_it() {
        let mut chance = Chance::new(Entropy::from_system([1; 32]));
        let key = SecretKey::generate(&mut chance);
        let like = Capsule::lock_with(&key, [0; 16], KdfParams::FLOOR, b"", &mut chance);
        let (mut header, _) = Header::create("gao-1", &like, &key, &mut chance);
        let (mut now, mut rests) = (Moment(0), Vec::new());
        for _ in 0..15 {
            assert!(header.is_ready(now));
            header.count_wrong(now);
            rests.push((header.rests - now.0).max(0) / 60_000);
            now = Moment(now.0.max(header.rests));
        }
        assert_eq!(rests, [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60]);
        header.count_wrong(now);
        assert!(!header.is_ready(now.plus(59 * 60_000)));
        let kept = Header::read(&header.text());
        assert!(
            kept.is_some_and(|kept| kept.wrong == 16 && !kept.is_ready(now)),
            "a restart forgets nothing"
        );
        assert!(header.count_right() && header.is_ready(now) && !header.count_right());
    }
}

//! What the device keeps: a header in clear (who, and how to open), and rows sealed under one key.
//!
//! Names of rows say nothing: a kind and a count. Every value but the header is sealed under the container's
//! key, bound to the row's name.

use danbe_house::posts::Enrolment;
use danbe_vault::{Capsule, Chance, Sealed, SecretKey, VaultError, container_key, open_local, seal_local};
use danbe_words::DeviceId;
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
}

impl Header {
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
        (Self { v: 1, handle: handle.to_owned(), device_secret, lock }, key)
    }

    /// What the five words are derived with.
    pub(crate) const fn lock(&self) -> &Capsule {
        &self.lock
    }

    /// The container's key.
    pub(crate) fn open(&self, derived: &SecretKey) -> Result<SecretKey, VaultError> {
        let secret = danbe_vault::text::read(&self.device_secret)
            .ok()
            .and_then(|bytes| <[u8; 32]>::try_from(bytes).ok())
            .ok_or(VaultError::Malformed)?;
        SecretKey::from_bytes(&self.lock.open_with(&container_key(derived, &secret))?)
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

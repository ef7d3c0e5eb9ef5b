//! Reading accounts: a passphrase and a one-time code (feature `server`).
//!
//! A reading account holds no key and opens nothing, so its passphrase is checked on the server: Argon2id (RFC 9106)
//! with the OWASP parameters m = 19 MiB, t = 2, p = 1, kept as a PHC string. The code is TOTP (RFC 6238): SHA-1, six
//! digits, 30 seconds, one step of tolerance on either side; the time is an argument. One guess costs 19 MiB: the caller
//! runs it on a blocking thread behind a semaphore.

use std::fmt;

use data_encoding::{BASE32_NOPAD, BASE64_NOPAD};
use subtle::ConstantTimeEq;
use totp_rs::{Algorithm, Builder, Totp};
use zeroize::Zeroizing;

use crate::lock::{KdfParams, argon2id};
use crate::{Chance, VaultError};

const COST: KdfParams = KdfParams { m_kib: 19_456, t: 2, p: 1 };
const PREFIX: &str = "$argon2id$v=19$m=19456,t=2,p=1$";

/// Hashes a passphrase for the accounts table: `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`.
pub fn hash_passphrase(passphrase: &str, chance: &mut Chance) -> Result<String, VaultError> {
    let salt = chance.bytes::<16>();
    let hash = argon2id(passphrase.as_bytes(), &salt, COST)?;
    Ok(format!("{PREFIX}{}${}", BASE64_NOPAD.encode(&salt), BASE64_NOPAD.encode(hash.as_slice())))
}

/// [`VaultError::WrongKey`] unless the passphrase is the one hashed; `UnknownVersion` for other parameters than ours.
pub fn check_passphrase(passphrase: &str, stored: &str) -> Result<(), VaultError> {
    let rest = stored.strip_prefix(PREFIX).ok_or(VaultError::UnknownVersion)?;
    let (salt, hash) = rest.split_once('$').ok_or(VaultError::Malformed)?;
    let decode = |text: &str| BASE64_NOPAD.decode(text.as_bytes()).map_err(|_| VaultError::Malformed);
    let (salt, hash) = (decode(salt)?, decode(hash)?);
    let found = argon2id(passphrase.as_bytes(), &salt, COST)?;
    if bool::from(found.ct_eq(hash.as_slice())) { Ok(()) } else { Err(VaultError::WrongKey) }
}

/// The work of [`check_passphrase`] for a handle that does not exist, so that the answer takes as long. Always `WrongKey`.
pub fn check_nobody(passphrase: &str) -> VaultError {
    argon2id(passphrase.as_bytes(), &[0; 16], COST).err().unwrap_or(VaultError::WrongKey)
}

/// The secret of a one-time code: 160 bits, as RFC 4226 §4 recommends.
#[derive(Clone)]
pub struct OnceSecret(Zeroizing<[u8; 20]>);

impl OnceSecret {
    /// A new secret.
    pub fn generate(chance: &mut Chance) -> Self {
        Self(Zeroizing::new(chance.bytes()))
    }

    /// From its 20 bytes; [`VaultError::Malformed`] for another length.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, VaultError> {
        Ok(Self(Zeroizing::new(bytes.try_into().map_err(|_| VaultError::Malformed)?)))
    }

    /// The 20 bytes, to be kept sealed.
    pub fn expose(&self) -> Zeroizing<[u8; 20]> {
        self.0.clone()
    }

    /// As typed into an authenticator: 32 characters of base32 (RFC 4648 §6).
    pub fn base32(&self) -> Zeroizing<String> {
        Zeroizing::new(BASE32_NOPAD.encode(self.0.as_slice()))
    }

    /// From base32, capitals or not, spaces allowed; [`VaultError::Malformed`] otherwise.
    pub fn from_base32(text: &str) -> Result<Self, VaultError> {
        let text: Zeroizing<String> = Zeroizing::new(
            text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect(),
        );
        let bytes = Zeroizing::new(BASE32_NOPAD.decode(text.as_bytes()).map_err(|_| VaultError::Malformed)?);
        Self::from_bytes(&bytes)
    }

    /// The six digits at a time in seconds since 1970: for demonstrations and tests.
    pub fn code(&self, at: u64) -> String {
        self.totp().generate(at).to_string()
    }

    /// The step whose code this is (now, or one step before or after), or [`VaultError::WrongKey`].
    ///
    /// A code serves once (RFC 6238 §5.2): the caller keeps the step and refuses one not greater than the last.
    pub fn check(&self, code: &str, at: u64) -> Result<u64, VaultError> {
        let six_digits = code.len() == 6 && code.bytes().all(|c| c.is_ascii_digit());
        if !six_digits || at > MOST {
            return Err(VaultError::Malformed);
        }
        self.totp().check(code, at).ok_or(VaultError::WrongKey)
    }

    fn totp(&self) -> Totp {
        Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(6)
            .with_step_duration(30)
            .with_skew(1)
            .with_secret(*self.0)
            .build_noncompliant()
    }
}

/// The year 9999: beyond, the library's arithmetic could overflow.
const MOST: u64 = 253_402_300_799;

impl fmt::Debug for OnceSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OnceSecret(..)")
    }
}

/// The code of `secret` at `at` seconds since 1970: for demonstrations and tests.
pub fn totp_code(secret: &OnceSecret, at: u64) -> String {
    secret.code(at)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    /// RFC 6238 appendix B, SHA-1; its eight digits end with our six.
    const RFC_6238: [(u64, &str); 6] = [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ];

    fn rfc_secret() -> OnceSecret {
        OnceSecret::from_bytes(b"12345678901234567890").unwrap()
    }

    #[test]
    fn codes_are_those_of_the_rfc() {
        for (at, code) in RFC_6238 {
            assert_eq!(totp_code(&rfc_secret(), at), code);
            assert_eq!(rfc_secret().check(code, at), Ok(at / 30));
        }
    }

    #[test]
    fn one_step_early_or_late_and_no_more() {
        let (secret, code) = (rfc_secret(), totp_code(&rfc_secret(), 3000));
        for (at, accepted) in [(2969, false), (2970, true), (3059, true), (3060, false)] {
            assert_eq!(secret.check(&code, at).is_ok(), accepted, "at {at}");
        }
        assert_eq!(secret.check(&code, 3059), Ok(100));
    }

    #[test]
    fn anything_but_six_digits_is_refused() {
        for code in ["", "12345", "1234567", "12345a", "１２３４５６", " 12345", "+12345"] {
            assert_eq!(rfc_secret().check(code, 59), Err(VaultError::Malformed), "{code}");
        }
        assert_eq!(rfc_secret().check("287082", u64::MAX), Err(VaultError::Malformed));
    }

    #[test]
    fn the_secret_is_typed_in_base32() {
        let secret = rfc_secret();
        assert_eq!(secret.base32().as_str(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        let typed = OnceSecret::from_base32("gezd gnbv gy3t qojq gezd gnbv gy3t qojq").unwrap();
        assert_eq!(typed.expose(), secret.expose());
        assert!(OnceSecret::from_base32("GEZD").is_err());
        assert_eq!(format!("{secret:?}"), "OnceSecret(..)");
    }

    #[test]
    fn a_passphrase_is_hashed_with_its_own_salt() {
        let mut chance = Chance::for_test(1);
        let stored = hash_passphrase("le fleuve est haut", &mut chance).unwrap();
        assert_ne!(stored, hash_passphrase("le fleuve est haut", &mut chance).unwrap());
        assert_eq!(check_passphrase("le fleuve est haut", &stored), Ok(()));
        assert_eq!(check_passphrase("le fleuve est bas", &stored), Err(VaultError::WrongKey));
        assert_eq!(check_nobody("le fleuve est haut"), VaultError::WrongKey);
    }

    #[test]
    fn stored_strings_of_another_kind_are_refused() {
        for stored in ["", "x", "$argon2id$v=19$m=8,t=1,p=1$AAAA$AAAA", "$2b$12$abc"] {
            assert_eq!(check_passphrase("x", stored), Err(VaultError::UnknownVersion));
        }
        assert_eq!(check_passphrase("x", &format!("{PREFIX}AAAA")), Err(VaultError::Malformed));
        assert_eq!(check_passphrase("x", &format!("{PREFIX}*$*")), Err(VaultError::Malformed));
        let salt = BASE64_NOPAD.encode(&[0; 16]);
        assert_eq!(check_passphrase("x", &format!("{PREFIX}{salt}$")), Err(VaultError::WrongKey));
    }
}
